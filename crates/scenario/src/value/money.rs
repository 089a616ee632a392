//! How is money written? Amounts, their bounds, and shares of who pays or delivers them.

use crate::text::place::Spanned;
use crate::text::problem::Problem;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::wrong_type;
use crate::value::key::Shape;
use crate::value::mention::{Mention, Sort};
use crate::value::plain::{read_share, share_schema};
use crate::value::quantity::{self, Money};
use crate::value::reading::Reading;
use detente_world::Band;
use serde_json::json;

/// Money of either sign, in the currency of the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Signed(pub(crate) f64);

/// Money that is not negative, in the currency of the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Amount(pub(crate) f64);

/// The schema of money.
pub(crate) fn schema() -> serde_json::Value {
    let pattern =
        "^\\s*[A-Z]{3}\\s*[+-]?[0-9.]+(e[+-]?[0-9]+)?\\s*(thousand|million|billion|trillion)?\\s*$";
    crate::value::schema::quantity(json!({ "type": "string", "pattern": pattern }))
}

/// How a text becomes money: [`quantity::money_of_text`], or [`quantity::price_of_text`] for one
/// unit of something.
type OfText = fn(&str) -> Result<Money, Problem>;

fn read(node: &Node, of_text: OfText, reading: &mut Reading) -> Option<Money> {
    let problem = match &node.value {
        Value::Text(text) => match of_text(text) {
            Ok(money) => {
                let word = money.currency.clone();
                reading.mentions.push(Mention { sort: Sort::Currency, word, place: node.place });
                return Some(money);
            }
            Err(problem) => problem,
        },
        Value::Number(number) => quantity::money_of_number(*number),
        _ => {
            wrong_type(node, "an amount of money", "write \"USD 500 million\"", reading);
            return None;
        }
    };
    reading.problem(
        Diagnostic::error(node.place, problem.message, problem.label).maybe_hint(problem.hint),
    );
    None
}

impl Shape for Signed {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read(node, quantity::money_of_text, reading).map(|money| Self(money.units))
    }

    fn schema() -> serde_json::Value {
        schema()
    }
}

impl Shape for Amount {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        amount(node, quantity::money_of_text, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        schema()
    }
}

fn amount(node: &Node, of_text: OfText, reading: &mut Reading) -> Option<f64> {
    let money = read(node, of_text, reading)?;
    if money.units >= 0.0 {
        return Some(money.units);
    }
    reading.problem(Diagnostic::error(
        node.place,
        "this amount is negative",
        "an amount is zero or more",
    ));
    None
}

/// Money for one unit of something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PerUnit(pub(crate) Band);

impl Shape for PerUnit {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_band(node, quantity::price_of_text, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        Band::schema()
    }
}

/// One amount, the bounds, or the bounds with the most likely between them; the middle of two is
/// their mean.
fn read_band(node: &Node, of_text: OfText, reading: &mut Reading) -> Option<Band> {
    let Value::List(nodes) = &node.value else {
        return amount(node, of_text, reading).map(|units| Band {
            low: units,
            mid: units,
            high: units,
        });
    };
    let amounts: Vec<Option<f64>> =
        nodes.iter().map(|node| amount(node, of_text, reading)).collect();
    let amounts: Vec<f64> = amounts.into_iter().collect::<Option<_>>()?;
    let interval = match amounts.as_slice() {
        [low, high] => Band { low: *low, mid: 0.5 * (low + high), high: *high },
        [low, mid, high] => Band { low: *low, mid: *mid, high: *high },
        _ => {
            let message =
                format!("an interval has two or three amounts, this one has {}", amounts.len());
            let hint = "write [low, high] or [low, mid, high]";
            reading.problem(Diagnostic::error(node.place, message, "not an interval").hint(hint));
            return None;
        }
    };
    if interval.low <= interval.mid && interval.mid <= interval.high {
        return Some(interval);
    }
    let problem =
        Diagnostic::error(node.place, "the amounts of this interval do not ascend", "out of order");
    reading.problem(problem.hint("write [low, high] or [low, mid, high]"));
    None
}

impl Shape for Band {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_band(node, quantity::money_of_text, reading)
    }

    fn schema() -> serde_json::Value {
        json!({ "anyOf": [schema(), { "type": "array", "minItems": 2, "maxItems": 3, "items": schema() }] })
    }
}

/// Shares by economy that make one whole, such as `{ TWN = "90%", USA = "10%" }`.
pub(crate) type Shares = Vec<(Spanned<String>, f64)>;

/// Reads shares; `what` names them in messages.
pub(crate) fn read_shares(
    node: &Node,
    sort: Sort,
    what: &str,
    reading: &mut Reading,
) -> Option<Shares> {
    let example = "write shares such as { JPN = \"60%\", USA = \"40%\" }";
    let Value::Table(table) = &node.value else {
        wrong_type(node, "a table of shares", example, reading);
        return None;
    };
    let mut shares = Vec::new();
    for item in &table.items {
        reading.mentions.push(Mention { sort, word: item.key.clone(), place: item.key_place });
        let share = read_share(&item.node, "share", reading)?;
        if !(0.0..=1.0).contains(&share) {
            let message = format!("share {}% is not between 0% and 100%", share * 100.0);
            reading.problem(Diagnostic::error(item.node.place, message, "out of range"));
            return None;
        }
        shares.push((Spanned { value: item.key.clone(), place: item.key_place }, share));
    }
    let sum: f64 = shares.iter().map(|(_, share)| share).sum();
    if (sum - 1.0).abs() > 1e-9 {
        let problem = not_whole(what, sum);
        reading
            .problem(Diagnostic::error(node.place, problem.message, problem.label).hint(example));
        return None;
    }
    Some(shares)
}

/// Why shares are not a whole.
pub(crate) fn not_whole(what: &str, sum: f64) -> Problem {
    let sum = (sum * 1e8).round() / 1e6;
    Problem::new(format!("{what} add up to {sum}%"), "all together make 100%")
}

/// The schema of shares by economy.
pub(crate) fn shares_schema() -> serde_json::Value {
    json!({ "type": "object", "minProperties": 1, "additionalProperties": share_schema() })
}
