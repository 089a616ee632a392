//! What can be said of runs: making, checking, replaying, comparing and negotiating them?

use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct RunArguments {
    /// A bundled scenario (see `detente scenarios`), a file, or a folder with a scenario.toml
    pub scenario: Option<String>,
    /// The world: an embedded one or a pack; by default the one the scenario names
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// Folder of the run; by default runs/SCENARIO-DATE
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Day of the state of policy (YYYY-MM-DD); by default the scenario's
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Change the scenario, such as trade.deficits=zero or 'shock."its name".rate.add=20%'; may be
    /// given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Run another scenario too and show what it changes
    #[arg(long, value_name = "SCENARIO", requires = "scenario")]
    pub against: Option<String>,
    /// Folder of a commodity chain of your own; it replaces a bundled chain of the same name; may
    /// be given again
    #[arg(long = "chain", value_name = "FOLDER")]
    pub chains: Vec<PathBuf>,
    /// Leave out the measures
    #[arg(long)]
    pub shocks_only: bool,
    /// Companies of your own (CSV or XLSX), valued beside the bundled ones
    #[arg(long, value_name = "FILE")]
    pub companies: Option<PathBuf>,
    /// Closing prices (date, ticker, close; CSV or XLSX): trends and momentum beside the exposures
    #[arg(long, value_name = "FILE")]
    pub prices: Option<PathBuf>,
    /// Write the run and print only mistakes and the assumptions about sectors of unknown nature
    #[arg(long, short, conflicts_with = "json")]
    pub quiet: bool,
    /// Print the summary as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArguments {
    /// The scenario: a file, a folder with a scenario.toml, or a bundled one
    pub scenario: String,
    /// The world to check it against; by default the one it names
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// Folder of a commodity chain of your own; it replaces a bundled chain of the same name; may
    /// be given again
    #[arg(long = "chain", value_name = "FOLDER")]
    pub chains: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArguments {
    /// The run folder
    pub folder: PathBuf,
    /// The world, if it has moved since the run
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// Print nothing; the exit code is the answer
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    /// Run folders; differences are against the first
    #[arg(value_name = "RUN", num_args = 2.., required = true)]
    pub folders: Vec<PathBuf>,
    /// Also write the comparison to this file, as a page
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Print the comparison as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct NegotiateArguments {
    /// A bundled scenario, a file, or a folder with a scenario.toml; it has a [negotiation] and
    /// measures with ranges or optional = true
    #[arg(default_value = "japan-us-2025-package")]
    pub scenario: String,
    /// The world: an embedded one or a pack; by default the one the scenario names
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// Folder of the run of the deal; by default runs/SCENARIO-DATE
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Folder of a commodity chain of your own; it replaces a bundled chain of the same name; may
    /// be given again
    #[arg(long = "chain", value_name = "FOLDER")]
    pub chains: Vec<PathBuf>,
    /// Change the scenario, such as 'measure."its name".optional=false' or negotiation.discount=5%;
    /// may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Write the run and print only mistakes and the assumptions about sectors of unknown nature
    #[arg(long, short, conflicts_with = "json")]
    pub quiet: bool,
    /// Print the summary as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WatchArguments {
    /// The watch file: scenarios, thresholds, and perhaps a webhook (docs/watch.md)
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Look once, deliver the open events, and end
    #[arg(long)]
    pub once: bool,
    /// Time between two looks, such as 500ms or 30s; by default the file's, else 200ms
    #[arg(long, value_name = "TIME", value_parser = detente_watch::duration)]
    pub every: Option<std::time::Duration>,
    /// Folder for events, runs and deliveries; by default FILE with the ending .state
    #[arg(long, value_name = "DIR")]
    pub state: Option<PathBuf>,
    /// Folder of a commodity chain of your own; it replaces a bundled chain of the same name; may
    /// be given again
    #[arg(long = "chain", value_name = "FOLDER")]
    pub chains: Vec<PathBuf>,
    /// Companies of your own (CSV or XLSX), valued in every run; by default the file's
    #[arg(long, value_name = "FILE")]
    pub companies: Option<PathBuf>,
    /// Closing prices (date, ticker, close; CSV or XLSX); by default the file's
    #[arg(long, value_name = "FILE")]
    pub prices: Option<PathBuf>,
    /// Print each event as a line of JSON instead of text
    #[arg(long)]
    pub json: bool,
    /// Post again the events that the webhook refused
    #[arg(long)]
    pub retry_failed: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ManArguments {
    /// Folder to write a page for each command to; by default the page of detente itself is printed
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}
