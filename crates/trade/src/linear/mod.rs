//! How do the residuals of [`Sweep`] move with the unknowns? The Jacobian as a product, and its
//! transpose.
//!
//! The code follows the equations of the crate's first page from (1) to (9), each linearised, and
//! back again in the transpose. Shares at the point are the derivatives (envelope theorem), so one
//! product costs about one sweep and no power. In the transpose a name with the ending `_weight` is
//! the sensitivity of the objective to that quantity.

mod forward;
mod transposed;

use crate::cost::exponent_of;
use crate::model::Model;
use crate::posed::{Posed, PosedCap};
use crate::sweep::Sweep;

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
    /// To the log price of its foreign goods beyond that, by node; zero with one nest.
    pub foreign: Vec<f64>,
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
    /// By node, to what factors and owners earn; empty where the objective does not ask.
    pub earned: Vec<f64>,
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
                let spending = (1.0 - sweep.costs.factor_share[node])
                    * (1.0 - model.profit_share[node])
                    * sweep.receipts[node];
                input_spending[node] = spending;
                if class == 0 {
                    continue;
                }
                let current = sweep.costs.recipe(model, economy, user);
                let exponent = sweep.costs.classes.exponent[class];
                for input in 0..layout.sectors {
                    own_price[layout.node(economy, input)] += current[input] * spending * exponent;
                }
                recipe[layout.recipe(economy, user)..][..layout.recipe_stride]
                    .copy_from_slice(&current);
            }
        }
        let binding = binding(posed, sweep, state);
        Self { posed, sweep, state, recipe, input_spending, own_price, binding }
    }

    /// Log shadow taxes at the point.
    pub(crate) fn log_taxes(&self) -> &[f64] {
        &self.state[self.posed.segments.caps()]
    }

    fn model(&self) -> &'m Model {
        self.posed.model
    }

    fn recipe(&self, economy: usize, user: usize) -> &[f64] {
        &self.recipe[self.model().layout.recipe(economy, user)..]
            [..self.model().layout.recipe_stride]
    }

    /// Derivative of a factor share to the log ratio of factor to input price.
    fn factor_share_slope(&self, node: usize, sector: usize) -> f64 {
        let share = self.sweep.costs.factor_share[node];
        share
            * (1.0 - share)
            * exponent_of(self.model().technology[sector].value_added_substitution)
    }

    fn input_exponent(&self, sector: usize) -> f64 {
        self.sweep.costs.classes.exponent[self.sweep.costs.classes.of[sector]]
    }
}

/// Caps whose residual is the excess quantity, with its divisor; `None` where the residual holds
/// the tax at zero.
fn binding(posed: &Posed, sweep: &Sweep, state: &[f64]) -> Vec<Option<f64>> {
    let log_taxes = &state[posed.segments.caps()];
    let one = |(at, cap): (usize, &PosedCap)| {
        let own: f64 = cap
            .links
            .iter()
            .map(|link| {
                let at = (link.sector, link.importer, link.exporter);
                link.weight * sweep.portion(posed, at).share
            })
            .sum();
        let divisor = 1.0 + cap.sector_elasticity * (1.0 - own).max(0.0);
        (log_taxes[at] + (sweep.quantity[at].ln() - cap.log_limit) / divisor > 0.0)
            .then_some(divisor)
    };
    posed.caps.iter().enumerate().map(one).collect()
}
