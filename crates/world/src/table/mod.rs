//! How is a table of text and numbers read and written, whatever the format of its file?
//!
//! One reader and one writer for all of Detente: CSV or Parquet by the ending of the file's name. A
//! CSV file is UTF-8 with a header and commas; numbers are written with the fewest digits that read
//! back exactly. Parquet files are compressed with zstd, text as a dictionary; files compressed
//! with Snappy (the default of pandas) are read as well.

mod csv;
mod parquet;
pub(crate) mod raw;
mod settled;

pub(crate) use csv::{shortest as csv_shortest, text as utf8};
pub use parquet::is_decoding;
pub use settled::{NOISE, SAME, change, settled};

use crate::error::{WorldError, read_file, shown};
use std::path::Path;

/// The values of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Words: codes, names, dates.
    Text(Vec<String>),
    /// Numbers, in the unit that the column's name or the file's documentation states.
    Number(Vec<f64>),
    /// Numbers of which some are not known: empty cells in CSV, nulls in Parquet.
    Partial(Vec<Option<f64>>),
}

impl Column {
    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Partial(values) => values.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells if they are text.
    #[must_use]
    pub fn text(&self) -> Option<&[String]> {
        match self {
            Self::Text(values) => Some(values),
            Self::Number(_) | Self::Partial(_) => None,
        }
    }

    /// The cells if they are numbers, and all are known.
    #[must_use]
    pub fn numbers(&self) -> Option<&[f64]> {
        match self {
            Self::Number(values) => Some(values),
            Self::Text(_) | Self::Partial(_) => None,
        }
    }

    /// Whether the cells are numbers, of which some may not be known.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        !matches!(self, Self::Text(_))
    }

    /// The number in a row; nothing where it is not known or a word, or there is no such row.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Number(values) => values.get(row).copied(),
            Self::Partial(values) => values.get(row).copied().flatten(),
            Self::Text(_) => None,
        }
    }

    /// A cell as text, numbers with the fewest digits that read back; empty where it is not known,
    /// or there is no such row.
    #[must_use]
    pub fn cell(&self, row: usize) -> String {
        match self {
            Self::Text(values) => values.get(row).cloned().unwrap_or_default(),
            Self::Number(_) | Self::Partial(_) => {
                self.number(row).map_or(String::new(), |value| value.to_string())
            }
        }
    }
}

/// A named table: columns of equal length, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The stem of its file's name, such as `welfare`.
    pub name: String,
    /// Names and values of the columns.
    pub columns: Vec<(String, Column)>,
}

impl Table {
    /// A table without columns.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), columns: Vec::new() }
    }

    /// The table with one more column of text.
    #[must_use]
    pub fn with_text(mut self, name: &str, values: Vec<String>) -> Self {
        self.columns.push((name.to_owned(), Column::Text(values)));
        self
    }

    /// The table with one more column of numbers.
    #[must_use]
    pub fn with_numbers(mut self, name: &str, values: Vec<f64>) -> Self {
        self.columns.push((name.to_owned(), Column::Number(values)));
        self
    }

    /// The table with one more column of numbers of which some are not known.
    #[must_use]
    pub fn with_partial(mut self, name: &str, values: Vec<Option<f64>>) -> Self {
        self.columns.push((name.to_owned(), Column::Partial(values)));
        self
    }

    /// Number of rows; 0 for a table without columns.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.len())
    }

    /// A column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(own, _)| own == name).map(|(_, column)| column)
    }

    /// The words of a column; none where there is no such column of words.
    #[must_use]
    pub fn words(&self, name: &str) -> &[String] {
        self.column(name).and_then(Column::text).unwrap_or_default()
    }

    /// The numbers of a column; none where there is no such column of numbers.
    #[must_use]
    pub fn numbers(&self, name: &str) -> &[f64] {
        self.column(name).and_then(Column::numbers).unwrap_or_default()
    }

    /// The table as CSV: a header, then rows, lines ending in a line feed.
    ///
    /// # Errors
    /// If the columns differ in length.
    pub fn to_csv(&self) -> Result<Vec<u8>, WorldError> {
        self.check_lengths()?;
        Ok(csv::write(self))
    }

    /// The table as Parquet, compressed with zstd; text is dictionary-encoded.
    ///
    /// # Errors
    /// If the columns differ in length.
    pub fn to_parquet(&self) -> Result<Vec<u8>, WorldError> {
        self.check_lengths()?;
        parquet::write(self)
    }

    /// Reads CSV; `file` is the name that errors show, its stem the table's name.
    ///
    /// A column holds numbers if every cell parses as one; with an empty cell among them it is
    /// text. Without rows there is nothing to tell by: all columns are text.
    ///
    /// # Errors
    /// If the bytes are not UTF-8, a row has too few or too many cells, or two columns share a
    /// name.
    pub fn from_csv(file: &str, bytes: &[u8]) -> Result<Self, WorldError> {
        csv::read(file, bytes)?.into_table()
    }

    /// Reads Parquet; `file` is the name that errors show, its stem the table's name. Numbers with
    /// a null among them are [`Column::Partial`]; in text a null is empty.
    ///
    /// # Errors
    /// If the bytes are no Parquet file, a truncated one, or hold columns that are neither text nor
    /// numbers.
    pub fn from_parquet(file: &str, bytes: &[u8]) -> Result<Self, WorldError> {
        parquet::read(file, bytes::Bytes::copy_from_slice(bytes))?.into_table()
    }

    /// Reads a file as CSV or Parquet by its ending.
    ///
    /// # Errors
    /// If it cannot be read, or as [`Table::from_csv`] and [`Table::from_parquet`].
    pub fn read(path: &Path) -> Result<Self, WorldError> {
        raw_from_file(path)?.into_table()
    }

    /// Writes a file as CSV or Parquet by its ending; it appears whole or not at all.
    ///
    /// # Errors
    /// If it cannot be written, or the ending is neither `.csv` nor `.parquet`.
    pub fn write(&self, path: &Path) -> Result<(), WorldError> {
        let bytes = match Format::of(path)? {
            Format::Csv => self.to_csv()?,
            Format::Parquet => self.to_parquet()?,
        };
        crate::error::write_atomically(path, &bytes)
    }

    fn check_lengths(&self) -> Result<(), WorldError> {
        let rows = self.rows();
        let Some((name, column)) = self.columns.iter().find(|(_, column)| column.len() != rows)
        else {
            return Ok(());
        };
        let what =
            format!("column `{name}` has {} cells where the first column has {rows}", column.len());
        Err(WorldError::file(&self.name, what, "give every column one cell per row"))
    }
}

/// The format of a table's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values, UTF-8.
    Csv,
    /// Apache Parquet.
    Parquet,
}

impl Format {
    /// The ending of a file's name without the dot.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }

    /// The format that the ending of `path` names.
    pub(crate) fn of(path: &Path) -> Result<Self, WorldError> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv") => Ok(Self::Csv),
            Some("parquet") => Ok(Self::Parquet),
            _ => {
                let what = "the ending of the name tells no table format";
                Err(WorldError::file(&shown(path), what, "name it `.csv` or `.parquet`"))
            }
        }
    }
}

/// Reads a file as CSV or Parquet by its ending, without deciding what is text and what a number.
pub(crate) fn raw_from_file(path: &Path) -> Result<raw::Raw, WorldError> {
    let format = Format::of(path)?;
    raw_from_bytes(&shown(path), format, read_file(path)?)
}

/// Reads a table held in memory by somebody else.
pub(crate) fn raw_from_slice(
    file: &str,
    format: Format,
    bytes: &[u8],
) -> Result<raw::Raw, WorldError> {
    match format {
        Format::Csv => csv::read(file, bytes),
        Format::Parquet => parquet::read(file, bytes::Bytes::copy_from_slice(bytes)),
    }
}

/// Reads a table held in memory.
pub(crate) fn raw_from_bytes(
    file: &str,
    format: Format,
    bytes: Vec<u8>,
) -> Result<raw::Raw, WorldError> {
    match format {
        Format::Csv => csv::read(file, &bytes),
        Format::Parquet => parquet::read(file, bytes.into()),
    }
}
