//! What do all players do if each does what is best for itself?
//!
//! ```text
//! (1)  z_p = argmax U_p(z_p, z_-p)   for all p
//! (2)  z <- P( z + D g(z) ),   g_l = dU_owner(l) / dz_l,  D = 1 / curvature, accelerated (Anderson)
//! ```
//! All first-order conditions are met together: one evaluation of the world and one adjoint per
//! player make a step. Where that leads nowhere (players pushed in and out of their bounds),
//! players answer each other in turn, (1). At the end each player's best response is searched anew,
//! from where it stands and from elsewhere in its box: nobody may gain more than the stated amount
//! by deviating.
//!
//! Sources: Nash (1951), "Non-cooperative games", Annals of Mathematics 54; Ossa (2014), Am. Econ.
//! Rev. 104, section II, for tariffs.

use crate::error::BargainError;
use crate::game::{Game, SearchOptions, alone, bounds};
use crate::optimum::best_response;
use detente_numeric::Anderson;
use detente_numeric::lanes::padded;
use rayon::prelude::*;

/// Steps without progress before the iteration is damped.
const PATIENCE: usize = 12;
/// Rounds in which players answer each other.
const TURNS: usize = 100;
/// Least damping before it is given up.
const LEAST_DAMPING: f64 = 0.02;

/// Where nobody wants to move.
#[derive(Clone, Debug)]
pub struct Nash<P> {
    /// Values of all levers.
    pub levers: Vec<f64>,
    /// Payoffs of all players.
    pub payoffs: Vec<f64>,
    /// The point, to go on from.
    pub point: P,
    /// Whether the largest plain step is within tolerance.
    pub converged: bool,
    /// The largest plain step left.
    pub step_left: f64,
    /// Evaluations of the world used.
    pub evaluations: usize,
}

/// The most that a player was found to gain by deviating alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Deviation {
    /// Position of the player.
    pub player: usize,
    /// Gain in payoff; zero if no better response was found.
    pub gain: f64,
    /// Its levers there, all others as in the equilibrium.
    pub levers: Vec<f64>,
}

/// Searches a Nash equilibrium from `start`.
///
/// # Errors
/// If the game has no payoffs at the start, or nowhere near where the search leads.
pub fn nash<G: Game>(
    game: &G,
    start: &[f64],
    options: &SearchOptions,
) -> Result<Nash<G::Point>, BargainError> {
    let (lower, upper) = bounds(game.levers().iter());
    let inside = |values: &mut [f64]| {
        values
            .iter_mut()
            .zip(lower.iter().zip(&upper))
            .for_each(|(x, (low, high))| *x = x.max(*low).min(*high));
    };
    let count = game.levers().len();
    let mut levers = start.to_vec();
    inside(&mut levers);
    let mut point = game.evaluate(&levers, None).map_err(BargainError::Evaluation)?;
    let mut anderson = Anderson::new(padded(count), options.memory);
    let (mut damping, mut since, mut evaluations) = (1.0, 0, 1);
    let mut best: Option<Nash<G::Point>> = None;
    loop {
        let step = plain_step(game, &point, &levers, (&lower, &upper), options.longest_step)?;
        let step_left = step.iter().fold(0.0, |worst: f64, step| worst.max(step.abs()));
        since += 1;
        if best.as_ref().is_none_or(|best| step_left < best.step_left) {
            since = 0;
            let (levers, payoffs, point) = (levers.clone(), game.payoffs(&point), point.clone());
            let converged = step_left <= options.tolerance;
            best = Some(Nash { levers, payoffs, point, converged, step_left, evaluations });
        }
        let Some(reached) = best.as_mut() else { break };
        reached.evaluations = evaluations;
        if reached.converged
            || evaluations >= options.maximum_evaluations
            || damping < LEAST_DAMPING
        {
            break;
        }
        if since > PATIENCE {
            // Back to the best point, with shorter steps.
            (damping, since) = (damping * 0.5, 0);
            anderson.restart();
            (levers, point) = (reached.levers.clone(), reached.point.clone());
            continue;
        }
        let mut next = levers.clone();
        next.resize(padded(count), 0.0);
        let mut residual: Vec<f64> = step.iter().map(|step| damping * step).collect();
        residual.resize(padded(count), 0.0);
        anderson.step(&mut next, &residual);
        next.truncate(count);
        shorten(&mut next, &levers, options.longest_step);
        inside(&mut next);
        // What is learnt about the free levers does not hold for others.
        if (0..count).any(|at| {
            at_bound(next[at], lower[at], upper[at]) != at_bound(levers[at], lower[at], upper[at])
        }) {
            anderson.restart();
        }
        evaluations += 1;
        match game.evaluate(&next, Some(&point)) {
            Ok(found) => (levers, point) = (next, found),
            Err(why) if damping * 0.5 < LEAST_DAMPING => return Err(BargainError::Evaluation(why)),
            Err(_) => {
                damping *= 0.5;
                anderson.restart();
            }
        }
    }
    let reached = best.ok_or(BargainError::Missing { what: "lever" })?;
    if reached.converged { Ok(reached) } else { in_turn(game, reached, options) }
}

/// Players answer each other in turn, (1), until nobody moves or evaluations are used up.
fn in_turn<G: Game>(
    game: &G,
    mut reached: Nash<G::Point>,
    options: &SearchOptions,
) -> Result<Nash<G::Point>, BargainError> {
    let (lower, upper) = bounds(game.levers().iter());
    for _ in 0..TURNS {
        let mut levers = reached.levers.clone();
        for player in 0..game.players().len() {
            let answer = best_response(game, player, &levers, Some(&reached.point), options)?;
            reached.evaluations += answer.evaluations;
            levers = answer.levers;
        }
        let point =
            game.evaluate(&levers, Some(&reached.point)).map_err(BargainError::Evaluation)?;
        reached.evaluations += 1;
        let step = plain_step(game, &point, &levers, (&lower, &upper), options.longest_step)?;
        reached.step_left = step.iter().fold(0.0, |worst: f64, step| worst.max(step.abs()));
        reached.converged = reached.step_left <= options.tolerance;
        reached.payoffs = game.payoffs(&point);
        (reached.levers, reached.point) = (levers, point);
        if reached.converged || reached.evaluations >= options.maximum_evaluations {
            break;
        }
    }
    Ok(reached)
}

/// (2) without acceleration: where each lever would go by itself.
fn plain_step<G: Game>(
    game: &G,
    point: &G::Point,
    levers: &[f64],
    (lower, upper): (&[f64], &[f64]),
    longest: f64,
) -> Result<Vec<f64>, BargainError> {
    let players = game.players().len();
    let everyone: Vec<Vec<f64>> = (0..players).map(|player| alone(players, player)).collect();
    let gradients = game.gradients(point, &everyone).map_err(BargainError::Evaluation)?;
    let curvature = game.curvature(point);
    let step = game.levers().iter().enumerate().map(|(at, lever)| {
        let plain = (gradients[lever.owner][at] / curvature[at]).clamp(-longest, longest);
        (levers[at] + plain).max(lower[at]).min(upper[at]) - levers[at]
    });
    Ok(step.collect())
}

fn at_bound(value: f64, lower: f64, upper: f64) -> bool {
    value <= lower || value >= upper
}

/// No lever moves further than the longest step.
fn shorten(next: &mut [f64], levers: &[f64], longest: f64) {
    let moved =
        next.iter().zip(levers).fold(0.0, |most: f64, (new, old)| most.max((new - old).abs()));
    if moved > longest {
        next.iter_mut()
            .zip(levers)
            .for_each(|(new, old)| *new = old + (*new - old) * longest / moved);
    }
}

/// Searches, for every player, a response better than its levers in `equilibrium`: from where it
/// stands, and from each of `elsewhere` (its levers there, all others as in the equilibrium).
///
/// # Errors
/// If the game has no payoffs at the equilibrium.
pub fn deviations<G: Game>(
    game: &G,
    equilibrium: &Nash<G::Point>,
    elsewhere: &[Vec<f64>],
    options: &SearchOptions,
) -> Result<Vec<Deviation>, BargainError> {
    let one = |player: usize| -> Result<Deviation, BargainError> {
        let mut best = Deviation { player, gain: 0.0, levers: equilibrium.levers.clone() };
        let mut starts = vec![equilibrium.levers.clone()];
        starts
            .extend(elsewhere.iter().map(|other| mixed(game, player, &equilibrium.levers, other)));
        for (at, start) in starts.iter().enumerate() {
            let found = match best_response(game, player, start, Some(&equilibrium.point), options)
            {
                Ok(found) => found,
                // Elsewhere there may be no equilibrium of the world at all.
                Err(_) if at > 0 => continue,
                Err(error) => return Err(error),
            };
            let gain = found.payoffs[player] - equilibrium.payoffs[player];
            if gain > best.gain {
                best = Deviation { player, gain, levers: found.levers };
            }
        }
        Ok(best)
    };
    (0..game.players().len()).into_par_iter().map(one).collect()
}

/// The levers of `player` from `other`, everybody else's from `levers`.
fn mixed<G: Game>(game: &G, player: usize, levers: &[f64], other: &[f64]) -> Vec<f64> {
    let mixed = game.levers().iter().enumerate();
    mixed.map(|(at, lever)| if lever.owner == player { other[at] } else { levers[at] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::sample::{Rivals, TwoHills};
    use proptest::prelude::*;

    #[test]
    fn nobody_gains_by_deviating_alone() {
        let game = Rivals::new(&[1.0, 1.0], 0.8, 2.0);
        let found = nash(&game, &[0.9, 0.1], &SearchOptions::default()).unwrap();
        assert!(found.converged);
        assert!(found.levers.iter().all(|z| (z - 1.0 / 2.8).abs() < 1e-7), "{:?}", found.levers);
        let certificate =
            deviations(&game, &found, &[vec![0.0, 0.0], vec![2.0, 2.0]], &SearchOptions::default())
                .unwrap();
        assert!(certificate.iter().all(|deviation| deviation.gain < 1e-12), "{certificate:?}");
    }

    /// First-order conditions hold on the lower hill too: only a start elsewhere tells that it is
    /// no equilibrium.
    #[test]
    fn a_local_optimum_is_unmasked_from_elsewhere() {
        let game = TwoHills::new();
        let found = nash(&game, &[-0.9], &SearchOptions::default()).unwrap();
        assert!(found.converged && found.levers[0] < 0.0);
        let here = deviations(&game, &found, &[], &SearchOptions::default()).unwrap();
        let elsewhere = deviations(&game, &found, &[vec![0.9]], &SearchOptions::default()).unwrap();
        assert!(
            here[0].gain < 1e-9 && (elsewhere[0].gain - 0.5).abs() < 0.01,
            "{here:?} {elsewhere:?}"
        );
    }

    proptest! {
        /// The linear first-order conditions solved by elimination are the naive twin; sizes may
        /// push a rival out of the market.
        #[test]
        fn rivals_of_any_size_meet_their_conditions(a in 0.2..3.0f64, b in 0.2..3.0f64, spill in 0.1..0.9f64) {
            let game = Rivals::new(&[a, b], spill, 5.0);
            let found = nash(&game, &[0.5, 0.5], &SearchOptions::default()).unwrap();
            let determinant = 4.0 - spill * spill;
            let inner = [(2.0 * a - spill * b) / determinant, (2.0 * b - spill * a) / determinant];
            let expected = if inner[0] <= 0.0 { [0.0, b / 2.0] } else if inner[1] <= 0.0 { [a / 2.0, 0.0] } else { inner };
            prop_assert!(found.converged);
            prop_assert!(found.levers.iter().zip(expected).all(|(z, e)| (z - e).abs() < 1e-6), "{:?} {:?}", found.levers, expected);
        }
    }
}
