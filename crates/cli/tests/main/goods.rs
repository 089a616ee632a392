//! `product`, `basis` and `range` from the command line: what is checked, run and reported.

use crate::sandbox::Sandbox;

const MOTORCYCLES: &str = r#"title = "Motorcycles"
world = "icio-2022"
date = 2025-06-05

[[shock]]
name = "a duty on motorcycles"
kind = "tariff"
importer = "USA"
exporter = ["JPN", "EU27"]
product = "8711"
rate = { add = "25%" }
source = "made up"
"#;

const BOTH: &str = "importer,exporter,sector,statutory,collected,low,high\n\
                    USA,JPN,C29,20%,15%,,\nUSA,KOR,C29,22.5%,20%,20%,25%\n";

fn scheduled(top: &str) -> String {
    format!(
        "title = \"Cars\"\nworld = \"icio-2022\"\ndate = 2025-06-05\n{top}\n[[shock]]\nname = \"cars\"\nkind = \"tariff\"\nschedule = \"tariff.csv\"\nmode = \"add\"\nsource = \"made up\"\n"
    )
}

/// Points that the entry adds on cars of an exporter, as `explain` tells them.
fn added(sandbox: &Sandbox, run: &str, exporter: &str) -> f64 {
    let told = sandbox.prints(&["explain", run, "trade", &format!("{exporter}/USA/C29")]);
    let line = told.lines().find(|line| line.contains("tariff from ")).unwrap_or(&told);
    let numbers = line.rsplit("tariff from ").next().unwrap_or_default();
    let mut numbers = numbers.split(' ').filter_map(|word| word.parse::<f64>().ok());
    let (before, after) = (numbers.next().unwrap(), numbers.next().unwrap());
    after - before
}

#[test]
fn check_run_and_report_tell_the_share_of_goods() {
    let sandbox = Sandbox::new();
    sandbox.write("motorcycles.toml", MOTORCYCLES);
    let share = "HS 8711, 5.76% of that trade";
    let checked = sandbox.run(&["check", "motorcycles.toml"]);
    assert!(checked.err.contains(share), "{checked:?}");
    let said = sandbox.run(&["run", "motorcycles.toml", "--out", "out"]);
    assert!(said.err.contains(share), "{said:?}");
    let page = sandbox.read("out/report.html");
    assert!(page.contains("on HS 8711, "), "the report does not tell the share");
    let explained = sandbox.prints(&["explain", "out", "trade", "JPN/USA/C302T309"]);
    assert!(explained.contains("a duty on motorcycles"), "{explained}");
}

#[test]
fn duties_by_law_and_collected_are_one_setting_apart_in_runs_and_wars() {
    let sandbox = Sandbox::new();
    sandbox.write("tariff.csv", BOTH);
    sandbox.write("cars.toml", scheduled("basis = \"collected\""));
    let said = sandbox.run(&["run", "cars.toml", "--out", "collected"]);
    assert!(said.err.contains("As collected they add"), "{said:?}");
    // Korea's rate is a range: the run tells both ends.
    assert!(said.err.contains("At the low and the high end"), "{said:?}");
    sandbox.prints(&["run", "cars.toml", "--set", "basis=statutory", "--out", "law"]);
    sandbox.prints(&["run", "cars.toml", "--set", "range=high", "--out", "high"]);
    let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-6, "{one} is not {other}");
    near(added(&sandbox, "collected", "JPN"), 15.0);
    near(added(&sandbox, "law", "JPN"), 20.0);
    near(added(&sandbox, "high", "KOR"), 22.5);
    let page = sandbox.read("collected/report.html");
    assert!(page.contains("duties as collected count"), "the report does not tell the basis");
    sandbox.write("law.toml", scheduled("basis = \"statutory\""));
    let war = sandbox.run(&["war", "law.toml", "--players", "JPN,KOR", "--game", "optimal"]);
    assert_eq!(war.code, 0, "{war:?}");
    let compared = sandbox.prints(&["compare", "collected", "law"]);
    assert!(compared.contains("basis"), "{compared}");
}
