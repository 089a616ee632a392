//! Companies as a library: universes small enough to check by hand, and files with mistakes in
//! them.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod files;
mod small;
