//! `detente scenarios`: which scenarios come with the program?

use crate::arguments::{ScenariosArguments, ScenariosCommand};
use crate::failure::Failure;
use crate::output::{Output, note};
use detente_scenario::bundled::{self, Bundled};
use detente_scenario::{Overrides, read};
use detente_world::{durable, write_atomically};
use std::path::Path;

pub(crate) fn run(arguments: &ScenariosArguments, output: &Output) -> Result<(), Failure> {
    match &arguments.command {
        None => output.text(
            &bundled::names()
                .into_iter()
                .filter_map(bundled::get)
                .map(|found| line(&found))
                .collect::<String>(),
        ),
        Some(ScenariosCommand::Show { name }) => output.text(find(name)?.text),
        Some(ScenariosCommand::Export { name, out }) => export(&find(name)?, out),
    }
}

fn line(scenario: &Bundled) -> String {
    let title = read(&scenario.source(), &Overrides::default())
        .finish()
        .map(|scenario| scenario.title)
        .unwrap_or_default();
    format!("{:<24} {title}\n", scenario.name)
}

fn find(name: &str) -> Result<Bundled, Failure> {
    let known = || bundled::names().join(", ");
    bundled::get(name).ok_or_else(|| {
        Failure::user(format!("there is no bundled scenario `{name}`; there are {}", known()))
    })
}

fn export(scenario: &Bundled, folder: &Path) -> Result<(), Failure> {
    let main = ("scenario.toml", scenario.text);
    // The scenario comes last: where it is, its schedules are.
    let files: Vec<(&str, &str)> =
        scenario.files.iter().copied().chain(std::iter::once(main)).collect();
    if !folder.exists() {
        let bytes = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
        let cannot =
            |error| Failure::user(format!("`{}` cannot be written: {error}", folder.display()));
        durable::write_folder(folder, &files.iter().map(bytes).collect::<Vec<_>>(), &|_| None)
            .map_err(cannot)?;
        return told(folder);
    }
    // What an export that was killed has written already does no harm.
    let other = |(name, text): &&(&str, &str)| {
        folder.join(name).exists()
            && std::fs::read(folder.join(name)).ok().as_deref() != Some(text.as_bytes())
    };
    if let Some((name, _)) = files.iter().find(other) {
        return Err(Failure::user(format!(
            "`{}` exists and is left alone; name another folder",
            folder.join(name).display()
        )));
    }
    for (name, text) in files {
        write_atomically(&folder.join(name), text.as_bytes())?;
    }
    told(folder)
}

fn told(folder: &Path) -> Result<(), Failure> {
    note(&format!("wrote {}", folder.join("scenario.toml").display()));
    Ok(())
}
