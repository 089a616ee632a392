//! From a scenario to a negotiated package.

use super::aims::{Aim, BUDGETS, CONCEPTS, Choice, Pool, ROUNDS};
use super::deals::{self, Prospects, Valued};
use super::evaluator::{Calibrated, Evaluator, Package, options_of};
use super::ledger::{self, Kept};
use super::physical::Chains;
use super::prices::{self, Prices};
use super::setting::Setting;
use super::tables;
use crate::error::DealError;
use detente_bargain::Futures;
use detente_engine::{Chosen, LoadedWorld};
use detente_scenario::{Case, Disagreement, Future, Scenario};
use rayon::prelude::*;
use std::sync::Arc;
use std::time::Instant;

/// One deal by name.
pub(super) struct Deal {
    pub name: String,
    pub prospects: Prospects,
}

/// Everything that tables are made of.
pub(super) struct Found<'a> {
    pub setting: &'a Setting,
    pub evaluators: &'a [Evaluator<'a>],
    pub futures: &'a [Future],
    pub odds: Futures,
    /// How many packages were valued in the first future alone, to choose candidates.
    pub screened: usize,
    pub deals: Vec<Deal>,
    /// The deal that ledger, prices and enforcement are about: Nash's, or everything offered.
    pub main: Deal,
    pub prices: Prices,
    pub additionality: Vec<ledger::Additionality>,
    pub kept: Vec<Kept>,
    /// Moved disagreement points, with what is chosen of `pool` there.
    pub shifts: Vec<(Aim, Choice)>,
    /// By lever, the level (0 or 1) at which it does least.
    pub nothing_at: Vec<f64>,
    /// Every deal that was valued in all states of the world.
    pub pool: Vec<Prospects>,
}

/// Negotiates a scenario that has been checked in the world.
///
/// # Errors
/// If it cannot be negotiated, or an engine finds no solution. That there is no deal is no error.
pub fn negotiate(
    name: &str,
    scenario: &Scenario,
    loaded: &LoadedWorld,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Chosen, DealError> {
    let clock = Instant::now();
    let mut setting = Setting::new(name, scenario, &loaded.world)?;
    let futures = futures(&setting);
    let scenarios: Vec<Scenario> =
        (0..futures.len()).map(|at| in_future(scenario, &setting, &futures, at)).collect();
    // A future may change what the model is asked for, too.
    let calibrate = |(own, future): (&Scenario, &Future)| {
        let own = own.with_levels(&vec![None; setting.at.len()])?;
        let options = options_of(&own, &loaded.world)?;
        Calibrated::new(&loaded.world, &own, future.elasticities.as_deref(), options)
    };
    let calibrated: Result<Vec<Calibrated>, DealError> =
        scenarios.iter().zip(&futures).map(calibrate).collect();
    let calibrated = calibrated?;
    notes(&mut setting, &futures);
    let setting = setting;
    let chains = Arc::new(Chains::default());
    let build = |(at, future): (usize, &Future)| {
        Evaluator::new(
            name,
            &setting,
            &calibrated[at],
            scenarios[at].clone(),
            future,
            Arc::clone(&chains),
        )
    };
    let evaluators: Result<Vec<Evaluator>, DealError> =
        futures.iter().enumerate().map(build).collect();
    let evaluators = evaluators?;
    let mut steps =
        vec![step(&clock, "read, calibrated and solved every state of the world without measures")];
    let found = deal(&setting, &evaluators, &futures, loaded, tell, (&clock, &mut steps))?;
    let (tables, blocked, chosen) = tables::tables(&loaded.world, &found)?;
    let note = tables::note(&loaded.world, &found, clock.elapsed().as_secs_f64());
    Ok(Chosen { tables: tables.into(), levels: chosen, blocked, note, steps })
}

fn step(clock: &Instant, what: &str) -> String {
    format!("{:8.1} s  {what}", clock.elapsed().as_secs_f64())
}

/// The states of the world, the most probable first, of equals the first as written; one state if
/// the scenario has none.
fn futures(setting: &Setting) -> Vec<Future> {
    let mut futures = setting.negotiation.futures.clone();
    if futures.is_empty() {
        futures.push(Future {
            name: "as it stands".into(),
            probability: 1.0,
            source: "the scenario has no other state of the world".into(),
            overrides: Vec::new(),
            case: Case::Middle,
            elasticities: None,
            rules: "detente".into(),
        });
    }
    // A stable sort: of equals the first stays first.
    futures.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    futures
}

/// The scenario in one state of the world.
fn in_future(scenario: &Scenario, setting: &Setting, futures: &[Future], at: usize) -> Scenario {
    let own = if futures.len() == 1 && futures[at].overrides.is_empty() {
        None
    } else {
        scenario.in_future(order(setting, futures, at))
    };
    own.unwrap_or_else(|| scenario.clone())
}

/// The position of a future in the scenario.
fn order(setting: &Setting, futures: &[Future], at: usize) -> usize {
    setting
        .negotiation
        .futures
        .iter()
        .position(|future| future.name == futures[at].name)
        .unwrap_or(usize::MAX)
}

fn notes(setting: &mut Setting, futures: &[Future]) {
    for set in detente_scenario::set_notes() {
        if futures.iter().any(|future| future.elasticities.as_deref() == Some(set.name)) {
            setting.notes.push(format!("elasticities `{}`: {}", set.name, set.about));
        }
    }
}

fn deal<'a>(
    setting: &'a Setting,
    evaluators: &'a [Evaluator<'a>],
    futures: &'a [Future],
    loaded: &LoadedWorld,
    tell: &(dyn Fn(&str) + Sync),
    (clock, steps): (&Instant, &mut Vec<String>),
) -> Result<Found<'a>, DealError> {
    let (world, reference) = (&loaded.world, &evaluators[0]);
    let odds = Futures::new(futures.iter().map(|future| future.probability).collect())?;
    let all = deals::enumerate(reference, tell)?;
    steps.push(step(clock, &format!("valued {} packages in `{}`", all.len(), futures[0].name)));
    let disagreement = disagreement(setting, evaluators)?;
    let all: Vec<Valued> =
        all.into_iter().map(|valued| against(valued, &disagreement[0], setting)).collect();
    tell("looking at each item in every state of the world");
    let screen = deals::screened(evaluators, &odds, &all)?;
    steps.push(step(
        clock,
        &format!("looked at each item in {} states of the world", futures.len()),
    ));
    let kept = deals::candidates(world, setting, &all, &screen)?;
    tell("valuing candidates in every state of the world");
    evaluators[1..].par_iter().try_for_each(|evaluator| {
        let packages = kept.iter().map(|at| Package::Levels(all[*at].levels.clone()));
        deals::prepare(evaluator, packages.chain([Package::None]))
    })?;
    let candidates: Result<Vec<Prospects>, DealError> = kept
        .par_iter()
        .map(|at| deals::prospects(evaluators, &odds, &disagreement, &all[*at].levels))
        .collect();
    let candidates = candidates?;
    steps.push(step(
        clock,
        &format!("valued {} candidates in {} states of the world", candidates.len(), futures.len()),
    ));
    let mut pool = Pool::new(world, evaluators, (&odds, &disagreement), candidates);
    settle(&mut pool, tell, (clock, &mut *steps))?;
    let shifts: Result<Vec<(Aim, Choice)>, DealError> =
        pool.shifts()?.into_iter().map(|aim| Ok((aim, pool.choose(aim)?))).collect();
    let named = named(&pool)?;
    let main = Deal {
        name: main_name(&named).into(),
        prospects: pool.deals[prices::main_deal(&pool)?].clone(),
    };
    tell("whether the deal is kept");
    let found = Found {
        setting,
        evaluators,
        futures,
        prices: prices::prices(&pool)?,
        additionality: ledger::additionality(evaluators, &odds, &main.prospects)?,
        kept: ledger::kept(evaluators, &odds, &main.prospects, &disagreement)?,
        main,
        shifts: shifts?,
        nothing_at: ledger::nothing_at(reference)?,
        screened: all.len(),
        deals: named,
        pool: std::mem::take(&mut pool.deals),
        odds: odds.clone(),
    };
    steps.push(step(clock, "priced the items and tested the deal"));
    Ok(found)
}

/// Chooses deals, moves their ranges and values the parts of the main one, until neither changes
/// what the other found.
fn settle(
    pool: &mut Pool,
    tell: &(dyn Fn(&str) + Sync),
    (clock, steps): (&Instant, &mut Vec<String>),
) -> Result<(), DealError> {
    for _ in 0..ROUNDS {
        pool.settle(tell)?;
        steps.push(step(
            clock,
            &format!(
                "chose deals and moved their ranges, valued {} deals in all",
                pool.deals.len()
            ),
        ));
        tell("what each item of the deal is worth in every state of the world");
        let new = prices::value_parts(pool)?;
        steps.push(step(
            clock,
            &format!("valued the parts of the deal, {} deals in all", pool.deals.len()),
        ));
        if !new {
            return Ok(());
        }
    }
    // A part that is better than the whole has fewer parts: this ends.
    while prices::value_parts(pool)? {}
    Ok(())
}

/// The name of the deal that stands for all.
fn main_name(named: &[Deal]) -> &'static str {
    if named.iter().any(|deal| deal.name == "nash") { "nash" } else { "everything" }
}

/// No deal, everything, and what each aim chooses of all deals that were valued.
fn named(pool: &Pool) -> Result<Vec<Deal>, DealError> {
    let deal =
        |name: &str, at: usize| Deal { name: name.into(), prospects: pool.deals[at].clone() };
    // The order in which candidates begin.
    let mut named = vec![deal("none", 0), deal("everything", 1)];
    let concepts = CONCEPTS.map(|(concept, name)| (Aim::Concept(concept), name));
    for (aim, name) in
        concepts.into_iter().chain(BUDGETS.map(|(sum, name)| (Aim::Within(sum), name)))
    {
        if let Choice::Agreed { at, .. } = pool.choose(aim)? {
            named.push(deal(name, at));
        }
    }
    Ok(named)
}

/// A package against another disagreement point than no measures.
fn against(valued: Valued, disagreement: &[f64], setting: &Setting) -> Valued {
    let bare = &valued.bare;
    let by_economy: Vec<f64> = valued
        .by_economy
        .iter()
        .zip(bare.iter().zip(disagreement))
        .map(|(gain, (bare, without))| gain + bare - without)
        .collect();
    let gains = setting.by_party(&by_economy);
    Valued { gains, by_economy, ..valued }
}

/// What everybody has without a deal, by future and economy.
fn disagreement(setting: &Setting, evaluators: &[Evaluator]) -> Result<Vec<Vec<f64>>, DealError> {
    let one = |evaluator: &Evaluator| -> Result<Vec<f64>, DealError> {
        let mut total = match &setting.negotiation.disagreement {
            Disagreement::NashTariffs => evaluator.nash_tariffs()?,
            _ => evaluator.payoff(&Package::None)?.total(),
        };
        if let Disagreement::Given(gains) = &setting.negotiation.disagreement {
            for (party, gain) in setting.parties.iter().zip(gains) {
                // To the first member: only sums over a party are bargained over.
                total[party.members[0].0] += gain / super::setting::MILLION;
            }
        }
        Ok(total)
    };
    evaluators.iter().map(one).collect()
}
