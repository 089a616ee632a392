//! What does a run folder say, read back?

use crate::error::RecordError;
use crate::folder::{bring_back, digest, json};
use crate::manifest::Manifest;
use crate::{LostCapacity, Summary, Tables};
use detente_world::renamed::{Renamed, brought_up};
use detente_world::table::Table;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// A run read back from its folder, as far as a comparison or a replay needs it.
#[derive(Clone, Debug)]
pub struct StoredRun {
    /// Where it is.
    pub folder: PathBuf,
    /// What went in and what came out.
    pub manifest: Manifest,
    /// What a report says beside the tables.
    pub summary: Summary,
    /// What missing goods cost the year; none where the run is of a version that did not say it.
    pub lost_capacity: Option<Vec<LostCapacity>>,
    /// The results, under the names of this version.
    pub tables: Tables,
    /// Names that were others in the version that wrote the run.
    pub renamed: Vec<&'static Renamed>,
}

impl StoredRun {
    /// Reads a run folder.
    ///
    /// # Errors
    /// If it is none, or a file is broken.
    pub fn read(folder: &Path) -> Result<Self, RecordError> {
        bring_back(folder);
        let manifest: Manifest = json(folder, "manifest.json")?;
        let stored: StoredSummary = json(folder, "resolved.json")?;
        let listed = manifest
            .files
            .iter()
            .filter_map(|file| file.path.strip_prefix("tables/")?.strip_suffix(".parquet"));
        let mut renamed = Vec::new();
        let table = |name: &str| {
            let stored = Table::read(&folder.join("tables").join(format!("{name}.parquet")))?;
            let (table, changes) = brought_up(stored);
            renamed.extend(changes);
            Ok::<_, RecordError>(table)
        };
        let tables = listed.map(table).collect::<Result<Tables, _>>()?;
        let StoredSummary { lost_capacity, summary } = stored;
        let folder = folder.to_owned();
        Ok(Self { folder, manifest, summary, lost_capacity, tables, renamed })
    }

    /// Names of the chains that are not of the program, and digests of their files.
    #[must_use]
    pub fn own_chains(&self) -> Vec<(String, String)> {
        let files = |id: &String| {
            let within = format!("{}/{id}/", detente_world::chain::FOLDER);
            let all = self.manifest.files.iter();
            all.filter_map(move |file| {
                Some((file.path.strip_prefix(&within)?.to_owned(), file.sha256.clone()))
            })
            .collect()
        };
        self.manifest.chains.iter().map(|id| (id.clone(), digest(files(id)))).collect()
    }

    /// Files of the folder that are not what the run wrote, each with what is wrong.
    #[must_use]
    pub fn changed_files(&self) -> Vec<String> {
        crate::intact::changed_files(&self.folder, &self.manifest)
    }

    /// The text of the scenario as run, and the names and texts of its schedules.
    ///
    /// # Errors
    /// If a file is missing or not UTF-8.
    pub fn scenario(&self) -> Result<(String, Vec<(String, String)>), RecordError> {
        let read = |path: &str| {
            std::fs::read_to_string(self.folder.join(path)).map_err(|error| RecordError::NoRun {
                folder: self.folder.display().to_string(),
                what: format!("`{path}` cannot be read ({error})"),
            })
        };
        let inputs = self.manifest.files.iter().map(|file| file.path.as_str());
        let schedules =
            inputs.filter(|path| path.ends_with(".csv") && !path.starts_with("tables/"));
        let schedules = schedules
            .map(|path| Ok((path.to_owned(), read(path)?)))
            .collect::<Result<_, RecordError>>()?;
        Ok((read("scenario.toml")?, schedules))
    }
}

#[derive(Deserialize)]
struct StoredSummary {
    #[serde(default)]
    lost_capacity: Option<Vec<LostCapacity>>,
    summary: Summary,
}
