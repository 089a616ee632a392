//! The trade engine against published numbers, closed forms, and invariants.

mod cp2015;
mod sample;
