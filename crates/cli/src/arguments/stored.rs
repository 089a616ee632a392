//! What can be said of a stored run: how its numbers came about, and in which form it is wanted?

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The run folder
    pub folder: PathBuf,
    /// The table, such as welfare
    pub table: String,
    /// The row: cells of its key columns, such as JPN/USA/C29, or column=value; `\/` for a slash in
    /// a name
    #[arg(default_value = "")]
    pub key: String,
    /// The column; by default the main one
    #[arg(long, value_name = "NAME")]
    pub column: Option<String>,
    /// Levels: 2 also explains the cells that the number depends on
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub depth: u8,
    /// Show every term of every sum and every row of data
    #[arg(long)]
    pub all: bool,
    /// The world, if it has moved since the run
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// Print everything as JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArguments {
    /// The run folder
    pub folder: PathBuf,
    /// What to write
    #[arg(long, value_enum, default_value = "html")]
    pub format: ReportFormat,
    /// File to write; `-` prints it; by default report.FORMAT in the run folder, of a memo memo.docx
    /// or memo.md
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Tables to take, such as welfare,trade; by default all
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub tables: Vec<String>,
    /// Write every row of every table: a workbook has the 1,000 that change most, Markdown the 30
    /// largest
    #[arg(long)]
    pub full: bool,
}

/// What `detente report` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ReportFormat {
    /// The page
    Html,
    /// A workbook with one sheet per table
    Xlsx,
    /// Text with tables
    Md,
    /// Everything with units, for other programs
    Json,
    /// Two pages as a Word document
    Docx,
    /// Two pages as Markdown
    Memo,
}
