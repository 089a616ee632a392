//! Runs as a library: tables that add up, folders that are whole or absent, runs that do not depend on company.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail like tests, and say what they found"
)]

mod adding_up;
mod folder;
mod lng;
mod months;
mod sample;
mod weeks;
