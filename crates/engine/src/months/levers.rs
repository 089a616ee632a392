//! What do the entries of a scenario change in the market of a chain, period by period?

use super::assumptions::Assumptions;
use super::base::{Addition, ChainMarket, chain_market_with};
use super::calendar::Span;
use crate::error::EngineError;
use detente_commodity::{InputFactor, Limit, Period, Sense, Store};
use detente_scenario::{CommodityEvent, Effect};
use detente_world::chain::Chain;

/// A market with everything that entries add to it, and what they do in each period.
pub struct Posed {
    /// The market.
    pub market: ChainMarket,
    /// What holds in each period.
    pub periods: Vec<Period>,
    /// By period, the entry of each limit.
    pub entries: Vec<Vec<String>>,
}

/// Poses the question of a scenario to a chain under one set of assumptions.
pub(crate) fn pose(
    chain: &Chain,
    assumptions: &Assumptions,
    events: &[&CommodityEvent],
    spans: &[Span],
) -> Result<Posed, EngineError> {
    let additions: Vec<Option<Addition>> =
        events.iter().map(|event| addition(chain, event)).collect();
    let listed: Vec<Addition> = additions.iter().flatten().cloned().collect();
    let mut market = chain_market_with(chain, assumptions, &listed)?;
    let first = market.base.processes.len() - listed.len();
    // By event, the position of its own process.
    let mut next = first;
    let own: Vec<Option<usize>> = additions
        .iter()
        .map(|addition| {
            addition.as_ref().map(|_| {
                next += 1;
                next - 1
            })
        })
        .collect();
    events.iter().try_for_each(|event| refuse_without_way(chain, &market, event))?;
    let reserves = add_reserves(&mut market, events);
    let mut posed = Posed { market, periods: Vec::new(), entries: Vec::new() };
    for span in spans {
        let lever = Lever {
            chain,
            posed: &posed.market,
            events,
            own: &own,
            reserves: &reserves,
            span: *span,
        };
        let (period, entries) = lever.period();
        posed.periods.push(period);
        posed.entries.push(entries);
    }
    Ok(posed)
}

/// The ways across borders of a good from some economies to others.
fn ways<'a>(
    market: &'a ChainMarket,
    good: usize,
    exporters: &[usize],
    importers: &[usize],
) -> Vec<(usize, &'a detente_commodity::BaseLink)> {
    let between = |(_, link): &(usize, &detente_commodity::BaseLink)| {
        link.good == good
            && exporters.contains(&link.from)
            && importers.contains(&link.to)
            && link.from != link.to
    };
    market.base.links.iter().enumerate().filter(between).collect()
}

/// A commitment that no flow of the base year could meet is refused: it would be ignored.
fn refuse_without_way(
    chain: &Chain,
    market: &ChainMarket,
    event: &CommodityEvent,
) -> Result<(), EngineError> {
    let Effect::Purchase { good, exporters, importers, .. } = &event.effect else { return Ok(()) };
    if !ways(market, *good, exporters, importers).is_empty() {
        return Ok(());
    }
    let codes = |list: &[usize]| {
        list.iter()
            .map(|at| chain.economies[*at].code.as_str())
            .take(5)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let (good, from, to) = (&chain.goods[*good].code, codes(exporters), codes(importers));
    let what = format!(
        "`{}`: no quantity of `{good}` from {from} to {to} is known in the base year, so that the purchase has no way; name exporters who sell there",
        event.entry
    );
    Err(EngineError::Chain(chain.id.clone(), what))
}

/// The process that an event adds, if there is none that it could change.
fn addition(chain: &Chain, event: &CommodityEvent) -> Option<Addition> {
    match &event.effect {
        Effect::Capacity { process, economy, activity }
            if existing(chain, process, *economy).is_none() =>
        {
            let rows =
                chain.recipes.iter().filter(|row| row.process == *process && row.economy.is_none());
            let recipe: Vec<(usize, f64)> =
                rows.filter_map(|row| Some((row.good, row.coefficient?.central()?))).collect();
            Some(Addition { name: process.clone(), economy: *economy, recipe, activity: *activity })
        }
        Effect::Recycling { good, economy, quantity } => Some(Addition {
            name: "recycling".to_owned(),
            economy: *economy,
            recipe: vec![(*good, 1.0)],
            activity: *quantity,
        }),
        _ => None,
    }
}

/// The position of a process that worked in the base year.
fn existing(chain: &Chain, kind: &str, economy: usize) -> Option<usize> {
    let works = |process: &detente_world::chain::Process| {
        process
            .balanced
            .or_else(|| process.activity?.central())
            .is_some_and(|activity| activity > 0.0)
    };
    chain
        .processes
        .iter()
        .position(|process| process.kind == kind && process.economy == economy && works(process))
}

/// The stores of reserves, by event.
fn add_reserves(market: &mut ChainMarket, events: &[&CommodityEvent]) -> Vec<Option<usize>> {
    let goods = market.market.goods.len();
    let mut add = |event: &&CommodityEvent| {
        let (good, region, initial, maximum) = match event.effect {
            Effect::Release { good, economy, quantity } => (good, economy, quantity, quantity),
            Effect::Stockpile { good, economy, quantity } => (good, economy, 0.0, quantity),
            _ => return None,
        };
        let end_value = market.base.market_price[region * goods + good];
        market.market.stores.push(Store {
            name: event.entry.clone(),
            good,
            region,
            initial,
            minimum: 0.0,
            maximum,
            release: f64::INFINITY,
            cost: 0.0,
            end_value,
            norm: 0.0,
            scarcity: 0.0,
        });
        Some(market.market.stores.len() - 1)
    };
    events.iter().map(&mut add).collect()
}

/// Everything that decides one period.
struct Lever<'a> {
    chain: &'a Chain,
    posed: &'a ChainMarket,
    events: &'a [&'a CommodityEvent],
    own: &'a [Option<usize>],
    reserves: &'a [Option<usize>],
    span: Span,
}

impl Lever<'_> {
    fn period(&self) -> (Period, Vec<String>) {
        let market = &self.posed.market;
        let mut period = Period::plain(self.span.years());
        period.capacity = vec![1.0; market.processes.len()];
        period.added_capacity = vec![0.0; market.processes.len()];
        period.demand = vec![1.0; market.uses.len()];
        period.least_stock = market.stores.iter().map(|store| store.minimum).collect();
        for (at, event) in self.events.iter().enumerate() {
            let share = self.span.share(event);
            self.reserve(at, event, &mut period);
            if share > 0.0 {
                self.apply(at, event, share, &mut period);
            }
        }
        self.limits(&mut period);
        let entries = period.limits.iter().map(|limit| limit.name.clone()).collect();
        (period, entries)
    }

    fn apply(&self, at: usize, event: &CommodityEvent, share: f64, period: &mut Period) {
        match &event.effect {
            Effect::Outage { processes, left } => {
                for process in
                    processes.iter().filter_map(|process| self.posed.process_at[*process])
                {
                    period.capacity[process] *= 1.0 - share * (1.0 - left);
                }
            }
            Effect::Capacity { process, economy, activity } => {
                let known = existing(self.chain, process, *economy)
                    .and_then(|process| self.posed.process_at[process]);
                if let Some(process) = self.own[at].or(known) {
                    period.added_capacity[process] += share * activity;
                }
            }
            Effect::Recycling { quantity, .. } => {
                if let Some(process) = self.own[at] {
                    period.added_capacity[process] += share * quantity;
                }
            }
            Effect::MaterialEfficiency { uses, inputs, saved } => {
                let factor = 1.0 - share * saved;
                for usage in uses.iter().filter_map(|usage| self.posed.use_at[*usage]) {
                    period.demand[usage] *= factor;
                }
                let known = inputs
                    .iter()
                    .filter_map(|(process, good)| Some((self.posed.process_at[*process]?, *good)));
                period.input.extend(known.map(|(process, good)| InputFactor {
                    process,
                    good,
                    factor,
                }));
            }
            Effect::Limit { .. }
            | Effect::Purchase { .. }
            | Effect::Release { .. }
            | Effect::Stockpile { .. } => {}
        }
    }

    /// What a reserve must still hold at the end of the period: it moves evenly over its window.
    fn reserve(&self, at: usize, event: &CommodityEvent, period: &mut Period) {
        let Some(store) = self.reserves[at] else { return };
        let (Some(from), Some(until)) = (event.from, event.until) else { return };
        let whole = f64::from((until - from).get_days()) + 1.0;
        let past = f64::from((self.span.to - from).get_days()).clamp(0.0, whole) / whole;
        period.least_stock[store] = match event.effect {
            Effect::Release { quantity, .. } => quantity * (1.0 - past),
            Effect::Stockpile { quantity, .. } => quantity * past,
            _ => 0.0,
        };
    }

    /// Limits of all entries; the phases of one entry make one limit of each flow, weighted by
    /// their days.
    fn limits(&self, period: &mut Period) {
        let mut done: Vec<&str> = Vec::new();
        for event in self.events {
            let entry = event.entry.as_str();
            if done.contains(&entry) {
                continue;
            }
            done.push(entry);
            let phases: Vec<(&CommodityEvent, f64)> = self
                .events
                .iter()
                .filter(|other| other.entry == entry)
                .map(|other| (*other, self.span.share(other)))
                .filter(|(_, share)| *share > 0.0)
                .collect();
            match phases.first().map(|(event, _)| &event.effect) {
                Some(Effect::Limit { .. }) => self.flow_limits(entry, &phases, period),
                Some(Effect::Purchase { .. }) => self.commitment(entry, &phases, period),
                _ => {}
            }
        }
    }

    fn flow_limits(&self, entry: &str, phases: &[(&CommodityEvent, f64)], period: &mut Period) {
        let covered: f64 = phases.iter().map(|(_, share)| share).sum();
        // Days without a phase are as the base year, and do not make up for the others.
        let whole = covered > 1.0 - 1e-9;
        let Some((flows, between, pooled)) =
            phases.iter().find_map(|(event, _)| match &event.effect {
                Effect::Limit { flows, between, pooled, .. } => Some((flows, between, *pooled)),
                _ => None,
            })
        else {
            return;
        };
        let part = |event: &CommodityEvent| match event.effect {
            Effect::Limit { share, .. } => {
                if whole {
                    share
                } else {
                    share.min(1.0)
                }
            }
            _ => 1.0,
        };
        let allowed =
            1.0 - covered + phases.iter().map(|(event, share)| share * part(event)).sum::<f64>();
        let mut links: Vec<usize> =
            flows.iter().filter_map(|flow| self.posed.link_at[*flow]).collect();
        if !whole && allowed >= 1.0 - 1e-12 {
            return;
        }
        let opened = self.opened(between);
        if allowed <= 0.0 {
            links.extend(&opened);
        } else if allowed < 1.0 {
            for link in opened {
                // Of what whoever opened it could take.
                let quantity = allowed * self.posed.base.links[link].scale;
                period.limits.push(Limit {
                    name: entry.to_owned(),
                    links: vec![link],
                    sense: Sense::AtMost,
                    quantity,
                });
            }
        }
        let groups = self.grouped(&links, pooled, allowed <= 0.0);
        for links in groups {
            let base: f64 = links.iter().map(|link| self.posed.base.links[*link].flow).sum();
            let quantity = (allowed * base).max(0.0);
            period.limits.push(Limit {
                name: entry.to_owned(),
                links,
                sense: Sense::AtMost,
                quantity,
            });
        }
    }

    /// Links between goods, exporters and importers that nothing took in the base year.
    fn opened(&self, [goods, exporters, importers]: &[Vec<usize>; 3]) -> Vec<usize> {
        let links = self.posed.base.links.iter().enumerate();
        let opened = links.filter(|(_, link)| link.flow == 0.0 && link.from != link.to).filter(
            |(_, link)| {
                goods.contains(&link.good)
                    && exporters.contains(&link.from)
                    && importers.contains(&link.to)
            },
        );
        opened.map(|(at, _)| at).collect()
    }

    /// A stop is one limit; a pool is one for each good and exporter; otherwise each link has its
    /// own.
    fn grouped(&self, links: &[usize], pooled: bool, stop: bool) -> Vec<Vec<usize>> {
        if links.is_empty() {
            return Vec::new();
        }
        if stop {
            return vec![links.to_vec()];
        }
        let mut groups: Vec<((usize, usize, usize), Vec<usize>)> = Vec::new();
        for link in links {
            let base = &self.posed.base.links[*link];
            let key = (base.good, base.from, if pooled { usize::MAX } else { base.to });
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, group)) => group.push(*link),
                None => groups.push((key, vec![*link])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }

    fn commitment(&self, entry: &str, phases: &[(&CommodityEvent, f64)], period: &mut Period) {
        let mut quantity = 0.0;
        let mut links = Vec::new();
        for (event, share) in phases {
            let Effect::Purchase { good, exporters, importers, quantity: yearly, beyond_base } =
                &event.effect
            else {
                continue;
            };
            let found = ways(self.posed, *good, exporters, importers);
            let base: f64 = found.iter().map(|(_, link)| link.flow).sum();
            quantity += share * (yearly + if *beyond_base { base } else { 0.0 });
            links = found.into_iter().map(|(at, _)| at).collect();
        }
        if quantity > 0.0 && !links.is_empty() {
            period.limits.push(Limit {
                name: entry.to_owned(),
                links,
                sense: Sense::AtLeast,
                quantity,
            });
        }
    }
}
