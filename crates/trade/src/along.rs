//! Which equilibria lie between the baseline and a counterfactual? Those with a share t of every
//! lever, in logs, solved at the nodes of a Gauss-Legendre rule.
//!
//! The way is the one that the search walks where a shock is large: log tariffs, export taxes,
//! trade costs, productivities and limits grow in proportion, transfers and idle shares linearly. So
//! does the loss of a demand of which nothing is left.

use crate::counterfactual::Counterfactual;
use crate::error::TradeError;
use crate::model::Model;
use crate::options::SolveOptions;
use crate::posed::Posed;
use crate::search::Search;
use crate::solve::{Solution, Status};
use crate::sweep::Sweep;
use detente_numeric::quadrature::{differentiation, gauss_legendre};
use rayon::prelude::*;

/// One equilibrium of the way.
pub(crate) struct Stop<'m> {
    /// Share of every lever.
    pub progress: f64,
    pub posed: Posed<'m>,
    pub sweep: Sweep,
    pub values: Vec<f64>,
}

/// The baseline, the nodes and the counterfactual itself, in this order.
pub(crate) struct Along<'m> {
    pub stops: Vec<Stop<'m>>,
    /// Of the nodes; they sum to one.
    pub weights: Vec<f64>,
    /// By node, what turns values at all stops into the slope there.
    slopes: Vec<Vec<f64>>,
}

impl<'m> Stop<'m> {
    pub fn new(
        model: &'m Model,
        counterfactual: &Counterfactual,
        progress: f64,
        values: Vec<f64>,
    ) -> Self {
        let mut posed = Posed::new(model, counterfactual, progress);
        let mut sweep = Sweep::new(&posed);
        let mut residual = vec![0.0; values.len()];
        sweep.evaluate(&mut posed, &values, &mut residual);
        posed.final_demand.evaluate(model, &values[posed.segments.prices()]);
        Self { progress, posed, sweep, values }
    }

    /// Price index of final demand of an economy, ratio to the baseline.
    pub fn price_index(&self, economy: usize) -> f64 {
        self.posed.final_demand.log_price_index[economy].exp()
    }
}

impl<'m> Along<'m> {
    /// Solves `count` equilibria between the baseline of `model` and `solution`.
    ///
    /// # Errors
    /// If `solution` or one on the way is none.
    pub fn solve(
        model: &'m Model,
        (counterfactual, solution): (&Counterfactual, &Solution),
        options: &SolveOptions,
        count: usize,
    ) -> Result<Self, TradeError> {
        if solution.status != Status::Converged {
            return Err(TradeError::NotConverged { status: solution.status.to_string() });
        }
        let (nodes, weights) = gauss_legendre(count);
        let last = &solution.state.values;
        let start = solution.state.segments.start();
        let between = |node: &f64| {
            let guess = start.iter().zip(last).map(|(from, to)| from + node * (to - from));
            let mut values: Vec<f64> = guess.collect();
            let mut posed = Posed::new(model, counterfactual, *node);
            let found = Search::new(options).find_on_the_way(
                &mut posed,
                counterfactual,
                *node,
                &mut values,
            );
            let stop = |()| Stop::new(model, counterfactual, *node, values);
            found.map(stop).map_err(|status| TradeError::NotConverged { status })
        };
        let mut stops = vec![Stop::new(model, counterfactual, 0.0, start.clone())];
        stops.extend(nodes.par_iter().map(between).collect::<Result<Vec<_>, _>>()?);
        stops.push(Stop::new(model, counterfactual, 1.0, last.clone()));
        let points: Vec<f64> = stops.iter().map(|stop| stop.progress).collect();
        let slopes = differentiation(&points)[1..=count].to_vec();
        Ok(Self { stops, weights, slopes })
    }

    /// The stops at which integrals are taken, with their weights.
    pub fn nodes(&self) -> impl Iterator<Item = (f64, &Stop<'m>)> {
        self.weights.iter().copied().zip(&self.stops[1..])
    }

    /// Slopes at the nodes of what has these values at all stops.
    pub fn slope<'a>(&'a self, values: &'a [f64]) -> impl Iterator<Item = f64> + 'a {
        self.slopes
            .iter()
            .map(move |row| row.iter().zip(values).map(|(row, value)| row * value).sum())
    }

    pub fn last(&self) -> &Stop<'m> {
        &self.stops[self.stops.len() - 1]
    }
}

/// The largest of differences that are not negative; infinite where one is not a number, which a
/// maximum would pass over.
pub(crate) fn worst(gaps: impl Iterator<Item = f64>) -> f64 {
    gaps.fold(0.0, |worst, gap| if gap.is_finite() { f64::max(worst, gap) } else { f64::INFINITY })
}

#[cfg(test)]
mod tests {
    use super::worst;

    #[test]
    fn a_difference_that_is_no_number_is_the_worst() {
        assert_eq!(worst([1e-9, 0.5, 0.25].into_iter()), 0.5);
        assert_eq!(worst([0.5, f64::NAN, 0.25].into_iter()), f64::INFINITY);
        assert_eq!(worst(std::iter::empty()), 0.0);
    }
}
