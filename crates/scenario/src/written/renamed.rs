//! What if a schedule has to lie elsewhere? The same scenario with other names of its schedule
//! files, and nothing else changed.

use crate::text::place::Place;
use crate::text::source::{Folder, Source};
use crate::text::tree::{self, Node, Value, quoted};
use crate::written::scenario::Scenario;
use std::cmp::Reverse;

impl Scenario {
    /// The scenario with its schedules under the names that `other` gives, as a source in memory;
    /// none where every name stays.
    #[must_use]
    pub fn renamed(&self, other: &dyn Fn(&str) -> Option<String>) -> Option<Source> {
        let schedules = self.schedules();
        if schedules.iter().all(|(name, _)| other(name).is_none()) {
            return None;
        }
        let named = |(name, text): (&str, &str)| {
            (other(name).unwrap_or_else(|| name.to_owned()), text.to_owned())
        };
        let folder = Folder::Memory(schedules.into_iter().map(named).collect());
        Some(Source::new(self.file_name(), rewritten(&self.to_toml(), other)).with_folder(folder))
    }
}

/// The text with other names of schedules, from the last one to the first, so that places stay
/// those of the tree.
fn rewritten(text: &str, other: &dyn Fn(&str) -> Option<String>) -> String {
    let tree = tree::read(text, 0, &mut Vec::new());
    let entries = ["shock", "measure"].into_iter().flat_map(|side| tree.list(side));
    let mut found: Vec<(Place, String)> =
        entries.filter_map(|entry| named(entry, "schedule", other)).collect();
    let trade = tree.get("trade").map(|item| &item.node);
    found.extend(trade.and_then(|trade| named(trade, "elasticities", other)));
    found.sort_by_key(|(place, _)| Reverse(place.start));
    let mut text = text.to_owned();
    for (place, name) in found {
        text.replace_range(place.start..place.end, &quoted(&name));
    }
    text
}

/// Where a table names a file under `key`, and the other name.
fn named(
    entry: &Node,
    key: &str,
    other: &dyn Fn(&str) -> Option<String>,
) -> Option<(Place, String)> {
    let Value::Table(table) = &entry.value else { return None };
    let named = &table.get(key)?.node;
    match &named.value {
        Value::Text(name) => Some((named.place, other(name)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_that_change_are_written_anew() {
        let text = "title = \"a\" # kept\n[[shock]]\nschedule = 'companies.csv'\nmode = \"add\"\n\n\
                    [[measure]]\nmode = \"add\"\nschedule =   \"rates.csv\" # companies.csv\n";
        let other = |name: &str| (name == "companies.csv").then(|| format!("inputs/{name}"));
        assert_eq!(
            rewritten(text, &other),
            text.replacen("'companies.csv'", "\"inputs/companies.csv\"", 1)
        );
    }
}
