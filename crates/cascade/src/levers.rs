//! Changes on a calendar: demand, capacity, links, thrift and stocks.

use crate::network::{Links, Network};
use crate::shocks::{CapacityRamp, DemandChange, LinkCut, LinkLag, Shocks, StockRelease, Thrift};
use crate::simulation::Simulation;
use crate::sparse::{Sparse, Weight};
use std::collections::{BTreeMap, VecDeque};

/// The calendar of a run with nodes by internal number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Levers {
    ramps: Vec<CapacityRamp>,
    demand: Vec<DemandChange>,
    thrift: Vec<(Thrift, usize)>,
    releases: Vec<(StockRelease, usize)>,
    cuts: Vec<(LinkCut, Vec<usize>)>,
    lags: Vec<(LinkLag, Vec<LaggedLink>)>,
    /// Supplier, slot and uncut flow of each link that is ever cut.
    uncut: BTreeMap<usize, (usize, usize, f64)>,
    ramp: Vec<f64>,
}

#[derive(Debug, Clone)]
struct LaggedLink {
    supplier: usize,
    slot: usize,
    link: usize,
    need: f64,
    /// What is under way, in days of the user's need; one entry for each step of the lag.
    under_way: VecDeque<f64>,
}

impl Levers {
    pub fn new(network: &Network, shocks: &Shocks) -> Self {
        let internal = |node: usize| network.internal[node] as usize;
        let mut levers = Levers::default();
        levers.ramps = shocks.ramps.iter().map(|ramp| CapacityRamp { node: internal(ramp.node), ..*ramp }).collect();
        levers.demand =
            shocks.demand.iter().map(|change| DemandChange { node: internal(change.node), ..*change }).collect();
        let slot = |group: usize, node: usize| network.links.slot(group, internal(node));
        for thrift in &shocks.thrift {
            levers.thrift.extend(slot(thrift.group, thrift.node).map(|slot| (*thrift, slot)));
        }
        for release in &shocks.releases {
            levers.releases.extend(slot(release.group, release.node).map(|slot| (*release, slot)));
        }
        for cut in &shocks.cuts {
            let places = pairs(network, &cut.suppliers, &cut.buyers);
            let links: Vec<usize> = places.iter().map(|place| place.2).collect();
            let uncut = places.iter().map(|&(supplier, slot, link)| (link, (supplier, slot, network.links.flow(link))));
            levers.uncut.extend(uncut);
            levers.cuts.push((cut.clone(), links));
        }
        for lag in shocks.lags.iter().filter(|lag| lag.steps > 0) {
            let places = pairs(network, &lag.suppliers, &lag.buyers);
            let links = places.into_iter().map(|(supplier, slot, link)| LaggedLink {
                supplier,
                slot,
                link,
                need: network.links.need(slot),
                under_way: VecDeque::new(),
            });
            levers.lags.push((lag.clone(), links.collect()));
        }
        levers.ramp = vec![0.0; if levers.ramps.is_empty() { 0 } else { network.nodes() }];
        levers
    }

    /// Share of baseline capacity added to a node in this step.
    pub fn ramp(&self, node: usize) -> f64 {
        self.ramp.get(node).copied().unwrap_or(0.0)
    }
}

impl Simulation<'_> {
    /// Applies what the calendar holds for a step.
    pub(crate) fn pull_levers(&mut self, step: usize) {
        self.change_demand(step);
        self.add_capacity(step);
        self.cut_links(step);
        self.save_inputs(step);
        for (release, slot) in &self.levers.releases {
            if release.at == step {
                self.slots.cover[*slot] += release.days;
            }
        }
        self.receive_late();
    }

    fn change_demand(&mut self, step: usize) {
        let demand = &mut self.nodes.final_demand;
        for change in &self.levers.demand {
            demand[change.node] = self.network.final_demand[change.node];
        }
        for change in self.levers.demand.iter().filter(|change| within(step, change.from, change.until)) {
            demand[change.node] *= change.factor;
        }
    }

    fn add_capacity(&mut self, step: usize) {
        self.levers.ramp.fill(0.0);
        for ramp in self.levers.ramps.iter().filter(|ramp| step >= ramp.from) {
            let done = (step - ramp.from + 1) as f64 / (ramp.full.max(ramp.from) - ramp.from + 1) as f64;
            self.levers.ramp[ramp.node] += ramp.share * done.min(1.0);
        }
    }

    fn cut_links(&mut self, step: usize) {
        let changes = |cut: &LinkCut| step == cut.from || step == cut.until;
        if !self.levers.cuts.iter().any(|(cut, _)| changes(cut)) {
            return;
        }
        let mut flows: BTreeMap<usize, f64> =
            self.levers.uncut.iter().map(|(&link, &(.., flow))| (link, flow)).collect();
        for (cut, links) in self.levers.cuts.iter().filter(|(cut, _)| within(step, cut.from, cut.until)) {
            for link in links {
                if let Some(flow) = flows.get_mut(link) {
                    *flow *= cut.passing;
                }
            }
        }
        let links = self.links.to_mut();
        links.fix_needs();
        // Orders at hand are worth what their links carry from now on.
        let (orders, supply) = (&mut self.nodes.orders, &self.nodes.supply);
        for (link, (supplier, slot, _)) in &self.levers.uncut {
            let change = flows[link] - links.flow(*link);
            orders[*supplier] =
                (orders[*supplier] + supply[*supplier].attraction * self.slots.order[*slot] * change).max(0.0);
            links.set_flow(*link, flows[link]);
        }
    }

    fn save_inputs(&mut self, step: usize) {
        let changes = |thrift: &Thrift| step == thrift.from || step == thrift.until;
        if !self.levers.thrift.iter().any(|(thrift, _)| changes(thrift)) {
            return;
        }
        let factors = self.slots.need_factor.get_or_insert_with(|| vec![1.0; self.slots.cover.len()]);
        for (_, slot) in &self.levers.thrift {
            factors[*slot] = 1.0;
        }
        for (thrift, slot) in self.levers.thrift.iter().filter(|(thrift, _)| within(step, thrift.from, thrift.until)) {
            factors[*slot] *= 1.0 - thrift.share;
        }
    }

    /// Hands over what has arrived late; what is sent now is taken off after rationing.
    fn receive_late(&mut self) {
        for (lag, links) in &mut self.levers.lags {
            for link in links {
                while link.under_way.len() > lag.steps {
                    self.slots.cover[link.slot] += link.under_way.pop_front().unwrap_or(0.0);
                }
            }
        }
    }

    /// Takes what is sent over slowed links out of this step's arrivals.
    pub(crate) fn send_over_slow_links(&mut self, step: usize) {
        let (nodes, order) = (&self.nodes, &self.slots.order);
        for (lag, links) in &mut self.levers.lags {
            let slow = within(step, lag.from, lag.until);
            for link in links.iter_mut() {
                if !slow {
                    if !link.under_way.is_empty() {
                        link.under_way.push_back(0.0);
                    }
                    continue;
                }
                let flow = self.links.flow(link.link);
                let asked = order[link.slot];
                let sent = match nodes.ceilings.get(link.supplier) {
                    Some(ceiling) => flow * (asked * ceiling.attraction).min(ceiling.most),
                    None => flow * asked * nodes.supply[link.supplier].delivered,
                };
                self.slots.cover[link.slot] -= sent / link.need;
                link.under_way.push_back(sent / link.need);
            }
        }
    }
}

fn within(step: usize, from: usize, until: usize) -> bool {
    step >= from && step < until
}

/// Links from any of the suppliers to any of the buyers as supplier, slot and link, internal numbers.
fn pairs(network: &Network, suppliers: &[usize], buyers: &[usize]) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for &buyer in buyers {
        for &supplier in suppliers {
            let (supplier, buyer) = (network.internal[supplier] as usize, network.internal[buyer] as usize);
            let group = network.group_of[supplier] as usize;
            if let (Some(slot), Some(link)) =
                (network.links.slot(group, buyer), network.links.link(group, supplier, buyer))
                && network.links.need(slot) > 0.0
            {
                found.push((supplier, slot, link));
            }
        }
    }
    found
}

impl Links {
    /// The slot of an input group of a node.
    pub(crate) fn slot(&self, group: usize, node: usize) -> Option<usize> {
        match self {
            Links::Dense(dense) => Some(group * dense.width + node),
            Links::Sparse(sparse) => slot_in(sparse, group, node),
            Links::Firms(sparse) => slot_in(sparse, group, node),
        }
    }

    /// The place of a link among the flows.
    fn link(&self, group: usize, supplier: usize, buyer: usize) -> Option<usize> {
        match self {
            Links::Dense(dense) => dense.link(supplier, buyer),
            Links::Sparse(sparse) => link_in(sparse, group, supplier, buyer),
            Links::Firms(sparse) => link_in(sparse, group, supplier, buyer),
        }
    }

    /// Flow a day over a link as it is now.
    pub(crate) fn flow(&self, link: usize) -> f64 {
        match self {
            Links::Dense(dense) => dense.flows[link],
            Links::Sparse(sparse) => sparse.flow[link],
            Links::Firms(sparse) => sparse.flow[link].get(),
        }
    }

    fn set_flow(&mut self, link: usize, flow: f64) {
        match self {
            Links::Dense(dense) => dense.flows[link] = flow,
            Links::Sparse(sparse) => sparse.flow[link] = flow,
            Links::Firms(sparse) => sparse.flow[link] = f32::from_flow(flow),
        }
    }

    /// Need of a slot before any shock, units a day.
    fn need(&self, slot: usize) -> f64 {
        match self {
            Links::Dense(dense) => dense.need[slot],
            Links::Sparse(sparse) => sparse.need(slot),
            Links::Firms(sparse) => sparse.need(slot),
        }
    }

    fn fix_needs(&mut self) {
        match self {
            Links::Dense(_) => {}
            Links::Sparse(sparse) => sparse.fix_needs(),
            Links::Firms(sparse) => sparse.fix_needs(),
        }
    }
}

fn slot_in<W: Weight>(sparse: &Sparse<W>, group: usize, node: usize) -> Option<usize> {
    sparse.slots(node).find(|&slot| sparse.slot_group[slot] as usize == group)
}

fn link_in<W: Weight>(sparse: &Sparse<W>, group: usize, supplier: usize, buyer: usize) -> Option<usize> {
    let slot = slot_in(sparse, group, buyer)?;
    sparse.links(slot).find(|&link| sparse.supplier[link] as usize == supplier)
}
