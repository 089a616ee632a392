//! Mistakes in an episode, and the message each gets.

use detente_hindcast::{HindcastError, open, read};

const EPISODE: &str = r#"title = "Cars"
scenario = "liberation-day"

[[set]]
name  = "income"
title = "Income"
unit  = "%"

[source.office]
title   = "An office"
vintage = "2025"
licence = "CC0"
grade   = "A"
"#;
const REASON: &str = "
[[reason]]
facts  = \"japan\"
when   = \"too-big\"
reason = \"It rained.\"
source = \"ofice\"
";
const FACTS: &str = "id,set,cell,observed,low,high,source,role
japan,income,welfare/JPN/real_income_pct,-0.1,-0.2,0.1,office,scored
";

/// The messages about an episode after a change of one of its files.
fn said(from: &str, to: &str) -> String {
    let changed = |text: &str| text.replacen(from, to, 1);
    let (episode, facts) = (changed(EPISODE), changed(FACTS));
    assert!(episode != EPISODE || facts != FACTS, "`{from}` stands nowhere");
    let files = vec![("episode.toml".to_owned(), episode), ("facts.csv".to_owned(), facts)];
    match read("cars", files) {
        Err(HindcastError::Episode(report)) => report.render(false),
        Err(other) => other.to_string(),
        Ok(_) => "it is read".to_owned(),
    }
}

#[test]
fn a_good_episode_is_read() {
    assert_eq!(said("An office", "An office of customs"), "it is read");
}

#[test]
fn each_mistake_is_told_with_its_place_and_what_to_do() {
    let cases: [(&str, &str, &[&str]); 20] = [
        (
            "welfare/JPN/real_income_pct",
            "welfare/JPN/real_incom_pct",
            &["cars/facts.csv:2:14", "no column of numbers `real_incom_pct`", "`real_income_pct`"],
        ),
        (
            "scenario = \"liberation-day\"\n",
            "scenario = \"liberation-day\"\n[[reason]]\nfacts = \"japn\"\nreason = \"r\"\nsource = \"office\"\n",
            &["no fact is called `japn`", "did you mean japan?"],
        ),
        ("welfare/", "welfar/", &["there is no table `welfar`", "`welfare`"]),
        ("welfare/JPN/", "welfare/JPN/USA/", &["named by economy"]),
        (
            "scenario = \"liberation-day\"\n",
            "",
            &["the episode has no scenario", "episode.toml:1:1"],
        ),
        (
            "liberation-day",
            "liberation-da",
            &["cars/episode.toml:2:12", "did you mean liberation-day"],
        ),
        ("-0.2,0.1", "0.2,0.1", &["the low end 0.2 is above the high end 0.1", "facts.csv:2:47"]),
        ("-0.2,0.1", "0.05,0.1", &["what was observed, -0.1, is not between"]),
        ("-0.2,0.1", ",0.1", &["`low` and `high` stand together"]),
        ("grade   = \"A\"", "grade   = \"E\"", &["there is no grade `E`", "B quoted"]),
        (
            "\njapan",
            "\njapan,income,,1,,,office,beside\njapan",
            &["the fact `japan` is there twice", "first here"],
        ),
        ("office,scored", "office,scord", &["there is no role `scord`", "scored"]),
        ("office,scored", "ofice,scored", &["there is no source `ofice`", "office"]),
        ("japan,income", "japan,incom", &["there is no set `incom`", "income"]),
        ("-0.1,", "x,", &["`observed` is no finite number"]),
        ("-0.1,", ",", &["nothing was observed"]),
        ("id,set", "id,sett", &["facts have no column `sett`", "the column `set` is missing"]),
        (
            "welfare/JPN/real_income_pct",
            "facts[none]",
            &["no fact is called `none`", "did you mean japan?"],
        ),
        ("unit  = \"%\"", "unit  = \"t\"\nlogs = true", &["logs are those of changes in percent"]),
        (",scored", "", &["the row has 7 cells, the header 8"]),
    ];
    for (from, to, wanted) in cases {
        let message = said(from, to);
        for part in wanted {
            assert!(message.contains(part), "{to}: no `{part}` in\n{message}");
        }
    }
}

#[test]
fn a_reason_has_a_side_and_a_source() {
    let message = said("grade   = \"A\"\n", &format!("grade   = \"A\"\n{REASON}"));
    assert!(
        message.contains("not `too-big`") && message.contains("episode.toml:17:10"),
        "{message}"
    );
    assert!(message.contains("there is no source `ofice`"), "{message}");
}

#[test]
fn keys_of_the_file_that_are_not_there_are_named() {
    let message = said("title = \"Cars\"", "titel = \"Cars\"");
    assert!(
        message.contains("unknown field `titel`") && message.contains("episode.toml:1:1"),
        "{message}"
    );
}

#[test]
fn an_episode_that_there_is_not_is_answered_with_the_nearest() {
    let error = open("us-tarifs-2025").unwrap_err().to_string();
    assert!(error.contains("us-tariffs-2025") && error.contains("episode.toml"), "{error}");
}
