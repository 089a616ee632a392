//! What does a run say?
//!
//! Its tables with their catalogue ([`catalogue`]: units, keys, meanings, equations), the rows that
//! a key means ([`lookup`]), what stands beside the tables ([`Summary`]), and the folder that keeps
//! it all ([`folder`], [`Manifest`], [`StoredRun`]). Knows the world, no engine and no renderer, so
//! that a stored run can be read long after it was made.
//!
//! What the welfare of Japan in a run is, and in which unit:
//!
//! ```
//! use detente_record::{Tables, catalogue, lookup};
//! use detente_world::table::Table;
//! let welfare = Table::new("welfare")
//!     .with_text("economy", vec!["JPN".into(), "USA".into()])
//!     .with_numbers("real_income_pct", vec![-0.25, -0.5]);
//! let tables: Tables = [welfare].into_iter().collect();
//! let (table, note) = lookup::find_table(&tables.all(), "welfare")?;
//! let rows = lookup::rows(table, note, "JPN")?;
//! assert_eq!(rows, [0]);
//! assert_eq!(table.numbers("real_income_pct")[rows[0]], -0.25);
//! assert!(catalogue::table("welfare").is_some_and(|note| !note.columns.is_empty()));
//! # Ok::<(), lookup::LookupError>(())
//! ```

pub mod catalogue;
mod cells;
mod error;
pub mod escape;
mod export;
pub mod folder;
mod intact;
pub mod lookup;
mod lost_capacity;
mod manifest;
mod negotiation;
pub mod row;
mod stored;
mod summary;
mod tables;

pub use cells::{numbers, partial, text};
pub use detente_world::table::Table;
pub use error::{RecordError, RenderError};
pub use escape::{terminal_text, visible};
pub use export::{chosen, currencies, described, described_column, endless};
pub use intact::{changed_files, manifest_digest, other_manifest};
pub use lost_capacity::LostCapacity;
pub use manifest::{Hashed, Manifest, sha256};
pub use negotiation::{FutureNote, PackageNote};
pub use stored::StoredRun;
pub use summary::{
    Certificate, ChainNote, Entry, Named, Positions, Summary, WorldNote, name_of, positions,
    short_of,
};
pub use tables::{Draw, Tables};
