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
/// Lines on a terminal of what more stock is worth.
const WORTH: usize = 2;
/// Width of a place on a terminal.
const WIDTH: usize = 45;
/// Losses below this, USD million, have no line.
const LEAST: f64 = 1.0;
/// Economies told for each measure on the page.
const WHERE: usize = 4;
/// Percent of output in the worst week below which a curve shows nothing.
const VISIBLE: f64 = 0.5;
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

/// What a measure saves of output.
struct Saving {
    measure: String,
    by: String,
    economy: String,
    saved: Band,
}

/// A good that holds a sector back.
struct Bottleneck {
    economy: String,
    sector: String,
    chain: String,
    good: String,
    origin: String,
    stock: Band,
    stop: Band,
    lost: Band,
    day: f64,
    /// What one more unit of the good is worth, USD million; zero where it is none of a chain or never short.
    unit: f64,
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
    let columns = ["economy", "sector", "chain", "good", "origin"].map(|column| text(table, column));
    let [economies, sectors, chains, goods, origins] = columns;
    let (economies, sectors, chains, goods, origins) = (economies?, sectors?, chains?, goods?, origins?);
    let (days, units) = (numbers(table, "stock_day_worth_musd")?, numbers(table, "unit_worth_musd")?);
    let mut found = Vec::with_capacity(economies.len());
    for row in 0..economies.len() {
        found.push(Bottleneck {
            economy: economies[row].clone(),
            sector: sectors[row].clone(),
            chain: chains[row].clone(),
            good: goods[row].clone(),
            origin: origins[row].clone(),
            stock: band(table, "stock_days", row)?,
            stop: band(table, "weeks_to_stop", row)?,
            lost: band(table, "lost_musd", row)?,
            day: days[row],
            unit: units[row],
        });
    }
    Ok(found)
}

fn savings(tables: &CascadeTables<'_>) -> Result<Vec<Saving>, ReportError> {
    let table = tables.measures;
    let (measures, by, economies) = (text(table, "measure")?, text(table, "by")?, text(table, "economy")?);
    let row = |row: usize| {
        let (measure, by, economy) = (measures[row].clone(), by[row].clone(), economies[row].clone());
        Ok(Saving { measure, by, economy, saved: band(table, "saved_musd", row)? })
    };
    (0..measures.len()).map(row).collect()
}

/// The savings of each measure in all, and where it matters most.
fn told(all: Vec<Saving>) -> Vec<Saving> {
    let mut told: Vec<Saving> = Vec::new();
    let mut own: Vec<Saving> = Vec::new();
    let close = |own: &mut Vec<Saving>, told: &mut Vec<Saving>| {
        own.sort_by(|a, b| b.saved.mid.abs().total_cmp(&a.saved.mid.abs()));
        told.extend(own.drain(..).take(WHERE).filter(|saving| saving.saved.mid.abs() >= LEAST));
    };
    for saving in all {
        if saving.economy == "*" {
            close(&mut own, &mut told);
            told.push(saving);
        } else {
            own.push(saving);
        }
    }
    close(&mut own, &mut told);
    told
}

/// Whose savings a row tells.
fn whose<'a>(summary: &'a Summary, saving: &'a Saving) -> &'a str {
    if saving.economy == "*" { "all economies" } else { name_of(&summary.world.economies, &saving.economy) }
}

fn week(value: f64) -> String {
    if value.is_finite() { format!("{value:.0}") } else { "never".to_owned() }
}

fn percent(value: f64) -> String {
    format!("{value:.1}")
}

/// The week from which something holds, between which bounds.
fn begins(band: &Band) -> String {
    match (band.low.is_finite(), band.mid.is_finite()) {
        (true, true) => whole(band, week),
        (true, false) => format!("{} at the earliest", week(band.low)),
        _ => "never".to_owned(),
    }
}

/// The unit in which the chain of a good counts.
fn unit<'s>(summary: &'s Summary, held: &Bottleneck) -> &'s str {
    summary.commodity.iter().find(|chain| chain.id == held.chain).map_or("unit", |chain| chain.unit.as_str())
}

/// "9,458 (9,456 to 9,575)": the middle, and between which bounds; one number where all round to the same.
fn whole(band: &Band, text: impl Fn(f64) -> String) -> String {
    let (low, middle, high) = (text(band.low), text(band.mid), text(band.high));
    if low == middle && middle == high { middle } else { format!("{middle} ({low} to {high})") }
}

/// "United States, Motor vehicles ..." in a given width: the economy is never cut.
fn place(summary: &Summary, economy: &str, sector: &str) -> String {
    fit(&format!("{}, {}", name_of(&summary.world.economies, economy), name_of(&summary.world.sectors, sector)), WIDTH)
}

pub(crate) fn terminal(out: &mut Text, summary: &Summary, tables: &RunTables<'_>) -> Result<(), ReportError> {
    let Some(cascade) = &tables.cascade else { return Ok(()) };
    let (losses, bottlenecks) = (losses(cascade)?, bottlenecks(cascade)?);
    out.blank();
    out.bold("Stopped lines, week by week");
    if losses.is_empty() {
        out.line("no sector loses output within the weeks followed");
    }
    let first = bottlenecks.iter().filter(|held| held.lost.high >= LEAST);
    for held in first.take(LINES) {
        let lost = whole(&held.lost, thousands);
        let good = name_of(&summary.world.sectors, &held.good);
        out.line(&format!(
            "{} waits for {good} from week {}, USD {lost} million",
            place(summary, &held.economy, &held.sector),
            begins(&held.stop)
        ));
    }
    for loss in losses.iter().filter(|loss| loss.lost.high >= LEAST).take(LINES) {
        let flag = if loss.flag.is_empty() { String::new() } else { format!(", collapses {}", loss.flag) };
        let (worst, lost) = (whole(&loss.deepest, percent), whole(&loss.lost, thousands));
        let from =
            if loss.begins.low.is_finite() { format!(" from week {}", begins(&loss.begins)) } else { String::new() };
        let place = place(summary, &loss.economy, &loss.sector);
        out.line(&format!("{place} {worst} % less at worst{from}, USD {lost} million{flag}"));
    }
    for held in bottlenecks.iter().filter(|held| held.day > 0.0).take(WORTH) {
        let (worth, unit) = (percent(held.unit), unit(summary, held));
        let unit = if held.unit > 0.0 { format!(", one more {unit} USD {worth} million") } else { String::new() };
        let place = place(summary, &held.economy, &held.sector);
        let good = name_of(&summary.world.sectors, &held.good);
        out.line(&format!("{place} one more day of {good} is worth USD {} million{unit}", percent(held.day)));
    }
    for saving in savings(cascade)?.iter().filter(|saving| saving.economy == "*") {
        let saved = whole(&saving.saved, thousands);
        out.line(&format!(
            "{} saves USD {saved} million of output",
            fit(&format!("measure: {}", saving.measure), WIDTH)
        ));
    }
    let alone = losses.iter().filter(|loss| !loss.flag.is_empty()).count();
    if alone > 0 {
        let sectors = if alone == 1 { "1 sector collapses".to_owned() } else { format!("{alone} sectors collapse") };
        out.faint(&format!("{sectors} under one set of rules only; see cascade_losses"));
    }
    out.faint("weeks from the first day of the scenario; half a percent down counts as a loss");
    out.faint("the default rules in the middle of what is assumed (least to most of seven sets of rules and bounds)");
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
        name_of(&summary.world.sectors, &held.good),
        begins(&held.stop),
        whole(&held.lost, thousands)
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
                economy => economy(&held.economy), sector => sector(&held.sector), good => name_of(&summary.world.sectors, &held.good),
                origin => economy(&held.origin), stock => held.stock.span(|days| format!("{days:.0}")),
                stop => begins(&held.stop), lost => whole(&held.lost, thousands), day => percent(held.day),
                unit => if held.unit > 0.0 { format!("{} a {}", percent(held.unit), unit(summary, held)) } else { String::new() },
            }
        })
        .collect();
    let lost: Vec<Value> = losses
        .iter()
        .filter(|loss| loss.lost.high >= LEAST)
        .take(ROWS)
        .map(|loss| {
            context! {
                economy => economy(&loss.economy), sector => sector(&loss.sector), begins => begins(&loss.begins),
                deepest => whole(&loss.deepest, percent), lost => whole(&loss.lost, thousands), flag => loss.flag.as_str(),
            }
        })
        .collect();
    let figures: Result<Vec<Value>, ReportError> = losses
        .iter()
        .filter(|loss| loss.deepest.high >= VISIBLE)
        .take(CURVES)
        .map(|loss| {
            let title = format!("{}: {}", economy(&loss.economy), sector(&loss.sector));
            let points = path(cascade, loss)?;
            let curve = Curve { name: "output".to_owned(), dashed: false, points };
            Ok(Value::from_safe_string(curves(&title, &[curve])))
        })
        .collect();
    let measures: Vec<Value> = told(savings(cascade)?)
        .iter()
        .map(|saving| {
            context! {
                measure => saving.measure.as_str(), by => saving.by.as_str(), economy => whose(summary, saving),
                saved => whole(&saving.saved, thousands), total => saving.economy == "*",
            }
        })
        .collect();
    let causes = causes(summary, cascade)?;
    Ok(Some(context! { calendar, lost, measures, causes, curves => figures?, sectors => losses.len() }))
}

/// Output of a sector by week: days from the beginning, length, week, value. Weeks in which nothing moves have no row.
fn path(tables: &CascadeTables<'_>, loss: &Loss) -> Result<Vec<(f64, f64, String, Band)>, ReportError> {
    let table = tables.output;
    let (economies, sectors, weeks) = (text(table, "economy")?, text(table, "sector")?, numbers(table, "week")?);
    let last = weeks.iter().copied().fold(0.0, f64::max) as usize;
    let still =
        |week: usize| (week as f64 * WEEK, WEEK, format!("week {}", week + 1), Band { low: 1.0, mid: 1.0, high: 1.0 });
    let mut path: Vec<(f64, f64, String, Band)> = (0..last).map(still).collect();
    for row in (0..weeks.len()).filter(|&row| economies[row] == loss.economy && sectors[row] == loss.sector) {
        if let Some(point) = path.get_mut((weeks[row] as usize).saturating_sub(1)) {
            point.3 = band(table, "output", row)?;
        }
    }
    Ok(path)
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
