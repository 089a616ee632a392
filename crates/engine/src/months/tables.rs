//! What are the commodity tables of a run, column by column?
//!
//! Quantities are rates per year in the unit of the chain, stocks are units; `low` and `high` bound
//! the three cases of [`months`](super::solve). `inf` in a number of weeks means: not within the
//! scenario.

use super::assumptions::between;
use super::calendar::Span;
use super::processing::{Part, parts, processing};
use super::solve::{Case, Months, band};
use super::stocks::row;
use detente_commodity::Sense;
use detente_record::Rows;
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
    let mut rows = Rows::<5, 5>::new();
    for months in all {
        for (at, link) in months
            .middle()
            .posed
            .market
            .base
            .links
            .iter()
            .enumerate()
            .filter(|(_, link)| link.from != link.to)
        {
            for (period, span, day) in months.dated() {
                let [low, mid, high] = months.of(|case| case.outcome[period].flow[at].max(0.0));
                let text = [
                    months.chain.id.as_str(),
                    months.good(link.good),
                    months.code(link.from),
                    months.code(link.to),
                    &day,
                ];
                rows.push(text, [span.days(), link.flow, low, mid, high]);
            }
        }
    }
    rows.table(
        "commodity_flows",
        ["chain", "good", "exporter", "importer", "period"],
        ["days", "base", "low", "mid", "high"],
    )
}

/// Markets where something arrived in the base year.
fn markets(months: &Months) -> Vec<(usize, usize)> {
    let (goods, regions) = (months.chain.goods.len(), months.chain.economies.len());
    let all = (0..goods).flat_map(|good| (0..regions).map(move |region| (good, region)));
    all.filter(|(good, region)| months.base_arriving(*good, *region) > 0.0).collect()
}

fn prices(all: &[Arc<Months>]) -> Table {
    let mut rows = Rows::<4, 5>::new();
    for months in all {
        let goods = months.chain.goods.len();
        for (good, region) in markets(months) {
            let base = months.middle().posed.market.base.market_price[region * goods + good];
            for (period, span, day) in months.dated() {
                let [low, mid, high] =
                    months.of(|case| case.outcome[period].market_price[region * goods + good]);
                let text = [months.chain.id.as_str(), months.good(good), months.code(region), &day];
                rows.push(text, [span.days(), base, low, mid, high]);
            }
        }
    }
    rows.table(
        "commodity_prices",
        ["chain", "good", "economy", "period"],
        ["days", "base", "low", "mid", "high"],
    )
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
    let mut rows = Rows::<4, 9>::new();
    for months in all {
        for place in markets(months) {
            for (period, span, day) in months.dated() {
                let middle = months.middle();
                let [low, mid, high] = months.of(|case| used(case, period, place).1);
                let text =
                    [months.chain.id.as_str(), months.good(place.0), months.code(place.1), &day];
                let made = processed(middle, period, place, true);
                let taken = processed(middle, period, place, false);
                let arrived = Months::arriving(middle, period, place.0, place.1);
                let used = used(middle, period, place).0;
                let stock = stock(middle, period, place);
                rows.push(text, [span.days(), made, arrived, taken, used, low, mid, high, stock]);
            }
        }
    }
    let numbers = [
        "days",
        "made",
        "arrived",
        "processed",
        "used",
        "unmet_low",
        "unmet",
        "unmet_high",
        "stock",
    ];
    rows.table("commodity_balance", ["chain", "good", "economy", "period"], numbers)
}

fn rents(all: &[Arc<Months>]) -> Table {
    let mut rows = Rows::<3, 5>::new();
    for months in all {
        let mut entries: Vec<&String> = months.middle().posed.entries.iter().flatten().collect();
        entries.sort_unstable();
        entries.dedup();
        for entry in entries {
            for (period, span, day) in months.dated() {
                // What the entry binds in the period: the mean over its limits, weighted by
                // quantity, and their total.
                let [low, mid, high] = months.of(|case| rent(case, period, entry).0);
                let total = rent(months.middle(), period, entry).1 * scale(months);
                let text = [months.chain.id.as_str(), entry.as_str(), &day];
                rows.push(text, [span.days(), low, mid, high, total]);
            }
        }
    }
    rows.table(
        "commodity_rents",
        ["chain", "entry", "period"],
        ["days", "low", "mid", "high", "total_musd"],
    )
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
    let mut rows = Rows::<6, 8>::new();
    for months in all {
        for (demand, at) in months.chain.demand.iter().zip(&months.middle().posed.market.use_at) {
            let Some(at) = *at else { continue };
            let usage = &months.middle().posed.market.base.uses[at];
            let base = months.base_arriving(usage.good, usage.region);
            let sectors = demand.sectors.join("+");
            for (period, span, day) in months.dated() {
                let arrivals = months
                    .of(|case| Months::arriving(case, period, usage.good, usage.region) / base);
                let met =
                    months.of(|case| case.outcome[period].quantity[at].max(0.0) / usage.quantity);
                let text = [
                    months.chain.id.as_str(),
                    months.good(usage.good),
                    months.code(usage.region),
                    &usage.name,
                    &sectors,
                    &day,
                ];
                let [a, b, c] = arrivals;
                let [d, e, f] = met;
                rows.push(text, [span.days(), usage.quantity, a, b, c, d, e, f]);
            }
        }
    }
    let text = ["chain", "good", "economy", "use", "sectors", "period"];
    let numbers = [
        "days",
        "base_use",
        "arrivals_low",
        "arrivals",
        "arrivals_high",
        "met_low",
        "met",
        "met_high",
    ];
    rows.table("commodity_availability", text, numbers)
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
    let mut rows = Rows::<5, 10>::new();
    for months in all {
        for (demand, at) in months.chain.demand.iter().zip(&months.middle().posed.market.use_at) {
            let Some(at) = *at else { continue };
            let usage = &months.middle().posed.market.base.uses[at];
            let known = row(&months.chain, usage.good, usage.region, &usage.name);
            let Some(weeks) = known.and_then(|row| row.weeks) else { continue };
            let Some(central) = weeks.central() else { continue };
            let held =
                [0.0, 0.5, 1.0].map(|place| between(weeks.low(), central, weeks.high(), place));
            let place = (usage.good, usage.region);
            let out = months.of(|case| weeks_to_stock_out(case, &months.spans, place));
            let lowest = months.of(|case| {
                let met =
                    case.outcome.iter().map(|period| period.quantity[at].max(0.0) / usage.quantity);
                met.fold(f64::INFINITY, f64::min)
            });
            let sectors = demand.sectors.join("+");
            let text = [
                months.chain.id.as_str(),
                months.good(usage.good),
                months.code(usage.region),
                &usage.name,
                &sectors,
            ];
            let numbers = [
                usage.quantity,
                held[0],
                held[1],
                held[2],
                out[0],
                out[1],
                out[2],
                lowest[0],
                lowest[1],
                lowest[2],
            ];
            rows.push(text, numbers);
        }
    }
    let numbers = [
        "base_use",
        "stock_weeks_low",
        "stock_weeks",
        "stock_weeks_high",
        "weeks_to_stock_out_low",
        "weeks_to_stock_out",
        "weeks_to_stock_out_high",
        "lowest_met_low",
        "lowest_met",
        "lowest_met_high",
    ];
    rows.table("commodity_stockouts", ["chain", "good", "economy", "use", "sectors"], numbers)
}
