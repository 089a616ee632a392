//! Entries about commodity chains: what happens to goods in tonnes. They leave the state of the
//! trade engine as it is.

pub(crate) mod capacity;
pub(crate) mod flows;
pub(crate) mod material_efficiency;
pub(crate) mod outage;
pub(crate) mod purchase;
pub(crate) mod recycling;
pub(crate) mod stock;

use crate::effect::chains::in_unit_of;
use crate::effect::timeline::{Timeline, Window};
use crate::kinds::kind::Applied;
use crate::select::goods::Found;
use crate::select::selector::Partners;
use crate::text::place::Place;
use crate::text::problem::Problem;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::wrong_type;
use crate::value::key::{Key, Shape};
use crate::value::phases::{Phased, Step};
use crate::value::quantity;
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::chain::Chain;
use jiff::civil::Date;
use serde_json::json;

/// An amount of goods per year, in tonnes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Yearly(pub(crate) f64);

impl Shape for Yearly {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_amount(node, true, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        crate::value::schema::quantity(
            json!({ "type": "string", "pattern": "^\\s*[0-9.]+\\s*(kg|t|kt|Mt)\\s*(/yr|per year)\\s*$" }),
        )
    }
}

impl Phased for Yearly {
    const KEY: Key<Self> =
        Key::optional("amount", "how much per year, such as \"1500 t/yr\" or \"5.5 Mt/yr\"");
}

/// An amount of goods in all, in tonnes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mass(pub(crate) f64);

impl Shape for Mass {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        read_amount(node, false, reading).map(Self)
    }

    fn schema() -> serde_json::Value {
        crate::value::schema::quantity(
            json!({ "type": "string", "pattern": "^\\s*[0-9.]+\\s*(kg|t|kt|Mt)\\s*$" }),
        )
    }
}

fn read_amount(node: &Node, per_year: bool, reading: &mut Reading) -> Option<f64> {
    let example = if per_year { "write \"1500 t/yr\"" } else { "write \"300 t\"" };
    let problem = match &node.value {
        Value::Text(text) => match quantity::amount_of_text(text, per_year) {
            Ok(amount) => return Some(amount.tonnes),
            Err(problem) => problem,
        },
        Value::Number(number) => {
            Problem::new(format!("amount {number} without a unit"), "of which unit?").hint(example)
        }
        _ => {
            wrong_type(node, "an amount", example, reading);
            return None;
        }
    };
    reading.problem(
        Diagnostic::error(node.place, problem.message, problem.label).maybe_hint(problem.hint),
    );
    None
}

/// The windows of the steps of a timeline, with their values.
fn phases_of<T: Copy>(timeline: &Timeline<T>) -> Vec<(Window, T)> {
    let steps = timeline.steps();
    let until =
        |at: usize| steps.get(at + 1).and_then(|next: &Step<T>| next.from?.yesterday().ok());
    steps
        .iter()
        .enumerate()
        .map(|(at, step)| (Window { from: step.from, until: until(at) }, step.value))
        .collect()
}

/// The single position that a selection has to be.
fn one_of(partners: &Partners, chain: &Chain, world: &World) -> Option<usize> {
    match partners.select(chain, world).as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// Reports a selection that is not one economy in every chain.
fn check_one(
    partners: &Partners,
    found: &[Found<'_>],
    world: &World,
    problems: &mut Vec<Diagnostic>,
) {
    crate::select::goods::check_partners(partners, found, world, problems);
    let several = |found: &Found<'_>| partners.select(found.chain, world).len() > 1;
    if found.iter().any(several) {
        let problem =
            Diagnostic::error(partners.0.place, "one economy is needed here", "these are several");
        problems.push(problem.hint("write one entry for each economy"));
    }
}

/// Reports a selection of goods that is not one good.
fn check_one_good(place: Place, found: &[Found<'_>], problems: &mut Vec<Diagnostic>) {
    let codes: Vec<&str> = found
        .iter()
        .flat_map(|found| found.goods.iter().map(|good| found.chain.goods[*good].code.as_str()))
        .collect();
    if codes.len() > 1 {
        let message = format!("one good is needed here, these are {}", codes.join(", "));
        problems.push(
            Diagnostic::error(place, message, "several goods")
                .hint("name one code, or add the stage"),
        );
    }
}

/// What a table of entries says of one of these: how much it touches, and its value.
fn applied(touched: usize, phase: Option<Date>, value: String) -> Applied {
    Applied { touched, phase, value }
}

/// "5.5 Mt/yr" for an amount in tonnes.
fn per_year(tonnes: f64) -> String {
    format!("{}/yr", mass(tonnes))
}

fn mass(tonnes: f64) -> String {
    if tonnes >= 1e6 { format!("{} Mt", tonnes / 1e6) } else { format!("{tonnes} t") }
}

/// An amount in the unit of the chain; amounts are only read in units of mass, as chains count.
fn units(chain: &Chain, tonnes: f64) -> f64 {
    in_unit_of(chain, tonnes).unwrap_or(tonnes)
}
