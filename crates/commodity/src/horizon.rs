//! What do traders know? With perfect foresight, everything; in a rolling solve, what has been
//! announced.
//!
//! A shock that is foreseen is rationed in advance and hardly shows. Short runs therefore roll:
//! each period is decided by looking ahead over as many periods as traders plan for, in the belief
//! that the policies now in force stay; only its own decisions are kept, and stocks are carried
//! over.

use crate::error::CommodityError;
use crate::market::Market;
use crate::options::Options;
use crate::outcome::Outcome;
use crate::policy::{HALF_A_DAY, Period};
use crate::scaled::Binding;
use crate::solve::{Solution, Status};

/// How far traders look ahead in a rolling solve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rolling {
    /// Number of periods in each plan, its own included; at least 1.
    pub plan: usize,
}

impl Rolling {
    /// Solves `periods` one after the other. The status is that of the first period that has no
    /// optimum, and the outcome ends before it; iterations and seconds are summed, residuals are
    /// the largest.
    ///
    /// # Errors
    /// If the market or a period has no meaning, or nothing is planned.
    pub fn solve(
        &self,
        market: &Market,
        periods: &[Period],
        options: &Options,
    ) -> Result<Solution, CommodityError> {
        self.solve_from(market, periods, options, None)
    }

    /// The same, its first plan begun from what bound in a market much like this one.
    ///
    /// # Errors
    /// As [`Rolling::solve`].
    pub fn solve_from(
        &self,
        market: &Market,
        periods: &[Period],
        options: &Options,
        begin: Option<&Binding>,
    ) -> Result<Solution, CommodityError> {
        let mut state = market.clone();
        let mut total: Option<Solution> = None;
        let mut building: Vec<Building> = Vec::new();
        let begins = |at: usize| periods[..at].iter().map(|period| period.years).sum::<f64>();
        // Rows that bound in the last plan mostly bind in the next one.
        let mut binding = begin.cloned();
        let mut last: Option<(Vec<Period>, Vec<f64>, Solution)> = None;
        for (at, period) in periods.iter().enumerate() {
            // What is in force now is believed to stay; only the calendar is known. It goes on
            // after the last period as in it, so that nobody sells out because the table ends.
            let believed = (0..self.plan.max(1)).map(|ahead| {
                let then = (at + ahead).min(periods.len() - 1);
                let beyond = (at + ahead - then) as f64;
                Period {
                    years: periods[then].years,
                    discount: periods[then].discount / period.discount,
                    added_capacity: added(
                        market,
                        period,
                        &building,
                        begins(then) + beyond * periods[then].years,
                    ),
                    ..period.clone()
                }
            });
            let (believed, stocks) = (believed.collect::<Vec<_>>(), initial(&state));
            // Where nothing has changed since the last period, neither has the answer.
            let known = last
                .take()
                .filter(|(plan, before, _)| *plan == believed && unmoved(before, &stocks));
            let solution = match known {
                Some((_, _, mut solution)) => {
                    (solution.certificate.iterations, solution.certificate.seconds) = (0, 0.0);
                    solution
                }
                None => state.solve_from(&believed, options, binding.as_ref())?,
            };
            binding = solution.bindings.last().cloned();
            last = Some((believed, stocks, solution.clone()));
            let stop = solution.status != Status::Optimal;
            if let Some(first) = solution.outcome.periods.first().filter(|_| !stop) {
                for (store, stock) in state.stores.iter_mut().zip(&first.stock) {
                    store.initial = stock.max(0.0);
                }
                let decided = market.processes.iter().zip(&first.investment).enumerate();
                building.extend(decided.filter_map(|(process, (item, amount))| {
                    let ready = begins(at) + item.investment?.lead_time;
                    Some(Building { process, ready, amount: amount.max(0.0) })
                }));
            }
            total = Some(joined(total, solution, at));
            if stop {
                break;
            }
        }
        total.map_or_else(|| market.solve(periods, options), Ok)
    }
}

fn initial(market: &Market) -> Vec<f64> {
    market.stores.iter().map(|store| store.initial).collect()
}

/// Whether stocks are where they were, but for rounding.
fn unmoved(before: &[f64], now: &[f64]) -> bool {
    before.iter().zip(now).all(|(before, now)| (before - now).abs() <= 1e-9 * before.abs())
}

/// Capacity that was decided earlier.
struct Building {
    process: usize,
    /// Years from the beginning.
    ready: f64,
    amount: f64,
}

/// Capacity added to each process at `time`, by policy and by what has been built since the
/// beginning.
fn added(market: &Market, period: &Period, building: &[Building], time: f64) -> Vec<f64> {
    let by_policy = |process: usize| period.added_capacity.get(process).copied().unwrap_or(0.0);
    let mut added: Vec<f64> = (0..market.processes.len()).map(by_policy).collect();
    for done in building.iter().filter(|building| building.ready <= time + HALF_A_DAY) {
        added[done.process] += done.amount;
    }
    added
}

/// The solution so far with one more period.
fn joined(total: Option<Solution>, mut next: Solution, at: usize) -> Solution {
    if let Status::Infeasible(conflicts) = &mut next.status {
        conflicts.iter_mut().for_each(|conflict| conflict.period += at);
    }
    let first =
        if next.status == Status::Optimal { next.outcome.periods.first().cloned() } else { None };
    let Some(mut total) = total else {
        return Solution { outcome: Outcome { periods: first.into_iter().collect() }, ..next };
    };
    total.outcome.periods.extend(first);
    total.bindings.extend(next.bindings);
    let (sum, own) = (&mut total.certificate, next.certificate);
    sum.iterations += own.iterations;
    sum.tariff_rounds = sum.tariff_rounds.max(own.tariff_rounds);
    sum.primal_residual = sum.primal_residual.max(own.primal_residual);
    sum.dual_residual = sum.dual_residual.max(own.dual_residual);
    sum.gap = sum.gap.max(own.gap);
    sum.seconds += own.seconds;
    total.status = next.status;
    total
}
