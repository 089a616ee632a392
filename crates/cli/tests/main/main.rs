//! The `detente` command, seen by a user: what is printed, what is written, and how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "tests may stop and say why they skip"
)]

mod bad_scenario;
mod bad_world;
mod commodity;
mod companies;
mod compare;
mod draft;
mod durable;
mod explain;
mod extremes;
mod firms;
mod goods;
mod hindcast;
mod hostile_text;
mod import;
mod interrupt;
mod killed;
mod look;
mod negotiate;
mod page;
mod random;
mod renamed;
mod replay;
mod run;
mod sandbox;
mod tariffs;
mod watch;
#[cfg(target_os = "linux")]
mod watch_https;
mod words;
