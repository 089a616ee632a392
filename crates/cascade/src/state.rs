//! What changes from step to step: stocks and orders by slot, and what every node does.

/// Days of stock of an input that never runs out.
pub(crate) const ENDLESS: f64 = 1e18;

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

/// What every node does in one step, relative to its output before the shock.
#[derive(Debug, Clone, Default)]
pub(crate) struct Activity {
    /// Output made: what inputs are used for.
    pub used: Vec<f64>,
    /// Output whose needs are ordered.
    pub planned: Vec<f64>,
    /// Output target stocks are counted for.
    pub target: Vec<f64>,
}

/// What a supplier's users see of it in one step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Supply {
    /// Attraction with which the orders at hand were placed, times the share delivered of them.
    pub delivered: f64,
    /// Attraction with which the next orders are placed: capacity relative to the baseline, or 1.
    pub attraction: f64,
}

/// Most that a supplier delivers of an order relative to the baseline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ceiling {
    pub most: f64,
    /// Attraction with which the orders at hand were placed.
    pub attraction: f64,
}
