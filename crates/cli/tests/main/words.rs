//! Does the project write as docs/STYLE.md asks? The phrases listed there stand nowhere else.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Files that people read, below a folder.
fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() {
            files(&path, out);
        } else if ["md", "rs", "html", "toml"].contains(&ending) && !path.ends_with("docs/STYLE.md")
        {
            out.push(path);
        }
    }
}

/// The phrases of the table in docs/STYLE.md.
fn phrases() -> Vec<String> {
    let style = std::fs::read_to_string(root().join("docs/STYLE.md")).unwrap();
    let rows = style.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    rows.map(|(phrase, _)| phrase.to_lowercase()).collect()
}

#[test]
fn no_phrase_that_the_style_rules_out_is_written() {
    let phrases = phrases();
    assert!(phrases.len() > 5, "{phrases:?}");
    let mut all: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"].map(|name| root().join(name)).to_vec();
    for folder in ["docs", "scenarios", "examples", "crates", "xtask/src"] {
        files(&root().join(folder), &mut all);
    }
    let mut found = Vec::new();
    for file in all.iter().filter(|file| !file.components().any(|part| part.as_os_str() == "tests"))
    {
        let text = std::fs::read_to_string(file).unwrap();
        for (at, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            let ruled_out = phrases.iter().filter(|phrase| line.contains(phrase.as_str()));
            found.extend(
                ruled_out.map(|phrase| format!("{}, line {}: `{phrase}`", file.display(), at + 1)),
            );
        }
    }
    assert!(found.is_empty(), "docs/STYLE.md has better words for:\n{}", found.join("\n"));
}
