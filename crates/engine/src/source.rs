//! Where do the world and the scenario of a run come from?

use crate::elasticities::{OWN, with_elasticities};
use crate::error::EngineError;
use crate::manifest::sha256;
use detente_scenario::{Source, bundled};
use detente_world::{World, WorldError, embedded, pack};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A world by name or by place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorldSource {
    /// One that the program carries inside.
    Embedded(String),
    /// A pack: a folder or a packed file.
    Pack(PathBuf),
}

impl WorldSource {
    /// An embedded world of that name, or else a path.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        // `ICIO-2022` is meant where no such folder stands.
        let same = |name: &&&str| **name == text || name.eq_ignore_ascii_case(text) && !Path::new(text).exists();
        match embedded::names().iter().find(same) {
            Some(name) => Self::Embedded((*name).to_owned()),
            None => Self::Pack(text.into()),
        }
    }

    /// The same with an absolute path, which holds in whatever folder a later command is given.
    #[must_use]
    pub fn anywhere(&self) -> Self {
        match self {
            Self::Embedded(name) => Self::Embedded(name.clone()),
            Self::Pack(path) => Self::Pack(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
        }
    }

    /// As a user would name it.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Embedded(name) => name.clone(),
            Self::Pack(path) => path.display().to_string(),
        }
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
}

impl LoadedWorld {
    /// Reads and checks a world.
    ///
    /// # Errors
    /// If there is none, or it is wrong.
    pub fn load(source: WorldSource) -> Result<Self, EngineError> {
        let (world, digest) = match &source {
            WorldSource::Embedded(name) => (embedded::load(name)?, embedded::digest(name).unwrap_or_default()),
            WorldSource::Pack(path) => (pack::read_pack(path)?, pack_digest(path)?),
        };
        Ok(Self { world, digest, source })
    }

    /// The same world under a published set of elasticities; `world` leaves it as it is.
    ///
    /// # Errors
    /// If there is no such set; all are named.
    pub fn under(self: &Arc<Self>, set: &str) -> Result<Arc<Self>, EngineError> {
        if set == OWN {
            return Ok(Arc::clone(self));
        }
        let world = with_elasticities(&self.world, set)?;
        Ok(Arc::new(Self { world, digest: self.digest.clone(), source: self.source.clone() }))
    }
}

/// The hash of a packed file, or of the names and hashes of the files of a folder in the order of their names.
fn pack_digest(path: &Path) -> Result<String, EngineError> {
    let read = detente_world::budget::read;
    if !path.is_dir() {
        return Ok(sha256(&read(path)?));
    }
    let listed =
        std::fs::read_dir(path).map_err(|source| WorldError::Read { path: path.display().to_string(), source })?;
    let mut files: Vec<PathBuf> =
        listed.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect();
    files.sort();
    let mut text = String::new();
    for file in &files {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
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
}

impl ScenarioSource {
    /// A bundled scenario of that name, or else a path.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        if bundled::get(text).is_some() { Self::Bundled(text.to_owned()) } else { Self::File(text.into()) }
    }

    /// The short name that folders and tables carry.
    #[must_use]
    pub fn name(&self) -> String {
        let stem = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        match self {
            Self::Bundled(name) => name.clone(),
            Self::File(path) => match stem(path).as_deref() {
                // A folder with a scenario in it says more in its own name.
                Some("scenario") => path.parent().and_then(stem).unwrap_or_else(|| "scenario".to_owned()),
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
            Self::Bundled(name) => bundled::get(name).map(|found| found.source()).ok_or_else(|| unknown(name.clone())),
            Self::File(path) if !path.exists() => Err(unknown(path.display().to_string())),
            Self::File(path) => Ok(Source::open(path)?),
        }
    }
}
