//! How does a chain of the world become a question to the commodity engine?

mod base;
mod explain;

pub use base::{Assumptions, ChainMarket, chain_market};
pub use explain::{Arrival, Effect, Explanation, Limiter, Stops, explain};
