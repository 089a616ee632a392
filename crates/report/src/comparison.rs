//! What does one run change against another?

use crate::error::ReportError;
use crate::flows::Flows;
use crate::number::{signed, signed_thousands};
use crate::summary::{RunTables, Summary};
use crate::terminal::unit;
use crate::text::{Text, fit, wrap};
use crate::welfare::{Welfare, leading, welfare, world_total};

/// Economies in the comparison.
const ECONOMIES: usize = 16;
/// Pairs of economies with the largest difference in trade.
const PAIRS: usize = 8;

/// One of the runs that are compared.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What it is.
    pub summary: &'a Summary,
    /// What came out.
    pub tables: RunTables<'a>,
}

/// Two runs of one world side by side, as text of at most 100 columns: `first`, `second`, and what changes from one to the other.
///
/// # Errors
/// If a table lacks a column.
pub fn comparison(first: Side<'_>, second: Side<'_>, colour: bool) -> Result<String, ReportError> {
    let mut out = Text::new(colour);
    legend(&mut out, "A", first.summary);
    legend(&mut out, "B", second.summary);
    let world = &second.summary.world;
    let size = format!("{} economies x {} sectors", world.economies.len(), world.sectors.len());
    out.faint(&format!("world {} ({size}); yearly, against the world without either", world.id));
    out.blank();
    economies(&mut out, first, second)?;
    out.blank();
    trade(&mut out, first, second)?;
    months(&mut out, first, second)?;
    Ok(out.into_string())
}

/// The months of both sides; once where they are the same.
fn months(out: &mut Text, first: Side<'_>, second: Side<'_>) -> Result<(), ReportError> {
    let tables = |side: &Side<'_>| side.tables.commodity.map(|tables| [tables.flows.clone(), tables.prices.clone()]);
    let same = tables(&first) == tables(&second);
    for (letter, side) in [("A", first), ("B", second)] {
        if side.tables.commodity.is_none() || (same && letter == "B") {
            continue;
        }
        out.blank();
        out.bold(&format!("over weeks and months, {}", if same { "A and B alike" } else { letter }));
        crate::months::terminal(out, side.summary, &side.tables)?;
        crate::weeks::terminal(out, side.summary, &side.tables)?;
    }
    Ok(())
}

fn legend(out: &mut Text, letter: &str, summary: &Summary) {
    let line = format!("{letter}  {} ({}, in force on {})", summary.title, summary.scenario, summary.date);
    for line in wrap(&line, 100, "   ") {
        out.bold(&line);
    }
    for change in &summary.overrides {
        out.faint(&format!("   changed: {change}"));
    }
}

fn economies(out: &mut Text, first: Side<'_>, second: Side<'_>) -> Result<(), ReportError> {
    let (before, after) = (welfare(&first.tables)?, welfare(&second.tables)?);
    let pairs: Vec<(&Welfare, &Welfare)> =
        before.iter().filter_map(|row| Some((row, after.iter().find(|other| other.economy == row.economy)?))).collect();
    let mut focus = first.summary.focus.clone();
    focus.extend(second.summary.focus.iter().filter(|code| !first.summary.focus.contains(code)).cloned());
    let money = unit(&second.summary.world.currency);
    out.bold(&format!("{:<24} {:>27}   {:>40}", "", "real income, %", format!("real income, {money}")));
    out.faint(&format!("{:<24} {:>8} {:>8} {:>9}   {:>13} {:>12} {:>13}", "", "A", "B", "B - A", "A", "B", "B - A"));
    let chosen = leading(&before, &focus, ECONOMIES);
    let mut lines: Vec<(&Welfare, &Welfare)> =
        pairs.into_iter().filter(|(row, _)| chosen.iter().any(|other| other.economy == row.economy)).collect();
    let difference = |(row, other): &(&Welfare, &Welfare)| (other.real_income - row.real_income).abs();
    lines.sort_by(|one, other| difference(other).total_cmp(&difference(one)));
    for (row, other) in lines {
        out.line(&welfare_line(first.summary, row, other));
    }
    let (old, new) = (world_total(&before), world_total(&after));
    out.line(&format!("{:<53} {}", "all economies", money_columns(old, new)));
    Ok(())
}

fn welfare_line(summary: &Summary, before: &Welfare, after: &Welfare) -> String {
    let name = fit(summary.economy(&before.economy), 23 - before.economy.chars().count());
    let (old, new) = (before.real_income_pct, after.real_income_pct);
    let percents = format!("{:>8} {:>8} {:>9}", signed(old, 3), signed(new, 3), signed(new - old, 3));
    format!("{} {name} {percents}   {}", before.economy, money_columns(before.real_income, after.real_income))
}

fn money_columns(old: f64, new: f64) -> String {
    format!("{:>13} {:>12} {:>13}", signed_thousands(old), signed_thousands(new), signed_thousands(new - old))
}

fn trade(out: &mut Text, first: Side<'_>, second: Side<'_>) -> Result<(), ReportError> {
    let (before, after) = (Flows::of(first.summary, &first.tables)?, Flows::of(second.summary, &second.tables)?);
    let economies = &first.summary.world.economies;
    let mut pairs: Vec<(usize, usize, f64, f64)> = Vec::new();
    for importer in 0..economies.len() {
        for exporter in (0..economies.len()).filter(|exporter| *exporter != importer) {
            pairs.push((
                exporter,
                importer,
                before.pair(importer, exporter).change(),
                after.pair(importer, exporter).change(),
            ));
        }
    }
    pairs.sort_by(|a, b| (b.3 - b.2).abs().total_cmp(&(a.3 - a.2).abs()));
    let money = unit(&second.summary.world.currency);
    out.bold(&format!("{:<53} {:>40}", "trade that differs most", format!("change of the flow, {money}")));
    out.faint(&format!("{:<53} {:>13} {:>12} {:>13}", "", "A", "B", "B - A"));
    for (exporter, importer, old, new) in pairs.into_iter().take(PAIRS) {
        let names = format!("{} to {}", economies[exporter].name, economies[importer].name);
        out.line(&format!("{} {}", fit(&names, 53), money_columns(old, new)));
    }
    Ok(())
}
