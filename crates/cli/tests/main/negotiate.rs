//! `detente negotiate` and `detente war` as a user meets them: answers, tables, mistakes.

use crate::sandbox::{Sandbox, numbers};

pub const TWO: &str = r#"
title = "Cars"
start = 2025-04-01
end   = 2026-12-31
[[shock]]
name = "cars"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"
rate = { add = "25%" }
from = 2025-04-03
source = "an example"
[[measure]]
name = "relief"
by = "USA"
kind = "tariff"
importer = "USA"
exporter = "JPN"
sector = "C29"
rate = { set = { min = "2.5%", max = "27.5%", at = "15%" } }
override = true
from = 2025-08-07
source = "an example"
[[measure]]
name = "money"
by = "JPN"
kind = "transfer"
giver = "JPN"
receiver = "USA"
amount = "USD 300 million"
optional = true
from = 2025-08-07
source = "an example"
[negotiation]
parties = ["JPN", "USA"]
"#;

#[test]
fn a_negotiation_is_written_verified_and_says_who_gains() {
    let sandbox = Sandbox::new();
    sandbox.write("cars.toml", TWO);
    let said = sandbox.prints(&["negotiate", "cars.toml", "--out", "deal"]);
    assert!(
        said.contains("both would sign") && said.contains("relief") && said.contains("Shapley"),
        "{said}"
    );
    for table in [
        "items",
        "payoffs",
        "frontier",
        "ledger",
        "shapley",
        "states",
        "sensitivity",
        "enforcement",
        "sweetener",
    ] {
        assert!(sandbox.table(&format!("deal/tables/package_{table}.csv")).rows() > 0, "{table}");
    }
    assert!(sandbox.prints(&["verify", "deal"]).contains("package_shapley"));
    assert!(sandbox.read("deal/report.html").contains("The package"));
}

#[test]
fn no_deal_is_a_finding_that_names_who_blocks_and_what_to_change() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "cars.toml",
        TWO.replace(
            "min = \"2.5%\", max = \"27.5%\", at = \"15%\"",
            "min = \"40%\", max = \"60%\"",
        ),
    );
    let ended = sandbox.run(&["negotiate", "cars.toml", "--out", "deal"]);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("no deal:") && ended.err.contains("`JPN` blocks"), "{}", ended.err);
}

#[test]
fn mistakes_of_a_negotiation_end_with_two_and_write_nothing() {
    let cases: [(&str, String, &str); 5] = [
        (
            "no negotiation",
            TWO.replace("[negotiation]\nparties = [\"JPN\", \"USA\"]\n", ""),
            "it has no [negotiation]",
        ),
        ("no lever for a party", TWO.replace("optional = true\n", ""), "party `JPN` has no lever"),
        ("bounds crossed", TWO.replace("min = \"2.5%\"", "min = \"72.5%\""), "bounds cross"),
        (
            "a floor that cannot hold",
            format!("{TWO}floor = {{ MEX = \"USD 9 billion\" }}\n"),
            "at its floor",
        ),
        (
            "a budget that cannot hold",
            format!("{TWO}budget = {{ JPN = \"USD 1 million\" }}\n")
                .replace("[negotiation]", FIXED),
            "the budget of `JPN`",
        ),
    ];
    for (name, text, expected) in cases {
        let sandbox = Sandbox::new();
        sandbox.write("cars.toml", text);
        let ended = sandbox.run(&["negotiate", "cars.toml", "--out", "deal"]);
        let code = if name.starts_with("a floor") { 1 } else { 2 };
        assert_eq!(ended.code, code, "{name}: {}", ended.err);
        assert!(ended.err.contains(expected), "{name}: {}", ended.err);
        assert!(!sandbox.path("deal").exists(), "{name}");
    }
}

/// A lever that costs even at its lower end.
const FIXED: &str = r#"[[measure]]
name = "plant"
by = "JPN"
kind = "transfer"
giver = "JPN"
receiver = "USA"
amount = "USD 1 million"
from = 2025-08-07
cost = { capital = "USD 50 million" }
source = "an example"
[negotiation]"#;

#[test]
fn a_war_is_fought_in_a_small_world_and_kept_whole() {
    let sandbox = Sandbox::toy();
    let own = "trade.elasticities=world";
    let common = ["war", "--world", "toy", "--sectors", "*", "--deficits", "fixed", "--set", own];
    let arguments =
        [&common[..], &["--players", "JPN,USA", "--by", "sector", "--out", "war"]].concat();
    let said = sandbox.prints(&arguments);
    assert!(said.contains("Nash tariffs: 2 players") && said.contains("gain more than"), "{said}");
    let tariffs = sandbox.table("war/tables/war.csv");
    let columns: Vec<&str> = tariffs.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(columns, ["economy", "sector", "partner", "tariff", "mover"]);
    assert!(numbers(&tariffs, "tariff").iter().all(|rate| (0.0..=4.0).contains(rate)));
    let welfare = sandbox.table("war/tables/war_welfare.csv");
    let columns: Vec<&str> = welfare.columns.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(columns, ["economy", "welfare_pct", "government_welfare_pct", "start", "mover"]);
    assert!(sandbox.read("war/war.json").contains("world_sha256"));
    let again = sandbox.run(&arguments);
    assert_eq!(again.code, 2);
    assert!(again.err.contains("exists already"), "{}", again.err);
}

#[test]
fn a_war_says_which_options_of_trade_decide_it() {
    let sandbox = Sandbox::toy();
    let game = ["war", "--world", "toy", "--players", "JPN,USA", "--game", "optimal"];
    let set = ["--set", "trade.pass-through=0.5", "--set", "trade.wage-floor=0.99"];
    let said = sandbox.prints(&[&game[..], &set].concat());
    assert!(said.contains("note: Exporters pass 50% of a change of duty"), "{said}");
    assert!(said.contains("note: The wage floor holds along the path of a run alone"), "{said}");
    assert!(!sandbox.prints(&game).contains("Exporters pass"));
}

#[test]
fn mistakes_of_a_war_are_named() {
    let sandbox = Sandbox::toy();
    sandbox.write("weights.csv", "economy,sector,weight\nJPN,C99,2\n*,C29,-1\n");
    let cases: [(&[&str], &str); 6] = [
        (&["--players", "JPN,ATL"], "no economy or group `ATL`"),
        (&["--players", "JPN,JPN"], "JPN would play twice"),
        (&["--players", "JPN"], "nobody to play against"),
        (&["--players", "JPN,USA", "--low", "50%", "--high", "10%"], "the bounds cross"),
        (&["--players", "JPN,USA", "--sectors", "C30"], "no such sector"),
        (&["--players", "JPN,USA", "--political", "weights.csv"], "no sector `C99`"),
    ];
    for (arguments, expected) in cases {
        let ended = sandbox.run(&[&["war", "--world", "toy"], arguments].concat());
        assert_eq!(ended.code, 2, "{arguments:?}: {}", ended.err);
        assert!(ended.err.contains(expected), "{arguments:?}: {}", ended.err);
    }
}

#[test]
fn a_world_is_added_up_and_can_be_run() {
    let sandbox = Sandbox::toy();
    sandbox.write("map.csv", "kind,from,to\neconomy,G2,PACIFIC\nsector,K,SERVICES\n");
    let said = sandbox.prints(&["world", "aggregate", "toy", "--map", "map.csv", "--out", "small"]);
    assert!(said.contains("2 economies x 3 sectors"), "{said}");
    sandbox.prints(&["world", "check", "small"]);
    sandbox.write("map.csv", "kind,from,to\neconomy,ATL,PACIFIC\neconomy,JPN,A\neconomy,G2,B\n");
    let ended = sandbox.run(&["world", "aggregate", "toy", "--map", "map.csv", "--out", "other"]);
    assert_eq!(ended.code, 2);
    assert!(
        ended.err.contains("no economy `ATL`")
            && ended.err.contains("`JPN` is mapped twice, first in line 3"),
        "{}",
        ended.err
    );
    assert!(!sandbox.path("other").exists());
}
