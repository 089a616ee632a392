//! How much of the answer hangs on what happens to trade deficits?

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
    let unit = &world.currency;
    if let Some(removal) = model.removal() {
        let told = listed(world, focus, &[Some(removal.to_vec())]);
        return Ok(Some(format!(
            "The baseline has no trade deficits: removing them changed real income, in {unit}, before anything else did: {told}. \
             Every change of this run is measured from there."
        )));
    }
    if solution.status != Status::Converged {
        return Ok(None);
    }
    let mut incomes = Vec::new();
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
    let told = listed(world, focus, &incomes);
    Ok(Some(format!(
        "Real income in {unit} by what happens to trade deficits (trade.deficits = {}): {told}.",
        names.join(", ")
    )))
}

/// `world -1, -2, -3; USA ...`.
pub(super) fn listed(world: &World, focus: &[String], incomes: &[Option<Vec<f64>>]) -> String {
    let named = |name: &str, of: &dyn Fn(&[f64]) -> f64| {
        let one = |own: &Option<Vec<f64>>| {
            own.as_ref().map_or("no solution".to_owned(), |own| format!("{:.0}", of(own)))
        };
        format!("{name} {}", incomes.iter().map(one).collect::<Vec<_>>().join(", "))
    };
    let mut told = vec![named("world", &|own| own.iter().sum())];
    let places = focus.iter().filter_map(|code| Some((code, world.economy(code)?)));
    told.extend(places.map(|(code, economy)| named(code, &|own| own[economy.0])));
    told.join("; ")
}
