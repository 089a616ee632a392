//! The weeks are told by what is held back, or by what falls where nothing waits; what one family
//! of rules alone does is not.

use crate::sample::{Sample, sample, words};
use detente_report::page;
use detente_world::table::Table;

/// Least, middle and most, as the three columns of a band.
fn band(table: Table, name: &str, ends: [f64; 3]) -> Table {
    let [low, mid, high] = ends.map(|end| vec![end]);
    table
        .with_numbers(&format!("{name}_low"), low)
        .with_numbers(name, mid)
        .with_numbers(&format!("{name}_high"), high)
}

/// One sector that loses output, and the good that it waits for, if any.
struct Weeks {
    sample: Sample,
    tables: [Table; 5],
}

impl Weeks {
    fn new(lost: [f64; 3], flag: &str, stop: Option<[f64; 3]>) -> Self {
        let node = |name: &str| {
            Table::new(name)
                .with_text("economy", words(&["USA"]))
                .with_text("sector", words(&["C29"]))
        };
        let output = node("cascade_output")
            .with_text("from", words(&["2025-06-05"]))
            .with_numbers("week", vec![3.0]);
        let losses = node("cascade_losses")
            .with_text("collapses_under", words(&[flag]))
            .with_text("flag", words(&[flag]));
        let losses = band(band(losses, "lost_musd", lost), "deepest_pct", [1.0, 12.0, 30.0]);
        let mut bottlenecks = ["economy", "sector", "chain", "good", "use", "origin"]
            .iter()
            .zip(["USA", "C29", "", "K", "", "JPN"])
            .fold(Table::new("cascade_bottlenecks"), |table, (name, cell)| {
                table.with_text(name, words(&[cell]))
            });
        bottlenecks = band(bottlenecks, "stock_days", [3.0, 5.0, 9.0]);
        bottlenecks = band(bottlenecks, "weeks_to_stop", stop.unwrap_or([3.0; 3]));
        bottlenecks = band(band(bottlenecks, "days_held", [1.0, 7.0, 9.0]), "lost_musd", lost);
        bottlenecks = bottlenecks
            .with_numbers("stock_day_worth_musd", vec![4.0])
            .with_numbers("unit_worth_musd", vec![0.0]);
        let causes =
            ["economy", "sector", "rules", "at_economy", "at_sector", "missing", "missing_from"]
                .iter()
                .zip(["USA", "C29", "detente", "USA", "C29", "K", "JPN"])
                .fold(Table::new("cascade_causes"), |table, (name, cell)| {
                    table.with_text(name, words(&[cell]))
                })
                .with_numbers("rank", vec![1.0])
                .with_numbers("lost_musd", vec![lost[1]]);
        let measures = Table::new("cascade_measures");
        let measures = ["measure", "by", "economy"]
            .iter()
            .fold(measures, |table, name| table.with_text(name, Vec::new()));
        let measures = ["saved_musd_low", "saved_musd", "saved_musd_high"]
            .iter()
            .fold(measures, |table, name| table.with_numbers(name, Vec::new()));
        let bottlenecks =
            if stop.is_some() { bottlenecks } else { crate::sample::emptied(&bottlenecks) };
        let losses = band(losses, "weeks_to_loss", [3.0; 3]);
        let tables =
            [band(output, "output", [0.7, 0.88, 0.99]), bottlenecks, causes, losses, measures];
        Self { sample: sample(false), tables }
    }

    fn page(&self) -> String {
        let mut tables = self.sample.views();
        tables.extend(self.tables.iter().cloned());
        page(&self.sample.summary, &tables).unwrap()
    }

    /// The second of the five sentences.
    fn told(&self) -> String {
        crate::page::sentences(&self.page())[1].clone()
    }
}

#[test]
fn what_waits_is_told_with_the_week_its_day_and_its_bounds() {
    let told = Weeks::new([100.0, 2_000.0, 3_456.0], "", Some([2.0, 3.0, 5.0])).told();
    let expected = "Production of cars in the United States suffers most: it runs out of finance in week 3. From 5 June 2025 on \
                    it loses USD 2.00 billion of output (USD 100 million to USD 3.46 billion across the assumed rules).";
    assert_eq!(told, expected);
}

#[test]
fn what_only_the_harshest_rules_stop_is_said_so() {
    let told =
        Weeks::new([0.0, 0.0, 3_456.0], "", Some([3.0, f64::INFINITY, f64::INFINITY])).told();
    assert!(
        told.starts_with(
            "In the central case no major industry stops. In the worst case production of cars"
        ),
        "{told}"
    );
    assert!(
        told.ends_with(
            "runs out of finance in week 3. From 5 June 2025 on it loses up to USD 3.46 billion of output."
        ),
        "{told}"
    );
}

#[test]
fn where_nothing_waits_the_fall_is_told() {
    let told = Weeks::new([100.0, 2_000.0, 3_456.0], "", None).told();
    let expected = "Most output is lost in cars in the United States: USD 2.00 billion in total, 12.0 % in the worst week. All \
                    sectors together lose USD 2.00 billion (USD 100 million to USD 3.46 billion across the assumed rules).";
    assert_eq!(told, expected);
}

#[test]
fn a_collapse_under_one_family_of_rules_is_named_and_not_counted() {
    let weeks = Weeks::new([100.0, 2_000.0, 9e6], "only under boario", None);
    assert!(weeks.told().contains("(USD 100 million to USD 2.00 billion across the assumed rules, without one sector that only one set of rules lets collapse)"), "{}", weeks.told());
    let page = weeks.page();
    assert!(
        page.contains("Cars, United States\u{a0}*<")
            && page.contains("*: collapses under one family of rules alone")
            && !page.contains("trillion")
    );
}

#[test]
fn losses_are_in_the_currency_of_the_world() {
    let mut weeks = Weeks::new([100.0, 2_000.0, 9_000.0], "", Some([2.0, 3.0, 5.0]));
    weeks.sample.summary.world.currency = "EUR million".to_owned();
    let page = weeks.page();
    for head in [
        "Output lost, EUR million",
        "One more day of stock, EUR million",
        "Lost in all, EUR million",
        "Lost, EUR million",
    ] {
        assert!(page.contains(head), "{head}");
    }
    assert!(
        !page.contains("USD"),
        "{:?}",
        page.find("USD").map(|at| &page[at.saturating_sub(60)..at + 20])
    );
}

#[test]
fn a_year_that_has_lost_capacity_is_never_called_the_long_run() {
    let mut weeks = Weeks::new([100.0, 2_000.0, 3_456.0], "", Some([2.0, 3.0, 5.0]));
    let told = crate::page::sentences(&weeks.page()).join(" ");
    assert!(told.contains("in the long run"), "{told}");
    weeks.sample.summary.horizon = Some("1.9 years".to_owned());
    let told = crate::page::sentences(&weeks.page()).join(" ");
    assert!(told.contains("After 1.9 years, the world") && told.contains("after 1.9 years USD"));
    weeks.sample.summary.unsettled = true;
    let told = crate::page::sentences(&weeks.page()).join(" ");
    assert!(!told.contains("long run") && !told.contains("long-run"), "{told}");
    assert!(
        told.contains("In the year with the lost capacity, the world")
            && told.contains("in the year with the lost capacity USD"),
        "{told}"
    );
}
