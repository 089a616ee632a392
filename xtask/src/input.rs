//! The source tables, read and looked up by code.

use detente_world::table::{Column, Table};
use detente_world::{EconomyId, SectorId, World, WorldError};
use flate2::read::GzDecoder;
use std::io::Read;
use std::path::Path;

/// Why the world cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A source or the result is not as it should be.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The header `world.toml` of the embedded world cannot be read.
    #[error("{0}")]
    Header(String),
    /// A source table lacks something.
    #[error("{table}: {what}")]
    Source {
        /// The table.
        table: String,
        /// What is missing.
        what: String,
    },
}

fn lacking(table: &Table, what: String) -> BuildError {
    BuildError::Source { table: table.name.clone(), what }
}

/// Reads `name` below `folder`.
pub fn read(folder: &Path, name: &str) -> Result<Table, BuildError> {
    Ok(Table::read(&folder.join(name))?)
}

/// Reads `name` below `folder`, a CSV packed by gzip.
pub fn read_packed(folder: &Path, name: &str) -> Result<Table, BuildError> {
    let fail = |error: std::io::Error| BuildError::Source {
        table: name.to_owned(),
        what: error.to_string(),
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(folder.join(name)).map_err(fail)?;
    GzDecoder::new(file).read_to_end(&mut bytes).map_err(fail)?;
    Ok(Table::from_csv(name, &bytes)?)
}

/// A column of text.
pub fn text<'table>(table: &'table Table, column: &str) -> Result<&'table [String], BuildError> {
    let found = table.column(column).and_then(Column::text);
    found.ok_or_else(|| lacking(table, format!("there is no text column `{column}`")))
}

/// A column of numbers.
pub fn numbers<'table>(table: &'table Table, column: &str) -> Result<&'table [f64], BuildError> {
    let found = table.column(column).and_then(Column::numbers);
    found.ok_or_else(|| lacking(table, format!("there is no number column `{column}`")))
}

/// Positions of the economies that a column names.
pub fn economies(world: &World, table: &Table, column: &str) -> Result<Vec<EconomyId>, BuildError> {
    let find = |code: &String| {
        world.economy(code).ok_or_else(|| {
            lacking(table, format!("economy `{code}` is not in data/icio-2022/economies.csv"))
        })
    };
    text(table, column)?.iter().map(find).collect()
}

/// Positions of the sectors that a column names.
pub fn sectors(world: &World, table: &Table, column: &str) -> Result<Vec<SectorId>, BuildError> {
    let find = |code: &String| {
        world.sector(code).ok_or_else(|| {
            lacking(table, format!("sector `{code}` is not in data/icio-2022/sectors.csv"))
        })
    };
    text(table, column)?.iter().map(find).collect()
}
