//! A world: one baseline year of the world economy as data.
//!
//! A [`World`] holds who trades what with whom, what each sector uses, the tariffs in force and
//! where each figure comes from. Everything else (output, value added, expenditure, final demand,
//! deficits) is derived, in [`Accounts`].
//!
//! What is in the embedded world, and does it balance?
//!
//! ```
//! use detente_world::{Accounts, embedded};
//! let world = embedded::load("icio-2022")?;
//! let (usa, cars) = world.economy("USA").zip(world.sector("C29")).ok_or("no such sector")?;
//! let accounts = Accounts::of(&world);
//! let sold: f64 = world.economy_ids().map(|buyer| world.trade.get(cars, buyer, usa)).sum();
//! assert!((accounts.output.get(usa, cars) / sold - 1.0).abs() < 1e-9);
//! // What all economies together owe each other is nothing.
//! let owed: f64 = accounts.deficit.iter().sum();
//! assert!(owed.abs() < 1e-6 * sold, "{owed}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accounts;
mod aggregate;
mod balance;
mod band;
pub mod budget;
pub mod chain;
pub mod check;
mod classification;
mod dense;
pub mod durable;
pub mod embedded;
mod error;
mod flow_check;
mod flows;
mod folding;
mod ids;
pub mod import;
mod join;
mod mapping;
mod meaning;
mod model;
pub mod names;
mod nature;
mod natures;
pub mod nearest;
pub mod pack;
mod provenance;
pub mod renamed;
pub mod sheet;
mod source;
pub mod table;
pub mod units;
mod world_source;

pub use accounts::Accounts;
pub use aggregate::aggregate;
pub use balance::{NEGLIGIBLE, SMALL, balance};
pub use band::Band;
pub use dense::{LinkTable, NodeTable, UseTable};
pub use error::{WorldError, write_atomically};
pub use flows::{Flow, FlowTable, Flows};
pub use ids::{EconomyId, SectorId};
pub use join::{Join, REST};
pub use meaning::{Meaning, Part};
pub use model::{Economy, Repair, Sector, World};
pub use nature::{Basis, Criticality, Declared, Nature};
pub use natures::natures_of;
pub use nearest::nearest;
pub use provenance::Figure;
pub use source::{Grade, Source, poorly_known};
pub use world_source::WorldSource;
