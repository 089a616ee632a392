//! What would a reader tell somebody else?

use crate::number::{money, percent};
use crate::summary::Summary;
use crate::welfare::{Welfare, world_percent, world_total};

/// Changes of real income below this many units of money are not worth a sentence.
const NOTABLE: f64 = 1.0;

/// The finding in two or three sentences: the world, who loses most, who gains most.
pub(crate) fn headline(summary: &Summary, rows: &[Welfare]) -> String {
    let notable = |row: &&Welfare| row.real_income.abs() >= NOTABLE;
    if rows.iter().filter(notable).count() == 0 {
        if !summary.commodity.is_empty() {
            return "Over years the trade engine sees nothing: no tariff, tax or cap is in force on this day. What the entries do is in tonnes.".to_owned();
        }
        return "Nothing changes: no economy's real income moves by as much as a million.".to_owned();
    }
    let total = world_total(rows);
    let share = world_percent(rows).map_or(String::new(), |share| format!(" ({} %)", size(share)));
    let verb = if total < 0.0 { "falls" } else { "rises" };
    let world = format!("Real income of all economies together {verb} by USD {} a year{share}.", amount(total));
    format!("{world} {} {}", losers(summary, rows), gainers(summary, rows))
}

fn losers(summary: &Summary, rows: &[Welfare]) -> String {
    let Some(most) =
        rows.iter().filter(|row| row.real_income <= -NOTABLE).min_by(|a, b| a.real_income.total_cmp(&b.real_income))
    else {
        return "No economy loses.".to_owned();
    };
    let name = |row: &Welfare| article(summary.economy(&row.economy));
    let deepest = rows
        .iter()
        .min_by(|a, b| a.real_income_pct.total_cmp(&b.real_income_pct))
        .filter(|row| row.economy != most.economy);
    let deepest = deepest.map_or(String::new(), |row| {
        format!(", {} the largest share of its income, {} %", name(row), size(row.real_income_pct))
    });
    let lost = format!("loses most, USD {} ({} %)", amount(most.real_income), size(most.real_income_pct));
    format!("{} {lost}{deepest}.", capital(&name(most)))
}

fn gainers(summary: &Summary, rows: &[Welfare]) -> String {
    let most =
        rows.iter().filter(|row| row.real_income >= NOTABLE).max_by(|a, b| a.real_income.total_cmp(&b.real_income));
    most.map_or_else(
        || "No economy gains.".to_owned(),
        |row| {
            let name = capital(&article(summary.economy(&row.economy)));
            format!("{name} gains most, USD {} ({} %).", amount(row.real_income), size(row.real_income_pct))
        },
    )
}

/// Money without its sign: the verb says it.
fn amount(value: f64) -> String {
    money(value.abs()).trim_start_matches('+').to_owned()
}

fn size(value: f64) -> String {
    percent(value.abs()).trim_start_matches('+').to_owned()
}

/// `the United States`, as a sentence wants it.
pub(crate) fn article(name: &str) -> String {
    let plural = ["United", "Netherlands", "Philippines", "Rest of"];
    if plural.iter().any(|start| name.starts_with(start)) { format!("the {name}") } else { name.to_owned() }
}

pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}
