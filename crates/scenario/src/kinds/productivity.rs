//! `productivity`: how much a sector makes from the same inputs.

use crate::effect::state::Assembly;
use crate::effect::timeline::phases;
use crate::kinds::change::Change;
use crate::kinds::kind::{Action, Applied, Bill, Engine, Kind};
use crate::kinds::node_change::{ECONOMY, NodeChange, SECTOR};
use crate::text::report::Diagnostic;
use crate::value::phases::Phased;
use detente_world::World;
use jiff::civil::Date;

pub(crate) const KIND: Kind = Kind {
    name: "productivity",
    about: "a change of what a sector makes from the same inputs",
    engines: &[Engine::Policy],
    bill: Bill::Open,
    value: <Change as Phased>::KEY.name,
    keys: &[&ECONOMY, &SECTOR, &<Change as Phased>::KEY, &phases::<Change>()],
    read: |fields, reading| Some(Box::new(Productivity(NodeChange::read(fields, reading)?))),
};

#[derive(Debug)]
struct Productivity(NodeChange<Change>);

impl Action for Productivity {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.0.check(world, problems);
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.0.phase_starts()
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        self.0.apply(date, state.world, &mut state.productivity, |change| change)
    }
}
