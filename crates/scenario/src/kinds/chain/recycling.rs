//! `recycling`: goods won back from scrap.

use crate::effect::chains::{Change, Effect};
use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, Window, phases};
use crate::kinds::chain::{
    Yearly, applied, check_one, check_one_good, one_of, per_year, phases_of, units,
};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::goods::{COMMODITY, GoodSelector, STAGE};
use crate::select::selector::Partners;
use crate::text::place::Spanned;
use crate::text::report::Diagnostic;
use crate::value::key::Key;
use crate::value::phases::Phased;
use crate::value::plain::Fraction;
use detente_world::World;
use detente_world::chain::{Chain, Recipe};
use jiff::civil::Date;
use std::sync::Arc;

const ECONOMY: Key<Partners> =
    Key::required("economy", "where it is won back: the code of one economy");
const COLLECTION: Key<Fraction> = Key::optional(
    "collection",
    "the share of what was used that is collected; checks `amount` against what there is",
);
const YIELD: Key<Fraction> =
    Key::optional("yield", "the share of what is collected that is won back");

pub(crate) const KIND: Kind = Kind {
    name: "recycling",
    about: "a good won back from scrap, per year",
    engines: &[Engine::Chains],
    bill: Bill::Open,
    value: Yearly::KEY.name,
    keys: &[&ECONOMY, &COMMODITY, &STAGE, &Yearly::KEY, &phases::<Yearly>(), &COLLECTION, &YIELD],
    read: |fields, reading| {
        let economy = fields.get(&ECONOMY, reading);
        let goods = GoodSelector::read(fields, reading);
        let amount = Timeline::read(fields, reading);
        let collection = fields.spanned(&COLLECTION, reading);
        let yields = fields.get(&YIELD, reading).map_or(1.0, |share| share.0);
        Some(Box::new(Recycling {
            economy: economy?,
            goods: goods?,
            amount: amount?,
            collection,
            yields,
        }))
    },
};

#[derive(Debug)]
struct Recycling {
    economy: Partners,
    goods: GoodSelector,
    amount: Timeline<Yearly>,
    collection: Option<Spanned<Fraction>>,
    yields: f64,
}

impl Recycling {
    /// Scrap is what was used once: nobody wins back more than the collected share of that, of what
    /// was used in the base year.
    fn check_scrap(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        let found = self.goods.find(&world.chains);
        let [found] = found.as_slice() else { return };
        let ([good], Some(economy)) =
            (found.goods.as_slice(), one_of(&self.economy, found.chain, world))
        else {
            return;
        };
        let scrap = contained(found.chain, *good, economy);
        let collected = self.collection.as_ref().map_or(1.0, |share| share.value.0);
        let most = scrap * collected * self.yields;
        for step in self.amount.steps() {
            let amount = units(found.chain, step.value.0);
            if amount > most {
                let (code, unit) = (&found.chain.goods[*good].code, &found.chain.unit);
                let message =
                    format!("{amount} {unit} a year of `{code}` is more than the scrap there is");
                let label = format!("at most {most:.1} {unit} a year");
                let hint = format!(
                    "{scrap:.1} {unit} a year are used there, in magnets too; {:.0} % collected, {:.0} % won back",
                    100.0 * collected,
                    100.0 * self.yields
                );
                problems.push(Diagnostic::error(step.place, message, label).hint(hint));
            }
        }
    }
}

/// What is used of a good in an economy in a year, as itself and inside what is made of it.
fn contained(chain: &Chain, good: usize, economy: usize) -> f64 {
    let used = |good: usize| -> f64 {
        let rows = chain.demand.iter().filter(|row| row.good == good && row.economy == economy);
        rows.filter_map(|row| row.balanced.or_else(|| row.quantity?.central())).sum()
    };
    let coefficient = |row: &Recipe| row.coefficient.and_then(|coefficient| coefficient.central());
    let mut total = used(good);
    for taking in chain.recipes.iter().filter(|row| row.good == good && row.economy.is_none()) {
        let Some(taken) = coefficient(taking).filter(|taken| *taken < 0.0) else { continue };
        for making in
            chain.recipes.iter().filter(|row| row.process == taking.process && row.good != good)
        {
            if let Some(made) = coefficient(making).filter(|made| *made > 0.0) {
                total += -taken / made * contained(chain, making.good, economy);
            }
        }
    }
    total
}

impl Action for Recycling {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.goods.check(&world.chains, problems);
        let found = self.goods.find(&world.chains);
        check_one_good(self.goods.place(), &found, problems);
        check_one(&self.economy, &found, world, problems);
        self.check_scrap(world, problems);
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.amount.starts()
    }

    fn changes(&self, world: &World, chains: &[Arc<Chain>], _window: Window) -> Vec<Change> {
        let mut changes = Vec::new();
        for found in self.goods.find(chains) {
            let (Some(economy), Some(good)) =
                (one_of(&self.economy, found.chain, world), found.goods.first())
            else {
                continue;
            };
            for (window, amount) in phases_of(&self.amount) {
                let effect = Effect::Recycling {
                    good: *good,
                    economy,
                    quantity: units(found.chain, amount.0),
                };
                changes.push(Change { chain: found.chain.id.clone(), window, effect });
            }
        }
        changes
    }

    fn apply(&self, _name: &str, date: Date, _state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.amount.at(date)?;
        Some(applied(1, step.from, per_year(step.value.0)))
    }
}
