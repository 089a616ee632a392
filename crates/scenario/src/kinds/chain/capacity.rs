//! `capacity`: plants that come on stream, where there were some or none.

use crate::effect::chains::{Change, Effect};
use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, Window, phases};
use crate::kinds::chain::{Yearly, applied, one_of, per_year, phases_of, units};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::goods::Found;
use crate::select::selector::Partners;
use crate::text::place::Spanned;
use crate::text::report::Diagnostic;
use crate::value::key::Key;
use crate::value::phases::Phased;
use detente_world::World;
use detente_world::chain::Chain;
use detente_world::nearest::{did_you_mean, quoted};
use jiff::civil::Date;
use std::sync::Arc;

const ECONOMY: Key<Partners> =
    Key::required("economy", "where the plant stands: the code of one economy");
const PROCESS: Key<String> =
    Key::required("process", "the kind of process, such as \"separate-clay\" or \"liquefaction\"");
const COMMODITY: Key<String> = Key::optional(
    "commodity",
    "the product that `amount` counts, such as \"oxide-Dy\"; by default `amount` is what the process is counted in",
);

pub(crate) const KIND: Kind = Kind {
    name: "capacity",
    about: "capacity of a process that comes on stream, in an economy that had it or not",
    engines: &[Engine::Chains],
    bill: Bill::Open,
    value: Yearly::KEY.name,
    keys: &[&ECONOMY, &PROCESS, &COMMODITY, &Yearly::KEY, &phases::<Yearly>()],
    read: |fields, reading| {
        let economy = fields.get(&ECONOMY, reading);
        let process = fields.spanned(&PROCESS, reading);
        let product = fields.spanned(&COMMODITY, reading);
        let amount = Timeline::read(fields, reading);
        Some(Box::new(Capacity { economy: economy?, process: process?, product, amount: amount? }))
    },
};

#[derive(Debug)]
struct Capacity {
    economy: Partners,
    process: Spanned<String>,
    product: Option<Spanned<String>>,
    amount: Timeline<Yearly>,
}

impl Capacity {
    fn chain<'a>(&self, chains: &'a [Arc<Chain>]) -> Option<&'a Chain> {
        let has = |chain: &&Chain| {
            chain.recipes.iter().any(|recipe| recipe.process == self.process.value)
        };
        chains.iter().map(AsRef::as_ref).find(has)
    }

    /// Units of the amount in one unit of activity.
    fn per_activity(&self, chain: &Chain) -> Option<f64> {
        let Some(product) = &self.product else { return Some(1.0) };
        let good = chain.good(&product.value)?;
        let rows = chain
            .recipes
            .iter()
            .filter(|row| row.process == self.process.value && row.good == good);
        rows.filter_map(|row| row.coefficient?.central()).find(|coefficient| *coefficient > 0.0)
    }
}

impl Action for Capacity {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        let Some(chain) = self.chain(&world.chains) else {
            let mut kinds: Vec<&str> = world
                .chains
                .iter()
                .flat_map(|chain| chain.recipes.iter().map(|row| row.process.as_str()))
                .collect();
            kinds.sort_unstable();
            kinds.dedup();
            let hint = did_you_mean(&self.process.value, kinds.iter().map(|kind| (*kind, "")))
                .unwrap_or_else(|| format!("the processes are {}", quoted(kinds.iter().copied())));
            let message = format!("no commodity chain has the process `{}`", self.process.value);
            problems
                .push(Diagnostic::error(self.process.place, message, "not a process").hint(hint));
            return;
        };
        crate::kinds::chain::check_one(
            &self.economy,
            &[Found { chain, goods: Vec::new() }],
            world,
            problems,
        );
        if let (Some(product), None) = (&self.product, self.per_activity(chain)) {
            let message = format!("`{}` makes no `{}`", self.process.value, product.value);
            problems.push(Diagnostic::error(
                product.place,
                message,
                "not a product of the process",
            ));
        }
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.amount.starts()
    }

    fn changes(&self, world: &World, chains: &[Arc<Chain>], _window: Window) -> Vec<Change> {
        let Some(chain) = self.chain(chains) else { return Vec::new() };
        let (Some(economy), Some(each)) =
            (one_of(&self.economy, chain, world), self.per_activity(chain))
        else {
            return Vec::new();
        };
        let effect = |amount: Yearly| Effect::Capacity {
            process: self.process.value.clone(),
            economy,
            activity: units(chain, amount.0) / each,
        };
        let change =
            |(window, amount)| Change { chain: chain.id.clone(), window, effect: effect(amount) };
        phases_of(&self.amount).into_iter().map(change).collect()
    }

    fn apply(&self, _name: &str, date: Date, _state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.amount.at(date)?;
        Some(applied(1, step.from, per_year(step.value.0)))
    }
}
