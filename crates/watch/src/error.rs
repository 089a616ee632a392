//! Why a watch cannot go on.

use crate::faults::Step;
use crate::problems::Problems;

/// Why a watch does not begin, or ends.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WatchError {
    /// The watch file has mistakes.
    #[error("{0}")]
    File(Box<Problems>),
    /// A file or folder cannot be read.
    #[error("cannot read `{path}`: {source}")]
    Read {
        /// The file or folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A file or folder of the state cannot be written.
    #[error("cannot write `{path}`: {source}; earlier records are safe")]
    Write {
        /// The file or folder.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Half a line could be written to a file of the state, and not be taken back.
    #[error(
        "`{path}` ends in half a line that cannot be removed: {source}; repair the disk and start again"
    )]
    Torn {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// Another process watches with the same state.
    #[error(
        "`{folder}` is in use by another watch{by}; stop it, or name another folder with --state"
    )]
    Locked {
        /// The state folder.
        folder: String,
        /// ` (process 123)`, where it can be told.
        by: String,
    },
    /// The journal is damaged other than at its end.
    #[error(
        "`{path}`, line {line}: detente did not write this, so that the announced events are unknown; restore the file, or \
         begin with another --state folder (crossings that hold are announced again)"
    )]
    Damaged {
        /// The journal.
        path: String,
        /// The line, from one.
        line: usize,
    },
    /// The secret of the webhook is not set.
    #[error(
        "the webhook signs with the secret in the environment variable `{variable}`, which is {what}; set it"
    )]
    Secret {
        /// The variable.
        variable: String,
        /// "not set" or "empty".
        what: &'static str,
    },
    /// The client of the webhook cannot be made.
    #[error("the webhook cannot be reached from here: {0}")]
    Client(String),
    /// The answer to a scenario cannot be kept.
    #[error("{0}")]
    Keep(String),
    /// Nobody reads what is printed any more.
    #[error("nobody reads standard output any more")]
    Unread,
    /// A test let the process die here.
    #[error("died at {0:?}")]
    Died(Step),
    /// A mistake of this program.
    #[error("{0}")]
    Internal(&'static str),
}

impl WatchError {
    /// Whether the disk refused what it may grant later: nothing was recorded, and the same can be
    /// done again.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Read { .. } | Self::Write { .. } | Self::Keep(_))
    }

    /// Whether this is a mistake of the program (exit code 3).
    #[must_use]
    pub fn is_internal(&self) -> bool {
        matches!(self, Self::Internal(_) | Self::Died(_))
    }
}
