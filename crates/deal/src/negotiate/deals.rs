//! Which packages are there, what is each worth, and which are worth a look in every state of the world?
//!
//! 1. Every package of levers (each taken at its `at`, or left) is valued exactly in one state
//!    of the world, the first of the most probable.
//! 2. What is undominated there, what each concept ranks high and what budgets allow goes on as
//!    candidates.
//! 3. Candidates are valued in every state of the world, by certainty equivalents, so that nobody who signs
//!    expects to lose. What is chosen among them, and how ranges are then moved, is in `aims`.

use super::aims::{BUDGETS, best_within};
use super::evaluator::{Evaluator, Levels, Package, Payoff};
use super::physical::Events;
use super::setting::Setting;
use super::stream::Stream;
use crate::error::DealError;
use detente_bargain::{BargainError, Concept, Futures, Means, Outcomes, Prospect, frontier, solve};
use detente_scenario::{ResolveOptions, Scenario};
use detente_world::{EconomyId, World};
use rayon::prelude::*;
use std::sync::Arc;

/// Candidates taken from each concept's ranking.
const RANKED: usize = 3;

/// A package with its worth to each party against the disagreement point, in one state of the world.
#[derive(Clone, Debug)]
pub(super) struct Valued {
    pub levels: Levels,
    /// By party.
    pub gains: Vec<f64>,
    /// By economy.
    pub by_economy: Vec<f64>,
    /// What each economy has without any measure.
    pub bare: Vec<f64>,
    /// What parties lay out in that state of the world, by party, present value.
    pub outlay: Vec<f64>,
}

/// A package as it fares in all states of the world.
#[derive(Clone, Debug)]
pub(super) struct Prospects {
    /// As ranges were moved to them.
    pub levels: Levels,
    /// The same without measures that do nothing at their level: what is agreed.
    pub taken: Levels,
    /// By party.
    pub parties: Vec<Prospect>,
    /// By economy: mean over states of the world, and by state.
    pub by_economy: Vec<Vec<f64>>,
    /// Parts (weeks, months, years, cost) by economy, means over states of the world.
    pub parts: [Vec<f64>; 4],
    /// What parties lay out, by party, present value, mean over states of the world.
    pub outlay: Vec<f64>,
    /// The same by economy, third parties too.
    pub laid_out: Outlay,
}

/// What economies lay out for a package, present value by economy: what budgets are for.
#[derive(Clone, Debug)]
pub(super) struct Outlay {
    /// Costs, support at home and transfers together.
    pub total: Vec<f64>,
    /// Transfers to other economies alone; what is received in turn is not taken off.
    pub given: Vec<f64>,
}

impl Prospects {
    /// Utilities of the parties: certainty equivalents.
    pub fn utilities(&self) -> Vec<f64> {
        self.parties.iter().map(|prospect| prospect.certainty_equivalent).collect()
    }
}

/// All packages, in the first of the most probable futures.
pub(super) fn enumerate(
    evaluator: &Evaluator,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Vec<Valued>, DealError> {
    let setting = evaluator.setting;
    let count = setting.at.len();
    let packages: Vec<Levels> =
        (0..1_usize << count).map(|mask| levels_of(setting, mask)).collect();
    tell("solving every set of chain entries");
    prepare(evaluator, packages.iter().map(|levels| Package::Levels(levels.clone())))?;
    tell("solving every state of policy");
    let without = evaluator.payoff(&Package::None)?.total();
    let value = |levels: &Levels| valued(evaluator, levels, &without);
    // Those that leave policy alone first, so that no state is solved twice side by side.
    let policy_alone: Vec<Levels> =
        packages.iter().filter(|levels| moves_policy_only(setting, levels)).cloned().collect();
    policy_alone.par_iter().try_for_each(|levels| value(levels).map(|_| ()))?;
    tell("adding up every package");
    packages.par_iter().map(value).collect()
}

/// The levels of a package that holds the levers of a mask.
pub(super) fn levels_of(setting: &Setting, mask: usize) -> Levels {
    setting
        .at
        .iter()
        .enumerate()
        .map(|(at, level)| (mask >> at & 1 == 1).then_some(*level))
        .collect()
}

fn moves_policy_only(setting: &Setting, levels: &Levels) -> bool {
    levels.iter().zip(&setting.physical).all(|(level, physical)| level.is_none() || !physical)
}

/// Solves the chains of many packages side by side.
pub(super) fn prepare(
    evaluator: &Evaluator,
    packages: impl Iterator<Item = Package>,
) -> Result<(), DealError> {
    let sets: Result<Vec<_>, DealError> =
        packages.map(|package| evaluator.events(&package)).collect();
    let mut distinct: Vec<Arc<Events>> = Vec::new();
    for events in sets? {
        // One set is one pointer for most packages that have it: the events need not be compared.
        if !distinct.iter().any(|known| Arc::ptr_eq(known, &events)) && !distinct.contains(&events)
        {
            distinct.push(events);
        }
    }
    let goods: Vec<_> = distinct.iter().map(|events| events.0.clone()).collect();
    evaluator.physical.prepare(evaluator.setting, &goods)?;
    // Weeks of each combination, side by side too.
    distinct
        .par_iter()
        .try_for_each(|events| evaluator.physical.value(evaluator.setting, events).map(|_| ()))
}

pub(super) fn valued(
    evaluator: &Evaluator,
    levels: &Levels,
    without: &[f64],
) -> Result<Valued, DealError> {
    let package = Package::Levels(levels.clone());
    let payoff = evaluator.payoff(&package)?;
    let by_economy: Vec<f64> =
        payoff.total().iter().zip(without).map(|(with, without)| with - without).collect();
    let gains = evaluator.setting.by_party(&by_economy);
    let outlay = evaluator.setting.by_party(&outlay(evaluator, &package, &payoff)?.total);
    Ok(Valued { levels: levels.clone(), gains, by_economy, bare: without.to_vec(), outlay })
}

/// What a package takes from budgets: what is paid for measures, support at home, and money that is
/// given to others. What goods cost, what commitments to buy take from buyers, and revenue forgone
/// are no outlay: they are in the pay-off.
fn outlay(evaluator: &Evaluator, package: &Package, payoff: &Payoff) -> Result<Outlay, DealError> {
    let mut paid: Vec<f64> = payoff.cost.present.iter().map(|cost| -cost).collect();
    let (scenario, measures) = evaluator.taken(package)?;
    // What is paid whatever is agreed takes nothing from the budget of the package.
    let negotiated =
        |name: &String| evaluator.scenario.levers().iter().any(|lever| lever.entry == *name);
    let given = given(evaluator, &scenario, measures, negotiated)?;
    paid.iter_mut().zip(&given).for_each(|(paid, given)| *paid += given);
    for entry in scenario.entries.iter().filter(|entry| negotiated(&entry.name.value)) {
        if let Some(support) = evaluator.support(&entry.name.value) {
            paid[support.economy.0] += support.amount;
        }
    }
    Ok(Outlay { total: paid, given })
}

/// What economies give others by the entries that are negotiated, present value by giver.
fn given(
    evaluator: &Evaluator,
    scenario: &Scenario,
    measures: bool,
    negotiated: impl Fn(&String) -> bool,
) -> Result<Vec<f64>, DealError> {
    let horizon = &evaluator.setting.horizon;
    let mut stream = Stream::none(evaluator.world.economies.len(), horizon);
    let options = ResolveOptions { date: None, include_measures: measures };
    for dated in
        scenario.gifts(evaluator.world, &options).iter().filter(|dated| negotiated(&dated.entry))
    {
        let (from, until) = horizon.window(dated.from, dated.until);
        stream.add(dated.gift.giver.0, dated.gift.yearly, from, until, horizon)?;
    }
    Ok(stream.present)
}

/// The bargaining problem over packages, with floors and budgets kept.
pub(super) fn outcomes(
    world: &World,
    setting: &Setting,
    payoffs: Vec<Vec<f64>>,
    third: impl Fn(usize, EconomyId) -> f64,
) -> Result<Outcomes, DealError> {
    let names = setting.parties.iter().map(|party| party.name.clone()).collect();
    let count = payoffs.len();
    let mut outcomes = Outcomes::new(names, vec![0.0; setting.parties.len()], payoffs)?
        .with_weights(&setting.negotiation.weights)?;
    if !setting.floors.is_empty() {
        let codes = setting
            .floors
            .iter()
            .map(|(economy, _)| world.economies[economy.0].code.clone())
            .collect();
        let row =
            |at: usize| setting.floors.iter().map(|(economy, _)| third(at, *economy)).collect();
        outcomes = outcomes.with_third_parties(codes, (0..count).map(row).collect())?;
        for (economy, floor) in &setting.floors {
            outcomes = outcomes.with_floor(&world.economies[economy.0].code, *floor)?;
        }
    }
    Ok(outcomes)
}

/// Whether every party's outlay is within its budget.
pub(super) fn affordable(setting: &Setting, outlay: &[f64]) -> bool {
    outlay.iter().zip(&setting.budget).all(|(paid, budget)| *paid <= budget + 1e-9)
}

/// What packages bring each party in expectation, about: exact in the first future, and for the
/// others with weeks and months of a package as the sum over its items of the mean of what each
/// brings first and last. Only a screen: what passes is valued exactly in every state of the world.
pub(super) fn screened(
    evaluators: &[Evaluator],
    futures: &Futures,
    all: &[Valued],
) -> Result<Vec<Vec<f64>>, DealError> {
    let setting = evaluators[0].setting;
    let items: Vec<usize> = (0..setting.at.len()).filter(|at| setting.physical[*at]).collect();
    let whole: usize = items.iter().map(|item| 1 << item).sum();
    let masks: Vec<usize> = [0, whole]
        .into_iter()
        .chain(items.iter().flat_map(|item| [1 << item, whole & !(1 << item)]))
        .collect();
    let packages = || masks.iter().map(|mask| Package::Levels(levels_of(setting, *mask)));
    evaluators.par_iter().try_for_each(|evaluator| prepare(evaluator, packages()))?;
    let brings = |evaluator: &Evaluator| -> Result<Vec<Vec<f64>>, DealError> {
        let value = |mask: usize| -> Result<Vec<f64>, DealError> {
            let found = evaluator.physical(&Package::Levels(levels_of(setting, mask)))?;
            let sum: Vec<f64> = found
                .weeks
                .present
                .iter()
                .zip(&found.months.present)
                .map(|(weeks, months)| weeks + months)
                .collect();
            Ok(setting.by_party(&sum))
        };
        let (none, every) = (value(0)?, value(whole)?);
        let one = |item: &usize| -> Result<Vec<f64>, DealError> {
            let (first, rest) = (value(1 << item)?, value(whole & !(1 << item))?);
            let mean =
                |party: usize| 0.5 * (first[party] - none[party] + every[party] - rest[party]);
            Ok((0..none.len()).map(mean).collect())
        };
        items.iter().map(one).collect()
    };
    let by_future: Result<Vec<Vec<Vec<f64>>>, DealError> = evaluators.iter().map(brings).collect();
    let by_future = by_future?;
    let gains = |(mask, valued): (usize, &Valued)| {
        let party = |party: usize| {
            let taken = || items.iter().enumerate().filter(|(_, item)| mask >> **item & 1 == 1);
            let of = |future: &Vec<Vec<f64>>| taken().map(|(at, _)| future[at][party]).sum::<f64>();
            let sums: Vec<f64> = by_future.iter().map(of).collect();
            valued.gains[party] + expected(futures, &sums) - sums[0]
        };
        (0..setting.parties.len()).map(party).collect()
    };
    Ok(all.iter().enumerate().map(gains).collect())
}

/// Positions of the packages worth a look in every state of the world, by what they bring in expectation,
/// about: the first is the empty one, the second the whole.
pub(super) fn candidates(
    world: &World,
    setting: &Setting,
    all: &[Valued],
    gains: &[Vec<f64>],
) -> Result<Vec<usize>, DealError> {
    let mut kept = vec![0, all.len() - 1];
    let allowed: Vec<usize> =
        (0..all.len()).filter(|at| affordable(setting, &all[*at].outlay)).collect();
    if allowed.is_empty() {
        let cheapest = |party: usize| {
            all.iter().map(|valued| valued.outlay[party]).fold(f64::INFINITY, f64::min)
        };
        let short = (0..setting.parties.len())
            .find(|party| cheapest(*party) > setting.budget[*party])
            .unwrap_or(0);
        return Err(DealError::Package(BargainError::Budget {
            party: setting.parties[short].name.clone(),
            budget: setting.budget[short],
            least: cheapest(short),
        }));
    }
    let payoffs = allowed.iter().map(|at| gains[*at].clone()).collect();
    let problem =
        outcomes(world, setting, payoffs, |at, economy| all[allowed[at]].by_economy[economy.0])?;
    for concept in Concept::ALL {
        // What is not agreed on in this future may be in expectation: the nearest packages stay in.
        let mut left = problem.clone();
        for _ in 0..RANKED {
            let Ok(found) = solve(&left, concept, Means::Outcome) else { break };
            let at = found.lottery[0].0;
            kept.push(allowed[at]);
            left = without_outcome(&left, at)?;
        }
    }
    let mut undominated: Vec<usize> =
        frontier(&problem).into_iter().map(|at| allowed[at]).collect();
    undominated.sort_by(|a, b| least(&gains[*b]).total_cmp(&least(&gains[*a])).then(a.cmp(b)));
    kept.extend(undominated.into_iter().take(2 * RANKED));
    // A sum of money takes the place of what parties have set aside.
    let every: Vec<usize> = (0..all.len()).collect();
    for (budget, _) in BUDGETS {
        kept.extend(best_within(&every, budget, |at| &gains[at], |at| all[at].outlay.iter().sum()));
    }
    let mut distinct = Vec::new();
    for at in kept {
        if !distinct.contains(&at) {
            distinct.push(at);
        }
    }
    Ok(distinct)
}

/// The same problem with one outcome made worse than no deal for everybody.
fn without_outcome(problem: &Outcomes, at: usize) -> Result<Outcomes, BargainError> {
    let mut payoffs = problem.payoffs().to_vec();
    payoffs[at] = payoffs[at].iter().map(|payoff| payoff.min(0.0) - 1e9).collect();
    let mut left =
        Outcomes::new(problem.parties().to_vec(), problem.disagreement().to_vec(), payoffs)?
            .with_weights(problem.weights())?;
    if !problem.third_parties().is_empty() {
        left =
            left.with_third_parties(problem.third_parties().to_vec(), problem.third().to_vec())?;
    }
    Ok(left)
}

/// The smallest gain.
pub(super) fn least(gains: &[f64]) -> f64 {
    gains.iter().copied().fold(f64::INFINITY, f64::min)
}

/// How a package fares in every state of the world.
pub(super) fn prospects(
    evaluators: &[Evaluator],
    futures: &Futures,
    without: &[Vec<f64>],
    levels: &Levels,
) -> Result<Prospects, DealError> {
    let setting = evaluators[0].setting;
    let package = Package::Levels(levels.clone());
    let payoffs: Result<Vec<Payoff>, DealError> =
        evaluators.par_iter().map(|evaluator| evaluator.payoff(&package)).collect();
    let payoffs = payoffs?;
    let economies = without[0].len();
    let gain =
        |future: usize, economy: usize, total: &[f64]| total[economy] - without[future][economy];
    let totals: Vec<Vec<f64>> = payoffs.iter().map(Payoff::total).collect();
    let by_economy: Vec<Vec<f64>> = (0..economies)
        .map(|economy| {
            totals.iter().enumerate().map(|(at, total)| gain(at, economy, total)).collect()
        })
        .collect();
    let aversion = setting.negotiation.risk_aversion / 1e3;
    let party = |party: &crate::war::Player| {
        let amounts: Vec<f64> = (0..payoffs.len())
            .map(|at| party.members.iter().map(|member| by_economy[member.0][at]).sum())
            .collect();
        futures.prospect(&amounts, aversion)
    };
    let parties: Result<Vec<Prospect>, BargainError> = setting.parties.iter().map(party).collect();
    let bare: Result<Vec<Payoff>, DealError> =
        evaluators.iter().map(|evaluator| evaluator.payoff(&Package::None)).collect();
    let bare = bare?;
    let mean = |part: &dyn Fn(&Payoff) -> Vec<f64>| -> Vec<f64> {
        let mut mean = vec![0.0; economies];
        for ((payoff, bare), probability) in payoffs.iter().zip(&bare).zip(futures.probabilities())
        {
            let (with, without) = (part(payoff), part(bare));
            mean.iter_mut()
                .zip(with.iter().zip(&without))
                .for_each(|(sum, (a, b))| *sum += probability * (a - b));
        }
        mean
    };
    let parts = [
        mean(&|payoff: &Payoff| payoff.weeks.present.clone()),
        mean(&|payoff: &Payoff| payoff.months.present.clone()),
        mean(&|payoff: &Payoff| payoff.years.present.clone()),
        mean(&|payoff: &Payoff| payoff.cost.present.clone()),
    ];
    let mut laid_out = Outlay { total: vec![0.0; economies], given: vec![0.0; economies] };
    for ((evaluator, payoff), probability) in
        evaluators.iter().zip(&payoffs).zip(futures.probabilities())
    {
        let outlay = outlay(evaluator, &package, payoff)?;
        let add = |sum: &mut [f64], own: &[f64]| {
            sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += probability * own)
        };
        add(&mut laid_out.total, &outlay.total);
        add(&mut laid_out.given, &outlay.given);
    }
    let (taken, outlay) = (evaluators[0].moved(levels), setting.by_party(&laid_out.total));
    Ok(Prospects {
        levels: levels.clone(),
        taken,
        parties: parties?,
        by_economy,
        parts,
        outlay,
        laid_out,
    })
}

/// The mean over states of the world.
pub(super) fn expected(futures: &Futures, amounts: &[f64]) -> f64 {
    futures
        .probabilities()
        .iter()
        .zip(amounts)
        .map(|(probability, amount)| probability * amount)
        .sum()
}
