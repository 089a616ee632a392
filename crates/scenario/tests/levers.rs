//! Ranges and measures that are taken or left: what a run takes, and the scenario at other levels.

use crate::world::{embedded, small};
use detente_scenario::{
    Overrides, ResolveOptions, Resolved, Scenario, Source, bundled, read, resolve,
};

const CARS: &str = r#"title = "t"
[[shock]]
name = "cars"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"
rate = { add = "25%" }
from = 2025-04-03
source = "s"

[[measure]]
name = "relief"
by = "USA"
for = "JPN"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"
rate = { set = { min = "2.5%", max = "27.5%", at = "15%" } }
override = true
source = "s"

[[measure]]
name = "aid"
by = "JPN"
kind = "transfer"
giver = "JPN"
receiver = "USA"
phases = [ { from = 2025-08-01, amount = "USD 10 million" } ]
optional = true
source = "s"

[[measure]]
name = "steel"
by = "USA"
kind = "quantity-cap"
importer = "USA"
exporter = "JPN"
sector = "C24A"
limit = { min = 0.5, max = 0.75 }
source = "s"
"#;

fn scenario(text: &str) -> Scenario {
    read(&Source::new("a.toml", text), &Overrides::default())
        .finish()
        .unwrap_or_else(|report| panic!("{report}"))
}

fn resolved(scenario: &Scenario) -> Resolved {
    resolve(scenario, &small(), &ResolveOptions::default())
        .unwrap_or_else(|report| panic!("{report}"))
}

/// Tariff on Japanese cars, transfer to the United States and cap on steel.
fn state(scenario: &Scenario) -> (f64, f64, f64) {
    let (world, state) = (small(), resolved(scenario).state);
    let [usa, japan] = ["USA", "JPN"].map(|code| world.economy(code).unwrap());
    let tariff = state.tariff.get(world.sector("C29").unwrap(), usa, japan);
    ((tariff * 1e10).round() / 1e8, state.transfer[usa.0], state.caps[0].limit)
}

#[test]
fn a_run_takes_ranges_at_the_value_asked_for_or_at_the_highest() {
    let scenario = scenario(CARS);
    assert_eq!(state(&scenario), (15.0, 10.0, 0.75));
    let levers: Vec<_> = scenario
        .levers()
        .iter()
        .map(|lever| (lever.entry.as_str(), lever.by.as_str(), lever.at))
        .collect();
    assert_eq!(levers, [("relief", "USA", 0.5), ("aid", "JPN", 1.0), ("steel", "USA", 1.0)]);
    let range = scenario.levers()[0].range.clone().unwrap();
    assert_eq!(
        (range.path.as_str(), range.min, range.max, range.unit.as_str()),
        ("rate.set", 2.5, 27.5, "%")
    );
    assert_eq!(scenario.levers()[1].range, None);
    assert_eq!(scenario.entries[1].size.clone().unwrap().number, 15.0);
    assert_eq!(scenario.entries[2].size.clone().unwrap().unit, "USD million");
}

#[test]
fn levels_choose_the_values_and_what_is_written_back_reads_the_same() {
    let scenario = scenario(CARS);
    for (levels, expected) in [
        ([Some(0.0), None, Some(0.0)], (2.5, 0.0, 0.5)),
        ([Some(1.0), Some(1.0), Some(1.0)], (27.5, 10.0, 0.75)),
        ([Some(0.25), Some(0.0), Some(0.5)], (8.75, 10.0, 0.625)),
    ] {
        let chosen = scenario.with_levels(&levels).unwrap();
        assert_eq!(state(&chosen), expected, "{levels:?}");
        assert!(chosen.levers().is_empty());
        assert_eq!(chosen.evaluation_date(), scenario.evaluation_date());
        assert_eq!(chosen.entries.len(), levels.iter().flatten().count() + 1);
        let again = self::scenario(&chosen.to_toml());
        assert!(again.levers().is_empty());
        assert_eq!(resolved(&again), resolved(&chosen));
        assert_eq!(again.to_toml(), chosen.to_toml());
    }
}

#[test]
fn the_levels_of_a_run_are_the_run() {
    let scenario = scenario(CARS);
    let levels: Vec<Option<f64>> = scenario.levers().iter().map(|lever| Some(lever.at)).collect();
    assert_eq!(resolved(&scenario.with_levels(&levels).unwrap()), resolved(&scenario));
}

#[test]
fn levels_that_do_not_fit_are_refused() {
    let scenario = scenario(CARS);
    insta::assert_snapshot!(scenario.with_levels(&[Some(1.0)]).unwrap_err().render(false));
    insta::assert_snapshot!(
        scenario.with_levels(&[Some(1.0), Some(1.5), Some(0.0)]).unwrap_err().render(false)
    );
    assert!(scenario.with_levels(&[Some(f64::NAN), None, None]).is_err());
}

#[test]
fn an_override_can_pin_a_lever() {
    let set = Overrides::new([
        "measure.relief.rate.set=10%",
        "measure.aid.optional=false",
        "measure.steel.limit.max=0.5",
    ]);
    let pinned = read(&Source::new("a.toml", CARS), &set).finish().unwrap();
    assert_eq!(state(&pinned), (10.0, 10.0, 0.5));
    assert_eq!(pinned.levers().len(), 1);
}

#[test]
fn choosing_nothing_where_nothing_can_be_chosen_changes_nothing() {
    for name in bundled::names() {
        let scenario =
            read(&bundled::get(name).unwrap().source(), &Overrides::default()).finish().unwrap();
        if scenario.levers().is_empty() {
            let chosen = scenario.with_levels(&[]).unwrap();
            let options = ResolveOptions::default();
            assert_eq!(
                resolve(&chosen, embedded(), &options).unwrap(),
                resolve(&scenario, embedded(), &options).unwrap()
            );
        }
    }
}
