//! What has to go along with the program? `THIRD-PARTY.md` names every crate in it, with the
//! licence and the texts that its source carries.
//!
//! A text that several crates carry, but for blanks, is there once.

use super::graph::{Graph, Package};
use super::{root, rules, words};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file, beside the licences of the project itself.
const FILE: &str = "THIRD-PARTY.md";
/// How names of files with such texts begin.
const TEXTS: [&str; 6] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"];
/// How deep they lie: the C sources of a crate have theirs in a folder of their own.
const DEPTH: usize = 2;

/// Writes the file, or says whether it is what would be written.
pub(crate) fn run(check: bool) -> Result<bool, String> {
    let graph = Graph::read(&words(&rules()?, "graph", "targets"))?;
    let made = render(&graph.linked);
    let (file, crates) = (root().join(FILE), graph.linked.len());
    let there = std::fs::read_to_string(&file).unwrap_or_default();
    if there == made {
        println!("{FILE} names the {crates} crates in the program");
        return Ok(true);
    }
    if check {
        println!(
            "{FILE} is not what the crates in the program ask for; make it anew: cargo xtask notices"
        );
        return Ok(false);
    }
    std::fs::write(&file, made).map_err(|error| format!("{FILE}: {error}"))?;
    println!("wrote {FILE} with {crates} crates");
    Ok(true)
}

/// A text and who carries it.
struct Text {
    text: String,
    of: Vec<String>,
}

fn render(linked: &[Package]) -> String {
    let mut texts: Vec<Text> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = String::new();
    for package in linked {
        let found = texts_of(package);
        let carried = if found.is_empty() { "none in its source" } else { "below" };
        let licence = package.license.as_deref().unwrap_or("said in a file");
        let (place, authors) =
            (package.repository.as_deref().unwrap_or(""), names(&package.authors));
        rows.push_str(&format!(
            "| {} | {} | {licence} | {carried} | {authors} | {place} |\n",
            package.name, package.version
        ));
        for text in found {
            let key: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let at = *places.entry(key).or_insert_with(|| {
                texts.push(Text { text, of: Vec::new() });
                texts.len() - 1
            });
            let label = package.label();
            if texts[at].of.last() != Some(&label) {
                texts[at].of.push(label);
            }
        }
    }
    let texts: String = texts.iter().map(section).collect();
    format!(
        "# Works of others in the program\n\nThe program `detente` is linked with {} crates. Each is under the licence named here; where one offers several, the program takes the first\n\
         that `deny.toml` allows. Made by `cargo xtask notices`; the licences of the data are in `data/LICENSES.md`.\n\n\
         | crate | version | licence | text | authors | source |\n|---|---|---|---|---|---|\n{rows}\n## Texts\n{texts}",
        linked.len()
    )
}

fn section(text: &Text) -> String {
    format!("\nOf {}:\n\n````text\n{}\n````\n", text.of.join(", "), text.text)
}

/// Names without addresses.
fn names(authors: &[String]) -> String {
    let name =
        |author: &String| author.split('<').next().unwrap_or_default().trim().replace('|', "/");
    authors.iter().map(name).collect::<Vec<_>>().join(", ")
}

/// The texts of a crate's source, in the order of their paths.
fn texts_of(package: &Package) -> Vec<String> {
    let mut files = Vec::new();
    list(&package.folder(), DEPTH, &mut files);
    files.extend(
        package
            .license_file
            .iter()
            .map(|file| package.folder().join(file))
            .filter(|file| file.is_file()),
    );
    files.sort();
    files.dedup();
    files
        .iter()
        .filter_map(|file| Some(tidy(&String::from_utf8_lossy(&std::fs::read(file).ok()?))))
        .collect()
}

fn list(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().to_ascii_uppercase())
            .unwrap_or_default();
        let source =
            [".RS", ".H", ".C", ".PY", ".PL", ".TMPL"].iter().any(|ending| name.ends_with(ending));
        if path.is_dir() {
            if depth > 1 {
                list(&path, depth - 1, found);
            }
        } else if !source && TEXTS.iter().any(|begins| name.starts_with(begins)) {
            found.push(path);
        }
    }
}

/// Lines without blanks at their ends, and without a fence's end.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').replace("````", "```")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_there_once_and_crates_without_one_are_named() {
        let home = tempfile::tempdir().unwrap();
        let package = |name: &str, text: Option<&str>| -> Package {
            let folder = home.path().join(name);
            std::fs::create_dir_all(folder.join("native")).unwrap();
            text.iter().for_each(|text| {
                std::fs::write(folder.join("native/LICENSE-MIT.txt"), text).unwrap()
            });
            serde_json::from_value(serde_json::json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT", "license_file": null, "repository": "https://a",
                "source": "registry", "manifest_path": folder.join("Cargo.toml"), "authors": ["One <one@example.org>"],
            }))
            .unwrap()
        };
        let made = render(&[
            package("a", Some("Copyright One\r\n")),
            package("b", Some("Copyright  One")),
            package("c", None),
        ]);
        assert!(
            made.contains("\nOf a 1.0.0, b 1.0.0:\n\n````text\nCopyright One\n````\n"),
            "{made}"
        );
        assert!(
            made.contains("| c | 1.0.0 | MIT | none in its source | One | https://a |"),
            "{made}"
        );
        assert_eq!(made.matches("````text").count(), 1);
    }
}
