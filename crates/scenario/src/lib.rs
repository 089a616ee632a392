//! What happened, and what is offered? The scenario language: read, check, resolve.
//!
//! A scenario is a TOML file of shocks and measures, each dated and sourced; the reference is
//! `docs/scenario.md`.
//!
//! ```
//! use detente_scenario::{Overrides, Source, read};
//! let text = r#"
//!     title = "cars"
//!     [[shock]]
//!     name = "additional tariff on Japanese cars"
//!     kind = "tariff"
//!     importer = "USA"
//!     exporter = "JPN"
//!     sector = "C29"
//!     rate = { add = "25%" }
//!     from = 2025-04-03
//!     source = "Proclamation 10908"
//! "#;
//! let draft = read(&Source::new("cars.toml", text), &Overrides::default());
//! let scenario = draft.finish()?;
//! assert_eq!(scenario.entries[0].kind, "tariff");
//! # Ok::<(), detente_scenario::Report>(())
//! ```
//!
//! [`read`] never fails: it gives a [`Draft`] with every problem found so far. [`Draft::check`]
//! adds those it has with a world, so that a user sees everything at once; [`resolve`] gives the
//! [`TradeState`] on a day.
//!
//! | step    | module                                   | gives                                  |
//! |---------|------------------------------------------|----------------------------------------|
//! | read    | `tree`, `shape`, `kinds`, `schedule`     | [`Draft`], then [`Scenario`]           |
//! | check   | `check`, `calendar`, `selector`          | [`Report`]                             |
//! | resolve | `resolve`, `state`, `timeline`           | [`Resolved`]                           |
//! |         | `commodity`, `goods`                     | [`CommodityEvent`]s                    |
//! | choose  | `range`, `levers`, `cost`                | [`Lever`]s, [`Scenario::with_levels`]  |
//! |         | `negotiation`, `futures`, `money`        | [`Negotiation`], [`Future`]s           |

pub mod bundled;
mod calendar;
mod cascade;
mod check;
mod commodity;
mod cost;
mod csv;
mod doubts;
mod former;
mod futures;
mod gifts;
mod goods;
mod kinds;
mod levers;
mod links;
mod money;
mod negotiation;
mod options;
mod overrides;
mod provenance;
mod quantity;
mod range;
mod reading;
mod renamed;
mod report;
mod reserves;
mod resolve;
mod scenario;
mod schedule;
mod schema;
mod selector;
mod shape;
mod source;
mod state;
mod text;
mod timeline;
mod tree;

pub use cascade::{CascadeEffect, CascadeEvent};
pub use check::check;
pub use commodity::{CommodityEvent, Effect, Foresight};
pub use cost::{Cost, Size};
pub use futures::{Case, Future};
pub use gifts::{DatedGift, Gift};
pub use jiff::civil::Date;
pub use kinds::Engine;
pub use levers::Lever;
pub use money::Interval;
pub use negotiation::{Disagreement, Negotiation};
pub use options::{Deficits, SectorOptions, TradeOptions};
pub use overrides::Overrides;
pub use provenance::{Touch, Written};
pub use range::Range;
pub use report::{Diagnostic, Related, Report, Severity};
pub use resolve::{ResolveOptions, Resolved, ResolvedEntry, Standing, resolve};
pub use scenario::{DEFAULT_WORLD, Draft, Entry, Scenario, Side, read};
pub use schema::json_schema;
pub use selector::{GOODS, SERVICES, goods, services};
pub use source::{Folder, Source};
pub use state::{Cap, Procurement, Rent, Support, TradeState};
pub use text::{Place, Spanned};

use std::path::Path;

/// Reads a scenario in one step, with its schedules in the folder `base`.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(file: &str, text: &str, base: Option<&Path>) -> Result<Scenario, Report> {
    let folder = base.map_or(Folder::None, |base| Folder::Disk(base.to_owned()));
    read(&Source::new(file, text).with_folder(folder), &Overrides::default()).finish()
}

/// The kinds of entries and what each is, in the order of the reference.
#[must_use]
pub fn kinds() -> Vec<(&'static str, &'static str)> {
    kinds::KINDS.iter().map(|kind| (kind.name, kind.about)).collect()
}
