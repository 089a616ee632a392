//! How much of the change of real income comes from which entry?

use super::translate::counterfactual;
use detente_record::row::{self, Row};
use detente_scenario::{ResolveOptions, Scenario};
use detente_trade::{
    Contributions, Counterfactual, Direction, Model, Solution, SolveOptions, TradeError,
};
use detente_world::World;
use detente_world::table::Table;

/// Stands for an entry, and for a cause of ranges: what goods that are missing in the weeks take from
/// the year.
pub const LOST: &str = "capacity lost in the weeks";

/// Difference from real income, as a fraction of income, from which on a run states it.
const STATED: f64 = 1e-6;

/// What entries contribute to the change of real income, with their names.
#[derive(Clone, Debug)]
pub struct ByEntry {
    /// Names of entries, as they apply.
    pub names: Vec<String>,
    /// What each contributes.
    pub found: Contributions,
}

/// What entries contribute to the answer `solution` of `question`, which holds all of them and what
/// the weeks lose; none where nothing changes trade.
///
/// # Errors
/// If an equilibrium on the way from no entry to all is not found.
pub fn by_entry(
    (scenario, world, on): (&Scenario, &World, &ResolveOptions),
    model: &Model,
    (question, solution): (&Counterfactual, &Solution),
    options: &SolveOptions,
) -> Result<Option<ByEntry>, TradeError> {
    let mut names = Vec::new();
    let mut directions = Vec::new();
    let mut before = Counterfactual::baseline(model);
    let states = scenario.states(world, on).into_iter();
    let states = states.map(|(name, state)| (name, counterfactual(&state)));
    for (name, after) in states.chain([(LOST.to_owned(), question.clone())]) {
        let direction = Direction::between(&before, &after, question);
        if !direction.is_nothing() {
            names.push(name);
            directions.push(direction);
        }
        before = after;
    }
    if directions.is_empty() {
        return Ok(None);
    }
    let found = model.contributions(question, solution, &directions, options)?;
    Ok(Some(ByEntry { names, found }))
}

/// The table: economies in the order of the world, entries as they apply.
pub(crate) fn contributions(world: &World, by: &ByEntry) -> Table {
    let economies = world.economies.iter().enumerate();
    row::Contribution::table(economies.flat_map(|(at, economy)| {
        by.names.iter().zip(&by.found.entries).map(move |(entry, values)| row::Contribution {
            economy: economy.code.as_str().into(),
            entry: entry.as_str().into(),
            real_income_musd: values[at],
        })
    }))
}

/// What a run says of them where they are not known or not exact.
pub(crate) fn contributions_in_words(
    found: &Result<Option<ByEntry>, TradeError>,
) -> Option<String> {
    match found {
        Err(why) => Some(format!("Real income is not shared out among entries: {why}.")),
        Ok(Some(by)) if by.found.error > STATED => Some(format!(
            "What entries contribute adds up to real income within {:.1e} of income, with {} equilibria on the way.",
            by.found.error, by.found.stops
        )),
        Ok(_) => None,
    }
}
