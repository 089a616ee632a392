//! What is best for one player, the others standing still? And is there more than one answer?
//!
//! ```text
//! (1)  max_(z_p in box) U_p(z_p, z_-p)
//! ```
//! A payoff may have several local optima, so the search runs from many starts and says how many
//! distinct ones it found.

use crate::error::BargainError;
use crate::game::{Game, SearchOptions, alone, bounds};
use detente_numeric::{Bounded, Evaluated};
use rayon::prelude::*;

/// The best a player can do from a start.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Position of the player.
    pub player: usize,
    /// All levers, those of the others as they were.
    pub levers: Vec<f64>,
    /// Payoffs of all players.
    pub payoffs: Vec<f64>,
    /// Whether the search met its tolerance.
    pub converged: bool,
    /// The largest plain step left.
    pub step_left: f64,
    /// Evaluations used.
    pub evaluations: usize,
}

/// The optima of a player found from several starts.
#[derive(Clone, Debug, PartialEq)]
pub struct Optima {
    /// Distinct local optima, the best first.
    pub distinct: Vec<Response>,
    /// Starts tried.
    pub starts: usize,
    /// Starts from which the search did not converge.
    pub failed: usize,
}

/// Climbs from `start` over the levers of `player`.
///
/// # Errors
/// If the game has no payoffs at the start.
pub fn best_response<G: Game>(
    game: &G,
    player: usize,
    start: &[f64],
    near: Option<&G::Point>,
    options: &SearchOptions,
) -> Result<Response, BargainError> {
    let (levers, players) = (game.levers(), game.players().len());
    let own: Vec<usize> = (0..levers.len()).filter(|at| levers[*at].owner == player).collect();
    let (lower, upper) = bounds(own.iter().map(|at| &levers[*at]));
    let whole = |part: &[f64]| {
        let mut all = start.to_vec();
        own.iter().zip(part).for_each(|(at, value)| all[*at] = *value);
        all
    };
    let part: Vec<f64> = own.iter().map(|at| start[*at]).collect();
    let first = game.evaluate(&whole(&part), near).map_err(BargainError::Evaluation)?;
    let curvature = game.curvature(&first);
    let curvature: Vec<f64> = own.iter().map(|at| curvature[*at]).collect();
    let search = Bounded {
        lower: &lower,
        upper: &upper,
        curvature: &curvature,
        longest_step: options.longest_step,
        noise: options.noise,
        tolerance: options.tolerance,
        maximum_evaluations: options.maximum_evaluations,
        memory: options.memory,
    };
    let found = search
        .largest(&part, |part, near| {
            let point = game.evaluate(&whole(part), Some(near.unwrap_or(&first))).ok()?;
            let gradient = game.gradients(&point, &[alone(players, player)]).ok()?.pop()?;
            let gradient = own.iter().map(|at| gradient[*at]).collect();
            Some(Evaluated { value: game.payoffs(&point)[player], gradient, kept: point })
        })
        .ok_or_else(|| {
            BargainError::Evaluation("no derivatives at the start of the search".into())
        })?;
    Ok(Response {
        player,
        levers: whole(&found.point),
        payoffs: game.payoffs(&found.at.kept),
        converged: found.converged,
        step_left: found.step_left,
        evaluations: found.evaluations,
    })
}

/// The distinct optima of `player` reached from `starts`; two are the same if no lever differs by
/// more than `apart`.
///
/// # Errors
/// If no start leads to an optimum, with what the first one met.
pub fn optima<G: Game>(
    game: &G,
    player: usize,
    starts: &[Vec<f64>],
    apart: f64,
    options: &SearchOptions,
) -> Result<Optima, BargainError> {
    let tried: Vec<Result<Response, BargainError>> =
        starts.par_iter().map(|start| best_response(game, player, start, None, options)).collect();
    let mut found: Vec<Response> =
        tried.iter().flatten().filter(|response| response.converged).cloned().collect();
    let failed = starts.len() - found.len();
    found.sort_by(|a, b| b.payoffs[player].total_cmp(&a.payoffs[player]));
    let mut distinct: Vec<Response> = Vec::new();
    for response in found {
        if distinct.iter().all(|other| distance(&other.levers, &response.levers) > apart) {
            distinct.push(response);
        }
    }
    if distinct.is_empty() {
        let why = tried.into_iter().next().map(|tried| match tried {
            Err(error) => error,
            Ok(response) => BargainError::NotConverged {
                what: format!("the best tariffs of {}", game.players()[player]),
                step_left: response.step_left,
                evaluations: response.evaluations,
            },
        });
        return Err(why.unwrap_or(BargainError::Missing { what: "start of the search" }));
    }
    Ok(Optima { distinct, starts: starts.len(), failed })
}

/// Largest difference of any lever.
pub(crate) fn distance(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).fold(0.0, |worst: f64, (a, b)| worst.max((a - b).abs()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::game::sample::{Rivals, TwoHills};

    #[test]
    fn a_rival_answers_with_half_of_what_is_left() {
        let game = Rivals::new(&[1.0, 1.0], 0.5, 2.0);
        let found = best_response(&game, 0, &[0.1, 0.4], None, &SearchOptions::default()).unwrap();
        assert!(found.converged);
        assert!((found.levers[0] - (1.0 - 0.5 * 0.4) / 2.0).abs() < 1e-7 && found.levers[1] == 0.4);
    }

    #[test]
    fn both_hills_are_found_and_the_higher_one_comes_first() {
        let starts: Vec<Vec<f64>> = [-1.9, -0.7, 0.4, 1.3].map(|start| vec![start]).to_vec();
        let found = optima(&TwoHills::new(), 0, &starts, 1e-4, &SearchOptions::default()).unwrap();
        assert_eq!((found.distinct.len(), found.starts, found.failed), (2, 4, 0));
        // Roots of 4 z (z^2 - 1) = 1/4 near 1 and -1.
        assert!((found.distinct[0].levers[0] - 1.029_9).abs() < 1e-3, "{:?}", found.distinct);
        assert!((found.distinct[1].levers[0] + 0.967_1).abs() < 1e-3, "{:?}", found.distinct);
    }

    #[test]
    fn a_search_cut_short_is_an_error_not_an_optimum() {
        let few = SearchOptions { maximum_evaluations: 1, ..SearchOptions::default() };
        let error = optima(&TwoHills::new(), 0, &[vec![0.4]], 1e-4, &few).unwrap_err();
        assert!(matches!(error, BargainError::NotConverged { .. }), "{error}");
    }
}
