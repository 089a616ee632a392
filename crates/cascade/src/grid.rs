//! Slots in a rectangle: every node has one of every input group, needed or not.

use crate::layout::Limiting;
use crate::lookup::SlotLookup;
use crate::rules::Rules;
use crate::slots::limit;
use crate::state::{Binding, ENDLESS, SlotState};
use detente_numeric::lanes;

/// The needs of all nodes, groups x `width`.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub nodes: usize,
    /// Nodes from one group to the next, padding included.
    pub width: usize,
    /// Need of each input before any shock to links.
    pub need: Vec<f64>,
}

impl Grid {
    /// The slot of an input group of a node.
    pub fn slot(&self, group: usize, node: usize) -> usize {
        group * self.width + node
    }

    /// The same, if the node needs the input.
    pub fn slot_in_need(&self, group: usize, node: usize) -> Option<usize> {
        Some(self.slot(group, node)).filter(|slot| self.need[*slot] > 0.0)
    }

    /// What each node needs of all inputs together.
    pub fn inputs(&self) -> Vec<f64> {
        let mut bought = vec![0.0; self.nodes];
        for need in self.need.chunks_exact(self.width.max(1)) {
            bought.iter_mut().zip(need).for_each(|(sum, need)| *sum += need);
        }
        bought
    }

    /// Stocks and orders at rest.
    pub fn fill(&self, lookup: SlotLookup, rules: &Rules, output: &[f64]) -> SlotState {
        let count = self.need.len();
        let mut slots = SlotState {
            cover: vec![0.0; count],
            order: vec![0.0; count],
            target_days: vec![0.0; count],
            operating_days: vec![1.0; count],
            criticality: vec![0.0; count],
            need_factor: None,
        };
        for group in 0..count / self.width.max(1) {
            for node in 0..self.nodes {
                let slot = self.slot(group, node);
                let days = lookup.target_days.at(&lookup, group, node);
                let need = self.need[slot];
                let negligible = need <= rules.negligible_share * output[node];
                slots.order[slot] = if need > 0.0 { 1.0 } else { 0.0 };
                slots.cover[slot] = days.min(ENDLESS);
                slots.target_days[slot] = if days.is_finite() { days } else { 0.0 };
                if days.is_finite() && !negligible {
                    slots.operating_days[slot] = rules.operating.days(days);
                    slots.criticality[slot] = rules.criticality.at(&lookup, group, node);
                }
            }
        }
        slots
    }

    /// Lowers `limits` to what the inputs at hand let each node make.
    pub fn limit(&self, limiting: &Limiting, limits: &mut [f64], binding: &mut [Binding]) {
        let (slots, width) = (limiting.slots, self.width);
        let fallback: Vec<f64> = (0..self.nodes).map(|node| limiting.fallback(node)).collect();
        let wanted = if binding.is_empty() { Vec::new() } else { limits.to_vec() };
        lanes::dispatch(|| limit_all(self.nodes, width, slots, &fallback, limits));
        for (node, binding) in binding.iter_mut().enumerate() {
            let group = || {
                (0..slots.cover.len() / width).find(|group| {
                    let slot = group * width + node;
                    let criticality = slots.criticality[slot];
                    let days = slots.operating_days[slot]
                        * slots.need_factor.as_ref().map_or(1.0, |factors| factors[slot]);
                    criticality > 0.0
                        && limit(fallback[node], slots.cover[slot], days, criticality)
                            == limits[node]
                })
            };
            let bound = if limits[node] < wanted[node] { group() } else { None };
            *binding = bound.map_or(Binding::Nothing, |group| Binding::Input(group as u32));
        }
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
