//! What does a run say on one screen?
//!
//! The answer in sentences, the same as at the head of the page but for the first, which the
//! heading stands for; then a few lines of each horizon, most important first: whose real income
//! changes most, which sectors stop, what runs short, which trade moves. Everything else is in the
//! report and the tables.

use crate::commodity::{Findings, Short, findings};
use crate::error::ReportError;
use crate::flows::{FlowChange, Flows};
use crate::over_time;
use crate::page::answer::NOTABLE;
use crate::page::sentences;
use crate::text::{Screen, Text, fit};
use crate::weeks::{begins, bottlenecks, losses, savings, whole};
use detente_figures::Band;
use detente_figures::headline::{article, inside, wrap};
use detente_figures::number::{money_short, percent, scientific, significant};
use detente_figures::welfare::{leading, world_percent, world_total};
use detente_record::catalogue::Engine;
use detente_record::endless;
use detente_record::row::Welfare;
use detente_record::{Certificate, Summary, Tables, name_of, numbers, text};
use std::cmp::Reverse;

/// Economies on one screen.
const ECONOMIES: usize = 5;
/// Lines of each kind.
const LINES: usize = 2;
/// Caps listed; the table has all.
const CAPS: usize = 4;
/// Room for the name of what a line is about, on a screen of the usual width.
const NAME: usize = 46;
/// Least room for an economy and the beginning of a sector's name.
const SECTOR: usize = 24;
/// Losses below this, in money of the world, have no line.
const LEAST: f64 = 1.0;
/// Below this share of its need a market is short.
const SHORT: f64 = 0.98;

/// The summary of one run as text; no line is wider than the screen, from 80 characters on.
///
/// # Errors
/// If a table lacks a column.
pub fn terminal(summary: &Summary, tables: &Tables, screen: Screen) -> Result<String, ReportError> {
    let mut out = Text::new(screen);
    answer(&mut out, summary, tables)?;
    let welfare = tables.rows::<Welfare<'_>>()?;
    economies(&mut out, summary, &welfare);
    if let Some(told) = over_time::sentence(summary, tables, &welfare)? {
        wrap(&plain(&told), out.width(), "  ").iter().for_each(|line| out.line(line));
    }
    crate::parts::lines(&mut out, summary, tables)?;
    weeks(&mut out, summary, tables)?;
    months(&mut out, summary, tables)?;
    trade(&mut out, summary, &Flows::of(summary, tables)?);
    caps(&mut out, tables)?;
    certificate(&mut out, &summary.certificate);
    Ok(out.into_string())
}

/// The answer of one run alone, in sentences.
///
/// # Errors
/// If a table lacks a column.
pub fn answer_text(
    summary: &Summary,
    tables: &Tables,
    screen: Screen,
) -> Result<String, ReportError> {
    let mut out = Text::new(screen);
    answer(&mut out, summary, tables)?;
    Ok(out.into_string())
}

fn answer(out: &mut Text, summary: &Summary, tables: &Tables) -> Result<(), ReportError> {
    heading(out, summary);
    for answer in sentences(summary, tables)?.iter().skip(1) {
        wrap(&plain(&answer.1), out.width(), "  ").iter().for_each(|line| out.line(line));
    }
    out.blank();
    Ok(())
}

/// As a terminal shows it, and `grep` finds it: quotes, dashes and signs from the keyboard.
fn plain(text: &str) -> String {
    text.replace(['\u{201c}', '\u{201d}'], "\"").replace('\u{2019}', "'").replace('\u{2212}', "-")
}

fn heading(out: &mut Text, summary: &Summary) {
    for line in wrap(&summary.title, out.width(), "") {
        out.bold(&line);
    }
    let world = &summary.world;
    let size = format!("{} economies x {} sectors", world.economies.len(), world.sectors.len());
    let line =
        format!("{} in force on {}; world {} ({size})", summary.scenario, summary.date, world.id);
    for line in wrap(&line, out.width(), "") {
        out.faint(&line);
    }
    for change in &summary.overrides {
        out.faint(&format!("changed: {change}"));
    }
    out.blank();
}

fn economies(out: &mut Text, summary: &Summary, rows: &[Welfare<'_>]) {
    // Where nothing moves the sentence above has said so.
    if rows.iter().all(|row| row.real_income_musd.abs() < NOTABLE) {
        return;
    }
    let heads = ["real income, %", "a year", "real wage, %", "exports, %", "imports, %", "tariffs"];
    let columns = columns(out.width());
    let numbers = |cells: &[String]| -> String {
        cells.iter().zip(columns).map(|(cell, width)| format!("{cell:>width$}")).collect()
    };
    out.bold(&format!("{:<23}{}", "Years", numbers(&heads.map(str::to_owned))));
    for row in leading(rows, &summary.focus, ECONOMIES) {
        let name = format!("{} {}", row.economy, summary.economy(&row.economy));
        let cells = [
            percent(row.real_income_pct),
            money_of(summary, row.real_income_musd),
            percent(row.real_wage_pct),
            percent(row.exports_pct),
            percent(row.imports_pct),
            money_of(summary, row.tariff_revenue_change_musd),
        ];
        out.line(&format!("{}{}", fit(&name, 23), numbers(&cells)));
    }
    let world = world_percent(rows).map_or(String::new(), percent);
    let total = money_of(summary, world_total(rows));
    out.line(&format!("{:<23}{}", "all economies", numbers(&[world, total])));
}

/// Widths of the numbers of an economy, as many as a screen has room for.
fn columns(screen: usize) -> &'static [usize] {
    const ALL: [usize; 6] = [15, 15, 13, 11, 11, 12];
    let mut used = 23;
    let fits = |width: &&usize| {
        used += **width;
        used <= screen
    };
    &ALL[..ALL.iter().take_while(fits).count()]
}

/// Money of the world with three digits: `-5.09 bn`; with a plus sign on gains.
pub(crate) fn money_of(summary: &Summary, value: f64) -> String {
    // Other currencies keep the unit that the heading of their world names.
    let text = if summary.world.currency.ends_with("million") {
        money_short(value)
    } else {
        significant(value)
    };
    if text == "0 m" { "0".to_owned() } else { text }
}

fn weeks(out: &mut Text, summary: &Summary, tables: &Tables) -> Result<(), ReportError> {
    let Some(cascade) = tables.with(Engine::Cascade) else { return Ok(()) };
    let bottlenecks = bottlenecks(cascade)?;
    let held: Vec<_> =
        bottlenecks.iter().filter(|held| held.lost.high >= LEAST).take(LINES).collect();
    let all = savings(cascade)?;
    let mut saved: Vec<_> = all.iter().filter(|saving| saving.economy == "*").collect();
    saved.sort_by_key(|saving| Reverse(saving.saved.mid.abs().to_bits()));
    if !held.is_empty() || !saved.is_empty() {
        let currency = summary.world.currency.split_whitespace().next().unwrap_or_default();
        out.bold(&format!(
            "Weeks: sectors that stop; output lost, {currency}, low to high across the assumptions"
        ));
    }
    let money = |value: f64| money_of(summary, value).trim_start_matches('+').to_owned();
    for held in held {
        let sector = name_of(&summary.world.sectors, &held.sector);
        let place = format!("{}, {sector}", name_of(&summary.world.economies, &held.economy));
        let good = summary.good(&held.chain, &held.good);
        let waits = format!("{good} from week {}", from(&held.stop));
        let lost = format!("{} to {}", money(held.lost.low), money(held.lost.high));
        let figures = format!("{waits}: {lost}");
        // A sector's name is cut before a line is broken.
        let room = out.width().saturating_sub(figures.chars().count() + 2).min(out.room(NAME, 20));
        let place = if room >= SECTOR { fit(&place, room) } else { place };
        named(out, &place, &figures);
    }
    for saving in saved.into_iter().take(LINES) {
        let saves = format!("saves {}", whole(&saving.saved, money));
        named(out, &format!("measure: {}", saving.measure), &saves);
    }
    let alone = losses(cascade)?.iter().filter(|loss| !loss.flag.is_empty()).count();
    if alone > 0 {
        out.faint(&format!(
            "{alone} of the losses are a collapse under one set of rules only: see cascade_losses"
        ));
    }
    Ok(())
}

/// "31 or never" where only the earliest bound ever stops.
fn from(stop: &Band) -> String {
    if stop.low.is_finite() && !stop.mid.is_finite() {
        format!("{:.0} or never", stop.low)
    } else {
        begins(stop)
    }
}

fn months(out: &mut Text, summary: &Summary, tables: &Tables) -> Result<(), ReportError> {
    let Some(commodity) = tables.with(Engine::Commodity) else { return Ok(()) };
    let all = findings(summary, commodity)?;
    let mut lines = short(&all);
    lines.extend(all.iter().filter_map(dear).take(LINES));
    lines.extend(all.iter().filter_map(moved).take(LINES));
    if !lines.is_empty() {
        out.bold("Months: what runs short, costs more, goes elsewhere");
    }
    lines.iter().for_each(|(name, figures)| named(out, name, figures));
    Ok(())
}

/// A name and what is said of it: in one line where that has room, else in two.
fn named(out: &mut Text, name: &str, figures: &str) {
    let length = name.chars().count() + 2 + figures.chars().count();
    if length <= out.width() {
        let room = out.room(NAME, 20).min(out.width() - 2 - figures.chars().count());
        out.line(&format!("{name:<room$}  {figures}"));
    } else {
        wrap(name, out.width(), "").iter().for_each(|line| out.line(line));
        let width = out.width() - 4;
        wrap(figures, width, "").iter().for_each(|line| out.line(&format!("    {line}")));
    }
}

/// What a line is about, and its figures.
type Named = (String, String);

/// The markets where least of the need is met.
fn short(all: &[Findings<'_>]) -> Vec<Named> {
    let mut found: Vec<_> =
        all.iter().flat_map(|found| found.short.iter().map(move |short| (found, short))).collect();
    found.retain(|(_, short)| short.met.low < SHORT);
    found.sort_by(|a, b| a.1.met.mid.total_cmp(&b.1.met.mid));
    let share = |value: f64| format!("{:.0}", 100.0 * value);
    let line = |(found, short): &(&Findings<'_>, &Short)| {
        let good = found.good(&short.good);
        let place = format!("{good} in {}, {}", article(found.short(&short.economy)), short.usage);
        let (arrivals, met) = (short.arrivals.span(share), short.met.span(share));
        (place, format!("arrives {arrivals} %, meets {met} %"))
    };
    found.iter().take(LINES).map(line).collect()
}

/// The price of a chain that rises most.
fn dear(found: &Findings<'_>) -> Option<Named> {
    let dear = found.dear.iter().max_by(|a, b| a.most.1.mid.total_cmp(&b.most.1.mid))?;
    let rise = dear.most.1.span(|value| format!("{value:+.0}"));
    let name = format!("Price of {}", inside(found.good(&dear.good)));
    Some((name, format!("{rise} % in {}", article(found.short(&dear.most.0)))))
}

/// The flow of a chain that changes most.
fn moved(found: &Findings<'_>) -> Option<Named> {
    let moved = found.moved.first()?;
    let way = format!(
        "{} from {} to {}",
        found.good(&moved.good),
        article(found.short(&moved.exporter)),
        article(found.short(&moved.importer))
    );
    let change = detente_world::table::change(moved.now.mid, moved.base);
    let sign = if change > 0.0 { "+" } else { "" };
    let figures =
        format!("{sign}{} {} a year ({})", significant(change), found.chain.unit, found.moved_in);
    Some((way, figures))
}

fn trade(out: &mut Text, summary: &Summary, flows: &Flows) {
    let (lost, gained) = flows.largest(1);
    if lost.is_empty() && gained.is_empty() {
        return;
    }
    let head = if flows.left_out {
        "Trade that changes most, estimates left out"
    } else {
        "Trade that changes most"
    };
    let room = out.room(73, 40);
    out.bold(&format!("{head:<room$}{:>9}{:>10}{:>8}", "before", "change", "%"));
    for flow in lost.iter().chain(&gained) {
        out.line(&flow_line(summary, flow, room));
    }
}

fn flow_line(summary: &Summary, flow: &FlowChange, room: usize) -> String {
    let name = |at: usize| summary.world.economies[at].name.as_str();
    let sector = flow.sector.map_or("", |at| summary.world.sectors[at].name.as_str());
    let before = money_of(summary, flow.baseline);
    format!(
        "{} {}{:>9}{:>10}{:>8}",
        fit(&format!("{} to {}", name(flow.exporter), name(flow.importer)), room / 2),
        fit(sector, room - room / 2 - 1),
        before.trim_start_matches('+'),
        money_of(summary, flow.change()),
        flow.percent().map_or(String::new(), percent)
    )
}

fn caps(out: &mut Text, tables: &Tables) -> Result<(), ReportError> {
    let table = tables.table("caps")?;
    let names = text(table, "name")?;
    if names.is_empty() {
        return Ok(());
    }
    let (ratio, limit) = (numbers(table, "quantity_ratio")?, numbers(table, "limit")?);
    let (tax, rent) = (numbers(table, "shadow_tax")?, numbers(table, "rent_musd")?);
    out.bold(&format!(
        "{:<room$}{:>12}{:>12}{:>12}{:>12}",
        "Caps",
        "quantity",
        "limit",
        "tax, %",
        "rent",
        room = out.room(52, 20)
    ));
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
        let pooled: f64 =
            names.iter().zip(rent).filter(|(other, _)| *other == name).map(|(_, rent)| rent).sum();
        let (ratio, limit) = (format!("{:.3}", ratio[at]), format!("{:.3}", limit[at]));
        let tax = if tax[at].is_finite() {
            percent(100.0 * tax[at])
        } else {
            endless("shadow_tax").unwrap_or_default().to_owned()
        };
        let rent = money_short(pooled);
        out.line(&format!(
            "{}{ratio:>12}{limit:>12}{tax:>12}{:>12}",
            fit(name, out.room(52, 20)),
            rent.trim_start_matches('+')
        ));
    }
    Ok(())
}

fn certificate(out: &mut Text, certificate: &Certificate) {
    let Certificate { status, residual, walras, .. } = certificate;
    let (effort, residual, walras) =
        (certificate.effort(), scientific(*residual), scientific(*walras));
    out.faint(&format!("{status} in {effort}, residual {residual}, Walras' law {walras}"));
}
