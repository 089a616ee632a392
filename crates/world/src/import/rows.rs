//! A published file as rows of text cells, one at a time, whatever the format of the file.

use crate::budget::{self, Bounded};
use crate::error::{WorldError, shown};
use crate::table::csv_shortest;
use crate::table::raw::{Cells, Raw};
use crate::table::{Format, raw_from_bytes};
use csv::StringRecord;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// One row with the number of its line, or of its row in a workbook, from 1.
pub(super) struct Line {
    pub(super) number: u64,
    pub(super) cells: StringRecord,
}

impl Line {
    /// A cell without blanks around it, empty where the row ends before.
    pub(super) fn cell(&self, at: usize) -> &str {
        self.cells.get(at).unwrap_or_default().trim()
    }
}

/// Rows of a file, with a look ahead.
pub(super) struct Rows {
    /// The file, as messages name it.
    pub(super) file: String,
    source: Source,
    ahead: VecDeque<Line>,
}

enum Source {
    Text(Box<csv::Reader<Bounded<BufReader<File>>>>),
    Sheet(std::vec::IntoIter<Line>),
    Columns { raw: Box<Raw>, order: Vec<usize>, next: usize },
}

/// Bytes by which the format of a file is recognised.
const HEAD: usize = 1 << 16;

impl Rows {
    /// Opens a text table, a workbook or a Parquet file; the content tells which, not the name.
    pub(super) fn open(path: &Path) -> Result<Self, WorldError> {
        let (file, refused) = (shown(path), |source| WorldError::read(path, source));
        let mut reader = BufReader::with_capacity(HEAD, File::open(path).map_err(refused)?);
        let head = reader.fill_buf().map_err(refused)?;
        let source = if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PAR1") {
            let workbook = head.starts_with(b"PK");
            let bytes = budget::read(path)?;
            if workbook {
                Source::Sheet(super::workbook::rows(&file, &bytes)?.into_iter())
            } else {
                columns(&file, bytes)?
            }
        } else {
            refuse_binary(&file, head)?;
            let delimiter = delimiter(head);
            let mut builder = csv::ReaderBuilder::new();
            builder.has_headers(false).flexible(true).delimiter(delimiter);
            if head.starts_with(b"\xef\xbb\xbf") {
                reader.consume(3);
            }
            Source::Text(Box::new(builder.from_reader(Bounded::new(reader))))
        };
        Ok(Self { file, source, ahead: VecDeque::new() })
    }

    /// The next row, or nothing after the last.
    pub(super) fn next(&mut self) -> Result<Option<Line>, WorldError> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.fetch(),
        }
    }

    /// The next rows, at most `count`, which stay to be read.
    pub(super) fn peek(&mut self, count: usize) -> Result<&VecDeque<Line>, WorldError> {
        while self.ahead.len() < count {
            let Some(line) = self.fetch()? else { break };
            self.ahead.push_back(line);
        }
        Ok(&self.ahead)
    }

    fn fetch(&mut self) -> Result<Option<Line>, WorldError> {
        match &mut self.source {
            Source::Sheet(lines) => Ok(lines.next()),
            Source::Columns { raw, order, next } => Ok(row_of(raw, order, next)),
            Source::Text(reader) => {
                let mut cells = StringRecord::new();
                let more = reader
                    .read_record(&mut cells)
                    .map_err(|error| unreadable(&self.file, &error))?;
                let number = cells.position().map_or(0, csv::Position::line);
                Ok(more.then_some(Line { number, cells }))
            }
        }
    }
}

fn refuse_binary(file: &str, head: &[u8]) -> Result<(), WorldError> {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return crate::table::utf8(file, head).map(|_| ());
    }
    if head.contains(&0) {
        let hint = "give a CSV or tab-separated file, a workbook (.xlsx) or a Parquet file";
        return Err(WorldError::file(file, "it holds bytes that are no text", hint));
    }
    if head.is_empty() {
        return Err(WorldError::file(
            file,
            "the file is empty",
            "give the table as its publisher stores it",
        ));
    }
    Ok(())
}

/// What stands most often in the first line that is not empty, outside of quotes.
fn delimiter(head: &[u8]) -> u8 {
    let line = head
        .split(|byte| *byte == b'\n')
        .find(|line| !line.trim_ascii().is_empty())
        .unwrap_or_default();
    let (mut counts, mut quoted) = ([(b',', 0), (b'\t', 0), (b';', 0)], false);
    for byte in line {
        quoted ^= *byte == b'"';
        counts
            .iter_mut()
            .filter(|(own, _)| own == byte && !quoted)
            .for_each(|(_, count)| *count += 1);
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(byte, _)| byte)
}

fn unreadable(file: &str, error: &csv::Error) -> WorldError {
    if let csv::ErrorKind::Utf8 { pos, .. } = error.kind() {
        let line = pos.as_ref().map_or(0, csv::Position::line);
        return WorldError::file(
            file,
            format!("line {line} is not UTF-8"),
            "save the file as UTF-8",
        );
    }
    WorldError::file(file, error.to_string(), "check that it is the right file and whole")
}

/// A Parquet file: its names are the first row, and the index that pandas stores last is the first
/// column.
fn columns(file: &str, bytes: Vec<u8>) -> Result<Source, WorldError> {
    let raw = raw_from_bytes(file, Format::Parquet, bytes)?;
    let mut order: Vec<usize> = (0..raw.columns.len()).collect();
    if let Some(index) = raw.columns.iter().position(|(name, _)| name == "__index_level_0__") {
        order.remove(index);
        order.insert(0, index);
    }
    Ok(Source::Columns { raw: Box::new(raw), order, next: 0 })
}

fn row_of(raw: &Raw, order: &[usize], next: &mut usize) -> Option<Line> {
    let (number, mut cells) = (*next as u64 + 1, StringRecord::new());
    if *next > raw.rows {
        return None;
    }
    for at in order {
        let (name, column) = &raw.columns[*at];
        match (*next, column) {
            (0, _) if name == "__index_level_0__" => cells.push_field(""),
            (0, _) => cells.push_field(name),
            (row, Cells::Coded(coded)) => {
                cells.push_field(&coded.words[coded.rows[row - 1] as usize])
            }
            (row, Cells::Number(values)) => cells.push_field(&csv_shortest(values[row - 1])),
            (row, Cells::Partial(values)) => {
                cells.push_field(&values[row - 1].map(csv_shortest).unwrap_or_default())
            }
            (_, Cells::Plain(_)) => cells.push_field(""),
        }
    }
    *next += 1;
    Some(Line { number, cells })
}

/// The whole of a small file of labels.
pub(super) fn all(path: &Path) -> Result<Vec<Line>, WorldError> {
    let mut rows = Rows::open(path)?;
    let mut lines = Vec::new();
    while let Some(line) = rows.next()? {
        lines.push(line);
    }
    Ok(lines)
}
