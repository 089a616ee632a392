//! What do entries change in the network itself: capacity, flows, ways and demand, day by day?
//!
//! A flow that stops is missed by firms, which look elsewhere by their rules, and by final users,
//! who go without. Final demand for what sector g of economy o makes is
//!
//! ```text
//! f_go(t) = sum_c F_goc r_gc(t) p_goc(t),     F_goc = T_goc (1 - sum_u phi_guc)
//! ```
//!
//! with T the trade from o to c without what is known by user, phi the shares of firms, r the change of demand in c and p the
//! share of the flow that passes.

use super::network::{Origins, origins};
use crate::error::EngineError;
use detente_cascade::{CapacityLoss, DemandChange, LinkCut, LinkLag, Recovery, Shocks};
use detente_scenario::{CascadeEffect, CascadeEvent, Date};
use detente_world::{EconomyId, SectorId, World};
use std::collections::{BTreeMap, BTreeSet};

/// Sector, importer, exporter.
type Link = (SectorId, EconomyId, EconomyId);

/// A change of final demand: first day, first day after it, economies and sectors, ratio.
type Wanted<'a> = (usize, usize, &'a [(EconomyId, SectorId)], f64);

/// What hits and helps the network, on the days that are followed.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// As the cascade engine takes it.
    pub shocks: Shocks,
    /// Share of capacity that a node loses by day.
    pub lost: BTreeMap<usize, Vec<f64>>,
    cuts: Vec<Cut>,
    /// Flows of which nothing arrives before the first of what was sent by the longer route does.
    late: Vec<Cut>,
}

/// Flows that carry less from one day to the day before another.
#[derive(Clone, Debug)]
struct Cut {
    links: BTreeSet<Link>,
    from: usize,
    until: usize,
    share: f64,
}

/// Which days of those followed an event holds: the first, and the first after it.
struct Days {
    start: Date,
    days: usize,
}

impl Days {
    fn of(&self, event: &CascadeEvent) -> Option<(usize, usize)> {
        let place = |date: Date| {
            usize::try_from((date - self.start).get_days()).unwrap_or(0).min(self.days)
        };
        let from = event.from.map_or(0, place);
        let until = event.until.and_then(|until| until.tomorrow().ok()).map_or(self.days, place);
        (from < until).then_some((from, until))
    }
}

impl Hits {
    /// Everything the events do within `days` days from `start`.
    ///
    /// # Errors
    /// If the flows of the world cannot be read.
    pub fn of(
        world: &World,
        events: &[CascadeEvent],
        start: Date,
        days: usize,
    ) -> Result<Self, EngineError> {
        let (mut hits, window) = (Hits::default(), Days { start, days });
        let economies = world.economies.len();
        let mut demand: Vec<Wanted<'_>> = Vec::new();
        for event in events {
            let Some((from, until)) = window.of(event) else { continue };
            match &event.effect {
                CascadeEffect::Capacity { nodes, lost } => {
                    let nodes =
                        nodes.iter().map(|(economy, sector)| sector.0 * economies + economy.0);
                    hits.lose_capacity(nodes, *lost, (from, until), days);
                }
                CascadeEffect::Passing { links, share, overrides } => {
                    let cut =
                        Cut { links: links.iter().copied().collect(), from, until, share: *share };
                    hits.cut(cut, *overrides);
                }
                CascadeEffect::Delay { links, days } => {
                    let until_first = until.min(from + days);
                    hits.late.push(Cut {
                        links: links.iter().copied().collect(),
                        from,
                        until: until_first,
                        share: 0.0,
                    });
                    for (suppliers, buyers) in by_importer(world, links) {
                        hits.shocks.lags.push(LinkLag {
                            suppliers,
                            buyers,
                            steps: *days,
                            from,
                            until,
                        });
                    }
                }
                CascadeEffect::Demand { nodes, ratio } => demand.push((from, until, nodes, *ratio)),
            }
        }
        for cut in hits.cuts.iter().filter(|cut| cut.share < 1.0) {
            let links: Vec<Link> = cut.links.iter().copied().collect();
            for (suppliers, buyers) in by_importer(world, &links) {
                let (passing, from, until) = (cut.share, cut.from, cut.until);
                hits.shocks.cuts.push(LinkCut { suppliers, buyers, passing, from, until });
            }
        }
        hits.shocks.demand = final_demand(world, &hits.cuts, &demand)?;
        Ok(hits)
    }

    /// Whether nothing is hit.
    pub fn is_empty(&self) -> bool {
        self.shocks == Shocks::default()
    }

    /// Share of the flow of a sector's product between two economies that arrives on a day.
    pub fn passing(&self, sector: usize, importer: usize, exporter: usize, day: usize) -> f64 {
        let link = (SectorId(sector), EconomyId(importer), EconomyId(exporter));
        let holds = |cut: &&Cut| (cut.from..cut.until).contains(&day) && cut.links.contains(&link);
        self.cuts.iter().chain(&self.late).filter(holds).map(|cut| cut.share).product()
    }

    /// Where several entries hit a sector, the largest loss counts.
    fn lose_capacity(
        &mut self,
        nodes: impl Iterator<Item = usize>,
        lost: f64,
        (from, until): (usize, usize),
        days: usize,
    ) {
        let shares: Vec<(usize, f64)> = nodes.map(|node| (node, lost)).collect();
        for (node, lost) in &shares {
            let by_day = self.lost.entry(*node).or_insert_with(|| vec![0.0; days]);
            by_day[from..until].iter_mut().for_each(|day| *day = day.max(*lost));
        }
        // Recovery begins on the day after `duration` with the whole loss, and is over a day later.
        let (duration, recovery) = (until - from - 1, (Recovery::Linear, 1.0));
        self.shocks.capacity_losses.push(CapacityLoss { shares, from, duration, recovery });
    }

    /// An entry that overrides takes its flows out of earlier ones while it is in force.
    fn cut(&mut self, cut: Cut, overrides: bool) {
        if overrides {
            let earlier = std::mem::take(&mut self.cuts);
            for old in earlier {
                let (first, last) = (old.from.max(cut.from), old.until.min(cut.until));
                let both: BTreeSet<Link> = old.links.intersection(&cut.links).copied().collect();
                if first >= last || both.is_empty() {
                    self.cuts.push(old);
                    continue;
                }
                let rest = old.links.difference(&cut.links).copied().collect();
                let pieces = [
                    (rest, old.from, old.until),
                    (both.clone(), old.from, first),
                    (both, last, old.until),
                ];
                let kept = pieces
                    .into_iter()
                    .filter(|(links, from, until)| !links.is_empty() && from < until);
                self.cuts.extend(kept.map(|(links, from, until)| Cut {
                    links,
                    from,
                    until,
                    share: old.share,
                }));
            }
        }
        self.cuts.push(cut);
    }
}

/// Suppliers and buyers by sector and importer: all who use the sector's product there.
fn by_importer(world: &World, links: &[Link]) -> Vec<(Vec<usize>, Vec<usize>)> {
    let economies = world.economies.len();
    let mut suppliers: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (sector, importer, exporter) in links {
        suppliers
            .entry((sector.0, importer.0))
            .or_default()
            .push(sector.0 * economies + exporter.0);
    }
    let buyers = |importer: usize| {
        (0..world.sectors.len()).map(|user| user * economies + importer).collect()
    };
    suppliers.into_iter().map(|((_, importer), suppliers)| (suppliers, buyers(importer))).collect()
}

/// Final demand by node relative to the baseline, between any two days on which something begins or
/// ends.
fn final_demand(
    world: &World,
    cuts: &[Cut],
    demand: &[Wanted<'_>],
) -> Result<Vec<DemandChange>, EngineError> {
    let edges = cuts.iter().flat_map(|cut| [cut.from, cut.until]);
    let edges: BTreeSet<usize> =
        edges.chain(demand.iter().flat_map(|(from, until, ..)| [*from, *until])).collect();
    let edges: Vec<usize> = edges.into_iter().collect();
    if edges.is_empty() {
        return Ok(Vec::new());
    }
    let (sales, economies) = (FinalSales::of(world)?, world.economies.len());
    let mut changes = Vec::new();
    for pair in edges.windows(2) {
        let (from, until) = (pair[0], pair[1]);
        let mut wanted: BTreeMap<(SectorId, EconomyId), f64> = BTreeMap::new();
        for (_, _, nodes, ratio) in
            demand.iter().filter(|(first, last, ..)| *first <= from && *last >= until)
        {
            nodes.iter().for_each(|(economy, sector)| {
                *wanted.entry((*sector, *economy)).or_insert(1.0) *= ratio
            });
        }
        let mut missed: BTreeMap<usize, f64> = BTreeMap::new();
        for ((sector, importer), ratio) in &wanted {
            for exporter in 0..economies {
                let sold = sales.of_link(*sector, *importer, EconomyId(exporter));
                *missed.entry(sector.0 * economies + exporter).or_default() += sold * (1.0 - ratio);
            }
        }
        let mut passing: BTreeMap<Link, f64> = BTreeMap::new();
        for cut in cuts.iter().filter(|cut| cut.from <= from && cut.until >= until) {
            cut.links.iter().for_each(|link| *passing.entry(*link).or_insert(1.0) *= cut.share);
        }
        for ((sector, importer, exporter), share) in passing {
            let ratio = wanted.get(&(sector, importer)).copied().unwrap_or(1.0);
            let sold = sales.of_link(sector, importer, exporter);
            *missed.entry(sector.0 * economies + exporter.0).or_default() +=
                sold * ratio * (1.0 - share);
        }
        for (node, missed) in missed {
            let sold = sales.by_node[node];
            if missed != 0.0 && sold > 0.0 {
                changes.push(DemandChange {
                    node,
                    factor: (1.0 - missed / sold).max(0.0),
                    from,
                    until,
                });
            }
        }
    }
    Ok(changes)
}

/// What final users buy, units a day.
struct FinalSales<'w> {
    world: &'w World,
    /// Sales that are not known by user, units a day: sector x exporter x importer.
    trade: Vec<f64>,
    /// Share of what an economy buys of a good that final users take; good x economy.
    left: Vec<f64>,
    by_node: Vec<f64>,
}

impl<'w> FinalSales<'w> {
    fn of(world: &'w World) -> Result<Self, EngineError> {
        let (economies, sectors) = (world.economies.len(), world.sectors.len());
        let nodes = economies * sectors;
        let mut left = vec![1.0; nodes];
        let Origins { trade, share, .. } = origins(world)?;
        for (place, share) in share.into_iter().enumerate() {
            left[place / nodes * economies + place % economies] -= share;
        }
        left.iter_mut().for_each(|left| *left = left.max(0.0));
        let mut sales = FinalSales { world, trade, left, by_node: vec![0.0; nodes] };
        for (sector, importer, exporter, _) in world.trade.links() {
            let sold = sales.of_link(sector, importer, exporter);
            sales.by_node[sector.0 * economies + exporter.0] += sold;
        }
        Ok(sales)
    }

    fn of_link(&self, sector: SectorId, importer: EconomyId, exporter: EconomyId) -> f64 {
        let economies = self.world.economies.len();
        self.trade[(sector.0 * economies + exporter.0) * economies + importer.0]
            * self.left[sector.0 * economies + importer.0]
    }
}
