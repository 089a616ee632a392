//! The moving parts of a run: links as they are now, stocks and orders, and what every node does.

use crate::links::Links;
use crate::network::Network;
use crate::rules::{Rationing, Rules};
use crate::state::{Activity, Binding, Ceiling, NodeState, SlotState, Supply};
use std::borrow::Cow;

/// What a step moves.
#[derive(Debug, Clone)]
pub(crate) struct Running<'n> {
    pub links: Cow<'n, Links>,
    pub slots: SlotState,
    pub nodes: NodeState,
    pub own: Vec<OwnUse>,
}

impl<'n> Running<'n> {
    /// A network at rest; the rules by internal number.
    pub fn at_rest(network: &'n Network, rules: &Rules) -> Self {
        let layout = network.links.layout();
        Self {
            links: Cow::Borrowed(&network.links),
            slots: layout.fill(network.lookup(rules), rules, &network.output),
            nodes: NodeState::at_rest(network, rules),
            own: if rules.own_use_first { own_use(network) } else { Vec::new() },
        }
    }
}

/// The link of a node to itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnUse {
    pub node: usize,
    pub slot: usize,
    pub link: usize,
    /// What the node wants of itself, units a day.
    pub wanted: f64,
    /// The part of it that is an order like those of others.
    pub ordered: f64,
}

/// The links of nodes to themselves.
fn own_use(network: &Network) -> Vec<OwnUse> {
    let layout = network.links.layout();
    let own = |node: usize| {
        let group = network.group_of[node] as usize;
        let (slot, link) = (layout.slot(group, node)?, layout.link(group, node, node)?);
        let flow = layout.flow_into(link, slot);
        (flow > 0.0).then_some(OwnUse { node, slot, link, wanted: flow, ordered: flow })
    };
    (0..network.nodes()).filter_map(own).collect()
}

impl NodeState {
    fn at_rest(network: &Network, rules: &Rules) -> Self {
        let nodes = network.nodes();
        let zeros = || vec![0.0; nodes];
        NodeState {
            orders: network.deliveries(),
            final_demand: network.final_demand.clone(),
            capacity: network.output.clone(),
            desired: network.output.clone(),
            production: network.output.clone(),
            demand: zeros(),
            overproduction: vec![rules.overproduction.base; nodes],
            supply: vec![Supply { delivered: 1.0, attraction: 1.0 }; nodes],
            filled: zeros(),
            final_filled: zeros(),
            ceilings: match rules.rationing {
                Rationing::EqualShare => {
                    vec![Ceiling { most: f64::INFINITY, attraction: 1.0 }; nodes]
                }
                _ => Vec::new(),
            },
            activity: Activity { used: zeros(), planned: zeros(), target: zeros() },
            binding: vec![Binding::Nothing; nodes],
        }
    }
}
