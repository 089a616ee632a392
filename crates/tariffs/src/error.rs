//! What can be wrong with a question about tariffs, or with a file of programs?

use detente_world::WorldError;

/// Why a duty cannot be told.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TariffsError {
    /// A word that is no HS code, or a code that the edition does not have.
    #[error("{0}")]
    Line(String),
    /// A partner that is not known, or partners that overlap.
    #[error("{0}")]
    Partner(String),
    /// An importer whose lines are not known.
    #[error("{0}")]
    Importer(String),
    /// A day before or after what is known.
    #[error("{0}")]
    Day(String),
    /// Something in a file of programs.
    #[error("{file}, line {line}: {what}")]
    Program {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong and what to do.
        what: String,
    },
    /// A table inside the program cannot be read.
    #[error(transparent)]
    Table(#[from] WorldError),
}
