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
//! A folder knows those above it in this table and none below.
//!
//! | folder    | question                                             | gives                          |
//! |-----------|------------------------------------------------------|--------------------------------|
//! | `text`    | what stands in the files, and where?                 | [`Source`], [`Report`]         |
//! | `value`   | how is a value written?                              | keys, shapes, quantities       |
//! | `select`  | which economies, sectors, links and goods are meant? | selections                     |
//! | `elasticity` | how far do buyers move?                           | [`TradeElasticities`]          |
//! | `effect`  | what can an entry change, in which days?             | [`TradeState`], [`Effect`]s    |
//! | `kinds`   | what does an entry of each kind say?                 | [`Entry`], [`Cost`]            |
//! | `choose`  | what can parties choose?                             | [`Lever`]s, [`Negotiation`]    |
//! | `written` | what does the whole file say?                        | [`Draft`], then [`Scenario`]   |
//! | `resolve` | what is that in a world, on a day?                   | [`Resolved`], dated events     |

pub mod bundled;
mod choose;
mod effect;
mod elasticity;
mod kinds;
mod resolve;
mod select;
mod text;
mod value;
mod written;

pub use choose::futures::{Case, Future};
pub use choose::levers::Lever;
pub use choose::negotiation::{Disagreement, Negotiation};
pub use choose::range::Range;
pub use detente_world::Band;
pub use effect::chains::{CommodityEvent, Effect};
pub use effect::gifts::{DatedGift, Gift};
pub use effect::state::{Cap, Procurement, Rent, Support, TradeState};
pub use effect::weeks::{CascadeEffect, CascadeEvent};
pub use elasticity::{SetNote, TradeElasticities, in_words, set_names, set_notes};
pub use jiff::civil::Date;
pub use kinds::cost::{Cost, Size};
pub use kinds::entry::{Entry, Side};
pub use kinds::kind::Engine;
pub use resolve::assemble::{ResolvedEntry, Standing};
pub use resolve::check::check;
pub use resolve::day::{ResolveOptions, Resolved, resolve};
pub use resolve::notes::is_detail;
pub use resolve::provenance::{Touch, Written};
pub use select::selector::{GOODS, SERVICES, goods, services};
pub use text::csv::{Cell, rows as csv_rows};
pub use text::overrides::Overrides;
pub use text::place::{Place, Spanned};
pub use text::report::{Diagnostic, Related, Report, Severity};
pub use text::source::{Folder, Source};
pub use value::pick::{Basis, End};
pub use written::dynamics::Capital;
pub use written::options::{Deficits, Foresight, SectorOptions, TradeOptions};
pub use written::read::read;
pub use written::scenario::{DEFAULT_WORLD, Draft, Scenario};
pub use written::schema::json_schema;

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
