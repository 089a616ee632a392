//! Why a negotiation or a war did not come to an end.

use detente_bargain::BargainError;
use detente_engine::EngineError;
use detente_record::RecordError;
use detente_scenario::Report;
use detente_trade::TradeError;
use detente_world::WorldError;

/// Why nothing could be negotiated, or no war be fought.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DealError {
    /// World, scenario or an engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Who is to play is wrong.
    #[error("players: {0}")]
    Players(String),
    /// A scenario that cannot be negotiated.
    #[error("`{scenario}` cannot be negotiated: {what}")]
    Negotiation {
        /// Name of the scenario.
        scenario: String,
        /// What is wrong, and what to change.
        what: String,
    },
    /// There is no equilibrium where a game has to begin.
    #[error("no game: {0}")]
    NoGame(String),
    /// The package library refuses the question or found no answer.
    #[error(transparent)]
    Package(#[from] BargainError),
    /// The tables cannot be written.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl DealError {
    /// Whether this is a finding about the question (exit code 1) rather than a mistake in what was
    /// given (2).
    #[must_use]
    pub fn is_finding(&self) -> bool {
        let package = |error: &BargainError| {
            matches!(
                error,
                BargainError::NoAgreement(_)
                    | BargainError::Vetoed { .. }
                    | BargainError::NotConverged { .. }
                    | BargainError::Evaluation(_)
            )
        };
        match self {
            Self::Engine(error) => error.is_finding(),
            Self::Record(error) => error.is_finding(),
            Self::Package(error) => package(error),
            Self::NoGame(_) => true,
            Self::Players(_) | Self::Negotiation { .. } => false,
        }
    }

    /// Whether this is a mistake of the program (exit code 3).
    #[must_use]
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Engine(error) if error.is_internal())
    }
}

impl From<Report> for DealError {
    fn from(report: Report) -> Self {
        Self::Engine(report.into())
    }
}

impl From<TradeError> for DealError {
    fn from(error: TradeError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<WorldError> for DealError {
    fn from(error: WorldError) -> Self {
        Self::Engine(error.into())
    }
}
