//! How does a world get from a folder that a person can edit into memory, and back?
//!
//! ```text
//! world.toml          id, title, year, currency, sources, notes, repairs; customs_unions (optional: groups that tax nobody inside)
//! economies.csv       economy, name, members (optional), then one column for each group: 1 for members, 0 or empty for others
//! sectors.csv         sector, name, trade_elasticity, and optional: tradable (true if absent), nature (good or service), storable
//!                     (1 or 0), criticality (critical, important or dispensable), members
//! trade.csv|parquet   exporter, importer, sector, value      at the producer's price before any tariff, home sales included
//! use.csv|parquet     economy, input, user, value            optional; at the purchaser's price, all origins together
//! flows.csv|parquet   exporter, sector, importer, user, value    optional; at basic prices: who sells to which user
//! tariff.csv|parquet  importer, exporter, sector, rate       optional; 0.025 or 2.5% is 2.5 percent; a missing row is 0
//! members.csv|parquet economy, sector, member_economy, member_sector, output    optional; whose part of what was added up is how large
//! chains/NAME/        the files of a commodity chain         optional; they take the place of a chain of the program of the same id
//! ```
//! `members` are the codes of other tables that an economy or a sector is made of, with blanks
//! between them. A packed world is the same files in one `.tar.zst`. Cells of trade, use and tariff
//! that have no row are zero; where there are flows but no table of use, use is the flows with the
//! duties on them. Any table may also carry the columns `source`, `vintage`, `grade`,
//! `note`, `low`, `mid` and `high`, which are for readers.

mod by_user;
mod files;
mod flows;
mod header;
mod lists;
mod meaning;
mod read;
mod write;

pub(crate) use lists::economies;

use crate::error::WorldError;
use crate::model::World;
use crate::table::Format;
use std::path::Path;

/// Reads a pack: a folder, or a packed file (`.tar.zst`). Small misfits are shared out, see
/// [`balance`](crate::balance()).
///
/// # Errors
/// Everything that is wrong with it, up to twenty problems at once, each with file, place, column
/// and what to do.
pub fn read_pack(path: &Path) -> Result<World, WorldError> {
    if path.is_dir() {
        return read::read(&files::Files::of_folder(path)?);
    }
    if !path.exists() {
        let hint = "give the folder of a world pack, a packed `.tar.zst`, or the name of an embedded world".to_owned();
        return Err(WorldError::Missing { path: path.display().to_string(), hint });
    }
    read_packed(&path.display().to_string(), &crate::error::read_file(path)?)
}

/// Reads a packed world (`.tar.zst`) held in memory; `name` is what errors call it.
///
/// # Errors
/// As [`read_pack`].
pub fn read_packed(name: &str, bytes: &[u8]) -> Result<World, WorldError> {
    read::read(&files::Files::of_archive(name, bytes)?)
}

/// Writes `world` as a folder that appears whole or not at all.
///
/// # Errors
/// If the folder exists and is not empty, or cannot be written.
pub fn write_pack(world: &World, folder: &Path, format: Format) -> Result<(), WorldError> {
    write::folder(world, folder, format)
}

/// The flows of `world` as one Parquet file, which lies beside the packed file of an embedded
/// world; `None` if it has none.
///
/// # Errors
/// If the table cannot be encoded.
pub fn packed_flows(world: &World) -> Result<Option<Vec<u8>>, WorldError> {
    by_user::table(world)?.map(|table| table.to_parquet()).transpose()
}

/// Reads the file of [`packed_flows`] with the codes of `world`.
///
/// # Errors
/// If it is no such file.
pub(crate) fn read_packed_flows(
    world: &World,
    name: &str,
    bytes: &'static [u8],
) -> Result<crate::flows::FlowTable, WorldError> {
    let raw = crate::table::raw_from_static(name, bytes)?;
    let mut problems = Vec::new();
    let (economies, sectors) = read::codes(world);
    let table = by_user::read(&raw, (&economies, &sectors), &mut problems)?;
    if problems.is_empty() { Ok(table) } else { Err(WorldError::several(problems)) }
}

/// The bytes of `world` as one packed file (`.tar.zst`), the same for the same world: no times, no
/// owners, sorted.
///
/// # Errors
/// If a table cannot be encoded.
pub fn packed(world: &World, format: Format) -> Result<Vec<u8>, WorldError> {
    write::archive(world, format)
}
