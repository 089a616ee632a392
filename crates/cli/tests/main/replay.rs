//! The same inputs give the same bytes, `verify` finds what was changed.

use crate::sandbox::Sandbox;

/// A run of the toy scenario in `result/`.
fn finished() -> Sandbox {
    let sandbox = Sandbox::toy();
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "result"]);
    sandbox
}

#[test]
fn two_runs_differ_in_the_times_of_the_log_and_in_nothing_else() {
    let sandbox = Sandbox::new();
    for folder in ["first", "second"] {
        sandbox.prints(&["run", "--out", folder]);
    }
    let files = sandbox.files();
    let firsts: Vec<&String> = files.keys().filter(|name| name.starts_with("first/")).collect();
    assert!(firsts.len() > 24, "{firsts:?}");
    for name in firsts {
        let other = name.replacen("first/", "second/", 1);
        assert!(files[name] == files[&other] || name.ends_with("log.txt"), "{name}");
    }
}

#[test]
fn a_second_run_replaces_the_first_and_leaves_nothing_beside_it() {
    let sandbox = finished();
    let before = sandbox.files();
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "result"]);
    assert_eq!(before.keys().collect::<Vec<_>>(), sandbox.files().keys().collect::<Vec<_>>());
}

#[test]
fn a_run_that_was_not_touched_verifies() {
    let sandbox = finished();
    let said = sandbox.refuses(0, &["verify", "result"]);
    assert_eq!(said.lines().filter(|line| line.starts_with("same")).count(), 12, "{said}");
    assert!(said.ends_with("every table is what its inputs give\n"), "{said}");
    // Without the original scenario and from another name too: the folder holds all it needs but
    // the world.
    std::fs::remove_file(sandbox.path("cars.toml")).unwrap();
    std::fs::rename(sandbox.path("result"), sandbox.path("moved")).unwrap();
    std::fs::rename(sandbox.path("toy"), sandbox.path("other")).unwrap();
    sandbox.refuses(0, &["verify", "moved", "--world", "other"]);
}

#[test]
fn a_bundled_run_with_measures_and_changes_verifies() {
    let sandbox = Sandbox::new();
    sandbox.prints(&[
        "run",
        "japan-us-2025-deal",
        "--date",
        "2025-09-30",
        "--set",
        "trade.deficits=world-share",
        "--out",
        "result",
    ]);
    sandbox.refuses(0, &["verify", "result"]);
}

#[test]
fn a_changed_number_is_found_with_table_row_and_column() {
    let sandbox = finished();
    let text = sandbox.read("result/tables/welfare.csv");
    let line = text.lines().nth(2).unwrap();
    let old = line.split(',').nth(1).unwrap();
    sandbox.write("result/tables/welfare.csv", text.replacen(old, "1.25", 1));
    let said = sandbox.refuses(1, &["verify", "result"]);
    assert!(
        said.contains(
            "differs  tables/welfare.csv: 1 cell differs, first at row 2, column real_income_pct: 1.25 in the file"
        ),
        "{said}"
    );
    assert!(said.contains("changed  tables/welfare.csv: not the bytes that were hashed"), "{said}");
}

#[test]
fn a_lost_row_a_lost_column_and_a_lost_file_are_found() {
    let sandbox = finished();
    let text = sandbox.read("result/tables/sectors.csv");
    let short: Vec<&str> = text.lines().take(4).collect();
    sandbox.write("result/tables/sectors.csv", short.join("\n"));
    let said = sandbox.refuses(1, &["verify", "result"]);
    assert!(said.contains("differs  tables/sectors.csv: 3 rows of economy, sector"), "{said}");
    sandbox.write("result/tables/sectors.csv", text.replacen("output_pct", "growth", 1));
    assert!(sandbox.refuses(1, &["verify", "result"]).contains("growth"));
    std::fs::remove_file(sandbox.path("result/tables/trade.parquet")).unwrap();
    let said = sandbox.refuses(1, &["verify", "result"]);
    assert!(said.contains("differs  tables/trade.parquet: nothing readable"), "{said}");
}

#[test]
fn changed_inputs_and_reports_are_found() {
    let sandbox = finished();
    sandbox.edit("result/scenario.toml", "25%", "24%");
    let said = sandbox.refuses(1, &["verify", "result"]);
    assert!(
        said.contains("changed  scenario.toml") && said.contains("differs  tables/welfare.csv"),
        "{said}"
    );
    let sandbox = finished();
    sandbox.edit("result/report.html", "real", "unreal");
    let said = sandbox.refuses(1, &["verify", "result"]);
    assert!(said.contains("changed  report.html"), "{said}");
    let sandbox = finished();
    sandbox.edit("result/manifest.json", "2025-06-05", "2025-06-06");
    let said = sandbox.refuses(1, &["verify", "result"]);
    assert!(said.contains("manifest.json"), "{said}");
}

#[test]
fn what_cannot_be_replayed_says_why() {
    let sandbox = finished();
    insta::assert_snapshot!("verify_no_folder", sandbox.refuses(2, &["verify", "nowhere"]));
    insta::assert_snapshot!("verify_a_world", sandbox.refuses(2, &["verify", "toy"]));
    sandbox.edit("toy/trade.csv", "JPN,USA,C29,40", "JPN,USA,C29,41");
    let said = sandbox.refuses(2, &["verify", "result"]);
    assert!(
        said.contains("world `toy`") && said.contains("name the right pack with --world"),
        "{said}"
    );
    sandbox.write("result/manifest.json", "{");
    insta::assert_snapshot!("verify_a_broken_manifest", sandbox.refuses(2, &["verify", "result"]));
}

#[test]
fn a_run_finds_its_world_from_another_folder() {
    let (sandbox, elsewhere) = (Sandbox::toy(), Sandbox::new());
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "run"]);
    elsewhere.prints(&["verify", sandbox.path("run").to_str().unwrap()]);
}

fn hash(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Changes a file of a run and every hash that vouches for it, as somebody would who wants it
/// believed.
fn forge(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let (old, manifest) =
        (sandbox.read(&format!("result/{file}")), sandbox.read("result/manifest.json"));
    sandbox.edit(&format!("result/{file}"), from, to);
    if file != "manifest.json" {
        let new = sandbox.read(&format!("result/{file}"));
        sandbox.edit("result/manifest.json", &hash(&old), &hash(&new));
    }
    let page = sandbox.read("result/report.html");
    sandbox.write(
        "result/report.html",
        page.replace(&hash(&manifest), &hash(&sandbox.read("result/manifest.json"))),
    );
}

#[test]
fn what_a_run_says_of_itself_is_made_anew_and_compared() {
    for (file, from, to, said) in [
        (
            "resolved.json",
            "\"title\": \"Cars\"",
            "\"title\": \"Carts\"",
            "\"Carts\" in the file, and \"Cars\" by its inputs",
        ),
        ("resolved.json", "\"focus\": [", "\"focus\": [ ", "not in the bytes that detente writes"),
        (
            "manifest.json",
            "\"licence\": \"CC0\"",
            "\"licence\": \"MIT\"",
            "`sources/0/licence` is \"MIT\" in the file",
        ),
        ("manifest.json", "\"measures\": true", "\"mesures\": true", "manifest.json"),
        (
            "manifest.json",
            "\"tolerance\": ",
            "\"tolerated\": 1, \"tolerance\": ",
            "`tolerated` is 1 in the file, and absent",
        ),
    ] {
        let sandbox = finished();
        forge(&sandbox, file, from, to);
        let ended = sandbox.run(&["verify", "result"]);
        let all = format!("{}{}", ended.out, ended.err);
        assert!(ended.code != 0 && all.contains(said), "{file}: {ended:?}");
    }
}

#[test]
fn files_that_are_not_of_the_run_are_named_and_no_finding() {
    let sandbox = finished();
    sandbox.write("result/tables/welfare2.csv", "economy,real_income_pct\nJPN,9\n");
    sandbox.write("result/notes.txt", "mine");
    sandbox.prints(&["report", "result", "--format", "md"]);
    let said = sandbox.refuses(0, &["verify", "result"]);
    let extra: Vec<&str> = said.lines().filter(|line| line.starts_with("extra")).collect();
    assert_eq!(
        extra,
        ["extra    notes.txt: not of the run", "extra    tables/welfare2.csv: not of the run"],
        "{said}"
    );
}

#[test]
fn a_run_of_another_version_says_what_was_not_checked() {
    let sandbox = finished();
    let version = format!("\"detente\": \"{}\"", env!("CARGO_PKG_VERSION"));
    forge(&sandbox, "manifest.json", &version, "\"detente\": \"0.0.9\"");
    let said = sandbox.refuses(0, &["verify", "result"]);
    assert!(said.contains("written by detente 0.0.9"), "{said}");
    assert!(said.contains("not checked: resolved.json, manifest.json, report.html"), "{said}");
}
