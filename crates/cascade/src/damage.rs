//! Losses of capital and capacity over time, and the demand that rebuilds.

use crate::network::Network;
use crate::rules::Emulation;
use crate::shocks::{CapacityLoss, CapitalLoss, Mending, Recovery, Shocks};

/// Follows every loss of a run; nodes by internal number.
#[derive(Debug, Clone)]
pub(crate) struct Damage {
    capital: Vec<f64>,
    losses: Vec<CapitalState>,
    shares: Vec<CapacityLoss>,
    late: usize,
    decimals: Option<(i32, i32)>,
    /// Capital missing at this step.
    pub missing: Vec<f64>,
    /// Share of capacity lost at this step.
    pub lost: Vec<f64>,
    /// Demand for rebuilding addressed to each node at this step, units a day.
    pub rebuilding: Vec<f64>,
}

#[derive(Debug, Clone)]
struct CapitalState {
    loss: CapitalLoss,
    /// Work outstanding as supplier, rebuilt node, amount; empty before it begins.
    work: Vec<(u32, u32, f64)>,
    finished: bool,
}

impl Damage {
    pub fn new(network: &Network, shocks: &Shocks, emulation: Option<Emulation>) -> Self {
        let nodes = network.nodes();
        let internal = |node: usize| network.internal[node] as usize;
        let mut capital = vec![0.0; nodes];
        for (node, &value) in shocks.capital.iter().enumerate().take(nodes) {
            capital[internal(node)] = value;
        }
        let losses = shocks.capital_losses.iter().map(|loss| {
            let work = match &loss.mending {
                Mending::Rebuilding { builders, factor, .. } => {
                    work(network, loss, builders, *factor)
                }
                Mending::Recovery { .. } => Vec::new(),
            };
            let losses =
                loss.losses.iter().map(|&(node, amount)| (internal(node), amount)).collect();
            CapitalState { loss: CapitalLoss { losses, ..loss.clone() }, work, finished: false }
        });
        let shares = shocks.capacity_losses.iter().map(|loss| CapacityLoss {
            shares: loss.shares.iter().map(|&(node, share)| (internal(node), share)).collect(),
            ..loss.clone()
        });
        Damage {
            capital,
            losses: losses.collect(),
            shares: shares.collect(),
            late: usize::from(emulation.is_some_and(|emulation| emulation.late)),
            decimals: emulation.map(|emulation| emulation.decimals),
            missing: vec![0.0; nodes],
            lost: vec![0.0; nodes],
            rebuilding: vec![0.0; nodes],
        }
    }

    /// Sets what is missing and what rebuilding asks for at the start of a step.
    pub fn begin(&mut self, step: usize) {
        self.missing.fill(0.0);
        self.rebuilding.fill(0.0);
        for state in self.losses.iter().filter(|state| state.loss.from <= step && !state.finished) {
            let begun = step >= state.loss.from + state.loss.duration;
            match state.loss.mending {
                Mending::Recovery { curve, time } => {
                    let left =
                        self.remaining(curve, time, step, state.loss.from + state.loss.duration);
                    let decimals =
                        self.decimals.filter(|_| left.is_some()).map(|decimals| decimals.0);
                    for &(node, amount) in &state.loss.losses {
                        self.missing[node] += round(amount * left.unwrap_or(1.0), decimals);
                    }
                }
                Mending::Rebuilding { factor, time, .. } => {
                    for &(supplier, node, amount) in &state.work {
                        self.missing[node as usize] += amount / factor;
                        if begun {
                            self.rebuilding[supplier as usize] += amount / time;
                        }
                    }
                }
            }
        }
        for (lost, (missing, capital)) in
            self.lost.iter_mut().zip(self.missing.iter().zip(&self.capital))
        {
            *lost = if *capital > 0.0 { missing / capital } else { 0.0 };
        }
        self.add_shares(step);
    }

    fn add_shares(&mut self, step: usize) {
        let Some(seen) = step.checked_sub(self.late) else { return };
        for loss in self.shares.iter().filter(|loss| loss.from <= seen) {
            let (curve, time) = loss.recovery;
            let left = self.remaining(curve, time, seen, loss.from + loss.duration);
            let decimals = self.decimals.filter(|_| left.is_some()).map(|decimals| decimals.1);
            for &(node, share) in &loss.shares {
                let share = round(share * left.unwrap_or(1.0), decimals);
                self.lost[node] = self.lost[node].max(share);
            }
        }
    }

    /// Share of a loss left once it has begun to shrink.
    fn remaining(&self, curve: Recovery, time: f64, step: usize, begun: usize) -> Option<f64> {
        let elapsed = step.checked_sub(begun + self.late)?;
        Some(curve.remaining(elapsed as f64, time))
    }

    /// Takes off the work done in a step in which each supplier filled a share of what it was asked
    /// for.
    pub fn end(&mut self, step: usize, filled: &[f64]) {
        let decimals = self.decimals.map(|decimals| decimals.0);
        for state in &mut self.losses {
            let Mending::Rebuilding { time, .. } = state.loss.mending else { continue };
            if step < state.loss.from + state.loss.duration || state.finished {
                continue;
            }
            for (supplier, _, amount) in &mut state.work {
                let done = *amount / time * filled[*supplier as usize];
                *amount = round(*amount - done, decimals).max(0.0);
            }
            state.finished = state.work.iter().all(|&(.., amount)| amount == 0.0);
        }
    }
}

/// Work by builder: what each loss asks of each group, split over its suppliers as the node's
/// purchases are.
fn work(
    network: &Network,
    loss: &CapitalLoss,
    builders: &[(usize, f64)],
    factor: f64,
) -> Vec<(u32, u32, f64)> {
    let mut work = Vec::new();
    for &(node, amount) in &loss.losses {
        for &(group, share) in builders {
            let suppliers = network.suppliers(group, node);
            let total: f64 = suppliers.iter().map(|(_, flow)| flow).sum();
            for (supplier, flow) in suppliers {
                let amount = amount * share * factor * (flow / total);
                work.push((network.internal[supplier], network.internal[node], amount));
            }
        }
    }
    work
}

fn round(value: f64, decimals: Option<i32>) -> f64 {
    match decimals {
        Some(decimals) => {
            let scale = 10.0_f64.powi(decimals);
            (value * scale).round_ties_even() / scale
        }
        None => value,
    }
}
