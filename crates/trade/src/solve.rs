//! How is the equilibrium found, and what proves it?
//!
//! Anderson acceleration over all unknowns jointly; where that stalls, Newton steps with GMRES and a line search; where the
//! shock is too large for either, the levers are walked in steps (in logs), each step starting from the last. What comes
//! back always carries a certificate, and a status that says whether it may be read as an answer.

use crate::calibration::Model;
use crate::caps::CapOutcome;
use crate::counterfactual::Counterfactual;
use crate::equilibrium::{Posed, State, Sweep, precondition};
use crate::error::TradeError;
use crate::newton;
use crate::options::SolveOptions;
use detente_numeric::Anderson;
use std::fmt;
use std::time::Instant;

/// Sweeps without halving the best residual after which acceleration is taken to have stalled.
const PATIENCE: usize = 60;
/// Largest change of a log wage or log price in one step.
const LARGEST_STEP: f64 = 1.0;

/// Whether a solution is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// The residual is below the tolerance.
    Converged,
    /// Every method ran out of sweeps; `residual` of the certificate says how far it got.
    NotConverged,
    /// There is no equilibrium, for the stated reason.
    Infeasible(String),
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Converged => write!(formatter, "converged"),
            Self::NotConverged => write!(formatter, "not converged"),
            Self::Infeasible(reason) => write!(formatter, "no equilibrium: {reason}"),
        }
    }
}

/// What proves a solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Sweeps over the world, all attempts together.
    pub sweeps: usize,
    /// Largest change that one more step would make to any log price, any spending ratio, any log return or shadow tax, and
    /// the largest excess demand for labour relative to supply.
    pub residual: f64,
    /// Excess demand for labour summed over the world, relative to world value added: zero by Walras' law.
    pub walras: f64,
    /// How much the residuals move when all nominal magnitudes are doubled: zero by homogeneity.
    pub homogeneity: f64,
    /// Steps in which the levers were walked; 1 is a direct solve.
    pub homotopy_steps: usize,
    /// Newton steps taken.
    pub newton_steps: usize,
    /// Wall time of the solve in seconds.
    pub seconds: f64,
}

/// An equilibrium, or the best point reached and why it is none.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Whether it is one.
    pub status: Status,
    /// What proves it.
    pub certificate: Certificate,
    /// Values of the unknowns, to start another solve from.
    pub state: State,
    /// What each cap did, in the order of the counterfactual.
    pub caps: Vec<CapOutcome>,
}

/// Counts over all attempts of a solve.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Effort {
    pub sweeps: usize,
    pub newton_steps: usize,
}

impl Model {
    /// Solves the equilibrium of `counterfactual`, from `start` if given (a state of this model) or from the baseline.
    ///
    /// # Errors
    /// If a lever has no meaning. A solve that does not converge is no error: read the status.
    pub fn solve(
        &self,
        counterfactual: &Counterfactual,
        options: &SolveOptions,
        start: Option<&State>,
    ) -> Result<Solution, TradeError> {
        let clock = Instant::now();
        counterfactual.check(self)?;
        let mut posed = Posed::new(self, counterfactual, 1.0);
        let mut effort = Effort::default();
        let mut values = starting_values(&posed, start);
        if let Some((sector, importer)) = posed.stranded_buyer() {
            let reason = format!(
                "{} has no supplier of sector {} left; loosen the ban or leave it a domestic or foreign source",
                self.economy_codes[importer], self.sector_codes[sector]
            );
            return Ok(self.close(
                &mut posed,
                counterfactual,
                values,
                Some(Status::Infeasible(reason)),
                options,
                effort,
                1,
                clock,
            ));
        }
        let mut steps = 1;
        if !attempt(&mut posed, &mut values, options, &mut effort) {
            (values, steps) = self.walk(counterfactual, options, &mut effort);
        }
        Ok(self.close(&mut posed, counterfactual, values, None, options, effort, steps, clock))
    }

    /// Walks the levers from the baseline in steps that shrink where a step fails.
    fn walk(&self, counterfactual: &Counterfactual, options: &SolveOptions, effort: &mut Effort) -> (Vec<f64>, usize) {
        let mut values = Posed::new(self, counterfactual, 0.0).segments.start();
        let (mut progress, mut step, mut steps) = (0.0, 0.25, 0);
        while progress < 1.0 && steps < options.maximum_homotopy_steps {
            let next = f64::min(progress + step, 1.0);
            let mut posed = Posed::new(self, counterfactual, next);
            let mut trial = values.clone();
            steps += 1;
            if attempt(&mut posed, &mut trial, options, effort) {
                (values, progress, step) = (trial, next, step * 1.5);
            } else {
                step *= 0.4;
            }
        }
        (values, steps)
    }

    #[expect(clippy::too_many_arguments, reason = "gathers what the two ways out of `solve` share")]
    fn close(
        &self,
        posed: &mut Posed,
        counterfactual: &Counterfactual,
        values: Vec<f64>,
        status: Option<Status>,
        options: &SolveOptions,
        effort: Effort,
        homotopy_steps: usize,
        clock: Instant,
    ) -> Solution {
        let mut sweep = Sweep::new(posed);
        let mut residual = vec![0.0; values.len()];
        sweep.evaluate(posed, &values, &mut residual);
        let size = largest(&residual);
        let world: f64 = self.value_added.iter().sum();
        let supply: f64 =
            self.labour.iter().zip(&values[posed.segments.wages()]).map(|(labour, wage)| labour * wage.exp()).sum();
        let walras = (sweep.labour_payment.iter().sum::<f64>() - supply).abs() / world;
        let caps = cap_outcomes(posed, &sweep, counterfactual, &values);
        let converged = if size <= options.tolerance { Status::Converged } else { Status::NotConverged };
        let homogeneity = homogeneity(posed, &mut sweep, &values, &residual);
        Solution {
            status: status.unwrap_or(converged),
            certificate: Certificate {
                sweeps: effort.sweeps,
                residual: size,
                walras,
                homogeneity,
                homotopy_steps,
                newton_steps: effort.newton_steps,
                seconds: clock.elapsed().as_secs_f64(),
            },
            state: State { values, segments: posed.segments },
            caps,
        }
    }
}

/// A start is used where its unknowns are of the same kinds; shadow taxes of other caps start at zero.
fn starting_values(posed: &Posed, start: Option<&State>) -> Vec<f64> {
    let mut values = posed.segments.start();
    if let Some(start) = start {
        let shared = posed.segments.caps().start;
        if start.segments.caps().start == shared {
            values[..shared].copy_from_slice(&start.values[..shared]);
        }
        if start.segments == posed.segments {
            values.copy_from_slice(&start.values);
        }
    }
    values
}

/// One attempt from `values`: acceleration, then Newton. Leaves the best point in `values`; true if it is an equilibrium.
fn attempt(posed: &mut Posed, values: &mut Vec<f64>, options: &SolveOptions, effort: &mut Effort) -> bool {
    let mut sweep = Sweep::new(posed);
    let mut residual = vec![0.0; values.len()];
    let mut anderson = Anderson::new(values.len(), options.window);
    let (mut best, mut best_values, mut halved_at, mut halved) = (f64::INFINITY, values.clone(), 0, f64::INFINITY);
    for count in 0..options.maximum_sweeps {
        sweep.evaluate(posed, values, &mut residual);
        effort.sweeps += 1;
        let size = largest(&residual);
        if size <= options.tolerance {
            return true;
        }
        if size < best {
            best = size;
            best_values.clone_from(values);
        }
        if size < 0.5 * halved {
            (halved, halved_at) = (size, count);
        }
        if !size.is_finite() || count - halved_at > PATIENCE {
            break;
        }
        precondition(posed.model, posed.segments, &mut residual);
        advance(posed, &mut anderson, values, &residual);
    }
    if best.is_finite() {
        values.clone_from(&best_values);
        return newton::polish(posed, &mut sweep, values, options, effort);
    }
    false
}

/// One accelerated step, or a plain one where the accelerated leaves the region in which the equations mean something.
fn advance(posed: &Posed, anderson: &mut Anderson, values: &mut [f64], step: &[f64]) {
    let before = values.to_vec();
    anderson.step(values, step);
    if is_sensible(posed, &before, values) {
        clip_caps(posed, values);
        return;
    }
    anderson.restart();
    let logs = posed.segments.spending().start;
    let largest = step[..logs].iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let damping = f64::min(1.0, LARGEST_STEP / largest.max(f64::MIN_POSITIVE));
    for (value, (old, step)) in values.iter_mut().zip(before.iter().zip(step)) {
        *value = old + damping * step;
    }
    clip_caps(posed, values);
}

fn is_sensible(posed: &Posed, before: &[f64], after: &[f64]) -> bool {
    let logs = posed.segments.spending().start;
    let moderate = before[..logs].iter().zip(after).all(|(old, new)| (new - old).abs() <= LARGEST_STEP);
    moderate
        && after[posed.segments.spending()]
            .iter()
            .zip(&posed.model.expenditure)
            .all(|(ratio, base)| *base == 0.0 || *ratio > 0.0)
}

/// Shadow taxes are never negative.
fn clip_caps(posed: &Posed, values: &mut [f64]) {
    values[posed.segments.caps()].iter_mut().for_each(|log_tax| *log_tax = log_tax.max(0.0));
}

/// The largest entry in absolute value; not a number if any is.
pub(crate) fn largest(residual: &[f64]) -> f64 {
    residual.iter().fold(
        0.0,
        |largest: f64, value| if value.is_nan() || largest.is_nan() { f64::NAN } else { largest.max(value.abs()) },
    )
}

/// Doubles every nominal magnitude and compares the residuals.
fn homogeneity(posed: &mut Posed, sweep: &mut Sweep, values: &[f64], residual: &[f64]) -> f64 {
    let segments = posed.segments;
    let mut doubled = values.to_vec();
    for range in [segments.wages(), segments.prices(), segments.returns()] {
        doubled[range].iter_mut().for_each(|log| *log += std::f64::consts::LN_2);
    }
    doubled[segments.spending()].iter_mut().for_each(|ratio| *ratio *= 2.0);
    posed.numeraire = 2.0;
    let mut moved = vec![0.0; values.len()];
    sweep.evaluate(posed, &doubled, &mut moved);
    posed.numeraire = 1.0;
    // Spending residuals are in units of baseline spending, so they double with it.
    moved[segments.spending()].iter_mut().for_each(|ratio| *ratio /= 2.0);
    moved.iter().zip(residual).fold(0.0, |worst: f64, (new, old)| worst.max((new - old).abs()))
}

fn cap_outcomes(posed: &Posed, sweep: &Sweep, counterfactual: &Counterfactual, values: &[f64]) -> Vec<CapOutcome> {
    let mut binding = sweep.quantity.iter().zip(&sweep.rents).zip(&posed.caps).zip(&values[posed.segments.caps()]);
    let outcome = |cap: &crate::QuantityCap| {
        let banned = CapOutcome { quantity_ratio: 0.0, shadow_tax: f64::INFINITY, rent: vec![0.0; cap.links.len()] };
        if cap.limit == 0.0 {
            return banned;
        }
        binding.next().map_or(banned, |(((quantity, rents), posed), log_tax)| {
            let mut rents = posed.links.iter().zip(rents).peekable();
            let rent = cap.links.iter().map(|(sector, importer, exporter)| {
                let same = |link: &crate::equilibrium::CappedLink| {
                    (link.sector, link.importer, link.exporter) == (sector.0, importer.0, exporter.0)
                };
                rents.next_if(|(link, _)| same(link)).map_or(0.0, |(_, rent)| *rent)
            });
            CapOutcome { quantity_ratio: *quantity, rent: rent.collect(), shadow_tax: log_tax.exp_m1() }
        })
    };
    counterfactual.caps.iter().map(outcome).collect()
}
