//! The scenario language, seen from outside.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests fail like tests")]

mod bundled;
mod cascade;
mod commodity;
mod documents;
mod doubts;
mod dynamics;
mod elasticities;
mod engines;
mod levers;
mod meaning;
mod mistakes;
mod package_of_japan;
mod packages;
mod product;
mod property;
mod schema;
mod world;
