//! Runs as a library: tables that add up, folders that are whole or absent, runs that do not depend
//! on company.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail like tests, and say what they found"
)]

mod adding_up;
mod catalogue;
#[path = "../../../trade/tests/main/cp2015_world.rs"]
mod cp2015_world;
mod explain;
mod folder;
mod joins;
mod lng;
mod months;
mod negotiate;
mod options;
mod sample;
mod war;
mod weeks;
