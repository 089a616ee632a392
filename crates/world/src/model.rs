//! What a world is: economies, sectors, flows, tariffs, and where the figures come from.

use crate::chain::Chains;
use crate::dense::{LinkTable, UseTable};
use crate::flows::Flows;
use crate::ids::{EconomyId, SectorId};
use crate::meaning::Meaning;
use crate::names;
use crate::source::Source;
use serde::{Deserialize, Serialize};

/// A correction made while a world was built or read; a run reports every one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repair {
    /// What was done, for a reader.
    pub what: String,
    /// The largest single correction, in the world's currency.
    pub largest: f64,
    /// How many cells were touched.
    pub cells: usize,
}

/// An economy of a world.
#[derive(Clone, Debug, PartialEq)]
pub struct Economy {
    /// ISO 3166 alpha-3 code, or a declared aggregate such as `ROW`.
    pub code: String,
    /// English short name.
    pub name: String,
    /// Groups it belongs to, such as `EU27`.
    pub groups: Vec<String>,
}

/// A sector of a world.
#[derive(Clone, Debug, PartialEq)]
pub struct Sector {
    /// OECD ICIO code or the code of the imported table.
    pub code: String,
    /// English name.
    pub name: String,
    /// Trade elasticity: percent fewer imports per percent of cost, positive.
    pub trade_elasticity: f64,
    /// Whether it crosses borders; `false` keeps it at home whatever the prices.
    pub tradable: bool,
}

/// One baseline year of the world economy; money in `currency`, tariffs as fractions.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// Short name such as `icio-2022`.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Baseline year.
    pub year: i32,
    /// Unit of every flow, `USD million` in the embedded world.
    pub currency: String,
    /// Where the figures come from.
    pub sources: Vec<Source>,
    /// What a reader should know before relying on it.
    pub notes: Vec<String>,
    /// Economies, in the order of every table.
    pub economies: Vec<Economy>,
    /// Sectors, in the order of every table.
    pub sectors: Vec<Sector>,
    /// Sales at the producer's price before any tariff, domestic sales included.
    pub trade: LinkTable,
    /// What sectors buy at the purchaser's price (tariffs included), all origins together.
    pub use_table: UseTable,
    /// Who sells to which user, where that is known: what is behind `trade` and `use_table`.
    pub flows: Flows,
    /// Baseline tariff rates; 0.025 is 2.5 percent.
    pub tariff: LinkTable,
    /// Corrections made on the way in.
    pub repairs: Vec<Repair>,
    /// What its codes stand for, where they do not stand for themselves.
    pub meaning: Meaning,
    /// Groups whose members charge each other no duty, as the pack declares them; `None` takes
    /// those that the table of names knows, see [`World::customs_unions`].
    pub customs_unions: Option<Vec<String>>,
    /// Chains of goods in tonnes: those of the program, and a user's.
    pub chains: Chains,
}

impl World {
    /// The position of an economy by its code.
    #[must_use]
    pub fn economy(&self, code: &str) -> Option<EconomyId> {
        self.economies.iter().position(|economy| economy.code == code).map(EconomyId)
    }

    /// The position of a sector by its code.
    #[must_use]
    pub fn sector(&self, code: &str) -> Option<SectorId> {
        self.sectors.iter().position(|sector| sector.code == code).map(SectorId)
    }

    /// The members of a group, empty if no economy names it.
    #[must_use]
    pub fn group(&self, name: &str) -> Vec<EconomyId> {
        let member = |(at, economy): (usize, &Economy)| {
            economy.groups.iter().any(|group| group == name).then_some(EconomyId(at))
        };
        self.economies.iter().enumerate().filter_map(member).collect()
    }

    /// Groups whose members charge each other no duty: what the pack declares, or else what
    /// `data/economies/names.csv` says of its groups.
    #[must_use]
    pub fn customs_unions(&self) -> Vec<&str> {
        match &self.customs_unions {
            Some(declared) => declared.iter().map(String::as_str).collect(),
            None => {
                let known = |group: &&str| {
                    names::find(group).is_some_and(|row| row.customs_union && row.code == **group)
                };
                self.groups().into_iter().filter(known).collect()
            }
        }
    }

    /// Every economy's position, in order.
    pub fn economy_ids(&self) -> impl Iterator<Item = EconomyId> + use<> {
        (0..self.economies.len()).map(EconomyId)
    }

    /// Every sector's position, in order.
    pub fn sector_ids(&self) -> impl Iterator<Item = SectorId> + use<> {
        (0..self.sectors.len()).map(SectorId)
    }

    /// Codes of economies with their names, then groups and `*` where they are allowed.
    pub fn economy_names(&self, groups: bool) -> Vec<(&str, &str)> {
        let mut known: Vec<(&str, &str)> = self
            .economies
            .iter()
            .map(|economy| (economy.code.as_str(), economy.name.as_str()))
            .collect();
        if groups {
            known.extend(self.groups().into_iter().map(|group| (group, "a group")));
            known.push(("*", "everybody"));
        }
        known
    }

    /// Groups of economies, each once, in alphabetical order.
    #[must_use]
    pub fn groups(&self) -> Vec<&str> {
        let mut groups: Vec<&str> = self
            .economies
            .iter()
            .flat_map(|economy| economy.groups.iter().map(String::as_str))
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }
}
