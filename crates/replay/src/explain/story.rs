//! What does an explanation consist of?

use super::steps::{Step, Steps, finite_or_text};
use detente_record::catalogue::{Equation, TableNote};
use detente_record::lookup::key_of;
use detente_world::table::{Column, Table};
use serde::Serialize;

/// How one number of a run came about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The table.
    pub table: String,
    /// Key of the row, as `explain` takes it.
    pub key: String,
    /// The column.
    pub column: String,
    /// Row of the table, from one, without the header.
    pub row: usize,
    /// What the column says.
    pub meaning: String,
    /// Its unit.
    pub unit: String,
    /// The value as stored.
    #[serde(serialize_with = "finite_or_text")]
    pub stored: f64,
    /// The value that the last step gives; none where the number cannot be taken apart.
    pub recomputed: Option<Recomputed>,
    /// The equation of the catalogue, if the column has one.
    pub equation: Option<Equation>,
    /// The steps, each using those before it; the last one is the number.
    pub steps: Vec<Step>,
    /// Entries of the scenario that bear on it.
    pub entries: Vec<EntryTrace>,
    /// Rows of data it rests on.
    pub sources: Vec<SourceRow>,
    /// Settings of the engine.
    pub settings: Vec<[String; 2]>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// Cells that it depends on.
    pub next: Vec<Next>,
    /// Explanations of these, as deep as was asked for.
    pub below: Vec<Explanation>,
}

/// What the steps give, against what is stored.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Recomputed {
    /// The value.
    #[serde(serialize_with = "finite_or_text")]
    pub value: f64,
    /// Whether it is the stored one, within the tolerance of `verify`.
    pub same: bool,
}

/// An entry of the scenario that bears on a number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EntryTrace {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// What it does here.
    pub does: String,
    /// When it is in force.
    pub period: String,
    /// Where the fact is from.
    pub source: String,
    /// Where it stands: file and line.
    pub written: String,
    /// The row of its schedule, with file and line, if one decides.
    pub row: Option<String>,
}

/// A row of data.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceRow {
    /// World or chain, table and key.
    pub place: String,
    /// What the row says, with its unit.
    pub says: String,
    /// Publication.
    pub source: String,
    /// Edition.
    pub vintage: String,
    /// Licence.
    pub licence: String,
    /// Grade, A to D; empty where none is given.
    pub grade: String,
}

/// A cell to go on with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Next {
    /// Its table.
    pub table: String,
    /// Its key.
    pub key: String,
    /// Its column.
    pub column: String,
}

/// A cell that is to be explained.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cell {
    pub table: String,
    pub key: String,
    pub column: String,
    /// From zero.
    pub row: usize,
    pub stored: f64,
    pub unit: String,
    pub meaning: String,
    cells: Vec<(String, Content)>,
}

#[derive(Clone, Debug, PartialEq)]
enum Content {
    Word(String),
    Number(f64),
}

impl Cell {
    pub fn new(table: &Table, note: &TableNote, row: usize, column: &str, stored: f64) -> Self {
        let content = |column: &Column| match column {
            Column::Text(words) => Content::Word(words[row].clone()),
            Column::Number(numbers) => Content::Number(numbers[row]),
            Column::Partial(numbers) => {
                numbers[row].map_or(Content::Word(String::new()), Content::Number)
            }
        };
        Self {
            table: table.name.clone(),
            key: key_of(table, note, row),
            column: column.to_owned(),
            row,
            stored,
            unit: String::new(),
            meaning: note.find(column).map_or(String::new(), |column| column.meaning.clone()),
            cells: table
                .columns
                .iter()
                .map(|(name, column)| (name.clone(), content(column)))
                .collect(),
        }
    }

    /// A word of its row; empty if there is none.
    pub fn word(&self, column: &str) -> &str {
        match self.cells.iter().find(|(name, _)| name == column) {
            Some((_, Content::Word(word))) => word,
            _ => "",
        }
    }

    /// A number of its row.
    pub fn number(&self, column: &str) -> f64 {
        match self.cells.iter().find(|(name, _)| name == column) {
            Some((_, Content::Number(number))) => *number,
            _ => f64::NAN,
        }
    }

    /// The file of its table, for people.
    pub fn file(&self) -> String {
        format!("tables/{}.csv, row {}", self.table, self.row + 1)
    }
}

/// What an explainer of a table finds out about a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Story {
    pub steps: Steps,
    /// Equation to show where the column's own says less.
    pub equation: Option<&'static str>,
    pub entries: Vec<EntryTrace>,
    pub sources: Vec<SourceRow>,
    pub settings: Vec<[String; 2]>,
    pub notes: Vec<String>,
    pub next: Vec<Next>,
}

impl Story {
    pub fn setting(&mut self, what: &str, value: impl Into<String>) {
        let line = [what.to_owned(), value.into()];
        if !self.settings.contains(&line) {
            self.settings.push(line);
        }
    }

    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push(text.into());
    }

    pub fn next(&mut self, table: &str, key: impl Into<String>, column: &str) {
        let next = Next { table: table.into(), key: key.into(), column: column.into() };
        if !self.next.contains(&next) {
            self.next.push(next);
        }
    }
}

/// Parts of a key joined as `explain` reads them.
pub(crate) fn key(parts: &[&str]) -> String {
    let escaped = parts.iter().map(|part| part.replace('\\', "\\\\").replace('/', "\\/"));
    escaped.collect::<Vec<_>>().join("/")
}
