//! Is a run whole? Its numbers are numbers, its bands are in order, and its tables add up to each
//! other.

use crate::sandbox::{Sandbox, numbers, words};
use detente_world::table::{Column, Table};
use std::collections::BTreeMap;
use std::fs;

/// Columns that may say "not within the days followed", and the tax that has the effect of a ban
/// ([`limits_hold`] asks for the ban).
const MAY_BE_INFINITE: [&str; 4] = ["weeks_to_stock_out", "weeks_to_loss", "week", "shadow_tax"];

/// What is wrong with a run, if anything.
pub(super) fn whole(sandbox: &Sandbox, run: &str) -> Result<(), String> {
    let tables = tables(sandbox, run);
    for table in tables.values() {
        finite(table)?;
        in_order(table)?;
    }
    sales_add_up(&tables)?;
    incomes_stay_positive(&tables)?;
    limits_hold(&tables)?;
    losses_are_possible(&tables)?;
    let page = sandbox.read(&format!("{run}/report.html"));
    match ["NaN", ">inf<", "undefined<"].iter().find(|word| page.contains(**word)) {
        Some(word) => Err(format!("report.html has {word}")),
        None => Ok(()),
    }
}

fn tables(sandbox: &Sandbox, run: &str) -> BTreeMap<String, Table> {
    let files = fs::read_dir(sandbox.path(&format!("{run}/tables"))).unwrap();
    let parquet = files.filter_map(|file| {
        let file = file.unwrap().path();
        (file.extension()? == "parquet").then(|| Table::read(&file).unwrap())
    });
    parquet.map(|table| (table.name.clone(), table)).collect()
}

fn finite(table: &Table) -> Result<(), String> {
    for (column, cells) in &table.columns {
        let infinite = MAY_BE_INFINITE.iter().any(|name| column.starts_with(name));
        let fine = |value: f64| value.is_finite() || (infinite && value == f64::INFINITY);
        let bad = match cells {
            Column::Text(_) => None,
            Column::Number(values) => values.iter().position(|value| !fine(*value)),
            Column::Partial(values) => {
                values.iter().position(|value| value.is_some_and(|value| !fine(value)))
            }
        };
        if let Some(row) = bad {
            return Err(format!("{}: {column} of row {row} is {}", table.name, cells.cell(row)));
        }
    }
    Ok(())
}

/// Low is not above the middle, the middle not above high.
fn in_order(table: &Table) -> Result<(), String> {
    let column = |name: &str| table.column(name);
    for (name, low) in &table.columns {
        let Some(stem) = name.strip_suffix("_low").or((name == "low").then_some("mid")) else {
            continue;
        };
        let high = if stem == "mid" { column("high") } else { column(&format!("{stem}_high")) };
        let (Some(mid), Some(high)) = (column(stem), high) else { continue };
        for row in 0..low.len() {
            let (Some(low), Some(mid), Some(high)) =
                (low.number(row), mid.number(row), high.number(row))
            else {
                continue;
            };
            let slack = 1e-9 * low.abs().max(high.abs()).max(1.0);
            if low > mid + slack || mid > high + slack {
                return Err(format!("{}: row {row} of {stem} is {low}, {mid}, {high}", table.name));
            }
        }
    }
    Ok(())
}

/// What a sector sells over all importers is its output.
fn sales_add_up(tables: &BTreeMap<String, Table>) -> Result<(), String> {
    let (trade, sectors) = (&tables["trade"], &tables["sectors"]);
    let mut sold: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let links = words(trade, "exporter")
        .iter()
        .zip(words(trade, "sector"))
        .zip(numbers(trade, "value_musd"));
    for ((exporter, sector), value) in links {
        *sold.entry((exporter, sector)).or_default() += value;
    }
    let nodes = words(sectors, "economy")
        .iter()
        .zip(words(sectors, "sector"))
        .zip(numbers(sectors, "output_musd"));
    for ((economy, sector), output) in nodes {
        let sales = sold.get(&(economy.as_str(), sector.as_str())).copied().unwrap_or(0.0);
        if (sales - output).abs() > 1e-6 * output.abs().max(1.0) {
            return Err(format!("{economy} {sector} makes {output} and sells {sales}"));
        }
    }
    Ok(())
}

/// Nothing falls by more than all of it.
fn incomes_stay_positive(tables: &BTreeMap<String, Table>) -> Result<(), String> {
    for (table, column) in [
        ("welfare", "real_income_pct"),
        ("trade", "quantity_change_pct"),
        ("sectors", "output_pct"),
    ] {
        if let Some(least) =
            numbers(&tables[table], column).iter().find(|change| **change < -100.0 - 1e-9)
        {
            return Err(format!("{table}: {column} is {least}"));
        }
    }
    Ok(())
}

/// No capped flow exceeds its limit.
fn limits_hold(tables: &BTreeMap<String, Table>) -> Result<(), String> {
    let caps = &tables["caps"];
    let rows = numbers(caps, "quantity_ratio")
        .iter()
        .zip(numbers(caps, "limit"))
        .zip(numbers(caps, "shadow_tax"));
    for ((ratio, limit), tax) in rows {
        let banned = *limit == 0.0 && *ratio == 0.0;
        if *ratio > limit + 1e-6 || *tax < -1e-9 || (tax.is_infinite() && !banned) {
            return Err(format!("caps: {ratio} of a limit of {limit}, at a shadow tax of {tax}"));
        }
    }
    Ok(())
}

/// No sector loses more than it would have made in the weeks that are followed, nor less than
/// nothing.
fn losses_are_possible(tables: &BTreeMap<String, Table>) -> Result<(), String> {
    let Some(losses) = tables.get("cascade_losses") else { return Ok(()) };
    let sectors = &tables["sectors"];
    let trade = &tables["trade"];
    let mut made: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let links = words(trade, "exporter")
        .iter()
        .zip(words(trade, "sector"))
        .zip(numbers(trade, "baseline_musd"));
    for ((exporter, sector), value) in links {
        *made.entry((exporter, sector)).or_default() += value;
    }
    assert!(!words(sectors, "economy").is_empty());
    let rows = words(losses, "economy")
        .iter()
        .zip(words(losses, "sector"))
        .zip(numbers(losses, "lost_musd_high"));
    for ((economy, sector), lost) in rows {
        let yearly = made.get(&(economy.as_str(), sector.as_str())).copied().unwrap_or(0.0);
        // At most two years are followed.
        if *lost > 2.0 * yearly * (1.0 + 1e-9) || *lost < -1e-6 {
            return Err(format!("{economy} {sector} makes {yearly} a year and loses {lost}"));
        }
    }
    for column in ["deepest_pct", "deepest_pct_low", "deepest_pct_high"] {
        if let Some(depth) = numbers(losses, column).iter().find(|depth| depth.abs() > 100.0 + 1e-9)
        {
            return Err(format!("cascade_losses: {column} is {depth}"));
        }
    }
    Ok(())
}
