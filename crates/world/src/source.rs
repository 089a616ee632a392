//! Where does a figure come from, and how good is it?

use serde::{Deserialize, Serialize};

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
    /// Where to find it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}
