//! Who gets what when a node cannot fill all orders.

use crate::layout::{Layout, SHORT, Wish};
use crate::rules::Rationing;
use crate::running::Running;
use crate::state::{Ceiling, NodeState};
use rayon::prelude::*;

/// Most passes to find the share that can be served; each pass but the last settles at least one
/// order.
const PASSES: usize = 60;

impl Running<'_> {
    /// Sets what share of each class of orders is filled, and with it what each supplier delivers.
    pub fn ration(&mut self, rule: Rationing, rebuilding: &[f64]) {
        let nodes = &mut self.nodes;
        if rule == Rationing::EqualShare {
            ration_equally(self.links.layout(), &self.slots.order, nodes, rebuilding);
            return;
        }
        for node in 0..nodes.orders.len() {
            let (made, demand) = (nodes.production[node], nodes.demand[node]);
            let share = if demand > 0.0 { made / demand } else { 0.0 };
            let orders = nodes.orders[node];
            let first = rule == Rationing::IntermediateFirst && made < demand;
            let (filled, final_filled) = if first {
                let filled = if orders > 0.0 { (made / orders).min(1.0) } else { 1.0 };
                let rest = demand - orders;
                let left = (made - filled * orders).max(0.0);
                (filled, if rest > 0.0 { (left / rest).min(1.0) } else { 1.0 })
            } else {
                (share, share)
            };
            nodes.filled[node] = filled;
            nodes.final_filled[node] = final_filled;
            let supply = &mut nodes.supply[node];
            supply.delivered = supply.attraction * filled;
        }
    }

    /// A node wants of itself what its output needs, however little its capacity attracts the
    /// orders of others; what that is more than its order at itself joins the orders.
    pub fn want_own_use(&mut self) {
        let (layout, slots, nodes) = (self.links.layout(), &self.slots, &mut self.nodes);
        for own in &mut self.own {
            let flow = layout.flow_into(own.link, own.slot);
            let factor = slots.need_factor.as_ref().map_or(1.0, |factors| factors[own.slot]);
            own.ordered = flow * slots.order[own.slot] * nodes.supply[own.node].attraction;
            own.wanted = own.ordered.max(flow * nodes.activity.planned[own.node] * factor);
            nodes.orders[own.node] += own.wanted - own.ordered;
        }
    }

    /// Gives each node what it wants of itself before others get theirs. The own part is put into
    /// stock here, beyond what the sweep puts there, which knows one share for all users of a node.
    pub fn serve_own_use(&mut self) {
        let (layout, slots, nodes) = (self.links.layout(), &mut self.slots, &mut self.nodes);
        for own in &self.own {
            let (filled, others) = (nodes.filled[own.node], nodes.orders[own.node] - own.wanted);
            // What all users got together is shared anew; final demand keeps what it got.
            let shared = filled * nodes.orders[own.node];
            let taken = own.wanted.min(shared);
            let left = if filled < 1.0 && others > 0.0 {
                ((shared - taken) / others).clamp(0.0, 1.0)
            } else {
                filled
            };
            let beyond = taken - own.ordered * left;
            if beyond != 0.0 {
                slots.cover[own.slot] += beyond / layout.need(own.slot);
                nodes.filled[own.node] = left;
                nodes.supply[own.node].delivered = nodes.supply[own.node].attraction * left;
            }
        }
    }
}

/// No order beyond the same share of its baseline, final demand and rebuilding included.
fn ration_equally(layout: &dyn Layout, order: &[f64], nodes: &mut NodeState, rebuilding: &[f64]) {
    let (production, demand) = (&nodes.production, &nodes.demand);
    let by_supplier = layout.by_supplier(production, demand);
    let served = |node: usize| -> (f64, f64, f64) {
        let (made, wanted) = (production[node], demand[node]);
        if made >= wanted * (1.0 - SHORT) {
            return (f64::INFINITY, 1.0, 1.0);
        }
        let rest = nodes.final_demand[node] + rebuilding[node];
        let mut wishes = layout.wishes(&by_supplier, node, order);
        wishes.retain(|wish| wish.flow > 0.0);
        for wish in &mut wishes {
            wish.order *= nodes.supply[node].attraction;
        }
        let ceiling = level(made, rest, &wishes);
        let delivered: f64 = wishes.iter().map(|wish| wish.flow * wish.order.min(ceiling)).sum();
        let orders = wanted - rest;
        (ceiling, if orders > 0.0 { delivered / orders } else { 1.0 }, ceiling.min(1.0))
    };
    let found: Vec<(f64, f64, f64)> = (0..nodes.orders.len()).into_par_iter().map(served).collect();
    for (node, (ceiling, filled, final_filled)) in found.into_iter().enumerate() {
        let supply = &mut nodes.supply[node];
        nodes.ceilings[node] = Ceiling { most: ceiling, attraction: supply.attraction };
        supply.delivered = supply.attraction * filled;
        nodes.filled[node] = filled;
        nodes.final_filled[node] = final_filled;
    }
}

/// The ceiling at which deliveries and final demand use up what was made: Newton's method on a
/// concave, piecewise linear function, which ends after finitely many steps.
fn level(made: f64, rest: f64, wishes: &[Wish]) -> f64 {
    let mut ceiling = 0.0;
    for _ in 0..PASSES {
        let (mut used, mut slope) =
            (rest * f64::min(ceiling, 1.0), if ceiling < 1.0 { rest } else { 0.0 });
        for wish in wishes {
            used += wish.flow * wish.order.min(ceiling);
            slope += if wish.order > ceiling { wish.flow } else { 0.0 };
        }
        let left = made - used;
        if left <= SHORT * made || slope <= 0.0 {
            break;
        }
        ceiling += left / slope;
    }
    ceiling
}
