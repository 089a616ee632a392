//! Which rows of a long table say most? Those of the largest change, else of the largest number.

use detente_record::catalogue::TableNote;
use detente_world::table::{Column, Table, change};

/// Columns of a value before and after: their difference is the change.
const PAIRS: [[&str; 2]; 1] = [["baseline_musd", "value_musd"]];
/// Columns that say most, the first that a table has.
const KNOWN: [&str; 6] =
    ["real_income_musd", "lost_musd", "total_musd", "output_musd", "gain_musd", "mid"];

/// The pair of columns whose difference is the change, if a table has one.
fn pair(table: &Table) -> Option<[&'static str; 2]> {
    PAIRS.into_iter().find(|pair| pair.iter().all(|name| table.column(name).is_some()))
}

/// The column that decides where there is no pair.
fn column<'t>(table: &'t Table, note: &TableNote) -> Option<&'t str> {
    let numbers = || {
        let own = table.columns.iter().filter(|(name, column)| {
            matches!(column, Column::Number(_)) && !note.keys.contains(&name.as_str())
        });
        own.map(|(name, _)| name.as_str())
    };
    KNOWN
        .into_iter()
        .find_map(|wanted| numbers().find(|name| *name == wanted))
        .or_else(|| numbers().next())
}

/// By what rows are ranked, in words.
pub(crate) fn leading(table: &Table, note: &TableNote) -> Option<String> {
    match pair(table) {
        Some([before, after]) => Some(format!("change from `{before}` to `{after}`")),
        None => column(table, note).map(|column| format!("`{column}`")),
    }
}

/// The rows that say most, at most `count`; all of them in the order of the table where they are as
/// few.
pub(crate) fn largest(table: &Table, note: &TableNote, count: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..table.rows()).collect();
    if rows.len() <= count {
        return rows;
    }
    let sizes: Vec<f64> = match (pair(table), column(table, note)) {
        (Some([before, after]), _) => {
            let (before, after) = (table.numbers(before), table.numbers(after));
            after.iter().zip(before).map(|(after, before)| change(*after, *before).abs()).collect()
        }
        (None, Some(column)) => table.numbers(column).iter().map(|value| value.abs()).collect(),
        (None, None) => Vec::new(),
    };
    if sizes.len() == rows.len() {
        rows.sort_by(|a, b| sizes[*b].total_cmp(&sizes[*a]).then(a.cmp(b)));
    }
    rows.truncate(count);
    rows
}
