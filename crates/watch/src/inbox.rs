//! Which scenarios and texts are there, and has one changed?
//!
//! A scenario is a `.toml` file or a folder with a `scenario.toml`; its digest covers its bytes and
//! those of the tables that it names. A file that is being written is left until two looks,
//! `settle` apart, find the same.

use crate::error::WatchError;
use crate::file::WatchFile;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Looks at a file that changes all the time before it is left for the next round.
const LOOKS: usize = 5;
/// Endings of tables that a scenario can name.
const TABLES: [&str; 3] = [".csv", ".parquet", ".xlsx"];

/// A scenario or a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    /// As the watch file leads to it.
    pub name: String,
    pub path: PathBuf,
    /// Whether it is a news text.
    pub news: bool,
}

/// Everything that a watch file leads to, sorted by name, and what cannot be read; `own` is the
/// watch file itself.
pub(crate) fn candidates(file: &WatchFile, own: &Path) -> (Vec<Candidate>, Vec<WatchError>) {
    let mut found: BTreeMap<String, Candidate> = BTreeMap::new();
    let mut unread = Vec::new();
    let places = file
        .scenarios
        .iter()
        .map(|path| (path, false))
        .chain(file.feeds.iter().map(|path| (path, true)));
    for (place, feed) in places {
        let inside = match inside(place, feed) {
            Ok(inside) => inside,
            Err(error) => {
                unread.push(error);
                continue;
            }
        };
        for (path, news) in inside {
            if path == own {
                continue;
            }
            let name = path.strip_prefix(&file.folder).unwrap_or(&path);
            let name = name
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/");
            found.insert(name.clone(), Candidate { name, path, news });
        }
    }
    (found.into_values().collect(), unread)
}

/// The scenarios and, in a feed, the texts of a place.
pub(crate) fn inside(place: &Path, feed: bool) -> Result<Vec<(PathBuf, bool)>, WatchError> {
    if !feed && (!place.is_dir() || place.join("scenario.toml").is_file()) {
        return Ok(vec![(place.to_owned(), false)]);
    }
    let unread = |source| WatchError::Read { path: place.display().to_string(), source };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(place).map_err(unread)? {
        let path = entry.map_err(unread)?.path();
        let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        match ending.as_deref() {
            _ if hidden => {}
            Some("toml") if path.is_file() => found.push((path, false)),
            Some("txt") if feed && path.is_file() => found.push((path, true)),
            _ if path.join("scenario.toml").is_file() => found.push((path, false)),
            _ => {}
        }
    }
    Ok(found)
}

/// The digest of a candidate; nothing if it has gone.
pub(crate) fn digest(candidate: &Candidate) -> Result<Option<String>, WatchError> {
    let main = if candidate.path.is_dir() {
        candidate.path.join("scenario.toml")
    } else {
        candidate.path.clone()
    };
    let Some(bytes) = bytes(&main)? else { return Ok(None) };
    let mut all = Sha256::new();
    add(&mut all, &bytes);
    if !candidate.news {
        let folder = main.parent().unwrap_or_else(|| Path::new(""));
        for name in tables(&String::from_utf8_lossy(&bytes)) {
            all.update(name.as_bytes());
            // A table that is not there is a problem that the check of the scenario tells.
            add(&mut all, &self::bytes(&folder.join(&name))?.unwrap_or_default());
        }
    }
    Ok(Some(all.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

/// The digest of a candidate that is not `known`, once it stays the same; nothing while it changes
/// or if it has gone.
pub(crate) fn settled(
    candidate: &Candidate,
    known: Option<&str>,
    settle: Duration,
) -> Result<Option<String>, WatchError> {
    let Some(mut last) = digest(candidate)? else { return Ok(None) };
    for _ in 0..LOOKS {
        if known == Some(last.as_str()) {
            return Ok(Some(last));
        }
        std::thread::sleep(settle);
        match digest(candidate)? {
            None => return Ok(None),
            Some(again) if again == last => return Ok(Some(last)),
            Some(again) => last = again,
        }
    }
    Ok(None)
}

/// Length first, so that two files never hash as one.
fn add(all: &mut Sha256, bytes: &[u8]) {
    all.update((bytes.len() as u64).to_le_bytes());
    all.update(bytes);
}

fn bytes(path: &Path) -> Result<Option<Vec<u8>>, WatchError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(source) => Err(WatchError::Read { path: path.display().to_string(), source }),
    }
}

/// Names of the tables that a scenario mentions, sorted; none if it is not TOML, which its check
/// tells.
fn tables(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    if let Ok(table) = toml::from_str::<toml::Table>(text) {
        walk(&toml::Value::Table(table), &mut names);
    }
    names.sort();
    names.dedup();
    names
}

fn walk(value: &toml::Value, names: &mut Vec<String>) {
    match value {
        toml::Value::String(text) if TABLES.iter().any(|ending| text.ends_with(ending)) => {
            names.push(text.clone())
        }
        toml::Value::Array(values) => values.iter().for_each(|value| walk(value, names)),
        toml::Value::Table(table) => table.values().for_each(|value| walk(value, names)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_covers_the_tables_that_a_scenario_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(
            &path,
            "[[shock]]\nschedule = \"rates.csv\"\nsource = \"a.csv of somebody\"\n",
        )
        .unwrap();
        let candidate = Candidate { name: "a.toml".to_owned(), path, news: false };
        let without = digest(&candidate).unwrap();
        std::fs::write(folder.path().join("rates.csv"), "importer\n").unwrap();
        let with = digest(&candidate).unwrap();
        assert!(without.is_some() && without != with);
        std::fs::write(folder.path().join("other.csv"), "importer\n").unwrap();
        assert_eq!(digest(&candidate).unwrap(), with);
        std::fs::remove_file(&candidate.path).unwrap();
        assert_eq!(digest(&candidate).unwrap(), None);
    }

    #[test]
    fn a_file_that_is_being_written_is_left_until_it_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, "title = ").unwrap();
        let candidate = Candidate { name: "a.toml".to_owned(), path: path.clone(), news: false };
        let half = digest(&candidate).unwrap();
        let writer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(60));
            std::fs::write(&path, "title = \"a\"").unwrap();
        });
        let found = settled(&candidate, None, Duration::from_millis(200)).unwrap();
        writer.join().unwrap();
        assert_ne!(found, half);
        assert_eq!(found, digest(&candidate).unwrap());
    }
}
