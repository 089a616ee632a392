//! Who gets what when a node cannot fill all orders.

use crate::layout::{Ceiling, Wish};
use crate::network::{Links, Network};
use crate::rules::Rationing;
use crate::simulation::{NodeState, SlotState};
use rayon::prelude::*;

/// Most passes to find the share that can be served; each pass but the last settles at least one
/// order.
const PASSES: usize = 60;
/// A node rations where its output falls short of demand by more than this share of it.
const SHORT: f64 = 1e-14;

/// Sets what share of each class of orders is filled, and with it what each supplier delivers.
pub(crate) fn ration(
    rule: Rationing,
    links: &Links,
    order: &[f64],
    nodes: &mut NodeState,
    rebuilding: &[f64],
) {
    if rule == Rationing::EqualShare {
        ration_equally(links, order, nodes, rebuilding);
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

/// The link of a node to itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnUse {
    node: usize,
    slot: usize,
    link: usize,
    /// What the node wants of itself, units a day.
    wanted: f64,
    /// The part of it that is an order like those of others.
    ordered: f64,
}

/// The links of nodes to themselves.
pub(crate) fn own_use(network: &Network) -> Vec<OwnUse> {
    let links = &network.links;
    let own = |node: usize| {
        let group = network.group_of[node] as usize;
        let (slot, link) = (links.slot(group, node)?, links.link(group, node, node)?);
        let flow = links.flow_into(link, slot);
        (flow > 0.0).then_some(OwnUse { node, slot, link, wanted: flow, ordered: flow })
    };
    (0..network.nodes()).filter_map(own).collect()
}

/// A node wants of itself what its output needs, however little its capacity attracts the orders of
/// others; what that is more than its order at itself joins the orders.
pub(crate) fn want_own_use(
    own: &mut [OwnUse],
    links: &Links,
    slots: &SlotState,
    nodes: &mut NodeState,
) {
    for own in own {
        let flow = links.flow_into(own.link, own.slot);
        let factor = slots.need_factor.as_ref().map_or(1.0, |factors| factors[own.slot]);
        own.ordered = flow * slots.order[own.slot] * nodes.supply[own.node].attraction;
        own.wanted = own.ordered.max(flow * nodes.activity.planned[own.node] * factor);
        nodes.orders[own.node] += own.wanted - own.ordered;
    }
}

/// Gives each node what it wants of itself before others get theirs. The own part is put into stock
/// here, beyond what the sweep puts there, which knows one share for all users of a node.
pub(crate) fn serve_own_use(
    own: &[OwnUse],
    links: &Links,
    slots: &mut SlotState,
    nodes: &mut NodeState,
) {
    for own in own {
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
            slots.cover[own.slot] += beyond / links.need(own.slot);
            nodes.filled[own.node] = left;
            nodes.supply[own.node].delivered = nodes.supply[own.node].attraction * left;
        }
    }
}

/// No order beyond the same share of its baseline, final demand and rebuilding included.
fn ration_equally(links: &Links, order: &[f64], nodes: &mut NodeState, rebuilding: &[f64]) {
    let (production, demand) = (&nodes.production, &nodes.demand);
    let by_supplier = SupplierView::new(links, production, demand);
    let served = |node: usize| -> (f64, f64, f64) {
        let (made, wanted) = (production[node], demand[node]);
        if made >= wanted * (1.0 - SHORT) {
            return (f64::INFINITY, 1.0, 1.0);
        }
        let rest = nodes.final_demand[node] + rebuilding[node];
        let mut wishes = by_supplier.wishes(links, node, order);
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

/// Orders by supplier. The dense layout has them in its rows; the sparse one sorts the links of
/// suppliers that ration.
enum SupplierView {
    Rows,
    Links { start: Vec<u32>, slot_and_link: Vec<(u32, u32)> },
}

impl SupplierView {
    fn new(links: &Links, production: &[f64], demand: &[f64]) -> Self {
        match links {
            Links::Dense(_) | Links::Proportional(_) => SupplierView::Rows,
            Links::Sparse(sparse) => SupplierView::sort(sparse, production, demand),
            Links::Firms(sparse) => SupplierView::sort(sparse, production, demand),
        }
    }

    fn sort<W: crate::sparse::Weight>(
        sparse: &crate::sparse::Sparse<W>,
        production: &[f64],
        demand: &[f64],
    ) -> Self {
        let short = |node: usize| production[node] < demand[node] * (1.0 - SHORT);
        let mut start = vec![0_u32; production.len() + 1];
        for &supplier in &sparse.supplier {
            start[supplier as usize + 1] += u32::from(short(supplier as usize));
        }
        for node in 1..start.len() {
            start[node] += start[node - 1];
        }
        let mut next = start.clone();
        let mut slot_and_link = vec![(0, 0); start[production.len()] as usize];
        for slot in 0..sparse.slot_group.len() {
            for link in sparse.links(slot) {
                let supplier = sparse.supplier[link] as usize;
                if short(supplier) {
                    slot_and_link[next[supplier] as usize] = (slot as u32, link as u32);
                    next[supplier] += 1;
                }
            }
        }
        SupplierView::Links { start, slot_and_link }
    }

    /// What each user asks of a node, zero flows left out.
    fn wishes(&self, links: &Links, node: usize, order: &[f64]) -> Vec<Wish> {
        let mut found = Vec::new();
        match (self, links) {
            (SupplierView::Links { start, slot_and_link }, links) => {
                let range = start[node] as usize..start[node + 1] as usize;
                found.extend(slot_and_link[range].iter().map(|&(slot, link)| Wish {
                    flow: links.flow(link as usize),
                    order: order[slot as usize],
                }));
            }
            (SupplierView::Rows, Links::Dense(dense)) => dense.wishes(node, order, &mut found),
            (SupplierView::Rows, _) => {}
        }
        found.retain(|wish| wish.flow > 0.0);
        found
    }
}
