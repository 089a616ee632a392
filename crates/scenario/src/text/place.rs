//! Where in which file something was written, so that every message can point at it.

use std::sync::Arc;

/// A file as read, kept so that messages can quote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceFile {
    /// Name as shown to the user: the path given, or a name relative to the scenario.
    pub(crate) name: String,
    /// The whole text.
    pub(crate) text: String,
}

/// A stretch of one of the files of a scenario, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Position of the file in the list the report carries.
    pub file: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

/// The files read so far; cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Files(Arc<Vec<SourceFile>>);

impl Files {
    /// Keeps a file and returns its position.
    pub(crate) fn push(&mut self, name: impl Into<String>, text: impl Into<String>) -> usize {
        let files = Arc::make_mut(&mut self.0);
        files.push(SourceFile { name: name.into(), text: text.into() });
        files.len() - 1
    }

    pub(crate) fn get(&self, file: usize) -> Option<&SourceFile> {
        self.0.get(file)
    }
}

/// Line and column of a byte, both counted from one, columns in characters.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}
