//! How is a run kept?
//!
//! ```text
//! <folder>/scenario.toml (+ schedules)   as run, changes included
//!          inputs/*                      schedules that are named like another file of the run
//!          agreed.toml                   the same at the levels of a negotiated deal
//!          resolved.json                 state of policy on the day
//!          manifest.json                 what went in, what came out, by hash
//!          chains/NAME/*                 chains that are not of the program, as read
//!          tables/*.csv, *.parquet       the results
//!          report.html  log.txt
//! ```
//! The folder is made under a temporary name and renamed ([`detente_world::durable`]), so that it
//! is there whole or not at all.

use crate::error::RecordError;
use crate::manifest::{Manifest, sha256};
use detente_world::durable;
use detente_world::table::Table;
use std::path::Path;

/// Where schedules lie whose own names are taken.
const INPUTS: &str = "inputs";

/// Names that a run or a report of it takes, or may: those with an ending by file, those without by
/// folder.
const TAKEN: [&str; 15] = [
    "scenario.toml",
    "agreed.toml",
    "resolved.json",
    "manifest.json",
    "log.txt",
    "report.html",
    "report.xlsx",
    "report.md",
    "report.json",
    "companies.csv",
    "companies.xlsx",
    "prices.csv",
    "prices.xlsx",
    "tables",
    detente_world::chain::FOLDER,
];

/// The name under `inputs/` of a schedule that is named like a file of a run, and like none of
/// `others`; none where its own name is free.
#[must_use]
pub fn apart(name: &str, others: &[String]) -> Option<String> {
    // Not every disk tells names apart by case.
    let first = name.split('/').next().unwrap_or_default();
    TAKEN.iter().find(|taken| first.eq_ignore_ascii_case(taken))?;
    let mut found = format!("{INPUTS}/{name}");
    while others.contains(&found) {
        found = format!("{INPUTS}/{found}");
    }
    Some(found)
}

/// JSON as files of a run folder have it: keys in order, a line each, ended by a line break.
#[must_use]
pub fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// One digest of files by their names and hashes.
#[must_use]
pub fn digest(mut files: Vec<(String, String)>) -> String {
    files.sort();
    let lines: String = files.iter().map(|(name, hash)| format!("{hash} {name}\n")).collect();
    sha256(lines.as_bytes())
}

/// All tables as CSV and Parquet; the long one decides how long this takes, so each format has its
/// own thread.
///
/// # Errors
/// If a table cannot be written in one of the two.
pub fn encode(tables: &[&Table]) -> Result<Vec<(String, Vec<u8>)>, RecordError> {
    let csv = |table: &Table| {
        Ok::<_, RecordError>((format!("tables/{}.csv", table.name), table.to_csv()?))
    };
    let parquet = |table: &Table| {
        Ok::<_, RecordError>((format!("tables/{}.parquet", table.name), table.to_parquet()?))
    };
    let (csvs, parquets) = rayon::join(
        || tables.iter().map(|table| csv(table)).collect::<Result<Vec<_>, _>>(),
        || tables.iter().map(|table| parquet(table)).collect::<Result<Vec<_>, _>>(),
    );
    let mut files = csvs?;
    files.extend(parquets?);
    Ok(files)
}

/// Writes tables and other files to a new folder, whole or not at all.
///
/// # Errors
/// If the folder exists and is not empty, an earlier run included, or cannot be written.
pub fn write_new(
    folder: &Path,
    tables: &[&Table],
    others: &[(&str, &str)],
) -> Result<(), RecordError> {
    let refused = |source| RecordError::Write { path: folder.display().to_string(), source };
    durable::require_new(folder).map_err(refused)?;
    let mut files = encode(tables)?;
    files.extend(others.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())));
    durable::write_folder(folder, &files, &|_| None).map_err(refused)
}

/// Refuses a folder that is neither empty nor an earlier run; brings back what a kill left of one.
///
/// # Errors
/// If it is something else.
pub fn refuse_occupied(folder: &Path) -> Result<(), RecordError> {
    let refused = |source| RecordError::Write { path: folder.display().to_string(), source };
    durable::recover(folder, &owned).map_err(refused)?;
    let empty =
        |folder: &Path| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if folder.exists() && read_manifest(folder).is_err() && !empty(folder) {
        return Err(RecordError::Occupied { folder: folder.display().to_string() });
    }
    Ok(())
}

/// What an earlier run in `folder` consists of: what its manifest lists, what cannot stand in it,
/// and what `detente report` made.
///
/// None if there is no manifest of ours: a folder that merely looks like a run is somebody's.
#[must_use]
pub fn owned(folder: &Path) -> Option<Vec<String>> {
    let manifest = read_manifest(folder).ok()?;
    let beside =
        ["manifest.json", "log.txt", "report.html", "report.xlsx", "report.md", "report.json"];
    let listed = manifest.files.into_iter().map(|file| file.path);
    Some(listed.chain(beside.map(str::to_owned)).collect())
}

/// Writes the files of a run to `folder` in place of an earlier run, whole or not at all.
///
/// # Errors
/// If the operating system refuses.
pub fn replace(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), RecordError> {
    let refused = |source| RecordError::Write { path: folder.display().to_string(), source };
    durable::write_folder(folder, files, &owned).map_err(refused)
}

/// Reads the manifest of a folder.
///
/// # Errors
/// If there is none, or it is not what this program writes.
pub fn read_manifest(folder: &Path) -> Result<Manifest, RecordError> {
    json(folder, "manifest.json")
}

/// Brings back a run that a kill left under its temporary name; where that cannot be done, reading
/// says what is missing.
pub fn bring_back(folder: &Path) {
    let _ = durable::recover(folder, &owned);
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(
    folder: &Path,
    file: &str,
) -> Result<T, RecordError> {
    let wrong = |what: String| RecordError::NoRun { folder: folder.display().to_string(), what };
    let bytes = std::fs::read(folder.join(file))
        .map_err(|error| wrong(format!("`{file}` cannot be read ({error})")))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| wrong(format!("`{file}` is not what detente writes ({error})")))
}
