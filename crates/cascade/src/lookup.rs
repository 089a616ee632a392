//! Which value do the rules give an input of a node?

use crate::rules::{OperatingStock, SlotValues};

/// The days wanted of every input, and what values of the rules may depend on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SlotLookup<'a> {
    pub target_days: &'a SlotValues,
    pub groups: usize,
    pub group_of: &'a [u32],
}

impl SlotLookup<'_> {
    /// Days wanted of an input of a node; zero for what never runs out.
    #[inline(always)]
    pub fn finite_days(&self, group: usize, node: usize) -> f64 {
        let days = self.target_days.at(self, group, node);
        if days.is_finite() { days } else { 0.0 }
    }
}

impl SlotValues {
    /// The value for an input group of a node.
    #[inline(always)]
    pub(crate) fn at(&self, lookup: &SlotLookup, group: usize, node: usize) -> f64 {
        match self {
            SlotValues::Uniform(value) => *value,
            SlotValues::ByInput(values) => values[group],
            SlotValues::ByNode(values) => values[node],
            SlotValues::ByInputAndUser(values) => {
                values[group * lookup.groups + lookup.group_of[node] as usize]
            }
            SlotValues::ByInputAndNode(values) => values[group * lookup.group_of.len() + node],
        }
    }
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
