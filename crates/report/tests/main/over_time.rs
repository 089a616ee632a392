//! The path over time on the page and in the terminal.

use crate::sample::sample;
use detente_record::row::{PathPoint, Row};
use detente_record::{Summary, Tables};
use detente_report::{Screen, page, terminal};

fn point(economy: &'static str, years: f64, date: &'static str, income: f64) -> PathPoint<'static> {
    PathPoint {
        economy: economy.into(),
        date: date.into(),
        years,
        real_income_pct: income,
        real_gdp_pct: income / 2.0,
        price_index_pct: 0.1,
        exports_pct: -1.0,
        imports_pct: -2.0,
        tariff_revenue_change_musd: 10.0,
        capital_pct: income / 10.0,
        employment_pct: None,
    }
}

fn shown(rows: Option<Vec<PathPoint<'static>>>) -> (String, String) {
    let run = sample(false);
    let mut tables: Tables = run.views();
    tables.extend(rows.map(PathPoint::table));
    let summary: &Summary = &run.summary;
    let text = terminal(summary, &tables, Screen::plain()).unwrap();
    (page(summary, &tables).unwrap(), text)
}

fn path(income: f64) -> Vec<PathPoint<'static>> {
    ["JPN", "USA"]
        .into_iter()
        .zip([0.1, 1.0])
        .flat_map(|(economy, share)| {
            [
                point(economy, 0.25, "2025-09-05", 0.5 * share * income),
                point(economy, 1.0, "2026-06-05", share * income),
                point(economy, 10.0, "2035-06-05", 3.0 * share * income),
            ]
        })
        .collect()
}

#[test]
fn the_path_is_drawn_and_told_where_something_moves() {
    let (page, text) = shown(Some(path(-0.5)));
    assert!(page.contains("<figure id=\"over-time\""));
    assert!(page.contains("5 Jun 2035: Real income \u{2212}1.50 %"));
    let told = text.replace("\n ", "");
    assert!(
        told.contains(
            "Over time, real income of the United States changes by -0.50 % in one year and by -1.50 % in 10 years."
        ),
        "{text}"
    );
}

#[test]
fn capital_follows_income_where_it_does() {
    let fixed = |row: PathPoint<'static>| PathPoint { capital_pct: 0.0, ..row };
    let fixed = path(-0.5).into_iter().map(fixed).collect();
    for (rows, told, not) in [
        (path(-0.5), "capital follows income", "stays as it was"),
        (fixed, "capital stays as it was", "follows income"),
    ] {
        let (page, _) = shown(Some(rows));
        assert!(page.contains(told) && !page.contains(not), "{told}");
    }
}

#[test]
fn a_passing_change_and_lost_jobs_are_told() {
    let mut rows = path(-0.5);
    rows[3].real_income_pct = -4.0;
    rows[3].employment_pct = Some(-0.3);
    let told = shown(Some(rows)).1.replace("\n ", "");
    assert!(told.contains("changes by -4.00 % in 3 months and by -1.50 % in 10 years."), "{told}");
    let jobs = "At the wage floor, employment in the United States changes by -0.30 % in 3 months.";
    assert!(told.contains(jobs), "{told}");
}

#[test]
fn a_run_without_a_path_or_without_a_change_says_nothing_of_it() {
    for rows in [None, Some(path(0.0)), Some(Vec::new())] {
        let (page, text) = shown(rows);
        assert!(!page.contains("<figure id=\"over-time\"") && !text.contains("Over time"));
    }
}
