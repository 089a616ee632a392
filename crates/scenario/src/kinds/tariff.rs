//! `tariff`: a duty on imports.

use crate::effect::state::{Assembly, Rule};
use crate::effect::timeline::phases;
use crate::kinds::kind::{Action, Applied, Bill, Claim, Engine, Kind, Levied};
use crate::kinds::levy::{Levy, MODE, RATE, SCHEDULE};
use crate::select::links::{EXPORTER, IMPORTER, OVERRIDE, SECTOR};
use crate::select::product::{PRODUCT, SHARE};
use crate::select::schedule::Schedule;
use crate::select::selector::Sectors;
use crate::text::report::Diagnostic;
use detente_world::World;
use jiff::civil::Date;

pub(crate) const KIND: Kind = Kind {
    name: "tariff",
    about: "a duty on imports: points added, a rate set, or a floor",
    engines: &[Engine::Policy],
    bill: Bill::Counted,
    value: RATE.name,
    keys: &[
        &IMPORTER,
        &EXPORTER,
        &SECTOR,
        &PRODUCT,
        &SHARE,
        &RATE,
        &phases::<Rule>(),
        &SCHEDULE,
        &MODE,
        &OVERRIDE,
    ],
    read: |fields, reading| Some(Box::new(Tariff(Levy::read(fields, reading)?))),
};

#[derive(Debug)]
struct Tariff(Levy);

impl Action for Tariff {
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>) {
        self.0.check(world, problems);
    }

    fn phase_starts(&self) -> Vec<Date> {
        self.0.phase_starts()
    }

    fn claim(&self, world: &World) -> Option<Claim> {
        self.0.claim(world)
    }

    fn overrides(&self) -> bool {
        self.0.overrides()
    }

    fn schedule(&self) -> Option<&Schedule> {
        self.0.schedule()
    }

    fn whole_sectors(&self) -> Option<&Sectors> {
        self.0.whole_sectors()
    }

    fn goods(&self, world: &World) -> Option<String> {
        self.0.goods(world)
    }

    fn levied(&self, world: &World) -> Option<Levied> {
        Some(self.0.levied(world))
    }

    fn apply(&self, _name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied> {
        let world = state.world;
        self.0.apply(date, world, &mut state.tariff, |link, part| {
            let baseline = || world.tariff.get(link.sector, link.importer, link.exporter);
            part.duty.unwrap_or_else(baseline)
        })
    }
}
