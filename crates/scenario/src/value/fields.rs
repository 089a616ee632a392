//! What does a table hold under its keys? What is missing, unknown or of the wrong type is
//! reported.

use crate::text::place::{Place, Spanned};
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Table, Value};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::reading::Reading;
use detente_world::nearest::{did_you_mean, quoted};

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
