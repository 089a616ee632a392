//! What does the page show of the weeks: which lines stop, when, for want of what, and why?

use super::facts::Facts;
use crate::error::ReportError;
use crate::weeks::{Saving, begins, savings, unit};
use detente_figures::Band;
use detente_figures::headline::inside;
use detente_figures::money::Money;
use detente_figures::number::three;
use detente_figures::sheet::Sheet;
use detente_record::catalogue::Engine;
use detente_record::lookup;
use detente_record::{Summary, Tables, name_of, numbers, text};
use minijinja::{Value, context};

/// Losses below this, in units of money, have no line.
const LEAST: f64 = 1.0;
/// Economies told for each measure.
const WHERE: usize = 4;
/// Rows of each table.
const ROWS: usize = 15;

/// The section; nothing where no line was followed.
pub(crate) fn section(facts: &Facts<'_>) -> Result<Option<Value>, ReportError> {
    let Some(cascade) = facts.tables.with(Engine::Cascade) else { return Ok(None) };
    let moved = !facts.losses.is_empty();
    Ok(Some(context! {
        calendar => calendar(facts).value(),
        lost => lost(facts).value(),
        measures => measures(facts.summary, savings(cascade)?).value(),
        causes => causes(facts.summary, cascade)?.value(),
        still => !moved,
    }))
}

/// `9,460 (9,450 to 9,580)`: the middle, and between which bounds; one number where all read the
/// same.
fn whole(band: &Band) -> String {
    let (low, middle, high) = (three(band.low), three(band.mid), three(band.high));
    if low == middle && middle == high { middle } else { format!("{middle} ({low} to {high})") }
}

fn calendar(facts: &Facts<'_>) -> Sheet {
    let summary = facts.summary;
    let money = Money::of(summary).unit();
    let mut sheet = Sheet::new(
        "What holds lines back, the largest loss first",
        &[
            ("Sector", true),
            ("Economy", true),
            ("Waits for", true),
            ("Missing from", true),
            ("Stock, days", false),
            ("Held back from week", false),
            (&format!("Output lost, {money}"), false),
            (&format!("One more day of stock, {money}"), false),
            (&format!("One more unit, {money}"), false),
        ],
    );
    for held in facts.bottlenecks.iter().take(ROWS) {
        let good = unit(summary, held);
        sheet.rows.push(vec![
            summary.sector(&held.sector).to_owned(),
            summary.short(&held.economy).to_owned(),
            summary.good(&held.chain, &held.good).to_owned(),
            summary.short(&held.origin).to_owned(),
            held.stock.span(|days| format!("{days:.0}")),
            begins(&held.stop),
            whole(&held.lost),
            if held.day > 0.0 { three(held.day) } else { String::new() },
            if held.unit > 0.0 { format!("{} a {good}", three(held.unit)) } else { String::new() },
        ]);
    }
    let key = facts
        .bottlenecks
        .first()
        .map_or(String::new(), |held| format!("{}/{}/{}", held.economy, held.sector, held.good));
    sheet
        .from(&["cascade_bottlenecks"], key)
        .meant(
            "cascade_bottlenecks",
            &[
                (3, "origin"),
                (4, "stock_days"),
                (5, "weeks_to_stop"),
                (6, "lost_musd"),
                (7, "stock_day_worth_musd"),
                (8, "unit_worth_musd"),
            ],
        )
        .noted(
            "\
         In brackets the least and the most over seven sets of rules and assumptions; \u{201c}at the \
         earliest\u{201d}: under some of them only. One more day or unit is worth the output it feeds in the middle \
         case.",
        )
}

fn lost(facts: &Facts<'_>) -> Sheet {
    let summary = facts.summary;
    let caption =
        format!("Largest losses of output, of {} sectors that lose any", facts.losses.len());
    let heads = [
        ("Sector", true),
        ("Economy", true),
        ("Half a percent down from week", false),
        ("Worst week, % down", false),
        (&format!("Lost in all, {}", Money::of(summary).unit()), false),
        ("Collapses under", true),
    ];
    let mut sheet = Sheet::new(caption, &heads);
    for loss in facts.losses.iter().filter(|loss| loss.lost.high >= LEAST).take(ROWS) {
        sheet.rows.push(vec![
            summary.sector(&loss.sector).to_owned(),
            summary.short(&loss.economy).to_owned(),
            begins(&loss.begins),
            whole(&loss.deepest),
            whole(&loss.lost),
            loss.flag.clone(),
        ]);
    }
    let key = facts
        .losses
        .first()
        .map_or(String::new(), |loss| format!("{}/{}", loss.economy, loss.sector));
    sheet.from(&["cascade_losses"], key).meant(
        "cascade_losses",
        &[(2, "weeks_to_loss"), (3, "deepest_pct"), (4, "lost_musd"), (5, "flag")],
    )
}

/// The savings of each measure in all, and where it matters most.
fn told(all: Vec<Saving>) -> Vec<Saving> {
    let (mut told, mut own): (Vec<Saving>, Vec<Saving>) = (Vec::new(), Vec::new());
    let close = |own: &mut Vec<Saving>, told: &mut Vec<Saving>| {
        own.sort_by(|a, b| b.saved.mid.abs().total_cmp(&a.saved.mid.abs()));
        told.extend(own.drain(..).take(WHERE).filter(|saving| saving.saved.mid.abs() >= LEAST));
    };
    for saving in all {
        if saving.economy == "*" {
            close(&mut own, &mut told);
            told.push(saving);
        } else {
            own.push(saving);
        }
    }
    close(&mut own, &mut told);
    told
}

fn measures(summary: &Summary, all: Vec<Saving>) -> Sheet {
    let caption = "What each measure saves of output: the weeks once more without it; all economies, and the four it moves most";
    let mut sheet = Sheet::new(
        caption,
        &[
            ("Measure", true),
            ("By", true),
            ("Where", true),
            (&format!("Saved, {}", Money::of(summary).unit()), false),
        ],
    );
    let key = all
        .first()
        .map_or(String::new(), |saving| lookup::key(&[&saving.measure, &saving.economy]));
    for saving in told(all) {
        let place =
            if saving.economy == "*" { "all economies" } else { summary.short(&saving.economy) };
        let by = summary.short(&saving.by).to_owned();
        sheet.rows.push(vec![saving.measure.clone(), by, place.to_owned(), whole(&saving.saved)]);
    }
    sheet.from(&["cascade_measures"], key)
}

/// The chains of causes of the largest losses, one line each.
fn causes(summary: &Summary, tables: &Tables) -> Result<Sheet, ReportError> {
    let table = tables.table("cascade_causes")?;
    let (ranks, lost) = (numbers(table, "rank")?, numbers(table, "lost_musd")?);
    let (economies, sectors) = (text(table, "at_economy")?, text(table, "at_sector")?);
    let (missing, from) = (text(table, "missing")?, text(table, "missing_from")?);
    let goods: Vec<_> =
        summary.commodity.iter().flat_map(|chain| chain.goods.iter().cloned()).collect();
    let mut told: Vec<(f64, f64, String)> = Vec::new();
    for row in 0..ranks.len() {
        if told.last().is_none_or(|last| last.0 != ranks[row]) {
            if told.len() == ROWS {
                break;
            }
            let place =
                format!("{}, {}", summary.sector(&sectors[row]), summary.short(&economies[row]));
            told.push((ranks[row], lost[row], place));
        }
        let Some(last) = told.last_mut() else { continue };
        let origin = if from[row].is_empty() {
            String::new()
        } else {
            format!(" from {}", summary.short(&from[row]))
        };
        let good = inside(name_of(&goods, summary.sector(&missing[row])));
        last.2.push_str(&format!(" \u{2190} {good}{origin}"));
    }
    let mut sheet = Sheet::new(
        "Why: from the sector back to what hit first",
        &[
            ("Sector, and what it waits for", true),
            (&format!("Lost, {}", Money::of(summary).unit()), false),
        ],
    );
    sheet.rows = told
        .into_iter()
        .filter(|(_, lost, _)| *lost >= LEAST)
        .map(|(_, lost, chain)| vec![chain, three(lost)])
        .collect();
    let first = first_key(tables)?;
    Ok(sheet.from(&["cascade_causes"], first).noted(
        "Lost: under the rules in the middle, or the harshest where the middle loses nothing.",
    ))
}

/// The key of the first cause.
fn first_key(tables: &Tables) -> Result<String, ReportError> {
    let table = tables.table("cascade_causes")?;
    let (economies, sectors) = (text(table, "economy")?, text(table, "sector")?);
    let first = economies.first().zip(sectors.first());
    Ok(first.map_or(String::new(), |(economy, sector)| lookup::key(&["1", economy, sector, "1"])))
}
