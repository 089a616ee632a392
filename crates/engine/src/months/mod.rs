//! How does a chain of the world become a question to the commodity engine, and its answer tables?
//!
//! ```text
//! Chain -> base, prices, stocks (market) -> levers (entries by period) -> months (three cases, rolling) -> tables
//! ```

mod assumptions;
mod base;
mod calendar;
mod explain;
mod levers;
mod prices;
mod processing;
mod reach;
mod solve;
mod stocks;
mod tables;

pub use assumptions::between;
pub use assumptions::{Assumptions, LEAST_DEMAND_ELASTICITY};
pub use base::NOT_SPECIFIED;
pub use base::{ChainMarket, chain_market};
pub use calendar::Span;
pub use explain::{Arrival, Effect, Explanation, Limiter, Stops, explain};
pub use levers::Posed;
pub use processing::{Part, base_parts, parts, side};
pub use solve::{Case, Months, months, months_in_one_case, touched};
pub use stocks::row as stock_row;
pub(crate) use tables::commodity_tables;
