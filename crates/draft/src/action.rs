//! What does a text say that somebody does, and how sure is each part of it?

use serde::Serialize;
use std::collections::BTreeMap;

/// Bytes of the text, from `start` up to and without `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Span {
    /// Offset of the first byte, from 0.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// The words it covers.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

/// With what does somebody act?
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Instrument {
    /// A duty on imports that is new, raised or in place.
    Tariff,
    /// A duty on imports that is lowered or lifted, or an exemption.
    TariffCut,
    /// A duty on exports.
    ExportTax,
    /// Licences or limits for exports.
    ExportControl,
    /// No exports.
    ExportBan,
    /// No imports.
    ImportStop,
    /// A limit to quantities.
    Quota,
    /// A promise to buy.
    Purchase,
    /// Money for firms at home or abroad.
    Support,
    /// A plant, mine or terminal that fails.
    Outage,
    /// A reserve that is opened.
    StockRelease,
    /// A reply whose means are not named.
    Retaliation,
}

impl Instrument {
    /// Its name in labels, in JSON and in drafts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tariff => "tariff",
            Self::TariffCut => "tariff-cut",
            Self::ExportTax => "export-tax",
            Self::ExportControl => "export-control",
            Self::ExportBan => "export-ban",
            Self::ImportStop => "import-stop",
            Self::Quota => "quota",
            Self::Purchase => "purchase",
            Self::Support => "support",
            Self::Outage => "outage",
            Self::StockRelease => "stock-release",
            Self::Retaliation => "retaliation",
        }
    }

    /// Whether who acts is the exporter.
    pub(crate) fn by_exporter(self) -> bool {
        matches!(self, Self::ExportTax | Self::ExportControl | Self::ExportBan)
    }

    /// Whether it concerns one economy alone.
    pub(crate) fn alone(self) -> bool {
        matches!(self, Self::Support | Self::Outage | Self::StockRelease)
    }
}

/// How far is it?
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Decided or promised.
    Announced,
    /// It holds.
    InForce,
    /// It may come.
    Threatened,
    /// It was put off or paused.
    Suspended,
    /// It is said not to be so.
    Denied,
    /// Somebody computes what it would do.
    Hypothetical,
}

impl Status {
    /// Its name in labels, in JSON and in drafts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::InForce => "in-force",
            Self::Threatened => "threatened",
            Self::Suspended => "suspended",
            Self::Denied => "denied",
            Self::Hypothetical => "hypothetical",
        }
    }

    /// Whether an entry of it may stand active in a draft.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Announced | Self::InForce)
    }
}

/// What speaks for a part of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Words in the same clause, tied to it by a preposition, an adjective or a fixed phrase.
    Stated,
    /// Words in the same clause, tied to it by their order alone.
    Nearby,
    /// Words of another clause or sentence that speaks of the same action.
    Carried,
    /// No words: what is usual.
    Assumed,
}

/// A part of an action as found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// The value: a code, a rate, an amount, a date, a status.
    pub value: String,
    /// What speaks for it.
    pub evidence: Evidence,
    /// The words; none where nothing but custom speaks for it.
    pub span: Option<Span>,
}

/// One action of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Action {
    /// The sentence it came from.
    pub sentence: Span,
    /// Further sentences that speak of it.
    pub also: Vec<Span>,
    /// With what.
    pub instrument: Instrument,
    /// What speaks for the instrument.
    pub instrument_found: Found,
    /// Who acts: codes of economies or groups.
    pub actor: Vec<Found>,
    /// Towards whom: codes, `*` for all, `-CODE` for an exception.
    pub target: Vec<Found>,
    /// On what: codes of sectors, of goods of chains, of elements, or `goods`.
    pub product: Vec<Found>,
    /// How much: `25%`, `USD 7 billion`, `5.5 Mt/yr`, `20 t`.
    pub amount: Vec<Found>,
    /// First day: `2025-04-04`, or as much as is known: `2025-04`, `2025`, `--04-04`.
    pub from: Option<Found>,
    /// Last day.
    pub until: Option<Found>,
    /// By code of a sector: the words of the text, where they name only a part of it, as "gallium"
    /// of all non-ferrous metals.
    pub partial: BTreeMap<String, String>,
    /// Whether it is said to have been lifted or to have ended; `until` is then the day of that, as
    /// far as it is known.
    pub ended: bool,
    /// How far it is.
    pub status: Status,
    /// What speaks for the status.
    pub status_found: Found,
    /// Whether the amount comes on top of what is there, as the text says.
    pub on_top: bool,
    /// Whether the amount is the new level, as in "to 50%".
    pub level: bool,
    /// Whether nothing of a duty remains, as in "will scrap its duty".
    pub removed: bool,
    /// The words of the text where they give bounds in place of one amount: "up to 125%", "7.8 to
    /// 35.3%".
    pub bound: Option<String>,
    /// What the text leaves open.
    pub questions: Vec<String>,
}
