//! `detente report`: the page of a stored run once more, or the run as a workbook, Markdown or
//! JSON.

use crate::arguments::{ReportArguments, ReportFormat};
use crate::failure::Failure;
use crate::output::{Output, note};
use crate::progress::Progress;
use detente_record::StoredRun;
use detente_record::chosen;
use detente_report::{json_text, markdown, page, workbook};
use detente_world::renamed::in_cell;
use detente_world::write_atomically;
use std::path::Path;

pub(crate) fn run(arguments: &ReportArguments, output: &Output) -> Result<(), Failure> {
    let format = arguments.format;
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| arguments.folder.join(format!("report.{}", ending(format))));
    if format == ReportFormat::Html && !arguments.tables.is_empty() {
        return Err(Failure::user(
            "--tables chooses tables of a workbook, Markdown or JSON; the page shows what it shows",
        ));
    }
    let printed = out == Path::new("-");
    if printed && format == ReportFormat::Xlsx {
        return Err(Failure::user("a workbook is not text; name a file with --out"));
    }
    refuse_other(&out, format)?;
    let progress = Progress::new();
    let bytes = made(arguments, &progress);
    progress.finish();
    let bytes = bytes?;
    if printed {
        return output.text(&String::from_utf8_lossy(&bytes));
    }
    write_atomically(&out, &bytes)?;
    output.text(&format!("{}  {}\n", ending(format), out.display()))
}

/// The bytes of the file; progress says what takes long: the check of a large folder and a workbook take
/// seconds.
fn made(arguments: &ReportArguments, progress: &Progress) -> Result<Vec<u8>, Failure> {
    progress.tell("reading and checking the run", 0, 0);
    let stored = StoredRun::read_intact(&arguments.folder)?;
    let what = match arguments.format {
        ReportFormat::Html => "drawing the page",
        ReportFormat::Xlsx => "writing the workbook",
        ReportFormat::Md | ReportFormat::Json => "writing the tables",
    };
    progress.tell(what, 0, 0);
    old_names(&stored, &arguments.tables);
    render(&stored, arguments)
}

/// Says which names of the folder and of `--tables` are others now.
fn old_names(stored: &StoredRun, tables: &[String]) {
    let asked = tables.iter().flat_map(|name| in_cell(name, "", ""));
    for change in stored.renamed.iter().copied().chain(asked) {
        note(&format!("note: {}", change.note()));
    }
}

fn ending(format: ReportFormat) -> &'static str {
    match format {
        ReportFormat::Html => "html",
        ReportFormat::Xlsx => "xlsx",
        ReportFormat::Md => "md",
        ReportFormat::Json => "json",
    }
}

fn render(stored: &StoredRun, arguments: &ReportArguments) -> Result<Vec<u8>, Failure> {
    let (summary, views) = (&stored.summary, &stored.tables);
    let tables = chosen(&stored.tables.all(), &arguments.tables)
        .map_err(|error| Failure::user(format!("--tables: {error}")))?;
    let rendered = match arguments.format {
        ReportFormat::Html => page(summary, views).map(String::into_bytes),
        ReportFormat::Xlsx => workbook(summary, &tables),
        ReportFormat::Md => {
            markdown(summary, views, &tables, !arguments.tables.is_empty()).map(String::into_bytes)
        }
        ReportFormat::Json => json_text(summary, &tables).map(String::into_bytes),
    };
    Ok(rendered?)
}

/// A file that this command did not make in this format is left alone.
pub(crate) fn refuse_other(out: &Path, format: ReportFormat) -> Result<(), Failure> {
    if !out.exists() {
        return Ok(());
    }
    let shown = out.display();
    if out.is_dir() {
        return Err(Failure::user(format!("`{shown}` is a folder; name a file with --out")));
    }
    // A pipe or a device holds nothing that could be lost, and reading it may wait for ever.
    if !out.is_file() {
        return Ok(());
    }
    let begins = match format {
        ReportFormat::Html => "<!doctype html>",
        ReportFormat::Xlsx => "PK\u{3}\u{4}",
        ReportFormat::Md => "<!-- detente report -->",
        ReportFormat::Json => "{\n\"format\": \"detente-run\"",
    };
    let bytes = std::fs::read(out)
        .map_err(|error| Failure::user(format!("cannot read `{shown}`: {error}")))?;
    let text = bytes.trim_ascii_start();
    let same =
        text.get(..begins.len()).is_some_and(|first| first.eq_ignore_ascii_case(begins.as_bytes()));
    if same || bytes.is_empty() {
        return Ok(());
    }
    let kind = ending(format);
    Err(Failure::user(format!(
        "`{shown}` exists and is no {kind} file of detente, so it is left alone; name another with --out"
    )))
}
