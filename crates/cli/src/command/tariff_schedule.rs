//! `detente tariffs --schedule`: a day's duties as a schedule that a scenario reads.
//!
//! Partners that the world does not have by themselves count in its rest. Economies of the world
//! whose lines are not known have no row, and the note names them.

use crate::failure::Failure;
use crate::output::note;
use detente_tariffs::{Added, Book, edition};
use detente_world::table::Table;
use detente_world::{World, embedded};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// The rest of the world, as worlds call it.
const REST: &str = "ROW";

/// Exporter and sector of a row, and what the day adds there as shares.
type Rows = BTreeMap<(String, &'static str), Added>;

pub(super) fn write(book: &Book, day: Date, path: &Path) -> Result<(), Failure> {
    let world = embedded::load(embedded::names()[0])?;
    let rows = rows(book, day, &world);
    let column = |cell: &dyn Fn(&Added) -> f64| {
        rows.values().map(|row| format!("{:.4}%", cell(row) * 100.0)).collect()
    };
    let end = |cell: &dyn Fn(&Added) -> f64| {
        let cell = |row: &Added| {
            if row.law.is_range() { format!("{:.4}%", cell(row) * 100.0) } else { String::new() }
        };
        rows.values().map(cell).collect()
    };
    let same = |cell: &str| vec![cell.to_owned(); rows.len()];
    let source = format!("detente tariffs on {day}: programs and acts in data/tariffs");
    let note_of_all = "points on top of the duties of 2024; collected: as expected, once goods at sea have arrived";
    let table = Table::new("tariff")
        .with_text("importer", same("USA"))
        .with_text("exporter", rows.keys().map(|(exporter, _)| exporter.clone()).collect())
        .with_text("sector", rows.keys().map(|(_, sector)| (*sector).to_owned()).collect())
        .with_text("statutory", column(&|row| row.law.middle()))
        .with_text("collected", column(&|row| row.settled))
        .with_text("preference", column(&|row| row.law.middle() - row.preferences))
        .with_text("exemption", column(&|row| row.preferences - row.settled))
        .with_text("low", end(&|row| row.law.low))
        .with_text("high", end(&|row| row.law.high))
        .with_text("source", same(&source))
        .with_text("vintage", same("2024 imports"))
        .with_text("grade", same("D"))
        .with_text("note", same(note_of_all));
    table.write(path)?;
    note(&format!(
        "wrote {} ({} rows); use it in a scenario: kind = \"tariff\", schedule = \"{}\", mode = \"add\", and above the entries basis = \"collected\" or \"statutory\"",
        path.display(),
        rows.len(),
        path.file_name().unwrap_or_default().to_string_lossy()
    ));
    let missing = missing(&world, &rows);
    note(&format!(
        "note: no row for {} economies of `{}` whose lines are not known: {}",
        missing.len(),
        world.id,
        missing.join(", ")
    ));
    Ok(())
}

fn rows(book: &Book, day: Date, world: &World) -> Rows {
    let mut rows = Rows::new();
    for partner in book.apart() {
        let code = &book.partners()[partner.0].code;
        let own = world.economy(code).is_some() || is_group(world, code);
        let exporter = if own { code.clone() } else { REST.to_owned() };
        let added = book.added(day, partner, |row| edition::sector(book.code(row.line)));
        for (sector, added) in added {
            *rows.entry((exporter.clone(), sector)).or_default() += added;
        }
    }
    rows.retain(|_, added| added.imports > 0.0);
    rows.into_iter().map(|(key, added)| (key, added.shares())).collect()
}

fn is_group(world: &World, code: &str) -> bool {
    world.economies.iter().any(|economy| economy.groups.iter().any(|group| group == code))
}

/// Economies that no row is about.
fn missing<'world>(world: &'world World, rows: &Rows) -> Vec<&'world str> {
    let covered = |code: &str| rows.keys().any(|(exporter, _)| exporter == code);
    let economies = world.economies.iter().filter(|economy| {
        economy.code != "USA"
            && !covered(&economy.code)
            && !economy.groups.iter().any(|group| covered(group))
    });
    economies.map(|economy| economy.code.as_str()).collect()
}
