//! What does a run say, on one screen and on one page?
//!
//! Renders the tables of a run for people: a short text for the terminal ([`terminal`]), runs side
//! by side ([`comparison`]), what a negotiation found ([`package_text`]) and a self-contained page
//! ([`page`]). Knows tables and a [`detente_record::Summary`], not engines, so that a run folder
//! can be rendered long after it was made.

mod commodity;
mod companies;
mod comparison;
mod daily;
mod docx;
mod error;
mod flows;
mod json;
mod markdown;
mod memo;
mod months;
mod output;
mod over_time;
mod package;
mod page;
mod parts;
mod sensitive;
mod terminal;
mod text;
mod top;
mod typeset;
mod weeks;
mod workbook;

#[cfg(test)]
mod sample;

pub use companies::companies_text;
pub use comparison::{
    Compared, Comparison, Differing, EntryDifference, Extent, NotCompared, RowDifference, RunNote,
    TableDifference, comparison,
};
pub use daily::daily_page;
pub use error::ReportError;
pub use json::json_text;
pub use markdown::markdown;
pub use memo::{memo_docx, memo_text};
pub use package::package_text;
pub use page::{page, sentences};
pub use terminal::{answer_text, terminal};
pub use text::Screen;
pub use workbook::workbook;

/// The page as a run keeps it: what [`detente_record::Draw`] asks for.
///
/// # Errors
/// As [`page`].
pub fn draw(
    summary: &detente_record::Summary,
    tables: &detente_record::Tables,
) -> Result<String, detente_record::RenderError> {
    page(summary, tables).map_err(Into::into)
}
