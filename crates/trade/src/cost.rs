//! What does a unit cost when factor and input prices change? Equation (1), node by node.
//!
//! By the envelope theorem the derivative of a log unit cost is the cost share at the current
//! prices; those shares are kept beside the cost, since spending (6) and every derivative need
//! them.

use crate::layout::Layout;
use crate::model::Model;
use detente_numeric::{elementary, lanes};

/// Distinct input substitution elasticities other than one: each needs one power per price, none
/// per cell.
#[derive(Clone, Debug)]
pub(crate) struct InputClasses {
    /// `1 - epsilon` of each class; class 0 is Cobb-Douglas with exponent 0.
    pub exponent: Vec<f64>,
    /// Class of each sector.
    pub of: Vec<usize>,
}

impl InputClasses {
    pub fn of(model: &Model) -> Self {
        let mut exponent = vec![0.0];
        let of = model
            .technology
            .iter()
            .map(|technology| {
                let wanted = exponent_of(technology.input_substitution);
                let known = exponent.iter().position(|known| *known == wanted);
                known.unwrap_or_else(|| {
                    exponent.push(wanted);
                    exponent.len() - 1
                })
            })
            .collect();
        Self { exponent, of }
    }
}

/// `1 - substitution`, exactly zero where the limit (Cobb-Douglas) is closer than the formula is
/// exact.
pub(crate) fn exponent_of(substitution: f64) -> f64 {
    let exponent = 1.0 - substitution;
    if exponent.abs() < 1e-8 { 0.0 } else { exponent }
}

/// Costs and cost shares of all nodes at the current prices.
#[derive(Clone, Debug)]
pub(crate) struct Costs {
    pub classes: InputClasses,
    /// ln c, by node.
    pub log_cost: Vec<f64>,
    /// ln m, by node.
    pub log_input_price: Vec<f64>,
    /// b', by node.
    pub factor_share: Vec<f64>,
    /// `P^(1 - epsilon)` of each class, by economy in padded rows of sectors; ones for
    /// Cobb-Douglas.
    pub price_power: Vec<Vec<f64>>,
    /// Turns the baseline recipe times the price power into the current recipe, by node.
    pub recipe_scale: Vec<f64>,
}

impl Costs {
    pub fn new(model: &Model) -> Self {
        let classes = InputClasses::of(model);
        let layout = model.layout;
        let powers =
            vec![vec![1.0; layout.economies * layout.recipe_stride]; classes.exponent.len()];
        Self {
            classes,
            log_cost: vec![0.0; layout.nodes()],
            log_input_price: vec![0.0; layout.nodes()],
            factor_share: model.factor_share.clone(),
            price_power: powers,
            recipe_scale: vec![1.0; layout.nodes()],
        }
    }

    /// The price powers of one economy under one class.
    pub fn powers(&self, layout: Layout, class: usize, economy: usize) -> &[f64] {
        &self.price_power[class]
            [economy * layout.recipe_stride..(economy + 1) * layout.recipe_stride]
    }

    /// Evaluates (1) everywhere. `log_return` is empty where no factor is specific;
    /// `log_productivity` is by node.
    #[inline(always)]
    pub fn evaluate(
        &mut self,
        model: &Model,
        log_wage: &[f64],
        log_price: &[f64],
        log_return: &[f64],
        log_productivity: &[f64],
    ) {
        let layout = model.layout;
        let mut prices = vec![0.0; layout.recipe_stride];
        for economy in 0..layout.economies {
            layout.gather(log_price, economy, &mut prices);
            self.raise_prices(layout, economy, &prices);
            for sector in 0..layout.sectors {
                let node = layout.node(economy, sector);
                let specific = model.technology[sector].specific_share;
                let returns = log_return.get(node).copied().unwrap_or(0.0);
                let factor_price = (1.0 - specific) * log_wage[economy] + specific * returns;
                self.input_price(model, economy, sector, &prices);
                self.unit_cost(model, node, sector, factor_price);
                self.log_cost[node] -= log_productivity[node];
            }
        }
    }

    #[inline(always)]
    fn raise_prices(&mut self, layout: Layout, economy: usize, prices: &[f64]) {
        for (exponent, powers) in self.classes.exponent.iter().zip(&mut self.price_power).skip(1) {
            let row = &mut powers[economy * layout.recipe_stride..][..layout.sectors];
            row.iter_mut().zip(prices).for_each(|(power, price)| *power = exponent * price);
            elementary::exp(row);
        }
    }

    #[inline(always)]
    fn input_price(&mut self, model: &Model, economy: usize, sector: usize, prices: &[f64]) {
        let layout = model.layout;
        let node = layout.node(economy, sector);
        let recipe = &model.input_share[layout.recipe(economy, sector)..][..layout.recipe_stride];
        let class = self.classes.of[sector];
        if class == 0 {
            self.log_input_price[node] = lanes::dot(recipe, prices);
            return;
        }
        let sum = lanes::dot(recipe, self.powers(layout, class, economy));
        // An empty recipe has no price; its factor share is one, so any finite value will do.
        self.log_input_price[node] =
            if sum > 0.0 { sum.ln() / self.classes.exponent[class] } else { 0.0 };
        self.recipe_scale[node] = if sum > 0.0 { sum.recip() } else { 1.0 };
    }

    #[inline(always)]
    fn unit_cost(&mut self, model: &Model, node: usize, sector: usize, factor_price: f64) {
        let (share, input_price) = (model.factor_share[node], self.log_input_price[node]);
        let exponent = exponent_of(model.technology[sector].value_added_substitution);
        if exponent == 0.0 {
            self.log_cost[node] = share * factor_price + (1.0 - share) * input_price;
            return;
        }
        let (factors, inputs) = (
            share * (exponent * factor_price).exp(),
            (1.0 - share) * (exponent * input_price).exp(),
        );
        self.log_cost[node] = (factors + inputs).ln() / exponent;
        self.factor_share[node] = factors / (factors + inputs);
    }

    /// The current recipe of one user: shares of input spending.
    pub fn recipe(&self, model: &Model, economy: usize, sector: usize) -> Vec<f64> {
        let layout = model.layout;
        let node = layout.node(economy, sector);
        let baseline = &model.input_share[layout.recipe(economy, sector)..][..layout.recipe_stride];
        let powers = self.powers(layout, self.classes.of[sector], economy);
        baseline
            .iter()
            .zip(powers)
            .map(|(share, power)| share * power * self.recipe_scale[node])
            .collect()
    }
}
