//! How is a run written to its folder? What lies in it says [`detente_record::folder`].

use crate::error::EngineError;
use crate::run::Run;
use detente_record::folder::{digest, encode, pretty, refuse_occupied, replace};
use detente_record::{Draw, Hashed, LostCapacity, Manifest, RecordError, Summary, sha256, visible};
use serde::Serialize;
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
        Ok(replace(folder, &files)?)
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
            return Err(RecordError::SamePlace { folder: folders[0].display().to_string() }.into());
        }
        folders.into_iter().try_for_each(refuse_occupied)?;
        let [first, second] = pair;
        let (one, other) =
            rayon::join(|| first.write(folders[0], draw), || second.write(folders[1], draw));
        one.and(other)
    }

    /// Names of the chains that are not of the program, and digests of their files, as
    /// [`detente_record::StoredRun::own_chains`] gives them.
    #[must_use]
    pub fn own_chains(&self) -> Vec<(String, String)> {
        let own = self.loaded.world.chains.own().iter();
        let hashed = |(name, bytes): &(String, Vec<u8>)| (name.clone(), sha256(bytes));
        own.map(|own| (own.chain.id.clone(), digest(own.files.iter().map(hashed).collect())))
            .collect()
    }

    /// What went in, as files of the folder by path: the scenario with its schedules, the agreed one,
    /// companies, chains, and the state of policy.
    ///
    /// # Errors
    /// If two of them have one name.
    pub fn inputs(&self) -> Result<Vec<(String, Vec<u8>)>, EngineError> {
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
            return Err(RecordError::SameName { file, what }.into());
        }
        Ok(files)
    }

    /// The manifest of the run, with the hashes of `files` by path.
    #[must_use]
    pub fn manifest(&self, files: &[(String, Vec<u8>)]) -> Manifest {
        Manifest {
            detente: self.summary.version.clone(),
            scenario: self.summary.scenario.clone(),
            title: self.summary.title.clone(),
            scenario_digest: sha256(self.toml.as_bytes()),
            date: self.summary.date.clone(),
            measures: self.request.measures,
            negotiated: self.request.chosen.is_some(),
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
