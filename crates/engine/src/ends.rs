//! What does a year cost at both ends of rates that are known as a range?

use crate::error::EngineError;
use crate::years::counterfactual;
use detente_scenario::{ResolveOptions, Scenario, resolve};
use detente_trade::{Counterfactual, Model, SolveOptions};
use detente_world::World;
use std::fmt::Write;

/// A sentence with the real income of the world and of some economies at both ends; none where no
/// rate in force on the day is known as a range. `lose` takes what the weeks lose out of a question.
pub(crate) fn at_ends(
    written: &Scenario,
    world: &World,
    options: &ResolveOptions,
    focus: &[String],
    (model, solver): (&Model, &SolveOptions),
    lose: &dyn Fn(&mut Counterfactual),
) -> Result<Option<String>, EngineError> {
    let Some(ends) = options.date.and_then(|date| written.ends(world, date)) else {
        return Ok(None);
    };
    let mut incomes = Vec::new();
    for end in &ends {
        let state = resolve(end, world, options)?.state;
        let mut question = counterfactual(&state);
        lose(&mut question);
        let outcome = model.outcome(&question, &model.solve(&question, solver, None)?)?;
        incomes.push(outcome.welfare.iter().map(|own| own.real_income).collect::<Vec<f64>>());
    }
    let all = |end: usize| incomes[end].iter().sum::<f64>();
    let unit = &world.currency;
    let mut text = format!(
        "At the low and the high end of rates that are known as a range real income changes by {:.0} and {:.0} {unit} in the world",
        all(0),
        all(1)
    );
    for code in focus {
        if let Some(economy) = world.economy(code) {
            let [low, high] = [0, 1].map(|end| incomes[end][economy.0]);
            // Writing to a string cannot fail.
            let _ = write!(text, "; {code} {low:.0} and {high:.0}");
        }
    }
    Ok(Some(text + "."))
}
