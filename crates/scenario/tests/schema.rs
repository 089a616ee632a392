//! The JSON Schema is the one the parser works by, and the committed copy is up to date.

use detente_scenario::{bundled, json_schema, kinds};
use serde_json::Value;

fn names_of_kinds(schema: &Value, list: &str) -> Vec<String> {
    let kinds = schema["properties"][list]["items"]["oneOf"].as_array().unwrap();
    kinds
        .iter()
        .map(|kind| kind["properties"]["kind"]["const"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_committed_schema_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scenarios/schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, json_schema()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        committed == json_schema(),
        "write it anew with `detente schema > scenarios/schema.json`"
    );
}

#[test]
fn the_schema_knows_the_kinds_of_the_parser() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let known: Vec<&str> = kinds().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(names_of_kinds(&schema, "shock"), known);
    assert_eq!(names_of_kinds(&schema, "measure"), known);
}

#[test]
fn the_schema_knows_where_a_range_may_stand() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    let of = |list: &str, kind: &str, key: &str| {
        let kinds = schema["properties"][list]["items"]["oneOf"].as_array().unwrap();
        let kind = kinds.iter().find(|known| known["properties"]["kind"]["const"] == kind).unwrap();
        kind["properties"][key].to_string()
    };
    let (min, max) = ("\"min\":", "\"max\":");
    for (kind, key) in [
        ("tariff", "rate"),
        ("quantity-cap", "limit"),
        ("transfer", "amount"),
        ("capacity", "amount"),
        ("support", "reserve"),
    ] {
        let (measure, shock) = (of("measure", kind, key), of("shock", kind, key));
        assert!(measure.contains(min) && measure.contains(max), "{kind} {measure}");
        assert!(!shock.contains(min) && !shock.contains(max), "{kind} {shock}");
    }
    for (kind, key) in
        [("tariff", "phases"), ("tariff", "cost"), ("tariff", "name"), ("procurement", "origin")]
    {
        assert!(!of("measure", kind, key).contains(min), "{kind} {key}");
    }
    assert!(!schema.to_string().contains("x-quantity"));
}

/// Checks the keys of every entry against the schema of its kind: known ones only, required ones
/// present.
#[test]
fn the_bundled_scenarios_fit_the_schema() {
    let schema: Value = serde_json::from_str(&json_schema()).unwrap();
    for name in bundled::names() {
        let scenario: toml::Table = bundled::get(name).unwrap().text.parse().unwrap();
        assert!(scenario.keys().all(|key| schema["properties"].get(key).is_some()));
        for list in ["shock", "measure"] {
            let entries = scenario
                .get(list)
                .and_then(|entries| entries.as_array())
                .cloned()
                .unwrap_or_default();
            for entry in entries {
                let entry = entry.as_table().unwrap();
                let kinds = schema["properties"][list]["items"]["oneOf"].as_array().unwrap();
                let kind = kinds.iter().find(|kind| {
                    kind["properties"]["kind"]["const"] == entry["kind"].as_str().unwrap()
                });
                let kind = kind.unwrap();
                assert!(entry.keys().all(|key| kind["properties"].get(key).is_some()), "{name}");
                let required = kind["required"].as_array().unwrap();
                assert!(
                    required.iter().all(|key| entry.contains_key(key.as_str().unwrap())),
                    "{name}"
                );
            }
        }
    }
}
