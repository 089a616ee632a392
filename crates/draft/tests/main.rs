//! The draft of whole texts.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_possible_truncation,
    reason = "tests may stop"
)]

mod arbitrary;
mod evaluation;
mod outside;
mod scenario;
