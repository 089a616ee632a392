//! What does each item of a package do for each party, and would they keep to it?

use super::cost::{MeasureCost, place};
use super::deals::Prospects;
use super::evaluator::{Evaluator, Levels, Package};
use super::physical::Events;
use super::setting::Setting;
use crate::error::DealError;
use detente_bargain::{
    BargainError, Course, Enforcement, Futures, HoldUp, Punishment, Stakes, Sweetener, hold_up,
    least_payment, self_enforcement,
};
use detente_scenario::{CommodityEvent, Effect, Future};

/// By lever, the end of its range at which it does least to the parties; 0 for what is taken or
/// left.
///
/// # Errors
/// If a package cannot be valued.
pub(super) fn nothing_at(evaluator: &Evaluator) -> Result<Vec<f64>, DealError> {
    let setting = evaluator.setting;
    let none = vec![None; setting.at.len()];
    let gains = |levels: Vec<Option<f64>>| -> Result<Vec<f64>, DealError> {
        Ok(setting.by_party(&evaluator.payoff(&Package::Levels(levels))?.total()))
    };
    let without = gains(none.clone())?;
    let one = |(at, lever): (usize, &detente_scenario::Lever)| -> Result<f64, DealError> {
        if lever.range.is_none() {
            return Ok(0.0);
        }
        if let Some(idle) = lever.idle {
            return Ok(idle);
        }
        let moved = |level: f64| -> Result<f64, DealError> {
            let mut levels = none.clone();
            levels[at] = Some(level);
            Ok(gains(levels)?
                .iter()
                .zip(&without)
                .map(|(with, without)| (with - without).abs())
                .sum())
        };
        Ok(if moved(1.0)? < moved(0.0)? { 1.0 } else { 0.0 })
    };
    evaluator.scenario.levers().iter().enumerate().map(one).collect()
}

/// How much of an item is more than what would have happened anyway, and how it is known.
pub(super) struct Additionality {
    pub share: f64,
    pub how: String,
}

/// Additionality of each item at the level that is agreed, the mean over states of the world: purchases are run
/// without them first.
///
/// # Errors
/// If a package cannot be valued.
pub(super) fn additionality(
    evaluators: &[Evaluator],
    futures: &Futures,
    deal: &Prospects,
) -> Result<Vec<Additionality>, DealError> {
    let levers = evaluators[0].scenario.levers();
    let kind = |name: &str| {
        evaluators[0]
            .scenario
            .entries
            .iter()
            .find(|entry| entry.name.value == name)
            .map_or("", |entry| entry.kind)
    };
    let one =
        |(item, lever): (usize, &detente_scenario::Lever)| -> Result<Additionality, DealError> {
            if deal.taken[item].is_none() {
                return Ok(Additionality { share: 1.0, how: "not in the deal".into() });
            }
            let mut alone: Levels = vec![None; levers.len()];
            alone[item] = deal.taken[item];
            let share = |evaluator: &Evaluator| match kind(&lever.entry) {
                "procurement" => evaluator
                    .years
                    .additional(&evaluator.taken(&Package::Levels(alone.clone()))?.0, &lever.entry),
                "purchase" => purchase(evaluator, &alone, &lever.entry),
                _ => Ok(Some(1.0)),
            };
            let shares: Vec<Option<f64>> =
                evaluators.iter().map(share).collect::<Result<_, DealError>>()?;
            let known: Vec<(f64, f64)> = futures
                .probabilities()
                .iter()
                .zip(shares)
                .filter_map(|(odds, share)| Some((*odds, share?)))
                .collect();
            let weight: f64 = known.iter().map(|(odds, _)| odds).sum();
            if known.is_empty() || weight <= 0.0 {
                return Ok(Additionality {
                    share: 0.0,
                    how: "never in force within the horizon".into(),
                });
            }
            let share = known.iter().map(|(odds, share)| odds * share).sum::<f64>() / weight;
            let percent = 100.0 * share;
            let how = match kind(&lever.entry) {
                "procurement" => {
                    format!("{percent:.0} % is bought beyond what would be bought anyway")
                }
                "purchase" => format!("{percent:.0} % of it is more than without it"),
                _ => "would not happen otherwise".into(),
            };
            Ok(Additionality { share, how })
        };
    levers.iter().enumerate().map(one).collect()
}

/// How much more arrives of what is committed to: flows with the purchase less flows without, over
/// the commitment; none if it is never in force.
fn purchase(evaluator: &Evaluator, alone: &Levels, entry: &str) -> Result<Option<f64>, DealError> {
    let nothing = Package::Levels(vec![None; alone.len()]);
    let (with, without) =
        (evaluator.events(&Package::Levels(alone.clone()))?, evaluator.events(&nothing)?);
    let own = |event: &&CommodityEvent| event.entry == entry;
    let Some(chain) = with.0.iter().find(own).map(|event| event.chain.clone()) else {
        return Ok(None);
    };
    let of_chain = |events: &Events| -> Vec<CommodityEvent> {
        events.0.iter().filter(|event| event.chain == chain).cloned().collect()
    };
    let committed = with.0.iter().filter(own).filter_map(|event| match &event.effect {
        Effect::Purchase { good, exporters, importers, quantity, .. } => {
            Some((event, good, exporters, importers, quantity))
        }
        _ => None,
    });
    let (mut more, mut agreed) = (0.0, 0.0);
    for (event, good, exporters, importers, quantity) in committed {
        let shipped = |events: &Events| -> Result<f64, DealError> {
            evaluator.physical.value(evaluator.setting, events)?;
            let months = evaluator.physical.months(&of_chain(events));
            let mut sum = 0.0;
            for months in &months {
                let case = &months.cases[1];
                for (period, span) in months.spans.iter().enumerate() {
                    let share = span.share(event);
                    let flows =
                        case.posed.market.market.links.iter().zip(&case.outcome[period].flow);
                    let own = flows.filter(|(link, _)| {
                        link.good == *good
                            && exporters.contains(&link.from)
                            && importers.contains(&link.to)
                    });
                    sum += share * span.years() * own.map(|(_, flow)| flow.max(0.0)).sum::<f64>();
                }
            }
            Ok(sum)
        };
        // Without any entry on the chain it is as in the base year.
        let base = if of_chain(&without).is_empty() { None } else { Some(shipped(&without)?) };
        let now = shipped(&with)?;
        let years = evaluator.setting.horizon.years(evaluator.setting.horizon.end)
            - event.from.map_or(0.0, |from| evaluator.setting.horizon.years(from)).max(0.0);
        more += base.map_or(*quantity * years, |base| now - base);
        agreed += quantity * years;
    }
    Ok(Some(if agreed > 0.0 { (more / agreed).clamp(0.0, 1.0) } else { 0.0 }))
}

/// Would a party keep to a deal? One line per party and punishment.
pub(super) struct Kept {
    pub party: usize,
    pub punishment: Punishment,
    pub stakes: Stakes,
    pub test: Enforcement,
    pub hold_up: HoldUp,
}

/// What each party has over the disagreement point: in present value, and by year over no measure
/// at all.
struct Stake {
    total: Vec<f64>,
    by_year: Vec<Vec<f64>>,
}

/// The mean over states of the world of what a package brings each party.
fn stake(
    evaluators: &[Evaluator],
    futures: &Futures,
    levels: &Levels,
    without: &[Vec<f64>],
) -> Result<Stake, DealError> {
    let setting = evaluators[0].setting;
    let (parties, years) = (setting.parties.len(), setting.horizon.count());
    let mut mean = Stake { total: vec![0.0; parties], by_year: vec![vec![0.0; years]; parties] };
    for ((evaluator, odds), without) in evaluators.iter().zip(futures.probabilities()).zip(without)
    {
        let payoff = evaluator.payoff(&Package::Levels(levels.clone()))?;
        let bare = evaluator.payoff(&Package::None)?;
        let (with, bare) = (payoff.by_year(), bare.by_year());
        let (total, outside) = (setting.by_party(&payoff.total()), setting.by_party(without));
        for party in 0..parties {
            mean.total[party] += odds * (total[party] - outside[party]);
            for (year, sum) in mean.by_year[party].iter_mut().enumerate() {
                let members = setting.parties[party].members.iter();
                *sum += odds
                    * members
                        .map(|member| with[member.0][year] - bare[member.0][year])
                        .sum::<f64>();
            }
        }
    }
    Ok(mean)
}

/// Tests a deal, by what it brings in expectation over states of the world: a party that breaks it takes back
/// what it gives and keeps what it gets, then there is no deal.
///
/// # Errors
/// If a package cannot be valued.
pub(super) fn kept(
    evaluators: &[Evaluator],
    futures: &Futures,
    deal: &Prospects,
    without: &[Vec<f64>],
) -> Result<Vec<Kept>, DealError> {
    let setting = evaluators[0].setting;
    let years = setting.horizon.length();
    let factor = 1.0 / (1.0 + setting.negotiation.discount);
    let agreed = stake(evaluators, futures, &deal.taken, without)?;
    let mut lines = Vec::new();
    for party in 0..setting.parties.len() {
        let own = |at: usize| setting.taken_by[at] == Some(party);
        let broken = (0..deal.taken.len()).map(|at| deal.taken[at].filter(|_| !own(at))).collect();
        let broken = stake(evaluators, futures, &broken, without)?;
        let stakes = Stakes {
            agreement: agreed.total[party] / years,
            deviation: broken.total[party] / years,
            punishment: 0.0,
        };
        let (agreement, leaving) = (agreed.by_year[party].clone(), broken.by_year[party].clone());
        let course = Course { outside: vec![0.0; agreement.len()], agreement, leaving };
        for punishment in [Punishment::Grim, Punishment::Limited { periods: 2 }] {
            let test = self_enforcement(&stakes, punishment, factor)?;
            let hold_up = hold_up(&course, setting.negotiation.discount)?;
            lines.push(Kept { party, punishment, stakes, test, hold_up });
        }
    }
    Ok(lines)
}

/// The least payment that makes everybody sign, paid by whoever gains.
///
/// # Errors
/// If a gain is not finite.
pub(super) fn sweetener(gains: &[f64]) -> Result<Sweetener, BargainError> {
    let payers: Vec<usize> = (0..gains.len()).filter(|party| gains[*party] > 0.0).collect();
    least_payment(gains, &vec![0.0; gains.len()], &payers)
}

/// What parties pay for an item, present value by party, the mean over states of the world: each state
/// has its place in the known range of cost.
pub(super) fn paid(
    setting: &Setting,
    futures: &[Future],
    odds: &Futures,
    cost: &MeasureCost,
) -> Vec<f64> {
    let mut mean = vec![0.0; setting.parties.len()];
    for (future, probability) in futures.iter().zip(odds.probabilities()) {
        let own = setting.by_party(&cost.streams[place(future.case)].present);
        mean.iter_mut().zip(own).for_each(|(sum, own)| *sum += probability * own);
    }
    mean
}
