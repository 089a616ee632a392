//! How much input is read at most? Every limit in one place, so that a damaged or hostile file ends
//! in a sentence and not in the machine's memory.
//!
//! With these limits a reader stays below a gigabyte: bytes held whole, text cells beside them, and
//! eight bytes for each cell.

use crate::error::WorldError;
use std::fs::File;
use std::io::{Error, Read};
use std::path::Path;

/// Bytes of a file that is held in memory as a whole.
pub const FILE_BYTES: u64 = 256 << 20;
/// Bytes of a table that is read row by row.
pub const STREAM_BYTES: u64 = 16 << 30;
/// Bytes of one line of a text table.
pub const LINE_BYTES: u64 = 64 << 20;
/// Cells of a table that is held in memory as a whole.
pub const CELLS: usize = 40 << 20;
/// Cells of a table that may become a word each: 24 bytes and the letters.
pub const WORDS: usize = 1 << 24;
/// Bytes that the parts of a workbook unpack to.
pub const WORKBOOK_BYTES: u64 = 256 << 20;
/// Bytes that the shared words of a workbook unpack to: each becomes an allocation of its own.
pub const WORDS_BYTES: u64 = 64 << 20;
/// Cells of one table of a world: 128 MiB.
pub const WORLD_CELLS: usize = 1 << 24;
/// Cells of flows by user that an import holds: 256 MiB.
pub const FLOW_CELLS: usize = 1 << 25;
/// Rows of a table of flows: with its five columns, what a table that is held has cells.
pub const FLOW_ROWS: usize = CELLS / 5;
/// Bytes that the columns of a Parquet file unpack to.
pub const UNPACKED_BYTES: u64 = 512 << 20;
/// Firms of a network that is made up.
pub const FIRMS: usize = 1_000_000;
/// Days that are followed.
pub const DAYS: usize = 1_000_000;
/// Days times economies' sectors times sets of rules of a calendar that is kept.
pub const CALENDAR: usize = 1 << 24;
/// Starts of a search.
pub const STARTS: usize = 1_000;
/// Evaluations of a search.
pub const EVALUATIONS: usize = 10_000_000;

/// Reads a whole file, or a pipe, of at most [`FILE_BYTES`].
///
/// # Errors
/// If it cannot be read, or is longer: a device or pipe that never ends is left after as many
/// bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, WorldError> {
    let refused = |source| WorldError::read(path, source);
    let file = File::open(path).map_err(refused)?;
    let known = file.metadata().map_err(refused)?;
    if known.is_file() && known.len() > FILE_BYTES {
        return Err(too_long(path, FILE_BYTES));
    }
    let mut bytes =
        Vec::with_capacity(usize::try_from(known.len().min(FILE_BYTES)).unwrap_or_default());
    file.take(FILE_BYTES + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > FILE_BYTES { Err(too_long(path, FILE_BYTES)) } else { Ok(bytes) }
}

fn too_long(path: &Path, limit: u64) -> WorldError {
    let what = format!("it is longer than {} MiB, the most that is read of one file", limit >> 20);
    WorldError::file(
        &path.display().to_string(),
        what,
        "check that it is the right file, or split or aggregate it",
    )
}

/// A reader that ends in an error where the file or one of its lines is longer than the budget.
pub(crate) struct Bounded<R> {
    inner: R,
    left: u64,
    line: u64,
}

impl<R: Read> Bounded<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self { inner, left: STREAM_BYTES, line: 0 }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        let read = &buffer[..count];
        self.line = match read.iter().rposition(|byte| *byte == b'\n') {
            Some(at) => (count - at) as u64,
            None => self.line + count as u64,
        };
        if self.line > LINE_BYTES {
            return Err(Error::other(format!("a line is longer than {} MiB", LINE_BYTES >> 20)));
        }
        self.left = self
            .left
            .checked_sub(count as u64)
            .ok_or_else(|| Error::other(format!("it is longer than {} GiB", STREAM_BYTES >> 30)))?;
        Ok(count)
    }
}

/// A count within its budget.
///
/// # Errors
/// Which option, its value, the bounds and what to do.
pub fn count(option: &str, value: usize, least: usize, most: usize) -> Result<(), String> {
    match value {
        value if value < least => Err(format!("{option} {value}: give {least} or more")),
        value if value > most => {
            Err(format!("{option} {value}: at most {most} are worked with; give fewer"))
        }
        _ => Ok(()),
    }
}
