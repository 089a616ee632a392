//! What can be wrong with a world, worded for the person who has to mend it.

use std::path::Path;

/// Why a world, pack or table cannot be read, written or built.
///
/// Every message is complete: which file, where in it, what is wrong and what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WorldError {
    /// A file or folder that has to be there is not.
    #[error("`{path}` does not exist; {hint}")]
    Missing {
        /// What was looked for.
        path: String,
        /// What to do about it.
        hint: String,
    },
    /// The operating system refused to read.
    #[error("cannot read `{path}`: {source}; check that it is a readable file")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The operating system refused to write.
    #[error("cannot write `{path}`: {source}; nothing was left behind under that name")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// A text file is not UTF-8.
    #[error("{file}, line {line}: byte {byte} is not UTF-8{guess}; save the file as UTF-8")]
    Encoding {
        /// The file.
        file: String,
        /// Line of the first bad byte, from 1.
        line: usize,
        /// Offset of the first bad byte, from 0.
        byte: usize,
        /// Which encoding it looks like, or empty.
        guess: String,
    },
    /// A whole file cannot be understood.
    #[error("{file}: {what}; {hint}")]
    File {
        /// The file.
        file: String,
        /// What is wrong.
        what: String,
        /// What to do about it.
        hint: String,
    },
    /// One cell of a table is wrong.
    #[error("{file}, {place}, column `{column}`: {what}")]
    Cell {
        /// The file.
        file: String,
        /// `line 7` of a text file, `row 6` of a Parquet file.
        place: String,
        /// Name of the column.
        column: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// The figures do not fit together although each may be read.
    #[error("{place}: {what}")]
    Figures {
        /// World or file, and the economy and sector.
        place: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// Several things are wrong at once.
    #[error("{}", list(.problems, *.more))]
    Several {
        /// The first ones, in the order of the files.
        problems: Vec<WorldError>,
        /// How many more there are.
        more: usize,
    },
}

/// The most problems listed at once: more hide the first, and usually share one cause.
const LISTED: usize = 20;

fn list(problems: &[WorldError], more: usize) -> String {
    let mut text = problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    if more > 0 {
        text.push_str(&format!("\nand {more} more"));
    }
    text
}

impl WorldError {
    /// A file that the operating system refused to read, or that is not there.
    #[must_use]
    pub fn read(path: &Path, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::NotFound {
            return Self::Missing {
                path: path.display().to_string(),
                hint: "check the path".into(),
            };
        }
        Self::Read { path: path.display().to_string(), source }
    }

    pub(crate) fn write(path: &Path, source: std::io::Error) -> Self {
        Self::Write { path: path.display().to_string(), source }
    }

    /// Something wrong with a file, and what to do.
    #[must_use]
    pub fn file(file: &str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::File { file: file.to_owned(), what: what.into(), hint: hint.into() }
    }

    /// One error for all of `problems`.
    #[must_use]
    pub fn several(mut problems: Vec<WorldError>) -> Self {
        if problems.len() == 1 {
            return problems.remove(0);
        }
        let more = problems.len().saturating_sub(LISTED);
        problems.truncate(LISTED);
        Self::Several { problems, more }
    }
}

/// Reads a whole file.
pub(crate) fn read_file(path: &Path) -> Result<Vec<u8>, WorldError> {
    crate::budget::read(path)
}

/// The name of `path` as messages show it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Writes a file so that it appears whole or not at all: a temporary sibling is written and
/// renamed.
///
/// Missing parent folders are created.
///
/// # Errors
/// [`WorldError::Write`] if the operating system refuses; the temporary file is removed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), WorldError> {
    crate::durable::write_file(path, bytes).map_err(|source| WorldError::write(path, source))
}
