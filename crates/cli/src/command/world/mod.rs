//! `detente world`: what is a world made of, and does it add up?

mod import;
mod show;

use crate::arguments::{TableFormat, WorldArguments, WorldCommand};
use crate::failure::Failure;
use crate::output::{Output, note, small};
use detente_engine::LoadedWorld;
use detente_world::WorldSource;
use detente_world::check::{Identity, check, high_tariffs};
use detente_world::table::Format;
use detente_world::{World, embedded, pack};
use std::path::Path;

pub(crate) fn run(arguments: &WorldArguments, output: &Output) -> Result<(), Failure> {
    match &arguments.command {
        WorldCommand::List => list(output),
        WorldCommand::Licences => output.text(detente_world::embedded::licences()),
        WorldCommand::Show { world } => output.text(&show::describe(&load(world)?)),
        WorldCommand::Check { world } => identities(&load(world)?.world, output),
        WorldCommand::Export { world, out, format } => export(&load(world)?.world, out, *format),
        WorldCommand::Import(arguments) => import::run(arguments, output),
        WorldCommand::Aggregate { world, map, out, format } => {
            let world = detente_world::aggregate(&load(world)?.world, map)?;
            import::keep(&world, out, *format, output)
        }
    }
}

fn load(world: &str) -> Result<LoadedWorld, Failure> {
    Ok(LoadedWorld::load(WorldSource::parse(world))?)
}

fn list(output: &Output) -> Result<(), Failure> {
    let mut text = String::new();
    for name in embedded::names() {
        let world = embedded::load(name)?;
        let size = format!("{} economies x {} sectors", world.economies.len(), world.sectors.len());
        text.push_str(&format!("{name:<12} {size:<28} {}\n", world.title));
    }
    output.text(&text)
}

fn identities(world: &World, output: &Output) -> Result<(), Failure> {
    let identities = check(world)?;
    output.text(&format!("{}{}", verdicts(&identities), show::natures(world)))?;
    if let Some(high) = high_tariffs(world) {
        note(&format!("warning: {high}"));
    }
    let failed = identities.iter().filter(|identity| !identity.holds).count();
    if failed == 0 {
        Ok(())
    } else {
        Err(Failure::finding(format!("{failed} of {} identities fail", identities.len())))
    }
}

/// One line per identity.
fn verdicts(identities: &[Identity]) -> String {
    let line = |identity: &Identity| {
        let verdict = if identity.holds { "holds" } else { "fails" };
        let place = if identity.place.is_empty() {
            String::new()
        } else {
            format!(" at {}", identity.place)
        };
        let (worst, tolerance) = (small(identity.worst), small(identity.tolerance));
        format!("{verdict}  {}: worst {worst}{place}, tolerance {tolerance}\n", identity.name)
    };
    identities.iter().map(line).collect()
}

fn export(world: &World, folder: &Path, format: TableFormat) -> Result<(), Failure> {
    let format = match format {
        TableFormat::Csv => Format::Csv,
        TableFormat::Parquet => Format::Parquet,
    };
    pack::write_pack(world, folder, format)?;
    note(&format!("wrote {}", folder.display()));
    Ok(())
}
