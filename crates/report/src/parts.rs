//! What is the change of real income made of, and which entries does it come from, in lines for the
//! terminal?

use crate::error::ReportError;
use crate::terminal::money_of;
use crate::text::{Text, fit};
use detente_figures::welfare::{PARTS, Part};
use detente_record::row::{Contribution, Row, Welfare};
use detente_record::{Summary, Tables, numbers, text};
use std::collections::BTreeMap;

/// Entries named on the line.
const ENTRIES: usize = 2;
/// Below this share of the change a part is left out of its line.
const SMALL: f64 = 0.01;
/// Below this amount, in millions, it is left out too.
const NOTABLE: f64 = 0.5;

/// What one entry contributes.
pub(crate) struct Entry<'a> {
    pub name: &'a str,
    /// By code of the economy.
    pub values: BTreeMap<&'a str, f64>,
}

/// Contributions by entry, in the order of the table; nothing where the run has none.
///
/// # Errors
/// If the table lacks a column.
pub(crate) fn by_entry(tables: &Tables) -> Result<Vec<Entry<'_>>, ReportError> {
    let Some(table) = tables.get(Contribution::NAME) else { return Ok(Vec::new()) };
    let (economies, entries) = (text(table, "economy")?, text(table, "entry")?);
    let values = numbers(table, "real_income_musd")?;
    let mut found: Vec<Entry<'_>> = Vec::new();
    for ((economy, entry), value) in economies.iter().zip(entries).zip(values) {
        let at = found.iter().position(|own| own.name == entry).unwrap_or_else(|| {
            found.push(Entry { name: entry, values: BTreeMap::new() });
            found.len() - 1
        });
        found[at].values.insert(economy, *value);
    }
    Ok(found)
}

/// An entry that makes this share of a change makes all of it, for one line.
const ALONE: f64 = 0.9;

/// The parts of the largest change, and the entries that it comes from, the largest first: a line
/// each. The page and the tables have those of all economies.
///
/// # Errors
/// If a table lacks a column.
pub(crate) fn lines(out: &mut Text, summary: &Summary, tables: &Tables) -> Result<(), ReportError> {
    let rows = tables.rows::<Welfare<'_>>()?;
    let size = |row: &&Welfare<'_>| row.real_income_musd.abs();
    let Some(row) = rows.iter().max_by(|a, b| size(a).total_cmp(&size(b))) else { return Ok(()) };
    let name = format!("{} {}", row.economy, money_of(summary, row.real_income_musd));
    let made = parts(summary, row);
    if made.len() > 1 {
        out.line(&fitted(&format!("{name}:"), &made, out.width()));
    }
    let entries = by_entry(tables)?;
    let of = |entry: &Entry<'_>| entry.values.get(&*row.economy).map_or(0.0, |own| own.abs());
    let alone = entries.iter().map(of).fold(0.0, f64::max) >= ALONE * size(&row);
    if entries.len() > 1 && !alone && size(&row) >= NOTABLE {
        let come = origins(summary, &entries, row);
        out.line(&fitted(&format!("{name} by entry:"), &come, out.width()));
    }
    Ok(())
}

/// As many items as a line has room for; dots stand for the others.
fn fitted(head: &str, items: &[String], width: usize) -> String {
    const DOTS: &str = ", ...";
    let mut line = head.to_owned();
    for (at, item) in items.iter().enumerate() {
        let comma = if at == 0 { " " } else { ", " };
        let rest = if at + 1 == items.len() { 0 } else { DOTS.len() };
        if line.chars().count() + comma.len() + item.chars().count() + rest > width {
            return if at == 0 { fit(&format!("{line} {item}"), width) } else { line + DOTS };
        }
        line.push_str(comma);
        line.push_str(item);
    }
    line
}

fn origins(summary: &Summary, entries: &[Entry<'_>], row: &Welfare<'_>) -> Vec<String> {
    let mut own: Vec<(&str, f64)> = entries
        .iter()
        .filter_map(|entry| Some((entry.name, *entry.values.get(&*row.economy)?)))
        .filter(|(_, value)| value.abs() >= NOTABLE)
        .collect();
    own.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let (shown, rest) = own.split_at(own.len().min(ENTRIES));
    let mut told: Vec<String> =
        shown.iter().map(|(name, value)| format!("{} {name}", money_of(summary, *value))).collect();
    if !rest.is_empty() {
        let sum = rest.iter().map(|(_, value)| value).sum();
        told.push(format!("{} from {} others", money_of(summary, sum), rest.len()));
    }
    told
}

/// Parts that count, the largest first.
fn parts(summary: &Summary, row: &Welfare<'_>) -> Vec<String> {
    let known = |part: &Part| Some((part.name, (part.of)(row)?));
    let mut parts: Vec<(&str, f64)> = PARTS.iter().filter_map(known).collect();
    parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let largest = parts.first().map_or(0.0, |part| part.1.abs());
    parts.retain(|part| part.1.abs() >= SMALL * largest && part.1.abs() >= NOTABLE);
    let told = parts
        .iter()
        .map(|(name, value)| format!("{} {}", name.to_lowercase(), money_of(summary, *value)));
    told.collect()
}
