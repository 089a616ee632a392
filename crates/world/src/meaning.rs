//! What do a world's codes stand for: which codes of other tables an economy or a sector was made
//! of, and what a sector is?
//!
//! `world aggregate` and importers that fold codes record it; a pack keeps it in the columns
//! `members` and in `members.csv`.

use crate::nature::Declared;
use std::collections::BTreeMap;

/// What the codes of a world mean beyond their names; empty where each code stands for itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Meaning {
    /// What the pack says of sectors, by code.
    pub natures: BTreeMap<String, Declared>,
    /// Codes that an economy is made of, by its own code.
    pub economies: BTreeMap<String, Vec<String>>,
    /// Codes that a sector is made of, by its own code.
    pub sectors: BTreeMap<String, Vec<String>>,
    /// How much of the output of an economy's sector is whose, sorted; only where something was
    /// added up.
    pub parts: Vec<Part>,
}

/// One member's part of the output of one sector of one economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Code of the economy of this world.
    pub economy: String,
    /// Code of the sector of this world.
    pub sector: String,
    /// Code of the economy it was made of.
    pub member_economy: String,
    /// Code of the sector it was made of.
    pub member_sector: String,
    /// Output of the member, in the world's currency.
    pub output: f64,
}

impl Meaning {
    /// The codes that an economy is made of; its own where nothing else is recorded.
    #[must_use]
    pub fn economy_members<'a>(&'a self, code: &'a str) -> Vec<&'a str> {
        members(&self.economies, code)
    }

    /// The codes that a sector is made of; its own where nothing else is recorded.
    #[must_use]
    pub fn sector_members<'a>(&'a self, code: &'a str) -> Vec<&'a str> {
        members(&self.sectors, code)
    }
}

fn members<'a>(all: &'a BTreeMap<String, Vec<String>>, code: &'a str) -> Vec<&'a str> {
    all.get(code)
        .filter(|own| !own.is_empty())
        .map_or_else(|| vec![code], |own| own.iter().map(String::as_str).collect())
}
