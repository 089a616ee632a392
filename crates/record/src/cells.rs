//! The columns of a table by name and kind.

use crate::error::RecordError;
use detente_world::table::{Column, Table};

/// The text column of a table.
///
/// # Errors
/// If there is none of that kind: a table of another version.
pub fn text<'a>(table: &'a Table, column: &str) -> Result<&'a [String], RecordError> {
    match table.column(column) {
        Some(Column::Text(values)) => Ok(values),
        // A table without rows has columns of no kind after a round trip through CSV.
        Some(Column::Number(values)) if values.is_empty() => Ok(&[]),
        _ => Err(missing(table, column, "text")),
    }
}

/// The number column of a table.
///
/// # Errors
/// If there is none of that kind: a table of another version.
pub fn numbers<'a>(table: &'a Table, column: &str) -> Result<&'a [f64], RecordError> {
    match table.column(column) {
        Some(Column::Number(values)) => Ok(values),
        Some(Column::Text(values)) if values.is_empty() => Ok(&[]),
        _ => Err(missing(table, column, "number")),
    }
}

/// A column of numbers of which some may not be known.
///
/// # Errors
/// If there is none: a table of another version.
pub fn partial(table: &Table, column: &str) -> Result<Vec<Option<f64>>, RecordError> {
    let Some(cells) = table.column(column) else { return Err(missing(table, column, "number")) };
    // Numbers with gaps are text after a round trip through CSV.
    let read = |row: usize| match cells {
        Column::Text(words) if words[row].is_empty() => Ok(None),
        Column::Text(words) => {
            words[row].parse().map(Some).map_err(|_| missing(table, column, "number"))
        }
        _ => Ok(cells.number(row)),
    };
    (0..cells.len()).map(read).collect()
}

fn missing(table: &Table, column: &str, kind: &'static str) -> RecordError {
    RecordError::Column { table: table.name.clone(), column: column.to_owned(), kind }
}
