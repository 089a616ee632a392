//! What can go wrong when a run is drawn.

/// Why a figure could not be drawn.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FiguresError {
    /// A table of the run cannot be read.
    #[error(transparent)]
    Record(#[from] detente_record::RecordError),
    /// The map inside the program is damaged: a mistake of this program.
    #[error("the map of the world inside the program cannot be read: {0}")]
    Map(#[from] serde_json::Error),
}
