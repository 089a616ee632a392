//! `stock-release` and `stockpile`: reserves that are opened or filled, evenly over the window of
//! the entry.

use crate::effect::chains::{Change, Effect};
use crate::effect::state::Assembly;
use crate::effect::timeline::Window;
use crate::kinds::chain::{Mass, applied, check_one, check_one_good, mass, one_of, units};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::goods::{COMMODITY, GoodSelector, STAGE};
use crate::select::selector::Partners;
use crate::text::report::Diagnostic;
use crate::value::fields::Fields;
use crate::value::key::Key;
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::chain::{Chain, short};
use jiff::civil::Date;
use std::sync::Arc;

const ECONOMY: Key<Partners> =
    Key::required("economy", "whose reserve it is: the code of one economy");
const AMOUNT: Key<Mass> = Key::required("amount", "how much in all, such as \"300 t\"");

pub(crate) const RELEASE: Kind = Kind {
    name: "stock-release",
    about: "a reserve is released, evenly from `from` to `until`",
    engines: &[Engine::Chains],
    bill: Bill::Counted,
    value: AMOUNT.name,
    keys: &[&ECONOMY, &COMMODITY, &STAGE, &AMOUNT],
    read: |fields, reading| Some(Box::new(read(fields, true, reading)?)),
};

pub(crate) const STOCKPILE: Kind = Kind {
    name: "stockpile",
    about: "a reserve is built, evenly from `from` to `until`",
    engines: &[Engine::Chains],
    bill: Bill::Counted,
    value: AMOUNT.name,
    keys: &[&ECONOMY, &COMMODITY, &STAGE, &AMOUNT],
    read: |fields, reading| Some(Box::new(read(fields, false, reading)?)),
};

#[derive(Debug)]
struct Reserve {
    economy: Partners,
    goods: GoodSelector,
    amount: f64,
    release: bool,
}

/// What to do about a release of more than there is.
pub(crate) const MORE_IS_HELD: &str = "release less, fill the reserve first with a `stockpile`, or state what is held in the stocks.csv of a chain of your own (--chain)";

/// "60 Mt are released, and 4.58 Mt lie in store", "55.42 Mt more than there is".
pub(crate) fn too_much(
    chain: &Chain,
    (good, economy): (usize, usize),
    released: f64,
    held: f64,
) -> (String, String) {
    let (good, economy, unit) =
        (&chain.goods[good].code, &chain.economies[economy].code, &chain.unit);
    let [released, held, over] = [released, held, released - held].map(short);
    let message = format!(
        "{released} {unit} of `{good}` are released in {economy}, where at most {held} {unit} lie in store"
    );
    (message, format!("{over} {unit} more than there is"))
}

fn read(fields: &Fields<'_>, release: bool, reading: &mut Reading) -> Option<Reserve> {
    let economy = fields.get(&ECONOMY, reading);
    let goods = GoodSelector::read(fields, reading);
    let amount = fields.get(&AMOUNT, reading);
    for key in ["from", "until"].into_iter().filter(|key| fields.table.get(key).is_none()) {
        fields.missing(
            key,
            "a reserve moves evenly between two days: write `from` and `until`",
            reading,
        );
    }
    Some(Reserve { economy: economy?, goods: goods?, amount: amount?.0, release })
}

impl Action for Reserve {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.goods.check(&world.chains, problems);
        let found = self.goods.find(&world.chains);
        check_one_good(self.goods.place(), &found, problems);
        check_one(&self.economy, &found, world, problems);
    }

    fn phase_starts(&self) -> Vec<Date> {
        Vec::new()
    }

    fn changes(&self, world: &World, chains: &[Arc<Chain>], window: Window) -> Vec<Change> {
        let mut changes = Vec::new();
        for found in self.goods.find(chains) {
            let (Some(economy), Some(good)) =
                (one_of(&self.economy, found.chain, world), found.goods.first())
            else {
                continue;
            };
            let (good, quantity) = (*good, units(found.chain, self.amount));
            let effect = if self.release {
                Effect::Release { good, economy, quantity }
            } else {
                Effect::Stockpile { good, economy, quantity }
            };
            changes.push(Change { chain: found.chain.id.clone(), window, effect });
        }
        changes
    }

    fn apply(&self, _name: &str, _date: Date, _state: &mut Assembly<'_>) -> Option<Applied> {
        Some(applied(1, None, mass(self.amount)))
    }
}
