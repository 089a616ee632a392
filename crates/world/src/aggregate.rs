//! How does a large world become a small one? Economies and sectors added up by a mapping file.
//!
//! ```text
//! (1)  trade, flows and input use add up; with flows, use is the added flows with the new tariffs on them
//! (2)  tariff of a new link       sum value t / sum value             what is collected stays the same
//! (3)  elasticity of a new sector sum imports theta / sum imports     over cross-border imports
//! ```
//! What each new code was made of is recorded ([`Meaning`](crate::Meaning)), so that other tables
//! find their economies and sectors.
//!
//! Trade among members of a new economy becomes domestic sales, on which no tariff is charged: what
//! was collected there is no longer income, and the repair says how much.

use crate::dense::{LinkTable, UseTable};
use crate::error::WorldError;
use crate::flows::{Flow, FlowTable, Flows};
use crate::ids::{EconomyId, SectorId};
use crate::mapping::{Aggregation, Known, Mapping};
use crate::model::{Economy, Repair, Sector, World};
use crate::source::Source;
use crate::table::SAME;
use std::path::Path;
use std::sync::Arc;

/// Adds up economies and sectors of `world` as the mapping file says: CSV with `kind` (`economy` or
/// `sector`), `from` (a code, a group, or `*` for all that no other row names) and `to`; codes that
/// it does not name stay as they are.
///
/// # Errors
/// If the file cannot be read or names what the world does not have.
pub fn aggregate(world: &World, map: &Path) -> Result<World, WorldError> {
    let economies: Vec<String> =
        world.economies.iter().map(|economy| economy.code.clone()).collect();
    let sectors: Vec<String> = world.sectors.iter().map(|sector| sector.code.clone()).collect();
    let groups = groups(world);
    let map = Mapping::read(
        Some(map),
        Known { economies: &economies, sectors: &sectors, groups: &groups },
    )?;
    let (count, kinds) = (map.economies.targets.len(), map.sectors.targets.len());
    let mut trade = LinkTable::filled(count, kinds, 0.0);
    let mut collected = LinkTable::filled(count, kinds, 0.0);
    for ((sector, importer, exporter, value), rate) in
        world.trade.links().zip(world.tariff.values())
    {
        let at = (
            SectorId(map.sectors.of[sector.0]),
            EconomyId(map.economies.of[importer.0]),
            EconomyId(map.economies.of[exporter.0]),
        );
        trade.set(at.0, at.1, at.2, trade.get(at.0, at.1, at.2) + value);
        collected.set(at.0, at.1, at.2, collected.get(at.0, at.1, at.2) + value * rate);
    }
    let (tariff, repair) = tariffs(&trade, &collected);
    let mut repairs = world.repairs.clone();
    repairs.extend(repair);
    let mut notes = world.notes.clone();
    notes.push(format!(
        "Added up from `{}`: {} economies x {} sectors to {count} x {kinds}; tariffs are means weighted by trade, elasticities by imports.",
        world.id,
        economies.len(),
        sectors.len()
    ));
    let flows = world.flow_table()?.map(|own| added_flows(&own, &map));
    let (use_table, moved) = uses(world, &map, flows.as_ref(), &tariff);
    repairs.extend(moved);
    let (meaning, mixed) = crate::folding::meaning(world, &map);
    notes.extend(mixed);
    Ok(World {
        id: format!("{}-{count}x{kinds}", world.id),
        title: format!("{}, added up to {count} economies and {kinds} sectors", world.title),
        year: world.year,
        currency: world.currency.clone(),
        sources: sources(world, &map),
        notes,
        economies: new_economies(world, &map.economies),
        sectors: new_sectors(world, &map.sectors),
        use_table,
        flows: flows.map_or(Flows::Unknown, |own| Flows::Held(Arc::new(own))),
        trade,
        tariff,
        repairs,
        meaning,
        customs_unions: world.customs_unions.clone(),
        chains: world.chains.clone(),
    })
}

/// Sources by the new codes: a sector is as poorly known as the worst of its members.
fn sources(world: &World, map: &Mapping) -> Vec<Source> {
    let renamed = |own: &Source| {
        let code = |code: &String| {
            world.sector(code).map(|at| map.sectors.targets[map.sectors.of[at.0]].clone())
        };
        let mut trade_of: Vec<String> = own.trade_of.iter().filter_map(code).collect();
        trade_of.dedup();
        Source { trade_of, ..own.clone() }
    };
    world.sources.iter().map(renamed).collect()
}

fn groups(world: &World) -> Vec<(String, Vec<String>)> {
    let mut names: Vec<&String> =
        world.economies.iter().flat_map(|economy| &economy.groups).collect();
    names.sort_unstable();
    names.dedup();
    let members = |name: &str| {
        world
            .group(name)
            .iter()
            .map(|member| world.economies[member.0].code.clone())
            .collect::<Vec<String>>()
    };
    names.into_iter().map(|name| (name.clone(), members(name))).collect()
}

/// (2); domestic links carry none.
fn tariffs(trade: &LinkTable, collected: &LinkTable) -> (LinkTable, Option<Repair>) {
    let mut tariff = LinkTable::filled(trade.economies(), trade.sectors(), 0.0);
    let (mut largest, mut cells): (f64, usize) = (0.0, 0);
    for ((sector, importer, exporter, value), paid) in trade.links().zip(collected.values()) {
        if importer == exporter {
            largest = largest.max(*paid);
            cells += usize::from(*paid > 0.0);
        } else if value > 0.0 {
            tariff.set(sector, importer, exporter, paid / value);
        }
    }
    let what = "tariffs among economies that became one are dropped; final demand there falls by what was collected";
    (tariff, (cells > 0).then(|| Repair { what: what.to_owned(), largest, cells }))
}

fn added_flows(flows: &FlowTable, map: &Mapping) -> FlowTable {
    let (economy, sector) = (
        |own: EconomyId| EconomyId(map.economies.of[own.0]),
        |own: SectorId| SectorId(map.sectors.of[own.0]),
    );
    let moved = flows.flows().map(|own| Flow {
        input: sector(own.input),
        importer: economy(own.importer),
        user: sector(own.user),
        exporter: economy(own.exporter),
        value: own.value,
    });
    FlowTable::of(map.economies.targets.len(), map.sectors.targets.len(), moved)
}

/// (1); every user of a new link pays the same mean tariff, so that what a user pays changes a
/// little where there are flows.
fn uses(
    world: &World,
    map: &Mapping,
    flows: Option<&FlowTable>,
    tariff: &LinkTable,
) -> (UseTable, Option<Repair>) {
    let added = added_uses(world, map);
    let Some(flows) = flows else { return (added, None) };
    let paid = flows.uses(tariff);
    let changes = paid.values().iter().zip(added.values()).map(|(new, old)| (new - old).abs());
    let (mut largest, mut cells): (f64, usize) = (0.0, 0);
    for (change, old) in changes.zip(added.values()) {
        largest = largest.max(change);
        cells += usize::from(change > SAME * old.abs());
    }
    let what = "input use follows the flows with the tariffs of the new links on them; value added and final demand take the difference";
    (paid, (cells > 0).then(|| Repair { what: what.to_owned(), largest, cells }))
}

fn added_uses(world: &World, map: &Mapping) -> UseTable {
    let mut uses = UseTable::zero(map.economies.targets.len(), map.sectors.targets.len());
    for economy in world.economy_ids() {
        for user in world.sector_ids() {
            for (input, value) in world.sector_ids().zip(world.use_table.recipe(economy, user)) {
                let sector = |sector: SectorId| SectorId(map.sectors.of[sector.0]);
                uses.add(
                    EconomyId(map.economies.of[economy.0]),
                    sector(user),
                    sector(input),
                    *value,
                );
            }
        }
    }
    uses
}

/// An economy that stays alone keeps its name; groups are those that all members share.
fn new_economies(world: &World, map: &Aggregation) -> Vec<Economy> {
    let one = |(at, code): (usize, &String)| {
        let members: Vec<&Economy> = world
            .economies
            .iter()
            .zip(&map.of)
            .filter(|(_, target)| **target == at)
            .map(|(own, _)| own)
            .collect();
        // A group that has become an economy is no group any more.
        let shared = |group: &&String| {
            !map.targets.contains(group)
                && members.iter().all(|member| member.groups.contains(group))
        };
        let groups = members
            .first()
            .map_or(Vec::new(), |first| first.groups.iter().filter(shared).cloned().collect());
        let name = match members.as_slice() {
            [only] => only.name.clone(),
            _ => world
                .economies
                .iter()
                .find(|own| own.code == *code)
                .map_or(code.clone(), |own| own.name.clone()),
        };
        Economy { code: code.clone(), name, groups }
    };
    map.targets.iter().enumerate().map(one).collect()
}

/// (3).
fn new_sectors(world: &World, map: &Aggregation) -> Vec<Sector> {
    let imports: Vec<f64> = world
        .sector_ids()
        .map(|sector| {
            let rows = world.economy_ids().map(|importer| {
                let row = world.trade.row(sector, importer);
                row.iter().sum::<f64>() - row[importer.0]
            });
            rows.sum()
        })
        .collect();
    let one = |(at, code): (usize, &String)| {
        let members = || (0..world.sectors.len()).filter(|sector| map.of[*sector] == at);
        let bought: f64 = members().map(|sector| imports[sector]).sum();
        let elasticity = if bought > 0.0 {
            members()
                .map(|sector| imports[sector] * world.sectors[sector].trade_elasticity)
                .sum::<f64>()
                / bought
        } else {
            members().map(|sector| world.sectors[sector].trade_elasticity).sum::<f64>()
                / members().count() as f64
        };
        let name = match members().collect::<Vec<usize>>().as_slice() {
            [only] => world.sectors[*only].name.clone(),
            _ => code.clone(),
        };
        let tradable = members().any(|sector| world.sectors[sector].tradable);
        Sector { code: code.clone(), name, trade_elasticity: elasticity, tradable }
    };
    map.targets.iter().enumerate().map(one).collect()
}
