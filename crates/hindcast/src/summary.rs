//! How good was the program in an episode, set by set?
//!
//! Every score is of facts that count and have a figure. Errors and CRPS of the simpler answers are
//! those of the same facts. A set scored on logs takes correlation and slope of logs of ratios,
//! where a ratio below 0.01 counts as 0.01; errors stay in points.

use crate::episode::Fact;
use crate::evaluate::{Answer, Evaluated, Verdict};
use crate::score::{LEVEL, Pair, crps, error, fit, interval, jackknife};
use detente_world::Band;
use serde::Serialize;

/// Ratios below it are set to it where logs are taken.
const FLOOR: f64 = 0.01;

/// The scores of one set of one episode.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SetScore {
    /// Short name of the set.
    pub set: String,
    /// Facts that count.
    pub facts: usize,
    /// Of these, how many have a figure.
    pub covered: usize,
    /// Of these, how many have a range.
    pub ranged: usize,
    /// Of these, how many lie inside.
    pub inside: usize,
    /// Weighted correlation.
    pub correlation: Option<f64>,
    /// Slope of the observed on the predicted.
    pub slope: Option<f64>,
    /// Weighted mean absolute error.
    pub error: Option<f64>,
    /// Its standard error over groups.
    pub error_spread: Option<f64>,
    /// The same of "nothing changes".
    pub error_nothing: Option<f64>,
    /// The same of gravity, each flow alone.
    pub error_gravity: Option<f64>,
    /// The same of gravity with the importer's resistance.
    pub error_resisted: Option<f64>,
    /// Weighted mean CRPS.
    pub crps: Option<f64>,
    /// Weighted mean interval score of facts with a range.
    pub interval: Option<f64>,
    /// The same of "nothing changes" with the variation of earlier years, over the same facts.
    pub interval_usual: Option<f64>,
}

/// One fact that counts, with its answer.
type Item<'e> = (&'e Fact, &'e Answer, Band);

/// The scores of every set with a fact that counts.
#[must_use]
pub fn scores(of: &Evaluated) -> Vec<SetScore> {
    let sets = 0..of.episode.sets.len();
    sets.filter_map(|set| one(of, set)).collect()
}

fn one(of: &Evaluated, set: usize) -> Option<SetScore> {
    let counts = |fact: &&Fact| fact.set == set && fact.role == crate::episode::Role::Scored;
    let facts = of.episode.facts.iter().filter(counts).count();
    if facts == 0 {
        return None;
    }
    let all: Vec<Item<'_>> = of.scored(set).collect();
    // A figure without an end takes part in verdicts and in no mean.
    let items: Vec<Item<'_>> = all.iter().copied().filter(|item| item.2.mid.is_finite()).collect();
    let logs = of.episode.sets[set].logs;
    let fitted = fit(&pairs(&items, |item| Some(item.2.mid), logs));
    let plain = |of: &dyn Fn(&Item<'_>) -> Option<f64>| {
        let pairs = pairs(&items, of, false);
        // Compared over the same facts, or not at all.
        (pairs.len() == items.len()).then(|| error(&pairs)).flatten()
    };
    let ranged: Vec<Item<'_>> = items.iter().copied().filter(bounded).collect();
    let interval_of = |range: &dyn Fn(&Item<'_>) -> Option<Band>| {
        weighted(&ranged, |item| Some(interval(range(item)?, item.0.observed, LEVEL)))
    };
    let usual = |item: &Item<'_>| {
        let (low, high) = item.0.usual?;
        Some(Band::around(low, item.1.nothing?, high))
    };
    Some(SetScore {
        set: of.episode.sets[set].name.clone(),
        facts,
        covered: all.len(),
        ranged: all.iter().filter(|item| item.1.ranged).count(),
        inside: all.iter().filter(|item| item.1.verdict == Verdict::Inside).count(),
        correlation: fitted.map(|(correlation, _)| correlation),
        slope: fitted.map(|(_, slope)| slope),
        error: plain(&|item| Some(item.2.mid)),
        error_spread: jackknife(
            &items,
            |item| item.0.group.as_str(),
            |part| error(&pairs(part, |item| Some(item.2.mid), false)),
        ),
        error_nothing: plain(&|item| item.1.nothing),
        error_gravity: plain(&|item| item.1.gravity),
        error_resisted: plain(&|item| item.1.resisted),
        crps: weighted(&items, |item| {
            let range = if bounded(item) { item.2 } else { Band::point(item.2.mid) };
            Some(crps(range, item.0.observed))
        }),
        interval: interval_of(&|item| Some(item.2)),
        interval_usual: interval_of(&usual),
    })
}

/// Whether a fact has a range with two ends.
fn bounded(item: &Item<'_>) -> bool {
    item.1.ranged && item.2.low.is_finite() && item.2.high.is_finite()
}

fn pairs(
    items: &[Item<'_>],
    predicted: impl Fn(&Item<'_>) -> Option<f64>,
    logs: bool,
) -> Vec<Pair> {
    let scale = |change: f64| {
        if logs { (1.0 + change / 100.0).max(FLOOR).ln() } else { change }
    };
    let pair = |item: &Item<'_>| {
        Some(Pair {
            weight: item.0.weight,
            predicted: scale(predicted(item)?),
            observed: scale(item.0.observed),
        })
    };
    items.iter().filter_map(pair).collect()
}

/// Weighted mean over items, none where one of them has no value.
fn weighted(items: &[Item<'_>], of: impl Fn(&Item<'_>) -> Option<f64>) -> Option<f64> {
    let (mut sum, mut weight) = (0.0, 0.0);
    for item in items {
        sum += item.0.weight * of(item)?;
        weight += item.0.weight;
    }
    (weight > 0.0).then(|| sum / weight)
}
