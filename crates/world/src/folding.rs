//! What do the codes of a world that was added up stand for? Their members, whose part is how
//! large, and what each sector is.
//!
//! ```text
//! (1)  nature of a new sector   that of the members with the most output; told where they differ
//! (2)  part of a member         its output; what it was itself made of, where that is known
//! ```

use crate::accounts::Accounts;
use crate::ids::{EconomyId, SectorId};
use crate::mapping::{Aggregation, Mapping};
use crate::meaning::{Meaning, Part};
use crate::model::World;
use crate::nature::{Basis, Declared, Nature};
use std::collections::BTreeMap;

/// The meaning of `world` added up by `map`, and what to tell about it.
pub(crate) fn meaning(world: &World, map: &Mapping) -> (Meaning, Option<String>) {
    let codes = |list: Vec<&str>| list.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let economies =
        world.economies.iter().map(|own| codes(world.meaning.economy_members(&own.code)));
    let sectors = world.sectors.iter().map(|own| codes(world.meaning.sector_members(&own.code)));
    let output = Accounts::of(world).output;
    let made = |at: usize| {
        world.economy_ids().map(|economy| output.get(economy, SectorId(at))).sum::<f64>()
    };
    let made: Vec<f64> = (0..world.sectors.len()).map(made).collect();
    let (natures, note) = natures(world, &map.sectors, &made);
    let mut found = Meaning {
        natures,
        economies: members(&map.economies, &economies.collect::<Vec<_>>()),
        sectors: members(&map.sectors, &sectors.collect::<Vec<_>>()),
        parts: Vec::new(),
    };
    found.parts = parts(world, map, &output, &found);
    (found, note)
}

/// The members of each target that is more than its own code.
fn members(map: &Aggregation, of: &[Vec<String>]) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (own, target) in of.iter().zip(&map.of) {
        all.entry(map.targets[*target].clone()).or_default().extend(own.iter().cloned());
    }
    all.retain(|code, own| own.as_slice() != std::slice::from_ref(code));
    all
}

/// (1); what nothing is known of stays unknown.
fn natures(
    world: &World,
    map: &Aggregation,
    made: &[f64],
) -> (BTreeMap<String, Declared>, Option<String>) {
    let all = world.natures();
    let (mut found, mut mixed) = (BTreeMap::new(), Vec::new());
    for (target, code) in map.targets.iter().enumerate() {
        let known = || {
            (0..all.len()).filter(|at| map.of[*at] == target && all[*at].basis != Basis::Assumed)
        };
        let is = |one: &Nature, other: &Nature| {
            (one.good, one.storable, one.criticality)
                == (other.good, other.storable, other.criticality)
        };
        let of_a_kind = |at: usize| {
            known().filter(|other| is(&all[at], &all[*other])).map(|other| made[other]).sum::<f64>()
        };
        let mut largest: Option<(usize, f64)> = None;
        for at in known() {
            let size = of_a_kind(at);
            if largest.is_none_or(|(_, most)| size > most) {
                largest = Some((at, size));
            }
        }
        let Some((at, _)) = largest else { continue };
        if known().any(|other| !is(&all[at], &all[other])) {
            let kind = if all[at].good { "a good" } else { "a service" };
            mixed.push(format!("{code} ({kind}, {})", all[at].criticality.word()));
        }
        let Nature { good, storable, criticality, .. } = all[at];
        found.insert(
            code.clone(),
            Declared { good: Some(good), storable: Some(storable), criticality: Some(criticality) },
        );
    }
    let note = (!mixed.is_empty()).then(|| {
        let list = mixed.join(", ");
        format!("Sectors added up of different kinds are taken as the kind with the most output: {list}.")
    });
    (found, note)
}

/// (2), of the nodes that were added up or renamed.
fn parts(
    world: &World,
    map: &Mapping,
    output: &crate::dense::NodeTable,
    found: &Meaning,
) -> Vec<Part> {
    let mut parts = Vec::new();
    for economy in world.economy_ids() {
        for sector in world.sector_ids() {
            let own = (&world.economies[economy.0].code, &world.sectors[sector.0].code);
            let node = (
                &map.economies.targets[map.economies.of[economy.0]],
                &map.sectors.targets[map.sectors.of[sector.0]],
            );
            if !(found.economies.contains_key(node.0) || found.sectors.contains_key(node.1)) {
                continue;
            }
            let part = |(economy, sector): (&str, &str), output: f64| Part {
                economy: node.0.clone(),
                sector: node.1.clone(),
                member_economy: economy.to_owned(),
                member_sector: sector.to_owned(),
                output,
            };
            let before =
                world.meaning.parts.iter().filter(|part| (&part.economy, &part.sector) == own);
            let before: Vec<Part> = before
                .map(|own| part((&own.member_economy, &own.member_sector), own.output))
                .collect();
            if before.is_empty() {
                parts.extend(
                    whole(world, (economy, sector), output.get(economy, sector))
                        .map(|(codes, output)| part(codes, output)),
                );
            } else {
                parts.extend(before);
            }
        }
    }
    let key = |part: &Part| {
        (
            part.economy.clone(),
            part.sector.clone(),
            part.member_economy.clone(),
            part.member_sector.clone(),
        )
    };
    parts.sort_by_cached_key(key);
    parts
}

/// A node that is one member's alone; of one that several share in unknown parts, nothing is
/// recorded.
fn whole(
    world: &World,
    (economy, sector): (EconomyId, SectorId),
    output: f64,
) -> impl Iterator<Item = ((&str, &str), f64)> {
    let economies = world.meaning.economy_members(&world.economies[economy.0].code);
    let sectors = world.meaning.sector_members(&world.sectors[sector.0].code);
    let one = match (economies.as_slice(), sectors.as_slice()) {
        ([economy], [sector]) => Some((*economy, *sector)),
        _ => None,
    };
    one.map(|codes| (codes, output)).into_iter()
}
