//! Which rows of a table does a key mean?
//!
//! A key is what a person types: the cells of the key columns in their order, joined by `/`
//! (`JPN/USA/C29`), or parts `column=value` in any order and of any column of words or dates, or
//! both. Parts that are left out are free, so that a key can mean many rows. A backslash before `/`
//! keeps it (`a\/b`). Words that no row has are answered with the nearest that some row has.

use crate::catalogue::{TableNote, table as note_of, tables};
use detente_world::table::{Column, Table};
use detente_world::{names, renamed};
use std::collections::BTreeSet;
use std::fmt;

/// Names told when none is near.
const NAMED: usize = 8;

/// Why a key means no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookupError {
    /// No table of that name in the run.
    Table {
        /// What was asked for.
        name: String,
        /// The nearest, or all that there are.
        instead: Vec<String>,
        /// Whether runs can have that table: this one does not.
        exists: bool,
    },
    /// No column of that name.
    Column {
        /// The table.
        table: String,
        /// What was asked for.
        name: String,
        /// The nearest, or all that there are.
        instead: Vec<String>,
    },
    /// More parts than the table has key columns.
    Parts {
        /// The table.
        table: String,
        /// How many there are.
        given: usize,
        /// Its key columns.
        keys: Vec<String>,
    },
    /// No row has that word, given the parts before it.
    Value {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// What was asked for.
        value: String,
        /// The nearest, or the first that there are.
        instead: Vec<String>,
        /// What the word means as the name of an economy, where the column holds economies.
        meant: Option<String>,
    },
}

impl fmt::Display for LookupError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Table { name, instead, exists: true } => {
                write!(out, "this run has no table `{name}`; it has {}", listed(instead))
            }
            Self::Table { name, instead, exists: false } => {
                write!(out, "there is no table `{name}`; did you mean {}?", listed(instead))
            }
            Self::Column { table, name, instead } => {
                write!(
                    out,
                    "table `{table}` has no column `{name}`; did you mean {}?",
                    listed(instead)
                )
            }
            Self::Parts { table, given, keys } => write!(
                out,
                "the key has {given} parts, but rows of `{table}` are named by {}: write {}",
                keys.len(),
                keys.join("/")
            ),
            Self::Value { table, column, value, meant: Some(meant), .. } => {
                write!(out, "no row of `{table}` has {column} `{value}`; {meant}")
            }
            Self::Value { table, column, value, instead, meant: None } => {
                write!(
                    out,
                    "no row of `{table}` has {column} `{value}`; did you mean {}?",
                    listed(instead)
                )
            }
        }
    }
}

impl std::error::Error for LookupError {}

fn listed(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => "nothing".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// The key of a row as [`rows`] and `detente explain` read it: the parts in the order of the table's key
/// columns.
#[must_use]
pub fn key(parts: &[&str]) -> String {
    parts.iter().map(|part| part.replace('/', r"\/")).collect::<Vec<_>>().join("/")
}

/// The table called `name` among `tables`, with what is known of it.
///
/// # Errors
/// If there is none; the nearest are named.
pub fn find_table<'t>(
    tables_of_run: &[&'t Table],
    name: &str,
) -> Result<(&'t Table, &'static TableNote), LookupError> {
    let name = renamed::table(name);
    let found = tables_of_run.iter().find(|table| table.name == name);
    if let (Some(table), Some(note)) = (found, note_of(name)) {
        return Ok((table, note));
    }
    let there = tables_of_run.iter().map(|table| table.name.as_str());
    let exists = note_of(name).is_some();
    let instead = if exists {
        there.map(str::to_owned).collect()
    } else {
        nearest(name, tables().iter().map(|table| table.name))
    };
    Err(LookupError::Table { name: name.to_owned(), instead, exists })
}

/// The column of numbers called `name`, of which some may not be known.
///
/// # Errors
/// If the table has no such column, or it holds words; the nearest are named.
pub fn find_column<'t>(table: &'t Table, name: &str) -> Result<&'t Column, LookupError> {
    let now = renamed::column(&table.name, name);
    if let Some(column) = table.column(now).filter(|column| column.is_numeric()) {
        return Ok(column);
    }
    let numbers = table.columns.iter().filter(|(_, column)| column.is_numeric());
    let instead = nearest(name, numbers.map(|(name, _)| name.as_str()));
    Err(LookupError::Column { table: table.name.clone(), name: name.to_owned(), instead })
}

/// The rows that `key` means, in the order of the table; an empty key means all.
///
/// # Errors
/// If it has too many parts, or names a column or a word that is not there.
pub fn rows(table: &Table, note: &TableNote, key: &str) -> Result<Vec<usize>, LookupError> {
    let mut left: Vec<usize> = (0..table.rows()).collect();
    for (column, value) in parts(table, note, key)? {
        let Some(cells) = table.column(&column) else {
            let instead = nearest(&column, table.columns.iter().map(|(name, _)| name.as_str()));
            return Err(LookupError::Column { table: table.name.clone(), name: column, instead });
        };
        let kept: Vec<usize> = left.iter().copied().filter(|row| is(cells, *row, &value)).collect();
        if kept.is_empty() {
            let there: BTreeSet<String> = left.iter().map(|row| cells.cell(*row)).collect();
            let instead = nearest(&value, there.iter().map(String::as_str));
            let meant = economy_meant(&value, &there);
            return Err(LookupError::Value {
                table: table.name.clone(),
                column,
                value,
                instead,
                meant,
            });
        }
        left = kept;
    }
    Ok(left)
}

/// The key of a row, as [`rows`] reads it.
#[must_use]
pub fn key_of(table: &Table, note: &TableNote, row: usize) -> String {
    let cells = note.keys.iter().filter_map(|key| table.column(key));
    cells
        .map(|column| column.cell(row).replace('\\', "\\\\").replace('/', "\\/"))
        .collect::<Vec<_>>()
        .join("/")
}

fn is(cells: &Column, row: usize, value: &str) -> bool {
    match cells {
        Column::Text(words) => words[row] == value,
        Column::Number(_) | Column::Partial(_) => {
            value.parse::<f64>().is_ok_and(|value| cells.number(row) == Some(value))
        }
    }
}

/// Column and value of each part. What stands before a `=` counts as a column only where the table
/// has it.
fn parts(table: &Table, note: &TableNote, key: &str) -> Result<Vec<(String, String)>, LookupError> {
    let now = |column: &str| renamed::column(&table.name, column.trim()).to_owned();
    let mut named = Vec::new();
    let mut positional = Vec::new();
    for part in split(key) {
        match part.split_once('=') {
            Some((column, value)) if table.column(&now(column)).is_some() => {
                named.push((now(column), value.trim().to_owned()));
            }
            _ => positional.push(part),
        }
    }
    let free: Vec<&str> = note
        .keys
        .iter()
        .copied()
        .filter(|key| named.iter().all(|(column, _)| column != key))
        .collect();
    if positional.len() > free.len() {
        let keys = note.keys.iter().map(|key| (*key).to_owned()).collect();
        return Err(LookupError::Parts {
            table: table.name.clone(),
            given: positional.len(),
            keys,
        });
    }
    let placed = free.iter().zip(positional).map(|(column, value)| ((*column).to_owned(), value));
    Ok(placed.filter(|(_, value)| value != "*").chain(named).collect())
}

/// The parts between slashes, none for an empty key.
fn split(key: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = key.trim().chars();
    while let Some(letter) = letters.next() {
        let escaped = if letter == '\\' { letters.next() } else { None };
        match (letter, escaped) {
            (_, Some(next)) => push(&mut parts, next),
            ('/', None) => parts.push(String::new()),
            (letter, None) => push(&mut parts, letter),
        }
    }
    if parts.len() == 1 && parts[0].is_empty() {
        parts.clear();
    }
    parts
}

fn push(parts: &mut [String], letter: char) {
    if let Some(last) = parts.last_mut() {
        last.push(letter);
    }
}

/// The names nearest to `name`; the first few where none is near.
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<String> {
    detente_world::nearest::near(name, names, NAMED)
}

/// What a word means among the codes of a column of economies: the code to write, or that the
/// economy is not there by itself. Nothing where the word is no name of an economy, or the column
/// holds something else.
pub fn economy_meant<'n>(
    word: &str,
    there: impl IntoIterator<Item = &'n String>,
) -> Option<String> {
    let codes: Vec<&str> = there.into_iter().map(String::as_str).collect();
    let rows = codes
        .iter()
        .map(|code| (*code, names::find(code).filter(|row| row.code == *code && row.code != "*")));
    let economies = rows.clone().filter(|(_, row)| row.is_some()).count();
    if 2 * economies < codes.len() || names::find(word).is_none() {
        return None;
    }
    let hint =
        names::hint(word, rows.map(|(code, row)| (code, row.map_or("", names::Name::name))))?;
    let listed =
        || listed(&codes.iter().take(NAMED).map(|code| (*code).to_owned()).collect::<Vec<_>>());
    Some(if hint.starts_with("write") || hint.contains("inside") {
        hint
    } else {
        format!("{hint}; there is {}", listed())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;

    fn trade() -> Table {
        let words =
            |words: [&str; 4]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Table::new("trade")
            .with_text("exporter", words(["JPN", "JPN", "CHN", "CHN"]))
            .with_text("importer", words(["USA", "JPN", "USA", "USA"]))
            .with_text("sector", words(["C29", "C29", "C29", "C/26"]))
            .with_numbers("baseline_musd", vec![1.0, 2.0, 3.0, 4.0])
    }

    fn found(key: &str) -> Result<Vec<usize>, LookupError> {
        rows(&trade(), catalogue::table("trade").unwrap(), key)
    }

    #[test]
    fn keys_name_rows_by_place_by_column_and_in_part() {
        assert_eq!(found("JPN/USA/C29"), Ok(vec![0]));
        assert_eq!(found("importer=USA/sector=C29"), Ok(vec![0, 2]));
        assert_eq!(found("*/USA"), Ok(vec![0, 2, 3]));
        assert_eq!(found("importer=USA/CHN/C\\/26"), Ok(vec![3]));
        assert_eq!(found(""), Ok(vec![0, 1, 2, 3]));
        assert_eq!(found("baseline_musd=3"), Ok(vec![2]));
    }

    #[test]
    fn names_of_the_version_before_mean_what_they_are_called_now() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let states = Table::new("package_states")
            .with_text("deal", words(&["nash", "nash"]))
            .with_text("state", words(&["as it stands", "much is lost"]))
            .with_text("economy", words(&["JPN", "JPN"]))
            .with_numbers("gain_musd", vec![1.0, 2.0]);
        let items = Table::new("package_items").with_numbers("low", vec![0.5]);
        let (found, note) = find_table(&[&items, &states], "package_futures").unwrap();
        assert_eq!(found, &states);
        assert_eq!(rows(found, note, "nash/future=much is lost"), Ok(vec![1]));
        assert_eq!(find_column(&items, "least").unwrap().number(0), Some(0.5));
        assert!(find_column(&states, "least").is_err(), "only where it had that name");
        let chosen = crate::export::chosen(&[&items, &states], &["package_futures".to_owned()]);
        assert_eq!(chosen.unwrap(), [&states]);
    }

    #[test]
    fn the_key_of_each_row_finds_it() {
        let (table, note) = (trade(), catalogue::table("trade").unwrap());
        for row in 0..table.rows() {
            assert_eq!(rows(&table, note, &key_of(&table, note, row)), Ok(vec![row]));
        }
    }

    #[test]
    fn what_is_not_there_is_answered_with_what_is_near() {
        let text = |key: &str| found(key).unwrap_err().to_string();
        assert_eq!(text("JPM/USA"), "no row of `trade` has exporter `JPM`; did you mean `JPN`?");
        assert_eq!(
            text("JPN/CHN"),
            "no row of `trade` has importer `CHN`; did you mean `JPN` or `USA`?"
        );
        assert_eq!(
            text("JPN/US"),
            "no row of `trade` has importer `US`; write `USA` (United States)"
        );
        assert_eq!(
            text("EU"),
            "no row of `trade` has exporter `EU`; `EU27` (European Union) is not there; there is `CHN` or `JPN`"
        );
        assert_eq!(
            text("a/b/c/d"),
            "the key has 4 parts, but rows of `trade` are named by 3: write exporter/importer/sector"
        );
        let table = trade();
        let column = find_column(&table, "baseline").unwrap_err();
        assert_eq!(
            column.to_string(),
            "table `trade` has no column `baseline`; did you mean `baseline_musd`?"
        );
        let missing = find_table(&[&table], "welfare").unwrap_err();
        assert_eq!(missing.to_string(), "this run has no table `welfare`; it has `trade`");
        let unknown = find_table(&[&table], "welfar").unwrap_err();
        assert_eq!(unknown.to_string(), "there is no table `welfar`; did you mean `welfare`?");
    }
}
