//! `detente compare`: what does one run change against another?

use crate::arguments::CompareArguments;
use crate::failure::Failure;
use crate::output::Output;
use detente_engine::{EngineError, StoredRun};
use detente_report::{Side, comparison};

pub(crate) fn run(arguments: &CompareArguments, output: &Output) -> Result<(), Failure> {
    let (first, second) = (StoredRun::read(&arguments.first)?, StoredRun::read(&arguments.second)?);
    if first.manifest.world_digest != second.manifest.world_digest {
        let (first, second) = (first.manifest.world, second.manifest.world);
        return Err(EngineError::DifferentWorlds { first, second }.into());
    }
    let text = comparison(side(&first), side(&second), output.colour()).map_err(EngineError::from)?;
    output.text(&text)
}

fn side(run: &StoredRun) -> Side<'_> {
    Side { summary: &run.summary, tables: run.views() }
}
