//! What ties the years of a path together: capital and wage floors, as `[trade]` may say.

use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::choice::Choice;
use crate::value::fields::wrong_type;
use crate::value::key::Shape;
use crate::value::reading::Reading;
use serde::Serialize;
use serde_json::json;

/// What happens to capital along the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Capital {
    /// It grows and wears out: saving is a constant share of income.
    #[default]
    Accumulates,
    /// It stays that of the baseline, as in static models.
    Fixed,
}

impl Capital {
    /// Whether it is what a scenario has that says nothing.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl Choice for Capital {
    const WHAT: &'static str = "treatment of capital";
    const WORDS: &'static [(&'static str, Self)] =
        &[("accumulates", Self::Accumulates), ("fixed", Self::Fixed)];
}

/// The least ratio of a year's wage to that of the year before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct WageFloor(pub(crate) f64);

impl Shape for WageFloor {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let hint = "0.99 lets wages fall by 1% a year; leave it out for wages that are free";
        let Value::Number(number) = node.value else {
            wrong_type(node, "a number", hint, reading);
            return None;
        };
        if number > 0.0 && number <= 1.0 {
            return Some(Self(number));
        }
        let (message, label) = if number > 1.0 {
            let message = format!(
                "a wage floor of {number} asks for wages that rise every year, but the world's wage bill stays the same: \
                 full employment cannot keep it"
            );
            (message, "above 1")
        } else {
            (format!("a wage floor of {number} is no ratio of wages"), "not above 0")
        };
        reading.problem(Diagnostic::error(node.place, message, label).hint(hint));
        None
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 1 })
    }
}
