//! `support`: money that a government pays at home. It moves no engine: it is a cost, and a line of
//! the ledger.

use crate::effect::state::{Assembly, Support};
use crate::kinds::kind::{Action, Applied, Bill, Kind};
use crate::select::selector::{OneEconomy, OneSector};
use crate::text::report::Diagnostic;
use crate::value::fields::Fields;
use crate::value::key::Key;
use crate::value::money::Amount;
use crate::value::plain::Fraction;
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::units::table_unit;
use jiff::civil::Date;

const ECONOMY: Key<OneEconomy> =
    Key::required("economy", "the code of the economy that pays, at home");
const SECTOR: Key<OneSector> =
    Key::optional("sector", "the code of the sector that is supported; all by default");
const AMOUNT: Key<Amount> =
    Key::required("amount", "money in all, not per year, such as \"USD 6.3 billion\"");
const RESERVE: Key<Amount> =
    Key::optional("reserve", "how much of it is a budget reserve; 0 by default");
const FUNDS: Key<Fraction> = Key::optional(
    "cost-of-funds",
    "what raising a unit of money costs beyond it, as a share; 0, the default, for nothing",
);

pub(crate) const KIND: Kind = Kind {
    name: "support",
    about: "money that a government pays at home, in all",
    engines: &[],
    bill: Bill::Counted,
    value: AMOUNT.name,
    keys: &[&ECONOMY, &SECTOR, &AMOUNT, &RESERVE, &FUNDS],
    read: |fields, reading| Some(Box::new(read(fields, reading)?)),
};

#[derive(Debug)]
struct Paid {
    economy: OneEconomy,
    sector: Option<OneSector>,
    amount: f64,
    reserve: f64,
    cost_of_funds: f64,
}

fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Paid> {
    let (economy, sector) = (fields.get(&ECONOMY, reading), fields.get(&SECTOR, reading));
    let (amount, reserve) = (fields.spanned(&AMOUNT, reading), fields.spanned(&RESERVE, reading));
    let cost_of_funds = fields.get(&FUNDS, reading).map_or(0.0, |share| share.0);
    let (economy, amount) = (economy?, amount?);
    if let Some(reserve) = reserve.as_ref().filter(|reserve| reserve.value.0 > amount.value.0) {
        let problem = Diagnostic::error(
            reserve.place,
            "the reserve is more than the support",
            "a part of the amount",
        )
        .related(amount.place, "the amount");
        reading.problem(
            problem.hint("`amount` is the total, `reserve` the part of it that is not spent yet"),
        );
    }
    let reserve = reserve.map_or(0.0, |reserve| reserve.value.0);
    Some(Paid { economy, sector, amount: amount.value.0, reserve, cost_of_funds })
}

impl Action for Paid {
    fn check(&self, _world: &World, _problems: &mut Vec<Diagnostic>) {}

    fn phase_starts(&self) -> Vec<Date> {
        Vec::new()
    }

    fn apply(&self, name: &str, _date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let world = state.world;
        let (_, unit) = table_unit(&world.currency)?;
        let sector = self.sector.as_ref().and_then(|sector| world.sector(&sector.code));
        let (amount, reserve) = (self.amount / unit, self.reserve / unit);
        state.supports.push(Support {
            name: name.to_owned(),
            economy: world.economy(&self.economy.code)?,
            sector,
            amount,
            reserve,
            cost_of_funds: self.cost_of_funds,
        });
        let mut value = format!("{} {amount} in all", world.currency);
        if reserve > 0.0 {
            value.push_str(&format!(", {} of it reserve", percent(reserve / amount)));
        }
        value.push_str("; counts in `negotiate` alone");
        Some(Applied { touched: 1, phase: None, value })
    }
}
