//! What does a report know of a negotiation: its tables, and what stands beside them?

use detente_world::table::Table;
use serde::{Deserialize, Serialize};

/// The nine tables of `detente negotiate`; `docs/outputs.md` has their columns.
#[derive(Clone, Copy, Debug)]
pub struct PackageTables<'a> {
    /// One row per item and deal.
    pub items: &'a Table,
    /// One row per deal and economy.
    pub payoffs: &'a Table,
    /// One row per deal, future and economy.
    pub futures: &'a Table,
    /// One row per point of the frontier and party.
    pub frontier: &'a Table,
    /// One row per item and party.
    pub ledger: &'a Table,
    /// One row per item and party.
    pub shapley: &'a Table,
    /// One row per shift of the disagreement point, concept and party.
    pub sensitivity: &'a Table,
    /// One row per party and punishment.
    pub enforcement: &'a Table,
    /// One row per deal, party and payer.
    pub sweetener: &'a Table,
}

/// One future that a negotiation weighs.
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
    /// The futures, in the order of the scenario.
    pub futures: Vec<FutureNote>,
    /// Times the whole pay-off was computed.
    pub evaluations: usize,
    /// What was assumed, what is left out, where value arises.
    pub notes: Vec<String>,
    /// How long it took. Shown on a terminal and never stored: the same inputs give the same bytes.
    #[serde(skip)]
    pub seconds: Option<f64>,
}
