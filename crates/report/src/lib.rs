//! What does a run say, on one screen and on one page?
//!
//! Renders the tables of a run for people: a short text for the terminal ([`terminal`]), runs side by side ([`comparison`]), what a
//! negotiation found ([`package_text`]) and a self-contained page ([`page`]). Knows tables and a [`Summary`], not engines, so that a run folder can be rendered long after it was made.

mod bars;
pub mod catalogue;
mod commodity;
mod companies;
mod comparison;
mod curves;
mod drawings;
mod error;
mod escape;
mod export;
mod figure;
mod flows;
mod headline;
mod json;
pub mod lookup;
mod markdown;
mod money;
mod months;
mod number;
mod output;
mod package;
mod page;
mod sheet;
mod summary;
mod svg;
mod terminal;
mod text;
mod weeks;
mod welfare;
mod workbook;

pub use companies::companies_text;
pub use comparison::{
    Compared, Comparison, Differing, EntryDifference, Extent, NotCompared, RowDifference, RunNote, TableDifference,
    comparison,
};
pub use error::ReportError;
pub use escape::{terminal_text, visible};
pub use export::chosen;
pub use json::{SCHEMA, json_text};
pub use markdown::markdown;
pub use package::{FutureNote, PackageNote, PackageTables, package_text};
pub use page::{page, sentences};
pub use summary::{
    CascadeTables, Certificate, ChainNote, CommodityTables, CompanyTables, Entry, Named, RunTables, Summary, WorldNote,
};
pub use terminal::terminal;
pub use workbook::workbook;
