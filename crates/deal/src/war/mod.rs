//! What tariffs would economies set, alone, against each other or together?
//!
//! ```text
//! WarRequest -> players, levers -> TariffGame (trade engine) -> searches of `bargain` -> War (tables, certificate)
//! ```

mod game;
mod players;
mod political;
mod run;
mod tables;

pub(crate) use game::TariffGame;
pub use game::{PoliticalWeights, TariffLevers};
pub use players::Player;
pub use political::political_weights;
pub use run::{Certificate, Form, Reference, War, WarRequest, war};
