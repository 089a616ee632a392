//! Shocks and measures as written: the keys that all have, and those of their kinds.

use crate::kinds::KINDS;
use crate::kinds::cost::COST;
use crate::kinds::entry::{Entry, Side};
use crate::kinds::kind::Kind;
use crate::select::selector::Economies;
use crate::text::former;
use crate::text::place::Spanned;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::reading::Reading;
use crate::value::schema::table;
use detente_world::nearest::{did_you_mean, quoted};
use jiff::civil::Date;
use serde_json::json;
use std::sync::Arc;

const NAME: Key<String> = Key::required("name", "a name for people, unique in the scenario");
const KIND: Key<String> = Key::required("kind", "what kind of shock or measure it is");
const SOURCE: Key<String> =
    Key::required("source", "where the fact is from: source = \"Proclamation 10908\"");
const NOTE: Key<String> = Key::optional("note", "what a reader should know");
const FROM: Key<Date> = Key::optional("from", "the first day in force");
const UNTIL: Key<Date> = Key::optional("until", "the last day in force");
const BY: Key<Economies> =
    Key::required("by", "who takes the measure: the code of an economy or a group");
const FOR: Key<Economies> = Key::optional("for", "for whom the measure is meant");
/// The keys of every entry.
pub(crate) const COMMON: [&dyn AnyKey; 6] = [&NAME, &KIND, &SOURCE, &NOTE, &FROM, &UNTIL];
const OPTIONAL: Key<bool> =
    Key::optional("optional", "true for a measure that `negotiate` takes or leaves as a whole");
/// The keys that measures have on top.
pub(crate) const PARTIES: [&dyn AnyKey; 4] = [&BY, &FOR, &COST, &OPTIONAL];

/// The shocks of a scenario; their keys depend on their kinds.
pub(crate) struct Shocks(pub(crate) Vec<Entry>);

/// The measures of a scenario.
pub(crate) struct Measures(pub(crate) Vec<Entry>);

impl Shape for Shocks {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_entries(node, Side::Shock, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": crate::kinds::read::entry(&[&COMMON]) })
    }
}

impl Shape for Measures {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_entries(node, Side::Measure, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": crate::kinds::read::entry(&[&COMMON, &PARTIES]) })
    }
}

fn read_entries(node: &Node, side: Side, reading: &mut Reading) -> Option<Vec<Entry>> {
    let Value::List(nodes) = &node.value else {
        let header = if side == Side::Shock { "[[shock]]" } else { "[[measure]]" };
        wrong_type(node, "a list of tables", &format!("begin each entry with {header}"), reading);
        return None;
    };
    Some(nodes.iter().filter_map(|node| read_entry(node, side, reading)).collect())
}

pub(crate) fn read_entry(node: &Node, side: Side, reading: &mut Reading) -> Option<Entry> {
    let noun = if side == Side::Shock { "a shock" } else { "a measure" };
    let mut fields = Fields::of(node, noun, reading)?;
    let name = fields.spanned(&NAME, reading);
    let (source, note) = (fields.get(&SOURCE, reading), fields.get(&NOTE, reading));
    let (from, until) = (fields.spanned(&FROM, reading), fields.get(&UNTIL, reading));
    let (mut by, mut beneficiary, mut cost, mut optional) = (None, None, None, false);
    if side == Side::Measure {
        by = fields.get(&BY, reading).map(|by| by.0.words());
        beneficiary = fields.get(&FOR, reading).map(|party| party.0.words());
        cost = fields.get(&COST, reading);
        optional = fields.get(&OPTIONAL, reading).unwrap_or(false);
    }
    let kind = fields.spanned(&KIND, reading).and_then(|kind| find_kind(&kind, reading));
    let parties: &[&dyn AnyKey] = if side == Side::Measure { &PARTIES } else { &[] };
    match kind {
        Some(kind) => {
            fields.what = format!("{noun} of kind `{}`", kind.name);
            fields.refuse_unknown(&[&COMMON, parties, kind.keys], reading);
        }
        // Without a kind a key may belong to any of them.
        None => {
            let all: Vec<&[&dyn AnyKey]> =
                KINDS.iter().map(|kind| kind.keys).chain([&COMMON[..], parties]).collect();
            fields.refuse_unknown(&all, reading);
        }
    }
    let size = kind
        .filter(|_| side == Side::Measure)
        .and_then(|kind| crate::kinds::cost::size(fields.table, kind));
    let cost = cost.map(|cost| cost.settle(by.as_deref(), size.as_ref(), reading));
    let action = kind.and_then(|kind| (kind.read)(&fields, reading));
    Some(Entry {
        name: name.unwrap_or(Spanned { value: String::new(), place: fields.place }),
        side,
        kind: kind.map_or("", |kind| kind.name),
        source: source.unwrap_or_default(),
        note,
        from: from.map(|from| from.value),
        until,
        by,
        beneficiary,
        optional,
        cost,
        size,
        action: action.map(Arc::from),
    })
}

/// The key of an entry of a kind by its name, if the kind has it.
pub(crate) fn find_key(kind: &str, name: &str) -> Option<&'static dyn AnyKey> {
    let kind = KINDS.iter().find(|known| known.name == kind)?;
    COMMON.iter().chain(&PARTIES).chain(kind.keys).copied().find(|key| key.name() == name)
}

fn find_kind(kind: &Spanned<String>, reading: &mut Reading) -> Option<&'static Kind> {
    let now = former::kind(&kind.value, kind.place, &mut reading.problems);
    let found = KINDS.iter().find(|known| known.name == now).copied();
    if found.is_none() {
        let names = || KINDS.iter().map(|kind| kind.name);
        let all = format!("the kinds are {}", quoted(names()));
        let hint = did_you_mean(&kind.value, names().map(|name| (name, ""))).unwrap_or(all);
        let message = format!("unknown kind `{}`", kind.value);
        reading.problem(
            Diagnostic::error(kind.place, message, "not a kind of shock or measure").hint(hint),
        );
    }
    found
}

pub(crate) fn refuse_same_names(entries: &[Entry], reading: &mut Reading) {
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.name.value.is_empty())
    {
        if let Some(first) = entries[..at].iter().find(|first| first.name.value == entry.name.value)
        {
            let message = format!("two entries have the name `{}`", entry.name.value);
            let problem = Diagnostic::error(entry.name.place, message, "again")
                .related(first.name.place, "the first one")
                .hint("give each entry a name of its own: results and --set refer to it");
            reading.problem(problem);
        }
    }
}

/// An entry of any kind: the common keys and those of its kind.
pub(crate) fn entry(common: &[&[&dyn AnyKey]]) -> serde_json::Value {
    let kinds: Vec<serde_json::Value> = KINDS
        .iter()
        .map(|kind| {
            let mut keys = common.to_vec();
            keys.push(kind.keys);
            let mut schema = table(&keys);
            schema["properties"]["kind"] = json!({ "const": kind.name, "description": kind.about });
            // A product stands for the sector, and a schedule for all three selectors: a kind that
            // may have one cannot require them.
            let places = |value: &str| {
                json!([
                    { "required": ["importer", "exporter", "sector", value] },
                    { "required": ["importer", "exporter", "product", value] },
                    { "required": ["importer", "exporter", "sector", "phases"] },
                    { "required": ["importer", "exporter", "product", "phases"] },
                ])
            };
            if schema["properties"].get("product").is_some() {
                let required = schema["required"].as_array().into_iter().flatten();
                let required: Vec<_> = required.filter(|name| *name != "sector").cloned().collect();
                schema["required"] = json!(required);
                schema["anyOf"] = places(kind.value);
            }
            if schema["properties"].get("schedule").is_some() {
                let stays = |name: &serde_json::Value| {
                    !["importer", "exporter", "sector"].iter().any(|key| name == key)
                };
                let required = schema["required"]
                    .as_array()
                    .map(|names| names.iter().filter(|n| stays(n)).cloned());
                let required: Vec<serde_json::Value> = required.into_iter().flatten().collect();
                schema["required"] = json!(required);
                if let Some(ways) = schema["anyOf"].as_array_mut() {
                    ways.insert(0, json!({ "required": ["schedule", "mode"] }));
                }
            }
            schema
        })
        .collect();
    json!({ "oneOf": kinds })
}
