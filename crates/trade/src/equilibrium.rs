//! Is this an equilibrium? One sweep over the world evaluates (1) to (9) and says how far each equation is off.
//!
//! The unknowns are log wages, log prices, spending ratios and, where present, log returns of specific factors and log shadow
//! taxes of caps. A sweep streams each row of the link tables once: two inner products give the price and the share of
//! spending that reaches the border, one update passes the row's spending on to its suppliers.

use crate::calibration::Model;
use crate::caps::QuantityCap;
use crate::cost::Costs;
use crate::counterfactual::Counterfactual;
use crate::layout::Layout;
use crate::options::DeficitClosure;
use crate::spending::{FinalDemand, add_input_spending};
use detente_numeric::lanes::{self, padded};
use std::ops::Range;

/// Values of the unknowns, to start another solve from.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub(crate) values: Vec<f64>,
    pub(crate) segments: Segments,
}

/// Where each kind of unknown lies in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segments {
    layout: Layout,
    specific: bool,
    caps: usize,
}

impl Segments {
    pub fn new(model: &Model, caps: usize) -> Self {
        let specific = model.technology.iter().any(|technology| technology.specific_share > 0.0);
        Self { layout: model.layout, specific, caps }
    }

    pub fn wages(&self) -> Range<usize> {
        0..self.layout.stride
    }

    pub fn prices(&self) -> Range<usize> {
        let start = self.wages().end;
        start..start + self.layout.nodes()
    }

    pub fn spending(&self) -> Range<usize> {
        let start = self.prices().end;
        start..start + self.layout.nodes()
    }

    pub fn returns(&self) -> Range<usize> {
        let start = self.spending().end;
        start..start + if self.specific { self.layout.nodes() } else { 0 }
    }

    pub fn caps(&self) -> Range<usize> {
        let start = self.returns().end;
        start..start + self.caps
    }

    pub fn length(&self) -> usize {
        self.returns().end + padded(self.caps)
    }

    /// The baseline: nothing has moved.
    pub fn start(&self) -> Vec<f64> {
        let mut values = vec![0.0; self.length()];
        values[self.spending()].fill(1.0);
        values
    }
}

/// A link under a cap, with what its update needs.
#[derive(Clone, Debug)]
pub(crate) struct CappedLink {
    /// Position in the padded link tables.
    pub at: usize,
    pub sector: usize,
    pub importer: usize,
    pub exporter: usize,
    /// Where the rent goes.
    pub recipient: usize,
    /// Weight of the link's quantity ratio in its cap.
    pub weight: f64,
    /// Table entries without the shadow tax.
    free_share: f64,
    free_border: f64,
    free_receipts: f64,
    /// 1 + the export tax already in force.
    pub export_tax: f64,
    /// Baseline receipts.
    pub baseline: f64,
}

/// A cap with a positive limit.
#[derive(Clone, Debug)]
pub(crate) struct PosedCap {
    pub links: Vec<CappedLink>,
    pub log_limit: f64,
    pub sector_elasticity: f64,
}

/// A counterfactual ready to be solved: baseline shares with every lever worked in.
#[derive(Clone, Debug)]
pub(crate) struct Posed<'m> {
    pub model: &'m Model,
    pub segments: Segments,
    /// pi (tau d e)^-theta, padded rows.
    pub share: Vec<f64>,
    /// The same over tau': spending that reaches the border.
    pub border: Vec<f64>,
    /// The same over e': spending that reaches the producer; empty where it equals `border`.
    pub receipts: Vec<f64>,
    pub log_productivity: Vec<f64>,
    pub final_demand: FinalDemand,
    pub transfer: Vec<f64>,
    pub caps: Vec<PosedCap>,
    /// World value added over its baseline: 1, but for the check of homogeneity.
    pub numeraire: f64,
}

impl<'m> Posed<'m> {
    /// Works a share `progress` (0 to 1, in logs) of every lever into the tables; 1 is the counterfactual itself.
    pub fn new(model: &'m Model, counterfactual: &Counterfactual, progress: f64) -> Self {
        let layout = model.layout;
        let levers_export = counterfactual.export_tax.values().iter().any(|rate| *rate != 0.0);
        let limits: Vec<&QuantityCap> = counterfactual.caps.iter().filter(|cap| cap.limit > 0.0).collect();
        let demand: Vec<f64> = layout
            .from_table(&counterfactual.demand)
            .iter()
            .map(|ratio| if progress < 1.0 && *ratio > 0.0 { ratio.powf(progress) } else { *ratio })
            .collect();
        let mut posed = Self {
            model,
            segments: Segments::new(model, limits.len()),
            share: model.supplier_share.clone(),
            border: Vec::new(),
            receipts: Vec::new(),
            log_productivity: layout
                .from_table(&counterfactual.productivity)
                .iter()
                .map(|ratio| if *ratio > 0.0 { progress * ratio.ln() } else { 0.0 })
                .collect(),
            final_demand: FinalDemand::new(model, &demand),
            transfer: counterfactual.transfer.iter().map(|amount| amount * progress).collect(),
            caps: Vec::new(),
            numeraire: 1.0,
        };
        posed.border = posed.share.clone();
        if levers_export || !limits.is_empty() {
            posed.receipts = posed.share.clone();
        }
        posed.work_in_levers(counterfactual, progress);
        for cap in counterfactual.caps.iter().filter(|cap| cap.limit == 0.0) {
            posed.ban(cap, progress);
        }
        posed.caps = limits.iter().map(|cap| posed.pose_cap(cap, counterfactual, progress)).collect();
        posed
    }

    fn work_in_levers(&mut self, counterfactual: &Counterfactual, progress: f64) {
        let model = self.model;
        let layout = model.layout;
        for sector in 0..layout.sectors {
            let elasticity = model.trade_elasticity[sector];
            for importer in 0..layout.economies {
                let start = layout.row(sector, importer);
                let (s, n) = (detente_world::SectorId(sector), detente_world::EconomyId(importer));
                let (baseline, tariff) = (model.tariff.row(s, n), counterfactual.tariff.row(s, n));
                let (export, cost) = (counterfactual.export_tax.row(s, n), counterfactual.trade_cost.row(s, n));
                for exporter in 0..layout.economies {
                    let at = start + exporter;
                    if self.share[at] == 0.0 {
                        continue;
                    }
                    let mut tariff_factor = 1.0 + tariff[exporter];
                    let mut export_factor = 1.0 + export[exporter];
                    let mut price_factor = 1.0;
                    if tariff[exporter] != baseline[exporter] || export_factor != 1.0 || cost[exporter] != 1.0 {
                        let tariff_ratio = tariff_factor / (1.0 + baseline[exporter]);
                        let log_ratio = (tariff_ratio * export_factor * cost[exporter]).ln();
                        price_factor = (-elasticity * progress * log_ratio).exp();
                        if progress < 1.0 {
                            tariff_factor = (1.0 + baseline[exporter]) * tariff_ratio.powf(progress);
                            export_factor = export_factor.powf(progress);
                        }
                    }
                    self.share[at] *= price_factor;
                    self.border[at] = self.share[at] / tariff_factor;
                    if !self.receipts.is_empty() {
                        self.receipts[at] = self.border[at] / export_factor;
                    }
                }
            }
        }
    }

    fn ban(&mut self, cap: &QuantityCap, progress: f64) {
        for (sector, importer, exporter) in &cap.links {
            let at = self.model.layout.row(sector.0, importer.0) + exporter.0;
            let left = 1.0 - progress;
            self.share[at] *= left;
            self.border[at] *= left;
            if !self.receipts.is_empty() {
                self.receipts[at] *= left;
            }
        }
    }

    fn pose_cap(&self, cap: &QuantityCap, counterfactual: &Counterfactual, progress: f64) -> PosedCap {
        let (model, baseline) = (self.model, cap.baseline(self.model));
        let links = cap.links.iter().filter_map(|(sector, importer, exporter)| {
            let flow = model.trade.get(*sector, *importer, *exporter);
            let at = model.layout.row(sector.0, importer.0) + exporter.0;
            (flow > 0.0).then(|| CappedLink {
                at,
                sector: sector.0,
                importer: importer.0,
                exporter: exporter.0,
                recipient: cap.recipient(importer.0, exporter.0),
                weight: flow / baseline,
                free_share: self.share[at],
                free_border: self.border[at],
                free_receipts: self.receipts[at],
                export_tax: (1.0 + counterfactual.export_tax.get(*sector, *importer, *exporter)).powf(progress),
                baseline: flow,
            })
        });
        let links: Vec<CappedLink> = links.collect();
        let sector_elasticity = links.iter().map(|link| link.weight * model.trade_elasticity[link.sector]).sum();
        PosedCap { links, log_limit: progress * cap.limit.ln(), sector_elasticity }
    }

    /// A buyer who needs a sector but has no supplier left, if there is one.
    pub fn stranded_buyer(&self) -> Option<(usize, usize)> {
        let layout = self.model.layout;
        let nodes =
            (0..layout.sectors).flat_map(|sector| (0..layout.economies).map(move |importer| (sector, importer)));
        let mut buyers =
            nodes.filter(|(sector, importer)| self.model.expenditure[layout.node(*importer, *sector)] > 0.0);
        buyers.find(|(sector, importer)| {
            let start = layout.row(*sector, *importer);
            self.share[start..start + layout.economies].iter().all(|share| *share == 0.0)
        })
    }

    /// Sets the table entries of capped links to the shadow taxes of `state`.
    fn apply_shadow_taxes(&mut self, log_taxes: &[f64]) {
        for (cap, log_tax) in self.caps.iter().zip(log_taxes) {
            for link in &cap.links {
                let factor = (-self.model.trade_elasticity[link.sector] * log_tax).exp();
                self.share[link.at] = link.free_share * factor;
                self.border[link.at] = link.free_border * factor;
                self.receipts[link.at] = link.free_receipts * factor * (-log_tax).exp();
            }
        }
    }

    /// The table that turns spending into producers' receipts.
    pub fn receipts_table(&self) -> &[f64] {
        if self.receipts.is_empty() { &self.border } else { &self.receipts }
    }
}

/// Everything a sweep computes on its way; the final one is read for the outcome and for derivatives.
#[derive(Clone, Debug)]
pub(crate) struct Sweep {
    pub costs: Costs,
    /// c^-theta, by node.
    pub power: Vec<f64>,
    /// P^-theta of each buyer, by node.
    pub price_power: Vec<f64>,
    /// Share of spending that reaches the border, by node.
    pub border_share: Vec<f64>,
    /// X', by node.
    pub expenditure: Vec<f64>,
    /// Y', by node.
    pub receipts: Vec<f64>,
    /// Value at the border, export taxes included, by exporting node; empty without export taxes and caps.
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
            power: node(),
            price_power: vec![1.0; layout.nodes()],
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

    /// Evaluates all equations at `state` and writes by how much each unknown is off into `residual`.
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
        self.costs.evaluate(model, wages, prices, returns, &posed.log_productivity);
        let layout = model.layout;
        for sector in 0..layout.sectors {
            let exponent = -model.trade_elasticity[sector];
            let range = sector * layout.stride..sector * layout.stride + layout.economies;
            for (power, log_cost) in self.power[range.clone()].iter_mut().zip(&self.costs.log_cost[range]) {
                *power = (exponent * log_cost).exp();
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
            let power = &self.power[nodes.clone()];
            let receipts = &mut self.receipts[nodes.clone()];
            for importer in 0..layout.economies {
                let node = nodes.start + importer;
                if model.expenditure[node] == 0.0 {
                    continue;
                }
                let row = layout.row(sector, importer)..layout.row(sector, importer) + layout.stride;
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
                price_residual[node] = -sum.ln() / model.trade_elasticity[sector] - prices[node];
            }
            for (value, power) in receipts.iter_mut().zip(power) {
                *value *= power;
            }
            if !posed.receipts.is_empty() {
                self.at_border[nodes.clone()].iter_mut().zip(power).for_each(|(value, power)| *value *= power);
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
            self.value_added[economy] = wages[economy].exp() * model.labour[economy];
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
                    self.value_added[economy] += returns[node].exp() * model.specific[node];
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
                if model.specific[node] > 0.0 {
                    let payment = self.labour_coefficient[node] / (1.0 - specific) * specific * self.receipts[node];
                    residual[node] = (payment / model.specific[node]).ln() - returns[node];
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
            for (link, rent) in cap.links.iter().zip(&mut self.rents[at]) {
                let buyer = posed.model.layout.node(link.importer, link.sector);
                let seller = posed.model.layout.node(link.exporter, link.sector);
                let value =
                    posed.receipts[link.at] * self.power[seller] * self.expenditure[buyer] / self.price_power[buyer];
                self.quantity[at] += link.weight * value / link.baseline * (-self.costs.log_cost[seller]).exp();
                *rent = value * link.export_tax * log_taxes[at].exp_m1();
                own_share += link.weight * posed.share[link.at] * self.power[seller] / self.price_power[buyer];
            }
            let excess =
                (self.quantity[at].ln() - cap.log_limit) / (1.0 + cap.sector_elasticity * (1.0 - own_share).max(0.0));
            residual[at] = (log_taxes[at] + excess).max(0.0) - log_taxes[at];
        }
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
                    DeficitClosure::Proportional => deficit * self.value_added[economy] / model.value_added[economy],
                };
        }
        if model.deficits == DeficitClosure::Proportional {
            let left: f64 = self.deficit.iter().sum();
            let world: f64 = self.value_added.iter().sum();
            (0..layout.economies).for_each(|economy| self.deficit[economy] -= left * self.value_added[economy] / world);
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

    /// Labour markets (7), with the numeraire (8) added in proportion to each damping: by Walras' law one market is
    /// redundant, so at a solution both hold.
    fn wage_residual(&self, posed: &Posed, state: &[f64], residual: &mut [f64]) {
        let (model, segments) = (posed.model, posed.segments);
        let wages = &state[segments.wages()];
        let baseline = posed.numeraire * model.value_added.iter().sum::<f64>();
        let excess = self.value_added.iter().sum::<f64>() / baseline - 1.0;
        for economy in 0..model.layout.economies {
            if model.labour[economy] > 0.0 {
                let supply = wages[economy].exp() * model.labour[economy];
                residual[economy] =
                    self.labour_payment[economy] / supply - 1.0 - (1.0 + model.wage_elasticity[economy]) * excess;
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

/// Turns residuals into a step: wages are damped by their own elasticity after counting what the pending change of home
/// spending adds to labour demand; home prices follow the wage at once.
pub(crate) fn precondition(model: &Model, segments: Segments, residual: &mut [f64]) {
    let layout = model.layout;
    let (prices, spending) = (segments.prices().start, segments.spending().start);
    let mut pending = vec![0.0; layout.economies];
    for sector in 0..layout.sectors {
        for economy in 0..layout.economies {
            let node = layout.node(economy, sector);
            pending[economy] += home_labour(model, node, sector) * model.expenditure[node] * residual[spending + node];
        }
    }
    for economy in 0..layout.economies {
        if model.labour[economy] > 0.0 {
            let total = residual[economy] + pending[economy] / model.labour[economy];
            residual[economy] = total / (1.0 + model.wage_elasticity[economy]);
        }
    }
    for sector in 0..layout.sectors {
        for economy in 0..layout.economies {
            let node = layout.node(economy, sector);
            residual[prices + node] += home_labour(model, node, sector) * residual[economy];
        }
    }
    for (at, value) in residual[segments.returns()].iter_mut().enumerate() {
        *value /= 1.0 + return_elasticity(model, at);
    }
}

/// The transpose of [`precondition`], for the adjoint.
pub(crate) fn precondition_transposed(model: &Model, segments: Segments, vector: &mut [f64]) {
    let layout = model.layout;
    let (prices, spending) = (segments.prices().start, segments.spending().start);
    for sector in 0..layout.sectors {
        for economy in 0..layout.economies {
            let node = layout.node(economy, sector);
            vector[economy] += home_labour(model, node, sector) * vector[prices + node];
        }
    }
    for economy in 0..layout.economies {
        if model.labour[economy] > 0.0 {
            vector[economy] /= 1.0 + model.wage_elasticity[economy];
        }
    }
    for sector in 0..layout.sectors {
        for economy in 0..layout.economies {
            let node = layout.node(economy, sector);
            if model.labour[economy] > 0.0 {
                let weight = home_labour(model, node, sector) * model.expenditure[node] / model.labour[economy];
                vector[spending + node] += weight * vector[economy];
            }
        }
    }
    for (at, value) in vector[segments.returns()].iter_mut().enumerate() {
        *value /= 1.0 + return_elasticity(model, at);
    }
}

/// Labour per unit of home spending on a node.
fn home_labour(model: &Model, node: usize, sector: usize) -> f64 {
    model.home_share[node] * model.factor_share[node] * (1.0 - model.technology[sector].specific_share)
}

/// How strongly payments to a specific factor fall with its return.
fn return_elasticity(model: &Model, node: usize) -> f64 {
    let sector = node / model.layout.stride;
    let share = model.factor_share[node] * model.technology[sector].specific_share;
    model.trade_elasticity[sector] * share * (1.0 - model.home_share[node])
}
