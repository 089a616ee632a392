//! Whatever writes is killed at random moments: nothing is lost, nothing is half-written, and the
//! next command sweeps what is left.
//!
//! `DETENTE_KILLS` says how often each command is killed; the moments follow from a seed.
#![cfg(unix)]

use crate::companies::OWN;
use crate::import::TABLE;
use crate::sandbox::Sandbox;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn kills() -> u64 {
    std::env::var("DETENTE_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(5)
}

/// Kills `arguments` again and again: `before` sets the scene, `after` is told what has to hold
/// then. At the end the command is left alone, and nothing hidden may be left anywhere.
fn killed(sandbox: &Sandbox, arguments: &[&str], before: &dyn Fn(), after: &dyn Fn(&str)) {
    before();
    let begun = Instant::now();
    sandbox.prints(arguments);
    let whole = u64::try_from(begun.elapsed().as_micros()).unwrap();
    let mut seed = 20_261_130_u64;
    for kill in 0..kills() {
        before();
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let drawn = seed >> 33;
        let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
            .args(arguments)
            .current_dir(sandbox.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Every second kill comes while something is written, the others whenever they like.
        let moment = if kill % 2 == 0 {
            while child.try_wait().unwrap().is_none() && !hidden(&sandbox.path("")) {
                std::thread::sleep(Duration::from_micros(50));
            }
            Duration::from_micros(drawn % 8_000)
        } else {
            Duration::from_micros(drawn % whole)
        };
        std::thread::sleep(moment);
        // SIGKILL: nothing of the program runs after it.
        let _ = child.kill();
        child.wait().unwrap();
        after(&format!("{arguments:?}: kill {kill} after {moment:?}"));
    }
    before();
    sandbox.prints(arguments);
    after("left alone");
    assert!(!hidden(&sandbox.path("")), "{arguments:?} leaves {:?}", sandbox.files().keys());
}

/// Whether a temporary name stands in this folder or in one below.
fn hidden(folder: &Path) -> bool {
    // What goes while it is listed is not there.
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        entry.file_name().to_string_lossy().starts_with('.')
            || (entry.path().is_dir() && !entry.path().is_symlink() && hidden(&entry.path()))
    })
}

/// The files below a folder, by name and bytes.
fn within(sandbox: &Sandbox, folder: &str) -> Vec<(String, Vec<u8>)> {
    let begins = format!("{folder}/");
    let all = sandbox.files().into_iter().filter(|(name, _)| !name.ends_with('/'));
    all.filter_map(|(name, bytes)| Some((name.strip_prefix(&begins)?.to_owned(), bytes))).collect()
}

const RUN: [&str; 6] = ["run", "cars.toml", "--world", "toy", "--out", "result"];

#[test]
fn a_run_keeps_the_earlier_one_or_takes_its_place_with_the_files_of_its_user() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&RUN);
    sandbox.write("result/tables/mine.csv", "mine\n");
    sandbox.write("result/notes/one.txt", "also mine\n");
    killed(&sandbox, &RUN, &|| (), &|when| {
        let ended = sandbox.run(&["verify", "result"]);
        assert_eq!(ended.code, 0, "{when}: {ended:?}");
        assert_eq!(sandbox.read("result/tables/mine.csv"), "mine\n", "{when}");
        assert_eq!(sandbox.read("result/notes/one.txt"), "also mine\n", "{when}");
    });
}

#[test]
fn what_is_imported_or_exported_is_there_whole_or_not_at_all() {
    let sandbox = Sandbox::toy();
    sandbox.write("icio2020.csv", TABLE);
    let import = ["world", "import", "oecd-icio", "icio2020.csv", "--out", "made"];
    let export = ["world", "export", "toy", "--format", "parquet", "--out", "made"];
    let scenario = ["scenarios", "export", "japan-us-2025", "--out", "made"];
    for arguments in [&import[..], &export, &scenario] {
        let _ = fs::remove_dir_all(sandbox.path("made"));
        sandbox.prints(arguments);
        let whole = within(&sandbox, "made");
        let before = || fs::remove_dir_all(sandbox.path("made")).unwrap_or_default();
        killed(&sandbox, arguments, &before, &|when| {
            let found = within(&sandbox, "made");
            assert!(found.is_empty() || found == whole, "{when}: {:?}", sandbox.files().keys());
        });
    }
}

#[test]
fn an_export_or_a_comparison_is_the_earlier_file_or_the_new_one() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&RUN);
    let (xlsx, html) = ("PK\u{3}\u{4} of yesterday", "<!doctype html> of yesterday");
    let compare = ["compare", "result", "result", "--html", "compared.html"];
    let commands: [(&[&str], &str, &str); 5] = [
        (&["report", "result", "--format", "xlsx"], "result/report.xlsx", xlsx),
        (&["report", "result", "--format", "html"], "result/report.html", ""),
        (
            &["report", "result", "--format", "md"],
            "result/report.md",
            "<!-- detente report --> of yesterday",
        ),
        (
            &["report", "result", "--format", "json"],
            "result/report.json",
            "{\n\"format\": \"detente-run\" of yesterday",
        ),
        (&compare, "compared.html", html),
    ];
    for (arguments, file, earlier) in commands {
        // The page of a run vouches for its manifest: it stays what it is.
        let earlier = if earlier.is_empty() {
            fs::read(sandbox.path(file)).unwrap()
        } else {
            earlier.as_bytes().to_vec()
        };
        let before = || sandbox.write(file, &earlier);
        before();
        sandbox.prints(arguments);
        let whole = fs::read(sandbox.path(file)).unwrap();
        killed(&sandbox, arguments, &before, &|when| {
            let found = fs::read(sandbox.path(file)).unwrap();
            assert!(found == whole || found == earlier, "{when}: {} bytes", found.len());
            let ended = sandbox.run(&["verify", "result"]);
            assert_eq!(ended.code, 0, "{when}: {ended:?}");
            assert!(
                !ended.out.contains(".partial"),
                "a leftover is no file of the user's: {ended:?}"
            );
        });
    }
}

#[test]
fn tables_of_companies_are_those_of_one_run() {
    let sandbox = Sandbox::toy();
    sandbox.write("own.csv", OWN);
    sandbox.write("other.csv", OWN.replace(",60,", ",50,"));
    for (file, run) in [("own.csv", "one"), ("other.csv", "two")] {
        sandbox.prints(&["run", "cars.toml", "--world", "toy", "--companies", file, "--out", run]);
        sandbox.prints(&["companies", run, "--out", &format!("{run}-tables")]);
    }
    let (earlier, later) = (within(&sandbox, "one-tables"), within(&sandbox, "two-tables"));
    assert!(earlier != later && earlier.len() >= 3);
    let before = || {
        sandbox.prints(&["companies", "one", "--out", "tables"]);
        sandbox.write("tables/notes.txt", "mine\n");
    };
    killed(&sandbox, &["companies", "two", "--out", "tables"], &before, &|when| {
        // A kill between the two renames is mended by whoever writes there next.
        if !sandbox.path("tables").exists() {
            return;
        }
        let (mine, found): (Vec<_>, Vec<_>) =
            within(&sandbox, "tables").into_iter().partition(|(name, _)| name == "notes.txt");
        assert!(found == earlier || found == later, "{when}: {:?}", sandbox.files().keys());
        assert!(
            mine.len() == 1 || hidden(&sandbox.path("")),
            "{when}: the user's file is on its way, or there"
        );
    });
    assert_eq!(sandbox.read("tables/notes.txt"), "mine\n");
}

#[test]
fn a_pipe_or_a_device_is_written_to_and_never_replaced() {
    let sandbox = Sandbox::toy();
    sandbox.prints(&RUN);
    assert!(Command::new("mkfifo").arg(sandbox.path("pipe")).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = sandbox.path("pipe");
        move || fs::read_to_string(pipe).unwrap()
    });
    sandbox.prints(&["report", "result", "--format", "md", "--out", "pipe"]);
    assert!(reader.join().unwrap().starts_with("<!-- detente report -->"));
    assert!(!fs::metadata(sandbox.path("pipe")).unwrap().is_file());
}
