//! What happened in one step of a run.

use crate::simulation::Simulation;
use crate::state::{Binding, ENDLESS};

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
        self.simulation.network.to_given(&self.simulation.running.nodes.production)
    }

    /// Output of a node relative to the baseline; 1 for one that never made anything.
    #[must_use]
    pub fn output_ratio(&self, node: usize) -> f64 {
        let node = self.simulation.network.internal[node] as usize;
        let output = self.simulation.network.output[node];
        if output > 0.0 { self.simulation.running.nodes.production[node] / output } else { 1.0 }
    }

    /// What each node could have made with all inputs at hand, units a day.
    #[must_use]
    pub fn capacity(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.running.nodes.capacity)
    }

    /// All that each node was asked for, units a day.
    #[must_use]
    pub fn demand(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.running.nodes.demand)
    }

    /// What other nodes have ordered of each node for the next step, units a day.
    #[must_use]
    pub fn next_orders(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.running.nodes.orders)
    }

    /// Share of orders of other nodes that each node delivered.
    #[must_use]
    pub fn filled(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.running.nodes.filled)
    }

    /// Share of final demand and of rebuilding that each node delivered.
    #[must_use]
    pub fn final_demand_filled(&self) -> Vec<f64> {
        self.simulation.network.to_given(&self.simulation.running.nodes.final_filled)
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
        self.simulation.running.nodes.binding.get(node).copied().unwrap_or(Binding::Nothing)
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

impl<'n> Simulation<'n> {
    /// Advances one step and shows what happened in it.
    pub fn advance(&mut self) -> Day<'_, 'n> {
        let step = self.make_step();
        Day { simulation: self, step }
    }

    /// Days of baseline need a node holds of an input group now; infinite for what never runs out,
    /// not a number where it needs none.
    #[must_use]
    pub fn days_held(&self, group: usize, node: usize) -> f64 {
        let internal = self.network.internal[node] as usize;
        let slot = self.network.links.layout().slot_in_need(group, internal);
        let Some(slot) = slot else { return f64::NAN };
        let cover = self.running.slots.cover[slot];
        if cover > ENDLESS / 2.0 { f64::INFINITY } else { cover }
    }
}
