//! The sparse layout: links by buyer and input slot, for networks of firms.
//!
//! A sweep walks the buyers once: it gathers what arrived over the links of a slot, moves the slot,
//! and scatters what is asked for next over the same links. Buyers are cut into a fixed number of
//! chunks, each with sums of its own that are added in order, so that the result does not depend on
//! the number of threads.

use crate::layout::{Closeness, Layout, Limiting, SHORT, SupplierView, Sweep, Wish};
use crate::lookup::SlotLookup;
use crate::rules::Rules;
use crate::slots::{SlotFlow, limit, restock};
use crate::state::{Binding, Ceiling, ENDLESS, SlotState};
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
    slot_start: Vec<u32>,
    /// First link of each slot, and the number of links at the end.
    link_start: Vec<u32>,
    /// Input group of each slot.
    slot_group: Vec<u32>,
    /// Supplier of each link.
    supplier: Vec<u32>,
    /// Flow a day over each link.
    flow: Vec<W>,
    /// Need of each slot before any shock to its links; empty while no link was changed.
    need: Vec<f64>,
    chunks: Vec<Range<usize>>,
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

    fn sum(&self, slot: usize) -> f64 {
        self.flow[self.links(slot)].iter().map(|flow| flow.get()).sum()
    }

    fn sweep_chunk(
        &self,
        sweep: &Sweep,
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
            close = close.and(self.restock(sweep, first..next, state, &mut batch));
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
                    target_days: sweep.lookup.finite_days(self.slot_group[slot] as usize, buyer),
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

impl<W: Weight> Layout for Sparse<W> {
    fn slots(&self) -> usize {
        self.slot_group.len()
    }

    fn slot(&self, group: usize, node: usize) -> Option<usize> {
        self.slots(node).find(|&slot| self.slot_group[slot] as usize == group)
    }

    fn slot_in_need(&self, group: usize, node: usize) -> Option<usize> {
        self.slot(group, node)
    }

    fn need(&self, slot: usize) -> f64 {
        if self.need.is_empty() { self.sum(slot) } else { self.need[slot] }
    }

    fn fix_needs(&mut self) {
        if self.need.is_empty() {
            self.need = (0..self.slot_group.len()).map(|slot| self.sum(slot)).collect();
        }
    }

    fn inputs(&self) -> Vec<f64> {
        let nodes = 0..self.slot_start.len() - 1;
        nodes.map(|node| self.slots(node).map(|slot| self.need(slot)).sum()).collect()
    }

    fn link_count(&self) -> usize {
        self.flow.len()
    }

    fn link(&self, group: usize, supplier: usize, buyer: usize) -> Option<usize> {
        let slot = self.slot(group, buyer)?;
        self.links(slot).find(|&link| self.supplier[link] as usize == supplier)
    }

    fn flow(&self, link: usize) -> f64 {
        self.flow[link].get()
    }

    fn set_flow(&mut self, link: usize, flow: f64) {
        self.flow[link] = W::from_flow(flow);
    }

    fn suppliers(&self, group: usize, buyer: usize) -> Vec<(usize, f64)> {
        let Some(slot) = self.slot(group, buyer) else { return Vec::new() };
        let supplier = |link: usize| (self.supplier[link] as usize, self.flow[link].get());
        self.links(slot).map(supplier).collect()
    }

    fn asked(&self, order: &[f64]) -> Vec<f64> {
        let mut asked = vec![0.0; self.slot_start.len() - 1];
        for (slot, order) in order.iter().enumerate() {
            for link in self.links(slot) {
                asked[self.supplier[link] as usize] += order * self.flow[link].get();
            }
        }
        asked
    }

    fn fill(&self, lookup: SlotLookup, _rules: &Rules, _output: &[f64]) -> SlotState {
        let count = self.slot_group.len();
        let mut cover = Vec::with_capacity(count);
        for node in 0..lookup.group_of.len() {
            for slot in self.slots(node) {
                cover.push(
                    lookup
                        .target_days
                        .at(&lookup, self.slot_group[slot] as usize, node)
                        .min(ENDLESS),
                );
            }
        }
        SlotState { cover, order: vec![1.0; count], ..SlotState::default() }
    }

    fn limit(&self, limiting: &Limiting, limits: &mut [f64], binding: &mut [Binding]) {
        let Limiting { rules, lookup, slots, output, .. } = *limiting;
        let bound = |node: usize, lowest: &mut f64| {
            let mut found = Binding::Nothing;
            for slot in self.slots(node) {
                let group = self.slot_group[slot] as usize;
                let target = lookup.target_days.at(&lookup, group, node);
                let criticality = rules.criticality.at(&lookup, group, node);
                if criticality == 0.0 || target.is_infinite() {
                    continue;
                }
                let days = rules.operating.days(target)
                    * slots.need_factor.as_ref().map_or(1.0, |factor| factor[slot]);
                let allowed = limit(limiting.fallback(node), slots.cover[slot], days, criticality);
                if allowed < *lowest && self.need(slot) > rules.negligible_share * output[node] {
                    *lowest = allowed;
                    found = Binding::Input(group as u32);
                }
            }
            found
        };
        if binding.is_empty() {
            limits.par_iter_mut().enumerate().with_min_len(4096).for_each(|(node, limit)| {
                bound(node, limit);
            });
        } else {
            limits.par_iter_mut().zip(binding).enumerate().with_min_len(4096).for_each(
                |(node, (limit, binding))| {
                    *binding = bound(node, limit);
                },
            );
        }
    }

    fn sweep(
        &self,
        sweep: &Sweep,
        (cover, order): (&mut [f64], &mut [f64]),
        orders: &mut [f64],
        scratch: &mut Vec<Vec<f64>>,
    ) -> Closeness {
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
                self.sweep_chunk(sweep, range, cover, order, sums)
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

    fn by_supplier(&self, production: &[f64], demand: &[f64]) -> SupplierView {
        let short = |node: usize| production[node] < demand[node] * (1.0 - SHORT);
        let mut start = vec![0_u32; production.len() + 1];
        for &supplier in &self.supplier {
            start[supplier as usize + 1] += u32::from(short(supplier as usize));
        }
        for node in 1..start.len() {
            start[node] += start[node - 1];
        }
        let mut next = start.clone();
        let mut slot_and_link = vec![(0, 0); start[production.len()] as usize];
        for slot in 0..self.slot_group.len() {
            for link in self.links(slot) {
                let supplier = self.supplier[link] as usize;
                if short(supplier) {
                    slot_and_link[next[supplier] as usize] = (slot as u32, link as u32);
                    next[supplier] += 1;
                }
            }
        }
        SupplierView { start, slot_and_link }
    }

    fn wishes(&self, view: &SupplierView, node: usize, order: &[f64]) -> Vec<Wish> {
        let range = view.start[node] as usize..view.start[node + 1] as usize;
        let wish = |&(slot, link): &(u32, u32)| Wish {
            flow: self.flow[link as usize].get(),
            order: order[slot as usize],
        };
        view.slot_and_link[range].iter().map(wish).collect()
    }
}

/// Links of the buyers at hand.
#[derive(Debug, Default)]
struct Batch {
    links: Vec<(f64, f64)>,
    asking: Vec<f64>,
}
