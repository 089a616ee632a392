//! Which outcomes can nobody improve on without harming somebody, and how far is a point from them?
//!
//! ```text
//! (1) outcome k dominates l     U_ki >= U_li for all i, and > for one
//! (2) room at a point u         max_k min_i (U_ki - u_i)        the shortage function in the direction (1, ..., 1)
//! ```
//!
//! The room is what every party could have more at once, in currency: positive where the point is
//! dominated in every party, 0 on the frontier, negative beyond it.
//!
//! Sources: Pareto (1906), "Manuale di economia politica"; for (2) Luenberger (1992), "New
//! optimality principles for economic efficiency and equilibrium", Journal of Optimization Theory
//! and Applications 75; for the hull Andrew (1979), "Another efficient algorithm for convex hulls
//! in two dimensions", Information Processing Letters 9.

use crate::linear::{best_lottery, expected};
use crate::outcomes::check_row;
use crate::{BargainError, Outcomes};
use std::cmp::Ordering;

/// The allowed outcomes that no allowed outcome dominates, (1), for any number of parties: from the
/// best for the first party to the worst, ties by the second party and so on, then by place.
/// Outcomes with equal payoffs are all kept.
#[must_use]
pub fn frontier(outcomes: &Outcomes) -> Vec<usize> {
    let payoffs = outcomes.payoffs();
    let mut order: Vec<usize> = outcomes.allowed_outcomes().collect();
    order.sort_by(|&one, &other| descending(&payoffs[one], &payoffs[other]).then(one.cmp(&other)));
    let mut kept: Vec<usize> = Vec::new();
    // With two parties only the last that was kept can dominate: it has the highest payoff
    // of the second party so far.
    let looked_at = if outcomes.parties().len() <= 2 { 1 } else { usize::MAX };
    for outcome in order {
        let rivals = kept.iter().rev().take(looked_at);
        if !rivals.into_iter().any(|&rival| dominates(&payoffs[rival], &payoffs[outcome])) {
            kept.push(outcome);
        }
    }
    kept
}

/// The corners of the frontier where two parties may agree on lotteries: a concave line from the
/// best outcome for the first party to the best for the second. Of equal outcomes the first in
/// place; points inside an edge are left out.
///
/// # Errors
/// Another number of parties than two.
pub fn upper_hull(outcomes: &Outcomes) -> Result<Vec<usize>, BargainError> {
    if outcomes.parties().len() != 2 {
        let (expected, found) = (2, outcomes.parties().len());
        let entry = "the parties of a frontier polygon".into();
        return Err(BargainError::Shape { entry, expected, found, per: "per axis" });
    }
    let payoffs = outcomes.payoffs();
    let mut hull: Vec<usize> = Vec::new();
    for outcome in frontier(outcomes) {
        if hull.last().is_some_and(|&last| payoffs[last] == payoffs[outcome]) {
            continue;
        }
        while let [.., before, last] = hull[..] {
            if turn(&payoffs[before], &payoffs[last], &payoffs[outcome]) > 0.0 {
                break;
            }
            hull.pop();
        }
        hull.push(outcome);
    }
    Ok(hull)
}

/// What every party could have more at once than at a point, (2), by agreeing on one outcome.
/// Currency.
///
/// # Errors
/// A point with another number of parties; a value that is not finite.
pub fn room(outcomes: &Outcomes, point: &[f64]) -> Result<f64, BargainError> {
    check_row(point, outcomes.parties().len(), "payoff", &|| "the point".into())?;
    let least = |outcome: usize| {
        excess(&outcomes.payoffs()[outcome], point).into_iter().fold(f64::INFINITY, f64::min)
    };
    Ok(outcomes.allowed_outcomes().map(least).fold(f64::NEG_INFINITY, f64::max))
}

/// The same as [`room`] where lotteries over outcomes may be agreed, by a linear programme.
///
/// # Errors
/// As [`room`].
pub fn room_with_lotteries(outcomes: &Outcomes, point: &[f64]) -> Result<f64, BargainError> {
    check_row(point, outcomes.parties().len(), "payoff", &|| "the point".into())?;
    let payoffs = outcomes.payoffs();
    let mut rows: Vec<Vec<f64>> =
        outcomes.allowed_outcomes().map(|at| excess(&payoffs[at], point)).collect();
    let scale = rows.iter().flatten().fold(0.0, |most: f64, value| most.max(value.abs()));
    if scale == 0.0 {
        return Ok(0.0);
    }
    rows.iter_mut().flatten().for_each(|value| *value /= scale);
    let floors = vec![0.0; point.len()];
    let lottery = best_lottery(&rows, &[], &floors, &vec![true; point.len()])?;
    let lottery = lottery.ok_or(BargainError::Programme("has no solution"))?;
    Ok(scale * expected(&rows, &lottery).into_iter().fold(f64::INFINITY, f64::min))
}

fn excess(payoffs: &[f64], point: &[f64]) -> Vec<f64> {
    payoffs.iter().zip(point).map(|(payoff, at)| payoff - at).collect()
}

fn descending(one: &[f64], other: &[f64]) -> Ordering {
    let unequal = one.iter().zip(other).find(|(left, right)| left != right);
    unequal.map_or(Ordering::Equal, |(left, right)| right.total_cmp(left))
}

/// Eq. (1).
fn dominates(one: &[f64], other: &[f64]) -> bool {
    one != other && one.iter().zip(other).all(|(left, right)| left >= right)
}

/// Positive where the way from a over b to c turns left: b is then outside the line from a to c.
fn turn(a: &[f64], b: &[f64], c: &[f64]) -> f64 {
    (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn outcomes(payoffs: Vec<Vec<f64>>) -> Outcomes {
        let parties = (0..payoffs[0].len()).map(|party| format!("party {party}")).collect();
        let disagreement = vec![0.0; payoffs[0].len()];
        Outcomes::new(parties, disagreement, payoffs).unwrap()
    }

    #[test]
    fn ties_are_kept_in_place_order_and_the_hull_takes_the_first() {
        let list = outcomes(vec![
            vec![0.0, 4.0],
            vec![4.0, 0.0],
            vec![2.0, 2.0],
            vec![3.0, 3.0],
            vec![3.0, 3.0],
            vec![3.0, 2.0],
            vec![1.0, 3.5],
        ]);
        assert_eq!(frontier(&list), [1, 3, 4, 6, 0]);
        assert_eq!(upper_hull(&list).unwrap(), [1, 3, 0]);
    }

    #[test]
    fn room_is_positive_inside_nothing_on_and_negative_beyond() {
        let list = outcomes(vec![vec![0.0, 4.0], vec![4.0, 0.0], vec![1.0, 1.0]]);
        assert_eq!(room(&list, &[0.0, 0.0]).unwrap(), 1.0);
        assert_eq!(room(&list, &[1.0, 1.0]).unwrap(), 0.0);
        assert!((room_with_lotteries(&list, &[1.0, 1.0]).unwrap() - 1.0).abs() < 1e-12);
        assert!((room_with_lotteries(&list, &[3.0, 3.0]).unwrap() + 1.0).abs() < 1e-12);
        assert!(
            room(&list, &[1.0])
                .unwrap_err()
                .to_string()
                .contains("2 values are needed and 1 were given")
        );
    }

    #[test]
    fn a_polygon_needs_two_parties() {
        assert!(upper_hull(&outcomes(vec![vec![1.0, 1.0, 1.0]])).is_err());
    }

    /// Small whole numbers, so that ties are common.
    fn payoffs(parties: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
        let row = proptest::collection::vec((-4i32..5).prop_map(f64::from), parties);
        proptest::collection::vec(row, 1..25)
    }

    proptest! {
        /// The naive twin: every outcome against every other.
        #[test]
        fn the_frontier_is_what_nothing_dominates(payoffs in prop_oneof![payoffs(1), payoffs(2), payoffs(3), payoffs(4)]) {
            let all = 0..payoffs.len();
            let naive: Vec<usize> =
                all.clone().filter(|&l| !all.clone().any(|k| dominates(&payoffs[k], &payoffs[l]))).collect();
            let mut fast = frontier(&outcomes(payoffs));
            fast.sort_unstable();
            prop_assert_eq!(fast, naive);
        }

        /// A corner of the hull is no mean of two others, and nothing is beyond the hull.
        #[test]
        fn the_hull_is_concave_and_covers_everything(payoffs in payoffs(2)) {
            let list = outcomes(payoffs.clone());
            let hull = upper_hull(&list).unwrap();
            for edge in hull.windows(2) {
                let (a, b) = (&payoffs[edge[0]], &payoffs[edge[1]]);
                for point in &payoffs {
                    prop_assert!(turn(a, b, point) >= 0.0);
                }
            }
            for corner in hull.windows(3) {
                prop_assert!(turn(&payoffs[corner[0]], &payoffs[corner[1]], &payoffs[corner[2]]) > 0.0);
            }
        }

        #[test]
        fn no_outcome_has_room_on_the_frontier(payoffs in payoffs(3)) {
            let list = outcomes(payoffs.clone());
            for at in frontier(&list) {
                prop_assert_eq!(room(&list, &payoffs[at]).unwrap(), 0.0);
                prop_assert!(room_with_lotteries(&list, &payoffs[at]).unwrap() > -1e-12);
            }
        }
    }
}
