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

/// Parts of real income, and entries, are the same change seen from two sides.
#[test]
fn parts_and_entries_add_up_to_real_income() {
    let duty = |name: &str, exporter: &str, rate: &str| {
        format!(
            "[[shock]]\nname = \"{name}\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"{exporter}\"\nsector = \"goods\"\n\
             rate = {{ add = \"{rate}\" }}\nsource = \"an example\"\n"
        )
    };
    let entries = duty("Japan", "JPN", "25%") + &duty("China", "CHN", "40%");
    let tax = "[[shock]]\nname = \"ores\"\nkind = \"export-tax\"\nimporter = \"*\"\nexporter = \"IDN\"\nsector = \"B07\"\n\
               rate = { add = \"10%\" }\nsource = \"an example\"\n";
    for options in ["", "[trade]\ndeficits = \"zero\"\n", "[trade]\npass-through = 0.8\n"] {
        let run = written(&format!("{entries}{tax}{options}"));
        let world = &run.loaded.world;
        let welfare = run.tables.table("welfare").unwrap();
        let real = numbers(welfare, "real_income_musd");
        let parts: Vec<&[f64]> = [
            "terms_of_trade_musd",
            "import_volume_musd",
            "sales_volume_musd",
            "technology_musd",
            "lost_capacity_musd",
            "deficit_musd",
            "transfers_musd",
        ]
        .map(|part| numbers(welfare, part))
        .to_vec();
        let by = sums(run.tables.table("contributions").unwrap(), &["economy"], "real_income_musd");
        let accounts = detente_world::Accounts::of(world);
        for (at, economy) in world.economy_ids().enumerate() {
            let income: f64 = accounts.final_demand.row(economy).iter().sum();
            let sum: f64 = parts.iter().map(|part| part[at]).sum();
            assert!((sum - real[at]).abs() < 1e-9 * income, "{options} {at}: {sum} {}", real[at]);
            let entries = by[&vec![world.economies[at].code.clone()]];
            assert!((entries - real[at]).abs() < 1e-6 * income, "{entries} {}", real[at]);
        }
        // An export tax is a gain at the border, and of the world's trade a loss.
        let table = run.tables.table("contributions").unwrap();
        let of = |economy: &str, entry: &str| {
            let row = (0..table.rows())
                .find(|row| {
                    words(table, "economy")[*row] == economy && words(table, "entry")[*row] == entry
                })
                .unwrap();
            numbers(table, "real_income_musd")[row]
        };
        println!("{options} IDN: {} by its tax", of("IDN", "ores"));
        assert!(of("JPN", "Japan") < 0.0 && of("CHN", "China") < 0.0);
        let told = run.notes.join("\n");
        assert_eq!(told.contains("The baseline has no trade deficits"), options.contains("zero"));
        assert_eq!(
            told.contains("trade.deficits = fixed, proportional"),
            !options.contains("zero")
        );
        let absorbed = run.tables.get("absorption");
        assert_eq!(absorbed.is_some(), options.contains("pass-through"));
        if let Some(absorbed) = absorbed {
            // No duty is absorbed but those that change, and prices before duty fall.
            assert!(words(absorbed, "importer").iter().all(|code| code == "USA"));
            assert!(numbers(absorbed, "absorbed_musd").iter().all(|value| *value > 0.0));
        }
    }
}

/// Indonesia's export tax on nickel and other ores: its price at the border rises, and that is a gain.
#[test]
fn an_export_tax_shows_as_a_gain_at_the_border() {
    let run = written(
        "[[shock]]\nname = \"ores\"\nkind = \"export-tax\"\nimporter = \"*\"\nexporter = \"IDN\"\nsector = \"B07\"\n\
         rate = { add = \"10%\" }\nsource = \"an example\"\n",
    );
    let welfare = run.tables.table("welfare").unwrap();
    let at = words(welfare, "economy").iter().position(|code| code == "IDN").unwrap();
    let of = |column: &str| numbers(welfare, column)[at];
    println!(
        "real income {}, terms of trade {}, sales {}",
        of("real_income_musd"),
        of("terms_of_trade_musd"),
        of("sales_volume_musd")
    );
    assert!(of("terms_of_trade_musd") > 0.0 && of("sales_volume_musd") < 0.0);
    let entries = run.tables.table("contributions").unwrap();
    let alone = numbers(entries, "real_income_musd")[at];
    assert!((alone - of("real_income_musd")).abs() < 1e-6 * alone.abs());
}
