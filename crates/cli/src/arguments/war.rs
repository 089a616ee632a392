//! What can be said of tariff games?

use clap::{Args, ValueEnum};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct WarArguments {
    /// Scenario with the other tariffs, the starting point and the model ([trade]); by default the
    /// world's own tariffs
    pub scenario: Option<String>,
    /// The world: an embedded one or a pack; by default the one the scenario names
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// Change the scenario, such as trade.horizon="2 years"; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Who plays: economies and groups (each group sets one tariff), rest for all others together,
    /// or each
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        default_value = "USA,CHN,JPN,EU27,rest"
    )]
    pub players: Vec<String>,
    /// The game
    #[arg(long, value_enum, default_value_t = GameChoice::Nash)]
    pub game: GameChoice,
    /// How the gains of cooperation are shared
    #[arg(long, value_enum, default_value_t = ConceptChoice::EqualGains)]
    pub share: ConceptChoice,
    /// Where cooperation starts, and against what its gains are measured
    #[arg(long, value_enum, default_value_t = ReferenceChoice::Factual)]
    pub from: ReferenceChoice,
    /// How far tariffs may differ: one rate, by partner, by sector, or by both
    #[arg(long, value_enum, default_value_t = ByChoice::Uniform)]
    pub by: ByChoice,
    /// Players set tariffs on each other alone, by partner; their other tariffs stay
    #[arg(long)]
    pub among_players: bool,
    /// Sectors that tariffs can be charged on: codes, goods, services or *
    #[arg(long, value_name = "SECTORS", value_delimiter = ',', default_value = "goods")]
    pub sectors: Vec<String>,
    /// Lowest rate, such as 0% or -10%
    #[arg(
        long = "low",
        alias = "least",
        value_name = "RATE",
        default_value = "0%",
        allow_hyphen_values = true
    )]
    pub least: String,
    /// Highest rate
    #[arg(long = "high", alias = "most", value_name = "RATE", default_value = "400%")]
    pub most: String,
    /// CSV with columns economy, sector, weight (either may be *; 1 where no row says else): what
    /// governments weigh incomes by
    #[arg(long, value_name = "FILE")]
    pub political: Option<PathBuf>,
    /// What happens to trade deficits; by default what the scenario says, else remove
    #[arg(long, value_enum)]
    pub deficits: Option<DeficitChoice>,
    /// Set negative final demand to zero and solve the baseline anew, instead of refusing the world
    #[arg(long)]
    pub clip: bool,
    /// Starts of each search: the actual rates, none, high ones, then mixtures
    #[arg(long, default_value_t = 3, value_name = "COUNT")]
    pub starts: usize,
    /// Evaluations of one search before it is given up
    #[arg(long, default_value_t = 600, value_name = "COUNT")]
    pub evaluations: usize,
    /// Folder to write tables/war.csv, tables/war_welfare.csv, tables/war_certificate.csv and
    /// war.json to; it must not exist
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Tariff games.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GameChoice {
    /// Each player's best tariffs while nobody else moves
    Optimal,
    /// Tariffs from which no player gains by deviating
    Nash,
    /// Tariffs that the players choose together
    Cooperative,
}

/// How gains are shared.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ConceptChoice {
    /// The same relative gain for all
    EqualGains,
    /// Largest product of gains
    NashProduct,
    /// The same share of the ideal gain for all
    KalaiSmorodinsky,
    /// Largest sum of gains
    Utilitarian,
}

/// Starting points.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ReferenceChoice {
    /// The world's or the scenario's tariffs
    Factual,
    /// No tariffs
    Free,
    /// The Nash equilibrium
    Nash,
}

/// How far tariffs may differ.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ByChoice {
    /// One rate
    Uniform,
    /// By partner
    Partner,
    /// By sector
    Sector,
    /// By sector and partner
    SectorPartner,
}

/// What happens to trade deficits.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum DeficitChoice {
    /// Removed from the baseline first
    Remove,
    /// Each stays as it is
    Fixed,
    /// Each stays a share of world output
    WorldShare,
    /// Each moves with value added
    Proportional,
}
