//! How does what a chain delivers become stopped lines, week by week?
//!
//! ```text
//! world -> network;  months -> inputs (supply, stock, dependence) -> members (rules x bounds) -> weeks -> tables, lost capacity
//! ```

mod assumptions;
mod bottlenecks;
mod causes;
mod events;
mod follow;
mod inputs;
mod members;
mod network;
mod places;
mod runaway;
mod savings;
mod tables;

pub use assumptions::{DAILY, PASSING_DAYS, rating};
pub use bottlenecks::held;
pub use events::Hits;
pub use follow::{
    Asked, BindingKey, DAYS, MemberRun, WEEK, Weeks, followed, followed_days, key, weeks, weeks_of,
};
pub use inputs::Dependence;
pub use members::{MIDDLE, Member, chosen_member, members, restoration_time, table_days};
pub use network::{YEAR, shares};
pub use places::nowhere;
pub use savings::{Saving, saving, takes_part};
pub(crate) use tables::cascade_tables;
