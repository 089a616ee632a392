//! The first sheet of a workbook, row by row. The archive is measured first: what a few bytes
//! unpack to, or a stray cell at the far corner asks for, is refused before anything of that size
//! is allocated.

use crate::budget;
use crate::error::WorldError;
use crate::table::csv_shortest;
use calamine::{DataRef, Reader, Xlsx};
use std::io::{Cursor, Read};

/// Cells of a workbook's sheet as text; dates as the number of their day.
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Rows that hold something, in order.
    pub rows: Vec<SheetRow>,
}

/// One row of a sheet.
pub struct SheetRow {
    /// Number of the row, from 1.
    pub number: u64,
    /// Cells from the first column to the last that is filled.
    pub cells: Vec<String>,
}

/// Reads the first sheet of a workbook.
///
/// # Errors
/// If the bytes are no workbook (.xlsx), or it asks for more than [`budget`] allows: unpacked
/// bytes, words, or cells.
pub fn first(file: &str, bytes: &[u8]) -> Result<Sheet, WorldError> {
    measure(file, bytes)?;
    let broken = |what: String| {
        WorldError::file(
            file,
            format!("it is no readable workbook ({what})"),
            "save it as .xlsx, or as CSV",
        )
    };
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let Some(name) = book.sheet_names().first().cloned() else {
        return Err(broken("no sheet".to_owned()));
    };
    let mut cells =
        book.worksheet_cells_reader(&name).map_err(|error| broken(error.to_string()))?;
    let (mut rows, mut asked): (Vec<SheetRow>, usize) = (Vec::new(), 0);
    while let Some(cell) = cells.next_cell().map_err(|error| broken(error.to_string()))? {
        let (row, column) = cell.get_position();
        let text = written(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let number = u64::from(row) + 1;
        if rows.last().is_none_or(|last| last.number != number) {
            rows.push(SheetRow { number, cells: Vec::new() });
        }
        let Some(last) = rows.last_mut() else { continue };
        let column = column as usize;
        // Blank cells between two that are filled are held too, so they count.
        asked = asked.saturating_add((column + 1).saturating_sub(last.cells.len()));
        if asked > CELLS {
            let what = format!(
                "its sheet `{name}` asks for more than {CELLS} cells up to row {number}, column {}",
                column + 1
            );
            return Err(WorldError::file(
                file,
                what,
                "delete what stands far away from the table, or save it as CSV",
            ));
        }
        if column >= last.cells.len() {
            last.cells.resize(column + 1, String::new());
        }
        last.cells[column] = text;
    }
    Ok(Sheet { name, rows })
}

/// Cells of a sheet, blank ones between filled ones included: 24 bytes each and their text.
const CELLS: usize = 1 << 23;

fn written(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::Empty => String::new(),
        DataRef::Float(number) => csv_shortest(*number),
        DataRef::Int(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(serial) => csv_shortest(serial.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    }
}

/// Unpacks every part without keeping it: what an archive declares of itself may be a lie.
///
/// # Errors
/// If the bytes are no archive of a workbook, or its parts unpack to more than the budget.
pub fn measure(file: &str, bytes: &[u8]) -> Result<(), WorldError> {
    let broken = |what: String| {
        WorldError::file(
            file,
            format!("it is no readable workbook ({what})"),
            "save it as .xlsx, or as CSV",
        )
    };
    let mut archive =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    if names.iter().any(|name| name == "xl/workbook.bin") {
        return Err(WorldError::file(file, "it is a binary workbook (.xlsb)", "save it as .xlsx"));
    }
    if !names.iter().any(|name| name == "xl/workbook.xml") {
        return Err(WorldError::file(
            file,
            "it is an archive and no workbook",
            "unpack it and give the folder",
        ));
    }
    let mut left = budget::WORKBOOK_BYTES;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(error.to_string()))?;
        let name = part.name().map_err(|error| broken(error.to_string()))?.into_owned();
        let (most, told) = match name.ends_with("sharedStrings.xml") {
            true => (left.min(budget::WORDS_BYTES), budget::WORDS_BYTES),
            false => (left, budget::WORKBOOK_BYTES),
        };
        let size = if part.size() > most {
            most + 1
        } else {
            std::io::copy(&mut part.take(most + 1), &mut std::io::sink())
                .map_err(|error| broken(error.to_string()))?
        };
        if size > most {
            let what = format!("its part `{name}` unpacks to more than {} MiB", told >> 20);
            return Err(WorldError::file(
                file,
                what,
                "check that it is the right file, or save the sheet as CSV",
            ));
        }
        left -= size;
    }
    Ok(())
}
