//! Why a run did not come to an end.

use detente_companies::CompaniesError;
use detente_record::{RecordError, RenderError};
use detente_scenario::Report;
use detente_trade::TradeError;
use detente_world::WorldError;

/// Why a scenario could not be run, or a run not be kept or read again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The world cannot be read.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The scenario has errors; render the report to show them.
    #[error("the scenario has {} errors", .0.errors())]
    Scenario(Box<Report>),
    /// There is neither a bundled scenario nor a file of that name.
    #[error(
        "there is no scenario `{name}`: it is neither a file nor a bundled scenario ({known}){nearest}"
    )]
    UnknownScenario {
        /// What was asked for.
        name: String,
        /// The bundled scenarios.
        known: String,
        /// The one that was meant, perhaps, as a question; empty where none is near.
        nearest: String,
    },
    /// The trade engine refuses the world or the question.
    #[error(transparent)]
    Trade(#[from] TradeError),
    /// A code of a chain lies nowhere in the world.
    #[error("chain `{chain}` has {what}, which world `{world}` does not have; {hint}")]
    Join {
        /// Id of the chain.
        chain: String,
        /// Id of the world.
        world: String,
        /// What it has.
        what: String,
        /// How to say where it belongs.
        hint: String,
    },
    /// The cascade engine refuses the world or the inputs.
    #[error("the cascade: {0}")]
    Cascade(String),
    /// There is no published set of elasticities of that name.
    #[error("there is no published set of elasticities `{set}`; the sets are {known}")]
    UnknownElasticities {
        /// What was asked for.
        set: String,
        /// The sets.
        known: String,
    },
    /// A file of companies or prices is wrong.
    #[error(transparent)]
    Companies(#[from] CompaniesError),
    /// The solver found no equilibrium.
    #[error(
        "`{scenario}` on {date}: {what}. Nothing was written: a run that does not converge reports no results. A smaller shock or a \
         looser cap may have an equilibrium."
    )]
    NotConverged {
        /// Name of the scenario.
        scenario: String,
        /// The day.
        date: String,
        /// What the solver says, and how far it came.
        what: String,
    },
    /// The entries of a scenario ask for more than a chain can give.
    #[error(
        "`{scenario}`, chain `{chain}`, from {when}: these entries cannot all be met at once: {what}. Nothing was written; commit to \
         less, or let more through."
    )]
    Infeasible {
        /// Name of the scenario.
        scenario: String,
        /// The chain.
        chain: String,
        /// First day of the period.
        when: String,
        /// What conflicts, and by how much.
        what: String,
    },
    /// A chain that cannot be solved.
    #[error("chain `{0}`: {1}")]
    Chain(String, String),
    /// A result is not a number: a mistake of this program.
    #[error("table `{table}`, column `{column}`, row {row} is {value}; nothing was written")]
    NotANumber {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row, from 1.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A table of the run cannot be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The page of the run could not be drawn: a mistake of this program.
    #[error("the page could not be drawn: {0}")]
    Render(#[source] RenderError),
    /// A run cannot be valued with other companies.
    #[error("your companies cannot be added to `{folder}`: {what}")]
    NoCompanies {
        /// The folder.
        folder: String,
        /// Why, and what to do.
        what: String,
    },
    /// The world that a run was computed in is not at hand.
    #[error(
        "the run was computed in world `{id}` with digest {expected}, but `{found_in}` has {found}; name the right pack with --world"
    )]
    OtherWorld {
        /// Name of the world.
        id: String,
        /// Digest in the manifest.
        expected: String,
        /// Where another one was found.
        found_in: String,
        /// Its digest.
        found: String,
    },
}

impl EngineError {
    /// Whether this is a finding about the question (exit code 1) rather than a mistake in what was
    /// given (2).
    #[must_use]
    pub fn is_finding(&self) -> bool {
        match self {
            Self::NotConverged { .. } | Self::Infeasible { .. } => true,
            Self::Record(error) => error.is_finding(),
            Self::Trade(error) => matches!(error, TradeError::Baseline { .. }),
            _ => false,
        }
    }

    /// Whether this is a mistake of the program (exit code 3).
    #[must_use]
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::NotANumber { .. } | Self::Render(_))
    }
}

impl From<Report> for EngineError {
    fn from(report: Report) -> Self {
        Self::Scenario(Box::new(report))
    }
}
