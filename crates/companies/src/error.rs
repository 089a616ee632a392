//! What can be wrong with a file of companies or prices, worded for the person who has to mend it.

use detente_world::WorldError;

/// Why companies, or their prices, cannot be read or valued.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompaniesError {
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
    /// One cell is wrong.
    #[error("{file}, {place}, column `{column}`: {what}")]
    Cell {
        /// The file.
        file: String,
        /// The row, and the sheet of a workbook: `line 7`, ``sheet `companies`, row 7``.
        place: String,
        /// Name of the column.
        column: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// Several things are wrong at once.
    #[error("{}", list(.0))]
    Several(Vec<CompaniesError>),
    /// A table of the run lacks a column.
    #[error("table `{table}` has no column `{column}`; it is not one that detente writes")]
    Column {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A company that nobody knows.
    #[error("there is no company `{ticker}`{hint}")]
    Unknown {
        /// What was asked for.
        ticker: String,
        /// The nearest known, as the end of the message.
        hint: String,
    },
    /// A chain inside the program is broken.
    #[error(transparent)]
    World(#[from] WorldError),
}

/// The most problems of one kind listed at once: more hide the others, and usually share one cause.
const LISTED: usize = 5;

/// The first few of every kind, and how many more there are of it.
fn list(problems: &[CompaniesError]) -> String {
    let (mut text, mut kinds): (Vec<String>, Vec<(String, &CompaniesError, usize)>) =
        (Vec::new(), Vec::new());
    for problem in problems {
        let kind = problem.kind();
        let at = kinds.iter().position(|(known, ..)| *known == kind).unwrap_or_else(|| {
            kinds.push((kind, problem, 0));
            kinds.len() - 1
        });
        kinds[at].2 += 1;
        if kinds[at].2 <= LISTED {
            text.push(problem.to_string());
        }
    }
    for (_, first, count) in kinds.iter().filter(|(.., count)| *count > LISTED) {
        text.push(format!("{}: {} more of this kind", first.place(), count - LISTED));
    }
    text.join("\n")
}

impl CompaniesError {
    /// Nothing, one error, or one for all of `problems`.
    pub(crate) fn several(mut problems: Vec<Self>) -> Result<(), Self> {
        match problems.len() {
            0 => Ok(()),
            1 => Err(problems.remove(0)),
            _ => Err(Self::Several(problems)),
        }
    }

    /// What problems that differ in their row and in what is quoted have in common.
    fn kind(&self) -> String {
        let Self::Cell { column, what, .. } = self else { return self.to_string() };
        // What stands between backticks is the user's, as are numbers.
        let common = what.split('`').step_by(2).collect::<Vec<_>>().join("`");
        let letters: String = common.chars().filter(|letter| !letter.is_ascii_digit()).collect();
        format!("{column}`{letters}")
    }

    /// Where the first of a kind is.
    fn place(&self) -> String {
        match self {
            Self::Cell { file, place, column, .. } => {
                format!("{file}, column `{column}`, as in {place}")
            }
            other => other.to_string(),
        }
    }

    pub(crate) fn file(file: &str, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::File { file: file.to_owned(), what: what.into(), hint: hint.into() }
    }
}
