//! Where do the world and the scenario of a run come from?

use crate::error::EngineError;
use crate::years::{elasticities_of, with_elasticities};
use detente_record::{Manifest, sha256};
use detente_scenario::{Scenario, Source, bundled};
use detente_world::chain::{self, Chains, OwnChain};
use detente_world::{World, WorldError, WorldSource, embedded, pack};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which chains a world has beside those of the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainSource {
    /// Folders of chains; one of the name of another takes its place.
    pub folders: Vec<PathBuf>,
    /// Whether the world's own count as well. A stored run has every chain it was computed with.
    pub of_the_world: bool,
}

impl Default for ChainSource {
    fn default() -> Self {
        Self { folders: Vec::new(), of_the_world: true }
    }
}

impl ChainSource {
    /// The chains of folders beside those of the world.
    #[must_use]
    pub fn folders(folders: &[PathBuf]) -> Self {
        Self { folders: folders.to_vec(), of_the_world: true }
    }

    /// The chains that a run folder keeps, and no others but those of the program.
    ///
    /// # Errors
    /// If the folder cannot be listed.
    pub fn of_run(folder: &Path) -> Result<Self, EngineError> {
        let within = folder.join(chain::FOLDER);
        let mut folders = Vec::new();
        if within.is_dir() {
            let refused = |source| WorldError::Read { path: within.display().to_string(), source };
            for entry in std::fs::read_dir(&within).map_err(refused)? {
                folders.push(entry.map_err(refused)?.path());
            }
        }
        folders.retain(|path| path.is_dir());
        folders.sort();
        Ok(Self { folders, of_the_world: false })
    }
}

/// A world with the hash of the bytes it was read from.
#[derive(Clone, Debug)]
pub struct LoadedWorld {
    /// The world.
    pub world: World,
    /// SHA-256 of the pack.
    pub digest: String,
    /// Where it is from.
    pub source: WorldSource,
    /// Where those of its chains are from that are not of the program.
    pub chains: ChainSource,
}

impl LoadedWorld {
    /// Reads and checks a world.
    ///
    /// # Errors
    /// If there is none, or it is wrong.
    pub fn load(source: WorldSource) -> Result<Self, EngineError> {
        let (world, digest) = match &source {
            WorldSource::Embedded(name) => {
                (embedded::load(name)?, embedded::digest(name).unwrap_or_default())
            }
            WorldSource::Pack(path) => (pack::read_pack(path)?, pack_digest(path)?),
        };
        Ok(Self { world, digest, source, chains: ChainSource::default() })
    }

    /// The same with other chains.
    ///
    /// # Errors
    /// As [`LoadedWorld::load`], and if a chain is wrong.
    pub fn load_with(source: WorldSource, chains: &ChainSource) -> Result<Self, EngineError> {
        Self::load(source)?.with_chains(chains)
    }

    /// A world as loaded, with other chains.
    ///
    /// # Errors
    /// If a chain is wrong.
    pub fn with_chains(mut self, chains: &ChainSource) -> Result<Self, EngineError> {
        if *chains == self.chains {
            return Ok(self);
        }
        let own = chains
            .folders
            .iter()
            .map(|folder| OwnChain::read(folder))
            .collect::<Result<Vec<_>, _>>()?;
        let before = if chains.of_the_world { self.world.chains } else { Chains::default() };
        self.world.chains = before.with_all(own)?;
        self.chains = chains.clone();
        Ok(self)
    }

    /// Refuses a world that is not the one a run was computed in.
    ///
    /// # Errors
    /// If it is another; both are named.
    pub fn require_of(&self, manifest: &Manifest) -> Result<(), EngineError> {
        if self.digest == manifest.world_digest {
            return Ok(());
        }
        Err(EngineError::OtherWorld {
            id: manifest.world.clone(),
            expected: manifest.world_digest.clone(),
            found_in: self.source.display(),
            found: self.digest.clone(),
        })
    }

    /// The same world under the elasticities that a scenario asks for.
    ///
    /// # Errors
    /// If it names a set that there is not; all are named.
    pub fn under(self: &Arc<Self>, scenario: &Scenario) -> Result<Arc<Self>, EngineError> {
        let Some(found) = elasticities_of(scenario, &self.world, None)? else {
            return Ok(Arc::clone(self));
        };
        let world = with_elasticities(&self.world, &found);
        let (digest, source) = (self.digest.clone(), self.source.clone());
        Ok(Arc::new(Self { world, digest, source, chains: self.chains.clone() }))
    }
}

/// The hash of a packed file, or of the names and hashes of the files of a folder in the order of
/// their names.
fn pack_digest(path: &Path) -> Result<String, EngineError> {
    let read = detente_world::budget::read;
    if !path.is_dir() {
        return Ok(sha256(&read(path)?));
    }
    let listed = std::fs::read_dir(path)
        .map_err(|source| WorldError::Read { path: path.display().to_string(), source })?;
    let mut files: Vec<PathBuf> =
        listed.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    files.sort();
    let mut text = String::new();
    for file in &files {
        let name =
            file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        text.push_str(&format!("{} {name}\n", sha256(&read(file)?)));
    }
    Ok(sha256(text.as_bytes()))
}

/// A scenario by name or by place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScenarioSource {
    /// One that the program carries inside.
    Bundled(String),
    /// A file, or a folder that holds a `scenario.toml`.
    File(PathBuf),
    /// No entries: the world as it is, ten years on, under the default options.
    Nothing,
}

/// A scenario that changes nothing.
const NOTHING: &str = "title = \"The world as it is\"\n";

impl ScenarioSource {
    /// A bundled scenario of that name, or else a path.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if bundled::get(text).is_some() {
            Self::Bundled(text.to_owned())
        } else {
            Self::File(text.into())
        }
    }

    /// The short name that folders and tables carry.
    #[must_use]
    pub fn name(&self) -> String {
        let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        match self {
            Self::Bundled(name) => name.clone(),
            Self::Nothing => "nothing".to_owned(),
            Self::File(path) => match stem(path).as_deref() {
                // A folder with a scenario in it says more in its own name.
                Some("scenario") => {
                    path.parent().and_then(stem).unwrap_or_else(|| "scenario".to_owned())
                }
                Some(stem) => stem.to_owned(),
                None => "scenario".to_owned(),
            },
        }
    }

    /// Opens the text and the place of its schedules.
    ///
    /// # Errors
    /// If there is none, or the file cannot be read.
    pub fn open(&self) -> Result<Source, EngineError> {
        let unknown = |name: String| EngineError::UnknownScenario {
            nearest: detente_world::nearest(&name, bundled::names().into_iter()),
            known: bundled::names().join(", "),
            name,
        };
        match self {
            Self::Bundled(name) => {
                bundled::get(name).map(|found| found.source()).ok_or_else(|| unknown(name.clone()))
            }
            Self::File(path) if !path.exists() => Err(unknown(path.display().to_string())),
            Self::File(path) => Ok(Source::open(path)?),
            Self::Nothing => Ok(Source::new("no scenario", NOTHING)),
        }
    }
}
