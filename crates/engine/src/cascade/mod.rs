//! How does what a chain delivers become stopped lines, week by week?
//!
//! ```text
//! world -> network;  months -> inputs (supply, stock, dependence) -> members (rules x bounds) -> weeks -> tables, lost capacity
//! ```

mod assumptions;
mod bottlenecks;
mod causes;
mod events;
mod inputs;
mod members;
mod network;
mod places;
mod runaway;
mod savings;
mod tables;
mod weeks;

pub(crate) use assumptions::{DAILY, PASSING_DAYS, rating};
pub(crate) use bottlenecks::held;
pub(crate) use inputs::Dependence;
pub(crate) use members::{MIDDLE, Member, chosen_member, members, restoration_time, table_days};
pub(crate) use network::{YEAR, shares};
pub(crate) use places::nowhere;
pub(crate) use savings::{Saving, saving, takes_part};
pub(crate) use tables::cascade_tables;
pub(crate) use weeks::{
    Asked, BindingKey, DAYS, MemberRun, WEEK, Weeks, followed, followed_days, key, weeks, weeks_of,
};
