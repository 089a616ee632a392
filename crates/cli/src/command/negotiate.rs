//! `detente negotiate`: what should be offered and asked, what is each item worth, and would both
//! sign?

use crate::arguments::NegotiateArguments;
use crate::command::run::{json, place, tell_assumed, warn};
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use detente_deal::agree;
use detente_engine::{ChainSource, Run, RunRequest, ScenarioSource, Session, default_folder};
use detente_record::catalogue::Engine;
use detente_report::{draw, package_text};
use detente_world::WorldSource;
use std::path::Path;
use std::sync::Arc;

pub(crate) fn run(arguments: &NegotiateArguments, output: &Output) -> Result<(), Failure> {
    let mut request = RunRequest::new(ScenarioSource::parse(&arguments.scenario));
    request.world = arguments.world.as_deref().map(WorldSource::parse);
    request.overrides.clone_from(&arguments.overrides);
    request.chains = ChainSource::folders(&arguments.chains);
    let progress = Arc::new(Progress::unless(arguments.quiet));
    let teller = Arc::clone(&progress);
    let mut session =
        Session::new().telling(move |what, done, total| teller.tell(what, done, total));
    let run = agree(&mut session, request).and_then(|deal| Ok(session.run(&deal)?));
    progress.finish();
    let mut run = run?;
    let folder = arguments.out.clone().unwrap_or_else(|| default_folder(&run));
    run.write(&folder, draw)?;
    if !arguments.quiet {
        tell(&run, &folder, arguments, output)?;
    } else {
        tell_assumed(&run);
    }
    match &run.blocked {
        Some(why) => Err(Failure::finding(format!("no deal: {why}"))),
        None => Ok(()),
    }
}

fn tell(
    run: &Run,
    folder: &Path,
    arguments: &NegotiateArguments,
    output: &Output,
) -> Result<(), Failure> {
    warn(run);
    if arguments.json {
        output.text(&json(&[(run, folder)])?)
    } else {
        let text = run
            .tables
            .with(Engine::Package)
            .map(|tables| package_text(&run.summary, tables, output.screen()))
            .transpose();
        let text = text?.unwrap_or_default();
        output.text(&format!("{text}{}", place(folder)))
    }
}
