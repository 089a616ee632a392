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
mod months;
mod prices;
mod processing;
mod reach;
mod stocks;
mod tables;

pub(crate) use assumptions::between;
pub use assumptions::{Assumptions, LEAST_DEMAND_ELASTICITY};
pub(crate) use base::NOT_SPECIFIED;
pub use base::{ChainMarket, chain_market};
pub use explain::{Arrival, Effect, Explanation, Limiter, Stops, explain};
pub(crate) use months::{Case, Months, months, months_in_one_case, touched};
pub(crate) use processing::{Part, base_parts, parts, side};
pub(crate) use stocks::row as stock_row;
pub(crate) use tables::commodity_tables;
