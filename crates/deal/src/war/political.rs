//! How much do governments weigh what is earned in each sector?

use super::game::PoliticalWeights;
use crate::error::DealError;
use detente_world::table::Table;
use detente_world::{World, WorldError};
use std::path::Path;

/// Reads a table with the columns `economy, sector, weight`; `*` stands for all, a later row
/// overrides an earlier one, and what no row names weighs 1.
///
/// # Errors
/// If the file cannot be read, names what the world does not have, or a weight is not positive.
pub fn political_weights(world: &World, file: &Path) -> Result<PoliticalWeights, DealError> {
    let table = Table::read(file)?;
    let place = file.display().to_string();
    let missing = |column: &str| {
        WorldError::file(
            &place,
            format!("it has no column `{column}`"),
            "the columns are economy, sector, weight",
        )
    };
    let text = |name: &str| {
        table.column(name).and_then(|column| column.text()).ok_or_else(|| missing(name))
    };
    let (economies, sectors) = (text("economy")?, text("sector")?);
    let weights = table
        .column("weight")
        .and_then(|column| column.numbers())
        .ok_or_else(|| missing("weight"))?;
    let mut found = PoliticalWeights::filled(world.economies.len(), world.sectors.len(), 1.0);
    let mut problems = Vec::new();
    for (row, ((economy, sector), weight)) in economies.iter().zip(sectors).zip(weights).enumerate()
    {
        let mut wrong = |what: String| {
            problems.push(WorldError::file(
                &place,
                format!("row {}: {what}", row + 2),
                "correct or remove the row",
            ));
        };
        if !(weight.is_finite() && *weight > 0.0) {
            wrong(format!("weight {weight} is not a positive number"));
            continue;
        }
        let chosen = |word: &str, known: Option<usize>, all: usize| match word {
            "*" => Some(0..all),
            _ => known.map(|at| at..at + 1),
        };
        let owners = chosen(economy, world.economy(economy).map(|id| id.0), world.economies.len());
        let kinds = chosen(sector, world.sector(sector).map(|id| id.0), world.sectors.len());
        match (owners, kinds) {
            (None, _) => {
                let meant = detente_world::names::ending(economy, world.economy_names(false));
                wrong(format!("world `{}` has no economy `{economy}`{meant}", world.id));
            }
            (_, None) => wrong(format!("world `{}` has no sector `{sector}`", world.id)),
            (Some(owners), Some(kinds)) => {
                for economy in owners {
                    for sector in kinds.clone() {
                        found.set(
                            detente_world::EconomyId(economy),
                            detente_world::SectorId(sector),
                            *weight,
                        );
                    }
                }
            }
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(WorldError::several(problems).into()) }
}
