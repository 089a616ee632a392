//! Which values may a measure take? A range `{ min, max, at }` that stands for one value, and the
//! value at a level.

use crate::kinds::entry::Side;
use crate::kinds::read::find_key;
use crate::text::place::{Place, Spanned};
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Table, Value};
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::quantity;
use crate::value::reading::Reading;
use serde::Serialize;
use serde_json::json;

/// The values of a measure between which parties may choose, as written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Range {
    /// The keys that lead to the value in the measure, with dots: `rate.set`.
    pub path: String,
    /// The value at level 0, in `unit`.
    pub min: f64,
    /// The value at level 1, in `unit`.
    pub max: f64,
    /// `%`, `t/yr`, `USD million` ...; empty for plain numbers.
    pub unit: String,
}

impl Range {
    /// The value at a level from 0 to 1, in `unit`: `min + level (max - min)`, exact at both ends.
    #[must_use]
    pub fn value(&self, level: f64) -> f64 {
        if level == 1.0 { self.max } else { self.min + level * (self.max - self.min) }
    }

    /// The value at a level as one would write it: `13.75%`.
    #[must_use]
    pub fn write(&self, level: f64) -> String {
        let value = self.value(level);
        quantity::write(value, &self.unit).unwrap_or_else(|| value.to_string())
    }

    /// The level of a value, such that [`Range::value`] gives the value back to the last digit
    /// where any level does.
    pub(crate) fn level(&self, value: f64) -> f64 {
        if value == self.max {
            return 1.0;
        }
        let near = (value - self.min) / (self.max - self.min);
        let (above, below) = (near.next_up(), near.next_down());
        let close = [near, above, below, above.next_up(), below.next_down()];
        close.into_iter().find(|level| self.value(*level) == value).unwrap_or(near).clamp(0.0, 1.0)
    }
}

/// A range as found in a measure.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    keys: Vec<String>,
    pub(crate) range: Range,
    /// The level that a run takes.
    pub(crate) at: f64,
    /// Where the lowest value, the highest and the one that a run takes were written.
    places: [Place; 3],
    pub(crate) place: Place,
}

impl Slot {
    /// Puts the value at a level where the range stands.
    pub(crate) fn put(&self, level: f64, measure: &mut Table) {
        let place = match level {
            0.0 => self.places[0],
            1.0 => self.places[1],
            _ => self.places[2],
        };
        let number = self.range.value(level);
        let value =
            quantity::write(number, &self.range.unit).map_or(Value::Number(number), Value::Text);
        if let Some(node) = measure.node_mut(&self.keys) {
            *node = Node { place, value };
        }
    }
}

/// A number and its unit as written.
struct End {
    number: f64,
    unit: String,
}

impl Shape for End {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let hint =
            "write a number with its unit, such as \"2.5%\", \"60 t/yr\" or \"USD 500 million\"";
        match &node.value {
            Value::Number(number) if number.is_finite() => {
                return Some(Self { number: *number, unit: String::new() });
            }
            Value::Text(text) => {
                if let Some((number, unit)) = quantity::written(text) {
                    if unit.len() == 3 && unit.bytes().all(|byte| byte.is_ascii_uppercase()) {
                        // The values between could not be told from amounts whose scale was
                        // forgotten.
                        let message = format!(
                            "`{text}` does not say whether it is thousand, million or billion"
                        );
                        let problem = Diagnostic::error(
                            node.place,
                            message,
                            "an end of a range of money has a scale",
                        );
                        reading.problem(
                            problem.hint(format!("write \"{unit} {} million\"", number / 1e6)),
                        );
                        return None;
                    }
                    return Some(Self { number, unit });
                }
                let message = format!("`{text}` is not a number with a unit");
                reading.problem(
                    Diagnostic::error(node.place, message, "an end of a range is a quantity")
                        .hint(hint),
                );
            }
            _ => wrong_type(node, "a quantity", hint, reading),
        }
        None
    }

    fn schema() -> serde_json::Value {
        json!({ "type": ["string", "number"] })
    }
}

const MIN: Key<End> = Key::required("min", "the lowest value, such as min = \"2.5%\"");
const MAX: Key<End> = Key::required("max", "the highest value, such as max = \"27.5%\"");
const AT: Key<End> = Key::optional("at", "the value that `run` takes; `max` by default");
const KEYS: [&dyn AnyKey; 3] = [&MIN, &MAX, &AT];

/// The schema of a value for which a range may stand.
pub(crate) fn schema(value: &serde_json::Value) -> serde_json::Value {
    let mut value = value.clone();
    let about = value.as_object_mut().and_then(|object| object.remove("description"));
    let properties: serde_json::Map<String, serde_json::Value> = KEYS
        .iter()
        .map(|key| {
            let mut end = value.clone();
            end["description"] = json!(key.about());
            (key.name().to_owned(), end)
        })
        .collect();
    let range = json!({ "type": "object", "properties": properties, "required": [MIN.name, MAX.name],
                        "additionalProperties": false });
    let mut either = json!({ "anyOf": [value, range] });
    if let Some(about) = about {
        either["description"] = about;
    }
    either
}

/// Where a range stands in an entry.
struct Found<'a> {
    keys: Vec<String>,
    /// The key of the list it is in, if any.
    list: Option<&'a str>,
    node: &'a Node,
}

fn is_range(node: &Node) -> bool {
    matches!(&node.value, Value::Table(table) if table.get(MIN.name).is_some() || table.get(MAX.name).is_some())
}

fn find<'a>(node: &'a Node, keys: &[String], list: Option<&'a str>, found: &mut Vec<Found<'a>>) {
    if is_range(node) && !keys.is_empty() {
        return found.push(Found { keys: keys.to_vec(), list, node });
    }
    match &node.value {
        Value::Table(table) => table.items.iter().for_each(|item| {
            let keys = [keys, std::slice::from_ref(&item.key)].concat();
            let list =
                list.or(matches!(item.node.value, Value::List(_)).then_some(item.key.as_str()));
            find(&item.node, &keys, list, found);
        }),
        Value::List(nodes) => nodes.iter().for_each(|node| find(node, keys, list, found)),
        _ => {}
    }
}

/// The range in an entry, if it has one; others are reported, and their places added to `refused`.
pub(crate) fn read(
    entry: &Node,
    side: Side,
    refused: &mut Vec<Place>,
    reading: &mut Reading,
) -> Option<Slot> {
    let mut found = Vec::new();
    find(entry, &[], None, &mut found);
    let mut first: Option<(Place, Option<Slot>)> = None;
    for range in &found {
        let place = range.node.place;
        let slot = match (misplaced(range, side).or_else(|| not_a_quantity(range, entry)), &first) {
            (Some(problem), _) => {
                reading.problem(problem);
                None
            }
            (None, Some((first, _))) => {
                let problem =
                    Diagnostic::error(place, "two ranges in one measure", "a second lever")
                        .related(*first, "the first one")
                        .hint("give one of the two a single value, or write two measures");
                reading.problem(problem);
                None
            }
            (None, None) => {
                let slot = read_slot(range, reading);
                first = Some((place, slot.clone()));
                slot
            }
        };
        if slot.is_none() {
            refused.push(place);
        }
    }
    first?.1
}

/// What is wrong with where a range stands, if anything.
fn misplaced(range: &Found<'_>, side: Side) -> Option<Diagnostic> {
    let place = range.node.place;
    let key = range.keys.first().map_or("", String::as_str);
    if side == Side::Shock {
        let hint = "a [[shock]] has one value; only a [[measure]] can be a lever";
        return Some(Diagnostic::error(place, "a range in a shock", "write one value").hint(hint));
    }
    if key == "cost" {
        let hint = "write an interval for an uncertain amount: capital = [\"USD 20 million\", \"USD 30 million\"]";
        return Some(
            Diagnostic::error(place, "a range in a cost", "a cost is no lever").hint(hint),
        );
    }
    let list = range.list?;
    if list == "phases" {
        let hint = "give the measure one value from one day on, or leave the phases and write optional = true: the \
                    whole measure is then taken or left";
        return Some(
            Diagnostic::error(place, "a range inside `phases`", "a lever has one value").hint(hint),
        );
    }
    let message = format!("a range in the list `{list}`");
    Some(Diagnostic::error(place, message, "a range stands for a single value"))
}

/// What is wrong with a range under a key whose value is no quantity, such as a name.
fn not_a_quantity(range: &Found<'_>, entry: &Node) -> Option<Diagnostic> {
    let Value::Table(table) = &entry.value else { return None };
    let Value::Text(kind) = &table.get("kind")?.node.value else { return None };
    let name = range.keys.first()?;
    // An unknown key is reported as such.
    let key = find_key(kind, name)?;
    if crate::value::schema::holds_quantity(&key.schema()) {
        return None;
    }
    let hint = "a range stands for a number, a share, an amount or money";
    Some(
        Diagnostic::error(range.node.place, format!("a range for `{name}`"), "no quantity")
            .hint(hint),
    )
}

fn read_slot(found: &Found<'_>, reading: &mut Reading) -> Option<Slot> {
    let fields = Fields::of(found.node, "a range", reading)?;
    fields.refuse_unknown(&[&KEYS], reading);
    let (min, max) = (fields.spanned(&MIN, reading), fields.spanned(&MAX, reading));
    let at = fields.spanned(&AT, reading);
    let (min, max) = (min?, max?);
    if fields.has(&AT) && at.is_none() {
        return None;
    }
    for other in [Some(&max), at.as_ref()].into_iter().flatten() {
        same_unit(&min, other, reading)?;
    }
    let path = found.keys.join(".");
    let range = Range { path, min: min.value.number, max: max.value.number, unit: min.value.unit };
    if range.min > range.max {
        let problem = Diagnostic::error(
            max.place,
            "bounds crossed: `min` is above `max`",
            "the highest value",
        )
        .related(min.place, "the lowest value")
        .hint("exchange them");
        reading.problem(problem);
        return None;
    }
    let level = at.as_ref().map_or(Some(1.0), |at| read_level(&range, at, reading))?;
    let places = [min.place, max.place, at.map_or(max.place, |at| at.place)];
    Some(Slot { keys: found.keys.clone(), range, at: level, places, place: found.node.place })
}

/// The level at which a run takes the range.
fn read_level(range: &Range, at: &Spanned<End>, reading: &mut Reading) -> Option<f64> {
    let number = at.value.number;
    if (range.min..=range.max).contains(&number) {
        return Some(range.level(number));
    }
    let problem =
        Diagnostic::error(at.place, "`at` is outside the range", "not between `min` and `max`");
    reading.problem(problem.hint("`at` is the value that `run` takes; leave it out to take `max`"));
    None
}

fn same_unit(min: &Spanned<End>, other: &Spanned<End>, reading: &mut Reading) -> Option<()> {
    if min.value.unit == other.value.unit {
        return Some(());
    }
    let named = |unit: &str| {
        if unit.is_empty() { "without a unit".to_owned() } else { format!("in `{unit}`") }
    };
    let message = format!("a range {} and {}", named(&min.value.unit), named(&other.value.unit));
    let problem = Diagnostic::error(other.place, message, named(&other.value.unit))
        .related(min.place, named(&min.value.unit))
        .hint("write every value of a range in the same unit");
    reading.problem(problem);
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_gives_its_value_back() {
        let range = |min, max| Range { path: String::new(), min, max, unit: String::new() };
        for (min, max, value) in
            [(2.5, 27.5, 10.0), (0.1, 0.7, 0.3), (0.1, 0.7, 0.7), (-5.0, 3.0, 0.5), (1.0, 1.0, 1.0)]
        {
            let range = range(min, max);
            assert_eq!(range.value(range.level(value)), value, "{min} {max} {value}");
            assert_eq!((range.value(0.0), range.value(1.0)), (min, max));
        }
    }
}
