//! What is in force on a day?

use crate::effect::state::{Support, TradeState};
use crate::resolve::assemble::{ResolvedEntry, assemble};
use crate::resolve::check::check_entries;
use crate::text::report::{Report, Severity};
use crate::written::options::TradeOptions;
use crate::written::scenario::Scenario;
use detente_world::World;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

/// What to resolve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResolveOptions {
    /// The day; by default the scenario's own, see [`Scenario::evaluation_date`].
    pub date: Option<Date>,
    /// Whether measures apply, or only shocks.
    pub include_measures: bool,
}

impl Default for ResolveOptions {
    fn default() -> Self {
        Self { date: None, include_measures: true }
    }
}

/// A scenario on a day, in a world.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Resolved {
    /// Title of the scenario.
    pub title: String,
    /// The world it was resolved in.
    pub world: String,
    /// The day.
    #[serde(serialize_with = "as_text")]
    pub date: Date,
    /// Options of the trade engine.
    pub trade: TradeOptions,
    /// Every entry, in force or not, in the order of application.
    pub entries: Vec<ResolvedEntry>,
    /// What the entries in force make together.
    #[serde(skip)]
    pub state: TradeState,
    /// What governments in force pay at home; it moves no engine.
    #[serde(skip)]
    pub supports: Vec<Support>,
}

fn as_text<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

impl Scenario {
    /// What the entries in force on a day make together: [`resolve`] of a scenario that was resolved
    /// on another day, with nothing but the state.
    ///
    /// # Errors
    /// Where the levels that entries add up to have no meaning on that day.
    pub fn state_on(
        &self,
        world: &World,
        date: Date,
        include_measures: bool,
    ) -> Result<TradeState, Report> {
        let (assembly, _, levels) = assemble(self, world, date, include_measures);
        if levels.iter().all(|problem| problem.severity == Severity::Warning) {
            return Ok(assembly.finish());
        }
        Err(Report::new(levels, self.files.clone()))
    }
}

/// The state on a day.
///
/// # Errors
/// Everything that is wrong, if there is an error; warnings are left to [`check`](crate::check()).
pub fn resolve(
    scenario: &Scenario,
    world: &World,
    options: &ResolveOptions,
) -> Result<Resolved, Report> {
    let date = options.date.unwrap_or_else(|| scenario.date_in(world));
    let mut problems = check_entries(scenario, world);
    if problems.iter().all(|problem| problem.severity == Severity::Warning) {
        let (mut assembly, entries, levels) =
            assemble(scenario, world, date, options.include_measures);
        problems.extend(levels);
        if problems.iter().all(|problem| problem.severity == Severity::Warning) {
            let trade = scenario.trade.resolve(world, scenario.horizon_in(world));
            let supports = std::mem::take(&mut assembly.supports);
            return Ok(Resolved {
                title: scenario.title.clone(),
                world: world.id.clone(),
                date,
                trade,
                entries,
                state: assembly.finish(),
                supports,
            });
        }
    }
    Err(Report::new(problems, scenario.files.clone()))
}
