//! How is a programme solved, and how exactly?
//!
//! An interior-point method finds which rows bind; the rows that bind as equalities are a linear
//! system, which is solved without a barrier. Where a programme much like it was solved before, its
//! binding rows are tried first: whatever the way there, a solution is taken only where it meets
//! every row and no multiplier pulls, which is what makes it the optimum of a convex programme.

use crate::assemble::{Programme, Row};
use crate::bordered::{self, Rows};
use crate::error::CommodityError;
use crate::options::Options;
use clarabel::algebra::CscMatrix;
use clarabel::solver::{
    DefaultSettings, DefaultSolver, IPSolver, NonnegativeConeT, SolverStatus, ZeroConeT,
};
use std::collections::HashSet;
use std::sync::Arc;

/// Most linear systems solved to find which rows bind.
const TRIALS: u32 = 24;
/// Systems in a row that may leave as many rows wrong as there were, before they are mended one by
/// one.
const PATIENCE: usize = 3;
/// Residuals below this are rounding.
const ROUNDING: f64 = 1e-13;
/// How far a sharpened solution may break a row, relative to the largest quantity or price.
const SHARP: f64 = 1e-9;

/// The limits, capacities and signs that bind in a solution: where a market much like it may begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding(Arc<HashSet<Row>>);

/// What a method gave.
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
    fn residual(&self) -> f64 {
        self.primal_residual.max(self.dual_residual)
    }

    /// Comparisons with what is no number are never true, so it has to be asked for.
    pub fn is_finite(&self) -> bool {
        self.x.iter().chain(&self.z).all(|value| value.is_finite())
    }
}

/// Solves a programme: from the rows that bound in another, if that leads to a solution, else by an
/// interior-point method, sharpened on the rows that bind where it ends well. Gives those rows too.
pub(crate) fn run(
    programme: &Programme,
    options: &Options,
    guess: Option<&Binding>,
) -> Result<(Raw, Binding), CommodityError> {
    let scaled = Scaled::new(programme);
    let (mut raw, binds) = match guess.and_then(|guess| scaled.tried(guess)) {
        Some(found) => found,
        None => scaled.begun_anew(options)?,
    };
    raw.x.iter_mut().zip(&scaled.unit).for_each(|(value, unit)| *value *= unit);
    let inequalities = binds.iter().enumerate().skip(programme.equalities);
    let binding = Binding(Arc::new(
        inequalities.filter(|(_, binds)| **binds).map(|(row, _)| programme.rows[row]).collect(),
    ));
    // Mostly what bound before binds again: kept once.
    let binding = guess.filter(|guess| **guess == binding).cloned().unwrap_or(binding);
    Ok((raw, binding))
}

/// A programme in units in which each cost curves by one, so that a flow of a tonne is found as
/// exactly as one of a million.
struct Scaled<'a> {
    programme: &'a Programme,
    unit: Vec<f64>,
    linear: Vec<f64>,
    /// Diagonal of P, ones and zeros.
    curved: Vec<f64>,
    rows: Rows,
}

/// A solution with the rows that bind in it.
type Found = (Raw, Vec<bool>);

impl<'a> Scaled<'a> {
    fn new(programme: &'a Programme) -> Self {
        let scale = |curvature: &f64| if *curvature > 0.0 { curvature.sqrt().recip() } else { 1.0 };
        let unit: Vec<f64> = programme.quadratic.iter().map(scale).collect();
        Self {
            linear: programme.linear.iter().zip(&unit).map(|(cost, unit)| cost * unit).collect(),
            curved: programme
                .quadratic
                .iter()
                .map(|curvature| f64::from(u8::from(*curvature > 0.0)))
                .collect(),
            rows: Rows::new(programme.rows.len(), &programme.entries, &unit),
            unit,
            programme,
        }
    }

    /// By the interior-point method.
    fn interior(&self, options: &Options) -> Result<Raw, CommodityError> {
        let (variables, rows, equalities) =
            (self.linear.len(), self.programme.rows.len(), self.programme.equalities);
        let diagonal: Vec<usize> = (0..variables).filter(|at| self.curved[*at] > 0.0).collect();
        let ones = vec![1.0; diagonal.len()];
        let quadratic =
            CscMatrix::new_from_triplets(variables, variables, diagonal.clone(), diagonal, ones);
        let matrix = self.programme.matrix(&self.unit);
        let cones = [ZeroConeT(equalities), NonnegativeConeT(rows - equalities)];
        let settings = DefaultSettings {
            verbose: false,
            max_iter: options.maximum_iterations,
            tol_gap_abs: options.tolerance,
            tol_gap_rel: options.tolerance,
            tol_feas: options.tolerance,
            presolve_enable: false,
            ..DefaultSettings::default()
        };
        let mut solver = DefaultSolver::new(
            &quadratic,
            &self.linear,
            &matrix,
            &self.programme.right,
            &cones,
            settings,
        )
        .map_err(|error| CommodityError::Setup(error.to_string()))?;
        solver.solve();
        let solution = solver.solution;
        let all: Vec<usize> = (0..equalities).collect();
        Ok(self.raw(solution.status, solution.x, solution.z, &all, solution.iterations))
    }

    /// With the chosen rows as equalities and no others; `None` where that cannot be solved.
    fn where_bound(&self, chosen: &[usize]) -> Option<Raw> {
        let (x, multipliers) =
            bordered::solve(&self.curved, &self.linear, &self.rows, &self.programme.right, chosen)?;
        let mut z = vec![0.0; self.programme.rows.len()];
        chosen.iter().zip(multipliers).for_each(|(row, multiplier)| z[*row] = multiplier);
        Some(self.raw(SolverStatus::Solved, x, z, chosen, 1))
    }

    /// A solution with how far it misses.
    fn raw(
        &self,
        status: SolverStatus,
        x: Vec<f64>,
        z: Vec<f64>,
        equalities: &[usize],
        iterations: u32,
    ) -> Raw {
        let (primal_residual, dual_residual) = self.residuals(&x, &z, equalities);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let squares: f64 = x.iter().zip(&self.curved).map(|(x, curvature)| curvature * x * x).sum();
        let primal = squares / 2.0 + dot(&self.linear, &x);
        let dual = -squares / 2.0 - dot(&self.programme.right, &z);
        let gap = (primal - dual).abs() / primal.abs().max(dual.abs()).max(1.0);
        Raw { status, x, z, iterations, gap, primal_residual, dual_residual }
    }

    /// By the interior-point method, then where its binding rows lead. A method that stopped short
    /// of what is asked, as "almost solved", is a guess at those rows: what they lead to is taken
    /// where it is as exact as asked, whatever the method said of itself.
    fn begun_anew(&self, options: &Options) -> Result<Found, CommodityError> {
        let raw = self.interior(options)?;
        let slack = self.slacks(&raw.x);
        let equalities = self.programme.equalities;
        let binds: Vec<bool> =
            (0..slack.len()).map(|row| row < equalities || raw.z[row] > slack[row]).collect();
        let enough = match raw.status {
            SolverStatus::Solved => raw.residual(),
            status if stopped_short(status) && raw.is_finite() => options.tolerance,
            _ => return Ok((raw, binds)),
        };
        let close = |sharper: &Raw| sharper.residual() <= enough.max(ROUNDING);
        Ok(match self.settle(binds.clone()).filter(|(sharper, _)| close(sharper)) {
            Some((sharper, binds)) => {
                let iterations = raw.iterations + sharper.iterations;
                (Raw { iterations, ..sharper }, binds)
            }
            None => (raw, binds),
        })
    }

    /// From the rows that bound elsewhere; `None` where that does not lead to a solution.
    fn tried(&self, guess: &Binding) -> Option<Found> {
        let rows = self.programme.rows.iter().enumerate();
        let binds =
            rows.map(|(at, row)| at < self.programme.equalities || guess.0.contains(row)).collect();
        self.settle(binds).filter(|(found, _)| found.residual() <= ROUNDING)
    }

    /// The rows that bind as equalities and no others. Rows that pull where they should push are
    /// let go and broken rows are taken in, all at once while that leaves fewer wrong, else one by
    /// one (Judice and Pires 1994); `None` if that does not settle.
    ///
    /// Where a row holds as an equality by chance, many multipliers would do: all rows that hold so
    /// are taken in, so that the answer does not depend on the way there.
    fn settle(&self, mut binds: Vec<bool>) -> Option<(Raw, Vec<bool>)> {
        let (mut least, mut patience) = (usize::MAX, PATIENCE);
        let mut settled: Option<(Raw, Vec<bool>)> = None;
        for iterations in 1..=TRIALS {
            let binding: Vec<usize> = (0..binds.len()).filter(|row| binds[*row]).collect();
            let found = self.where_bound(&binding)?;
            if !found.is_finite() {
                return None;
            }
            let slack = self.slacks(&found.x);
            let wrong = self.wrong(&found, &slack, &binds);
            if wrong.is_empty() {
                let room = SHARP * largest(&found.x);
                let touching: Vec<bool> = binds
                    .iter()
                    .zip(&slack)
                    .map(|(binds, slack)| *binds || *slack <= room)
                    .collect();
                let found = Raw { iterations, ..found };
                if touching == binds || settled.is_some() {
                    return Some((found, binds));
                }
                settled = Some((found, std::mem::replace(&mut binds, touching)));
                continue;
            }
            if settled.is_some() {
                return settled;
            }
            if wrong.len() < least {
                (least, patience) = (wrong.len(), PATIENCE);
            } else {
                patience = patience.saturating_sub(1);
            }
            let mended = if patience > 0 { &wrong[..] } else { &wrong[wrong.len() - 1..] };
            mended.iter().for_each(|row| binds[*row] = !binds[*row]);
        }
        settled
    }

    /// Rows that pull, and rows that are broken.
    fn wrong(&self, found: &Raw, slack: &[f64], binds: &[bool]) -> Vec<usize> {
        let (room, force) = (SHARP * largest(&found.x), SHARP * largest(&found.z));
        let is_wrong =
            |row: &usize| if binds[*row] { found.z[*row] < -force } else { slack[*row] < -room };
        (self.programme.equalities..slack.len()).filter(is_wrong).collect()
    }

    /// Largest violation of an equality relative to the largest quantity, and of a marginal
    /// condition relative to the largest multiplier or cost.
    fn residuals(&self, x: &[f64], z: &[f64], equalities: &[usize]) -> (f64, f64) {
        let mut gradient: Vec<f64> = self.linear.clone();
        gradient
            .iter_mut()
            .zip(x)
            .zip(&self.curved)
            .for_each(|((slope, x), curvature)| *slope += curvature * x);
        for (row, multiplier) in z.iter().enumerate().filter(|(_, multiplier)| **multiplier != 0.0)
        {
            self.rows.of(row).for_each(|(column, value)| gradient[column] += value * multiplier);
        }
        let violation = |row: &usize| (self.programme.right[*row] - self.left(*row, x)).abs();
        let primal = equalities.iter().map(violation).fold(0.0, f64::max) / largest(x);
        let dual = gradient.iter().map(|value| value.abs()).fold(0.0, f64::max)
            / largest(z).max(largest(&self.linear));
        (primal, dual)
    }

    fn left(&self, row: usize, x: &[f64]) -> f64 {
        self.rows.of(row).map(|(column, value)| value * x[column]).sum()
    }

    fn slacks(&self, x: &[f64]) -> Vec<f64> {
        let slack = |row: usize| {
            if row < self.programme.equalities {
                0.0
            } else {
                self.programme.right[row] - self.left(row, x)
            }
        };
        (0..self.programme.rows.len()).map(slack).collect()
    }
}

/// Whether the method ended without its tolerances and without a proof that nothing can be found.
fn stopped_short(status: SolverStatus) -> bool {
    use SolverStatus::{
        AlmostSolved, InsufficientProgress, MaxIterations, MaxTime, NumericalError,
    };
    matches!(status, AlmostSolved | InsufficientProgress | MaxIterations | MaxTime | NumericalError)
}

/// The largest absolute value, at least one.
fn largest(values: &[f64]) -> f64 {
    values.iter().fold(1.0, |largest: f64, value| largest.max(value.abs()))
}

#[cfg(test)]
mod tests {
    use super::{ROUNDING, Scaled, SolverStatus};
    use crate::assemble::Programme;
    use crate::market::{Link, Market, Process, Store, Use};
    use crate::options::Options;
    use crate::policy::Period;

    /// A maker and a buyer, and two reserves: one of a millionth of what is used in a period, one
    /// of a tenth.
    fn with_reserves() -> Market {
        let store = |name: &str, initial: f64| Store {
            name: name.into(),
            good: 0,
            region: 0,
            initial,
            minimum: 0.0,
            maximum: initial,
            release: f64::INFINITY,
            cost: 0.0,
            end_value: 5.0,
            norm: 0.0,
            scarcity: 0.0,
        };
        Market {
            regions: vec!["R".into()],
            goods: vec!["ore".into()],
            processes: vec![Process {
                name: "mine".into(),
                region: 0,
                recipe: vec![(0, 1.0)],
                cost: 10.0,
                cost_slope: 0.01,
                capacity: 3000.0,
                investment: None,
            }],
            links: vec![Link { good: 0, from: 0, to: 0, cost: 1.0, cost_slope: 0.0 }],
            uses: vec![Use {
                name: "use".into(),
                good: 0,
                region: 0,
                choke_price: 100.0,
                price_slope: 0.01,
            }],
            stores: vec![store("small", 0.003), store("large", 300.0)],
            ..Market::default()
        }
    }

    /// "Almost solved", and any other stop without a solution, ends in the solution wherever its
    /// rows lead there.
    #[test]
    fn what_is_almost_solved_is_solved_on_its_binding_rows() {
        let (market, periods) = (with_reserves(), vec![Period::plain(0.5), Period::plain(0.5)]);
        let programme = Programme::new(&market, &periods, &[vec![0.0], vec![0.0]]);
        let scaled = Scaled::new(&programme);
        let (exact, _) = scaled.begun_anew(&Options::default()).unwrap();
        let stops = [
            (Options { tolerance: 1e-30, ..Options::default() }, SolverStatus::AlmostSolved),
            (Options { maximum_iterations: 6, ..Options::default() }, SolverStatus::MaxIterations),
        ];
        for (options, stop) in stops {
            assert_eq!(scaled.interior(&options).unwrap().status, stop);
            let (found, _) = scaled.begun_anew(&options).unwrap();
            assert_eq!(found.status, SolverStatus::Solved);
            assert!(
                found.residual() <= options.tolerance.max(ROUNDING),
                "{} {}",
                found.primal_residual,
                found.dual_residual
            );
            let apart = found
                .x
                .iter()
                .zip(&exact.x)
                .map(|(one, other)| (one - other).abs())
                .fold(0.0, f64::max);
            assert!(apart < 1e-9 * super::largest(&exact.x), "{stop:?}: {apart:e}");
        }
    }
}
