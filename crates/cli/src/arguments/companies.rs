//! What can be said of companies?

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct CompaniesArguments {
    /// The run folder
    pub run: PathBuf,
    /// Companies of your own: sales, plants and a bill of materials by HS code and origin (CSV or
    /// XLSX)
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Closing prices (date, ticker, close; CSV or XLSX)
    #[arg(long, value_name = "FILE")]
    pub prices: Option<PathBuf>,
    /// One company, with every channel, equation and source row
    #[arg(long, value_name = "TICKER")]
    pub ticker: Option<String>,
    /// Horizon that ranks
    #[arg(long, value_enum, default_value_t = HorizonChoice::Years)]
    pub horizon: HorizonChoice,
    /// Print the tables as JSON instead of text
    #[arg(long)]
    pub json: bool,
    /// Folder to write the tables to as CSV
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Horizons of exposures.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum HorizonChoice {
    /// Production that stops
    Weeks,
    /// Prices of goods
    Months,
    /// Sales and inputs in the new equilibrium
    Years,
    /// Agreed purchases
    Package,
}

impl HorizonChoice {
    /// As the tables name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Years => "years",
            Self::Package => "package",
        }
    }
}
