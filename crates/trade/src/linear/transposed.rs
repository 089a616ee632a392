//! How does a weighted sum of residuals move with each unknown? The transposed Jacobian, equations
//! in reverse order.

use super::{Linearization, Seed, Sensitivity};
use crate::options::DeficitClosure;
use detente_numeric::lanes;

impl Linearization<'_, '_> {
    /// The transposed product: sensitivities of `weightᵀ residual` (plus the objective behind
    /// `seed`) to every stage.
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
            foreign: nodes(),
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
            for (node, weight) in seed.earned.iter().enumerate() {
                let (profit, factors) = (model.profit_share[node], sweep.costs.factor_share[node]);
                to.receipts[node] += weight * (factors * (1.0 - profit) + profit);
                factor_share[node] += weight * (1.0 - profit) * sweep.receipts[node];
            }
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
        let wage_elasticity = &model.wage_elasticity;
        let world: f64 = (0..layout.economies)
            .filter(|economy| posed.labour[*economy] > 0.0)
            .map(|economy| (1.0 + wage_elasticity[economy]) * weight[economy])
            .sum::<f64>()
            / baseline;
        let mut labour = vec![0.0; layout.economies];
        for economy in 0..layout.economies {
            value_added[economy] += to.income[economy] - world;
            let supply = self.state[economy].exp() * posed.labour[economy];
            to.state[economy] += supply * value_added[economy];
            if posed.labour[economy] > 0.0 {
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
                to.receipts[node] += world_receipts
                    + sweep.labour_coefficient[node] * labour[economy]
                    + profit * value_added[economy];
                factor_share[node] +=
                    (1.0 - specific) * (1.0 - profit) * sweep.receipts[node] * labour[economy];
                if posed.specific[node] > 0.0 {
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
                to.state[economy] += (1.0 - specific) * sweep.factor_slope[economy] * factor;
                if posed.specific[node] > 0.0 {
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
                to.state[segments.spending().start + node] -=
                    weight[segments.spending().start + node];
            }
        }
        to
    }

    /// The transpose of [`Self::deficit_change`]: sensitivities to value added and to world
    /// receipts.
    fn deficit_transposed(&self, income: &[f64]) -> (Vec<f64>, f64) {
        let model = self.model();
        let economies = model.layout.economies;
        match model.deficits {
            DeficitClosure::Fixed | DeficitClosure::Zero => (vec![0.0; economies], 0.0),
            DeficitClosure::WorldShare => {
                let baseline: f64 = model.receipts.iter().sum();
                (
                    vec![0.0; economies],
                    model
                        .deficit
                        .iter()
                        .zip(income)
                        .map(|(deficit, weight)| deficit * weight / baseline)
                        .sum(),
                )
            }
            DeficitClosure::Proportional => {
                let level = &self.sweep.value_added;
                let world: f64 = level.iter().sum();
                let ratio = |economy: usize| model.deficit[economy] / model.value_added[economy];
                let left: f64 = (0..economies).map(|economy| ratio(economy) * level[economy]).sum();
                let mean: f64 =
                    (0..economies).map(|economy| income[economy] * level[economy] / world).sum();
                let one = |economy: usize| {
                    ratio(economy) * (income[economy] - mean)
                        - left * (income[economy] - mean) / world
                };
                ((0..economies).map(one).collect(), 0.0)
            }
        }
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
                local[sector] = if model.expenditure[node] > 0.0 {
                    weight[node] / model.expenditure[node]
                } else {
                    0.0
                };
                final_weight += share[node] * local[sector];
                prices[node] += self.own_price[node] * local[sector];
            }
            to.income[economy] += final_weight;
            if exponent != 0.0 {
                for sector in 0..layout.sectors {
                    let node = layout.node(economy, sector);
                    prices[node] += exponent
                        * share[node]
                        * (local[sector] - final_weight)
                        * sweep.income[economy];
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
            let quantity_weight =
                self.binding[at].map_or(0.0, |divisor| weight[at] / (divisor * sweep.quantity[at]));
            if self.binding[at].is_none() {
                to.state[start + at] -= weight[at];
            }
            let level = self.state[start + at];
            let mut sensitivities = Vec::new();
            for link in &cap.links {
                let (buyer, seller) = (
                    model.layout.node(link.importer, link.sector),
                    model.layout.node(link.exporter, link.sector),
                );
                let elasticity = link.elasticity;
                let (value, _) = self.values_at(link);
                let quantity = quantity_weight * link.weight * value / link.baseline
                    * (-sweep.costs.log_cost[seller]).exp();
                let rent_weight = to.income[link.recipient] - to.income[link.exporter];
                let through_value =
                    quantity + rent_weight * value * link.export_tax * level.exp_m1();
                to.log_cost[seller] -= quantity + elasticity * through_value;
                let upper = model.home_elasticity[link.sector];
                to.price[buyer] += upper * through_value;
                to.foreign[buyer] += (elasticity - upper) * through_value;
                to.state[self.posed.segments.spending().start + buyer] +=
                    through_value * model.expenditure[buyer] / sweep.expenditure[buyer];
                to.state[start + at] += rent_weight * value * link.export_tax * level.exp()
                    - (elasticity + 1.0) * through_value;
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
            let (nests, elasticity) = (model.nests(sector), model.trade_elasticity[sector]);
            let power = &sweep.power[nodes.clone()];
            receipts
                .iter_mut()
                .zip(power)
                .zip(&to.receipts[nodes.clone()])
                .for_each(|((r, p), w)| *r = p * w);
            at_border
                .iter_mut()
                .zip(power)
                .zip(&to.at_border[nodes.clone()])
                .for_each(|((r, p), w)| *r = p * w);
            through_power.fill(0.0);
            for importer in 0..layout.economies {
                let node = nodes.start + importer;
                let spending = sweep.expenditure[node];
                if spending == 0.0 {
                    continue;
                }
                let row =
                    layout.row(sector, importer)..layout.row(sector, importer) + layout.stride;
                let (share, border) = (&posed.share[row.clone()], &posed.border[row.clone()]);
                let inverse = sweep.price_power[node].recip();
                let flows = if has_border {
                    lanes::dot(&posed.receipts[row], &receipts) + lanes::dot(border, &at_border)
                } else {
                    lanes::dot(border, &receipts)
                };
                let revenue = to.income[importer];
                let mut flows = flows * inverse;
                if nests.is_one() {
                    to.price[node] +=
                        elasticity * spending * (flows - revenue * sweep.border_share[node]);
                } else {
                    flows += self.nests_transposed(to, (sector, importer), flows);
                }
                let to_spending = flows + revenue * (1.0 - sweep.border_share[node]);
                to.state[spending_start + node] += to_spending * model.expenditure[node];
                let through_nest = if nests.is_one() {
                    to.price[node]
                } else {
                    to.price[node]
                        + to.foreign[node] / sweep.nests.foreign[node].max(f64::MIN_POSITIVE)
                };
                let (through_share, through_border) =
                    (through_nest * inverse, elasticity * spending * revenue * inverse);
                lanes::add_scaled_pair(
                    &mut through_power,
                    through_share,
                    share,
                    through_border,
                    border,
                );
            }
            for economy in 0..layout.economies {
                let node = nodes.start + economy;
                let direct = sweep.receipts[node] * to.receipts[node]
                    + if has_border { sweep.at_border[node] * to.at_border[node] } else { 0.0 };
                to.log_cost[node] += power[economy] * through_power[economy] - elasticity * direct;
            }
        }
    }

    /// Both nests of one buyer backwards, given what its foreign flows weigh per unit of spending;
    /// gives the same of its home flows.
    #[inline(always)]
    fn nests_transposed(
        &self,
        to: &mut Sensitivity,
        (sector, importer): (usize, usize),
        abroad: f64,
    ) -> f64 {
        let (model, sweep) = (self.model(), self.sweep);
        let (levels, nests) = (&sweep.nests, model.nests(sector));
        let node = model.layout.node(importer, sector);
        let portion = sweep.portion(self.posed, (sector, importer, importer));
        let at_home = portion.receipts * to.receipts[node] + portion.border * to.at_border[node];
        let (spending, revenue) = (sweep.expenditure[node], to.income[importer]);
        let foreign = spending * (abroad - revenue * levels.foreign_border[node]);
        let home = spending * (at_home - revenue * levels.home_border[node]);
        to.price[node] += nests.home * (foreign + home);
        to.foreign[node] += (nests.source - nests.home) * foreign;
        // The exponent of foreign flows is taken off all sales after: only what differs is here.
        to.log_cost[node] += to.price[node] * levels.home[node] - nests.home * home
            + nests.source * spending * at_home;
        at_home
    }

    /// Direct effects of shadow taxes, backwards.
    fn taxes_transposed(&self, to: &mut Sensitivity) {
        let (model, start) = (self.model(), self.posed.segments.caps().start);
        for (at, cap) in self.posed.caps.iter().enumerate() {
            for link in &cap.links {
                let (buyer, seller) = (
                    model.layout.node(link.importer, link.sector),
                    model.layout.node(link.exporter, link.sector),
                );
                let elasticity = link.elasticity;
                let (share, border_share) = {
                    let portion = self.portion_of(link);
                    (portion.share, portion.border)
                };
                let (value, border) = self.values_at(link);
                let revenue = to.income[link.importer]
                    * self.sweep.expenditure[buyer]
                    * elasticity
                    * border_share;
                let flows = (elasticity + 1.0) * value * to.receipts[seller]
                    + elasticity * border * to.at_border[seller];
                let price = self.price_of_link(to, (link.sector, buyer), link.is_home);
                to.state[start + at] += price * share + revenue - flows;
            }
        }
    }

    /// Sensitivity to the share-weighted log price of one link of a buyer.
    pub(crate) fn price_of_link(
        &self,
        to: &Sensitivity,
        (sector, buyer): (usize, usize),
        is_home: bool,
    ) -> f64 {
        if is_home || self.model().nests(sector).is_one() {
            return to.price[buyer];
        }
        to.price[buyer] + to.foreign[buyer] / self.sweep.nests.foreign[buyer].max(f64::MIN_POSITIVE)
    }
}
