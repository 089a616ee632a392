//! `detente run`: what does a scenario do, and to whom?

use crate::arguments::RunArguments;
use crate::command::compare::fresh;
use crate::failure::Failure;
use crate::output::{Output, note};
use crate::progress::Progress;
use detente_engine::{ChainSource, Run, RunRequest, ScenarioSource, Session, default_folder};
use detente_report::{Extent, answer_text, comparison, draw, sentences, terminal};
use detente_scenario::{Date, is_detail};
use detente_world::WorldSource;
use detente_world::table::{Column, Table};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What runs without an argument: the shock, and the deal that answers it.
const SHOCK: &str = "japan-us-2025";
const DEAL: &str = "japan-us-2025-deal";

pub(crate) fn run(arguments: &RunArguments, output: &Output) -> Result<(), Failure> {
    let (first, second) = match (&arguments.scenario, &arguments.against) {
        (None, _) => (SHOCK, Some(DEAL)),
        (Some(scenario), against) => (scenario.as_str(), against.as_deref()),
    };
    let progress = Arc::new(Progress::unless(arguments.quiet));
    let teller = Arc::clone(&progress);
    let mut session =
        Session::new().telling(move |what, done, total| teller.tell(what, done, total));
    let Some(second) = second else {
        let run = session.run(&request(arguments, first)?);
        progress.finish();
        let run = run?;
        let folder = arguments.out.clone().unwrap_or_else(|| default_folder(&run));
        return finish_one(run, &folder, arguments, output);
    };
    // Both are computed before either is written: a pair of which one is missing compares nothing.
    let pair = session.run_pair(&[request(arguments, first)?, request(arguments, second)?]);
    progress.finish();
    finish_pair(pair?, arguments, output)
}

fn request(arguments: &RunArguments, scenario: &str) -> Result<RunRequest, Failure> {
    let mut request = RunRequest::new(ScenarioSource::parse(scenario));
    request.world = arguments.world.as_deref().map(WorldSource::parse);
    request.date = arguments.date.as_deref().map(date).transpose()?;
    request.overrides.clone_from(&arguments.overrides);
    request.measures = !arguments.shocks_only;
    request.chains = ChainSource::folders(&arguments.chains);
    request.companies = crate::command::companies::files(
        arguments.companies.as_deref(),
        arguments.prices.as_deref(),
    )?;
    Ok(request)
}

fn date(text: &str) -> Result<Date, Failure> {
    text.parse().map_err(|_| {
        Failure::user(format!(
            "`{text}` is not a date; write --date as YYYY-MM-DD, such as 2025-06-05"
        ))
    })
}

fn finish_one(
    mut run: Run,
    folder: &Path,
    arguments: &RunArguments,
    output: &Output,
) -> Result<(), Failure> {
    run.write(folder, draw)?;
    if arguments.quiet {
        tell_assumed(&run);
        return Ok(());
    }
    warn(&run);
    if arguments.json {
        return output.text(&json(&[(&run, folder)])?);
    }
    let text = terminal(&run.summary, &run.tables, output.screen())?;
    output.text(&format!("{text}{}", place(folder)))
}

fn finish_pair(
    mut pair: [Run; 2],
    arguments: &RunArguments,
    output: &Output,
) -> Result<(), Failure> {
    let mut folders = [default_folder(&pair[0]), default_folder(&pair[1])];
    if let Some(out) = &arguments.out {
        // Two runs in one place: each gets the name it would have had.
        folders = folders
            .map(|folder| folder.file_name().map_or_else(|| out.clone(), |name| out.join(name)));
    }
    Run::write_pair(&mut pair, [&folders[0], &folders[1]], draw)?;
    if arguments.quiet {
        pair.iter().for_each(tell_assumed);
        return Ok(());
    }
    pair.iter().for_each(warn);
    if arguments.json {
        return output.text(&json(&[(&pair[0], &folders[0]), (&pair[1], &folders[1])])?);
    }
    let runs = [fresh(&pair[0], &folders[0]), fresh(&pair[1], &folders[1])];
    let found = comparison(&runs)?;
    let mut text = answer_text(&pair[0].summary, &pair[0].tables, output.screen())?;
    text.push_str(&found.text(Extent::SCREEN, output.screen()));
    text.push('\n');
    for (letter, run) in ["A", "B"].iter().zip(&pair) {
        let certificate = &run.summary.certificate;
        let line = format!(
            "{letter}  {} in {}, residual {:.1e}\n",
            certificate.status,
            certificate.effort(),
            certificate.residual
        );
        text.push_str(&line);
    }
    folders.iter().for_each(|folder| text.push_str(&place(folder)));
    output.text(&text)
}

/// What was assumed about the world decides figures: nobody should have to ask for it.
pub(crate) fn tell_assumed(run: &Run) {
    let assumed = run
        .loaded
        .world
        .assumed_natures()
        .filter(|assumed| run.warnings.contains(assumed.as_str()));
    assumed.iter().for_each(|assumed| note(&format!("warning: {assumed}")));
}

pub(crate) fn warn(run: &Run) {
    run.loaded.world.chains.notes().iter().for_each(|text| note(text));
    let told = run.notes.iter().filter(|text| !is_detail(text));
    told.for_each(|text| note(&format!("note: {text}")));
    if !run.warnings.is_empty() {
        note(&run.warnings);
    }
    if let Some(facts) = run.tables.get("company_facts") {
        crate::command::companies::tell_left_out(facts);
    }
}

pub(crate) fn place(folder: &Path) -> String {
    format!("report  {}\n", folder.join("report.html").display())
}

/// Each run for another program: the answer, headline figures of every horizon, and where its
/// tables are.
pub(crate) fn json(runs: &[(&Run, &Path)]) -> Result<String, Failure> {
    let all = runs.iter().map(|(run, folder)| one(run, folder)).collect::<Result<Vec<_>, _>>()?;
    Ok(format!("{:#}", serde_json::Value::from(all)))
}

/// Small tables with the figures of each horizon; what a run does not have is left out.
const HEADLINES: [(&str, &[&str]); 4] = [
    ("weeks", &["cascade_losses", "cascade_bottlenecks", "cascade_measures"]),
    ("months", &["commodity_stockouts"]),
    ("years", &["welfare", "caps"]),
    ("package", &["package_payoffs", "package_items", "package_sweetener", "package_enforcement"]),
];

fn one(run: &Run, folder: &Path) -> Result<serde_json::Value, Failure> {
    let tables = run.tables.all();
    let answer = sentences(&run.summary, &run.tables)?;
    let answer =
        answer.into_iter().map(|(about, text)| serde_json::json!({ "about": about, "text": text }));
    let place = |table: &&Table| {
        let file = |ending: &str| folder.join("tables").join(format!("{}.{ending}", table.name));
        serde_json::json!({ "table": table.name, "rows": table.rows(), "csv": file("csv"), "parquet": file("parquet") })
    };
    let mut value = serde_json::json!({
        "folder": PathBuf::from(folder),
        "report": folder.join("report.html"),
        "scenario": run.summary.scenario,
        "title": run.summary.title,
        "date": run.summary.date,
        "world": run.summary.world.id,
        "certificate": run.summary.certificate,
        "manifest_sha256": run.summary.manifest,
        "answer": answer.collect::<Vec<_>>(),
        "welfare": run.tables.get("welfare").map(rows),
        "tables": tables.iter().map(place).collect::<Vec<_>>(),
    });
    for (horizon, names) in HEADLINES {
        let found = names.iter().filter_map(|name| tables.iter().find(|table| table.name == *name));
        let found: serde_json::Map<_, _> =
            found.map(|table| (table.name.clone(), rows(table).into())).collect();
        if !found.is_empty() {
            value[horizon] = found.into();
        }
    }
    Ok(value)
}

/// The rows of a table; what is never is `"inf"`, what is not known `null`.
pub(crate) fn rows(table: &Table) -> Vec<serde_json::Value> {
    let cell = |column: &Column, row: usize| match column {
        Column::Text(values) => serde_json::json!(values[row]),
        Column::Number(_) | Column::Partial(_) => match column.number(row) {
            Some(value) if !value.is_finite() => serde_json::json!(value.to_string()),
            value => serde_json::json!(value),
        },
    };
    let row =
        |at| table.columns.iter().map(|(name, column)| (name.clone(), cell(column, at))).collect();
    (0..table.rows()).map(|at| serde_json::Value::Object(row(at))).collect()
}
