//! The commodity engine against textbooks, closed forms and invariants.

// Helpers of tests fail as loudly as the tests themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod base_year;
mod mistakes;
mod textbook;
mod time;
mod toy;
