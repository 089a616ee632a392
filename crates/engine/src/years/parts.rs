//! What is the change of real income made of, and does it add up?

use detente_trade::{Counterfactual, Model, Parts, Solution, SolveOptions, TradeError};

/// Difference from real income, as a fraction of income, from which on a run states it.
const STATED: f64 = 1e-8;

/// The parts of real income at a solution.
pub(crate) fn parts_of(
    model: &Model,
    question: &Counterfactual,
    solution: &Solution,
    options: &SolveOptions,
) -> Result<Parts, TradeError> {
    model.parts(question, solution, options)
}

/// What a run says where the parts are not known, or do not add up to the last digits.
pub(crate) fn parts_in_words(parts: &Result<Parts, TradeError>) -> Option<String> {
    match parts {
        Err(why) => Some(format!(
            "Real income is not taken apart: an equilibrium on the way from the baseline was not found. {why}"
        )),
        Ok(parts) if parts.error > STATED => Some(format!(
            "The parts of real income add up to it within {:.1e} of income, with {} equilibria on the way; a bend on it, as \
             where a cap begins to bind, leaves the rest open.",
            parts.error, parts.stops
        )),
        Ok(_) => None,
    }
}
