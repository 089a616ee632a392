//! The trade engine against published numbers, closed forms, differences and invariants.

// Helpers of tests fail as loudly as the tests themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod caps;
mod cp2015;
mod cp2015_world;
mod dynamics;
mod gradient;
mod invariants;
mod naive;
mod nests;
mod outage;
mod parts;
mod pass_through;
mod sample;
