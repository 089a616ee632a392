//! `detente tariffs`: duties by line, and what is refused.

use crate::sandbox::Sandbox;
use detente_world::table::Table;

const OWN: &str = r#"id = "own"
title = "A duty of one's own"
law = "none"
authority = "none"

[[entry]]
act = "What if"
from = 2025-06-01
partners = ["JPN"]
codes = ["8703"]
rate = "10%"
source = "made up"
grade = "C"
"#;

#[test]
fn cars_of_japan_are_shown_with_their_acts() {
    let sandbox = Sandbox::new();
    let printed =
        sandbox.prints(&["tariffs", "--line", "8703", "--from", "Japan", "--date", "2025-09-16"]);
    insta::assert_snapshot!("tariffs_cars", printed);
}

#[test]
fn partners_are_listed_and_a_file_has_them_all() {
    let sandbox = Sandbox::new();
    let question = ["tariffs", "USA", "--by", "partner", "--date", "2026-07-24"];
    let printed = sandbox.prints(&question);
    assert!(printed.contains("EU27") && printed.contains("... and 10 more"), "{printed}");
    sandbox.prints(&[&question[..], &["--out", "partners.parquet"]].concat());
    sandbox.prints(&[&question[..], &["--out", "partners.csv"]].concat());
    let [one, other] =
        ["partners.parquet", "partners.csv"].map(|file| Table::read(&sandbox.path(file)).unwrap());
    assert_eq!((one.rows(), &one.columns), (50, &other.columns));
    // Thailand is not named by the notice: a range.
    let at = one.words("partner").iter().position(|code| code == "THA").unwrap();
    let of = |name: &str| one.numbers(name)[at];
    assert!(of("statutory_low_pct") + 0.5 < of("statutory_high_pct"));
}

#[test]
fn the_daily_mean_is_the_sum_of_its_programs() {
    let sandbox = Sandbox::new();
    let text = sandbox.prints(&["tariffs", "--daily", "--from", "CHN", "--csv"]);
    let table = Table::from_csv("daily", text.as_bytes()).unwrap();
    assert_eq!(table.rows(), 596);
    for at in [0, 100, 300, 595] {
        let parts = table.columns[2..].iter().filter_map(|(_, column)| column.number(at));
        assert!((parts.sum::<f64>() - table.numbers("statutory_pct")[at]).abs() < 1e-6);
    }
}

#[test]
fn the_daily_mean_is_drawn_program_by_program() {
    let sandbox = Sandbox::new();
    sandbox.prints(&["tariffs", "--daily", "--from", "CHN", "--html", "daily.html"]);
    let page = sandbox.read("daily.html");
    assert!(page.contains("Duties of the United States day by day: all goods from CHN"));
    // A strip each for all duties, the ordinary one and the programs on China.
    assert!(page.matches("<path class=\"band\"").count() > 8, "{page}");
    assert!(
        page.contains("fentanyl china: at most 20.0 %")
            || page.contains("fentanyl china: at most 19."),
        "{page}"
    );
    assert!(page.contains("<td class=\"text\">2025-04-10</td>"));
    let said = sandbox.refuses(2, &["tariffs", "--html", "x.html"]);
    assert!(said.contains("--daily"), "{said}");
}

#[test]
fn a_program_of_ones_own_counts_and_its_slips_are_located() {
    let sandbox = Sandbox::new();
    sandbox.write("own.toml", OWN);
    let question = ["tariffs", "--line", "8703", "--from", "JPN", "--date", "2025-06-15"];
    let with = sandbox.prints(&[&question[..], &["--with", "own.toml"]].concat());
    assert!(with.contains("by law 37.40 %"), "{with}");
    sandbox.write("own.toml", OWN.replace("authority", "excludes = [\"vehicles\"]\nauthority"));
    let said = sandbox.refuses(2, &[&question[..], &["--with", "own.toml"]].concat());
    assert!(said.contains("own.toml, line 8: line 8703."), "{said}");
    assert!(said.contains("exclude each other"), "{said}");
}

#[test]
fn a_day_becomes_a_schedule_that_a_scenario_reads() {
    let sandbox = Sandbox::new();
    let said = sandbox.run(&["tariffs", "--date", "2025-06-15", "--schedule", "tariff.csv"]);
    assert!(said.err.contains("mode = \"add\"") && said.err.contains("no row for"), "{said:?}");
    let table = Table::read(&sandbox.path("tariff.csv")).unwrap();
    let (exporters, sectors, rates) =
        (table.words("exporter"), table.words("sector"), table.words("collected"));
    let rate = |exporter: &str, sector: &str| -> f64 {
        let at = (0..table.rows()).find(|at| exporters[*at] == exporter && sectors[*at] == sector);
        rates[at.unwrap()].trim_end_matches('%').parse().unwrap()
    };
    // Cars of Japan pay 25 points more; of the sector of medicines hormones pay, which the order does
    // not exempt before September.
    assert!((23.0..25.5).contains(&rate("JPN", "C29")), "{}", rate("JPN", "C29"));
    assert!((0.5..2.0).contains(&rate("EU27", "C21")), "{}", rate("EU27", "C21"));
    assert!(rate("CAN", "B06") < 1.0 && rate("ROW", "C13T15") > 5.0);
    let scenario = "title = \"June\"\nworld = \"icio-2022\"\ndate = 2025-06-15\n\n[[shock]]\nname = \"all\"\nkind = \"tariff\"\nschedule = \"tariff.csv\"\nmode = \"add\"\nsource = \"own\"\n";
    sandbox.write("june.toml", scenario);
    let checked = sandbox.run(&["check", "june.toml"]);
    assert_eq!(checked.code, 0, "{checked:?}");
}

#[test]
fn what_is_not_known_is_said_with_what_is() {
    let sandbox = Sandbox::new();
    for (arguments, what) in [
        (&["MEX"][..], "has applied rates on goods by partner and sector, 0.0 to 34.7 %"),
        (&["Atlantis"], "there is no importer `Atlantis`"),
        (&["--line", "8703.99"], "the nearest is 8703.90"),
        (&["--line", "870"], "odd number of digits"),
        (&["--date", "2024-12-31"], "before the data, which begin on 2025-01-01"),
        (&["--from", "EU27,SVK"], "partners overlap: `SVK` is part of `EU27`"),
        (&["--from", "DEU,JPN"], "imports from `DEU` are not counted by themselves"),
        (&["--daily", "--html", "x.html", "--by", "line"], "cannot be used with"),
        (&["--from", "KEN"], "not among the 51 partners"),
        (&["--with", "none.toml"], "`none.toml` does not exist"),
    ] {
        let said = sandbox.refuses(2, &[&["tariffs"], arguments].concat());
        assert!(said.contains(what), "{said}");
    }
}
