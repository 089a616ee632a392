//! Which chains does a world have? Those of the program, and a user's own, which take the place of
//! one of the same name.

use super::data::Chain;
use super::embedded;
use super::files::{Files, TABLES, read_files};
use super::identities::{Identity, Verdict};
use super::read::read;
use crate::error::WorldError;
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
