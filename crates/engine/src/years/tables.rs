//! What are the tables of the trade engine, column by column, and is every cell of a run a number?

use crate::error::EngineError;
use detente_record::Tables;
use detente_record::row::{self, Row, Text};
use detente_trade::{CapOutcome, IncomeParts, Model, Outcome, Parts, QuantityCap, Welfare};
use detente_world::table::Table;
use detente_world::{EconomyId, SectorId, World};

/// The tables of the trade engine.
pub(crate) fn trade_tables(
    world: &World,
    model: &Model,
    (outcome, parts): (&Outcome, Option<&Parts>),
    caps: &[QuantityCap],
    results: &[CapOutcome],
) -> [Table; 4] {
    [
        welfare(world, &outcome.welfare, parts),
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

fn welfare(world: &World, rows: &[Welfare], parts: Option<&Parts>) -> Table {
    let rows = world.economies.iter().zip(rows).enumerate();
    let part = |at: usize, of: fn(&IncomeParts) -> f64| parts.map(|all| of(&all.economies[at]));
    row::Welfare::table(rows.map(|(at, (economy, own))| row::Welfare {
        economy: economy.code.as_str().into(),
        real_income_pct: own.real_income_pct,
        real_income_musd: own.real_income,
        real_wage_pct: own.real_wage_pct,
        terms_of_trade_musd: part(at, |own| own.terms_of_trade),
        import_volume_musd: part(at, |own| own.imports),
        sales_volume_musd: part(at, |own| own.sales),
        technology_musd: part(at, |own| own.technology),
        lost_capacity_musd: part(at, |own| own.lost_capacity),
        deficit_musd: part(at, |own| own.deficit),
        transfers_musd: part(at, |own| own.transfers),
        tariff_revenue_change_musd: own.tariff_revenue_change,
        exports_pct: own.exports_pct,
        imports_pct: own.imports_pct,
        price_index_pct: own.price_index_pct,
    }))
}

fn trade(world: &World, model: &Model, outcome: &Outcome) -> Table {
    let links = model
        .trade()
        .links()
        .zip(outcome.trade_value.values())
        .zip(outcome.quantity_change_pct.values());
    let links = links.filter(|(((_, _, _, baseline), value), _)| *baseline > 0.0 || **value > 0.0);
    row::Flow::table(links.map(|(((sector, importer, exporter, baseline), value), quantity)| {
        row::Flow {
            exporter: code(world, exporter),
            importer: code(world, importer),
            sector: sector_code(world, sector),
            baseline_musd: baseline,
            value_musd: *value,
            change_pct: if baseline > 0.0 { 100.0 * (value / baseline - 1.0) } else { 0.0 },
            quantity_change_pct: *quantity,
        }
    }))
}

fn sectors(world: &World, outcome: &Outcome) -> Table {
    let nodes = world
        .economy_ids()
        .flat_map(|economy| world.sector_ids().map(move |sector| (economy, sector)));
    let kept = nodes.filter(|(economy, sector)| outcome.output.get(*economy, *sector) > 0.0);
    row::Sector::table(kept.map(|(economy, sector)| row::Sector {
        economy: code(world, economy),
        sector: sector_code(world, sector),
        output_pct: outcome.output_pct.get(economy, sector),
        output_musd: outcome.output.get(economy, sector),
        price_pct: outcome.price_pct.get(economy, sector),
        employment_pct: outcome.employment_pct.get(economy, sector),
    }))
}

/// The table of absorbed duties; none where exporters absorb nothing.
pub(crate) fn absorption(world: &World, outcome: &Outcome) -> Option<Table> {
    let rows = outcome.absorption.iter().map(|own| row::AbsorbedDuty {
        exporter: code(world, own.link.2),
        importer: code(world, own.link.1),
        sector: sector_code(world, own.link.0),
        pass_through: own.pass_through,
        import_price_pct: own.import_price_pct,
        absorbed_musd: own.absorbed,
    });
    (!outcome.absorption.is_empty()).then(|| row::AbsorbedDuty::table(rows))
}

fn cap_rows(world: &World, caps: &[QuantityCap], results: &[CapOutcome]) -> Table {
    row::CappedLink::table(caps.iter().zip(results).flat_map(|(cap, result)| {
        cap.links.iter().zip(&result.rent).map(move |((sector, importer, exporter), rent)| {
            row::CappedLink {
                name: cap.name.as_str().into(),
                exporter: code(world, *exporter),
                importer: code(world, *importer),
                sector: sector_code(world, *sector),
                quantity_ratio: result.quantity_ratio,
                limit: cap.limit,
                shadow_tax: result.shadow_tax,
                rent_musd: *rent,
            }
        })
    }))
}

fn code(world: &World, economy: EconomyId) -> Text<'_> {
    world.economies[economy.0].code.as_str().into()
}

fn sector_code(world: &World, sector: SectorId) -> Text<'_> {
    world.sectors[sector.0].code.as_str().into()
}
