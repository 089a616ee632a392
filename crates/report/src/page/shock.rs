//! What does the page say of the shock: which entries are in force, since when, and from which source?

use super::facts::Facts;
use super::words::rounded;
use crate::number::thousands;
use crate::sheet::Sheet;
use minijinja::{Value, context};

/// The section: the entries in the order of the scenario, and their sources by number.
pub(crate) fn section(facts: &Facts<'_>) -> Value {
    let summary = facts.summary;
    let mut sources: Vec<&str> = Vec::new();
    let heads = [
        ("Entry", true),
        ("By", true),
        ("Towards", true),
        ("What", true),
        ("When", true),
        ("Stands", true),
        ("Touches", false),
        ("Source", false),
    ];
    let mut sheet = Sheet::new("Entries of the scenario", &heads);
    for entry in &summary.entries {
        let at = sources.iter().position(|own| *own == entry.source).unwrap_or_else(|| {
            sources.push(&entry.source);
            sources.len() - 1
        });
        let (period, standing) = entry.period.split_once(", ").unwrap_or((&entry.period, ""));
        let standing = match (standing.is_empty(), entry.in_force) {
            (false, _) => standing,
            (true, true) => "in force",
            (true, false) => "not in force",
        };
        let period = period.replace('-', "\u{2011}");
        let touches = if entry.touches > 0 { thousands(entry.touches as f64) } else { String::new() };
        sheet.rows.push(vec![
            entry.name.clone(),
            entry.by.clone(),
            entry.beneficiary.clone(),
            rounded(&entry.kind),
            period,
            standing.replace(' ', "\u{a0}"),
            touches,
            format!("[{}]", at + 1),
        ]);
    }
    let note = "Touches: links (importer, exporter, sector) or nodes (economy, sector) that the entry applies to. \
                Numbers in brackets: the entry\u{2019}s source, under Sources.";
    let sources: Vec<String> = sources.into_iter().map(str::to_owned).collect();
    context! { entries => sheet.noted(note).value(), sources, overrides => summary.overrides.clone() }
}
