//! Runs to look at.

use detente_engine::{Run, RunRequest, ScenarioSource, run};
use detente_world::table::{Column, Table};
use std::collections::BTreeMap;

/// A request for a bundled scenario.
pub(crate) fn bundled(name: &str) -> RunRequest {
    RunRequest::new(ScenarioSource::parse(name))
}

pub(crate) fn shock() -> Run {
    run(&bundled("japan-us-2025")).unwrap()
}

/// A run of a scenario text in the embedded world.
pub(crate) fn written(entries: &str) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sample.toml");
    std::fs::write(&file, format!("title = \"A sample\"\n{entries}")).unwrap();
    run(&RunRequest::new(ScenarioSource::File(file))).unwrap()
}

pub(crate) fn numbers<'a>(table: &'a Table, column: &str) -> &'a [f64] {
    table.column(column).and_then(Column::numbers).unwrap()
}

pub(crate) fn words<'a>(table: &'a Table, column: &str) -> &'a [String] {
    table.column(column).and_then(Column::text).unwrap()
}

/// Sums of a column over the rows that share the words of `keys`.
pub(crate) fn sums(table: &Table, keys: &[&str], column: &str) -> BTreeMap<Vec<String>, f64> {
    let mut sums = BTreeMap::new();
    for (row, value) in numbers(table, column).iter().enumerate() {
        let key: Vec<String> = keys.iter().map(|key| words(table, key)[row].clone()).collect();
        *sums.entry(key).or_insert(0.0) += value;
    }
    sums
}
