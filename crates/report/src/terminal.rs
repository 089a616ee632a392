//! What does a run say on one screen?

use crate::error::ReportError;
use crate::flows::{FlowChange, Flows};
use crate::months;
use crate::number::{percent, scientific, signed_thousands, thousands};
use crate::summary::{Certificate, RunTables, Summary, numbers, text};
use crate::text::{Text, fit, wrap};
use crate::welfare::{Welfare, leading, welfare, world_percent, world_total};

/// Economies on one screen.
const ECONOMIES: usize = 14;
/// Trade changes on each side, lost and gained.
const FLOWS: usize = 4;
/// Caps listed; the table has all.
const CAPS: usize = 8;

/// The summary of one run as text of at most 100 columns; `colour` adds bold and faint lines and nothing else.
///
/// # Errors
/// If a table lacks a column.
pub fn terminal(summary: &Summary, tables: &RunTables<'_>, colour: bool) -> Result<String, ReportError> {
    let mut out = Text::new(colour);
    heading(&mut out, summary);
    let rows = welfare(tables)?;
    economies(&mut out, summary, &rows);
    months::terminal(&mut out, summary, tables)?;
    crate::weeks::terminal(&mut out, summary, tables)?;
    trade(&mut out, summary, &Flows::of(summary, tables)?);
    caps(&mut out, tables)?;
    out.blank();
    certificate(&mut out, &summary.certificate);
    Ok(out.into_string())
}

fn heading(out: &mut Text, summary: &Summary) {
    for line in wrap(&summary.title, 100, "") {
        out.bold(&line);
    }
    let world = &summary.world;
    let size = format!("{} economies x {} sectors", world.economies.len(), world.sectors.len());
    let line =
        format!("{} in force on {}; world {} ({size}); {}", summary.scenario, summary.date, world.id, world.currency);
    for line in wrap(&line, 100, "") {
        out.faint(&line);
    }
    for change in &summary.overrides {
        out.faint(&format!("changed: {change}"));
    }
    out.blank();
}

fn economies(out: &mut Text, summary: &Summary, rows: &[Welfare]) {
    out.bold(&format!(
        "{:<24} {:>19} {:>9} {:>9} {:>9} {:>9} {:>12}",
        "", "real income", "real wage", "terms of", "exports", "imports", "tariffs"
    ));
    let money = unit(&summary.world.currency);
    out.faint(&format!(
        "{:<24} {:>7} {:>11} {:>9} {:>9} {:>9} {:>9} {:>12}",
        "", "%", money, "%", "trade, %", "%", "%", money
    ));
    for row in leading(rows, &summary.focus, ECONOMIES) {
        out.line(&format!(
            "{} {} {:>7} {:>11} {:>9} {:>9} {:>9} {:>9} {:>12}",
            row.economy,
            fit(summary.economy(&row.economy), 23 - row.economy.chars().count()),
            percent(row.real_income_pct),
            signed_thousands(row.real_income),
            percent(row.real_wage_pct),
            percent(row.terms_of_trade_pct),
            percent(row.exports_pct),
            percent(row.imports_pct),
            signed_thousands(row.tariff_revenue_change)
        ));
    }
    let world = world_percent(rows).map_or(String::new(), percent);
    out.line(&format!("{:<24} {world:>7} {:>11}", "all economies", signed_thousands(world_total(rows))));
}

/// `USD million` short enough for a column.
pub(crate) fn unit(currency: &str) -> String {
    if currency == "USD million" { "USD m".to_owned() } else { currency.chars().take(11).collect() }
}

fn trade(out: &mut Text, summary: &Summary, flows: &Flows) {
    let (lost, gained) = flows.largest(FLOWS);
    if lost.is_empty() && gained.is_empty() {
        return;
    }
    out.blank();
    out.bold(&format!("largest trade changes{:>59}{:>10}{:>10}", "before", "change", "%"));
    for flow in lost.iter().chain(&gained) {
        out.line(&flow_line(summary, flow));
    }
}

fn flow_line(summary: &Summary, flow: &FlowChange) -> String {
    let name = |at: usize| summary.world.economies[at].name.as_str();
    let sector = flow.sector.map_or("", |at| summary.world.sectors[at].name.as_str());
    format!(
        "{} {}{:>11}{:>10}{:>10}",
        fit(&format!("{} to {}", name(flow.exporter), name(flow.importer)), 36),
        fit(sector, 32),
        thousands(flow.baseline),
        signed_thousands(flow.change()),
        flow.percent().map_or(String::new(), percent)
    )
}

fn caps(out: &mut Text, tables: &RunTables<'_>) -> Result<(), ReportError> {
    let names = text(tables.caps, "name")?;
    if names.is_empty() {
        return Ok(());
    }
    let (ratio, limit) = (numbers(tables.caps, "quantity_ratio")?, numbers(tables.caps, "limit")?);
    let (tax, rent) = (numbers(tables.caps, "shadow_tax")?, numbers(tables.caps, "rent_musd")?);
    out.blank();
    out.bold(&format!("{:<52}{:>12}{:>12}{:>12}{:>12}", "caps", "quantity", "limit", "tax, %", "rent"));
    let mut shown: Vec<&str> = Vec::new();
    for (at, name) in names.iter().enumerate() {
        if shown.contains(&name.as_str()) {
            continue;
        }
        if shown.len() == CAPS {
            out.faint("more in tables/caps.csv");
            break;
        }
        shown.push(name);
        // A pooled cap has one row per link: the rent of the cap is their sum.
        let pooled: f64 = names.iter().zip(rent).filter(|(other, _)| *other == name).map(|(_, rent)| rent).sum();
        let (ratio, limit) = (format!("{:.3}", ratio[at]), format!("{:.3}", limit[at]));
        let tax = percent(100.0 * tax[at]);
        out.line(&format!("{}{ratio:>12}{limit:>12}{tax:>12}{:>12}", fit(name, 52), thousands(pooled)));
    }
    Ok(())
}

fn certificate(out: &mut Text, certificate: &Certificate) {
    let Certificate { status, sweeps, residual, norm, walras, homogeneity, .. } = certificate;
    let residual = scientific(*residual);
    let line = format!(
        "{status} in {sweeps} sweeps, residual {residual} ({norm}), Walras' law {}, homogeneity {}",
        scientific(*walras),
        scientific(*homogeneity)
    );
    for line in wrap(&line, 100, "  ") {
        out.line(&line);
    }
}
