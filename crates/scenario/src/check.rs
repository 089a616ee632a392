//! Does a scenario fit a world? Names, empty selections, overlapping entries.

use crate::kinds::Claim;
use crate::report::{Diagnostic, Report, Severity};
use crate::resolve::assemble;
use crate::scenario::{Draft, Entry, Scenario};
use crate::timeline::Window;
use detente_world::World;
use jiff::civil::Date;

/// Every problem of a scenario in a world, warnings included.
#[must_use]
pub fn check(scenario: &Scenario, world: &World) -> Report {
    let mut problems = check_entries(scenario, world);
    // Levels mean something only where every name does.
    if problems.iter().all(|problem| problem.severity == Severity::Warning) {
        problems.extend(assemble(scenario, world, scenario.date_in(world), true).2);
    }
    Report::new(problems, scenario.files.clone())
}

impl Draft {
    /// Every problem at once: those of the file itself, and those it has with a world.
    #[must_use]
    pub fn check(&self, world: &World) -> Report {
        check(&self.0, world)
    }
}

impl Scenario {
    /// The day on which the state is taken; without any date the last day of the world's year.
    pub(crate) fn date_in(&self, world: &World) -> Date {
        let year = i16::try_from(world.year).unwrap_or(1);
        self.evaluation_date().unwrap_or_else(|| Date::new(year, 12, 31).unwrap_or_default())
    }
}

/// Everything but the levels that the entries add up to.
pub(crate) fn check_entries(scenario: &Scenario, world: &World) -> Vec<Diagnostic> {
    let mut problems = scenario.problems.clone();
    problems.extend(scenario.mentions.iter().filter_map(|mention| mention.check(world)));
    scenario.trade.check(world, &mut problems);
    for action in scenario.entries.iter().filter_map(|entry| entry.action.as_ref()) {
        action.check(world, &mut problems);
    }
    if scenario.taken.is_none() {
        let mut at_ends = Vec::new();
        scenario.levers.ends().for_each(|action| action.check(world, &mut at_ends));
        at_ends.retain(|problem| !problems.contains(problem));
        problems.extend(at_ends);
    }
    find_overlaps(scenario, world, &mut problems);
    if let Some(negotiation) = &scenario.negotiation {
        negotiation.check(world, &mut problems);
    }
    for variant in scenario.variants.iter().flatten() {
        let mut later = check_entries(variant, world);
        later.retain(|problem| !problems.contains(problem));
        problems.extend(later);
    }
    problems
}

fn find_overlaps(scenario: &Scenario, world: &World, problems: &mut Vec<Diagnostic>) {
    let claim = |entry: &Entry| entry.action.as_ref().and_then(|action| action.claim(world));
    let mut claims: Vec<(&Entry, Claim)> = Vec::new();
    for entry in &scenario.entries {
        let Some(mut claim) = claim(entry) else { continue };
        claim.links.sort_unstable();
        let overrides = entry.action.as_ref().is_some_and(|action| action.overrides());
        for (earlier, other) in claims.iter().filter(|(earlier, _)| !overrides && earlier.kind == entry.kind) {
            if let Some(problem) = overlap(earlier, other, entry, &claim, world) {
                problems.push(problem);
            }
        }
        claims.push((entry, claim));
    }
}

fn overlap(one: &Entry, claim: &Claim, other: &Entry, later: &Claim, world: &World) -> Option<Diagnostic> {
    let whole = one.window().and(other.window());
    let windows = claim.windows.iter().flat_map(|a| later.windows.iter().map(|b| whole.and(*a).and(*b)));
    let window = windows.into_iter().find(|window| !window.is_empty())?;
    let (few, many) =
        if claim.links.len() < later.links.len() { (&claim.links, &later.links) } else { (&later.links, &claim.links) };
    let shared: Vec<_> = few.iter().filter(|link| many.binary_search(link).is_ok()).collect();
    let example = shared.first()?.describe(world);
    let message = format!("overlapping entries: `{}` and `{}`", one.name.value, other.name.value);
    let label = format!("decides {} as well{}", example, when(window));
    let hint = format!(
        "{} in both; separate them by dates or selectors, or write override = true in the later one",
        if shared.len() == 1 { "1 link is".to_owned() } else { format!("{} links are", shared.len()) }
    );
    let problem = Diagnostic::error(other.name.place, message, label);
    Some(problem.related(one.name.place, "this entry decides it already").hint(hint))
}

fn when(window: Window) -> String {
    match (window.from, window.until) {
        (Some(from), Some(until)) => format!(", {from} to {until}"),
        (Some(from), None) => format!(", from {from}"),
        (None, Some(until)) => format!(", until {until}"),
        (None, None) => String::new(),
    }
}
