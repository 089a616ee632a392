//! Where does a figure come from, and how good is it?

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How good a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// An official table.
    A,
    /// An official or industry figure quoted elsewhere.
    B,
    /// Weak or conflicting.
    C,
    /// Derived here from other figures.
    D,
}

impl Grade {
    /// Whether it is an estimate or in conflict with others: nothing to lead with.
    #[must_use]
    pub fn is_poor(self) -> bool {
        matches!(self, Self::C | Self::D)
    }
}

/// Codes of the sectors whose trade is no better known than by a source of grade C or D.
#[must_use]
pub fn poorly_known(sources: &[Source]) -> BTreeSet<&str> {
    let poor = |source: &&Source| source.grade.is_some_and(Grade::is_poor);
    sources
        .iter()
        .filter(poor)
        .flat_map(|source| source.trade_of.iter().map(String::as_str))
        .collect()
}

/// Where figures of a world come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Publisher and title, as the licence wants them named.
    pub name: String,
    /// Licence of the data.
    pub licence: String,
    /// Edition or date of the data.
    pub vintage: String,
    /// How good the figures are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// Which tables of the pack come from it, and what was done to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used_for: Option<String>,
    /// Codes of the sectors whose trade comes from it, where several sources give the trade of one
    /// world.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trade_of: Vec<String>,
    /// Codes of the economies whose input use comes from it, where others come from elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub use_of: Vec<String>,
    /// Codes of the importers whose tariffs come from it; `*` is all that no other source names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tariffs_of: Vec<String>,
    /// Codes of the exporters on whom these tariffs are; empty is all that no other source names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tariffs_on: Vec<String>,
    /// The last year of its figures, where the vintage says more than a year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// Where to find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
