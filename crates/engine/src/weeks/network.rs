//! The world's tables as a production network: node `sector * economies + economy`, units USD
//! million a day.

use crate::error::EngineError;
use detente_cascade::Network;
use detente_world::{Accounts, World};

/// Days in a year of the tables.
pub const YEAR: f64 = 365.0;

/// What is sold at producers' prices, split over users as their purchases of the good from all
/// origins are.
pub fn network(world: &World) -> Result<Network, EngineError> {
    let (economies, sectors) = (world.economies.len(), world.sectors.len());
    let mut trade = vec![0.0; sectors * economies * economies];
    for (sector, importer, exporter, value) in world.trade.links() {
        trade[(sector.0 * economies + exporter.0) * economies + importer.0] = value / YEAR;
    }
    let share = shares(world);
    Network::proportional(economies, sectors, trade, share)
        .map_err(|error| EngineError::Cascade(error.to_string()))
}

/// Share of what an economy buys of a good that each of its sectors takes: good x node.
pub fn shares(world: &World) -> Vec<f64> {
    let (economies, nodes) = (world.economies.len(), world.economies.len() * world.sectors.len());
    let accounts = Accounts::of(world);
    let mut share = vec![0.0; world.sectors.len() * nodes];
    for economy in world.economy_ids() {
        for user in world.sector_ids() {
            // What makes nothing uses nothing.
            if accounts.output.get(economy, user) <= 0.0 {
                continue;
            }
            for (input, value) in world.sector_ids().zip(world.use_table.recipe(economy, user)) {
                let spent = accounts.expenditure.get(economy, input);
                if spent > 0.0 {
                    share[input.0 * nodes + user.0 * economies + economy.0] = value / spent;
                }
            }
        }
    }
    share
}
