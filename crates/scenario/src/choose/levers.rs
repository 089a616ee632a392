//! What can be negotiated? Measures with a range, and measures that are taken or left.

use crate::choose::range::{self, Range, Slot};
use crate::kinds::entry::{Entry, Side};
use crate::kinds::kind::Action;
use crate::kinds::read::read_entry;
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Table, Value};
use crate::value::reading::Reading;
use serde::Serialize;
use std::sync::Arc;

/// A measure that parties choose the level of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lever {
    /// Name of the measure.
    pub entry: String,
    /// Who takes it, as written.
    pub by: String,
    /// The values it goes through; none if it is taken (level 1) or left (level 0).
    pub range: Option<Range>,
    /// The level from 0 to 1 that a run takes.
    pub at: f64,
    /// The level at which it does nothing, as if it were left out; none if there is no such level
    /// in the range.
    #[serde(skip)]
    pub idle: Option<f64>,
}

impl Lever {
    /// How much of it is taken at a level: 0 where it does nothing, 1 at the end farthest from
    /// there; a range that has no such place counts from its lower end. What is taken or left is
    /// taken in full.
    #[must_use]
    pub fn share(&self, level: f64) -> f64 {
        match (&self.range, self.idle) {
            (None, _) => 1.0,
            (Some(_), None) => level,
            (Some(_), Some(idle)) => (level - idle).abs() / idle.max(1.0 - idle),
        }
    }

    /// The level of a package without those that do nothing: left out is how such a measure is
    /// taken.
    #[must_use]
    pub fn moved(&self, level: Option<f64>) -> Option<f64> {
        level.filter(|level| self.idle != Some(*level))
    }
}

/// The levers of a scenario, and where they take hold.
#[derive(Debug, Default)]
pub(crate) struct Levers {
    pub(crate) list: Vec<Lever>,
    pub(crate) holds: Vec<Hold>,
}

/// Where a lever takes hold.
#[derive(Debug)]
pub(crate) struct Hold {
    /// Position among the entries of the scenario.
    pub(crate) entry: usize,
    /// Position among the measures of the file.
    pub(crate) measure: usize,
    pub(crate) slot: Option<Slot>,
    /// What the measure does at both ends of its range.
    ends: Vec<Arc<dyn Action>>,
}

/// The ranges of a file, by position of the measure, and the places of those that were refused.
#[derive(Default)]
pub(crate) struct Ranges {
    slots: Vec<(usize, Slot)>,
    refused: Vec<Place>,
}

impl Ranges {
    /// Takes the ranges out of a file: each is replaced by the value that a run takes.
    pub(crate) fn settle(tree: &mut Table, reading: &mut Reading) -> Self {
        let mut ranges = Self::default();
        for (key, side) in [("shock", Side::Shock), ("measure", Side::Measure)] {
            let nodes = tree.list_mut(key);
            for (position, node) in nodes.into_iter().flatten().enumerate() {
                let Some(slot) = range::read(node, side, &mut ranges.refused, reading) else {
                    continue;
                };
                if let Value::Table(measure) = &mut node.value {
                    slot.put(slot.at, measure);
                    ranges.slots.push((position, slot));
                }
            }
        }
        ranges
    }

    /// Forgets what was said about values that stand where a range was refused: it would only hide
    /// the reason.
    pub(crate) fn hush(&self, problems: &mut Vec<Diagnostic>) {
        let within = |outer: &Place, inner: Place| {
            outer.file == inner.file && outer.start <= inner.start && inner.end <= outer.end
        };
        problems.retain(|problem| {
            !problem
                .place
                .is_some_and(|place| self.refused.iter().any(|refused| within(refused, place)))
        });
    }
}

impl Levers {
    /// The levers among the entries; `tree` is the file with its ranges. Reads each measure at both
    /// ends of its range.
    pub(crate) fn new(
        entries: &[Entry],
        tree: &Table,
        ranges: &Ranges,
        reading: &mut Reading,
    ) -> Self {
        let mut levers = Self::default();
        let Some(Value::List(nodes)) = tree.get("measure").map(|item| &item.node.value) else {
            return levers;
        };
        let measures: Vec<usize> =
            (0..entries.len()).filter(|at| entries[*at].side == Side::Measure).collect();
        // What is no table was dropped, and with it the pairing; it is an error anyway.
        for ((measure, node), &entry) in
            nodes.iter().enumerate().zip(&measures).take_while(|_| nodes.len() == measures.len())
        {
            let slot = ranges
                .slots
                .iter()
                .find(|(position, _)| *position == measure)
                .map(|(_, slot)| slot.clone());
            let written = &entries[entry];
            if let (Some(slot), true) = (&slot, written.optional) {
                refuse_both(slot, node, reading);
            }
            if slot.is_none() && !written.optional {
                continue;
            }
            let ends = slot.as_ref().map(|slot| read_ends(slot, node, reading)).unwrap_or_default();
            levers.list.push(Lever {
                entry: written.name.value.clone(),
                by: written.by.clone().unwrap_or_default(),
                range: slot.as_ref().map(|slot| slot.range.clone()),
                at: slot.as_ref().map_or(1.0, |slot| slot.at),
                idle: slot.as_ref().and_then(|slot| idle(written, &slot.range)),
            });
            levers.holds.push(Hold { entry, measure, slot, ends });
        }
        levers
    }

    /// What one measure does at the ends of its range; `entry` is its position among the entries.
    pub(crate) fn ends_of(&self, entry: usize) -> impl Iterator<Item = &dyn Action> {
        let own = self.holds.iter().filter(move |hold| hold.entry == entry);
        own.flat_map(|hold| hold.ends.iter().map(AsRef::as_ref))
    }

    /// What the measures do at the ends of their ranges.
    pub(crate) fn ends(&self) -> impl Iterator<Item = &dyn Action> {
        self.holds.iter().flat_map(|hold| hold.ends.iter().map(AsRef::as_ref))
    }
}

/// The level of a range at which a measure of its kind does nothing. Ranges between a loss and a
/// gain are nothing within.
fn idle(written: &Entry, range: &Range) -> Option<f64> {
    let idle = written.kind().is_some_and(|kind| kind.is_idle_at_zero(&range.path));
    (idle && range.min.min(range.max) <= 0.0 && range.min.max(range.max) >= 0.0)
        .then(|| range.level(0.0))
}

fn refuse_both(slot: &Slot, node: &Node, reading: &mut Reading) {
    let Value::Table(table) = &node.value else { return };
    let Some(item) = table.get("optional") else { return };
    let problem = Diagnostic::error(
        item.key_place,
        "a range and `optional` in one measure",
        "a second lever",
    )
    .related(slot.place, "the range")
    .hint("leave out `optional`; a range that begins at nothing can be left as well");
    reading.problem(problem);
}

fn read_ends(slot: &Slot, node: &Node, reading: &mut Reading) -> Vec<Arc<dyn Action>> {
    let mut ends = Vec::new();
    for level in [0.0, 1.0] {
        let mut alone = reading.fork();
        let action = read_at(slot, level, node, &mut alone).and_then(|entry| entry.action);
        ends.extend(action);
        for problem in alone.problems {
            if !reading.problems.contains(&problem) {
                reading.problem(problem);
            }
        }
    }
    ends
}

pub(crate) fn read_at(
    slot: &Slot,
    level: f64,
    node: &Node,
    reading: &mut Reading,
) -> Option<Entry> {
    let mut node = node.clone();
    if let Value::Table(measure) = &mut node.value {
        slot.put(level, measure);
    }
    read_entry(&node, Side::Measure, reading)
}
