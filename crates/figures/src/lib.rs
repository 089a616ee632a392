//! How are the numbers of a run drawn and written for people?
//!
//! Drawings as SVG from the tables alone ([`drawings`], [`bars`], [`panels`], [`curves`],
//! [`scatter`]), each in a [`Figure`](figure::Figure) with its data; tables of text
//! ([`sheet`](mod@sheet)); numbers, money and names in a sentence ([`number`], [`money`],
//! [`headline`]). Knows the tables of a run and what they mean, nothing of the page or the terminal
//! that shows them.

mod axis;
pub mod bars;
pub mod curves;
pub mod drawings;
mod error;
pub mod figure;
pub mod headline;
pub mod money;
pub mod number;
pub mod over_time;
pub mod panels;
pub mod scatter;
pub mod scatter_plot;
pub mod sheet;
pub mod strips_of_days;
pub mod svg;
pub mod trace;
pub mod welfare;

pub use detente_world::Band;
pub use error::FiguresError;

/// What no importer has recorded; it cannot look elsewhere, so that its price says nothing.
pub const NOT_SPECIFIED: &str = "XNS";
