//! How is what the cascade found shown, on a terminal and on the page?

use crate::commodity::Band;
use crate::curves::{Curve, curves};
use crate::error::ReportError;
use crate::number::thousands;
use crate::summary::{CascadeTables, RunTables, Summary, name_of, numbers, text};
use crate::text::{Text, fit};
use minijinja::{Value, context};

/// Lines of each kind on a terminal.
const LINES: usize = 5;
/// Curves on the page.
const CURVES: usize = 6;
/// Rows of each table on the page.
const ROWS: usize = 15;
/// Days in a week.
const WEEK: f64 = 7.0;

/// A sector of an economy that loses output.
struct Loss {
    economy: String,
    sector: String,
    lost: Band,
    deepest: Band,
    begins: Band,
    flag: String,
}

/// A good that holds a sector back.
struct Bottleneck {
    economy: String,
    sector: String,
    good: String,
    origin: String,
    stock: Band,
    stop: Band,
    lost: Band,
    day: f64,
}

fn band(table: &detente_world::table::Table, column: &str, row: usize) -> Result<Band, ReportError> {
    let value = |end: &str| Ok::<f64, ReportError>(numbers(table, &format!("{column}{end}"))?[row]);
    Ok(Band { low: value("_low")?, mid: value("")?, high: value("_high")? })
}

fn losses(tables: &CascadeTables<'_>) -> Result<Vec<Loss>, ReportError> {
    let table = tables.losses;
    let (economies, sectors, flags) = (text(table, "economy")?, text(table, "sector")?, text(table, "flag")?);
    let mut found = Vec::with_capacity(economies.len());
    for row in 0..economies.len() {
        found.push(Loss {
            economy: economies[row].clone(),
            sector: sectors[row].clone(),
            lost: band(table, "lost_musd", row)?,
            deepest: band(table, "deepest_pct", row)?,
            begins: band(table, "weeks_to_loss", row)?,
            flag: flags[row].clone(),
        });
    }
    // What collapses under one set of rules only counts with its middle.
    let weight = |loss: &Loss| if loss.flag.is_empty() { loss.lost.high } else { loss.lost.mid };
    found.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    Ok(found)
}

fn bottlenecks(tables: &CascadeTables<'_>) -> Result<Vec<Bottleneck>, ReportError> {
    let table = tables.bottlenecks;
    let columns = ["economy", "sector", "good", "origin"].map(|column| text(table, column));
    let [economies, sectors, goods, origins] = columns;
    let (economies, sectors, goods, origins) = (economies?, sectors?, goods?, origins?);
    let days = numbers(table, "stock_day_worth_musd")?;
    let mut found = Vec::with_capacity(economies.len());
    for row in 0..economies.len() {
        found.push(Bottleneck {
            economy: economies[row].clone(),
            sector: sectors[row].clone(),
            good: goods[row].clone(),
            origin: origins[row].clone(),
            stock: band(table, "stock_days", row)?,
            stop: band(table, "weeks_to_stop", row)?,
            lost: band(table, "lost_musd", row)?,
            day: days[row],
        });
    }
    Ok(found)
}

fn week(value: f64) -> String {
    if value.is_finite() { format!("{value:.0}") } else { "never".to_owned() }
}

fn percent(value: f64) -> String {
    format!("{value:.1}")
}

pub(crate) fn terminal(out: &mut Text, summary: &Summary, tables: &RunTables<'_>) -> Result<(), ReportError> {
    let Some(cascade) = &tables.cascade else { return Ok(()) };
    let (losses, bottlenecks) = (losses(cascade)?, bottlenecks(cascade)?);
    out.blank();
    out.bold("Stopped lines, week by week");
    if bottlenecks.is_empty() {
        out.line("no sector waits for a missing good within the weeks followed");
        return Ok(());
    }
    for held in bottlenecks.iter().take(LINES) {
        let place = format!("{} in {}, {}", held.good, name_of(&summary.world.economies, &held.economy), held.sector);
        let lost = held.lost.span(thousands);
        out.line(&format!(
            "{} holds back from week {}, loses USD {lost} million",
            fit(&place, 45),
            held.stop.span(week)
        ));
    }
    for loss in losses.iter().take(LINES) {
        let place = format!(
            "{} in {}",
            name_of(&summary.world.sectors, &loss.sector),
            name_of(&summary.world.economies, &loss.economy)
        );
        let lost = loss.lost.span(thousands);
        let flag = if loss.flag.is_empty() { String::new() } else { format!(", collapses {}", loss.flag) };
        let worst = loss.deepest.span(percent);
        out.line(&format!("{} {worst} % less in its worst week, USD {lost} million in all{flag}", fit(&place, 45)));
    }
    let alone = losses.iter().filter(|loss| !loss.flag.is_empty()).count();
    if alone > 0 {
        out.faint(&format!("{alone} sectors collapse under one set of rules only; see cascade_losses"));
    }
    out.faint("bands: seven sets of rules and bounds; middle: the default rules with the middle of what is assumed");
    Ok(())
}

/// What stops first, in a sentence; nothing where nothing does.
pub(crate) fn sentence(summary: &Summary, tables: &RunTables<'_>) -> Result<String, ReportError> {
    let Some(cascade) = &tables.cascade else { return Ok(String::new()) };
    let Some(held) = bottlenecks(cascade)?.into_iter().next() else { return Ok(String::new()) };
    Ok(format!(
        " Lines: {} in {} wait for {} from week {}, at a loss of USD {} million of output.",
        name_of(&summary.world.sectors, &held.sector),
        name_of(&summary.world.economies, &held.economy),
        held.good,
        held.stop.span(week),
        held.lost.span(thousands)
    ))
}

/// What the page shows of the weeks.
pub(crate) fn section(summary: &Summary, tables: &RunTables<'_>) -> Result<Option<Value>, ReportError> {
    let Some(cascade) = &tables.cascade else { return Ok(None) };
    let (losses, bottlenecks) = (losses(cascade)?, bottlenecks(cascade)?);
    let economy = |code: &str| name_of(&summary.world.economies, code).to_owned();
    let sector = |code: &str| name_of(&summary.world.sectors, code).to_owned();
    let calendar: Vec<Value> = bottlenecks
        .iter()
        .take(ROWS)
        .map(|held| {
            context! {
                economy => economy(&held.economy), sector => sector(&held.sector), good => held.good.as_str(),
                origin => economy(&held.origin), stock => held.stock.span(|days| format!("{days:.0}")),
                stop => held.stop.span(week), lost => held.lost.span(thousands), day => percent(held.day),
            }
        })
        .collect();
    let lost: Vec<Value> = losses
        .iter()
        .take(ROWS)
        .map(|loss| {
            context! {
                economy => economy(&loss.economy), sector => sector(&loss.sector), begins => loss.begins.span(week),
                deepest => loss.deepest.span(percent), lost => loss.lost.span(thousands), flag => loss.flag.as_str(),
            }
        })
        .collect();
    let figures: Result<Vec<Value>, ReportError> = losses
        .iter()
        .take(CURVES)
        .map(|loss| {
            let title = format!("{}: {}", economy(&loss.economy), sector(&loss.sector));
            let points = path(cascade, loss)?;
            let curve = Curve { name: "output".to_owned(), dashed: false, points };
            Ok(Value::from_safe_string(curves(&title, &[curve])))
        })
        .collect();
    Ok(Some(
        context! { calendar, lost, curves => figures?, sectors => losses.len(), causes => causes(summary, cascade)? },
    ))
}

/// Output of a sector by week: days from the beginning, length, first day, value.
fn path(tables: &CascadeTables<'_>, loss: &Loss) -> Result<Vec<(f64, f64, String, Band)>, ReportError> {
    let table = tables.output;
    let (economies, sectors, from) = (text(table, "economy")?, text(table, "sector")?, text(table, "from")?);
    let weeks = numbers(table, "week")?;
    let rows = (0..weeks.len()).filter(|&row| economies[row] == loss.economy && sectors[row] == loss.sector);
    rows.map(|row| Ok(((weeks[row] - 1.0) * WEEK, WEEK, from[row].clone(), band(table, "output", row)?))).collect()
}

/// The chains of causes of the largest losses, one line each.
fn causes(summary: &Summary, tables: &CascadeTables<'_>) -> Result<Vec<Value>, ReportError> {
    let table = tables.causes;
    let (ranks, lost) = (numbers(table, "rank")?, numbers(table, "lost_musd")?);
    let (economies, sectors) = (text(table, "at_economy")?, text(table, "at_sector")?);
    let (missing, from) = (text(table, "missing")?, text(table, "missing_from")?);
    let mut told: Vec<(f64, f64, String)> = Vec::new();
    for row in 0..ranks.len() {
        if told.last().is_none_or(|last| last.0 != ranks[row]) {
            if told.len() == ROWS {
                break;
            }
            let first = format!(
                "{}, {}",
                name_of(&summary.world.economies, &economies[row]),
                name_of(&summary.world.sectors, &sectors[row])
            );
            told.push((ranks[row], lost[row], first));
        }
        let Some(last) = told.last_mut() else { continue };
        let origin = if from[row].is_empty() {
            String::new()
        } else {
            format!(" of {}", name_of(&summary.world.economies, &from[row]))
        };
        last.2.push_str(&format!(" \u{2190} {}{origin}", name_of(&summary.world.sectors, &missing[row])));
    }
    Ok(told.into_iter().map(|(_, lost, chain)| context! { chain, lost => thousands(lost) }).collect())
}
