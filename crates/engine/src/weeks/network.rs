//! The world's tables as a production network: node `sector * economies + economy`, units USD
//! million a day.
//!
//! The users of an economy buy a good from the same origins, but for critical inputs of mining and
//! manufacturing (ISIC B and C) of users who buy elsewhere than the rest of their economy, where the
//! world knows it:
//!
//! ```text
//! (1)  apart_gu = 1/2 sum_o | flow_ogu / sum_o flow_ogu - trade_og / sum_o trade_og |      at least APART
//! (2)  the MOST users with the largest apart_gu sum_o flow_ogu keep their own origins
//! ```

use super::assumptions::rating;
use crate::error::EngineError;
use detente_cascade::{Network, OwnOrigins};
use detente_world::{Accounts, EconomyId, FlowTable, Join, SectorId, World};

/// Days in a year of the tables.
pub const YEAR: f64 = 365.0;

/// Part of what a user buys that comes from elsewhere than the mean of its economy, from which on
/// its own origins count.
const APART: f64 = 0.1;
/// First and last division of ISIC, sections B and C, whose goods may have origins by user.
const DIVISIONS: (u8, u8) = (5, 33);
/// Users with origins of their own: each costs a row of the table every day.
const MOST: usize = 2000;

/// What the users of an economy share, and what is known of single users.
pub struct Origins {
    /// Sales without those to users with origins of their own, sector x exporter x importer.
    pub trade: Vec<f64>,
    /// Share of these that each node takes: good x node.
    pub share: Vec<f64>,
    /// Users whose own origins count.
    pub own: Vec<OwnOrigins>,
}

/// What is sold at producers' prices, by user where that matters and is known.
pub fn network(world: &World) -> Result<Network, EngineError> {
    let Origins { trade, share, own } = origins(world)?;
    Network::with_own_origins((world.economies.len(), world.sectors.len()), trade, share, own)
        .map_err(|error| EngineError::Cascade(error.to_string()))
}

/// The tables of the network.
pub fn origins(world: &World) -> Result<Origins, EngineError> {
    let (economies, sectors) = (world.economies.len(), world.sectors.len());
    let mut trade = vec![0.0; sectors * economies * economies];
    for (sector, importer, exporter, value) in world.trade.links() {
        trade[(sector.0 * economies + exporter.0) * economies + importer.0] = value / YEAR;
    }
    let mut all = Origins { trade, share: shares(world), own: Vec::new() };
    if let Some(flows) = world.flow_table()? {
        for (input, importer, user) in apart(world, &flows) {
            all.take_out(world, &flows, (input, importer, user));
        }
    }
    Ok(all)
}

impl Origins {
    /// Gives a user its own origins; the others keep what they buy in all.
    fn take_out(
        &mut self,
        world: &World,
        flows: &FlowTable,
        (input, importer, user): (SectorId, EconomyId, SectorId),
    ) {
        let (economies, nodes) =
            (world.economies.len(), world.economies.len() * world.sectors.len());
        let cell = |origin: usize| (input.0 * economies + origin) * economies + importer.0;
        let mut own = vec![0.0; economies];
        for (exporter, value) in flows.suppliers(input, importer, user) {
            own[exporter.0] = (value / YEAR).min(self.trade[cell(exporter.0)]);
        }
        let before: f64 = (0..economies).map(|origin| self.trade[cell(origin)]).sum();
        let taken: f64 = own.iter().sum();
        for (origin, flow) in own.iter().enumerate() {
            self.trade[cell(origin)] -= flow;
        }
        let node = user.0 * economies + importer.0;
        self.share[input.0 * nodes + node] = 0.0;
        let grows = if before > taken { before / (before - taken) } else { 0.0 };
        let of_economy = (0..world.sectors.len()).map(|user| user * economies + importer.0);
        for other in of_economy {
            self.share[input.0 * nodes + other] *= grows;
        }
        self.fit(input, importer, (economies, nodes));
        self.own.push(OwnOrigins { good: input.0, node, flows: own });
    }

    /// Shares are at purchasers' prices and flows at basic ones: where nearly nothing is left to
    /// final users, the rest may add up to a little more than there is.
    fn fit(&mut self, input: SectorId, importer: EconomyId, (economies, nodes): (usize, usize)) {
        let users = (importer.0..nodes).step_by(economies).map(|node| input.0 * nodes + node);
        let sum: f64 = users.clone().map(|at| self.share[at]).sum();
        if sum > 1.0 {
            users.for_each(|at| self.share[at] /= sum);
        }
    }
}

/// Sectors of mining and manufacturing, whatever the world calls them.
fn mined_or_made(world: &World) -> Vec<SectorId> {
    let (first, last) = DIVISIONS;
    Join::of(world).covering(first, last)
}

/// Eqs. (1) and (2), in the order of the table.
fn apart(world: &World, flows: &FlowTable) -> Vec<(SectorId, EconomyId, SectorId)> {
    let accounts = Accounts::of(world);
    let natures = world.natures();
    let critical = |input: &SectorId| rating(&natures[input.0]) >= 1.0;
    let mut found: Vec<(f64, (SectorId, EconomyId, SectorId))> = Vec::new();
    for input in mined_or_made(world).into_iter().filter(critical) {
        for importer in world.economy_ids() {
            let row = world.trade.row(input, importer);
            let all: f64 = row.iter().sum();
            let makes = |user: &SectorId| accounts.output.get(importer, *user) > 0.0;
            for user in world.sector_ids().filter(makes) {
                let own: f64 = flows.suppliers(input, importer, user).map(|(_, value)| value).sum();
                if own <= 0.0 || all <= 0.0 {
                    continue;
                }
                // Half the distance is what the user has more of than the mean.
                let more =
                    |(from, value): (EconomyId, f64)| (value / own - row[from.0] / all).max(0.0);
                let apart: f64 = flows.suppliers(input, importer, user).map(more).sum();
                if apart >= APART {
                    found.push((apart * own, (input, importer, user)));
                }
            }
        }
    }
    found.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    found.truncate(MOST);
    let mut chosen: Vec<_> = found.into_iter().map(|(_, at)| at).collect();
    chosen.sort_unstable();
    chosen
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sectors_of_mining_and_manufacturing_are_known_by_what_they_are() {
        let world = detente_world::embedded::load("icio-2022").unwrap();
        let by_letter = |own: &SectorId| world.sectors[own.0].code.starts_with(['B', 'C']);
        let letters: Vec<SectorId> = world.sector_ids().filter(by_letter).collect();
        assert_eq!(mined_or_made(&world), letters);
        // Under names that say nothing, or the wrong thing, the same sectors are meant.
        let mut renamed = world.clone();
        for (at, sector) in renamed.sectors.iter_mut().enumerate() {
            let code = format!("{}{at}", if letters.contains(&SectorId(at)) { "x" } else { "Cx" });
            let own = std::mem::replace(&mut sector.code, code.clone());
            renamed.meaning.sectors.insert(code, vec![own]);
        }
        assert_eq!(mined_or_made(&renamed), letters);
    }
}
