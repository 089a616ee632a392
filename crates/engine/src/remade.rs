//! Does a run folder's account of itself say what its inputs give? `resolved.json`, `manifest.json`
//! and the agreed scenario are made anew.
//!
//! Text is compared byte by byte; numbers as those of tables are, for another machine's last digit
//! is no change. The name of the run and the options of the command line stand in the manifest
//! alone (the folder may have been moved, and `scenario.toml` holds what was set).

use crate::error::EngineError;
use crate::run::Run;
use crate::verify::same_number;
use detente_record::folder::{owned, pretty};
use detente_record::{Hashed, Manifest, sha256};
use detente_world::durable;
use serde_json::Value;
use std::path::Path;

/// Files that a replay makes anew beside the tables and the page.
const REMADE: [&str; 2] = ["resolved.json", "manifest.json"];

/// What differs between the files of `folder` and those of its run computed again, file by file,
/// with the first place.
pub(crate) fn remade(
    folder: &Path,
    manifest: &Manifest,
    run: &mut Run,
) -> Result<Vec<String>, EngineError> {
    run.summary.scenario.clone_from(&manifest.scenario);
    run.summary.overrides.clone_from(&manifest.overrides);
    run.request.overrides.clone_from(&manifest.overrides);
    let inputs = run.inputs()?;
    let of = |file: &str| {
        inputs.iter().find(|(name, _)| name == file).map(|(_, bytes)| bytes.as_slice())
    };
    let mut found = Vec::new();
    let resolved =
        serde_json::from_slice(of("resolved.json").unwrap_or_default()).unwrap_or_default();
    let account = serde_json::to_value(account(manifest, run, &inputs)).unwrap_or_default();
    for (file, made) in REMADE.into_iter().zip([resolved, account]) {
        found.extend(differs(folder, file, &made).map(|what| format!("{file}: {what}")));
    }
    let agreed = std::fs::read(folder.join("agreed.toml")).ok();
    if agreed.as_deref() != of("agreed.toml") {
        found.push(
            "agreed.toml: not the scenario at the levels that its negotiation gives".to_owned(),
        );
    }
    Ok(found)
}

/// The manifest of the run computed again. Tables and `resolved.json` were compared by what they
/// say: their hashes are those recorded, which are held against the files elsewhere; so is where
/// the world was, which may have moved.
fn account(stored: &Manifest, run: &Run, inputs: &[(String, Vec<u8>)]) -> Manifest {
    let recorded = |path: &str| {
        stored.files.iter().find(|file| file.path == path).map(|file| file.sha256.clone())
    };
    let mut made = run.manifest(inputs);
    made.world_source = stored.world_source.clone();
    for file in made.files.iter_mut().filter(|file| file.path == "resolved.json") {
        file.sha256 = recorded(&file.path).unwrap_or_default();
    }
    for ending in ["csv", "parquet"] {
        made.files.extend(run.tables.all().into_iter().map(|table| {
            let path = format!("tables/{}.{ending}", table.name);
            Hashed { sha256: recorded(&path).unwrap_or_else(|| sha256(b"")), path }
        }));
    }
    made
}

/// What is wrong with a file of JSON, if anything is.
fn differs(folder: &Path, file: &str, made: &Value) -> Option<String> {
    let Ok(text) = std::fs::read_to_string(folder.join(file)) else {
        return Some("missing or not readable".to_owned());
    };
    let Ok(stored) = serde_json::from_str::<Value>(&text) else {
        return Some("not what detente writes".to_owned());
    };
    if let Some((place, stored, made)) = difference(&stored, made) {
        return Some(format!("`{place}` is {stored} in the file, and {made} by its inputs"));
    }
    (pretty(&stored) != text)
        .then(|| "says what its inputs give, but not in the bytes that detente writes".to_owned())
}

/// The first place at which two values differ, and what each says there.
fn difference(stored: &Value, made: &Value) -> Option<(String, String, String)> {
    let below = |key: &str, found: Option<(String, String, String)>| {
        found.map(|(place, stored, made)| {
            (if place.is_empty() { key.to_owned() } else { format!("{key}/{place}") }, stored, made)
        })
    };
    match (stored, made) {
        (Value::Object(stored), Value::Object(made)) => {
            let mut keys: Vec<&String> = stored.keys().chain(made.keys()).collect();
            keys.sort();
            keys.dedup();
            keys.into_iter().find_map(|key| below(key, either(stored.get(key), made.get(key))))
        }
        (Value::Array(stored), Value::Array(made)) => (0..stored.len().max(made.len()))
            .find_map(|at| below(&at.to_string(), either(stored.get(at), made.get(at)))),
        (Value::Number(a), Value::Number(b)) if numbers_agree(a, b) => None,
        _ if stored == made => None,
        _ => Some((String::new(), brief(stored), brief(made))),
    }
}

fn either(stored: Option<&Value>, made: Option<&Value>) -> Option<(String, String, String)> {
    match (stored, made) {
        (Some(stored), Some(made)) => difference(stored, made),
        (stored, made) => {
            let said = |value: Option<&Value>| value.map_or("absent".to_owned(), brief);
            Some((String::new(), said(stored), said(made)))
        }
    }
}

fn numbers_agree(one: &serde_json::Number, other: &serde_json::Number) -> bool {
    // Counts are counts.
    if !(one.is_f64() || other.is_f64()) {
        return one == other;
    }
    matches!((one.as_f64(), other.as_f64()), (Some(one), Some(other)) if same_number(one, other))
}

/// A value on one line, cut where it is long.
fn brief(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    format!("{}...", text.chars().take(LONGEST).collect::<String>())
}

/// Files and folders in a run folder that are not of the run; a folder ends in a slash.
pub(crate) fn extra(folder: &Path) -> Vec<String> {
    durable::users_files(folder, &owned).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_first_place_that_differs_is_named_and_rounding_is_not() {
        let stored = json!({ "a": [1.0, { "b": "x", "n": 3 }], "c": null });
        assert_eq!(
            difference(&stored, &json!({ "a": [1.0 + 1e-12, { "b": "x", "n": 3 }], "c": null })),
            None
        );
        let at = |made: Value| {
            difference(&stored, &made)
                .map(|(place, stored, made)| format!("{place} {stored} {made}"))
        };
        assert_eq!(
            at(json!({ "a": [1.0, { "b": "y", "n": 3 }], "c": null })).unwrap(),
            "a/1/b \"x\" \"y\""
        );
        assert_eq!(
            at(json!({ "a": [1.0, { "b": "x", "n": 4 }], "c": null })).unwrap(),
            "a/1/n 3 4"
        );
        assert_eq!(
            at(json!({ "a": [1.0], "c": null })).unwrap(),
            "a/1 {\"b\":\"x\",\"n\":3} absent"
        );
        assert_eq!(
            at(json!({ "a": [1.0, { "b": "x", "n": 3 }], "c": null, "d": 1 })).unwrap(),
            "d absent 1"
        );
    }
}
