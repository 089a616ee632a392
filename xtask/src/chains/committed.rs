//! Do the committed chains keep what the format promises? Needs no sources.

use super::chain::BESIDE;
use super::source::{Record, records};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/chains").join(id)
}

fn table(id: &str, name: &str) -> Vec<Record> {
    records(&folder(id), name).unwrap()
}

fn middle(row: &Record, name: &str) -> Option<f64> {
    let (low, high) = (
        row.number(&format!("{name}_low")).unwrap()?,
        row.number(&format!("{name}_high")).unwrap()?,
    );
    Some(row.number(name).unwrap().unwrap_or(f64::midpoint(low, high)))
}

const CHAINS: [&str; 2] = ["lng", "rare-earths"];

#[test]
fn every_good_balances_in_every_economy_that_gets_and_gives_it() {
    for id in CHAINS {
        let mut sums: BTreeMap<(String, String), (f64, f64)> = BTreeMap::new();
        let mut add = |good: &str, economy: &str, quantity: f64| {
            let sum = sums.entry((good.to_owned(), economy.to_owned())).or_default();
            *if quantity > 0.0 { &mut sum.0 } else { &mut sum.1 } += quantity;
        };
        let recipes = table(id, "recipes.csv");
        for row in table(id, "processes.csv") {
            let Some(activity) = row.number("balanced").unwrap() else { continue };
            let economy = row.text("economy").unwrap();
            for recipe in recipes.iter().filter(|recipe| {
                recipe.text("process").unwrap() == row.text("process").unwrap()
                    && ["*", economy].contains(&recipe.text("economy").unwrap())
            }) {
                add(
                    recipe.text("good").unwrap(),
                    economy,
                    activity * middle(recipe, "coefficient").unwrap(),
                );
            }
        }
        for row in table(id, "flows.csv") {
            let Some(quantity) = row.number("balanced").unwrap() else { continue };
            add(row.text("good").unwrap(), row.text("exporter").unwrap(), -quantity);
            add(row.text("good").unwrap(), row.text("importer").unwrap(), quantity);
        }
        for row in table(id, "demand.csv") {
            if let Some(quantity) = row.number("balanced").unwrap() {
                add(row.text("good").unwrap(), row.text("economy").unwrap(), -quantity);
            }
        }
        for (place, (supply, usage)) in sums {
            assert!(
                (supply + usage).abs() <= 1e-9 * supply.max(1e-6),
                "{id} {place:?}: {supply} supplied, {usage} used"
            );
        }
    }
}

#[test]
fn intervals_are_ordered_and_no_figure_is_from_memory() {
    const NUMBERS: [&str; 14] = [
        "capacity",
        "activity",
        "quantity",
        "coefficient",
        "elasticity",
        "price",
        "cost",
        "investment_cost",
        "lead_time_months",
        "weeks",
        "collection",
        "yield",
        "life_years",
        "constant",
    ];
    for id in CHAINS {
        let beside = std::fs::read_dir(folder(id).join(BESIDE)).unwrap();
        for file in std::fs::read_dir(folder(id)).unwrap().chain(beside) {
            let file = file.unwrap().path();
            let name = file.strip_prefix(folder(id)).unwrap().to_str().unwrap().to_owned();
            if !name.ends_with(".csv") || name == "economies.csv" {
                continue;
            }
            let text = std::fs::read_to_string(folder(id).join(&name)).unwrap();
            let rows = table(id, &name);
            // Rows of grade M would be left out on reading.
            assert_eq!(
                rows.len(),
                csv::Reader::from_reader(text.as_bytes()).records().count(),
                "{id}/{name}"
            );
            for row in rows {
                assert!(["A", "B", "C", "D"].contains(&row.text("grade").unwrap()), "{id}/{name}");
                assert!(
                    !row.text("source").unwrap().contains("memory"),
                    "{id}/{name}: {}",
                    row.text("source").unwrap()
                );
                for number in
                    NUMBERS.iter().filter(|number| row.text(&format!("{number}_low")).is_ok())
                {
                    let get = |part: &str| row.number(&format!("{number}{part}")).unwrap();
                    let known = [get("_low"), get(""), get("_high")].map(|value| value.is_some());
                    let allowed = [[false; 3], [true, false, true], [true; 3]];
                    assert!(
                        allowed.contains(&known),
                        "{id}/{name} {number}: all three, both bounds or none"
                    );
                    let ordered = [get("_low"), get(""), get("_high")]
                        .into_iter()
                        .flatten()
                        .collect::<Vec<_>>();
                    assert!(ordered.is_sorted(), "{id}/{name} {number}: {ordered:?}");
                }
            }
        }
    }
}

#[test]
fn base_year_stays_within_what_is_published() {
    for (id, file, number) in [
        ("lng", "flows.csv", "quantity"),
        ("lng", "processes.csv", "activity"),
        ("rare-earths", "flows.csv", "quantity"),
        ("rare-earths", "processes.csv", "activity"),
        ("rare-earths", "demand.csv", "quantity"),
    ] {
        for row in table(id, file) {
            let Some(balanced) = row.number("balanced").unwrap() else { continue };
            let low = row.required(&format!("{number}_low")).unwrap();
            let high = row.required(&format!("{number}_high")).unwrap();
            let slack = 1e-6 * high.abs().max(1e-3);
            assert!(
                balanced >= low - slack && balanced <= high + slack,
                "{id}/{file}: {balanced} is not in {low} to {high}"
            );
        }
    }
}

#[test]
fn the_library_reads_the_chains_and_finds_them_balanced() {
    for id in CHAINS {
        let chain = detente_world::chain::read_chain(&folder(id)).unwrap();
        for miss in detente_world::chain::imbalances(&chain) {
            let place = (&chain.goods[miss.good].code, &chain.economies[miss.economy].code);
            // What nobody is known to supply, or to use, is left out of the balance and named in
            // the notes.
            let left_out = chain
                .notes
                .iter()
                .any(|note| note.starts_with(&format!("{} in {} is not", place.0, place.1)));
            assert!(
                left_out || miss.relative() < 1e-9 || miss.supply + miss.use_ < 1e-9,
                "{id} {place:?}: {miss:?}"
            );
        }
    }
}
