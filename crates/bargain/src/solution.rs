//! Which outcome do parties agree on, what does each gain, and how close was the next best?
//!
//! Four concepts, (1) to (4) of the crate's documentation, by three means of agreeing:
//!
//! ```text
//! one outcome   g_i = U_ki - d_i                                     every outcome compared
//! a lottery     g_i = sum_k p_k (U_ki - d_i),  p >= 0, sum 1         two parties: along the frontier polygon, in closed form;
//!                                                                    more: linear programmes, and Newton steps for (1)
//! money         g_i = U_ki - d_i + m_i,  sum_i m_i = 0               the outcome of largest sum, the sum shared out
//! ```
//!
//! Only what leaves every party at its disagreement point or above is considered, and one outcome,
//! lottery or payment must be better for all. Utilities are linear in money: payoffs are certainty
//! equivalents, as [`Futures`](crate::Futures) gives them.
//!
//! On a set with gaps Kalai-Smorodinsky and equal gains are lexicographic: the smallest (relative)
//! gain as large as can be, then the second smallest, and so on (Imai 1983); on a convex set this
//! is the point of the papers or, where that one leaves something on the table, the best point
//! beyond it. Ties go to the larger total (Nash), to the larger least gain (utilitarian), and then
//! to the outcome that comes first.
//!
//! With money, a + ... + a = 1: Nash shares the surplus by bargaining weights; Kalai-Smorodinsky
//! equally, since each party's ideal is then the whole of it; equal gains equally; the utilitarian
//! sum says nothing of shares, equal ones are shown.

use crate::linear::expected;
use crate::{BargainError, Blocked, Outcomes, lottery, polygon};

/// What makes an agreement the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concept {
    /// The largest weighted product of gains, Nash (1950).
    Nash,
    /// Equal shares of the largest gain each could have, Kalai and Smorodinsky (1975).
    KalaiSmorodinsky,
    /// Equal gains, Kalai (1977).
    EqualGains,
    /// The largest sum of gains.
    Utilitarian,
}

impl Concept {
    /// All four, in the order in which they are shown.
    pub const ALL: [Concept; 4] =
        [Concept::Nash, Concept::KalaiSmorodinsky, Concept::EqualGains, Concept::Utilitarian];
}

/// What parties may agree on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// One outcome.
    Outcome,
    /// A lottery over outcomes, or shares of time.
    Lottery,
    /// One outcome and payments among the parties.
    Money,
}

impl Means {
    /// All three, from the narrowest to the widest.
    pub const ALL: [Means; 3] = [Means::Outcome, Means::Lottery, Means::Money];

    /// Its name in tables and options.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Means::Outcome => "outcome",
            Means::Lottery => "lottery",
            Means::Money => "money",
        }
    }
}

/// An agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// By which concept.
    pub concept: Concept,
    /// By which means.
    pub means: Means,
    /// The outcomes agreed on with their probabilities, sum 1; one of probability 1 unless
    /// [`Means::Lottery`].
    pub lottery: Vec<(usize, f64)>,
    /// What each party receives from the others, sum 0; zeros unless [`Means::Money`]. Currency.
    pub transfers: Vec<f64>,
    /// What each party gains over no deal, transfers included. Currency.
    pub gains: Vec<f64>,
    /// The most each party could gain while no other loses. Currency.
    pub ideal: Vec<f64>,
    /// What each third party gets, expected over the lottery. Currency.
    pub third: Vec<f64>,
    /// The next best single outcome; `None` where no other is better than no deal.
    pub runner_up: Option<RunnerUp>,
    /// By how much the aim could at most still be larger, in units of [`RunnerUp::margin`]; 0 where
    /// the method is exact.
    pub gap: f64,
}

/// The best single outcome other than the one agreed on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunnerUp {
    /// Which one.
    pub outcome: usize,
    /// How far behind it is. Nash: the fraction of the weighted geometric mean of gains, as a
    /// logarithm. Kalai-Smorodinsky: share of the ideal gain, equal gains: currency, both at the
    /// first place where the sorted gains differ. Utilitarian and every concept with money:
    /// currency. 0 in a tie, or where only a tie-break separates the two.
    pub margin: f64,
}

/// A list of numbers of which the first that differs decides.
pub(crate) type Measure = Vec<f64>;

/// What a concept looks at, and what is rounding there.
pub(crate) struct Yardstick<'a> {
    pub(crate) concept: Concept,
    pub(crate) weights: &'a [f64],
    pub(crate) ideal: &'a [f64],
    /// Gains that differ by less are equal.
    pub(crate) dust: f64,
}

impl Yardstick<'_> {
    /// The larger the better, compared from the first entry on.
    pub(crate) fn measure(&self, gains: &[f64]) -> Measure {
        let total = gains.iter().sum();
        match self.concept {
            Concept::Nash => vec![log_product(gains, self.weights), total],
            Concept::KalaiSmorodinsky => {
                sorted(gains.iter().zip(self.ideal).map(|(gain, ideal)| gain / ideal))
            }
            Concept::EqualGains => sorted(gains.iter().copied()),
            Concept::Utilitarian => {
                vec![total, gains.iter().copied().fold(f64::INFINITY, f64::min)]
            }
        }
    }

    /// Entries of a measure that differ by less are equal.
    fn tolerance(&self, place: usize) -> f64 {
        match self.concept {
            Concept::Nash if place == 0 => 1e-12,
            Concept::KalaiSmorodinsky => 1e-12,
            _ => self.dust,
        }
    }

    /// How far one measure is ahead of another where they first differ; for sums and products only
    /// the first entry counts.
    pub(crate) fn margin(&self, ahead: &[f64], behind: &[f64]) -> f64 {
        let depth = match self.concept {
            Concept::Nash | Concept::Utilitarian => 1,
            Concept::KalaiSmorodinsky | Concept::EqualGains => ahead.len(),
        };
        let differences = ahead.iter().zip(behind).map(|(one, other)| one - other).take(depth);
        let first = differences
            .enumerate()
            .find(|(place, difference)| difference.abs() > self.tolerance(*place));
        first.map_or(0.0, |(_, difference)| difference.max(0.0))
    }

    /// The best of a list of outcomes with their measures, the first of several.
    pub(crate) fn best(&self, candidates: &[(usize, Measure)]) -> Option<usize> {
        let mut left: Vec<usize> = (0..candidates.len()).collect();
        for place in 0..candidates.first()?.1.len() {
            let value = |at: usize| candidates[at].1[place];
            let most = left.iter().map(|&at| value(at)).fold(f64::NEG_INFINITY, f64::max);
            left.retain(|&at| value(at) >= most - self.tolerance(place));
        }
        left.first().copied()
    }
}

/// Solves one concept by one means.
///
/// # Errors
/// [`BargainError::NoAgreement`] where nothing is better than no deal for all: the disagreement
/// point stands.
///
/// ```
/// use detente_bargain::{Concept, Means, Outcomes, solve};
///
/// let parties = vec!["USA".into(), "JPN".into()];
/// let payoffs = vec![vec![0.0, 0.0], vec![8.0, 1.0], vec![3.0, 3.0], vec![12.0, -1.0]];
/// let outcomes = Outcomes::new(parties, vec![0.0, 0.0], payoffs)?;
///
/// let deal = solve(&outcomes, Concept::Nash, Means::Outcome)?;
/// assert_eq!((deal.lottery, deal.gains), (vec![(2, 1.0)], vec![3.0, 3.0]));
/// // With money Japan signs what it would not sign alone.
/// let deal = solve(&outcomes, Concept::Nash, Means::Money)?;
/// assert_eq!((deal.lottery, deal.gains, deal.transfers), (vec![(3, 1.0)], vec![5.5, 5.5], vec![-6.5, 6.5]));
/// # Ok::<(), detente_bargain::BargainError>(())
/// ```
pub fn solve(
    outcomes: &Outcomes,
    concept: Concept,
    means: Means,
) -> Result<Solution, BargainError> {
    match means {
        Means::Outcome => one_outcome(outcomes, concept),
        Means::Lottery if outcomes.parties().len() == 2 => polygon::solve(outcomes, concept),
        Means::Lottery => lottery::solve(outcomes, concept),
        Means::Money => with_money(outcomes, concept),
    }
}

fn one_outcome(outcomes: &Outcomes, concept: Concept) -> Result<Solution, BargainError> {
    let dust = outcomes.dust();
    let signable = signable(outcomes);
    if !signable.iter().any(|(_, gains)| gains.iter().all(|gain| *gain > dust)) {
        return Err(BargainError::NoAgreement(outcomes.nearest()));
    }
    let largest = |party: usize| signable.iter().map(|(_, gains)| gains[party]).fold(0.0, f64::max);
    let ideal: Vec<f64> = (0..outcomes.parties().len()).map(largest).collect();
    let yardstick = Yardstick { concept, weights: outcomes.weights(), ideal: &ideal, dust };
    let mut candidates: Vec<(usize, Measure)> =
        signable.iter().map(|(outcome, gains)| (*outcome, yardstick.measure(gains))).collect();
    let Some(place) = yardstick.best(&candidates) else {
        return Err(BargainError::NoAgreement(outcomes.nearest()));
    };
    let (chosen, measure) = candidates.remove(place);
    let runner_up = runner_up(&yardstick, &candidates, &measure);
    let gains = outcomes.gains(chosen);
    Ok(Solution {
        runner_up,
        ..agreed(outcomes, concept, Means::Outcome, vec![(chosen, 1.0)], gains, ideal)
    })
}

fn with_money(outcomes: &Outcomes, concept: Concept) -> Result<Solution, BargainError> {
    let (dust, parties) = (outcomes.dust(), outcomes.parties().len());
    let candidates: Vec<(usize, Measure)> = outcomes
        .allowed_outcomes()
        .map(|outcome| (outcome, vec![outcomes.gains(outcome).iter().sum()]))
        .collect();
    let yardstick =
        Yardstick { concept: Concept::Utilitarian, weights: outcomes.weights(), ideal: &[], dust };
    let blocked = || BargainError::NoAgreement(outcomes.nearest());
    let place = yardstick.best(&candidates).ok_or_else(blocked)?;
    let (chosen, measure) = candidates[place].clone();
    let surplus = measure[0];
    let raw = outcomes.gains(chosen);
    if surplus <= dust {
        return Err(BargainError::NoAgreement(blocked_at(outcomes, chosen, &raw)));
    }
    let gains: Vec<f64> = match concept {
        Concept::Nash => outcomes.weights().iter().map(|weight| weight * surplus).collect(),
        _ => vec![surplus / parties as f64; parties],
    };
    let transfers = gains.iter().zip(&raw).map(|(gain, raw)| gain - raw).collect();
    let others: Vec<(usize, Measure)> =
        candidates.into_iter().filter(|(outcome, _)| *outcome != chosen).collect();
    let runner_up = runner_up(&yardstick, &others, &measure);
    let ideal = vec![surplus; parties];
    let solution = agreed(outcomes, concept, Means::Money, vec![(chosen, 1.0)], gains, ideal);
    Ok(Solution { transfers, runner_up, ..solution })
}

/// The outcomes at which no party loses, with the gains.
pub(crate) fn signable(outcomes: &Outcomes) -> Vec<(usize, Vec<f64>)> {
    let dust = outcomes.dust();
    let with_gains = outcomes.allowed_outcomes().map(|outcome| (outcome, outcomes.gains(outcome)));
    with_gains.filter(|(_, gains)| gains.iter().all(|gain| *gain >= -dust)).collect()
}

/// A solution without money, runner-up or gap.
pub(crate) fn agreed(
    outcomes: &Outcomes,
    concept: Concept,
    means: Means,
    lottery: Vec<(usize, f64)>,
    gains: Vec<f64>,
    ideal: Vec<f64>,
) -> Solution {
    let (third, transfers) = (expected(outcomes.third(), &lottery), vec![0.0; gains.len()]);
    Solution { concept, means, lottery, transfers, gains, ideal, third, runner_up: None, gap: 0.0 }
}

/// The best single outcome beside what was agreed, where one is better than no deal.
pub(crate) fn runner_up(
    yardstick: &Yardstick,
    others: &[(usize, Measure)],
    ahead: &[f64],
) -> Option<RunnerUp> {
    let place = yardstick.best(others)?;
    let (outcome, measure) = &others[place];
    let margin = yardstick.margin(ahead, measure);
    margin.is_finite().then_some(RunnerUp { outcome: *outcome, margin })
}

fn blocked_at(outcomes: &Outcomes, outcome: usize, gains: &[f64]) -> Blocked {
    let least = gains.iter().copied().fold(f64::INFINITY, f64::min);
    let party = gains.iter().position(|gain| *gain == least).unwrap_or(0);
    let party = outcomes.parties()[party].clone();
    Blocked { outcome, party, shortfall: (-least).max(0.0), surplus: gains.iter().sum() }
}

/// The logarithm of the weighted geometric mean of gains; no gain at all is minus infinity.
pub(crate) fn log_product(gains: &[f64], weights: &[f64]) -> f64 {
    gains
        .iter()
        .zip(weights)
        .map(|(gain, weight)| if *gain > 0.0 { weight * gain.ln() } else { f64::NEG_INFINITY })
        .sum()
}

fn sorted(values: impl Iterator<Item = f64>) -> Measure {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}
