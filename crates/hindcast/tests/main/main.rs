//! Episodes from end to end: what is read, and what is refused and how.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may stop")]

mod bundled;
mod mistakes;
