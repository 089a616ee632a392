//! `transfer`: money that one economy gives another, per year.

use crate::effect::gifts::Gift;
use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, Window, phases};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::selector::OneEconomy;
use crate::select::unknown::other_currency;
use crate::text::problem::Problem;
use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::wrong_type;
use crate::value::key::{Key, Shape};
use crate::value::phases::Phased;
use crate::value::quantity::{self, Money};
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::units::table_unit;
use jiff::civil::Date;

const GIVER: Key<OneEconomy> = Key::required("giver", "the code of the economy that gives");
const RECEIVER: Key<OneEconomy> =
    Key::required("receiver", "the code of the economy that receives");

pub(crate) const KIND: Kind =
    Kind {
        name: "transfer",
        about: "money that one economy gives another every year",
        engines: &[Engine::Policy],
        bill: Bill::Counted,
        value: Amount::KEY.name,
        keys: &[&GIVER, &RECEIVER, &Amount::KEY, &phases::<Amount>()],
        read: |fields, reading| {
            let giver = fields.get(&GIVER, reading);
            let receiver = fields.get(&RECEIVER, reading);
            let amount = Timeline::read(fields, reading);
            let transfer = Transfer { giver: giver?, receiver: receiver?, amount: amount? };
            if transfer.giver.code == transfer.receiver.code {
                let code = &transfer.giver.code;
                let message = format!("`{code}` gives to itself");
                let problem = Diagnostic::error(transfer.receiver.place, message, "the receiver")
                    .related(transfer.giver.place, "the giver");
                reading.problem(problem.hint(
                    "name two economies; support inside one economy is no transfer between two",
                ));
            }
            Some(Box::new(transfer))
        },
    };

/// Money per year, not negative.
#[derive(Clone, Debug, PartialEq)]
struct Amount(Money);

impl Shape for Amount {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let problem = match &node.value {
            Value::Text(text) => match quantity::money_of_text(text) {
                Ok(money) if money.units >= 0.0 => return Some(Self(money)),
                Ok(_) => Problem::new(format!("`{text}` is negative"), "an amount is zero or more")
                    .hint("exchange giver and receiver"),
                Err(problem) => problem,
            },
            Value::Number(number) => quantity::money_of_number(*number),
            _ => {
                wrong_type(node, "an amount", "write \"USD 500 million\"", reading);
                return None;
            }
        };
        reading.problem(
            Diagnostic::error(node.place, problem.message, problem.label).maybe_hint(problem.hint),
        );
        None
    }

    fn schema() -> serde_json::Value {
        crate::value::money::schema()
    }
}

impl Phased for Amount {
    const KEY: Key<Self> = Key::optional("amount", "money per year, such as \"USD 500 million\"");
}

#[derive(Debug)]
struct Transfer {
    giver: OneEconomy,
    receiver: OneEconomy,
    amount: Timeline<Amount>,
}

impl Action for Transfer {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        let unit = table_unit(&world.currency);
        for step in self.amount.steps() {
            let currency = &step.value.0.currency;
            if unit.as_ref().is_none_or(|(code, _)| code != currency) {
                problems.push(other_currency(currency, step.place, world));
            }
        }
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.amount.starts()
    }

    fn gives(&self, world: &World) -> Vec<(Window, Gift)> {
        let ids = (world.economy(&self.giver.code), world.economy(&self.receiver.code));
        let ((Some(giver), Some(receiver)), Some((_, unit))) = (ids, table_unit(&world.currency))
        else {
            return Vec::new();
        };
        let windows = self.amount.windows(|_| true).into_iter().zip(self.amount.steps());
        windows
            .map(|(window, step)| {
                (window, Gift { giver, receiver, yearly: step.value.0.units / unit })
            })
            .collect()
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.amount.at(date)?;
        let (_, unit) = table_unit(&state.world.currency)?;
        let (giver, receiver) =
            (state.world.economy(&self.giver.code)?, state.world.economy(&self.receiver.code)?);
        let amount = step.value.0.units / unit;
        state.transfer[giver.0] -= amount;
        state.transfer[receiver.0] += amount;
        let value = format!("{} {amount}", state.world.currency);
        Some(Applied { touched: 2, phase: step.from, value })
    }
}
