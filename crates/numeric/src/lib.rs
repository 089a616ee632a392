//! Numerical building blocks of the engines: vectors that run as fast as the processor allows,
//! Anderson acceleration for fixed points, GMRES for large linear systems given only as a product, a
//! search for the best point in a box, and integrals along a line.
//!
//! Outcomes are data: a solver that does not converge says so in its result and never panics.

mod anderson;
mod bounded;
pub mod elementary;
mod gmres;
pub mod lanes;
pub mod quadrature;

pub use anderson::Anderson;
pub use bounded::{Bounded, Evaluated, Largest};
pub use gmres::{Gmres, GmresResult};
