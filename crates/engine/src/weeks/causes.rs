//! Why is a sector short? From the sector back to what hit first.

use super::follow::{MemberRun, WEEK, Weeks};
use detente_cascade::Binding;

/// Longest chain followed.
const LONGEST: usize = 8;

/// One link of a chain of causes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cause {
    /// The node that is short.
    pub node: usize,
    /// Its output relative to the baseline in the week.
    pub output: f64,
    /// What held it back.
    pub what: What,
}

/// What held a node back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// An input group, of which this supplier delivered too little.
    Input(usize, usize),
    /// A critical input, by its place among the dependences.
    Good(usize),
    /// An entry that takes capacity away.
    Capacity,
    /// An input group, whose flow from this supplier an entry stops or narrows.
    Flow(usize, usize),
    /// Users who ordered less.
    Demand,
}

/// The chain of causes of a node's loss in a week of a member.
pub(crate) fn causes(weeks: &Weeks, run: &MemberRun, node: usize, week: usize) -> Vec<Cause> {
    let (mut chain, mut node): (Vec<Cause>, usize) = (Vec::new(), node);
    loop {
        let output = run.output[week][node];
        let binding = (0..=week).rev().find_map(|week| run.binding[week].get(&node)).copied();
        let what = match binding {
            _ if outage(weeks, node, week) > binding.map_or(0.0, |binding| binding.1) => {
                What::Capacity
            }
            Some((Binding::CriticalInput(input), _)) => What::Good(input as usize),
            Some((Binding::Input(group), _)) => supplier(weeks, run, group as usize, node, week),
            _ => What::Demand,
        };
        let next = match what {
            What::Input(_, supplier) if chain.len() + 1 < LONGEST => Some(supplier),
            _ => None,
        };
        chain.push(Cause { node, output, what });
        match next {
            Some(supplier) if chain.iter().all(|cause| cause.node != supplier) => node = supplier,
            _ => return chain,
        }
    }
}

/// The largest share of its capacity that entries take from a node in a week.
fn outage(weeks: &Weeks, node: usize, week: usize) -> f64 {
    let days = weeks.hits.lost.get(&node).map(|days| &days[week * WEEK..(week + 1) * WEEK]);
    days.map_or(0.0, |days| days.iter().copied().fold(0.0, f64::max))
}

/// Who delivers least of what he did, and whether that is his doing.
fn supplier(weeks: &Weeks, run: &MemberRun, group: usize, node: usize, week: usize) -> What {
    let economies = weeks.economies;
    let passing = |supplier: usize| {
        weeks.hits.passing(group, node % economies, supplier % economies, week * WEEK)
    };
    let suppliers = weeks.network.suppliers(group, node).into_iter();
    let missing = suppliers.map(|(supplier, flow)| {
        let passing = passing(supplier);
        (supplier, passing, flow * (1.0 - run.output[week][supplier] * passing))
    });
    match missing.max_by(|a, b| a.2.total_cmp(&b.2)) {
        Some((supplier, passing, _)) if passing < run.output[week][supplier] => {
            What::Flow(group, supplier)
        }
        Some((supplier, ..)) => What::Input(group, supplier),
        None => What::Demand,
    }
}
