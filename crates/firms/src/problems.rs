//! What is wrong with the tables of firms: all of it is reported at once, in the order of the rows.

use crate::error::FirmsError;
use std::path::Path;

/// The most mistakes that are listed: more hide the first, and usually share one cause.
const LISTED: usize = 20;

/// Mistakes in the rows of tables.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

#[derive(Debug)]
struct Problem {
    /// Position of its table among those that have mistakes.
    table: usize,
    row: usize,
    text: String,
}

/// Mistakes of one table.
pub(super) struct OfTable<'p> {
    file: &'p Path,
    table: usize,
    problems: &'p mut Problems,
}

impl Problems {
    /// Takes mistakes of a table, which is reported after those before it.
    pub(super) fn of<'p>(&'p mut self, file: &'p Path) -> OfTable<'p> {
        let table = self.0.iter().map(|problem| problem.table + 1).max().unwrap_or(0);
        OfTable { file, table, problems: self }
    }

    /// Whether nothing is wrong.
    ///
    /// # Errors
    /// The first mistakes, and how many more there are.
    pub(super) fn none(mut self) -> Result<(), FirmsError> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort_by_key(|problem| (problem.table, problem.row));
        let more = self.0.len().saturating_sub(LISTED);
        let mut lines: Vec<String> =
            self.0.into_iter().take(LISTED).map(|problem| problem.text).collect();
        lines.extend((more > 0).then(|| format!("and {more} more")));
        Err(FirmsError::Network(lines.join("\n")))
    }
}

impl OfTable<'_> {
    /// A mistake in a row, from zero, and what to do about it.
    pub(super) fn add(&mut self, row: usize, what: &str, fix: &str) {
        let text = text(self.file, row, what, fix);
        self.problems.0.push(Problem { table: self.table, row, text });
    }
}

/// One mistake that stands alone.
pub(super) fn at(file: &Path, row: usize, what: &str, fix: &str) -> FirmsError {
    FirmsError::Network(text(file, row, what, fix))
}

fn text(file: &Path, row: usize, what: &str, fix: &str) -> String {
    // The header is the first row.
    format!("{}, row {}: {what}; {fix}", file.display(), row + 2)
}
