//! What do the entries in force make together?

use crate::effect::state::Assembly;
use crate::kinds::entry::{Entry, Side};
use crate::select::links::Link;
use crate::text::report::{Diagnostic, Severity};
use crate::written::scenario::Scenario;
use detente_world::World;
use jiff::civil::Date;
use serde::{Serialize, Serializer};

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
    /// Number of links (importer, exporter, sector) it touches; of nodes for `productivity` and
    /// `demand`, of economies for `transfer`; zero if it is not in force.
    pub links: usize,
}

#[allow(clippy::ref_option, reason = "the signature that serde asks for")]
fn as_optional_text<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
    match date {
        Some(date) => serializer.collect_str(date),
        None => serializer.serialize_none(),
    }
}

/// Applies the entries in order; also says where a rate became impossible or odd.
pub(crate) fn assemble<'a>(
    scenario: &Scenario,
    world: &'a World,
    date: Date,
    include_measures: bool,
) -> (Assembly<'a>, Vec<ResolvedEntry>, Vec<Diagnostic>) {
    let mut assembly = Assembly::new(world);
    assembly.pass_through = scenario.trade.pass_through(world);
    let apply = |entry: &Entry| resolve_entry(entry, date, include_measures, &mut assembly);
    let entries: Vec<ResolvedEntry> = scenario.entries.iter().map(apply).collect();
    let mut problems = Vec::new();
    let tariff = assembly.tariff.changes(|at| world.tariff.values()[at]);
    check_levels("tariff", &tariff, world, &mut problems);
    check_levels("export tax", &assembly.export_tax.changes(|_| 0.0), world, &mut problems);
    (assembly, entries, problems)
}

fn resolve_entry(
    entry: &Entry,
    date: Date,
    include_measures: bool,
    state: &mut Assembly<'_>,
) -> ResolvedEntry {
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
        let applied =
            entry.action.as_ref().and_then(|action| action.apply(&entry.name.value, date, state));
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
fn check_levels(
    what: &str,
    changes: &[(Link, f64)],
    world: &World,
    problems: &mut Vec<Diagnostic>,
) {
    let negative: Vec<_> = changes.iter().filter(|(_, rate)| *rate < 0.0).collect();
    let vanishing = negative.iter().find(|(_, rate)| *rate <= -1.0);
    if let Some((link, rate)) = vanishing {
        let rate = rate * 100.0;
        let message = format!(
            "the {what} from {} adds up to {rate:.1}%: the price would vanish",
            link.describe(world)
        );
        problems
            .push(Diagnostic::of_file(message).hint("the entries on this link subtract too much"));
    } else if let Some((link, rate)) = negative.first() {
        let links = if negative.len() == 1 {
            "1 link".to_owned()
        } else {
            format!("{} links", negative.len())
        };
        let example = format!("{}: {:.1}%", link.describe(world), rate * 100.0);
        let message = format!("the {what} is negative on {links}, such as {example}");
        let mut warning = Diagnostic::of_file(message)
            .hint("a negative rate is a subsidy; it is kept as written");
        warning.severity = Severity::Warning;
        problems.push(warning);
    }
}
