//! What does a run know of a negotiation beside its tables?

use serde::{Deserialize, Serialize};

/// One state of the world that a negotiation weighs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FutureNote {
    /// Its name.
    pub name: String,
    /// Between 0 and 1; all together 1.
    pub probability: f64,
    /// Where the probability is from.
    pub source: String,
}

/// What a report says of a negotiation beside its tables.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PackageNote {
    /// Codes of the economies or names of the groups that negotiate.
    pub parties: Vec<String>,
    /// First day that counts, ISO 8601; payments are discounted to it.
    pub first_day: String,
    /// Last day that counts, ISO 8601.
    pub last_day: String,
    /// Discount rate a year, as a fraction.
    pub discount: f64,
    /// The disagreement point in words.
    pub disagreement: String,
    /// The states of the world, in the order of the scenario.
    pub futures: Vec<FutureNote>,
    /// Times the whole pay-off was computed.
    pub evaluations: usize,
    /// What was assumed, what is left out, where value arises.
    pub notes: Vec<String>,
    /// How long it took. Shown on a terminal and never stored: the same inputs give the same bytes.
    #[serde(skip)]
    pub seconds: Option<f64>,
}
