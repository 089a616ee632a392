//! Watches seen from outside: files that change, a server that answers as it likes, a process that
//! dies anywhere.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may stop")]

mod crashes;
mod desk;
mod disk;
mod rounds;
mod server;
mod webhook;
