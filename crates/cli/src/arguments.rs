//! Which commands and options are there?

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use detente_world::import::ImportFormat;
use std::path::PathBuf;

/// What does a trade shock break, for whom, and which deal mends it?
#[derive(Debug, Parser)]
#[command(
    name = "detente",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 fine, 1 a finding (not converged, a check that failed), 2 a mistake in what was given, 3 an internal error."
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a scenario; without one, the 2025 shock to Japan and the United States and the deal that followed
    Run(RunArguments),
    /// Report every problem of a scenario file at once
    Check(CheckArguments),
    /// Read a news text and draft a scenario from it, with its questions; nothing is run
    Draft(DraftArguments),
    /// Compute a run again from its folder and compare every table
    Verify(VerifyArguments),
    /// Show how a number of a run came about: equation, factors, rows of data, settings
    Explain(ExplainArguments),
    /// Draw the page of a run again, or write it as a workbook, Markdown or JSON
    Report(ReportArguments),
    /// Show two runs side by side
    Compare(CompareArguments),
    /// What a run means for listed companies and your own: who is exposed, through what, and how sure it is
    Companies(CompaniesArguments),
    /// Look at worlds: the embedded ones and your own packs
    World(WorldArguments),
    /// Look at commodity chains: where a good comes from, and what a stop would do
    Commodity(CommodityArguments),
    /// Networks of firms: follow a failure day by day, rank firms by systemic risk, make a network up from a world
    Firms(FirmsArguments),
    /// Negotiate the levers of a scenario: what to offer, what to ask, what each item is worth, and would both sign
    Negotiate(NegotiateArguments),
    /// Tariff wars and tariff talks: what economies set alone, against each other or together
    War(WarArguments),
    /// List, show or export the bundled scenarios
    Scenarios(ScenariosArguments),
    /// Print the JSON Schema of scenario files, for editors
    Schema,
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print this reference in Markdown
    Reference,
}

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
    /// The day whose state of policy is computed (YYYY-MM-DD); by default the scenario's own
    #[arg(long, value_name = "DATE")]
    pub date: Option<String>,
    /// Change the scenario, such as trade.deficits=zero or 'shock."its name".rate.add=20%'; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Run another scenario too and show what it changes
    #[arg(long, value_name = "SCENARIO", requires = "scenario")]
    pub against: Option<String>,
    /// Leave measures out: shocks only
    #[arg(long)]
    pub shocks_only: bool,
    /// Companies of your own (CSV or XLSX), valued beside those of the program
    #[arg(long, value_name = "FILE")]
    pub companies: Option<PathBuf>,
    /// Closing prices (date, ticker, close; CSV or XLSX): trends and momentum beside the exposures
    #[arg(long, value_name = "FILE")]
    pub prices: Option<PathBuf>,
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
}

#[derive(Debug, Args)]
pub(crate) struct DraftArguments {
    /// The text, in UTF-8; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The day of publication (YYYY-MM-DD), from which "Friday" and "next month" count; by default that of a dateline
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
pub(crate) struct VerifyArguments {
    /// The run folder
    pub folder: PathBuf,
    /// The world, where it is no longer at the recorded place
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The run folder
    pub folder: PathBuf,
    /// The table, such as welfare
    pub table: String,
    /// The row: cells of its key columns, such as JPN/USA/C29, or column=value; `\\/` for a slash in a name
    #[arg(default_value = "")]
    pub key: String,
    /// The column; by default the one that matters most
    #[arg(long, value_name = "NAME")]
    pub column: Option<String>,
    /// How many levels down: 2 explains the cells it depends on as well
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub depth: u8,
    /// Show every term of every sum and every row of data
    #[arg(long)]
    pub all: bool,
    /// The world, where it is no longer at the recorded place
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
    /// File to write; `-` prints it; by default report.FORMAT in the run folder
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Tables to take, such as welfare,trade; by default all
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub tables: Vec<String>,
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
}

#[derive(Debug, Args)]
pub(crate) struct CompareArguments {
    /// The run folder to start from
    pub first: PathBuf,
    /// The run folder to compare with it
    pub second: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct CompaniesArguments {
    /// The run folder
    pub run: PathBuf,
    /// Companies of your own: sales, plants and a bill of materials by HS code and origin (CSV or XLSX)
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
    /// Lines that stop
    Weeks,
    /// Prices of goods
    Months,
    /// Sales and inputs once trade has settled
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
    /// Check the identities of a world and say where each is worst
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
    /// Publisher and release of the table
    #[arg(value_name = "TABLE", value_parser = clap::builder::PossibleValuesParser::new(ImportFormat::NAMES))]
    pub table: String,
    /// The table, CSV or Parquet
    pub file: PathBuf,
    /// The folder to write
    #[arg(long, value_name = "PACK")]
    pub out: PathBuf,
    /// CSV with columns kind (economy or sector), from, to: what is added up
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
    /// CSV with columns sector, trade_elasticity; sectors without a row get 4, an assumption that the pack notes
    #[arg(long, value_name = "FILE")]
    pub elasticities: Option<PathBuf>,
    /// Baseline year; by default the last one in the file's name
    #[arg(long)]
    pub year: Option<i32>,
    /// Name of the world; by default the table's and the year
    #[arg(long)]
    pub id: Option<String>,
    /// Format of the tables
    #[arg(long, value_enum, default_value_t = TableFormat::Csv)]
    pub format: TableFormat,
}

#[derive(Debug, Args)]
pub(crate) struct NegotiateArguments {
    /// A bundled scenario, a file, or a folder with a scenario.toml; it has a [negotiation] and measures with ranges or optional = true
    #[arg(default_value = "japan-us-2025-package")]
    pub scenario: String,
    /// The world: an embedded one or a pack; by default the one the scenario names
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// Folder of the run of the deal; by default runs/SCENARIO-DATE
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Change the scenario, such as 'measure."its name".optional=false' or negotiation.discount=5%; may be given again
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub overrides: Vec<String>,
    /// Print the summary as JSON instead of text
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WarArguments {
    /// Tariffs of everybody else, and where players start: a scenario; by default the world's own tariffs
    pub scenario: Option<String>,
    /// The world: an embedded one or a pack; by default the one the scenario names
    #[arg(long, value_name = "PACK")]
    pub world: Option<String>,
    /// Who plays: economies and groups (each group sets one tariff), rest for all others together, or each
    #[arg(long, value_name = "NAMES", value_delimiter = ',', default_value = "USA,CHN,JPN,EU27,rest")]
    pub players: Vec<String>,
    /// What is played
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
    /// Players charge each other only, by partner; what they charge everybody else stays as it is
    #[arg(long)]
    pub among_players: bool,
    /// Sectors that tariffs can be charged on: codes, goods, services or *
    #[arg(long, value_name = "SECTORS", value_delimiter = ',', default_value = "goods")]
    pub sectors: Vec<String>,
    /// Least rate, such as 0% or -10%
    #[arg(long, value_name = "RATE", default_value = "0%", allow_hyphen_values = true)]
    pub least: String,
    /// Largest rate
    #[arg(long, value_name = "RATE", default_value = "400%")]
    pub most: String,
    /// CSV with columns economy, sector, weight (either may be *; 1 where no row says else): what governments weigh incomes by
    #[arg(long, value_name = "FILE")]
    pub political: Option<PathBuf>,
    /// What happens to trade deficits
    #[arg(long, value_enum, default_value_t = DeficitChoice::Remove)]
    pub deficits: DeficitChoice,
    /// Set negative final demand to zero and solve the baseline anew, instead of refusing the world
    #[arg(long)]
    pub clip: bool,
    /// Starts of each search: the actual rates, none, high ones, then mixtures
    #[arg(long, default_value_t = 3, value_name = "COUNT")]
    pub starts: usize,
    /// Evaluations of one search before it is given up
    #[arg(long, default_value_t = 600, value_name = "COUNT")]
    pub evaluations: usize,
    /// Folder to write tables/war.csv, tables/war_welfare.csv, tables/war_certificate.csv and war.json to; it must not exist
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Tariff games.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GameChoice {
    /// Each what is best for itself while nobody else moves
    Optimal,
    /// All what is best for themselves at once
    Nash,
    /// All everything together
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

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TableFormat {
    Csv,
    Parquet,
}

#[derive(Debug, Args)]
pub(crate) struct ScenariosArguments {
    #[command(subcommand)]
    pub command: Option<ScenariosCommand>,
}

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
    /// Walk a chain: where a good in an economy comes from, what limits it, what one more unit is worth, what a stop would do
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
    /// Follow a loss of capacity at some firms through their users and suppliers
    Run(FirmsRunArguments),
    /// Rank firms by the share of all sales that fails with them (economic systemic risk index)
    Risk {
        /// Folder with firms and suppliers, as CSV or Parquet
        folder: PathBuf,
        /// A firm; may be given again; by default all firms
        #[arg(long, value_name = "FIRM")]
        firm: Vec<String>,
        /// Let others of its sector take over from a firm, as far as their market share goes
        #[arg(long)]
        market_share: bool,
        /// File to write, ending in .csv or .parquet; by default the twenty riskiest are printed
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make up firms and links that add up to a world's tables
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
    /// Put the firms into the sectors of a world: an embedded one or a pack; what is left of a sector is called JPN-C29
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
    /// Rules; may be given again: the first gives the figure, all of them the band; by default all four
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

/// The command-line reference in Markdown, made from the definitions that parse the command line.
#[must_use]
pub fn reference() -> String {
    let mut root = Arguments::command().term_width(100);
    root.build();
    let mut page =
        String::from("# The detente command\n\nMade by `detente reference`; change the definitions, not this page.\n");
    describe(&root, &mut page);
    page
}

fn describe(command: &clap::Command, page: &mut String) {
    let mut command = command.clone().term_width(100);
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    page.push_str(&format!("\n## `{name}`\n\n```text\n{}\n```\n", command.render_long_help().to_string().trim_end()));
    let own = |child: &&clap::Command| child.get_name() != "help";
    for child in command.get_subcommands().filter(own) {
        describe(child, page);
    }
}

/// The definitions, for completions.
pub(crate) fn definitions() -> clap::Command {
    Arguments::command()
}
