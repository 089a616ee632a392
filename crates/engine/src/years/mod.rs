//! How does a state of policy become a question to the trade engine, and its answer tables?
//!
//! ```text
//! TradeState -> translate (counterfactual, options, lost capacity) -> Model -> tables;  elasticities: the world under a set;  path: one question a point
//! ```

mod capital;
mod elasticities;
mod path;
mod tables;
mod translate;

pub use capital::{CapitalOf, capital_of};
pub use elasticities::{OWN, elasticities_of, with_elasticities};
pub(crate) use path::path_table;
pub use path::{Asked, Path, PathPoint, YEARS, path};
pub(crate) use tables::{check, trade_tables};
pub(crate) use translate::{MATERIAL, lost_at_ends, lost_in_words, note_scarcity};
pub use translate::{MOST_LOST, counterfactual, lose_capacity, lost_capacity, model_options};
