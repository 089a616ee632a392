//! `detente negotiate`: what should be offered and asked, what is each item worth, and would both sign?

use crate::arguments::NegotiateArguments;
use crate::command::run::{json, place, warn};
use crate::failure::Failure;
use crate::output::Output;
use crate::progress::Progress;
use detente_engine::{RunRequest, ScenarioSource, Session, WorldSource, default_folder};
use std::sync::Arc;

pub(crate) fn run(arguments: &NegotiateArguments, output: &Output) -> Result<(), Failure> {
    let mut request = RunRequest::new(ScenarioSource::parse(&arguments.scenario));
    request.world = arguments.world.as_deref().map(WorldSource::parse);
    request.overrides.clone_from(&arguments.overrides);
    request.negotiate = true;
    let progress = Arc::new(Progress::new());
    let teller = Arc::clone(&progress);
    let run = Session::new().telling(move |what, done, total| teller.tell(what, done, total)).run(&request);
    progress.finish();
    let mut run = run?;
    let folder = arguments.out.clone().unwrap_or_else(|| default_folder(&run));
    run.write(&folder)?;
    warn(&run);
    if arguments.json {
        output.text(&json(&[(&run, &folder)]))?;
    } else {
        output.text(&place(&folder))?;
    }
    match &run.blocked {
        Some(why) => Err(Failure::finding(format!("no deal: {why}"))),
        None => Ok(()),
    }
}
