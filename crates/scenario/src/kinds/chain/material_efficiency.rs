//! `material-efficiency`: the same output from less of a good, by leaner grades or other designs.

use crate::effect::chains::{Change, Effect};
use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, Window, phases};
use crate::kinds::chain::{applied, phases_of};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::goods::{COMMODITY, Found, GoodSelector, STAGE, Words, check_partners};
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
use detente_world::nearest::{did_you_mean, quoted};
use jiff::civil::Date;
use std::sync::Arc;

const ECONOMY: Key<Partners> =
    Key::required("economy", "where less is needed; \"*\" for everywhere");
const USE: Key<Words> =
    Key::optional("use", "the uses that need less, such as \"vehicles\"; all by default");

pub(crate) const KIND: Kind = Kind {
    name: "material-efficiency",
    about: "less of a good for the same output: leaner grades, or designs that do without it",
    engines: &[Engine::Chains],
    bill: Bill::Open,
    value: Saved::KEY.name,
    keys: &[&ECONOMY, &COMMODITY, &STAGE, &USE, &Saved::KEY, &phases::<Saved>()],
    read: |fields, reading| {
        let economies = fields.get(&ECONOMY, reading);
        let goods = GoodSelector::read(fields, reading);
        let uses = fields.get(&USE, reading);
        let saved = Timeline::read(fields, reading);
        Some(Box::new(MaterialEfficiency {
            economies: economies?,
            goods: goods?,
            uses,
            saved: saved?,
        }))
    },
};

/// The share of demand that is saved.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Saved(f64);

impl Shape for Saved {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        Fraction::read(node, reading).map(|share| Self(share.0))
    }

    fn schema() -> serde_json::Value {
        Fraction::schema()
    }
}

impl Phased for Saved {
    const KEY: Key<Self> = Key::optional(
        "saved",
        "the share of demand that is saved, such as \"20%\"; phases make a ramp",
    );
}

#[derive(Debug)]
struct MaterialEfficiency {
    economies: Partners,
    goods: GoodSelector,
    uses: Option<Words>,
    saved: Timeline<Saved>,
}

impl MaterialEfficiency {
    fn touched(&self, found: &Found<'_>, world: &World) -> (Vec<usize>, Vec<(usize, usize)>) {
        let (chain, places) = (found.chain, self.economies.select(found.chain, world));
        let named = |usage: &str| {
            self.uses.as_ref().is_none_or(|uses| uses.0.iter().any(|wanted| wanted.value == usage))
        };
        let of_use = |at: &usize| {
            let row = &chain.demand[*at];
            found.goods.contains(&row.good) && places.contains(&row.economy) && named(&row.usage)
        };
        let uses = (0..chain.demand.len()).filter(of_use).collect();
        let mut inputs = Vec::new();
        // A list of final uses leaves out what is made of the good.
        for (at, process) in chain.processes.iter().enumerate().filter(|_| self.uses.is_none()) {
            if places.contains(&process.economy) {
                let taken = chain.recipe(process).into_iter().filter(|row| {
                    found.goods.contains(&row.good)
                        && row.coefficient.and_then(|c| c.central()).is_some_and(|c| c < 0.0)
                });
                inputs.extend(taken.map(|row| (at, row.good)));
            }
        }
        (uses, inputs)
    }

    fn check_uses(&self, found: &[Found<'_>], problems: &mut Vec<Diagnostic>) {
        let mut known: Vec<&str> = found
            .iter()
            .flat_map(|found| found.chain.demand.iter().map(|row| row.usage.as_str()))
            .collect();
        known.sort_unstable();
        known.dedup();
        for wanted in self
            .uses
            .iter()
            .flat_map(|uses| &uses.0)
            .filter(|word| !known.contains(&word.value.as_str()))
        {
            let hint = did_you_mean(&wanted.value, known.iter().map(|usage| (*usage, "")))
                .unwrap_or_else(|| format!("the uses are {}", quoted(known.iter().copied())));
            let message = format!("unknown use `{}`", wanted.value);
            problems.push(
                Diagnostic::error(wanted.place, message, "not a use of this chain").hint(hint),
            );
        }
    }
}

impl Action for MaterialEfficiency {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.goods.check(&world.chains, problems);
        let found = self.goods.find(&world.chains);
        check_partners(&self.economies, &found, world, problems);
        self.check_uses(&found, problems);
        let nothing = |found: &Found<'_>| {
            let (uses, inputs) = self.touched(found, world);
            uses.is_empty() && inputs.is_empty()
        };
        if !found.is_empty() && found.iter().all(nothing) {
            let message = "nothing there is known to need this good";
            problems.push(Diagnostic::error(self.goods.place(), message, "no use and no process"));
        }
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.saved.starts()
    }

    fn changes(&self, world: &World, chains: &[Arc<Chain>], _window: Window) -> Vec<Change> {
        let mut changes = Vec::new();
        for found in self.goods.find(chains) {
            let (uses, inputs) = self.touched(&found, world);
            for (window, saved) in phases_of(&self.saved) {
                let effect = Effect::MaterialEfficiency {
                    uses: uses.clone(),
                    inputs: inputs.clone(),
                    saved: saved.0,
                };
                changes.push(Change { chain: found.chain.id.clone(), window, effect });
            }
        }
        changes
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.saved.at(date)?;
        let count = |found: &Found<'_>| {
            let (uses, inputs) = self.touched(found, state.world);
            uses.len() + inputs.len()
        };
        let touched = self.goods.find(&state.world.chains).iter().map(count).sum();
        Some(applied(touched, step.from, format!("{} saved", percent(step.value.0))))
    }
}
