//! What duties does the book tell, and what does it refuse?

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may stop")]

mod known;
mod mistakes;
