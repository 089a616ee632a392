//! What if acceleration stalls? Newton steps on the same residuals, each solved by GMRES, shortened until the residual falls.
//!
//! Inexact Newton with a fixed forcing term and backtracking; see Kelley (1995), "Iterative Methods for Linear and
//! Nonlinear Equations", Algorithm 8.2.1. Where a cap changes between binding and slack the Jacobian jumps; the step is then
//! a semi-smooth one.

use crate::equilibrium::{Posed, Sweep, precondition};
use crate::linear::Linearization;
use crate::options::SolveOptions;
use crate::solve::{Effort, largest};
use detente_numeric::Gmres;

const MAXIMUM_STEPS: usize = 40;
const SHORTEST: f64 = 1e-4;
const LINEAR: Gmres = Gmres { tolerance: 1e-4, restart: 60, maximum_products: 180 };

/// Improves `values` until the residual is below the tolerance; false if it no longer falls.
pub(crate) fn polish(
    posed: &mut Posed,
    sweep: &mut Sweep,
    values: &mut [f64],
    options: &SolveOptions,
    effort: &mut Effort,
) -> bool {
    let mut residual = vec![0.0; values.len()];
    sweep.evaluate(posed, values, &mut residual);
    effort.sweeps += 1;
    for _ in 0..MAXIMUM_STEPS {
        if largest(&residual) <= options.tolerance {
            return true;
        }
        let Some(step) = newton_step(posed, sweep, values, &residual) else { return false };
        effort.newton_steps += 1;
        if !shorten(posed, sweep, values, &mut residual, &step, effort) {
            return false;
        }
    }
    largest(&residual) <= options.tolerance
}

fn newton_step(posed: &Posed, sweep: &Sweep, values: &[f64], residual: &[f64]) -> Option<Vec<f64>> {
    let linearization = Linearization::new(posed, sweep, values);
    let right: Vec<f64> = residual.iter().map(|value| -value).collect();
    let preconditioned = |vector: &[f64]| {
        // The preconditioner approximates the inverse of minus the Jacobian.
        let mut step: Vec<f64> = vector.iter().map(|value| -value).collect();
        precondition(posed.model, posed.segments, &mut step);
        step
    };
    let result = LINEAR.solve(&right, |vector| linearization.apply(vector), preconditioned);
    (result.relative_residual < 0.9 && result.solution.iter().all(|value| value.is_finite())).then_some(result.solution)
}

/// Takes the longest tried step along which the residual falls; false if there is none.
fn shorten(
    posed: &mut Posed,
    sweep: &mut Sweep,
    values: &mut [f64],
    residual: &mut [f64],
    step: &[f64],
    effort: &mut Effort,
) -> bool {
    let (before, size) = (values.to_vec(), norm(residual));
    let segments = posed.segments;
    let mut length = 1.0;
    while length > SHORTEST {
        for ((value, old), step) in values.iter_mut().zip(&before).zip(step) {
            *value = old + length * step;
        }
        values[segments.caps()].iter_mut().for_each(|log_tax| *log_tax = log_tax.max(0.0));
        let positive = values[segments.spending()]
            .iter()
            .zip(&posed.model.expenditure)
            .all(|(ratio, base)| *base == 0.0 || *ratio > 0.0);
        if positive {
            sweep.evaluate(posed, values, residual);
            effort.sweeps += 1;
            if norm(residual) < (1.0 - 1e-4 * length) * size {
                return true;
            }
        }
        length *= 0.5;
    }
    values.copy_from_slice(&before);
    sweep.evaluate(posed, values, residual);
    effort.sweeps += 1;
    false
}

fn norm(residual: &[f64]) -> f64 {
    residual.iter().map(|value| value * value).sum::<f64>().sqrt()
}
