//! The layout of a world's tables: the users in an economy buy a good from the same origins in the
//! same proportions, but for those of whom origins are known.
//!
//! ```text
//! z_(g r)(u c) = T_grc phi_guc        or as known
//! ```
//!
//! with T the trade of good g from r to c without what is known by user, and phi the share of what c
//! buys of it that user u takes.
//! The table is never made: a sweep needs two products with each T, economies x economies, instead
//! of one with every pair of nodes.

use crate::grid::Grid;
use crate::layout::{Closeness, Layout, Limiting, SupplierView, Sweep, Wish};
use crate::lookup::SlotLookup;
use crate::own_origins::{OwnOrigins, Rows};
use crate::rules::Rules;
use crate::slots::{SlotFlow, restock};
use crate::state::{Binding, SlotState};
use detente_numeric::lanes;
use rayon::prelude::*;

/// Trade by good and shares by user; node `good * economies + economy`.
#[derive(Debug, Clone)]
pub(crate) struct Proportional {
    pub economies: usize,
    pub goods: usize,
    /// Goods x origins x destinations, units a day, without what is known by user.
    pub trade: Vec<f64>,
    /// Share of each user, goods x nodes; zero for those that have a row of their own.
    pub share: Vec<f64>,
    /// Users whose origins are known; their links come after those of `trade`.
    pub own: Rows,
    /// Needs by good and node.
    grid: Grid,
}

impl Proportional {
    pub fn new(
        (economies, goods): (usize, usize),
        trade: Vec<f64>,
        share: Vec<f64>,
        own: Vec<OwnOrigins>,
    ) -> Self {
        let nodes = economies * goods;
        let grid = Grid { nodes, width: nodes, need: Vec::new() };
        let own = Rows::new(economies, goods, own);
        let mut layout = Proportional { economies, goods, trade, share, own, grid };
        let ones = vec![1.0; economies];
        layout.grid.need = (0..goods)
            .flat_map(|good| {
                let bought = layout.bought(good, |row| ones[row]);
                let share = layout.shares(good).iter().enumerate();
                share.map(|(node, share)| bought[node % economies] * share).collect::<Vec<f64>>()
            })
            .collect();
        for good in 0..goods {
            for (node, need) in layout.own.weighted(good, ones.iter().copied()) {
                layout.grid.need[good * nodes + node] = need;
            }
        }
        layout
    }

    /// Nodes: each good of each economy.
    pub fn nodes(&self) -> usize {
        self.economies * self.goods
    }

    fn shares(&self, good: usize) -> &[f64] {
        &self.share[good * self.nodes()..(good + 1) * self.nodes()]
    }

    fn row(&self, good: usize, origin: usize) -> &[f64] {
        let start = (good * self.economies + origin) * self.economies;
        &self.trade[start..start + self.economies]
    }

    /// The place of the trade of a good between two economies.
    pub fn place(&self, good: usize, origin: usize, destination: usize) -> usize {
        (good * self.economies + origin) * self.economies + destination
    }

    /// What each economy buys of a good, its origins weighted.
    #[inline(always)]
    fn bought(&self, good: usize, weight: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.economies];
        for origin in 0..self.economies {
            lanes::add_scaled(&mut sums, weight(origin), self.row(good, origin));
        }
        sums
    }

    /// What each node of a good is asked for, before its attraction.
    fn ask(&self, good: usize, order: &[f64], asked: &mut [f64]) {
        let mut wanted = vec![0.0; self.economies];
        for (order, share) in
            order.chunks_exact(self.economies).zip(self.shares(good).chunks_exact(self.economies))
        {
            for destination in 0..self.economies {
                wanted[destination] += order[destination] * share[destination];
            }
        }
        for (origin, asked) in asked.iter_mut().enumerate() {
            *asked = self
                .row(good, origin)
                .iter()
                .zip(&wanted)
                .map(|(trade, wanted)| trade * wanted)
                .sum();
        }
        for (node, flows) in self.own.of(good) {
            lanes::add_scaled(asked, order[node], flows);
        }
    }

    /// What users with a row of their own get of a good, by node; empty where there are none.
    #[inline(always)]
    fn own(&self, good: usize, weight: impl Fn(usize) -> f64) -> Vec<f64> {
        if !self.own.any(good) {
            return Vec::new();
        }
        let mut sums = vec![0.0; self.nodes()];
        for (node, sum) in self.own.weighted(good, (0..self.economies).map(weight)) {
            sums[node] = sum;
        }
        sums
    }

    #[inline(always)]
    fn sweep_good(
        &self,
        sweep: &Sweep,
        good: usize,
        cover: &mut [f64],
        order: &mut [f64],
    ) -> Closeness {
        let (nodes, economies) = (self.nodes(), self.economies);
        let supply = &sweep.supply[good * economies..(good + 1) * economies];
        let delivered = self.bought(good, |origin| supply[origin].delivered);
        let pulled = self.bought(good, |origin| supply[origin].attraction);
        let own_delivered = self.own(good, |origin| supply[origin].delivered);
        let own_pulled = self.own(good, |origin| supply[origin].attraction);
        let (mut moving, mut short) = (0_u32, 0_u32);
        for user in 0..self.goods {
            let own = user * economies..(user + 1) * economies;
            let slots = good * nodes + own.start..good * nodes + own.end;
            let (need, days) = (&self.grid.need[slots.clone()], &sweep.target_days[slots.clone()]);
            let factors = sweep.need_factor.map(|factors| &factors[slots]);
            let share = &self.shares(good)[own.clone()];
            let activity = sweep.activity;
            let (used, planned) = (&activity.used[own.clone()], &activity.planned[own.clone()]);
            let (target, cover) = (&activity.target[own.clone()], &mut cover[own.clone()]);
            let known = own_delivered.get(own.clone()).zip(own_pulled.get(own.clone()));
            let order = &mut order[own];
            for place in 0..economies {
                let (mut arrives, mut pull) =
                    (delivered[place] * share[place], pulled[place] * share[place]);
                if let Some((delivered, pulled)) = known {
                    arrives += delivered[place];
                    pull += pulled[place];
                }
                let flow = SlotFlow {
                    need: need[place],
                    arrived: arrives * order[place],
                    pull,
                    cover: cover[place],
                    target_days: days[place],
                    need_factor: factors.map_or(1.0, |factors| factors[place]),
                    rate: sweep.rates[good],
                };
                let next =
                    restock(sweep.restocking, (used[place], planned[place], target[place]), flow);
                cover[place] = next.cover;
                order[place] = next.order;
                moving |= u32::from(!next.still);
                short |= u32::from(!next.full);
            }
        }
        Closeness { still: moving == 0, full: short == 0 }
    }
}

impl Layout for Proportional {
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
        let count = |flows: &[f64]| flows.iter().filter(|flow| **flow > 0.0).count();
        count(&self.trade) * self.goods + count(&self.own.flow)
    }

    fn link(&self, good: usize, supplier: usize, buyer: usize) -> Option<usize> {
        let origin = supplier % self.economies;
        let own = self.own.place(good, origin, buyer).map(|place| self.trade.len() + place);
        Some(own.unwrap_or_else(|| self.place(good, origin, buyer % self.economies)))
    }

    fn flow(&self, link: usize) -> f64 {
        let own = || self.own.flow[link - self.trade.len()];
        self.trade.get(link).copied().unwrap_or_else(own)
    }

    /// The users of an economy share what a link carries, unless it is one's own.
    fn flow_into(&self, link: usize, slot: usize) -> f64 {
        if link < self.trade.len() { self.trade[link] * self.share[slot] } else { self.flow(link) }
    }

    fn set_flow(&mut self, link: usize, flow: f64) {
        let shared = self.trade.len();
        match self.trade.get_mut(link) {
            Some(own) => *own = flow,
            None => self.own.flow[link - shared] = flow,
        }
    }

    fn suppliers(&self, good: usize, buyer: usize) -> Vec<(usize, f64)> {
        let (economy, share) = (buyer % self.economies, self.shares(good)[buyer]);
        let flow = |origin| match self.own.place(good, origin, buyer) {
            Some(place) => self.own.flow[place],
            None => self.row(good, origin)[economy] * share,
        };
        (0..self.economies).map(|origin| (good * self.economies + origin, flow(origin))).collect()
    }

    fn asked(&self, order: &[f64]) -> Vec<f64> {
        let mut asked = vec![0.0; self.nodes()];
        let goods = order.chunks_exact(self.nodes()).zip(asked.chunks_exact_mut(self.economies));
        goods.enumerate().for_each(|(good, (order, asked))| self.ask(good, order, asked));
        asked
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
        let nodes = self.nodes();
        cover
            .par_chunks_exact_mut(nodes)
            .zip(order.par_chunks_exact_mut(nodes))
            .zip(orders.par_chunks_exact_mut(self.economies))
            .enumerate()
            .map(|(good, ((cover, order), asked))| {
                lanes::dispatch(|| {
                    let close = self.sweep_good(sweep, good, cover, order);
                    self.ask(good, order, asked);
                    close
                })
            })
            .reduce(Closeness::default, Closeness::and)
    }

    /// None: what single users get is not known, so that rationing by equal shares is refused.
    fn wishes(&self, _view: &SupplierView, _node: usize, _order: &[f64]) -> Vec<Wish> {
        Vec::new()
    }
}
