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

use crate::error::EngineError;
use crate::manifest::{Hashed, Manifest, sha256};
use crate::run::{Run, side_by_side};
use crate::translate::LostCapacity;
use detente_record::{Draw, Summary, Tables, visible};
use detente_world::durable;
use detente_world::renamed::{Renamed, brought_up};
use detente_world::table::Table;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// The folder of a run if none is named: `runs/<scenario>-<date>`.
#[must_use]
pub fn default_folder(run: &Run) -> PathBuf {
    let (name, date) = (&run.summary.scenario, &run.summary.date);
    // A scenario whose name ends in its date need not say it twice.
    let folder =
        if name.ends_with(date.as_str()) { name.clone() } else { format!("{name}-{date}") };
    Path::new("runs").join(folder)
}

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
pub(crate) fn apart(name: &str, others: &[String]) -> Option<String> {
    // Not every disk tells names apart by case.
    let first = name.split('/').next().unwrap_or_default();
    TAKEN.iter().find(|taken| first.eq_ignore_ascii_case(taken))?;
    let mut found = format!("{INPUTS}/{name}");
    while others.contains(&found) {
        found = format!("{INPUTS}/{found}");
    }
    Some(found)
}

impl Run {
    /// Writes the run to `folder`, which must not exist, be empty, or hold an earlier run; `draw`
    /// makes its page.
    ///
    /// # Errors
    /// If the folder is something else, or cannot be written, or the page cannot be drawn.
    pub fn write(&mut self, folder: &Path, draw: Draw) -> Result<(), EngineError> {
        refuse_occupied(folder)?;
        let clock = std::time::Instant::now();
        // Of an earlier folder, perhaps: `resolved.json` is what the inputs give, wherever the run
        // was written before.
        self.summary.manifest.clear();
        let mut files = self.inputs()?;
        files.extend(encode(&self.tables.all())?);
        let manifest = self.manifest(&files);
        let manifest = pretty(&serde_json::to_value(&manifest).unwrap_or_default());
        self.summary.manifest = sha256(manifest.as_bytes());
        let drawn = draw(&self.summary, &self.tables).map_err(EngineError::Render)?;
        files.push(("report.html".to_owned(), drawn.into_bytes()));
        files.push(("manifest.json".to_owned(), manifest.into_bytes()));
        self.steps.push(format!(
            "{:8.1} ms  encoded the tables and drew the report",
            clock.elapsed().as_secs_f64() * 1e3
        ));
        files.push(("log.txt".to_owned(), visible(&self.log()).into_owned().into_bytes()));
        replace_folder(folder, &files)
    }

    /// Writes two runs at once, each as [`Run::write`] does.
    ///
    /// # Errors
    /// As [`Run::write`], of the first if both fail, and if both folders are one.
    pub fn write_pair(
        pair: &mut [Run; 2],
        folders: [&Path; 2],
        draw: Draw,
    ) -> Result<(), EngineError> {
        if folders[0] == folders[1] {
            return Err(EngineError::SamePlace { folder: folders[0].display().to_string() });
        }
        folders.into_iter().try_for_each(refuse_occupied)?;
        let [first, second] = pair;
        let (one, other) =
            side_by_side(|| first.write(folders[0], draw), || second.write(folders[1], draw));
        one.and(other)
    }

    /// Names of the chains that are not of the program, and digests of their files, as
    /// [`StoredRun::own_chains`] gives them.
    #[must_use]
    pub fn own_chains(&self) -> Vec<(String, String)> {
        let own = self.loaded.world.chains.own().iter();
        let hashed = |(name, bytes): &(String, Vec<u8>)| (name.clone(), sha256(bytes));
        own.map(|own| (own.chain.id.clone(), digest(own.files.iter().map(hashed).collect())))
            .collect()
    }

    pub(crate) fn inputs(&self) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
        let mut files = vec![("scenario.toml".to_owned(), self.toml.clone().into_bytes())];
        files.extend(
            self.agreed.iter().map(|toml| ("agreed.toml".to_owned(), toml.clone().into_bytes())),
        );
        files.extend(self.request.companies.kept());
        for own in self.loaded.world.chains.own() {
            let path =
                |name: &str| format!("{}/{}/{name}", detente_world::chain::FOLDER, own.chain.id);
            files.extend(own.files.iter().map(|(name, bytes)| (path(name), bytes.clone())));
        }
        files.extend(
            self.schedules.iter().map(|(name, text)| (name.clone(), text.clone().into_bytes())),
        );
        let resolved = ResolvedFile {
            resolved: &self.resolved,
            lost_capacity: &self.lost,
            summary: &self.summary,
        };
        let resolved = serde_json::to_value(&resolved).unwrap_or_default();
        files.push(("resolved.json".to_owned(), pretty(&resolved).into_bytes()));
        let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            let file = pair[0].to_owned();
            let what =
                "a schedule of the scenario has the name of a file that the run keeps itself"
                    .to_owned();
            return Err(EngineError::SameName { file, what });
        }
        Ok(files)
    }

    pub(crate) fn manifest(&self, files: &[(String, Vec<u8>)]) -> Manifest {
        Manifest {
            detente: self.summary.version.clone(),
            scenario: self.summary.scenario.clone(),
            title: self.summary.title.clone(),
            scenario_digest: sha256(self.toml.as_bytes()),
            date: self.summary.date.clone(),
            measures: self.request.measures,
            negotiated: self.request.negotiate,
            companies: self
                .request
                .companies
                .companies
                .as_ref()
                .map(|file| file.kept_as("companies")),
            prices: self.request.companies.prices.as_ref().map(|file| file.kept_as("prices")),
            overrides: self.request.overrides.clone(),
            world: self.loaded.world.id.clone(),
            world_source: self.loaded.source.anywhere(),
            world_digest: self.loaded.digest.clone(),
            chains: self.loaded.world.chains.own().iter().map(|own| own.chain.id.clone()).collect(),
            options: serde_json::to_value(&self.resolved.trade).unwrap_or_default(),
            tolerance: self.request.solver.tolerance,
            certificate: serde_json::to_value(&self.summary.certificate).unwrap_or_default(),
            sources: self.loaded.world.sources.clone(),
            files: files
                .iter()
                .map(|(path, bytes)| Hashed { path: path.clone(), sha256: sha256(bytes) })
                .collect(),
        }
    }

    fn log(&self) -> String {
        let mut log = format!(
            "detente {}\n{} on {}\n",
            self.summary.version, self.summary.scenario, self.summary.date
        );
        let world = &self.loaded.world;
        log.push_str(&format!(
            "world {} ({}), digest {}\n\n",
            world.id,
            self.loaded.source.display(),
            self.loaded.digest
        ));
        for repair in &world.repairs {
            log.push_str(&format!(
                "repair: {} ({} cells, largest {:.3})\n",
                repair.what, repair.cells, repair.largest
            ));
        }
        log.push_str(&self.warnings);
        for step in &self.steps {
            log.push_str(step);
            log.push('\n');
        }
        log
    }
}

/// `resolved.json`: the state of policy, and what a later report of this folder needs to know.
#[derive(Serialize)]
struct ResolvedFile<'a> {
    resolved: &'a detente_scenario::Resolved,
    lost_capacity: &'a [LostCapacity],
    summary: &'a Summary,
}

pub(crate) fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// One digest of files by their names and hashes.
fn digest(mut files: Vec<(String, String)>) -> String {
    files.sort();
    let lines: String = files.iter().map(|(name, hash)| format!("{hash} {name}\n")).collect();
    sha256(lines.as_bytes())
}

/// All tables as CSV and Parquet; the long one decides how long this takes, so each format has its
/// own thread.
fn encode(tables: &[&Table]) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
    let csv = |table: &Table| {
        Ok::<_, EngineError>((format!("tables/{}.csv", table.name), table.to_csv()?))
    };
    let parquet = |table: &Table| {
        Ok::<_, EngineError>((format!("tables/{}.parquet", table.name), table.to_parquet()?))
    };
    let (csvs, parquets) = side_by_side(
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
pub(crate) fn write_new(
    folder: &Path,
    tables: &[&Table],
    others: &[(&str, &str)],
) -> Result<(), EngineError> {
    let refused = |source| EngineError::Write { path: folder.display().to_string(), source };
    durable::require_new(folder).map_err(refused)?;
    let mut files = encode(tables)?;
    files.extend(others.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())));
    durable::write_folder(folder, &files, &|_| None).map_err(refused)
}

fn refuse_occupied(folder: &Path) -> Result<(), EngineError> {
    let refused = |source| EngineError::Write { path: folder.display().to_string(), source };
    durable::recover(folder, &owned).map_err(refused)?;
    let empty =
        |folder: &Path| std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none());
    if folder.exists() && read_manifest(folder).is_err() && !empty(folder) {
        return Err(EngineError::Occupied { folder: folder.display().to_string() });
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

fn replace_folder(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<(), EngineError> {
    let refused = |source| EngineError::Write { path: folder.display().to_string(), source };
    durable::write_folder(folder, files, &owned).map_err(refused)
}

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
    pub fn read(folder: &Path) -> Result<Self, EngineError> {
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
            Ok::<_, EngineError>(table)
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
    pub fn scenario(&self) -> Result<(String, Vec<(String, String)>), EngineError> {
        let read = |path: &str| {
            std::fs::read_to_string(self.folder.join(path)).map_err(|error| EngineError::NoRun {
                folder: self.folder.display().to_string(),
                what: format!("`{path}` cannot be read ({error})"),
            })
        };
        let inputs = self.manifest.files.iter().map(|file| file.path.as_str());
        let schedules =
            inputs.filter(|path| path.ends_with(".csv") && !path.starts_with("tables/"));
        let schedules = schedules
            .map(|path| Ok((path.to_owned(), read(path)?)))
            .collect::<Result<_, EngineError>>()?;
        Ok((read("scenario.toml")?, schedules))
    }
}

#[derive(Deserialize)]
struct StoredSummary {
    #[serde(default)]
    lost_capacity: Option<Vec<LostCapacity>>,
    summary: Summary,
}

/// Reads the manifest of a folder.
pub(crate) fn read_manifest(folder: &Path) -> Result<Manifest, EngineError> {
    json(folder, "manifest.json")
}

/// Brings back a run that a kill left under its temporary name; where that cannot be done, reading
/// says what is missing.
pub(crate) fn bring_back(folder: &Path) {
    let _ = durable::recover(folder, &owned);
}

fn json<T: serde::de::DeserializeOwned>(folder: &Path, file: &str) -> Result<T, EngineError> {
    let wrong = |what: String| EngineError::NoRun { folder: folder.display().to_string(), what };
    let bytes = std::fs::read(folder.join(file))
        .map_err(|error| wrong(format!("`{file}` cannot be read ({error})")))?;
    serde_json::from_slice(&bytes)
        .map_err(|error| wrong(format!("`{file}` is not what detente writes ({error})")))
}
