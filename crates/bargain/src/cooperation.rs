//! What would all players agree on, if they set all their levers together?
//!
//! With gains u_p = (U_p - d_p) / r_p over the disagreement point,
//!
//! ```text
//! (1)  Nash product   max sum_p a_p ln u_p
//! (2)  utilitarian    max sum_p a_p u_p
//! (3)  equal gains    max u  with u_p = u for all p
//! (4)  ideal of p     max u_p  with u_q >= 0 for all q;   Kalai-Smorodinsky is (3) with r_p the ideal gain of p
//! ```
//! (3) and (4) are met by augmented Lagrangians, so that each step needs the derivatives of one
//! weighted sum of payoffs only:
//!
//! ```text
//! (5)  max mean(u) + sum_p l_p (u_p - mean(u)) - rho/2 sum_p (u_p - mean(u))^2,   l_p <- l_p - rho (u_p - mean(u))
//! (6)  max u_p - 1/(2 rho) sum_q ( max(0, l_q - rho u_q)^2 - l_q^2 ),             l_q <- max(0, l_q - rho u_q)
//! ```
//! Sources: Nash (1950), Kalai and Smorodinsky (1975), Kalai (1977) as in [the crate](crate);
//! Hestenes (1969), Powell (1969) for (5), Rockafellar (1973) for (6).

use crate::error::BargainError;
use crate::game::{Game, SearchOptions, bounds};
use crate::solution::Concept;
use detente_numeric::{Bounded, Evaluated, Largest};

/// Rounds of multipliers before a search is given up.
const ROUNDS: usize = 30;
/// Gains are equal, and constraints met, to this share of the largest gain.
const EQUAL: f64 = 1e-6;

/// What all agree on.
#[derive(Clone, Debug)]
pub struct Agreement<P> {
    /// Values of all levers.
    pub levers: Vec<f64>,
    /// Payoffs of all players.
    pub payoffs: Vec<f64>,
    /// Payoffs over the disagreement point.
    pub gains: Vec<f64>,
    /// Ideal gain of each player, for Kalai-Smorodinsky only.
    pub ideal: Option<Vec<f64>>,
    /// The point, to go on from.
    pub point: P,
    /// Whether the search met its tolerances.
    pub converged: bool,
    /// The largest plain step left.
    pub step_left: f64,
    /// Evaluations of the world used.
    pub evaluations: usize,
}

/// Searches what `concept` recommends, from `start`, against the payoffs `disagreement`; `weights`
/// are bargaining weights of (1) and weights of the sum in (2), one per player.
///
/// # Errors
/// If the game has no payoffs at the start, or there is nothing that all gain from, with who
/// blocks.
pub fn cooperate<G: Game>(
    game: &G,
    start: &[f64],
    disagreement: &[f64],
    (concept, weights): (Concept, &[f64]),
    options: &SearchOptions,
) -> Result<Agreement<G::Point>, BargainError> {
    let ones = vec![1.0; game.players().len()];
    match concept {
        Concept::EqualGains => Climb::new(game, disagreement, &ones, options).equal(start),
        Concept::Utilitarian => {
            let mut climb = Climb::new(game, disagreement, &ones, options);
            let found = climb.climb(start, options.tolerance, |gains| {
                (
                    weights.iter().zip(gains).map(|(weight, gain)| weight * gain).sum(),
                    weights.to_vec(),
                )
            })?;
            Ok(climb.agreement(found, true))
        }
        Concept::Nash => {
            let mut climb = Climb::new(game, disagreement, &ones, options);
            // Logs need a start at which all gain.
            let equal = climb.equal(start)?;
            climb.refuse_losers(&equal)?;
            let found = climb.climb(&equal.levers, options.tolerance, |gains| {
                let value = weights
                    .iter()
                    .zip(gains)
                    .map(|(a, u)| if *u > 0.0 { a * u.ln() } else { f64::NEG_INFINITY });
                (value.sum(), weights.iter().zip(gains).map(|(a, u)| a / u).collect())
            })?;
            Ok(climb.agreement(found, true))
        }
        Concept::KalaiSmorodinsky => {
            let mut climb = Climb::new(game, disagreement, &ones, options);
            let equal = climb.equal(start)?;
            climb.refuse_losers(&equal)?;
            let ideal: Result<Vec<f64>, BargainError> =
                (0..ones.len()).map(|player| climb.ideal(&equal.levers, player)).collect();
            let ideal = ideal?;
            let used = climb.evaluations;
            let mut found = Climb::new(game, disagreement, &ideal, options).equal(&equal.levers)?;
            found.evaluations += used;
            Ok(Agreement { ideal: Some(ideal), ..found })
        }
    }
}

/// A search over all levers with gains in units of `scale`.
struct Climb<'g, G: Game> {
    game: &'g G,
    disagreement: &'g [f64],
    scale: &'g [f64],
    options: &'g SearchOptions,
    near: Option<G::Point>,
    evaluations: usize,
}

impl<'g, G: Game> Climb<'g, G> {
    fn new(
        game: &'g G,
        disagreement: &'g [f64],
        scale: &'g [f64],
        options: &'g SearchOptions,
    ) -> Self {
        Self { game, disagreement, scale, options, near: None, evaluations: 0 }
    }

    fn gains(&self, payoffs: &[f64]) -> Vec<f64> {
        payoffs
            .iter()
            .zip(self.disagreement)
            .zip(self.scale)
            .map(|((u, d), r)| (u - d) / r)
            .collect()
    }

    /// Climbs a function of the gains, given with its derivatives to them.
    fn climb(
        &mut self,
        start: &[f64],
        tolerance: f64,
        objective: impl Fn(&[f64]) -> (f64, Vec<f64>),
    ) -> Result<Largest<G::Point>, BargainError> {
        let (lower, upper) = bounds(self.game.levers().iter());
        let first =
            self.game.evaluate(start, self.near.as_ref()).map_err(BargainError::Evaluation)?;
        // Second derivatives of the owner's payoff, in the units and at the weight it has in the
        // objective.
        let weights = objective(&self.gains(&self.game.payoffs(&first))).1;
        let typical =
            weights.iter().zip(self.scale).map(|(w, r)| (w / r).abs()).fold(0.0, f64::max);
        let curvature: Vec<f64> = self
            .game
            .curvature(&first)
            .iter()
            .map(|c| c * typical.max(f64::MIN_POSITIVE))
            .collect();
        let search = Bounded {
            lower: &lower,
            upper: &upper,
            curvature: &curvature,
            longest_step: self.options.longest_step,
            // An error of a payoff counts as much as its weight.
            noise: self.options.noise * typical.max(1.0),
            tolerance,
            maximum_evaluations: self.options.maximum_evaluations,
            memory: self.options.memory,
        };
        let found = search.largest(start, |levers, near| {
            let point = self.game.evaluate(levers, Some(near.unwrap_or(&first))).ok()?;
            let (value, weights) = objective(&self.gains(&self.game.payoffs(&point)));
            if !value.is_finite() {
                return None;
            }
            let weights: Vec<f64> =
                weights.iter().zip(self.scale).map(|(weight, scale)| weight / scale).collect();
            let gradient = self.game.gradients(&point, &[weights]).ok()?.pop()?;
            Some(Evaluated { value, gradient, kept: point })
        });
        let found = found.ok_or_else(|| {
            BargainError::Evaluation("no derivatives at the start of the search".into())
        })?;
        self.evaluations += found.evaluations;
        self.near = Some(found.at.kept.clone());
        Ok(found)
    }

    /// (3) by (5).
    fn equal(&mut self, start: &[f64]) -> Result<Agreement<G::Point>, BargainError> {
        let count = self.scale.len();
        let mut multipliers = vec![0.0; count];
        let mut levers = start.to_vec();
        let (mut penalty, mut spread_before) = (0.0, f64::INFINITY);
        let mut last = None;
        for round in 0..ROUNDS {
            // Loose at first: multipliers move anyway.
            let tolerance =
                if round < 3 { 1e3 * self.options.tolerance } else { self.options.tolerance };
            let (held, rho) = (multipliers.clone(), penalty);
            let found = self.climb(&levers, tolerance, |gains| {
                let mean = gains.iter().sum::<f64>() / count as f64;
                let apart = gains.iter().map(|gain| gain - mean);
                let held_mean = held.iter().sum::<f64>() / count as f64;
                let value = mean
                    + held
                        .iter()
                        .zip(apart.clone())
                        .map(|(l, e)| l * e - 0.5 * rho * e * e)
                        .sum::<f64>();
                let weights = held
                    .iter()
                    .zip(apart)
                    .map(|(l, e)| 1.0 / count as f64 + (l - held_mean) - rho * e)
                    .collect();
                (value, weights)
            })?;
            levers.clone_from(&found.point);
            let gains = self.gains(&self.game.payoffs(&found.at.kept));
            let mean = gains.iter().sum::<f64>() / count as f64;
            let largest = gains.iter().fold(0.0, |largest: f64, gain| largest.max(gain.abs()));
            let spread =
                gains.iter().fold(0.0, |spread: f64, gain| spread.max((gain - mean).abs()));
            let done = spread <= EQUAL * largest.max(1e-9) && found.converged && round >= 3;
            if penalty == 0.0 {
                // A spread as large as today's would shift the weights by as much as they are;
                // where gains are nearly equal from the first, a twentieth of them would: a stiffer
                // penalty hides the way up.
                penalty = 1.0 / (count as f64 * spread.max(0.05 * largest).max(1e-12));
            } else {
                multipliers
                    .iter_mut()
                    .zip(&gains)
                    .for_each(|(l, gain)| *l -= penalty * (gain - mean));
                if spread > 0.25 * spread_before {
                    penalty *= 4.0;
                }
            }
            spread_before = spread;
            last = Some(found);
            if done || (count == 1 && round >= 3) {
                break;
            }
            if round + 1 == ROUNDS {
                return self.finish(last, false);
            }
        }
        self.finish(last, true)
    }

    fn finish(
        &self,
        found: Option<Largest<G::Point>>,
        equal: bool,
    ) -> Result<Agreement<G::Point>, BargainError> {
        found
            .map(|found| self.agreement(found, equal))
            .ok_or(BargainError::Missing { what: "player" })
    }

    /// (4) by (6): the largest gain of one player that leaves nobody worse off.
    fn ideal(&mut self, start: &[f64], player: usize) -> Result<f64, BargainError> {
        let count = self.scale.len();
        let mut multipliers = vec![0.0; count];
        let mut levers = start.to_vec();
        let now =
            self.game.evaluate(start, self.near.as_ref()).map_err(BargainError::Evaluation)?;
        let gain = self.gains(&self.game.payoffs(&now))[player].abs().max(1e-12);
        let (mut rho, mut missed_before, mut best) = (10.0 / gain, f64::INFINITY, gain);
        for _ in 0..ROUNDS {
            let held = multipliers.clone();
            let found = self.climb(&levers, self.options.tolerance, |gains| {
                let mut weights = vec![0.0; count];
                weights[player] = 1.0;
                let mut value = gains[player];
                for other in (0..count).filter(|other| *other != player) {
                    let pull = (held[other] - rho * gains[other]).max(0.0);
                    value -= (pull * pull - held[other] * held[other]) / (2.0 * rho);
                    weights[other] = pull;
                }
                (value, weights)
            })?;
            levers.clone_from(&found.point);
            let gains = self.gains(&self.game.payoffs(&found.at.kept));
            let others = || (0..count).filter(|other| *other != player);
            let missed = others().map(|other| (-gains[other]).max(0.0)).fold(0.0, f64::max);
            others().for_each(|other| {
                multipliers[other] = (multipliers[other] - rho * gains[other]).max(0.0)
            });
            best = gains[player];
            if missed <= 1e-4 * gain {
                break;
            }
            if missed > 0.25 * missed_before {
                rho *= 4.0;
            }
            missed_before = missed;
        }
        Ok(best)
    }

    fn agreement(&self, found: Largest<G::Point>, met: bool) -> Agreement<G::Point> {
        let payoffs = self.game.payoffs(&found.at.kept);
        let gains = payoffs
            .iter()
            .zip(self.disagreement)
            .map(|(payoff, without)| payoff - without)
            .collect();
        Agreement {
            levers: found.point,
            payoffs,
            gains,
            ideal: None,
            point: found.at.kept,
            converged: found.converged && met,
            step_left: found.step_left,
            evaluations: self.evaluations,
        }
    }

    /// An agreement needs a gain for everybody.
    fn refuse_losers(&self, agreement: &Agreement<G::Point>) -> Result<(), BargainError> {
        let least = (0..agreement.gains.len())
            .min_by(|a, b| agreement.gains[*a].total_cmp(&agreement.gains[*b]));
        match least.filter(|player| agreement.gains[*player] <= 0.0) {
            Some(player) => Err(BargainError::NoAgreement(crate::error::Blocked {
                outcome: 0,
                party: self.game.players()[player].clone(),
                shortfall: -agreement.gains[player],
                surplus: agreement.gains.iter().sum(),
            })),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::sample::Rivals;

    fn agreed(size: &[f64], concept: Concept, weights: &[f64]) -> Agreement<Vec<f64>> {
        let game = Rivals::new(size, 0.8, 2.0);
        let without = crate::nash::nash(&game, &[0.3, 0.3], &SearchOptions::default()).unwrap();
        let options = SearchOptions::default();
        let found =
            cooperate(&game, &without.levers, &without.payoffs, (concept, weights), &options)
                .unwrap();
        assert!(found.converged, "{concept:?}: step left {:e}", found.step_left);
        found
    }

    #[test]
    fn equal_rivals_make_what_one_seller_would_under_every_concept() {
        for concept in Concept::ALL {
            let found = agreed(&[1.0, 1.0], concept, &[0.5, 0.5]);
            assert!(
                found.levers.iter().all(|z| (z - 1.0 / 3.6).abs() < 1e-5),
                "{concept:?} {:?}",
                found.levers
            );
        }
    }

    #[test]
    fn gains_are_equal_where_they_should_be_and_relative_gains_under_kalai_smorodinsky() {
        let equal = agreed(&[1.0, 1.2], Concept::EqualGains, &[0.5, 0.5]);
        assert!(
            (equal.gains[0] - equal.gains[1]).abs() < 1e-5 * equal.gains[0],
            "{:?}",
            equal.gains
        );
        let relative = agreed(&[1.0, 1.2], Concept::KalaiSmorodinsky, &[0.5, 0.5]);
        let ideal = relative.ideal.clone().unwrap();
        let shares = [relative.gains[0] / ideal[0], relative.gains[1] / ideal[1]];
        assert!((shares[0] - shares[1]).abs() < 1e-5, "{shares:?}");
        assert!(shares[0] > 0.5 && shares[0] < 1.0, "{shares:?}");
    }

    /// At the Nash solution the weighted sum with weights a / gain is as large as can be: a
    /// first-order condition in the levers.
    #[test]
    fn the_nash_product_meets_its_first_order_condition() {
        let found = agreed(&[1.0, 1.2], Concept::Nash, &[0.4, 0.6]);
        let game = Rivals::new(&[1.0, 1.2], 0.8, 2.0);
        let weights = vec![0.4 / found.gains[0], 0.6 / found.gains[1]];
        let gradient =
            game.gradients(&found.levers, std::slice::from_ref(&weights)).unwrap().remove(0);
        let size = weights[0].max(weights[1]);
        assert!(gradient.iter().all(|g| g.abs() < 1e-5 * size), "{gradient:?}");
    }

    #[test]
    fn without_anything_to_gain_it_is_said_who_blocks() {
        // Without spill-overs everybody does its best already.
        let game = Rivals::new(&[1.0, 1.0], 0.0, 2.0);
        let without = [0.25, 0.25];
        let (concept, options) = ((Concept::Nash, &[0.5, 0.5][..]), SearchOptions::default());
        let error = cooperate(&game, &[0.5, 0.5], &without, concept, &options).unwrap_err();
        assert!(matches!(error, BargainError::NoAgreement(_)), "{error}");
    }
}
