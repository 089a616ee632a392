//! How are plain values written? Shares, elasticities, texts, flags and days.

use crate::text::place::Place;
use crate::text::problem::Problem;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::wrong_type;
use crate::value::key::Shape;
use crate::value::quantity;
use crate::value::reading::Reading;
use jiff::civil::Date;
use serde_json::json;

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
    crate::value::schema::quantity(json!({ "oneOf": [
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

/// An exponent of shares, one less than a substitution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Exponent(pub(crate) f64);

impl Shape for Exponent {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let hint = "it is one less than the substitution, which is positive: 4 is usual in the long run, below 0 where substitution is below 1";
        match node.value {
            Value::Number(number) if number.is_finite() && number > -1.0 => Some(Self(number)),
            Value::Number(number) => {
                let message = format!("an exponent of {number} leaves no substitution");
                reading.problem(
                    Diagnostic::error(node.place, message, "below its limit of -1").hint(hint),
                );
                None
            }
            _ => {
                wrong_type(node, "a number", hint, reading);
                None
            }
        }
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "number", "exclusiveMinimum": -1 })
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
        let message = format!("share {} is not between 0% and 100%", quantity::percent(share));
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
