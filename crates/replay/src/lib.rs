//! Was it so, and why? A stored run is computed again.
//!
//! ```text
//! run folder -> verify  (all of it again, every cell compared)           -> Verification
//! run folder -> explain (only what one number hangs on, taken apart)     -> Explanation
//! ```

mod error;
pub mod explain;
mod remade;
mod verify;

pub use error::ReplayError;
pub use verify::{Difference, TableCheck, Verification, verify, verify_in};
