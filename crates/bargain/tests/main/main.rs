//! What is known of packages in closed form, and what must hold of all of them.

// Helpers of tests fail as loudly as the tests themselves.
#![allow(clippy::unwrap_used)]

mod bargaining;
mod laws;
