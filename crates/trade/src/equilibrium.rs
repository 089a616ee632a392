//! What does a solved equilibrium know besides its unknowns? Real incomes, what a government sees
//! in them, imports, derivatives.
//!
//! A government may weigh the incomes earned in its sectors differently. With V_ns what factors and
//! owners earn in sector s of economy n, and what is left of income (tariff revenue, rents,
//! deficit) shared out in proportion to V,
//!
//! ```text
//! (1)  G_n = (I_n / P_n) sum_s lambda_ns V_ns / sum_s V_ns,     V_ns = (b'_ns (1 - mu_ns) + mu_ns) Y'_ns
//! ```
//! so that equal weights of one give real income. Source: Ossa (2014), "Trade wars and trade talks
//! with data", Am. Econ. Rev. 104, eqs. (1), (4): weights on the real incomes of sectors, wages and
//! profits; there revenue is shared out by employment.

use crate::adjoint::{self, Asked, Gradient, Objective};
use crate::counterfactual::Counterfactual;
use crate::error::TradeError;
use crate::linear::Linearization;
use crate::model::Model;
use crate::options::SolveOptions;
use crate::parts::Parts;
use crate::posed::Posed;
use crate::precondition::Preconditioner;
use crate::solve::{Solution, Solved, Status};
use crate::sweep::Sweep;
use detente_world::{EconomyId, NodeTable, SectorId};
use rayon::prelude::*;

/// A solved counterfactual, with everything that was computed on the way kept for questions about
/// it.
pub struct Equilibrium<'m> {
    pub(crate) model: &'m Model,
    pub(crate) counterfactual: Counterfactual,
    pub(crate) posed: Posed<'m>,
    pub(crate) sweep: Sweep,
    solution: Solution,
}

impl Model {
    /// The equilibrium that `solution` of `counterfactual` is.
    ///
    /// # Errors
    /// If the solution is not converged.
    pub fn equilibrium(
        &self,
        counterfactual: Counterfactual,
        solution: Solution,
    ) -> Result<Equilibrium<'_>, TradeError> {
        if solution.status != Status::Converged {
            return Err(TradeError::NotConverged { status: solution.status.to_string() });
        }
        let values = &solution.state.values;
        let mut posed = Posed::new(self, &counterfactual, 1.0);
        let mut sweep = Sweep::new(&posed);
        let mut residual = vec![0.0; values.len()];
        sweep.evaluate(&mut posed, values, &mut residual);
        posed.final_demand.evaluate(self, &values[solution.state.segments.prices()]);
        Ok(Equilibrium { model: self, counterfactual, posed, sweep, solution })
    }

    /// Share of receipts that stays with factors and owners, by node, given the share of factors in
    /// cost.
    fn kept(&self, node: usize, factor_share: f64) -> f64 {
        let profit = self.profit_share[node];
        factor_share * (1.0 - profit) + profit
    }
}

impl<'m> Equilibrium<'m> {
    /// Of a converged solution.
    pub(crate) fn of(solved: Solved<'m>, counterfactual: Counterfactual) -> Self {
        let Solved { mut posed, sweep, solution } = solved;
        let prices = solution.state.segments.prices();
        posed.final_demand.evaluate(posed.model, &solution.state.values[prices]);
        Self { model: posed.model, counterfactual, posed, sweep, solution }
    }
}

impl Equilibrium<'_> {
    /// Real income by economy as a ratio to the baseline.
    #[must_use]
    pub fn real_income(&self) -> Vec<f64> {
        let index = &self.posed.final_demand.log_price_index;
        (0..self.model.layout.economies)
            .map(|economy| {
                self.sweep.income[economy] / self.model.income[economy] / index[economy].exp()
            })
            .collect()
    }

    /// G by economy as a ratio to the baseline, (1), for weights by economy and sector.
    #[must_use]
    pub fn government(&self, weights: &NodeTable) -> Vec<f64> {
        let model = self.model;
        let weights = model.layout.nodes_from(weights);
        let mean = |economy: usize, earned: &dyn Fn(usize) -> f64| {
            let (weighted, all) =
                (0..model.layout.sectors).fold((0.0, 0.0), |(weighted, all), sector| {
                    let node = model.layout.node(economy, sector);
                    (weighted + weights[node] * earned(node), all + earned(node))
                });
            weighted / all
        };
        let before =
            |node: usize| model.kept(node, model.factor_share[node]) * model.receipts[node];
        let now = |node: usize| self.earned(node);
        let real = self.real_income().into_iter().enumerate();
        real.map(|(economy, ratio)| ratio * mean(economy, &now) / mean(economy, &before)).collect()
    }

    /// V of a node.
    fn earned(&self, node: usize) -> f64 {
        self.model.kept(node, self.sweep.costs.factor_share[node]) * self.sweep.receipts[node]
    }

    /// What the change of real income is made of.
    ///
    /// # Errors
    /// As [`Model::parts`].
    pub fn parts(&self, options: &SolveOptions) -> Result<Parts, TradeError> {
        self.model.parts(&self.counterfactual, &self.solution, options)
    }

    /// The question that this answers.
    #[must_use]
    pub fn counterfactual(&self) -> &Counterfactual {
        &self.counterfactual
    }

    /// The question alone, to be used again.
    #[must_use]
    pub fn into_counterfactual(self) -> Counterfactual {
        self.counterfactual
    }

    /// The solution that this is.
    #[must_use]
    pub fn solution(&self) -> &Solution {
        &self.solution
    }

    /// Income by economy, in the world's currency at the numeraire.
    #[must_use]
    pub fn income(&self) -> &[f64] {
        &self.sweep.income[..self.model.layout.economies]
    }

    /// What an importer pays for a sector at the border, before tariffs, by exporter; and the share
    /// of its spending on each.
    #[must_use]
    pub fn purchases(&self, sector: SectorId, importer: EconomyId) -> Vec<(f64, f64)> {
        let layout = self.model.layout;
        let buyer = layout.node(importer.0, sector.0);
        let one = |exporter: usize| {
            let portion = self.sweep.portion(&self.posed, (sector.0, importer.0, exporter));
            (portion.border * self.sweep.expenditure[buyer], portion.share)
        };
        (0..layout.economies).map(one).collect()
    }

    /// Differentiates each objective, several at once, and hands each gradient to `then` with the
    /// position of its objective. Adjoint systems are solved to the relative residual `tolerance`.
    ///
    /// # Errors
    /// If an adjoint system does not reach the tolerance.
    pub fn gradients<T: Send>(
        &self,
        objectives: &[Objective],
        tolerance: f64,
        then: impl Fn(usize, Gradient) -> T + Sync,
    ) -> Result<Vec<T>, TradeError> {
        self.differentiate(objectives, Asked { tolerance, exponents: false }, then)
    }

    pub(crate) fn differentiate<T: Send>(
        &self,
        objectives: &[Objective],
        asked: Asked,
        then: impl Fn(usize, Gradient) -> T + Sync,
    ) -> Result<Vec<T>, TradeError> {
        let linearization =
            Linearization::new(&self.posed, &self.sweep, &self.solution.state.values);
        let preconditioner =
            Preconditioner::at(&self.posed, &self.sweep, &self.solution.state.values);
        let one = |(at, objective): (usize, &Objective)| {
            let found = adjoint::gradient(self, &linearization, &preconditioner, objective, asked)?;
            Ok(then(at, found))
        };
        objectives.par_iter().enumerate().map(one).collect()
    }

    /// Derivatives of the objective to incomes, prices and what sectors earn.
    pub(crate) fn seed(&self, objective: &Objective) -> crate::linear::Seed {
        let layout = self.model.layout;
        let weights = &objective.weights;
        let income = (0..layout.economies)
            .map(|economy| weights[economy] / self.sweep.income[economy])
            .collect();
        let (mut price, mut earned) = (vec![0.0; layout.nodes()], Vec::new());
        for sector in 0..layout.sectors {
            for economy in 0..layout.economies {
                let node = layout.node(economy, sector);
                price[node] = -weights[economy] * self.posed.final_demand.share[node];
            }
        }
        if let Some(political) = &objective.political {
            earned = self.earned_seed(&layout.nodes_from(political), weights);
        }
        crate::linear::Seed { income, price, earned }
    }

    /// d ln G / dV: lambda / sum lambda V - 1 / sum V.
    fn earned_seed(&self, political: &[f64], weights: &[f64]) -> Vec<f64> {
        let layout = self.model.layout;
        let mut seed = vec![0.0; layout.nodes()];
        for economy in 0..layout.economies {
            let nodes = || (0..layout.sectors).map(move |sector| layout.node(economy, sector));
            let (weighted, all) = nodes().fold((0.0, 0.0), |(weighted, all), node| {
                (weighted + political[node] * self.earned(node), all + self.earned(node))
            });
            for node in nodes() {
                seed[node] = weights[economy] * (political[node] / weighted - 1.0 / all);
            }
        }
        seed
    }
}
