//! `detente check`: what is wrong with a scenario, and what can be negotiated in it?

use crate::arguments::CheckArguments;
use crate::failure::Failure;
use crate::output::{Output, note};
use detente_engine::{ChainSource, LoadedWorld, ScenarioSource};
use detente_scenario::{Lever, Overrides, read};
use detente_world::WorldSource;

pub(crate) fn run(arguments: &CheckArguments, output: &Output) -> Result<(), Failure> {
    let draft = read(&ScenarioSource::parse(&arguments.scenario).open()?, &Overrides::default());
    let world = arguments.world.as_deref().unwrap_or_else(|| draft.world());
    let loaded = match LoadedWorld::load_with(
        WorldSource::parse(world),
        &ChainSource::folders(&arguments.chains),
    ) {
        Ok(loaded) => loaded,
        Err(error) => {
            // Without its world, a scenario can still be told what is wrong with it alone.
            note(&draft.report().render(false));
            return Err(error.into());
        }
    };
    loaded.world.chains.notes().iter().for_each(|text| note(text));
    let report = draft.check(&loaded.world);
    if report.errors() > 0 {
        return Err(Failure::scenario(&report));
    }
    if let Ok(scenario) = draft.clone().finish() {
        let notes = scenario.notes(&loaded.world, None);
        notes.iter().for_each(|text| note(&format!("note: {text}")));
    }
    let levers = draft.levers().iter().map(describe);
    if report.is_empty() {
        let fine = format!("{}: no problems in world {}", arguments.scenario, loaded.world.id);
        return output.text(&std::iter::once(fine).chain(levers).collect::<Vec<_>>().join("\n"));
    }
    note(&report.render(false));
    let levers: Vec<String> = levers.collect();
    if levers.is_empty() { Ok(()) } else { output.text(&levers.join("\n")) }
}

/// "lever: relief on cars (USA), rate.set from 2.5% to 27.5%; a run takes 15%".
fn describe(lever: &Lever) -> String {
    let what = match &lever.range {
        Some(range) => {
            let [min, max, at] = [0.0, 1.0, lever.at].map(|level| range.write(level));
            format!("{} from {min} to {max}; a run takes {at}", range.path)
        }
        None => "taken or left; a run takes it".to_owned(),
    };
    format!("lever: {} ({}), {what}", lever.entry, lever.by)
}
