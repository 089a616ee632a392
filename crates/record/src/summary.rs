//! What does a run say beside its tables?

use crate::catalogue::{Equation, TradeForm, equation, equations};
use crate::negotiation::PackageNote;
use detente_world::{Repair, Source};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A code with its English name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Code as in the tables.
    pub code: String,
    /// English name.
    pub name: String,
    /// Codes that it was made of, where it stands for others than itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

impl Named {
    /// A code that stands for itself.
    #[must_use]
    pub fn new(code: impl Into<String>, name: impl Into<String>) -> Self {
        Self { code: code.into(), name: name.into(), members: Vec::new() }
    }
}

/// The world a run was computed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldNote {
    /// Short name such as `icio-2022`.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Baseline year.
    pub year: i32,
    /// Unit of every flow.
    pub currency: String,
    /// SHA-256 of the world pack.
    pub digest: String,
    /// Economies in table order.
    pub economies: Vec<Named>,
    /// Sectors in table order.
    pub sectors: Vec<Named>,
    /// Where the figures come from.
    pub sources: Vec<Source>,
    /// What a reader should know before relying on it.
    pub notes: Vec<String>,
    /// Corrections made on the way in.
    pub repairs: Vec<Repair>,
}

/// One entry of the scenario as it stands on the date of the run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name in the scenario file.
    pub name: String,
    /// `tariff`, `quantity-cap` ...
    pub kind: String,
    /// Where the fact comes from.
    pub source: String,
    /// From and until when, in words.
    pub period: String,
    /// Number of links or nodes it touches.
    pub touches: usize,
    /// Whether it applies on the date of the run.
    pub in_force: bool,
    /// First day in force, ISO 8601; none where it is so from the beginning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day in force; none where it is so to the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// Who acts, in words; empty where the entry does not tell.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Whom it is aimed at or meant for, in words.
    #[serde(default, rename = "for", skip_serializing_if = "String::is_empty")]
    pub beneficiary: String,
    /// What it is about, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub product: String,
    /// Days on which its value changes, ISO 8601.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<String>,
    /// Whether it is a measure that this run leaves out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub left_out: bool,
}

/// Why the result can be believed: what the solver found out about its own solution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    /// `converged` and nothing else in a finished run.
    pub status: String,
    /// Sweeps over the equations.
    pub sweeps: usize,
    /// Largest error left, in the norm below.
    pub residual: f64,
    /// What the residual measures, in words.
    pub norm: String,
    /// Violation of Walras' law, relative to world value added.
    pub walras: f64,
    /// Largest real change when every price is scaled.
    pub homogeneity: f64,
    /// Steps in which a large shock was walked; 1 where it was taken at once.
    pub homotopy_steps: usize,
}

impl Certificate {
    /// What the solution took, counted: `1 sweep`, `17 sweeps`.
    #[must_use]
    pub fn effort(&self) -> String {
        format!("{} sweep{}", self.sweeps, if self.sweeps == 1 { "" } else { "s" })
    }
}

/// One commodity chain that a run computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChainNote {
    /// Short name such as `lng`.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Unit of every quantity, such as `t`.
    pub unit: String,
    /// Unit of every price, such as `USD per tonne`; the tonne of a chain in Mt is still a tonne.
    pub price_unit: String,
    /// Base year.
    pub base_year: i32,
    /// Goods in table order.
    pub goods: Vec<Named>,
    /// Economies of the chain.
    pub economies: Vec<Named>,
    /// What runs as a range because it is assumed or only known as one.
    pub assumed: Vec<String>,
    /// What is not known and therefore not computed.
    pub refused: Vec<String>,
    /// Largest residual over all programmes.
    pub residual: f64,
    /// Number of programmes.
    pub programmes: usize,
    /// Where the figures come from.
    pub sources: Vec<Source>,
    /// What a reader should know before relying on it.
    pub notes: Vec<String>,
}

/// Everything a report says beside the tables.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Version of detente.
    pub version: String,
    /// Name of the scenario, such as `japan-us-2025`.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// The day whose state of policy was computed, ISO 8601.
    pub date: String,
    /// The entries of the scenario.
    pub entries: Vec<Entry>,
    /// Codes of the economies the scenario names, in its order.
    pub focus: Vec<String>,
    /// Codes of the importers whose border measures change, most touched trade first.
    pub importers: Vec<String>,
    /// Changes made on the command line, `key=value`.
    pub overrides: Vec<String>,
    /// The model's options in words.
    pub options: Vec<String>,
    /// What the figures of the years would be under other assumptions, as sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub otherwise: Vec<String>,
    /// The trade elasticities in a few words, such as `by-horizon at 1.9 years (grades C and D)`;
    /// none for the world's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elasticities: Option<String>,
    /// For how long after the first shock the trade elasticities hold, such as `1.9 years`; none for
    /// the long run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon: Option<String>,
    /// Whether a sector lacks so much of its year's capacity that the years are those of the
    /// outage.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsettled: bool,
    /// The form that the options give the equations of the trade engine; none in runs of earlier
    /// versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<TradeForm>,
    /// What the model leaves out.
    pub limits: Vec<String>,
    /// The world.
    pub world: WorldNote,
    /// The solver's certificate.
    pub certificate: Certificate,
    /// SHA-256 of `manifest.json`.
    pub manifest: String,
    /// The commodity chains that entries act on.
    #[serde(default)]
    pub commodity: Vec<ChainNote>,
    /// The negotiation, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<PackageNote>,
}

impl Summary {
    /// An equation by its short name, as the options of the run make it.
    #[must_use]
    pub fn equation(&self, id: &str) -> Option<Equation> {
        self.form.map_or_else(|| equation(id).cloned(), |form| form.equation(id))
    }

    /// The equations of every engine, likewise.
    #[must_use]
    pub fn equations(&self) -> Vec<Equation> {
        self.form.map_or_else(|| equations().to_vec(), |form| form.equations())
    }

    /// The English name of an economy, or its code where the world has none.
    pub fn economy<'a>(&'a self, code: &'a str) -> &'a str {
        name_of(&self.world.economies, code)
    }

    /// The English name of a sector, or its code where the world has none.
    pub fn sector<'a>(&'a self, code: &'a str) -> &'a str {
        name_of(&self.world.sectors, code)
    }
}

impl Summary {
    /// The English name of an economy without what stands in brackets, if no other is called so.
    pub fn short<'a>(&'a self, code: &'a str) -> &'a str {
        if self.world.economies.iter().any(|economy| economy.code == code) {
            return short_of(&self.world.economies, code);
        }
        // Some economies stand in a chain alone.
        let chain = self
            .commodity
            .iter()
            .find(|chain| chain.economies.iter().any(|economy| economy.code == code));
        chain.map_or(code, |chain| short_of(&chain.economies, code))
    }

    /// The name of a good of a chain, or of the sector whose product it is.
    pub fn good<'a>(&'a self, chain: &str, code: &'a str) -> &'a str {
        let goods =
            self.commodity.iter().find(|note| note.id == chain).map_or(&[][..], |note| &note.goods);
        let good = goods.iter().find(|good| good.code == code);
        good.map_or_else(|| self.sector(code), |good| good.name.as_str())
    }
}

/// A name without what stands in brackets, if no other is called so; the code where there is no
/// name.
pub fn short_of<'a>(named: &'a [Named], code: &'a str) -> &'a str {
    let name = name_of(named, code);
    let plain = |name: &'a str| name.split(" (").next().unwrap_or(name);
    let alone = named.iter().filter(|other| plain(&other.name) == plain(name)).count() == 1;
    if alone { plain(name) } else { name }
}

/// The English name of a code, or the code where it has none.
#[must_use]
pub fn name_of<'a>(named: &'a [Named], code: &'a str) -> &'a str {
    named.iter().find(|named| named.code == code).map_or(code, |named| named.name.as_str())
}

/// The position of each code, so that a long table is folded without comparing names.
pub struct Positions<'a> {
    named: &'a [Named],
    known: HashMap<&'a str, usize>,
    /// Where the last code was found: tables are sorted, so that the next one is the same or the
    /// one after it.
    last: usize,
}

/// Where each code stands.
#[must_use]
pub fn positions(named: &[Named]) -> Positions<'_> {
    let known = named.iter().enumerate().map(|(at, named)| (named.code.as_str(), at)).collect();
    Positions { named, known, last: 0 }
}

impl Positions<'_> {
    /// The position of `code`, if the world has it.
    pub fn find(&mut self, code: &str) -> Option<usize> {
        let near = [self.last, self.last + 1]
            .into_iter()
            .find(|at| self.named.get(*at).is_some_and(|named| named.code == code));
        let found = near.or_else(|| self.known.get(code).copied());
        self.last = found.unwrap_or(self.last);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::Certificate;

    #[test]
    fn one_sweep_is_no_sweeps() {
        let certificate = |sweeps| Certificate {
            status: "converged".to_owned(),
            sweeps,
            residual: 0.0,
            norm: String::new(),
            walras: 0.0,
            homogeneity: 0.0,
            homotopy_steps: 1,
        };
        assert_eq!([1, 17].map(|sweeps| certificate(sweeps).effort()), ["1 sweep", "17 sweeps"]);
    }
}
