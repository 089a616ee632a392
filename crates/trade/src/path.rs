//! How do incomes, capital and wages move from one point of a path to the next?
//!
//! A path is a row of static equilibria, tied by what one leaves to the next. With D the years
//! between two points, d the depreciation of a year, R real income as a ratio to the baseline, g
//! the floor's factor of a year:
//!
//! ```text
//! (1)  K(t+D) = K(t)^q R(t)^(1-q),  q = (1-d)^D       capital; the first point has that of the baseline
//! (2)  f(t+D) = g^D w(t)                              wage floor, in the numeraire; before the first point w = 1
//! (3)  ln GDP = ln (V' + revenue') / (V + revenue) - sum_g s_g ln p_g
//! ```
//! with (3) over final demand and exports, less imports, each at its own price and at the mean of
//! its shares of nominal GDP before and after (a Tornqvist index): the real GDP of national
//! accounts, in which a better price of exports is no volume.
//!
//! Source of (1): Anderson, Larch and Yotov (2020), "Transitional growth and trade with frictions",
//! Econ. J. 130: log-linear accumulation after Lucas and Prescott (1971), for which saving out of
//! income is a constant share. (2): Rodriguez-Clare, Ulate and Vasquez (2020), with the world's
//! nominal value added as anchor.

use crate::counterfactual::Counterfactual;
use crate::equilibrium::Equilibrium;
use crate::state::State;
use detente_world::{EconomyId, SectorId};

/// What ties the points of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct Dynamics {
    /// Depreciation of a year by economy, from 0 to below 1; empty where capital stays as it is.
    pub depreciation: Vec<f64>,
    /// Least ratio of a year's wage to that of the year before, in the numeraire; none where wages
    /// are free.
    pub wage_floor: Option<f64>,
}

/// Where a path stands: what one point leaves to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct PathState {
    years: f64,
    capital: Vec<f64>,
    wage: Vec<f64>,
    real_income: Vec<f64>,
    /// Unknowns of the last point.
    start: Option<State>,
    /// The same of the point before it, where policy was that of the last, and its years.
    before: Option<(f64, State)>,
}

/// What a point says of one economy, against the baseline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathFigures {
    /// Real income in percent.
    pub real_income_pct: f64,
    /// Real GDP in percent, (3).
    pub real_gdp_pct: f64,
    /// Price index of final demand in percent, in the numeraire.
    pub price_index_pct: f64,
    /// Value of exports before tariffs in percent.
    pub exports_pct: f64,
    /// Value of imports before tariffs in percent.
    pub imports_pct: f64,
    /// Tariff revenue after less before, in the world's currency.
    pub tariff_revenue_change: f64,
    /// Capital in percent.
    pub capital_pct: f64,
    /// Wage over the price index of final demand in percent.
    pub real_wage_pct: f64,
    /// Employment in percent, of those whom lost capacity does not idle.
    pub employment_pct: f64,
}

impl PathState {
    /// Before the first point: the baseline.
    #[must_use]
    pub fn baseline(economies: usize) -> Self {
        let ones = vec![1.0; economies];
        Self {
            years: 0.0,
            capital: ones.clone(),
            wage: ones.clone(),
            real_income: ones,
            start: None,
            before: None,
        }
    }

    /// The question of the point `years` after the baseline: policy is that of `policy`, capital
    /// and wage floors follow from the point before.
    #[must_use]
    pub fn question(
        &self,
        dynamics: &Dynamics,
        years: f64,
        policy: Counterfactual,
    ) -> Counterfactual {
        let step = years - self.years;
        let capital = if dynamics.depreciation.is_empty() {
            self.capital.clone()
        } else {
            let each = self.capital.iter().zip(&self.real_income).zip(&dynamics.depreciation);
            each.map(|((capital, income), lost)| {
                let kept = (1.0 - lost).powf(step);
                capital.powf(kept) * income.powf(1.0 - kept)
            })
            .collect()
        };
        let floor = |wage: &f64| dynamics.wage_floor.map_or(0.0, |floor| floor.powf(step) * wage);
        Counterfactual { capital, wage_floor: self.wage.iter().map(floor).collect(), ..policy }
    }

    /// Unknowns to start the point at `years` from: those of the last point; where policy has been
    /// `steady` over the last two points and stays so, drawn on along the line through both.
    #[must_use]
    pub fn start(&self, years: f64, steady: bool) -> Option<State> {
        let last = self.start.as_ref()?;
        match self.before.as_ref().filter(|_| steady) {
            Some((then, before)) => {
                Some(last.drawn_on(before, (years - self.years) / (self.years - then)))
            }
            None => Some(last.clone()),
        }
    }

    /// Goes on to the point `years` after the baseline, which is solved. `steady` says whether its
    /// policy is that of the point before.
    #[must_use]
    pub fn then(self, years: f64, point: &Equilibrium<'_>, steady: bool) -> Self {
        Self {
            capital: point.counterfactual().capital.clone(),
            wage: point.wages(),
            real_income: point.real_income(),
            before: self.start.filter(|_| steady).map(|state| (self.years, state)),
            start: Some(point.solution().state.clone()),
            years,
        }
    }
}

/// Sums over the cross-border links of one economy.
#[derive(Clone, Copy, Default)]
struct Flows {
    exports: [f64; 2],
    imports: [f64; 2],
    /// Change of log prices of exports less imports, each at the mean of its shares of GDP.
    price: f64,
}

impl Equilibrium<'_> {
    /// Wages by economy as ratios to the baseline, in the numeraire.
    #[must_use]
    pub fn wages(&self) -> Vec<f64> {
        let values = &self.solution().state.values;
        let wage = |economy: usize| self.posed.factors.wage(economy, values[economy]);
        (0..self.model.layout.economies).map(wage).collect()
    }

    /// What this point of a path says, by economy.
    #[must_use]
    pub fn path_figures(&self) -> Vec<PathFigures> {
        let (model, sweep) = (self.model, &self.sweep);
        let gdp: Vec<[f64; 2]> = (0..model.layout.economies)
            .map(|at| {
                let now =
                    sweep.value_added[at] + sweep.tariff_revenue[at] + sweep.export_revenue[at];
                [model.value_added[at] + model.tariff_revenue[at], now]
            })
            .collect();
        let flows = self.flows(&gdp);
        let (real_income, wages) = (self.real_income(), self.wages());
        let values = &self.solution().state.values;
        let percent = |ratio: f64| 100.0 * (ratio - 1.0);
        let change = |[old, new]: [f64; 2]| if old > 0.0 { percent(new / old) } else { 0.0 };
        let one = |at: usize| {
            let log_price = self.posed.final_demand.log_price_index[at];
            let [before, now] = gdp[at];
            let demand = (model.income[at] / before + sweep.income[at] / now) / 2.0;
            let deflator = demand * log_price + flows[at].price;
            PathFigures {
                real_income_pct: percent(real_income[at]),
                real_gdp_pct: percent(now / before * (-deflator).exp()),
                price_index_pct: percent(log_price.exp()),
                exports_pct: change(flows[at].exports),
                imports_pct: change(flows[at].imports),
                tariff_revenue_change: sweep.tariff_revenue[at] - model.tariff_revenue[at],
                capital_pct: percent(self.counterfactual.capital[at]),
                real_wage_pct: percent(wages[at] / log_price.exp()),
                employment_pct: percent(self.posed.factors.shortfall(at, values[at], 0.0).exp()),
            }
        };
        (0..model.layout.economies).map(one).collect()
    }

    fn flows(&self, gdp: &[[f64; 2]]) -> Vec<Flows> {
        let layout = self.model.layout;
        let shares: Vec<[f64; 2]> = gdp.iter().map(|gdp| gdp.map(|gdp| 0.5 / gdp)).collect();
        let mut flows = vec![Flows::default(); layout.economies];
        for sector in 0..layout.sectors {
            for buyer in 0..layout.economies {
                self.add_flows((sector, buyer), &shares, &mut flows);
            }
        }
        flows
    }

    /// Adds what one importer buys of one sector; `shares` are halves of one over GDP before and
    /// after.
    fn add_flows(&self, (sector, buyer): (usize, usize), shares: &[[f64; 2]], flows: &mut [Flows]) {
        let (model, sweep, layout) = (self.model, &self.sweep, self.model.layout);
        let node = layout.node(buyer, sector);
        if model.expenditure[node] == 0.0 {
            return;
        }
        let before = model.trade.row(SectorId(sector), EconomyId(buyer));
        let row = layout.row(sector, buyer)..layout.row(sector, buyer) + layout.economies;
        let border = &self.posed.border[row.clone()];
        let receipts = &self.posed.receipts_table()[row];
        let (power, log_cost) =
            (layout.sector(&sweep.power, sector), layout.sector(&sweep.costs.log_cost, sector));
        let scale = sweep.expenditure[node] / sweep.price_power[node];
        let (mut imports, mut price) = ([0.0; 2], 0.0);
        for seller in (0..layout.economies).filter(|seller| *seller != buyer) {
            let old = before[seller];
            let absorbed = self.counterfactual.absorbed(
                model,
                SectorId(sector),
                EconomyId(buyer),
                EconomyId(seller),
            );
            let sold = scale * power[seller];
            let (now, at_border) = (sold * receipts[seller] * absorbed, sold * border[seller]);
            let mut change = log_cost[seller];
            if receipts[seller] != border[seller] && receipts[seller] > 0.0 {
                change += (border[seller] / receipts[seller]).ln();
            }
            let weighed = |at: usize| (old * shares[at][0] + at_border * shares[at][1]) * change;
            price += weighed(buyer);
            imports = [imports[0] + old, imports[1] + now];
            flows[seller].price += weighed(seller);
            flows[seller].exports[0] += old;
            flows[seller].exports[1] += now;
        }
        flows[buyer].price -= price;
        flows[buyer].imports[0] += imports[0];
        flows[buyer].imports[1] += imports[1];
    }
}
