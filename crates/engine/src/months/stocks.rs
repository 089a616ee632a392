//! What lies in store at the beginning, as far as it is known: weeks of the base year's use, or
//! units.

use super::assumptions::{Assumptions, between};
use detente_commodity::{BaseStore, BaseYear};
use detente_world::chain::{Chain, Holder, Interval, Stock};

/// Weeks in a year.
pub const WEEKS: f64 = 365.25 / 7.0;

/// The stocks of firms, by good and economy, all known holders together. Reserves of states move by
/// measures alone.
pub(super) fn stores(chain: &Chain, base: &BaseYear, assumptions: &Assumptions) -> Vec<BaseStore> {
    let mut stores: Vec<BaseStore> = Vec::new();
    for usage in &base.uses {
        let row = row(chain, usage.good, usage.region, &usage.name);
        let Some(norm) = row.and_then(|row| units(row, usage.quantity, assumptions.stock)) else {
            continue;
        };
        match stores
            .iter_mut()
            .find(|store| (store.good, store.region) == (usage.good, usage.region))
        {
            Some(store) => store.norm += norm,
            None => stores.push(BaseStore {
                name: "stocks of firms".to_owned(),
                good: usage.good,
                region: usage.region,
                norm,
                minimum: 0.0,
                release: f64::INFINITY,
                scarcity: assumptions.scarcity,
            }),
        }
    }
    stores.extend(held_by_quantity(chain, assumptions));
    stores
}

/// The row of the stocks of one use: its own economy before every economy.
pub fn row<'a>(chain: &'a Chain, good: usize, region: usize, usage: &str) -> Option<&'a Stock> {
    let of_use = |row: &&Stock| {
        row.good == good && row.holder == Holder::Commercial && row.usage.as_deref() == Some(usage)
    };
    let rows = || chain.stocks.iter().filter(of_use);
    rows()
        .find(|row| row.economy == Some(region))
        .or_else(|| rows().find(|row| row.economy.is_none()))
}

fn units(row: &Stock, used: f64, place: f64) -> Option<f64> {
    let weeks = row.weeks.and_then(|weeks| at(&weeks, place));
    weeks
        .map(|weeks| weeks / WEEKS * used)
        .or_else(|| row.quantity.and_then(|quantity| at(&quantity, place)))
}

/// Stocks of an economy that are known in units and of no use in particular.
fn held_by_quantity(chain: &Chain, assumptions: &Assumptions) -> Vec<BaseStore> {
    let held = |row: &&Stock| row.holder == Holder::Commercial && row.usage.is_none();
    let one = |row: &Stock| {
        Some(BaseStore {
            name: "stocks of firms".to_owned(),
            good: row.good,
            region: row.economy?,
            norm: at(&row.quantity?, assumptions.stock)?,
            minimum: 0.0,
            release: f64::INFINITY,
            scarcity: assumptions.scarcity,
        })
    };
    chain.stocks.iter().filter(held).filter_map(one).collect()
}

/// The value at a place of an interval; between bounds without a middle it is the middle of the
/// bounds.
pub(super) fn at(interval: &Interval, place: f64) -> Option<f64> {
    Some(between(
        interval.low(),
        interval.central()?,
        if interval.high().is_finite() { interval.high() } else { interval.central()? },
        place,
    ))
}
