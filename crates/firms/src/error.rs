//! Why a network of firms could not be read, made up or run.

use detente_engine::EngineError;
use detente_world::WorldError;

/// What is wrong with a network of firms, or with what is asked of it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FirmsError {
    /// A file, or the world that the network lies in.
    #[error(transparent)]
    World(#[from] WorldError),
    /// World or sets of rules.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The network, or what is to happen in it.
    #[error("firms: {0}")]
    Network(String),
}
