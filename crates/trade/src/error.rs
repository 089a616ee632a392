//! What keeps a world from becoming a model, and a counterfactual from being solved.

/// Why a model could not be calibrated or a question not be posed. Numerical outcomes are in
/// [`Status`](crate::Status).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TradeError {
    /// The world has nothing to solve.
    #[error(
        "the world has {economies} economies and {sectors} sectors; the trade engine needs at least one of each"
    )]
    Empty {
        /// Number of economies.
        economies: usize,
        /// Number of sectors.
        sectors: usize,
    },
    /// A sector uses more inputs than it sells, or a final demand is negative.
    #[error(
        "{what} of {economy} in sector {sector} is {value}; run `detente world check` on the pack and repair it"
    )]
    NegativeAccount {
        /// Which account.
        what: &'static str,
        /// Code of the economy.
        economy: String,
        /// Code of the sector.
        sector: String,
        /// Its value in the world's currency.
        value: f64,
    },
    /// An option outside its range.
    #[error("{option} of sector {sector} is {value}; it must be {range}")]
    Option {
        /// Name of the option.
        option: &'static str,
        /// Code of the sector, or `*`.
        sector: String,
        /// The value given.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
    /// A share of capital outside its range, or one too few or too many.
    #[error("capital share of {economy} is {value}; give one per economy, from 0 to below 1")]
    CapitalShare {
        /// Code of the economy, or `*` where their number is wrong.
        economy: String,
        /// The value given, or how many.
        value: f64,
    },
    /// Options for another number of sectors.
    #[error(
        "options for {given} sectors, but the world has {expected}; give one entry per sector, or none for Cobb-Douglas"
    )]
    OptionCount {
        /// Entries given.
        given: usize,
        /// Sectors in the world.
        expected: usize,
    },
    /// A counterfactual value that has no meaning.
    #[error("{what} is {value} at {place}; it must be {range}")]
    Counterfactual {
        /// Which lever.
        what: &'static str,
        /// Where.
        place: String,
        /// The value given.
        value: f64,
        /// What is allowed.
        range: &'static str,
    },
    /// The baseline itself has to be solved first, without deficits or with final demand clipped,
    /// and was not found.
    #[error(
        "the baseline of the model was not found: {status}; keep the deficits (remove-deficits = false). Nothing was written."
    )]
    Baseline {
        /// The status of its solution.
        status: String,
    },
    /// Something was asked of a point that is no equilibrium.
    #[error("a converged solution is needed, but its status is: {status}")]
    NotConverged {
        /// The status of the solution.
        status: String,
    },
    /// The linear system of a derivative did not reach its tolerance.
    #[error(
        "the linear system of a derivative stopped at a relative residual of {residual:e} after {products} products"
    )]
    Adjoint {
        /// Relative residual reached.
        residual: f64,
        /// Products with the Jacobian or its transpose used.
        products: usize,
    },
}
