//! How does a slow fixed-point iteration become a fast one?
//!
//! Anderson acceleration of `x = x + f(x)`: the next point combines the last steps so that the
//! linearised residual is least,
//!
//! ```text
//! (1)   gamma = argmin | f_k - F_k gamma |,   F_k = ( f_{k-m+1} - f_{k-m}, ..., f_k - f_{k-1} )
//! (2)   x_{k+1} = x_k + f_k - (X_k + F_k) gamma,   X_k likewise of the points
//! ```
//!
//! Source: Walker and Ni (2011), "Anderson acceleration for fixed-point iterations", SIAM J. Numer.
//! Anal. 49, eq. (2.1) in the difference form. The least squares run over the Gram matrix with
//! scaled columns: it is kept from step to step, so a step costs one inner product per kept column,
//! and near-dependent columns are met by a relative ridge.

use crate::lanes;
use faer::linalg::solvers::Solve;

/// Relative ridge on the scaled Gram matrix: below it, directions carry no information in double
/// precision.
const RIDGE: f64 = 1e-13;

/// State of an accelerated fixed-point iteration.
#[derive(Clone, Debug)]
pub struct Anderson {
    window: usize,
    length: usize,
    residual_changes: Vec<Vec<f64>>,
    combined_changes: Vec<Vec<f64>>,
    gram: Vec<Vec<f64>>,
    next_slot: usize,
    last: Option<(Vec<f64>, Vec<f64>)>,
}

impl Anderson {
    /// For points of `length` entries (a multiple of [`lanes::LANES`]), remembering `window` steps.
    #[must_use]
    pub fn new(length: usize, window: usize) -> Self {
        debug_assert_eq!(length % lanes::LANES, 0);
        Self {
            window,
            length,
            residual_changes: Vec::new(),
            combined_changes: Vec::new(),
            gram: vec![vec![0.0; window]; window],
            next_slot: 0,
            last: None,
        }
    }

    /// Forgets all steps: the next one is plain.
    pub fn restart(&mut self) {
        self.residual_changes.clear();
        self.combined_changes.clear();
        self.next_slot = 0;
        self.last = None;
    }

    /// Keeps what the steps say of the map, but not where they ended: the next one is of a map that
    /// is nearly the same, from another point.
    pub fn move_on(&mut self) {
        self.last = None;
    }

    /// Entries of a point.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// Moves `point` by one step, given the residual `f(point)` there.
    pub fn step(&mut self, point: &mut [f64], residual: &[f64]) {
        debug_assert_eq!(point.len(), self.length);
        self.remember(point, residual);
        let here = (point.to_vec(), residual.to_vec());
        lanes::dispatch(
            #[inline(always)]
            || lanes::add_scaled(point, 1.0, residual),
        );
        if let Some(weights) = self.weights(residual) {
            for (weight, combined) in weights.iter().zip(&self.combined_changes) {
                lanes::dispatch(
                    #[inline(always)]
                    || lanes::add_scaled(point, -weight, combined),
                );
            }
        }
        self.last = Some(here);
    }

    /// Takes the change since the last step into the window, in the slot of the oldest.
    fn remember(&mut self, point: &[f64], residual: &[f64]) {
        let Some((last_point, last_residual)) = self.last.take() else { return };
        let change: Vec<f64> =
            residual.iter().zip(&last_residual).map(|(now, then)| now - then).collect();
        let combined: Vec<f64> = point
            .iter()
            .zip(&last_point)
            .zip(&change)
            .map(|((now, then), change)| now - then + change)
            .collect();
        let slot = self.next_slot;
        if slot == self.residual_changes.len() {
            self.residual_changes.push(change);
            self.combined_changes.push(combined);
        } else {
            self.residual_changes[slot] = change;
            self.combined_changes[slot] = combined;
        }
        self.next_slot = (slot + 1) % self.window;
        for other in 0..self.residual_changes.len() {
            let product = lanes::dispatch(
                #[inline(always)]
                || lanes::dot(&self.residual_changes[slot], &self.residual_changes[other]),
            );
            self.gram[slot][other] = product;
            self.gram[other][slot] = product;
        }
    }

    /// Solves (1); `None` where there is nothing to combine or the system says nothing.
    fn weights(&self, residual: &[f64]) -> Option<Vec<f64>> {
        let count = self.residual_changes.len();
        let scale: Vec<f64> = (0..count).map(|at| self.gram[at][at].sqrt().recip()).collect();
        if count == 0 || scale.iter().any(|scale| !scale.is_finite()) {
            return None;
        }
        let matrix = faer::Mat::from_fn(count, count, |row, column| {
            let ridge = if row == column { RIDGE } else { 0.0 };
            self.gram[row][column] * scale[row] * scale[column] + ridge
        });
        let right = faer::Mat::from_fn(count, 1, |row, _| {
            lanes::dispatch(
                #[inline(always)]
                || lanes::dot(&self.residual_changes[row], residual),
            ) * scale[row]
        });
        let solution = matrix.ldlt(faer::Side::Lower).ok()?.solve(&right);
        let weights: Vec<f64> = (0..count).map(|row| solution[(row, 0)] * scale[row]).collect();
        weights.iter().all(|weight| weight.is_finite()).then_some(weights)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A linear map with known fixed point `(I - M)^-1 b`: acceleration must beat the plain
    /// iteration by far.
    #[test]
    fn finds_the_fixed_point_of_a_slow_linear_map_in_few_steps() {
        let contraction = [0.99, 0.95, 0.9, 0.5, -0.3, -0.8, 0.1, 0.97];
        let mut point = vec![0.0; 8];
        let mut anderson = Anderson::new(8, 8);
        let mut steps = 0;
        loop {
            let residual: Vec<f64> =
                point.iter().zip(contraction).map(|(x, rate)| rate * x + 1.0 - x).collect();
            if residual.iter().all(|value| value.abs() < 1e-10) {
                break;
            }
            anderson.step(&mut point, &residual);
            steps += 1;
            assert!(steps < 30, "not converged after {steps} steps");
        }
        for (value, rate) in point.iter().zip(contraction) {
            assert!((value * (1.0 - rate) - 1.0).abs() < 1e-8);
        }
    }

    #[test]
    fn what_was_learnt_of_a_map_serves_the_next_one() {
        let contraction = [0.99, 0.95, 0.9, 0.5, -0.3, -0.8, 0.1, 0.97];
        let steps = |anderson: &mut Anderson, point: &mut Vec<f64>, shift: f64| {
            (0..40)
                .find(|_| {
                    let own = point.iter().zip(contraction);
                    let residual: Vec<f64> = own.map(|(x, rate)| rate * x + shift - x).collect();
                    let done = residual.iter().all(|value| value.abs() < 1e-10);
                    if !done {
                        anderson.step(point, &residual);
                    }
                    done
                })
                .unwrap()
        };
        let (mut anderson, mut point) = (Anderson::new(8, 8), vec![0.0; 8]);
        let first = steps(&mut anderson, &mut point, 1.0);
        anderson.move_on();
        let second = steps(&mut anderson, &mut point, 1.1);
        assert!(second <= 3 && first > 6, "{first} and {second}");
    }

    #[test]
    fn the_first_step_and_the_one_after_a_restart_are_plain() {
        let mut anderson = Anderson::new(8, 3);
        let mut point = vec![1.0; 8];
        anderson.step(&mut point, &[0.5; 8]);
        assert_eq!(point, vec![1.5; 8]);
        anderson.restart();
        anderson.step(&mut point, &[0.25; 8]);
        assert_eq!(point, vec![1.75; 8]);
    }
}
