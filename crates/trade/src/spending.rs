//! Who spends how much on which sector? Final and intermediate demand, equation (6).

use crate::cost::{Costs, exponent_of};
use crate::model::Model;
use detente_numeric::{elementary, lanes};

/// Final-demand shares at the current prices, with the log of the price index of final demand by
/// economy.
#[derive(Clone, Debug)]
pub(crate) struct FinalDemand {
    /// alpha after the demand lever, before prices; by node.
    weight: Vec<f64>,
    exponent: f64,
    /// alpha', by node.
    pub share: Vec<f64>,
    /// ln of the price index, by economy.
    pub log_price_index: Vec<f64>,
}

impl FinalDemand {
    /// `demand` multiplies the baseline weights, by node; shares are scaled to sum to one.
    pub fn new(model: &Model, demand: &[f64]) -> Self {
        let layout = model.layout;
        let mut weight: Vec<f64> =
            model.final_share.iter().zip(demand).map(|(share, ratio)| share * ratio).collect();
        for economy in 0..layout.economies {
            let sum: f64 =
                (0..layout.sectors).map(|sector| weight[layout.node(economy, sector)]).sum();
            if (sum - 1.0).abs() > 1e-15 && sum > 0.0 {
                (0..layout.sectors).for_each(|sector| weight[layout.node(economy, sector)] /= sum);
            }
        }
        let share = weight.clone();
        Self {
            weight,
            exponent: exponent_of(model.final_demand_substitution),
            share,
            log_price_index: vec![0.0; layout.stride],
        }
    }

    pub fn exponent(&self) -> f64 {
        self.exponent
    }

    /// alpha of a node after the demand lever, before prices.
    pub fn weight(&self, node: usize) -> f64 {
        self.weight[node]
    }

    /// Shares and price indices at the prices `log_price`.
    #[inline(always)]
    pub fn evaluate(&mut self, model: &Model, log_price: &[f64]) {
        let layout = model.layout;
        self.log_price_index.fill(0.0);
        for sector in 0..layout.sectors {
            let (weights, prices) =
                (layout.sector(&self.weight, sector), layout.sector(log_price, sector));
            for ((index, weight), price) in self.log_price_index.iter_mut().zip(weights).zip(prices)
            {
                *index += if self.exponent == 0.0 {
                    weight * price
                } else {
                    weight * (self.exponent * price).exp()
                };
            }
        }
        if self.exponent == 0.0 {
            return;
        }
        self.log_price_index
            .iter_mut()
            .take(layout.economies)
            .for_each(|sum| *sum = sum.ln() / self.exponent);
        for sector in 0..layout.sectors {
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                self.share[node] =
                    self.exponent * (log_price[node] - self.log_price_index[economy]);
            }
            let nodes = layout.node(0, sector)..layout.node(layout.economies, sector);
            elementary::exp(&mut self.share[nodes.clone()]);
            self.share[nodes.clone()]
                .iter_mut()
                .zip(&self.weight[nodes])
                .for_each(|(share, weight)| *share *= weight);
        }
    }
}

/// Input spending by node and user, summed over users: the second term of (6), into `spending`.
#[inline(always)]
pub(crate) fn add_input_spending(
    model: &Model,
    costs: &Costs,
    receipts: &[f64],
    spending: &mut [f64],
) {
    let layout = model.layout;
    let mut sums = vec![vec![0.0; layout.recipe_stride]; costs.classes.exponent.len()];
    for economy in 0..layout.economies {
        sums.iter_mut().for_each(|sum| sum.fill(0.0));
        for user in 0..layout.sectors {
            let node = layout.node(economy, user);
            let inputs = (1.0 - costs.factor_share[node])
                * (1.0 - model.profit_share[node])
                * receipts[node];
            let recipe = &model.input_share[layout.recipe(economy, user)..][..layout.recipe_stride];
            lanes::add_scaled(
                &mut sums[costs.classes.of[user]],
                inputs * costs.recipe_scale[node],
                recipe,
            );
        }
        for (class, sum) in sums.iter().enumerate() {
            let powers = costs.powers(layout, class, economy);
            for input in 0..layout.sectors {
                spending[layout.node(economy, input)] += sum[input] * powers[input];
            }
        }
    }
}
