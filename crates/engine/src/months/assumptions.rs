//! What is assumed where no figure says it: how strongly quantities answer to prices, and where in
//! an interval a run is.

use detente_world::chain::Interval;

/// How strongly quantities answer to prices where the chain does not say. These are assumptions,
/// not data: run their low and high values to see what hangs on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumptions {
    /// Percent more of a flow per percent higher price at its destination. Cargoes of one good are
    /// close substitutes.
    pub link_elasticity: f64,
    /// Percent more output per percent higher price, for processes that start from nothing (mines,
    /// plants at their inlet).
    pub supply_elasticity: f64,
    /// The same for processes that turn one good into another.
    pub conversion_elasticity: f64,
    /// Where in the interval of an own-price elasticity of demand: 0 is the least elastic end, 1
    /// the most elastic.
    pub demand: f64,
    /// Where in the interval of a stock: 0 is the smallest, 1 the largest.
    pub stock: f64,
    /// By how much holders value a unit above the base price as their stock falls from its norm to
    /// nothing, relative.
    pub scarcity: f64,
}

/// An own-price elasticity of demand of nothing has no straight demand curve; this is the least
/// that is computed.
pub const LEAST_DEMAND_ELASTICITY: f64 = 0.05;

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            link_elasticity: 10.0,
            supply_elasticity: 0.5,
            conversion_elasticity: 5.0,
            demand: 0.5,
            stock: 0.5,
            scarcity: 1.0,
        }
    }
}

impl Assumptions {
    /// The least that is plausible: cargoes bound to their way, output that hardly follows price.
    #[must_use]
    pub fn low() -> Self {
        Self {
            link_elasticity: 3.0,
            supply_elasticity: 0.2,
            conversion_elasticity: 2.0,
            demand: 0.0,
            stock: 0.0,
            scarcity: 0.5,
        }
    }

    /// The most that is plausible.
    #[must_use]
    pub fn high() -> Self {
        Self {
            link_elasticity: 30.0,
            supply_elasticity: 1.0,
            conversion_elasticity: 10.0,
            demand: 1.0,
            stock: 1.0,
            scarcity: 2.0,
        }
    }
}

/// The magnitude of an elasticity at a place of its interval; between bounds without a middle it is
/// their geometric mean.
pub(super) fn demand_elasticity(interval: &Interval, place: f64) -> f64 {
    let (least, most) = (-interval.high(), -interval.low());
    let least = least.max(LEAST_DEMAND_ELASTICITY);
    let most = most.max(least);
    let middle =
        interval.mid().map_or_else(|| (least * most).sqrt(), |mid| (-mid).clamp(least, most));
    between(least, middle, most, place)
}

/// The value at a place of an interval: 0 is its lower end, 0.5 its middle, 1 its upper end.
pub fn between(low: f64, middle: f64, high: f64, place: f64) -> f64 {
    if place < 0.5 {
        low + 2.0 * place * (middle - low)
    } else {
        middle + (2.0 * place - 1.0) * (high - middle)
    }
}
