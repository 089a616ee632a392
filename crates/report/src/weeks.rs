//! What did the cascade find?

use crate::error::ReportError;
use detente_figures::Band;
use detente_figures::number::{NEVER, week};
use detente_record::{Summary, Tables, numbers, text};

/// A sector of an economy that loses output.
pub(crate) struct Loss {
    pub economy: String,
    pub sector: String,
    pub lost: Band,
    pub deepest: Band,
    pub begins: Band,
    pub flag: String,
}

/// What a measure saves of output.
pub(crate) struct Saving {
    pub measure: String,
    pub by: String,
    pub economy: String,
    pub saved: Band,
}

/// A good that holds a sector back.
pub(crate) struct Bottleneck {
    pub economy: String,
    pub sector: String,
    pub chain: String,
    pub good: String,
    pub origin: String,
    pub stock: Band,
    pub stop: Band,
    pub lost: Band,
    pub day: f64,
    /// What one more unit of the good is worth, USD million; zero where it is none of a chain or
    /// never short.
    pub unit: f64,
}

pub(crate) fn band(
    table: &detente_world::table::Table,
    column: &str,
    row: usize,
) -> Result<Band, ReportError> {
    let value = |end: &str| Ok::<f64, ReportError>(numbers(table, &format!("{column}{end}"))?[row]);
    Ok(Band { low: value("_low")?, mid: value("")?, high: value("_high")? })
}

pub(crate) fn losses(tables: &Tables) -> Result<Vec<Loss>, ReportError> {
    let table = tables.table("cascade_losses")?;
    let (economies, sectors, flags) =
        (text(table, "economy")?, text(table, "sector")?, text(table, "flag")?);
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

pub(crate) fn bottlenecks(tables: &Tables) -> Result<Vec<Bottleneck>, ReportError> {
    let table = tables.table("cascade_bottlenecks")?;
    let columns =
        ["economy", "sector", "chain", "good", "origin"].map(|column| text(table, column));
    let [economies, sectors, chains, goods, origins] = columns;
    let (economies, sectors, chains, goods, origins) =
        (economies?, sectors?, chains?, goods?, origins?);
    let (days, units) =
        (numbers(table, "stock_day_worth_musd")?, numbers(table, "unit_worth_musd")?);
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

pub(crate) fn savings(tables: &Tables) -> Result<Vec<Saving>, ReportError> {
    let table = tables.table("cascade_measures")?;
    let (measures, by, economies) =
        (text(table, "measure")?, text(table, "by")?, text(table, "economy")?);
    let row = |row: usize| {
        let (measure, by, economy) =
            (measures[row].clone(), by[row].clone(), economies[row].clone());
        Ok(Saving { measure, by, economy, saved: band(table, "saved_musd", row)? })
    };
    (0..measures.len()).map(row).collect()
}

/// The week from which something holds, between which bounds.
pub(crate) fn begins(band: &Band) -> String {
    match (band.low.is_finite(), band.mid.is_finite()) {
        (true, true) => whole(band, week),
        (true, false) => format!("{} at the earliest", week(band.low)),
        _ => NEVER.to_owned(),
    }
}

/// The unit in which the chain of a good counts.
pub(crate) fn unit<'s>(summary: &'s Summary, held: &Bottleneck) -> &'s str {
    summary
        .commodity
        .iter()
        .find(|chain| chain.id == held.chain)
        .map_or("unit", |chain| chain.unit.as_str())
}

/// "9,458 (9,456 to 9,575)": the middle, and between which bounds; one number where all round to
/// the same.
pub(crate) fn whole(band: &Band, text: impl Fn(f64) -> String) -> String {
    let (low, middle, high) = (text(band.low), text(band.mid), text(band.high));
    if low == middle && middle == high { middle } else { format!("{middle} ({low} to {high})") }
}
