//! How does a negotiation become a run?

use crate::error::DealError;
use crate::negotiate::negotiate;
use detente_engine::{Opened, RunRequest, Session};
use std::sync::Arc;

/// Negotiates over the levers of a request: the request of the deal, or of the shocks alone where
/// nobody agrees. [`Session::run`] takes it.
///
/// # Errors
/// If the world or the scenario is wrong, it cannot be negotiated, or an engine finds no solution.
pub fn agree(session: &mut Session, mut request: RunRequest) -> Result<RunRequest, DealError> {
    let Opened { scenario, loaded, .. } = session.open(&request)?;
    let tell = |what: &str| session.tell(what);
    let chosen = negotiate(&request.scenario.name(), &scenario, &loaded, &tell)?;
    request.chosen = Some(Arc::new(chosen));
    Ok(request)
}
