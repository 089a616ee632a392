//! Changes on a calendar: demand, capacity, links, material efficiency and stocks.

use crate::CascadeError;
use crate::layout::Layout;
use crate::network::Network;
use crate::proportional::Proportional;
use crate::running::Running;
use crate::shocks::{CapacityRamp, DemandChange, LinkCut, LinkLag, Shocks, StockRelease, Thrift};
use crate::state::{NodeState, SlotState};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The calendar of a run with nodes by internal number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Levers {
    ramps: Vec<CapacityRamp>,
    demand: Vec<DemandChange>,
    thrift: Vec<(Thrift, usize)>,
    releases: Vec<(StockRelease, usize)>,
    cuts: Vec<(LinkCut, Vec<usize>)>,
    lags: Vec<(LinkLag, Vec<LateFlow>)>,
    /// Flow of each link that is ever cut, before the first cut.
    uncut: BTreeMap<usize, f64>,
    ramp: Vec<f64>,
}

/// Links of which some carries late, and the inputs they carry into: one, but for tables, where the
/// users of an economy share them.
#[derive(Debug, Clone)]
struct LateFlow {
    /// Suppliers, and the links from them.
    from: Vec<(usize, usize)>,
    into: Vec<LaggedSlot>,
}

/// An input of a node of which some comes late.
#[derive(Debug, Clone)]
struct LaggedSlot {
    slot: usize,
    /// Share of what the links carry that is for this input, over its need a day.
    days: f64,
    /// What is under way, in days of the user's need; one entry for each step of the lag.
    under_way: VecDeque<f64>,
}

impl Levers {
    pub fn new(network: &Network, shocks: &Shocks) -> Result<Self, CascadeError> {
        let internal = |node: usize| network.internal[node] as usize;
        let ramps =
            shocks.ramps.iter().map(|ramp| CapacityRamp { node: internal(ramp.node), ..*ramp });
        let demand = shocks
            .demand
            .iter()
            .map(|change| DemandChange { node: internal(change.node), ..*change });
        let mut levers =
            Levers { ramps: ramps.collect(), demand: demand.collect(), ..Levers::default() };
        let slot = |group: usize, node: usize| network.links.layout().slot(group, internal(node));
        for thrift in &shocks.thrift {
            levers.thrift.extend(slot(thrift.group, thrift.node).map(|slot| (*thrift, slot)));
        }
        for release in &shocks.releases {
            levers.releases.extend(slot(release.group, release.node).map(|slot| (*release, slot)));
        }
        for cut in &shocks.cuts {
            let places = pairs(network, &cut.suppliers, &cut.buyers);
            let mut links: Vec<usize> = places.iter().map(|place| place.2).collect();
            links.sort_unstable();
            links.dedup();
            if let Some(tables) = network.links.tables()
                && !places.is_empty()
                && !whole_economies(tables, &cut.buyers)
            {
                return Err(CascadeError::SingleLinks {
                    what: "a cut that spares some users of an economy",
                });
            }
            levers
                .uncut
                .extend(links.iter().map(|&link| (link, network.links.layout().flow(link))));
            levers.cuts.push((cut.clone(), links));
        }
        for lag in shocks.lags.iter().filter(|lag| lag.steps > 0) {
            levers.lags.push((lag.clone(), late_flows(network, lag)));
        }
        levers.ramp = vec![0.0; if levers.ramps.is_empty() { 0 } else { network.nodes() }];
        Ok(levers)
    }

    /// Share of baseline capacity added to a node in this step.
    pub fn ramp(&self, node: usize) -> f64 {
        self.ramp.get(node).copied().unwrap_or(0.0)
    }
}

impl Levers {
    /// Applies what the calendar holds for a step.
    pub fn pull(&mut self, step: usize, network: &Network, running: &mut Running) {
        self.change_demand(step, network, &mut running.nodes);
        self.add_capacity(step);
        self.cut_links(step, running);
        self.save_inputs(step, &mut running.slots);
        for (release, slot) in &self.releases {
            if release.at == step {
                running.slots.cover[*slot] += release.days;
            }
        }
        self.receive_late(&mut running.slots);
    }

    fn change_demand(&self, step: usize, network: &Network, nodes: &mut NodeState) {
        let demand = &mut nodes.final_demand;
        for change in &self.demand {
            demand[change.node] = network.final_demand[change.node];
        }
        for change in self.demand.iter().filter(|change| within(step, change.from, change.until)) {
            demand[change.node] *= change.factor;
        }
    }

    fn add_capacity(&mut self, step: usize) {
        self.ramp.fill(0.0);
        for ramp in self.ramps.iter().filter(|ramp| step >= ramp.from) {
            let done =
                (step - ramp.from + 1) as f64 / (ramp.full.max(ramp.from) - ramp.from + 1) as f64;
            self.ramp[ramp.node] += ramp.share * done.min(1.0);
        }
    }

    fn cut_links(&self, step: usize, running: &mut Running) {
        let changes = |cut: &LinkCut| step == cut.from || step == cut.until;
        if !self.cuts.iter().any(|(cut, _)| changes(cut)) {
            return;
        }
        let mut flows = self.uncut.clone();
        for (cut, links) in self.cuts.iter().filter(|(cut, _)| within(step, cut.from, cut.until)) {
            for link in links {
                if let Some(flow) = flows.get_mut(link) {
                    *flow *= cut.passing;
                }
            }
        }
        let layout = running.links.to_mut().layout_mut();
        layout.fix_needs();
        for (link, flow) in flows {
            layout.set_flow(link, flow);
        }
        // Orders at hand are worth what their links carry from now on.
        let asked = layout.asked(&running.slots.order);
        for (orders, (asked, supply)) in
            running.nodes.orders.iter_mut().zip(asked.iter().zip(&running.nodes.supply))
        {
            *orders = asked * supply.attraction;
        }
        running.want_own_use();
    }

    fn save_inputs(&self, step: usize, slots: &mut SlotState) {
        let changes = |thrift: &Thrift| step == thrift.from || step == thrift.until;
        if !self.thrift.iter().any(|(thrift, _)| changes(thrift)) {
            return;
        }
        let factors = slots.need_factor.get_or_insert_with(|| vec![1.0; slots.cover.len()]);
        for (_, slot) in &self.thrift {
            factors[*slot] = 1.0;
        }
        for (thrift, slot) in
            self.thrift.iter().filter(|(thrift, _)| within(step, thrift.from, thrift.until))
        {
            factors[*slot] *= 1.0 - thrift.share;
        }
    }

    /// Hands over what has arrived late; what is sent now is taken off after rationing.
    fn receive_late(&mut self, slots: &mut SlotState) {
        for (lag, flows) in &mut self.lags {
            for late in flows.iter_mut().flat_map(|flow| &mut flow.into) {
                while late.under_way.len() > lag.steps {
                    slots.cover[late.slot] += late.under_way.pop_front().unwrap_or(0.0);
                }
            }
        }
    }

    /// Takes what is sent over slowed links out of this step's arrivals.
    pub fn send_over_slow_links(&mut self, step: usize, running: &mut Running) {
        let (nodes, layout) = (&running.nodes, running.links.layout());
        let SlotState { order, cover, .. } = &mut running.slots;
        for (lag, flows) in &mut self.lags {
            if !within(step, lag.from, lag.until) {
                let slots = flows.iter_mut().flat_map(|flow| &mut flow.into);
                slots
                    .filter(|late| !late.under_way.is_empty())
                    .for_each(|late| late.under_way.push_back(0.0));
                continue;
            }
            for LateFlow { from, into } in flows.iter_mut() {
                // With ceilings what is delivered depends on what each user asks for; else it is
                // the same share for all.
                let below = |asked: f64| -> f64 {
                    let sent = |&(supplier, link): &(usize, usize)| {
                        let ceiling = nodes.ceilings[supplier];
                        layout.flow(link) * (asked * ceiling.attraction).min(ceiling.most)
                    };
                    from.iter().map(sent).sum()
                };
                let delivered = |&(supplier, link): &(usize, usize)| {
                    layout.flow(link) * nodes.supply[supplier].delivered
                };
                let shared: f64 =
                    if nodes.ceilings.is_empty() { from.iter().map(delivered).sum() } else { 0.0 };
                for late in into {
                    let asked = order[late.slot];
                    let sent =
                        if nodes.ceilings.is_empty() { shared * asked } else { below(asked) };
                    let days = sent * late.days;
                    cover[late.slot] -= days;
                    late.under_way.push_back(days);
                }
            }
        }
    }
}

/// The links and inputs that a lag touches.
fn late_flows(network: &Network, lag: &LinkLag) -> Vec<LateFlow> {
    if let Some(tables) = network.links.tables() {
        return late_trade(network, tables, lag);
    }
    let mut from: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (supplier, slot, link) in pairs(network, &lag.suppliers, &lag.buyers) {
        from.entry(slot).or_default().push((supplier, link));
    }
    let needed =
        from.into_iter().map(|(slot, from)| (slot, network.links.layout().need(slot), from));
    let flow =
        |slot, need: f64, from| LateFlow { from, into: vec![LaggedSlot::new(slot, 1.0 / need)] };
    needed
        .filter(|(_, need, _)| *need > 0.0)
        .map(|(slot, need, from)| flow(slot, need, from))
        .collect()
}

/// Of a world's tables: every buyer of a good in an economy waits for the same ships, so that a
/// flow is added up once for all of them but those whose origins are known.
fn late_trade(network: &Network, tables: &Proportional, lag: &LinkLag) -> Vec<LateFlow> {
    let internal = |node: &usize| network.internal[*node] as usize;
    let mut origins: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for supplier in lag.suppliers.iter().map(internal) {
        origins.entry(network.group_of[supplier] as usize).or_default().insert(supplier);
    }
    let mut destinations: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for buyer in lag.buyers.iter().map(internal) {
        destinations.entry(buyer % tables.economies).or_default().insert(buyer);
    }
    let mut flows = Vec::new();
    for (&good, suppliers) in &origins {
        for (&destination, buyers) in &destinations {
            let link =
                |supplier: usize| tables.place(good, supplier % tables.economies, destination);
            let slots = buyers.iter().map(|buyer| good * tables.nodes() + buyer);
            let needed: Vec<usize> = slots.filter(|slot| tables.need(*slot) > 0.0).collect();
            for slot in needed.iter().filter(|slot| is_known(tables, good, **slot)) {
                let own = |supplier: usize| {
                    Some((supplier, tables.link(good, supplier, slot % tables.nodes())?))
                };
                let from = suppliers.iter().filter_map(|&supplier| own(supplier));
                flows.push(LateFlow {
                    from: from.filter(|(_, link)| tables.flow(*link) > 0.0).collect(),
                    into: vec![LaggedSlot::new(*slot, 1.0 / tables.need(*slot))],
                });
            }
            let shared = needed.into_iter().filter(|slot| !is_known(tables, good, *slot));
            let into = shared
                .map(|slot| LaggedSlot::new(slot, tables.share[slot] / tables.need(slot)))
                .collect();
            let from = suppliers.iter().map(|&supplier| (supplier, link(supplier)));
            flows.push(LateFlow {
                from: from.filter(|(_, link)| tables.trade[*link] > 0.0).collect(),
                into,
            });
        }
    }
    flows.retain(|flow| !flow.from.is_empty() && !flow.into.is_empty());
    flows
}

/// Whether the origins of a user are its own.
fn is_known(tables: &Proportional, good: usize, slot: usize) -> bool {
    tables.own.place(good, 0, slot % tables.nodes()).is_some()
}

impl LaggedSlot {
    fn new(slot: usize, days: f64) -> Self {
        Self { slot, days, under_way: VecDeque::new() }
    }
}

fn within(step: usize, from: usize, until: usize) -> bool {
    step >= from && step < until
}

/// Links from any of the suppliers to any of the buyers as supplier, slot and link, internal
/// numbers.
fn pairs(network: &Network, suppliers: &[usize], buyers: &[usize]) -> Vec<(usize, usize, usize)> {
    let mut found = Vec::new();
    for &buyer in buyers {
        for &supplier in suppliers {
            let (supplier, buyer) =
                (network.internal[supplier] as usize, network.internal[buyer] as usize);
            let group = network.group_of[supplier] as usize;
            if let (Some(slot), Some(link)) = (
                network.links.layout().slot(group, buyer),
                network.links.layout().link(group, supplier, buyer),
            ) && (network.links.layout().need(slot) > 0.0 || network.links.tables().is_some())
            {
                found.push((supplier, slot, link));
            }
        }
    }
    found
}

/// Whether buyers are all users of their economies.
fn whole_economies(tables: &Proportional, buyers: &[usize]) -> bool {
    let mut economies: Vec<usize> = buyers.iter().map(|buyer| buyer % tables.economies).collect();
    economies.sort_unstable();
    economies.dedup();
    economies.len() * tables.goods == buyers.len()
}
