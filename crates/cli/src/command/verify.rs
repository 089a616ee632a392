//! `detente verify`: does a run folder still say what its inputs give?

use crate::arguments::VerifyArguments;
use crate::failure::Failure;
use crate::output::{Output, note, small};
use crate::progress::Progress;
use detente_engine::Session;
use detente_replay::{TableCheck, verify_in};
use detente_world::WorldSource;
use std::sync::Arc;

pub(crate) fn run(arguments: &VerifyArguments, output: &Output) -> Result<(), Failure> {
    let progress = Arc::new(Progress::unless(arguments.quiet));
    let teller = Arc::clone(&progress);
    let session = Session::new().telling(move |what, done, total| teller.tell(what, done, total));
    let verification = verify_in(
        session,
        &arguments.folder,
        arguments.world.as_deref().map(WorldSource::parse),
        detente_report::draw,
    );
    progress.finish();
    let verification = verification?;
    if arguments.quiet {
        return if verification.holds() { Ok(()) } else { Err(Failure::finding("")) };
    }
    if let Some(version) = &verification.other_version {
        note(&format!(
            "note: written by detente {version}, checked by {}, which makes some files otherwise; not checked: {}",
            env!("CARGO_PKG_VERSION"),
            verification.unchecked.join(", ")
        ));
    }
    for change in &verification.renamed {
        note(&format!("note: {}", change.note()));
    }
    let mut text: String = verification.tables.iter().map(line).collect();
    for file in &verification.files {
        text.push_str(&format!("changed  {file}\n"));
    }
    for file in &verification.extra {
        text.push_str(&format!("extra    {file}: not of the run\n"));
    }
    let verdict = if verification.holds() {
        "every table is what its inputs give"
    } else {
        "the folder is not what its inputs give"
    };
    text.push_str(verdict);
    output.text(&text)?;
    if verification.holds() { Ok(()) } else { Err(Failure::finding("")) }
}

fn line(check: &TableCheck) -> String {
    let size = format!("{} rows, largest difference {}", check.rows, small(check.largest));
    let Some(first) = &check.first else { return format!("same     {}: {size}\n", check.file) };
    if first.row == 0 {
        return format!(
            "differs  {}: {} in the file, {} computed\n",
            check.file, first.stored, first.computed
        );
    }
    let place = format!("row {}, column {}", first.row, first.column);
    let cells = if check.differing == 1 {
        "1 cell differs".to_owned()
    } else {
        format!("{} cells differ", check.differing)
    };
    format!(
        "differs  {}: {cells}, first at {place}: {} in the file, {} computed\n",
        check.file, first.stored, first.computed
    )
}
