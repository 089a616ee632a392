//! The dense layout: every node may supply every other; what users order of a group of suppliers is one slot.
//!
//! Rows and columns are sorted by input group. A sweep takes a tile of the columns of one group: it reads the tile for what
//! arrived and what suppliers can take, moves the slots, and reads it again, by then in cache, for what each supplier is
//! asked for. The table crosses the memory bus once a step and the matrix of orders never exists.

use crate::layout::{Closeness, Sweep, Wish};
use crate::slots::{Activity, Restocking, SlotFlow, restock};
use detente_numeric::lanes;
use rayon::prelude::*;
use std::ops::Range;

/// Bytes of a tile of the table, to stay in a second-level cache.
const TILE_BYTES: usize = 384 << 10;
/// Most columns in a tile.
const TILE_COLUMNS: usize = 1024;

/// Baseline flows among nodes sorted by group, all of them stored.
#[derive(Debug, Clone)]
pub(crate) struct Dense {
    pub nodes: usize,
    pub width: usize,
    /// Rows of each group.
    pub rows: Vec<Range<usize>>,
    /// Flow a day from row to column, `nodes` rows of `width`.
    pub flows: Vec<f64>,
    /// Need of each input, groups x `width`, before any shock to links.
    pub need: Vec<f64>,
}

impl Dense {
    /// `flows` are given by row with `nodes` columns, already sorted.
    pub fn new(nodes: usize, rows: Vec<Range<usize>>, flows: Vec<f64>, width: usize) -> Self {
        let mut dense = Dense { nodes, width, need: vec![0.0; rows.len() * width], rows, flows };
        dense.need = dense.needs();
        dense
    }

    /// Sums of the flows by input and user, added in the order of a sweep so that a network at rest finds itself there.
    fn needs(&self) -> Vec<f64> {
        let mut needs = self.need.clone();
        let mut other = vec![0.0; self.width];
        for (range, need) in self.rows.iter().zip(needs.chunks_exact_mut(self.width)) {
            self.add_rows(range.clone(), 0..self.width, &vec![1.0; self.nodes], &vec![1.0; self.nodes], need, &mut other);
        }
        needs
    }

    /// Moves every slot by one step and returns how close to rest the network was; `orders` get what each node is asked for
    /// before its attraction.
    pub fn sweep(&self, sweep: &Sweep, cover: &mut [f64], order: &mut [f64], orders: &mut [f64]) -> Closeness {
        let mut tasks = Vec::with_capacity(self.rows.len());
        let (mut covers, mut slots, mut asked) = (cover, order, orders);
        for (group, range) in self.rows.iter().enumerate() {
            let (first, rest) = covers.split_at_mut(self.width);
            let (second, others) = slots.split_at_mut(self.width);
            let (third, remaining) = asked.split_at_mut(range.len());
            (covers, slots, asked) = (rest, others, remaining);
            tasks.push(Block { group, cover: first, order: second, asked: third });
        }
        tasks
            .into_par_iter()
            .map(|block| lanes::dispatch(|| self.sweep_group(sweep, block)))
            .reduce(Closeness::default, Closeness::and)
    }

    #[inline(always)]
    fn sweep_group(&self, sweep: &Sweep, block: Block) -> Closeness {
        let rows = self.rows[block.group].clone();
        let tile = (TILE_BYTES / 8 / rows.len().max(1)).clamp(64, TILE_COLUMNS) / lanes::LANES * lanes::LANES;
        let mut close = Closeness::default();
        let (mut arrived, mut pull) = ([0.0; TILE_COLUMNS], [0.0; TILE_COLUMNS]);
        block.asked.fill(0.0);
        let mut start = 0;
        while start < self.width {
            let columns = start..(start + tile).min(self.width);
            let size = columns.len();
            let (arrived, pull) = (&mut arrived[..size], &mut pull[..size]);
            let order = &mut block.order[columns.clone()];
            self.gather(sweep, rows.clone(), columns.clone(), order, arrived, pull);
            let cover = &mut block.cover[columns.clone()];
            close = close.and(self.restock(sweep, block.group, columns.clone(), arrived, pull, cover, order));
            for (asked, row) in block.asked.iter_mut().zip(rows.clone()) {
                let base = row * self.width;
                *asked += lanes::dot(order, &self.flows[base + columns.start..base + columns.end]);
            }
            start = columns.end;
        }
        close
    }

    /// What arrived in each slot of a tile and what its suppliers can take.
    #[inline(always)]
    fn gather(
        &self,
        sweep: &Sweep,
        rows: Range<usize>,
        columns: Range<usize>,
        order: &[f64],
        arrived: &mut [f64],
        pull: &mut [f64],
    ) {
        arrived.fill(0.0);
        pull.fill(0.0);
        let row_at = |row: usize| &self.flows[row * self.width + columns.start..row * self.width + columns.end];
        match sweep.ceiling {
            Some(ceiling) => {
                for row in rows {
                    let (attraction, most) = (sweep.attraction_before[row], ceiling[row]);
                    lanes::add_scaled(pull, sweep.attraction[row], row_at(row));
                    for ((sum, flow), order) in arrived.iter_mut().zip(row_at(row)).zip(order) {
                        *sum += flow * (order * attraction).min(most);
                    }
                }
            }
            None => {
                self.add_rows(rows, columns, sweep.delivered, sweep.attraction, arrived, pull);
                for (sum, order) in arrived.iter_mut().zip(order) {
                    *sum *= order;
                }
            }
        }
    }

    /// Adds rows to two sums, each row with a factor of its own for each sum.
    #[inline(always)]
    fn add_rows(
        &self,
        rows: Range<usize>,
        columns: Range<usize>,
        delivered: &[f64],
        attraction: &[f64],
        arrived: &mut [f64],
        pull: &mut [f64],
    ) {
        let row_at = |row: usize| &self.flows[row * self.width + columns.start..row * self.width + columns.end];
        let mut row = rows.start;
        while row + 4 <= rows.end {
            let four = [row_at(row), row_at(row + 1), row_at(row + 2), row_at(row + 3)];
            add_four(arrived, pull, four, &delivered[row..row + 4], &attraction[row..row + 4]);
            row += 4;
        }
        for row in row..rows.end {
            lanes::add_scaled(arrived, delivered[row], row_at(row));
            lanes::add_scaled(pull, attraction[row], row_at(row));
        }
    }

    #[inline(always)]
    #[allow(clippy::too_many_arguments)]
    fn restock(
        &self,
        sweep: &Sweep,
        group: usize,
        columns: Range<usize>,
        arrived: &[f64],
        pull: &[f64],
        cover: &mut [f64],
        order: &mut [f64],
    ) -> Closeness {
        let slots = group * self.width + columns.start..group * self.width + columns.end;
        let (need, target_days) = (&self.need[slots.clone()], &sweep.target_days[slots.clone()]);
        let factors = sweep.need_factor.map(|factors| &factors[slots.clone()]);
        let activity = &sweep.activity[columns.start..columns.end.min(self.nodes)];
        let rule: Restocking = sweep.restocking;
        let mut close = Closeness::default();
        for slot in 0..cover.len().min(need.len()).min(activity.len()) {
            let activity: Activity = activity[slot];
            let flow = SlotFlow {
                need: need[slot],
                arrived: arrived[slot],
                pull: pull[slot],
                cover: cover[slot],
                target_days: target_days[slot],
                need_factor: factors.map_or(1.0, |factors| factors[slot]),
            };
            let next = restock(rule, activity, flow);
            cover[slot] = next.cover;
            order[slot] = next.order;
            close.still &= next.still;
            close.full &= next.full;
        }
        close
    }

    /// The group of a row.
    pub fn group_of(&self, row: usize) -> usize {
        self.rows.partition_point(|range| range.end <= row)
    }

    /// For one supplier, what each user asks of it relative to the baseline, as pairs with the baseline flow.
    pub fn wishes<'a>(&'a self, row: usize, group: usize, order: &'a [f64]) -> impl Iterator<Item = Wish> + 'a {
        let flows = &self.flows[row * self.width..row * self.width + self.nodes];
        let order = &order[group * self.width..group * self.width + self.nodes];
        flows.iter().zip(order).map(|(&flow, &order)| Wish { flow, order })
    }
}

struct Block<'a> {
    group: usize,
    cover: &'a mut [f64],
    order: &'a mut [f64],
    asked: &'a mut [f64],
}

/// Adds four rows to two sums, reading the sums once.
#[inline(always)]
fn add_four(arrived: &mut [f64], pull: &mut [f64], rows: [&[f64]; 4], delivered: &[f64], attraction: &[f64]) {
    let size = arrived.len();
    let [a, b, c, d] = rows.map(|row| &row[..size]);
    let pull = &mut pull[..size];
    let (q, p) = ([delivered[0], delivered[1], delivered[2], delivered[3]], [
        attraction[0],
        attraction[1],
        attraction[2],
        attraction[3],
    ]);
    for column in 0..size {
        arrived[column] += (q[0] * a[column] + q[1] * b[column]) + (q[2] * c[column] + q[3] * d[column]);
        pull[column] += (p[0] * a[column] + p[1] * b[column]) + (p[2] * c[column] + p[3] * d[column]);
    }
}
