//! What do the weeks take from the year?

use serde::{Deserialize, Serialize};

/// What an economy's sector cannot make over a year for want of goods: part of the question to the
/// yearly engine, kept with a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LostCapacity {
    /// Code of the economy.
    pub economy: String,
    /// Code of the sector.
    pub sector: String,
    /// Share of a year's output.
    pub share: f64,
    /// What scarcity adds to the price of the output that is left, ratio: the shadow tax of the cap
    /// on it. It is part of the answer; 0 in a question and where the cap does not bind.
    #[serde(default)]
    pub shadow_tax: f64,
}
