//! Which sectors grow and which shrink, where?

use crate::error::ReportError;
use detente_record::{Summary, Tables, numbers, positions, text};

/// Output of one sector in one economy.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Output {
    /// Change of real output in percent.
    pub percent: f64,
    /// Change of employment in percent.
    pub employment: f64,
    /// New output in the world's currency.
    pub value: f64,
}

/// Output by economy and sector, one row per economy, absent cells `None`.
pub(crate) fn outputs(
    summary: &Summary,
    tables: &Tables,
) -> Result<Vec<Vec<Option<Output>>>, ReportError> {
    let table = tables.table("sectors")?;
    let (mut economy_at, mut sector_at) =
        (positions(&summary.world.economies), positions(&summary.world.sectors));
    let mut grid = vec![vec![None; summary.world.sectors.len()]; summary.world.economies.len()];
    let (economies, sectors) = (text(table, "economy")?, text(table, "sector")?);
    let (percent, value) = (numbers(table, "output_pct")?, numbers(table, "output_musd")?);
    let employment = numbers(table, "employment_pct")?;
    for row in 0..table.rows() {
        let places = (economy_at.find(&economies[row]), sector_at.find(&sectors[row]));
        if let (Some(economy), Some(sector)) = places {
            grid[economy][sector] = Some(Output {
                percent: percent[row],
                employment: employment[row],
                value: value[row],
            });
        }
    }
    Ok(grid)
}
