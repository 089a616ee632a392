//! A run folder is whole, and what a user has put into it is there, whatever stops a run or comes
//! beside it.

use crate::sandbox::Sandbox;
use std::fs;

const RUN: [&str; 6] = ["run", "cars.toml", "--world", "toy", "--out", "result"];

/// A run of the toy scenario in `result/`, with a file of a user's among its tables.
fn finished() -> Sandbox {
    let sandbox = Sandbox::toy();
    sandbox.prints(&RUN);
    sandbox.write("result/tables/mine.csv", "mine\n");
    sandbox.write("result/notes/one.txt", "also mine\n");
    sandbox
}

#[test]
fn a_run_that_was_moved_aside_is_found_by_every_reader() {
    for command in [
        &["verify", "result"][..],
        &["report", "result", "--format", "md"],
        &["compare", "result", "result"],
    ] {
        let sandbox = finished();
        fs::rename(sandbox.path("result"), sandbox.path(".result.0123456789abcdef.old")).unwrap();
        let ended = sandbox.run(command);
        assert_eq!(ended.code, 0, "{command:?}: {ended:?}");
        assert_eq!(sandbox.read("result/tables/mine.csv"), "mine\n");
    }
}

#[test]
fn a_folder_that_only_looks_like_a_run_is_left_alone() {
    let sandbox = Sandbox::toy();
    sandbox.write("result/manifest.json", "{\"name\": \"a web page\"}");
    sandbox.write("result/tables/mine.csv", "mine\n");
    let said = sandbox.refuses(2, &RUN);
    assert!(said.contains("`result` exists and is not a run of detente"), "{said}");
}

#[test]
fn a_users_file_where_a_table_goes_is_named_and_left() {
    let sandbox = finished();
    // The manifest no longer says that the table is the run's own.
    let text = sandbox.read("result/manifest.json");
    let at = text.find("\"tables/caps.csv\"").unwrap();
    sandbox.write(
        "result/manifest.json",
        format!("{}\"tables/other.csv\"{}", &text[..at], &text[at + 17..]),
    );
    let said = sandbox.refuses(2, &RUN);
    assert!(said.contains("`tables/caps.csv` in it is not of the earlier result"), "{said}");
}

#[test]
#[cfg(unix)]
fn a_link_is_followed() {
    let sandbox = Sandbox::toy();
    fs::create_dir(sandbox.path("disk")).unwrap();
    std::os::unix::fs::symlink("disk/here", sandbox.path("result")).unwrap();
    for _ in 0..2 {
        sandbox.prints(&RUN);
        assert!(
            sandbox.path("result").is_symlink()
                && sandbox.path("disk/here/manifest.json").is_file()
        );
    }
    sandbox.prints(&["verify", "result"]);
}

#[test]
fn a_second_writer_waits_and_then_refuses() {
    let sandbox = finished();
    let lock = fs::File::create(sandbox.path(".result.lock")).unwrap();
    lock.lock().unwrap();
    let said = sandbox.refuses(2, &RUN);
    assert!(
        said.contains("another detente is writing there") && said.contains("name another folder"),
        "{said}"
    );
    drop(lock);
    sandbox.prints(&RUN);
}

#[test]
fn what_replaces_nothing_replaces_no_run_that_a_kill_left_under_another_name() {
    let war =
        ["war", "--world", "toy", "--players", "USA,JPN", "--game", "nash", "--out", "result"];
    let export = ["world", "export", "toy", "--out", "result"];
    let tables = ["companies", "other", "--out", "result"];
    for command in [&war[..], &export, &tables] {
        let sandbox = finished();
        if command[0] == "companies" {
            sandbox.write("own.csv", crate::companies::OWN);
            sandbox.prints(&[
                "run",
                "cars.toml",
                "--world",
                "toy",
                "--companies",
                "own.csv",
                "--out",
                "other",
            ]);
        }
        let whole = sandbox.files();
        fs::rename(sandbox.path("result"), sandbox.path(".result.0123456789abcdef.old")).unwrap();
        let ended = sandbox.run(command);
        assert_eq!(ended.code, 2, "{command:?}: {ended:?}");
        assert!(
            sandbox.files() == whole,
            "{command:?}: the run is back, and nothing else is there"
        );
    }
}
