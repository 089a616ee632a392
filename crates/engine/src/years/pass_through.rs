//! How much of the answer hangs on how much of a duty exporters absorb?

use super::amounts::listed;
use detente_trade::{Counterfactual, Model, Solution, SolveOptions, Status, TradeError};
use detente_world::{LinkTable, World};

/// The low end of the estimates of 2018-19: Gopinath and Neiman (2026), NBER 34620, as reviews
/// quote it (grade B). Three papers of 2019-20 find 1.
const LOW: f64 = 0.80;

/// A sentence with real income at the low end of published pass-through, for the world and the
/// economies of `focus`; none where no duty changes or the scenario has a pass-through of its own.
///
/// # Errors
/// If the question has no meaning.
pub(crate) fn pass_through_in_words(
    world: &World,
    focus: &[String],
    (model, options): (&Model, &SolveOptions),
    (question, solution): (&Counterfactual, &Solution),
) -> Result<Option<String>, TradeError> {
    if question.pass_through.is_some() || question.tariff == *model.tariff() {
        return Ok(None);
    }
    let low = LinkTable::filled(world.economies.len(), world.sectors.len(), LOW);
    let asked = Counterfactual { pass_through: Some(low), ..question.clone() };
    let found = model.solve(&asked, options, Some(&solution.state))?;
    if found.status != Status::Converged {
        return Ok(None);
    }
    let outcome = model.outcome(&asked, &found)?;
    let incomes: Vec<f64> = outcome.welfare.iter().map(|own| own.real_income).collect();
    let (unit, told) = listed(world, focus, &[Some(&incomes)], ", ");
    Ok(Some(format!(
        "Exporters absorb no part of a change of duty. If they absorbed a fifth (trade.pass-through = {LOW}, the low end of the \
         estimates of 2018-19), real income would change, in {unit} a year, by: {told}."
    )))
}
