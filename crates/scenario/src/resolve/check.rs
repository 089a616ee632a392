//! Does a scenario fit a world? Names, empty selections, overlapping entries.

use crate::effect::timeline::Window;
use crate::elasticity::horizon::Horizon;
use crate::elasticity::settle::TradeElasticities;
use crate::kinds::entry::{Entry, Side};
use crate::kinds::kind::Claim;
use crate::kinds::quantity_cap;
use crate::resolve::assemble::assemble;
use crate::resolve::reserves::find_overdrawn;
use crate::select::links::Link;
use crate::text::report::{Diagnostic, Report, Severity};
use crate::written::scenario::{Draft, Scenario};
use detente_world::World;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// The horizon, in years, of a scenario that knows no day: trade has settled.
const LONG_RUN: f64 = 10.0;

/// Every problem of a scenario in a world, warnings included.
#[must_use]
pub fn check(scenario: &Scenario, world: &World) -> Report {
    let mut problems = check_entries(scenario, world);
    // Levels mean something only where every name does.
    if problems.iter().all(|problem| problem.severity == Severity::Warning) {
        crate::resolve::doubts::find(scenario, world, &mut problems);
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

    /// Years from the first shock to the end, at least a quarter; without a dated shock from the
    /// start.
    pub(crate) fn horizon_in(&self, world: &World) -> f64 {
        let last = self.end.unwrap_or_else(|| self.date_in(world));
        self.first_shock().map_or(LONG_RUN, |first| Horizon::between(first, last).0)
    }

    /// The day on which the first shock begins; without a dated shock the scenario's start.
    #[must_use]
    pub fn first_shock(&self) -> Option<Date> {
        let shocks = self.entries.iter().filter(|entry| entry.side == Side::Shock);
        let begins = |entry: &Entry| {
            let phases = entry.action.as_ref().map(|action| action.phase_starts());
            entry.from.into_iter().chain(phases.unwrap_or_default()).min()
        };
        shocks.filter_map(begins).min().or(self.start)
    }

    /// The least and the greatest horizon, in years, of the scenario's set of elasticities; none
    /// where it is the same at every horizon.
    #[must_use]
    pub fn elasticity_horizons(&self) -> Option<(f64, f64)> {
        self.trade.horizons()
    }

    /// The exponents of every sector of `world`, by source and home, `years` after the first shock:
    /// the published path of the scenario's set, whatever horizon the scenario asks for.
    #[must_use]
    pub fn elasticities_after(&self, world: &World, years: f64) -> (Vec<f64>, Vec<f64>) {
        // A set that is not known was refused where the scenario was checked.
        self.trade.nests_at(world, None, years).ok().flatten().map_or_else(
            || {
                let own: Vec<f64> =
                    world.sectors.iter().map(|sector| sector.trade_elasticity).collect();
                (own.clone(), own)
            },
            |found| (found.source, found.home),
        )
    }

    /// The exponents of every sector of `world` under the set `set`, or under the scenario's own;
    /// none where the world's own hold in one nest.
    ///
    /// # Errors
    /// The names of all sets, if there is none of that name.
    pub fn trade_elasticities(
        &self,
        world: &World,
        set: Option<&str>,
    ) -> Result<Option<TradeElasticities>, String> {
        self.trade.nests(world, set, self.horizon_in(world))
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
        extend_by_new(&mut problems, at_ends);
    }
    find_overlaps(scenario, world, &mut problems);
    if problems.iter().all(|problem| problem.severity == Severity::Warning) {
        find_overdrawn(scenario, world, &mut problems);
    }
    if let Some(negotiation) = &scenario.negotiation {
        negotiation.check(world, &mut problems);
    }
    for variant in scenario.variants.iter().flatten() {
        extend_by_new(&mut problems, check_entries(variant, world));
    }
    problems
}

/// Adds the problems that are not there yet.
fn extend_by_new(problems: &mut Vec<Diagnostic>, mut later: Vec<Diagnostic>) {
    let known: HashSet<&Diagnostic> = problems.iter().collect();
    later.retain(|problem| !known.contains(problem));
    problems.extend(later);
}

/// A claim on more links than this is compared with every other claim of its kind; one on fewer
/// with those that name one of its links.
const NARROW: usize = 64;

/// How many further entries that decide the same are counted: to count all would take time in the
/// square of their number.
const COUNTED: usize = 10;

/// What entries decide, in the order of the file.
#[derive(Default)]
struct Claims<'a> {
    held: Vec<(&'a Entry, Claim)>,
    /// Positions of the claims of a kind on many links, and of all.
    wide: HashMap<&'a str, Vec<usize>>,
    all: HashMap<&'a str, Vec<usize>>,
    /// Positions of claims on few links, by kind and link.
    narrow: HashMap<(&'a str, Link), Vec<usize>>,
}

impl<'a> Claims<'a> {
    /// Positions of earlier claims of the kind that may have a link of these, in order.
    fn candidates(&self, kind: &'a str, links: &[Link]) -> Vec<usize> {
        let of = |map: &HashMap<&'a str, Vec<usize>>| map.get(kind).cloned().unwrap_or_default();
        if links.len() > NARROW {
            return of(&self.all);
        }
        let mut found = of(&self.wide);
        found.extend(links.iter().filter_map(|link| self.narrow.get(&(kind, *link))).flatten());
        found.sort_unstable();
        found.dedup();
        found
    }

    fn push(&mut self, entry: &'a Entry, claim: Claim) {
        let (at, kind) = (self.held.len(), entry.kind);
        self.all.entry(kind).or_default().push(at);
        if claim.links.len() > NARROW {
            self.wide.entry(kind).or_default().push(at);
        } else {
            claim
                .links
                .iter()
                .for_each(|link| self.narrow.entry((kind, *link)).or_default().push(at));
        }
        self.held.push((entry, claim));
    }
}

/// Reports each entry that decides what an earlier one of its kind decides: the first such, and how
/// many more there are.
fn find_overlaps(scenario: &Scenario, world: &World, problems: &mut Vec<Diagnostic>) {
    let mut claims = Claims::default();
    for entry in &scenario.entries {
        let Some(action) = &entry.action else { continue };
        let Some(mut claim) = action.claim(world) else { continue };
        claim.links.sort_unstable();
        if !action.overrides() {
            let earlier = claims.candidates(entry.kind, &claim.links);
            let held = earlier.into_iter().map(|at| &claims.held[at]);
            let mut overlapping = held.filter_map(|(earlier, other)| {
                Some((earlier, shared(earlier, other, entry, &claim)?))
            });
            if let Some((earlier, (window, links))) = overlapping.next() {
                let more = overlapping.take(COUNTED).count();
                let way = if entry.kind == quantity_cap::KIND.name {
                    "dates or selectors, name the goods of one link in one entry, or write override = true in the later one"
                } else if claim.lines.is_empty() {
                    "dates or selectors, or write override = true in the later one"
                } else {
                    "dates, selectors or products"
                };
                problems.push(overlap(earlier, entry, window, &links, (more, way), world));
            }
        }
        claims.push(entry, claim);
    }
}

/// When and on which links two entries decide the same, if they do.
fn shared(one: &Entry, claim: &Claim, other: &Entry, later: &Claim) -> Option<(Window, Vec<Link>)> {
    if !claim.meets(later) {
        return None;
    }
    let whole = one.window().and(other.window());
    let windows =
        claim.windows.iter().flat_map(|a| later.windows.iter().map(|b| whole.and(*a).and(*b)));
    let window = windows.into_iter().find(|window| !window.is_empty())?;
    let (few, many) = if claim.links.len() < later.links.len() {
        (&claim.links, &later.links)
    } else {
        (&later.links, &claim.links)
    };
    let shared: Vec<Link> =
        few.iter().filter(|link| many.binary_search(link).is_ok()).copied().collect();
    (!shared.is_empty()).then_some((window, shared))
}

fn overlap(
    one: &Entry,
    other: &Entry,
    window: Window,
    shared: &[Link],
    (more, way): (usize, &str),
    world: &World,
) -> Diagnostic {
    let example = shared.first().map_or(String::new(), |link| link.describe(world));
    let message = format!("overlapping entries: `{}` and `{}`", one.name.value, other.name.value);
    let label = format!("decides {} as well{}", example, when(window));
    let others = match more {
        0 => String::new(),
        1 => "; 1 more entry does so too".to_owned(),
        COUNTED => format!("; {COUNTED} more entries or more do so too"),
        more => format!("; {more} more entries do so too"),
    };
    let hint = format!(
        "{} in both; separate them by {way}{others}",
        if shared.len() == 1 {
            "1 link is".to_owned()
        } else {
            format!("{} links are", shared.len())
        }
    );
    let problem = Diagnostic::error(other.name.place, message, label);
    problem.related(one.name.place, "this entry decides it already").hint(hint)
}

fn when(window: Window) -> String {
    match (window.from, window.until) {
        (Some(from), Some(until)) => format!(", {from} to {until}"),
        (Some(from), None) => format!(", from {from}"),
        (None, Some(until)) => format!(", until {until}"),
        (None, None) => String::new(),
    }
}
