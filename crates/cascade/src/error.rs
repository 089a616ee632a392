//! What a network, a shock or a setting can get wrong, named so that it can be put right.

use thiserror::Error;

/// Why a network or a run could not be posed; nodes are given as the caller numbered them.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum CascadeError {
    /// An array has the wrong number of entries.
    #[error("{what} has {found} entries where {expected} are needed")]
    Shape {
        /// The array.
        what: &'static str,
        /// Entries needed.
        expected: usize,
        /// Entries found.
        found: usize,
    },
    /// A value that must be finite and not negative is not.
    #[error("{what} of node {node} is {value}; it must be a finite number of zero or more")]
    Negative {
        /// The quantity.
        what: &'static str,
        /// The node.
        node: usize,
        /// The value found.
        value: f64,
    },
    /// A setting lies outside its range.
    #[error("{what} is {value}; it must be {range}")]
    Range {
        /// The setting.
        what: &'static str,
        /// The value found.
        value: f64,
        /// The range in words.
        range: &'static str,
    },
    /// A reference to a node or an input group that does not exist.
    #[error("{what} {index} does not exist: there are {count}")]
    Unknown {
        /// What was referred to.
        what: &'static str,
        /// The number given.
        index: usize,
        /// How many there are.
        count: usize,
    },
    /// A firm named as its own supplier.
    #[error("node {node} supplies itself; leave its own use out and count it in its output")]
    SelfSupply {
        /// The node.
        node: usize,
    },
    /// A node without output that others order from, or that orders.
    #[error(
        "node {node} has no output, but {direction} of {value:.4} a day; give it an output or remove them"
    )]
    NoOutput {
        /// The node.
        node: usize,
        /// `orders to it` or `inputs to it`.
        direction: &'static str,
        /// Their worth.
        value: f64,
    },
    /// Deliveries and final demand of a node do not add up to its output.
    #[error(
        "node {node} does not balance: deliveries {deliveries:.4} and final demand {final_demand:.4} a day against an output of {output:.4}; \
         set the output to their sum, or fit the links to the outputs"
    )]
    Unbalanced {
        /// The node.
        node: usize,
        /// Its deliveries to other nodes.
        deliveries: f64,
        /// What final users buy of it.
        final_demand: f64,
        /// Its output.
        output: f64,
    },
    /// A rule or shock that needs single links, in a network whose users share their origins.
    #[error("{what} needs single links; build the network with Network::dense or Network::sparse")]
    SingleLinks {
        /// The rule or the shock.
        what: &'static str,
    },
    /// A loss of capital at a node whose capital is unknown or smaller.
    #[error("node {node} loses capital of {loss}, but has {capital}")]
    Capital {
        /// The node.
        node: usize,
        /// The loss.
        loss: f64,
        /// What it has.
        capital: f64,
    },
}

impl CascadeError {
    /// The node the error is about, if it is about one.
    #[must_use]
    pub fn node(&self) -> Option<usize> {
        match self {
            CascadeError::Negative { node, .. }
            | CascadeError::SelfSupply { node }
            | CascadeError::NoOutput { node, .. }
            | CascadeError::Unbalanced { node, .. }
            | CascadeError::Capital { node, .. } => Some(*node),
            _ => None,
        }
    }
}
