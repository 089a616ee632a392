//! Tables as comma-separated values.

use super::data::{Column, Table};
use super::raw::{Cells, Plain, Raw};
use crate::budget;
use crate::error::WorldError;

/// The fewest digits that read back as the same number.
pub(crate) fn shortest(value: f64) -> String {
    let mut text = Vec::with_capacity(24);
    push_number(&mut text, value);
    String::from_utf8_lossy(&text).into_owned()
}

/// Plain digits for everyday sizes, an exponent where they would be a row of zeros; whole numbers
/// without a point.
fn push_number(text: &mut Vec<u8>, value: f64) {
    let mut buffer = zmij::Buffer::new();
    let digits = buffer.format(value);
    text.extend_from_slice(digits.strip_suffix(".0").unwrap_or(digits).as_bytes());
}

/// A word, in quotes where a reader could mistake it; alone in its row, an empty one would be a
/// blank line.
fn push_word(text: &mut Vec<u8>, word: &str, alone: bool) {
    let special = |byte: u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    if word.bytes().any(special) || (alone && word.is_empty()) {
        text.push(b'"');
        text.extend_from_slice(word.replace('"', "\"\"").as_bytes());
        text.push(b'"');
    } else {
        text.extend_from_slice(word.as_bytes());
    }
}

/// Bytes of a row that are set aside: growing a long table by copying it costs more than writing
/// it.
const ROW: usize = 12;
const CELL: usize = 18;

pub(super) fn write(table: &Table) -> Vec<u8> {
    let (rows, alone) = (table.rows(), table.columns.len() == 1);
    let mut text = Vec::with_capacity((rows + 1) * (ROW + CELL * table.columns.len()));
    for (name, _) in &table.columns {
        push_word(&mut text, name, alone);
        text.push(b',');
    }
    end_row(&mut text);
    for row in 0..rows {
        for (_, column) in &table.columns {
            match column {
                Column::Text(values) => push_word(&mut text, &values[row], alone),
                Column::Number(values) => push_number(&mut text, values[row]),
                Column::Partial(values) => match values[row] {
                    Some(value) => push_number(&mut text, value),
                    None => push_word(&mut text, "", alone),
                },
            }
            text.push(b',');
        }
        end_row(&mut text);
    }
    text
}

/// The comma after the last cell becomes the end of the line.
fn end_row(text: &mut Vec<u8>) {
    text.pop();
    text.push(b'\n');
}

/// The text of a file, without a byte-order mark.
pub(crate) fn text<'bytes>(file: &str, bytes: &'bytes [u8]) -> Result<&'bytes str, WorldError> {
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to();
        let line = bytes[..byte].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let accented = bytes[byte] >= 0xa0 && !utf16;
        let guess = match () {
            () if utf16 => " (it looks like UTF-16, `Unicode text` of a spreadsheet)",
            () if accented => {
                " (it looks like Latin-1 or Windows-1252, the plain CSV of a spreadsheet)"
            }
            () => "",
        };
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
        if lines.len().saturating_mul(columns.len()) >= budget::CELLS {
            let what = format!(
                "it has more than {} cells, the most that are held of one table",
                budget::CELLS
            );
            return Err(WorldError::file(file, what, "split or aggregate it"));
        }
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
            let sign = if only.contains(';') { "semicolons" } else { "tabs" };
            let hint = "save it as CSV with commas between columns and points in numbers";
            return refuse(
                format!("line 1: the columns are separated by {sign}, not by commas"),
                hint,
            );
        }
        _ => {}
    }
    match names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
        Some((_, twice)) => {
            refuse(format!("there are two columns `{twice}`"), "rename or remove one")
        }
        None => Ok(()),
    }
}

fn unreadable(file: &str, error: &csv::Error) -> WorldError {
    let line = |position: &Option<csv::Position>| position.as_ref().map_or(0, csv::Position::line);
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let what =
                format!("line {} has {len} cells where the header has {expected_len}", line(pos));
            WorldError::file(file, what, "complete the row, and put text with commas in quotes")
        }
        _ => WorldError::file(file, error.to_string(), "save it as CSV with commas, UTF-8"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_read_back() {
        let cases = [
            (1.0, "1"),
            (-0.5, "-0.5"),
            (0.00001, "0.00001"),
            (1e-7, "1e-7"),
            (1e15, "1000000000000000"),
            (2e300, "2e+300"),
            (f64::NAN, "NaN"),
        ];
        for (value, text) in cases {
            assert_eq!(shortest(value), text);
            assert!(value.is_nan() || text.parse() == Ok(value));
        }
    }

    #[test]
    fn cells_are_quoted_where_a_reader_needs_it() {
        let table = Table::new("t").with_text("a", vec!["x, \"y\"".into(), String::new()]);
        assert_eq!(write(&table), b"a\n\"x, \"\"y\"\"\"\n\"\"\n");
        assert_eq!(read("t.csv", &write(&table)).and_then(Raw::into_table).ok(), Some(table));
    }
}
