//! How does a state of policy become a question to the trade engine, and its answer tables?
//!
//! ```text
//! TradeState -> translate (counterfactual, options, lost capacity) -> Model -> tables;  elasticities: published sets
//! ```

mod elasticities;
mod tables;
mod translate;

pub(crate) use elasticities::study;
pub use elasticities::{OWN, PublishedSet, SETS, with_elasticities};
pub(crate) use tables::{check, trade_tables};
pub use translate::{counterfactual, lose_capacity, lost_capacity, model_options};
