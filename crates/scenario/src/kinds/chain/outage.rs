//! `outage`: plants, mines or terminals that cannot work.

use crate::effect::chains::{Change, Effect};
use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, Window, phases};
use crate::kinds::chain::{applied, phases_of};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::goods::{COMMODITY, Found, GoodSelector, STAGE, check_partners};
use crate::select::selector::Partners;
use crate::text::report::Diagnostic;
use crate::text::tree::Node;
use crate::value::key::{Key, Shape};
use crate::value::phases::Phased;
use crate::value::plain::Fraction;
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::chain::Chain;
use jiff::civil::Date;
use std::sync::Arc;

const ECONOMY: Key<Partners> = Key::required("economy", "where the plants are");

pub(crate) const KIND: Kind = Kind {
    name: "outage",
    about: "what makes a commodity stands still: a share of its capacity is lost",
    engines: &[Engine::Chains],
    bill: Bill::Counted,
    value: Lost::KEY.name,
    keys: &[&ECONOMY, &COMMODITY, &STAGE, &Lost::KEY, &phases::<Lost>()],
    read: |fields, reading| {
        let economies = fields.get(&ECONOMY, reading);
        let goods = GoodSelector::read(fields, reading);
        let lost = Timeline::read(fields, reading);
        Some(Box::new(Outage { economies: economies?, goods: goods?, lost: lost? }))
    },
};

/// The share of capacity that is lost.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Lost(f64);

impl Shape for Lost {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        Fraction::read(node, reading).map(|share| Self(share.0))
    }

    fn schema() -> serde_json::Value {
        Fraction::schema()
    }
}

impl Phased for Lost {
    const KEY: Key<Self> =
        Key::optional("lost", "the share of capacity that is lost, such as \"100%\"");
}

#[derive(Debug)]
struct Outage {
    economies: Partners,
    goods: GoodSelector,
    lost: Timeline<Lost>,
}

impl Outage {
    /// Processes there that make one of the goods.
    fn processes(&self, found: &Found<'_>, world: &World) -> Vec<usize> {
        let places = self.economies.select(found.chain, world);
        let makes = |at: &usize| {
            let process = &found.chain.processes[*at];
            let made = |recipe: &&detente_world::chain::Recipe| {
                let coefficient = recipe.coefficient.and_then(|coefficient| coefficient.central());
                coefficient.is_some_and(|c| c > 0.0) && found.goods.contains(&recipe.good)
            };
            places.contains(&process.economy) && found.chain.recipe(process).iter().any(made)
        };
        (0..found.chain.processes.len()).filter(makes).collect()
    }
}

impl Action for Outage {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.goods.check(&world.chains, problems);
        let found = self.goods.find(&world.chains);
        check_partners(&self.economies, &found, world, problems);
        if !found.is_empty() && found.iter().all(|found| self.processes(found, world).is_empty()) {
            let message = "nothing that makes this is known there";
            problems.push(Diagnostic::error(self.economies.0.place, message, "no process to stop"));
        }
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.lost.starts()
    }

    fn changes(&self, world: &World, chains: &[Arc<Chain>], _window: Window) -> Vec<Change> {
        let mut changes = Vec::new();
        for found in self.goods.find(chains) {
            let processes = self.processes(&found, world);
            for (window, lost) in
                phases_of(&self.lost).into_iter().filter(|_| !processes.is_empty())
            {
                let effect = Effect::Outage { processes: processes.clone(), left: 1.0 - lost.0 };
                changes.push(Change { chain: found.chain.id.clone(), window, effect });
            }
        }
        changes
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.lost.at(date)?;
        let touched = self
            .goods
            .find(&state.world.chains)
            .iter()
            .map(|found| self.processes(found, state.world).len())
            .sum();
        Some(applied(touched, step.from, format!("{} of capacity lost", percent(step.value.0))))
    }
}
