//! Why is a sector short? From the sector back to what hit first.

use super::weeks::{MemberRun, Weeks};
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
    /// Users who ordered less.
    Demand,
}

/// The chain of causes of a node's loss in a week of a member.
pub(crate) fn causes(weeks: &Weeks, run: &MemberRun, node: usize, week: usize) -> Vec<Cause> {
    let (mut chain, mut node): (Vec<Cause>, usize) = (Vec::new(), node);
    loop {
        let output = run.output[week][node];
        let binding = (0..=week).rev().find_map(|week| run.binding[week].get(&node)).map(|(binding, _)| *binding);
        let what = match binding {
            Some(Binding::CriticalInput(input)) => What::Good(input as usize),
            Some(Binding::Input(group)) => {
                let suppliers = weeks.network.suppliers(group as usize, node);
                let missing = |(supplier, flow): &(usize, f64)| flow * (1.0 - run.output[week][*supplier]);
                let worst = suppliers.iter().max_by(|a, b| missing(a).total_cmp(&missing(b)));
                worst.map_or(What::Demand, |(supplier, _)| What::Input(group as usize, *supplier))
            }
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
