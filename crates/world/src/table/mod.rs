//! How is a table of text and numbers read and written, whatever the format of its file?
//!
//! One reader and one writer for all of Detente: CSV or Parquet by the ending of the file's name. A
//! CSV file is UTF-8 with a header and commas; numbers are written with the fewest digits that read
//! back exactly. Parquet files are compressed with zstd, text as a dictionary; files compressed
//! with Snappy (the default of pandas) are read as well.

mod csv;
mod data;
mod parquet;
pub(crate) mod raw;
mod settled;

pub(crate) use csv::{shortest as csv_shortest, text as utf8};
pub use data::{Column, Table};
pub use parquet::is_decoding;
pub use settled::{NOISE, SAME, change, settled};

use crate::error::{WorldError, read_file, shown};
use std::path::Path;

impl Table {
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

/// Reads a Parquet table that is part of the program.
pub(crate) fn raw_from_static(file: &str, bytes: &'static [u8]) -> Result<raw::Raw, WorldError> {
    parquet::read(file, bytes::Bytes::from_static(bytes))
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
