//! What do a chain's prices and quantities mean in money, for whom?
//!
//! Changes against the base year, per year, with s the service of a use (quantity over
//! its saving factor), p the price where it is used, q the price where it is made, all in the commodity
//! engine's symbols:
//!
//! ```text
//! (1)  buyers      a s - b s^2/2 - p d  less the same in the base year;   p0 s - p d where missing service stops lines (cascade counts it)
//! (2)  makers      sum_g o_g q_g z - sum_g i_g p_g z - c z - h z^2/2      less the same in the base year; rents of capacity are in it
//! (3)  ways        (p - q - k) x - g x^2/2                                less the same in the base year, to the importer ...
//! (4)  licences    ... but for r x, the rent of a licence, which goes to the exporter; what a commitment costs stays with the importer
//! (5)  stocks      (S_t-1 - S_t)/tau (p - p0)                             to the holder
//! ```
//! Summed over economies, (1) with its first form, (2), (3) and (5) are what the programme
//! maximises.

use detente_commodity::Sense;
use detente_engine::months::{Case, Months};

/// Changes of surplus in one period by region of the chain, in the chain's currency per year.
pub(super) fn surplus(months: &Months, case: &Case, period: usize, stopped: &[bool]) -> Vec<f64> {
    let market = &case.posed.market.market;
    let (base, now, policy) =
        (&case.posed.market.base, &case.outcome[period], &case.posed.periods[period]);
    let goods = market.goods.len();
    let node = |region: usize, good: usize| region * goods + good;
    let mut change = vec![0.0; market.regions.len()];
    for (at, usage) in market.uses.iter().enumerate() {
        let factor = policy.demand.get(at).copied().unwrap_or(1.0);
        let place = node(usage.region, usage.good);
        let (quantity, price, before) =
            (now.quantity[at].max(0.0), now.market_price[place], base.market_price[place]);
        let service = if factor > 0.0 { quantity / factor } else { base.uses[at].quantity };
        change[usage.region] += if stopped[at] {
            before * service - price * quantity
        } else {
            let worth = |service: f64| {
                usage.choke_price * service - 0.5 * usage.price_slope * service * service
            };
            let old = base.uses[at].quantity;
            worth(service) - price * quantity - (worth(old) - before * old)
        };
    }
    for (at, process) in market.processes.iter().enumerate() {
        let old = base.processes.get(at).map_or(0.0, |process| process.activity);
        let margin = |pool: &[f64], shelf: &[f64], thrifty: bool| -> f64 {
            let item = |(good, coefficient): &(usize, f64)| {
                let place = node(process.region, *good);
                let saved = |factor: &&detente_commodity::InputFactor| {
                    (factor.process, factor.good) == (at, *good)
                };
                let factor =
                    policy.input.iter().filter(saved).map(|factor| factor.factor).product::<f64>();
                match (*coefficient > 0.0, thrifty) {
                    (true, _) => coefficient * pool[place],
                    (false, true) => coefficient * factor * shelf[place],
                    (false, false) => coefficient * shelf[place],
                }
            };
            process.recipe.iter().map(item).sum()
        };
        let profit = |activity: f64, margin: f64| {
            (margin - process.cost) * activity - 0.5 * process.cost_slope * activity * activity
        };
        let (activity, margins) =
            (now.activity[at], margin(&now.pool_price, &now.market_price, true));
        change[process.region] += profit(activity, margins)
            - profit(old, margin(&base.pool_price, &base.market_price, false));
    }
    for (at, link) in market.links.iter().enumerate() {
        let (from, to) = (node(link.from, link.good), node(link.to, link.good));
        let earned = |flow: f64, pool: &[f64], shelf: &[f64]| {
            (shelf[to] - pool[from] - link.cost) * flow - 0.5 * link.cost_slope * flow * flow
        };
        let flow = now.flow[at];
        let before = base.links.get(at).map_or(0.0, |link| link.flow);
        let rent: f64 = policy
            .limits
            .iter()
            .zip(&now.limit_rent)
            .filter(|(limit, _)| limit.sense == Sense::AtMost && limit.links.contains(&at))
            .map(|(_, rent)| rent.max(0.0) * flow)
            .sum();
        change[link.from] += rent;
        change[link.to] += earned(flow, &now.pool_price, &now.market_price)
            - earned(before, &base.pool_price, &base.market_price)
            - rent;
    }
    let years = months.spans[period].years();
    for (at, store) in market.stores.iter().enumerate() {
        let held = |period: Option<usize>| {
            period.map_or(store.initial, |period| case.outcome[period].stock[at])
        };
        let place = node(store.region, store.good);
        let released = (held(period.checked_sub(1)) - held(Some(period))) / years;
        change[store.region] += released * (now.market_price[place] - base.market_price[place]);
    }
    change
}
