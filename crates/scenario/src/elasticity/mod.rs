//! Which trade elasticities hold in a run? Published sets and files of users, at a horizon, in a
//! world.
//!
//! ```text
//! set (a CSV) -> rows by sector and horizon -> exponents of a world's sectors at a horizon
//! theta  exponent of relative cost, duties included, in shares         sigma = theta + 1  substitution
//! ```

pub(crate) mod bundled;
pub(crate) mod horizon;
pub(crate) mod set;
pub(crate) mod settle;

pub use bundled::{SetNote, set_names, set_notes};
pub use horizon::in_words;
pub use settle::TradeElasticities;
