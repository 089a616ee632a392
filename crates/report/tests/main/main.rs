//! The page and the texts of a run, made from tables written by hand.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail like tests")]

mod equations;
mod exports;
mod negotiation;
mod over_time;
mod package;
mod page;
mod sample;
mod texts;
mod weeks;
