//! Which crates of others is the project made of, may they be part of it, and what do their
//! licences ask for?
//!
//! ```text
//! graph     the crates and who needs whom, as `cargo metadata` tells it for the targets of deny.toml
//! deny      licences, duplicates and places against deny.toml
//! notices   THIRD-PARTY.md: the crates in the program with the texts of their licences
//! ```

mod deny;
mod graph;
mod notices;

pub(crate) use deny::run as deny;
pub(crate) use notices::run as notices;

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// `deny.toml` as a table.
fn rules() -> Result<toml::Table, String> {
    let file = root().join("deny.toml");
    let text = std::fs::read_to_string(&file).map_err(|error| format!("deny.toml: {error}"))?;
    text.parse().map_err(|error| format!("deny.toml: {error}"))
}

/// The strings of a list under two keys.
fn words<'t>(rules: &'t toml::Table, table: &str, key: &str) -> Vec<&'t str> {
    let list = rules.get(table).and_then(|table| table.get(key)).and_then(toml::Value::as_array);
    list.into_iter().flatten().filter_map(toml::Value::as_str).collect()
}
