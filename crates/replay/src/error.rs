//! Why a stored run could not be computed again.

use detente_deal::DealError;
use detente_engine::EngineError;
use detente_record::RecordError;
use detente_scenario::Report;
use detente_trade::TradeError;
use detente_world::WorldError;

/// Why a run could not be verified, or a number of it not be explained.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplayError {
    /// World, scenario or an engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The negotiation of the run.
    #[error(transparent)]
    Deal(#[from] DealError),
    /// The folder of the run.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// What was asked to be explained is not there.
    #[error("{0}")]
    Explain(String),
}

impl ReplayError {
    /// Whether this is a finding about the run (exit code 1) rather than a mistake in what was given
    /// (2).
    #[must_use]
    pub fn is_finding(&self) -> bool {
        match self {
            Self::Engine(error) => error.is_finding(),
            Self::Deal(error) => error.is_finding(),
            Self::Record(error) => error.is_finding(),
            Self::Explain(_) => false,
        }
    }

    /// Whether this is a mistake of the program (exit code 3).
    #[must_use]
    pub fn is_internal(&self) -> bool {
        match self {
            Self::Engine(error) => error.is_internal(),
            Self::Deal(error) => error.is_internal(),
            Self::Record(_) | Self::Explain(_) => false,
        }
    }
}

impl From<Report> for ReplayError {
    fn from(report: Report) -> Self {
        Self::Engine(report.into())
    }
}

impl From<TradeError> for ReplayError {
    fn from(error: TradeError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<WorldError> for ReplayError {
    fn from(error: WorldError) -> Self {
        Self::Engine(error.into())
    }
}
