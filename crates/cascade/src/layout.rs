//! What both layouts of a network are asked for in a step.

use crate::slots::Restocking;

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

/// Inputs of a sweep over all slots; arrays by node unless said otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sweep<'a> {
    pub restocking: Restocking,
    pub activity: &'a Activity,
    pub supply: &'a [Supply],
    /// Where deliveries have a ceiling instead of a share.
    pub ceilings: Option<&'a [Ceiling]>,
    /// Days of need wanted, by slot; for the sparse layout by its own lookup.
    pub target_days: &'a [f64],
    /// Need relative to the baseline, by slot; `None` where nothing is saved anywhere.
    pub need_factor: Option<&'a [f64]>,
    /// Share of a gap ordered each step, by input group.
    pub rates: &'a [f64],
}

/// Whether every slot was at rest, as far as a program to compare with can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Closeness {
    /// Arrivals were as good as use everywhere.
    pub still: bool,
    /// Stocks were as good as their targets everywhere.
    pub full: bool,
}

impl Default for Closeness {
    fn default() -> Self {
        Closeness { still: true, full: true }
    }
}

impl Closeness {
    pub fn and(self, other: Self) -> Self {
        Closeness { still: self.still && other.still, full: self.full && other.full }
    }
}

/// One user's order at one supplier.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    /// Baseline flow a day.
    pub flow: f64,
    /// Order relative to the baseline, before the supplier's attraction.
    pub order: f64,
}
