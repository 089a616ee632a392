//! Solving the programme, and what proves the solution.

use crate::assemble::Programme;
use crate::error::CommodityError;
use crate::explain::{Conflict, conflicts};
use crate::market::Market;
use crate::outcome::Outcome;
use crate::policy::Period;
use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus, ZeroConeT};
use std::time::Instant;

/// Most linear systems solved to sharpen a solution.
const SHARPENINGS: usize = 6;
/// Residuals below this are rounding.
const ROUNDING: f64 = 1e-13;
/// How far a sharpened solution may break a row, relative to the largest quantity or price.
const SHARP: f64 = 1e-9;

/// Limits of the solver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Tolerance of the interior-point method on feasibility and on the gap, relative.
    pub tolerance: f64,
    /// Most iterations of the interior-point method.
    pub maximum_iterations: u32,
    /// Largest relative change of a tax between two rounds of the loop over tariffs.
    pub tariff_tolerance: f64,
    /// Most rounds of that loop.
    pub maximum_tariff_rounds: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { tolerance: 1e-10, maximum_iterations: 200, tariff_tolerance: 1e-8, maximum_tariff_rounds: 100 }
    }
}

/// Whether a solution is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// All tolerances are met.
    Optimal,
    /// Nothing meets all limits at once; these conflict.
    Infeasible(Vec<Conflict>),
    /// The method stopped before its tolerances were met, for the stated reason.
    NotConverged(String),
}

/// What proves a solution. Residuals are those of the last programme.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Variables and rows of the programme.
    pub size: (usize, usize),
    /// Iterations of the interior-point method, all rounds together.
    pub iterations: u32,
    /// Rounds of the loop over tariffs.
    pub tariff_rounds: usize,
    /// Largest violation of a balance, units, relative to the largest quantity.
    pub primal_residual: f64,
    /// Largest violation of a marginal condition relative to the largest price.
    pub dual_residual: f64,
    /// Gap between the programme and its dual, relative.
    pub gap: f64,
    /// Wall time in seconds.
    pub seconds: f64,
}

/// A solution, or why there is none.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Whether it is one.
    pub status: Status,
    /// What proves it.
    pub certificate: Certificate,
    /// Quantities, prices and rents by period; only to be read if the status is optimal.
    pub outcome: Outcome,
}

/// What the interior-point method gave.
pub(crate) struct Raw {
    pub status: SolverStatus,
    pub x: Vec<f64>,
    pub z: Vec<f64>,
    pub iterations: u32,
    pub gap: f64,
    pub primal_residual: f64,
    pub dual_residual: f64,
}

impl Raw {
    /// Comparisons with what is no number are never true, so it has to be asked for.
    fn is_finite(&self) -> bool {
        self.x.iter().chain(&self.z).all(|value| value.is_finite())
    }
}

impl Market {
    /// Solves all `periods` at once, as if everything in them were known from the beginning (perfect foresight).
    ///
    /// # Errors
    /// If the market or a period has no meaning. An infeasible or unsolved programme is no error: read the status.
    pub fn solve(&self, periods: &[Period], options: &Options) -> Result<Solution, CommodityError> {
        let clock = Instant::now();
        self.check()?;
        crate::policy::check(self, periods)?;
        let mut taxes = vec![vec![0.0; self.links.len()]; periods.len()];
        let (mut iterations, mut rounds) = (0, 0);
        loop {
            let programme = Programme::new(self, periods, &taxes);
            let raw = run(&programme, options)?;
            iterations += raw.iterations;
            rounds += 1;
            let outcome = Outcome::read(self, periods, &programme, &raw, &taxes);
            let moved = update(self, periods, &outcome, &mut taxes);
            let finite = raw.is_finite();
            let solved = matches!(raw.status, SolverStatus::Solved) && finite;
            let settled = moved <= options.tariff_tolerance;
            if solved && !settled && rounds < options.maximum_tariff_rounds {
                continue;
            }
            let status = match raw.status {
                SolverStatus::Solved if !finite => {
                    Status::NotConverged("the solution holds what is no number".to_owned())
                }
                SolverStatus::Solved if settled => Status::Optimal,
                SolverStatus::Solved => {
                    Status::NotConverged(format!("taxes still move by {moved:.1e} after {rounds} rounds"))
                }
                SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
                    Status::Infeasible(conflicts(self, periods, &programme, options)?)
                }
                other => Status::NotConverged(format!("the interior-point method ended with {other:?}")),
            };
            let certificate = Certificate {
                size: (programme.linear.len(), programme.rows.len()),
                iterations,
                tariff_rounds: rounds,
                primal_residual: raw.primal_residual,
                dual_residual: raw.dual_residual,
                gap: raw.gap,
                seconds: clock.elapsed().as_secs_f64(),
            };
            return Ok(Solution { status, certificate, outcome });
        }
    }
}

/// Taxes per unit at the exporters' prices of `outcome`; returns the largest change relative to the price.
fn update(market: &Market, periods: &[Period], outcome: &Outcome, taxes: &mut [Vec<f64>]) -> f64 {
    let mut moved: f64 = 0.0;
    for (at, period) in periods.iter().enumerate() {
        for tariff in &period.tariffs {
            let link = &market.links[tariff.link];
            let price = outcome.periods[at].pool_price(market, link.from, link.good);
            let tax = &mut taxes[at][tariff.link];
            let wanted = tariff.rate * price;
            moved = moved.max((wanted - *tax).abs() / price.abs().max(f64::MIN_POSITIVE));
            *tax = wanted;
        }
    }
    moved
}

/// Solves a programme by an interior-point method and, where that ends well, sharpens the solution on the rows that bind.
pub(crate) fn run(programme: &Programme, options: &Options) -> Result<Raw, CommodityError> {
    let scaled = Scaled::new(programme);
    let all: Vec<usize> = (0..programme.rows.len()).collect();
    let mut raw = scaled.solve(&all, programme.equalities, options)?;
    if raw.status == SolverStatus::Solved
        && let Some(sharper) = scaled.sharpen(&raw, options)?
    {
        raw = sharper;
    }
    raw.x.iter_mut().zip(&scaled.unit).for_each(|(value, unit)| *value *= unit);
    Ok(raw)
}

/// A programme in units in which each cost curves by one, so that a flow of a tonne is found as exactly as one of a million.
struct Scaled<'a> {
    programme: &'a Programme,
    unit: Vec<f64>,
    linear: Vec<f64>,
    quadratic: CscMatrix<f64>,
}

impl<'a> Scaled<'a> {
    fn new(programme: &'a Programme) -> Self {
        let variables = programme.linear.len();
        let curved = |curvature: &f64| if *curvature > 0.0 { curvature.sqrt().recip() } else { 1.0 };
        let unit: Vec<f64> = programme.quadratic.iter().map(curved).collect();
        let diagonal: Vec<usize> = (0..variables).filter(|at| programme.quadratic[*at] > 0.0).collect();
        let ones = vec![1.0; diagonal.len()];
        Self {
            linear: programme.linear.iter().zip(&unit).map(|(cost, unit)| cost * unit).collect(),
            quadratic: CscMatrix::new_from_triplets(variables, variables, diagonal.clone(), diagonal, ones),
            unit,
            programme,
        }
    }

    /// Solves with the chosen rows only, the first `equalities` of them as equalities; the others' multipliers are zero.
    fn solve(&self, chosen: &[usize], equalities: usize, options: &Options) -> Result<Raw, CommodityError> {
        let matrix = self.programme.matrix(&self.unit, chosen);
        let right: Vec<f64> = chosen.iter().map(|row| self.programme.right[*row]).collect();
        let cones = [ZeroConeT(equalities), NonnegativeConeT(chosen.len() - equalities)];
        let settings = DefaultSettings {
            verbose: false,
            max_iter: options.maximum_iterations,
            tol_gap_abs: options.tolerance,
            tol_gap_rel: options.tolerance,
            tol_feas: options.tolerance,
            presolve_enable: false,
            ..DefaultSettings::default()
        };
        let mut solver = DefaultSolver::new(&self.quadratic, &self.linear, &matrix, &right, &cones, settings)
            .map_err(|error| CommodityError::Setup(error.to_string()))?;
        solver.solve();
        let solution = solver.solution;
        let size = solution.obj_val.abs().max(solution.obj_val_dual.abs()).max(1.0);
        let mut z = vec![0.0; self.programme.rows.len()];
        chosen.iter().zip(&solution.z).for_each(|(row, multiplier)| z[*row] = *multiplier);
        let (primal_residual, dual_residual) = self.residuals(&solution.x, &z, &chosen[..equalities]);
        Ok(Raw {
            status: solution.status,
            x: solution.x,
            z,
            iterations: solution.iterations,
            gap: (solution.obj_val - solution.obj_val_dual).abs() / size,
            primal_residual,
            dual_residual,
        })
    }

    /// The rows that bind as equalities and no others: a linear system, which is solved without a barrier. Rows that pull where
    /// they should push are let go and broken rows are taken in, a few times; `None` if that does not settle.
    fn sharpen(&self, raw: &Raw, options: &Options) -> Result<Option<Raw>, CommodityError> {
        let slack = self.slacks(&raw.x);
        let equalities = self.programme.equalities;
        let mut binds: Vec<bool> = (0..slack.len()).map(|row| row < equalities || raw.z[row] > slack[row]).collect();
        // As far as it goes: what counts is measured below, not what the method says of itself.
        let finest = Options { tolerance: f64::EPSILON, maximum_iterations: 3, ..*options };
        let largest = |values: &[f64]| values.iter().fold(1.0, |largest: f64, value| largest.max(value.abs()));
        let residual = |raw: &Raw| raw.primal_residual.max(raw.dual_residual);
        let mut iterations = raw.iterations;
        for _ in 0..SHARPENINGS {
            let binding: Vec<usize> = (0..slack.len()).filter(|row| binds[*row]).collect();
            let sharper = self.solve(&binding, binding.len(), &finest)?;
            iterations += sharper.iterations;
            if !sharper.is_finite() {
                return Ok(None);
            }
            let (room, force) = (SHARP * largest(&sharper.x), SHARP * largest(&sharper.z));
            let slack = self.slacks(&sharper.x);
            let wrong: Vec<usize> = (equalities..slack.len())
                .filter(|row| if binds[*row] { sharper.z[*row] < -force } else { slack[*row] < -room })
                .collect();
            if wrong.is_empty() {
                let closer = residual(&sharper) <= residual(raw).max(ROUNDING);
                return Ok(closer.then_some(Raw { status: raw.status, iterations, ..sharper }));
            }
            wrong.into_iter().for_each(|row| binds[row] = !binds[row]);
        }
        Ok(None)
    }

    /// Largest violation of an equality relative to the largest quantity, and of a marginal condition relative to the largest
    /// multiplier or cost.
    fn residuals(&self, x: &[f64], z: &[f64], equalities: &[usize]) -> (f64, f64) {
        let largest = |values: &[f64]| values.iter().fold(1.0, |largest: f64, value| largest.max(value.abs()));
        let mut row = self.programme.right.clone();
        let mut gradient: Vec<f64> = self.linear.clone();
        let curved =
            gradient.iter_mut().zip(x).zip(&self.programme.quadratic).filter(|(_, curvature)| **curvature > 0.0);
        curved.for_each(|((slope, quantity), _)| *slope += quantity);
        for (at, column, value) in &self.programme.entries {
            let value = value * self.unit[*column];
            row[*at] -= value * x[*column];
            gradient[*column] += value * z[*at];
        }
        let primal = equalities.iter().map(|at| row[*at].abs()).fold(0.0, f64::max) / largest(x);
        let dual = gradient.iter().map(|value| value.abs()).fold(0.0, f64::max) / largest(z).max(largest(&self.linear));
        (primal, dual)
    }

    fn slacks(&self, x: &[f64]) -> Vec<f64> {
        let mut slack = self.programme.right.clone();
        for (row, column, value) in &self.programme.entries {
            slack[*row] -= value * self.unit[*column] * x[*column];
        }
        slack[..self.programme.equalities].fill(0.0);
        slack
    }
}
