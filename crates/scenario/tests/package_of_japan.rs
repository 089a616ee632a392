//! The bundled package of Japan: its shocks are those of `japan-us-2025`, and its levers begin at
//! nothing.

use crate::world::embedded;
use detente_scenario::{
    Overrides, ResolveOptions, Resolved, Scenario, Side, bundled, read, resolve,
};

const PACKAGE: &str = "japan-us-2025-package";
const CHIPS: &str = "semiconductors designed in the United States";

fn scenario(name: &str, set: &[String]) -> Scenario {
    let draft = read(&bundled::get(name).unwrap().source(), &Overrides::new(set.iter().cloned()));
    let report = draft.check(embedded());
    assert!(report.is_empty(), "{report}");
    draft.finish().unwrap()
}

fn on(scenario: &Scenario, date: &str, include_measures: bool) -> Resolved {
    let options = ResolveOptions { date: Some(date.parse().unwrap()), include_measures };
    resolve(scenario, embedded(), &options).unwrap()
}

/// Every range set to its `min` or, for relief from a tariff, to its `max`: nothing given, nothing
/// granted.
fn nothing() -> Vec<String> {
    let package = scenario(PACKAGE, &[]);
    let levers = package.levers().iter().map(|lever| {
        let range = lever.range.as_ref().unwrap();
        let value = if range.path == "rate.add" { range.max } else { range.min };
        let written = match range.unit.strip_prefix("USD ") {
            Some(scale) => format!("USD {value} {scale}"),
            None if range.unit == "%" => format!("{value}%"),
            None => format!("{value} {}", range.unit),
        };
        format!("measure.\"{}\".{}={written}", lever.entry, range.path)
    });
    levers.collect()
}

fn shocks(text: &str) -> &str {
    let rest = &text[text.find("[[shock]]").unwrap()..];
    rest.split("\n# What Japan offers").next().unwrap().trim_end()
}

#[test]
fn its_shocks_are_those_of_june_word_for_word() {
    let [june, package] = ["japan-us-2025", PACKAGE].map(|name| bundled::get(name).unwrap());
    assert_eq!(shocks(package.text), shocks(june.text));
    assert_eq!(package.files, june.files);
}

#[test]
fn with_nothing_taken_the_state_is_that_of_june_on_every_date() {
    let (june, package) = (scenario("japan-us-2025", &[]), scenario(PACKAGE, &[]));
    let at_nothing = scenario(PACKAGE, &nothing());
    assert!(at_nothing.levers().is_empty());
    for date in ["2025-03-01", "2025-06-05", "2025-08-07", "2026-06-30", "2030-12-31"] {
        let expected = on(&june, date, true).state;
        assert_eq!(on(&package, date, false).state, expected, "{date}");
        // Measures in force at no amount: the rates are those of June to the last digit.
        let mut state = on(&at_nothing, date, true).state;
        assert!(state.procurements.iter().all(|procurement| procurement.amount == 0.0));
        state.procurements.clear();
        assert_eq!(state, expected, "{date}");
    }
}

#[test]
fn relief_in_full_ends_what_cars_and_steel_pay_and_lets_nothing_fall_below_the_duty() {
    let (world, june) = (embedded(), on(&scenario("japan-us-2025", &[]), "2025-08-07", true));
    let reliefs =
        ["cars", "steel", "the baseline"].iter().zip(["-23.9505%", "-47.2701%", "-6.1754%"]);
    let set: Vec<String> = reliefs
        .map(|(name, rate)| format!("measure.\"relief on {name}\".rate.add={rate}"))
        .collect();
    let granted = on(&scenario(PACKAGE, &set), "2025-08-07", true);
    let (usa, japan) = (world.economy("USA").unwrap(), world.economy("JPN").unwrap());
    let mut relieved = 0;
    for (sector, importer, exporter, duty) in world.tariff.links() {
        let [before, after] =
            [&june, &granted].map(|at| at.state.tariff.get(sector, importer, exporter));
        let code = world.sectors[sector.0].code.as_str();
        if (importer, exporter) != (usa, japan) {
            assert_eq!(before, after, "{code}");
            continue;
        }
        relieved += usize::from(after < before);
        assert!(after >= duty - 1e-12, "{code}: {after} is below the duty of {duty}");
        if ["C29", "C24A"].contains(&code) {
            assert!((after - duty).abs() < 1e-12, "{code}: {after} is not the duty of {duty}");
        }
    }
    assert_eq!(relieved, 19);
}

#[test]
fn chips_are_bought_for_one_year_or_for_every_year() {
    let amount = |set: &[String], date: &str| -> Vec<f64> {
        let state = on(&scenario(PACKAGE, set), date, true).state;
        state.procurements.iter().map(|procurement| procurement.amount).collect()
    };
    let every_year = [format!("measure.\"{CHIPS}\".until=2033-12-31")];
    assert_eq!((amount(&[], "2026-08-06"), amount(&[], "2026-08-07")), (vec![6900.0], vec![]));
    assert_eq!(amount(&every_year, "2033-12-31"), [6900.0]);
}

#[test]
fn it_negotiates_twelve_levers_over_eight_futures_that_all_read() {
    let package = scenario(PACKAGE, &[]);
    assert!(package.levers().len() <= 12);
    let by = |who: &str| package.levers().iter().filter(|lever| lever.by == who).count();
    assert_eq!((by("JPN"), by("USA")), (9, 3));
    let support = package
        .entries
        .iter()
        .find(|entry| entry.side == Side::Measure && entry.kind == "support")
        .unwrap();
    assert!(package.levers().iter().all(|lever| lever.entry != support.name.value));
    let negotiation = package.negotiation().unwrap();
    assert_eq!(negotiation.parties, ["JPN", "USA"]);
    assert_eq!(negotiation.futures.len(), 8);
    for at in 0..negotiation.futures.len() {
        let future = package.in_future(at).unwrap();
        assert_eq!(future.levers(), package.levers());
        // China's answer is a matter of goods in tonnes: the trade engine's state does not know it.
        assert_eq!(on(&future, "2027-06-30", true).state, on(&package, "2027-06-30", true).state);
    }
}
