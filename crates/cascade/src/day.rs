//! What happened in one step of a run.

use crate::network::Links;
use crate::simulation::{ENDLESS, Simulation};

/// What kept a node from the output it wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Binding {
    /// No input did.
    Nothing,
    /// This input group.
    Input(u32),
    /// This critical input, by its place in the shocks.
    CriticalInput(u32),
}

/// A view of the step just made; nodes and groups as the caller numbers them.
#[derive(Debug)]
pub struct Day<'a, 'n> {
    pub(crate) simulation: &'a Simulation<'n>,
    /// The step, from zero.
    pub step: usize,
}

impl Day<'_, '_> {
    /// What each node made, units a day.
    #[must_use]
    pub fn production(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.nodes.production)
    }

    /// Output of a node relative to the baseline; 1 for one that never made anything.
    #[must_use]
    pub fn output_ratio(&self, node: usize) -> f64 {
        let node = self.simulation.network.internal[node] as usize;
        let output = self.simulation.network.output[node];
        if output > 0.0 { self.simulation.nodes.production[node] / output } else { 1.0 }
    }

    /// What each node could have made with all inputs at hand, units a day.
    #[must_use]
    pub fn capacity(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.nodes.capacity)
    }

    /// All that each node was asked for, units a day.
    #[must_use]
    pub fn demand(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.nodes.demand)
    }

    /// What other nodes have ordered of each node for the next step, units a day.
    #[must_use]
    pub fn next_orders(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.nodes.orders)
    }

    /// Share of orders of other nodes that each node delivered.
    #[must_use]
    pub fn filled(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.nodes.filled)
    }

    /// Share of final demand and of rebuilding that each node delivered.
    #[must_use]
    pub fn final_demand_filled(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.nodes.final_filled)
    }

    /// Rebuilding asked of each node, units a day.
    #[must_use]
    pub fn rebuilding(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.damage.rebuilding)
    }

    /// Capital each node was missing.
    #[must_use]
    pub fn capital_missing(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.damage.missing)
    }

    /// Share of each node's capacity out of use.
    #[must_use]
    pub fn capacity_lost(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.damage.lost)
    }

    /// What kept a node from the output it wanted; nothing where it was not recorded.
    #[must_use]
    pub fn binding(&self, node: usize) -> Binding {
        let node = self.simulation.network.internal[node] as usize;
        self.simulation.nodes.binding.get(node).copied().unwrap_or(Binding::Nothing)
    }

    /// Days of baseline need a node holds of an input group after the step; infinite for what never
    /// runs out, not a number where it needs none.
    #[must_use]
    pub fn days_held(&self, group: usize, node: usize) -> f64 {
        self.simulation.days_held(group, node)
    }

    /// Days of baseline need held of a critical input after the step, by its place in the shocks.
    #[must_use]
    pub fn critical_days_held(&self, input: usize) -> f64 {
        self.simulation.critical[input].cover
    }
}

impl Simulation<'_> {
    /// Days of baseline need a node holds of an input group now; infinite for what never runs out,
    /// not a number where it needs none.
    #[must_use]
    pub fn days_held(&self, group: usize, node: usize) -> f64 {
        let Some(slot) = self.slot(group, node) else { return f64::NAN };
        let cover = self.slots.cover[slot];
        if cover > ENDLESS / 2.0 { f64::INFINITY } else { cover }
    }

    /// The slot of an input group of a node, if the node needs it.
    fn slot(&self, group: usize, node: usize) -> Option<usize> {
        let node = self.network.internal[node] as usize;
        match &self.network.links {
            Links::Dense(dense) => {
                let slot = group * dense.width + node;
                (dense.need[slot] > 0.0).then_some(slot)
            }
            Links::Proportional(tables) => {
                let slot = group * tables.nodes() + node;
                (tables.need[slot] > 0.0).then_some(slot)
            }
            Links::Sparse(sparse) => {
                sparse.slots(node).find(|&slot| sparse.slot_group[slot] as usize == group)
            }
            Links::Firms(sparse) => {
                sparse.slots(node).find(|&slot| sparse.slot_group[slot] as usize == group)
            }
        }
    }
}
