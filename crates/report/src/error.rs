//! What can go wrong when a run is rendered.

/// Why a run could not be rendered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// A table of the run cannot be read.
    #[error(transparent)]
    Record(#[from] detente_record::RecordError),
    /// The scenario in a run folder cannot be read.
    #[error("`scenario.toml` of {folder} is not what a run wrote: {what}")]
    Scenario {
        /// The run.
        folder: String,
        /// What is wrong.
        what: String,
    },
    /// A table is longer than a sheet of a workbook.
    #[error(
        "table `{table}` has {rows} rows and a sheet has {most} at most; choose other tables with --tables, or take --format json"
    )]
    TooLong {
        /// Name of the table.
        table: String,
        /// Its rows.
        rows: usize,
        /// Rows of a sheet.
        most: usize,
    },
    /// The workbook could not be written: a mistake of this program.
    #[error("the workbook could not be made: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The document could not be put together: a mistake of this program.
    #[error("the document could not be made: {0}")]
    Document(#[from] zip::result::ZipError),
    /// The page template failed: a mistake of this program.
    #[error("the report page could not be rendered: {0}")]
    Template(#[from] minijinja::Error),
    /// An equation cannot be typeset: a mistake of this program.
    #[error("the equation `{0}` cannot be typeset")]
    Formula(&'static str),
    /// A figure could not be drawn.
    #[error(transparent)]
    Figures(#[from] detente_figures::FiguresError),
}
