//! Who gets what when a node cannot fill all orders.

use crate::layout::{Ceiling, Wish};
use crate::network::Links;
use crate::rules::Rationing;
use crate::simulation::NodeState;
use rayon::prelude::*;

/// Most passes to find the share that can be served; each pass but the last settles at least one order.
const PASSES: usize = 60;
/// A node rations where its output falls short of demand by more than this share of it.
const SHORT: f64 = 1e-14;

/// Sets what share of each class of orders is filled, and with it what each supplier delivers.
pub(crate) fn ration(rule: Rationing, links: &Links, order: &[f64], nodes: &mut NodeState, rebuilding: &[f64]) {
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

/// The ceiling at which deliveries and final demand use up what was made: Newton's method on a concave, piecewise linear
/// function, which ends after finitely many steps.
fn level(made: f64, rest: f64, wishes: &[Wish]) -> f64 {
    let mut ceiling = 0.0;
    for _ in 0..PASSES {
        let (mut used, mut slope) = (rest * f64::min(ceiling, 1.0), if ceiling < 1.0 { rest } else { 0.0 });
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

/// Orders by supplier. The dense layout has them in its rows; the sparse one sorts the links of suppliers that ration.
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

    fn sort<W: crate::sparse::Weight>(sparse: &crate::sparse::Sparse<W>, production: &[f64], demand: &[f64]) -> Self {
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
                found.extend(
                    slot_and_link[range]
                        .iter()
                        .map(|&(slot, link)| Wish { flow: links.flow(link as usize), order: order[slot as usize] }),
                );
            }
            (SupplierView::Rows, Links::Dense(dense)) => dense.wishes(node, order, &mut found),
            (SupplierView::Rows, _) => {}
        }
        found.retain(|wish| wish.flow > 0.0);
        found
    }
}
