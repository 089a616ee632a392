//! What can be said of worlds?

use clap::{Args, Subcommand, ValueEnum};
use detente_world::import::ImportFormat;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct WorldArguments {
    #[command(subcommand)]
    pub command: WorldCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum WorldCommand {
    /// List the embedded worlds
    List,
    /// Print the licences and notices of the embedded data
    Licences,
    /// Show a world: economies, sectors, totals, sources, licences, grades, notes and repairs
    Show {
        /// An embedded world or a pack
        #[arg(default_value = "icio-2022")]
        world: String,
    },
    /// Check the identities of a world, each with its worst violation
    Check {
        /// An embedded world or a pack
        #[arg(value_name = "PACK")]
        world: String,
    },
    /// Write a world as a folder of tables
    Export {
        /// An embedded world or a pack
        #[arg(value_name = "PACK")]
        world: String,
        /// The folder to write
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Format of the tables
        #[arg(long, value_enum, default_value_t = TableFormat::Csv)]
        format: TableFormat,
    },
    /// Make a world pack from a published inter-country input-output table
    Import(ImportArguments),
    /// Add up economies and sectors of a world into a smaller one
    Aggregate {
        /// An embedded world or a pack
        #[arg(value_name = "PACK")]
        world: String,
        /// CSV with columns kind (economy or sector), from (a code, a group, or * for the rest), to
        #[arg(long, value_name = "FILE")]
        map: PathBuf,
        /// The folder to write
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Format of the tables
        #[arg(long, value_enum, default_value_t = TableFormat::Csv)]
        format: TableFormat,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// Publisher and release of the table; `auto` finds it from the content
    #[arg(value_name = "TABLE", value_parser = clap::builder::PossibleValuesParser::new(ImportFormat::NAMES))]
    pub table: String,
    /// The table: CSV, tab-separated text, workbook or Parquet; a folder for EXIOBASE 3 and Eora26
    pub file: PathBuf,
    /// The folder to write
    #[arg(long, value_name = "PACK")]
    pub out: PathBuf,
    /// CSV with columns kind (economy or sector), from, to: what is added up
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// CSV with columns sector, trade_elasticity; sectors without a row get 4, an assumption that
    /// the pack notes
    #[arg(long, value_name = "FILE")]
    pub elasticities: Option<PathBuf>,
    /// Baseline year; by default the last one in the name of the file or its folder
    #[arg(long)]
    pub year: Option<i32>,
    /// Name of the world; by default the table's and the year
    #[arg(long)]
    pub id: Option<String>,
    /// Format of the tables
    #[arg(long, value_enum, default_value_t = TableFormat::Csv)]
    pub format: TableFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TableFormat {
    Csv,
    Parquet,
}
