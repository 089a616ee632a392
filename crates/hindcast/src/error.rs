//! What can go wrong with a hindcast?

use detente_engine::EngineError;
use detente_scenario::Report;
use detente_world::WorldError;

/// Why an episode could not be read, run or scored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HindcastError {
    /// Its files have mistakes; render the report to show them.
    #[error("the episode has {} errors", .0.errors())]
    Episode(Box<Report>),
    /// Its scenario could not be run.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A file could not be read or written.
    #[error(transparent)]
    World(#[from] WorldError),
    /// There is neither an episode of that name nor a folder of one.
    #[error(
        "there is no episode `{name}`: it is neither bundled ({known}) nor a folder with an episode.toml{nearest}"
    )]
    UnknownEpisode {
        /// What was asked for.
        name: String,
        /// The bundled ones.
        known: String,
        /// The nearest, as the end of a message.
        nearest: String,
    },
    /// A file of scores is not one.
    #[error("{file}: {what}; `detente hindcast --update` writes it anew")]
    Scores {
        /// Its name.
        file: String,
        /// What is wrong.
        what: String,
    },
}
