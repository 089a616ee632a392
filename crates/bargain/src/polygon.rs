//! Where on the frontier polygon do two parties meet that may agree on lotteries?
//!
//! With the corners of the upper hull of the gains, cut off where a party would lose, each concept
//! has a closed form on the edge from p to q, at p + t (q - p), D = q - p:
//!
//! ```text
//! (1) Nash                a_1 D_1 / (p_1 + t D_1) + a_2 D_2 / (p_2 + t D_2) = 0
//!                         t = - (a_1 D_1 p_2 + a_2 D_2 p_1) / (D_1 D_2 (a_1 + a_2))
//! (2) equal r_i = g_i/b_i t = (r_1(p) - r_2(p)) / (r_1(p) - r_2(p) - r_1(q) + r_2(q)),    b_i = 1 for equal gains
//! (3) utilitarian         a corner
//! ```

use crate::frontier::upper_hull;
use crate::solution::{Measure, Yardstick, agreed, log_product, runner_up, signable};
use crate::{BargainError, Concept, Means, Outcomes, Solution};

/// A point of the polygon and the lottery over one or two outcomes that gives it.
#[derive(Clone, Debug, PartialEq)]
struct Corner {
    lottery: Vec<(usize, f64)>,
    gains: [f64; 2],
}

pub(crate) fn solve(outcomes: &Outcomes, concept: Concept) -> Result<Solution, BargainError> {
    let dust = outcomes.dust();
    let corners = corners(outcomes)?;
    let largest =
        |party: usize| corners.iter().map(|corner| corner.gains[party]).fold(0.0, f64::max);
    let ideal = vec![largest(0), largest(1)];
    let yardstick = Yardstick { concept, weights: outcomes.weights(), ideal: &ideal, dust };
    let even = balanced(&corners, &[1.0, 1.0]);
    if !even.is_some_and(|even| even.gains.iter().all(|gain| *gain > dust)) {
        return Err(BargainError::NoAgreement(outcomes.nearest()));
    }
    let met = match concept {
        Concept::Nash => largest_product(&corners, outcomes.weights()),
        Concept::KalaiSmorodinsky => balanced(&corners, &[ideal[0], ideal[1]]),
        Concept::EqualGains => balanced(&corners, &[1.0, 1.0]),
        Concept::Utilitarian => largest_sum(&corners, &yardstick),
    };
    let Some(met) = met else { return Err(BargainError::NoAgreement(outcomes.nearest())) };
    let runner_up = beside(outcomes, &yardstick, &met.lottery, &met.gains);
    Ok(Solution {
        runner_up,
        ..agreed(outcomes, concept, Means::Lottery, met.lottery, met.gains.to_vec(), ideal)
    })
}

/// The best single outcome that is not itself the solution.
pub(crate) fn beside(
    outcomes: &Outcomes,
    yardstick: &Yardstick,
    lottery: &[(usize, f64)],
    gains: &[f64],
) -> Option<crate::RunnerUp> {
    let alone = if let [(outcome, _)] = lottery { Some(*outcome) } else { None };
    let others: Vec<(usize, Measure)> = signable(outcomes)
        .into_iter()
        .filter(|(outcome, _)| Some(*outcome) != alone)
        .map(|(outcome, gains)| (outcome, yardstick.measure(&gains)))
        .collect();
    runner_up(yardstick, &others, &yardstick.measure(gains))
}

/// The corners at which nobody loses, from the best for the second party to the best for the first.
fn corners(outcomes: &Outcomes) -> Result<Vec<Corner>, BargainError> {
    let mut corners: Vec<Corner> = Vec::new();
    for outcome in upper_hull(outcomes)?.into_iter().rev() {
        let gains = outcomes.gains(outcome);
        corners.push(Corner { lottery: vec![(outcome, 1.0)], gains: [gains[0], gains[1]] });
    }
    Ok(cut(&cut(&corners, 0), 1))
}

/// What is left where a party loses nothing: edges that cross are cut at its zero.
fn cut(corners: &[Corner], party: usize) -> Vec<Corner> {
    let mut kept = Vec::new();
    for (place, corner) in corners.iter().enumerate() {
        if let Some(before) = place.checked_sub(1).map(|before| &corners[before]) {
            let (from, to) = (before.gains[party], corner.gains[party]);
            if (from < 0.0 && to > 0.0) || (from > 0.0 && to < 0.0) {
                let mut crossing = between(before, corner, from / (from - to));
                crossing.gains[party] = 0.0;
                kept.push(crossing);
            }
        }
        if corner.gains[party] >= 0.0 {
            kept.push(corner.clone());
        }
    }
    kept
}

/// The point a share of the way from one corner to another.
fn between(from: &Corner, to: &Corner, share: f64) -> Corner {
    let mut lottery: Vec<(usize, f64)> = Vec::new();
    for (corner, weight) in [(from, 1.0 - share), (to, share)] {
        for &(outcome, part) in corner.lottery.iter().filter(|_| weight > 0.0) {
            match lottery.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, sum)) => *sum += weight * part,
                None => lottery.push((outcome, weight * part)),
            }
        }
    }
    let gain = |party: usize| from.gains[party] + share * (to.gains[party] - from.gains[party]);
    Corner { lottery, gains: [gain(0), gain(1)] }
}

/// Eq. (2); where one party has the larger share everywhere, the end at which the other has most.
fn balanced(corners: &[Corner], per: &[f64; 2]) -> Option<Corner> {
    let lead = |corner: &Corner| corner.gains[0] / per[0] - corner.gains[1] / per[1];
    let first = corners.first()?;
    if lead(first) >= 0.0 {
        return Some(first.clone());
    }
    let edge = corners.windows(2).find(|edge| lead(&edge[1]) >= 0.0);
    let Some([from, to]) = edge else { return corners.last().cloned() };
    Some(between(from, to, lead(from) / (lead(from) - lead(to))))
}

/// Eq. (1) on every edge, and the corners.
fn largest_product(corners: &[Corner], weights: &[f64]) -> Option<Corner> {
    let mut points = corners.to_vec();
    for edge in corners.windows(2) {
        let (from, to) = (&edge[0], &edge[1]);
        let step = [to.gains[0] - from.gains[0], to.gains[1] - from.gains[1]];
        let slope = weights[0] * step[0] * from.gains[1] + weights[1] * step[1] * from.gains[0];
        let share = -slope / (step[0] * step[1] * (weights[0] + weights[1]));
        if share > 0.0 && share < 1.0 {
            points.push(between(from, to, share));
        }
    }
    first_largest(points, |corner| log_product(&corner.gains, weights))
}

/// The corner of largest sum; of several the one with the larger least gain.
fn largest_sum(corners: &[Corner], yardstick: &Yardstick) -> Option<Corner> {
    let measures: Vec<(usize, Measure)> =
        corners.iter().map(|corner| yardstick.measure(&corner.gains)).enumerate().collect();
    yardstick.best(&measures).map(|place| corners[place].clone())
}

fn first_largest(points: Vec<Corner>, value: impl Fn(&Corner) -> f64) -> Option<Corner> {
    let mut best: Option<(f64, Corner)> = None;
    for point in points {
        let worth = value(&point);
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            best = Some((worth, point));
        }
    }
    best.map(|(_, point)| point)
}
