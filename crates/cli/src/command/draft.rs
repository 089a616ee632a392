//! `detente draft`: a scenario to begin with, from a news text.

use crate::arguments::DraftArguments;
use crate::failure::Failure;
use crate::output::{Output, note};
use detente_draft::{LONGEST, Options, draft};
use detente_engine::LoadedWorld;
use detente_scenario::Date;
use detente_world::WorldSource;
use detente_world::write_atomically;
use std::fs::File;
use std::io::{IsTerminal, Read};
use std::path::Path;

/// What the draft looks for, said where it finds nothing.
const LOOKED_FOR: &str = "looked for tariffs (new, raised, lowered), taxes, controls and bans on exports, stops of imports, quotas, purchases, \
    support in money, outages of plants, releases of reserves and retaliation, each with who acts or towards whom; \
    docs/draft.md has the words";

pub(crate) fn run(arguments: &DraftArguments, output: &Output) -> Result<(), Failure> {
    let published = arguments.published.as_deref().map(date).transpose()?;
    if let Some(out) = &arguments.out {
        refuse_existing(out)?;
    }
    let (name, bytes) = read(&arguments.file)?;
    let loaded = LoadedWorld::load(WorldSource::parse(&arguments.world))?;
    let options = Options { name: name.clone(), published, world: arguments.world.clone() };
    let drafted = draft(&bytes, &options, &loaded.world)?;
    let nothing = drafted.actions.is_empty() && drafted.unread.is_empty();
    if nothing && !arguments.json {
        return Err(Failure::finding(format!("{name}: no trade action found; {LOOKED_FOR}")));
    }
    let text =
        if arguments.json { drafted.json(&loaded.world) } else { drafted.toml(&loaded.world) };
    match &arguments.out {
        // An empty list is for the program that reads it, not for a file.
        Some(out) if !nothing => {
            write_atomically(out, text.as_bytes())?;
            note(&format!("{}: a draft; answer its questions before you run it", out.display()));
        }
        Some(_) => {}
        None => output.text(&text)?,
    }
    if nothing {
        return Err(Failure::finding(format!("{name}: no trade action found; {LOOKED_FOR}")));
    }
    Ok(())
}

fn date(text: &str) -> Result<Date, Failure> {
    text.parse().map_err(|_| {
        Failure::user(format!("--published {text}: write a day as YYYY-MM-DD, such as 2025-04-04"))
    })
}

/// A draft that somebody has worked on is not written over.
fn refuse_existing(out: &Path) -> Result<(), Failure> {
    if out.exists() {
        return Err(Failure::user(format!("{}: exists already; name a new file", out.display())));
    }
    Ok(())
}

/// The bytes of a file or of standard input, and its name for messages; one byte more than the
/// longest text is enough to refuse it.
fn read(file: &str) -> Result<(String, Vec<u8>), Failure> {
    let limit = u64::try_from(LONGEST + 1).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    if file == "-" {
        if std::io::stdin().is_terminal() {
            note("reading the text from standard input; end it with Ctrl-D");
        }
        let read = std::io::stdin().lock().take(limit).read_to_end(&mut bytes);
        read.map_err(|error| Failure::user(format!("cannot read standard input: {error}")))?;
        return Ok(("standard input".to_owned(), bytes));
    }
    let refused = |error: std::io::Error| {
        Failure::user(format!(
            "cannot read `{file}`: {error}; give a text file, or - for standard input"
        ))
    };
    File::open(file).map_err(refused)?.take(limit).read_to_end(&mut bytes).map_err(refused)?;
    // The path is of this machine; the file's name is enough for a source.
    let name = Path::new(file)
        .file_name()
        .map_or_else(|| file.to_owned(), |name| name.to_string_lossy().into_owned());
    Ok((name, bytes))
}
