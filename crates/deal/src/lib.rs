//! What should each side do: alone, against the others, or by a deal that all of them sign?
//!
//! ```text
//! RunRequest -> negotiate (pay-offs over weeks, months and years) -> agree -> RunRequest of the deal
//! WarRequest -> war (the trade engine as a game over tariffs)     -> War
//! ```
//! Stands on `detente-engine`, which values what is chosen, and on `detente-bargain`, which has the
//! mathematics. A deal is negotiated first and then run as any other scenario.

mod agree;
mod error;
mod negotiate;
mod war;

pub use agree::agree;
pub use error::DealError;
pub use negotiate::negotiate;
pub use war::{
    Certificate, Form, Player, PoliticalWeights, Reference, TariffLevers, War, WarRequest,
    political_weights, war,
};
