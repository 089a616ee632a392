//! What do the codes of an imported table stand for? Codes that it folds, and spellings of its own.

use crate::mapping::{Aggregation, Mapping};
use crate::meaning::Meaning;
use std::collections::BTreeMap;

/// The members of the targets of `map`, by the codes that other tables use; `economies` and
/// `sectors` are the codes of the table.
pub(super) fn meaning(economies: &[String], sectors: &[String], map: &Mapping) -> Meaning {
    Meaning {
        economies: members(economies, &map.economies, usual),
        sectors: members(sectors, &map.sectors, str::to_owned),
        ..Meaning::default()
    }
}

/// Economies that tables spell differently from ISO 3166.
fn usual(code: &str) -> String {
    match code {
        "ROM" => "ROU",
        "RoW" => "ROW",
        other => other,
    }
    .to_owned()
}

fn members(
    codes: &[String],
    map: &Aggregation,
    usual: fn(&str) -> String,
) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (code, target) in codes.iter().zip(&map.of) {
        all.entry(map.targets[*target].clone()).or_default().push(usual(code));
    }
    all.retain(|code, own| own.as_slice() != std::slice::from_ref(code));
    all
}
