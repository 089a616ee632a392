//! What does one scenario do in one world, and can anybody compute it again?
//!
//! Joins world, scenario and the three engines, and writes a run to its folder. No engine knows
//! another: this crate translates, in `weeks`, `months` and `years`.
//!
//! ```text
//! RunRequest -> Session (world, calibrated models) -> Run (tables, certificate) -> folder
//! ```

mod acting;
mod chosen;
mod companies;
mod ends;
mod error;
mod focus;
mod folder;
pub mod months;
mod run;
mod source;
mod summary;
pub mod weeks;
pub mod years;

pub use chosen::Chosen;
pub use companies::{CompanyFiles, GivenFile, companies_of, tickers};
pub use detente_companies::left_out;
pub use ends::{Ends, Middle};
pub use error::EngineError;
pub use folder::default_folder;
pub use run::{Opened, PolicyState, Run, RunRequest, Session, calendar, run};
pub use source::{ChainSource, LoadedWorld, ScenarioSource};
