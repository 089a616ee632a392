//! What hits a network, and what helps it: losses of capital and capacity, cut and slowed links,
//! changed demand, saved inputs, released stocks, added capacity, and the supply of inputs from
//! outside the network.
//!
//! Nodes and groups are numbered as the caller numbers them; steps are counted from zero, and
//! `until` is the first step at which a change has ended.

use crate::CascadeError;
use crate::critical::CriticalInput;
use crate::network::Network;

/// Everything that differs from a network at rest.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shocks {
    /// Productive capital of each node, in the unit of output; needed where capital is lost.
    pub capital: Vec<f64>,
    /// Losses of capital.
    pub capital_losses: Vec<CapitalLoss>,
    /// Losses of capacity.
    pub capacity_losses: Vec<CapacityLoss>,
    /// Capacity added over time.
    pub ramps: Vec<CapacityRamp>,
    /// Links that carry less.
    pub cuts: Vec<LinkCut>,
    /// Links that take longer.
    pub lags: Vec<LinkLag>,
    /// Changes of final demand.
    pub demand: Vec<DemandChange>,
    /// Inputs that are needed less.
    pub thrift: Vec<Thrift>,
    /// Stocks handed out.
    pub releases: Vec<StockRelease>,
    /// Inputs supplied from outside the network.
    pub critical_inputs: Vec<CriticalInput>,
}

/// How a loss shrinks once recovery has begun; `time` in steps. Shares of the first loss left after
/// `elapsed` steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// `1 - elapsed / time`.
    Linear,
    /// `(1 - 1 / time)^(4 elapsed)`: fast at first, over 95 % done after `time`.
    Convex,
    /// `(1 - 1 / time)^elapsed`.
    ConvexUnscaled,
    /// Slow at first: `time / (time + s elapsed^e)` with s = 1e-6 and e such that half is left
    /// after `time / 2`.
    Concave,
}

/// Capital destroyed, and how it comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct CapitalLoss {
    /// Loss of each node, in the unit of output.
    pub losses: Vec<(usize, f64)>,
    /// Step of the loss.
    pub from: usize,
    /// Steps before anything is mended.
    pub duration: usize,
    /// How it is mended.
    pub mending: Mending,
}

/// How lost capital comes back.
#[derive(Debug, Clone, PartialEq)]
pub enum Mending {
    /// By itself.
    Recovery {
        /// Along this curve.
        curve: Recovery,
        /// Over this many steps.
        time: f64,
    },
    /// By demand for what rebuilds it.
    Rebuilding {
        /// Input groups that rebuild, with their shares of the work.
        builders: Vec<(usize, f64)>,
        /// Steps over which what is missing is ordered.
        time: f64,
        /// Work per unit of capital lost.
        factor: f64,
    },
}

/// A share of capacity out of use.
#[derive(Debug, Clone, PartialEq)]
pub struct CapacityLoss {
    /// Share lost by node, 0 to 1; where several overlap the largest counts.
    pub shares: Vec<(usize, f64)>,
    /// First step.
    pub from: usize,
    /// Steps at full loss.
    pub duration: usize,
    /// How it shrinks afterwards, over how many steps.
    pub recovery: (Recovery, f64),
}

/// Capacity added, growing evenly from `from` to its full share at `full`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CapacityRamp {
    /// The node.
    pub node: usize,
    /// Share of baseline capacity added in the end.
    pub share: f64,
    /// Step at which it begins to grow.
    pub from: usize,
    /// Step from which all of it is there.
    pub full: usize,
}

/// Links on which only a share of what is sent arrives, and orders are cut alike: an embargo, a
/// quota, a licence.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkCut {
    /// From these.
    pub suppliers: Vec<usize>,
    /// To these.
    pub buyers: Vec<usize>,
    /// Share that passes, 0 to 1; where several overlap they multiply.
    pub passing: f64,
    /// First step.
    pub from: usize,
    /// First step after it.
    pub until: usize,
}

/// Links on which deliveries take longer: a closed port, a longer route. What is sent arrives
/// `steps` later.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkLag {
    /// From these.
    pub suppliers: Vec<usize>,
    /// To these.
    pub buyers: Vec<usize>,
    /// Added steps.
    pub steps: usize,
    /// First step on which what is sent takes longer.
    pub from: usize,
    /// First step after it.
    pub until: usize,
}

/// Final demand of a node relative to the baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DemandChange {
    /// The node.
    pub node: usize,
    /// Factor on its final demand; several multiply.
    pub factor: f64,
    /// First step.
    pub from: usize,
    /// First step after it.
    pub until: usize,
}

/// A share of an input saved by a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thrift {
    /// Input group.
    pub group: usize,
    /// User.
    pub node: usize,
    /// Share saved, 0 to 1; several multiply.
    pub share: f64,
    /// First step.
    pub from: usize,
    /// First step after it.
    pub until: usize,
}

/// Stock handed to a node from outside, in days of its baseline need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StockRelease {
    /// Input group.
    pub group: usize,
    /// User.
    pub node: usize,
    /// Days of need.
    pub days: f64,
    /// Step of the release.
    pub at: usize,
}

impl Recovery {
    /// Share of the first loss left `elapsed` steps after recovery has begun, at least zero.
    #[must_use]
    pub fn remaining(self, elapsed: f64, time: f64) -> f64 {
        match self {
            Recovery::Linear => (1.0 - elapsed / time).max(0.0),
            Recovery::Convex => (1.0 - 1.0 / time).powf(4.0 * elapsed),
            Recovery::ConvexUnscaled => (1.0 - 1.0 / time).powf(elapsed),
            Recovery::Concave => {
                let steepness = 1e-6_f64;
                let exponent = (time.ln() - steepness.ln()) / (time.ln() - 2.0_f64.ln());
                time / (time + steepness * elapsed.powf(exponent))
            }
        }
    }
}

impl Shocks {
    /// Checks every node, group and share against a network.
    ///
    /// # Errors
    /// The first reference that does not exist or value out of range.
    pub fn check(&self, network: &Network) -> Result<(), CascadeError> {
        let (nodes, groups) = (network.nodes(), network.groups());
        let node = |index: usize| known("node", index, nodes);
        let group = |index: usize| known("input group", index, groups);
        for loss in &self.capital_losses {
            for &(index, amount) in &loss.losses {
                node(index)?;
                let capital = self.capital.get(index).copied().unwrap_or(0.0);
                if !(amount >= 0.0 && amount <= capital) {
                    return Err(CascadeError::Capital { node: index, loss: amount, capital });
                }
            }
            if let Mending::Rebuilding { builders, .. } = &loss.mending {
                builders.iter().try_for_each(|&(index, _)| group(index))?;
            }
            share("recovery time", loss.time().min(1.0), "1 step or more", loss.time() >= 1.0)?;
        }
        for loss in &self.capacity_losses {
            for &(index, lost) in &loss.shares {
                node(index)?;
                share("share of capacity lost", lost, "from 0 to 1", (0.0..=1.0).contains(&lost))?;
            }
            share("recovery time", loss.recovery.1, "1 step or more", loss.recovery.1 >= 1.0)?;
        }
        for ramp in &self.ramps {
            node(ramp.node)?;
            share(
                "share of capacity added",
                ramp.share,
                "zero or more",
                ramp.share >= 0.0 && ramp.share.is_finite(),
            )?;
        }
        for cut in &self.cuts {
            cut.suppliers.iter().chain(&cut.buyers).try_for_each(|&index| node(index))?;
            share(
                "share that passes",
                cut.passing,
                "from 0 to 1",
                (0.0..=1.0).contains(&cut.passing),
            )?;
        }
        for lag in &self.lags {
            lag.suppliers.iter().chain(&lag.buyers).try_for_each(|&index| node(index))?;
        }
        for change in &self.demand {
            node(change.node)?;
            share("factor on final demand", change.factor, "zero or more", change.factor >= 0.0)?;
        }
        for thrift in &self.thrift {
            node(thrift.node)?;
            group(thrift.group)?;
            share(
                "share saved",
                thrift.share,
                "from 0 to below 1",
                (0.0..1.0).contains(&thrift.share),
            )?;
        }
        for release in &self.releases {
            node(release.node)?;
            group(release.group)?;
            share("days of stock released", release.days, "zero or more", release.days >= 0.0)?;
        }
        self.critical_inputs.iter().try_for_each(|input| input.check(nodes))
    }
}

impl CapitalLoss {
    fn time(&self) -> f64 {
        match self.mending {
            Mending::Recovery { time, .. } | Mending::Rebuilding { time, .. } => time,
        }
    }
}

fn known(what: &'static str, index: usize, count: usize) -> Result<(), CascadeError> {
    if index < count { Ok(()) } else { Err(CascadeError::Unknown { what, index, count }) }
}

fn share(
    what: &'static str,
    value: f64,
    range: &'static str,
    holds: bool,
) -> Result<(), CascadeError> {
    if holds { Ok(()) } else { Err(CascadeError::Range { what, value, range }) }
}
