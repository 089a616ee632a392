//! Negotiations and wars as a library: what always holds, whatever is negotiated.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "helpers of tests fail like tests, and say what they found"
)]

#[path = "../../../trade/tests/main/cp2015_world.rs"]
mod cp2015_world;
mod negotiate;
mod options;
#[path = "../../../engine/tests/main/sample.rs"]
#[allow(dead_code, reason = "shared with the tests of other crates")]
mod sample;
mod talks;
mod war;
