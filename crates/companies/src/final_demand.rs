//! How does what final buyers of a market spend on a sector change, beside what producers there
//! spend on it as an input?
//!
//! The trade engine divides both over suppliers alike, equation (3) there, so that only the sizes
//! differ: a flow of final goods is the flow of the sector times the share of final demand in what
//! the market spends on the sector, and changes by
//!
//! ```text
//! (13) F'_en / F_en = (T'_en / T_en) (alpha'_n I'_n / (alpha_n I_n)) / (X'_n / X_n)
//! ```
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | X | `spent` | world's currency, at purchaser's prices |
//! | I' / I | `income` | ratio to baseline: real income times the price index of final demand |
//! | alpha' / alpha | `weight` | ratio to baseline; 1 unless the scenario changes tastes or the elasticity among sectors |

use crate::error::CompaniesError;
use crate::shock::{RunView, numbers, words};
use detente_world::{Accounts, EconomyId, LinkTable, SectorId};
use std::collections::HashMap;

/// Final demand of every market for the sectors of a run.
pub(crate) struct FinalDemand<'a> {
    view: RunView<'a>,
    accounts: &'a Accounts,
    /// Final spending after over before, by economy.
    income: Vec<f64>,
    /// Price index of final demand after over before, by economy.
    price: Vec<f64>,
}

/// A market: what final buyers have of the spending on a sector, and the change of a flow of final
/// goods over that of the sector.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ends {
    pub share: f64,
    pub change: f64,
}

impl<'a> FinalDemand<'a> {
    pub fn of(
        view: &RunView<'a>,
        accounts: &'a Accounts,
        codes: &HashMap<&str, usize>,
    ) -> Result<Self, CompaniesError> {
        let size = view.world.economies.len();
        let (mut income, mut price) = (vec![1.0; size], vec![1.0; size]);
        let (real, index) =
            (numbers(view.welfare, "real_income_pct")?, numbers(view.welfare, "price_index_pct")?);
        for (row, code) in words(view.welfare, "economy")?.iter().enumerate() {
            let Some(economy) = codes.get(code.as_str()) else { continue };
            price[*economy] = 1.0 + index[row] / 100.0;
            income[*economy] = (1.0 + real[row] / 100.0) * price[*economy];
        }
        Ok(Self { view: *view, accounts, income, price })
    }

    /// Every market of a sector; `flows` before and after by exporter x importer, `cost` the
    /// producer's price after over before.
    pub fn markets(
        &self,
        sector: usize,
        flows: &[(f64, f64)],
        cost: impl Fn(usize) -> f64,
    ) -> Vec<Ends> {
        let market = |market: usize| {
            let (before, after) = self.spent(sector, market, flows);
            let demand = self.accounts.final_demand.get(EconomyId(market), SectorId(sector));
            if before <= 0.0 || after <= 0.0 {
                return Ends { share: 0.0, change: 1.0 };
            }
            let price = self.sector_price(sector, market, flows, (before, after), cost(market));
            let weight = self.weight(sector, market, price);
            Ends {
                share: (demand / before).clamp(0.0, 1.0),
                change: weight * self.income[market] / (after / before),
            }
        };
        (0..self.income.len()).map(market).collect()
    }

    /// What a market pays for a sector before and after, tariffs, export taxes and the shadow taxes
    /// included.
    fn spent(&self, sector: usize, market: usize, flows: &[(f64, f64)]) -> (f64, f64) {
        let size = self.income.len();
        let rate = |table: &LinkTable, exporter: usize| {
            1.0 + table.get(SectorId(sector), EconomyId(market), EconomyId(exporter))
        };
        (0..size).fold((0.0, 0.0), |sum, exporter| {
            let (before, after) = flows[exporter * size + market];
            let paid = after
                * rate(self.view.tariff, exporter)
                * rate(self.view.export_tax, exporter)
                * rate(self.view.shadow_tax, exporter);
            // What a ban stops has an endless shadow tax on nothing.
            let paid = if paid.is_finite() { paid } else { 0.0 };
            (sum.0 + before * rate(&self.view.world.tariff, exporter), sum.1 + paid)
        })
    }

    /// The price of the sector in the market after over before, by equation (3) of the trade engine
    /// for its own supply, which no border measure touches.
    fn sector_price(
        &self,
        sector: usize,
        market: usize,
        flows: &[(f64, f64)],
        (before, after): (f64, f64),
        cost: f64,
    ) -> f64 {
        let (home, left) = flows[market * self.income.len() + market];
        let own = self.view.home_elasticity.get(sector).copied();
        let elasticity = own.unwrap_or(self.view.world.sectors[sector].trade_elasticity);
        // Shares that hardly move with prices do not tell them.
        if home > 0.0 && left > 0.0 && elasticity.abs() > 1e-3 {
            cost * (left / after / (home / before)).powf(1.0 / elasticity)
        } else {
            1.0
        }
    }

    /// alpha' / alpha: the scenario's tastes, scaled to add up to one again, and prices where
    /// sectors are no fixed shares.
    fn weight(&self, sector: usize, market: usize, price: f64) -> f64 {
        let (economy, demand) = (EconomyId(market), &self.view.demand);
        let spent = |sector: SectorId| self.accounts.final_demand.get(economy, sector).max(0.0);
        let (mut whole, mut wanted) = (0.0, 0.0);
        for sector in self.view.world.sector_ids() {
            whole += spent(sector);
            wanted += spent(sector) * demand.get(economy, sector);
        }
        let tastes =
            if wanted > 0.0 { demand.get(economy, SectorId(sector)) * whole / wanted } else { 1.0 };
        let exponent = 1.0 - self.view.final_substitution;
        if exponent == 0.0 { tastes } else { tastes * (price / self.price[market]).powf(exponent) }
    }
}
