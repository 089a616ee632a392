//! `detente tariffs --schedule`: a day's duties as a schedule that a scenario reads.
//!
//! Partners that the world does not have by themselves count in its rest. Economies of the world
//! whose lines are not known have no row, and the note names them.

use crate::arguments::BasisChoice;
use crate::failure::Failure;
use crate::output::note;
use detente_tariffs::{Basis, Book};
use detente_world::table::Table;
use detente_world::{World, embedded};
use jiff::civil::Date;
use std::path::Path;

/// The rest of the world, as worlds call it.
const REST: &str = "ROW";

pub(super) fn write(
    book: &Book,
    day: Date,
    choice: BasisChoice,
    path: &Path,
) -> Result<(), Failure> {
    let world = embedded::load(embedded::names()[0])?;
    let (basis, words) = match choice {
        BasisChoice::Statutory => (Basis::Law, "by law"),
        BasisChoice::Collected => (Basis::Collected, "as expected to be collected"),
    };
    let rows = book.added(day, basis, |code| {
        if world.economy(code).is_some() || is_group(&world, code) { code } else { REST }.to_owned()
    });
    let column = |cell: &dyn Fn(&(String, &str, f64)) -> String| rows.iter().map(cell).collect();
    let same = |cell: &str| vec![cell.to_owned(); rows.len()];
    let source = format!("detente tariffs on {day}, {words}: programs and acts in data/tariffs");
    let table = Table::new("tariff")
        .with_text("importer", same("USA"))
        .with_text("exporter", column(&|row| row.0.clone()))
        .with_text("sector", column(&|row| row.1.to_owned()))
        .with_text("rate", column(&|row| format!("{:.4}%", row.2 * 100.0)))
        .with_text("source", same(&source))
        .with_text("vintage", same("2024 imports"))
        .with_text("grade", same("D"))
        .with_text("note", same("points on top of the duties of 2024"));
    table.write(path)?;
    note(&format!(
        "wrote {} ({} rows); use it in a scenario: kind = \"tariff\", schedule = \"{}\", mode = \"add\"",
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

fn is_group(world: &World, code: &str) -> bool {
    world.economies.iter().any(|economy| economy.groups.iter().any(|group| group == code))
}

/// Economies that no row is about.
fn missing<'world>(world: &'world World, rows: &[(String, &str, f64)]) -> Vec<&'world str> {
    let covered = |code: &str| rows.iter().any(|(exporter, ..)| exporter == code);
    let economies = world.economies.iter().filter(|economy| {
        economy.code != "USA"
            && !covered(&economy.code)
            && !economy.groups.iter().any(|group| covered(group))
    });
    economies.map(|economy| economy.code.as_str()).collect()
}
