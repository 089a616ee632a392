//! Ctrl-C in the middle of a long run leaves every file as it was.

use crate::sandbox::Sandbox;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Months of rare earths and weeks of the world, once more without each measure: some ten seconds.
const LONG: &str = r#"title = "Long"
start = 2025-04-01
end   = 2026-12-31

[[shock]]
name      = "licences"
kind      = "export-control"
exporter  = "CHN"
importer  = "*"
commodity = ["Dy", "Tb", "Sm"]
stage     = "magnet"
licensed  = "10%"
source    = "made up"
"#;

#[test]
#[cfg(unix)]
fn an_interrupted_run_leaves_no_half_written_table() {
    let sandbox = Sandbox::new();
    sandbox.write("long.toml", LONG);
    sandbox.write("runs/keep.txt", "an earlier file");
    let before = sandbox.files();
    // Early, while goods are followed, and later.
    for patience in [200, 1500] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_detente"))
            .args(["run", "long.toml"])
            .current_dir(sandbox.path(""))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(patience));
        assert!(child.try_wait().unwrap().is_none(), "the run is still on its way");
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let begun = Instant::now();
        assert!(!child.wait().unwrap().success());
        assert!(begun.elapsed() < Duration::from_secs(5), "it ends at once");
        assert_eq!(before, sandbox.files());
    }
}

/// Whose a leftover is cannot be told by a process id, which says nothing in another container:
/// only by the lock.
#[test]
fn what_a_stopped_writer_left_is_swept_once_nobody_holds_the_lock() {
    let sandbox = Sandbox::toy();
    let run = ["run", "cars.toml", "--world", "toy", "--out", "run"];
    sandbox.prints(&run);
    let (left, mine) = (".run.0123456789abcdef.partial/tables/trade.csv", ".run.backup.partial/x");
    sandbox.write(left, "half a ta");
    sandbox.write(mine, "of the user");
    sandbox.write(".runs.0123456789abcdef.partial/x", "of another folder");
    sandbox.write(".run.lock", "");
    let lock = std::fs::File::open(sandbox.path(".run.lock")).unwrap();
    lock.lock().unwrap();
    sandbox.prints(&["verify", "run"]);
    assert!(sandbox.files().contains_key(left), "a writer may be at work");
    drop(lock);
    sandbox.prints(&run);
    let files = sandbox.files();
    assert!(!files.contains_key(left) && files.contains_key(mine), "{:?}", files.keys());
    assert!(files.contains_key(".runs.0123456789abcdef.partial/x"));
}
