//! `detente world`: what is a world made of, and does it add up?

use crate::arguments::{TableFormat, WorldArguments, WorldCommand};
use crate::failure::Failure;
use crate::output::{Output, note};
use detente_engine::{LoadedWorld, WorldSource};
use detente_world::check::{Identity, check};
use detente_world::import::{ImportOptions, import};
use detente_world::table::Format;
use detente_world::{Accounts, World, embedded, pack};
use std::fmt::Write;
use std::path::Path;

pub(crate) fn run(arguments: &WorldArguments, output: &Output) -> Result<(), Failure> {
    match &arguments.command {
        WorldCommand::List => list(output),
        WorldCommand::Show { world } => output.text(&describe(&load(world)?)),
        WorldCommand::Check { world } => identities(&load(world)?.world, output),
        WorldCommand::Export { world, out, format } => export(&load(world)?.world, out, *format),
        WorldCommand::Import { file, format, out, map, elasticities } => {
            let options = ImportOptions { map: map.clone(), elasticities: elasticities.clone(), ..ImportOptions::default() };
            let world = import(format.parse()?, file, &options)?;
            for repair in &world.repairs {
                note(&format!("repair: {} ({} cells, largest {:.3} {})", repair.what, repair.cells, repair.largest, world.currency));
            }
            export(&world, out, TableFormat::Csv)
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

// Writing to a String cannot fail, here and below.
fn describe(loaded: &LoadedWorld) -> String {
    let (world, mut text) = (&loaded.world, String::new());
    let _ = writeln!(text, "{}: {}", world.id, world.title);
    let _ = writeln!(text, "{} economies x {} sectors, {}, {}", world.economies.len(), world.sectors.len(), world.year, world.currency);
    let _ = writeln!(text, "sha256 {}\n", loaded.digest);
    totals(world, &mut text);
    sources(world, &mut text);
    for note in &world.notes {
        let _ = writeln!(text, "note: {note}");
    }
    for repair in &world.repairs {
        let _ = writeln!(text, "repair: {} ({} cells, largest {:.3} {})", repair.what, repair.cells, repair.largest, world.currency);
    }
    lists(world, &mut text);
    text
}

fn totals(world: &World, text: &mut String) {
    let accounts = Accounts::of(world);
    let abroad: f64 = world.trade.links().filter(|(_, importer, exporter, _)| importer != exporter).map(|(.., value)| value).sum();
    let sum = |values: &[f64]| values.iter().sum::<f64>();
    let rows = [
        ("gross output", sum(accounts.output.values())),
        ("value added", sum(accounts.value_added.values())),
        ("final demand", sum(accounts.final_demand.values())),
        ("trade across borders", abroad),
        ("tariff revenue", sum(&accounts.tariff_revenue)),
    ];
    for (name, value) in rows {
        let _ = writeln!(text, "{name:<24} {value:>16.0} {}", world.currency);
    }
    text.push('\n');
}

fn sources(world: &World, text: &mut String) {
    for source in &world.sources {
        let grade = source.grade.map_or(String::new(), |grade| format!(", grade {grade:?}"));
        let _ = writeln!(text, "source: {} ({}, {}{grade})", source.name, source.vintage, source.licence);
        let more = source.used_for.iter().chain(&source.url);
        for line in more {
            let _ = writeln!(text, "        {line}");
        }
    }
    text.push('\n');
}

fn lists(world: &World, text: &mut String) {
    text.push_str("\neconomies\n");
    for economy in &world.economies {
        let _ = writeln!(text, "  {:<5} {:<28} {}", economy.code, economy.name, economy.groups.join(" "));
    }
    text.push_str("\nsectors, with trade elasticities\n");
    for sector in &world.sectors {
        let home = if sector.tradable { "" } else { ", not traded" };
        let _ = writeln!(text, "  {:<10} {:>6.2}  {}{home}", sector.code, sector.trade_elasticity, sector.name);
    }
}

fn identities(world: &World, output: &Output) -> Result<(), Failure> {
    let identities = check(world);
    let line = |identity: &Identity| {
        let verdict = if identity.holds { "holds" } else { "fails" };
        let place = if identity.place.is_empty() { String::new() } else { format!(" at {}", identity.place) };
        format!("{verdict}  {}: worst {:.1e}{place}, tolerance {:.0e}\n", identity.name, identity.worst, identity.tolerance)
    };
    output.text(&identities.iter().map(line).collect::<String>())?;
    let failed = identities.iter().filter(|identity| !identity.holds).count();
    if failed == 0 { Ok(()) } else { Err(Failure::finding(format!("{failed} of {} identities fail", identities.len()))) }
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
