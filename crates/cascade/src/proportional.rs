//! The layout of a world's tables: every user in an economy buys a good from the same origins in
//! the same proportions.
//!
//! ```text
//! z_(g r)(u c) = T_grc phi_guc
//! ```
//!
//! with T the trade of good g from r to c and phi the share of what c buys of it that user u takes.
//! The table is never made: a sweep needs two products with each T, economies x economies, instead
//! of one with every pair of nodes.

use crate::layout::{Closeness, Sweep};
use crate::slots::{SlotFlow, restock};
use detente_numeric::lanes;
use rayon::prelude::*;

/// Trade by good and shares by user; node `good * economies + economy`.
#[derive(Debug, Clone)]
pub(crate) struct Proportional {
    pub economies: usize,
    pub goods: usize,
    /// Goods x origins x destinations, units a day.
    pub trade: Vec<f64>,
    /// Share of each user, goods x nodes.
    pub share: Vec<f64>,
    /// Need of each input before any shock, goods x nodes.
    pub need: Vec<f64>,
}

impl Proportional {
    pub fn new(economies: usize, goods: usize, trade: Vec<f64>, share: Vec<f64>) -> Self {
        let mut layout = Proportional { economies, goods, trade, share, need: Vec::new() };
        let ones = vec![1.0; economies];
        layout.need = (0..goods)
            .flat_map(|good| {
                let bought = layout.bought(good, |row| ones[row]);
                let share = layout.shares(good).iter().enumerate();
                share.map(|(node, share)| bought[node % economies] * share).collect::<Vec<f64>>()
            })
            .collect();
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
    pub fn link(&self, good: usize, origin: usize, destination: usize) -> usize {
        (good * self.economies + origin) * self.economies + destination
    }

    /// Flow a day from one node to another.
    pub fn flow(&self, supplier: usize, buyer: usize) -> f64 {
        let (good, origin) = (supplier / self.economies, supplier % self.economies);
        self.row(good, origin)[buyer % self.economies] * self.shares(good)[buyer]
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
    }

    /// What every node is asked for under the orders at hand, before its attraction.
    pub fn asked(&self, order: &[f64]) -> Vec<f64> {
        let mut asked = vec![0.0; self.nodes()];
        let goods = order.chunks_exact(self.nodes()).zip(asked.chunks_exact_mut(self.economies));
        goods.enumerate().for_each(|(good, (order, asked))| self.ask(good, order, asked));
        asked
    }

    /// Moves every slot by one step and returns how close to rest the network was.
    pub fn sweep(
        &self,
        sweep: &Sweep,
        cover: &mut [f64],
        order: &mut [f64],
        orders: &mut [f64],
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
        let (mut moving, mut short) = (0_u32, 0_u32);
        for user in 0..self.goods {
            let own = user * economies..(user + 1) * economies;
            let slots = good * nodes + own.start..good * nodes + own.end;
            let (need, days) = (&self.need[slots.clone()], &sweep.target_days[slots.clone()]);
            let factors = sweep.need_factor.map(|factors| &factors[slots]);
            let share = &self.shares(good)[own.clone()];
            let activity = sweep.activity;
            let (used, planned) = (&activity.used[own.clone()], &activity.planned[own.clone()]);
            let (target, cover) = (&activity.target[own.clone()], &mut cover[own.clone()]);
            let order = &mut order[own];
            for place in 0..economies {
                let flow = SlotFlow {
                    need: need[place],
                    arrived: delivered[place] * share[place] * order[place],
                    pull: pulled[place] * share[place],
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
