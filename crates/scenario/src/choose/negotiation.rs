//! Who negotiates, what happens without a deal, and what may they spend? `[negotiation]`.

use crate::choose::futures::{Future, FutureTables, WrittenFuture};
use crate::select::selector::economies_of;
use crate::text::place::Spanned;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::{Fields, wrong_type};
use crate::value::key::{AnyKey, Key, Shape};
use crate::value::mention::{Mention, Sort};
use crate::value::money::{Amount, Signed};
use crate::value::plain::Fraction;
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::nearest::quoted;
use jiff::civil::Date;
use serde_json::json;

/// How a scenario is negotiated. Money is in single units of the world's currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Negotiation {
    /// Who negotiates: economies or groups, as written; at least two, without economies in common.
    pub parties: Vec<String>,
    /// What happens if they do not agree.
    pub disagreement: Disagreement,
    /// The last day that counts; the end of the scenario if none.
    pub until: Option<Date>,
    /// What a year's delay takes off a gain, as a share.
    pub discount: f64,
    /// Bargaining power by party, positive, in the order of `parties`.
    pub weights: Vec<f64>,
    /// Aversion to risk `a`: a party's utility is `mean - a/2 variance / 1 billion`, in units of
    /// currency.
    pub risk_aversion: f64,
    /// What a party can spend on the cost of measures, in all.
    pub budgets: Vec<(String, f64)>,
    /// What a third party's gain against the disagreement point may not fall below.
    pub floors: Vec<(String, f64)>,
    /// Whether money may change hands on top of the measures.
    pub transfers: bool,
    /// States of the world that may come; their probabilities make one. Empty if the scenario as it
    /// stands is certain.
    pub futures: Vec<Future>,
}

/// What parties have if they do not agree.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Disagreement {
    /// The shocks, without any measure.
    #[default]
    StatusQuo,
    /// The tariffs at which no party gains from another tariff of its own.
    NashTariffs,
    /// A gain by party against the shocks alone, in the order of the parties.
    Given(Vec<f64>),
}

/// `[negotiation]` as written.
#[derive(Clone, Debug)]
pub(crate) struct NegotiationTable {
    pub(crate) settled: Negotiation,
    parties: Vec<Spanned<String>>,
    floors: Vec<Spanned<String>>,
    until: Option<Spanned<Date>>,
    pub(crate) futures: Vec<WrittenFuture>,
}

const PARTIES: Key<Parties> = Key::required(
    "parties",
    "who negotiates: economies or groups of the world, such as [\"JPN\", \"USA\"]",
);
const DISAGREEMENT: Key<DisagreementTable> = Key::optional(
    "disagreement",
    "what happens without a deal: \"status-quo\" (the default), \"nash-tariffs\", or an amount by party",
);
const UNTIL: Key<Date> =
    Key::optional("until", "the last day that counts; the end of the scenario by default");
const DISCOUNT: Key<Fraction> =
    Key::optional("discount", "what a year's delay takes off a gain; 3% by default");
const WEIGHTS: Key<ByEconomy<NotNegative>> = Key::optional(
    "weights",
    "bargaining power by party, such as { JPN = 1.0, USA = 2.0 }; 1 by default",
);
const RISK: Key<NotNegative> = Key::optional(
    "risk-aversion",
    "what risk costs: half of it times the variance, in billions, is taken off the mean; 0 by default",
);
const BUDGET: Key<ByEconomy<Amount>> = Key::optional(
    "budget",
    "what a party can spend on cost in all, such as { JPN = \"USD 6.3 billion\" }",
);
const FLOOR: Key<ByEconomy<Signed>> = Key::optional(
    "floor",
    "what a third party may not fall below, such as { MEX = \"USD -500 million\" }",
);
const TRANSFERS: Key<bool> = Key::optional(
    "transfers",
    "true if money may change hands on top of the measures; false by default",
);
const FUTURES: Key<FutureTables> =
    Key::optional("state", "a state of the world, as [[negotiation.state]]");
const KEYS: [&dyn AnyKey; 10] = [
    &PARTIES,
    &DISAGREEMENT,
    &UNTIL,
    &DISCOUNT,
    &WEIGHTS,
    &RISK,
    &BUDGET,
    &FLOOR,
    &TRANSFERS,
    &FUTURES,
];

impl Shape for NegotiationTable {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let fields = Fields::of(node, "`[negotiation]`", reading)?;
        fields.refuse_unknown(&[&KEYS], reading);
        let parties = fields.get(&PARTIES, reading).map(|parties| parties.0);
        let disagreement = fields.spanned(&DISAGREEMENT, reading);
        let until = fields.spanned(&UNTIL, reading);
        let discount = fields.get(&DISCOUNT, reading).map_or(0.03, |share| share.0);
        let weights = fields.get(&WEIGHTS, reading).map(|weights| weights.0).unwrap_or_default();
        let risk_aversion = fields.get(&RISK, reading).map_or(0.0, |number| number.0);
        let budgets = fields.get(&BUDGET, reading).map(|budgets| budgets.0).unwrap_or_default();
        let floors = fields.get(&FLOOR, reading).map(|floors| floors.0).unwrap_or_default();
        let transfers = fields.get(&TRANSFERS, reading).unwrap_or(false);
        let futures = fields.get(&FUTURES, reading).map(|tables| tables.0).unwrap_or_default();
        let parties = parties?;
        weights.iter().for_each(|(party, _)| refuse_stranger(party, &parties, reading));
        budgets.iter().for_each(|(party, _)| refuse_stranger(party, &parties, reading));
        floors.iter().for_each(|(third, _)| refuse_party(third, &parties, reading));
        let settled = Negotiation {
            disagreement: disagreement
                .map(|table| settle(table, &parties, reading))
                .unwrap_or_default(),
            until: until.as_ref().map(|until| until.value),
            discount,
            weights: parties.iter().map(|party| weight(&party.value, &weights, reading)).collect(),
            risk_aversion,
            budgets: budgets.into_iter().map(|(party, amount)| (party.value, amount.0)).collect(),
            floors: floors.iter().map(|(third, amount)| (third.value.clone(), amount.0)).collect(),
            transfers,
            futures: futures.iter().map(|future| future.settled.clone()).collect(),
            parties: parties.iter().map(|party| party.value.clone()).collect(),
        };
        let floors = floors.into_iter().map(|(third, _)| third).collect();
        Some(Self { settled, parties, floors, until, futures })
    }

    fn schema() -> serde_json::Value {
        crate::value::schema::table(&[&KEYS])
    }
}

impl NegotiationTable {
    /// Reports a last day that leaves nothing to count.
    pub(crate) fn check_dates(&self, start: Option<Date>, reading: &mut Reading) {
        if let (Some(until), Some(start)) = (&self.until, start)
            && until.value < start
        {
            let label = format!("the scenario starts on {start}");
            reading.problem(Diagnostic::error(
                until.place,
                "the negotiation ends before the scenario starts",
                label,
            ));
        }
    }

    /// Reports economies that are in two parties, or in a party and under a floor.
    pub(crate) fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        let shared = |one: &str, other: &str| {
            let others = economies_of(world, other);
            let shared = economies_of(world, one).into_iter().find(|at| others.contains(at))?;
            Some(world.economies[shared].code.clone())
        };
        for (at, party) in self.parties.iter().enumerate() {
            let earlier = self.parties[..at].iter().filter(|earlier| earlier.value != party.value);
            for (other, code) in
                earlier.filter_map(|other| Some((other, shared(&other.value, &party.value)?)))
            {
                let message = format!("`{code}` is in two parties");
                let problem = Diagnostic::error(
                    party.place,
                    message,
                    "a party with economies of another one",
                )
                .related(other.place, "the other party");
                problems
                    .push(problem.hint("an economy belongs to one party alone: name other groups"));
            }
            let under = self.floors.iter().filter(|third| third.value != party.value);
            for (third, code) in
                under.filter_map(|third| Some((third, shared(&third.value, &party.value)?)))
            {
                let message = format!("`{code}` is in a party and has a floor");
                let problem =
                    Diagnostic::error(third.place, message, "a floor is for third parties")
                        .related(party.place, "the party");
                problems
                    .push(problem.hint(
                        "a party does not sign what makes it worse off; leave out its floor",
                    ));
            }
        }
    }
}

fn refuse_stranger(name: &Spanned<String>, parties: &[Spanned<String>], reading: &mut Reading) {
    if parties.iter().all(|party| party.value != name.value) {
        let message = format!("`{}` is not a party of this negotiation", name.value);
        let hint =
            format!("the parties are {}", quoted(parties.iter().map(|party| party.value.as_str())));
        reading.problem(Diagnostic::error(name.place, message, "not a party").hint(hint));
    }
}

fn refuse_party(third: &Spanned<String>, parties: &[Spanned<String>], reading: &mut Reading) {
    if let Some(party) = parties.iter().find(|party| party.value == third.value) {
        let message = format!("`{}` is a party and has a floor", third.value);
        let problem = Diagnostic::error(third.place, message, "a floor is for third parties")
            .related(party.place, "the party");
        reading.problem(
            problem.hint("a party does not sign what makes it worse off; leave out its floor"),
        );
    }
}

fn weight(party: &str, weights: &[(Spanned<String>, NotNegative)], reading: &mut Reading) -> f64 {
    let Some((name, weight)) = weights.iter().find(|(name, _)| name.value == party) else {
        return 1.0;
    };
    if weight.0 == 0.0 {
        let message = format!("`{party}` has no bargaining power");
        let hint = "a weight is positive; leave out a party without bargaining power";
        reading.problem(Diagnostic::error(name.place, message, "a weight of zero").hint(hint));
    }
    weight.0
}

fn settle(
    table: Spanned<DisagreementTable>,
    parties: &[Spanned<String>],
    reading: &mut Reading,
) -> Disagreement {
    let amounts = match table.value {
        DisagreementTable::Word(disagreement) => return disagreement,
        DisagreementTable::Given(amounts) => amounts,
    };
    amounts.iter().for_each(|(name, _)| refuse_stranger(name, parties, reading));
    let of = |party: &Spanned<String>| amounts.iter().find(|(name, _)| name.value == party.value);
    if let Some(party) = parties.iter().find(|party| of(party).is_none()) {
        let message = format!("the disagreement point has no amount for `{}`", party.value);
        let problem = Diagnostic::error(table.place, message, "one amount by party is needed")
            .related(party.place, "the party");
        reading.problem(
            problem.hint(
                "what it has without a deal, against the shocks alone: \"USD 0\" for no change",
            ),
        );
    }
    Disagreement::Given(parties.iter().filter_map(|party| Some(of(party)?.1.0)).collect())
}

/// Parties as written.
struct Parties(Vec<Spanned<String>>);

impl Shape for Parties {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let hint = "name at least two: parties = [\"JPN\", \"USA\"]";
        let Value::List(nodes) = &node.value else {
            wrong_type(node, "a list of economies or groups", hint, reading);
            return None;
        };
        let mut parties: Vec<Spanned<String>> = Vec::new();
        for node in nodes {
            let value = String::read(node, reading)?;
            reading.mentions.push(Mention {
                sort: Sort::Economies,
                word: value.clone(),
                place: node.place,
            });
            if let Some(first) = parties.iter().find(|party| party.value == value) {
                let problem =
                    Diagnostic::error(node.place, format!("`{value}` is a party twice"), "again");
                reading.problem(problem.related(first.place, "the first time"));
            }
            parties.push(Spanned { value, place: node.place });
        }
        if parties.len() < 2 {
            let message = format!(
                "a negotiation with {} part{}",
                parties.len(),
                if nodes.len() == 1 { "y" } else { "ies" }
            );
            reading
                .problem(Diagnostic::error(node.place, message, "nobody to agree with").hint(hint));
        }
        Some(Self(parties))
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "array", "minItems": 2, "items": String::schema() })
    }
}

/// The disagreement point as written.
enum DisagreementTable {
    Word(Disagreement),
    Given(Vec<(Spanned<String>, Signed)>),
}

impl Shape for DisagreementTable {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        match &node.value {
            Value::Text(word) if word == "status-quo" => Some(Self::Word(Disagreement::StatusQuo)),
            Value::Text(word) if word == "nash-tariffs" => {
                Some(Self::Word(Disagreement::NashTariffs))
            }
            Value::Text(word) => {
                let message = format!("unknown disagreement point `{word}`");
                let hint = "write \"status-quo\", \"nash-tariffs\", or an amount by party: { JPN = \"USD -9 billion\", ... }";
                reading.problem(
                    Diagnostic::error(node.place, message, "not a disagreement point").hint(hint),
                );
                None
            }
            _ => ByEconomy::read(node, reading).map(|amounts| Self::Given(amounts.0)),
        }
    }

    fn schema() -> serde_json::Value {
        json!({ "anyOf": [{ "enum": ["status-quo", "nash-tariffs"] }, ByEconomy::<Signed>::schema()] })
    }
}

/// A value by economy or group.
struct ByEconomy<T>(Vec<(Spanned<String>, T)>);

impl<T: Shape> Shape for ByEconomy<T> {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            wrong_type(node, "a table by economy", "write { JPN = ..., USA = ... }", reading);
            return None;
        };
        let mut values = Vec::new();
        for item in &table.items {
            reading.mentions.push(Mention {
                sort: Sort::Economies,
                word: item.key.clone(),
                place: item.key_place,
            });
            let name = Spanned { value: item.key.clone(), place: item.key_place };
            values.extend(T::read(&item.node, reading).map(|value| (name, value)));
        }
        (values.len() == table.items.len()).then_some(Self(values))
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "object", "additionalProperties": T::schema() })
    }
}

/// A plain number, zero or more.
struct NotNegative(f64);

impl Shape for NotNegative {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        match node.value {
            Value::Number(number) if number.is_finite() && number >= 0.0 => Some(Self(number)),
            Value::Number(number) => {
                let message = format!("{number} is not zero or a positive number");
                reading.problem(Diagnostic::error(node.place, message, "out of range"));
                None
            }
            _ => {
                wrong_type(node, "a number", "write a plain number such as 1.5", reading);
                None
            }
        }
    }

    fn schema() -> serde_json::Value {
        json!({ "type": "number", "minimum": 0 })
    }
}
