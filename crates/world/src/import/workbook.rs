//! The sheet of a workbook that holds a table, cell by cell: what it asks for is measured before
//! anything is allocated.

use super::rows::Line;
use crate::error::WorldError;
use crate::sheet;
use csv::StringRecord;

pub(super) fn rows(file: &str, bytes: &[u8]) -> Result<Vec<Line>, WorldError> {
    let sheet = sheet::first(file, bytes)?;
    let line =
        |row: sheet::SheetRow| Line { number: row.number, cells: StringRecord::from(row.cells) };
    Ok(sheet.rows.into_iter().map(line).collect())
}
