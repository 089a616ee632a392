//! Which deal would all parties sign, what is each item of it worth, and would they keep to it?
//!
//! Numbers in, numbers out: payoffs of parties at outcomes, in one currency, from whatever engine
//! has found them. With U the payoffs, d the disagreement point (what each party has without a
//! deal), g = U - d the gains, S the set of outcomes:
//!
//! ```text
//! (1) Nash                 max_(U in S, U >= d) sum_i a_i ln(U_i - d_i)
//! (2) Kalai-Smorodinsky    (U_i - d_i) / (b_i - d_i) the same for all i and as large as can be,    b_i = max_(U in S, U >= d) U_i
//! (3) equal gains          U_i - d_i                 the same for all i and as large as can be
//! (4) utilitarian          max_(U in S, U >= d) sum_i U_i
//! (5) Shapley              phi_i = sum_(T not with i) |T|! (n - |T| - 1)! / n! (v(T and i) - v(T))
//! (6) self-enforcement     (deviation_i - agreement_i) <= delta / (1 - delta) (agreement_i - punishment_i)
//! ```
//!
//! S is a finite list of outcomes, or its convex hull where lotteries over outcomes may be agreed,
//! or the same with money that can change hands. On a set with gaps (2) and (3) have no point where
//! all are equal; the lexicographic max-min is taken there, which is the same where equality can be
//! had.
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | U, d, g | `payoffs`, `disagreement`, `gains` | currency, any one |
//! | a | `weights`, bargaining weights, sum 1 | share |
//! | b | `ideal` | currency |
//! | v, phi | `values`, `shapley` | currency |
//! | delta | `discount_factor` | per period |
//!
//! Sources: Nash (1950), "The bargaining problem", Econometrica 18; Kalai and Smorodinsky (1975),
//! "Other solutions to Nash's bargaining problem", Econometrica 43; Kalai (1977), "Proportional
//! solutions to bargaining situations", Econometrica 45; Imai (1983), "Individual monotonicity and
//! lexicographic maxmin solution", Econometrica 51; Shapley (1953), "A value for n-person games",
//! Annals of Mathematics Studies 28; Friedman (1971), "A non-cooperative equilibrium for
//! supergames", Review of Economic Studies 38.
//!
//! Two parties and three outcomes; without a deal neither has anything. The product of the gains is
//! largest at the second outcome, and with money the third is better for both:
//!
//! ```
//! use detente_bargain::{Concept, Means, Outcomes, solve};
//! let names = vec!["JPN".to_owned(), "USA".to_owned()];
//! let payoffs = vec![vec![4.0, 1.0], vec![3.0, 3.0], vec![8.0, 0.5]];
//! let outcomes = Outcomes::new(names, vec![0.0, 0.0], payoffs)?;
//! let deal = solve(&outcomes, Concept::Nash, Means::Outcome)?;
//! assert_eq!((deal.lottery, deal.gains), (vec![(1, 1.0)], vec![3.0, 3.0]));
//! let paid = solve(&outcomes, Concept::Nash, Means::Money)?;
//! assert_eq!(paid.lottery, vec![(2, 1.0)]);
//! assert_eq!((paid.gains, paid.transfers), (vec![4.25, 4.25], vec![-3.75, 3.75]));
//! # Ok::<(), detente_bargain::BargainError>(())
//! ```
//!
//! Knows no engine, no world and no scenario.

mod cooperation;
mod enforcement;
mod error;
mod frontier;
mod game;
mod linear;
mod lottery;
mod money;
mod nash;
mod optimum;
mod outcomes;
mod polygon;
mod sensitivity;
mod shapley;
mod solution;
mod sweetener;

pub use cooperation::{Agreement, cooperate};
pub use enforcement::{Course, Enforcement, HoldUp, Punishment, Stakes, hold_up, self_enforcement};
pub use error::{BargainError, Blocked};
pub use frontier::{frontier, room, room_with_lotteries, upper_hull};
pub use game::{Game, Lever, SearchOptions};
pub use money::{
    Futures, Investment, Prospect, Timing, annuity, discount_factor, present_value,
    present_value_by_day, present_value_even,
};
pub use nash::{Deviation, Nash, deviations, nash};
pub use optimum::{Optima, Response, best_response, optima};
pub use outcomes::Outcomes;
pub use sensitivity::{Sensitivity, Shift, sensitivity};
pub use shapley::{
    ItemValue, MOST_ITEMS, Worth, packages_of_orders, paired_orders, shapley, shapley_of_orders,
};
pub use solution::{Concept, Means, RunnerUp, Solution, solve};
pub use sweetener::{LeastLevel, Sweetener, least_level, least_payment};
