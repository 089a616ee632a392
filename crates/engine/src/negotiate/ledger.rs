//! What does each item of a package do for each party, and would they keep to it?

use super::deals::{Prospects, Valued};
use super::evaluator::{Evaluator, Package};
use super::physical::Events;
use super::setting::Setting;
use super::stream::Stream;
use crate::error::EngineError;
use detente_package::{
    Course, Enforcement, HoldUp, ItemValue, PackageError, Punishment, Stakes, Sweetener, hold_up, least_payment,
    self_enforcement, shapley,
};
use detente_scenario::{CommodityEvent, Effect};

/// Shapley values of the items, from all packages in the future of largest probability.
pub(super) fn prices(all: &[Valued], items: usize) -> Result<Vec<ItemValue>, PackageError> {
    let values: Vec<Vec<f64>> = all.iter().map(|valued| valued.gains.clone()).collect();
    shapley(items, &values)
}

/// What an item is worth to each party if it comes first, and if it is taken out of a package.
pub(super) struct Worth {
    pub first: Vec<f64>,
    pub last: Vec<f64>,
}

/// Worth of each item, first in, and last in to the package of a mask.
pub(super) fn worth(all: &[Valued], items: usize, mask: usize) -> Vec<Worth> {
    let difference = |with: usize, without: usize| {
        all[with].gains.iter().zip(&all[without].gains).map(|(a, b)| a - b).collect::<Vec<f64>>()
    };
    let one = |item: usize| {
        let bit = 1 << item;
        Worth { first: difference(bit, 0), last: difference(mask | bit, mask & !bit) }
    };
    (0..items).map(one).collect()
}

/// By lever, the end of its range at which it does least to the parties; 0 for what is taken or left.
///
/// # Errors
/// If a package cannot be valued.
pub(super) fn nothing_at(evaluator: &Evaluator) -> Result<Vec<f64>, EngineError> {
    let setting = evaluator.setting;
    let none = vec![None; setting.at.len()];
    let gains = |levels: Vec<Option<f64>>| -> Result<Vec<f64>, EngineError> {
        Ok(setting.by_party(&evaluator.payoff(&Package::Levels(levels))?.total()))
    };
    let without = gains(none.clone())?;
    let one = |(at, lever): (usize, &detente_scenario::Lever)| -> Result<f64, EngineError> {
        let Some(range) = &lever.range else { return Ok(0.0) };
        if range.min == 0.0 || range.max == 0.0 {
            return Ok(if range.max == 0.0 { 1.0 } else { 0.0 });
        }
        let moved = |level: f64| -> Result<f64, EngineError> {
            let mut levels = none.clone();
            levels[at] = Some(level);
            Ok(gains(levels)?.iter().zip(&without).map(|(with, without)| (with - without).abs()).sum())
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

/// Additionality of each item: purchases are run without them first.
///
/// # Errors
/// If a package cannot be valued.
pub(super) fn additionality(evaluator: &Evaluator, setting: &Setting) -> Result<Vec<Additionality>, EngineError> {
    let items = setting.at.len();
    let (none, mut found) = (vec![None; items], Vec::new());
    for item in 0..items {
        let mut levels = none.clone();
        levels[item] = Some(setting.at[item]);
        let package = Package::Levels(levels);
        let (scenario, _) = evaluator.taken(&package)?;
        let name = &evaluator.scenario.levers()[item].entry;
        let kind = scenario.entries.iter().find(|entry| entry.name.value == *name).map_or("", |entry| entry.kind);
        found.push(match kind {
            "procurement" => match evaluator.years.additional(&scenario, name)? {
                Some(share) => Additionality {
                    share,
                    how: format!("{:.0} % is bought beyond what would be bought anyway", 100.0 * share),
                },
                None => Additionality { share: 0.0, how: "never in force within the horizon".into() },
            },
            "purchase" => purchase(evaluator, &package, &Package::Levels(none.clone()), name)?,
            _ => Additionality { share: 1.0, how: "would not happen otherwise".into() },
        });
    }
    Ok(found)
}

/// How much more arrives of what is committed to: flows with the purchase less flows without, over the commitment.
fn purchase(
    evaluator: &Evaluator,
    with: &Package,
    without: &Package,
    entry: &str,
) -> Result<Additionality, EngineError> {
    let (with, without) = (evaluator.events(with)?, evaluator.events(without)?);
    let own = |event: &&CommodityEvent| event.entry == entry;
    let Some(chain) = with.0.iter().find(own).map(|event| event.chain.clone()) else {
        return Ok(Additionality { share: 0.0, how: "never in force within the horizon".into() });
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
        let shipped = |events: &Events| -> Result<f64, EngineError> {
            evaluator.physical.value(evaluator.setting, events)?;
            let months = evaluator.physical.months(&of_chain(events));
            let mut sum = 0.0;
            for months in &months {
                let case = &months.cases[1];
                for (period, span) in months.spans.iter().enumerate() {
                    let share = span.share(event);
                    let flows = case.posed.market.market.links.iter().zip(&case.outcome[period].flow);
                    let own = flows.filter(|(link, _)| {
                        link.good == *good && exporters.contains(&link.from) && importers.contains(&link.to)
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
    let share = if agreed > 0.0 { (more / agreed).clamp(0.0, 1.0) } else { 0.0 };
    Ok(Additionality { share, how: format!("{:.0} % of it is more than without it", 100.0 * share) })
}

/// Would a party keep to a deal? One line per party and punishment.
pub(super) struct Kept {
    pub party: usize,
    pub punishment: Punishment,
    pub stakes: Stakes,
    pub test: Enforcement,
    pub hold_up: HoldUp,
}

/// Tests a deal: a party that breaks it takes back what it gives and keeps what it gets, then there is no deal.
///
/// # Errors
/// If a package cannot be valued.
pub(super) fn kept(evaluator: &Evaluator, deal: &Prospects, without: &[f64]) -> Result<Vec<Kept>, EngineError> {
    let setting = evaluator.setting;
    let years = setting.horizon.length();
    let factor = 1.0 / (1.0 + setting.negotiation.discount);
    let agreed = evaluator.payoff(&Package::Levels(deal.levels.clone()))?;
    let bare = evaluator.payoff(&Package::None)?;
    let mut lines = Vec::new();
    for party in 0..setting.parties.len() {
        let own = |at: usize| setting.taken_by[at] == Some(party);
        let broken = (0..deal.levels.len()).map(|at| deal.levels[at].filter(|_| !own(at))).collect();
        let broken = evaluator.payoff(&Package::Levels(broken))?;
        let of = |total: &[f64]| setting.by_party(total)[party] - setting.by_party(without)[party];
        let stakes =
            Stakes { agreement: of(&agreed.total()) / years, deviation: of(&broken.total()) / years, punishment: 0.0 };
        let by_year = |payoff: &super::evaluator::Payoff| -> Vec<f64> {
            let (with, bare) = (payoff.by_year(), bare.by_year());
            (0..setting.horizon.count())
                .map(|year| {
                    let member = |member: &detente_world::EconomyId| with[member.0][year] - bare[member.0][year];
                    setting.parties[party].members.iter().map(member).sum()
                })
                .collect()
        };
        let agreement = by_year(&agreed);
        let leaving = by_year(&broken);
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
pub(super) fn sweetener(gains: &[f64]) -> Result<Sweetener, PackageError> {
    let payers: Vec<usize> = (0..gains.len()).filter(|party| gains[*party] > 0.0).collect();
    least_payment(gains, &vec![0.0; gains.len()], &payers)
}

/// What parties pay for an item, present value by party, at the low end, in the middle and at the high end.
pub(super) fn paid(setting: &Setting, streams: &[Stream; 3]) -> [Vec<f64>; 3] {
    [0, 1, 2].map(|place: usize| setting.by_party(&streams[place].present))
}
