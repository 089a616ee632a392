//! Which lottery over outcomes do more than two parties agree on?
//!
//! Over lotteries p with gains g(p) = sum_k p_k g_k:
//!
//! ```text
//! (1) ideal, utilitarian   max c'g(p)   with   g(p) >= 0                            linear programmes
//! (2) lexicographic        max t with g_i(p) / b_i >= t, who cannot have more is held at t, and so on for the others
//! (3) Nash                 max sum_i a_i ln g_i(p);   at the maximum   s_k = sum_i a_i g_ki / g_i(p) <= 1 for all k
//! (4) its gap              sum_i a_i ln g_i(p*) - sum_i a_i ln g_i(p) <= max_k s_k - 1
//! ```
//!
//! (3) holds a few outcomes with positive probability, takes Newton steps over these, lets go of
//! one that falls to zero, and takes in the outcome of largest s_k until (4) is nothing. (4)
//! follows from concavity: it is the certificate of a result.
//!
//! Sources: Imai (1983) for (2); von Hohenbalken (1977), "Simplicial decomposition in nonlinear
//! programming algorithms", Mathematical Programming 13, for the method of (3).

use crate::frontier::frontier;
use crate::linear::{best_lottery, eliminate, expected};
use crate::polygon::beside;
use crate::solution::{Yardstick, agreed, log_product};
use crate::{BargainError, Concept, Means, Outcomes, Solution};

/// Shares of rows.
type Lottery = Vec<(usize, f64)>;

pub(crate) fn solve(outcomes: &Outcomes, concept: Concept) -> Result<Solution, BargainError> {
    let parties = outcomes.parties().len();
    let kept = frontier(outcomes);
    let gains: Vec<Vec<f64>> = kept.iter().map(|&outcome| outcomes.gains(outcome)).collect();
    let scale =
        gains.iter().flatten().fold(f64::MIN_POSITIVE, |most: f64, gain| most.max(gain.abs()));
    let rows = divided(&gains, &vec![scale; parties]);
    let blocked = || BargainError::NoAgreement(outcomes.nearest());
    let even =
        best_lottery(&rows, &[], &vec![0.0; parties], &vec![true; parties])?.ok_or_else(blocked)?;
    if expected(&gains, &even).iter().any(|gain| *gain <= outcomes.dust()) {
        return Err(blocked());
    }
    let ideal = ideal(&rows)?;
    let relative = divided(&rows, &ideal);
    let (lottery, gap) = match concept {
        Concept::Nash => largest_product(&relative, outcomes.weights(), leximin(&relative)?),
        Concept::KalaiSmorodinsky => (leximin(&relative)?, 0.0),
        Concept::EqualGains => (leximin(&rows)?, 0.0),
        Concept::Utilitarian => (linear_aim(&rows, &vec![1.0; parties])?, 0.0),
    };
    let ideal: Vec<f64> = ideal.iter().map(|ideal| ideal * scale).collect();
    let gains = expected(&gains, &lottery);
    let mut lottery: Lottery = lottery.into_iter().map(|(row, share)| (kept[row], share)).collect();
    lottery.sort_by_key(|(outcome, _)| *outcome);
    let yardstick =
        Yardstick { concept, weights: outcomes.weights(), ideal: &ideal, dust: outcomes.dust() };
    let runner_up = beside(outcomes, &yardstick, &lottery, &gains);
    Ok(Solution {
        runner_up,
        gap,
        ..agreed(outcomes, concept, Means::Lottery, lottery, gains, ideal)
    })
}

fn divided(rows: &[Vec<f64>], by: &[f64]) -> Vec<Vec<f64>> {
    rows.iter().map(|row| row.iter().zip(by).map(|(value, by)| value / by).collect()).collect()
}

/// Eq. (1) with an aim.
fn linear_aim(rows: &[Vec<f64>], aim: &[f64]) -> Result<Lottery, BargainError> {
    let found = best_lottery(rows, aim, &vec![0.0; aim.len()], &vec![false; aim.len()])?;
    found.ok_or(BargainError::Programme("has no solution"))
}

/// The most each party can gain while no other loses.
fn ideal(rows: &[Vec<f64>]) -> Result<Vec<f64>, BargainError> {
    let parties = rows[0].len();
    let most = |party: usize| {
        let aim: Vec<f64> =
            (0..parties).map(|other| if other == party { 1.0 } else { 0.0 }).collect();
        linear_aim(rows, &aim).map(|lottery| expected(rows, &lottery)[party])
    };
    (0..parties).map(most).collect()
}

/// Eq. (2).
fn leximin(rows: &[Vec<f64>]) -> Result<Lottery, BargainError> {
    let parties = rows[0].len();
    let mut held: Vec<Option<f64>> = vec![None; parties];
    let mut last = None;
    loop {
        let free: Vec<bool> = held.iter().map(Option::is_none).collect();
        let floors: Vec<f64> = held.iter().map(|held| held.unwrap_or(0.0)).collect();
        let Some(found) = best_lottery(rows, &[], &floors, &free)? else {
            // Rounding of the levels already held: the lottery that reached them stands.
            return last.ok_or(BargainError::Programme("has no solution"));
        };
        let gains = expected(rows, &found);
        let is_free = |party: &usize| free[*party];
        let level =
            (0..parties).filter(is_free).map(|party| gains[party]).fold(f64::INFINITY, f64::min);
        // A hair lower, so that rounding does not make the next programme impossible.
        let slack = 1e-14;
        let floors: Vec<f64> = held.iter().map(|held| held.unwrap_or(level) - slack).collect();
        let mut rises = Vec::new();
        for party in (0..parties).filter(is_free) {
            let aim: Vec<f64> =
                (0..parties).map(|other| if other == party { 1.0 } else { 0.0 }).collect();
            let best = best_lottery(rows, &aim, &floors, &vec![false; parties])?
                .unwrap_or_else(|| found.clone());
            rises.push((party, expected(rows, &best)[party] - level));
        }
        // At least one cannot rise; on a flat frontier rounding may hide which, so that a hair of a
        // rise is none.
        let least = rises.iter().map(|(_, rise)| *rise).fold(f64::INFINITY, f64::min);
        for (party, _) in rises.iter().filter(|(_, rise)| *rise <= least.max(1e-8)) {
            held[*party] = Some(level - slack);
        }
        if held.iter().all(Option::is_some) {
            return Ok(found);
        }
        last = Some(found);
    }
}

/// Eq. (3) from a lottery with gains for all, and (4).
fn largest_product(rows: &[Vec<f64>], weights: &[f64], start: Lottery) -> (Lottery, f64) {
    let mut lottery = start;
    let mut best = (lottery.clone(), f64::INFINITY);
    for _ in 0..50 + 10 * rows.len() {
        newton(rows, weights, &mut lottery);
        let gains = expected(rows, &lottery);
        let mut entering = (0, f64::NEG_INFINITY);
        for (row, values) in rows.iter().enumerate() {
            let score = score(values, &gains, weights);
            if score > entering.1 {
                entering = (row, score);
            }
        }
        let gap = (entering.1 - 1.0).max(0.0);
        if gap < best.1 {
            best = (lottery.clone(), gap);
        }
        if gap <= 1e-13 || lottery.iter().any(|(row, _)| *row == entering.0) {
            break;
        }
        lottery.push((entering.0, 0.0));
    }
    best
}

/// s of (3).
fn score(values: &[f64], gains: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(gains).zip(weights).map(|((value, gain), weight)| weight * value / gain).sum()
}

/// Newton steps over the shares of a few rows, sum 1, none below zero.
fn newton(rows: &[Vec<f64>], weights: &[f64], lottery: &mut Lottery) {
    for _ in 0..100 {
        let gains = expected(rows, lottery);
        // Their mean is 1, which is taken off so that rounding does not hide small differences.
        let slopes: Vec<f64> =
            lottery.iter().map(|(row, _)| score(&rows[*row], &gains, weights) - 1.0).collect();
        let Some(step) = newton_step(rows, weights, lottery, &gains, &slopes) else { return };
        let rise: f64 = step.iter().zip(&slopes).map(|(step, slope)| step * slope).sum();
        if rise <= 1e-28 {
            return;
        }
        // Near the maximum rounding hides the rise, and a full step is safe, since ln is
        // self-concordant.
        let near = rise < 1e-4 * weights.iter().copied().fold(1.0, f64::min);
        if !advance(rows, weights, lottery, &step, near) {
            return;
        }
    }
}

/// Goes along a step, as far as shares stay above zero and the aim does not fall, and says whether
/// that was anywhere.
fn advance(
    rows: &[Vec<f64>],
    weights: &[f64],
    lottery: &mut Lottery,
    step: &[f64],
    full: bool,
) -> bool {
    let (longest, binding) = longest_step(lottery, step);
    let mut length = longest.min(1.0);
    let moved = |length: f64| -> Lottery {
        lottery
            .iter()
            .zip(step)
            .map(|((row, share), step)| (*row, (share + length * step).max(0.0)))
            .collect()
    };
    let value = log_product(&expected(rows, lottery), weights);
    while !full && length > 1e-12 && log_product(&expected(rows, &moved(length)), weights) < value {
        length /= 2.0;
    }
    let mut next = moved(length);
    let dropped = binding.filter(|_| length == longest);
    if let Some(place) = dropped {
        next.remove(place);
    }
    let total: f64 = next.iter().map(|(_, share)| share).sum();
    next.iter_mut().for_each(|(_, share)| *share /= total);
    *lottery = next;
    length > 1e-12 || dropped.is_some()
}

/// How far a step can go before a share falls to zero, and which.
fn longest_step(lottery: &[(usize, f64)], step: &[f64]) -> (f64, Option<usize>) {
    let mut longest = (f64::INFINITY, None);
    for (place, ((_, share), step)) in lottery.iter().zip(step).enumerate() {
        if *step < 0.0 && share / -step < longest.0 {
            longest = (share / -step, Some(place));
        }
    }
    longest
}

/// The step that solves the quadratic model with steps of sum 0.
fn newton_step(
    rows: &[Vec<f64>],
    weights: &[f64],
    lottery: &[(usize, f64)],
    gains: &[f64],
    slopes: &[f64],
) -> Option<Vec<f64>> {
    let count = lottery.len();
    let curvature = |one: usize, other: usize| -> f64 {
        let (one, other) = (&rows[lottery[one].0], &rows[lottery[other].0]);
        (0..gains.len())
            .map(|party| weights[party] * one[party] * other[party] / gains[party].powi(2))
            .sum()
    };
    let mut system: Vec<Vec<f64>> = Vec::new();
    for one in 0..count {
        let mut row: Vec<f64> = (0..count).map(|other| curvature(one, other)).collect();
        // Rows that are means of others make the model flat in some direction.
        row[one] *= 1.0 + 1e-12;
        row[one] += 1e-13;
        row.extend([1.0, slopes[one]]);
        system.push(row);
    }
    let mut last = vec![1.0; count];
    last.extend([0.0, 0.0]);
    system.push(last);
    let mut step = eliminate(system)?;
    step.truncate(count);
    Some(step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::polygon;
    use proptest::prelude::*;

    fn outcomes(payoffs: Vec<Vec<f64>>) -> Outcomes {
        let parties = payoffs[0].len();
        let names = (0..parties).map(|party| format!("party {party}")).collect();
        Outcomes::new(names, vec![0.0; parties], payoffs).unwrap()
    }

    /// A simplex with corners M_i on the axes: the product of x_i^a_i on sum x_i / M_i = 1 is
    /// largest at x_i = a_i M_i.
    #[test]
    fn nash_on_a_simplex() {
        let list = outcomes(vec![vec![6.0, 0.0, 0.0], vec![0.0, 3.0, 0.0], vec![0.0, 0.0, 2.0]]);
        let solution = solve(&list.with_weights(&[3.0, 2.0, 1.0]).unwrap(), Concept::Nash).unwrap();
        for (found, known) in solution.gains.iter().zip([3.0, 1.0, 1.0 / 3.0]) {
            assert!((found - known).abs() < 1e-12, "{solution:?}");
        }
        assert!(solution.gap < 1e-13);
    }

    /// Where the third party is stuck at 1, the others go on rising: (1, ...) first, then the
    /// second, then the first.
    #[test]
    fn the_lexicographic_point_leaves_nothing_on_the_table() {
        let list = outcomes(vec![vec![0.0, 3.0, 1.0], vec![5.0, 2.0, 1.0], vec![2.0, 2.0, 1.0]]);
        let solution = solve(&list, Concept::EqualGains).unwrap();
        // On the edge from (0, 3) to (5, 2): x = 3 - x / 5, x = 5 / 2.
        for (found, known) in solution.gains.iter().zip([2.5, 2.5, 1.0]) {
            assert!((found - known).abs() < 1e-10, "{solution:?}");
        }
    }

    fn cloud(parties: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
        proptest::collection::vec(proptest::collection::vec(-50.0..100.0f64, parties), 1..30)
    }

    proptest! {
        /// The naive twin of programmes and Newton steps: the closed forms along the polygon.
        #[test]
        fn two_parties_get_what_the_polygon_gives(payoffs in cloud(2), weight in 0.05..0.95f64) {
            let list = outcomes(payoffs).with_weights(&[weight, 1.0 - weight]).unwrap();
            for concept in Concept::ALL {
                match (solve(&list, concept), polygon::solve(&list, concept)) {
                    (Ok(general), Ok(exact)) => {
                        let yardstick = Yardstick {
                            concept, weights: list.weights(), ideal: &exact.ideal, dust: list.dust(),
                        };
                        let (one, other) = (yardstick.measure(&general.gains), yardstick.measure(&exact.gains));
                        let entries = if matches!(concept, Concept::Nash | Concept::Utilitarian) { 1 } else { 2 };
                        for (one, other) in one.iter().zip(&other).take(entries) {
                            prop_assert!((one - other).abs() < 1e-8, "{concept:?} {general:?} {exact:?}");
                        }
                    }
                    (Err(one), Err(other)) => prop_assert_eq!(one, other),
                    (one, other) => prop_assert!(false, "{one:?} {other:?}"),
                }
            }
        }

        /// The certificate is small, and no mixture with any outcome is better.
        #[test]
        fn nash_has_its_certificate(payoffs in prop_oneof![cloud(3), cloud(4), cloud(5)]) {
            let list = outcomes(payoffs.clone());
            if let Ok(solution) = solve(&list, Concept::Nash) {
                // Where losses dwarf the gains at the solution, rounding of the scores is as much
                // larger.
                let ratio = |row: &Vec<f64>| {
                    row.iter().zip(&solution.gains).fold(1.0, |most: f64, (value, gain)| most.max((value / gain).abs()))
                };
                let largest = payoffs.iter().map(ratio).fold(1.0, f64::max);
                prop_assert!(solution.gap < 1e-12 * largest, "{} {largest}", solution.gap);
                let value = log_product(&solution.gains, list.weights());
                for row in &payoffs {
                    for share in [1e-3, 0.1, 1.0] {
                        let mixed: Vec<f64> =
                            solution.gains.iter().zip(row).map(|(at, to)| at + share * (to - at)).collect();
                        prop_assert!(log_product(&mixed, list.weights()) <= value + 1e-9);
                    }
                }
            }
        }
    }
}
