//! `detente world show`: what is in a world?

use detente_engine::LoadedWorld;
use detente_world::{Accounts, Basis, Repair, World};
use std::fmt::Write;

// Writing to a String cannot fail, here and below.
pub(super) fn describe(loaded: &LoadedWorld) -> String {
    let (world, mut text) = (&loaded.world, String::new());
    let _ = writeln!(text, "{}: {}", world.id, world.title);
    let _ = writeln!(
        text,
        "{} economies x {} sectors, {}, {}",
        world.economies.len(),
        world.sectors.len(),
        world.year,
        world.currency
    );
    let _ = writeln!(text, "sha256 {}\n", loaded.digest);
    totals(world, &mut text);
    sources(world, &mut text);
    for note in &world.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text.push_str(&repairs(world));
    lists(world, &mut text);
    text
}

fn totals(world: &World, text: &mut String) {
    let accounts = Accounts::of(world);
    let abroad: f64 = world
        .trade
        .links()
        .filter(|(_, importer, exporter, _)| importer != exporter)
        .map(|(.., value)| value)
        .sum();
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
        let _ = writeln!(
            text,
            "source: {} ({}, {}{grade})",
            source.name, source.vintage, source.licence
        );
        let more = source.used_for.iter().chain(&source.url);
        for line in more {
            let _ = writeln!(text, "        {line}");
        }
    }
}

fn lists(world: &World, text: &mut String) {
    text.push_str("\neconomies\n");
    for economy in &world.economies {
        let line =
            format!("  {:<5} {:<28} {}", economy.code, economy.name, economy.groups.join(" "));
        let made = made_of(world.meaning.economies.get(&economy.code));
        let _ = writeln!(text, "{}{made}", line.trim_end());
    }
    text.push_str("\nsectors, with trade elasticities\n");
    for (sector, nature) in world.sectors.iter().zip(world.natures()) {
        let home = if sector.tradable { "" } else { ", not traded" };
        let made = made_of(world.meaning.sectors.get(&sector.code));
        let kind = if nature.good { "good" } else { "service" };
        let stored = if nature.storable { ", storable" } else { "" };
        let _ = writeln!(
            text,
            "  {:<10} {:>6.2}  {}{home}; {kind}{stored}, {}{made}",
            sector.code,
            sector.trade_elasticity,
            sector.name,
            nature.criticality.word()
        );
    }
}

fn made_of(members: Option<&Vec<String>>) -> String {
    members.map_or(String::new(), |members| format!("; made of {}", members.join(" ")))
}

/// How it is known what sectors are, one line for each way.
pub(super) fn natures(world: &World) -> String {
    let mut known: Vec<(String, usize)> = Vec::new();
    for nature in world.natures() {
        let way = match nature.basis {
            Basis::Declared => "stated in the pack".to_owned(),
            Basis::Known(classification) => format!("known by their codes ({classification})"),
            Basis::Assumed => continue,
        };
        match known.iter_mut().find(|(own, _)| *own == way) {
            Some((_, count)) => *count += 1,
            None => known.push((way, 1)),
        }
    }
    let known = known.into_iter().map(|(way, count)| {
        format!("nature of {count} of {} sectors: {way}\n", world.sectors.len())
    });
    known.chain(world.assumed_natures().map(|text| format!("warning: {text}\n"))).collect()
}

/// The repairs of a world, one line each.
pub(super) fn repairs(world: &World) -> String {
    let line = |repair: &Repair| {
        let Repair { what, cells, largest } = repair;
        let plural = if *cells == 1 { "cell" } else { "cells" };
        format!("repair: {what} ({cells} {plural}, largest {largest:.3} {})\n", world.currency)
    };
    world.repairs.iter().map(line).collect()
}
