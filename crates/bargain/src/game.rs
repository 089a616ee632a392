//! Who controls what, and what does everybody get? The game that tariff wars and negotiations are
//! played in.
//!
//! Each player owns levers with bounds; a point of the game gives every player a payoff, and
//! derivatives to all levers come as those of a weighted sum of payoffs, which is what an adjoint
//! gives at the cost of one solve. Whoever implements [`Game`] knows an engine; the searches of
//! this crate know none.

/// Something a player can set.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// For people.
    pub name: String,
    /// Position of the player who sets it.
    pub owner: usize,
    /// Least value.
    pub lower: f64,
    /// Largest value.
    pub upper: f64,
}

/// Players, their levers and their payoffs.
pub trait Game: Sync {
    /// What evaluating a point leaves behind: whatever payoffs, derivatives and a start nearby
    /// need.
    type Point: Clone + Send + Sync;

    /// Names of the players.
    fn players(&self) -> &[String];

    /// Levers of all players.
    fn levers(&self) -> &[Lever];

    /// Evaluates the point where the levers have these values, starting from another one if given.
    ///
    /// # Errors
    /// Why the point has no payoffs, in words. Searches go around such a point.
    fn evaluate(&self, levers: &[f64], near: Option<&Self::Point>) -> Result<Self::Point, String>;

    /// Payoff of each player.
    fn payoffs(&self, point: &Self::Point) -> Vec<f64>;

    /// For each list of weights on the players' payoffs, the derivatives of the weighted sum to all
    /// levers.
    ///
    /// # Errors
    /// Why there are none, in words.
    fn gradients(&self, point: &Self::Point, weights: &[Vec<f64>])
    -> Result<Vec<Vec<f64>>, String>;

    /// A positive guess of minus the second derivative of each owner's payoff to each of its
    /// levers.
    fn curvature(&self, point: &Self::Point) -> Vec<f64>;
}

/// Limits of a search for tariffs or other levers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SearchOptions {
    /// Largest plain step (derivative over curvature) left at a solution, in units of the levers.
    pub tolerance: f64,
    /// Payoffs are exact to this much.
    pub noise: f64,
    /// Largest change of a lever in one step.
    pub longest_step: f64,
    /// Evaluations of one search before it is given up.
    pub maximum_evaluations: usize,
    /// Steps that accelerations remember.
    pub memory: usize,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            tolerance: 1e-6,
            noise: 1e-10,
            longest_step: 0.5,
            maximum_evaluations: 600,
            memory: 12,
        }
    }
}

/// Unit weights: those of one player.
pub(crate) fn alone(players: usize, player: usize) -> Vec<f64> {
    let mut weights = vec![0.0; players];
    weights[player] = 1.0;
    weights
}

/// Lower and upper bounds of levers.
pub(crate) fn bounds<'l>(levers: impl Iterator<Item = &'l Lever> + Clone) -> (Vec<f64>, Vec<f64>) {
    (levers.clone().map(|lever| lever.lower).collect(), levers.map(|lever| lever.upper).collect())
}

/// Games with known answers, for tests.
#[cfg(test)]
pub(crate) mod sample {
    use super::*;

    /// `U_p = z_p (size_p - z_p - spill sum_q z_q)`: rivals in quantities, each with its own lever.
    ///
    /// Nash with two of size 1 and spill s: z = 1 / (2 + s). All together: z = 1 / (2 + 2 s) each.
    pub(crate) struct Rivals {
        names: Vec<String>,
        levers: Vec<Lever>,
        size: Vec<f64>,
        spill: f64,
    }

    impl Rivals {
        pub(crate) fn new(size: &[f64], spill: f64, upper: f64) -> Self {
            let lever = |owner: usize| Lever {
                name: format!("quantity {owner}"),
                owner,
                lower: 0.0,
                upper,
            };
            Self {
                names: (0..size.len()).map(|player| format!("rival {player}")).collect(),
                levers: (0..size.len()).map(lever).collect(),
                size: size.to_vec(),
                spill,
            }
        }
    }

    impl Game for Rivals {
        type Point = Vec<f64>;

        fn players(&self) -> &[String] {
            &self.names
        }

        fn levers(&self) -> &[Lever] {
            &self.levers
        }

        fn evaluate(&self, levers: &[f64], _: Option<&Vec<f64>>) -> Result<Vec<f64>, String> {
            Ok(levers.to_vec())
        }

        fn payoffs(&self, z: &Vec<f64>) -> Vec<f64> {
            let total: f64 = z.iter().sum();
            z.iter()
                .zip(&self.size)
                .map(|(own, size)| own * (size - own - self.spill * (total - own)))
                .collect()
        }

        fn gradients(&self, z: &Vec<f64>, weights: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, String> {
            let total: f64 = z.iter().sum();
            let one = |weights: &Vec<f64>| {
                let lever = |at: usize| {
                    let own =
                        weights[at] * (self.size[at] - 2.0 * z[at] - self.spill * (total - z[at]));
                    let others = (0..z.len()).filter(|other| *other != at);
                    own - others.map(|other| weights[other] * self.spill * z[other]).sum::<f64>()
                };
                (0..z.len()).map(lever).collect()
            };
            Ok(weights.iter().map(one).collect())
        }

        fn curvature(&self, z: &Vec<f64>) -> Vec<f64> {
            vec![1.5; z.len()]
        }
    }

    /// One player, one lever, two local optima: `U = -(z^2 - 1)^2 + z / 4`.
    pub(crate) struct TwoHills {
        names: [String; 1],
        levers: [Lever; 1],
    }

    impl TwoHills {
        pub(crate) fn new() -> Self {
            let lever = Lever { name: "place".into(), owner: 0, lower: -2.0, upper: 2.0 };
            Self { names: ["walker".into()], levers: [lever] }
        }
    }

    impl Game for TwoHills {
        type Point = f64;

        fn players(&self) -> &[String] {
            &self.names
        }

        fn levers(&self) -> &[Lever] {
            &self.levers
        }

        fn evaluate(&self, levers: &[f64], _: Option<&f64>) -> Result<f64, String> {
            Ok(levers[0])
        }

        fn payoffs(&self, z: &f64) -> Vec<f64> {
            vec![-(z * z - 1.0).powi(2) + z / 4.0]
        }

        fn gradients(&self, z: &f64, weights: &[Vec<f64>]) -> Result<Vec<Vec<f64>>, String> {
            Ok(weights
                .iter()
                .map(|weights| vec![weights[0] * (-4.0 * z * (z * z - 1.0) + 0.25)])
                .collect())
        }

        fn curvature(&self, _: &f64) -> Vec<f64> {
            vec![8.0]
        }
    }
}
