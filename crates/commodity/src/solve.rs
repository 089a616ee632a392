//! Solving the programme, and what proves the solution.

use crate::assemble::Programme;
use crate::error::CommodityError;
use crate::explain::{Conflict, conflicts};
use crate::market::Market;
use crate::options::Options;
use crate::outcome::Outcome;
use crate::policy::Period;
use crate::scaled::{Binding, Raw, run};
use clarabel::solver::SolverStatus;
use std::time::Instant;

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
    /// What bound, from which a market much like this one may begin: of each period in a rolling
    /// solve, else one of all.
    pub bindings: Vec<Binding>,
}

impl Market {
    /// Solves all `periods` at once, as if everything in them were known from the beginning
    /// (perfect foresight).
    ///
    /// # Errors
    /// If the market or a period has no meaning. An infeasible or unsolved programme is no error:
    /// read the status.
    pub fn solve(&self, periods: &[Period], options: &Options) -> Result<Solution, CommodityError> {
        self.solve_from(periods, options, None)
    }

    /// The same, begun from what bound in a market and periods much like these.
    ///
    /// # Errors
    /// As [`Market::solve`].
    pub fn solve_from(
        &self,
        periods: &[Period],
        options: &Options,
        begin: Option<&Binding>,
    ) -> Result<Solution, CommodityError> {
        let clock = Instant::now();
        self.check()?;
        crate::policy::check(self, periods)?;
        let mut taxes = vec![vec![0.0; self.links.len()]; periods.len()];
        let (mut iterations, mut rounds) = (0, 0);
        let mut binding = begin.cloned();
        loop {
            let programme = Programme::new(self, periods, &taxes);
            let (raw, binds) = run(&programme, options, binding.as_ref())?;
            iterations += raw.iterations;
            rounds += 1;
            let outcome = Outcome::read(self, periods, &programme, &raw, &taxes);
            let moved = update(self, periods, &outcome, &mut taxes);
            let finite = raw.is_finite();
            let solved = matches!(raw.status, SolverStatus::Solved) && finite;
            let settled = moved <= options.tariff_tolerance;
            if solved && !settled && rounds < options.maximum_tariff_rounds {
                binding = Some(binds);
                continue;
            }
            let status = match raw.status {
                SolverStatus::Solved if !finite => {
                    Status::NotConverged("the solution holds what is no number".to_owned())
                }
                SolverStatus::Solved if settled => Status::Optimal,
                SolverStatus::Solved => Status::NotConverged(format!(
                    "taxes still move by {moved:.1e} after {rounds} rounds"
                )),
                SolverStatus::PrimalInfeasible | SolverStatus::AlmostPrimalInfeasible => {
                    Status::Infeasible(conflicts(self, periods, &programme, options)?)
                }
                other => Status::NotConverged(unsolved(other, &raw, options)),
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
            return Ok(Solution { status, certificate, outcome, bindings: vec![binds] });
        }
    }
}

/// Why there is no solution, how far it is, and what to do, for people.
fn unsolved(status: SolverStatus, raw: &Raw, options: &Options) -> String {
    let why = match status {
        SolverStatus::MaxIterations => {
            format!("it used up its iterations ({})", options.maximum_iterations)
        }
        SolverStatus::DualInfeasible | SolverStatus::AlmostDualInfeasible => {
            return "some quantity gains more the more of it there is; give each process, flow and store a cost or a limit".to_owned();
        }
        _ => "it came no closer".to_owned(),
    };
    format!(
        "the solver stopped, since {why}: balances miss by {:.0e} of the largest quantity and prices by {:.0e} of the largest, where {:.0e} is \
         allowed. Quantities of very different sizes are the usual reason: leave out the smallest entries, or join them",
        raw.primal_residual, raw.dual_residual, options.tolerance
    )
}

/// Taxes per unit at the exporters' prices of `outcome`; returns the largest change relative to the
/// price.
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
