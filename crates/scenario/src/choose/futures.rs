//! Which states of the world may come, how probable is each, and what is the scenario then?
//! `[[negotiation.state]]`.

use crate::select::goods::Words;
use crate::text::place::{Place, Spanned};
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::choice::Choice;
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::money::not_whole;
use crate::value::plain::Fraction;
use crate::value::reading::Reading;
use serde_json::json;

/// A state of the world that may come.
#[derive(Clone, Debug, PartialEq)]
pub struct Future {
    /// Its name, unique among the states.
    pub name: String,
    /// Its probability.
    pub probability: f64,
    /// Where the figure is from.
    pub source: String,
    /// What is changed in the scenario, as `--set` does; [`in_future`](crate::Scenario::in_future)
    /// makes the changes.
    pub overrides: Vec<String>,
    /// Which case of what is assumed in chains and rules.
    pub case: Case,
    /// Name of a set of elasticities, where the state has another than the scenario; `world` for
    /// those of the world.
    pub elasticities: Option<String>,
    /// Name of the rules of the cascade.
    pub rules: String,
}

/// Which case of what is assumed holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// That with little loss.
    Low,
    /// That in the middle.
    #[default]
    Middle,
    /// That with much loss.
    High,
}

impl Choice for Case {
    const WHAT: &'static str = "case";
    const WORDS: &'static [(&'static str, Self)] =
        &[("low", Self::Low), ("middle", Self::Middle), ("high", Self::High)];
}

/// A state of the world as written.
#[derive(Clone, Debug)]
pub(crate) struct WrittenFuture {
    pub(crate) settled: Future,
    pub(crate) name: Place,
    pub(crate) overrides: Vec<Spanned<String>>,
}

const NAME: Key<String> =
    Key::required("name", "a name for people, unique among the states of the world");
const PROBABILITY: Key<Fraction> =
    Key::required("probability", "how probable it is, such as \"25%\"; all states together 100%");
const SOURCE: Key<String> =
    Key::required("source", "where the probability is from, or that it is assumed");
const SET: Key<Words> =
    Key::optional("set", "what is different in the scenario, as --set: [\"shock.1.rate.add=50%\"]");
const CASE: Key<Case> = Key::optional(
    "case",
    "which case of what is assumed in chains and rules: low, middle (the default) or high loss",
);
const ELASTICITIES: Key<String> = Key::optional(
    "elasticities",
    "a set of trade elasticities; that of the scenario by default, \"world\" for the world's own",
);
const RULES: Key<String> =
    Key::optional("rules", "the rules of the cascade; \"detente\" by default");
const KEYS: [&dyn AnyKey; 7] = [&NAME, &PROBABILITY, &SOURCE, &SET, &CASE, &ELASTICITIES, &RULES];

/// Every state of the world of a negotiation.
pub(crate) struct FutureTables(pub(crate) Vec<WrittenFuture>);

impl Shape for FutureTables {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::List(nodes) = &node.value else {
            wrong_type(node, "a list of tables", "write [[negotiation.state]]", reading);
            return None;
        };
        let mut futures: Vec<WrittenFuture> = Vec::new();
        let mut whole = 0.0;
        let mut place = node.place;
        for node in nodes {
            let (future, probability) = read_future(node, reading)?;
            if let Some(first) =
                futures.iter().find(|first| first.settled.name == future.settled.name)
            {
                let message =
                    format!("two states of the world have the name `{}`", future.settled.name);
                reading.problem(
                    Diagnostic::error(future.name, message, "again")
                        .related(first.name, "the first one"),
                );
            }
            whole += probability.value;
            place = probability.place;
            futures.push(future);
        }
        if !futures.is_empty() && (whole - 1.0).abs() > 1e-9 {
            let problem = not_whole("the probabilities of the states of the world", whole);
            let hint = "add a state for what else may come, such as one in which nothing changes";
            reading.problem(Diagnostic::error(place, problem.message, problem.label).hint(hint));
        }
        Some(Self(futures))
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "items": crate::value::schema::table(&[&KEYS]) })
    }
}

fn read_future(node: &Node, reading: &mut Reading) -> Option<(WrittenFuture, Spanned<f64>)> {
    let fields = Fields::of(node, "`[[negotiation.state]]`", reading)?;
    fields.refuse_unknown(&[&KEYS], reading);
    let name = fields.spanned(&NAME, reading);
    let probability = fields.spanned(&PROBABILITY, reading);
    let source = fields.get(&SOURCE, reading);
    let overrides = fields.get(&SET, reading).map(|words| words.0).unwrap_or_default();
    let case = fields.get(&CASE, reading).unwrap_or_default();
    let elasticities = fields.get(&ELASTICITIES, reading);
    let rules = fields.get(&RULES, reading).unwrap_or_else(|| "detente".to_owned());
    let (name, probability, source) = (name?, probability?, source?);
    let settled = Future {
        name: name.value,
        probability: probability.value.0,
        source,
        overrides: overrides.iter().map(|argument| argument.value.clone()).collect(),
        case,
        elasticities,
        rules,
    };
    let probability = Spanned { value: settled.probability, place: probability.place };
    Some((WrittenFuture { settled, name: name.place, overrides }, probability))
}
