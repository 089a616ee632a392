//! What of the tariffs by line comes from the collected sources:
//! `cargo xtask build-tariffs SOURCES [--check]`.
//!
//! The lists of lines as text, and three packed tables: imports and duties of 2024 by partner and
//! line, the metal in each line, and the shares of the USMCA of 2025. Programs and partners are
//! written by hand.

use crate::input::{BuildError, read, read_packed};
use crate::tariff_lists;
use detente_world::table::{Column, Table};
use std::collections::BTreeMap;
use std::path::Path;

const LISTS: &str = "tariff_lines/lists";
const IMPORTS: &str = "tariff_lines/us_imports_2024_hs10.parquet";

/// Builds all files in `out`, or with `only_check` compares them with what is there; returns
/// whether they are (now) the built ones.
pub fn run(sources: &Path, out: &Path, only_check: bool) -> Result<bool, BuildError> {
    let mut files: Vec<(String, Vec<u8>)> = tariff_lists::build(&sources.join(LISTS))?
        .into_iter()
        .map(|(name, text)| (format!("lists/{name}.txt"), text.into_bytes()))
        .collect();
    let tables = [imports(sources)?, content(sources)?, shares(sources)?];
    for table in tables {
        files.push((format!("{}.parquet", table.name), table.to_parquet()?));
    }
    let mut same = true;
    for (name, bytes) in files {
        let path = out.join(&name);
        if only_check {
            let there = std::fs::read(&path).unwrap_or_default() == bytes;
            println!("data/tariffs/{name}: {}", if there { "as built" } else { "differs" });
            same &= there;
        } else {
            detente_world::write_atomically(&path, &bytes)?;
            println!("data/tariffs/{name}: {} bytes", bytes.len());
        }
    }
    Ok(same)
}

fn lacking(table: &str, what: impl Into<String>) -> BuildError {
    BuildError::Source { table: table.to_owned(), what: what.into() }
}

/// A column as numbers; codes lose the zero they begin with, and no more.
fn numbers(table: &Table, name: &str) -> Result<Vec<f64>, BuildError> {
    let column =
        table.column(name).ok_or_else(|| lacking(&table.name, format!("no column `{name}`")))?;
    let number = |cell: &String| {
        cell.parse().map_err(|_| lacking(&table.name, format!("`{name}`: `{cell}` is no number")))
    };
    match column {
        Column::Text(cells) => cells.iter().map(number).collect(),
        Column::Number(cells) => Ok(cells.clone()),
        Column::Partial(_) => Err(lacking(&table.name, format!("`{name}` has empty cells"))),
    }
}

/// Imports for consumption and calculated duties of 2024.
fn imports(sources: &Path) -> Result<Table, BuildError> {
    let table = read(sources, IMPORTS)?;
    let names = ["census_country", "hs10", "imports_usd", "duty_usd"];
    let columns = names.iter().map(|name| numbers(&table, name)).collect::<Result<Vec<_>, _>>()?;
    let mut rows: Vec<[f64; 4]> =
        (0..columns[0].len()).map(|row| std::array::from_fn(|at| columns[at][row])).collect();
    rows.sort_by(|one, two| one[..2].partial_cmp(&two[..2]).unwrap_or(std::cmp::Ordering::Equal));
    let built = ["partner", "line", "imports_usd", "duty_usd"].iter().enumerate();
    Ok(built.fold(Table::new("imports-2024"), |table, (at, name)| {
        table.with_numbers(name, rows.iter().map(|row| row[at]).collect())
    }))
}

/// A packed CSV.
fn packed(sources: &Path, name: &str) -> Result<Table, BuildError> {
    read_packed(&sources.join(LISTS).join("budget_lab"), name)
}

/// The metal in each line, by the input-output table of the United States.
fn content(sources: &Path) -> Result<Table, BuildError> {
    let table = packed(sources, "metal_content_shares_bea_hs10.csv.gz")?;
    let columns = [
        ("line", "hs10"),
        ("steel", "steel_share"),
        ("aluminium", "aluminum_share"),
        ("copper", "copper_share"),
        ("metal", "metal_share"),
    ];
    columns.iter().try_fold(Table::new("content"), |built, (name, column)| {
        Ok(built.with_numbers(name, numbers(&table, column)?))
    })
}

/// The share of each line that claimed the USMCA in 2025, and in its months from July; months
/// before leave out what is free anyway.
fn shares(sources: &Path) -> Result<Table, BuildError> {
    let files = [
        ("year", "usmca_product_shares_2025.csv.gz"),
        ("m07", "usmca_product_shares_2025_07.csv.gz"),
        ("m08", "usmca_product_shares_2025_08.csv.gz"),
        ("m09", "usmca_product_shares_2025_09.csv.gz"),
        ("m10", "usmca_product_shares_2025_10.csv.gz"),
        ("m11", "usmca_product_shares_2025_11.csv.gz"),
        ("m12", "usmca_product_shares_2025_12.csv.gz"),
    ];
    let mut rows: BTreeMap<(u64, u64), [Option<f64>; 7]> = BTreeMap::new();
    for (at, (_, file)) in files.iter().enumerate() {
        let table = packed(sources, file)?;
        let (codes, partners, shares) = (
            numbers(&table, "hts10")?,
            numbers(&table, "cty_code")?,
            numbers(&table, "usmca_share")?,
        );
        for ((code, partner), share) in codes.iter().zip(partners).zip(shares) {
            // Four digits are what customs publish.
            let share = (share.clamp(0.0, 1.0) * 1e4).round() / 1e4;
            rows.entry((partner as u64, *code as u64)).or_default()[at] = Some(share);
        }
    }
    let key = |part: fn(&(u64, u64)) -> u64| rows.keys().map(|key| part(key) as f64).collect();
    let table = Table::new("usmca-2025")
        .with_numbers("partner", key(|key| key.0))
        .with_numbers("line", key(|key| key.1));
    Ok(files.iter().enumerate().fold(table, |table, (at, (name, _))| {
        table.with_partial(name, rows.values().map(|shares| shares[at]).collect())
    }))
}
