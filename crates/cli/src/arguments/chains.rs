//! What can be said of commodity chains and networks of firms?

use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct CommodityArguments {
    #[command(subcommand)]
    pub command: CommodityCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CommodityCommand {
    /// List the chains inside the program
    List,
    /// Show a chain: goods, economies, what is known of them, sources and notes
    Show {
        /// A chain of the program or a folder
        #[arg(default_value = "lng")]
        chain: String,
    },
    /// Check the base year of a chain: balances, capacity, yields, shares, elasticities and
    /// assumptions
    Check {
        /// lng, rare-earths, or the folder of a chain of your own
        chain: String,
    },
    /// Share out small misfits of a base year, list the changes, and write the chain to a new folder
    Balance {
        /// The folder
        folder: PathBuf,
        /// Folder to write; it must not exist
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Write a small example chain: two stages, three economies, invented figures
    Template {
        /// Folder to write; it must not exist
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Explain the supply of a good: its origins, its limits, the value of one more unit, the effect
    /// of a stop
    Explain {
        /// Code of a good, such as lng, or a chemical element, such as Dy
        good: String,
        /// Code of the economy, such as JPN
        economy: String,
        /// A chain of the program or a folder; by default the first that has the good
        #[arg(long, value_name = "CHAIN")]
        chain: Option<String>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct FirmsArguments {
    #[command(subcommand)]
    pub command: FirmsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum FirmsCommand {
    /// Follow a loss of capacity through the buyers and suppliers of firms
    Run(FirmsRunArguments),
    /// Rank firms by the share of all sales that would fail with them (economic systemic risk index)
    Risk {
        /// Folder with firms and suppliers, as CSV or Parquet
        folder: PathBuf,
        /// A firm; may be given again; by default all firms
        #[arg(long, value_name = "FIRM")]
        firm: Vec<String>,
        /// Let other firms of the sector take over, up to their market share
        #[arg(long)]
        market_share: bool,
        /// The rounds end where no firm's output falls by more than this share; the published 0.01
        /// is part of the index
        #[arg(long, default_value_t = 0.01, value_name = "SHARE")]
        epsilon: f64,
        /// Table of input, user, class: sectors, and essential, non-essential or negligible
        #[arg(long, value_name = "FILE")]
        essential: Option<PathBuf>,
        /// File to write, ending in .csv or .parquet; by default the twenty riskiest are printed
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Draw firms and links that add up to a world's tables
    Generate {
        /// How many firms, about
        #[arg(long, default_value_t = 100_000, value_name = "COUNT")]
        firms: usize,
        /// The world: an embedded one or a pack
        #[arg(long, default_value = "icio-2022", value_name = "PACK")]
        world: String,
        /// Same seed, same firms
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Folder to write firms.parquet and suppliers.parquet to; it must not exist
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Write CSV instead of Parquet
        #[arg(long)]
        csv: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct FirmsRunArguments {
    /// Folder with firms and suppliers, as CSV or Parquet
    pub folder: PathBuf,
    /// A firm and the share of capacity it loses, such as JPN-C29-1=50%; may be given again
    #[arg(long, value_name = "FIRM=SHARE", required = true)]
    pub lose: Vec<String>,
    /// Put the firms into the sectors of a world: an embedded one or a pack; the rest of a sector is
    /// called JPN-C29
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// First day of the loss
    #[arg(long, default_value_t = 5, value_name = "DAY")]
    pub from: usize,
    /// Days at full loss
    #[arg(long, default_value_t = 30, value_name = "DAYS")]
    pub duration: usize,
    /// Days of even recovery after them
    #[arg(long, default_value_t = 30, value_name = "DAYS")]
    pub recovery: u32,
    /// Days followed
    #[arg(long, default_value_t = 365, value_name = "DAYS")]
    pub days: usize,
    /// Days of need of each input in stock, where the firms' table has no stock_days
    #[arg(long, default_value_t = 30.0, value_name = "DAYS")]
    pub stock_days: f64,
    /// Rules; may be given again: the first gives the figure, all of them the band; by default all
    /// four
    #[arg(long, value_enum)]
    pub rules: Vec<RulesChoice>,
    /// Folder to write cascade_output and cascade_losses to, as CSV and Parquet; it must not exist
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Sets of rules, as docs/cascade.md describes them.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum RulesChoice {
    /// The default: coverage of a day's need by criticality
    Detente,
    /// ARIO with psi (Hallegatte 2014)
    Boario,
    /// Pichler et al. (2022), important inputs by half
    Pichler,
    /// Inoue and Todo (2019)
    InoueTodo,
}
