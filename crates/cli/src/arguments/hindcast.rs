//! What can be said of hindcasts?

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct HindcastArguments {
    /// Bundled episodes, or folders with an episode.toml; by default all bundled ones
    #[arg(value_name = "NAME")]
    pub episodes: Vec<String>,
    /// List the bundled episodes and run nothing
    #[arg(long)]
    pub list: bool,
    /// Change the scenario, such as trade.elasticities=flat-4; may be given again
    #[arg(long, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Print every fact instead of those furthest off
    #[arg(long)]
    pub full: bool,
    /// Print everything as JSON
    #[arg(long)]
    pub json: bool,
    /// New folder for scores.csv, facts.csv, hindcasts.json and a page of each episode
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Compare with the committed scores; exit code 1 where one is worse
    #[arg(long)]
    pub check: bool,
    /// File of committed scores; by default those of the program
    #[arg(long, value_name = "FILE")]
    pub scores: Option<PathBuf>,
    /// Write the scores to the file of --scores; episodes that were not run keep theirs
    #[arg(long, requires = "scores", conflicts_with = "check")]
    pub update: bool,
    /// Write the pages hindcasts.md and surprises.md of the documentation to a folder
    #[arg(long, value_name = "DIR")]
    pub docs: Option<PathBuf>,
}
