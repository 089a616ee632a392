//! What does a measure cost, who pays, and how long before it works?

use crate::kinds::kind::Kind;
use crate::text::place::Spanned;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Table, Value};
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::mention::{Mention, Sort};
use crate::value::money::{PerUnit, Shares, read_shares, shares_schema};
use crate::value::quantity;
use crate::value::reading::Reading;
use detente_world::Band;
use serde::Serialize;
use serde_json::json;

/// What a measure costs when it is taken in full, in single units of the world's currency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Cost {
    /// Once, for the whole measure; a lever costs it in proportion to its level.
    pub capital: Band,
    /// Once, for each unit of the measure's [`Size`].
    pub per_unit: Band,
    /// In each year in force, for the whole measure.
    pub yearly: Band,
    /// Who pays which share; codes or groups as written, shares that make one.
    pub payers: Vec<(String, f64)>,
    /// Months between paying and the first day in force.
    pub lead_months: f64,
    /// Where the figures are from.
    pub source: Option<String>,
}

/// The number of a measure's value as written, such as 60 of `60 t/yr`; of several phases the
/// largest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Size {
    /// The number.
    pub number: f64,
    /// `%`, `t/yr`, `USD million` ...; empty for a plain number.
    pub unit: String,
}

const CAPITAL: Key<Band> = Key::optional(
    "capital",
    "what is paid once for the measure in full, such as \"USD 25 million\"",
);
const PER_UNIT: Key<PerUnit> = Key::optional(
    "per-unit",
    "what is paid once for each unit of the measure's value, as it is written",
);
const YEARLY: Key<Band> =
    Key::optional("yearly", "what is paid in each year in force, for the measure in full");
const PAYER: Key<Payers> = Key::optional(
    "payer",
    "who pays: a code, or shares such as { JPN = \"60%\", USA = \"40%\" }; `by` by default",
);
const LEAD: Key<Months> = Key::optional(
    "lead",
    "the time between paying and the first day in force, such as \"18 months\" or \"2 years\"",
);
const SOURCE: Key<String> = Key::optional("source", "where the figures are from");
const KEYS: [&dyn AnyKey; 6] = [&CAPITAL, &PER_UNIT, &YEARLY, &PAYER, &LEAD, &SOURCE];

pub(crate) const COST: Key<CostTable> = Key::optional(
    "cost",
    "what the measure costs, such as { capital = \"USD 25 million\", lead = \"2 years\" }",
);

/// A cost as written.
pub(crate) struct CostTable {
    capital: Band,
    per_unit: Option<Spanned<PerUnit>>,
    yearly: Band,
    payers: Option<Shares>,
    lead_months: f64,
    source: Option<String>,
}

impl Shape for CostTable {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let fields = Fields::of(node, "a cost", reading)?;
        fields.refuse_unknown(&[&KEYS], reading);
        if !(fields.has(&CAPITAL) || fields.has(&PER_UNIT) || fields.has(&YEARLY)) {
            let hint = "write at least one of `capital`, `per-unit` and `yearly`";
            reading.problem(
                Diagnostic::error(node.place, "this cost costs nothing", "no amount").hint(hint),
            );
        }
        let capital = fields.get(&CAPITAL, reading).unwrap_or_default();
        let per_unit = fields.spanned(&PER_UNIT, reading);
        let yearly = fields.get(&YEARLY, reading).unwrap_or_default();
        let payers = fields.get(&PAYER, reading).map(|payers| payers.0);
        let lead_months = fields.get(&LEAD, reading).map_or(0.0, |months| months.0);
        let source = fields.get(&SOURCE, reading);
        Some(Self { capital, per_unit, yearly, payers, lead_months, source })
    }

    fn schema() -> serde_json::Value {
        crate::value::schema::table(&[&KEYS])
    }
}

impl CostTable {
    /// The cost of a measure that `by` takes.
    pub(crate) fn settle(
        self,
        by: Option<&str>,
        size: Option<&Size>,
        reading: &mut Reading,
    ) -> Cost {
        if let (Some(per_unit), None) = (&self.per_unit, size) {
            let message = "a cost per unit of a measure that has no number";
            let hint = "write `capital` or `yearly` instead";
            reading
                .problem(Diagnostic::error(per_unit.place, message, "units of what?").hint(hint));
        }
        let written =
            |shares: Shares| shares.into_iter().map(|(code, share)| (code.value, share)).collect();
        Cost {
            capital: self.capital,
            per_unit: self.per_unit.map(|amount| amount.value.0).unwrap_or_default(),
            yearly: self.yearly,
            payers: self
                .payers
                .map_or_else(|| by.map(|by| (by.to_owned(), 1.0)).into_iter().collect(), written),
            lead_months: self.lead_months,
            source: self.source,
        }
    }
}

/// Who pays, as written.
struct Payers(Shares);

impl Shape for Payers {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::Text(code) = &node.value else {
            return read_shares(node, Sort::Economies, "the shares of the payers", reading)
                .map(Self);
        };
        reading.mentions.push(Mention {
            sort: Sort::Economies,
            word: code.clone(),
            place: node.place,
        });
        Some(Self(vec![(Spanned { value: code.clone(), place: node.place }, 1.0)]))
    }

    fn schema() -> serde_json::Value {
        json!({ "anyOf": [String::schema(), shares_schema()] })
    }
}

/// A time in months.
struct Months(f64);

impl Shape for Months {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let hint = "write \"18 months\" or \"2 years\"";
        let Value::Text(text) = &node.value else {
            wrong_type(node, "a time", hint, reading);
            return None;
        };
        let months = quantity::written(text).and_then(|(number, unit)| match unit.as_str() {
            "month" | "months" => Some(number),
            "year" | "years" => Some(12.0 * number),
            _ => None,
        });
        let months = months.filter(|months| *months >= 0.0);
        if months.is_none() {
            let message = format!("`{text}` is not a time");
            reading.problem(
                Diagnostic::error(node.place, message, "a number of months or years").hint(hint),
            );
        }
        months.map(Self)
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "string", "pattern": "^\\s*[0-9.]+\\s*(months?|years?)\\s*$" })
    }
}

/// The number of a measure's value.
pub(crate) fn size(measure: &Table, kind: &Kind) -> Option<Size> {
    let key = kind.value;
    let phases = measure.list("phases").iter().filter_map(|phase| match &phase.value {
        Value::Table(phase) => phase.get(key),
        _ => None,
    });
    let sizes = measure.get(key).into_iter().chain(phases).filter_map(|item| number(&item.node));
    sizes.max_by(|one, other| one.number.total_cmp(&other.number))
}

fn number(node: &Node) -> Option<Size> {
    match &node.value {
        Value::Number(number) => Some(Size { number: *number, unit: String::new() }),
        Value::Text(text) => quantity::written(text).map(|(number, unit)| Size { number, unit }),
        // A rate that says whether it is added, set or a floor.
        Value::Table(table) => table.items.first().and_then(|item| number(&item.node)),
        _ => None,
    }
}
