//! Who watches with this state?
//!
//! The file `lock` is locked by the operating system, which lets go of it when the process ends,
//! however it ends; what a dead process left behind is therefore taken over. Its text is the number
//! of the process, for people.

use crate::durable::refused;
use crate::error::WatchError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, Write};
use std::path::Path;

/// Held while a state folder is in use.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of a folder.
    pub fn take(folder: &Path) -> Result<Self, WatchError> {
        let path = folder.join("lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(refused(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let by = std::fs::read_to_string(&path).unwrap_or_default();
                let by = if by.trim().is_empty() {
                    String::new()
                } else {
                    format!(" (process {})", by.trim())
                };
                return Err(WatchError::Locked { folder: folder.display().to_string(), by });
            }
            Err(TryLockError::Error(error)) => return Err(refused(&path)(error)),
        }
        let process = format!("{}\n", std::process::id());
        let written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(process.as_bytes()));
        written.map_err(refused(&path))?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing the file unlocks it in any case.
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_watch_is_refused_and_a_dead_one_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let lock = Lock::take(folder.path()).unwrap();
        let error = Lock::take(folder.path()).unwrap_err().to_string();
        assert!(error.contains(&format!("(process {})", std::process::id())), "{error}");
        drop(lock);
        std::fs::write(folder.path().join("lock"), "4294967294\n").unwrap();
        assert!(Lock::take(folder.path()).is_ok());
    }
}
