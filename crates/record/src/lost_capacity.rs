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
}
