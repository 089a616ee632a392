//! What can go wrong when a run is rendered.

/// Why a run could not be rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A table lacks a column that the report is made from.
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
    /// The page template failed: a mistake of this program.
    #[error("the report page could not be rendered: {0}")]
    Template(#[from] minijinja::Error),
    /// The map inside the program is damaged: a mistake of this program.
    #[error("the map of the world inside the program cannot be read: {0}")]
    Map(#[from] serde_json::Error),
}
