//! How does a chain of the world become a question to the commodity engine?

mod base;

pub use base::{Assumptions, ChainMarket, chain_market};
