//! What does one scenario do in one world, and can anybody compute it again?
//!
//! Joins world, scenario and trade engine, and keeps a run as a folder. No engine knows another:
//! this crate translates.
//!
//! ```text
//! RunRequest -> Session (world, calibrated models) -> Run (tables, certificate) -> folder -> Verification
//! ```

mod acting;
mod cascade;
pub mod commodity;
mod companies;
mod elasticities;
mod error;
pub mod explain;
pub mod firms;
mod focus;
mod folder;
pub mod negotiate;
mod remade;
mod rows;
mod run;
mod source;
mod summary;
mod tables;
mod translate;
mod verify;
pub mod war;

pub use companies::{CompanyFiles, GivenFile, companies_of, tickers};
pub use detente_companies::left_out;
pub use error::EngineError;
pub use folder::default_folder;
pub use run::{PolicyState, Run, RunRequest, Session, run};
pub use source::{ChainSource, LoadedWorld, ScenarioSource};
pub use verify::{Difference, TableCheck, Verification, verify, verify_in};
