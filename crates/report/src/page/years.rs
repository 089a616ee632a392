//! What does the page show of the years: who gains and loses, where trade goes instead, which
//! sectors grow and shrink?

use super::facts::Facts;
use super::words::{size, unit};
use crate::error::ReportError;
use crate::flows::{FlowChange, LEFT_OUT};
use crate::output::{Output, outputs};
use detente_figures::bars::{Bar, bars};
use detente_figures::figure::{Cell, DataTable, Figure};
use detente_figures::headline::{article, capital, when};
use detente_figures::money::Money;
use detente_figures::number::{percent, typeset};
use detente_figures::number::{signed_three, three};
use detente_figures::sheet::Sheet;
use detente_figures::welfare::leading;
use detente_record::endless;
use detente_record::lookup;
use detente_record::row::Welfare;
use detente_record::{Named, numbers, text};
use minijinja::{Value, context};

/// Bars in the figure of gains and losses.
const BARS: usize = 16;
/// Losses and gains in each panel of diverted trade.
const PARTNERS: usize = 6;
/// Single flows in the table of trade changes, each way.
const FLOWS: usize = 10;
/// Columns of the sector table, and sectors shown before the rest.
const COLUMNS: usize = 8;
const SECTORS: usize = 12;
/// Percent at which a cell of the sector table has its full colour.
const FULL_COLOUR: f64 = 10.0;

/// The section.
pub(crate) fn section(facts: &Facts<'_>) -> Result<Value, ReportError> {
    let (lost, gained) = facts.flows.largest(FLOWS);
    let moves = facts.welfare.iter().any(|row| row.real_income_musd.abs() >= 1.0);
    Ok(context! {
        gains => gains(facts).value().filter(|_| moves),
        diverted => diverted(facts).and_then(|figure| figure.value()),
        lost => flows(facts, "Largest flows lost", &lost).value(),
        gained => flows(facts, "Largest flows gained", &gained).value(),
        sectors => if moves { sectors(facts)? } else { Value::UNDEFINED },
        welfare => everyone(facts).value(),
        parts => super::parts::sheet(facts).value().filter(|_| moves),
        entries => super::parts::entries(facts)?.value().filter(|_| moves),
        caps => caps(facts)?.value(),
        still => !moves,
        when => when(facts.summary),
    })
}

fn gains(facts: &Facts<'_>) -> Figure {
    let summary = facts.summary;
    let shown = leading(&facts.welfare, &summary.focus, BARS);
    let money = format!("{} a year", summary.world.currency);
    let mut data = DataTable::new("real-income")
        .words("Economy")
        .numbers("Real income", "%")
        .numbers("Real income", &money);
    for row in &shown {
        data.push(vec![
            Cell::from(summary.short(&row.economy)),
            row.real_income_pct.into(),
            row.real_income_musd.into(),
        ]);
    }
    let (factor, unit) =
        unit(summary, shown.iter().map(|row| row.real_income_musd.abs()).fold(0.0, f64::max));
    let panel = |title: &str, value: &dyn Fn(&Welfare<'_>) -> f64, text: fn(f64) -> String| {
        let bar = |row: &&Welfare<'_>| {
            let label = summary.short(&row.economy).to_owned();
            let text = text(value(row));
            Bar {
                tooltip: format!("{label}: {text} ({title})"),
                label,
                value: value(row),
                band: None,
                text,
            }
        };
        bars(title, &shown.iter().map(bar).collect::<Vec<_>>())
    };
    let caption = "Change of real income: the economies that the scenario names and those with the largest change in \
                   money, from the largest loss to the largest gain in money. All economies are in the table below.";
    let key = shown.first().map_or("", |row| &*row.economy);
    let most =
        shown.iter().max_by(|a, b| a.real_income_musd.abs().total_cmp(&b.real_income_musd.abs()));
    let title = most.map_or(String::new(), |row| {
        let verb = if row.real_income_musd < 0.0 { "loses" } else { "gains" };
        format!(
            "{} {verb} {} of real income a year",
            capital(&article(summary.short(&row.economy))),
            Money::of(summary).sum_by(row.real_income_musd, factor)
        )
    });
    Figure::new("real-income", title, caption, data.from(&["welfare"], key))
        .panel(panel(
            &format!("Real income, {unit} a year"),
            &|row| row.real_income_musd / factor,
            percent,
        ))
        .panel(panel("Real income, %", &|row| row.real_income_pct, percent))
}

/// One panel per importer whose border measures change, by supplier, and one per exporter the
/// scenario names, by destination.
fn diverted(facts: &Facts<'_>) -> Option<Figure> {
    let summary = facts.summary;
    let at =
        |code: &String| summary.world.economies.iter().position(|economy| &economy.code == code);
    let importers: Vec<usize> = summary.importers.iter().filter_map(at).take(2).collect();
    let exporters = summary
        .focus
        .iter()
        .filter_map(at)
        .filter(|at| !importers.contains(at))
        .take(4 - importers.len());
    let name = |at: usize| summary.short(&summary.world.economies[at].code);
    let mut sides: Vec<(String, Vec<FlowChange>, bool)> = Vec::new();
    for &importer in &importers {
        let title = format!("Imports of {} by supplier", article(name(importer)));
        sides.push((title, facts.flows.suppliers(importer, PARTNERS), true));
    }
    for exporter in exporters {
        let title = format!("Exports of {} by destination", article(name(exporter)));
        sides.push((title, facts.flows.destinations(exporter, PARTNERS), false));
    }
    sides.retain(|(_, flows, _)| !flows.is_empty());
    let money = format!("{} a year", summary.world.currency);
    let mut data = DataTable::new("diverted-trade")
        .words("From")
        .words("To")
        .numbers("Before", &money)
        .numbers("Change", &money)
        .numbers("Change", "%");
    for flow in sides.iter().flat_map(|(_, flows, _)| flows) {
        data.push(vec![
            name(flow.exporter).into(),
            name(flow.importer).into(),
            flow.baseline.into(),
            flow.change().into(),
            flow.percent().into(),
        ]);
    }
    let panel = |(title, flows, imports): &(String, Vec<FlowChange>, bool)| {
        let (factor, unit) =
            unit(summary, flows.iter().map(|flow| flow.change().abs()).fold(0.0, f64::max));
        let bar = |flow: &FlowChange| {
            let share =
                flow.percent().map_or(String::new(), |share| format!(" ({} %)", percent(share)));
            let text = percent(flow.change() / factor);
            let label = name(if *imports { flow.exporter } else { flow.importer }).to_owned();
            let tooltip =
                format!("{label}: {} {unit} before, {text}{share}", three(flow.baseline / factor));
            Bar { label, value: flow.change() / factor, band: None, text, tooltip }
        };
        bars(&format!("{title}, {unit}"), &flows.iter().map(bar).collect::<Vec<_>>())
    };
    let caption = "Change of yearly flows at the producer\u{2019}s price before tariffs, all sectors together; the \
                   largest losses and gains in each panel. Home sales are left out. Values are in units of constant \
                   world value added, so that they move with an economy\u{2019}s prices too.";
    let largest = sides
        .iter()
        .flat_map(|(_, flows, _)| flows)
        .max_by(|a, b| a.change().abs().total_cmp(&b.change().abs()));
    let title = largest.map_or(String::new(), |flow| {
        let all = || sides.iter().flat_map(|(_, flows, _)| flows);
        let most = all().map(|flow| flow.change().abs()).fold(0.0, f64::max);
        let (factor, _) = unit(summary, most);
        let less = if flow.change() < 0.0 { "less" } else { "more" };
        format!(
            "{} buys {} a year {less} from {}",
            capital(&article(name(flow.importer))),
            Money::of(summary).sum_by(flow.change(), factor),
            article(name(flow.exporter))
        )
    });
    let figure = Figure::new("diverted", title, caption, data.from(&["trade"], first_link(facts)));
    (!sides.is_empty()).then(|| figure.panels(sides.iter().map(panel)))
}

/// The key of the flow that changes most.
fn first_link(facts: &Facts<'_>) -> String {
    let (lost, gained) = facts.flows.largest(1);
    lost.first().or(gained.first()).map_or(String::new(), |flow| {
        let world = &facts.summary.world;
        let sector = flow.sector.map_or("", |at| world.sectors[at].code.as_str());
        format!(
            "{}/{}/{sector}",
            world.economies[flow.exporter].code, world.economies[flow.importer].code
        )
    })
}

fn flows(facts: &Facts<'_>, caption: &str, flows: &[FlowChange]) -> Sheet {
    let summary = facts.summary;
    let name = |at: usize| summary.short(&summary.world.economies[at].code);
    let (factor, unit) =
        unit(summary, flows.iter().map(|flow| flow.change().abs()).fold(0.0, f64::max));
    let heads = [
        ("From", true),
        ("To", true),
        ("Sector", true),
        ("Before", false),
        ("Change", false),
        ("%", false),
    ];
    let mut sheet = Sheet::new(format!("{caption}, {unit}"), &heads);
    for flow in flows {
        sheet.rows.push(vec![
            name(flow.exporter).to_owned(),
            name(flow.importer).to_owned(),
            flow.sector.map_or(String::new(), |at| summary.world.sectors[at].name.clone()),
            three(flow.baseline / factor),
            percent(flow.change() / factor),
            flow.percent().map_or(String::new(), percent),
        ]);
    }
    let sheet = if facts.flows.left_out { sheet.noted(LEFT_OUT) } else { sheet };
    let world = &summary.world;
    let key = flows.first().map_or(String::new(), |flow| {
        let sector = flow.sector.map_or("", |at| world.sectors[at].code.as_str());
        format!(
            "{}/{}/{sector}",
            world.economies[flow.exporter].code, world.economies[flow.importer].code
        )
    });
    sheet.from(&["trade"], key).meant("trade", &[(3, "baseline_musd"), (5, "change_pct")])
}

/// Real output by sector in the economies that matter most: the sectors that move most, then all.
fn sectors(facts: &Facts<'_>) -> Result<Value, ReportError> {
    let summary = facts.summary;
    let grid = outputs(summary, facts.tables)?;
    let shown = leading(&facts.welfare, &summary.focus, COLUMNS);
    let columns: Vec<usize> = shown
        .iter()
        .filter_map(|row| {
            summary.world.economies.iter().position(|economy| economy.code == row.economy)
        })
        .collect();
    let most = |at: usize| {
        let change =
            |economy: &usize| grid[*economy][at].map_or(0.0, |output| output.percent.abs());
        columns.iter().map(change).fold(0.0, f64::max)
    };
    let mut order: Vec<usize> = (0..summary.world.sectors.len()).collect();
    order.sort_by(|a, b| most(*b).total_cmp(&most(*a)));
    let row = |at: &usize| {
        let Named { code, name, .. } = &summary.world.sectors[*at];
        let cells: Vec<Value> = columns.iter().map(|&economy| cell(grid[economy][*at])).collect();
        context! { code, name, cells }
    };
    let heads: Vec<String> =
        shown.iter().map(|row| summary.short(&row.economy).to_owned()).collect();
    let rows: Vec<Value> = order.iter().map(row).collect();
    let (first, rest) = rows.split_at(rows.len().min(SECTORS));
    let key = shown.first().zip(order.first()).map_or(String::new(), |(row, at)| {
        format!("{}/{}", row.economy, summary.world.sectors[*at].code)
    });
    Ok(
        context! { heads, first, rest, trace => detente_figures::trace::trace(&["sectors".to_owned()], &key) },
    )
}

fn cell(output: Option<Output>) -> Value {
    let Some(output) = output else { return context! { text => "", class => "", strength => 0 } };
    let strength = (output.percent.abs() / FULL_COLOUR).min(1.0).sqrt() * 70.0;
    let tooltip = format!(
        "employment {} %, output {} million after",
        percent(output.employment),
        three(output.value)
    );
    let class = if output.percent < 0.0 { "loss" } else { "gain" };
    context! { text => typeset(&percent(output.percent)), class, strength => format!("{strength:.0}"), tooltip => typeset(&tooltip) }
}

/// Every economy, from the largest loss to the largest gain in money.
fn everyone(facts: &Facts<'_>) -> Sheet {
    let summary = facts.summary;
    let money = format!("Real income, {}", summary.world.currency);
    let revenue = format!("Tariff revenue, {}", summary.world.currency);
    let heads = [
        ("Economy", true),
        ("Code", true),
        ("Real income, %", false),
        (money.as_str(), false),
        ("Real wage, %", false),
        (revenue.as_str(), false),
        ("Exports, %", false),
        ("Imports, %", false),
        ("Price index, %", false),
    ];
    let mut sheet = Sheet::new(
        format!("All {} economies, the largest loss in money first", facts.welfare.len()),
        &heads,
    );
    let mut rows: Vec<&Welfare<'_>> = facts.welfare.iter().collect();
    rows.sort_by(|a, b| a.real_income_musd.total_cmp(&b.real_income_musd));
    for row in &rows {
        let mut cells = vec![summary.short(&row.economy).to_owned(), row.economy.to_string()];
        cells.extend([
            percent(row.real_income_pct),
            signed_three(row.real_income_musd),
            percent(row.real_wage_pct),
        ]);
        cells.push(signed_three(row.tariff_revenue_change_musd));
        cells.extend([row.exports_pct, row.imports_pct, row.price_index_pct].map(percent));
        sheet.rows.push(cells);
    }
    let key = rows.first().map_or("", |row| &*row.economy);
    let meant = [
        (2, "real_income_pct"),
        (3, "real_income_musd"),
        (4, "real_wage_pct"),
        (5, "tariff_revenue_change_musd"),
        (6, "exports_pct"),
        (7, "imports_pct"),
        (8, "price_index_pct"),
    ];
    sheet
        .from(&["welfare"], key)
        .meant("welfare", &meant)
        .noted("Prices are against world value added.")
}

fn caps(facts: &Facts<'_>) -> Result<Sheet, ReportError> {
    let (summary, table) = (facts.summary, facts.tables.table("caps")?);
    let (names, exporters, importers) =
        (text(table, "name")?, text(table, "exporter")?, text(table, "importer")?);
    let sectors = text(table, "sector")?;
    let (ratio, limit) = (numbers(table, "quantity_ratio")?, numbers(table, "limit")?);
    let (tax, rent) = (numbers(table, "shadow_tax")?, numbers(table, "rent_musd")?);
    let money = format!("Rent, {} a year", summary.world.currency);
    let heads = [
        ("Cap", true),
        ("Link", true),
        ("Quantity, % of the baseline", false),
        ("Limit, %", false),
        ("Shadow tax, %", false),
        (money.as_str(), false),
    ];
    let mut sheet = Sheet::new("Quantity caps", &heads);
    for at in 0..names.len() {
        let link = format!(
            "{} to {}, {}",
            summary.short(&exporters[at]),
            summary.short(&importers[at]),
            summary.sector(&sectors[at])
        );
        let [ratio, limit] = [ratio[at], limit[at]].map(|share| size(100.0 * share));
        let tax = if tax[at].is_finite() {
            size(100.0 * tax[at])
        } else {
            endless("shadow_tax").unwrap_or_default().to_owned()
        };
        sheet.rows.push(vec![names[at].clone(), link, ratio, limit, tax, three(rent[at])]);
    }
    let key = names.first().map_or(String::new(), |name| lookup::key(&[name]));
    Ok(sheet
        .from(&["caps"], key)
        .noted("A pooled cap shares one limit over its links. The shadow tax is the export tax with the same effect."))
}
