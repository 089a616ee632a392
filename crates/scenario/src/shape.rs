//! Keys and the shapes of their values: one table from which the parser and the JSON Schema are
//! both made.

use crate::quantity::{self, Problem};
use crate::reading::Reading;
use crate::report::Diagnostic;
use crate::text::{Place, Spanned};
use crate::tree::{Node, Table, Value};
use detente_world::nearest::{did_you_mean, quoted};
use jiff::civil::Date;
use serde_json::json;
use std::marker::PhantomData;

/// How a value is written: reads it from a file and describes it to editors.
pub(crate) trait Shape: Sized {
    /// The value, or `None` after reporting what is wrong.
    fn read(node: &Node, reading: &mut Reading) -> Option<Self>;
    /// Its JSON Schema.
    fn schema() -> serde_json::Value;
}

/// A key of a table, with the shape of its value.
pub(crate) struct Key<T> {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) required: bool,
    shape: PhantomData<fn() -> T>,
}

impl<T> Key<T> {
    pub(crate) const fn required(name: &'static str, about: &'static str) -> Self {
        Self { name, about, required: true, shape: PhantomData }
    }

    pub(crate) const fn optional(name: &'static str, about: &'static str) -> Self {
        Self { name, about, required: false, shape: PhantomData }
    }
}

/// A key whose shape does not matter, for lists of keys.
pub(crate) trait AnyKey: Sync {
    fn name(&self) -> &'static str;
    fn about(&self) -> &'static str;
    fn is_required(&self) -> bool;
    fn schema(&self) -> serde_json::Value;
}

impl<T: Shape> AnyKey for Key<T> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn about(&self) -> &'static str {
        self.about
    }

    fn is_required(&self) -> bool {
        self.required
    }

    fn schema(&self) -> serde_json::Value {
        T::schema()
    }
}

/// A table being read: hands out values by key and reports what is missing, unknown or of the wrong
/// shape.
pub(crate) struct Fields<'a> {
    pub(crate) table: &'a Table,
    /// Where to point at when a key is missing.
    pub(crate) place: Place,
    /// What the table is, for messages: "a `tariff` entry".
    pub(crate) what: String,
}

impl<'a> Fields<'a> {
    /// Takes `node` as a table; anything else is reported.
    pub(crate) fn of(
        node: &'a Node,
        what: impl Into<String>,
        reading: &mut Reading,
    ) -> Option<Self> {
        let what = what.into();
        match &node.value {
            Value::Table(table) => Some(Self { table, place: node.place, what }),
            other => {
                let message = format!("{what} is a table, not {}", other.noun());
                reading.problem(Diagnostic::error(node.place, message, "expected a table"));
                None
            }
        }
    }

    /// The value of an optional or required key; a missing required key is reported.
    pub(crate) fn get<T: Shape>(&self, key: &Key<T>, reading: &mut Reading) -> Option<T> {
        match self.table.get(key.name) {
            Some(item) => T::read(&item.node, reading),
            None if key.required => {
                self.missing(key.name, key.about, reading);
                None
            }
            None => None,
        }
    }

    /// The value with its place.
    pub(crate) fn spanned<T: Shape>(
        &self,
        key: &Key<T>,
        reading: &mut Reading,
    ) -> Option<Spanned<T>> {
        let value = self.get(key, reading)?;
        Some(Spanned { value, place: self.table.get(key.name)?.node.place })
    }

    /// Whether the key was written.
    pub(crate) fn has<T>(&self, key: &Key<T>) -> bool {
        self.table.get(key.name).is_some()
    }

    pub(crate) fn missing(&self, name: &str, about: &str, reading: &mut Reading) {
        let message = format!("{} needs the key `{name}`", self.what);
        reading.problem(
            Diagnostic::error(self.place, message, format!("`{name}` is missing")).hint(about),
        );
    }

    /// Reports every key that is not in `known`.
    pub(crate) fn refuse_unknown(&self, known: &[&[&dyn AnyKey]], reading: &mut Reading) {
        let names: Vec<&str> =
            known.iter().flat_map(|keys| keys.iter().map(|key| key.name())).collect();
        for item in self.table.items.iter().filter(|item| !names.contains(&item.key.as_str())) {
            let hint = did_you_mean(&item.key, names.iter().map(|name| (*name, "")))
                .unwrap_or_else(|| format!("the keys are {}", quoted(names.iter().copied())));
            let message = format!("unknown key `{}`", item.key);
            reading.problem(
                Diagnostic::error(item.key_place, message, format!("not a key of {}", self.what))
                    .hint(hint),
            );
        }
    }
}

/// Reports that a value has the wrong type.
pub(crate) fn wrong_type(node: &Node, expected: &str, hint: &str, reading: &mut Reading) {
    let message = format!("expected {expected}, found {}", node.value.noun());
    reading.problem(Diagnostic::error(node.place, message, format!("not {expected}")).hint(hint));
}

fn report<T>(result: Result<T, Problem>, place: Place, reading: &mut Reading) -> Option<T> {
    result
        .map_err(|problem| {
            reading.problem(
                Diagnostic::error(place, problem.message, problem.label).maybe_hint(problem.hint),
            );
        })
        .ok()
}

/// A share written as percent or fraction; `what` names it.
pub(crate) fn read_share(node: &Node, what: &str, reading: &mut Reading) -> Option<f64> {
    match &node.value {
        Value::Text(text) => report(quantity::share_of_text(text, what), node.place, reading),
        Value::Number(number) => {
            report(quantity::share_of_number(*number, what), node.place, reading)
        }
        _ => {
            wrong_type(node, &format!("a {what}"), "write \"25%\" or 0.25", reading);
            None
        }
    }
}

/// The schema of a share.
pub(crate) fn share_schema() -> serde_json::Value {
    crate::schema::quantity(json!({ "oneOf": [
        { "type": "string", "pattern": "^\\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\\s*%?\\s*$" },
        { "type": "number", "minimum": -1, "maximum": 1 },
    ] }))
}

/// A number of [`Shape`] plain, not a share: an elasticity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Elasticity(pub(crate) f64);

impl Shape for Elasticity {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        match node.value {
            Value::Number(number) if number.is_finite() && number >= 0.0 => Some(Self(number)),
            Value::Number(number) => {
                let message = format!("elasticity {number} is not zero or a positive number");
                reading.problem(Diagnostic::error(node.place, message, "out of range"));
                None
            }
            _ => {
                wrong_type(
                    node,
                    "a number",
                    "an elasticity is a plain number such as 0.5",
                    reading,
                );
                None
            }
        }
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "number", "minimum": 0 })
    }
}

/// A share from zero to one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fraction(pub(crate) f64);

impl Shape for Fraction {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let share = read_share(node, "share", reading)?;
        if (0.0..=1.0).contains(&share) {
            return Some(Self(share));
        }
        let message = format!("share {}% is not between 0% and 100%", share * 100.0);
        reading.problem(Diagnostic::error(node.place, message, "out of range"));
        None
    }

    fn schema() -> serde_json::Value {
        share_schema()
    }
}

impl Shape for String {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        match &node.value {
            Value::Text(text) if !text.trim().is_empty() => Some(text.clone()),
            Value::Text(_) => {
                reading.problem(Diagnostic::error(
                    node.place,
                    "this text is empty",
                    "write something here",
                ));
                None
            }
            _ => {
                wrong_type(node, "a string", "put it in quotation marks", reading);
                None
            }
        }
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string", "minLength": 1 })
    }
}

impl Shape for bool {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        match node.value {
            Value::Flag(flag) => Some(flag),
            _ => {
                wrong_type(
                    node,
                    "true or false",
                    "write true or false, without quotation marks",
                    reading,
                );
                None
            }
        }
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "boolean" })
    }
}

impl Shape for Date {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let text = match &node.value {
            Value::Date(text) | Value::Text(text) => text,
            _ => {
                wrong_type(
                    node,
                    "a date",
                    "write a date as 2025-04-05, without quotation marks",
                    reading,
                );
                return None;
            }
        };
        // TOML times carry more than a day; a scenario knows days only.
        let date = text.parse::<Date>().ok().filter(|_| text.len() == 10);
        if date.is_none() {
            let message = format!("`{text}` is not a day");
            let hint = "write a day as 2025-04-05, without time and without quotation marks";
            reading.problem(Diagnostic::error(node.place, message, "not a date").hint(hint));
        }
        date
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string", "format": "date" })
    }
}

/// One of a few words; the type says which.
pub(crate) trait Choice: Sized + Copy + 'static {
    /// What is chosen, for messages.
    const WHAT: &'static str;
    /// The words and their meanings.
    const WORDS: &'static [(&'static str, Self)];
}

impl<T: Choice> Shape for T {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let words = || T::WORDS.iter().map(|(word, _)| *word);
        let all = format!("write {}", quoted(words())).replace('`', "\"");
        let Value::Text(text) = &node.value else {
            wrong_type(node, "a string", &all, reading);
            return None;
        };
        let choice = T::WORDS.iter().find(|(word, _)| word == text).map(|(_, choice)| *choice);
        if choice.is_none() {
            let message = format!("unknown {} `{text}`", T::WHAT);
            let hint = did_you_mean(text, words().map(|word| (word, ""))).unwrap_or(all);
            reading.problem(
                Diagnostic::error(node.place, message, format!("not a {}", T::WHAT)).hint(hint),
            );
        }
        choice
    }

    fn schema() -> serde_json::Value {
        let words: Vec<&str> = T::WORDS.iter().map(|(word, _)| *word).collect();
        json!({ "enum": words })
    }
}

/// A value that may change over time, under its own key or under `phases`.
pub(crate) trait Phased: Shape {
    /// The key of the value, also inside each phase.
    const KEY: Key<Self>;
}

/// `phases = [ { from = 2025-04-05, rate = ... }, ... ]`
pub(crate) struct Phases<T>(pub(crate) Vec<Step<T>>);

/// A value from a day on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Step<T> {
    /// The first day; none for a value that holds from the entry's own beginning.
    pub(crate) from: Option<Date>,
    pub(crate) value: T,
    pub(crate) place: Place,
}

const PHASE_FROM: Key<Date> =
    Key::required("from", "the first day of the phase, such as from = 2025-04-05");

impl<T: Phased + 'static> Shape for Phases<T> {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::List(nodes) = &node.value else {
            wrong_type(
                node,
                "a list",
                "write phases = [ { from = 2025-04-05, ... }, ... ]",
                reading,
            );
            return None;
        };
        if nodes.is_empty() {
            reading.problem(Diagnostic::error(
                node.place,
                "the list of phases is empty",
                "write at least one phase",
            ));
        }
        let before = reading.errors();
        let mut steps: Vec<Step<T>> = Vec::new();
        for node in nodes {
            let Some(fields) = Fields::of(node, "a phase", reading) else { continue };
            fields.refuse_unknown(&[&[&PHASE_FROM, &T::KEY]], reading);
            let (from, value) =
                (fields.spanned(&PHASE_FROM, reading), fields.get(&T::KEY, reading));
            let Some(from) = from else { continue };
            if let Some(last) = steps.last().filter(|last| last.from >= Some(from.value)) {
                let problem = Diagnostic::error(
                    from.place,
                    "phases do not ascend",
                    "not after the phase before it",
                )
                .related(last.place, "the phase before it")
                .hint("put the phases in the order of their dates, each date once");
                reading.problem(problem);
            }
            if let Some(value) = value {
                steps.push(Step { from: Some(from.value), value, place: node.place });
            }
        }
        (reading.errors() == before && !steps.is_empty()).then_some(Self(steps))
    }

    fn schema() -> serde_json::Value {
        let keys: [&dyn AnyKey; 2] = [&PHASE_FROM, &T::KEY];
        json!({ "type": "array", "minItems": 1, "items": crate::schema::table(&[&keys]) })
    }
}
