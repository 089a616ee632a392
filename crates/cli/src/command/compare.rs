//! `detente compare`: what does one run change against another, and why?

use crate::arguments::{CompareArguments, ReportFormat};
use crate::failure::Failure;
use crate::output::{Output, note};
use crate::progress::Progress;
use detente_engine::{EngineError, Run};
use detente_record::StoredRun;
use detente_report::{Compared, Comparison, Extent, comparison};
use detente_world::write_atomically;
use std::path::Path;

pub(crate) fn run(arguments: &CompareArguments, output: &Output) -> Result<(), Failure> {
    if let Some(file) = &arguments.html {
        super::report::refuse_other(file, ReportFormat::Html)?;
    }
    let progress = Progress::new();
    let mut stored = Vec::with_capacity(arguments.folders.len());
    for (at, folder) in arguments.folders.iter().enumerate() {
        progress.tell("reading runs", at, arguments.folders.len());
        stored.push(StoredRun::read(folder)?);
    }
    progress.tell("comparing tables", 0, 0);
    let found = stored.iter().map(|run| Ok(compared(run)?)).collect::<Result<Vec<_>, Failure>>();
    let found = found.and_then(|runs| comparison(&runs).map_err(Failure::from));
    progress.finish();
    let found = found?;
    for run in found.runs.iter().filter(|run| !run.changed_files.is_empty()) {
        note(&format!(
            "warning: {} was changed after its run: {}",
            run.folder,
            run.changed_files.join("; ")
        ));
    }
    for (run, change) in stored.iter().flat_map(|run| run.renamed.iter().map(move |own| (run, own)))
    {
        note(&format!("note: {}: {}", run.folder.display(), change.note()));
    }
    if let Some(file) = &arguments.html {
        write_atomically(file, found.page()?.as_bytes())?;
    }
    if arguments.json {
        return output.text(&json(&found));
    }
    let place = arguments
        .html
        .as_ref()
        .map_or(String::new(), |file| format!("\npage  {}\n", file.display()));
    output.text(&format!("{}{place}", found.text(Extent::ALL, output.screen())))
}

/// As JSON, for people and machines.
pub(crate) fn json(found: &Comparison) -> String {
    // Words and numbers that are finite: there is nothing that serde_json refuses.
    serde_json::to_string_pretty(found).unwrap_or_default()
}

fn compared(run: &StoredRun) -> Result<Compared<'_>, EngineError> {
    let (scenario, schedules) = run.scenario()?;
    Ok(Compared {
        folder: run.folder.display().to_string(),
        summary: &run.summary,
        tables: run.tables.all(),
        scenario,
        schedules,
        chains: run.own_chains(),
        measures: run.manifest.measures,
        changed_files: run.changed_files(),
    })
}

/// The same of runs that have just been made.
pub(crate) fn fresh<'a>(run: &'a Run, folder: &Path) -> Compared<'a> {
    Compared {
        folder: folder.display().to_string(),
        summary: &run.summary,
        tables: run.tables.all(),
        scenario: run.toml.clone(),
        schedules: run.schedules.clone(),
        chains: run.own_chains(),
        measures: run.request.measures,
        changed_files: Vec::new(),
    }
}
