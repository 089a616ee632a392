//! What are the tables of the trade engine, column by column, and is every cell of a run a number?

use crate::error::EngineError;
use detente_record::Tables;
use detente_trade::{CapOutcome, Model, Outcome, QuantityCap, Welfare};
use detente_world::World;
use detente_world::table::Table;

/// The tables of the trade engine.
pub(crate) fn trade_tables(
    world: &World,
    model: &Model,
    outcome: &Outcome,
    caps: &[QuantityCap],
    results: &[CapOutcome],
) -> [Table; 4] {
    [
        welfare(world, &outcome.welfare),
        trade(world, model, outcome),
        sectors(world, outcome),
        cap_rows(world, caps, results),
    ]
}

/// Refuses a table with a cell that is not a number. One without end is a number where
/// [`detente_record::endless`] says what it means. What is not known is no cell.
pub(crate) fn check(tables: &Tables) -> Result<(), EngineError> {
    for table in tables.all() {
        for (name, column) in &table.columns {
            let endless = detente_record::endless(name).is_some();
            let wrong = |value: &f64| value.is_nan() || (value.is_infinite() && !endless);
            let number = |row: usize| column.number(row).filter(wrong).map(|value| (row, value));
            if let Some((row, value)) = (0..column.len()).find_map(number) {
                let (table, column) = (table.name.clone(), name.clone());
                return Err(EngineError::NotANumber { table, column, row: row + 1, value });
            }
        }
    }
    Ok(())
}

fn welfare(world: &World, rows: &[Welfare]) -> Table {
    let column = |value: fn(&Welfare) -> f64| rows.iter().map(value).collect();
    Table::new("welfare")
        .with_text("economy", world.economies.iter().map(|economy| economy.code.clone()).collect())
        .with_numbers("real_income_pct", column(|row| row.real_income_pct))
        .with_numbers("real_income_musd", column(|row| row.real_income))
        .with_numbers("real_wage_pct", column(|row| row.real_wage_pct))
        .with_numbers("terms_of_trade_pct", column(|row| row.terms_of_trade_pct))
        .with_numbers("volume_of_trade_pct", column(|row| row.volume_of_trade_pct))
        .with_numbers("first_order_welfare_pct", column(|row| row.first_order_welfare_pct))
        .with_numbers("tariff_revenue_change_musd", column(|row| row.tariff_revenue_change))
        .with_numbers("exports_pct", column(|row| row.exports_pct))
        .with_numbers("imports_pct", column(|row| row.imports_pct))
        .with_numbers("price_index_pct", column(|row| row.price_index_pct))
}

fn trade(world: &World, model: &Model, outcome: &Outcome) -> Table {
    let links = model
        .trade()
        .links()
        .zip(outcome.trade_value.values())
        .zip(outcome.quantity_change_pct.values());
    let links = links.filter(|(((_, _, _, baseline), value), _)| *baseline > 0.0 || **value > 0.0);
    let rows = world.trade.values().len();
    let mut codes = [Vec::with_capacity(rows), Vec::with_capacity(rows), Vec::with_capacity(rows)];
    let mut numbers: [Vec<f64>; 4] = std::array::from_fn(|_| Vec::with_capacity(rows));
    for (((sector, importer, exporter, baseline), value), quantity) in links {
        codes[0].push(world.economies[exporter.0].code.clone());
        codes[1].push(world.economies[importer.0].code.clone());
        codes[2].push(world.sectors[sector.0].code.clone());
        let change = if baseline > 0.0 { 100.0 * (value / baseline - 1.0) } else { 0.0 };
        for (column, cell) in numbers.iter_mut().zip([baseline, *value, change, *quantity]) {
            column.push(cell);
        }
    }
    let [exporter, importer, sector] = codes;
    let [baseline, value, change, quantity] = numbers;
    Table::new("trade")
        .with_text("exporter", exporter)
        .with_text("importer", importer)
        .with_text("sector", sector)
        .with_numbers("baseline_musd", baseline)
        .with_numbers("value_musd", value)
        .with_numbers("change_pct", change)
        .with_numbers("quantity_change_pct", quantity)
}

fn sectors(world: &World, outcome: &Outcome) -> Table {
    let nodes = || {
        world
            .economy_ids()
            .flat_map(|economy| world.sector_ids().map(move |sector| (economy, sector)))
    };
    let kept: Vec<_> =
        nodes().filter(|(economy, sector)| outcome.output.get(*economy, *sector) > 0.0).collect();
    let column = |table: &detente_world::NodeTable| {
        kept.iter().map(|(economy, sector)| table.get(*economy, *sector)).collect()
    };
    Table::new("sectors")
        .with_text(
            "economy",
            kept.iter().map(|(economy, _)| world.economies[economy.0].code.clone()).collect(),
        )
        .with_text(
            "sector",
            kept.iter().map(|(_, sector)| world.sectors[sector.0].code.clone()).collect(),
        )
        .with_numbers("output_pct", column(&outcome.output_pct))
        .with_numbers("output_musd", column(&outcome.output))
        .with_numbers("price_pct", column(&outcome.price_pct))
        .with_numbers("employment_pct", column(&outcome.employment_pct))
}

fn cap_rows(world: &World, caps: &[QuantityCap], results: &[CapOutcome]) -> Table {
    let mut codes: [Vec<String>; 4] = std::array::from_fn(|_| Vec::new());
    let mut numbers: [Vec<f64>; 4] = std::array::from_fn(|_| Vec::new());
    for (cap, result) in caps.iter().zip(results) {
        for ((sector, importer, exporter), rent) in cap.links.iter().zip(&result.rent) {
            codes[0].push(cap.name.clone());
            codes[1].push(world.economies[exporter.0].code.clone());
            codes[2].push(world.economies[importer.0].code.clone());
            codes[3].push(world.sectors[sector.0].code.clone());
            for (column, cell) in
                numbers.iter_mut().zip([result.quantity_ratio, cap.limit, result.shadow_tax, *rent])
            {
                column.push(cell);
            }
        }
    }
    let [name, exporter, importer, sector] = codes;
    let [ratio, limit, tax, rent] = numbers;
    Table::new("caps")
        .with_text("name", name)
        .with_text("exporter", exporter)
        .with_text("importer", importer)
        .with_text("sector", sector)
        .with_numbers("quantity_ratio", ratio)
        .with_numbers("limit", limit)
        .with_numbers("shadow_tax", tax)
        .with_numbers("rent_musd", rent)
}
