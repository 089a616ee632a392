//! The tables are one account seen from four sides.

use detente_engine::{Run, RunRequest, ScenarioSource, run};
use detente_world::table::NOISE;

use crate::sample::{numbers, shock, sums, words, written};

#[test]
fn what_a_sector_sells_is_its_output() {
    let run = shock();
    let sold = sums(run.tables.table("trade").unwrap(), &["exporter", "sector"], "value_musd");
    let output = sums(run.tables.table("sectors").unwrap(), &["economy", "sector"], "output_musd");
    assert_eq!(sold.len(), output.len());
    for (node, value) in output {
        assert!(
            (sold[&node] - value).abs() <= 1e-9 * value.max(1.0),
            "{node:?}: {} sold, {value} made",
            sold[&node]
        );
    }
}

#[test]
fn the_baseline_is_the_world() {
    let run = shock();
    let world = &run.loaded.world;
    let baseline: f64 = numbers(run.tables.table("trade").unwrap(), "baseline_musd").iter().sum();
    let total: f64 = world.trade.values().iter().sum();
    assert!((baseline / total - 1.0).abs() < 1e-12, "{baseline} {total}");
    assert_eq!(
        numbers(run.tables.table("trade").unwrap(), "value_musd").len(),
        world.trade.values().iter().filter(|value| **value > 0.0).count()
    );
}

#[test]
fn changes_are_those_between_the_two_values() {
    let run = shock();
    let column = |name: &str| numbers(run.tables.table("trade").unwrap(), name);
    let values = column("baseline_musd").iter().zip(column("value_musd")).zip(column("change_pct"));
    for ((before, after), change) in values {
        assert!(
            (100.0 * (after / before - 1.0) - change).abs() <= 1e-9 * change.abs().max(1.0) + NOISE
        );
    }
}

/// What the solvers leave open is no finding: a number is zero or says something.
fn settled_everywhere(run: &Run) {
    for table in run.tables.all() {
        for (name, column) in &table.columns {
            for value in (0..column.len()).filter_map(|row| column.number(row)) {
                let zero = value == 0.0 && value.is_sign_positive();
                assert!(zero || value.abs() >= NOISE, "{}.{name}: {value:e}", table.name);
            }
        }
    }
}

#[test]
fn no_table_holds_what_the_solvers_leave_open() {
    settled_everywhere(&shock());
    // Before tables were settled, 112,712 cells of `cascade_output` alone were noise here.
    settled_everywhere(&run(&RunRequest::new(ScenarioSource::parse("hormuz-2026"))).unwrap());
}

#[test]
fn exports_and_imports_are_the_borders_of_the_trade_table() {
    let run = shock();
    let (trade, welfare) =
        (run.tables.table("trade").unwrap(), run.tables.table("welfare").unwrap());
    let (from, to) = (words(trade, "exporter"), words(trade, "importer"));
    let change = |side: &[String], code: &str| {
        let sum = |column: &str| -> f64 {
            let rows = numbers(trade, column).iter().enumerate();
            rows.filter(|(row, _)| side[*row] == code && from[*row] != to[*row])
                .map(|(_, value)| value)
                .sum()
        };
        100.0 * (sum("value_musd") / sum("baseline_musd") - 1.0)
    };
    for (at, code) in words(welfare, "economy")
        .iter()
        .enumerate()
        .filter(|(_, code)| ["USA", "JPN", "CHN"].contains(&code.as_str()))
    {
        assert!(
            (change(from, code) - numbers(welfare, "exports_pct")[at]).abs() < 1e-6,
            "{code} exports"
        );
        assert!(
            (change(to, code) - numbers(welfare, "imports_pct")[at]).abs() < 1e-6,
            "{code} imports"
        );
    }
}

#[test]
fn a_cap_holds_and_has_one_row_for_each_link() {
    let cap = "[[shock]]\nname = \"quota\"\nkind = \"quantity-cap\"\nimporter = \"USA\"\nexporter = [\"JPN\", \"KOR\"]\nsector = \"C29\"\n\
               limit = \"60%\"\npooled = true\nsource = \"an example\"\n";
    let run = written(cap);
    let caps = run.tables.table("caps").unwrap();
    assert_eq!(words(caps, "exporter"), ["JPN", "KOR"]);
    assert!(numbers(caps, "quantity_ratio").iter().all(|ratio| (ratio - 0.6).abs() < 1e-6));
    assert!(numbers(caps, "limit").iter().all(|limit| (limit - 0.6).abs() < 1e-12));
    let (rent, tax) = (numbers(caps, "rent_musd"), numbers(caps, "shadow_tax"));
    // The rent of a link is the tax on what is sold: the value before the tax is the value in the
    // table.
    let trade = run.tables.table("trade").unwrap();
    for (at, exporter) in words(caps, "exporter").iter().enumerate() {
        let link = |row: &usize| {
            words(trade, "exporter")[*row] == *exporter
                && words(trade, "importer")[*row] == "USA"
                && words(trade, "sector")[*row] == "C29"
        };
        let row = (0..trade.rows()).find(link).unwrap();
        let value = numbers(trade, "value_musd")[row];
        assert!(
            (rent[at] / (tax[at] * value) - 1.0).abs() < 1e-6,
            "{} {} {value}",
            rent[at],
            tax[at]
        );
    }
}
