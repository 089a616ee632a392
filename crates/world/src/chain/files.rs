//! Which files make up a chain, and where do they lie?

use crate::error::{WorldError, read_file};
use std::path::Path;

/// The files of a chain.
pub(super) const TABLES: [&str; 8] = [
    "chain.toml",
    "economies.csv",
    "goods.csv",
    "processes.csv",
    "recipes.csv",
    "flows.csv",
    "demand.csv",
    "stocks.csv",
];

/// The files of a chain, from a folder or from this program.
pub(super) trait Files {
    /// The name that messages show.
    fn label(&self, name: &str) -> String;
    /// The contents, or nothing if there is no such file.
    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, WorldError>;
}

impl Files for &Path {
    fn label(&self, name: &str) -> String {
        self.join(name).display().to_string()
    }

    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, WorldError> {
        let path = self.join(name);
        if path.exists() { read_file(&path).map(Some) } else { Ok(None) }
    }
}

/// A misspelt `stock.csv` would otherwise be ignored.
pub(super) fn refuse_strangers(folder: &Path) -> Result<(), WorldError> {
    let entries = std::fs::read_dir(folder).map_err(|source| WorldError::read(folder, source))?;
    let names =
        entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    let mut names =
        names.collect::<Result<Vec<_>, _>>().map_err(|source| WorldError::read(folder, source))?;
    names.retain(|name| {
        (name.ends_with(".csv") || name.ends_with(".parquet")) && !TABLES.contains(&name.as_str())
    });
    names.sort();
    let refused = |name: &String| {
        let meant = crate::nearest::nearest(name, TABLES.into_iter());
        let hint = format!(
            "a chain has {}{meant}; a folder within this one may hold others",
            TABLES.join(", ")
        );
        WorldError::file(
            &folder.join(name).display().to_string(),
            "this table is not part of a chain",
            hint,
        )
    };
    if names.is_empty() {
        Ok(())
    } else {
        Err(WorldError::several(names.iter().map(refused).collect()))
    }
}

/// The files of a chain in a folder.
///
/// # Errors
/// If there is no such folder, or a file cannot be read.
pub fn read_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, WorldError> {
    if !folder.is_dir() {
        let hint = "name the folder of a chain; `detente commodity template --out FOLDER` writes one to begin from";
        return Err(WorldError::Missing {
            path: folder.display().to_string(),
            hint: hint.to_owned(),
        });
    }
    own_files(folder)
}

/// Writes the files of a chain to a new folder, whole or not at all.
///
/// # Errors
/// If the folder exists and is not empty, or cannot be written.
pub fn write_files(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), WorldError> {
    let occupied = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if occupied || folder.is_file() {
        let hint = "choose a new folder, or remove this one first";
        return Err(WorldError::file(
            &folder.display().to_string(),
            "it already exists and is not empty",
            hint,
        ));
    }
    crate::durable::write_folder(folder, files, &|_| None)
        .map_err(|source| WorldError::write(folder, source))
}

/// The files of a chain in a folder, those of them that there are.
pub(crate) fn own_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, WorldError> {
    refuse_strangers(folder)?;
    let here = TABLES.into_iter().filter(|name| folder.join(name).exists());
    here.map(|name| Ok((name.to_owned(), read_file(&folder.join(name))?))).collect()
}
