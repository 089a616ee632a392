//! Which tariff, tax or other lever matters most for an economy's welfare? All derivatives from one
//! linear solve.
//!
//! With residuals `R(u, z) = 0` for unknowns u and levers z, and an objective `W(u, z)`,
//!
//! ```text
//! (1)  R_u^T lambda = -W_u
//! (2)  dW/dz = W_z + R_z^T lambda
//! ```
//! so one transposed solve gives the derivative to every lever at once. The objective is a weighted
//! sum of log real incomes.

use crate::counterfactual::Counterfactual;
use crate::equilibrium::Equilibrium;
use crate::error::TradeError;
use crate::linear::{Linearization, Sensitivity};
use crate::model::Model;
use crate::precondition::Preconditioner;
use crate::slopes;
use crate::solve::Solution;
use detente_numeric::Gmres;
use detente_world::{EconomyId, LinkTable, NodeTable, SectorId};

const LINEAR: Gmres = Gmres { tolerance: 1e-10, restart: 80, maximum_products: 400 };

/// Whose welfare: weights on the log real income of each economy, or on what its government sees in
/// it.
#[derive(Clone, Debug, PartialEq)]
pub struct Objective {
    /// One weight per economy.
    pub weights: Vec<f64>,
    /// Weights of governments on what is earned in each sector, [`Equilibrium::government`]; none
    /// for plain real income.
    pub political: Option<NodeTable>,
}

impl Objective {
    /// The log real income of one economy.
    #[must_use]
    pub fn of(model: &Model, economy: EconomyId) -> Self {
        let mut weights = vec![0.0; model.layout.economies];
        weights[economy.0] = 1.0;
        Self { weights, political: None }
    }

    /// World welfare: log real incomes weighted by baseline income shares.
    #[must_use]
    pub fn world(model: &Model) -> Self {
        let total: f64 = model.income.iter().sum();
        Self {
            weights: model.income.iter().map(|income| income / total).collect(),
            political: None,
        }
    }

    /// The objective's value at a solution.
    ///
    /// # Errors
    /// If the solution is not converged.
    pub fn value(
        &self,
        model: &Model,
        counterfactual: &Counterfactual,
        solution: &Solution,
    ) -> Result<f64, TradeError> {
        let equilibrium = model.equilibrium(counterfactual.clone(), solution.clone())?;
        let ratios = match &self.political {
            Some(political) => equilibrium.government(political),
            None => equilibrium.real_income(),
        };
        Ok(self.weights.iter().zip(&ratios).map(|(weight, ratio)| weight * ratio.ln()).sum())
    }
}

/// Derivatives of an objective to every lever, at a solution.
///
/// Tastes (the demand lever) have none: welfare before and after a change of tastes cannot be
/// compared.
#[derive(Clone, Debug)]
pub struct Gradient {
    /// Per unit of tariff rate (0.01 is one point).
    pub tariff: LinkTable,
    /// Per unit of export-tax rate.
    pub export_tax: LinkTable,
    /// Per log unit of iceberg trade cost.
    pub trade_cost: LinkTable,
    /// Per log unit of productivity.
    pub productivity: NodeTable,
    /// Per unit of currency received.
    pub transfer: Vec<f64>,
    /// Per unit of the exponent among origins, by sector, at the baseline's own shares. Empty from
    /// [`Equilibrium::gradients`], which differentiates to policy alone.
    pub trade_elasticity: Vec<f64>,
    /// Per unit of the exponent of home against foreign, by sector. Where a sector has one nest,
    /// the sum of both is the derivative to its one exponent.
    pub home_elasticity: Vec<f64>,
    /// Per log unit of each cap's limit, in the order of the counterfactual; zero for slack caps
    /// and bans.
    pub cap_limit: Vec<f64>,
    /// Products with the transposed Jacobian.
    pub products: usize,
    /// Relative residual of the adjoint system.
    pub relative_residual: f64,
}

/// How exactly to differentiate, and whether to the exponents too.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub tolerance: f64,
    pub exponents: bool,
}

/// (1) and (2) for one objective.
pub(crate) fn gradient(
    equilibrium: &Equilibrium,
    linearization: &Linearization,
    preconditioner: &Preconditioner,
    objective: &Objective,
    asked: Asked,
) -> Result<Gradient, TradeError> {
    let segments = equilibrium.posed.segments;
    let seed = equilibrium.seed(objective);
    let zero = vec![0.0; segments.start().len()];
    let right: Vec<f64> =
        linearization.transpose(&zero, Some(&seed)).state.iter().map(|value| -value).collect();
    let preconditioned = |vector: &[f64]| {
        // The preconditioner approximates the inverse of minus the Jacobian.
        let mut step: Vec<f64> = vector.iter().map(|value| -value).collect();
        preconditioner.apply_transposed(segments, &mut step);
        step
    };
    let solver = Gmres { tolerance: asked.tolerance, ..LINEAR };
    let adjoint =
        solver.solve(&right, |vector| linearization.transpose(vector, None).state, preconditioned);
    if !adjoint.converged {
        return Err(TradeError::Adjoint {
            residual: adjoint.relative_residual,
            products: adjoint.products,
        });
    }
    let sensitivity = linearization.transpose(&adjoint.solution, Some(&seed));
    let counterfactual = &equilibrium.counterfactual;
    let mut gradient =
        equilibrium.model.levers(counterfactual, linearization, &sensitivity, &adjoint.solution);
    gradient.products = adjoint.products;
    gradient.relative_residual = adjoint.relative_residual;
    if asked.exponents {
        let found =
            slopes::of_exponents(equilibrium.model, counterfactual, linearization, &sensitivity);
        (gradient.trade_elasticity, gradient.home_elasticity) = found;
    }
    Ok(gradient)
}

impl Model {
    /// Differentiates `objective` at a solution of `counterfactual`.
    ///
    /// # Errors
    /// If the solution is not converged, or the adjoint system does not reach its tolerance.
    pub fn gradient(
        &self,
        counterfactual: &Counterfactual,
        solution: &Solution,
        objective: &Objective,
    ) -> Result<Gradient, TradeError> {
        let equilibrium = self.equilibrium(counterfactual.clone(), solution.clone())?;
        let asked = Asked { tolerance: LINEAR.tolerance, exponents: true };
        let mut found =
            equilibrium
                .differentiate(std::slice::from_ref(objective), asked, |_, gradient| gradient)?;
        found.pop().ok_or(TradeError::Adjoint { residual: f64::NAN, products: 0 })
    }

    fn levers(
        &self,
        counterfactual: &Counterfactual,
        linearization: &Linearization,
        to: &Sensitivity,
        adjoint: &[f64],
    ) -> Gradient {
        let layout = self.layout;
        let table = || LinkTable::filled(layout.economies, layout.sectors, 0.0);
        let mut gradient = Gradient {
            tariff: table(),
            export_tax: table(),
            trade_cost: table(),
            productivity: layout
                .node_table(&to.log_cost.iter().map(|value| -value).collect::<Vec<f64>>()),
            transfer: to.income.clone(),
            trade_elasticity: Vec::new(),
            home_elasticity: Vec::new(),
            cap_limit: self.cap_limits(counterfactual, linearization, adjoint),
            products: 0,
            relative_residual: 0.0,
        };
        for sector in 0..layout.sectors {
            for importer in 0..layout.economies {
                self.row_levers(
                    counterfactual,
                    linearization,
                    to,
                    (sector, importer),
                    &mut gradient,
                );
            }
        }
        self.capped_levers(counterfactual, linearization, to, &mut gradient);
        gradient
    }

    /// Derivatives of one buyer's suppliers; `log` derivatives are divided by `1 + rate` to be per
    /// unit of rate.
    fn row_levers(
        &self,
        counterfactual: &Counterfactual,
        linearization: &Linearization,
        to: &Sensitivity,
        (sector, importer): (usize, usize),
        gradient: &mut Gradient,
    ) {
        let (layout, posed, sweep) = (self.layout, linearization.posed, linearization.sweep);
        let (buyer, nests) = (layout.node(importer, sector), self.nests(sector));
        if self.expenditure[buyer] == 0.0 {
            return;
        }
        let (s, n) = (SectorId(sector), EconomyId(importer));
        for exporter in 0..layout.economies {
            let seller = layout.node(exporter, sector);
            let elasticity = nests.of(importer == exporter);
            let portion = sweep.portion(posed, (sector, importer, exporter));
            let value = portion.receipts * sweep.expenditure[buyer];
            let border = portion.border * sweep.expenditure[buyer];
            let flows = value * to.receipts[seller] + border * to.at_border[seller];
            let revenue = to.income[importer] * border;
            let price = linearization.price_of_link(to, (sector, buyer), importer == exporter);
            let cost = price * portion.share + elasticity * (revenue - flows);
            let tariff = cost + revenue - flows;
            // Without export taxes anywhere the tables keep no border values, but the first one
            // would earn revenue.
            let earned = if sweep.at_border.is_empty() { to.income[exporter] } else { 0.0 };
            let export = cost - value * (to.receipts[seller] - earned);
            // A duty that is absorbed in part is a subsidy of the exporter's owners too.
            let tariff =
                tariff - counterfactual.absorbed_part((s, n, EconomyId(exporter))) * export;
            gradient.trade_cost.set(s, n, EconomyId(exporter), cost);
            gradient.tariff.set(
                s,
                n,
                EconomyId(exporter),
                tariff / (1.0 + counterfactual.tariff.get(s, n, EconomyId(exporter))),
            );
            gradient.export_tax.set(
                s,
                n,
                EconomyId(exporter),
                export / (1.0 + counterfactual.export_tax.get(s, n, EconomyId(exporter))),
            );
        }
    }

    /// On capped links levers also move the rent and the capped quantity.
    fn capped_levers(
        &self,
        counterfactual: &Counterfactual,
        linearization: &Linearization,
        to: &Sensitivity,
        gradient: &mut Gradient,
    ) {
        for (cap, sensitivities) in linearization.posed.caps.iter().zip(&to.capped_value) {
            for (link, through_value) in cap.links.iter().zip(sensitivities) {
                let (s, n, i) =
                    (SectorId(link.sector), EconomyId(link.importer), EconomyId(link.exporter));
                let elasticity = link.elasticity;
                let rent_weight = to.income[link.recipient] - to.income[link.exporter];
                let at = linearization
                    .posed
                    .caps
                    .iter()
                    .position(|other| std::ptr::eq(other, cap))
                    .unwrap_or_default();
                let rent = linearization.sweep.rents[at]
                    .iter()
                    .zip(&cap.links)
                    .find(|(_, other)| other.at == link.at)
                    .map_or(0.0, |(rent, _)| *rent);
                let add = |table: &mut LinkTable, change: f64| {
                    table.set(s, n, i, table.get(s, n, i) + change)
                };
                add(&mut gradient.trade_cost, -elasticity * through_value);
                let export = rent_weight * rent - (elasticity + 1.0) * through_value;
                let duty = -(elasticity + 1.0) * through_value
                    - counterfactual.absorbed_part((s, n, i)) * export;
                add(&mut gradient.tariff, duty / (1.0 + counterfactual.tariff.get(s, n, i)));
                add(
                    &mut gradient.export_tax,
                    export / (1.0 + counterfactual.export_tax.get(s, n, i)),
                );
            }
        }
    }

    fn cap_limits(
        &self,
        counterfactual: &Counterfactual,
        linearization: &Linearization,
        adjoint: &[f64],
    ) -> Vec<f64> {
        let weights = &adjoint[linearization.posed.segments.caps()];
        let mut solved = linearization
            .binding
            .iter()
            .zip(weights)
            .map(|(binding, weight)| binding.map_or(0.0, |divisor| -weight / divisor));
        counterfactual
            .caps
            .iter()
            .map(|cap| if cap.limit == 0.0 { 0.0 } else { solved.next().unwrap_or(0.0) })
            .collect()
    }
}
