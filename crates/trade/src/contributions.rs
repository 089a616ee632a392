//! How much of a change of real income comes from which entry? Integrals along the way from no
//! entry to all of them.
//!
//! On the way every lever z grows in proportion, in logs ([`crate::along`]), so that each entry e
//! has its constant direction `dz_e` and all directions add up to the whole. With the equilibrium
//! `R(u, z) = 0` and real income `W(u, z)`,
//!
//! ```text
//! (1)  R_u du_e = -R_z dz_e
//! (2)  contribution of e = int_0^1 ( W_u du_e + W_z dz_e ) dt,      sum_e contribution = W(1) - W(0)
//! ```
//! which is the value of Aumann and Shapley (1974), "Values of non-atomic games": it does not
//! depend on the order of entries that move different levers. What entries do to the same lever is
//! counted in their order. Products with R_z and W are central differences.

use crate::along::{Along, Stop, worst};
use crate::caps::QuantityCap;
use crate::counterfactual::Counterfactual;
use crate::error::TradeError;
use crate::linear::Linearization;
use crate::model::Model;
use crate::options::SolveOptions;
use crate::posed::{Posed, demand_on_the_way};
use crate::precondition::Preconditioner;
use crate::solve::Solution;
use crate::sweep::Sweep;
use detente_numeric::Gmres;
use detente_world::{LinkTable, NodeTable};
use rayon::prelude::*;

/// Numbers of equilibria on the way that are tried one after the other.
const RULES: [usize; 3] = [3, 5, 9];
/// Difference between the sum of contributions and real income, as a fraction of income, at which
/// no finer rule is tried.
const CLOSE: f64 = 1e-6;
/// Step of the central differences, as a share of the way.
const STEP: f64 = 1e-4;
const LINEAR: Gmres = Gmres { tolerance: 1e-6, restart: 80, maximum_products: 400 };

/// What one entry changes of the levers, in logs; transfers and idle shares as they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Direction {
    tariff: Vec<(usize, f64)>,
    export_tax: Vec<(usize, f64)>,
    trade_cost: Vec<(usize, f64)>,
    productivity: Vec<(usize, f64)>,
    /// Minus infinity where nothing is left.
    demand: Vec<(usize, f64)>,
    idle: Vec<(usize, f64)>,
    transfer: Vec<(usize, f64)>,
    /// By cap of the whole question: its limit in logs, or 1 for a ban.
    caps: Vec<(usize, f64)>,
}

/// The weight of a node, and what real income gains there by direction and economy.
type Weighted = (f64, Vec<Vec<f64>>);

impl Direction {
    /// From the state before an entry to the one after it; caps are those of `whole`, the question
    /// with all entries, found by their names and links.
    #[must_use]
    pub fn between(
        before: &Counterfactual,
        after: &Counterfactual,
        whole: &Counterfactual,
    ) -> Self {
        let rates = |one: &LinkTable, other: &LinkTable| {
            changed(one.values(), other.values(), |before, after| {
                ((1.0 + after) / (1.0 + before)).ln()
            })
        };
        let ratio = |before: f64, after: f64| (after / before).ln();
        let nodes =
            |one: &NodeTable, other: &NodeTable| changed(one.values(), other.values(), ratio);
        let plain = |before: f64, after: f64| after - before;
        let limits = whole.caps.iter().enumerate().filter_map(|(at, cap)| {
            let change = strength(after, cap) - strength(before, cap);
            (change != 0.0).then_some((at, change))
        });
        Self {
            tariff: rates(&before.tariff, &after.tariff),
            export_tax: rates(&before.export_tax, &after.export_tax),
            trade_cost: changed(before.trade_cost.values(), after.trade_cost.values(), ratio),
            productivity: nodes(&before.productivity, &after.productivity),
            demand: demand_changes(before, after, whole),
            idle: changed(before.idle.values(), after.idle.values(), plain),
            transfer: changed(&before.transfer, &after.transfer, plain),
            caps: limits.collect(),
        }
    }

    /// Whether the entry changes nothing.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

fn changed(before: &[f64], after: &[f64], change: impl Fn(f64, f64) -> f64) -> Vec<(usize, f64)> {
    let all = before.iter().zip(after).enumerate();
    let moved = all.filter(|(_, (before, after))| before != after);
    moved.map(|(at, (before, after))| (at, change(*before, *after))).collect()
}

/// Changes of demand. Where the whole leaves nothing, the entry that takes the rest has all of it.
fn demand_changes(
    before: &Counterfactual,
    after: &Counterfactual,
    whole: &Counterfactual,
) -> Vec<(usize, f64)> {
    let ratio = |before: f64, after: f64| (after / before).ln();
    let mut changes = changed(before.demand.values(), after.demand.values(), ratio);
    changes.retain(|(at, change)| whole.demand.values()[*at] > 0.0 || !change.is_finite());
    changes
}

/// How far a state holds a cap of the whole question: its limit in logs, 1 for a ban, 0 without it.
fn strength(state: &Counterfactual, cap: &QuantityCap) -> f64 {
    let found = state.caps.iter().find(|own| own.name == cap.name && own.links == cap.links);
    found.map_or(0.0, |own| if cap.limit > 0.0 { own.limit.ln() } else { 1.0 })
}

/// What entries contribute to the change of real income.
#[derive(Clone, Debug, PartialEq)]
pub struct Contributions {
    /// By entry and economy, in the world's currency at prices of the baseline.
    pub entries: Vec<Vec<f64>>,
    /// Equilibria solved on the way; 0 where one entry is all.
    pub stops: usize,
    /// Largest difference between the sum of an economy's contributions and its change of real
    /// income, as a fraction of its income.
    pub error: f64,
}

impl Model {
    /// What each direction contributes to the change of real income at a solution of
    /// `counterfactual`; together they must be the whole of it.
    ///
    /// # Errors
    /// If the solution, an equilibrium on the way or a linear system does not converge.
    pub fn contributions(
        &self,
        counterfactual: &Counterfactual,
        solution: &Solution,
        directions: &[Direction],
        options: &SolveOptions,
    ) -> Result<Contributions, TradeError> {
        let last = Stop::new(self, counterfactual, 1.0, solution.state.values.clone());
        let real = incomes(self, &last.posed, &last.sweep);
        let exact: Vec<f64> = real.iter().zip(&self.income).map(|(new, old)| new - old).collect();
        if directions.len() == 1 {
            return Ok(Contributions { entries: vec![exact], stops: 0, error: 0.0 });
        }
        let mut best: Option<Contributions> = None;
        for count in RULES {
            let along = Along::solve(self, (counterfactual, solution), options, count)?;
            let way = Way { model: self, counterfactual };
            let entries = way.integrate(&along, directions)?;
            let gap = |economy: usize| {
                let sum: f64 = entries.iter().map(|own| own[economy]).sum();
                (sum - exact[economy]).abs() / self.income[economy].max(f64::MIN_POSITIVE)
            };
            let error = worst((0..exact.len()).map(gap));
            if best.as_ref().is_none_or(|best| error < best.error) {
                best = Some(Contributions { entries, stops: count, error });
            }
            if best.as_ref().is_some_and(|best| best.error <= CLOSE) {
                break;
            }
        }
        best.ok_or_else(|| TradeError::NotConverged { status: "no rule was tried".to_owned() })
    }
}

/// Real income in money by economy: income over the price index of final demand.
fn incomes(model: &Model, posed: &Posed, sweep: &Sweep) -> Vec<f64> {
    let index = &posed.final_demand.log_price_index;
    (0..model.layout.economies).map(|at| sweep.income[at] / index[at].exp()).collect()
}

struct Way<'a, 'm> {
    model: &'m Model,
    counterfactual: &'a Counterfactual,
}

impl Way<'_, '_> {
    /// (2) over the nodes of a rule.
    fn integrate(
        &self,
        along: &Along<'_>,
        directions: &[Direction],
    ) -> Result<Vec<Vec<f64>>, TradeError> {
        let nodes: Vec<(f64, &Stop<'_>)> = along.nodes().collect();
        let slopes = |(weight, stop): &(f64, &Stop<'_>)| {
            let here = self.at(stop.progress);
            let linearization = Linearization::new(&stop.posed, &stop.sweep, &stop.values);
            let preconditioner = Preconditioner::at(&stop.posed, &stop.sweep, &stop.values);
            let slope = |direction: &Direction| {
                self.slope(stop, &here, (&linearization, &preconditioner), direction)
            };
            let found: Result<Vec<Vec<f64>>, TradeError> =
                directions.par_iter().map(slope).collect();
            Ok((*weight, found?))
        };
        let all: Result<Vec<Weighted>, TradeError> = nodes.par_iter().map(slopes).collect();
        let mut sums = vec![vec![0.0; self.model.layout.economies]; directions.len()];
        // In the order of the nodes, whichever came first.
        for (weight, slopes) in all? {
            for (sum, slope) in sums.iter_mut().zip(slopes) {
                sum.iter_mut().zip(slope).for_each(|(sum, slope)| *sum += weight * slope);
            }
        }
        Ok(sums)
    }

    /// The question with a share of every lever, written out; bans are trade costs.
    fn at(&self, progress: f64) -> Counterfactual {
        let model = self.model;
        let mut here = self.counterfactual.clone();
        let power = |value: &mut f64, base: f64| {
            if *value != base {
                *value = base * (*value / base).powf(progress);
            }
        };
        let rate = |value: &mut f64, base: f64| {
            if *value != base {
                *value = (1.0 + base) * ((1.0 + *value) / (1.0 + base)).powf(progress) - 1.0;
            }
        };
        let duties = here.tariff.values_mut().iter_mut().zip(model.tariff.values());
        duties.for_each(|(value, base)| rate(value, *base));
        here.export_tax.values_mut().iter_mut().for_each(|value| rate(value, 0.0));
        here.trade_cost.values_mut().iter_mut().for_each(|value| power(value, 1.0));
        here.productivity.values_mut().iter_mut().for_each(|value| power(value, 1.0));
        let tastes = here.demand.values_mut().iter_mut();
        tastes.for_each(|value| *value = demand_on_the_way(*value, progress));
        here.idle.values_mut().iter_mut().for_each(|value| *value *= progress);
        here.transfer.iter_mut().for_each(|value| *value *= progress);
        for cap in &mut here.caps {
            if cap.limit > 0.0 {
                cap.limit = cap.limit.powf(progress);
            }
        }
        self.ban(&mut here, |_| progress);
        here
    }

    /// Raises the trade cost of banned links as a share of a ban does, by cap.
    fn ban(&self, here: &mut Counterfactual, share: impl Fn(usize) -> f64) {
        for (at, cap) in self.counterfactual.caps.iter().enumerate() {
            if cap.limit == 0.0 && share(at) != 0.0 {
                for (sector, importer, exporter) in &cap.links {
                    let elasticity = self.model.nests(sector.0).of(importer == exporter);
                    let cost = here.trade_cost.get(*sector, *importer, *exporter)
                        * (1.0 - share(at)).powf(-1.0 / elasticity);
                    here.trade_cost.set(*sector, *importer, *exporter, cost);
                }
            }
        }
    }

    /// `here`, at `progress`, moved a step into a direction.
    fn moved(
        &self,
        here: &Counterfactual,
        (progress, step): (f64, f64),
        direction: &Direction,
    ) -> Counterfactual {
        let mut moved = here.clone();
        let rates = |values: &mut [f64], changes: &[(usize, f64)]| {
            for (at, change) in changes {
                values[*at] = (1.0 + values[*at]) * (step * change).exp() - 1.0;
            }
        };
        let ratios = |values: &mut [f64], changes: &[(usize, f64)]| {
            changes.iter().for_each(|(at, change)| values[*at] *= (step * change).exp());
        };
        let plain = |values: &mut [f64], changes: &[(usize, f64)]| {
            changes.iter().for_each(|(at, change)| values[*at] += step * change);
        };
        rates(moved.tariff.values_mut(), &direction.tariff);
        rates(moved.export_tax.values_mut(), &direction.export_tax);
        ratios(moved.trade_cost.values_mut(), &direction.trade_cost);
        ratios(moved.productivity.values_mut(), &direction.productivity);
        for (at, change) in &direction.demand {
            // What goes to nothing does so linearly.
            moved.demand.values_mut()[*at] *= if change.is_finite() {
                (step * change).exp()
            } else {
                1.0 - step / (1.0 - progress)
            };
        }
        plain(moved.idle.values_mut(), &direction.idle);
        plain(&mut moved.transfer, &direction.transfer);
        for (at, change) in &direction.caps {
            if moved.caps[*at].limit > 0.0 {
                moved.caps[*at].limit *= (step * change).exp();
            }
        }
        // From a share t of a ban to a share t + step of it.
        self.ban(&mut moved, |at| {
            let own = direction.caps.iter().find(|(cap, _)| *cap == at);
            own.map_or(0.0, |(_, change)| step * change / (1.0 - progress))
        });
        moved.caps.retain(|cap| cap.limit > 0.0);
        moved
    }

    /// (1), and the change of real income by economy per unit of the way.
    fn slope(
        &self,
        stop: &Stop<'_>,
        here: &Counterfactual,
        (linearization, preconditioner): (&Linearization<'_, '_>, &Preconditioner),
        direction: &Direction,
    ) -> Result<Vec<f64>, TradeError> {
        let model = self.model;
        let ends = [STEP, -STEP];
        let mut posed = ends.map(|step| {
            Posed::new(model, &self.moved(here, (stop.progress, step), direction), 1.0)
        });
        let mut sweep = Sweep::new(&posed[0]);
        let mut evaluate = |posed: &mut Posed<'_>, values: &[f64]| {
            let mut residual = vec![0.0; values.len()];
            sweep.evaluate(posed, values, &mut residual);
            posed.final_demand.evaluate(model, &values[posed.segments.prices()]);
            (residual, incomes(model, posed, &sweep))
        };
        let [(up, _), (down, _)] = posed.each_mut().map(|posed| evaluate(posed, &stop.values));
        let right: Vec<f64> =
            up.iter().zip(&down).map(|(up, down)| (down - up) / (2.0 * STEP)).collect();
        let preconditioned = |vector: &[f64]| {
            // The preconditioner approximates the inverse of minus the Jacobian.
            let mut step: Vec<f64> = vector.iter().map(|value| -value).collect();
            preconditioner.apply(stop.posed.segments, &mut step);
            step
        };
        let found = LINEAR.solve(&right, |vector| linearization.apply(vector), preconditioned);
        if !found.converged {
            return Err(TradeError::Adjoint {
                residual: found.relative_residual,
                products: found.products,
            });
        }
        let [one, other] = [0, 1].map(|at| {
            let step = ends[at];
            let shifted = stop.values.iter().zip(&found.solution);
            let values: Vec<f64> = shifted.map(|(value, slope)| value + step * slope).collect();
            evaluate(&mut posed[at], &values).1
        });
        Ok(one.iter().zip(&other).map(|(up, down)| (up - down) / (2.0 * STEP)).collect())
    }
}
