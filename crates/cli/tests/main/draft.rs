//! `detente draft`: what is printed and written, and how bad input ends.

use crate::sandbox::Sandbox;
use std::io::Write;
use std::process::{Command, Stdio};

const ARTICLE: &str = "TOKYO, March 28, 2025 - The United States will impose an additional 25% tariff on cars from Japan from Thursday. \
    Canada threatened a 10% duty on steel from China.\n";

fn with_article() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("article.txt", ARTICLE);
    sandbox
}

#[test]
fn a_draft_is_written_checked_and_run_only_by_the_user() {
    let sandbox = with_article();
    sandbox.prints(&["draft", "article.txt", "--out", "drafts/cars.toml"]);
    let text = sandbox.read("drafts/cars.toml");
    assert!(text.starts_with("# DRAFT made by rules from article.txt"), "{text}");
    assert!(
        text.contains("\nfrom     = 2025-04-03\n") && text.contains("NOT ACTIVE: only threatened."),
        "{text}"
    );
    assert_eq!(sandbox.prints(&["draft", "article.txt"]), text);
    let checked = sandbox.prints(&["check", "drafts/cars.toml"]);
    assert_eq!(checked, "drafts/cars.toml: no problems in world icio-2022\n");
    // Nothing but the draft has appeared.
    let files: Vec<String> = sandbox.files().into_keys().collect();
    assert_eq!(files, ["article.txt", "drafts/", "drafts/cars.toml"]);
}

#[test]
fn a_draft_is_never_written_over() {
    let sandbox = with_article();
    sandbox.write("mine.toml", "title = \"edited\"\n");
    let said = sandbox.refuses(2, &["draft", "article.txt", "--out", "mine.toml"]);
    assert_eq!(said, "error: mine.toml: exists already; name a new file\n");
}

#[test]
fn standard_input_is_read_with_a_day_of_publication() {
    let sandbox = Sandbox::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_detente"));
    command
        .args(["draft", "-", "--published", "2025-06-27", "--json"])
        .current_dir(sandbox.path("."));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"Canada will levy a 25% duty on steel from China from Monday.")
        .unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success());
    let json: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(json["file"], "standard input");
    assert_eq!(json["published"], "2025-06-27");
    let action = &json["actions"][0];
    assert_eq!(
        (action["from"]["value"].as_str(), action["from"]["words"]["text"].as_str()),
        (Some("2025-06-30"), Some("Monday"))
    );
    assert!(
        action["confidence"]
            .as_f64()
            .is_some_and(|confidence| confidence > 0.0 && confidence < 1.0)
    );
}

#[test]
fn a_text_without_a_trade_action_is_a_finding() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "calm.txt",
        "Japan's exports to the United States rose 3 percent in May. The weather was fine.",
    );
    let said = sandbox.refuses(1, &["draft", "calm.txt", "--out", "calm.toml"]);
    assert!(said.starts_with("calm.txt: no trade action found; looked for tariffs"), "{said}");
    let ended = sandbox.run(&["draft", "calm.txt", "--json"]);
    assert_eq!(ended.code, 1);
    let json: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(json["actions"].as_array().map(Vec::len), Some(0));
}

#[test]
fn what_is_no_article_is_refused_with_the_reason() {
    let sandbox = Sandbox::new();
    sandbox.write("empty.txt", "");
    sandbox.write("blank.txt", " \n\t\n");
    sandbox.write("latin.txt", b"The Caf\xe9 tariff");
    sandbox.write("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    sandbox.write("nul.txt", b"China\0bans");
    sandbox.write("huge.txt", "China bans exports of steel to Japan. ".repeat(280_000));
    sandbox.write("folder/inside.txt", "text");
    for (file, says) in [
        ("empty.txt", "empty.txt: empty; give a text of at least one sentence"),
        ("blank.txt", "blank.txt: empty; give a text of at least one sentence"),
        ("latin.txt", "latin.txt: byte 7 is not UTF-8; save the file as UTF-8"),
        ("image.png", "image.png: byte 6 is a control character; save the article"),
        ("nul.txt", "nul.txt: byte 5 is a control character; save the article"),
        ("huge.txt", "huge.txt: longer than 1048576 bytes; cut out"),
        ("folder", "cannot read `folder`"),
        ("nowhere.txt", "cannot read `nowhere.txt`"),
    ] {
        let said = sandbox.refuses(2, &["draft", file, "--out", "out.toml"]);
        assert!(said.starts_with(&format!("error: {says}")), "{file}: {said}");
    }
}

#[test]
fn a_day_or_a_world_that_does_not_exist_is_refused() {
    let sandbox = with_article();
    let said = sandbox.refuses(2, &["draft", "article.txt", "--published", "yesterday"]);
    assert_eq!(
        said,
        "error: --published yesterday: write a day as YYYY-MM-DD, such as 2025-04-04\n"
    );
    sandbox.refuses(2, &["draft", "article.txt", "--published", "2025-02-30"]);
    let said = sandbox.refuses(2, &["draft", "article.txt", "--world", "nowhere"]);
    assert!(said.contains("nowhere"), "{said}");
}

#[test]
fn a_world_of_ones_own_decides_what_stands() {
    let sandbox = Sandbox::toy();
    sandbox.write("article.txt", ARTICLE);
    let text = sandbox.prints(&["draft", "article.txt", "--world", "toy", "--out", "toy.toml"]);
    assert_eq!(text, "");
    assert!(sandbox.read("toy.toml").contains("world = \"toy\""));
    assert_eq!(sandbox.prints(&["check", "toy.toml"]), "toy.toml: no problems in world toy\n");
}
