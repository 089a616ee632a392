//! Tests of the cascade engine against known answers, naive twins and what must hold for any
//! network.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr)]

mod boario;
mod esri;
mod laws;
mod twin;
mod wiod;
mod wiod_reference;
