//! Who makes how much, and who supplies whom, before the shock.

use crate::CascadeError;
use crate::dense::Dense;
use crate::links::Links;
use crate::lookup::SlotLookup;
use crate::own_origins::OwnOrigins;
use crate::proportional::Proportional;
use crate::rules::Rules;
use crate::sparse::Sparse;

/// Deliveries and final demand must make up output to this share of it.
const BALANCE: f64 = 1e-6;

/// A production network at rest: output, links and final demand of every node, in units a day.
///
/// Nodes are numbered by the caller from zero; each belongs to one input group, and what a node
/// buys of one group is one input, whoever supplies it.
#[derive(Debug, Clone)]
pub struct Network {
    pub(crate) groups: usize,
    /// By internal number.
    pub(crate) group_of: Vec<u32>,
    pub(crate) output: Vec<f64>,
    pub(crate) final_demand: Vec<f64>,
    pub(crate) links: Links,
    /// Internal number of each of the caller's nodes.
    pub(crate) internal: Vec<u32>,
    /// The caller's number of each internal node.
    pub(crate) given: Vec<u32>,
}

/// A link as supplier, buyer and flow a day.
pub type Link<W> = (u32, u32, W);

impl Network {
    /// A network whose flows are stored for every pair: `flows[supplier * nodes + buyer]`, units a
    /// day.
    ///
    /// A node may supply itself here, as sectors of a table do.
    ///
    /// # Errors
    /// A shape that does not fit, a negative or missing value, a node that orders or delivers
    /// without output, or one whose deliveries and final demand do not make up its output.
    pub fn dense(
        group_of: &[usize],
        flows: &[f64],
        output: &[f64],
        final_demand: &[f64],
    ) -> Result<Self, CascadeError> {
        let nodes = group_of.len();
        let mut network = Network::bare(group_of, output, final_demand)?;
        expect_length("flows", flows.len(), nodes * nodes)?;
        let mut given: Vec<u32> = (0..nodes as u32).collect();
        given.sort_by_key(|&node| group_of[node as usize]);
        network.renumber(given);
        if let Some(place) = flows.iter().position(|value| !(*value >= 0.0 && value.is_finite())) {
            return Err(CascadeError::Negative {
                what: "a delivery",
                node: place / nodes,
                value: flows[place],
            });
        }
        let mut rows = Vec::with_capacity(network.groups);
        let mut start = 0;
        for group in 0..network.groups {
            let end = start
                + network.group_of[start..].iter().take_while(|&&of| of as usize == group).count();
            rows.push(start..end);
            start = end;
        }
        let given = &network.given;
        let dense = Dense::new(nodes, rows, |row, values| {
            let from = &flows[given[row] as usize * nodes..][..nodes];
            values
                .iter_mut()
                .zip(given)
                .for_each(|(value, &column)| *value = from[column as usize]);
        });
        network.links = Links::Dense(dense);
        network.check()?;
        Ok(network)
    }

    /// A network given by its links.
    ///
    /// # Errors
    /// As [`Network::dense`], and a link to or from an unknown node or from a node to itself.
    pub fn sparse(
        group_of: &[usize],
        links: Vec<Link<f64>>,
        output: &[f64],
        final_demand: &[f64],
    ) -> Result<Self, CascadeError> {
        let mut network = Network::bare(group_of, output, final_demand)?;
        check_links(group_of.len(), &links, |flow| *flow)?;
        network.links = Links::Sparse(Sparse::new(group_of.len(), &network.group_of, links));
        network.check()?;
        Ok(network)
    }

    /// A network of many firms given by its links. Flows keep single precision, and final demand is
    /// what the output leaves after deliveries, so that the network balances as stored.
    ///
    /// # Errors
    /// As [`Network::sparse`]; a node that delivers more than its output does not balance.
    pub fn firms(
        group_of: &[usize],
        links: Vec<Link<f32>>,
        output: &[f64],
    ) -> Result<Self, CascadeError> {
        let nodes = group_of.len();
        let mut network = Network::bare(group_of, output, &vec![0.0; nodes])?;
        check_links(nodes, &links, |flow| f64::from(*flow))?;
        network.links = Links::Firms(Sparse::new(nodes, &network.group_of, links));
        let deliveries = network.deliveries();
        for (node, (&deliveries, &output)) in deliveries.iter().zip(output).enumerate() {
            let final_demand = output - deliveries;
            if output == 0.0 && deliveries > 0.0 {
                return Err(CascadeError::NoOutput {
                    node,
                    direction: "orders to it",
                    value: deliveries,
                });
            }
            if final_demand < -BALANCE * output {
                return Err(CascadeError::Unbalanced {
                    node,
                    deliveries,
                    final_demand: 0.0,
                    output,
                });
            }
            network.final_demand[node] = final_demand.max(0.0);
        }
        network.check()?;
        Ok(network)
    }

    /// The network of a world's tables, in which every user in an economy buys a good from the same
    /// origins in the same proportions. Node `good * economies + economy`; `trade[(good * economies +
    /// origin) * economies + destination]`, units a day; `share[good * nodes + user]` is the share
    /// of what its economy buys of the good that a user takes, final demand takes the rest.
    ///
    /// # Errors
    /// As [`Network::dense`], and shares that add up to more than one.
    pub fn proportional(
        economies: usize,
        goods: usize,
        trade: Vec<f64>,
        share: Vec<f64>,
    ) -> Result<Self, CascadeError> {
        Self::with_own_origins((economies, goods), trade, share, Vec::new())
    }

    /// The same, with users of whom it is known where they buy a good: what they buy is no part of
    /// `trade`, and their share of the good is zero.
    ///
    /// # Errors
    /// As [`Network::proportional`], and rows of such users that are no node's or not one flow for
    /// each economy.
    pub fn with_own_origins(
        (economies, goods): (usize, usize),
        trade: Vec<f64>,
        share: Vec<f64>,
        own: Vec<OwnOrigins>,
    ) -> Result<Self, CascadeError> {
        let nodes = economies * goods;
        for row in &own {
            expect_length("origins of a user", row.flows.len(), economies)?;
            for (what, index, count) in [("good", row.good, goods), ("node", row.node, nodes)] {
                if index >= count {
                    return Err(CascadeError::Unknown { what, index, count });
                }
            }
            if let Some(value) = row.flows.iter().find(|flow| !(**flow >= 0.0 && flow.is_finite()))
            {
                let what = "a user's own origin";
                return Err(CascadeError::Negative { what, node: row.node, value: *value });
            }
        }
        expect_length("trade", trade.len(), goods * economies * economies)?;
        expect_length("shares of users", share.len(), goods * nodes)?;
        for (what, values, size) in
            [("trade", &trade, economies), ("a user's share", &share, nodes.max(1))]
        {
            if let Some(place) =
                values.iter().position(|value| !(*value >= 0.0 && value.is_finite()))
            {
                let node = if what == "trade" { place / size } else { place % size };
                return Err(CascadeError::Negative { what, node, value: values[place] });
            }
        }
        let mut left = vec![1.0; nodes];
        for (place, share) in share.iter().enumerate() {
            left[place / nodes.max(1) * economies + place % economies.max(1)] -= share;
        }
        if let Some(&worst) = left.iter().find(|left| **left < -BALANCE) {
            return Err(CascadeError::Range {
                what: "sum of the users' shares",
                value: 1.0 - worst,
                range: "at most 1",
            });
        }
        let by_final_users = |row: usize, origin: &[f64]| -> f64 {
            let good = row / economies;
            origin
                .iter()
                .enumerate()
                .map(|(at, trade)| trade * left[good * economies + at].max(0.0))
                .sum()
        };
        let rows = || trade.chunks_exact(economies.max(1)).enumerate();
        let final_demand: Vec<f64> =
            rows().map(|(row, origin)| by_final_users(row, origin)).collect();
        let mut output: Vec<f64> = rows().map(|(_, origin)| origin.iter().sum()).collect();
        for row in &own {
            for (origin, flow) in row.flows.iter().enumerate() {
                output[row.good * economies + origin] += flow;
            }
        }
        let group_of: Vec<usize> = (0..nodes).map(|node| node / economies).collect();
        let mut network = Network::bare(&group_of, &output, &final_demand)?;
        network.links =
            Links::Proportional(Proportional::new((economies, goods), trade, share, own));
        network.check()?;
        Ok(network)
    }

    fn bare(
        group_of: &[usize],
        output: &[f64],
        final_demand: &[f64],
    ) -> Result<Self, CascadeError> {
        let nodes = group_of.len();
        expect_length("output", output.len(), nodes)?;
        expect_length("final demand", final_demand.len(), nodes)?;
        for (what, values) in [("output", output), ("final demand", final_demand)] {
            let wrong = values.iter().position(|value| !(*value >= 0.0 && value.is_finite()));
            if let Some(node) = wrong {
                return Err(CascadeError::Negative { what, node, value: values[node] });
            }
        }
        Ok(Network {
            groups: group_of.iter().max().map_or(0, |most| most + 1),
            group_of: group_of.iter().map(|&group| group as u32).collect(),
            output: output.to_vec(),
            final_demand: final_demand.to_vec(),
            links: Links::none(),
            internal: (0..nodes as u32).collect(),
            given: (0..nodes as u32).collect(),
        })
    }

    fn renumber(&mut self, given: Vec<u32>) {
        for (internal, &node) in given.iter().enumerate() {
            self.internal[node as usize] = internal as u32;
        }
        let group_of = self.group_of.clone();
        let (output, final_demand) = (self.output.clone(), self.final_demand.clone());
        for (internal, &node) in given.iter().enumerate() {
            self.group_of[internal] = group_of[node as usize];
            self.output[internal] = output[node as usize];
            self.final_demand[internal] = final_demand[node as usize];
        }
        self.given = given;
    }

    fn check(&self) -> Result<(), CascadeError> {
        let (deliveries, inputs) = (self.deliveries(), self.links.layout().inputs());
        for (internal, &output) in self.output.iter().enumerate() {
            let node = self.given[internal] as usize;
            let (sold, bought) = (deliveries[internal], inputs[internal]);
            for (direction, value) in [("orders to it", sold), ("inputs to it", bought)] {
                if output == 0.0 && value > 0.0 {
                    return Err(CascadeError::NoOutput { node, direction, value });
                }
            }
            let final_demand = self.final_demand[internal];
            if (sold + final_demand - output).abs() > BALANCE * output {
                return Err(CascadeError::Unbalanced {
                    node,
                    deliveries: sold,
                    final_demand,
                    output,
                });
            }
        }
        Ok(())
    }

    /// Number of nodes.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.output.len()
    }

    /// Number of input groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Number of links that carry goods.
    #[must_use]
    pub fn link_count(&self) -> usize {
        self.links.layout().link_count()
    }

    /// Output of each node, units a day.
    #[must_use]
    pub fn output(&self) -> Vec<f64> {
        self.to_given(&self.output)
    }

    /// The input group of a node.
    #[must_use]
    pub fn group_of(&self, node: usize) -> usize {
        self.group_of[self.internal[node] as usize] as usize
    }

    /// What a node needs of an input group, units a day.
    #[must_use]
    pub fn need(&self, group: usize, node: usize) -> f64 {
        let (layout, node) = (self.links.layout(), self.internal[node] as usize);
        layout.slot(group, node).map_or(0.0, |slot| layout.need(slot))
    }

    /// The suppliers of an input of a node with their flows a day, zero flows left out.
    #[must_use]
    pub fn suppliers(&self, group: usize, node: usize) -> Vec<(usize, f64)> {
        let internal = self.internal[node] as usize;
        let mut found = self.links.layout().suppliers(group, internal);
        found.retain(|(_, flow)| *flow > 0.0);
        found.into_iter().map(|(supplier, flow)| (self.given[supplier] as usize, flow)).collect()
    }

    /// Values by internal node in the caller's order.
    pub(crate) fn to_given(&self, values: &[f64]) -> Vec<f64> {
        self.internal.iter().map(|&node| values[node as usize]).collect()
    }

    /// What each node sells to other nodes before any shock.
    pub(crate) fn deliveries(&self) -> Vec<f64> {
        let layout = self.links.layout();
        layout.asked(&vec![1.0; layout.slots()])
    }

    /// What values of the rules may depend on, in this network.
    pub(crate) fn lookup<'a>(&'a self, rules: &'a Rules) -> SlotLookup<'a> {
        SlotLookup {
            target_days: &rules.target_days,
            groups: self.groups,
            group_of: &self.group_of,
        }
    }
}

pub(crate) fn check_links<W>(
    nodes: usize,
    links: &[Link<W>],
    value: impl Fn(&W) -> f64,
) -> Result<(), CascadeError> {
    for (supplier, buyer, flow) in links {
        for &node in [supplier, buyer] {
            if node as usize >= nodes {
                return Err(CascadeError::Unknown {
                    what: "node",
                    index: node as usize,
                    count: nodes,
                });
            }
        }
        let (node, value) = (*supplier as usize, value(flow));
        if supplier == buyer {
            return Err(CascadeError::SelfSupply { node });
        }
        if !(value >= 0.0 && value.is_finite()) {
            return Err(CascadeError::Negative { what: "a delivery", node, value });
        }
    }
    Ok(())
}

fn expect_length(what: &'static str, found: usize, expected: usize) -> Result<(), CascadeError> {
    if found == expected { Ok(()) } else { Err(CascadeError::Shape { what, expected, found }) }
}
