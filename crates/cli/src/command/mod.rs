//! One module per command.

pub(crate) mod check;
pub(crate) mod commodity;
pub(crate) mod companies;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod draft;
pub(crate) mod explain;
pub(crate) mod firms;
pub(crate) mod help;
pub(crate) mod hindcast;
pub(crate) mod man;
pub(crate) mod negotiate;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod scenarios;
mod tariff_schedule;
pub(crate) mod tariffs;
pub(crate) mod verify;
pub(crate) mod war;
pub(crate) mod watch;
pub(crate) mod world;
