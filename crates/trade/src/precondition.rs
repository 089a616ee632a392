//! Which step does a residual call for? An approximate inverse of minus the Jacobian, and its
//! transpose.
//!
//! Wages are damped by their own elasticity after counting what the pending change of home spending
//! adds to labour demand; home prices follow the wage at once. With `h` labour per unit of home
//! spending and `e` the wage elasticity:
//!
//! ```text
//! (1)  dw_i = (r_i + sum_j h_ij X_ij r_Xij / W_i) / (1 + e_i)
//! (2)  dP_ij = r_Pij + h_ij dw_i,   dX = r_X,   dr = r_r / (1 + elasticity of payments to the specific factor)
//! ```

use crate::model::Model;
use crate::posed::Posed;
use crate::state::Segments;
use crate::sweep::Sweep;

/// Elasticities at a point: the baseline, or one on the way to a distant equilibrium.
#[derive(Clone, Debug)]
pub(crate) struct Preconditioner {
    /// How strongly labour demand falls with the own wage, by economy; zero where there is no
    /// labour.
    wage_elasticity: Vec<f64>,
    /// Labour per unit of home spending, by node.
    home_labour: Vec<f64>,
    /// The same times baseline spending over labour payments: change of labour demand per spending
    /// ratio.
    pending: Vec<f64>,
    /// How strongly payments to a specific factor fall with its return, by node.
    return_elasticity: Vec<f64>,
}

/// What the elasticities are made of, all by node but for `labour`.
struct Point<'a> {
    home_share: Vec<f64>,
    /// Sales weighted by what is lost of each market when the own price rises: sum_n sales_nij (1 -
    /// pi_nij).
    lost: Vec<f64>,
    factor_share: &'a [f64],
    labour: Vec<f64>,
    /// How the price of primary factors moves with the wage bill, by economy.
    slope: Vec<f64>,
}

impl Preconditioner {
    /// At the baseline of `model`.
    pub fn baseline(model: &Model) -> Self {
        let layout = model.layout;
        let mut point = Point {
            home_share: vec![0.0; layout.nodes()],
            lost: model.lost_sales.clone(),
            factor_share: &model.factor_share,
            labour: model.labour.clone(),
            slope: vec![1.0; layout.economies],
        };
        for sector in 0..layout.sectors {
            for economy in 0..layout.economies {
                point.home_share[layout.node(economy, sector)] =
                    model.supplier_share[layout.row(sector, economy) + economy];
            }
        }
        Self::new(model, &point)
    }

    /// At the point of `sweep`.
    pub fn at(posed: &Posed, sweep: &Sweep, state: &[f64]) -> Self {
        let (model, layout) = (posed.model, posed.model.layout);
        let wages = &state[posed.segments.wages()];
        let mut point = Point {
            home_share: vec![0.0; layout.nodes()],
            lost: vec![0.0; layout.nodes()],
            factor_share: &sweep.costs.factor_share,
            labour: posed
                .labour
                .iter()
                .zip(wages)
                .map(|(labour, wage)| labour * wage.exp())
                .collect(),
            slope: sweep.factor_slope.clone(),
        };
        let mut row = vec![0.0; layout.economies];
        for sector in 0..layout.sectors {
            for importer in 0..layout.economies {
                let buyer = layout.node(importer, sector);
                if model.expenditure[buyer] == 0.0 {
                    continue;
                }
                let shares = sweep.shares(posed, sector, importer, &mut row);
                let lost = model.nests(sector).lost(shares, importer);
                for exporter in 0..layout.economies {
                    let portion = sweep.portion(posed, (sector, importer, exporter));
                    point.lost[layout.node(exporter, sector)] +=
                        portion.receipts * sweep.expenditure[buyer] * lost(exporter);
                }
                point.home_share[buyer] = shares[importer];
            }
        }
        Self::new(model, &point)
    }

    fn new(model: &Model, point: &Point) -> Self {
        let layout = model.layout;
        let mut new = Self {
            wage_elasticity: vec![0.0; layout.stride],
            home_labour: vec![0.0; layout.nodes()],
            pending: vec![0.0; layout.nodes()],
            return_elasticity: vec![0.0; layout.nodes()],
        };
        for sector in 0..layout.sectors {
            let (unit, elasticity) = (model.nests(sector).unit(), model.home_elasticity[sector]);
            let specific = model.technology[sector].specific_share;
            for economy in 0..layout.economies {
                let (node, labour) = (layout.node(economy, sector), point.labour[economy]);
                let share = point.factor_share[node] * (1.0 - specific);
                new.home_labour[node] = point.home_share[node] * share;
                if labour > 0.0 {
                    new.wage_elasticity[economy] +=
                        unit * share * share * point.slope[economy] * point.lost[node] / labour;
                    new.pending[node] = new.home_labour[node] * model.expenditure[node] / labour;
                }
                new.home_labour[node] *= point.slope[economy];
                new.return_elasticity[node] = elasticity
                    * point.factor_share[node]
                    * specific
                    * (1.0 - point.home_share[node]);
            }
        }
        new
    }

    /// How strongly labour demand falls with the own wage, through the shares won and lost in each
    /// market, inputs aside.
    pub fn into_wage_elasticity(self) -> Vec<f64> {
        self.wage_elasticity
    }

    /// Turns residuals into a step.
    pub fn apply(&self, segments: Segments, residual: &mut [f64]) {
        let (wages, rest) = residual.split_at_mut(segments.wages().end);
        let (prices, rest) = rest.split_at_mut(segments.prices().len());
        let (spending, rest) = rest.split_at_mut(segments.spending().len());
        let stride = wages.len();
        for (pending, spending) in
            self.pending.chunks_exact(stride).zip(spending.chunks_exact(stride))
        {
            for ((wage, pending), spending) in wages.iter_mut().zip(pending).zip(spending) {
                *wage += pending * spending;
            }
        }
        wages
            .iter_mut()
            .zip(&self.wage_elasticity)
            .for_each(|(wage, elasticity)| *wage /= 1.0 + elasticity);
        for (home, prices) in
            self.home_labour.chunks_exact(stride).zip(prices.chunks_exact_mut(stride))
        {
            for ((price, home), wage) in prices.iter_mut().zip(home).zip(&*wages) {
                *price += home * wage;
            }
        }
        for (value, elasticity) in
            rest[..segments.returns().len()].iter_mut().zip(&self.return_elasticity)
        {
            *value /= 1.0 + elasticity;
        }
    }

    /// The transpose of [`Self::apply`], for the adjoint.
    pub fn apply_transposed(&self, segments: Segments, vector: &mut [f64]) {
        let (wages, rest) = vector.split_at_mut(segments.wages().end);
        let (prices, rest) = rest.split_at_mut(segments.prices().len());
        let (spending, rest) = rest.split_at_mut(segments.spending().len());
        let stride = wages.len();
        for (home, prices) in self.home_labour.chunks_exact(stride).zip(prices.chunks_exact(stride))
        {
            for ((wage, home), price) in wages.iter_mut().zip(home).zip(prices) {
                *wage += home * price;
            }
        }
        wages
            .iter_mut()
            .zip(&self.wage_elasticity)
            .for_each(|(wage, elasticity)| *wage /= 1.0 + elasticity);
        for (pending, spending) in
            self.pending.chunks_exact(stride).zip(spending.chunks_exact_mut(stride))
        {
            for ((spending, pending), wage) in spending.iter_mut().zip(pending).zip(&*wages) {
                *spending += pending * wage;
            }
        }
        for (value, elasticity) in
            rest[..segments.returns().len()].iter_mut().zip(&self.return_elasticity)
        {
            *value /= 1.0 + elasticity;
        }
    }
}
