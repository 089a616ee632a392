//! How does a world look under a set of trade elasticities?
//!
//! A world carries one exponent a sector, that among origins; the exponent of home against foreign
//! goods goes to the options of the model.

use crate::error::EngineError;
use detente_scenario::{Scenario, TradeElasticities};
use detente_world::World;

/// The name of the world's own elasticities.
pub const OWN: &str = "world";

/// The exponents of a scenario under the set `set`, or under its own; none where the world's own
/// hold in one nest.
///
/// # Errors
/// If there is no such set.
pub fn elasticities_of(
    scenario: &Scenario,
    world: &World,
    set: Option<&str>,
) -> Result<Option<TradeElasticities>, EngineError> {
    scenario.trade_elasticities(world, set).map_err(|known| EngineError::UnknownElasticities {
        set: set.unwrap_or_default().to_owned(),
        known,
    })
}

/// `world` with the exponents among origins.
#[must_use]
pub fn with_elasticities(world: &World, found: &TradeElasticities) -> World {
    let mut changed = world.clone();
    for (sector, exponent) in changed.sectors.iter_mut().zip(&found.source) {
        sector.trade_elasticity = *exponent;
    }
    changed
}
