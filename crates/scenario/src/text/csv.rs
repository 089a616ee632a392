//! Comma-separated text with the place of every cell, so that a message can point at one.
//!
//! RFC 4180: cells may be quoted, a quote inside is doubled. Rows may end in CR LF.

use crate::text::place::Place;

/// A cell and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// Its text, without quotes and the space around it.
    pub text: String,
    /// Where it was written.
    pub place: Place,
}

/// The rows of `text`, the text of file number `file`; empty lines are left out.
#[must_use]
pub fn rows(text: &str, file: usize) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (cells, next) = row(text, at, file);
        if !(cells.len() == 1 && cells[0].text.is_empty()) {
            rows.push(cells);
        }
        at = next;
    }
    rows
}

fn row(text: &str, start: usize, file: usize) -> (Vec<Cell>, usize) {
    let mut cells = Vec::new();
    let mut at = start;
    loop {
        let (cell, next) = cell(text, at, file);
        cells.push(cell);
        match text.as_bytes().get(next) {
            Some(b',') => at = next + 1,
            Some(_) => return (cells, next + 1),
            None => return (cells, next),
        }
    }
}

/// The cell that begins at `start`, and the position of the separator after it.
fn cell(text: &str, start: usize, file: usize) -> (Cell, usize) {
    let mut quoted = false;
    let mut end = text.len();
    for (offset, byte) in text.as_bytes()[start..].iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b',' | b'\n' if !quoted => {
                end = start + offset;
                break;
            }
            _ => {}
        }
    }
    let raw = &text[start..end];
    let trimmed = raw.trim();
    let first = start + raw.len() - raw.trim_start().len();
    let place = Place { file, start: first, end: first + trimmed.len() };
    let inner = trimmed.strip_prefix('"').and_then(|inner| inner.strip_suffix('"'));
    let text = inner
        .map_or_else(|| trimmed.to_owned(), |inner| inner.replace("\"\"", "\"").trim().to_owned());
    (Cell { text, place }, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_their_places() {
        let text = "a, b\r\n\"x, \"\"y\"\"\",2\n\n3";
        let rows = rows(text, 0);
        let texts: Vec<Vec<&str>> =
            rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(texts, [vec!["a", "b"], vec!["x, \"y\"", "2"], vec!["3"]]);
        assert_eq!(&text[rows[0][1].place.start..rows[0][1].place.end], "b");
        assert_eq!(&text[rows[1][0].place.start..rows[1][0].place.end], "\"x, \"\"y\"\"\"");
    }
}
