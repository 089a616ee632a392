//! `demand`: how much of their income final users want to spend on a sector.

use crate::effect::state::Assembly;
use crate::effect::timeline::phases;
use crate::effect::weeks::{CascadeEffect, Weekly};
use crate::kinds::change::ChangeOrEnd;
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::kinds::node_change::{ECONOMY, NodeChange, SECTOR};
use crate::text::report::Diagnostic;
use crate::value::phases::Phased;
use detente_world::World;
use jiff::civil::Date;

pub(crate) const KIND: Kind = Kind {
    name: "demand",
    about: "a change of the weight of a sector in final demand, before prices respond",
    engines: &[Engine::Policy, Engine::Network],
    bill: Bill::Open,
    value: <ChangeOrEnd as Phased>::KEY.name,
    keys: &[&ECONOMY, &SECTOR, &<ChangeOrEnd as Phased>::KEY, &phases::<ChangeOrEnd>()],
    read: |fields, reading| Some(Box::new(Demand(NodeChange::read(fields, reading)?))),
};

#[derive(Debug)]
struct Demand(NodeChange<ChangeOrEnd>);

impl Action for Demand {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.0.check(world, problems);
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.0.phase_starts()
    }

    fn weekly(&self, world: &World) -> Vec<Weekly> {
        let changed = |(window, change): (_, ChangeOrEnd)| {
            let effect =
                CascadeEffect::Demand { nodes: self.0.nodes.select(world), ratio: change.0.ratio };
            Weekly { window, effect }
        };
        self.0
            .change
            .phases()
            .into_iter()
            .filter(|(_, change)| change.0.ratio != 1.0)
            .map(changed)
            .collect()
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        self.0.apply(date, state.world, &mut state.demand, |change| change.0)
    }
}
