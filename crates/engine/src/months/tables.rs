//! What are the commodity tables of a run, column by column?
//!
//! Quantities are rates per year in the unit of the chain, stocks are units; `low` and `high` bound
//! the three cases of [`months`](super::solve). `inf` in a number of weeks means: not within the
//! scenario.

use super::assumptions::between;
use super::calendar::Span;
use super::processing::{Part, parts, processing};
use super::solve::{Case, Months, band};
use super::stocks;
use detente_commodity::Sense;
use detente_record::row::{self, Row, Text};
use detente_world::table::Table;
use std::sync::Arc;

/// The tables of the commodity engine.
pub(crate) fn commodity_tables(all: &[Arc<Months>]) -> [Table; 7] {
    [
        flows(all),
        prices(all),
        balance(all),
        processing(all),
        rents(all),
        availability(all),
        stockouts(all),
    ]
}

impl Months {
    pub(crate) fn of(&self, value: impl Fn(&Case) -> f64) -> [f64; 3] {
        band([value(&self.cases[0]), value(&self.cases[1]), value(&self.cases[2])])
    }

    fn middle(&self) -> &Case {
        &self.cases[1]
    }

    pub(super) fn dated(&self) -> Vec<(usize, Span, String)> {
        self.spans.iter().enumerate().map(|(at, span)| (at, *span, span.from.to_string())).collect()
    }

    pub(super) fn code(&self, region: usize) -> &str {
        &self.chain.economies[region].code
    }

    pub(super) fn good(&self, good: usize) -> &str {
        &self.chain.goods[good].code
    }

    pub(super) fn name(&self) -> Text<'_> {
        self.chain.id.as_str().into()
    }

    /// Supply that arrives at a market per year.
    #[must_use]
    pub fn arriving(case: &Case, period: usize, good: usize, region: usize) -> f64 {
        let links = case.posed.market.market.links.iter().zip(&case.outcome[period].flow);
        links
            .filter(|(link, _)| link.good == good && link.to == region)
            .map(|(_, flow)| flow.max(0.0))
            .sum()
    }

    /// The same in the base year.
    #[must_use]
    pub fn base_arriving(&self, good: usize, region: usize) -> f64 {
        let links = self.middle().posed.market.base.links.iter();
        links.filter(|link| link.good == good && link.to == region).map(|link| link.flow).sum()
    }
}

fn flows(all: &[Arc<Months>]) -> Table {
    let mut rows = Vec::new();
    for months in all {
        let links = months.middle().posed.market.base.links.iter().enumerate();
        for (at, link) in links.filter(|(_, link)| link.from != link.to) {
            for (period, span, day) in months.dated() {
                let flow = months.of(|case| case.outcome[period].flow[at].max(0.0));
                rows.push(row::CommodityFlow {
                    chain: months.name(),
                    good: months.good(link.good).into(),
                    exporter: months.code(link.from).into(),
                    importer: months.code(link.to).into(),
                    period: day.into(),
                    days: span.days(),
                    base: link.flow,
                    cases: flow.into(),
                });
            }
        }
    }
    row::CommodityFlow::table(rows)
}

/// Markets where something arrived in the base year.
fn markets(months: &Months) -> Vec<(usize, usize)> {
    let (goods, regions) = (months.chain.goods.len(), months.chain.economies.len());
    let all = (0..goods).flat_map(|good| (0..regions).map(move |region| (good, region)));
    all.filter(|(good, region)| months.base_arriving(*good, *region) > 0.0).collect()
}

fn prices(all: &[Arc<Months>]) -> Table {
    let mut rows = Vec::new();
    for months in all {
        let goods = months.chain.goods.len();
        for (good, region) in markets(months) {
            let at = region * goods + good;
            for (period, span, day) in months.dated() {
                rows.push(row::CommodityPrice {
                    chain: months.name(),
                    good: months.good(good).into(),
                    economy: months.code(region).into(),
                    period: day.into(),
                    days: span.days(),
                    base: months.middle().posed.market.base.market_price[at],
                    cases: months.of(|case| case.outcome[period].market_price[at]).into(),
                });
            }
        }
    }
    row::CommodityPrice::table(rows)
}

/// What processes of a region make or take of a good per year.
fn processed(case: &Case, period: usize, (good, region): (usize, usize), made: bool) -> f64 {
    let own =
        |part: &Part<'_>| (part.process.region, part.good, part.made()) == (region, good, made);
    parts(case, period).filter(own).map(|part| part.quantity()).sum()
}

/// Final use of a good in a region per year, and how far it is below what was needed in the base
/// year after material efficiency.
fn used(case: &Case, period: usize, (good, region): (usize, usize)) -> (f64, f64) {
    let (mut used, mut unmet) = (0.0, 0.0);
    for (at, usage) in case
        .posed
        .market
        .base
        .uses
        .iter()
        .enumerate()
        .filter(|(_, u)| (u.good, u.region) == (good, region))
    {
        let quantity = case.outcome[period].quantity[at].max(0.0);
        used += quantity;
        unmet += (usage.quantity * case.posed.periods[period].demand[at] - quantity).max(0.0);
    }
    (used, unmet)
}

fn stock(case: &Case, period: usize, (good, region): (usize, usize)) -> f64 {
    let stores = case.posed.market.market.stores.iter().zip(&case.outcome[period].stock);
    stores
        .filter(|(store, _)| (store.good, store.region) == (good, region))
        .map(|(_, stock)| stock.max(0.0))
        .sum()
}

fn balance(all: &[Arc<Months>]) -> Table {
    let mut rows = Vec::new();
    for months in all {
        let middle = months.middle();
        for place in markets(months) {
            for (period, span, day) in months.dated() {
                rows.push(row::CommodityBalance {
                    chain: months.name(),
                    good: months.good(place.0).into(),
                    economy: months.code(place.1).into(),
                    period: day.into(),
                    days: span.days(),
                    made: processed(middle, period, place, true),
                    arrived: Months::arriving(middle, period, place.0, place.1),
                    processed: processed(middle, period, place, false),
                    used: used(middle, period, place).0,
                    unmet: months.of(|case| used(case, period, place).1).into(),
                    stock: stock(middle, period, place),
                });
            }
        }
    }
    row::CommodityBalance::table(rows)
}

fn rents(all: &[Arc<Months>]) -> Table {
    let mut rows = Vec::new();
    for months in all {
        let mut entries: Vec<&String> = months.middle().posed.entries.iter().flatten().collect();
        entries.sort_unstable();
        entries.dedup();
        for entry in entries {
            for (period, span, day) in months.dated() {
                // What the entry binds in the period: the mean over its limits, weighted by
                // quantity, and their total.
                rows.push(row::CommodityRent {
                    chain: months.name(),
                    entry: entry.as_str().into(),
                    period: day.into(),
                    days: span.days(),
                    cases: months.of(|case| rent(case, period, entry).0).into(),
                    total_musd: rent(months.middle(), period, entry).1 * scale(months),
                });
            }
        }
    }
    row::CommodityRent::table(rows)
}

impl Months {
    /// From units times price unit to USD million.
    #[must_use]
    pub fn money_scale(&self) -> f64 {
        scale(self)
    }
}

/// From units times price unit to USD million: prices are per tonne.
fn scale(months: &Months) -> f64 {
    let tonnes = match months.chain.unit.as_str() {
        "Mt" => 1e6,
        "kt" => 1e3,
        _ => 1.0,
    };
    tonnes / 1e6
}

fn rent(case: &Case, period: usize, entry: &str) -> (f64, f64) {
    let limits = case.posed.periods[period].limits.iter().zip(&case.outcome[period].limit_rent);
    let own: Vec<(f64, f64)> = limits
        .filter(|(limit, _)| limit.name == entry)
        .map(|(limit, rent)| {
            let allowed = if limit.sense == Sense::AtMost || limit.quantity > 0.0 {
                limit.quantity
            } else {
                0.0
            };
            (allowed, rent.max(0.0))
        })
        .collect();
    let total: f64 = own.iter().map(|(quantity, rent)| quantity * rent).sum();
    let quantity: f64 = own.iter().map(|(quantity, _)| quantity).sum();
    let largest = own.iter().map(|(_, rent)| *rent).fold(0.0, f64::max);
    (if quantity > 0.0 { total / quantity } else { largest }, total)
}

fn availability(all: &[Arc<Months>]) -> Table {
    let mut rows = Vec::new();
    for months in all {
        for (demand, at) in months.chain.demand.iter().zip(&months.middle().posed.market.use_at) {
            let Some(at) = *at else { continue };
            let usage = &months.middle().posed.market.base.uses[at];
            let base = months.base_arriving(usage.good, usage.region);
            let arriving = |case: &Case, period| {
                Months::arriving(case, period, usage.good, usage.region) / base
            };
            let met = |case: &Case, period: usize| {
                case.outcome[period].quantity[at].max(0.0) / usage.quantity
            };
            for (period, span, day) in months.dated() {
                rows.push(row::CommodityAvailability {
                    chain: months.name(),
                    good: months.good(usage.good).into(),
                    economy: months.code(usage.region).into(),
                    r#use: usage.name.as_str().into(),
                    sectors: demand.sectors.join("+").into(),
                    period: day.into(),
                    days: span.days(),
                    base_use: usage.quantity,
                    arrivals: months.of(|case| arriving(case, period)).into(),
                    met: months.of(|case| met(case, period)).into(),
                });
            }
        }
    }
    row::CommodityAvailability::table(rows)
}

/// A stock below this share of its norm is out.
const OUT: f64 = 0.05;

/// Weeks from the beginning until the stock of a market is out.
fn weeks_to_stock_out(case: &Case, spans: &[Span], place: (usize, usize)) -> f64 {
    let initial: f64 = case
        .posed
        .market
        .base
        .stores
        .iter()
        .filter(|s| (s.good, s.region) == place)
        .map(|s| s.norm)
        .sum();
    let mut weeks = 0.0;
    let mut before = initial;
    for (period, span) in spans.iter().enumerate() {
        let after = stock(case, period, place);
        let length = span.days() / 7.0;
        if after < OUT * initial {
            // Evenly within the period.
            return weeks
                + length
                    * ((before - OUT * initial) / (before - after).max(f64::MIN_POSITIVE))
                        .clamp(0.0, 1.0);
        }
        (before, weeks) = (after, weeks + length);
    }
    f64::INFINITY
}

fn stockouts(all: &[Arc<Months>]) -> Table {
    let mut rows = Vec::new();
    for months in all {
        for (demand, at) in months.chain.demand.iter().zip(&months.middle().posed.market.use_at) {
            let Some(at) = *at else { continue };
            let usage = &months.middle().posed.market.base.uses[at];
            let known = stocks::row(&months.chain, usage.good, usage.region, &usage.name);
            let Some(weeks) = known.and_then(|row| row.weeks) else { continue };
            let Some(central) = weeks.central() else { continue };
            let held =
                [0.0, 0.5, 1.0].map(|place| between(weeks.low(), central, weeks.high(), place));
            let place = (usage.good, usage.region);
            let lowest = |case: &Case| {
                let met =
                    case.outcome.iter().map(|period| period.quantity[at].max(0.0) / usage.quantity);
                met.fold(f64::INFINITY, f64::min)
            };
            rows.push(row::CommodityStockout {
                chain: months.name(),
                good: months.good(usage.good).into(),
                economy: months.code(usage.region).into(),
                r#use: usage.name.as_str().into(),
                sectors: demand.sectors.join("+").into(),
                base_use: usage.quantity,
                stock_weeks: held.into(),
                weeks_to_stock_out: months
                    .of(|case| weeks_to_stock_out(case, &months.spans, place))
                    .into(),
                lowest_met: months.of(lowest).into(),
            });
        }
    }
    row::CommodityStockout::table(rows)
}
