//! The dense layout: any node may supply any other; what users order of a group of suppliers is one
//! slot.
//!
//! Rows and columns are sorted by input group and columns cut into tiles. The table is kept as
//! blocks of eight columns in the order of a sweep (group, tile, row), blocks of zeros left out. A
//! sweep reads a tile of a group for what arrived and what suppliers can take, moves the slots, and
//! reads it again, by then in cache, for what each supplier is asked for. The table crosses the
//! memory bus once a step and the matrix of orders never exists.

use crate::grid::Grid;
use crate::layout::{Closeness, Layout, Limiting, SupplierView, Sweep, Wish};
use crate::lookup::SlotLookup;
use crate::rules::Rules;
use crate::slots::{SlotFlow, restock};
use crate::state::{Binding, Ceiling, SlotState};
use detente_numeric::lanes::{self, LANES};
use rayon::prelude::*;
use std::ops::Range;

/// Bytes of a tile of one group, to stay in a second-level cache.
const TILE_BYTES: usize = 384 << 10;
/// Most blocks of columns in a tile.
const TILE_BLOCKS: usize = 128;

/// Sums over the columns of a tile.
type TileSums = [[f64; LANES]; TILE_BLOCKS];

/// Baseline flows among nodes sorted by group.
#[derive(Debug, Clone)]
pub(crate) struct Dense {
    /// Needs by group and column; columns are a multiple of the width of a block.
    grid: Grid,
    /// Rows of each group.
    rows: Vec<Range<usize>>,
    /// Columns in a tile, at most.
    tile: usize,
    /// First block of each row of each tile of each group, and the number of blocks at the end.
    start: Vec<u32>,
    /// Place of each block in its tile.
    place: Vec<u8>,
    /// Flow a day from row to column, eight columns a block.
    flows: Vec<f64>,
}

impl Dense {
    /// `row(r)` gives the flows of a row, `nodes` of them, rows and columns sorted by group.
    pub fn new<'a>(
        nodes: usize,
        rows: Vec<Range<usize>>,
        row: impl Fn(usize, &mut [f64]) + 'a,
    ) -> Self {
        let width = lanes::padded(nodes);
        let most = rows.iter().map(Range::len).max().unwrap_or(0).max(1);
        let tile = (TILE_BYTES / 8 / most / LANES).clamp(8, TILE_BLOCKS) * LANES;
        let need = vec![0.0; rows.len() * width];
        let mut dense = Dense {
            grid: Grid { nodes, width, need },
            rows,
            tile,
            start: vec![0],
            place: Vec::new(),
            flows: Vec::new(),
        };
        let mut group_rows = Vec::new();
        for group in 0..dense.rows.len() {
            let range = dense.rows[group].clone();
            group_rows.clear();
            group_rows.resize(range.len() * width, 0.0);
            for (values, at) in group_rows.chunks_exact_mut(width.max(1)).zip(range) {
                row(at, &mut values[..nodes]);
            }
            dense.store(&group_rows);
        }
        dense.grid.need = dense.needs();
        dense
    }

    /// Appends the blocks of one group.
    fn store(&mut self, group_rows: &[f64]) {
        for tile in (0..self.grid.width).step_by(self.tile) {
            let end = (tile + self.tile).min(self.grid.width);
            for row in group_rows.chunks_exact(self.grid.width) {
                for (place, block) in row[tile..end].chunks_exact(LANES).enumerate() {
                    if block.iter().any(|flow| *flow != 0.0) {
                        self.place.push(place as u8);
                        self.flows.extend_from_slice(block);
                    }
                }
                self.start.push(self.place.len() as u32);
            }
        }
    }

    /// Sums of the flows by input and user, added in the order of a sweep so that a network at rest
    /// finds itself there.
    fn needs(&self) -> Vec<f64> {
        let mut needs = self.grid.need.clone();
        let (mut sums, mut other) = ([[0.0; LANES]; TILE_BLOCKS], [[0.0; LANES]; TILE_BLOCKS]);
        for (group, need) in needs.chunks_exact_mut(self.grid.width.max(1)).enumerate() {
            for (tile, need) in need.chunks_mut(self.tile).enumerate() {
                let count = need.len() / LANES;
                sums[..count].fill([0.0; LANES]);
                for row in self.rows[group].clone() {
                    let (places, flows) = self.blocks(group, tile, row);
                    add_row(&mut sums, &mut other, places, flows, 1.0, 1.0);
                }
                need.copy_from_slice(sums[..count].as_flattened());
            }
        }
        needs
    }

    /// The blocks of a row in a tile of its group.
    #[inline(always)]
    fn blocks(&self, group: usize, tile: usize, row: usize) -> (&[u8], &[f64]) {
        let range = self.segment(group, tile, row);
        (&self.place[range.clone()], &self.flows[range.start * LANES..range.end * LANES])
    }

    #[inline(always)]
    fn segment(&self, group: usize, tile: usize, row: usize) -> Range<usize> {
        let rows = &self.rows[group];
        let at = rows.start * self.grid.width.div_ceil(self.tile)
            + tile * rows.len()
            + (row - rows.start);
        self.start[at] as usize..self.start[at + 1] as usize
    }

    #[inline(always)]
    fn sweep_group(&self, sweep: &Sweep, block: Block) -> Closeness {
        let group = block.group;
        let mut close = Closeness::default();
        let (mut arrived, mut pull) = ([[0.0; LANES]; TILE_BLOCKS], [[0.0; LANES]; TILE_BLOCKS]);
        block.asked.fill(0.0);
        for (tile, start) in (0..self.grid.width).step_by(self.tile).enumerate() {
            let columns = start..(start + self.tile).min(self.grid.width);
            let order = &mut block.order[columns.clone()];
            self.gather(sweep, group, tile, order, &mut arrived, &mut pull);
            let flows = (arrived.as_flattened(), pull.as_flattened());
            let cover = &mut block.cover[columns.clone()];
            close = close.and(self.restock(sweep, group, columns, flows, cover, order));
            let (order, _) = order.as_chunks::<LANES>();
            for (asked, row) in block.asked.iter_mut().zip(self.rows[group].clone()) {
                let (places, flows) = self.blocks(group, tile, row);
                *asked += weigh(order, places, flows);
            }
        }
        close
    }

    /// What arrived in each slot of a tile and what its suppliers can take.
    #[inline(always)]
    fn gather(
        &self,
        sweep: &Sweep,
        group: usize,
        tile: usize,
        order: &[f64],
        arrived: &mut TileSums,
        pull: &mut TileSums,
    ) {
        let count = order.len() / LANES;
        let (order, _) = order.as_chunks::<LANES>();
        arrived[..count].fill([0.0; LANES]);
        pull[..count].fill([0.0; LANES]);
        for row in self.rows[group].clone() {
            let (places, flows) = self.blocks(group, tile, row);
            let supply = sweep.supply[row];
            match sweep.ceilings {
                Some(ceilings) => {
                    add_row_below(
                        arrived,
                        pull,
                        order,
                        places,
                        flows,
                        (ceilings[row], supply.attraction),
                    );
                }
                None => add_row(arrived, pull, places, flows, supply.delivered, supply.attraction),
            }
        }
        if sweep.ceilings.is_none() {
            for (sums, order) in arrived.iter_mut().zip(order) {
                for lane in 0..LANES {
                    sums[lane] *= order[lane];
                }
            }
        }
    }

    #[inline(always)]
    fn restock(
        &self,
        sweep: &Sweep,
        group: usize,
        columns: Range<usize>,
        (arrived, pull): (&[f64], &[f64]),
        cover: &mut [f64],
        order: &mut [f64],
    ) -> Closeness {
        let slots = group * self.grid.width + columns.start..group * self.grid.width + columns.end;
        let (need, target_days) =
            (&self.grid.need[slots.clone()], &sweep.target_days[slots.clone()]);
        let factors = sweep.need_factor.map(|factors| &factors[slots]);
        let columns = columns.start..columns.end.min(self.grid.nodes);
        let size = columns.len();
        let (used, planned) =
            (&sweep.activity.used[columns.clone()], &sweep.activity.planned[columns.clone()]);
        let target = &sweep.activity.target[columns];
        let (cover, order, need) = (&mut cover[..size], &mut order[..size], &need[..size]);
        let (target_days, arrived, pull) = (&target_days[..size], &arrived[..size], &pull[..size]);
        let (mut moving, mut short) = (0_u32, 0_u32);
        for slot in 0..size {
            let flow = SlotFlow {
                need: need[slot],
                arrived: arrived[slot],
                pull: pull[slot],
                cover: cover[slot],
                target_days: target_days[slot],
                need_factor: factors.map_or(1.0, |factors| factors[slot]),
                rate: sweep.rates[group],
            };
            let next = restock(sweep.restocking, (used[slot], planned[slot], target[slot]), flow);
            cover[slot] = next.cover;
            order[slot] = next.order;
            moving |= u32::from(!next.still);
            short |= u32::from(!next.full);
        }
        Closeness { still: moving == 0, full: short == 0 }
    }

    /// The group of a row.
    fn group_of(&self, row: usize) -> usize {
        self.rows.partition_point(|range| range.end <= row)
    }
}

impl Layout for Dense {
    fn slots(&self) -> usize {
        self.grid.need.len()
    }

    fn slot(&self, group: usize, node: usize) -> Option<usize> {
        Some(self.grid.slot(group, node))
    }

    fn slot_in_need(&self, group: usize, node: usize) -> Option<usize> {
        self.grid.slot_in_need(group, node)
    }

    fn need(&self, slot: usize) -> f64 {
        self.grid.need[slot]
    }

    fn inputs(&self) -> Vec<f64> {
        self.grid.inputs()
    }

    fn link_count(&self) -> usize {
        self.flows.iter().filter(|flow| **flow > 0.0).count()
    }

    fn link(&self, _group: usize, row: usize, column: usize) -> Option<usize> {
        let tile = column / self.tile;
        let inside = column % self.tile;
        let range = self.segment(self.group_of(row), tile, row);
        let found = self.place[range.clone()].binary_search(&((inside / LANES) as u8)).ok()?;
        Some((range.start + found) * LANES + inside % LANES)
    }

    fn flow(&self, link: usize) -> f64 {
        self.flows[link]
    }

    fn set_flow(&mut self, link: usize, flow: f64) {
        self.flows[link] = flow;
    }

    fn suppliers(&self, group: usize, buyer: usize) -> Vec<(usize, f64)> {
        let flow = |row| self.link(group, row, buyer).map_or(0.0, |link| self.flows[link]);
        self.rows[group].clone().map(|row| (row, flow(row))).collect()
    }

    fn asked(&self, order: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.grid.nodes];
        for (group, range) in self.rows.iter().enumerate() {
            let order = &order[group * self.grid.width..(group + 1) * self.grid.width];
            for (tile, order) in order.chunks(self.tile).enumerate() {
                let (order, _) = order.as_chunks::<LANES>();
                for row in range.clone() {
                    let (places, flows) = self.blocks(group, tile, row);
                    sums[row] += weigh(order, places, flows);
                }
            }
        }
        sums
    }

    fn fill(&self, lookup: SlotLookup, rules: &Rules, output: &[f64]) -> SlotState {
        self.grid.fill(lookup, rules, output)
    }

    fn limit(&self, limiting: &Limiting, limits: &mut [f64], binding: &mut [Binding]) {
        self.grid.limit(limiting, limits, binding);
    }

    fn sweep(
        &self,
        sweep: &Sweep,
        (cover, order): (&mut [f64], &mut [f64]),
        orders: &mut [f64],
        _scratch: &mut Vec<Vec<f64>>,
    ) -> Closeness {
        let mut tasks = Vec::with_capacity(self.rows.len());
        let (mut covers, mut slots, mut asked) = (cover, order, orders);
        for (group, range) in self.rows.iter().enumerate() {
            let (first, rest) = covers.split_at_mut(self.grid.width);
            let (second, others) = slots.split_at_mut(self.grid.width);
            let (third, remaining) = asked.split_at_mut(range.len());
            (covers, slots, asked) = (rest, others, remaining);
            tasks.push(Block { group, cover: first, order: second, asked: third });
        }
        tasks
            .into_par_iter()
            .map(|block| lanes::dispatch(|| self.sweep_group(sweep, block)))
            .reduce(Closeness::default, Closeness::and)
    }

    fn wishes(&self, _view: &SupplierView, row: usize, order: &[f64]) -> Vec<Wish> {
        let mut found = Vec::new();
        let group = self.group_of(row);
        let order = &order[group * self.grid.width..(group + 1) * self.grid.width];
        for (tile, order) in order.chunks(self.tile).enumerate() {
            let (places, flows) = self.blocks(group, tile, row);
            for (&place, flows) in places.iter().zip(flows.as_chunks::<LANES>().0) {
                let start = place as usize * LANES;
                found.extend(
                    flows
                        .iter()
                        .zip(&order[start..start + LANES])
                        .map(|(&flow, &order)| Wish { flow, order }),
                );
            }
        }
        found
    }
}

struct Block<'a> {
    group: usize,
    cover: &'a mut [f64],
    order: &'a mut [f64],
    asked: &'a mut [f64],
}

/// Adds the blocks of a row to two sums, with a factor for each.
#[inline(always)]
fn add_row(
    arrived: &mut TileSums,
    pull: &mut TileSums,
    places: &[u8],
    flows: &[f64],
    delivered: f64,
    attraction: f64,
) {
    for (&place, flows) in places.iter().zip(flows.as_chunks::<LANES>().0) {
        let place = place as usize % TILE_BLOCKS;
        for lane in 0..LANES {
            arrived[place][lane] += delivered * flows[lane];
        }
        for lane in 0..LANES {
            pull[place][lane] += attraction * flows[lane];
        }
    }
}

/// The same where no order is delivered beyond a ceiling.
#[inline(always)]
fn add_row_below(
    arrived: &mut TileSums,
    pull: &mut TileSums,
    order: &[[f64; LANES]],
    places: &[u8],
    flows: &[f64],
    (ceiling, attraction): (Ceiling, f64),
) {
    for (&place, flows) in places.iter().zip(flows.as_chunks::<LANES>().0) {
        let place = place as usize % TILE_BLOCKS;
        for lane in 0..LANES {
            arrived[place][lane] +=
                flows[lane] * (order[place][lane] * ceiling.attraction).min(ceiling.most);
            pull[place][lane] += attraction * flows[lane];
        }
    }
}

/// Inner product of the blocks of a row with orders.
#[inline(always)]
fn weigh(order: &[[f64; LANES]], places: &[u8], flows: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    for (&place, flows) in places.iter().zip(flows.as_chunks::<LANES>().0) {
        let order = &order[place as usize];
        for lane in 0..LANES {
            sums[lane] += order[lane] * flows[lane];
        }
    }
    ((sums[0] + sums[4]) + (sums[1] + sums[5])) + ((sums[2] + sums[6]) + (sums[3] + sums[7]))
}
