//! What entries can change: the state of policy, chains, weeks and budgets, each in a window of
//! days.

pub(crate) mod chains;
pub(crate) mod gifts;
pub(crate) mod state;
pub(crate) mod timeline;
pub(crate) mod weeks;
