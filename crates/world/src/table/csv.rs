//! Tables as comma-separated values.

use super::raw::{Cells, Plain, Raw};
use super::{Column, Table};
use crate::error::WorldError;

/// The fewest digits that read back as the same number.
pub(crate) fn shortest(value: f64) -> String {
    let size = value.abs();
    // Plain digits for everyday sizes; an exponent where they would be a row of zeros.
    if size == 0.0 || (1e-5..1e16).contains(&size) || !value.is_finite() {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

pub(super) fn write(table: &Table) -> Result<Vec<u8>, WorldError> {
    let failed = |error: csv::Error| WorldError::file(&table.name, error.to_string(), "report this as a bug");
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|(name, _)| name)).map_err(failed)?;
    for row in 0..table.rows() {
        for (_, column) in &table.columns {
            match column {
                Column::Text(values) => writer.write_field(&values[row]),
                Column::Number(values) => writer.write_field(shortest(values[row])),
            }
            .map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| WorldError::file(&table.name, error.to_string(), "report this as a bug"))
}

/// The text of a file, without a byte-order mark.
pub(crate) fn text<'bytes>(file: &str, bytes: &'bytes [u8]) -> Result<&'bytes str, WorldError> {
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to();
        let line = bytes[..byte].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let guess = if utf16 { " (it looks like UTF-16)" } else { "" };
        WorldError::Encoding { file: file.to_owned(), line, byte, guess: guess.to_owned() }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Raw, WorldError> {
    let text = text(file, bytes)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| unreadable(file, &error))?.clone();
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    check_header(file, &names)?;
    let mut columns: Vec<Plain> = names.iter().map(|_| Plain::default()).collect();
    let (mut record, mut lines) = (csv::StringRecord::new(), Vec::new());
    while reader.read_record(&mut record).map_err(|error| unreadable(file, &error))? {
        columns.iter_mut().zip(&record).for_each(|(column, cell)| column.push(cell));
        lines.push(record.position().map_or(0, csv::Position::line));
    }
    let columns = names.into_iter().zip(columns.into_iter().map(Cells::Plain)).collect();
    Ok(Raw { file: file.to_owned(), columns, rows: lines.len(), lines })
}

fn check_header(file: &str, names: &[String]) -> Result<(), WorldError> {
    let refuse = |what: String, hint: &str| Err(WorldError::file(file, what, hint));
    match names {
        [] => return refuse("the file is empty".into(), "write a header line and rows"),
        [only] if only.contains(';') || only.contains('\t') => {
            return refuse("the columns are not separated by commas".into(), "save it as CSV with commas");
        }
        _ => {}
    }
    match names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
        Some((_, twice)) => refuse(format!("there are two columns `{twice}`"), "rename or remove one"),
        None => Ok(()),
    }
}

fn unreadable(file: &str, error: &csv::Error) -> WorldError {
    let line = |position: &Option<csv::Position>| position.as_ref().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let what = format!("line {} has {len} cells where the header has {expected_len}", line(pos));
            WorldError::file(file, what, "complete the row, and put text with commas in quotes")
        }
        _ => WorldError::file(file, error.to_string(), "save it as CSV with commas, UTF-8"),
    }
}
