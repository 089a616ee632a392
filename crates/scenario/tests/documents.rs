//! The reference and the examples say what the program understands.

use crate::world::embedded;
use detente_scenario::{Overrides, Source, kinds, read};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_block_of_the_reference_is_understood() {
    let text = std::fs::read_to_string(root().join("docs/scenario.md")).unwrap();
    let blocks: Vec<&str> =
        text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 6);
    for block in blocks {
        let whole = if block.starts_with("title") {
            block.to_owned()
        } else {
            format!("title = \"t\"\n{block}")
        };
        let report =
            read(&Source::new("docs/scenario.md", whole), &Overrides::default()).check(embedded());
        assert!(report.is_empty(), "{report}");
    }
    for (kind, _) in kinds() {
        let written = text.lines().any(|line| {
            line.split_once('=').is_some_and(|(key, value)| {
                key.trim() == "kind" && value.trim() == format!("\"{kind}\"")
            })
        });
        assert!(written, "{kind}");
    }
}

#[test]
fn every_example_is_understood() {
    let mut examples = 0;
    for file in std::fs::read_dir(root().join("examples")).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let report =
                read(&Source::open(&path).unwrap(), &Overrides::default()).check(embedded());
            assert!(report.is_empty(), "{report}");
            examples += 1;
        }
    }
    assert!(examples >= 3);
}
