//! How is a large linear system solved when only its product with a vector is known?
//!
//! Restarted GMRES with right preconditioning: `A M y = b`, `x = M y`, least residual over the
//! Krylov space.
//!
//! Source: Saad and Schultz (1986), "GMRES: a generalized minimal residual algorithm", SIAM J. Sci.
//! Stat. Comput. 7, Algorithm 4, with modified Gram-Schmidt and Givens rotations.

use crate::lanes;

/// Limits of a solve.
#[derive(Clone, Copy, Debug)]
pub struct Gmres {
    /// Stop when the residual norm is below this fraction of the right side's.
    pub tolerance: f64,
    /// Steps before a restart.
    pub restart: usize,
    /// Products with the matrix in all.
    pub maximum_products: usize,
}

/// What a solve found; always the best point reached.
#[derive(Clone, Debug)]
pub struct GmresResult {
    /// The solution or the best approximation.
    pub solution: Vec<f64>,
    /// Products with the matrix used.
    pub products: usize,
    /// Residual norm over the right side's norm, as tracked by the rotations.
    pub relative_residual: f64,
    /// Whether the tolerance was met.
    pub converged: bool,
}

impl Gmres {
    /// Solves `A x = right` from zero, given the products with `A` and with the preconditioner (an
    /// approximate inverse).
    ///
    /// The length of `right` must be a multiple of [`lanes::LANES`].
    pub fn solve(
        &self,
        right: &[f64],
        mut product: impl FnMut(&[f64]) -> Vec<f64>,
        mut precondition: impl FnMut(&[f64]) -> Vec<f64>,
    ) -> GmresResult {
        let scale = norm(right);
        let mut result = GmresResult {
            solution: vec![0.0; right.len()],
            products: 0,
            relative_residual: 0.0,
            converged: true,
        };
        if scale == 0.0 {
            return result;
        }
        let mut residual = right.to_vec();
        loop {
            let cycle = self.cycle(
                &residual,
                scale,
                self.maximum_products - result.products,
                &mut product,
                &mut precondition,
            );
            lanes::add_scaled(&mut result.solution, 1.0, &cycle.correction);
            result.products += cycle.products;
            result.relative_residual = cycle.relative_residual;
            result.converged = cycle.relative_residual <= self.tolerance;
            if result.converged
                || result.products + 1 >= self.maximum_products
                || cycle.products == 0
            {
                return result;
            }
            let image = product(&result.solution);
            result.products += 1;
            residual = right.iter().zip(&image).map(|(r, i)| r - i).collect();
        }
    }

    fn cycle(
        &self,
        residual: &[f64],
        scale: f64,
        budget: usize,
        product: &mut impl FnMut(&[f64]) -> Vec<f64>,
        precondition: &mut impl FnMut(&[f64]) -> Vec<f64>,
    ) -> Cycle {
        let start = norm(residual);
        let mut basis = vec![residual.iter().map(|value| value / start).collect::<Vec<f64>>()];
        let mut rotated = Rotated::new(start);
        while rotated.columns.len() < self.restart.min(budget)
            && rotated.residual() > self.tolerance * scale
        {
            let mut next = product(&precondition(&basis[basis.len() - 1]));
            let mut column = Vec::with_capacity(basis.len() + 1);
            for known in &basis {
                let overlap = lanes::dispatch(|| lanes::dot(known, &next));
                lanes::dispatch(|| lanes::add_scaled(&mut next, -overlap, known));
                column.push(overlap);
            }
            let length = norm(&next);
            column.push(length);
            rotated.push(column);
            if !(length > 0.0 && length.is_finite()) {
                break;
            }
            next.iter_mut().for_each(|value| *value /= length);
            basis.push(next);
        }
        let weights = rotated.weights();
        let mut combined = vec![0.0; residual.len()];
        for (weight, known) in weights.iter().zip(&basis) {
            lanes::add_scaled(&mut combined, *weight, known);
        }
        Cycle {
            correction: precondition(&combined),
            products: rotated.columns.len(),
            relative_residual: rotated.residual() / scale,
        }
    }
}

struct Cycle {
    correction: Vec<f64>,
    products: usize,
    relative_residual: f64,
}

/// The Hessenberg least-squares problem, kept triangular by Givens rotations.
struct Rotated {
    columns: Vec<Vec<f64>>,
    rotations: Vec<(f64, f64)>,
    right: Vec<f64>,
}

impl Rotated {
    fn new(start: f64) -> Self {
        Self { columns: Vec::new(), rotations: Vec::new(), right: vec![start] }
    }

    fn residual(&self) -> f64 {
        self.right.last().copied().unwrap_or(0.0).abs()
    }

    fn push(&mut self, mut column: Vec<f64>) {
        for (at, (cosine, sine)) in self.rotations.iter().enumerate() {
            let (upper, lower) = (column[at], column[at + 1]);
            column[at] = cosine * upper + sine * lower;
            column[at + 1] = cosine * lower - sine * upper;
        }
        let at = self.columns.len();
        let (upper, lower) = (column[at], column[at + 1]);
        let radius = upper.hypot(lower);
        let (cosine, sine) =
            if radius > 0.0 { (upper / radius, lower / radius) } else { (0.0, 1.0) };
        column[at] = radius;
        column.truncate(at + 1);
        let last = self.right[at];
        self.right[at] = cosine * last;
        self.right.push(-sine * last);
        self.rotations.push((cosine, sine));
        self.columns.push(column);
    }

    fn weights(&self) -> Vec<f64> {
        let count = self.columns.len();
        let mut weights = vec![0.0; count];
        for row in (0..count).rev() {
            let known: f64 =
                (row + 1..count).map(|column| self.columns[column][row] * weights[column]).sum();
            let pivot = self.columns[row][row];
            weights[row] = if pivot == 0.0 { 0.0 } else { (self.right[row] - known) / pivot };
        }
        weights
    }
}

fn norm(vector: &[f64]) -> f64 {
    lanes::dispatch(|| lanes::dot(vector, vector)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn multiply(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
        matrix.iter().map(|row| row.iter().zip(vector).map(|(m, v)| m * v).sum()).collect()
    }

    proptest! {
        #[test]
        fn solves_a_system_with_a_dominant_diagonal(cells in prop::collection::vec(-1.0..1.0f64, 256), restart in 3usize..20) {
            let matrix: Vec<Vec<f64>> =
                (0..16).map(|row| (0..16).map(|column| cells[row * 16 + column] / 8.0 + if row == column { 3.0 } else { 0.0 }).collect()).collect();
            let truth: Vec<f64> = cells[..16].to_vec();
            let right = multiply(&matrix, &truth);
            let solver = Gmres { tolerance: 1e-12, restart, maximum_products: 200 };
            let result = solver.solve(&right, |vector| multiply(&matrix, vector), |vector| vector.iter().map(|v| v / 3.0).collect());
            prop_assert!(result.converged, "residual {}", result.relative_residual);
            prop_assert!(result.solution.iter().zip(&truth).all(|(found, wanted)| (found - wanted).abs() < 1e-9));
        }
    }

    #[test]
    fn a_singular_system_is_reported_not_hidden() {
        let solver = Gmres { tolerance: 1e-12, restart: 8, maximum_products: 30 };
        let result = solver.solve(&[1.0; 8], |_| vec![0.0; 8], <[f64]>::to_vec);
        assert!(!result.converged);
    }
}
