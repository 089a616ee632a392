//! What is each item of a deal worth to each party, at the level that is agreed?
//!
//! ```text
//! (1) v_p(T)   the certainty equivalent over all states of what p gains where of the deal only the items T are agreed, each at its level
//! (2) price    the Shapley value of (1);  v_p(nothing) and the prices of all items add up to v_p(all), the gain of p by the deal
//! ```
//! Up to [`ENUMERATED`] items every T is valued; above, T along drawn orders, whose prices add up
//! as well, with a standard error. Every T that is valued joins the pool: the deal is never one
//! that leaving items out would better by its own aim.

use super::aims::{Aim, Choice, Pool};
use super::deals::Prospects;
use super::evaluator::Levels;
use crate::error::DealError;
use detente_bargain::{
    Concept, ItemValue, packages_of_orders, paired_orders, shapley, shapley_of_orders,
};

/// Items whose packages are all valued.
pub(super) const ENUMERATED: usize = 8;
/// Pairs of orders drawn for more items.
const PAIRS: usize = 8;
/// Any number: the same orders in every run.
const SEED: u64 = 17;
/// Position in the pool of the package of everything offered.
const EVERYTHING: usize = 1;

/// What the items of a deal are worth.
pub(super) struct Prices {
    /// What each party has over the disagreement point where no item is agreed: what measures bring
    /// that are not negotiated.
    pub without: Vec<f64>,
    /// By lever; none for what is not agreed.
    pub items: Vec<Option<Price>>,
    /// Orders drawn, if they were.
    pub orders: Option<usize>,
}

/// What one item is worth.
pub(super) struct Price {
    pub value: ItemValue,
    /// Standard error of the price by party; 0 where every package was valued.
    pub error: Vec<f64>,
}

/// The game of the items of one deal.
struct Items {
    levels: Levels,
    /// Positions of the levers that are agreed.
    agreed: Vec<usize>,
    orders: Option<Vec<Vec<usize>>>,
}

impl Items {
    fn of(deal: &Prospects) -> Self {
        let agreed: Vec<usize> =
            (0..deal.taken.len()).filter(|at| deal.taken[*at].is_some()).collect();
        let orders = (agreed.len() > ENUMERATED).then(|| paired_orders(agreed.len(), PAIRS, SEED));
        Self { levels: deal.taken.clone(), agreed, orders }
    }

    /// The packages to be valued, in bits over `agreed`.
    fn packages(&self) -> Vec<usize> {
        match &self.orders {
            None => (0..1_usize << self.agreed.len()).collect(),
            Some(orders) => packages_of_orders(self.agreed.len(), orders),
        }
    }

    fn levels(&self, package: usize) -> Levels {
        let kept = |at: usize| {
            self.agreed.iter().position(|own| *own == at).is_some_and(|bit| package >> bit & 1 == 1)
        };
        (0..self.levels.len()).map(|at| self.levels[at].filter(|_| kept(at))).collect()
    }
}

/// Position in the pool of the deal that stands for all: Nash's, or everything offered where there
/// is none.
///
/// # Errors
/// If a third party vetoes every deal.
pub(super) fn main_deal(pool: &Pool) -> Result<usize, DealError> {
    Ok(match pool.choose(Aim::Concept(Concept::Nash))? {
        Choice::Agreed { at, .. } => at,
        Choice::Blocked(_) => EVERYTHING,
    })
}

/// Values every package that the prices of the main deal need; whether one of them was new.
///
/// # Errors
/// If a package cannot be valued.
pub(super) fn value_parts(pool: &mut Pool) -> Result<bool, DealError> {
    let items = Items::of(&pool.deals[main_deal(pool)?]);
    let parts = items.packages().into_iter().map(|package| items.levels(package)).collect();
    pool.add(parts)
}

/// The prices of the items of the main deal, whose parts have been valued.
///
/// # Errors
/// If a part has not been valued.
pub(super) fn prices(pool: &Pool) -> Result<Prices, DealError> {
    let deal = &pool.deals[main_deal(pool)?];
    let items = Items::of(deal);
    let count = items.agreed.len();
    let nobody = vec![f64::NAN; pool.setting.parties.len()];
    let mut values = vec![nobody; 1 << count];
    for package in items.packages() {
        if let Some(known) = pool.known(&items.levels(package)) {
            values[package] = known.utilities();
        }
    }
    let without = values[0].clone();
    let (found, errors) = match &items.orders {
        _ if count == 0 => (Vec::new(), Vec::new()),
        None => (shapley(count, &values)?, vec![vec![0.0; without.len()]; count]),
        Some(orders) => shapley_of_orders(count, orders, |package| values[package].as_slice())?,
    };
    let mut by_lever: Vec<Option<Price>> = items.levels.iter().map(|_| None).collect();
    for ((at, value), error) in items.agreed.iter().zip(found).zip(errors) {
        by_lever[*at] = Some(Price { value, error });
    }
    Ok(Prices { without, items: by_lever, orders: items.orders.map(|orders| orders.len()) })
}
