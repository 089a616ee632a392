//! `detente hindcast`: facts of a user's own, the ratchet, and the documents made from the numbers.

use crate::sandbox::{CARS, Sandbox};
use std::path::Path;

const EPISODE: &str = r#"title    = "Cars of the toy world"
scenario = "scenario.toml"
options  = ["trade.elasticities=world"]
known    = "The duty is an input."

[[case]]
name = "elasticities of four"
set  = ["trade.elasticities=flat-4"]

[[set]]
name  = "trade"
title = "Trade"
unit  = "%"

[source.made]
title   = "Made up for a test"
vintage = "2025"
licence = "CC0"
grade   = "D"

[[reason]]
facts  = "cars"
when   = "too-low"
reason = "Cars were shipped ahead."
source = "made"
"#;
const FACTS: &str = "id,set,cell,observed,low,high,source,role
cars,trade,trade/JPN/USA/C29/change_pct,-1,,,made,scored
all,trade,100 * (sum[trade/*-USA/USA/C29/value_musd] / sum[trade/*-USA/USA/C29/baseline_musd] - 1),-50,,,made,scored
duty,trade,100 * sum[trade/JPN/USA/C29/duty_musd] / sum[trade/JPN/USA/C29/value_musd],25,,,made,input
retail,trade,,3,,,made,scored
";

fn toy() -> Sandbox {
    let sandbox = Sandbox::toy();
    sandbox.write("cars/episode.toml", EPISODE);
    sandbox.write("cars/facts.csv", FACTS);
    sandbox.write("cars/scenario.toml", CARS);
    sandbox
}

#[test]
fn facts_of_an_own_episode_are_answered_by_the_cells_of_a_run() {
    let sandbox = toy();
    let found: serde_json::Value =
        serde_json::from_str(&sandbox.prints(&["hindcast", "cars", "--json"])).unwrap();
    let facts = found[0]["facts"].as_array().unwrap();
    let world = "trade.elasticities=world";
    sandbox.prints(&["run", "cars.toml", "--quiet", "--set", world, "--out", "run"]);
    let table = sandbox.table("run/tables/trade.csv");
    let row = (0..table.rows())
        .find(|row| {
            ["JPN", "USA", "C29"]
                .iter()
                .zip(["exporter", "importer", "sector"])
                .all(|(word, column)| table.words(column)[*row] == *word)
        })
        .unwrap();
    let change = table.numbers("change_pct")[row];
    assert!((facts[0]["predicted"].as_f64().unwrap() - change).abs() < 1e-9);
    // Elasticities of four instead of eight: the fall is smaller, and the range spans both.
    let range = facts[0]["range"].as_array().unwrap();
    assert!((range[0].as_f64().unwrap() - change).abs() < 1e-9);
    assert!(range[1].as_f64().unwrap() > change + 1.0);
    assert_eq!(facts[0]["verdict"], "outside, too low");
    assert_eq!(facts[0]["reason"], "Cars were shipped ahead.");
    assert_eq!(facts[0]["nothing"], 0.0);
    // Eight in the exponent of shares is nine in the value before duty.
    let gravity = 100.0 * (1.25f64.powi(-9) - 1.0);
    assert!((facts[0]["gravity"].as_f64().unwrap() - gravity).abs() < 1e-9);
    assert!((facts[2]["predicted"].as_f64().unwrap() - 25.0).abs() < 1e-9);
    assert_eq!(
        (&facts[2]["verdict"], &facts[3]["verdict"]),
        (&"input".into(), &"not covered".into())
    );
    let score = &found[0]["scores"][0];
    assert_eq!((&score["facts"], &score["covered"]), (&3.into(), &2.into()));
}

#[test]
fn a_folder_of_results_holds_scores_facts_and_a_page() {
    let sandbox = toy();
    sandbox.prints(&["hindcast", "cars", "--out", "scored"]);
    let files = sandbox.files();
    for name in ["scores.csv", "facts.csv", "hindcasts.json", "cars.html"] {
        assert!(files.contains_key(&format!("scored/{name}")), "{name}: {:?}", files.keys());
    }
    let page = sandbox.read("scored/cars.html");
    assert!(page.contains("outside, too low") && page.contains("Made up for a test"), "{page}");
    let refused = sandbox.refuses(2, &["hindcast", "cars", "--out", "scored"]);
    assert!(refused.contains("scored"), "{refused}");
}

#[test]
fn a_worse_score_is_a_finding_and_an_equal_one_is_fine() {
    let sandbox = toy();
    sandbox.prints(&["hindcast", "cars", "--update", "--scores", "scores.csv"]);
    let check = ["hindcast", "cars", "--check", "--scores", "scores.csv"];
    assert!(sandbox.prints(&check).contains("0 worse, 0 better"));
    let kept = sandbox.read("scores.csv");
    let line = kept.lines().find(|line| line.starts_with("cars,trade,error,")).unwrap();
    sandbox.edit("scores.csv", line, "cars,trade,error,1.0");
    let said = sandbox.refuses(1, &check);
    assert!(said.contains("A score is worse"), "{said}");
    sandbox.edit("scores.csv", "cars,trade,error,1.0", "cars,trade,eror,1.0");
    let wrong = sandbox.refuses(2, &check);
    assert!(wrong.contains("there is no score `eror`"), "{wrong}");
    let both = sandbox.refuses(2, &["hindcast", "cars", "--check", "--set", "date=2025-06-06"]);
    assert!(both.contains("--set"), "{both}");
}

#[test]
fn a_row_that_no_run_has_is_told_with_its_place() {
    let sandbox = toy();
    sandbox.edit("cars/facts.csv", "trade/JPN/USA/C29/change_pct", "trade/JPM/USA/C29/change_pct");
    let said = sandbox.refuses(2, &["hindcast", "cars"]);
    assert!(said.contains("cars/facts.csv:2:12") && said.contains("`JPN`"), "{said}");
    sandbox.edit("cars/facts.csv", "trade/JPM/USA/C29/change_pct", "trade/JPN/USA/change_pct");
    let said = sandbox.refuses(2, &["hindcast", "cars"]);
    assert!(said.contains("names 2 rows") && said.contains("sum["), "{said}");
}

/// All bundled episodes: no score is worse than the committed one, and the documents say what the
/// numbers say. `UPDATE_HINDCASTS=1` writes scores and documents anew.
#[test]
fn committed_scores_hold_and_documents_are_what_the_numbers_say() {
    let sandbox = Sandbox::new();
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let scores = project.join("hindcasts/scores.csv").display().to_string();
    if std::env::var_os("UPDATE_HINDCASTS").is_some() {
        let docs = project.join("docs").display().to_string();
        sandbox.prints(&["hindcast", "--update", "--scores", &scores, "--docs", &docs]);
        return;
    }
    let printed = sandbox.prints(&["hindcast", "--check", "--scores", &scores, "--docs", "docs"]);
    assert!(printed.contains(" 0 worse"), "{printed}");
    for name in ["hindcasts.md", "surprises.md"] {
        let kept = std::fs::read_to_string(project.join("docs").join(name)).unwrap_or_default();
        assert!(
            kept == sandbox.read(&format!("docs/{name}")),
            "docs/{name} is stale: run the tests again with UPDATE_HINDCASTS=1"
        );
    }
}
