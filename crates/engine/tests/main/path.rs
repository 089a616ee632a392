//! The path over time: its points are the static answers of their day and horizon, capital and wage
//! floors tie them together.

use crate::sample::{numbers, words, written};
use detente_engine::{EngineError, Run, RunRequest, ScenarioSource, run};
use detente_world::table::{Column, Table};

/// A tariff that doubles after a year and ends after three.
const TARIFF: &str = "start = 2025-04-03\nend = 2025-12-31\n\
     [[shock]]\nname = \"cars\"\nkind = \"tariff\"\nimporter = \"USA\"\nexporter = \"*\"\nsector = \"goods\"\nsource = \"s\"\nuntil = 2028-04-02\n\
     phases = [ { from = 2025-04-03, rate = { add = \"10%\" } }, { from = 2026-04-01, rate = { add = \"20%\" } } ]\n";

fn with(trade: &str, extra: &str) -> Run {
    written(&format!("{TARIFF}{extra}[trade]\n{trade}\n"))
}

/// The figures of an economy, by point.
fn of(run: &Run, economy: &str, column: &str) -> Vec<f64> {
    let table = run.tables.get("path").unwrap();
    let rows = words(table, "economy").iter().zip(numbers(table, column));
    rows.filter(|(own, _)| *own == economy).map(|(_, value)| *value).collect()
}

fn row(table: &Table, economy: &str) -> usize {
    words(table, "economy").iter().position(|own| own == economy).unwrap()
}

#[test]
fn a_point_with_fixed_capital_is_the_static_answer_of_its_day_and_horizon() {
    let points = [
        (0, "1 quarter", "2025-07-03"),
        (7, "2 years", "2027-04-03"),
        (8, "3 years", "2028-04-03"),
    ];
    points_are_static_answers("", &points);
}

/// A baseline without deficits hangs on the elasticities, and is another one at every point. What
/// exporters absorb is no trade.
#[test]
fn so_is_one_whose_baseline_is_solved_first() {
    points_are_static_answers(
        "deficits = \"zero\"\npass-through = 0.8\n",
        &[(0, "1 quarter", "2025-07-03")],
    );
}

fn points_are_static_answers(option: &str, points: &[(usize, &str, &str)]) {
    let path = with(&format!("{option}capital = \"fixed\"\nelasticities = \"by-horizon\""), "");
    for (at, horizon, date) in points.iter().copied() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("static.toml");
        let text = TARIFF.replace("end = 2025-12-31", "end = 2036-12-31");
        let trade =
            format!("[trade]\n{option}elasticities = \"by-horizon\"\nhorizon = \"{horizon}\"\n");
        std::fs::write(&file, format!("title = \"A sample\"\n{text}{trade}")).unwrap();
        let request = RunRequest {
            date: Some(date.parse().unwrap()),
            ..RunRequest::new(ScenarioSource::File(file))
        };
        let answer = run(&request).unwrap();
        let welfare = answer.tables.get("welfare").unwrap();
        for economy in ["USA", "JPN", "MEX"] {
            for column in ["real_income_pct", "price_index_pct", "exports_pct", "imports_pct"] {
                let wanted = numbers(welfare, column)[row(welfare, economy)];
                let found = of(&path, economy, column)[at];
                assert!(
                    (found - wanted).abs() < 1e-6,
                    "{horizon} {economy} {column}: {found} {wanted}"
                );
            }
        }
        // After three years nothing is left of the tariff.
        assert_eq!(at == 8, of(&path, "USA", "imports_pct")[at].abs() < 1e-6);
    }
}

#[test]
fn capital_follows_the_income_of_the_point_before() {
    let run = with("", "");
    let (capital, income) = (of(&run, "USA", "capital_pct"), of(&run, "USA", "real_income_pct"));
    let known = detente_engine::years::capital_of(&run.loaded.world);
    let lost = known.depreciation[run.loaded.world.economy("USA").unwrap().0];
    assert_eq!((capital.len(), capital[0]), (16, 0.0));
    let years = detente_engine::years::YEARS;
    let ratio = |pct: f64| 1.0 + pct / 100.0;
    for at in 1..16 {
        let kept = (1.0 - lost).powf(years[at] - years[at - 1]);
        let wanted = ratio(capital[at - 1]).powf(kept) * ratio(income[at - 1]).powf(1.0 - kept);
        assert!((ratio(capital[at]) - wanted).abs() < 1e-10, "point {at}");
    }
    // The static tables do not know it.
    let fixed = with("capital = \"fixed\"", "");
    assert_eq!(run.tables.get("welfare"), fixed.tables.get("welfare"));
    assert!(of(&fixed, "USA", "capital_pct").iter().all(|change| *change == 0.0));
}

#[test]
fn a_wage_floor_costs_jobs_while_wages_would_fall() {
    // What others lose by the tariff falls on their wages.
    let run = with("wage-floor = 1", "");
    let table = run.tables.get("path").unwrap();
    let jobs = numbers(table, "employment_pct");
    let codes = words(table, "economy");
    let first = |code: &str| jobs[codes.iter().position(|own| own == code).unwrap()];
    assert!(jobs.iter().all(|change| *change <= 0.0));
    assert!(first("CAN") < -1e-2 && first("USA") == 0.0, "{} {}", first("CAN"), first("USA"));
    let told = run.summary.options.join("\n");
    assert!(told.contains("grade C") && told.contains("jobs that are missing"), "{told}");
    let free = with("", "");
    let Some(Column::Partial(none)) = free.tables.get("path").unwrap().column("employment_pct")
    else {
        panic!("no column")
    };
    assert!(none.iter().all(Option::is_none));
    assert_eq!(run.tables.get("welfare"), free.tables.get("welfare"));
}

#[test]
fn a_floor_that_no_solution_keeps_is_told_with_its_day() {
    // A gift as large as what an economy earns: its wages would have to fall by half.
    let gift = "[[shock]]\nname = \"gift\"\nkind = \"transfer\"\nfrom = 2025-04-03\nsource = \"s\"\ngiver = \"JPN\"\nreceiver = \"CHN\"\namount = \"USD 2000 billion\"\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gift.toml");
    std::fs::write(&file, format!("title = \"A sample\"\n{TARIFF}{gift}[trade]\nwage-floor = 1\n"))
        .unwrap();
    let error = run(&RunRequest::new(ScenarioSource::File(file))).unwrap_err();
    let EngineError::NotConverged { date, what, .. } = &error else { panic!("{error}") };
    assert!(date.starts_with("20") && what.contains("`trade.wage-floor = 1`"), "{date}: {what}");
}

#[test]
fn lost_capacity_is_missing_in_its_year_alone() {
    let outage = "[[shock]]\nname = \"outage\"\nkind = \"sector-outage\"\neconomy = \"JPN\"\nsector = \"C29\"\nlost = \"20%\"\n\
         from = 2025-04-03\nuntil = 2025-12-31\nsource = \"s\"\n";
    let entries = format!("start = 2025-04-03\nend = 2025-12-31\n{outage}");
    let run = written(&entries);
    let gdp = of(&run, "JPN", "real_gdp_pct");
    println!("{gdp:?}");
    assert!(gdp[0] < -0.1 && gdp[1] < -0.1);
    // Of 2026 on only capital that was not saved is missing.
    assert!(gdp[3..].iter().all(|change| change.abs() < 0.05 * gdp[0].abs()), "{gdp:?}");
    assert!(gdp[3] < 0.0);
}
