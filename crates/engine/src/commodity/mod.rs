//! How does a chain of the world become a question to the commodity engine, and its answer tables?
//!
//! ```text
//! Chain -> base (market) -> levers (entries by period) -> months (three cases, rolling) -> tables
//! ```

mod base;
mod calendar;
mod explain;
mod levers;
mod months;
mod stocks;
mod tables;

pub use base::{Assumptions, ChainMarket, LEAST_DEMAND_ELASTICITY, chain_market};
pub use explain::{Arrival, Effect, Explanation, Limiter, Stops, explain};
pub(crate) use months::{Months, months};
pub use tables::CommodityTables;
