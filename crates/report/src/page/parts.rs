//! What is the change of real income made of, by economy, and which entries does it come from?

use super::facts::Facts;
use super::words::unit;
use crate::error::ReportError;
use crate::parts::{Entry, by_entry};
use detente_figures::number::percent;
use detente_figures::sheet::Sheet;
use detente_figures::welfare::{PARTS, leading};
use detente_record::lookup;

/// Economies in the table.
const ROWS: usize = 12;
/// Economies beside all together in the table by entry.
const COLUMNS: usize = 6;

/// Real income of the economies that matter most and its parts; parts that are zero for all are left
/// out, and so is the table where they are not known.
pub(crate) fn sheet(facts: &Facts<'_>) -> Sheet {
    let summary = facts.summary;
    let rows = leading(&facts.welfare, &summary.focus, ROWS);
    let (factor, unit) =
        unit(summary, rows.iter().map(|row| row.real_income_musd.abs()).fold(0.0, f64::max));
    // What would be written as zero says nothing.
    let shown: Vec<_> = PARTS
        .iter()
        .filter(|part| {
            rows.iter().any(|row| (part.of)(row).is_some_and(|value| value.abs() > 5e-4 * factor))
        })
        .collect();
    let mut heads = vec![("Economy", true), ("Real income", false)];
    heads.extend(shown.iter().map(|part| (part.name, false)));
    let mut sheet =
        Sheet::new(format!("What the change of real income is made of, {unit}"), &heads);
    for row in rows.iter().filter(|_| !shown.is_empty()) {
        let parts =
            shown.iter().map(|part| (part.of)(row).map_or(String::new(), |v| percent(v / factor)));
        let mut cells =
            vec![summary.short(&row.economy).to_owned(), percent(row.real_income_musd / factor)];
        cells.extend(parts);
        sheet.rows.push(cells);
    }
    let mut meant = vec![(1, "real_income_musd")];
    meant.extend(shown.iter().enumerate().map(|(at, part)| (at + 2, part.column)));
    let key = rows.first().map_or("", |row| &*row.economy);
    sheet.from(&["welfare"], key).meant("welfare", &meant).noted(
        "The parts add up to real income. Prices at the border include export taxes and rents. The deficit changes \
         with the prices of what it buys; a surplus is a negative deficit.",
    )
}

/// What each entry contributes to real income, by economy; empty where one entry is all.
pub(crate) fn entries(facts: &Facts<'_>) -> Result<Sheet, ReportError> {
    let summary = facts.summary;
    let all = by_entry(facts.tables)?;
    let columns = leading(&facts.welfare, &summary.focus, COLUMNS);
    let total = |row: &Entry<'_>| row.values.values().sum::<f64>();
    let largest = |row: &Entry<'_>| {
        let own = columns.iter().filter_map(|own| row.values.get(&*own.economy));
        own.fold(total(row).abs(), |most, value| most.max(value.abs()))
    };
    let (factor, unit) = unit(summary, all.iter().map(largest).fold(0.0, f64::max));
    let mut heads = vec![("Entry", true)];
    heads.extend(columns.iter().map(|row| (summary.short(&row.economy), false)));
    heads.push(("All economies", false));
    let mut sheet =
        Sheet::new(format!("What each entry contributes to real income, {unit}"), &heads);
    for row in all.iter().filter(|_| all.len() > 1) {
        let own = columns.iter().map(|own| row.values.get(&*own.economy).copied().unwrap_or(0.0));
        let numbers = own.chain([total(row)]).map(|value| percent(value / factor));
        sheet.rows.push([row.name.to_owned()].into_iter().chain(numbers).collect());
    }
    let key = columns.first().zip(all.first());
    let key = key.map_or(String::new(), |(own, entry)| lookup::key(&[&own.economy, entry.name]));
    Ok(sheet.from(&["contributions"], key).noted(
        "Each column adds up to the change of real income. An entry counts as it works while all entries grow in \
         proportion.",
    ))
}
