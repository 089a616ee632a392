//! Which sectors wait for which good, with what stock, and how much of it arrives.
//!
//! A use of a chain (magnets in vehicles) feeds sectors of its economy. Supply is what arrives at
//! the market of the use relative to the base year; the stock of the users lies in the cascade, so
//! that it is run down there, once. Economies that a chain does not list share the fate of its rest
//! of the world. What no importer has recorded is no demand: no production depends on it.
//!
//! Gas feeds electricity, gas and steam: the share of that sector's output that needs it is what
//! the gas is worth over all the sector spends on energy.

use super::assumptions::{
    CRITICALITY, OPERATING_DAYS, RESTORATION_DAYS, STOCK_DAYS, share_of_output,
};
use super::places::{Place, Places};
use crate::error::EngineError;
use crate::months::{Months, parts};
use detente_cascade::CriticalInput;
use detente_scenario::Date;
use detente_world::chain::Demand;
use detente_world::{EconomyId, Join, SectorId, World};
use std::sync::Arc;

/// An input whose supply falls short of the base year by less than this matters to nobody.
const NOTICEABLE: f64 = 1e-3;
/// The good whose share of a sector's energy is known by its worth.
const GAS: &str = "gas";
/// Codes of sectors that deliver energy.
const ENERGY: [&str; 4] = ["B05", "B06", "C19", "D"];

/// One sector of one economy waiting for one good.
#[derive(Clone, Debug)]
pub struct Dependence {
    /// Id of the chain.
    pub chain: String,
    /// Code of the good.
    pub good: String,
    /// The use of the chain.
    pub usage: String,
    /// Economy of the chain whose market it is: several may stand for one economy of the world.
    pub market: String,
    /// The economy of the world.
    pub economy: EconomyId,
    /// The sector that uses the good.
    pub sector: SectorId,
    /// Parts of the node that wait, by number, with their shares of its output.
    pub parts: Vec<(usize, f64)>,
    /// Whose deliveries fell most, by name.
    pub origin: String,
    /// Units of the chain used a year by this sector.
    pub used: f64,
    /// From little to much loss.
    pub cases: [Case; 3],
}

/// A dependence at one end of what is assumed.
#[derive(Clone, Debug)]
pub struct Case {
    pub days: f64,
    pub share: f64,
    pub criticality: f64,
    /// Supply relative to the base year by day from the first.
    pub supply: Vec<f64>,
    /// Share of the need that is saved by day from the first; empty if nothing is.
    pub thrift: Vec<f64>,
}

impl Dependence {
    /// Share of the output of the node that the parts make which wait.
    pub fn weight(&self) -> f64 {
        self.parts.iter().map(|(_, share)| share).sum()
    }

    /// As the cascade engine takes it.
    pub fn input(&self, economies: usize, case: usize) -> CriticalInput {
        let own = &self.cases[case];
        CriticalInput {
            node: self.sector.0 * economies + self.economy.0,
            parts: self.parts.clone(),
            share: own.share,
            criticality: own.criticality,
            days: own.days.max(OPERATING_DAYS),
            operating_days: OPERATING_DAYS,
            restoration_time: RESTORATION_DAYS,
            supply: own.supply.clone(),
            thrift: own.thrift.clone(),
            substitution: Vec::new(),
        }
    }
}

/// Every dependence on a good that falls short in some case, from `start` on for `days`.
///
/// # Errors
/// If a good falls short in an economy or for a sector of which nothing says where in the world it
/// lies.
pub fn dependences(
    world: &World,
    all: &[Arc<Months>],
    start: Date,
    days: usize,
) -> Result<Vec<Dependence>, EngineError> {
    let join = Join::of(world);
    let mut found = Vec::new();
    for (chain, months) in all.iter().enumerate() {
        let places = Places { world, join: &join, chain: &months.chain, at: chain };
        for (demand, at) in months.chain.demand.iter().zip(&months.cases[1].posed.market.use_at) {
            let Some(at) = *at else { continue };
            let paths = paths(months, at, start, days);
            if paths.iter().all(Path::is_plenty) {
                continue;
            }
            for place in places.of(demand, months.chain.goods[demand.good].code == GAS)? {
                found.extend(dependence(world, months, demand, (at, place), &paths));
            }
        }
    }
    Ok(found)
}

fn dependence(
    world: &World,
    months: &Months,
    demand: &Demand,
    (at, place): (usize, Place),
    paths: &[Path; 3],
) -> Option<Dependence> {
    let usage = &months.cases[1].posed.market.base.uses[at];
    let good = &months.chain.goods[usage.good];
    let share = if good.code == GAS {
        [gas_share(world, months, at, place.economy, place.sector)?; 3]
    } else {
        share_of_output(&demand.usage)
    };
    let stock = |case: usize| {
        // What lies in tanks has moved the arrivals of gas already.
        if good.storable && good.code != GAS {
            known_days(months, at, 2 - case).unwrap_or(STOCK_DAYS[case])
        } else {
            OPERATING_DAYS
        }
    };
    let cases = [0, 1, 2].map(|case| Case {
        days: stock(case),
        share: share[case],
        criticality: CRITICALITY[case],
        supply: paths[case].supply.clone(),
        thrift: paths[case].thrift.clone(),
    });
    Some(Dependence {
        chain: months.chain.id.clone(),
        good: good.code.clone(),
        usage: demand.usage.clone(),
        market: months.chain.economies[demand.economy].code.clone(),
        economy: place.economy,
        sector: place.sector,
        parts: place.parts,
        origin: origin(months, (usage.good, usage.region)),
        used: usage.quantity * place.used,
        cases,
    })
}

/// What reaches a use and what it saves, by day, relative to the base year.
#[derive(Clone, Debug, Default)]
struct Path {
    supply: Vec<f64>,
    /// Empty if nothing is saved.
    thrift: Vec<f64>,
}

impl Path {
    /// Whether need is met all the time.
    fn is_plenty(&self) -> bool {
        let saved = |day: usize| self.thrift.get(day).copied().unwrap_or(0.0);
        self.supply.iter().enumerate().all(|(day, supply)| *supply > 1.0 - saved(day) - NOTICEABLE)
    }
}

/// What reaches a use: the highest, the central and the lowest of the three cases.
fn paths(months: &Months, at: usize, start: Date, days: usize) -> [Path; 3] {
    let mut paths: [Path; 3] = std::array::from_fn(|_| Path::default());
    for (period, span) in months.spans.iter().enumerate() {
        let [low, middle, high] = months.of(|case| months.reach(case, period, at).supply);
        // Entries are the same in all cases.
        let need = months.reach(&months.cases[1], period, at).need;
        let first = (span.from - start).get_days().max(0) as usize;
        let last = ((span.to - start).get_days().max(0) as usize).min(days);
        for _ in first..last {
            paths.iter_mut().zip([high, middle, low]).for_each(|(path, ratio)| {
                path.supply.push(ratio);
                path.thrift.push((1.0 - need).clamp(0.0, 1.0));
            });
        }
    }
    for path in paths.iter_mut().filter(|path| path.thrift.iter().all(|saved| *saved == 0.0)) {
        path.thrift.clear();
    }
    paths
}

/// Days of use in the stores of a market, where the chain knows them; `place` 0 is the smallest.
fn known_days(months: &Months, at: usize, place: usize) -> Option<f64> {
    let base = &months.cases[place].posed.market.base;
    let usage = &base.uses[at];
    let here = |good: usize, region: usize| (good, region) == (usage.good, usage.region);
    let held: f64 = base
        .stores
        .iter()
        .filter(|store| here(store.good, store.region))
        .map(|store| store.norm)
        .sum();
    let used: f64 = base
        .uses
        .iter()
        .filter(|other| here(other.good, other.region))
        .map(|other| other.quantity)
        .sum();
    (held > 0.0).then(|| held / used * super::network::YEAR)
}

/// The economy whose deliveries to a market fall most; what is made at home of something that does
/// not arrive (gas of LNG) is missing where that is missing.
fn origin(months: &Months, mut market: (usize, usize)) -> String {
    let mut passed = vec![market.0];
    loop {
        let (good, region) = market;
        let from = least_delivered(months, market);
        let inputs = parts(&months.cases[1], 0)
            .filter(|part| {
                part.process.region == region
                    && part.process.recipe.iter().any(|(own, each)| *own == good && *each > 0.0)
            })
            .filter(|part| !part.made())
            .map(|part| part.good);
        match inputs.into_iter().next().filter(|input| from == region && !passed.contains(input)) {
            Some(input) => {
                passed.push(input);
                market = (input, region);
            }
            None => return months.chain.economies[from].code.clone(),
        }
    }
}

/// The economy of the chain whose deliveries of a good to a market fall most in any period.
fn least_delivered(months: &Months, (good, region): (usize, usize)) -> usize {
    let middle = &months.cases[1];
    let mut before = vec![0.0; months.chain.economies.len()];
    let base =
        middle.posed.market.base.links.iter().filter(|link| (link.good, link.to) == (good, region));
    base.for_each(|link| before[link.from] += link.flow);
    let mut worst = (0.0, region);
    for period in &middle.outcome {
        let mut flows = vec![0.0; before.len()];
        let links = middle.posed.market.market.links.iter().zip(&period.flow);
        links
            .filter(|(link, _)| (link.good, link.to) == (good, region))
            .for_each(|(link, flow)| flows[link.from] += flow.max(0.0));
        for (economy, (before, now)) in before.iter().zip(flows).enumerate() {
            if before - now > worst.0 {
                worst = (before - now, economy);
            }
        }
    }
    worst.1
}

/// What gas is worth over all that a sector spends on energy, at most all of it.
fn gas_share(
    world: &World,
    months: &Months,
    at: usize,
    economy: EconomyId,
    sector: SectorId,
) -> Option<f64> {
    let usage = &months.cases[1].posed.market.base.uses[at];
    let join = Join::of(world);
    let mut energy: Vec<SectorId> = ENERGY.iter().flat_map(|code| join.sectors(code)).collect();
    energy.sort_unstable();
    energy.dedup();
    let spent: f64 =
        energy.into_iter().map(|input| world.use_table.get(economy, sector, input)).sum();
    let base = &months.cases[1].posed.market.base;
    // Million tonnes at USD per tonne are USD million.
    let worth = usage.quantity * base.market_price[usage.region * base.goods.len() + usage.good];
    (spent > 0.0).then(|| (worth / spent).min(1.0))
}
