//! Scenarios about commodity chains, from their text to the tables.

use detente_engine::months::{Assumptions, chain_market};
use detente_engine::{EngineError, Run, RunRequest, ScenarioSource, run};
use detente_world::chain::load;
use detente_world::table::{Column, Table};

fn bundled(name: &str) -> Run {
    run(&RunRequest::new(ScenarioSource::parse(name))).unwrap()
}

fn written(text: &str) -> Result<Run, EngineError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("written.toml");
    std::fs::write(&path, text).unwrap();
    run(&RunRequest::new(ScenarioSource::File(path)))
}

/// Rows of a table in which these text columns have these values.
fn rows(table: &Table, wanted: &[(&str, &str)]) -> Vec<usize> {
    let fits = |row: &usize| {
        wanted.iter().all(|(name, value)| match table.column(name) {
            Some(Column::Text(cells)) => cells[*row] == *value,
            _ => panic!("no text column {name}"),
        })
    };
    (0..table.rows()).filter(fits).collect()
}

fn number(table: &Table, name: &str, row: usize) -> f64 {
    match table.column(name) {
        Some(Column::Number(cells)) => cells[row],
        _ => panic!("no number column {name}"),
    }
}

fn words<'a>(table: &'a Table, name: &str, row: usize) -> &'a str {
    match table.column(name) {
        Some(Column::Text(cells)) => &cells[row],
        _ => panic!("no text column {name}"),
    }
}

#[test]
fn the_base_year_of_rare_earths_is_reproduced_in_every_flow() {
    for assumptions in [Assumptions::low(), Assumptions::default(), Assumptions::high()] {
        let chain = chain_market(&load("rare-earths").unwrap(), &assumptions).unwrap();
        let period = detente_commodity::Period::plain(1.0);
        let solution =
            chain.market.solve(&[period], &detente_commodity::Options::default()).unwrap();
        assert_eq!(solution.status, detente_commodity::Status::Optimal);
        let flows = chain.base.links.iter().zip(&solution.outcome.periods[0].flow);
        let worst = flows.map(|(link, flow)| (flow / link.flow - 1.0).abs()).fold(0.0, f64::max);
        println!(
            "rare earths: largest relative difference of a flow {worst:.1e}, {:?}",
            solution.certificate
        );
        assert!(worst < 1e-6, "{worst}");
        assert!(
            chain.refused.iter().any(|what| what.contains("make-magnet-smco in DEU")),
            "{:?}",
            chain.refused
        );
    }
}

#[test]
fn licences_follow_their_path_and_part_the_prices() {
    let run = bundled("ree-licensing-2025");
    let table = |name: &str| run.tables.table(name).unwrap();
    let heat = [
        ("good", "magnet-ndfeb-heat"),
        ("exporter", "CHN"),
        ("importer", "JPN"),
        ("period", "2025-05-06"),
    ];
    let row = rows(table("commodity_flows"), &heat)[0];
    let share = number(table("commodity_flows"), "mid", row)
        / number(table("commodity_flows"), "base", row);
    assert!((share - 0.26).abs() < 1e-6, "{share}");
    let price = |economy: &str| {
        let row = rows(
            table("commodity_prices"),
            &[("good", "magnet-ndfeb-heat"), ("economy", economy), ("period", "2025-05-13")],
        )[0];
        ["low", "mid", "high"].map(|case| {
            number(table("commodity_prices"), case, row)
                / number(table("commodity_prices"), "base", row)
        })
    };
    let (outside, inside) = (price("USA"), price("CHN"));
    println!("price over base on 13 May 2025: United States {outside:.2?}, China {inside:.2?}");
    assert!(outside[0] > 1.0 && inside[2] < 1.0);
    for row in rows(table("commodity_stockouts"), &[("use", "vehicles")]) {
        let of = |name: &str| number(table("commodity_stockouts"), name, row);
        println!(
            "{} vehicles: stocks {:.1} to {:.1} weeks, out after {:.1} to {:.1}, need met at worst {:.2} to {:.2}",
            words(table("commodity_stockouts"), "economy", row),
            of("stock_weeks_low"),
            of("stock_weeks_high"),
            of("weeks_to_stock_out_low"),
            of("weeks_to_stock_out_high"),
            of("lowest_met_low"),
            of("lowest_met_high")
        );
        // A firm without a licence from 4 April on: one in the United States stopped in May, one in
        // Japan on 26 May 2025.
        assert!(of("stock_weeks_low") > 7.0 && of("stock_weeks_high") < 18.0);
    }
}

#[test]
fn every_band_is_a_band() {
    let run = bundled("ree-licensing-2025");
    let table = |name: &str| run.tables.table(name).unwrap();
    for (table, names) in [
        (table("commodity_flows"), [["low", "mid", "high"]].as_slice()),
        (table("commodity_prices"), &[["low", "mid", "high"]]),
        (
            table("commodity_availability"),
            &[["arrivals_low", "arrivals", "arrivals_high"], ["met_low", "met", "met_high"]],
        ),
        (table("commodity_balance"), &[["unmet_low", "unmet", "unmet_high"]]),
    ] {
        for names in names {
            for row in 0..table.rows() {
                let [low, mid, high] = names.map(|name| number(table, name, row));
                assert!(low <= mid && mid <= high, "{} row {row}: {low} {mid} {high}", table.name);
            }
        }
    }
}

#[test]
fn what_arrives_and_is_released_is_used_processed_or_stored() {
    let run = bundled("ree-licensing-2025");
    let table = run.tables.table("commodity_balance").unwrap();
    let initial = chain_market(&load("rare-earths").unwrap(), &Assumptions::default()).unwrap();
    let norm: f64 = initial
        .base
        .stores
        .iter()
        .filter(|s| initial.base.goods[s.good] == "magnet-ndfeb-heat")
        .map(|s| s.norm)
        .sum();
    let mut before = std::collections::HashMap::new();
    let mut seen = 0.0;
    for row in rows(table, &[("good", "magnet-ndfeb-heat")]) {
        let of = |name: &str| number(table, name, row);
        let economy = words(table, "economy", row).to_owned();
        let years = of("days") / 365.25;
        let first = initial.base.stores.iter().find(|store| {
            initial.base.goods[store.good] == "magnet-ndfeb-heat"
                && initial.base.regions[store.region] == economy
        });
        let first = first.map_or(0.0, |store| store.norm);
        let last = *before.entry(economy.clone()).or_insert_with(|| {
            seen += first;
            first
        });
        let gap = (of("arrived") - of("processed") - of("used")) * years - (of("stock") - last);
        assert!(gap.abs() < 1e-6 * of("arrived").max(1.0), "{economy}: {gap}");
        before.insert(economy, of("stock"));
    }
    assert!((seen - norm).abs() < 1e-9 * norm);
}

#[test]
fn a_full_licence_changes_nothing() {
    let run = written(
        r#"
        title = "nothing"
        start = 2025-04-01
        end = 2025-12-31
        [[shock]]
        name = "all is licensed"
        kind = "export-control"
        exporter = "CHN"
        importer = "*"
        commodity = "Dy"
        licensed = "100%"
        source = "test"
        "#,
    )
    .unwrap();
    let flows = run.tables.table("commodity_flows").unwrap();
    for row in 0..flows.rows() {
        let (base, mid) = (number(flows, "base", row), number(flows, "mid", row));
        assert!((mid - base).abs() <= 1e-6 * base, "{base} {mid}");
    }
}

fn purchase(amount: &str, from: &str) -> String {
    format!(
        r#"
        title = "purchase"
        start = 2025-04-01
        end = 2030-12-31
        [[measure]]
        name = "LNG from the United States"
        by = "JPN"
        kind = "purchase"
        importer = "JPN"
        exporter = "USA"
        commodity = "lng"
        amount = "{amount}"
        beyond-base = true
        from = {from}
        source = "test"
        "#
    )
}

#[test]
fn a_purchase_that_starts_later_changes_nothing_before() {
    let run = written(&purchase("5.5 Mt/yr", "2029-01-01")).unwrap();
    let table = |name: &str| run.tables.table(name).unwrap();
    let (mut before, mut after): (f64, f64) = (0.0, 0.0);
    for row in 0..table("commodity_flows").rows() {
        let change = (number(table("commodity_flows"), "mid", row)
            - number(table("commodity_flows"), "base", row))
        .abs();
        if words(table("commodity_flows"), "period", row) < "2029-01-01" {
            before = before.max(change)
        } else {
            after = after.max(change)
        }
    }
    println!("largest change of a flow before 2029: {before:.1e} Mt, after: {after:.2} Mt");
    assert!(before < 1e-6 && after > 5.0);
    let binding = rows(table("commodity_rents"), &[("period", "2029-01-01")]);
    assert!(number(table("commodity_rents"), "low", binding[0]) > 0.0);
}

#[test]
fn more_than_there_is_cannot_be_bought() {
    let error = written(&purchase("500 Mt/yr", "2026-01-01")).unwrap_err();
    assert!(error.is_finding());
    let message = error.to_string();
    assert!(
        message.contains("LNG from the United States") && message.contains("2026-01-01"),
        "{message}"
    );
}

#[test]
fn measures_help_and_their_absence_shows() {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/rare-earths.toml");
    let mut request = RunRequest::new(ScenarioSource::File(example.into()));
    let with = run(&request).unwrap();
    request.measures = false;
    let without = run(&request).unwrap();
    let met = |run: &Run| {
        let table = run.tables.table("commodity_balance").unwrap();
        let unmet = rows(table, &[("good", "magnet-ndfeb-heat"), ("economy", "JPN")]);
        unmet
            .iter()
            .map(|row| number(table, "unmet", *row) * number(table, "days", *row))
            .sum::<f64>()
            / 365.25
    };
    println!(
        "unmet need of heat-resistant magnets in Japan, t: {:.0} with measures, {:.0} without",
        met(&with),
        met(&without)
    );
    assert!(met(&with) < met(&without));
}

#[test]
fn a_foreseen_shock_is_rationed_in_advance() {
    let entry = r#"
        title = "a stop that comes late"
        start = 2025-04-01
        end = 2026-03-31
        COMMODITY
        [[shock]]
        name = "stop"
        kind = "export-control"
        exporter = "CHN"
        importer = "*"
        commodity = "magnet-ndfeb-heat"
        licensed = "30%"
        from = 2025-10-01
        source = "test"
    "#;
    // Stocks of Germany just before the shock, over those of the first week.
    let kept = |text: &str| {
        let run = written(text).unwrap();
        let table = run.tables.table("commodity_balance").unwrap();
        let own = rows(table, &[("good", "magnet-ndfeb-heat"), ("economy", "DEU")]);
        let before = own.iter().rfind(|row| words(table, "period", **row) < "2025-10-01").unwrap();
        number(table, "stock", *before) / number(table, "stock", own[0])
    };
    let rolling = kept(&entry.replace("COMMODITY", ""));
    let perfect = kept(&entry.replace("COMMODITY", "[commodity]\n        foresight = \"perfect\""));
    println!(
        "stocks before a foreseen stop over those of the first week: {perfect:.2}, unforeseen {rolling:.2}"
    );
    assert!((rolling - 1.0).abs() < 1e-6 && perfect > 1.01);
}

#[test]
fn what_processes_make_and_take_adds_up_to_the_balance() {
    let run = bundled("ree-licensing-2025");
    let table = |name: &str| run.tables.table(name).unwrap();
    let (processing, balance) = (table("commodity_processing"), table("commodity_balance"));
    let mut sums: std::collections::BTreeMap<[String; 5], f64> = std::collections::BTreeMap::new();
    for row in 0..processing.rows() {
        let key = ["chain", "good", "economy", "period", "side"]
            .map(|name| words(processing, name, row).to_owned());
        *sums.entry(key).or_default() += number(processing, "mid", row);
        let [low, mid, high] = ["low", "mid", "high"].map(|case| number(processing, case, row));
        assert!(0.0 <= low && low <= mid && mid <= high);
    }
    for row in 0..balance.rows() {
        for (side, column) in [("made", "made"), ("taken", "processed")] {
            let mut key: Vec<String> = ["chain", "good", "economy", "period"]
                .map(|name| words(balance, name, row).to_owned())
                .into();
            key.push(side.to_owned());
            let sum =
                sums.get(&<[String; 5]>::try_from(key.clone()).unwrap()).copied().unwrap_or(0.0);
            let told = number(balance, column, row);
            assert!((sum - told).abs() <= 1e-9 * told.max(1.0), "{key:?}: {sum} against {told}");
        }
    }
    // A magnet takes what its recipe says.
    let first = words(processing, "period", 0).to_owned();
    let of = |good: &str| {
        let wanted = [
            ("process", "make-magnet-ndfeb-heat"),
            ("economy", "JPN"),
            ("good", good),
            ("period", &first),
        ];
        number(processing, "base", rows(processing, &wanted)[0])
    };
    assert!((of("metal-Dy") / of("magnet-ndfeb-heat") - 0.043).abs() < 1e-12);
}
