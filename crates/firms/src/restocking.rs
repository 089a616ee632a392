//! Over how many days firms make up a gap in their stock of an input, sector by sector.
//!
//! `restocking` (CSV or Parquet, beside `firms`): sector, days; `never` for what cannot be stored.
//! Sectors that it does not name keep the time of each set of rules.

use super::problems::Problems;
use super::read::{column, optional};
use crate::error::FirmsError;
use detente_cascade::SlotValues;
use detente_world::nearest;
use detente_world::table::Table;
use std::path::Path;

/// The days of each sector, where the folder gives them; `None` without such a table.
pub(super) fn read(
    folder: &Path,
    sectors: &[String],
) -> Result<Option<Vec<Option<f64>>>, FirmsError> {
    let Some(file) = optional(folder, "restocking") else { return Ok(None) };
    let table = Table::read(&file)?;
    let (codes, days) = (column(&file, &table, "sector")?, column(&file, &table, "days")?);
    let mut first = vec![None; sectors.len()];
    let mut found = vec![None; sectors.len()];
    let mut problems = Problems::default();
    let mut wrong = problems.of(&file);
    for row in 0..codes.len() {
        let (code, cell) = (codes.cell(row), days.cell(row));
        let Some(place) = sectors.iter().position(|sector| *sector == code) else {
            let what = format!(
                "no firm is of sector `{code}`{}",
                nearest(&code, sectors.iter().map(String::as_str))
            );
            wrong.add(row, &what, "take the code of a sector of the network, or leave the row out");
            continue;
        };
        if let Some(first) = first[place].replace(row) {
            let what = format!("sector `{code}` is in row {} already", first + 2);
            wrong.add(row, &what, "keep one row per sector");
        }
        let time = if cell.trim() == "never" {
            Some(f64::INFINITY)
        } else {
            cell.trim().parse::<f64>().ok()
        };
        let Some(time) =
            time.filter(|time| *time >= 1.0 && (time.is_finite() || cell.trim() == "never"))
        else {
            let what = format!("`{cell}` in column `days`");
            wrong.add(row, &what, "give 1 or more, or `never` for what cannot be stored");
            continue;
        };
        found[place] = Some(time);
    }
    problems.none()?;
    Ok(Some(found))
}

/// The times of a set of rules with those of the table in their place.
pub(super) fn with_given(own: SlotValues, given: Option<&Vec<Option<f64>>>) -> SlotValues {
    let Some(given) = given else { return own };
    let of_rules = |input: usize| match &own {
        SlotValues::ByInput(times) => times[input],
        other => other.uniform().unwrap_or(1.0),
    };
    SlotValues::ByInput(
        given
            .iter()
            .enumerate()
            .map(|(input, time)| time.unwrap_or_else(|| of_rules(input)))
            .collect(),
    )
}
