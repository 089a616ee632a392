//! How precisely is the programme solved, and how long may it take?

/// Limits of the solver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Tolerance of the interior-point method on feasibility and on the gap, relative.
    pub tolerance: f64,
    /// Most iterations of the interior-point method.
    pub maximum_iterations: u32,
    /// Largest relative change of a tax between two rounds of the loop over tariffs.
    pub tariff_tolerance: f64,
    /// Most rounds of that loop.
    pub maximum_tariff_rounds: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tolerance: 1e-10,
            maximum_iterations: 200,
            tariff_tolerance: 1e-8,
            maximum_tariff_rounds: 100,
        }
    }
}
