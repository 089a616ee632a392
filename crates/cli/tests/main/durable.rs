//! A run folder is whole, and what a user has put into it is there, whatever stops a run or comes beside it.

use crate::sandbox::Sandbox;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUN: [&str; 6] = ["run", "cars.toml", "--world", "toy", "--out", "result"];

/// A run of the toy scenario in `result/`, with a file of a user's among its tables.
fn finished() -> Sandbox {
    let sandbox = Sandbox::toy();
    sandbox.prints(&RUN);
    sandbox.write("result/tables/mine.csv", "mine\n");
    sandbox.write("result/notes/one.txt", "also mine\n");
    sandbox
}

fn kills() -> u64 {
    std::env::var("DETENTE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

#[test]
#[cfg(unix)]
fn a_run_killed_at_any_moment_leaves_a_whole_run_and_the_files_of_its_user() {
    let sandbox = finished();
    let begun = Instant::now();
    sandbox.prints(&RUN);
    let whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut seed = 20_261_130_u64;
    for kill in 0..kills() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // Most of them where the folder is written, at the end.
        let from = if kill % 4 == 0 { 0 } else { whole / 3 };
        let moment = Duration::from_micros(from + (seed >> 33) % (whole - from));
        let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
            .args(RUN)
            .current_dir(sandbox.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        // SIGKILL: nothing of the program runs after it.
        child.kill().unwrap();
        child.wait().unwrap();
        let ended = sandbox.run(&["verify", "result"]);
        assert_eq!(ended.code, 0, "kill {kill} after {moment:?}: {ended:?}");
        assert_eq!(sandbox.read("result/tables/mine.csv"), "mine\n", "kill {kill} after {moment:?}");
        assert_eq!(sandbox.read("result/notes/one.txt"), "also mine\n", "kill {kill} after {moment:?}");
    }
    // The next run clears away whatever they have left.
    sandbox.prints(&RUN);
    let hidden: Vec<_> = sandbox.files().into_keys().filter(|name| name.starts_with('.')).collect();
    assert!(hidden.is_empty(), "{hidden:?}");
}

#[test]
fn a_run_that_was_moved_aside_is_found_by_every_reader() {
    for command in
        [&["verify", "result"][..], &["report", "result", "--format", "md"], &["compare", "result", "result"]]
    {
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
    assert!(said.contains("`result` exists and is no run of detente"), "{said}");
}

#[test]
fn a_users_file_where_a_table_goes_is_named_and_left() {
    let sandbox = finished();
    // The manifest no longer says that the table is the run's own.
    let text = sandbox.read("result/manifest.json");
    let at = text.find("\"tables/caps.csv\"").unwrap();
    sandbox.write("result/manifest.json", format!("{}\"tables/other.csv\"{}", &text[..at], &text[at + 17..]));
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
        assert!(sandbox.path("result").is_symlink() && sandbox.path("disk/here/manifest.json").is_file());
    }
    sandbox.prints(&["verify", "result"]);
}

#[test]
fn a_second_writer_waits_and_then_refuses() {
    let sandbox = finished();
    let lock = fs::File::create(sandbox.path(".result.lock")).unwrap();
    lock.lock().unwrap();
    let said = sandbox.refuses(2, &RUN);
    assert!(said.contains("another detente is writing there") && said.contains("name another folder"), "{said}");
    drop(lock);
    sandbox.prints(&RUN);
}
