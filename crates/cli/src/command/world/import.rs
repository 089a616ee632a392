//! `detente world import`: what does a published table hold, and does it add up as a world?

use super::{export, show, verdicts};
use crate::arguments::{ImportArguments, TableFormat};
use crate::failure::Failure;
use crate::output::Output;
use detente_world::check::check;
use detente_world::import::{ImportOptions, import};
use detente_world::{Accounts, World};
use std::path::Path;

pub(super) fn run(arguments: &ImportArguments, output: &Output) -> Result<(), Failure> {
    let options = ImportOptions {
        id: arguments.id.clone(),
        year: arguments.year,
        map: arguments.map.clone(),
        elasticities: arguments.elasticities.clone(),
        ..ImportOptions::default()
    };
    let world = import(arguments.table.parse()?, &arguments.file, &options)?;
    keep(&world, &arguments.out, arguments.format, output)
}

/// Writes a world that adds up, and says what it holds.
pub(super) fn keep(
    world: &World,
    out: &Path,
    format: TableFormat,
    output: &Output,
) -> Result<(), Failure> {
    let identities = check(world)?;
    let failed = identities.iter().filter(|identity| !identity.holds).count();
    // A world that does not add up is shown and not kept: every later run would rest on it.
    if failed == 0 {
        export(world, out, format)?;
    }
    output.text(&format!("{}{}", summary(world), verdicts(&identities)))?;
    let refused = || {
        Failure::finding(format!(
            "{failed} of {} identities fail; nothing was written",
            identities.len()
        ))
    };
    if failed == 0 { Ok(()) } else { Err(refused()) }
}

fn summary(world: &World) -> String {
    let accounts = Accounts::of(world);
    let mut text = format!("{}: {}\n", world.id, world.title);
    let size = format!("{} economies x {} sectors", world.economies.len(), world.sectors.len());
    let output: f64 = accounts.output.values().iter().sum();
    text.push_str(&format!(
        "{size}, {}, gross output {output:.0} {}\n",
        world.year, world.currency
    ));
    world.notes.iter().for_each(|note| text.push_str(&format!("note: {note}\n")));
    text.push_str(&show::repairs(world));
    text.push_str(&show::natures(world));
    text
}
