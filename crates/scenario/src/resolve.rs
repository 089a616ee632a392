//! What is in force on a day?

use crate::check::check_on;
use crate::links::Link;
use crate::options::TradeOptions;
use crate::report::{Diagnostic, Report};
use crate::scenario::{Entry, Scenario, Side};
use crate::state::{Assembly, TradeState};
use detente_world::{LinkTable, World};
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
}

/// Whether an entry is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// In force on the day.
    InForce,
    /// It begins later.
    NotYet,
    /// It has ended.
    Over,
    /// A measure, and measures were left out.
    LeftOut,
}

/// What became of an entry on the day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct ResolvedEntry {
    /// Its name.
    pub name: String,
    /// Shock or measure.
    pub side: Side,
    /// Its kind.
    pub kind: String,
    /// Who takes the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// For whom the measure is meant.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub beneficiary: Option<String>,
    /// Where the fact is from.
    pub source: String,
    /// What a reader should know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// First day in force.
    #[serde(serialize_with = "as_optional_text", skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day in force.
    #[serde(serialize_with = "as_optional_text", skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Whether it is in force on the day.
    pub standing: Standing,
    /// The day the phase in force began, if it has phases.
    #[serde(serialize_with = "as_optional_text", skip_serializing_if = "Option::is_none")]
    pub phase: Option<Date>,
    /// The value in force, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Number of links (importer, exporter, sector) it touches; of nodes for `productivity` and `demand`, of economies for
    /// `transfer`; zero if it is not in force.
    pub links: usize,
}

fn as_text<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

#[allow(clippy::ref_option, reason = "the signature that serde asks for")]
fn as_optional_text<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => serializer.collect_str(date),
        None => serializer.serialize_none(),
    }
}

/// The state on a day.
///
/// # Errors
/// Everything that is wrong, if there is an error; warnings are left to [`check`](crate::check()).
pub fn resolve(scenario: &Scenario, world: &World, options: &ResolveOptions) -> Result<Resolved, Report> {
    let date = options.date.unwrap_or_else(|| scenario.date_in(world));
    let report = check_on(scenario, world, date);
    if report.errors() > 0 {
        return Err(report);
    }
    let ((state, entries), _) = assemble(scenario, world, date, options.include_measures);
    let trade = scenario.trade.resolve(world);
    Ok(Resolved { title: scenario.title.clone(), world: world.id.clone(), date, trade, entries, state })
}

/// Applies the entries in order; also says where a rate became impossible or odd.
pub(crate) fn assemble(
    scenario: &Scenario,
    world: &World,
    date: Date,
    include_measures: bool,
) -> ((TradeState, Vec<ResolvedEntry>), Vec<Diagnostic>) {
    let mut assembly = Assembly::new(world);
    let apply = |entry: &Entry| resolve_entry(entry, date, include_measures, &mut assembly);
    let entries: Vec<ResolvedEntry> = scenario.entries.iter().map(apply).collect();
    let state = assembly.finish();
    let mut problems = Vec::new();
    check_levels("tariff", &state.tariff, &world.tariff, world, &mut problems);
    let untaxed = LinkTable::filled(world.economies.len(), world.sectors.len(), 0.0);
    check_levels("export tax", &state.export_tax, &untaxed, world, &mut problems);
    ((state, entries), problems)
}

fn resolve_entry(entry: &Entry, date: Date, include_measures: bool, state: &mut Assembly<'_>) -> ResolvedEntry {
    let mut resolved = ResolvedEntry {
        name: entry.name.value.clone(),
        side: entry.side,
        kind: entry.kind.to_owned(),
        by: entry.by.clone(),
        beneficiary: entry.beneficiary.clone(),
        source: entry.source.clone(),
        note: entry.note.clone(),
        from: entry.from,
        until: entry.until,
        standing: standing(entry, date, include_measures),
        phase: None,
        value: None,
        links: 0,
    };
    if resolved.standing == Standing::InForce {
        let applied = entry.action.as_ref().and_then(|action| action.apply(&entry.name.value, date, state));
        match applied {
            Some(applied) => {
                (resolved.phase, resolved.value) = (applied.phase, Some(applied.value));
                resolved.links = applied.touched;
            }
            None => resolved.standing = Standing::NotYet,
        }
    }
    resolved
}

fn standing(entry: &Entry, date: Date, include_measures: bool) -> Standing {
    match entry.side {
        Side::Measure if !include_measures => Standing::LeftOut,
        _ if entry.window().holds(date) => Standing::InForce,
        _ if entry.from.is_some_and(|from| date < from) => Standing::NotYet,
        _ => Standing::Over,
    }
}

/// A rate of -100 percent or less has no price; a negative one is a subsidy that is rarely meant.
fn check_levels(what: &str, table: &LinkTable, before: &LinkTable, world: &World, problems: &mut Vec<Diagnostic>) {
    let economies = world.economies.len();
    let changed = || table.values().iter().zip(before.values()).enumerate().filter(|(_, (rate, old))| rate != old);
    let place = |at: usize| Link::from_position(at, economies).describe(world);
    if let Some((at, (rate, _))) = changed().find(|(_, (rate, _))| **rate <= -1.0) {
        let message = format!("the {what} from {} adds up to {:.1}%: the price would vanish", place(at), rate * 100.0);
        problems.push(Diagnostic::of_file(message).hint("the entries on this link subtract too much"));
    } else if let Some((at, (rate, _))) = changed().find(|(_, (rate, _))| **rate < 0.0) {
        let count = changed().filter(|(_, (rate, _))| **rate < 0.0).count();
        let message =
            format!("the {what} is negative on {count} links, such as {}: {:.1}%", place(at), rate * 100.0);
        let mut warning = Diagnostic::of_file(message).hint("a negative rate is a subsidy; it is kept as written");
        warning.severity = crate::report::Severity::Warning;
        problems.push(warning);
    }
}
