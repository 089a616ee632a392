//! `detente world import`: published tables become packs that can be checked and run.

use crate::sandbox::Sandbox;
use std::path::{Path, PathBuf};

/// Two economies, two sectors, one category of final demand, in the OECD's layout.
pub(crate) const TABLE: &str = "V1,AUS_A01,AUS_C29,JPN_A01,JPN_C29,AUS_HFCE,JPN_HFCE,OUT\n\
AUS_A01,10,5,4,1,70,10,100\nAUS_C29,2,6,1,3,35,5,52\nJPN_A01,1,1,8,4,3,60,77\nJPN_C29,2,4,3,20,15,90,134\n\
VA,85,36,61,106,0,0,0\n";

const TARIFF: &str = "title = \"A tariff\"\nworld = \"mine\"\n[[shock]]\nname = \"cars\"\nkind = \"tariff\"\nimporter = \"AUS\"\n\
exporter = \"JPN\"\nsector = \"C29\"\nrate = { add = \"10%\" }\nsource = \"an example\"\n";

#[test]
fn an_oecd_table_is_imported_checked_and_run() {
    let sandbox = Sandbox::new();
    sandbox.write("icio2020.csv", TABLE);
    sandbox.write("theta.csv", "sector,trade_elasticity\nA01,3\nC29,7\n");
    sandbox.write("tariff.toml", TARIFF);
    let said = sandbox.prints(&[
        "world",
        "import",
        "oecd-icio",
        "icio2020.csv",
        "--elasticities",
        "theta.csv",
        "--out",
        "mine",
    ]);
    insta::assert_snapshot!("import", said);
    sandbox.prints(&["world", "check", "mine"]);
    sandbox.prints(&["run", "tariff.toml", "--world", "mine", "--out", "result"]);
    let page = sandbox.read("result/report.html");
    assert!(
        page.contains("there are no tariffs in it"),
        "the notes of the world are in the report"
    );
    assert!(!page.contains("United States"), "nothing about another world is");
    sandbox.refuses(0, &["verify", "result"]);
}

#[test]
fn tables_are_added_up_and_written_as_parquet() {
    let sandbox = Sandbox::new();
    sandbox.write("table.csv", TABLE);
    sandbox.write("map.csv", "kind,from,to\nsector,A01,GOODS\nsector,C29,GOODS\n");
    let options = [
        "--map", "map.csv", "--year", "2020", "--id", "mine", "--format", "parquet", "--out",
        "mine",
    ];
    let said =
        sandbox.prints(&[&["world", "import", "oecd-icio", "table.csv"], &options[..]].concat());
    assert!(said.starts_with("mine: ") && said.contains("2 economies x 1 sectors, 2020"), "{said}");
    assert!(sandbox.path("mine/trade.parquet").is_file());
}

#[test]
fn what_cannot_be_imported_says_why_and_leaves_nothing() {
    let sandbox = Sandbox::new();
    sandbox.write("table.csv", TABLE);
    let import = |table: &str, file: &str| {
        sandbox.refuses(2, &["world", "import", table, file, "--out", "mine"])
    };
    insta::assert_snapshot!("import_without_a_year", import("oecd-icio", "table.csv"));
    insta::assert_snapshot!("import_of_an_unknown_format", import("gtap", "table.csv"));
    insta::assert_snapshot!("import_of_another_format", import("wiod-2016", "table.csv"));
    insta::assert_snapshot!("import_of_no_file", import("oecd-icio", "tables.csv"));
    sandbox.edit("table.csv", "AUS_C29,2,6", "AUS_C29,2,x");
    insta::assert_snapshot!("import_of_a_bad_cell", import("oecd-icio", "table.csv"));
}

/// Where the collected source data is, if this machine has it.
fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("DETENTE_SHARED").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[test]
fn the_wiod_table_of_2011_is_imported_checked_and_run() {
    let Some(shared) = shared() else {
        println!("skipped: set DETENTE_SHARED to the folder of source data");
        return;
    };
    let sandbox = Sandbox::new();
    let file = shared.join("data/wiod/wiod2013_2011_41x35.parquet");
    let said =
        sandbox.prints(&["world", "import", "wiod-2013", file.to_str().unwrap(), "--out", "wiod"]);
    assert!(
        said.contains("41 economies x 35 sectors, 2011") && said.contains("43 cells"),
        "{said}"
    );
    assert!(!sandbox.prints(&["world", "check", "wiod"]).contains("fails"));
    let tariff =
        TARIFF.replace("AUS", "USA").replace("JPN", "CHN").replace("\"C29\"", "[\"c14\", \"c15\"]");
    sandbox.write("tariff.toml", tariff.replace("10%", "25%"));
    let said = sandbox.prints(&["run", "tariff.toml", "--world", "wiod", "--out", "result"]);
    assert!(said.contains("converged") && said.contains("CHN China"), "{said}");
    sandbox.refuses(0, &["verify", "result"]);
}

/// The same table in the layout of FIGARO.
const FIGARO: &str = "rowLabels,AU_A01,AU_C29,JP_A01,JP_C29,AU_P3_S14,JP_P3_S14\n\
AU_A01,10,5,4,1,70,10\nAU_C29,2,6,1,3,35,5\nJP_A01,1,1,8,4,3,60\nJP_C29,2,4,3,20,15,90\n\
W2_D21X31,1,1,1,1,0,0\nW2_B2A3G,84,35,60,105,0,0\n";

#[test]
fn a_layout_is_named_and_read() {
    let sandbox = Sandbox::new();
    sandbox.write("figaro2020.csv", FIGARO);
    let said =
        sandbox.refuses(2, &["world", "import", "oecd-icio", "figaro2020.csv", "--out", "mine"]);
    assert!(
        said.contains(
            "this is Eurostat's FIGARO layout, not `oecd-icio`; write `world import figaro`"
        ),
        "{said}"
    );
    let said = sandbox.prints(&["world", "import", "auto", "figaro2020.csv", "--out", "mine"]);
    assert!(said.contains("2 economies x 2 sectors, 2020, gross output 363 EUR million"), "{said}");
    assert!(!said.contains("repair"), "{said}");
    sandbox.write("tariff.toml", TARIFF);
    sandbox.prints(&["run", "tariff.toml", "--world", "mine", "--out", "result"]);
}

#[test]
fn a_truncated_table_is_refused_and_leaves_nothing() {
    let sandbox = Sandbox::new();
    let row =
        TABLE.lines().filter(|line| !line.starts_with("JPN_C29")).collect::<Vec<_>>().join("\n");
    sandbox.write("icio2020.csv", row);
    let said =
        sandbox.refuses(2, &["world", "import", "oecd-icio", "icio2020.csv", "--out", "mine"]);
    assert!(said.contains("column `JPN_C29` has no row of that name"), "{said}");
    sandbox.write("icio2020.csv", TABLE.replace(",60,77", ",60,110"));
    let said =
        sandbox.refuses(2, &["world", "import", "oecd-icio", "icio2020.csv", "--out", "mine"]);
    assert!(said.contains("by 30.0 % (`JPN_A01`: 110.00 stated, 77.00 summed)"), "{said}");
    assert!(!sandbox.path("mine").exists());
}

#[test]
fn counts_and_files_beyond_the_budget_are_refused_at_once() {
    let sandbox = Sandbox::toy();
    let begun = std::time::Instant::now();
    let refused = |arguments: &[&str], expected: &str| {
        let said = sandbox.refuses(2, arguments);
        assert!(said.contains(expected), "{arguments:?}: {said}");
    };
    refused(
        &["firms", "generate", "--firms", "10000000000", "--out", "net"],
        "--firms 10000000000: at most 1000000 are worked with; give fewer",
    );
    let run = |option: &'static str, value: &'static str| {
        ["firms", "run", "net", "--lose", "A=50%", option, value]
    };
    refused(
        &run("--days", "18446744073709551615"),
        "--days 18446744073709551615: at most 1000000 are worked with",
    );
    refused(&run("--from", "18446744073709551615"), "--from 18446744073709551615: at most");
    refused(&run("--duration", "18446744073709551615"), "--duration 18446744073709551615: at most");
    refused(&run("--days", "0"), "--days 0: give 1 or more");
    refused(&["war", "--world", "toy", "--starts", "0"], "--starts 0: give 1 or more");
    refused(
        &["war", "--world", "toy", "--starts", "18446744073709551615"],
        "at most 1000 are worked with",
    );
    if cfg!(unix) {
        refused(&["check", "/dev/zero"], "/dev/zero: it is longer than 256 MiB");
        refused(
            &["world", "import", "auto", "/dev/zero", "--out", "mine"],
            "it holds bytes that are no text",
        );
        refused(&["world", "check", "/dev/zero"], "/dev/zero: it is longer than 256 MiB");
    }
    assert!(begun.elapsed() < std::time::Duration::from_secs(20));
}
