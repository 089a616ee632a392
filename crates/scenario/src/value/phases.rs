//! Values that change over time: `phases = [ { from = 2025-04-05, rate = ... }, ... ]`.

use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::reading::Reading;
use jiff::civil::Date;
use serde_json::json;

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
        json!({ "type": "array", "minItems": 1, "items": crate::value::schema::table(&[&keys]) })
    }
}
