//! `export-control` and `import-stop`: shares of the flows of the base year that are let through.

use crate::effect::chains::{Change, Effect};
use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, Window, phases};
use crate::kinds::chain::{applied, phases_of};
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::goods::{COMMODITY, Found, GoodSelector, STAGE, check_partners};
use crate::select::selector::Partners;
use crate::text::report::Diagnostic;
use crate::text::tree::Node;
use crate::value::fields::Fields;
use crate::value::key::{Key, Shape};
use crate::value::phases::{Phased, Step};
use crate::value::plain::{read_share, share_schema};
use crate::value::quantity::percent;
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::chain::Chain;
use jiff::civil::Date;
use std::sync::Arc;

const EXPORTER: Key<Partners> = Key::required("exporter", "the exporting economies; \"*\" for all");
const IMPORTER: Key<Partners> = Key::required("importer", "the importing economies; \"*\" for all");
const POOLED: Key<bool> = Key::optional(
    "pooled",
    "true for one limit over all destinations of a good; otherwise each flow is limited on its own",
);

pub(crate) const CONTROL: Kind = Kind {
    name: "export-control",
    about: "licences for exports of a commodity: a share of the flows of the base year that is licensed",
    engines: &[Engine::Chains],
    bill: Bill::Counted,
    value: Share::KEY.name,
    keys: &[&EXPORTER, &IMPORTER, &COMMODITY, &STAGE, &Share::KEY, &phases::<Share>(), &POOLED],
    read: |fields, reading| Some(Box::new(read(fields, None, reading)?)),
};

pub(crate) const STOP: Kind = Kind {
    name: "import-stop",
    about: "an importer stops buying a commodity: no flow, or a share of those of the base year",
    engines: &[Engine::Chains],
    bill: Bill::Counted,
    value: Share::KEY.name,
    keys: &[&EXPORTER, &IMPORTER, &COMMODITY, &STAGE, &Share::KEY, &phases::<Share>(), &POOLED],
    read: |fields, reading| Some(Box::new(read(fields, Some(Share(0.0)), reading)?)),
};

/// A share of the base year, zero or more.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Share(f64);

impl Shape for Share {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let share = read_share(node, "share", reading)?;
        if share >= 0.0 {
            return Some(Self(share));
        }
        let message = format!("share {} is negative", percent(share));
        reading.problem(Diagnostic::error(node.place, message, "a share is zero or more"));
        None
    }

    fn schema() -> serde_json::Value {
        share_schema()
    }
}

impl Phased for Share {
    const KEY: Key<Self> = Key::optional(
        "licensed",
        "the share of the base year that may flow, such as \"26%\"; 0 stops the flow",
    );
}

#[derive(Debug)]
struct Limit {
    goods: GoodSelector,
    exporters: Partners,
    importers: Partners,
    share: Timeline<Share>,
    pooled: bool,
}

fn read(fields: &Fields<'_>, default: Option<Share>, reading: &mut Reading) -> Option<Limit> {
    let (exporters, importers) = (fields.get(&EXPORTER, reading), fields.get(&IMPORTER, reading));
    let goods = GoodSelector::read(fields, reading);
    let written = fields.has(&Share::KEY) || fields.has(&phases::<Share>());
    let share = match default.filter(|_| !written) {
        Some(value) => Some(Timeline::of(vec![Step { from: None, value, place: fields.place }])),
        None => Timeline::read(fields, reading),
    };
    let pooled = fields.get(&POOLED, reading).unwrap_or(false);
    Some(Limit {
        goods: goods?,
        exporters: exporters?,
        importers: importers?,
        share: share?,
        pooled,
    })
}

impl Limit {
    fn flows(&self, found: &Found<'_>, world: &World) -> Vec<usize> {
        let (from, to) =
            (self.exporters.select(found.chain, world), self.importers.select(found.chain, world));
        let touched = |at: &usize| {
            let flow = &found.chain.flows[*at];
            found.goods.contains(&flow.good)
                && from.contains(&flow.exporter)
                && to.contains(&flow.importer)
        };
        (0..found.chain.flows.len()).filter(touched).collect()
    }
}

impl Action for Limit {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.goods.check(&world.chains, problems);
        let found = self.goods.find(&world.chains);
        let before = problems.len();
        check_partners(&self.exporters, &found, world, problems);
        check_partners(&self.importers, &found, world, problems);
        let untouched = found.iter().all(|found| self.flows(found, world).is_empty());
        if problems.len() == before && !found.is_empty() && untouched {
            let message = "no flow of the base year is touched";
            let hint = "`detente commodity explain` shows who sends what to whom";
            problems.push(
                Diagnostic::error(self.goods.place(), message, "not traded between these")
                    .hint(hint),
            );
        }
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.share.starts()
    }

    fn changes(&self, world: &World, chains: &[Arc<Chain>], _window: Window) -> Vec<Change> {
        let mut changes = Vec::new();
        for found in self.goods.find(chains) {
            let flows = self.flows(&found, world);
            let between = [
                found.goods.clone(),
                self.exporters.select(found.chain, world),
                self.importers.select(found.chain, world),
            ];
            for (window, share) in phases_of(&self.share).into_iter().filter(|_| !flows.is_empty())
            {
                let (flows, between) = (flows.clone(), between.clone());
                let effect = Effect::Limit { flows, between, share: share.0, pooled: self.pooled };
                changes.push(Change { chain: found.chain.id.clone(), window, effect });
            }
        }
        changes
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.share.at(date)?;
        let touched = self
            .goods
            .find(&state.world.chains)
            .iter()
            .map(|found| self.flows(found, state.world).len())
            .sum();
        let value = if step.value.0 == 0.0 {
            "stopped".to_owned()
        } else {
            format!("{} licensed", percent(step.value.0))
        };
        Some(applied(touched, step.from, value))
    }
}
