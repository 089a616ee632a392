//! Runs as a library: tables that add up, chains as others solve them, runs that do not depend on
//! company.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail like tests, and say what they found"
)]

mod adding_up;
mod joins;
mod lng;
mod months;
mod path;
mod sample;
mod weeks;
