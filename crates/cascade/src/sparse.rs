//! The sparse layout: links by buyer and input slot, for networks of firms.
//!
//! A sweep walks the buyers once: it gathers what arrived over the links of a slot, moves the slot,
//! and scatters what is asked for next over the same links. Buyers are cut into a fixed number of
//! chunks, each with sums of its own that are added in order, so that the result does not depend on
//! the number of threads.

use crate::layout::{Ceiling, Closeness, Sweep};
use crate::rules::SlotValues;
use crate::slots::{SlotFlow, restock};
use rayon::prelude::*;
use std::ops::Range;

/// Buyers are cut into so many chunks in large networks.
const CHUNKS: usize = 4;
/// Links looked at together.
const BATCH: usize = 2048;
/// Networks of up to so many links are one chunk.
const SMALL: usize = 20_000;

/// A baseline flow over one link, stored with as many bits as the network needs.
pub(crate) trait Weight: Copy + Send + Sync + std::fmt::Debug {
    fn get(self) -> f64;
    fn from_flow(flow: f64) -> Self;
}

impl Weight for f64 {
    #[inline(always)]
    fn get(self) -> f64 {
        self
    }
    fn from_flow(flow: f64) -> Self {
        flow
    }
}

impl Weight for f32 {
    #[inline(always)]
    fn get(self) -> f64 {
        f64::from(self)
    }
    fn from_flow(flow: f64) -> Self {
        flow as f32
    }
}

/// Baseline flows by buyer, input group and supplier.
#[derive(Debug, Clone)]
pub(crate) struct Sparse<W> {
    /// First slot of each node, and the number of slots at the end.
    pub slot_start: Vec<u32>,
    /// First link of each slot, and the number of links at the end.
    pub link_start: Vec<u32>,
    /// Input group of each slot.
    pub slot_group: Vec<u32>,
    /// Supplier of each link.
    pub supplier: Vec<u32>,
    /// Flow a day over each link.
    pub flow: Vec<W>,
    /// Need of each slot before any shock to its links; empty while no link was changed.
    pub need: Vec<f64>,
    chunks: Vec<Range<usize>>,
}

/// Lookups by slot and the changes they see, for the sparse layout.
pub(crate) struct SlotLookup<'a> {
    pub target_days: &'a SlotValues,
    pub groups: usize,
    pub group_of: &'a [u32],
}

impl<W: Weight> Sparse<W> {
    /// Takes links as supplier, buyer and flow a day, in any order; links of one pair are added up.
    pub fn new(nodes: usize, group_of: &[u32], mut links: Vec<(u32, u32, W)>) -> Self {
        links.par_sort_unstable_by_key(|&(supplier, buyer, _)| {
            (buyer, group_of[supplier as usize], supplier)
        });
        links.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 = W::from_flow(kept.2.get() + next.2.get());
            }
            same
        });
        let mut sparse = Sparse {
            slot_start: Vec::with_capacity(nodes + 1),
            link_start: Vec::new(),
            slot_group: Vec::new(),
            supplier: Vec::with_capacity(links.len()),
            flow: Vec::with_capacity(links.len()),
            need: Vec::new(),
            chunks: Vec::new(),
        };
        let mut before = None;
        for (supplier, buyer, flow) in links {
            let slot = (buyer, group_of[supplier as usize]);
            if before != Some(slot) {
                while sparse.slot_start.len() <= buyer as usize {
                    sparse.slot_start.push(sparse.slot_group.len() as u32);
                }
                sparse.link_start.push(sparse.supplier.len() as u32);
                sparse.slot_group.push(slot.1);
                before = Some(slot);
            }
            sparse.supplier.push(supplier);
            sparse.flow.push(flow);
        }
        while sparse.slot_start.len() <= nodes {
            sparse.slot_start.push(sparse.slot_group.len() as u32);
        }
        sparse.link_start.push(sparse.supplier.len() as u32);
        sparse.slot_group.shrink_to_fit();
        sparse.link_start.shrink_to_fit();
        sparse.chunks = sparse.cut();
        sparse
    }

    /// Chunks of buyers with about the same number of links.
    fn cut(&self) -> Vec<Range<usize>> {
        let (nodes, links) = (self.slot_start.len() - 1, self.supplier.len());
        let count = if links <= SMALL { 1 } else { CHUNKS };
        let first_link = |node: usize| self.link_start[self.slot_start[node] as usize] as usize;
        let mut cuts = vec![0];
        for chunk in 1..count {
            let goal = links * chunk / count;
            let (mut low, mut high) = (cuts[chunk - 1], nodes);
            while low < high {
                let middle = (low + high) / 2;
                if first_link(middle) < goal { low = middle + 1 } else { high = middle }
            }
            cuts.push(low);
        }
        cuts.push(nodes);
        cuts.windows(2).map(|pair| pair[0]..pair[1]).collect()
    }

    /// The slots of a node.
    #[inline(always)]
    pub fn slots(&self, node: usize) -> Range<usize> {
        self.slot_start[node] as usize..self.slot_start[node + 1] as usize
    }

    /// The links of a slot.
    #[inline(always)]
    pub fn links(&self, slot: usize) -> Range<usize> {
        self.link_start[slot] as usize..self.link_start[slot + 1] as usize
    }

    /// Need of a slot before any shock.
    pub fn need(&self, slot: usize) -> f64 {
        if self.need.is_empty() { self.sum(slot) } else { self.need[slot] }
    }

    /// What every node is asked for under the orders at hand, before its attraction.
    pub fn asked(&self, order: &[f64]) -> Vec<f64> {
        let mut asked = vec![0.0; self.slot_start.len() - 1];
        for (slot, order) in order.iter().enumerate() {
            for link in self.links(slot) {
                asked[self.supplier[link] as usize] += order * self.flow[link].get();
            }
        }
        asked
    }

    fn sum(&self, slot: usize) -> f64 {
        self.flow[self.links(slot)].iter().map(|flow| flow.get()).sum()
    }

    /// Fixes the needs as they are now, before links are changed.
    pub fn fix_needs(&mut self) {
        if self.need.is_empty() {
            self.need = (0..self.slot_group.len()).map(|slot| self.sum(slot)).collect();
        }
    }

    /// Moves every slot by one step; `orders` get what each node is asked for before its
    /// attraction, with `scratch` for the sums of the chunks.
    pub fn sweep(
        &self,
        sweep: &Sweep,
        lookup: &SlotLookup,
        state: (&mut [f64], &mut [f64]),
        orders: &mut [f64],
        scratch: &mut Vec<Vec<f64>>,
    ) -> Closeness {
        let (cover, order) = state;
        scratch.resize(self.chunks.len(), Vec::new());
        let mut tasks = Vec::with_capacity(self.chunks.len());
        let (mut covers, mut slots) = (cover, order);
        for (range, sums) in self.chunks.iter().zip(scratch.iter_mut()) {
            let count = (self.slot_start[range.end] - self.slot_start[range.start]) as usize;
            let (first, rest) = covers.split_at_mut(count);
            let (second, others) = slots.split_at_mut(count);
            (covers, slots) = (rest, others);
            tasks.push((range.clone(), first, second, sums));
        }
        let close = tasks
            .into_par_iter()
            .map(|(range, cover, order, sums)| {
                sums.clear();
                sums.resize(orders.len(), 0.0);
                self.sweep_chunk(sweep, lookup, range, cover, order, sums)
            })
            .reduce(Closeness::default, Closeness::and);
        orders.par_chunks_mut(1 << 14).enumerate().for_each(|(part, orders)| {
            let start = part << 14;
            orders.copy_from_slice(&scratch[0][start..start + orders.len()]);
            for sums in &scratch[1..] {
                for (order, sum) in orders.iter_mut().zip(&sums[start..]) {
                    *order += sum;
                }
            }
        });
        close
    }

    fn sweep_chunk(
        &self,
        sweep: &Sweep,
        lookup: &SlotLookup,
        buyers: Range<usize>,
        cover: &mut [f64],
        order: &mut [f64],
        asked: &mut [f64],
    ) -> Closeness {
        let offset = self.slot_start[buyers.start] as usize;
        let mut close = Closeness::default();
        let mut batch = Batch::default();
        let mut next = buyers.start;
        while next < buyers.end {
            let first = next;
            let start = self.first_link(first);
            next += 1;
            while next < buyers.end && self.first_link(next + 1) - start <= BATCH {
                next += 1;
            }
            let links = start..self.first_link(next);
            self.gather(sweep, links.clone(), &mut batch);
            let slots =
                self.slot_start[first] as usize - offset..self.slot_start[next] as usize - offset;
            let state = (&mut cover[slots.clone()], &mut order[slots]);
            close = close.and(self.restock(sweep, lookup, first..next, state, &mut batch));
            // The suppliers of a batch lie anywhere; asking them all at once lets the processor
            // overlap the waits.
            for (asking, supplier) in batch.asking.iter().zip(&self.supplier[links]) {
                asked[*supplier as usize] += asking;
            }
        }
        close
    }

    /// The first link of a node.
    #[inline(always)]
    fn first_link(&self, node: usize) -> usize {
        self.link_start[self.slot_start[node] as usize] as usize
    }

    /// What each link of a batch delivers per unit of its slot's order, and what its supplier can
    /// take of it.
    #[inline(always)]
    fn gather(&self, sweep: &Sweep, links: Range<usize>, batch: &mut Batch) {
        let ends = self.supplier[links.clone()].iter().zip(&self.flow[links]);
        batch.links.clear();
        batch.links.extend(ends.map(|(&supplier, flow)| {
            let supply = sweep.supply[supplier as usize];
            (supply.delivered * flow.get(), supply.attraction * flow.get())
        }));
        batch.asking.clear();
        batch.asking.resize(batch.links.len(), 0.0);
    }

    /// Moves the slots of a batch of buyers and sets what its links ask for.
    #[inline(always)]
    fn restock(
        &self,
        sweep: &Sweep,
        lookup: &SlotLookup,
        buyers: Range<usize>,
        (cover, order): (&mut [f64], &mut [f64]),
        batch: &mut Batch,
    ) -> Closeness {
        let mut close = Closeness::default();
        let (offset, start) =
            (self.slot_start[buyers.start] as usize, self.first_link(buyers.start));
        for buyer in buyers {
            let activity = (
                sweep.activity.used[buyer],
                sweep.activity.planned[buyer],
                sweep.activity.target[buyer],
            );
            for slot in self.slots(buyer) {
                let (links, place) = (self.links(slot), slot - offset);
                let flows = &self.flow[links.clone()];
                let (mut sum, mut arrived, mut pull) = (0.0, 0.0, 0.0);
                for (flow, supply) in
                    flows.iter().zip(&batch.links[links.start - start..links.end - start])
                {
                    sum += flow.get();
                    arrived += supply.0;
                    pull += supply.1;
                }
                arrived *= order[place];
                if let Some(ceilings) = sweep.ceilings {
                    arrived = self.arrived_below(ceilings, links.clone(), order[place]);
                }
                let flow = SlotFlow {
                    need: if self.need.is_empty() { sum } else { self.need[slot] },
                    arrived,
                    pull,
                    cover: cover[place],
                    target_days: lookup.finite_days(self.slot_group[slot] as usize, buyer),
                    need_factor: sweep.need_factor.map_or(1.0, |factors| factors[slot]),
                    rate: sweep.rates[self.slot_group[slot] as usize],
                };
                let next = restock(sweep.restocking, activity, flow);
                cover[place] = next.cover;
                order[place] = next.order;
                close.still &= next.still;
                close.full &= next.full;
                for (asking, flow) in
                    batch.asking[links.start - start..links.end - start].iter_mut().zip(flows)
                {
                    *asking = next.order * flow.get();
                }
            }
        }
        close
    }

    /// What arrives where no order is delivered beyond a ceiling.
    fn arrived_below(&self, ceilings: &[Ceiling], links: Range<usize>, order: f64) -> f64 {
        let below = |link: usize| {
            let ceiling = ceilings[self.supplier[link] as usize];
            (order * ceiling.attraction).min(ceiling.most) * self.flow[link].get()
        };
        links.map(below).sum()
    }
}

/// Links of the buyers at hand.
#[derive(Debug, Default)]
struct Batch {
    links: Vec<(f64, f64)>,
    asking: Vec<f64>,
}

impl SlotLookup<'_> {
    /// Days wanted of an input of a node; zero for what never runs out.
    #[inline(always)]
    fn finite_days(&self, group: usize, node: usize) -> f64 {
        let days = self.target_days.at(self, group, node);
        if days.is_finite() { days } else { 0.0 }
    }
}

impl SlotValues {
    /// The value for an input group of a node.
    #[inline(always)]
    pub(crate) fn at(&self, lookup: &SlotLookup, group: usize, node: usize) -> f64 {
        match self {
            SlotValues::Uniform(value) => *value,
            SlotValues::ByInput(values) => values[group],
            SlotValues::ByNode(values) => values[node],
            SlotValues::ByInputAndUser(values) => {
                values[group * lookup.groups + lookup.group_of[node] as usize]
            }
            SlotValues::ByInputAndNode(values) => values[group * lookup.group_of.len() + node],
        }
    }
}
