//! What do the commodity tables of a run say in a few lines: what runs short, what it costs, what
//! goes elsewhere?

use crate::error::ReportError;
use detente_figures::{Band, NOT_SPECIFIED};
use detente_record::{ChainNote, Summary, Tables, name_of, numbers, short_of, text};
use detente_world::table::{Table, change};

/// Below this share of its base year a supply is short.
const SHORT: f64 = 0.98;
/// Arrivals that differ by less than this share of the base year count as the same.
const SAME: f64 = 0.02;

/// Flows that move by less than this share of the one that moves most, or of the largest of the
/// chain, are not told.
const MOVED: f64 = 0.01;
const TOLD: f64 = 1e-5;

/// A supply that falls below its base year.
pub(crate) struct Short {
    pub good: String,
    pub economy: String,
    /// The largest use in that market.
    pub usage: String,
    /// First day of the first period in which arrivals are as low as they get, within [`SAME`].
    pub worst: String,
    /// Arrivals in that period over those of the base year.
    pub arrivals: Band,
    /// Lowest share of the need that is met.
    pub met: Band,
    /// First day, days, arrivals and share met, period by period.
    pub path: Vec<(String, f64, Band, Band)>,
}

/// A price far from its base.
pub(crate) struct Dear {
    pub good: String,
    pub period: String,
    /// Where it rises most, and change in percent.
    pub most: (String, Band),
    /// Where it rises least.
    pub least: (String, Band),
}

/// A flow that changes, in the period in which the chain changes most.
pub(crate) struct Moved {
    pub good: String,
    pub exporter: String,
    pub importer: String,
    pub base: f64,
    pub now: Band,
}

/// What an entry is worth at its highest price.
pub(crate) struct Worth {
    pub entry: String,
    pub rent: Band,
    pub total: f64,
    pub period: String,
}

/// When a stock is out.
pub(crate) struct Stock {
    pub good: String,
    pub economy: String,
    pub usage: String,
    pub held: Band,
    pub out: Band,
    pub met: Band,
}

/// Everything about one chain.
pub(crate) struct Findings<'a> {
    pub chain: &'a ChainNote,
    pub short: Vec<Short>,
    pub dear: Vec<Dear>,
    pub moved: Vec<Moved>,
    pub moved_in: String,
    pub worth: Vec<Worth>,
    pub stocks: Vec<Stock>,
}

/// The findings of every chain of a run.
pub(crate) fn findings<'a>(
    summary: &'a Summary,
    tables: &Tables,
) -> Result<Vec<Findings<'a>>, ReportError> {
    let one = |chain: &'a ChainNote| {
        let (moved_in, moved) = moved(chain, tables.table("commodity_flows")?)?;
        Ok(Findings {
            chain,
            short: short(chain, tables.table("commodity_availability")?)?,
            dear: dear(chain, tables.table("commodity_prices")?)?,
            moved,
            moved_in,
            worth: worth(chain, tables.table("commodity_rents")?)?,
            stocks: stocks(chain, tables.table("commodity_stockouts")?)?,
        })
    };
    summary.commodity.iter().map(one).collect()
}

impl Findings<'_> {
    pub fn good<'a>(&'a self, code: &'a str) -> &'a str {
        name_of(&self.chain.goods, code)
    }

    /// The name of an economy without what stands in brackets.
    pub fn short<'a>(&'a self, code: &'a str) -> &'a str {
        short_of(&self.chain.economies, code)
    }
}

/// Rows of one chain.
fn rows(chain: &ChainNote, table: &Table) -> Result<Vec<usize>, ReportError> {
    let chains = text(table, "chain")?;
    Ok((0..table.rows()).filter(|row| chains[*row] == chain.id).collect())
}

fn bands(table: &Table, names: [&str; 3]) -> Result<impl Fn(usize) -> Band, ReportError> {
    let (low, mid, high) =
        (numbers(table, names[0])?, numbers(table, names[1])?, numbers(table, names[2])?);
    Ok(move |row: usize| Band { low: low[row], mid: mid[row], high: high[row] })
}

/// Rows that agree in some text columns, in table order.
fn grouped(rows: &[usize], key: impl Fn(usize) -> Vec<String>) -> Vec<(Vec<String>, Vec<usize>)> {
    let mut groups: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    let mut known: std::collections::HashMap<Vec<String>, usize> = std::collections::HashMap::new();
    for row in rows {
        let own = key(*row);
        let at = *known.entry(own.clone()).or_insert_with(|| {
            groups.push((own, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(*row);
    }
    groups
}

fn short(chain: &ChainNote, table: &Table) -> Result<Vec<Short>, ReportError> {
    let (goods, economies) = (text(table, "good")?, text(table, "economy")?);
    let (uses, sectors, periods) =
        (text(table, "use")?, text(table, "sectors")?, text(table, "period")?);
    let (base, days) = (numbers(table, "base_use")?, numbers(table, "days")?);
    let arrivals = bands(table, ["arrivals_low", "arrivals", "arrivals_high"])?;
    let met = bands(table, ["met_low", "met", "met_high"])?;
    // What no sector is known to use is not attributed to anybody.
    let attributed = |row: &usize| !sectors[*row].is_empty() && economies[*row] != NOT_SPECIFIED;
    let known: Vec<usize> = rows(chain, table)?.into_iter().filter(attributed).collect();
    let groups =
        grouped(&known, |row| vec![goods[row].clone(), economies[row].clone(), uses[row].clone()]);
    let mut found: Vec<(f64, Short)> = Vec::new();
    for (key, rows) in groups {
        let lowest = rows.iter().map(|row| arrivals(*row).mid).fold(f64::INFINITY, f64::min);
        // From when it is as bad as it gets, a point or two aside that count as the same.
        let Some(worst) = rows.iter().copied().find(|row| arrivals(*row).mid <= lowest + SAME)
        else {
            continue;
        };
        let least = |part: fn(Band) -> f64| {
            rows.iter().map(|row| part(met(*row))).fold(f64::INFINITY, f64::min)
        };
        let lowest = Band {
            low: least(|band| band.low),
            mid: least(|band| band.mid),
            high: least(|band| band.high),
        };
        if arrivals(worst).mid >= SHORT {
            continue;
        }
        let path = rows
            .iter()
            .map(|row| (periods[*row].clone(), days[*row], arrivals(*row), met(*row)))
            .collect();
        let [good, economy, usage] = [&key[0], &key[1], &key[2]].map(Clone::clone);
        let short = Short {
            good,
            economy,
            usage,
            worst: periods[worst].clone(),
            arrivals: arrivals(worst),
            met: lowest,
            path,
        };
        found.push((base[worst], short));
    }
    // One line for each market: its largest use stands for it.
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut markets: Vec<(String, String)> = Vec::new();
    found.retain(|(_, short)| {
        let market = (short.good.clone(), short.economy.clone());
        let new = !markets.contains(&market);
        if new {
            markets.push(market);
        }
        new
    });
    found.sort_by(|a, b| a.1.met.mid.total_cmp(&b.1.met.mid));
    Ok(found.into_iter().map(|(_, short)| short).collect())
}

fn dear(chain: &ChainNote, table: &Table) -> Result<Vec<Dear>, ReportError> {
    let (goods, economies, periods) =
        (text(table, "good")?, text(table, "economy")?, text(table, "period")?);
    let (base, value) = (numbers(table, "base")?, bands(table, ["low", "mid", "high"])?);
    let change = |row: usize| {
        let percent =
            |price: f64| if base[row] > 0.0 { 100.0 * (price / base[row] - 1.0) } else { 0.0 };
        let band = value(row);
        Band { low: percent(band.low), mid: percent(band.mid), high: percent(band.high) }
    };
    let mut found = Vec::new();
    let known: Vec<usize> =
        rows(chain, table)?.into_iter().filter(|row| economies[*row] != NOT_SPECIFIED).collect();
    for (key, rows) in grouped(&known, |row| vec![goods[row].clone()]) {
        let Some(peak) =
            rows.iter().copied().max_by(|a, b| change(*a).mid.total_cmp(&change(*b).mid))
        else {
            continue;
        };
        let then = rows.iter().copied().filter(|row| periods[*row] == periods[peak]);
        let Some(least) = then.min_by(|a, b| change(*a).mid.total_cmp(&change(*b).mid)) else {
            continue;
        };
        if change(peak).mid >= 1.0 {
            found.push(Dear {
                good: key[0].clone(),
                period: periods[peak].clone(),
                most: (economies[peak].clone(), change(peak)),
                least: (economies[least].clone(), change(least)),
            });
        }
    }
    found.sort_by(|a, b| b.most.1.mid.total_cmp(&a.most.1.mid));
    Ok(found)
}

fn moved(chain: &ChainNote, table: &Table) -> Result<(String, Vec<Moved>), ReportError> {
    let (goods, periods) = (text(table, "good")?, text(table, "period")?);
    let (exporters, importers) = (text(table, "exporter")?, text(table, "importer")?);
    let (base, now) = (numbers(table, "base")?, bands(table, ["low", "mid", "high"])?);
    let rows = rows(chain, table)?;
    let change = |row: usize| change(now(row).mid, base[row]);
    let by_period = grouped(&rows, |row| vec![periods[row].clone()]);
    let total = |rows: &[usize]| rows.iter().map(|row| change(*row).abs()).sum::<f64>();
    let Some((day, mut worst)) =
        by_period.into_iter().max_by(|a, b| total(&a.1).total_cmp(&total(&b.1)))
    else {
        return Ok((String::new(), Vec::new()));
    };
    worst.sort_by(|a, b| change(*b).abs().total_cmp(&change(*a).abs()));
    let largest = worst.first().map_or(0.0, |row| change(*row).abs());
    let least =
        (MOVED * largest).max(TOLD * worst.iter().map(|row| base[*row]).fold(0.0, f64::max));
    let one = |row: usize| Moved {
        good: goods[row].clone(),
        exporter: exporters[row].clone(),
        importer: importers[row].clone(),
        base: base[row],
        now: now(row),
    };
    let moved = worst.into_iter().filter(|row| change(*row).abs() > least).map(one).collect();
    Ok((day.concat(), moved))
}

fn worth(chain: &ChainNote, table: &Table) -> Result<Vec<Worth>, ReportError> {
    let (entries, periods) = (text(table, "entry")?, text(table, "period")?);
    let (rent, total) = (bands(table, ["low", "mid", "high"])?, numbers(table, "total_musd")?);
    let mut found = Vec::new();
    for (key, rows) in grouped(&rows(chain, table)?, |row| vec![entries[row].clone()]) {
        if let Some(peak) = rows.into_iter().max_by(|a, b| rent(*a).mid.total_cmp(&rent(*b).mid)) {
            let (entry, period) = (key[0].clone(), periods[peak].clone());
            found.push(Worth { entry, rent: rent(peak), total: total[peak], period });
        }
    }
    found.retain(|worth| worth.rent.high > 0.0);
    Ok(found)
}

fn stocks(chain: &ChainNote, table: &Table) -> Result<Vec<Stock>, ReportError> {
    let (goods, economies, uses) =
        (text(table, "good")?, text(table, "economy")?, text(table, "use")?);
    let held = bands(table, ["stock_weeks_low", "stock_weeks", "stock_weeks_high"])?;
    let out =
        bands(table, ["weeks_to_stock_out_low", "weeks_to_stock_out", "weeks_to_stock_out_high"])?;
    let met = bands(table, ["lowest_met_low", "lowest_met", "lowest_met_high"])?;
    let one = |row: usize| Stock {
        good: goods[row].clone(),
        economy: economies[row].clone(),
        usage: uses[row].clone(),
        held: held(row),
        out: out(row),
        met: met(row),
    };
    let mut stocks: Vec<Stock> = rows(chain, table)?.into_iter().map(one).collect();
    stocks.sort_by(|a, b| a.met.mid.total_cmp(&b.met.mid));
    Ok(stocks)
}
