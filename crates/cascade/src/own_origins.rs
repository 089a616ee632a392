//! Users whose origins are known one by one, beside those who share their economy's.
//!
//! A user that buys a good from other origins than the rest of its economy has a row of its own:
//! what each origin sells to it. What such users buy is no part of the trade that others share.

use detente_numeric::lanes;
use std::collections::HashMap;

/// One user of one good with the origins it buys from.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnOrigins {
    /// The good it buys.
    pub good: usize,
    /// The node that buys.
    pub node: usize,
    /// What each economy sells to it, units a day.
    pub flows: Vec<f64>,
}

/// Rows of their own, good by good.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    /// Numbers of a row: economies, and zeros up to what the processor takes at once.
    stride: usize,
    /// First row of each good, and the number of rows.
    start: Vec<usize>,
    /// Node of each row.
    pub node: Vec<usize>,
    /// What each origin sells, rows x `stride`.
    pub flow: Vec<f64>,
    /// Row by good and node.
    at: HashMap<(usize, usize), usize>,
}

impl Rows {
    pub fn new(economies: usize, goods: usize, mut own: Vec<OwnOrigins>) -> Self {
        own.sort_by_key(|row| (row.good, row.node));
        let stride = economies.next_multiple_of(lanes::LANES);
        let mut rows = Rows { stride, start: vec![0; goods + 1], ..Rows::default() };
        for row in own {
            rows.at.insert((row.good, row.node), rows.node.len());
            rows.start[row.good + 1] += 1;
            rows.node.push(row.node);
            rows.flow.extend(row.flows);
            rows.flow.resize(rows.node.len() * stride, 0.0);
        }
        for good in 0..goods {
            rows.start[good + 1] += rows.start[good];
        }
        rows
    }

    /// The rows of a good: node and origins.
    pub fn of(&self, good: usize) -> impl Iterator<Item = (usize, &[f64])> {
        let rows = self.start[good]..self.start[good + 1];
        rows.map(|row| (self.node[row], self.origins(row)))
    }

    fn origins(&self, row: usize) -> &[f64] {
        &self.flow[row * self.stride..(row + 1) * self.stride]
    }

    /// What each row of a good adds up to, its origins weighted, with its node.
    #[inline(always)]
    pub fn weighted(
        &self,
        good: usize,
        weights: impl Iterator<Item = f64>,
    ) -> impl Iterator<Item = (usize, f64)> {
        let mut padded: Vec<f64> = weights.collect();
        padded.resize(self.stride, 0.0);
        self.of(good).map(move |(node, flows)| (node, lanes::dot(flows, &padded)))
    }

    /// Whether a good has any row.
    pub fn any(&self, good: usize) -> bool {
        self.start[good] < self.start[good + 1]
    }

    /// Place in `flow` of what an origin sells to a user that has a row.
    pub fn place(&self, good: usize, origin: usize, node: usize) -> Option<usize> {
        self.at.get(&(good, node)).map(|row| row * self.stride + origin)
    }
}
