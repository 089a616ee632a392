//! Which chains does a world have? Those of the program, and a user's own, which take the place of
//! one of the same name.

use super::embedded;
use super::read::{Files, TABLES, read};
use super::{Chain, Identity, Verdict};
use crate::error::{WorldError, read_file};
use std::path::Path;
use std::sync::Arc;

/// The name of the folder, in a world pack and in a run, that holds a folder for each chain.
pub const FOLDER: &str = "chains";

/// The chains of a world, in order: those of the program, then a user's.
#[derive(Clone, Debug, PartialEq)]
pub struct Chains {
    all: Vec<Arc<Chain>>,
    own: Vec<Arc<OwnChain>>,
}

/// A chain that is not of the program, with its files as they were read.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnChain {
    /// The chain.
    pub chain: Arc<Chain>,
    /// Where it is from, as messages name it.
    pub origin: String,
    /// Names and bytes of its files, in order.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Default for Chains {
    /// Those of the program.
    fn default() -> Self {
        // The tables inside the program are read by its tests; a program without them would not be
        // one.
        Self { all: embedded::all().map(<[_]>::to_vec).unwrap_or_default(), own: Vec::new() }
    }
}

impl std::ops::Deref for Chains {
    type Target = [Arc<Chain>];

    fn deref(&self) -> &[Arc<Chain>] {
        &self.all
    }
}

impl Chains {
    /// The chain of a name.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Arc<Chain>> {
        self.all.iter().find(|chain| chain.id == id)
    }

    /// The chains that are not of the program.
    #[must_use]
    pub fn own(&self) -> &[Arc<OwnChain>] {
        &self.own
    }

    /// With one more, in place of the one of its name.
    ///
    /// # Errors
    /// If two chains of a user have one name.
    pub fn with(mut self, own: OwnChain) -> Result<Self, WorldError> {
        let id = &own.chain.id;
        if let Some(other) = self.own.iter().find(|other| other.chain.id == *id) {
            let what = format!("its id is `{id}`, as is that of the chain in `{}`", other.origin);
            return Err(WorldError::file(
                &own.origin,
                what,
                "give one of the two another `id` in its chain.toml",
            ));
        }
        match self.all.iter_mut().find(|chain| chain.id == *id) {
            Some(place) => *place = Arc::clone(&own.chain),
            None => self.all.push(Arc::clone(&own.chain)),
        }
        self.own.push(Arc::new(own));
        Ok(self)
    }

    /// With some of a user's more, each in place of whatever has its name: those of the program,
    /// and those of a world pack.
    ///
    /// # Errors
    /// If two of them have one name.
    pub fn with_all(mut self, own: Vec<OwnChain>) -> Result<Self, WorldError> {
        self.own.retain(|before| own.iter().all(|new| new.chain.id != before.chain.id));
        own.into_iter().try_fold(self, Self::with)
    }

    /// What takes the place of what, for people: one sentence for each chain of a user.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let known = embedded::names();
        let note = |own: &Arc<OwnChain>| {
            let id = &own.chain.id;
            let place =
                if known.contains(&id.as_str()) { " in place of the program's" } else { "" };
            format!("chain `{id}` is read from {}{place}", own.origin)
        };
        self.own.iter().map(note).collect()
    }
}

impl OwnChain {
    /// Reads the folder of a chain, with its files.
    ///
    /// # Errors
    /// As [`read_chain`](super::read_chain).
    pub fn read(folder: &Path) -> Result<Self, WorldError> {
        Self::of_files(folder.display().to_string(), read_files(folder)?)
    }

    /// A chain of files in memory; `origin` is where they are from, as messages name it.
    ///
    /// # Errors
    /// As [`read_chain`](super::read_chain).
    pub fn of_files(origin: String, mut files: Vec<(String, Vec<u8>)>) -> Result<Self, WorldError> {
        files.retain(|(name, _)| TABLES.contains(&name.as_str()));
        files.sort();
        let chain = Arc::new(read(&InMemory { origin: &origin, files: &files })?);
        refuse_impossible(&chain, &origin)?;
        Ok(Self { chain, origin, files })
    }
}

/// A base year that does not add up, or in which more was done than can be, is none.
fn refuse_impossible(chain: &Chain, origin: &str) -> Result<(), WorldError> {
    let grave =
        |verdict: &Verdict| matches!(verdict.identity, Identity::Balances | Identity::Capacity);
    let faults =
        super::verdicts(chain).into_iter().filter(grave).flat_map(|verdict| verdict.faults);
    let problems: Vec<WorldError> = faults
        .map(|fault| fault.error(&Path::new(origin).join(fault.file).display().to_string()))
        .collect();
    if problems.is_empty() { Ok(()) } else { Err(WorldError::several(problems)) }
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

/// The files of a chain in a folder, those of them that there are.
pub(crate) fn own_files(folder: &Path) -> Result<Vec<(String, Vec<u8>)>, WorldError> {
    refuse_strangers(folder)?;
    let here = TABLES.into_iter().filter(|name| folder.join(name).exists());
    here.map(|name| Ok((name.to_owned(), read_file(&folder.join(name))?))).collect()
}

/// Every chain in the folders of a folder, in the order of their names; none where there is no such
/// folder.
///
/// # Errors
/// If one of them is wrong.
pub fn own_chains(folder: &Path) -> Result<Vec<OwnChain>, WorldError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let listed = std::fs::read_dir(folder).map_err(|source| WorldError::read(folder, source))?;
    let paths = listed.map(|entry| entry.map(|entry| entry.path()));
    let mut folders =
        paths.collect::<Result<Vec<_>, _>>().map_err(|source| WorldError::read(folder, source))?;
    folders.retain(|path| path.is_dir());
    folders.sort();
    folders.iter().map(|path| OwnChain::read(path)).collect()
}

struct InMemory<'a> {
    origin: &'a str,
    files: &'a [(String, Vec<u8>)],
}

impl Files for InMemory<'_> {
    fn label(&self, name: &str) -> String {
        Path::new(self.origin).join(name).display().to_string()
    }

    fn bytes(&self, name: &str) -> Result<Option<Vec<u8>>, WorldError> {
        Ok(self.files.iter().find(|(own, _)| own == name).map(|(_, bytes)| bytes.clone()))
    }
}
