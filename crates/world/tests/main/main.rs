//! Worlds and tables from outside: files in, messages out.

// Helpers of tests fail as loudly as the tests themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod budgets;
mod chain;
mod embedded;
mod flows;
mod import;
mod layouts;
mod meaning;
mod pack;
mod table;
