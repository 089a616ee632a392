//! Which sector waits for which good, from which week, and how much does it stop?
//!
//! A row for each bottleneck. Bars rise with the class of the loss: solid in the middle case,
//! hatched outline at the worst of the rule sets, so that the calendar reads without colour. A
//! triangle marks the first week the good holds output back: filled in the middle case, hollow
//! where only some rule sets stop. The line below spans the weeks held.

use crate::drawings::labels::{fitted, width};
use crate::drawings::strips::{LIMITS, Weeks, class_words, spells};
use crate::drawings::waiting::{Held, held, losses};
use crate::error::FiguresError;
use crate::figure::{DataTable, Figure};
use crate::money::Money;
use crate::number::digits;
use crate::svg::Svg;
use detente_record::catalogue::Engine;
use detente_record::{Summary, Tables};

/// Rows of the calendar.
const ROWS: usize = 12;
const DAYS: f64 = 7.0;
const SIZE: f64 = 13.5;
const SMALL: f64 = 12.8;
const TOP: f64 = 46.0;
/// Height of a line of words above a strip, of the strip, and of the line and the gap below it.
const WORDS: f64 = 18.0;
const STRIP: f64 = 22.0;
const GAP: f64 = 16.0;

/// How a drawing differs between wide and narrow screens.
struct Layout {
    class: &'static str,
    width: f64,
    /// Lines of words above each strip.
    lines: f64,
}

const LAYOUTS: [Layout; 2] = [
    Layout { class: "only-wide", width: 960.0, lines: 1.0 },
    Layout { class: "only-narrow", width: 460.0, lines: 2.0 },
];

/// The calendar of bottlenecks; none where nothing waits.
///
/// # Errors
/// If a table lacks a column.
pub fn calendar(summary: &Summary, tables: &Tables) -> Result<Option<Figure>, FiguresError> {
    let Some(cascade) = tables.with(Engine::Cascade) else { return Ok(None) };
    let mut held = held(cascade)?;
    held.truncate(ROWS);
    let Some(first) = held.first() else { return Ok(None) };
    let key = format!("{}/{}/{}", first.economy, first.sector, first.good);
    let mut panel = String::new();
    for layout in &LAYOUTS {
        panel.push_str(&draw(summary, cascade, &held, layout)?);
    }
    let data = data(summary, &held).from(&["cascade_bottlenecks", "cascade_output"], key);
    let caption = "One row for each sector that waits for a good, the largest loss first. Bars: output lost in a week, the taller the more; solid: the middle case, hatched: the worst of seven sets of rules and bounds. Triangle: the first week the good holds output back (filled: in the middle case; hollow: at the earliest). Line: as many weeks as it is held back in all, from the first.";
    Ok(Some(Figure::new("bottleneck-calendar", title(&held), caption, data).panel(panel).wide()))
}

fn title(held: &[Held]) -> String {
    let sure = held.iter().filter(|held| held.stop.mid.is_finite()).count();
    let more = held.len() - sure;
    let sectors = |count: usize| format!("{count} sector{}", if count == 1 { "" } else { "s" });
    match (sure, more) {
        (sure, 0) => format!("Missing goods hold back {} in the central case", sectors(sure)),
        (0, more) => format!("Missing goods hold back {} in the worst case only", sectors(more)),
        _ => format!(
            "Missing goods hold back {} in the central case and {more} more at worst",
            sectors(sure)
        ),
    }
}

fn data(summary: &Summary, held: &[Held]) -> DataTable {
    let unit = Money::of(summary).unit();
    let mut data = DataTable::new("bottlenecks")
        .words("Economy")
        .words("Sector")
        .words("Waits for")
        .words("From")
        .numbers("First week held, earliest", "week")
        .numbers("First week held", "week")
        .numbers("First week held, latest", "week")
        .numbers("Output lost, least", unit)
        .numbers("Output lost", unit)
        .numbers("Output lost, most", unit);
    for held in held {
        data.push(vec![
            summary.economy(&held.economy).into(),
            summary.sector(&held.sector).into(),
            held.good(summary).into(),
            summary.economy(&held.origin).into(),
            held.stop.low.into(),
            held.stop.mid.into(),
            held.stop.high.into(),
            held.lost.low.into(),
            held.lost.mid.into(),
            held.lost.high.into(),
        ]);
    }
    data
}

fn draw(
    summary: &Summary,
    tables: &Tables,
    held: &[Held],
    layout: &Layout,
) -> Result<String, FiguresError> {
    let (class, room) = (layout.class, layout.width);
    let weeks = Weeks::of(tables, 1.0, room - 2.0)?;
    let row = WORDS.mul_add(layout.lines, STRIP + GAP);
    let bottom = row.mul_add(held.len() as f64, TOP);
    let keys = key_lines(room);
    let mut svg =
        Svg::new(room, 20.0f64.mul_add(keys.len() as f64, bottom + 6.0), &sentence(summary, held));
    svg.markup(&hatch(class));
    svg.text((0.0, 13.0), "start", "value", "Weeks from the first day of the scenario");
    weeks.axis(&mut svg, TOP - 8.0, bottom - 8.0);
    for (at, held) in held.iter().enumerate() {
        let top = row.mul_add(at as f64, TOP);
        words(&mut svg, summary, held, layout, top + 13.0);
        strip(&mut svg, tables, &weeks, held, class, WORDS.mul_add(layout.lines, top))?;
    }
    for (at, words) in keys.iter().enumerate() {
        svg.text((0.0, 20.0f64.mul_add(at as f64, bottom + 16.0)), "start", "value", words);
    }
    Ok(svg.finish_as(class))
}

/// Who waits for what, above the strip.
fn words(svg: &mut Svg, summary: &Summary, held: &Held, layout: &Layout, y: f64) {
    let who = format!("{}: {}", summary.economy(&held.economy), summary.sector(&held.sector));
    let from = if held.origin == held.economy {
        String::new()
    } else {
        format!(" from {}", summary.economy(&held.origin))
    };
    let what = format!("waits for {}{from}", held.good(summary));
    if layout.lines > 1.0 {
        svg.text((0.0, y), "start", "strong halo", &fitted(&who, SIZE * 1.06, layout.width));
        svg.text(
            (0.0, y + WORDS - 1.0),
            "start",
            "value halo",
            &fitted(&what, SMALL, layout.width),
        );
        return;
    }
    let who = fitted(&who, SIZE * 1.06, layout.width * 0.5);
    let what = fitted(&what, SIZE, layout.width - width(&who, SIZE * 1.06) - 12.0);
    let (who, what) = (crate::svg::escape(&who), crate::svg::escape(&what));
    svg.markup(&format!(r#"<text class="halo" x="0" y="{y:.1}"><tspan class="strong">{who}</tspan> <tspan class="value" dx="4">{what}</tspan></text>"#));
}

/// The bars, the triangle and the line of one row.
fn strip(
    svg: &mut Svg,
    tables: &Tables,
    weeks: &Weeks,
    held: &Held,
    class: &str,
    top: f64,
) -> Result<(), FiguresError> {
    let (middle, worst) = losses(tables, &held.economy, &held.sector)?;
    let floor = top + STRIP;
    for (losses, kind, words) in
        [(&worst, "worst", "at worst"), (&middle, "middle", "in the middle case")]
    {
        for spell in spells(losses) {
            let (left, right) =
                (weeks.at(spell.weeks.0 as f64), weeks.at(spell.weeks.1 as f64 + 1.0));
            let height = STRIP * spell.class as f64 / LIMITS.len() as f64;
            let from = weeks.words(spell.weeks.0);
            let until = if spell.weeks.0 == spell.weeks.1 {
                String::new()
            } else {
                format!(" to week {}", spell.weeks.1)
            };
            let tooltip = crate::svg::escape(&format!(
                "{from}{until}: output down by {} % {words}",
                span(spell.least, spell.most)
            ));
            let style = if kind == "worst" {
                format!(r#" style="fill:url(#{class}-hatch)""#)
            } else {
                String::new()
            };
            svg.markup(&format!(
                r#"<rect class="{kind}"{style} x="{left:.1}" y="{:.1}" width="{:.1}" height="{height:.1}"><title>{tooltip}</title></rect>"#,
                floor - height,
                (right - left).max(1.0)
            ));
        }
    }
    svg.line((weeks.left, floor), (weeks.left + weeks.width, floor), "zero");
    let stop = if held.stop.mid.is_finite() { held.stop.mid } else { held.stop.low };
    let days = if held.stop.mid.is_finite() { held.days.mid } else { held.days.high };
    let (x, end) = (weeks.at(stop), weeks.at(stop + days / DAYS));
    svg.line((x, floor + 3.0), (end.max(x + 1.0), floor + 3.0), "held");
    let mark = if held.stop.mid.is_finite() { "mark" } else { "mark hollow" };
    let tooltip = format!("held back from week {}, {} days in all", held.begins(), digits(days));
    let side = if x + 5.0 > weeks.left + weeks.width { x - 5.0 } else { x.max(weeks.left + 4.0) };
    svg.path(&format!("M{:.1} {:.1}l-4.5-8h9z", side, floor - 0.5), mark, &tooltip);
    Ok(())
}

/// `0.02 to 0.03`, or one number.
pub(crate) fn span(least: f64, most: f64) -> String {
    let (low, high) = (short(least), short(most));
    if low == high { low } else { format!("{low} to {high}") }
}

/// Two digits of a small percentage.
fn short(value: f64) -> String {
    match value {
        value if value >= 9.95 => format!("{value:.0}"),
        value if value >= 0.995 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

/// The heights in words, in as many lines as they need.
fn key_lines(room: f64) -> Vec<String> {
    let mut lines = vec!["Heights, output lost in a week:".to_owned()];
    for class in 1..=LIMITS.len() {
        let words = format!(
            "{} \u{2013} {}",
            ["quarter", "half", "three quarters", "full"][class - 1],
            class_words(class)
        );
        let end = if class < LIMITS.len() { ";" } else { "" };
        let last = lines.len() - 1;
        if width(&lines[last], SMALL) + width(&words, SMALL) + 10.0 > room {
            lines.push(format!("{words}{end}"));
        } else {
            lines[last].push_str(&format!(" {words}{end}"));
        }
    }
    lines
}

/// A hatch for what is so only at worst.
pub(crate) fn hatch(prefix: &str) -> String {
    format!(
        r#"<defs><pattern id="{prefix}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="faint" width="5" height="5"/><rect class="hatch" width="1" height="5"/></pattern></defs>"#
    )
}

/// What the calendar shows, for those who cannot see it.
fn sentence(summary: &Summary, held: &[Held]) -> String {
    held.first().map_or(String::new(), |first| {
        format!(
            "Calendar of {} bottlenecks. The largest: {} in {} waits for {} from week {}.",
            held.len(),
            summary.sector(&first.sector),
            summary.economy(&first.economy),
            first.good(summary),
            first.begins()
        )
    })
}
