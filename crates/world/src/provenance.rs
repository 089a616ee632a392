//! Which sources does one figure of a world come from?
//!
//! Typed fields of a source (`trade_of`, `use_of`, `tariffs_of`, `tariffs_on`) say it. Where no
//! source has them, the words of `used_for` stand in.

use crate::ids::{EconomyId, SectorId};
use crate::model::World;
use crate::source::Source;

/// A kind of figure of a world, as sources say what they are used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Trade in a sector's goods or services.
    Trade(SectorId),
    /// Tariffs of an importer on an exporter, or on all of them.
    Tariff(EconomyId, Option<EconomyId>),
    /// What the sectors of an economy use.
    Use(EconomyId),
    /// The trade elasticity of a sector.
    Elasticity(SectorId),
}

/// Everybody whom no other source names.
const OTHERS: &str = "*";

impl Figure {
    fn word(self) -> &'static str {
        match self {
            Self::Trade(_) => "trade in",
            Self::Tariff(..) => "tariff",
            Self::Use(_) => "input use",
            Self::Elasticity(_) => "elasticit",
        }
    }
}

impl World {
    /// The sources of a figure, in the order of the world: those that declare it; those whose words
    /// name it; those of its kind; all that do not say what they are for.
    #[must_use]
    pub fn sources_of(&self, figure: Figure) -> Vec<&Source> {
        let declared = self.declared(figure);
        if !declared.is_empty() {
            return declared;
        }
        let says = |source: &&Source| {
            let text = source.used_for.as_deref().unwrap_or_default();
            text.contains(figure.word()) && !narrower(source, figure)
        };
        let kind: Vec<&Source> = self.sources.iter().filter(says).collect();
        if kind.is_empty() {
            return self.sources.iter().filter(|source| source.used_for.is_none()).collect();
        }
        let named = |source: &&Source| {
            self.named_in(source.used_for.as_deref().unwrap_or_default(), figure)
        };
        let named: Vec<&Source> = kind.iter().copied().filter(named).collect();
        if named.is_empty() { kind } else { named }
    }

    /// The last year of the tariffs of an importer on an exporter: that of their sources, or else
    /// the year of the world.
    #[must_use]
    pub fn tariff_year(&self, importer: EconomyId, exporter: EconomyId) -> i32 {
        let figure = Figure::Tariff(importer, Some(exporter));
        let year = |source: &Source| source.year.or_else(|| source.vintage.trim().parse().ok());
        let known = self.sources_of(figure).into_iter().filter_map(year);
        known.max().unwrap_or(self.year)
    }

    /// Sources whose typed fields hold the figure.
    fn declared(&self, figure: Figure) -> Vec<&Source> {
        let having = |has: &dyn Fn(&Source) -> bool| -> Vec<&Source> {
            self.sources.iter().filter(|source| has(source)).collect()
        };
        match figure {
            Figure::Trade(sector) => {
                having(&|source| source.trade_of.contains(&self.sectors[sector.0].code))
            }
            Figure::Use(economy) => {
                let members = self.codes_of(economy);
                having(&|own| members.iter().any(|code| own.use_of.iter().any(|is| is == code)))
            }
            Figure::Tariff(importer, exporter) => {
                let mut used = vec![false; self.sources.len()];
                let exporters = exporter.map_or_else(
                    || self.economy_ids().filter(|from| *from != importer).collect(),
                    |only| vec![only],
                );
                for to in self.codes_of(importer) {
                    for from in exporters.iter().flat_map(|from| self.codes_of(*from)) {
                        self.mark(&mut used, to, from);
                    }
                }
                self.sources
                    .iter()
                    .zip(used)
                    .filter_map(|(own, used)| used.then_some(own))
                    .collect()
            }
            Figure::Elasticity(_) => Vec::new(),
        }
    }

    /// Marks the sources of one tariff: those that name the importer before those of all others,
    /// and among these those that name the exporter.
    fn mark(&self, used: &mut [bool], to: &str, from: &str) {
        let rank = |source: &Source| {
            let named = |list: &[String], code: &str| list.iter().any(|own| own == code);
            let importer = named(&source.tariffs_of, to);
            let exporter = named(&source.tariffs_on, from);
            let holds = (importer || named(&source.tariffs_of, OTHERS))
                && (exporter || source.tariffs_on.is_empty());
            holds.then_some((importer, exporter))
        };
        let best = self.sources.iter().filter_map(rank).max();
        for (source, used) in self.sources.iter().zip(used) {
            *used |= best.is_some() && rank(source) == best;
        }
    }

    /// Codes that the sources may use for an economy: those of its members where it is added up.
    fn codes_of(&self, economy: EconomyId) -> Vec<&str> {
        self.meaning.economy_members(&self.economies[economy.0].code)
    }

    /// Whether the words of a source name what the figure is of.
    fn named_in(&self, text: &str, figure: Figure) -> bool {
        match figure {
            Figure::Use(_) => true,
            Figure::Trade(sector) | Figure::Elasticity(sector) => {
                let code = &self.sectors[sector.0].code;
                let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
                words.into_iter().any(|word| word == code)
                    || (text.contains("in goods") && self.natures()[sector.0].good)
            }
            Figure::Tariff(importer, _) => {
                let (text, name) =
                    (text.to_lowercase(), self.economies[importer.0].name.to_lowercase());
                // "tariffs of all importers but A, B and C"
                match text.split_once(" but ") {
                    Some((_, others)) => {
                        !others.split(':').next().unwrap_or_default().contains(&name)
                    }
                    None => text.contains(&name),
                }
            }
        }
    }
}

/// Whether a source declares other figures of this kind: what it does not list it does not give.
fn narrower(source: &Source, figure: Figure) -> bool {
    match figure {
        Figure::Trade(_) => !source.trade_of.is_empty(),
        Figure::Use(_) => !source.use_of.is_empty(),
        Figure::Tariff(..) => !source.tariffs_of.is_empty(),
        Figure::Elasticity(_) => false,
    }
}
