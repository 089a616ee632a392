//! Do a world's figures fit together, and how are small misfits shared out?
//!
//! Flows decide: trade is kept as given, and `use` gives way. A sector that buys more than it makes
//! has its recipe scaled down until its value added is zero; an input of which an economy's sectors
//! buy more than the economy spends is scaled down for all of its users until final demand is zero.
//! Both are reported in [`World::repairs`]. A misfit is small up to [`SMALL`] of the node's output
//! or spending, or [`NEGLIGIBLE`] of world output (the rounding of a table in millions); larger
//! ones are errors.

use crate::accounts::Accounts;
use crate::error::WorldError;
use crate::ids::{EconomyId, SectorId};
use crate::model::{Repair, World};

/// Misfits up to this fraction of the node's output or spending are shared out.
pub const SMALL: f64 = 1e-3;
/// Misfits up to this fraction of world output are shared out whatever the node.
pub const NEGLIGIBLE: f64 = 1e-9;
/// What scaling leaves on the safe side of zero, so that rounding never makes it negative again.
const MARGIN: f64 = 1e-12;

/// Shares out small misfits of `world` and reports them in its `repairs`.
///
/// # Errors
/// [`WorldError::Figures`] for each node whose misfit is too large, for an economy without value
/// added or final demand, and for flows across borders of a sector that is declared not tradable.
pub fn balance(world: &mut World) -> Result<(), WorldError> {
    let accounts = Accounts::of(world);
    let mut problems = impossible(world, &accounts);
    let nodes = Nodes { negligible: NEGLIGIBLE * accounts.output.values().iter().sum::<f64>() };
    let demand = nodes.settle_demand(world, &accounts, &mut problems);
    // Scaling an input down raises value added, so what is left to settle is seen only now.
    let accounts = if demand.is_some() { Accounts::of(world) } else { accounts };
    let value_added = nodes.settle_value_added(world, &accounts, &mut problems);
    let accounts = if value_added.is_some() { Accounts::of(world) } else { accounts };
    problems.extend(empty_economies(world, &accounts));
    if !problems.is_empty() {
        return Err(WorldError::several(problems));
    }
    world.repairs.extend([demand, value_added].into_iter().flatten());
    Ok(())
}

fn place(world: &World, economy: EconomyId, sector: SectorId) -> String {
    format!(
        "world `{}`, economy `{}`, sector `{}`",
        world.id, world.economies[economy.0].code, world.sectors[sector.0].code
    )
}

fn nodes(world: &World) -> impl Iterator<Item = (EconomyId, SectorId)> + use<> {
    let sectors = world.sectors.len();
    (0..world.economies.len() * sectors)
        .map(move |at| (EconomyId(at / sectors), SectorId(at % sectors)))
}

/// Running tally of one kind of repair.
#[derive(Default)]
struct Tally {
    largest: f64,
    cells: usize,
    worst: String,
}

impl Tally {
    fn add(&mut self, size: f64, place: impl FnOnce() -> String) {
        self.cells += 1;
        if size > self.largest || self.cells == 1 {
            (self.largest, self.worst) = (size, place());
        }
    }

    fn repair(self, what: &str) -> Option<Repair> {
        let what = format!("{what} (largest: {})", self.worst);
        (self.cells > 0).then_some(Repair { what, largest: self.largest, cells: self.cells })
    }
}

struct Nodes {
    negligible: f64,
}

impl Nodes {
    fn is_small(&self, misfit: f64, size: f64) -> bool {
        misfit <= (SMALL * size).max(self.negligible)
    }

    fn settle_demand(
        &self,
        world: &mut World,
        accounts: &Accounts,
        problems: &mut Vec<WorldError>,
    ) -> Option<Repair> {
        let mut tally = Tally::default();
        for (economy, input) in nodes(world) {
            let (misfit, spent) = (
                -accounts.final_demand.get(economy, input),
                accounts.expenditure.get(economy, input),
            );
            if misfit <= 0.0 {
                continue;
            }
            let place = place(world, economy, input);
            if !self.is_small(misfit, spent) {
                let used = spent + misfit;
                let what = format!(
                    "sectors use {used:.6} of it but the economy spends {spent:.6} on it, so final demand would be \
                     negative; lower the use of this input or raise the trade that supplies it"
                );
                problems.push(WorldError::Figures { place, what });
                continue;
            }
            let factor = spent / (spent + misfit) * (1.0 - MARGIN);
            for user in world.sector_ids() {
                let value = world.use_table.get(economy, user, input);
                world.use_table.set(economy, user, input, value * factor);
            }
            tally.add(misfit, || place);
        }
        tally.repair(
            "final demand raised from below to zero by using less of the input in every sector",
        )
    }

    fn settle_value_added(
        &self,
        world: &mut World,
        accounts: &Accounts,
        problems: &mut Vec<WorldError>,
    ) -> Option<Repair> {
        let mut tally = Tally::default();
        for (economy, user) in nodes(world) {
            let (misfit, made) =
                (-accounts.value_added.get(economy, user), accounts.output.get(economy, user));
            if misfit <= 0.0 {
                continue;
            }
            let place = place(world, economy, user);
            if !self.is_small(misfit, made) {
                let used = made + misfit;
                let what = format!(
                    "it uses inputs worth {used:.6} but makes {made:.6}, so value added would be negative; lower its \
                     use or raise its sales in the trade table"
                );
                problems.push(WorldError::Figures { place, what });
                continue;
            }
            let factor = made / (made + misfit) * (1.0 - MARGIN);
            for input in world.sector_ids() {
                let value = world.use_table.get(economy, user, input);
                world.use_table.set(economy, user, input, value * factor);
            }
            tally.add(misfit, || place);
        }
        tally.repair(
            "value added raised from below to zero by scaling the recipe down; final demand takes the difference",
        )
    }
}

/// Flows that contradict a declaration.
fn impossible(world: &World, accounts: &Accounts) -> Vec<WorldError> {
    let mut problems = Vec::new();
    let abroad = |(sector, importer, exporter, value): &(SectorId, EconomyId, EconomyId, f64)| {
        importer != exporter && *value != 0.0 && !world.sectors[sector.0].tradable
    };
    for (sector, importer, exporter, value) in world.trade.links().filter(abroad) {
        let what = format!(
            "`{}` buys {value} although the sector is declared not tradable; set `tradable` to true or drop the flow",
            world.economies[importer.0].code
        );
        problems.push(WorldError::Figures { place: place(world, exporter, sector), what });
    }
    for sector in world.sector_ids() {
        if world.economy_ids().all(|economy| accounts.output.get(economy, sector) == 0.0) {
            let place = format!("world `{}`, sector `{}`", world.id, world.sectors[sector.0].code);
            let what = "no economy makes it; add its flows to the trade table or remove the sector"
                .to_owned();
            problems.push(WorldError::Figures { place, what });
        }
    }
    problems
}

/// Economies that earn or spend nothing: no wage and no welfare could be worked out for them.
fn empty_economies(world: &World, accounts: &Accounts) -> Vec<WorldError> {
    let mut problems = Vec::new();
    for economy in world.economy_ids() {
        let place =
            || format!("world `{}`, economy `{}`", world.id, world.economies[economy.0].code);
        let spent: f64 = accounts.final_demand.row(economy).iter().sum();
        if accounts.output.row(economy).iter().sum::<f64>() <= 0.0 {
            let what = "it sells nothing; add its flows to the trade table or remove the economy"
                .to_owned();
            problems.push(WorldError::Figures { place: place(), what });
        } else if accounts.national_value_added(economy) <= 0.0 {
            let what = "it earns no value added; lower what its sectors use".to_owned();
            problems.push(WorldError::Figures { place: place(), what });
        } else if spent <= 0.0 {
            let what = "its final demand is zero; lower what its sectors use or raise what it buys"
                .to_owned();
            problems.push(WorldError::Figures { place: place(), what });
        }
    }
    problems
}
