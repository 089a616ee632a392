//! What can be said of scenarios: drafting, listing and exporting them?

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct DraftArguments {
    /// The text, in UTF-8; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The day of publication (YYYY-MM-DD), from which "Friday" and "next month" count; by default
    /// that of a dateline
    #[arg(long, value_name = "DATE")]
    pub published: Option<String>,
    /// The world of the draft: an embedded one or a pack
    #[arg(long, value_name = "PACK", default_value = "icio-2022")]
    pub world: String,
    /// File to write; it must not exist; by default the draft is printed
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// What was found as JSON, with the bytes of the words and confidences, instead of a scenario
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ScenariosArguments {
    #[command(subcommand)]
    pub command: Option<ScenariosCommand>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ScenariosCommand {
    /// Print the text of a bundled scenario
    Show {
        /// Its name
        name: String,
    },
    /// Write a bundled scenario and its schedules to a folder, to start your own from
    Export {
        /// Its name
        name: String,
        /// The folder to write
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}
