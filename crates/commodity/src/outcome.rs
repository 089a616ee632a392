//! What comes out: quantities, prices and rents, by period.

use crate::assemble::{Columns, Programme, Row};
use crate::market::Market;
use crate::policy::{Period, Sense};
use crate::scaled::Raw;

/// Quantities are rates per year; prices and rents are currency per unit, not discounted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeriodOutcome {
    /// By process.
    pub activity: Vec<f64>,
    /// Capacity decided in this period, by process.
    pub investment: Vec<f64>,
    /// By link.
    pub flow: Vec<f64>,
    /// By use.
    pub quantity: Vec<f64>,
    /// Stock at the end of the period, by store, units.
    pub stock: Vec<f64>,
    /// Price where it is used, by region and then good.
    pub market_price: Vec<f64>,
    /// Price where it is made, by region and then good.
    pub pool_price: Vec<f64>,
    /// Value of one more unit of yearly capacity, by process; zero where it does not bind.
    pub capacity_rent: Vec<f64>,
    /// By limit of the period: rent of a licence per unit, or what a commitment costs per unit;
    /// zero where it does not bind.
    pub limit_rent: Vec<f64>,
    /// Tax per unit, by link.
    pub tax: Vec<f64>,
}

/// What comes out of all periods.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcome {
    /// By period.
    pub periods: Vec<PeriodOutcome>,
}

impl PeriodOutcome {
    /// The price of a good in the market of a region.
    #[must_use]
    pub fn price(&self, market: &Market, region: usize, good: usize) -> f64 {
        self.market_price[region * market.goods.len() + good]
    }

    /// The price of a good at the exporter.
    #[must_use]
    pub fn pool_price(&self, market: &Market, region: usize, good: usize) -> f64 {
        self.pool_price[region * market.goods.len() + good]
    }
}

impl Outcome {
    pub(crate) fn read(
        market: &Market,
        periods: &[Period],
        programme: &Programme,
        raw: &Raw,
        taxes: &[Vec<f64>],
    ) -> Self {
        let columns = Columns::new(market);
        let nodes = market.regions.len() * market.goods.len();
        let take = |count: usize, column: &dyn Fn(usize) -> usize| -> Vec<f64> {
            (0..count).map(|at| raw.x[column(at)]).collect()
        };
        let one = |(at, period): (usize, &Period)| PeriodOutcome {
            activity: take(market.processes.len(), &|process| columns.activity(at, process)),
            investment: take(market.processes.len(), &|process| columns.investment(at, process)),
            flow: take(market.links.len(), &|link| columns.flow(at, link)),
            quantity: take(market.uses.len(), &|usage| columns.quantity(at, usage)),
            stock: take(market.stores.len(), &|store| columns.stock(at, store)),
            market_price: vec![0.0; nodes],
            pool_price: vec![0.0; nodes],
            capacity_rent: vec![0.0; market.processes.len()],
            limit_rent: vec![0.0; period.limits.len()],
            tax: taxes[at].clone(),
        };
        let mut outcome = Self { periods: periods.iter().enumerate().map(one).collect() };
        for (row, multiplier) in programme.rows.iter().zip(&raw.z) {
            outcome.take_multiplier(market, periods, *row, *multiplier);
        }
        outcome
    }

    fn take_multiplier(&mut self, market: &Market, periods: &[Period], row: Row, multiplier: f64) {
        let goods = market.goods.len();
        match row {
            Row::Pool(at, region, good) => {
                self.periods[at].pool_price[region * goods + good] =
                    -multiplier / periods[at].discount;
            }
            Row::Market(at, region, good) => {
                self.periods[at].market_price[region * goods + good] =
                    -multiplier / periods[at].discount;
            }
            Row::Capacity(at, process) => {
                let weight = periods[at].discount * periods[at].years;
                self.periods[at].capacity_rent[process] = multiplier / weight;
            }
            Row::Limit(at, position) => {
                let weight = periods[at].discount * periods[at].years;
                self.periods[at].limit_rent[position] = multiplier / weight;
            }
            // What one more unit on the most wanted of the closed links would earn.
            Row::Closed(at, position) => {
                let weight = periods[at].discount * periods[at].years;
                let rent = &mut self.periods[at].limit_rent[position];
                *rent = rent.max(multiplier / weight);
            }
            Row::LeastStock(..) | Row::LargestStock(..) | Row::Release(..) | Row::Sign(_) => {}
        }
    }

    /// Rent earned on all limits that cap flows, currency per year, by period.
    #[must_use]
    pub fn licence_rents(&self, periods: &[Period]) -> Vec<f64> {
        let of_period = |(outcome, period): (&PeriodOutcome, &Period)| {
            let capped = period
                .limits
                .iter()
                .zip(&outcome.limit_rent)
                .filter(|(limit, _)| limit.sense == Sense::AtMost);
            capped.map(|(limit, rent)| rent * limit.quantity).sum()
        };
        self.periods.iter().zip(periods).map(of_period).collect()
    }
}
