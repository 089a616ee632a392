//! `detente report`: the page of a stored run once more, or the run as a workbook, Markdown or
//! JSON.

use crate::arguments::{ReportArguments, ReportFormat};
use crate::failure::Failure;
use crate::output::{Output, note};
use crate::progress::Progress;
use detente_record::StoredRun;
use detente_record::chosen;
use detente_report::{json_text, markdown, memo_docx, memo_text, page, workbook};
use detente_world::renamed::in_cell;
use detente_world::write_atomically;
use std::path::Path;

pub(crate) fn run(arguments: &ReportArguments, output: &Output) -> Result<(), Failure> {
    let format = arguments.format;
    let out = arguments.out.clone().unwrap_or_else(|| arguments.folder.join(file(format)));
    let told = matches!(format, ReportFormat::Html | ReportFormat::Docx | ReportFormat::Memo);
    if told && !arguments.tables.is_empty() {
        return Err(Failure::user(
            "--tables chooses tables of a workbook, Markdown or JSON; the page and the memo show what they show",
        ));
    }
    if arguments.full && !matches!(format, ReportFormat::Xlsx | ReportFormat::Md) {
        return Err(Failure::user(
            "--full writes all rows of a workbook (--format xlsx) or of Markdown (--format md)",
        ));
    }
    let printed = out == Path::new("-");
    if printed && matches!(format, ReportFormat::Xlsx | ReportFormat::Docx) {
        return Err(Failure::user(format!(
            "a {} file is not text; name a file with --out",
            ending(format)
        )));
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
        ReportFormat::Docx | ReportFormat::Memo => "writing the memo",
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

/// The file of a format in the folder of the run.
fn file(format: ReportFormat) -> String {
    match format {
        ReportFormat::Docx | ReportFormat::Memo => format!("memo.{}", ending(format)),
        _ => format!("report.{}", ending(format)),
    }
}

fn ending(format: ReportFormat) -> &'static str {
    match format {
        ReportFormat::Html => "html",
        ReportFormat::Xlsx => "xlsx",
        ReportFormat::Md | ReportFormat::Memo => "md",
        ReportFormat::Docx => "docx",
        ReportFormat::Json => "json",
    }
}

fn render(stored: &StoredRun, arguments: &ReportArguments) -> Result<Vec<u8>, Failure> {
    let (summary, views) = (&stored.summary, &stored.tables);
    let tables = chosen(&stored.tables.all(), &arguments.tables)
        .map_err(|error| Failure::user(format!("--tables: {error}")))?;
    let whole = arguments.full || !arguments.tables.is_empty();
    let rendered = match arguments.format {
        ReportFormat::Html => page(summary, views).map(String::into_bytes),
        ReportFormat::Xlsx => workbook(summary, &tables, whole),
        ReportFormat::Docx => memo_docx(summary, views),
        ReportFormat::Memo => memo_text(summary, views).map(String::into_bytes),
        ReportFormat::Md => markdown(summary, views, &tables, whole).map(String::into_bytes),
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
        ReportFormat::Xlsx | ReportFormat::Docx => "PK\u{3}\u{4}",
        ReportFormat::Memo => "<!-- detente memo -->",
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
