//! How does a state of policy become a question to the trade engine, and its answer tables?
//!
//! ```text
//! TradeState -> translate (counterfactual, options, lost capacity) -> Model -> tables;  elasticities: the world under a set;  path: one question a point
//! ```

mod amounts;
mod capital;
mod contributions;
mod deficits;
mod elasticities;
mod parts;
mod pass_through;
mod path;
mod tables;
mod translate;

pub(crate) use amounts::listed;
pub use capital::{CapitalOf, capital_of};
pub use contributions::{ByEntry, LOST, by_entry};
pub(crate) use contributions::{contributions, contributions_in_words};
pub(crate) use deficits::deficits_in_words;
pub use elasticities::{OWN, elasticities_of, with_elasticities};
pub(crate) use parts::{parts_in_words, parts_of};
pub(crate) use pass_through::pass_through_in_words;
pub(crate) use path::path_table;
pub use path::{Asked, Path, PathPoint, YEARS, path};
pub(crate) use tables::{absorption, check, trade_tables};
pub(crate) use translate::{MATERIAL, lost_at_ends, lost_in_words, note_scarcity};
pub use translate::{MOST_LOST, counterfactual, lose_capacity, lost_capacity, model_options};
