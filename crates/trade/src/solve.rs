//! What is the equilibrium, and what proves it?
//!
//! What comes back always carries a certificate, and a status that says whether it may be read as
//! an answer.

use crate::caps::CapOutcome;
use crate::counterfactual::Counterfactual;
use crate::equilibrium::Equilibrium;
use crate::error::TradeError;
use crate::model::Model;
use crate::options::SolveOptions;
use crate::posed::{CappedLink, Posed};
use crate::search::{Effort, Learnt, Search, largest};
use crate::state::State;
use crate::sweep::Sweep;
use std::fmt;
use std::time::Instant;

/// Whether a solution is one.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// The residual is below the tolerance.
    Converged,
    /// No equilibrium was found, for the stated reason; it may not exist.
    NotConverged(String),
    /// There is no equilibrium, for the stated reason.
    Infeasible(String),
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Converged => write!(formatter, "converged"),
            Self::NotConverged(reason) => write!(formatter, "not converged: {reason}"),
            Self::Infeasible(reason) => write!(formatter, "no equilibrium: {reason}"),
        }
    }
}

/// What proves a solution.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Sweeps over the world, all attempts together.
    pub sweeps: usize,
    /// Largest change that one more step would make to any log price, any spending ratio, any log
    /// return or shadow tax, and the largest excess demand for labour relative to supply.
    pub residual: f64,
    /// Excess demand for labour summed over the world, relative to world value added: zero by
    /// Walras' law.
    pub walras: f64,
    /// How much the residuals move when all nominal magnitudes are doubled: zero by homogeneity.
    pub homogeneity: f64,
    /// How far wages and employment are from complementarity where wages have a floor: either the
    /// wage is above it or somebody is without work, never both; zero without floors.
    pub complementarity: f64,
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

/// A solution with what was computed on the way.
pub(crate) struct Solved<'m> {
    pub posed: Posed<'m>,
    /// At the solution.
    pub sweep: Sweep,
    pub solution: Solution,
}

/// What a search learns of the equations; of use to the next one where they are nearly the same.
#[derive(Clone, Debug, Default)]
pub struct Memory(Learnt);

impl Model {
    /// Solves the equilibrium of `counterfactual`, from `start` if given (a state of this model) or
    /// from the baseline.
    ///
    /// # Errors
    /// If a lever has no meaning. A solve that does not converge is no error: read the status.
    pub fn solve(
        &self,
        counterfactual: &Counterfactual,
        options: &SolveOptions,
        start: Option<&State>,
    ) -> Result<Solution, TradeError> {
        let solved = self.search(counterfactual, options, start, None)?;
        Ok(solved.solution)
    }

    /// The equilibrium of a counterfactual that is one of a row of questions that differ little, or
    /// the solution that is none. What the last search learnt of the equations is in `memory`, and
    /// what this one learns.
    ///
    /// # Errors
    /// As [`Model::solve`].
    pub fn equilibrium_along(
        &self,
        counterfactual: Counterfactual,
        options: &SolveOptions,
        start: Option<&State>,
        memory: &mut Memory,
    ) -> Result<Result<Equilibrium<'_>, Solution>, TradeError> {
        let solved = self.search(&counterfactual, options, start, Some(&mut memory.0))?;
        Ok(if solved.solution.status == Status::Converged {
            Ok(Equilibrium::of(solved, counterfactual))
        } else {
            Err(solved.solution)
        })
    }

    fn search(
        &self,
        counterfactual: &Counterfactual,
        options: &SolveOptions,
        start: Option<&State>,
        memory: Option<&mut Learnt>,
    ) -> Result<Solved<'_>, TradeError> {
        let clock = Instant::now();
        counterfactual.check(self)?;
        let mut posed = Posed::new(self, counterfactual, 1.0);
        let mut values = starting_values(&posed, start);
        let mut search = Search { memory, ..Search::new(options) };
        let status = match self.stranded(&posed) {
            Some(reason) => Status::Infeasible(reason),
            None => match search.find(&mut posed, counterfactual, &mut values) {
                Ok(()) => Status::Converged,
                Err(reason) => Status::NotConverged(reason),
            },
        };
        let effort = search.effort;
        Ok(self.close(posed, counterfactual, values, status, effort, clock))
    }

    /// Why there is no equilibrium if a buyer has lost its last supplier.
    fn stranded(&self, posed: &Posed) -> Option<String> {
        posed.stranded_buyer().map(|(sector, importer)| {
            format!(
                "{} has no supplier of sector {} left; loosen the ban or leave it a domestic or foreign source",
                self.economy_codes[importer], self.sector_codes[sector]
            )
        })
    }

    fn close<'m>(
        &'m self,
        mut posed: Posed<'m>,
        counterfactual: &Counterfactual,
        values: Vec<f64>,
        status: Status,
        effort: Effort,
        clock: Instant,
    ) -> Solved<'m> {
        let mut sweep = Sweep::new(&posed);
        let mut residual = vec![0.0; values.len()];
        sweep.evaluate(&mut posed, &values, &mut residual);
        let world: f64 = self.value_added.iter().sum();
        let supply: f64 = posed
            .labour
            .iter()
            .zip(&values[posed.segments.wages()])
            .map(|(labour, wage)| labour * wage.exp())
            .sum();
        let caps = cap_outcomes(&posed, &sweep, counterfactual, &values);
        let of_demand = |economy: usize| {
            let demanded =
                sweep.labour_payment[economy] / (posed.labour[economy] * values[economy].exp());
            if posed.labour[economy] > 0.0 {
                posed.factors.complementarity(economy, values[economy], demanded)
            } else {
                0.0
            }
        };
        let complementarity = (0..self.layout.economies).map(of_demand).fold(0.0, f64::max);
        let certificate = Certificate {
            sweeps: effort.sweeps,
            residual: largest(&residual),
            walras: (sweep.labour_payment.iter().sum::<f64>() - supply).abs() / world,
            homogeneity: homogeneity(&mut posed, &values, &residual),
            complementarity,
            homotopy_steps: effort.homotopy_steps,
            newton_steps: effort.newton_steps,
            seconds: clock.elapsed().as_secs_f64(),
        };
        let state = State { values, segments: posed.segments };
        Solved { posed, sweep, solution: Solution { status, certificate, state, caps } }
    }
}

/// A start is used where its unknowns are of the same kinds; shadow taxes of other caps start at
/// zero.
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

/// Doubles every nominal magnitude and compares the residuals.
fn homogeneity(posed: &mut Posed, values: &[f64], residual: &[f64]) -> f64 {
    let segments = posed.segments;
    let mut doubled = values.to_vec();
    for range in [segments.wages(), segments.prices(), segments.returns()] {
        doubled[range].iter_mut().for_each(|log| *log += std::f64::consts::LN_2);
    }
    doubled[segments.spending()].iter_mut().for_each(|ratio| *ratio *= 2.0);
    posed.numeraire = 2.0;
    let mut moved = vec![0.0; values.len()];
    Sweep::new(posed).evaluate(posed, &doubled, &mut moved);
    posed.numeraire = 1.0;
    // Spending residuals are in units of baseline spending, so they double with it.
    moved[segments.spending()].iter_mut().for_each(|ratio| *ratio /= 2.0);
    moved.iter().zip(residual).fold(0.0, |worst: f64, (new, old)| worst.max((new - old).abs()))
}

fn cap_outcomes(
    posed: &Posed,
    sweep: &Sweep,
    counterfactual: &Counterfactual,
    values: &[f64],
) -> Vec<CapOutcome> {
    let mut binding = sweep
        .quantity
        .iter()
        .zip(&sweep.rents)
        .zip(&posed.caps)
        .zip(&values[posed.segments.caps()]);
    let outcome = |cap: &crate::QuantityCap| {
        let banned = CapOutcome {
            quantity_ratio: 0.0,
            shadow_tax: f64::INFINITY,
            rent: vec![0.0; cap.links.len()],
        };
        if cap.limit == 0.0 {
            return banned;
        }
        binding.next().map_or(banned, |(((quantity, rents), posed), log_tax)| {
            let mut rents = posed.links.iter().zip(rents).peekable();
            let rent = cap.links.iter().map(|(sector, importer, exporter)| {
                let same = |link: &CappedLink| {
                    (link.sector, link.importer, link.exporter)
                        == (sector.0, importer.0, exporter.0)
                };
                rents.next_if(|(link, _)| same(link)).map_or(0.0, |(_, rent)| *rent)
            });
            CapOutcome {
                quantity_ratio: *quantity,
                rent: rent.collect(),
                shadow_tax: log_tax.exp_m1(),
            }
        })
    };
    counterfactual.caps.iter().map(outcome).collect()
}
