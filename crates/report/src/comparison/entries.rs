//! Which entries of the scenarios differ, and in which field?

use super::{Compared, Differing, EntryDifference, differ};
use crate::error::ReportError;
use detente_world::table::Table;
use std::collections::BTreeMap;

/// Rows of a schedule that are shown one by one.
const ROWS: usize = 4;
/// Fields that inform and decide nothing.
const SILENT: [&str; 2] = ["note", "name"];
/// What identifies a row of a schedule.
const LINK: [&str; 3] = ["importer", "exporter", "sector"];

/// A scenario as flat fields.
pub(super) struct Document {
    /// Everything but entries.
    pub head: BTreeMap<String, String>,
    /// Side and name of each entry, in the order of the file, and its fields.
    entries: Vec<((String, String), BTreeMap<String, String>)>,
}

pub(super) fn documents(runs: &[Compared<'_>]) -> Result<Vec<Document>, ReportError> {
    runs.iter().map(document).collect()
}

fn document(run: &Compared<'_>) -> Result<Document, ReportError> {
    let wrong = |error: toml::de::Error| ReportError::Scenario {
        folder: run.folder.clone(),
        what: error.message().lines().next().unwrap_or_default().to_owned(),
    };
    let mut table: toml::Table = toml::from_str(&run.scenario).map_err(wrong)?;
    let mut entries = Vec::new();
    for side in ["shock", "measure"] {
        let Some(toml::Value::Array(all)) = table.remove(side) else { continue };
        for entry in all {
            let mut fields = BTreeMap::new();
            flatten(&entry, "", &mut fields);
            let name = fields.get("name").cloned().unwrap_or_default();
            entries.push(((side.to_owned(), name), fields));
        }
    }
    let mut head = BTreeMap::new();
    flatten(&toml::Value::Table(table), "", &mut head);
    Ok(Document { head, entries })
}

/// `rate.add` = `25%`, `licensed[1].share` = `26%`; lists of words as one value.
fn flatten(value: &toml::Value, path: &str, fields: &mut BTreeMap<String, String>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        toml::Value::Table(table) => {
            table.iter().for_each(|(key, value)| flatten(value, &below(key), fields))
        }
        toml::Value::Array(values)
            if values.iter().any(|value| value.is_table() || value.is_array()) =>
        {
            for (at, value) in values.iter().enumerate() {
                flatten(value, &format!("{path}[{}]", at + 1), fields);
            }
        }
        toml::Value::Array(values) => {
            let words: Vec<String> = values.iter().map(plain).collect();
            fields.insert(path.to_owned(), words.join(", "));
        }
        other => {
            fields.insert(path.to_owned(), plain(other));
        }
    }
}

fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

pub(super) fn differing(runs: &[Compared<'_>], documents: &[Document]) -> Vec<EntryDifference> {
    let mut seen: Vec<&(String, String)> = Vec::new();
    for (id, _) in documents.iter().flat_map(|document| &document.entries) {
        if !seen.contains(&id) {
            seen.push(id);
        }
    }
    seen.into_iter().filter_map(|id| entry(runs, documents, id)).collect()
}

fn entry(
    runs: &[Compared<'_>],
    documents: &[Document],
    id: &(String, String),
) -> Option<EntryDifference> {
    let own = |document: &'_ Document| document.entries.iter().position(|(own, _)| own == id);
    let places: Vec<Option<usize>> = documents.iter().map(own).collect();
    let fields: Vec<Option<&BTreeMap<String, String>>> = documents
        .iter()
        .zip(&places)
        .map(|(document, at)| at.map(|at| &document.entries[at].1))
        .collect();
    let present: Vec<bool> = fields.iter().map(Option::is_some).collect();
    let having: Vec<usize> = (0..runs.len()).filter(|at| present[*at]).collect();
    let mut names: Vec<&String> =
        fields.iter().flatten().flat_map(|fields| fields.keys()).collect();
    names.sort();
    names.dedup();
    let mut differing = Vec::new();
    for name in names.into_iter().filter(|name| !SILENT.contains(&name.as_str())) {
        let values: Vec<Option<String>> =
            fields.iter().map(|fields| fields.and_then(|own| own.get(name)).cloned()).collect();
        let told: Vec<&Option<String>> = having.iter().map(|at| &values[*at]).collect();
        if differ(&told) {
            differing.push(Differing { what: name.clone(), values });
        }
    }
    let field = |at: usize, name: &str| fields[at].and_then(|fields| fields.get(name)).cloned();
    let schedules: Vec<Option<String>> = (0..runs.len()).map(|at| field(at, "schedule")).collect();
    differing.extend(schedule(runs, &schedules, &having));
    if having.len() == runs.len() && differing.is_empty() {
        return None;
    }
    let kind = having.first().and_then(|at| field(*at, "kind")).unwrap_or_default();
    let sources = (0..runs.len()).map(|at| field(at, "source")).collect();
    Some(EntryDifference {
        side: id.0.clone(),
        kind,
        name: id.1.clone(),
        present,
        fields: differing,
        sources,
    })
}

/// The rows of the schedules of an entry that differ, the largest differences first, then how many
/// more there are.
fn schedule(runs: &[Compared<'_>], names: &[Option<String>], having: &[usize]) -> Vec<Differing> {
    let text = |at: usize| {
        let name = names[at].as_ref()?;
        runs[at].schedules.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    };
    let texts: Vec<Option<&str>> = (0..runs.len()).map(text).collect();
    if !differ(&having.iter().map(|at| texts[*at]).collect::<Vec<_>>()) {
        return Vec::new();
    }
    let rates: Vec<BTreeMap<String, String>> =
        texts.iter().map(|text| text.map(rates).unwrap_or_default()).collect();
    let mut links: Vec<&String> = rates.iter().flat_map(BTreeMap::keys).collect();
    links.sort();
    links.dedup();
    let values =
        |link: &String| rates.iter().map(|rates| rates.get(link).cloned()).collect::<Vec<_>>();
    let mut rows: Vec<(f64, Differing)> = Vec::new();
    for link in links {
        let values = values(link);
        if differ(&having.iter().map(|at| &values[*at]).collect::<Vec<_>>()) {
            let shares: Vec<f64> =
                having.iter().map(|at| values[*at].as_deref().map_or(0.0, share)).collect();
            let spread = shares.iter().copied().fold(f64::MIN, f64::max)
                - shares.iter().copied().fold(f64::MAX, f64::min);
            rows.push((spread, Differing { what: format!("rate {link}"), values }));
        }
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let more = rows.len().saturating_sub(ROWS);
    let mut told: Vec<Differing> = rows.into_iter().take(ROWS).map(|(_, row)| row).collect();
    if more > 0 {
        let count = |at: usize| texts[at].map(|_| format!("{} rows", rates[at].len()));
        told.push(Differing {
            what: format!("{more} more rows differ"),
            values: (0..runs.len()).map(count).collect(),
        });
    }
    told
}

/// Rates of a schedule by link; nothing of a text that is no table.
fn rates(text: &str) -> BTreeMap<String, String> {
    let Ok(table) = Table::from_csv("schedule.csv", text.as_bytes()) else {
        return BTreeMap::new();
    };
    let cell = |column: &str, row: usize| {
        table.column(column).map_or(String::new(), |column| column.cell(row))
    };
    let link = |row: usize| LINK.map(|column| cell(column, row)).join(" ");
    (0..table.rows()).map(|row| (link(row), cell("rate", row))).collect()
}

/// A rate such as `25%` or `0.25` as a fraction.
fn share(text: &str) -> f64 {
    let number = |text: &str| text.trim().parse::<f64>().unwrap_or(0.0);
    text.trim().strip_suffix('%').map_or_else(|| number(text), |percent| number(percent) / 100.0)
}
