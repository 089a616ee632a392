//! What can be asked about duties by line?

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct TariffsArguments {
    /// The importer; lines are known for the United States
    #[arg(default_value = "USA")]
    pub importer: String,
    /// The day, from 2025-01-01 [default: the day on which the last act known begins]
    #[arg(long, value_name = "DAY")]
    pub date: Option<Date>,
    /// What the table has a row for
    #[arg(long, value_enum, default_value_t = By::Program)]
    pub by: By,
    /// Goods under one HS code of 2 to 10 digits, such as 8703 or 8703.23.01
    #[arg(long, value_name = "CODE")]
    pub line: Option<String>,
    /// Partners: ISO codes, names or EU27; again or with commas for more
    #[arg(long, value_name = "PARTNER", value_delimiter = ',')]
    pub from: Vec<String>,
    /// A program of your own besides those known, as TOML; again for more
    #[arg(long, value_name = "FILE")]
    pub with: Vec<PathBuf>,
    /// The mean by law on every day that is known (with --date: until that day)
    #[arg(long, conflicts_with = "by")]
    pub daily: bool,
    /// Page to write with a figure of the daily mean by program
    #[arg(long, value_name = "FILE", requires = "daily", conflicts_with = "by")]
    pub html: Option<PathBuf>,
    /// Schedule to write for scenarios (CSV): what the day adds to the duties of 2024, by exporter
    /// and sector of the world icio-2022, by law and as expected to be collected
    #[arg(long, value_name = "FILE", conflicts_with_all = ["by", "line", "from", "daily", "out", "csv"])]
    pub schedule: Option<PathBuf>,
    /// File to write the whole table to, ending in .csv or .parquet
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Print the table as CSV instead of text
    #[arg(long)]
    pub csv: bool,
}

/// Rows of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum By {
    /// Each partner
    Partner,
    /// Each sector of the world
    Sector,
    /// Each program, with its acts
    Program,
    /// Each line of ten digits
    Line,
}
