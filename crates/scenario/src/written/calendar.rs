//! Do the dates of a scenario make sense?

use crate::kinds::entry::{Entry, Side};
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Table, Value};
use crate::value::reading::Reading;
use crate::written::scenario::Scenario;

/// Reports dates that are out of order or out of the scenario's span.
pub(crate) fn check(scenario: &Scenario, tree: &Table, reading: &mut Reading) {
    let place = |key: &str| tree.get(key).map(|item| item.node.place);
    if let (Some(start), Some(end)) = (scenario.start, scenario.end)
        && end < start
        && let (Some(start), Some(end)) = (place("start"), place("end"))
    {
        reading.problem(
            Diagnostic::error(end, "the scenario ends before it starts", "the end")
                .related(start, "the start"),
        );
        return;
    }
    if let (Some(date), Some(at)) = (scenario.date, place("date"))
        && (scenario.start.is_some_and(|start| date < start)
            || scenario.end.is_some_and(|end| end < date))
    {
        reading.problem(Diagnostic::warning(
            at,
            "the date is outside the scenario",
            "not between `start` and `end`",
        ));
    }
    for (side, key) in [(Side::Shock, "shock"), (Side::Measure, "measure")] {
        let Some(Value::List(nodes)) = tree.get(key).map(|item| &item.node.value) else { continue };
        let entries = scenario.entries.iter().filter(|entry| entry.side == side);
        // Entries that are no tables were dropped while reading, and with them the pairing; they
        // are errors anyway.
        if entries.clone().count() == nodes.len() {
            entries
                .zip(nodes)
                .for_each(|(entry, node)| check_entry(entry, node, scenario, reading));
        }
    }
}

fn check_entry(entry: &Entry, node: &Node, scenario: &Scenario, reading: &mut Reading) {
    let Value::Table(table) = &node.value else { return };
    let place = |key: &str| table.get(key).map_or(node.place, |item| item.node.place);
    if let (Some(from), Some(until)) = (entry.from, entry.until)
        && until < from
    {
        let problem =
            Diagnostic::error(place("until"), "the entry ends before it begins", "the last day")
                .related(place("from"), "the first day");
        reading.problem(problem.hint("exchange the dates; `until` is the last day in force"));
        return;
    }
    check_span(entry, &place, scenario, reading);
    let starts = entry.action.as_ref().map(|action| action.phase_starts()).unwrap_or_default();
    if let Some(until) = entry.until.filter(|until| starts.iter().any(|start| start > until)) {
        let message = format!("a phase begins after the entry ends on {until}");
        reading.problem(Diagnostic::warning(
            place("phases"),
            message,
            "one of these never comes into force",
        ));
    }
}

fn check_span(
    entry: &Entry,
    place: &impl Fn(&str) -> Place,
    scenario: &Scenario,
    reading: &mut Reading,
) {
    if let (Some(from), Some(end)) = (entry.from, scenario.end)
        && end < from
    {
        let message = format!("`{}` begins after the scenario ends", entry.name.value);
        reading.problem(Diagnostic::warning(
            place("from"),
            message,
            format!("the scenario ends on {end}"),
        ));
    }
    if let (Some(until), Some(start)) = (entry.until, scenario.start)
        && until < start
    {
        let message = format!("`{}` ends before the scenario starts", entry.name.value);
        reading.problem(Diagnostic::warning(
            place("until"),
            message,
            format!("the scenario starts on {start}"),
        ));
    }
}
