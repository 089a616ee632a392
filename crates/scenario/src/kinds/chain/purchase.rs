//! `purchase`: a commitment to buy at least so much per year.

use crate::effect::chains::{Change, Effect};
use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, Window, phases};
use crate::kinds::chain::{Yearly, applied, check_one, check_one_good, per_year, phases_of, units};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::goods::{COMMODITY, Found, GoodSelector, STAGE, check_partners};
use crate::select::selector::Partners;
use crate::text::report::Diagnostic;
use crate::value::key::Key;
use crate::value::phases::Phased;
use detente_world::World;
use detente_world::chain::Chain;
use jiff::civil::Date;
use std::sync::Arc;

const EXPORTER: Key<Partners> = Key::required("exporter", "who sells; \"*\" for anybody");
const IMPORTER: Key<Partners> = Key::required("importer", "who buys: the code of one economy");
const DESTINATION: Key<Partners> = Key::optional(
    "destination",
    "where it may be landed, such as [\"JPN\", \"KOR\"]; the buyer by default",
);
const BEYOND: Key<bool> =
    Key::optional("beyond-base", "true if the amount is on top of the flows of the base year");

pub(crate) const KIND: Kind = Kind {
    name: "purchase",
    about: "a commitment to buy at least so much of a commodity per year",
    engines: &[Engine::Chains],
    bill: Bill::Counted,
    value: Yearly::KEY.name,
    keys: &[
        &EXPORTER,
        &IMPORTER,
        &COMMODITY,
        &STAGE,
        &Yearly::KEY,
        &phases::<Yearly>(),
        &DESTINATION,
        &BEYOND,
    ],
    read: |fields, reading| {
        let (exporters, importer) =
            (fields.get(&EXPORTER, reading), fields.get(&IMPORTER, reading));
        let goods = GoodSelector::read(fields, reading);
        let amount = Timeline::read(fields, reading);
        let destinations = fields.get(&DESTINATION, reading);
        let beyond_base = fields.get(&BEYOND, reading).unwrap_or(false);
        let (exporters, importer, goods, amount) = (exporters?, importer?, goods?, amount?);
        Some(Box::new(Purchase { exporters, importer, goods, amount, destinations, beyond_base }))
    },
};

#[derive(Debug)]
struct Purchase {
    exporters: Partners,
    importer: Partners,
    goods: GoodSelector,
    amount: Timeline<Yearly>,
    destinations: Option<Partners>,
    beyond_base: bool,
}

impl Purchase {
    fn ends(&self, chain: &Chain, world: &World) -> (Vec<usize>, Vec<usize>) {
        let landed = self.destinations.as_ref().unwrap_or(&self.importer);
        (self.exporters.select(chain, world), landed.select(chain, world))
    }

    fn has_flow(&self, found: &Found<'_>, world: &World) -> bool {
        let (from, to) = self.ends(found.chain, world);
        let between = |flow: &detente_world::chain::Flow| {
            from.contains(&flow.exporter) && to.contains(&flow.importer)
        };
        found.chain.flows.iter().any(|flow| found.goods.contains(&flow.good) && between(flow))
    }
}

impl Action for Purchase {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.goods.check(&world.chains, problems);
        let found = self.goods.find(&world.chains);
        check_one_good(self.goods.place(), &found, problems);
        check_partners(&self.exporters, &found, world, problems);
        check_one(&self.importer, &found, world, problems);
        if let Some(destinations) = &self.destinations {
            check_partners(destinations, &found, world, problems);
        }
        if !found.is_empty() && !found.iter().any(|found| self.has_flow(found, world)) {
            let message = "there was no such trade in the base year";
            let hint = "a way without trade has no known cost; name exporters who sell there";
            problems.push(
                Diagnostic::error(self.exporters.0.place, message, "nothing to commit").hint(hint),
            );
        }
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.amount.starts()
    }

    fn changes(&self, world: &World, chains: &[Arc<Chain>], _window: Window) -> Vec<Change> {
        let mut changes = Vec::new();
        for found in self.goods.find(chains) {
            let Some(good) = found.goods.first() else { continue };
            let (exporters, importers) = self.ends(found.chain, world);
            for (window, amount) in phases_of(&self.amount) {
                let effect = Effect::Purchase {
                    good: *good,
                    exporters: exporters.clone(),
                    importers: importers.clone(),
                    quantity: units(found.chain, amount.0),
                    beyond_base: self.beyond_base,
                };
                changes.push(Change { chain: found.chain.id.clone(), window, effect });
            }
        }
        changes
    }

    fn apply(&self, _name: &str, date: Date, _state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.amount.at(date)?;
        Some(applied(1, step.from, format!("at least {}", per_year(step.value.0))))
    }
}
