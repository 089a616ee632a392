//! A world: one baseline year of the world economy as data.
//!
//! A [`World`] holds who trades what with whom, what each sector uses, the tariffs in force and
//! where each figure comes from. Everything else (output, value added, expenditure, final demand,
//! deficits) is derived, in [`Accounts`].

mod accounts;
mod aggregate;
mod balance;
pub mod budget;
pub mod chain;
pub mod check;
mod classification;
mod dense;
pub mod durable;
pub mod embedded;
mod error;
mod folding;
mod ids;
pub mod import;
mod join;
mod mapping;
mod meaning;
mod model;
pub mod names;
mod nature;
pub mod nearest;
pub mod pack;
pub mod renamed;
pub mod sheet;
pub mod table;
pub mod units;
mod world_source;

pub use accounts::Accounts;
pub use aggregate::aggregate;
pub use balance::{NEGLIGIBLE, SMALL, balance};
pub use dense::{LinkTable, NodeTable, UseTable};
pub use error::{WorldError, write_atomically};
pub use ids::{EconomyId, SectorId};
pub use join::{Join, REST};
pub use meaning::{Meaning, Part};
pub use model::{Economy, Grade, Repair, Sector, Source, World};
pub use nature::{Basis, Criticality, Declared, Nature, natures_of};
pub use nearest::nearest;
pub use world_source::WorldSource;
