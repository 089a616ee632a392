//! `trade-cost`: freight, delay, paperwork: what is lost on the way, without revenue to anyone.

use crate::effect::state::Assembly;
use crate::effect::timeline::{Timeline, phases};
use crate::kinds::change::Change;
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::select::links::{EXPORTER, IMPORTER, LinkSelector, SECTOR};
use crate::text::report::Diagnostic;
use crate::value::phases::Phased;
use detente_world::World;
use jiff::civil::Date;

pub(crate) const KIND: Kind = Kind {
    name: "trade-cost",
    about: "a change of the cost of moving goods that earns nobody revenue: freight, delay, paperwork",
    engines: &[Engine::Policy],
    bill: Bill::Open,
    value: <Change as Phased>::KEY.name,
    keys: &[&IMPORTER, &EXPORTER, &SECTOR, &<Change as Phased>::KEY, &phases::<Change>()],
    read: |fields, reading| {
        let links = LinkSelector::read(fields, reading);
        let change = Timeline::read(fields, reading);
        Some(Box::new(TradeCost { links: links?, change: change? }))
    },
};

#[derive(Debug)]
struct TradeCost {
    links: LinkSelector,
    change: Timeline<Change>,
}

impl Action for TradeCost {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.links.check(world, problems);
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.change.starts()
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let step = self.change.at(date)?;
        let links = self.links.links(state.world);
        for link in &links {
            let cost =
                state.trade_cost.get(link.sector, link.importer, link.exporter) * step.value.ratio;
            state.trade_cost.set(link.sector, link.importer, link.exporter, cost);
        }
        Some(Applied { touched: links.len(), phase: step.from, value: step.value.describe() })
    }
}
