//! What should be offered and asked, what is each item worth, and would both sign?
//!
//! The pay-off of a party is money: equivalent variation over three horizons, discounted, less
//! cost.
//!
//! ```text
//! (1)  U_p(z) = sum_(n in p) ( weeks_n + months_n + years_n )(z) - cost_p(z),     present values at the first day
//! (2)  weeks_n    value added that stopped lines do not earn                       cascade, by one state's rules
//!      months_n   what goods cost and earn: buyers, makers, carriers, licences      commodity, by one state's case
//!      years_n    equivalent variation of the state of policy, period by period     trade, by one state's elasticities
//! (3)  gain_p(z)  E over states of the world of U_p(z) - U_p(disagreement), less risk aversion/2 x variance
//! ```
//! No loss is counted twice: what is not made for want of a good is in weeks, what goods cost is in
//! months, and years know policy only. So (1) is a sum of a part that chain entries move and a part
//! that policy moves, and every package is enumerated exactly.
//!
//! ```text
//! Scenario -> Setting (parties, levers, futures) -> Evaluator (pay-offs by future) -> deals -> aims -> tables
//! ```

mod aims;
mod cost;
mod deals;
mod evaluator;
mod ledger;
mod physical;
mod prices;
mod request;
mod setting;
mod stream;
mod surplus;
mod tables;
mod years;

pub use request::negotiate;
