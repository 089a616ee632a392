//! What does a year cost at both ends of what is known as a range: rates, and what the weeks lose?
//!
//! Each cause alone goes to its two ends; everything else stays in the middle.

use crate::error::EngineError;
use crate::weeks::Weeks;
use crate::years::{LOST, counterfactual, listed, lose_capacity, lost_at_ends};
use detente_record::LostCapacity;
use detente_record::row::{self, Row};
use detente_scenario::{ResolveOptions, Scenario, TradeState, resolve};
use detente_trade::{Model, Outcome, Solution, SolveOptions};
use detente_world::World;
use detente_world::table::Table;

/// Real income of every economy at the two ends of one cause, in the currency of the world.
pub struct Ends {
    /// What goes to its ends, as the table says it.
    pub cause: &'static str,
    /// Real income by economy at the low and the high end.
    pub incomes: [Vec<f64>; 2],
}

/// Of rates, as tables say it.
const RATES: &str = "rates known as a range";

/// A year that was solved in the middle of every range.
pub struct Middle<'a> {
    /// The scenario.
    pub written: &'a Scenario,
    /// Its world, under the elasticities that it asks for.
    pub world: &'a World,
    /// The day, and whether measures count.
    pub resolving: &'a ResolveOptions,
    /// The state of policy in the middle.
    pub state: &'a TradeState,
    /// The weeks, where they were followed.
    pub weeks: Option<&'a Weeks>,
    /// What they lose in the middle.
    pub lost: &'a [LostCapacity],
    /// The trade engine.
    pub model: &'a Model,
    /// Its limits.
    pub solver: &'a SolveOptions,
    /// The solution in the middle, from which the ends begin.
    pub solution: &'a Solution,
}

impl Middle<'_> {
    /// Both ends of each cause that has two.
    ///
    /// # Errors
    /// If there is no equilibrium at an end.
    pub fn ends(&self) -> Result<Vec<Ends>, EngineError> {
        let mut found = Vec::new();
        let Some(date) = self.resolving.date else { return Ok(found) };
        if let Some(ends) = self.written.ends(self.world, date) {
            let one = |end: &Scenario| {
                self.income(&resolve(end, self.world, self.resolving)?.state, self.lost)
            };
            found.push(Ends { cause: RATES, incomes: [one(&ends[0])?, one(&ends[1])?] });
        }
        if let Some([least, most]) = lost_at_ends(self.world, self.weeks, date) {
            let one = |lost: &[LostCapacity]| self.income(self.state, lost);
            found.push(Ends { cause: LOST, incomes: [one(&least)?, one(&most)?] });
        }
        Ok(found)
    }

    fn income(&self, state: &TradeState, lost: &[LostCapacity]) -> Result<Vec<f64>, EngineError> {
        let mut question = counterfactual(state);
        lose_capacity(&mut question, self.world, lost);
        let solution = self.model.solve(&question, self.solver, Some(&self.solution.state))?;
        let outcome = self.model.outcome(&question, &solution)?;
        Ok(outcome.welfare.iter().map(|own| own.real_income).collect())
    }
}

/// A sentence for each cause: real income of the world and of the economies in `focus`.
pub(crate) fn sentences(ends: &[Ends], world: &World, focus: &[String]) -> Vec<String> {
    let one = |Ends { cause, incomes: [low, high] }: &Ends| {
        let (unit, told) = listed(world, focus, &[Some(low), Some(high)], " and ");
        format!(
            "At the low and the high end of {cause} real income changes, in {unit} a year, by: {told}."
        )
    };
    ends.iter().map(one).collect()
}

/// The same for every economy.
pub(crate) fn table(ends: &[Ends], world: &World, middle: &Outcome) -> Table {
    let rows = ends.iter().flat_map(|Ends { cause, incomes }| {
        world.economies.iter().enumerate().map(move |(at, economy)| row::IncomeRange {
            economy: economy.code.as_str().into(),
            cause: (*cause).into(),
            real_income_musd: middle.welfare[at].real_income,
            real_income_at_low_musd: incomes[0][at],
            real_income_at_high_musd: incomes[1][at],
        })
    });
    row::IncomeRange::table(rows)
}
