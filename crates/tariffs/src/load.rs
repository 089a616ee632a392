//! How do the tables inside the program become lines, rows, lists and contents?

use crate::book::Row;
use crate::embedded;
use crate::error::TariffsError;
use crate::line::Line;
use crate::lines::Lines;
use crate::partner::{Partner, PartnerId};
use crate::program::Metal;
use crate::rule::Lists;
use detente_world::table::Table;
use std::collections::HashMap;

/// Census codes of partners.
pub(crate) fn census() -> HashMap<&'static str, u64> {
    let row = |line: &'static str| {
        let mut cells = line.split(',');
        Some((cells.next()?, cells.next()?.parse().ok()?))
    };
    embedded::PARTNERS.lines().skip(1).filter_map(row).collect()
}

/// All lines, and what was imported under them.
pub(crate) fn imports(partners: &[Partner]) -> Result<(Vec<u64>, Vec<Row>), TariffsError> {
    let table = Table::from_parquet("imports-2024.parquet", embedded::IMPORTS)?;
    let codes: Vec<u64> = table.numbers("line").iter().map(|code| *code as u64).collect();
    let mut lines = codes.clone();
    lines.sort_unstable();
    lines.dedup();
    let census = census();
    let places: HashMap<u64, usize> = partners
        .iter()
        .enumerate()
        .filter_map(|(at, partner)| Some((*census.get(partner.code.as_str())?, at)))
        .collect();
    let (sellers, values, duties) =
        (table.numbers("partner"), table.numbers("imports_usd"), table.numbers("duty_usd"));
    let mut rows: Vec<Row> = (0..codes.len())
        .filter_map(|at| {
            Some(Row {
                partner: PartnerId(*places.get(&(sellers[at] as u64))?),
                line: lines.binary_search(&codes[at]).ok()?,
                imports: values[at],
                duty: duties[at],
                ordinary: 0.0,
                used_2024: 1.0,
                kept_2024: 0.0,
                usmca: None,
            })
        })
        .collect();
    rows.sort_by_key(|row| (row.partner, row.line));
    Ok((lines, rows))
}

/// Every list of lines, as bits.
pub(crate) fn lists(lines: &[u64]) -> Result<Lists, TariffsError> {
    let mut lists = Lists::new();
    for (name, text) in embedded::LISTS {
        let mut list = Lines::none(lines.len());
        for code in text.lines().filter(|line| !line.is_empty()) {
            list.add(Line::parse(code)?, lines);
        }
        lists.insert((*name).to_owned(), list);
    }
    Ok(lists)
}

/// Value of each metal by line; goods of a metal's own chapter are all metal.
pub(crate) fn content(lines: &[u64]) -> Result<Vec<[f64; Metal::ALL.len()]>, TariffsError> {
    let table = Table::from_parquet("content.parquet", embedded::CONTENT)?;
    let columns = ["steel", "aluminium", "copper", "metal"].map(|name| table.numbers(name));
    let codes = table.numbers("line");
    let known: HashMap<u64, usize> =
        codes.iter().enumerate().map(|(at, code)| (*code as u64, at)).collect();
    let share = |code: u64, metal: Metal| {
        if metal.chapters().contains(&(code / 100_000_000)) {
            return 1.0;
        }
        known.get(&code).map_or(0.0, |at| columns[metal as usize][*at].clamp(0.0, 1.0))
    };
    Ok(lines.iter().map(|code| Metal::ALL.map(|metal| share(*code, metal))).collect())
}
