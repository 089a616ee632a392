//! `detente check`: what is wrong with a scenario?

use crate::arguments::CheckArguments;
use crate::failure::Failure;
use crate::output::{Output, note};
use detente_engine::{LoadedWorld, ScenarioSource, WorldSource};
use detente_scenario::{Overrides, read};

pub(crate) fn run(arguments: &CheckArguments, output: &Output) -> Result<(), Failure> {
    let draft = read(&ScenarioSource::parse(&arguments.scenario).open()?, &Overrides::default());
    let world = arguments.world.as_deref().unwrap_or_else(|| draft.world());
    let loaded = match LoadedWorld::load(WorldSource::parse(world)) {
        Ok(loaded) => loaded,
        Err(error) => {
            // Without its world, a scenario can still be told what is wrong with it alone.
            note(&draft.report().render(false));
            return Err(error.into());
        }
    };
    let report = draft.check(&loaded.world);
    if report.errors() > 0 {
        return Err(Failure::scenario(&report));
    }
    if report.is_empty() {
        return output.text(&format!("{}: no problems in world {}", arguments.scenario, loaded.world.id));
    }
    note(&report.render(false));
    Ok(())
}
