//! One step after another: what can be made, what is made, who gets it, and what is ordered next.

use crate::CascadeError;
use crate::critical::{CriticalStock, NodeInputs, by_node};
use crate::damage::Damage;
use crate::layout::{Closeness, Limiting, Sweep};
use crate::levers::Levers;
use crate::network::Network;
use crate::rules::{Fallback, OrderBasis, Rationing, Rules, SlotValues, TargetBasis};
use crate::running::Running;
use crate::shocks::Shocks;
use crate::slots::Restocking;
use crate::state::Binding;

/// A run of a network under shocks, advanced step by step.
#[derive(Debug, Clone)]
pub struct Simulation<'n> {
    pub(crate) network: &'n Network,
    pub(crate) rules: Rules,
    pub(crate) damage: Damage,
    pub(crate) levers: Levers,
    pub(crate) critical: Vec<CriticalStock>,
    critical_nodes: Vec<NodeInputs>,
    pub(crate) step: usize,
    pub(crate) running: Running<'n>,
    scratch: Vec<Vec<f64>>,
    /// Share of a gap in stock that is ordered each step, by input group.
    rates: Vec<f64>,
}

impl<'n> Simulation<'n> {
    /// A network at rest about to be hit.
    ///
    /// # Errors
    /// A rule or a shock that does not fit the network.
    pub fn new(network: &'n Network, rules: &Rules, shocks: &Shocks) -> Result<Self, CascadeError> {
        rules.check(network.groups(), network.nodes())?;
        shocks.check(network)?;
        if network.links.tables().is_some() && rules.rationing == Rationing::EqualShare {
            return Err(CascadeError::SingleLinks { what: "rationing by equal shares" });
        }
        let mut critical: Vec<CriticalStock> =
            shocks.critical_inputs.iter().cloned().map(CriticalStock::new).collect();
        for stock in &mut critical {
            stock.input.node = network.internal[stock.input.node] as usize;
        }
        let rates = rates(&rules.restoration_time, network.groups());
        let rules = internal_rules(network, rules);
        Ok(Simulation {
            network,
            damage: Damage::new(network, shocks, rules.emulation),
            levers: Levers::new(network, shocks)?,
            critical_nodes: by_node(&critical),
            critical,
            step: 0,
            running: Running::at_rest(network, &rules),
            rules,
            scratch: Vec::new(),
            rates,
        })
    }

    /// Whether binding inputs are recorded; on unless switched off, and worth switching off for the
    /// largest networks.
    pub fn record_binding(&mut self, on: bool) {
        self.running.nodes.binding =
            if on { vec![Binding::Nothing; self.network.nodes()] } else { Vec::new() };
    }

    /// Advances one step; returns its number.
    pub(crate) fn make_step(&mut self) -> usize {
        let step = self.step;
        self.damage.begin(step);
        self.levers.pull(step, self.network, &mut self.running);
        if step > 1 {
            self.grow_capacity();
        }
        self.wish();
        self.limit(step);
        self.running.ration(self.rules.rationing, &self.damage.rebuilding);
        self.running.serve_own_use();
        self.damage.end(step, &self.running.nodes.final_filled);
        self.levers.send_over_slow_links(step, &mut self.running);
        self.restock();
        self.advance_critical(step);
        self.step += 1;
        step
    }

    /// Overproduction reacts to the demand the last step left unmet.
    fn grow_capacity(&mut self) {
        let growth = self.rules.overproduction;
        let nodes = &mut self.running.nodes;
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
        let nodes = &mut self.running.nodes;
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
        let Running { links, slots, nodes, .. } = &mut self.running;
        let fallback = match self.rules.fallback {
            Fallback::Desired => &nodes.desired,
            Fallback::Capacity => &nodes.capacity,
        };
        // `filled` is free until rationing: it holds the limit relative to the baseline meanwhile.
        let (limits, binding) = (&mut nodes.filled, &mut nodes.binding);
        for (limit, (desired, output)) in limits.iter_mut().zip(nodes.desired.iter().zip(output)) {
            *limit = if *output > 0.0 { desired / output } else { 0.0 };
        }
        let (rules, lookup) = (&self.rules, self.network.lookup(&self.rules));
        let limiting = Limiting { rules, lookup, slots, output, fallback };
        links.layout().limit(&limiting, limits, binding);
        for inputs in &self.critical_nodes {
            let node = inputs.node;
            let desired = if output[node] > 0.0 { nodes.desired[node] / output[node] } else { 0.0 };
            let (limit, scarcest) = inputs.limit(&mut self.critical, step, desired, limits[node]);
            limits[node] = limit;
            if let (Some(scarcest), Some(binding)) = (scarcest, binding.get_mut(node)) {
                *binding = Binding::CriticalInput(scarcest as u32);
            }
        }
        for (node, production) in nodes.production.iter_mut().enumerate() {
            let (desired, allowed) = (nodes.desired[node], nodes.filled[node]);
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
            let before = (self.running.slots.cover.clone(), self.running.slots.order.clone());
            let mut close = self.sweep(restocking);
            if close.still || close.full {
                // Stocks that do not move may be full where those that did were not.
                restocking.moving = !close.still;
                if close.still {
                    self.running.slots.cover.clone_from(&before.0);
                    self.running.slots.order.clone_from(&before.1);
                    close = self.sweep(restocking);
                }
                if close.full {
                    restocking.filling = false;
                    (self.running.slots.cover, self.running.slots.order) = before;
                    self.sweep(restocking);
                }
            }
        }
        let nodes = &mut self.running.nodes;
        for (orders, supply) in nodes.orders.iter_mut().zip(&nodes.supply) {
            *orders *= supply.attraction;
        }
        self.running.want_own_use();
    }

    /// What each node's orders and targets are counted for, and how attractive it is to its users.
    fn plan(&mut self) {
        let nodes = &mut self.running.nodes;
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
        let Running { links, slots, nodes, .. } = &mut self.running;
        let sweep = Sweep {
            restocking,
            lookup: self.network.lookup(&self.rules),
            activity: &nodes.activity,
            supply: &nodes.supply,
            ceilings: (self.rules.rationing == Rationing::EqualShare).then_some(&nodes.ceilings),
            target_days: &slots.target_days,
            need_factor: slots.need_factor.as_deref(),
            rates: &self.rates,
        };
        let orders = &mut nodes.orders;
        links.layout().sweep(
            &sweep,
            (&mut slots.cover, &mut slots.order),
            orders,
            &mut self.scratch,
        )
    }

    fn advance_critical(&mut self, step: usize) {
        for stock in &mut self.critical {
            let node = stock.input.node;
            let output = self.network.output[node];
            stock.advance(
                step,
                if output > 0.0 { self.running.nodes.production[node] / output } else { 0.0 },
            );
        }
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
