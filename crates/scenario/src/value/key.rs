//! Keys and the shapes of their values: one table from which the parser and the JSON Schema are
//! both made.

use crate::text::tree::Node;
use crate::value::reading::Reading;
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
