//! From a market and its periods to one quadratic programme: which variable and which row is what.

use crate::market::Market;
use crate::policy::{HALF_A_DAY, Limit, Period, Sense};
use clarabel::algebra::CscMatrix;

/// What a row of the programme says; its multiplier is read by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Row {
    /// (2), by period, region and good.
    Pool(usize, usize, usize),
    /// (3), by period, region and good.
    Market(usize, usize, usize),
    /// (4), by period and process.
    Capacity(usize, usize),
    /// (5), by period and position in its list.
    Limit(usize, usize),
    /// S >= S_min, by period and store.
    LeastStock(usize, usize),
    /// S <= S_max, by period and store.
    LargestStock(usize, usize),
    /// S_t-1 - S_t <= r tau_t, by period and store.
    Release(usize, usize),
    /// A link that a limit of zero closes, by period and position of the limit.
    Closed(usize, usize),
    /// A variable is not negative, or is zero because nothing else is possible.
    Sign(Variable),
}

/// What a column of the programme is: by period, then by its place in the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Variable {
    Activity(usize, usize),
    Investment(usize, usize),
    Flow(usize, usize),
    Quantity(usize, usize),
    Stock(usize, usize),
}

/// Where each variable lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Columns {
    processes: usize,
    links: usize,
    uses: usize,
    stores: usize,
}

impl Columns {
    pub fn new(market: &Market) -> Self {
        Self {
            processes: market.processes.len(),
            links: market.links.len(),
            uses: market.uses.len(),
            stores: market.stores.len(),
        }
    }

    fn width(&self) -> usize {
        2 * self.processes + self.links + self.uses + self.stores
    }

    pub fn activity(&self, period: usize, process: usize) -> usize {
        period * self.width() + process
    }

    pub fn investment(&self, period: usize, process: usize) -> usize {
        period * self.width() + self.processes + process
    }

    pub fn flow(&self, period: usize, link: usize) -> usize {
        period * self.width() + 2 * self.processes + link
    }

    pub fn quantity(&self, period: usize, usage: usize) -> usize {
        period * self.width() + 2 * self.processes + self.links + usage
    }

    pub fn stock(&self, period: usize, store: usize) -> usize {
        period * self.width() + 2 * self.processes + self.links + self.uses + store
    }

    pub fn variable(&self, column: usize) -> Variable {
        let (period, mut place) = (column / self.width(), column % self.width());
        let kinds = [
            (self.processes, Variable::Activity as fn(usize, usize) -> Variable),
            (self.processes, Variable::Investment),
            (self.links, Variable::Flow),
            (self.uses, Variable::Quantity),
        ];
        for (count, kind) in kinds {
            match place.checked_sub(count) {
                None => return kind(period, place),
                Some(rest) => place = rest,
            }
        }
        Variable::Stock(period, place)
    }

    pub fn count(&self, periods: usize) -> usize {
        periods * self.width()
    }
}

/// `minimise x'Px/2 + q'x` subject to `A x + s = b`, s zero for the first `equalities` rows and not
/// negative for the others.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programme {
    pub rows: Vec<Row>,
    pub equalities: usize,
    pub right: Vec<f64>,
    pub linear: Vec<f64>,
    /// Diagonal of P.
    pub quadratic: Vec<f64>,
    /// Entries of A as row, column, value.
    pub entries: Vec<(usize, usize, f64)>,
}

impl Programme {
    /// Tariffs enter as taxes per unit, by period and link.
    pub fn new(market: &Market, periods: &[Period], taxes: &[Vec<f64>]) -> Self {
        let columns = Columns::new(market);
        let count = columns.count(periods.len());
        let mut programme =
            Self { linear: vec![0.0; count], quadratic: vec![0.0; count], ..Self::default() };
        for (at, period) in periods.iter().enumerate() {
            programme.objective(market, columns, at, period, &taxes[at]);
            programme.balances(market, columns, at, period);
        }
        programme.end_values(market, columns, periods);
        programme.fix_what_cannot_be(market, columns, periods);
        programme.equalities = programme.rows.len();
        for (at, period) in periods.iter().enumerate() {
            programme.capacities(market, columns, periods, at);
            programme.limits(columns, at, period);
            programme.stock_bounds(market, columns, at, period);
        }
        programme.signs(market, columns, periods);
        programme
    }

    fn row(&mut self, row: Row, right: f64) -> usize {
        self.rows.push(row);
        self.right.push(right);
        self.rows.len() - 1
    }

    fn objective(
        &mut self,
        market: &Market,
        columns: Columns,
        at: usize,
        period: &Period,
        taxes: &[f64],
    ) {
        let weight = period.discount * period.years;
        let mut term = |column: usize, linear: f64, quadratic: f64| {
            self.linear[column] += weight * linear;
            self.quadratic[column] += weight * quadratic;
        };
        for (process, item) in market.processes.iter().enumerate() {
            term(columns.activity(at, process), item.cost, item.cost_slope);
        }
        for (link, item) in market.links.iter().enumerate() {
            let conduct = market.conduct.get(item.good).copied().unwrap_or(0.0);
            let market_power = if conduct > 0.0 {
                conduct * demand_slope(market, period, item.good, item.to)
            } else {
                0.0
            };
            term(columns.flow(at, link), item.cost + taxes[link], item.cost_slope + market_power);
        }
        for (usage, item) in market.uses.iter().enumerate() {
            let factor = Period::factor(&period.demand, usage);
            // A factor f on quantities at any price divides the slope by f; without demand the
            // quantity is fixed at zero.
            let slope = if factor > 0.0 { item.price_slope / factor } else { item.price_slope };
            term(columns.quantity(at, usage), -item.choke_price, slope);
        }
        for (store, item) in market.stores.iter().enumerate() {
            term(columns.stock(at, store), item.cost, 0.0);
        }
        for (process, investment) in
            market.processes.iter().enumerate().filter_map(|(at, p)| Some((at, p.investment?)))
        {
            self.linear[columns.investment(at, process)] += period.discount * investment.cost;
        }
    }

    fn balances(&mut self, market: &Market, columns: Columns, at: usize, period: &Period) {
        let goods = market.goods.len();
        let first = self.rows.len();
        for region in 0..market.regions.len() {
            for good in 0..goods {
                self.row(Row::Pool(at, region, good), 0.0);
                self.row(Row::Market(at, region, good), 0.0);
            }
        }
        let pool = |region: usize, good: usize| first + 2 * (region * goods + good);
        let place = |region: usize, good: usize| pool(region, good) + 1;
        for (process, item) in market.processes.iter().enumerate() {
            for (good, coefficient) in &item.recipe {
                let (row, factor) = if *coefficient > 0.0 {
                    (pool(item.region, *good), 1.0)
                } else {
                    (place(item.region, *good), period.taken(process, *good))
                };
                self.entries.push((
                    row,
                    columns.activity(at, process),
                    period.years * coefficient * factor,
                ));
            }
        }
        for (link, item) in market.links.iter().enumerate() {
            self.entries.push((pool(item.from, item.good), columns.flow(at, link), -period.years));
            self.entries.push((place(item.to, item.good), columns.flow(at, link), period.years));
        }
        for (usage, item) in market.uses.iter().enumerate() {
            self.entries.push((
                place(item.region, item.good),
                columns.quantity(at, usage),
                -period.years,
            ));
        }
        for (store, item) in market.stores.iter().enumerate() {
            let row = place(item.region, item.good);
            self.entries.push((row, columns.stock(at, store), -1.0));
            if at > 0 {
                self.entries.push((row, columns.stock(at - 1, store), 1.0));
            } else {
                self.right[row] -= item.initial;
            }
        }
    }

    /// Equation (7), integrated.
    fn end_values(&mut self, market: &Market, columns: Columns, periods: &[Period]) {
        let Some(last) = periods.len().checked_sub(1) else { return };
        for (store, item) in market.stores.iter().enumerate() {
            let (column, weight) = (columns.stock(last, store), periods[last].discount);
            self.linear[column] -=
                weight * item.end_value * (1.0 + if item.norm > 0.0 { item.scarcity } else { 0.0 });
            if item.norm > 0.0 {
                self.quadratic[column] +=
                    weight * item.end_value.max(0.0) * item.scarcity / item.norm;
            }
        }
    }

    /// What has no capacity, no way to invest or no demand is zero, by an equality: an interior
    /// point wants an interior.
    fn fix_what_cannot_be(&mut self, market: &Market, columns: Columns, periods: &[Period]) {
        for (at, period) in periods.iter().enumerate() {
            for (process, item) in market.processes.iter().enumerate() {
                if item.investment.is_none() {
                    self.fix(columns, columns.investment(at, process));
                    if period.available(process, item.capacity) == 0.0 {
                        self.fix(columns, columns.activity(at, process));
                    }
                }
            }
            for usage in
                (0..market.uses.len()).filter(|usage| Period::factor(&period.demand, *usage) == 0.0)
            {
                self.fix(columns, columns.quantity(at, usage));
            }
            for (position, limit) in
                period.limits.iter().enumerate().filter(|(_, limit)| closes(limit))
            {
                for link in &limit.links {
                    let row = self.row(Row::Closed(at, position), 0.0);
                    self.entries.push((row, columns.flow(at, *link), 1.0));
                }
            }
        }
    }

    fn fix(&mut self, columns: Columns, column: usize) {
        let row = self.row(Row::Sign(columns.variable(column)), 0.0);
        self.entries.push((row, column, 1.0));
    }

    fn capacities(&mut self, market: &Market, columns: Columns, periods: &[Period], at: usize) {
        let begins =
            |period: usize| periods[..period].iter().map(|period| period.years).sum::<f64>();
        for (process, item) in
            market.processes.iter().enumerate().filter(|(_, item)| item.capacity.is_finite())
        {
            let factor = Period::factor(&periods[at].capacity, process);
            let capacity = periods[at].available(process, item.capacity);
            if capacity == 0.0 && item.investment.is_none() {
                continue;
            }
            let row = self.row(Row::Capacity(at, process), capacity);
            self.entries.push((row, columns.activity(at, process), 1.0));
            let Some(investment) = item.investment else { continue };
            let ready = |decided: &usize| {
                begins(*decided) + investment.lead_time <= begins(at) + HALF_A_DAY
            };
            for decided in (0..=at).filter(ready) {
                self.entries.push((row, columns.investment(decided, process), -factor));
            }
        }
    }

    fn limits(&mut self, columns: Columns, at: usize, period: &Period) {
        for (position, limit) in
            period.limits.iter().enumerate().filter(|(_, limit)| !closes(limit))
        {
            let sign = if limit.sense == Sense::AtMost { 1.0 } else { -1.0 };
            let row = self.row(Row::Limit(at, position), sign * limit.quantity);
            for link in &limit.links {
                self.entries.push((row, columns.flow(at, *link), sign));
            }
        }
    }

    fn stock_bounds(&mut self, market: &Market, columns: Columns, at: usize, period: &Period) {
        for (store, item) in market.stores.iter().enumerate() {
            let least = period.least_stock.get(store).copied().unwrap_or(item.minimum);
            if least > 0.0 {
                let row = self.row(Row::LeastStock(at, store), -least);
                self.entries.push((row, columns.stock(at, store), -1.0));
            }
            if item.maximum.is_finite() {
                let row = self.row(Row::LargestStock(at, store), item.maximum);
                self.entries.push((row, columns.stock(at, store), 1.0));
            }
            if item.release.is_finite() {
                let before = if at == 0 { item.initial } else { 0.0 };
                let row = self.row(Row::Release(at, store), item.release * period.years - before);
                self.entries.push((row, columns.stock(at, store), -1.0));
                if at > 0 {
                    self.entries.push((row, columns.stock(at - 1, store), 1.0));
                }
            }
        }
    }

    fn signs(&mut self, market: &Market, columns: Columns, periods: &[Period]) {
        let fixed: std::collections::BTreeSet<usize> = self
            .entries
            .iter()
            .filter(|(row, ..)| {
                *row < self.equalities && matches!(self.rows[*row], Row::Sign(_) | Row::Closed(..))
            })
            .map(|(_, column, _)| *column)
            .collect();
        let least = |column: usize| {
            let (period, store) = (column / columns.width(), column % columns.width());
            let first = 2 * market.processes.len() + market.links.len() + market.uses.len();
            store.checked_sub(first).is_some_and(|store| {
                periods[period]
                    .least_stock
                    .get(store)
                    .copied()
                    .unwrap_or(market.stores[store].minimum)
                    > 0.0
            })
        };
        for column in (0..columns.count(periods.len()))
            .filter(|column| !fixed.contains(column) && !least(*column))
        {
            let row = self.row(Row::Sign(columns.variable(column)), 0.0);
            self.entries.push((row, column, -1.0));
        }
    }

    /// A, with each column in its own `unit`.
    pub fn matrix(&self, unit: &[f64]) -> CscMatrix<f64> {
        let (mut rows, mut columns, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (row, column, value) in &self.entries {
            rows.push(*row);
            columns.push(*column);
            values.push(value * unit[*column]);
        }
        CscMatrix::new_from_triplets(self.rows.len(), self.linear.len(), rows, columns, values)
    }
}

/// Whether a limit lets nothing through: an equality then, since between zero and zero there is no
/// interior.
fn closes(limit: &Limit) -> bool {
    limit.sense == Sense::AtMost && limit.quantity == 0.0
}

/// By how much the price of a good in a region falls with one more unit a year, all final uses
/// together.
fn demand_slope(market: &Market, period: &Period, good: usize, region: usize) -> f64 {
    let own = market
        .uses
        .iter()
        .enumerate()
        .filter(|(_, usage)| usage.good == good && usage.region == region);
    let response: f64 =
        own.map(|(at, usage)| Period::factor(&period.demand, at) / usage.price_slope).sum();
    if response > 0.0 { response.recip() } else { 0.0 }
}
