//! What can go wrong when a run is kept or read.

use detente_world::WorldError;

/// Why a run folder cannot be written, or a run or a table of it not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// A table lacks a column that a reader needs.
    #[error(
        "table `{table}` has no {kind} column `{column}`; it was not written by this version of detente, so run the scenario again"
    )]
    Column {
        /// Name of the table.
        table: String,
        /// Name of the column.
        column: String,
        /// `text` or `number`.
        kind: &'static str,
    },
    /// The run lacks a table.
    #[error(
        "the run has no table `{table}`; it was not written by this version of detente, so run the scenario again"
    )]
    Missing {
        /// Name of the table.
        table: String,
    },
    /// A table or column that is not in the catalogue.
    #[error(
        "`{table}` {column} is unknown; it was not written by this version of detente, so run the scenario again"
    )]
    Unknown {
        /// Name of the table.
        table: String,
        /// Name of the column; empty if nothing is known of the whole table.
        column: String,
    },
    /// A table cannot be read or written.
    #[error(transparent)]
    Table(#[from] WorldError),
    /// A folder that is no run stands where the run should go.
    #[error("`{folder}` exists and is not a run of detente; name another folder with --out")]
    Occupied {
        /// The folder.
        folder: String,
    },
    /// Two files of a run folder would have one name.
    #[error("the run folder would hold two files called `{file}`: {what}; rename yours")]
    SameName {
        /// The name.
        file: String,
        /// What they are.
        what: String,
    },
    /// Two runs were to be written to one place.
    #[error("both runs would be written to `{folder}`; give one of the two scenarios another name")]
    SamePlace {
        /// The folder.
        folder: String,
    },
    /// A folder is no run.
    #[error("`{folder}` is not a run folder: {what}; name a folder that `detente run` wrote")]
    NoRun {
        /// The folder.
        folder: String,
        /// What is missing or wrong.
        what: String,
    },
    /// A file of a run folder is not the one that was written.
    #[error(
        "files of `{folder}` have changed since the run: {files}; run the scenario again, or see `detente verify {folder}`"
    )]
    Changed {
        /// The folder.
        folder: String,
        /// The files, each with what is wrong.
        files: String,
    },
    /// The operating system refused.
    #[error("cannot write `{path}`: {source}; nothing was left behind")]
    Write {
        /// The file or folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl RecordError {
    /// Whether this is a finding about a run (exit code 1) rather than a mistake in what was given
    /// (2).
    #[must_use]
    pub fn is_finding(&self) -> bool {
        matches!(self, Self::Changed { .. })
    }
}

/// Why a page could not be drawn: what a renderer says.
pub type RenderError = Box<dyn std::error::Error + Send + Sync>;
