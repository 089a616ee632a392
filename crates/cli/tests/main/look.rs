//! The commands that show things: help, worlds, scenarios, schema, completions and the reference.

use crate::sandbox::Sandbox;
use std::path::{Path, PathBuf};

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

#[test]
fn the_reference_in_docs_is_what_the_program_says() {
    let printed = Sandbox::new().prints(&["reference"]);
    let path = project("docs/cli.md");
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, &printed).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == printed, "docs/cli.md is stale: run the tests again with UPDATE_REFERENCE=1");
}

#[test]
fn help_of_every_command_is_in_the_reference() {
    let sandbox = Sandbox::new();
    let reference = sandbox.prints(&["reference"]);
    let commands = "run, check, verify, compare, world, world list, world show, world check, world export, world import, commodity, commodity list, commodity show, commodity explain, \
                    scenarios, scenarios show, scenarios export, schema, completions, watch, man, reference";
    for command in commands.split(", ") {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let help = sandbox.prints(&words);
        assert!(help.contains("Usage: detente"), "{help}");
        assert!(reference.contains(&format!("## `detente {command}`")), "{command}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
    insta::assert_snapshot!("help", sandbox.prints(&["--help"]));
}

#[test]
fn no_command_is_a_mistake_that_shows_the_help() {
    let said = Sandbox::new().refuses(2, &[]);
    assert!(said.contains("Usage: detente <COMMAND>"), "{said}");
}

#[test]
fn worlds_are_listed_shown_checked_and_exported() {
    let sandbox = Sandbox::toy();
    insta::assert_snapshot!("world_list", sandbox.prints(&["world", "list"]));
    insta::assert_snapshot!("world_show", sandbox.prints(&["world", "show", "toy"]));
    insta::assert_snapshot!("world_check", sandbox.prints(&["world", "check", "toy"]));
    let shown = sandbox.prints(&["world", "show"]);
    for expected in
        ["81 economies x 35 sectors", "CC BY 4.0", "grade A", "grade D", "EU27", "note: "]
    {
        assert!(shown.contains(expected), "{expected}");
    }
    sandbox.prints(&["world", "export", "toy", "--out", "again"]);
    sandbox.prints(&["run", "cars.toml", "--world", "toy", "--out", "a"]);
    sandbox.prints(&["run", "cars.toml", "--world", "again", "--out", "b"]);
    assert_eq!(sandbox.read("a/tables/welfare.csv"), sandbox.read("b/tables/welfare.csv"));
    let said = sandbox.refuses(2, &["world", "export", "toy", "--out", "again"]);
    assert!(said.contains("again: it already exists and is not empty"), "{said}");
}

#[test]
fn bundled_scenarios_can_be_taken_home_and_changed() {
    let sandbox = Sandbox::new();
    insta::assert_snapshot!("scenarios", sandbox.prints(&["scenarios"]));
    assert_eq!(
        sandbox.prints(&["scenarios", "show", "japan-us-2025"]),
        std::fs::read_to_string(project("scenarios/japan-us-2025/scenario.toml")).unwrap()
    );
    sandbox.prints(&["scenarios", "export", "japan-us-2025", "--out", "mine"]);
    sandbox.prints(&["run", "mine", "--out", "a"]);
    sandbox.prints(&["run", "japan-us-2025", "--out", "b"]);
    assert_eq!(sandbox.read("a/tables/welfare.csv"), sandbox.read("b/tables/welfare.csv"));
    sandbox.edit("mine/tariff.csv", "JPN", "JPX");
    let said = sandbox.refuses(2, &["check", "mine"]);
    assert!(said.contains("tariff.csv") && said.contains("JPX"), "{said}");
    let said = sandbox.refuses(2, &["scenarios", "export", "japan-us-2025", "--out", "mine"]);
    assert!(said.contains("exists and is left alone"), "{said}");
}

#[test]
fn a_scenario_without_problems_passes_the_check() {
    let sandbox = Sandbox::toy();
    assert_eq!(
        sandbox.prints(&["check", "cars.toml", "--world", "toy"]),
        "cars.toml: no problems in world toy\n"
    );
}

#[test]
fn the_check_lists_what_can_be_negotiated_and_a_run_takes_it() {
    let sandbox = Sandbox::new();
    sandbox
        .write("package.toml", std::fs::read_to_string(project("examples/package.toml")).unwrap());
    insta::assert_snapshot!("levers", sandbox.prints(&["check", "package.toml"]));
    sandbox.prints(&[
        "run",
        "package.toml",
        "--out",
        "a",
        "--set",
        "measure.\"relief on cars\".rate.set.at=10%",
    ]);
    let pinned = "measure.\"relief on cars\".rate.set=10%";
    sandbox.prints(&["run", "package.toml", "--out", "b", "--set", pinned]);
    assert_eq!(sandbox.read("a/tables/welfare.csv"), sandbox.read("b/tables/welfare.csv"));
    sandbox.prints(&["verify", "a"]);
}

#[test]
fn the_schema_is_the_committed_one() {
    assert_eq!(
        Sandbox::new().prints(&["schema"]),
        std::fs::read_to_string(project("scenarios/schema.json")).unwrap()
    );
}

#[test]
fn shells_get_completions() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = Sandbox::new().prints(&["completions", shell]);
        assert!(script.contains("detente") && script.contains("scenarios"), "{shell}");
    }
}

/// A file named as the word begins is offered where no name fits, by the options of `complete`.
#[test]
fn completions_know_scenarios_tables_and_economies() {
    let sandbox = Sandbox::new();
    let script = sandbox.prints(&["completions", "bash"]);
    let offered = |words: &str, last: &str| {
        let count = words.split(' ').count();
        let ask = format!(
            "{script}\nCOMP_WORDS=(detente {words}); COMP_CWORD={count}; _detente detente '{last}' ''; echo \"${{COMPREPLY[@]}}\""
        );
        let found = std::process::Command::new("bash").args(["-c", &ask]).output().unwrap();
        String::from_utf8(found.stdout).unwrap().trim().to_owned()
    };
    assert!(offered("run japan", "japan").split(' ').any(|name| name == "japan-us-2025"));
    assert_eq!(offered("explain RUN welf", "welf"), "welfare");
    assert_eq!(offered("explain RUN welfare JP", "JP"), "JPN");
    assert_eq!(offered("commodity explain lng JP", "JP"), "JPN");
    assert_eq!(offered("world import fig", "fig"), "figaro");
    assert_eq!(offered("run ./no-such", "./no-such"), "");
    assert!(script.contains("-o default"));
    let zsh = sandbox.prints(&["completions", "zsh"]);
    assert!(zsh.contains("_detente_scenarios() {") && zsh.contains("'files:file:_files'"));
    assert!(zsh.contains(":_detente_scenarios'"));
}

/// No terminal is at hand here, so that `COLUMNS` says how wide it is.
#[test]
fn help_is_as_wide_as_the_terminal_and_no_wider_than_reads_well() {
    let longest = |columns: &str| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_detente"));
        let shown = command.args(["help", "run"]).env("COLUMNS", columns).output().unwrap();
        let text = String::from_utf8(shown.stdout).unwrap();
        text.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert!(longest("80") <= 80);
    assert!((81..=100).contains(&longest("120")));
}

#[test]
fn a_run_is_told_in_lines_as_wide_as_the_terminal() {
    let sandbox = Sandbox::new();
    for (columns, widths) in [("40", 60..=80), ("80", 60..=80), ("120", 101..=120)] {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_detente"));
        let command = command.args(["run", "ree-licensing-2025", "--out"]);
        let folder = sandbox.path(&format!("run-{columns}"));
        let shown = command.arg(folder).env("COLUMNS", columns).output().unwrap();
        let text = String::from_utf8(shown.stdout).unwrap();
        // The folder of the run may be longer than any screen.
        let told = text.lines().filter(|line| !line.starts_with("report "));
        let longest = told.map(|line| line.chars().count()).max().unwrap();
        assert!(widths.contains(&longest), "{columns}: {text}");
        assert!(!text.contains("magnet-ndfeb"), "codes: {text}");
    }
}

#[test]
fn help_lists_tasks_with_their_commands() {
    let sandbox = Sandbox::new();
    let overview = sandbox.prints(&["help"]);
    for want in [
        "Start from a news text",
        "Run a scenario",
        "Compare and check runs",
        "Explain a number",
        "Watch for changes",
    ] {
        assert!(overview.contains(want), "{want}\n{overview}");
    }
    assert!(
        overview.lines().all(|line| line.chars().count() <= 100) && !overview.contains('@'),
        "{overview}"
    );
    for line in overview.lines().filter_map(|line| line.trim().strip_prefix("detente ")) {
        let command = line.split(' ').next().unwrap();
        sandbox.prints(&["help", command]);
    }
    let run = sandbox.prints(&["help", "run"]);
    assert!(run.starts_with("Examples:\n  detente run\n") && run.contains("--against"), "{run}");
    assert!(sandbox.prints(&["help", "world", "show"]).contains("detente world show icio-2022"));
    let said = sandbox.refuses(2, &["help", "wolrd"]);
    assert!(said.contains("has no command `wolrd`; it has run, check"), "{said}");
}

#[test]
fn the_manual_has_a_page_for_each_command() {
    let sandbox = Sandbox::new();
    assert!(sandbox.prints(&["man"]).contains(".TH detente 1"));
    sandbox.run(&["man", "--out", "man1"]);
    for page in
        ["detente", "detente-run", "detente-watch", "detente-world-show", "detente-firms-run"]
    {
        let text = sandbox.read(&format!("man1/{page}.1"));
        assert!(text.contains(&format!(".TH {page} 1")), "{text}");
        assert!(page != "detente-run" || text.contains("detente run my.toml"), "{text}");
    }
}

#[test]
fn colours_are_forced_and_refused() {
    let sandbox = Sandbox::toy();
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_detente"));
        command
            .args(["run", "cars.toml", "--world", "toy"])
            .current_dir(sandbox.path(""))
            .env_remove("NO_COLOR");
        variables.iter().for_each(|(name, value)| {
            command.env(name, value);
        });
        String::from_utf8(command.output().unwrap().stdout).unwrap().contains('\u{1b}')
    };
    assert!(!coloured(&[]));
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}
