//! How does the output of the sectors that lose most move, week by week?
//!
//! A strip for each sector, the upper half the middle case, the lower half the worst of the rule
//! sets; the stronger the colour and the denser the hatch, the more is lost.

use crate::drawings::calendar::span;
use crate::drawings::labels::{fitted, width};
use crate::drawings::strips::{LIMITS, Weeks, class_words, spells};
use crate::drawings::waiting::{Lost, losses, lost};
use crate::error::FiguresError;
use crate::figure::{DataTable, Figure};
use crate::headline::{article, inside};
use crate::number::digits;
use crate::svg::Svg;
use detente_record::catalogue::Engine;
use detente_record::{Summary, Tables, numbers, text};

/// Strips of the figure.
const ROWS: usize = 12;
const SIZE: f64 = 13.5;
const SMALL: f64 = 12.8;
const TOP: f64 = 24.0;
const STRIP: f64 = 18.0;
const SWATCH: f64 = 18.0;

/// How a drawing differs between wide and narrow screens.
struct Layout {
    class: &'static str,
    width: f64,
    /// Room for names beside the strips; none: they stand above.
    names: Option<f64>,
}

const LAYOUTS: [Layout; 2] = [
    Layout { class: "only-wide", width: 960.0, names: Some(395.0) },
    Layout { class: "only-narrow", width: 460.0, names: None },
];

/// The strips of output; none where nothing is lost.
///
/// # Errors
/// If a table lacks a column.
pub fn heat(summary: &Summary, tables: &Tables) -> Result<Option<Figure>, FiguresError> {
    let Some(cascade) = tables.with(Engine::Cascade) else { return Ok(None) };
    let mut lost = lost(cascade)?;
    lost.truncate(ROWS);
    let Some(first) = lost.first() else { return Ok(None) };
    let key = worst_week(cascade, &first.economy, &first.sector)?;
    let mut panel = String::new();
    for layout in &LAYOUTS {
        panel.push_str(&draw(summary, cascade, &lost, layout)?);
    }
    let caption = "The sectors that lose most output, the largest loss first. Upper half of a strip: the middle case; lower half: the worst of seven sets of rules and bounds. The stronger the colour and the denser the hatch, the more of a week\u{2019}s output is lost.";
    let data = data(summary, cascade, &lost)?.from(&["cascade_output"], key);
    Ok(Some(Figure::new("output-weeks", title(summary, &lost), caption, data).panel(panel).wide()))
}

/// The deepest fall among the sectors shown, in the central case or at worst.
fn title(summary: &Summary, lost: &[Lost]) -> String {
    let Some(first) = lost.iter().max_by(|a, b| a.deepest.high.total_cmp(&b.deepest.high)) else {
        return String::new();
    };
    let who = inside(summary.sector(&first.sector));
    let place = article(summary.short(&first.economy));
    let fall = digits(first.deepest.high);
    format!("Output of {who} in {place} falls by up to {fall} % in its worst week")
}

/// The key of the week in which a sector makes least, in the middle case or at worst.
fn worst_week(cascade: &Tables, economy: &str, sector: &str) -> Result<String, FiguresError> {
    let table = cascade.table("cascade_output")?;
    let (economies, sectors) = (text(table, "economy")?, text(table, "sector")?);
    let (week, middle, low) =
        (numbers(table, "week")?, numbers(table, "output")?, numbers(table, "output_low")?);
    let own = (0..table.rows()).filter(|row| economies[*row] == economy && sectors[*row] == sector);
    let worst =
        own.min_by(|a, b| middle[*a].total_cmp(&middle[*b]).then(low[*a].total_cmp(&low[*b])));
    Ok(worst.map_or(String::new(), |row| format!("{economy}/{sector}/{}", week[row])))
}

/// The worst week and the first loss of each sector, and every week in which its class changes.
fn data(summary: &Summary, tables: &Tables, lost: &[Lost]) -> Result<DataTable, FiguresError> {
    let mut data = DataTable::new("output-by-week")
        .words("Economy")
        .words("Sector")
        .words("Case")
        .numbers("From week", "")
        .numbers("To week", "")
        .numbers("Output lost, least", "%")
        .numbers("Output lost, most", "%");
    for loss in lost {
        let (middle, worst) = losses(tables, &loss.economy, &loss.sector)?;
        for (case, losses) in [("middle", middle), ("worst", worst)] {
            for spell in spells(&losses) {
                data.push(vec![
                    summary.economy(&loss.economy).into(),
                    summary.sector(&loss.sector).into(),
                    case.into(),
                    (spell.weeks.0 as f64).into(),
                    (spell.weeks.1 as f64).into(),
                    spell.least.into(),
                    spell.most.into(),
                ]);
            }
        }
    }
    Ok(data)
}

fn draw(
    summary: &Summary,
    tables: &Tables,
    lost: &[Lost],
    layout: &Layout,
) -> Result<String, FiguresError> {
    let (left, row, words): (f64, f64, f64) =
        layout.names.map_or((1.0, 42.0, 17.0), |names| (names, 24.0, 0.0));
    let weeks = Weeks::of(tables, left, layout.width - left - 1.0)?;
    let bottom = row.mul_add(lost.len() as f64, TOP);
    let keys = keys(layout.width);
    let lines = keys.last().map_or(0.0, |key| key.1 + 1.0);
    let mut svg =
        Svg::new(layout.width, 20.0f64.mul_add(lines, bottom + 8.0), &sentence(summary, lost));
    svg.markup(&patterns(layout.class));
    weeks.axis(&mut svg, TOP - 4.0, bottom);
    for (at, loss) in lost.iter().enumerate() {
        let top = row.mul_add(at as f64, TOP);
        let name = format!("{}: {}", summary.economy(&loss.economy), summary.sector(&loss.sector));
        let room = layout.names.map_or(layout.width, |names| names - 10.0);
        svg.text((0.0, top + 13.0), "start", "label", &fitted(&name, SIZE, room));
        let (middle, worst) = losses(tables, &loss.economy, &loss.sector)?;
        let halves = [(middle, 0.0, "in the middle case"), (worst, STRIP / 2.0, "at worst")];
        svg.bar(
            (weeks.left, top + words),
            (weeks.width, STRIP),
            "quiet",
            &format!("{name}: quiet weeks"),
        );
        for (losses, down, case) in halves {
            cells(&mut svg, &weeks, &losses, (layout.class, &name, case), top + words + down);
        }
    }
    for (x, line, class, words) in &keys {
        let y = 20.0f64.mul_add(*line, bottom + 8.0);
        svg.markup(&format!(
            r#"<rect {} x="{x:.1}" y="{y:.1}" width="{SWATCH}" height="13"/>"#,
            fill(layout.class, *class)
        ));
        svg.text((x + SWATCH + 5.0, y + 11.5), "start", "value", words);
    }
    Ok(svg.finish_as(layout.class))
}

fn cells(
    svg: &mut Svg,
    weeks: &Weeks,
    losses: &[f64],
    (prefix, name, case): (&str, &str, &str),
    y: f64,
) {
    for spell in spells(losses) {
        let (left, right) = (weeks.at(spell.weeks.0 as f64), weeks.at(spell.weeks.1 as f64 + 1.0));
        let until = if spell.weeks.0 == spell.weeks.1 {
            String::new()
        } else {
            format!(" to week {}", spell.weeks.1)
        };
        let tooltip = format!(
            "{name}, {}{until}: output down by {} % {case}",
            weeks.words(spell.weeks.0),
            span(spell.least, spell.most)
        );
        svg.markup(&format!(
            r#"<rect {} x="{left:.1}" y="{y:.1}" width="{:.1}" height="{:.1}"><title>{}</title></rect>"#,
            fill(prefix, spell.class),
            (right - left).max(1.0),
            STRIP / 2.0,
            crate::svg::escape(&tooltip)
        ));
    }
}

fn fill(prefix: &str, class: usize) -> String {
    if class == 0 {
        r#"class="quiet""#.to_owned()
    } else {
        format!(r#"class="cell" style="fill:url(#{prefix}-loss{class})""#)
    }
}

fn patterns(prefix: &str) -> String {
    let one = |class: usize| {
        let (step, line) = ([9.0, 6.5, 5.0, 3.6][class - 1], [0.5, 0.8, 1.1, 1.5][class - 1]);
        format!(
            r#"<pattern id="{prefix}-loss{class}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="loss{class}" width="{step}" height="{step}"/><rect class="hatch" width="{line}" height="{step}"/></pattern>"#
        )
    };
    format!("<defs>{}</defs>", (1..=LIMITS.len()).map(one).collect::<String>())
}

/// Left, line, class and words of each swatch of the legend.
fn keys(room: f64) -> Vec<(f64, f64, usize, String)> {
    let (mut x, mut line) = (0.0, 0.0);
    let mut keys = Vec::new();
    for class in 0..=LIMITS.len() {
        let words = class_words(class);
        let own = SWATCH + 5.0 + width(&words, SMALL) + 12.0;
        if x + own > room {
            (x, line) = (0.0, line + 1.0);
        }
        keys.push((x, line, class, words));
        x += own;
    }
    keys
}

/// What the strips show, for those who cannot see them.
fn sentence(summary: &Summary, lost: &[Lost]) -> String {
    lost.first().map_or(String::new(), |first| {
        format!(
            "Output by week of {} sectors. The largest loss: {} in {}, {} % in its worst week.",
            lost.len(),
            summary.sector(&first.sector),
            summary.economy(&first.economy),
            span(first.deepest.mid, first.deepest.high)
        )
    })
}
