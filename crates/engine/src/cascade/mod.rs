//! How does what a chain delivers become stopped lines, week by week?
//!
//! ```text
//! world -> network;  months -> inputs (supply, stock, dependence) -> members (rules x bounds) -> weeks -> tables, lost capacity
//! ```

mod assumptions;
mod causes;
mod inputs;
mod members;
mod network;
mod tables;
mod weeks;

pub(crate) use assumptions::rating;
pub(crate) use members::chosen_member;
pub(crate) use network::YEAR;
pub(crate) use tables::CascadeTables;
pub(crate) use weeks::{Weeks, weeks, weeks_of};
