//! What if acceleration stalls? Newton steps on the same residuals, each solved by GMRES, shortened
//! until the residual falls.
//!
//! Inexact Newton with a fixed forcing term and backtracking; see Kelley (1995), "Iterative Methods
//! for Linear and Nonlinear Equations", Algorithm 8.2.1. Where a cap changes between binding and
//! slack the Jacobian jumps; the step is then a semi-smooth one.

use crate::linear::Linearization;
use crate::posed::Posed;
use crate::precondition::Preconditioner;
use crate::search::{Search, clip_caps, largest, spending_is_positive};
use crate::sweep::Sweep;
use detente_numeric::Gmres;

const MAXIMUM_STEPS: usize = 20;
/// Relative residual of the linear system above which a step is not worth its length.
const USEFUL: f64 = 0.05;
const SHORTEST: f64 = 1e-3;
const LINEAR: Gmres = Gmres { tolerance: 1e-4, restart: 60, maximum_products: 180 };

/// Improves `values` until the residual is below the tolerance; false if it no longer falls.
pub(crate) fn polish(
    posed: &mut Posed,
    sweep: &mut Sweep,
    values: &mut [f64],
    search: &mut Search,
) -> bool {
    let mut residual = vec![0.0; values.len()];
    sweep.evaluate(posed, values, &mut residual);
    search.effort.sweeps += 1;
    for _ in 0..MAXIMUM_STEPS {
        if largest(&residual) <= search.options.tolerance {
            return sweep.incomes_are_positive(posed.model);
        }
        if !search.may_go_on() {
            return false;
        }
        let Some(step) = newton_step(posed, sweep, values, &residual, search) else { return false };
        if !shorten(posed, sweep, values, &mut residual, &step, search) {
            return false;
        }
    }
    largest(&residual) <= search.options.tolerance && sweep.incomes_are_positive(posed.model)
}

fn newton_step(
    posed: &Posed,
    sweep: &Sweep,
    values: &[f64],
    residual: &[f64],
    search: &mut Search,
) -> Option<Vec<f64>> {
    let linearization = Linearization::new(posed, sweep, values);
    let right: Vec<f64> = residual.iter().map(|value| -value).collect();
    let preconditioner = Preconditioner::at(posed, sweep, values);
    let preconditioned = |vector: &[f64]| {
        // The preconditioner approximates the inverse of minus the Jacobian.
        let mut step: Vec<f64> = vector.iter().map(|value| -value).collect();
        preconditioner.apply(posed.segments, &mut step);
        step
    };
    let result = LINEAR.solve(&right, |vector| linearization.apply(vector), preconditioned);
    search.effort.newton_steps += 1;
    search.effort.products += result.products;
    (result.relative_residual < USEFUL && result.solution.iter().all(|value| value.is_finite()))
        .then_some(result.solution)
}

/// Takes the longest tried step along which the residual falls; false if there is none.
fn shorten(
    posed: &mut Posed,
    sweep: &mut Sweep,
    values: &mut [f64],
    residual: &mut [f64],
    step: &[f64],
    search: &mut Search,
) -> bool {
    let (before, size) = (values.to_vec(), norm(residual));
    let mut length = 1.0;
    while length > SHORTEST {
        for ((value, old), step) in values.iter_mut().zip(&before).zip(step) {
            *value = old + length * step;
        }
        clip_caps(posed, values);
        if spending_is_positive(posed, values) {
            sweep.evaluate(posed, values, residual);
            search.effort.sweeps += 1;
            if norm(residual) < (1.0 - 1e-4 * length) * size {
                return true;
            }
        }
        length *= 0.5;
    }
    values.copy_from_slice(&before);
    sweep.evaluate(posed, values, residual);
    search.effort.sweeps += 1;
    false
}

fn norm(residual: &[f64]) -> f64 {
    residual.iter().map(|value| value * value).sum::<f64>().sqrt()
}
