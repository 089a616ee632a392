//! A table as read: text stays text until someone asks for numbers, so that `01` may be a sector's
//! code.

use super::data::{Column, Table};
use crate::budget;
use crate::error::WorldError;
use crate::units::{self, Rate};
use std::collections::HashMap;
use std::path::Path;

/// What is wrong with a cell that should be a number, and what to write instead.
pub(crate) fn no_number(cell: &str) -> String {
    let cell = cell.trim();
    let lower = cell.to_lowercase();
    let missing =
        ["-", "--", "..", "...", ":", "na", "n/a", "n.a.", "#n/a", "nan", "null", "none", "."];
    let grouped = cell.replace([' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '_'], "");
    match cell {
        "" => "the cell is empty where a number is needed".to_owned(),
        _ if missing.contains(&lower.as_str()) => {
            format!("`{cell}` stands for a missing value; write the number, or leave the row out")
        }
        _ if lower.contains("inf") => format!("`{cell}` is not finite; write a finite number"),
        _ if cell.starts_with('#') => {
            format!("`{cell}` is an error of a spreadsheet; mend its formula and save again")
        }
        _ if cell.ends_with('%') => {
            format!("`{cell}` is a percentage; write a plain number, 0.025 for 2.5 %")
        }
        _ if grouped != cell && grouped.parse::<f64>().is_ok() => {
            format!("`{cell}` has separators between thousands; write {grouped}")
        }
        // A single comma may be a decimal or a separator of thousands: neither is guessed.
        _ => format!("`{cell}` is not a number; write it with a point and no thousands separator"),
    }
}

/// The cells of one column as the file holds them.
pub(crate) enum Cells {
    /// Cells of a text file, end to end.
    Plain(Plain),
    /// Words and, for each row, which of them.
    Coded(Coded),
    /// Numbers.
    Number(Vec<f64>),
    /// Numbers, some of which the file does not have.
    Partial(Vec<Option<f64>>),
}

/// Text cells stored end to end: one allocation for a column instead of one for each cell.
#[derive(Default)]
pub(crate) struct Plain {
    text: String,
    ends: Vec<usize>,
}

impl Plain {
    pub(crate) fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, &end)| &self.text[start..end])
    }
}

/// Distinct words and, for each row, the position of its word.
#[derive(Default)]
pub(crate) struct Coded {
    pub(crate) words: Vec<String>,
    pub(crate) rows: Vec<u32>,
    positions: HashMap<String, u32>,
}

impl Coded {
    /// The position of `word`, which becomes known if it is new.
    pub(crate) fn position(&mut self, word: &str) -> u32 {
        if let Some(&at) = self.positions.get(word) {
            return at;
        }
        let at = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(word.to_owned());
        self.positions.insert(word.to_owned(), at);
        at
    }

    pub(crate) fn push(&mut self, word: &str) {
        let at = self.position(word);
        self.rows.push(at);
    }

    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|&at| self.words[at as usize].as_str())
    }
}

/// A table as read.
pub(crate) struct Raw {
    /// Name of the file, for errors.
    pub(crate) file: String,
    /// Columns in order.
    pub(crate) columns: Vec<(String, Cells)>,
    /// Number of rows.
    pub(crate) rows: usize,
    /// Line of each row in a text file; empty for a Parquet file.
    pub(crate) lines: Vec<u64>,
}

impl Raw {
    /// Where row `row` (from 0) stands, in the words of its format.
    pub(crate) fn place(&self, row: usize) -> String {
        match self.lines.get(row) {
            Some(line) => format!("line {line}"),
            None => format!("row {}", row + 1),
        }
    }

    /// An error in one cell.
    pub(crate) fn cell_error(
        &self,
        row: usize,
        column: &str,
        what: impl Into<String>,
    ) -> WorldError {
        let (file, place) = (self.file.clone(), self.place(row));
        WorldError::Cell { file, place, column: column.to_owned(), what: what.into() }
    }

    /// The cells of a column, if the file has it.
    pub(crate) fn find(&self, name: &str) -> Option<&Cells> {
        self.columns.iter().find(|(own, _)| own == name).map(|(_, cells)| cells)
    }

    /// The cells of a column that has to be there.
    pub(crate) fn require(&self, name: &str) -> Result<&Cells, WorldError> {
        let present =
            self.columns.iter().map(|(own, _)| format!("`{own}`")).collect::<Vec<_>>().join(", ");
        let hint = format!("it has {present}; add the column or rename one");
        self.find(name).ok_or_else(|| {
            WorldError::file(&self.file, format!("there is no column `{name}`"), hint)
        })
    }

    /// A column as words; numbers of a Parquet file become their shortest text.
    pub(crate) fn words(&self, name: &str) -> Result<Coded, WorldError> {
        let mut coded = Coded::default();
        match self.require(name)? {
            Cells::Plain(plain) => plain.cells().for_each(|cell| coded.push(cell.trim())),
            Cells::Coded(known) => {
                // Words are few and rows many: only the words are trimmed and looked up.
                let positions: Vec<u32> =
                    known.words.iter().map(|word| coded.position(word.trim())).collect();
                coded.rows = known.rows.iter().map(|&row| positions[row as usize]).collect();
            }
            Cells::Number(values) => {
                values.iter().for_each(|value| coded.push(&super::csv::shortest(*value)))
            }
            Cells::Partial(values) => {
                let known = values.iter().map(|value| value.unwrap_or(f64::NAN));
                known.for_each(|value| coded.push(&super::csv::shortest(value)));
            }
        }
        Ok(coded)
    }

    /// A column as numbers; cells that are none are added to `problems` and become NaN.
    pub(crate) fn numbers(
        &self,
        name: &str,
        problems: &mut Vec<WorldError>,
    ) -> Result<Vec<f64>, WorldError> {
        self.checked(name, problems, |_| None)
    }

    /// A column as numbers; cells that are none, and those in which `wrong` finds something, are
    /// added to `problems` in order.
    pub(crate) fn checked(
        &self,
        name: &str,
        problems: &mut Vec<WorldError>,
        wrong: impl Fn(f64) -> Option<String>,
    ) -> Result<Vec<f64>, WorldError> {
        let mut values = Vec::with_capacity(self.rows);
        let mut keep = |value: Result<f64, &str>| {
            let what = value.map_or_else(|cell| Some(no_number(cell)), &wrong);
            if let Some(what) = what {
                problems.push(self.cell_error(values.len(), name, what));
            }
            values.push(value.unwrap_or(f64::NAN));
        };
        match self.require(name)? {
            Cells::Plain(plain) => {
                plain.cells().for_each(|cell| keep(cell.trim().parse().map_err(|_| cell)))
            }
            Cells::Coded(coded) => {
                coded.cells().for_each(|cell| keep(cell.trim().parse().map_err(|_| cell)))
            }
            Cells::Number(numbers) => numbers.iter().for_each(|value| keep(Ok(*value))),
            Cells::Partial(numbers) => {
                numbers.iter().for_each(|value| keep(Ok(value.unwrap_or(f64::NAN))))
            }
        }
        Ok(values)
    }

    /// A column of rates as fractions, and for each row whether a percent sign said so; cells that
    /// are no rate are added to `problems` and become NaN.
    pub(crate) fn rates(
        &self,
        name: &str,
        problems: &mut Vec<WorldError>,
    ) -> Result<Vec<Rate>, WorldError> {
        let bare = |value: f64| Rate { value, in_percent: false };
        let mut parse = |row: usize, cell: &str| {
            let rate = units::rate(cell).or_else(|| cell.trim().parse().ok().map(bare));
            let rate = rate.filter(|rate| rate.value.is_finite());
            if rate.is_none() {
                let what = match cell.trim() {
                    "" => "the cell is empty where a rate is needed".to_owned(),
                    text => format!("`{text}` is not a rate; write 0.025 or 2.5%, with a point"),
                };
                problems.push(self.cell_error(row, name, what));
            }
            rate.unwrap_or(bare(f64::NAN))
        };
        Ok(match self.require(name)? {
            Cells::Plain(plain) => {
                plain.cells().enumerate().map(|(row, cell)| parse(row, cell)).collect()
            }
            Cells::Coded(coded) => {
                coded.cells().enumerate().map(|(row, cell)| parse(row, cell)).collect()
            }
            Cells::Number(numbers) => numbers.iter().map(|value| bare(*value)).collect(),
            Cells::Partial(numbers) => {
                numbers.iter().map(|value| bare(value.unwrap_or(f64::NAN))).collect()
            }
        })
    }

    /// The table with each column decided: numbers if every cell is one.
    ///
    /// # Errors
    /// If more cells may become words than the budget allows.
    pub(crate) fn into_table(self) -> Result<Table, WorldError> {
        let words = self
            .columns
            .iter()
            .filter(|(_, cells)| matches!(cells, Cells::Plain(_) | Cells::Coded(_)))
            .count();
        if words.saturating_mul(self.rows) > budget::WORDS {
            let what = format!(
                "it has {words} columns of text with {} rows, more than {} cells",
                self.rows,
                budget::WORDS
            );
            return Err(WorldError::file(
                &self.file,
                what,
                "split or aggregate it, or store its numbers as Parquet",
            ));
        }
        let stem =
            Path::new(&self.file).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let decide = |(name, cells): (String, Cells)| {
            let column = match cells {
                Cells::Number(values) => Column::Number(values),
                Cells::Partial(values) => Column::Partial(values),
                Cells::Coded(coded) => Column::Text(coded.cells().map(str::to_owned).collect()),
                Cells::Plain(plain) => {
                    let numbers: Option<Vec<f64>> =
                        plain.cells().map(|cell| cell.trim().parse().ok()).collect();
                    match numbers.filter(|numbers| !numbers.is_empty()) {
                        Some(numbers) => Column::Number(numbers),
                        None => Column::Text(plain.cells().map(str::to_owned).collect()),
                    }
                }
            };
            (name, column)
        };
        Ok(Table {
            name: stem.unwrap_or_default(),
            columns: self.columns.into_iter().map(decide).collect(),
        })
    }
}
