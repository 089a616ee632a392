//! Do trade, input use and the flows between them fit together? The identities of
//! [`flows`](crate::flows), checked link by link and user by user.

use crate::balance::{NEGLIGIBLE, SMALL};
use crate::check::{Identity, identity, link};
use crate::dense::LinkTable;
use crate::error::WorldError;
use crate::flows::FlowTable;
use crate::ids::{EconomyId, SectorId};
use crate::model::World;

/// A gap, relative to what it is a gap in, and where it is.
type Gap<P> = (f64, P);

/// Eq. (1): how far the users of a link buy more than it carries.
fn excess<'a>(
    world: &'a World,
    between: &'a LinkTable,
    negligible: f64,
) -> impl Iterator<Item = Gap<(SectorId, EconomyId, EconomyId)>> + 'a {
    world.trade.links().zip(between.values()).map(move |((sector, to, from, value), used)| {
        ((used - value).max(0.0) / value.max(negligible), (sector, to, from))
    })
}

/// Eq. (2): how far a user's recipe is from its flows with the duties on them.
fn gaps(
    world: &World,
    flows: &FlowTable,
    negligible: f64,
) -> impl Iterator<Item = Gap<(EconomyId, SectorId, SectorId)>> + use<> {
    let (sum, kinds) = (flows.uses(&world.tariff), world.sectors.len());
    let uses = world.use_table.clone();
    (0..uses.values().len()).map(move |at| {
        let (own, given) = (sum.values()[at], uses.values()[at]);
        let place =
            (EconomyId(at / (kinds * kinds)), SectorId(at / kinds % kinds), SectorId(at % kinds));
        ((own - given).abs() / given.max(negligible), place)
    })
}

/// What is too small to matter in one cell.
fn negligible(world: &World) -> f64 {
    NEGLIGIBLE * world.trade.values().iter().sum::<f64>()
}

fn recipe(world: &World, (economy, user, input): (EconomyId, SectorId, SectorId)) -> String {
    let sector = |at: SectorId| &world.sectors[at.0].code;
    format!("{} in {} of {}", sector(input), sector(user), world.economies[economy.0].code)
}

/// The identities of a world that has flows.
pub(crate) fn identities(world: &World) -> Result<Vec<Identity>, WorldError> {
    let Some(flows) = world.flow_table()? else { return Ok(Vec::new()) };
    let (between, least) = (flows.between(), negligible(world));
    Ok(vec![
        identity(
            "total trade is at least intermediate trade",
            "sales to the users of a link above what it carries / what it carries",
            SMALL,
            excess(world, &between, least),
            |at| link(world, at),
        ),
        identity(
            "flows with the duties on them add up to input use",
            "the gap, by economy, user and input / input use",
            SMALL,
            gaps(world, &flows, least),
            |at| recipe(world, at),
        ),
    ])
}

/// How many misfits of each kind have a sentence of their own.
const TOLD: usize = 5;

/// What does not fit together by more than is shared out, each as a sentence, the worst first.
pub(crate) fn misfits(world: &World) -> Result<Vec<String>, WorldError> {
    let Some(flows) = world.flow_table()? else { return Ok(Vec::new()) };
    let (between, least) = (flows.between(), negligible(world));
    let mut told = Vec::new();
    for (gap, at) in worst(excess(world, &between, least)) {
        let (used, carried) = (between.get(at.0, at.1, at.2), world.trade.get(at.0, at.1, at.2));
        told.push(format!(
            "the users of {} buy {used:.6}, {:.1} % more than the {carried:.6} that the trade table has",
            link(world, at),
            100.0 * gap
        ));
    }
    let sums = flows.uses(&world.tariff);
    for (gap, at) in worst(gaps(world, &flows, least)) {
        let (sum, given) = (sums.get(at.0, at.1, at.2), world.use_table.get(at.0, at.1, at.2));
        told.push(format!(
            "the flows of {} with the duties on them are {sum:.6}, {:.1} % off the {given:.6} that the use table has",
            recipe(world, at),
            100.0 * gap
        ));
    }
    Ok(told)
}

/// The largest gaps that are more than small.
fn worst<P>(gaps: impl Iterator<Item = Gap<P>>) -> Vec<Gap<P>> {
    let mut large: Vec<Gap<P>> = gaps.filter(|(gap, _)| *gap > SMALL).collect();
    large.sort_by(|one, other| other.0.total_cmp(&one.0));
    large.truncate(TOLD);
    large
}
