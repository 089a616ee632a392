//! What can go wrong when a run is read.

/// Why a table of a run cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// A table lacks a column that a reader needs.
    #[error(
        "table `{table}` has no {kind} column `{column}`; it was not written by this version of detente, so run the scenario again"
    )]
    Column {
        /// Name of the table.
        table: String,
        /// Name of the column.
        column: String,
        /// `text` or `number`.
        kind: &'static str,
    },
    /// The run lacks a table.
    #[error(
        "the run has no table `{table}`; it was not written by this version of detente, so run the scenario again"
    )]
    Missing {
        /// Name of the table.
        table: String,
    },
    /// A table or column that is not in the catalogue.
    #[error(
        "`{table}` {column} is unknown; it was not written by this version of detente, so run the scenario again"
    )]
    Unknown {
        /// Name of the table.
        table: String,
        /// Name of the column; empty if nothing is known of the whole table.
        column: String,
    },
}

/// Why a page could not be drawn: what a renderer says.
pub type RenderError = Box<dyn std::error::Error + Send + Sync>;
