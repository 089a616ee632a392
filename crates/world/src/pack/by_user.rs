//! The flows of a pack: who sells how much of an input to which user, one row for each cell.

use super::flows::{Layout, key, numbers};
use super::lists::refuse_unknown_columns;
use crate::error::WorldError;
use crate::flows::{Flow, FlowTable, Flows};
use crate::ids::{EconomyId, SectorId};
use crate::model::World;
use crate::table::raw::Raw;
use crate::table::{Column, Table};
use std::sync::Arc;

/// The stem of the file.
pub(super) const NAME: &str = "flows";
/// Tables of more rows are written as Parquet whatever the format of the pack: nobody reads them by
/// hand, and as text they are ten times as long.
pub(super) const MOST_ROWS_OF_TEXT: usize = 200_000;

/// The flows of `raw`; what is wrong with a row is added to `problems`.
pub(super) fn read(
    raw: &Raw,
    (economies, sectors): (&[&str], &[&str]),
    problems: &mut Vec<WorldError>,
) -> Result<FlowTable, WorldError> {
    refuse_unknown_columns(raw, &["exporter", "sector", "importer", "user", "value"], problems);
    let exporters = key(raw, ("exporter", economies), problems)?;
    let inputs = key(raw, ("sector", sectors), problems)?;
    let importers = key(raw, ("importer", economies), problems)?;
    let users = key(raw, ("user", sectors), problems)?;
    let keys = [("exporter", economies), ("importer", economies), ("sector", sectors)];
    let layout = Layout { keys, value: "value", refuse: super::read::negative, rates: false };
    let values = numbers(raw, &layout, problems)?;
    let mut flows = Vec::with_capacity(values.len());
    for (row, &value) in values.iter().enumerate() {
        let nodes = (exporters.get(row), inputs.get(row), importers.get(row), users.get(row));
        let (Some(exporter), Some(input), Some(importer), Some(user)) = nodes else { continue };
        let flow = Flow {
            input: SectorId(input),
            importer: EconomyId(importer),
            user: SectorId(user),
            exporter: EconomyId(exporter),
            value,
        };
        flows.push(flow);
    }
    problems.extend(repeated(raw, &flows));
    Ok(FlowTable::of(economies.len(), sectors.len(), flows))
}

/// The first row that holds the cell of an earlier one. Rows that could not be placed are problems
/// already, so that rows and flows are the same wherever this is shown.
fn repeated(raw: &Raw, flows: &[Flow]) -> Option<WorldError> {
    let place = |flow: &Flow| (flow.input, flow.importer, flow.user, flow.exporter);
    if flows.windows(2).all(|pair| place(&pair[0]) < place(&pair[1])) || flows.len() != raw.rows {
        return None;
    }
    let mut order: Vec<usize> = (0..flows.len()).collect();
    order.sort_by_key(|&row| (place(&flows[row]), row));
    let again = order
        .windows(2)
        .filter(|pair| place(&flows[pair[0]]) == place(&flows[pair[1]]))
        .map(|pair| pair[1]);
    let what = "an earlier row holds the same cell; add the two up or remove one";
    again.min().map(|row| raw.cell_error(row, "value", what))
}

/// Takes the flows into the world; without a table of input use, use follows from them.
pub(super) fn join(
    world: &mut World,
    raw: &Raw,
    has_use: bool,
    problems: &mut Vec<WorldError>,
) -> Result<(), WorldError> {
    let table = {
        let (economies, sectors) = super::read::codes(world);
        read(raw, (&economies, &sectors), problems)?
    };
    if !has_use {
        world.use_table = table.uses(&world.tariff);
    }
    world.flows = Flows::Held(Arc::new(table));
    if problems.is_empty() {
        let misfits = crate::flow_check::misfits(world)?;
        let hint = "mend the flows, or the trade or use that they are part of";
        problems.extend(misfits.into_iter().map(|what| WorldError::file(&raw.file, what, hint)));
    }
    Ok(())
}

/// The table of a world that has flows.
pub(super) fn table(world: &World) -> Result<Option<Table>, WorldError> {
    Ok(world.flow_table()?.map(|flows| of(world, &flows)))
}

/// `flows` with the codes of `world`.
pub(super) fn of(world: &World, flows: &FlowTable) -> Table {
    let economy = |id: EconomyId| world.economies[id.0].code.clone();
    let sector = |id: SectorId| world.sectors[id.0].code.clone();
    let text = |code: &dyn Fn(Flow) -> String| flows.flows().map(code).collect::<Vec<String>>();
    let mut table = Table::new(NAME);
    let columns = [
        ("exporter", text(&|flow| economy(flow.exporter))),
        ("sector", text(&|flow| sector(flow.input))),
        ("importer", text(&|flow| economy(flow.importer))),
        ("user", text(&|flow| sector(flow.user))),
    ];
    table.columns.extend(columns.map(|(name, words)| (name.to_owned(), Column::Text(words))));
    table.with_numbers("value", flows.flows().map(|flow| flow.value).collect())
}
