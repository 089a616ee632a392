//! How do residuals move with the unknowns? The Jacobian applied to a direction, equation by
//! equation as a sweep has them.

use super::Linearization;
use crate::nests::Portion;
use crate::options::DeficitClosure;
use crate::posed::CappedLink;
use detente_numeric::lanes;

/// What changes of shadow taxes do to one buyer.
#[derive(Clone, Copy, Default)]
struct Shift {
    /// To ln P directly.
    price: f64,
    /// To ln P through the price of foreign goods, where there are two nests.
    foreign: f64,
    /// To the share that reaches the border, less.
    border: f64,
}

impl Linearization<'_, '_> {
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
                let factor = (1.0 - specific) * sweep.factor_slope[economy] * wages[economy]
                    + specific * returns.get(node).copied().unwrap_or(0.0);
                let input = lanes::dot(self.recipe(economy, sector), &local);
                let share = sweep.costs.factor_share[node];
                input_price[node] = input;
                log_cost[node] = share * factor + (1.0 - share) * input;
                factor_share[node] = self.factor_share_slope(node, sector) * (factor - input);
            }
        }

        // (2)-(4) prices, border shares, receipts
        let (mut receipts, mut at_border) =
            (vec![0.0; layout.nodes()], vec![0.0; sweep.at_border.len()]);
        let mut revenue = vec![0.0; layout.economies];
        let mut scaled = vec![0.0; layout.stride];
        let mut price_change = vec![0.0; layout.nodes()];
        // What the prices of a buyer's nests add to the log of each foreign flow.
        let mut pull = vec![0.0; layout.nodes()];
        let cap_price = self.price_change_of_taxes(taxes);
        for sector in 0..layout.sectors {
            let nodes = sector * layout.stride..(sector + 1) * layout.stride;
            let (nests, elasticity) = (model.nests(sector), model.trade_elasticity[sector]);
            let power = &sweep.power[nodes.clone()];
            scaled
                .iter_mut()
                .zip(power)
                .zip(&log_cost[nodes.clone()])
                .for_each(|((s, p), c)| *s = p * c);
            for importer in 0..layout.economies {
                let node = nodes.start + importer;
                let spending = sweep.expenditure[node];
                if spending == 0.0 {
                    continue;
                }
                let row =
                    layout.row(sector, importer)..layout.row(sector, importer) + layout.stride;
                let (share, border) = (&posed.share[row.clone()], &posed.border[row.clone()]);
                let (sum, reaching) = lanes::dot_pair(share, border, &scaled);
                let inverse = sweep.price_power[node].recip();
                let shift = cap_price.get(&node).copied().unwrap_or_default();
                let relative = ratios[node] * model.expenditure[node] / spending;
                let (price, border_share);
                if nests.is_one() {
                    price = sum * inverse + shift.price;
                    pull[node] = elasticity * price;
                    border_share = elasticity
                        * (sweep.border_share[node] * price - reaching * inverse)
                        - shift.border;
                } else {
                    let levels = &sweep.nests;
                    let abroad = sum * inverse + shift.foreign;
                    price = levels.home[node] * log_cost[node] + abroad + shift.price;
                    let foreign = abroad / levels.foreign[node].max(f64::MIN_POSITIVE);
                    pull[node] = (nests.source - nests.home) * foreign + nests.home * price;
                    border_share = levels.foreign_border[node] * pull[node]
                        - nests.source * reaching * inverse
                        + levels.home_border[node] * nests.home * (price - log_cost[node])
                        - shift.border;
                }
                price_change[node] = price;
                revenue[importer] +=
                    spending * (relative * (1.0 - sweep.border_share[node]) - border_share);
                let weight = spending * inverse * (pull[node] + relative);
                if posed.receipts.is_empty() {
                    lanes::add_scaled(&mut receipts[nodes.clone()], weight, border);
                } else {
                    lanes::add_scaled(&mut receipts[nodes.clone()], weight, &posed.receipts[row]);
                    lanes::add_scaled(&mut at_border[nodes.clone()], weight, border);
                }
                result[segments.prices().start + node] = price - prices[node];
            }
            if !nests.is_one() {
                self.home_sales_change(
                    (sector, nests.home - nests.source),
                    (&log_cost, &price_change, ratios),
                    &mut receipts,
                    &mut at_border,
                );
            }
            for node in nodes.start..nodes.start + layout.economies {
                let direct = elasticity * log_cost[node];
                receipts[node] = receipts[node] * sweep.power[node] - direct * sweep.receipts[node];
                if !at_border.is_empty() {
                    at_border[node] =
                        at_border[node] * sweep.power[node] - direct * sweep.at_border[node];
                }
            }
        }
        let rents = self.capped_links(
            taxes,
            &log_cost,
            (&price_change, &pull),
            ratios,
            &mut receipts,
            &mut at_border,
            &mut result,
        );

        // (7), (8) factor payments
        let (mut labour, mut value_added, mut export) =
            (vec![0.0; layout.economies], vec![0.0; layout.economies], vec![0.0; layout.economies]);
        for economy in 0..layout.economies {
            value_added[economy] =
                wages[economy] * self.state[economy].exp() * posed.labour[economy];
        }
        for sector in 0..layout.sectors {
            let specific = model.technology[sector].specific_share;
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                let kept = (1.0 - specific) * (1.0 - model.profit_share[node]);
                labour[economy] += sweep.labour_coefficient[node] * receipts[node]
                    + factor_share[node] * kept * sweep.receipts[node];
                value_added[economy] += model.profit_share[node] * receipts[node];
                if posed.specific[node] > 0.0 {
                    value_added[economy] += returns[node] * self.specific_income(node);
                    let own = factor_share[node] / sweep.costs.factor_share[node]
                        + receipts[node] / sweep.receipts[node];
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
        let world: f64 = value_added.iter().sum::<f64>()
            / (posed.numeraire * model.value_added.iter().sum::<f64>());
        let wage_elasticity = &model.wage_elasticity;
        for economy in 0..layout.economies {
            if posed.labour[economy] > 0.0 {
                let supply = self.state[economy].exp() * posed.labour[economy];
                let own =
                    (labour[economy] - sweep.labour_payment[economy] * wages[economy]) / supply;
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

    pub(super) fn specific_income(&self, node: usize) -> f64 {
        self.state[self.posed.segments.returns()][node].exp() * self.posed.specific[node]
    }

    /// What changes of shadow taxes do to a buyer's prices and to the border share, by node.
    fn price_change_of_taxes(&self, taxes: &[f64]) -> std::collections::BTreeMap<usize, Shift> {
        let mut changes = std::collections::BTreeMap::new();
        for (cap, tax) in self.posed.caps.iter().zip(taxes) {
            for link in &cap.links {
                let buyer = self.model().layout.node(link.importer, link.sector);
                let portion = self.portion_of(link);
                let change: &mut Shift = changes.entry(buyer).or_default();
                let one = self.model().nests(link.sector).is_one();
                let slot =
                    if one || link.is_home { &mut change.price } else { &mut change.foreign };
                *slot += portion.share * tax;
                change.border += link.elasticity * portion.border * tax;
            }
        }
        changes
    }

    /// What a home buyer's flows add to the changes of receipts and of values at the border, over
    /// the power that follows; the exponent of foreign flows is taken off all sales after.
    #[inline(always)]
    fn home_sales_change(
        &self,
        (sector, beyond): (usize, f64),
        (log_cost, price, ratios): (&[f64], &[f64], &[f64]),
        receipts: &mut [f64],
        at_border: &mut [f64],
    ) {
        let (model, sweep) = (self.model(), self.sweep);
        for economy in 0..model.layout.economies {
            let node = model.layout.node(economy, sector);
            if sweep.expenditure[node] == 0.0 {
                continue;
            }
            let portion = sweep.portion(self.posed, (sector, economy, economy));
            let relative = ratios[node] * model.expenditure[node] / sweep.expenditure[node];
            let change = model.home_elasticity[sector] * price[node] - beyond * log_cost[node];
            let weight = sweep.expenditure[node] * (change + relative) / sweep.power[node];
            receipts[node] += portion.receipts * weight;
            if !at_border.is_empty() {
                at_border[node] += portion.border * weight;
            }
        }
    }

    /// Current portion of a capped link in its buyer's spending.
    pub(super) fn portion_of(&self, link: &CappedLink) -> Portion {
        self.sweep.portion(self.posed, (link.sector, link.importer, link.exporter))
    }

    /// Direct effects of shadow taxes on flows, the caps' residuals, and the changes of rents.
    #[expect(
        clippy::too_many_arguments,
        reason = "one stage of the linearised equations, with all that enters it"
    )]
    fn capped_links(
        &self,
        taxes: &[f64],
        log_cost: &[f64],
        (price, pull): (&[f64], &[f64]),
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
                let (buyer, seller) = (
                    model.layout.node(link.importer, link.sector),
                    model.layout.node(link.exporter, link.sector),
                );
                let elasticity = link.elasticity;
                let (value, border) = self.values_at(link);
                let drawn = if link.is_home { elasticity * price[buyer] } else { pull[buyer] };
                let relative = ratios[buyer] * model.expenditure[buyer] / sweep.expenditure[buyer];
                let change = drawn - elasticity * log_cost[seller] + relative
                    - (elasticity + 1.0) * taxes[at];
                receipts[seller] -= (elasticity + 1.0) * value * taxes[at];
                at_border[seller] -= elasticity * border * taxes[at];
                quantity += link.weight * value / link.baseline
                    * (-sweep.costs.log_cost[seller]).exp()
                    * (change - log_cost[seller]);
                rents.push(
                    value * link.export_tax * (change * level.exp_m1() + level.exp() * taxes[at]),
                );
            }
            result[start + at] = self.binding[at]
                .map_or(-taxes[at], |divisor| quantity / sweep.quantity[at] / divisor);
            all.push(rents);
        }
        all
    }

    /// Value of a capped link at the producer and at the border.
    pub(crate) fn values_at(&self, link: &CappedLink) -> (f64, f64) {
        let buyer = self.model().layout.node(link.importer, link.sector);
        let (portion, spending) = (self.portion_of(link), self.sweep.expenditure[buyer]);
        (portion.receipts * spending, portion.border * spending)
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
                let left_change: f64 =
                    (0..economies).map(|economy| ratio(economy) * value_added[economy]).sum();
                let share = |economy: usize| level[economy] / world;
                let share_change =
                    |economy: usize| (value_added[economy] - share(economy) * world_change) / world;
                let one = |economy| {
                    ratio(economy) * value_added[economy]
                        - left_change * share(economy)
                        - left * share_change(economy)
                };
                (0..economies).map(one).collect()
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one stage of the linearised equations, with all that enters it"
    )]
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
                let weight = inputs
                    - self.input_spending[node] * self.input_exponent(user) * input_price[node];
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
                    let shift = if exponent == 0.0 {
                        0.0
                    } else {
                        exponent * (prices[at] - index) * sweep.income[economy]
                    };
                    let total = share[at] * (income[economy] + shift)
                        + spending[sector]
                        + self.own_price[at] * prices[at];
                    result[at] = total / model.expenditure[at] - ratios[at];
                }
            }
        }
    }
}
