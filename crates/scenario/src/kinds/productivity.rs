//! `productivity`: how much a sector makes from the same inputs.

use super::change::Change;
use super::node_change::{ECONOMY, NodeChange, SECTOR};
use super::{Action, Applied, Bill, Engine, Kind};
use crate::report::Diagnostic;
use crate::shape::Phased;
use crate::state::Assembly;
use crate::timeline::phases;
use detente_world::World;
use jiff::civil::Date;

pub(crate) const KIND: Kind = Kind {
    name: "productivity",
    about: "a change of what a sector makes from the same inputs",
    engines: &[Engine::Policy],
    bill: Bill::Open,
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
