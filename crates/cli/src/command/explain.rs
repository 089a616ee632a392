//! `detente explain`: how did a number of a run come about?

use crate::arguments::ExplainArguments;
use crate::failure::Failure;
use crate::output::{Output, note};
use detente_engine::explain::{ExplainRequest, explain, render};
use detente_world::WorldSource;
use detente_world::renamed::in_cell;

pub(crate) fn run(arguments: &ExplainArguments, output: &Output) -> Result<(), Failure> {
    let request = ExplainRequest {
        table: arguments.table.clone(),
        key: arguments.key.clone(),
        column: arguments.column.clone(),
        depth: usize::from(arguments.depth),
        world: arguments.world.as_deref().map(WorldSource::parse),
    };
    let asked = request.column.as_deref().unwrap_or_default();
    for change in in_cell(&request.table, &request.key, asked) {
        note(&format!("note: {}", change.note()));
    }
    let explanation = explain(&arguments.folder, &request)?;
    if arguments.json {
        let value = serde_json::to_value(&explanation).unwrap_or_default();
        output.text(&format!("{value:#}"))?;
    } else {
        output.text(&render(
            &explanation,
            &arguments.folder.display().to_string(),
            arguments.all,
        ))?;
    }
    if explanation.holds() {
        return Ok(());
    }
    let what = "a number computed again is not the stored one; `detente verify` says where the folder differs";
    Err(Failure::finding(what))
}
