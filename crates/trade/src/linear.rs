//! How do the residuals of [`Sweep`] move with the unknowns? The Jacobian as a product, and its transpose.
//!
//! The code follows the equations of the crate's first page from (1) to (9), each linearised, and back again in the
//! transpose. Shares at the point are the derivatives (envelope theorem), so one product costs about one sweep and no power.
//! In the transpose a name with the ending `_weight` is the sensitivity of the objective to that quantity.

use crate::calibration::Model;
use crate::cost::exponent_of;
use crate::options::DeficitClosure;
use crate::posed::{CappedLink, Posed, PosedCap};
use crate::sweep::Sweep;
use detente_numeric::lanes;

/// The point at which the equations are linearised.
pub(crate) struct Linearization<'a, 'm> {
    pub posed: &'a Posed<'m>,
    pub sweep: &'a Sweep,
    state: &'a [f64],
    /// Current recipes, padded rows like the baseline's.
    recipe: Vec<f64>,
    /// Input spending of each node.
    input_spending: Vec<f64>,
    /// `sum_j G_jk z_j (1 - epsilon_j)`: own-price part of input spending, by node.
    own_price: Vec<f64>,
    /// Whether each cap binds, and the divisor of its residual.
    pub(crate) binding: Vec<Option<f64>>,
}

/// Sensitivities at every stage of the equations, as the transposed pass leaves them.
pub(crate) struct Sensitivity {
    /// To each unknown.
    pub state: Vec<f64>,
    /// To a buyer's log price as computed by (2), by node.
    pub price: Vec<f64>,
    /// To receipts, by node.
    pub receipts: Vec<f64>,
    /// To the value at the border, by node; zero where no export tax or cap exists.
    pub at_border: Vec<f64>,
    /// To income, by economy; also to tariff revenue, export revenue and transfers.
    pub income: Vec<f64>,
    /// To log unit cost, by node.
    pub log_cost: Vec<f64>,
    /// To the log value on each capped link through its rent and quantity.
    pub capped_value: Vec<Vec<f64>>,
}

/// What an objective depends on directly.
pub(crate) struct Seed {
    /// By economy.
    pub income: Vec<f64>,
    /// By node, to log prices.
    pub price: Vec<f64>,
}

impl<'a, 'm> Linearization<'a, 'm> {
    /// At `state`, where `sweep` has been evaluated last.
    pub fn new(posed: &'a Posed<'m>, sweep: &'a Sweep, state: &'a [f64]) -> Self {
        let model = posed.model;
        let layout = model.layout;
        let mut recipe = model.input_share.clone();
        let mut input_spending = vec![0.0; layout.nodes()];
        let mut own_price = vec![0.0; layout.nodes()];
        for economy in 0..layout.economies {
            for user in 0..layout.sectors {
                let node = layout.node(economy, user);
                let class = sweep.costs.classes.of[user];
                let spending =
                    (1.0 - sweep.costs.factor_share[node]) * (1.0 - model.profit_share[node]) * sweep.receipts[node];
                input_spending[node] = spending;
                if class == 0 {
                    continue;
                }
                let current = sweep.costs.recipe(model, economy, user);
                let exponent = sweep.costs.classes.exponent[class];
                for input in 0..layout.sectors {
                    own_price[layout.node(economy, input)] += current[input] * spending * exponent;
                }
                recipe[layout.recipe(economy, user)..][..layout.recipe_stride].copy_from_slice(&current);
            }
        }
        let binding = binding(posed, sweep, state);
        Self { posed, sweep, state, recipe, input_spending, own_price, binding }
    }

    fn model(&self) -> &'m Model {
        self.posed.model
    }

    fn recipe(&self, economy: usize, user: usize) -> &[f64] {
        &self.recipe[self.model().layout.recipe(economy, user)..][..self.model().layout.recipe_stride]
    }

    /// Derivative of a factor share to the log ratio of factor to input price.
    fn factor_share_slope(&self, node: usize, sector: usize) -> f64 {
        let share = self.sweep.costs.factor_share[node];
        share * (1.0 - share) * exponent_of(self.model().technology[sector].value_added_substitution)
    }

    fn input_exponent(&self, sector: usize) -> f64 {
        self.sweep.costs.classes.exponent[self.sweep.costs.classes.of[sector]]
    }

    /// The residuals' change for a change of the unknowns.
    pub fn apply(&self, change: &[f64]) -> Vec<f64> {
        lanes::dispatch(
            #[inline(always)]
            || self.apply_inner(change),
        )
    }

    #[inline(always)]
    fn apply_inner(&self, change: &[f64]) -> Vec<f64> {
        let (model, sweep, posed) = (self.model(), self.sweep, self.posed);
        let (layout, segments) = (model.layout, posed.segments);
        let (wages, prices) = (&change[segments.wages()], &change[segments.prices()]);
        let (ratios, returns) = (&change[segments.spending()], &change[segments.returns()]);
        let taxes = &change[segments.caps()];
        let mut result = vec![0.0; change.len()];

        // (1) costs
        let (mut log_cost, mut input_price, mut factor_share) =
            (vec![0.0; layout.nodes()], vec![0.0; layout.nodes()], vec![0.0; layout.nodes()]);
        let mut local = vec![0.0; layout.recipe_stride];
        for economy in 0..layout.economies {
            layout.gather(prices, economy, &mut local);
            for sector in 0..layout.sectors {
                let node = layout.node(economy, sector);
                let specific = model.technology[sector].specific_share;
                let factor = (1.0 - specific) * wages[economy] + specific * returns.get(node).copied().unwrap_or(0.0);
                let input = lanes::dot(self.recipe(economy, sector), &local);
                let share = sweep.costs.factor_share[node];
                input_price[node] = input;
                log_cost[node] = share * factor + (1.0 - share) * input;
                factor_share[node] = self.factor_share_slope(node, sector) * (factor - input);
            }
        }

        // (2)-(4) prices, border shares, receipts
        let (mut receipts, mut at_border) = (vec![0.0; layout.nodes()], vec![0.0; sweep.at_border.len()]);
        let mut revenue = vec![0.0; layout.economies];
        let mut scaled = vec![0.0; layout.stride];
        let mut price_change = vec![0.0; layout.nodes()];
        let cap_price = self.price_change_of_taxes(taxes);
        for sector in 0..layout.sectors {
            let nodes = sector * layout.stride..(sector + 1) * layout.stride;
            let elasticity = model.trade_elasticity[sector];
            let power = &sweep.power[nodes.clone()];
            scaled.iter_mut().zip(power).zip(&log_cost[nodes.clone()]).for_each(|((s, p), c)| *s = p * c);
            for importer in 0..layout.economies {
                let node = nodes.start + importer;
                let spending = sweep.expenditure[node];
                if spending == 0.0 {
                    continue;
                }
                let row = layout.row(sector, importer)..layout.row(sector, importer) + layout.stride;
                let (share, border) = (&posed.share[row.clone()], &posed.border[row.clone()]);
                let (sum, reaching) = lanes::dot_pair(share, border, &scaled);
                let inverse = sweep.price_power[node].recip();
                let (price_shift, border_shift) = cap_price.get(&node).copied().unwrap_or_default();
                let price = sum * inverse + price_shift;
                price_change[node] = price;
                let border_share = elasticity * (sweep.border_share[node] * price - reaching * inverse) - border_shift;
                let relative = ratios[node] * model.expenditure[node] / spending;
                revenue[importer] += spending * (relative * (1.0 - sweep.border_share[node]) - border_share);
                let weight = spending * inverse * (elasticity * price + relative);
                if posed.receipts.is_empty() {
                    lanes::add_scaled(&mut receipts[nodes.clone()], weight, border);
                } else {
                    lanes::add_scaled(&mut receipts[nodes.clone()], weight, &posed.receipts[row]);
                    lanes::add_scaled(&mut at_border[nodes.clone()], weight, border);
                }
                result[segments.prices().start + node] = price - prices[node];
            }
            for node in nodes.start..nodes.start + layout.economies {
                let direct = elasticity * log_cost[node];
                receipts[node] = receipts[node] * sweep.power[node] - direct * sweep.receipts[node];
                if !at_border.is_empty() {
                    at_border[node] = at_border[node] * sweep.power[node] - direct * sweep.at_border[node];
                }
            }
        }
        let rents =
            self.capped_links(taxes, &log_cost, &price_change, ratios, &mut receipts, &mut at_border, &mut result);

        // (7), (8) factor payments
        let (mut labour, mut value_added, mut export) =
            (vec![0.0; layout.economies], vec![0.0; layout.economies], vec![0.0; layout.economies]);
        for economy in 0..layout.economies {
            value_added[economy] = wages[economy] * self.state[economy].exp() * model.labour[economy];
        }
        for sector in 0..layout.sectors {
            let specific = model.technology[sector].specific_share;
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                let kept = (1.0 - specific) * (1.0 - model.profit_share[node]);
                labour[economy] +=
                    sweep.labour_coefficient[node] * receipts[node] + factor_share[node] * kept * sweep.receipts[node];
                value_added[economy] += model.profit_share[node] * receipts[node];
                if model.specific[node] > 0.0 {
                    value_added[economy] += returns[node] * self.specific_income(node);
                    let own =
                        factor_share[node] / sweep.costs.factor_share[node] + receipts[node] / sweep.receipts[node];
                    result[segments.returns().start + node] = own - returns[node];
                }
                if !at_border.is_empty() {
                    export[economy] += at_border[node] - receipts[node];
                }
            }
        }

        // (5) incomes
        let mut income = self.deficit_change(&value_added, receipts.iter().sum());
        for economy in 0..layout.economies {
            income[economy] += value_added[economy] + revenue[economy] + export[economy];
        }
        for (cap, rents) in posed.caps.iter().zip(&rents) {
            for (link, rent) in cap.links.iter().zip(rents) {
                income[link.exporter] -= rent;
                income[link.recipient] += rent;
            }
        }
        let world: f64 = value_added.iter().sum::<f64>() / (posed.numeraire * model.value_added.iter().sum::<f64>());
        let wage_elasticity = model.preconditioner.wage_elasticity();
        for economy in 0..layout.economies {
            if model.labour[economy] > 0.0 {
                let supply = self.state[economy].exp() * model.labour[economy];
                let own = (labour[economy] - sweep.labour_payment[economy] * wages[economy]) / supply;
                result[economy] = own - (1.0 + wage_elasticity[economy]) * world;
            }
        }

        // (6) spending
        self.spending_change(
            prices,
            &input_price,
            &receipts,
            &factor_share,
            &income,
            ratios,
            &mut result[segments.spending()],
        );
        result
    }

    fn specific_income(&self, node: usize) -> f64 {
        self.state[self.posed.segments.returns()][node].exp() * self.model().specific[node]
    }

    /// What changes of shadow taxes do to a buyer's log price and to the border share, by node.
    fn price_change_of_taxes(&self, taxes: &[f64]) -> std::collections::BTreeMap<usize, (f64, f64)> {
        let mut changes = std::collections::BTreeMap::new();
        for (cap, tax) in self.posed.caps.iter().zip(taxes) {
            for link in &cap.links {
                let buyer = self.model().layout.node(link.importer, link.sector);
                let (share, border) = self.shares_at(link.at, link.sector, link.exporter, buyer);
                let change: &mut (f64, f64) = changes.entry(buyer).or_default();
                change.0 += share * tax;
                change.1 += self.model().trade_elasticity[link.sector] * border * tax;
            }
        }
        changes
    }

    /// Current share of a link in its buyer's spending, before and after the tariff.
    fn shares_at(&self, at: usize, sector: usize, exporter: usize, buyer: usize) -> (f64, f64) {
        let scale = self.sweep.power[self.model().layout.node(exporter, sector)] / self.sweep.price_power[buyer];
        (self.posed.share[at] * scale, self.posed.border[at] * scale)
    }

    /// Direct effects of shadow taxes on flows, the caps' residuals, and the changes of rents.
    #[expect(clippy::too_many_arguments, reason = "one stage of the linearised equations, with all that enters it")]
    fn capped_links(
        &self,
        taxes: &[f64],
        log_cost: &[f64],
        price: &[f64],
        ratios: &[f64],
        receipts: &mut [f64],
        at_border: &mut [f64],
        result: &mut [f64],
    ) -> Vec<Vec<f64>> {
        let (model, sweep) = (self.model(), self.sweep);
        let start = self.posed.segments.caps().start;
        let mut all = Vec::new();
        for (at, cap) in self.posed.caps.iter().enumerate() {
            let (mut quantity, mut rents) = (0.0, Vec::new());
            let level = self.state[start + at];
            for link in &cap.links {
                let (buyer, seller) =
                    (model.layout.node(link.importer, link.sector), model.layout.node(link.exporter, link.sector));
                let elasticity = model.trade_elasticity[link.sector];
                let (value, border) = self.values_at(link);
                let relative = ratios[buyer] * model.expenditure[buyer] / sweep.expenditure[buyer];
                let change = elasticity * (price[buyer] - log_cost[seller]) + relative - (elasticity + 1.0) * taxes[at];
                receipts[seller] -= (elasticity + 1.0) * value * taxes[at];
                at_border[seller] -= elasticity * border * taxes[at];
                quantity += link.weight * value / link.baseline
                    * (-sweep.costs.log_cost[seller]).exp()
                    * (change - log_cost[seller]);
                rents.push(value * link.export_tax * (change * level.exp_m1() + level.exp() * taxes[at]));
            }
            result[start + at] = self.binding[at].map_or(-taxes[at], |divisor| quantity / sweep.quantity[at] / divisor);
            all.push(rents);
        }
        all
    }

    /// Value of a capped link at the producer and at the border.
    pub(crate) fn values_at(&self, link: &CappedLink) -> (f64, f64) {
        let layout = self.model().layout;
        let (buyer, seller) = (layout.node(link.importer, link.sector), layout.node(link.exporter, link.sector));
        let scale = self.sweep.power[seller] * self.sweep.expenditure[buyer] / self.sweep.price_power[buyer];
        (self.posed.receipts[link.at] * scale, self.posed.border[link.at] * scale)
    }

    fn deficit_change(&self, value_added: &[f64], world_receipts: f64) -> Vec<f64> {
        let model = self.model();
        let economies = model.layout.economies;
        let ratio = |economy: usize| model.deficit[economy] / model.value_added[economy];
        match model.deficits {
            DeficitClosure::Fixed | DeficitClosure::Zero => vec![0.0; economies],
            DeficitClosure::WorldShare => {
                let baseline: f64 = model.receipts.iter().sum();
                model.deficit.iter().map(|deficit| deficit * world_receipts / baseline).collect()
            }
            DeficitClosure::Proportional => {
                let level = &self.sweep.value_added;
                let world: f64 = level.iter().sum();
                let left: f64 = (0..economies).map(|economy| ratio(economy) * level[economy]).sum();
                let world_change: f64 = value_added.iter().sum();
                let left_change: f64 = (0..economies).map(|economy| ratio(economy) * value_added[economy]).sum();
                let share = |economy: usize| level[economy] / world;
                let share_change = |economy: usize| (value_added[economy] - share(economy) * world_change) / world;
                let one = |economy| {
                    ratio(economy) * value_added[economy] - left_change * share(economy) - left * share_change(economy)
                };
                (0..economies).map(one).collect()
            }
        }
    }

    /// The transpose of [`Self::deficit_change`]: sensitivities to value added and to world receipts.
    fn deficit_transposed(&self, income: &[f64]) -> (Vec<f64>, f64) {
        let model = self.model();
        let economies = model.layout.economies;
        match model.deficits {
            DeficitClosure::Fixed | DeficitClosure::Zero => (vec![0.0; economies], 0.0),
            DeficitClosure::WorldShare => {
                let baseline: f64 = model.receipts.iter().sum();
                (
                    vec![0.0; economies],
                    model.deficit.iter().zip(income).map(|(deficit, weight)| deficit * weight / baseline).sum(),
                )
            }
            DeficitClosure::Proportional => {
                let level = &self.sweep.value_added;
                let world: f64 = level.iter().sum();
                let ratio = |economy: usize| model.deficit[economy] / model.value_added[economy];
                let left: f64 = (0..economies).map(|economy| ratio(economy) * level[economy]).sum();
                let mean: f64 = (0..economies).map(|economy| income[economy] * level[economy] / world).sum();
                let one = |economy: usize| {
                    ratio(economy) * (income[economy] - mean) - left * (income[economy] - mean) / world
                };
                ((0..economies).map(one).collect(), 0.0)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one stage of the linearised equations, with all that enters it")]
    #[inline(always)]
    fn spending_change(
        &self,
        prices: &[f64],
        input_price: &[f64],
        receipts: &[f64],
        factor_share: &[f64],
        income: &[f64],
        ratios: &[f64],
        result: &mut [f64],
    ) {
        let (model, sweep) = (self.model(), self.sweep);
        let layout = model.layout;
        let exponent = self.posed.final_demand.exponent();
        let share = &self.posed.final_demand.share;
        let mut spending = vec![0.0; layout.recipe_stride];
        for economy in 0..layout.economies {
            spending.fill(0.0);
            for user in 0..layout.sectors {
                let node = layout.node(economy, user);
                let kept = 1.0 - model.profit_share[node];
                let inputs = kept
                    * ((1.0 - sweep.costs.factor_share[node]) * receipts[node]
                        - factor_share[node] * sweep.receipts[node]);
                let weight = inputs - self.input_spending[node] * self.input_exponent(user) * input_price[node];
                lanes::add_scaled(&mut spending, weight, self.recipe(economy, user));
            }
            let node = |sector: usize| layout.node(economy, sector);
            let index: f64 = if exponent == 0.0 {
                0.0
            } else {
                (0..layout.sectors).map(|sector| share[node(sector)] * prices[node(sector)]).sum()
            };
            for sector in 0..layout.sectors {
                let at = node(sector);
                if model.expenditure[at] > 0.0 {
                    let shift =
                        if exponent == 0.0 { 0.0 } else { exponent * (prices[at] - index) * sweep.income[economy] };
                    let total =
                        share[at] * (income[economy] + shift) + spending[sector] + self.own_price[at] * prices[at];
                    result[at] = total / model.expenditure[at] - ratios[at];
                }
            }
        }
    }

    /// The transposed product: sensitivities of `weightᵀ residual` (plus the objective behind `seed`) to every stage.
    pub fn transpose(&self, weight: &[f64], seed: Option<&Seed>) -> Sensitivity {
        lanes::dispatch(
            #[inline(always)]
            || self.transpose_inner(weight, seed),
        )
    }

    #[inline(always)]
    fn transpose_inner(&self, weight: &[f64], seed: Option<&Seed>) -> Sensitivity {
        let (model, sweep, posed) = (self.model(), self.sweep, self.posed);
        let (layout, segments) = (model.layout, posed.segments);
        let nodes = || vec![0.0; layout.nodes()];
        let mut to = Sensitivity {
            state: vec![0.0; weight.len()],
            price: weight[segments.prices()].to_vec(),
            receipts: nodes(),
            at_border: nodes(),
            income: vec![0.0; layout.economies],
            log_cost: nodes(),
            capped_value: Vec::new(),
        };
        let (mut input_price, mut factor_share, mut prices) = (nodes(), nodes(), nodes());
        if let Some(seed) = seed {
            to.income.copy_from_slice(&seed.income);
            prices.copy_from_slice(&seed.price);
        }
        self.spending_transposed(
            &weight[segments.spending()],
            &mut to,
            &mut input_price,
            &mut factor_share,
            &mut prices,
        );

        // (8), (7), (5): factors and incomes
        let (mut value_added, world_receipts) = self.deficit_transposed(&to.income);
        let baseline = posed.numeraire * model.value_added.iter().sum::<f64>();
        let wage_elasticity = model.preconditioner.wage_elasticity();
        let world: f64 = (0..layout.economies)
            .filter(|economy| model.labour[*economy] > 0.0)
            .map(|economy| (1.0 + wage_elasticity[economy]) * weight[economy])
            .sum::<f64>()
            / baseline;
        let mut labour = vec![0.0; layout.economies];
        for economy in 0..layout.economies {
            value_added[economy] += to.income[economy] - world;
            let supply = self.state[economy].exp() * model.labour[economy];
            to.state[economy] += supply * value_added[economy];
            if model.labour[economy] > 0.0 {
                labour[economy] = weight[economy] / supply;
                to.state[economy] -= sweep.labour_payment[economy] * labour[economy];
            }
        }
        let has_border = !sweep.at_border.is_empty();
        for sector in 0..layout.sectors {
            let specific = model.technology[sector].specific_share;
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                let profit = model.profit_share[node];
                to.receipts[node] +=
                    world_receipts + sweep.labour_coefficient[node] * labour[economy] + profit * value_added[economy];
                factor_share[node] += (1.0 - specific) * (1.0 - profit) * sweep.receipts[node] * labour[economy];
                if model.specific[node] > 0.0 {
                    let at = segments.returns().start + node;
                    to.state[at] += self.specific_income(node) * value_added[economy] - weight[at];
                    factor_share[node] += weight[at] / sweep.costs.factor_share[node];
                    to.receipts[node] += weight[at] / sweep.receipts[node];
                }
                if has_border {
                    to.at_border[node] = to.income[economy];
                    to.receipts[node] -= to.income[economy];
                }
            }
        }
        self.capped_transposed(&weight[segments.caps()], &mut to);
        self.trade_transposed(&mut to);
        self.taxes_transposed(&mut to);

        // (1) costs
        let mut local = vec![0.0; layout.recipe_stride];
        for economy in 0..layout.economies {
            local.fill(0.0);
            for sector in 0..layout.sectors {
                let node = layout.node(economy, sector);
                let share = sweep.costs.factor_share[node];
                let slope = self.factor_share_slope(node, sector) * factor_share[node];
                let factor = share * to.log_cost[node] + slope;
                let input = input_price[node] + (1.0 - share) * to.log_cost[node] - slope;
                let specific = model.technology[sector].specific_share;
                to.state[economy] += (1.0 - specific) * factor;
                if model.specific[node] > 0.0 {
                    to.state[segments.returns().start + node] += specific * factor;
                }
                lanes::add_scaled(&mut local, input, self.recipe(economy, sector));
            }
            for sector in 0..layout.sectors {
                prices[layout.node(economy, sector)] += local[sector];
            }
        }
        let start = segments.prices().start;
        for (node, price) in prices.iter().enumerate() {
            to.state[start + node] += price;
            if model.expenditure[node] > 0.0 {
                to.state[start + node] -= weight[start + node];
                to.state[segments.spending().start + node] -= weight[segments.spending().start + node];
            }
        }
        to
    }

    #[inline(always)]
    fn spending_transposed(
        &self,
        weight: &[f64],
        to: &mut Sensitivity,
        input_price: &mut [f64],
        factor_share: &mut [f64],
        prices: &mut [f64],
    ) {
        let (model, sweep) = (self.model(), self.sweep);
        let layout = model.layout;
        let share = &self.posed.final_demand.share;
        let exponent = self.posed.final_demand.exponent();
        let mut local = vec![0.0; layout.recipe_stride];
        for economy in 0..layout.economies {
            let mut final_weight = 0.0;
            for sector in 0..layout.sectors {
                let node = layout.node(economy, sector);
                local[sector] =
                    if model.expenditure[node] > 0.0 { weight[node] / model.expenditure[node] } else { 0.0 };
                final_weight += share[node] * local[sector];
                prices[node] += self.own_price[node] * local[sector];
            }
            to.income[economy] += final_weight;
            if exponent != 0.0 {
                for sector in 0..layout.sectors {
                    let node = layout.node(economy, sector);
                    prices[node] += exponent * share[node] * (local[sector] - final_weight) * sweep.income[economy];
                }
            }
            for user in 0..layout.sectors {
                let node = layout.node(economy, user);
                let kept = 1.0 - model.profit_share[node];
                let inputs = lanes::dot(self.recipe(economy, user), &local);
                to.receipts[node] += (1.0 - sweep.costs.factor_share[node]) * kept * inputs;
                factor_share[node] -= kept * sweep.receipts[node] * inputs;
                input_price[node] -= self.input_spending[node] * self.input_exponent(user) * inputs;
            }
        }
    }

    /// Rents and the caps' residuals: what they make of the value on each capped link.
    fn capped_transposed(&self, weight: &[f64], to: &mut Sensitivity) {
        let (model, sweep) = (self.model(), self.sweep);
        let start = self.posed.segments.caps().start;
        for (at, cap) in self.posed.caps.iter().enumerate() {
            let quantity_weight = self.binding[at].map_or(0.0, |divisor| weight[at] / (divisor * sweep.quantity[at]));
            if self.binding[at].is_none() {
                to.state[start + at] -= weight[at];
            }
            let level = self.state[start + at];
            let mut sensitivities = Vec::new();
            for link in &cap.links {
                let (buyer, seller) =
                    (model.layout.node(link.importer, link.sector), model.layout.node(link.exporter, link.sector));
                let elasticity = model.trade_elasticity[link.sector];
                let (value, _) = self.values_at(link);
                let quantity =
                    quantity_weight * link.weight * value / link.baseline * (-sweep.costs.log_cost[seller]).exp();
                let rent_weight = to.income[link.recipient] - to.income[link.exporter];
                let through_value = quantity + rent_weight * value * link.export_tax * level.exp_m1();
                to.log_cost[seller] -= quantity + elasticity * through_value;
                to.price[buyer] += elasticity * through_value;
                to.state[self.posed.segments.spending().start + buyer] +=
                    through_value * model.expenditure[buyer] / sweep.expenditure[buyer];
                to.state[start + at] +=
                    rent_weight * value * link.export_tax * level.exp() - (elasticity + 1.0) * through_value;
                sensitivities.push(through_value);
            }
            to.capped_value.push(sensitivities);
        }
    }

    /// (2)-(4) backwards: one pass over the link tables.
    #[inline(always)]
    fn trade_transposed(&self, to: &mut Sensitivity) {
        let (model, sweep, posed) = (self.model(), self.sweep, self.posed);
        let (layout, spending_start) = (model.layout, posed.segments.spending().start);
        let has_border = !sweep.at_border.is_empty();
        let (mut receipts, mut at_border, mut through_power) =
            (vec![0.0; layout.stride], vec![0.0; layout.stride], vec![0.0; layout.stride]);
        for sector in 0..layout.sectors {
            let nodes = sector * layout.stride..(sector + 1) * layout.stride;
            let elasticity = model.trade_elasticity[sector];
            let power = &sweep.power[nodes.clone()];
            receipts.iter_mut().zip(power).zip(&to.receipts[nodes.clone()]).for_each(|((r, p), w)| *r = p * w);
            at_border.iter_mut().zip(power).zip(&to.at_border[nodes.clone()]).for_each(|((r, p), w)| *r = p * w);
            through_power.fill(0.0);
            for importer in 0..layout.economies {
                let node = nodes.start + importer;
                let spending = sweep.expenditure[node];
                if spending == 0.0 {
                    continue;
                }
                let row = layout.row(sector, importer)..layout.row(sector, importer) + layout.stride;
                let (share, border) = (&posed.share[row.clone()], &posed.border[row.clone()]);
                let inverse = sweep.price_power[node].recip();
                let flows = if has_border {
                    lanes::dot(&posed.receipts[row], &receipts) + lanes::dot(border, &at_border)
                } else {
                    lanes::dot(border, &receipts)
                };
                let revenue = to.income[importer];
                to.price[node] += elasticity * spending * (flows * inverse - revenue * sweep.border_share[node]);
                let to_spending = flows * inverse + revenue * (1.0 - sweep.border_share[node]);
                to.state[spending_start + node] += to_spending * model.expenditure[node];
                let (through_share, through_border) =
                    (to.price[node] * inverse, elasticity * spending * revenue * inverse);
                lanes::add_scaled_pair(&mut through_power, through_share, share, through_border, border);
            }
            for economy in 0..layout.economies {
                let node = nodes.start + economy;
                let direct = sweep.receipts[node] * to.receipts[node]
                    + if has_border { sweep.at_border[node] * to.at_border[node] } else { 0.0 };
                to.log_cost[node] += power[economy] * through_power[economy] - elasticity * direct;
            }
        }
    }

    /// Direct effects of shadow taxes, backwards.
    fn taxes_transposed(&self, to: &mut Sensitivity) {
        let (model, start) = (self.model(), self.posed.segments.caps().start);
        for (at, cap) in self.posed.caps.iter().enumerate() {
            for link in &cap.links {
                let (buyer, seller) =
                    (model.layout.node(link.importer, link.sector), model.layout.node(link.exporter, link.sector));
                let elasticity = model.trade_elasticity[link.sector];
                let (share, border_share) = self.shares_at(link.at, link.sector, link.exporter, buyer);
                let (value, border) = self.values_at(link);
                let revenue = to.income[link.importer] * self.sweep.expenditure[buyer] * elasticity * border_share;
                let flows =
                    (elasticity + 1.0) * value * to.receipts[seller] + elasticity * border * to.at_border[seller];
                to.state[start + at] += to.price[buyer] * share + revenue - flows;
            }
        }
    }
}

/// Caps whose residual is the excess quantity, with its divisor; `None` where the residual holds the tax at zero.
fn binding(posed: &Posed, sweep: &Sweep, state: &[f64]) -> Vec<Option<f64>> {
    let log_taxes = &state[posed.segments.caps()];
    let one = |(at, cap): (usize, &PosedCap)| {
        let own: f64 = cap
            .links
            .iter()
            .map(|link| {
                let layout = posed.model.layout;
                let (buyer, seller) =
                    (layout.node(link.importer, link.sector), layout.node(link.exporter, link.sector));
                link.weight * posed.share[link.at] * sweep.power[seller] / sweep.price_power[buyer]
            })
            .sum();
        let divisor = 1.0 + cap.sector_elasticity * (1.0 - own).max(0.0);
        (log_taxes[at] + (sweep.quantity[at].ln() - cap.log_limit) / divisor > 0.0).then_some(divisor)
    };
    posed.caps.iter().enumerate().map(one).collect()
}
