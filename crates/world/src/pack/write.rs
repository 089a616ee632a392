//! A world into a pack's files.

use super::header::Header;
use crate::error::WorldError;
use crate::ids::{EconomyId, SectorId};
use crate::model::World;
use crate::table::{Format, Table};
use std::io::ErrorKind;
use std::path::Path;

/// The compression of a packed world: written once, read often.
const LEVEL: i32 = 19;

pub(super) fn folder(world: &World, folder: &Path, format: Format) -> Result<(), WorldError> {
    crate::durable::require_new(folder).map_err(|source| match source.kind() {
        ErrorKind::AlreadyExists => {
            let hint = "choose a new folder, or remove this one first";
            WorldError::file(
                &folder.display().to_string(),
                "it already exists and is not empty",
                hint,
            )
        }
        _ => WorldError::write(folder, source),
    })?;
    let files = files(world, format)?;
    // A pack never replaces anything: no folder is ours to overwrite.
    crate::durable::write_folder(folder, &files, &|_| None)
        .map_err(|source| WorldError::write(folder, source))
}

pub(super) fn archive(world: &World, format: Format) -> Result<Vec<u8>, WorldError> {
    let refused = |source| WorldError::write(Path::new(&world.id), source);
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in files(world, format)? {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        header.set_cksum();
        builder
            .append_data(&mut header, format!("{}/{name}", world.id), bytes.as_slice())
            .map_err(refused)?;
    }
    let bytes = builder.into_inner().map_err(refused)?;
    zstd::encode_all(bytes.as_slice(), LEVEL).map_err(refused)
}

/// Every file of the pack, sorted by name.
fn files(world: &World, format: Format) -> Result<Vec<(String, Vec<u8>)>, WorldError> {
    let encode = |table: Table| -> Result<(String, Vec<u8>), WorldError> {
        let bytes = match format {
            Format::Csv => table.to_csv()?,
            Format::Parquet => table.to_parquet()?,
        };
        Ok((format!("{}.{}", table.name, format.ending()), bytes))
    };
    let list = |table: Table| Ok((format!("{}.csv", table.name), table.to_csv()?));
    let mut files = vec![
        list(economies(world))?,
        list(sectors(world))?,
        encode(tariff(world))?,
        encode(trade(world))?,
    ];
    files.push(encode(uses(world))?);
    if let Some(table) = super::by_user::table(world)? {
        files.push(if table.rows() > super::by_user::MOST_ROWS_OF_TEXT {
            (format!("{}.parquet", table.name), table.to_parquet()?)
        } else {
            encode(table)?
        });
    }
    if !world.meaning.parts.is_empty() {
        files.push(encode(super::meaning::parts(world))?);
    }
    files.push(("world.toml".to_owned(), header(world)?));
    for own in world.chains.own() {
        let path = |name: &str| format!("{}/{}/{name}", crate::chain::FOLDER, own.chain.id);
        files.extend(own.files.iter().map(|(name, bytes)| (path(name), bytes.clone())));
    }
    files.sort();
    Ok(files)
}

fn header(world: &World) -> Result<Vec<u8>, WorldError> {
    let World { id, title, year, currency, notes, sources, repairs, customs_unions, .. } =
        world.clone();
    let header = Header { id, title, year, currency, notes, sources, repairs, customs_unions };
    let failed = |error: toml::ser::Error| {
        WorldError::file("world.toml", error.to_string(), "report this as a bug")
    };
    Ok(toml::to_string_pretty(&header).map_err(failed)?.into_bytes())
}

fn economies(world: &World) -> Table {
    let mut groups: Vec<&String> = Vec::new();
    for group in world.economies.iter().flat_map(|economy| &economy.groups) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let codes = world.economies.iter().map(|economy| economy.code.clone()).collect();
    let names = world.economies.iter().map(|economy| economy.name.clone()).collect();
    let table = Table::new("economies").with_text("economy", codes).with_text("name", names);
    let table = super::meaning::with_members(table, "economy", &world.meaning.economies);
    groups.into_iter().fold(table, |table, group| {
        let member = |economy: &crate::Economy| f64::from(u8::from(economy.groups.contains(group)));
        table.with_numbers(group, world.economies.iter().map(member).collect())
    })
}

fn sectors(world: &World) -> Table {
    let text = |value: fn(&crate::Sector) -> String| world.sectors.iter().map(value).collect();
    let table = Table::new("sectors")
        .with_text("sector", text(|sector| sector.code.clone()))
        .with_text("name", text(|sector| sector.name.clone()))
        .with_numbers(
            "trade_elasticity",
            world.sectors.iter().map(|sector| sector.trade_elasticity).collect(),
        )
        .with_text("tradable", text(|sector| sector.tradable.to_string()));
    let table = super::meaning::with_natures(table, world);
    super::meaning::with_members(table, "sector", &world.meaning.sectors)
}

/// Cells of zero have no row.
fn rows<T>(cells: impl Iterator<Item = (T, f64)>) -> (Vec<T>, Vec<f64>) {
    cells.filter(|(_, value)| *value != 0.0).unzip()
}

fn trade(world: &World) -> Table {
    let (cells, values) =
        rows(world.trade.links().map(|(sector, to, from, value)| ((sector, to, from), value)));
    Table::new("trade")
        .with_text("exporter", cells.iter().map(|cell| economy(world, cell.2)).collect())
        .with_text("importer", cells.iter().map(|cell| economy(world, cell.1)).collect())
        .with_text("sector", cells.iter().map(|cell| sector(world, cell.0)).collect())
        .with_numbers("value", values)
}

fn tariff(world: &World) -> Table {
    let (cells, values) =
        rows(world.tariff.links().map(|(sector, to, from, value)| ((sector, to, from), value)));
    Table::new("tariff")
        .with_text("importer", cells.iter().map(|cell| economy(world, cell.1)).collect())
        .with_text("exporter", cells.iter().map(|cell| economy(world, cell.2)).collect())
        .with_text("sector", cells.iter().map(|cell| sector(world, cell.0)).collect())
        .with_numbers("rate", values)
}

fn uses(world: &World) -> Table {
    let count = world.sectors.len();
    let at = |at: usize| {
        (EconomyId(at / (count * count)), SectorId(at / count % count), SectorId(at % count))
    };
    let (cells, values) =
        rows(world.use_table.values().iter().enumerate().map(|(cell, &value)| (at(cell), value)));
    Table::new("use")
        .with_text("economy", cells.iter().map(|cell| economy(world, cell.0)).collect())
        .with_text("input", cells.iter().map(|cell| sector(world, cell.2)).collect())
        .with_text("user", cells.iter().map(|cell| sector(world, cell.1)).collect())
        .with_numbers("value", values)
}

fn economy(world: &World, id: EconomyId) -> String {
    world.economies[id.0].code.clone()
}

fn sector(world: &World, id: SectorId) -> String {
    world.sectors[id.0].code.clone()
}
