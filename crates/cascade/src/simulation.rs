//! One step after another: what can be made, what is made, who gets it, and what is ordered next.

use crate::CascadeError;
use crate::critical::{CriticalStock, NodeInputs, by_node};
use crate::damage::Damage;
use crate::day::{Binding, Day};
use crate::layout::{Activity, Ceiling, Closeness, Supply, Sweep};
use crate::levers::Levers;
use crate::network::{Links, Network};
use crate::rationing::{self, OwnUse, own_use};
use crate::rules::{
    Fallback, OperatingStock, OrderBasis, Rationing, Rules, SlotValues, TargetBasis,
};
use crate::shocks::Shocks;
use crate::slots::{Restocking, limit};
use crate::sparse::{SlotLookup, Sparse, Weight};
use detente_numeric::lanes;
use std::borrow::Cow;

/// Days of stock of an input that never runs out.
pub(crate) const ENDLESS: f64 = 1e18;

/// A run of a network under shocks, advanced step by step.
#[derive(Debug, Clone)]
pub struct Simulation<'n> {
    pub(crate) network: &'n Network,
    pub(crate) links: Cow<'n, Links>,
    pub(crate) rules: Rules,
    pub(crate) damage: Damage,
    pub(crate) levers: Levers,
    pub(crate) critical: Vec<CriticalStock>,
    critical_nodes: Vec<NodeInputs>,
    pub(crate) step: usize,
    pub(crate) slots: SlotState,
    pub(crate) nodes: NodeState,
    scratch: Vec<Vec<f64>>,
    /// Share of a gap in stock that is ordered each step, by input group.
    rates: Vec<f64>,
    pub(crate) own: Vec<OwnUse>,
}

/// Stocks and orders by slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct SlotState {
    /// Days of baseline need held.
    pub cover: Vec<f64>,
    /// Order relative to the baseline.
    pub order: Vec<f64>,
    /// Days wanted, dense layout only; zero for what never runs out.
    pub target_days: Vec<f64>,
    /// Days that must be at hand, dense layout only.
    pub operating_days: Vec<f64>,
    /// Criticality, dense layout only; zero for what never limits.
    pub criticality: Vec<f64>,
    /// Need relative to the baseline; `None` while nothing is saved.
    pub need_factor: Option<Vec<f64>>,
}

/// What every node does in a step, by internal number.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeState {
    /// Orders of other nodes, units a day.
    pub orders: Vec<f64>,
    pub final_demand: Vec<f64>,
    pub capacity: Vec<f64>,
    pub desired: Vec<f64>,
    pub production: Vec<f64>,
    pub demand: Vec<f64>,
    pub overproduction: Vec<f64>,
    pub supply: Vec<Supply>,
    /// Share of orders of other nodes that is delivered.
    pub filled: Vec<f64>,
    /// Share of final demand and rebuilding that is delivered.
    pub final_filled: Vec<f64>,
    pub ceilings: Vec<Ceiling>,
    pub activity: Activity,
    pub binding: Vec<Binding>,
}

impl<'n> Simulation<'n> {
    /// A network at rest about to be hit.
    ///
    /// # Errors
    /// A rule or a shock that does not fit the network.
    pub fn new(network: &'n Network, rules: &Rules, shocks: &Shocks) -> Result<Self, CascadeError> {
        rules.check(network.groups(), network.nodes())?;
        shocks.check(network)?;
        if matches!(network.links, Links::Proportional(_))
            && rules.rationing == Rationing::EqualShare
        {
            return Err(CascadeError::SingleLinks { what: "rationing by equal shares" });
        }
        let mut critical: Vec<CriticalStock> =
            shocks.critical_inputs.iter().cloned().map(CriticalStock::new).collect();
        for stock in &mut critical {
            stock.input.node = network.internal[stock.input.node] as usize;
        }
        let mut simulation = Simulation {
            network,
            links: Cow::Borrowed(&network.links),
            rules: internal_rules(network, rules),
            damage: Damage::new(network, shocks, rules.emulation),
            levers: Levers::new(network, shocks)?,
            critical_nodes: by_node(&critical),
            critical,
            step: 0,
            slots: SlotState::default(),
            nodes: NodeState::at_rest(network, rules),
            scratch: Vec::new(),
            rates: rates(&rules.restoration_time, network.groups()),
            own: if rules.own_use_first { own_use(network) } else { Vec::new() },
        };
        simulation.slots = simulation.fill_slots();
        Ok(simulation)
    }

    /// Whether binding inputs are recorded; on unless switched off, and worth switching off for the
    /// largest networks.
    pub fn record_binding(&mut self, on: bool) {
        self.nodes.binding =
            if on { vec![Binding::Nothing; self.network.nodes()] } else { Vec::new() };
    }

    /// Advances one step and shows what happened in it.
    pub fn advance(&mut self) -> Day<'_, 'n> {
        let step = self.step;
        self.damage.begin(step);
        self.pull_levers(step);
        if step > 1 {
            self.grow_capacity();
        }
        self.wish();
        self.limit(step);
        let rationing = self.rules.rationing;
        rationing::ration(
            rationing,
            &self.links,
            &self.slots.order,
            &mut self.nodes,
            &self.damage.rebuilding,
        );
        rationing::serve_own_use(&self.own, &self.links, &mut self.slots, &mut self.nodes);
        self.damage.end(step, &self.nodes.final_filled);
        self.send_over_slow_links(step);
        self.restock();
        self.advance_critical(step);
        self.step += 1;
        Day { simulation: self, step }
    }

    /// Overproduction reacts to the demand the last step left unmet.
    fn grow_capacity(&mut self) {
        let growth = self.rules.overproduction;
        let nodes = &mut self.nodes;
        for node in 0..nodes.orders.len() {
            let demand =
                nodes.orders[node] + nodes.final_demand[node] + self.damage.rebuilding[node];
            let scarcity =
                if demand > 0.0 { (demand - nodes.production[node]) / demand } else { 0.0 };
            let factor = &mut nodes.overproduction[node];
            let goal = if scarcity == 0.0 {
                growth.base - *factor
            } else {
                (growth.largest - *factor) * scarcity
            };
            *factor = (*factor + goal / growth.time).max(1.0);
        }
    }

    /// Capacity, demand and the output wanted, eq. (1) of the crate.
    fn wish(&mut self) {
        let nodes = &mut self.nodes;
        let output = &self.network.output;
        for node in 0..output.len() {
            let growth = nodes.overproduction[node] * (1.0 + self.levers.ramp(node));
            nodes.capacity[node] = output[node] * (1.0 - self.damage.lost[node]).max(0.0) * growth;
            nodes.demand[node] =
                nodes.orders[node] + nodes.final_demand[node] + self.damage.rebuilding[node];
            nodes.desired[node] = nodes.demand[node].min(nodes.capacity[node]);
        }
    }

    /// What is made, eq. (3) of the crate.
    fn limit(&mut self, step: usize) {
        let output = &self.network.output;
        let fallback = match self.rules.fallback {
            Fallback::Desired => &self.nodes.desired,
            Fallback::Capacity => &self.nodes.capacity,
        };
        // `filled` is free until rationing: it holds the limit relative to the baseline meanwhile.
        let limits = &mut self.nodes.filled;
        for (limit, (desired, output)) in
            limits.iter_mut().zip(self.nodes.desired.iter().zip(output))
        {
            *limit = if *output > 0.0 { desired / output } else { 0.0 };
        }
        let ratio =
            |node: usize| if output[node] > 0.0 { fallback[node] / output[node] } else { 0.0 };
        let binding = &mut self.nodes.binding;
        let lookup = SlotLookup {
            target_days: &self.rules.target_days,
            groups: self.network.groups,
            group_of: &self.network.group_of,
        };
        match &*self.links {
            Links::Dense(dense) => {
                limit_dense(dense.nodes, dense.width, &self.slots, ratio, limits, binding);
            }
            Links::Proportional(tables) => {
                limit_dense(tables.nodes(), tables.nodes(), &self.slots, ratio, limits, binding);
            }
            Links::Sparse(sparse) => limit_sparse(
                sparse,
                &self.rules,
                &lookup,
                &self.slots,
                output,
                ratio,
                limits,
                binding,
            ),
            Links::Firms(sparse) => limit_sparse(
                sparse,
                &self.rules,
                &lookup,
                &self.slots,
                output,
                ratio,
                limits,
                binding,
            ),
        }
        for inputs in &self.critical_nodes {
            let node = inputs.node;
            let desired =
                if output[node] > 0.0 { self.nodes.desired[node] / output[node] } else { 0.0 };
            let (limit, scarcest) = inputs.limit(&mut self.critical, step, desired, limits[node]);
            limits[node] = limit;
            if let (Some(scarcest), Some(binding)) = (scarcest, binding.get_mut(node)) {
                *binding = Binding::CriticalInput(scarcest as u32);
            }
        }
        for (node, production) in self.nodes.production.iter_mut().enumerate() {
            let (desired, allowed) = (self.nodes.desired[node], self.nodes.filled[node]);
            // Output that nothing limits is the desired one to the last bit: whether any demand is
            // unmet depends on it.
            let limited = output[node] > 0.0 && allowed < desired / output[node];
            *production = if limited { (allowed * output[node]).min(desired) } else { desired };
        }
    }

    /// Moves the stocks and places the next orders, eqs. (4) and (5) of the crate.
    fn restock(&mut self) {
        self.plan();
        let emulates = self.rules.emulation.is_some_and(|emulation| emulation.closeness);
        let mut restocking = Restocking {
            rerouting: self.rules.routing.rerouting,
            moving: true,
            filling: true,
            below_zero: self.rules.emulation.is_some(),
        };
        if !emulates {
            self.sweep(restocking);
        } else {
            // Whether stocks move at all depends on every slot: assume it as in the last step and
            // repeat if that was wrong.
            let before = (self.slots.cover.clone(), self.slots.order.clone());
            let mut close = self.sweep(restocking);
            if close.still || close.full {
                // Stocks that do not move may be full where those that did were not.
                restocking.moving = !close.still;
                if close.still {
                    self.slots.cover.clone_from(&before.0);
                    self.slots.order.clone_from(&before.1);
                    close = self.sweep(restocking);
                }
                if close.full {
                    restocking.filling = false;
                    (self.slots.cover, self.slots.order) = before;
                    self.sweep(restocking);
                }
            }
        }
        let nodes = &mut self.nodes;
        for (orders, supply) in nodes.orders.iter_mut().zip(&nodes.supply) {
            *orders *= supply.attraction;
        }
        rationing::want_own_use(&mut self.own, &self.links, &self.slots, nodes);
    }

    /// What each node's orders and targets are counted for, and how attractive it is to its users.
    fn plan(&mut self) {
        let nodes = &mut self.nodes;
        let rebuilding = &self.damage.rebuilding;
        for (node, &output) in self.network.output.iter().enumerate() {
            let ratio = |value: f64| if output > 0.0 { value / output } else { 0.0 };
            let left = rebuilding[node] * (1.0 - nodes.final_filled[node]);
            let desired =
                (nodes.orders[node] + nodes.final_demand[node] + left).min(nodes.capacity[node]);
            nodes.activity.used[node] = ratio(nodes.production[node]);
            nodes.activity.planned[node] = match self.rules.order_basis {
                OrderBasis::Realised => ratio(nodes.production[node]),
                OrderBasis::Desired => ratio(desired),
                OrderBasis::Demanded => ratio(nodes.demand[node]),
            };
            nodes.activity.target[node] = match self.rules.target_basis {
                TargetBasis::Desired => ratio(desired),
                TargetBasis::Baseline => 1.0,
            };
            let by_capacity = self.rules.routing.by_capacity && output > 0.0;
            nodes.supply[node].attraction =
                if by_capacity { ratio(nodes.capacity[node]) } else { 1.0 };
        }
    }

    fn sweep(&mut self, restocking: Restocking) -> Closeness {
        let nodes = &mut self.nodes;
        let sweep = Sweep {
            restocking,
            activity: &nodes.activity,
            supply: &nodes.supply,
            ceilings: (self.rules.rationing == Rationing::EqualShare).then_some(&nodes.ceilings),
            target_days: &self.slots.target_days,
            need_factor: self.slots.need_factor.as_deref(),
            rates: &self.rates,
        };
        let lookup = SlotLookup {
            target_days: &self.rules.target_days,
            groups: self.network.groups,
            group_of: &self.network.group_of,
        };
        let slots = (self.slots.cover.as_mut_slice(), self.slots.order.as_mut_slice());
        match &*self.links {
            Links::Dense(dense) => dense.sweep(&sweep, slots.0, slots.1, &mut nodes.orders),
            Links::Proportional(tables) => {
                tables.sweep(&sweep, slots.0, slots.1, &mut nodes.orders)
            }
            Links::Sparse(sparse) => {
                sparse.sweep(&sweep, &lookup, slots, &mut nodes.orders, &mut self.scratch)
            }
            Links::Firms(sparse) => {
                sparse.sweep(&sweep, &lookup, slots, &mut nodes.orders, &mut self.scratch)
            }
        }
    }

    fn advance_critical(&mut self, step: usize) {
        for stock in &mut self.critical {
            let node = stock.input.node;
            let output = self.network.output[node];
            stock.advance(
                step,
                if output > 0.0 { self.nodes.production[node] / output } else { 0.0 },
            );
        }
    }

    fn fill_slots(&self) -> SlotState {
        let lookup = SlotLookup {
            target_days: &self.rules.target_days,
            groups: self.network.groups,
            group_of: &self.network.group_of,
        };
        match &*self.links {
            Links::Dense(dense) => {
                self.fill_dense((dense.nodes, dense.width), &dense.need, &lookup)
            }
            Links::Proportional(tables) => {
                self.fill_dense((tables.nodes(), tables.nodes()), &tables.need, &lookup)
            }
            Links::Sparse(sparse) => fill_sparse(sparse, &lookup),
            Links::Firms(sparse) => fill_sparse(sparse, &lookup),
        }
    }

    fn fill_dense(
        &self,
        (nodes, width): (usize, usize),
        needs: &[f64],
        lookup: &SlotLookup,
    ) -> SlotState {
        let count = self.network.groups * width;
        let mut slots = SlotState {
            cover: vec![0.0; count],
            order: vec![0.0; count],
            target_days: vec![0.0; count],
            operating_days: vec![1.0; count],
            criticality: vec![0.0; count],
            need_factor: None,
        };
        for group in 0..self.network.groups {
            for node in 0..nodes {
                let slot = group * width + node;
                let days = self.rules.target_days.at(lookup, group, node);
                let need = needs[slot];
                let negligible = need <= self.rules.negligible_share * self.network.output[node];
                slots.order[slot] = if need > 0.0 { 1.0 } else { 0.0 };
                slots.cover[slot] = days.min(ENDLESS);
                slots.target_days[slot] = if days.is_finite() { days } else { 0.0 };
                if days.is_finite() && !negligible {
                    slots.operating_days[slot] = self.rules.operating.days(days);
                    slots.criticality[slot] = self.rules.criticality.at(lookup, group, node);
                }
            }
        }
        slots
    }
}

/// Share of a gap that is ordered each step, by input group.
fn rates(times: &SlotValues, groups: usize) -> Vec<f64> {
    match times {
        SlotValues::ByInput(times) => times.iter().map(|time| 1.0 / time).collect(),
        SlotValues::Uniform(time) => vec![1.0 / time; groups],
        // Refused by the check of the rules.
        _ => vec![1.0; groups],
    }
}

/// By-node values of the rules in internal order.
fn internal_rules(network: &Network, rules: &Rules) -> Rules {
    let nodes = network.nodes();
    let sorted = |values: &SlotValues| match values {
        SlotValues::ByInputAndNode(values) => SlotValues::ByInputAndNode(
            (0..values.len())
                .map(|at| values[at / nodes * nodes + network.given[at % nodes] as usize])
                .collect(),
        ),
        SlotValues::ByNode(values) => {
            SlotValues::ByNode(network.given.iter().map(|&node| values[node as usize]).collect())
        }
        other => other.clone(),
    };
    Rules {
        target_days: sorted(&rules.target_days),
        criticality: sorted(&rules.criticality),
        ..rules.clone()
    }
}

fn fill_sparse<W: Weight>(sparse: &Sparse<W>, lookup: &SlotLookup) -> SlotState {
    let count = sparse.slot_group.len();
    let mut cover = Vec::with_capacity(count);
    for node in 0..lookup.group_of.len() {
        for slot in sparse.slots(node) {
            cover.push(
                lookup.target_days.at(lookup, sparse.slot_group[slot] as usize, node).min(ENDLESS),
            );
        }
    }
    SlotState { cover, order: vec![1.0; count], ..SlotState::default() }
}

impl OperatingStock {
    /// Days that must be at hand of an input of which `target` are wanted.
    #[inline(always)]
    pub(crate) fn days(self, target: f64) -> f64 {
        match self {
            OperatingStock::ShareOfTarget(share) => share * target,
            OperatingStock::Days(days) => days,
        }
    }
}

impl NodeState {
    fn at_rest(network: &Network, rules: &Rules) -> Self {
        let nodes = network.nodes();
        let zeros = || vec![0.0; nodes];
        NodeState {
            orders: network.deliveries(),
            final_demand: network.final_demand.clone(),
            capacity: network.output.clone(),
            desired: network.output.clone(),
            production: network.output.clone(),
            demand: zeros(),
            overproduction: vec![rules.overproduction.base; nodes],
            supply: vec![Supply { delivered: 1.0, attraction: 1.0 }; nodes],
            filled: zeros(),
            final_filled: zeros(),
            ceilings: match rules.rationing {
                Rationing::EqualShare => {
                    vec![Ceiling { most: f64::INFINITY, attraction: 1.0 }; nodes]
                }
                _ => Vec::new(),
            },
            activity: Activity { used: zeros(), planned: zeros(), target: zeros() },
            binding: vec![Binding::Nothing; nodes],
        }
    }
}

fn limit_dense(
    nodes: usize,
    width: usize,
    slots: &SlotState,
    fallback: impl Fn(usize) -> f64,
    limits: &mut [f64],
    binding: &mut [Binding],
) {
    let fallback: Vec<f64> = (0..nodes).map(fallback).collect();
    let wanted = if binding.is_empty() { Vec::new() } else { limits.to_vec() };
    lanes::dispatch(|| limit_all(nodes, width, slots, &fallback, limits));
    for (node, binding) in binding.iter_mut().enumerate() {
        let group = || {
            (0..slots.cover.len() / width).find(|group| {
                let slot = group * width + node;
                let criticality = slots.criticality[slot];
                let days = slots.operating_days[slot]
                    * slots.need_factor.as_ref().map_or(1.0, |factors| factors[slot]);
                criticality > 0.0
                    && limit(fallback[node], slots.cover[slot], days, criticality) == limits[node]
            })
        };
        let bound = if limits[node] < wanted[node] { group() } else { None };
        *binding = bound.map_or(Binding::Nothing, |group| Binding::Input(group as u32));
    }
}

/// The least over all inputs.
#[inline(always)]
fn limit_all(nodes: usize, width: usize, slots: &SlotState, fallback: &[f64], limits: &mut [f64]) {
    for start in (0..slots.cover.len()).step_by(width.max(1)) {
        let row = start..start + nodes;
        let (cover, operating) = (&slots.cover[row.clone()], &slots.operating_days[row.clone()]);
        let criticality = &slots.criticality[row.clone()];
        let factor = slots.need_factor.as_ref().map(|factors| &factors[row]);
        let (fallback, limits) = (&fallback[..nodes], &mut limits[..nodes]);
        for node in 0..nodes {
            let days = operating[node] * factor.map_or(1.0, |factor| factor[node]);
            let allowed = limit(fallback[node], cover[node], days, criticality[node]);
            let allowed = if criticality[node] > 0.0 { allowed } else { f64::INFINITY };
            limits[node] = limits[node].min(allowed);
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn limit_sparse<W: Weight>(
    sparse: &Sparse<W>,
    rules: &Rules,
    lookup: &SlotLookup,
    slots: &SlotState,
    output: &[f64],
    fallback: impl Fn(usize) -> f64 + Sync,
    limits: &mut [f64],
    binding: &mut [Binding],
) {
    use rayon::prelude::*;
    let bound = |node: usize, lowest: &mut f64| {
        let mut found = Binding::Nothing;
        for slot in sparse.slots(node) {
            let group = sparse.slot_group[slot] as usize;
            let target = lookup.target_days.at(lookup, group, node);
            let criticality = rules.criticality.at(lookup, group, node);
            if criticality == 0.0 || target.is_infinite() {
                continue;
            }
            let days = rules.operating.days(target)
                * slots.need_factor.as_ref().map_or(1.0, |factor| factor[slot]);
            let allowed = limit(fallback(node), slots.cover[slot], days, criticality);
            if allowed < *lowest && sparse.need(slot) > rules.negligible_share * output[node] {
                *lowest = allowed;
                found = Binding::Input(group as u32);
            }
        }
        found
    };
    if binding.is_empty() {
        limits.par_iter_mut().enumerate().with_min_len(4096).for_each(|(node, limit)| {
            bound(node, limit);
        });
    } else {
        limits.par_iter_mut().zip(binding).enumerate().with_min_len(4096).for_each(
            |(node, (limit, binding))| {
                *binding = bound(node, limit);
            },
        );
    }
}
