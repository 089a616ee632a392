//! What does a run say on one page?
//!
//! The page is one file: style and figures are inside, no script, light and dark by the reader's preference, fit to print.

use crate::error::ReportError;
use crate::figure::{Cell, DataTable, Figure};
use crate::figures::{Bar, bars};
use crate::flows::{FlowChange, Flows};
use crate::headline::{article, headline};
use crate::number::{money_short, percent, scientific, signed_thousands, thousands, typeset};
use crate::output::{Output, outputs};
use crate::summary::{RunTables, Summary, numbers, text};
use crate::welfare::{Welfare, leading, welfare, world_percent, world_total};
use minijinja::{Environment, Value, context};

const TEMPLATE: &str = include_str!("../templates/report.html");
/// A figure with the data behind it.
const FIGURE: &str = include_str!("../templates/figure.html");
/// The section of a negotiation.
const PACKAGE: &str = include_str!("../templates/package.html");
/// Bars in the figure of gains and losses.
const BARS: usize = 16;
/// Losses and gains in each panel of diverted trade.
const PARTNERS: usize = 6;
/// Single flows in the table of trade changes, each way.
const FLOWS: usize = 10;
/// Columns of the sector table.
const COLUMNS: usize = 8;
/// Percent at which a cell of the sector table has its full colour.
const FULL_COLOUR: f64 = 10.0;

/// The page of one run.
///
/// # Errors
/// If a table lacks a column.
pub fn page(summary: &Summary, tables: &RunTables<'_>) -> Result<String, ReportError> {
    let rows = welfare(tables)?;
    let flows = Flows::of(summary, tables)?;
    let (lost, gained) = flows.largest(FLOWS);
    let shown = leading(&rows, &summary.focus, COLUMNS);
    let mut environment = Environment::new();
    environment.add_template("report.html", TEMPLATE)?;
    environment.add_template("figure.html", FIGURE)?;
    environment.add_template("package.html", PACKAGE)?;
    let page = environment.get_template("report.html")?.render(context! {
        summary => Value::from(minijinja::value::Serde(summary)),
        headline => format!(
            "{}{}{}{}",
            headline(summary, &rows),
            crate::months::sentence(summary, tables)?,
            crate::weeks::sentence(summary, tables)?,
            crate::package::sentence(summary, tables)?
        ),
        tiles => tiles(summary, &rows),
        gains => gains(summary, &rows),
        diverted => diverted(summary, &flows),
        lost => flow_rows(summary, &lost),
        gained => flow_rows(summary, &gained),
        sector_heads => shown.iter().map(|row| context! { code => row.economy.as_str(), name => summary.economy(&row.economy) }).collect::<Vec<_>>(),
        sector_rows => sector_rows(summary, &shown, &outputs(summary, tables)?),
        welfare => welfare_rows(summary, &rows),
        caps => cap_rows(summary, tables)?,
        months => crate::months::sections(summary, tables)?,
        weeks => crate::weeks::section(summary, tables)?,
        package => crate::package::section(summary, tables)?,
        residual => scientific(summary.certificate.residual),
        walras => scientific(summary.certificate.walras),
        homogeneity => scientific(summary.certificate.homogeneity),
    })?;
    Ok(page)
}

/// The figures a reader should leave with: the world, then the economies that matter most.
fn tiles(summary: &Summary, rows: &[Welfare]) -> Vec<Value> {
    let tile = |name: &str, change: f64, share: String| {
        let class = if change < 0.0 { "loss" } else { "gain" };
        context! { name, money => typeset(&money_short(change)), percent => typeset(&share), class }
    };
    let mut tiles: Vec<Value> = Vec::new();
    let mut first = leading(rows, &summary.focus, 5);
    first.sort_by(|a, b| b.real_income.abs().total_cmp(&a.real_income.abs()));
    for row in first {
        tiles.push(tile(summary.economy(&row.economy), row.real_income, format!("{} %", percent(row.real_income_pct))));
    }
    let share = world_percent(rows).map_or(String::new(), |share| format!("{} %", percent(share)));
    tiles.push(tile("All economies", world_total(rows), share));
    tiles
}

fn gains(summary: &Summary, rows: &[Welfare]) -> Option<Value> {
    let shown = leading(rows, &summary.focus, BARS);
    let currency = &summary.world.currency;
    let mut data =
        DataTable::new("real-income").words("Economy").numbers("Real income", "%").numbers("Real income", currency);
    for row in &shown {
        data.push(vec![Cell::from(summary.economy(&row.economy)), row.real_income_pct.into(), row.real_income.into()]);
    }
    let panel = |title: &str, value: fn(&Welfare) -> f64, text: fn(f64) -> String| {
        let bar = |row: &&Welfare| Bar {
            label: summary.economy(&row.economy).to_owned(),
            value: value(row),
            text: text(value(row)),
            tooltip: format!("{}: {}", summary.economy(&row.economy), text(value(row))),
        };
        bars(title, &shown.iter().map(bar).collect::<Vec<_>>())
    };
    let caption = "Change of real income: the economies the scenario names and those with the largest change in money. All economies are in the table at the end.";
    let key = shown.first().map_or("", |row| row.economy.as_str());
    Figure::new("real-income", "Real income by economy", caption, data.from(&["welfare"], key))
        .panel(panel("Real income, %", |row| row.real_income_pct, percent))
        .panel(panel(&format!("Real income, {currency} a year"), |row| row.real_income, signed_thousands))
        .value()
}

/// One panel per importer whose border measures change, by supplier, and one per exporter the scenario names, by destination.
fn diverted(summary: &Summary, flows: &Flows) -> Vec<Value> {
    let at = |code: &String| summary.world.economies.iter().position(|economy| &economy.code == code);
    let name = |at: usize| summary.world.economies[at].name.as_str();
    let importers: Vec<usize> = summary.importers.iter().filter_map(at).take(2).collect();
    let exporters = summary.focus.iter().filter_map(at).filter(|at| !importers.contains(at)).take(4 - importers.len());
    let mut panels = Vec::new();
    for &importer in &importers {
        let title = format!("Imports of {} by supplier", article(name(importer)));
        panels.push(flow_bars(&title, &flows.suppliers(importer, PARTNERS), |flow| name(flow.exporter).to_owned()));
    }
    for exporter in exporters {
        let title = format!("Exports of {} by destination", article(name(exporter)));
        panels.push(flow_bars(&title, &flows.destinations(exporter, PARTNERS), |flow| name(flow.importer).to_owned()));
    }
    panels
}

fn flow_bars(title: &str, flows: &[FlowChange], label: impl Fn(&FlowChange) -> String) -> Value {
    let bar = |flow: &FlowChange| {
        let share = flow.percent().map_or(String::new(), |share| format!(" ({} %)", percent(share)));
        let text = signed_thousands(flow.change());
        let tooltip = format!("{}: {} before, {text}{share}", label(flow), thousands(flow.baseline));
        Bar { label: label(flow), value: flow.change(), text, tooltip }
    };
    Value::from_safe_string(bars(title, &flows.iter().map(bar).collect::<Vec<_>>()))
}

fn flow_rows(summary: &Summary, flows: &[FlowChange]) -> Vec<Value> {
    let name = |at: usize| summary.world.economies[at].name.as_str();
    let row = |flow: &FlowChange| {
        let sector = flow.sector.map_or("", |at| summary.world.sectors[at].name.as_str());
        let share = flow.percent().map_or(String::new(), percent);
        context! {
            from => name(flow.exporter), to => name(flow.importer), sector,
            before => thousands(flow.baseline), change => typeset(&signed_thousands(flow.change())), percent => typeset(&share),
        }
    };
    flows.iter().map(row).collect()
}

fn sector_rows(summary: &Summary, shown: &[&Welfare], grid: &[Vec<Option<Output>>]) -> Vec<Value> {
    let columns: Vec<usize> = shown
        .iter()
        .filter_map(|row| summary.world.economies.iter().position(|economy| economy.code == row.economy))
        .collect();
    let cell = |output: Option<Output>| match output {
        None => context! { text => "", class => "", strength => 0 },
        Some(output) => {
            let strength = (output.percent.abs() / FULL_COLOUR).min(1.0).sqrt() * 70.0;
            let tooltip =
                format!("employment {} %, output {} after", percent(output.employment), thousands(output.value));
            let class = if output.percent < 0.0 { "loss" } else { "gain" };
            context! { text => typeset(&percent(output.percent)), class, strength => format!("{strength:.0}"), tooltip => typeset(&tooltip) }
        }
    };
    let row = |(at, sector): (usize, &crate::summary::Named)| {
        let cells: Vec<Value> = columns.iter().map(|&economy| cell(grid[economy][at])).collect();
        context! { code => sector.code.as_str(), name => sector.name.as_str(), cells }
    };
    summary.world.sectors.iter().enumerate().map(row).collect()
}

fn welfare_rows(summary: &Summary, rows: &[Welfare]) -> Vec<Value> {
    let row = |row: &Welfare| {
        let cells: Vec<String> = [
            percent(row.real_income_pct),
            signed_thousands(row.real_income),
            percent(row.real_wage_pct),
            percent(row.terms_of_trade_pct),
            percent(row.volume_of_trade_pct),
            percent(row.first_order_welfare_pct),
            signed_thousands(row.tariff_revenue_change),
            percent(row.exports_pct),
            percent(row.imports_pct),
            percent(row.price_index_pct),
        ]
        .iter()
        .map(|cell| typeset(cell))
        .collect();
        context! { code => row.economy.as_str(), name => summary.economy(&row.economy), cells, focus => summary.focus.contains(&row.economy) }
    };
    rows.iter().map(row).collect()
}

fn cap_rows(summary: &Summary, tables: &RunTables<'_>) -> Result<Vec<Value>, ReportError> {
    let table = tables.caps;
    let (names, exporters, importers) = (text(table, "name")?, text(table, "exporter")?, text(table, "importer")?);
    let sectors = text(table, "sector")?;
    let (ratio, limit) = (numbers(table, "quantity_ratio")?, numbers(table, "limit")?);
    let (tax, rent) = (numbers(table, "shadow_tax")?, numbers(table, "rent_musd")?);
    let row = |at: usize| {
        context! {
            name => names[at].as_str(), from => summary.economy(&exporters[at]), to => summary.economy(&importers[at]),
            sector => summary.sector(&sectors[at]), ratio => format!("{:.4}", ratio[at]), limit => format!("{:.4}", limit[at]),
            tax => typeset(&percent(100.0 * tax[at])), rent => typeset(&thousands(rent[at])),
        }
    };
    Ok((0..names.len()).map(row).collect())
}
