//! Stored runs, computed again: whole folders, and single numbers.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail like tests, and say what they found"
)]

mod catalogue;
mod explain;
mod folder;
#[path = "../../../engine/tests/main/sample.rs"]
#[allow(dead_code, reason = "shared with the tests of other crates")]
mod sample;
#[path = "../../../deal/tests/main/talks.rs"]
#[allow(dead_code, reason = "shared with the tests of other crates")]
mod talks;
