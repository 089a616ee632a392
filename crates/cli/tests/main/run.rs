//! `detente run`: what is printed and what is written.

use crate::sandbox::{CARS, Sandbox, header, numbers, words};

const TABLES: [(&str, &str); 5] = [
    (
        "welfare",
        "economy, real_income_pct, real_income_musd, real_wage_pct, terms_of_trade_musd, \
         import_volume_musd, sales_volume_musd, technology_musd, lost_capacity_musd, deficit_musd, transfers_musd, \
         tariff_revenue_change_musd, exports_pct, imports_pct, price_index_pct",
    ),
    ("contributions", "economy, entry, real_income_musd"),
    (
        "trade",
        "exporter, importer, sector, baseline_musd, value_musd, change_pct, quantity_change_pct",
    ),
    ("sectors", "economy, sector, output_pct, output_musd, price_pct, employment_pct"),
    ("caps", "name, exporter, importer, sector, quantity_ratio, limit, shadow_tax, rent_musd"),
];

/// The residual depends on the last digits of the machine's arithmetic, the answer does not.
fn redacted(text: &str) -> String {
    let number =
        |word: &str| word.trim_end_matches(',').parse::<f64>().is_ok() && word.contains("e-");
    let line = |line: &str| {
        line.split(' ')
            .map(|word| if number(word) { "[small]" } else { word })
            .collect::<Vec<_>>()
            .join(" ")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_run_prints_a_summary_and_writes_a_folder() {
    let sandbox = Sandbox::toy();
    let said = sandbox.prints(&["run", "cars.toml", "--world", "toy"]);
    insta::assert_snapshot!("summary_of_a_run", redacted(&said));
    let folder = "runs/cars-2025-06-05";
    let files: Vec<String> =
        sandbox.files().into_keys().filter(|name| name.starts_with("runs/")).collect();
    insta::assert_snapshot!("files_of_a_run", files.join("\n"));
    for (name, columns) in TABLES {
        for ending in ["csv", "parquet"] {
            assert_eq!(
                header(&sandbox.table(&format!("{folder}/tables/{name}.{ending}"))),
                columns,
                "{name}.{ending}"
            );
        }
        let table = |ending: &str| sandbox.table(&format!("{folder}/tables/{name}.{ending}"));
        assert!(
            name == "caps" || table("csv") == table("parquet"),
            "{name}: both formats hold the same"
        );
    }
}

#[test]
fn the_first_command_compares_the_shock_with_the_deal() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("bare_run", redacted(&sandbox.prints(&["run", "--out", "both"])));
    for folder in ["japan-us-2025-2025-06-05", "japan-us-2025-deal-2025-08-07"] {
        assert!(sandbox.path(&format!("both/{folder}/report.html")).is_file(), "{folder}");
    }
}

#[test]
fn a_scenario_is_compared_with_another_one() {
    let sandbox = Sandbox::toy();
    sandbox.write("milder.toml", CARS.replace("25%", "10%"));
    let run = ["run", "cars.toml", "--world", "toy", "--out", "pair", "--against"];
    let said = sandbox.prints(&[&run[..], &["milder.toml"]].concat());
    assert!(
        said.contains("A  converged") && said.contains("pair/milder-2025-06-05/report.html"),
        "{said}"
    );
    let said = sandbox.refuses(2, &[&run[..], &["cars.toml"]].concat());
    assert!(said.contains("both runs would be written to `pair/cars-2025-06-05`"), "{said}");
}

#[test]
fn a_cap_is_printed_and_its_rent_is_in_the_table() {
    let sandbox = Sandbox::toy();
    let cap = CARS
        .replace("\"tariff\"", "\"quantity-cap\"")
        .replace("rate     = { add = \"25%\" }", "limit = \"60%\"");
    sandbox.write("quota.toml", cap);
    insta::assert_snapshot!(
        "summary_with_a_cap",
        redacted(&sandbox.prints(&["run", "quota.toml", "--world", "toy", "--out", "result"]))
    );
    let caps = sandbox.table("result/tables/caps.csv");
    assert_eq!(words(&caps, "name"), ["cars"]);
    assert!((numbers(&caps, "quantity_ratio")[0] - 0.6).abs() < 1e-6);
    assert!(numbers(&caps, "shadow_tax")[0] > 0.0 && numbers(&caps, "rent_musd")[0] > 0.0);
    assert!(sandbox.read("result/report.html").contains("Quantity caps"));
}

#[test]
fn a_date_before_the_shock_is_the_baseline() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&[
        "run",
        "cars.toml",
        "--world",
        "toy",
        "--date",
        "2025-01-01",
        "--out",
        "result",
    ]);
    let welfare = sandbox.table("result/tables/welfare.csv");
    assert!(numbers(&welfare, "real_income_pct").iter().all(|change| change.abs() < 1e-9));
    assert!(sandbox.read("result/report.html").contains("no entry is in force"));
}

#[test]
fn a_change_from_the_command_line_is_the_same_as_in_the_file() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&[
        "run",
        "cars.toml",
        "--world",
        "toy",
        "--set",
        "shock.\"cars\".rate.add=50%",
        "--out",
        "set",
    ]);
    sandbox.edit("cars.toml", "25%", "50%");
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "written"]);
    assert_eq!(sandbox.read("set/tables/welfare.csv"), sandbox.read("written/tables/welfare.csv"));
    assert!(sandbox.read("set/report.html").contains("Changed for this run"));
    assert!(sandbox.read("set/scenario.toml").contains("50%"));
}

#[test]
fn measures_can_be_left_out() {
    let sandbox = Sandbox::toy();
    let measure = CARS[CARS.find("[[shock]]").unwrap()..]
        .replace("[[shock]]", "[[measure]]\nby = \"USA\"")
        .replace("\"cars\"", "\"relief\"")
        .replace("{ add = \"25%\" }", "{ add = \"-10%\" }");
    sandbox.write("deal.toml", format!("{CARS}\n{measure}"));
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "shock"]);
    sandbox.prints(&["run", "deal.toml", "--world", "toy", "--out", "deal"]);
    sandbox.prints(&["run", "deal.toml", "--world", "toy", "--shocks-only", "--out", "only"]);
    let welfare = |folder: &str| sandbox.read(&format!("{folder}/tables/welfare.csv"));
    assert_eq!(welfare("shock"), welfare("only"));
    assert_ne!(welfare("shock"), welfare("deal"));
}

#[test]
fn json_holds_the_welfare_table() {
    let sandbox = Sandbox::toy();
    let text = sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "result", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value[0]["folder"], "result");
    let welfare = sandbox.table("result/tables/welfare.csv");
    assert_eq!(
        value[0]["welfare"][1]["real_income_pct"].as_f64().unwrap(),
        numbers(&welfare, "real_income_pct")[1]
    );
}

#[test]
fn a_run_over_all_horizons_fits_one_screen_and_says_as_much_to_programs() {
    let sandbox = Sandbox::new();
    let said = sandbox.prints(&["run", "japan-us-2025"]);
    let lines = said.lines().count();
    assert!((24..=40).contains(&lines), "{lines} lines\n{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    insta::assert_snapshot!("one_screen", redacted(&said));
    assert_eq!(sandbox.prints(&["run", "japan-us-2025", "--quiet"]), "");
    let json: serde_json::Value =
        serde_json::from_str(&sandbox.prints(&["run", "japan-us-2025", "--json"])).unwrap();
    let run = &json[0];
    assert_eq!(run["answer"].as_array().unwrap().len(), 5);
    for place in [
        "/weeks/cascade_losses",
        "/months/commodity_stockouts",
        "/years/welfare",
        "/welfare/80/economy",
    ] {
        assert!(run.pointer(place).is_some(), "{place}");
    }
    for table in run["tables"].as_array().unwrap() {
        assert!(sandbox.path(table["csv"].as_str().unwrap()).is_file(), "{table}");
    }
}

/// The lines of the README's first block, in their order; `...` stands for any number of lines.
#[test]
fn the_readme_shows_what_the_first_command_prints() {
    let readme = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md"),
    )
    .unwrap();
    let block = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    let printed = redacted(&Sandbox::new().prints(&["run"]));
    let mut rest = printed.lines();
    for line in redacted(block).lines().filter(|line| !line.trim().is_empty() && *line != "...") {
        assert!(
            rest.any(|own| own == line),
            "the first command does not print, there or at all:\n{line}\n\n{printed}"
        );
    }
}
