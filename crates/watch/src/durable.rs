//! When are bytes safe?
//!
//! A file's bytes are safe after `fsync` of the file, its name after `fsync` of its folder. A file
//! that is replaced is written beside its place, made durable and renamed.

use crate::error::WatchError;
use crate::faults::{Fate, Faults, Step, full, pass};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;

pub(crate) fn refused(path: &Path) -> impl Fn(std::io::Error) -> WatchError {
    let path = path.display().to_string();
    move |source| WatchError::Write { path: path.clone(), source }
}

/// Makes the names in a folder durable. Where folders cannot be opened (not on Unix), renaming has
/// to do.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), WatchError> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(refused(folder))
    } else {
        Ok(())
    }
}

/// Makes a folder and everything on the way to it.
pub(crate) fn make_folder(folder: &Path) -> Result<(), WatchError> {
    std::fs::create_dir_all(folder).map_err(refused(folder))?;
    match folder.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

/// Appends whole lines and makes them durable; `steps` are the writing and the syncing. What cannot
/// be made durable is taken back, so that the file never ends in half a line while the process
/// lives.
pub(crate) fn append(
    path: &Path,
    bytes: &[u8],
    faults: &dyn Faults,
    steps: [Step; 2],
) -> Result<(), WatchError> {
    let new = !path.exists();
    let mut file =
        OpenOptions::new().create(true).append(true).open(path).map_err(refused(path))?;
    let length = file.metadata().map_err(refused(path))?.len();
    let appended =
        add_to(&mut file, path, bytes, faults, steps).and_then(|()| match path.parent() {
            Some(folder) if new => sync_folder(folder),
            _ => Ok(()),
        });
    if appended.as_ref().is_err_and(WatchError::is_passing) {
        let torn = |source| WatchError::Torn { path: path.display().to_string(), source };
        file.set_len(length).map_err(torn)?;
    }
    appended
}

fn add_to(
    file: &mut File,
    path: &Path,
    bytes: &[u8],
    faults: &dyn Faults,
    steps: [Step; 2],
) -> Result<(), WatchError> {
    let fate = faults.at(steps[0]);
    let bytes = if fate == Fate::Go { bytes } else { &bytes[..bytes.len() / 2] };
    if fate != Fate::Die {
        file.write_all(bytes).map_err(refused(path))?;
    }
    match fate {
        Fate::Go => {}
        Fate::Die | Fate::Tear => return Err(WatchError::Died(steps[0])),
        Fate::Full => return Err(full(steps[0])),
    }
    pass(faults, steps[1])?;
    file.sync_data().map_err(refused(path))
}

/// Cuts what an interrupted writer left after the last whole line; says how many bytes that were.
pub(crate) fn cut_torn_line(path: &Path) -> Result<usize, WatchError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(source) => return Err(WatchError::Read { path: path.display().to_string(), source }),
    };
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    if whole < bytes.len() {
        truncate(path, whole as u64)?;
    }
    Ok(bytes.len() - whole)
}

/// Cuts a file to its first `length` bytes.
pub(crate) fn truncate(path: &Path, length: u64) -> Result<(), WatchError> {
    let file = OpenOptions::new().write(true).open(path).map_err(refused(path))?;
    file.set_len(length).and_then(|()| file.sync_all()).map_err(refused(path))
}
