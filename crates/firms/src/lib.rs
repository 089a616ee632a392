//! Which firms does the failure of others reach, and how far?
//!
//! ```text
//! firms.csv, suppliers.csv -> FirmNetwork -> run (day by day, several sets of rules) or risk (the index without time)
//! World -> generate -> the same two tables, made up to fit the world's
//! ```

mod embed;
mod error;
mod generate;
mod problems;
mod read;
mod restocking;
mod risk;
mod row;
mod run;

pub use error::FirmsError;
pub use generate::{Generated, generate};
pub use read::{Firm, FirmNetwork};
pub use risk::{RiskOptions, risk};
pub use run::{FirmRules, FirmRun, FirmShock, run};
