//! The bundled scenarios mean what their titles say.

use crate::world::embedded;
use detente_scenario::{
    Overrides, ResolveOptions, Resolved, ResolvedEntry, Standing, bundled, read, resolve,
};
use detente_world::{LinkTable, World};

fn on(name: &str, world: &World, date: Option<&str>) -> Resolved {
    let draft = read(&bundled::get(name).unwrap().source(), &Overrides::default());
    let report = draft.check(world);
    assert!(report.is_empty(), "{report}");
    let options =
        ResolveOptions { date: date.map(|date| date.parse().unwrap()), include_measures: true };
    resolve(&draft.finish().unwrap(), world, &options).unwrap()
}

fn added(resolved: &Resolved, world: &World, importer: &str, exporter: &str, sector: &str) -> f64 {
    let (sector, importer) = (world.sector(sector).unwrap(), world.economy(importer).unwrap());
    let exporter = world.economy(exporter).unwrap();
    let rate = |tariff: &LinkTable| tariff.get(sector, importer, exporter);
    ((rate(&resolved.state.tariff) - rate(&world.tariff)) * 1e6).round() / 1e4
}

/// Mean rate that `importer` charges on goods of `exporter`, in percent, weighted by the baseline's
/// trade, to two digits.
fn mean_on_goods(tariff: &LinkTable, world: &World, importer: &str, exporter: &str) -> f64 {
    let (importer, exporter) = (world.economy(importer).unwrap(), world.economy(exporter).unwrap());
    let goods = |code: &str| code.starts_with(['A', 'B', 'C']) && code != "B09";
    let goods = world.sector_ids().filter(|sector| goods(&world.sectors[sector.0].code));
    let (duties, value) = goods.fold((0.0, 0.0), |(duties, value), sector| {
        let flow = world.trade.get(sector, importer, exporter);
        (duties + flow * tariff.get(sector, importer, exporter), value + flow)
    });
    (duties / value * 1e4).round() / 1e2
}

#[test]
fn june_2025_is_the_state_of_the_article() {
    let world = embedded();
    let june = on("japan-us-2025", world, None);
    assert_eq!(june.date.to_string(), "2025-06-05");
    let us = |exporter, sector| added(&june, world, "USA", exporter, sector);
    assert_eq!(
        (us("JPN", "C29"), us("JPN", "C28"), us("JPN", "C24A")),
        (23.9505, 10.1227, 47.2701)
    );
    // Members of the Union have its lines, and their own duties where customs show them.
    assert_eq!((us("DEU", "C29"), us("POL", "C29")), (25.9022, 22.8241));
    // Medicines and fuels are exempt, and goods of the USMCA.
    assert!(us("IRL", "C21") < 0.5 && us("SAU", "B06") < 0.1 && us("CAN", "B06") < 0.1);
    assert!(us("MEX", "C26") < 2.0 && us("CHN", "C26") > 25.0);
    // Economies without lines have the rates of partners that the world lacks.
    assert_eq!(us("ISL", "C10T12"), us("ROW", "C10T12"));
    assert_eq!((us("CHE", "L"), us("JPN", "B05")), (0.0, 0.0));
    assert_eq!(added(&june, world, "CHN", "USA", "B05"), 25.0);
    assert_eq!(added(&june, world, "CHN", "USA", "C28"), 10.0);
    assert_eq!(added(&june, world, "CHN", "JPN", "C28"), 0.0);
}

#[test]
fn the_deal_changes_japan_alone() {
    let world = embedded();
    let (june, deal) = (on("japan-us-2025", world, None), on("japan-us-2025-deal", world, None));
    assert_eq!(
        (added(&deal, world, "USA", "JPN", "C29"), added(&deal, world, "USA", "JPN", "C28")),
        (12.4385, 10.2414)
    );
    let (usa, japan) = (world.economy("USA").unwrap(), world.economy("JPN").unwrap());
    let mut changed = 0;
    for ((sector, importer, exporter, old), new) in
        june.state.tariff.links().zip(deal.state.tariff.values())
    {
        if old != *new {
            changed += 1;
            assert_eq!((importer, exporter), (usa, japan), "{}", world.sectors[sector.0].code);
        }
    }
    // What is exempt is exempt in both.
    assert_eq!(changed, 23);
    let before = on("japan-us-2025-deal", world, Some("2025-06-05"));
    assert_eq!(before.state, june.state);
    assert_eq!(before.entries.last().unwrap().standing, Standing::NotYet);
}

#[test]
fn the_other_states_hold_the_rates_of_their_day() {
    let world = embedded();
    let april = on("liberation-day", world, None);
    let us = |exporter, sector| added(&april, world, "USA", exporter, sector);
    assert_eq!((us("JPN", "C13T15"), us("CHE", "C28"), us("CHN", "C13T15")), (24.0, 31.7686, 54.0));
    let august = on("tariffs-2025-08-07", world, None);
    assert_eq!(added(&august, world, "USA", "JPN", "C29"), 12.9525);
    assert_eq!(added(&august, world, "USA", "BRA", "A01"), 44.6898);
    let latest = on("tariffs-2026-08-19", world, None);
    assert_eq!(added(&latest, world, "USA", "JPN", "C29"), 12.8558);
}

#[test]
fn every_entry_and_every_row_has_its_source() {
    for name in bundled::names() {
        let bundled = bundled::get(name).unwrap();
        for (file, text) in bundled.files {
            assert!(
                text.starts_with("importer,exporter,sector,statutory,collected,"),
                "{name}/{file}"
            );
            assert!(!text.contains("ALL_GOODS") && !text.contains("UNASSIGNED"));
        }
        let scenario = read(&bundled.source(), &Overrides::default()).finish().unwrap();
        assert!(scenario.entries.iter().all(|entry| entry.source.len() > 10), "{name}");
        assert_eq!(scenario.to_toml(), bundled.text);
        assert_eq!(scenario.schedules(), bundled.files);
    }
    assert!(bundled::get("no such").is_none());
}

#[test]
fn every_bundled_scenario_resolves_on_the_embedded_world() {
    let world = embedded();
    assert_eq!(
        world
            .economies
            .iter()
            .filter(|economy| economy.groups.iter().any(|group| group == "EU27"))
            .count(),
        27
    );
    let mut means = vec![("baseline", mean_on_goods(&world.tariff, world, "USA", "JPN"))];
    for name in bundled::names() {
        let resolved = on(name, world, None);
        let acts = |entry: &ResolvedEntry| {
            entry.standing == Standing::InForce && (entry.links > 0 || entry.kind == "support")
        };
        // Plants and contracts of the package begin later than the day on which the trade engine
        // takes its state.
        let later = |entry: &ResolvedEntry| {
            name == "japan-us-2025-package" && entry.standing == Standing::NotYet
        };
        assert!(resolved.entries.iter().all(|entry| acts(entry) || later(entry)), "{name}");
        assert!(
            resolved.state.tariff.values().iter().all(|rate| rate.is_finite() && *rate >= 0.0),
            "{name}"
        );
        means.push((name, mean_on_goods(&resolved.state.tariff, world, "USA", "JPN")));
    }
    // Percent of the value of goods in the baseline's trade of 2022; `scenarios/README.md` has the
    // additions at the weights of 2024.
    let expected = [
        ("baseline", 1.83),
        ("japan-us-2025", 18.48),
        ("japan-us-2025-deal", 12.86),
        ("japan-us-2025-package", 13.44),
        ("tariffs-2025-08-07", 14.53),
        ("tariffs-2026-08-19", 13.71),
        ("liberation-day", 25.2),
        ("ree-licensing-2025", 1.83),
        ("china-stops-us-lng-2025", 1.83),
        ("hormuz-2026", 1.83),
    ];
    assert_eq!(means, expected);
}

#[test]
fn duties_by_law_and_the_ends_of_ranges_are_one_setting_away() {
    let world = embedded();
    let with = |name: &str, set: &[&str]| {
        let source = bundled::get(name).unwrap().source();
        let scenario = read(&source, &Overrides::new(set.iter().copied())).finish().unwrap();
        resolve(&scenario, world, &ResolveOptions::default()).unwrap()
    };
    let law = with("japan-us-2025", &["basis=statutory"]);
    let collected = with("japan-us-2025", &[]);
    let mexico = |of: &Resolved| added(of, world, "USA", "MEX", "C29");
    assert!(mexico(&law) > mexico(&collected) + 5.0);
    let [low, middle, high] = ["low", "middle", "high"].map(|end| {
        let state = with("tariffs-2026-08-19", &[&format!("range={end}")]);
        added(&state, world, "USA", "THA", "C10T12")
    });
    assert!(low + 0.5 < middle && middle + 0.5 < high, "{low} {middle} {high}");
}
