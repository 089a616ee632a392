//! Is this an equilibrium? One sweep over the world evaluates (1) to (9) and says how far each
//! equation is off.
//!
//! A sweep streams each row of the link tables once: two inner products give the price and the
//! share of spending that reaches the border, one update passes the row's spending on to its
//! suppliers.

use crate::cost::Costs;
use crate::model::Model;
use crate::nests::NestLevels;
use crate::options::DeficitClosure;
use crate::posed::Posed;
use crate::spending::add_input_spending;
use detente_numeric::{elementary, lanes};

/// Everything a sweep computes on its way; the final one is read for the outcome and for
/// derivatives.
#[derive(Clone, Debug)]
pub(crate) struct Sweep {
    pub costs: Costs,
    /// ln v, what labour and its capital cost, by economy.
    pub factor_price: Vec<f64>,
    /// Its slope to the log of the wage bill.
    pub factor_slope: Vec<f64>,
    /// c^-theta, by node.
    pub power: Vec<f64>,
    /// What turns an entry of the table of shares times its power into a share of spending: with
    /// one nest P^-theta of each buyer, by node.
    pub price_power: Vec<f64>,
    /// What sectors with two nests need beside it.
    pub nests: NestLevels,
    /// Share of spending that reaches the border, by node.
    pub border_share: Vec<f64>,
    /// X', by node.
    pub expenditure: Vec<f64>,
    /// Y', by node.
    pub receipts: Vec<f64>,
    /// Value at the border, export taxes included, by exporting node; empty without export taxes
    /// and caps.
    pub at_border: Vec<f64>,
    /// b'(1-s)(1-mu), by node.
    pub labour_coefficient: Vec<f64>,
    pub labour_payment: Vec<f64>,
    pub tariff_revenue: Vec<f64>,
    /// Export-tax revenue and rents before rents are passed on.
    pub export_revenue: Vec<f64>,
    pub value_added: Vec<f64>,
    pub world_receipts: f64,
    pub deficit: Vec<f64>,
    pub income: Vec<f64>,
    /// Rent on each link of each cap.
    pub rents: Vec<Vec<f64>>,
    /// Pooled quantity ratio of each cap.
    pub quantity: Vec<f64>,
}

impl Sweep {
    pub fn new(posed: &Posed) -> Self {
        let layout = posed.model.layout;
        let (node, economy) = (|| vec![0.0; layout.nodes()], || vec![0.0; layout.stride]);
        Self {
            costs: Costs::new(posed.model),
            factor_price: economy(),
            factor_slope: vec![1.0; layout.stride],
            power: node(),
            price_power: vec![1.0; layout.nodes()],
            nests: NestLevels::new(posed.model),
            border_share: node(),
            expenditure: node(),
            receipts: node(),
            at_border: if posed.receipts.is_empty() { Vec::new() } else { node() },
            labour_coefficient: node(),
            labour_payment: economy(),
            tariff_revenue: economy(),
            export_revenue: economy(),
            value_added: economy(),
            world_receipts: 0.0,
            deficit: economy(),
            income: economy(),
            rents: posed.caps.iter().map(|cap| vec![0.0; cap.links.len()]).collect(),
            quantity: vec![1.0; posed.caps.len()],
        }
    }

    /// Evaluates all equations at `state` and writes by how much each unknown is off into
    /// `residual`.
    pub fn evaluate(&mut self, posed: &mut Posed, state: &[f64], residual: &mut [f64]) {
        let segments = posed.segments;
        posed.apply_shadow_taxes(&state[segments.caps()]);
        residual.fill(0.0);
        lanes::dispatch(
            #[inline(always)]
            || self.costs_and_powers(posed, state),
        );
        lanes::dispatch(
            #[inline(always)]
            || self.trade(posed, state, &mut residual[segments.prices()]),
        );
        self.factor_payments(posed, state);
        self.returns_residual(posed, state, residual);
        self.caps_residual(posed, state, residual);
        self.incomes(posed);
        self.wage_residual(posed, state, residual);
        lanes::dispatch(
            #[inline(always)]
            || self.spending_residual(posed, state, &mut residual[segments.spending()]),
        );
    }

    #[inline(always)]
    fn costs_and_powers(&mut self, posed: &Posed, state: &[f64]) {
        let (model, segments) = (posed.model, posed.segments);
        let (wages, prices, returns) =
            (&state[segments.wages()], &state[segments.prices()], &state[segments.returns()]);
        let (price, slope) = (&mut self.factor_price, &mut self.factor_slope);
        posed.factors.price(wages, posed.numeraire.ln(), price, slope);
        self.costs.evaluate(model, price, prices, returns, &posed.log_productivity);
        let layout = model.layout;
        for sector in 0..layout.sectors {
            let exponent = -model.trade_elasticity[sector];
            let range = sector * layout.stride..sector * layout.stride + layout.economies;
            let power = &mut self.power[range.clone()];
            power
                .iter_mut()
                .zip(&self.costs.log_cost[range])
                .for_each(|(power, log_cost)| *power = exponent * log_cost);
            elementary::exp(power);
            if !model.nests(sector).is_one() {
                self.home_powers(model, sector);
            }
        }
    }

    /// Prices (2), border shares and receipts (4): one pass over the link tables.
    #[inline(always)]
    fn trade(&mut self, posed: &Posed, state: &[f64], price_residual: &mut [f64]) {
        let (model, segments) = (posed.model, posed.segments);
        let layout = model.layout;
        let (ratios, prices) = (&state[segments.spending()], &state[segments.prices()]);
        self.receipts.fill(0.0);
        self.at_border.fill(0.0);
        self.tariff_revenue.fill(0.0);
        for sector in 0..layout.sectors {
            let nodes = sector * layout.stride..(sector + 1) * layout.stride;
            let nests = model.nests(sector);
            if !nests.is_one() {
                self.nested_trade(posed, ratios, sector);
                let price = &self.nests.log_price[nodes.clone()];
                let residual = price_residual[nodes.clone()].iter_mut().zip(&prices[nodes.clone()]);
                for (((value, old), new), spending) in
                    residual.zip(price).zip(&model.expenditure[nodes.clone()])
                {
                    *value = if *spending > 0.0 { new - old } else { 0.0 };
                }
                continue;
            }
            let power = &self.power[nodes.clone()];
            let receipts = &mut self.receipts[nodes.clone()];
            for importer in 0..layout.economies {
                let node = nodes.start + importer;
                if model.expenditure[node] == 0.0 {
                    continue;
                }
                let row =
                    layout.row(sector, importer)..layout.row(sector, importer) + layout.stride;
                let (share, border) = (&posed.share[row.clone()], &posed.border[row.clone()]);
                let (sum, reaching) = lanes::dot_pair(share, border, power);
                let spending = ratios[node] * model.expenditure[node];
                let scaled = spending / sum;
                if posed.receipts.is_empty() {
                    lanes::add_scaled(receipts, scaled, border);
                } else {
                    lanes::add_scaled(receipts, scaled, &posed.receipts[row]);
                    lanes::add_scaled(&mut self.at_border[nodes.clone()], scaled, border);
                }
                self.price_power[node] = sum;
                self.border_share[node] = reaching / sum;
                self.expenditure[node] = spending;
                self.tariff_revenue[importer] += spending - scaled * reaching;
            }
            let residual = &mut price_residual[nodes.clone()];
            residual.copy_from_slice(&self.price_power[nodes.clone()]);
            elementary::ln(residual);
            let exponent = -1.0 / nests.source;
            for ((value, price), spending) in residual
                .iter_mut()
                .zip(&prices[nodes.clone()])
                .zip(&model.expenditure[nodes.clone()])
            {
                *value = if *spending > 0.0 { exponent * *value - price } else { 0.0 };
            }
            for (value, power) in receipts.iter_mut().zip(power) {
                *value *= power;
            }
            if !posed.receipts.is_empty() {
                self.at_border[nodes.clone()]
                    .iter_mut()
                    .zip(power)
                    .for_each(|(value, power)| *value *= power);
            }
        }
    }

    /// Labour payments, value added and export revenue by economy.
    fn factor_payments(&mut self, posed: &Posed, state: &[f64]) {
        let (model, segments) = (posed.model, posed.segments);
        let layout = model.layout;
        let (wages, returns) = (&state[segments.wages()], &state[segments.returns()]);
        self.labour_payment.fill(0.0);
        self.export_revenue.fill(0.0);
        for economy in 0..layout.economies {
            self.value_added[economy] = wages[economy].exp() * posed.labour[economy];
        }
        self.world_receipts = 0.0;
        for sector in 0..layout.sectors {
            let specific = model.technology[sector].specific_share;
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                let (receipts, profit) = (self.receipts[node], model.profit_share[node]);
                let coefficient = self.costs.factor_share[node] * (1.0 - specific) * (1.0 - profit);
                self.labour_coefficient[node] = coefficient;
                self.labour_payment[economy] += coefficient * receipts;
                self.value_added[economy] += profit * receipts;
                if specific > 0.0 {
                    self.value_added[economy] += returns[node].exp() * posed.specific[node];
                }
                if !self.at_border.is_empty() {
                    self.export_revenue[economy] += self.at_border[node] - receipts;
                }
                self.world_receipts += receipts;
            }
        }
    }

    fn returns_residual(&self, posed: &Posed, state: &[f64], residual: &mut [f64]) {
        let (model, segments) = (posed.model, posed.segments);
        if segments.returns().is_empty() {
            return;
        }
        let layout = model.layout;
        let (returns, residual) = (&state[segments.returns()], &mut residual[segments.returns()]);
        for sector in 0..layout.sectors {
            let specific = model.technology[sector].specific_share;
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                if posed.specific[node] > 0.0 {
                    let payment = self.labour_coefficient[node] / (1.0 - specific)
                        * specific
                        * self.receipts[node];
                    residual[node] = (payment / posed.specific[node]).ln() - returns[node];
                }
            }
        }
    }

    fn caps_residual(&mut self, posed: &Posed, state: &[f64], residual: &mut [f64]) {
        let segments = posed.segments;
        let (log_taxes, residual) = (&state[segments.caps()], &mut residual[segments.caps()]);
        for (at, cap) in posed.caps.iter().enumerate() {
            self.quantity[at] = 0.0;
            let mut own_share = 0.0;
            let mut rents = std::mem::take(&mut self.rents[at]);
            for (link, rent) in cap.links.iter().zip(&mut rents) {
                let buyer = posed.model.layout.node(link.importer, link.sector);
                let seller = posed.model.layout.node(link.exporter, link.sector);
                let portion = self.portion(posed, (link.sector, link.importer, link.exporter));
                let value = portion.receipts * self.expenditure[buyer];
                self.quantity[at] +=
                    link.weight * value / link.baseline * (-self.costs.log_cost[seller]).exp();
                *rent = value * link.export_tax * log_taxes[at].exp_m1();
                own_share += link.weight * portion.share;
            }
            self.rents[at] = rents;
            let excess = (self.quantity[at].ln() - cap.log_limit)
                / (1.0 + cap.sector_elasticity * (1.0 - own_share).max(0.0));
            residual[at] = (log_taxes[at] + excess).max(0.0) - log_taxes[at];
        }
    }

    /// Whether every economy that had an income has one: negative spending would be no equilibrium.
    pub fn incomes_are_positive(&self, model: &Model) -> bool {
        self.income.iter().zip(&model.income).all(|(income, base)| *base == 0.0 || *income > 0.0)
    }

    /// Deficits and incomes (5).
    fn incomes(&mut self, posed: &Posed) {
        let model = posed.model;
        let layout = model.layout;
        let baseline_receipts: f64 = model.receipts.iter().sum();
        for economy in 0..layout.economies {
            let deficit = model.deficit[economy];
            self.deficit[economy] = posed.transfer[economy] * posed.numeraire
                + match model.deficits {
                    DeficitClosure::Fixed => deficit * posed.numeraire,
                    DeficitClosure::Zero => 0.0,
                    DeficitClosure::WorldShare => deficit * self.world_receipts / baseline_receipts,
                    DeficitClosure::Proportional => {
                        deficit * self.value_added[economy] / model.value_added[economy]
                    }
                };
        }
        if model.deficits == DeficitClosure::Proportional {
            let left: f64 = self.deficit.iter().sum();
            let world: f64 = self.value_added.iter().sum();
            (0..layout.economies).for_each(|economy| {
                self.deficit[economy] -= left * self.value_added[economy] / world
            });
        }
        for economy in 0..layout.economies {
            self.income[economy] = self.value_added[economy]
                + self.tariff_revenue[economy]
                + self.export_revenue[economy]
                + self.deficit[economy];
        }
        for (cap, rents) in posed.caps.iter().zip(&self.rents) {
            for (link, rent) in cap.links.iter().zip(rents) {
                self.income[link.exporter] -= rent;
                self.income[link.recipient] += rent;
            }
        }
    }

    /// Labour markets (7), with the numeraire (8) added in proportion to each damping: by Walras'
    /// law one market is redundant, so at a solution both hold.
    fn wage_residual(&self, posed: &Posed, state: &[f64], residual: &mut [f64]) {
        let (model, segments) = (posed.model, posed.segments);
        let (wages, wage_elasticity) = (&state[segments.wages()], &model.wage_elasticity);
        let baseline = posed.numeraire * model.value_added.iter().sum::<f64>();
        let excess = self.value_added.iter().sum::<f64>() / baseline - 1.0;
        for economy in 0..model.layout.economies {
            if posed.labour[economy] > 0.0 {
                let supply = wages[economy].exp() * posed.labour[economy];
                residual[economy] = self.labour_payment[economy] / supply
                    - 1.0
                    - (1.0 + wage_elasticity[economy]) * excess;
            }
        }
    }

    /// Spending (6) as a ratio to baseline.
    #[inline(always)]
    fn spending_residual(&mut self, posed: &mut Posed, state: &[f64], residual: &mut [f64]) {
        let (model, segments) = (posed.model, posed.segments);
        let layout = model.layout;
        if posed.final_demand.exponent() != 0.0 {
            posed.final_demand.evaluate(model, &state[segments.prices()]);
        }
        for sector in 0..layout.sectors {
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                residual[node] = posed.final_demand.share[node] * self.income[economy];
            }
        }
        add_input_spending(model, &self.costs, &self.receipts, residual);
        let ratios = &state[segments.spending()];
        for ((value, baseline), ratio) in residual.iter_mut().zip(&model.expenditure).zip(ratios) {
            *value = if *baseline > 0.0 { *value / baseline - ratio } else { 0.0 };
        }
    }
}
