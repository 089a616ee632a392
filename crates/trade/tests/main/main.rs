//! The trade engine against published numbers, closed forms, differences and invariants.

mod caps;
mod cp2015;
mod gradient;
mod invariants;
mod naive;
mod sample;
