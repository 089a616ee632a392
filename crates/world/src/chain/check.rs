//! Does the base year of a chain balance?
//!
//! ```text
//! (1)  made + imported = used by processes + used finally + exported,   by good and economy
//! ```
//! in balanced quantities where the row has one, else in central values. Where any quantity is not
//! known, there is nothing to check and nothing is said.

use super::data::Chain;
use super::interval::Interval;

/// By how much (1) may miss, relative to the larger side: rounding of written figures. What misses
/// by more is balanced first.
pub const BALANCED: f64 = 1e-9;

/// Misfits up to this fraction of what goes through a place are shared out.
pub const LARGEST: f64 = 0.05;

/// By how much (1) misses for one good in one economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Imbalance {
    /// Position of the good.
    pub good: usize,
    /// Position of the economy.
    pub economy: usize,
    /// What comes in: made and imported, per year.
    pub supply: f64,
    /// What goes out: used and exported, per year.
    pub use_: f64,
}

impl Imbalance {
    /// The difference relative to the larger side.
    #[must_use]
    pub fn relative(&self) -> f64 {
        (self.supply - self.use_).abs() / self.supply.max(self.use_).max(f64::MIN_POSITIVE)
    }
}

/// Every good and economy with a known base year, in order, and by how much it misses (1).
#[must_use]
pub fn imbalances(chain: &Chain) -> Vec<Imbalance> {
    let goods = chain.goods.len();
    let mut nodes: Vec<Option<(f64, f64)>> = vec![Some((0.0, 0.0)); goods * chain.economies.len()];
    let mut add = |economy: usize, good: usize, amount: Option<f64>, comes_in: bool| {
        let node = &mut nodes[economy * goods + good];
        *node = node.zip(amount).map(|((supply, use_), amount)| {
            if comes_in { (supply + amount, use_) } else { (supply, use_ + amount) }
        });
    };
    let quantity = |balanced: Option<f64>, published: Option<Interval>| {
        balanced.or_else(|| published.and_then(|found| found.central()))
    };
    for process in &chain.processes {
        let activity = quantity(process.balanced, process.activity);
        for recipe in chain.recipe(process) {
            let each = recipe.coefficient.and_then(|each| each.central());
            let amount = activity.zip(each).map(|(activity, each)| activity * each);
            add(
                process.economy,
                recipe.good,
                amount.map(f64::abs),
                amount.is_none_or(|amount| amount >= 0.0),
            );
        }
    }
    for flow in &chain.flows {
        let amount = quantity(flow.balanced, flow.quantity);
        add(flow.exporter, flow.good, amount, false);
        add(flow.importer, flow.good, amount, true);
    }
    // A use that nobody has balanced has no known supply: it is left out of the base year.
    for demand in &chain.demand {
        add(demand.economy, demand.good, demand.balanced, false);
    }
    let node = |(at, sides): (usize, Option<(f64, f64)>)| {
        sides.map(|(supply, use_)| Imbalance {
            good: at % goods,
            economy: at / goods,
            supply,
            use_,
        })
    };
    nodes.into_iter().enumerate().filter_map(node).collect()
}
