//! Choices of the model and of the solver that are not data.

/// What happens to trade deficits when the world changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeficitClosure {
    /// Each stays at its baseline value in the numeraire (world value added).
    #[default]
    Fixed,
    /// Each stays a constant share of world gross output.
    WorldShare,
    /// The baseline is solved without them first, and is what every change is measured from
    /// ([`crate::Model::removal`] tells what that did).
    Zero,
    /// Each moves with the economy's own value added; what does not add up is shared in proportion
    /// to value added.
    Proportional,
}

/// Technology of one sector beyond its trade elasticity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SectorOptions {
    /// Elasticity between primary factors and inputs; 1 is Cobb-Douglas, at least 0.
    pub value_added_substitution: f64,
    /// Elasticity among inputs; 1 is Cobb-Douglas, at least 0.
    pub input_substitution: f64,
    /// Share of receipts that accrues as profit (monopolistic competition with fixed entry); from 0
    /// to below 1. Where a node's value added is a smaller share of its receipts, all of it but a
    /// thousandth is taken as profit.
    pub profit_share: f64,
    /// Share of factor payments that goes to a factor that cannot leave the sector (short
    /// horizons); from 0 to below 1.
    pub specific_share: f64,
}

impl Default for SectorOptions {
    fn default() -> Self {
        Self {
            value_added_substitution: 1.0,
            input_substitution: 1.0,
            profit_share: 0.0,
            specific_share: 0.0,
        }
    }
}

/// What to do where the flows imply a negative final demand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NegativeFinalDemand {
    /// Refuse the world and name the node.
    #[default]
    Reject,
    /// Set it to zero, scale the other shares of that economy, and solve the baseline again
    /// (Caliendo and Parro).
    ClipAndSolve,
}

/// Choices of the model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelOptions {
    /// What happens to trade deficits.
    pub deficits: DeficitClosure,
    /// Whether the baseline is first solved without deficits and taken as the new baseline
    /// (Caliendo and Parro).
    pub remove_deficits_first: bool,
    /// What to do where the flows imply a negative final demand.
    pub negative_final_demand: NegativeFinalDemand,
    /// Technology by sector; empty means Cobb-Douglas throughout.
    pub sectors: Vec<SectorOptions>,
    /// Elasticity among sectors in final demand; 1 is Cobb-Douglas.
    pub final_demand_substitution: f64,
    /// Exponent of home against foreign goods by sector, above -1; empty for the world's trade
    /// elasticities, which makes one nest.
    pub home_elasticity: Vec<f64>,
    /// Capital's share of factor payments by economy, from 0 to below 1; empty where labour is the
    /// only factor.
    pub capital_share: Vec<f64>,
}

impl Default for ModelOptions {
    fn default() -> Self {
        Self {
            deficits: DeficitClosure::Fixed,
            remove_deficits_first: false,
            negative_final_demand: NegativeFinalDemand::Reject,
            sectors: Vec::new(),
            final_demand_substitution: 1.0,
            home_elasticity: Vec::new(),
            capital_share: Vec::new(),
        }
    }
}

/// Limits of the solver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SolveOptions {
    /// Largest residual of a solution: the largest change of any log price, wage ratio or spending
    /// ratio in one more step.
    pub tolerance: f64,
    /// Sweeps over the world before an attempt counts as failed.
    pub maximum_sweeps: usize,
    /// Steps that the acceleration remembers.
    pub window: usize,
    /// Sweeps and products with the Jacobian over all attempts before the solve is given up.
    pub maximum_work: usize,
}

impl Default for SolveOptions {
    fn default() -> Self {
        Self { tolerance: 1e-10, maximum_sweeps: 400, window: 10, maximum_work: 10_000 }
    }
}
