//! Which sectors wait for what, which lose output, and how does it move week by week? Rows of the
//! tables of the cascade.

use crate::Band;
use crate::error::FiguresError;
use crate::number::week;
use detente_record::{Summary, Tables, name_of, numbers, text};
use detente_world::table::Table;

/// Losses below this, USD million, are not drawn.
pub(crate) const LEAST: f64 = 1.0;

/// A good that holds a sector back.
pub(crate) struct Held {
    pub economy: String,
    pub sector: String,
    pub chain: String,
    pub good: String,
    pub origin: String,
    /// First week held back; infinite where it never is.
    pub stop: Band,
    /// Days held back in all.
    pub days: Band,
    /// Output lost to it, USD million.
    pub lost: Band,
}

/// A sector that loses output.
pub(crate) struct Lost {
    pub economy: String,
    pub sector: String,
    /// Largest loss of a week, percent.
    pub deepest: Band,
}

fn band(table: &Table, column: &str) -> Result<impl Fn(usize) -> Band, FiguresError> {
    let part = |end: &str| numbers(table, &format!("{column}{end}"));
    let (low, mid, high) = (part("_low")?, part("")?, part("_high")?);
    Ok(move |row: usize| Band { low: low[row], mid: mid[row], high: high[row] })
}

/// The bottlenecks that cost output, in the order of the table: the largest loss first.
pub(crate) fn held(tables: &Tables) -> Result<Vec<Held>, FiguresError> {
    let table = tables.table("cascade_bottlenecks")?;
    let (economies, sectors) = (text(table, "economy")?, text(table, "sector")?);
    let (chains, goods, origins) =
        (text(table, "chain")?, text(table, "good")?, text(table, "origin")?);
    let (stop, days, lost) =
        (band(table, "weeks_to_stop")?, band(table, "days_held")?, band(table, "lost_musd")?);
    let one = |row: usize| Held {
        economy: economies[row].clone(),
        sector: sectors[row].clone(),
        chain: chains[row].clone(),
        good: goods[row].clone(),
        origin: origins[row].clone(),
        stop: stop(row),
        days: days(row),
        lost: lost(row),
    };
    let costly = |row: &usize| stop(*row).low.is_finite() && lost(*row).high >= LEAST;
    Ok((0..economies.len()).filter(costly).map(one).collect())
}

/// The sectors that lose output, the largest loss first. What collapses under one family of rules
/// only counts with its middle.
pub(crate) fn lost(tables: &Tables) -> Result<Vec<Lost>, FiguresError> {
    let table = tables.table("cascade_losses")?;
    let (economies, sectors, flags) =
        (text(table, "economy")?, text(table, "sector")?, text(table, "flag")?);
    let (lost, deepest) = (band(table, "lost_musd")?, band(table, "deepest_pct")?);
    let weight = |row: usize| if flags[row].is_empty() { lost(row).high } else { lost(row).mid };
    let mut rows: Vec<usize> =
        (0..economies.len()).filter(|row| lost(*row).high >= LEAST).collect();
    rows.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)));
    let one = |row: usize| Lost {
        economy: economies[row].clone(),
        sector: sectors[row].clone(),
        deepest: deepest(row),
    };
    Ok(rows.into_iter().map(one).collect())
}

/// Output lost by a sector week by week, percent: in the middle case and at worst. Weeks in which
/// nothing moves have no row.
pub(crate) fn losses(
    tables: &Tables,
    economy: &str,
    sector: &str,
) -> Result<(Vec<f64>, Vec<f64>), FiguresError> {
    let table = tables.table("cascade_output")?;
    let (economies, sectors, weeks) =
        (text(table, "economy")?, text(table, "sector")?, numbers(table, "week")?);
    let output = band(table, "output")?;
    let count = weeks.iter().copied().fold(0.0, f64::max) as usize;
    let (mut middle, mut worst) = (vec![0.0; count], vec![0.0; count]);
    for row in (0..weeks.len()).filter(|row| economies[*row] == economy && sectors[*row] == sector)
    {
        let at = (weeks[row] as usize).saturating_sub(1);
        let lost = |value: f64| 100.0 * (1.0 - value).max(0.0);
        if at < count {
            (middle[at], worst[at]) = (lost(output(row).mid), lost(output(row).low));
        }
    }
    Ok((middle, worst))
}

impl Held {
    /// The name of what is waited for: a good of a chain, or the product of a sector.
    pub fn good<'a>(&'a self, summary: &'a Summary) -> &'a str {
        let chain = summary.commodity.iter().find(|chain| chain.id == self.chain);
        chain.map_or_else(|| summary.sector(&self.good), |chain| name_of(&chain.goods, &self.good))
    }

    /// From which week, between which bounds.
    pub fn begins(&self) -> String {
        let Band { low, mid, high } = self.stop;
        match mid.is_finite() {
            false => format!("{low:.0} at the earliest"),
            true if low == high => format!("{mid:.0}"),
            true => format!("{mid:.0} ({low:.0} to {})", week(high)),
        }
    }
}
