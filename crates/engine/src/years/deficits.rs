//! How much of the answer hangs on what happens to trade deficits?

use super::amounts::listed;
use detente_trade::{
    Counterfactual, DeficitClosure, Model, Solution, SolveOptions, Status, TradeError,
};
use detente_world::World;

/// The closures that keep the baseline, in the words of the scenario language.
const CLOSURES: [(&str, DeficitClosure); 3] = [
    ("fixed", DeficitClosure::Fixed),
    ("proportional", DeficitClosure::Proportional),
    ("world-share", DeficitClosure::WorldShare),
];

/// A sentence with real income under each closure or, where deficits were removed, with what that
/// did before anything else: for the world and the economies of `focus`.
///
/// # Errors
/// If the question has no meaning.
pub(crate) fn deficits_in_words(
    world: &World,
    focus: &[String],
    (model, options): (&Model, &SolveOptions),
    (question, solution): (&Counterfactual, &Solution),
) -> Result<Option<String>, TradeError> {
    if let Some(removal) = model.removal() {
        let (unit, told) = listed(world, focus, &[Some(removal)], ", ");
        return Ok(Some(format!(
            "The baseline has no trade deficits, and every change of this run is measured from there. Removing them \
             changed real income, in {unit} a year: {told}."
        )));
    }
    if solution.status != Status::Converged {
        return Ok(None);
    }
    let mut incomes: Vec<Option<Vec<f64>>> = Vec::new();
    for (_, closure) in CLOSURES {
        let other = model.under(closure);
        let found = other.solve(question, options, Some(&solution.state))?;
        let outcome = (found.status == Status::Converged).then(|| other.outcome(question, &found));
        let outcome = outcome.transpose()?;
        incomes.push(outcome.map(|own| own.welfare.iter().map(|own| own.real_income).collect()));
    }
    let still = |own: &Option<Vec<f64>>| {
        own.as_ref().is_some_and(|own| own.iter().all(|value| value.abs() < 0.5))
    };
    if incomes.iter().all(still) {
        return Ok(None);
    }
    let names: Vec<&str> = CLOSURES.iter().map(|(name, _)| *name).collect();
    let (unit, told) =
        listed(world, focus, &incomes.iter().map(Option::as_deref).collect::<Vec<_>>(), ", ");
    Ok(Some(format!(
        "Change of real income in {unit} a year by closure of trade deficits (trade.deficits = {}): {told}.",
        names.join(", ")
    )))
}
