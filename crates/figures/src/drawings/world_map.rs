//! Where on the globe does real income fall and where does it rise?
//!
//! Seven classes around zero. Losses are hatched and gains are plain, the larger the stronger, so
//! that the map reads without colour. Economies too small to be seen are circles; land that has no
//! number of its own is dotted. Once wide and once for narrow screens.

use crate::drawings::atlas::{Atlas, Shape, atlas};
use crate::drawings::labels::{Area, Placer, width, write};
use crate::error::FiguresError;
use crate::figure::{Cell, DataTable, Figure};
use crate::headline::{article, when};
use crate::number::{digits, percent, typeset};
use crate::svg::Svg;
use crate::welfare::leading;
use detente_record::row::Welfare;
use detente_record::{Summary, Tables};
use std::fmt::Write as _;

/// Round limits of classes, percent.
const LIMITS: [f64; 15] =
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0];
/// Share of economies whose change is below the highest limit.
const BELOW: f64 = 0.9;
/// Shapes smaller than this on the drawing, in its square units, are circles.
const VISIBLE: f64 = 9.0;
const CIRCLE: f64 = 3.6;
const SIZE: f64 = 12.8;
/// Size of names, a little larger than they are set since they are bold.
const NAME: f64 = 14.2;
/// The economy that stands for all that have no row.
const REST: &str = "ROW";

/// How a drawing differs between wide and narrow screens.
struct Layout {
    class: &'static str,
    width: f64,
    labels: usize,
    fine: bool,
}

const LAYOUTS: [Layout; 2] = [
    Layout { class: "only-wide", width: 960.0, labels: 12, fine: true },
    Layout { class: "only-narrow", width: 460.0, labels: 5, fine: false },
];

/// The limits of the classes, smallest first.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Classes([f64; 3]);

impl Classes {
    /// The highest limit is the round number below which nine of ten changes lie; the others are
    /// the next lower.
    fn of(rows: &[Welfare<'_>]) -> Self {
        let mut sizes: Vec<f64> = rows.iter().map(|row| row.real_income_pct.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let at = ((sizes.len() as f64 * BELOW) as usize).min(sizes.len().saturating_sub(1));
        let high = sizes.get(at).copied().unwrap_or(1.0);
        let top = LIMITS.iter().rposition(|limit| *limit <= high).unwrap_or(0).max(2);
        Self([LIMITS[top - 2], LIMITS[top - 1], LIMITS[top]])
    }

    /// -3 to 3.
    fn class(self, value: f64) -> i32 {
        let level = self.0.iter().filter(|limit| value.abs() >= **limit).count() as i32;
        if value < 0.0 { -level } else { level }
    }

    /// What a class holds, in words.
    fn words(self, class: i32) -> String {
        let [low, middle, high] = self.0;
        let sign = if class < 0 { "\u{2212}" } else { "+" };
        match class.abs() {
            0 => format!("within \u{b1}{low}"),
            1 => format!("{sign}{low} to {sign}{middle}"),
            2 => format!("{sign}{middle} to {sign}{high}"),
            _ => format!("{} {sign}{high}", if class < 0 { "below" } else { "above" }),
        }
    }
}

/// CSS class, and pattern where there is one, of a class.
fn name(class: i32) -> String {
    match class {
        0 => "level0".to_owned(),
        class if class < 0 => format!("fall{}", -class),
        class => format!("rise{class}"),
    }
}

/// A change below this, percent, is none.
const FALLS: f64 = 0.005;

/// The map of real income; none where no economy is on the map.
///
/// # Errors
/// If the table lacks a column.
pub fn world_map(summary: &Summary, tables: &Tables) -> Result<Option<Figure>, FiguresError> {
    let rows = tables.rows::<Welfare<'_>>()?;
    let atlas = atlas()?;
    if !rows.iter().any(|row| place(summary, &atlas, &row.economy).is_some()) {
        return Ok(None);
    }
    let mut sorted: Vec<&Welfare<'_>> = rows.iter().collect();
    sorted.sort_by(|a, b| a.real_income_pct.total_cmp(&b.real_income_pct));
    let mut data = DataTable::new("real-income-map")
        .words("Economy")
        .words("Code")
        .numbers("Real income", "%")
        .numbers("Real income", &format!("{} a year", summary.world.currency));
    for row in &sorted {
        let name = Cell::from(summary.economy(&row.economy));
        data.push(vec![
            name,
            row.economy.clone().into_owned().into(),
            row.real_income_pct.into(),
            row.real_income_musd.into(),
        ]);
    }
    let key = sorted.first().map_or("", |row| &*row.economy);
    let label = sentence(summary, &sorted);
    let map =
        Map { summary, rows: &rows, atlas: &atlas, classes: Classes::of(&rows), label: &label };
    let panel: String = LAYOUTS.iter().map(|layout| map.draw(layout)).collect();
    let figure = Figure::new(
        "map-real-income",
        title(summary, &sorted),
        caption(summary, &rows),
        data.from(&["welfare"], key),
    );
    Ok(Some(figure.panel(panel).wide()))
}

/// In how many economies real income falls, and where by most.
fn title(summary: &Summary, sorted: &[&Welfare<'_>]) -> String {
    let falls = sorted.iter().filter(|row| row.real_income_pct < -FALLS).count();
    let place = |row: &Welfare<'_>| article(summary.short(&row.economy));
    match (sorted.first(), sorted.last()) {
        (Some(first), _) if falls > 0 => format!(
            "Real income falls in {falls} of {} economies, most in {} by {} %",
            sorted.len(),
            place(first),
            digits(first.real_income_pct.abs())
        ),
        (_, Some(last)) => format!(
            "Real income falls nowhere and rises most in {} by {} %",
            place(last),
            digits(last.real_income_pct)
        ),
        _ => String::new(),
    }
}

fn caption(summary: &Summary, rows: &[Welfare<'_>]) -> String {
    let rest = rows.iter().find(|row| row.economy == REST);
    let rest = rest.map_or(String::new(), |row| {
        format!(
            ", whose real income changes by {} % as one",
            typeset(&percent(row.real_income_pct))
        )
    });
    format!(
        "Change of real income in percent, {}. Hatched: loss; plain: gain; the stronger, the larger. Circles: economies too small to be seen. Dotted: no number of its own, part of the rest of the world{rest}. Boundaries are Natural Earth\u{2019}s and imply nothing; equal areas on the map are equal areas on the globe.",
        when(summary)
    )
}

/// Codes that an economy was made of.
fn members<'s>(summary: &'s Summary, economy: &str) -> &'s [String] {
    summary.world.economies.iter().find(|own| own.code == economy).map_or(&[], |own| &own.members)
}

/// Where an economy is named: at its own place, or at that of its largest member on the map.
pub(crate) fn place(summary: &Summary, atlas: &Atlas, economy: &str) -> Option<(f64, f64)> {
    let largest = || {
        let shapes =
            atlas.shapes.iter().filter(|shape| members(summary, economy).contains(&shape.economy));
        let largest = shapes.max_by(|a, b| a.area.total_cmp(&b.area))?;
        atlas.place(&largest.economy)
    };
    atlas.place(economy).or_else(largest)
}

/// What the map shows, for those who cannot see it.
fn sentence(summary: &Summary, sorted: &[&Welfare<'_>]) -> String {
    let fall = sorted.iter().filter(|row| row.real_income_pct < 0.0).count();
    let ends = |row: Option<&&Welfare<'_>>| {
        row.map_or(String::new(), |row| {
            format!(
                "{} {} %",
                summary.economy(&row.economy),
                typeset(&percent(row.real_income_pct))
            )
        })
    };
    format!(
        "Map of the world: real income falls in {fall} of {} economies, from {} to {}.",
        sorted.len(),
        ends(sorted.first()),
        ends(sorted.last())
    )
}

struct Map<'a> {
    summary: &'a Summary,
    rows: &'a [Welfare<'a>],
    atlas: &'a Atlas,
    classes: Classes,
    label: &'a str,
}

impl Map<'_> {
    fn draw(&self, layout: &Layout) -> String {
        let scale = layout.width / self.atlas.width;
        let height = self.atlas.height * scale;
        let legend = Legend::of(self.classes, layout.width, height + 14.0);
        let mut svg = Svg::new(layout.width, legend.bottom, self.label);
        svg.markup(&patterns(layout.class, scale));
        svg.markup(&format!(r#"<g transform="scale({scale:.5})">"#));
        let blank: String = self
            .shapes()
            .filter(|(_, row)| row.is_none())
            .map(|(shape, _)| outline(shape, layout))
            .collect();
        svg.markup(&format!(
            r#"<path style="fill:url(#{}-blank)" class="land" d="{blank}"/>"#,
            layout.class
        ));
        for (shape, row) in self.shapes() {
            if let Some(row) = row.filter(|_| shape.area * scale * scale >= VISIBLE) {
                svg.markup(&format!(
                    r#"<path {} d="{}"><title>{}</title></path>"#,
                    self.style(layout, row),
                    outline(shape, layout),
                    self.tooltip(row)
                ));
            }
        }
        svg.markup("</g>");
        for (shape, row) in self.shapes() {
            if let Some(row) = row.filter(|_| shape.area * scale * scale < VISIBLE) {
                let (x, y, style) = (shape.x * scale, shape.y * scale, self.style(layout, row));
                svg.markup(&format!(
                    r#"<circle {style} cx="{x:.1}" cy="{y:.1}" r="{CIRCLE}"><title>{}</title></circle>"#,
                    self.tooltip(row)
                ));
            }
        }
        self.labels(&mut svg, layout, scale, height);
        legend.draw(&mut svg, layout.class);
        svg.finish_as(layout.class)
    }

    /// Each shape with the row of its economy.
    fn shapes(&self) -> impl Iterator<Item = (&Shape, Option<&Welfare<'_>>)> {
        // An economy that was added up is drawn on all its members.
        let has = |economy: &str, shape: &Shape| {
            economy == shape.economy || members(self.summary, economy).contains(&shape.economy)
        };
        let row = move |shape: &Shape| self.rows.iter().find(|row| has(&row.economy, shape));
        self.atlas.shapes.iter().map(move |shape| (shape, row(shape)))
    }

    fn style(&self, layout: &Layout, row: &Welfare<'_>) -> String {
        fill(layout.class, self.classes.class(row.real_income_pct))
    }

    fn tooltip(&self, row: &Welfare<'_>) -> String {
        let change = typeset(&percent(row.real_income_pct));
        crate::svg::escape(&format!(
            "{}: real income {change} %",
            self.summary.economy(&row.economy)
        ))
    }

    /// Names and numbers of the economies that matter most, where there is room.
    fn labels(&self, svg: &mut Svg, layout: &Layout, scale: f64, height: f64) {
        let mut placer =
            Placer::new(Area { left: 2.0, top: 2.0, width: layout.width - 4.0, height });
        let shown = leading(self.rows, &self.summary.focus, layout.labels);
        let place = |row: &Welfare<'_>| {
            place(self.summary, self.atlas, &row.economy).map(|(x, y)| (x * scale, y * scale))
        };
        shown
            .iter()
            .filter_map(|row| place(row))
            .for_each(|at| placer.keep_clear(Area::around(at, 2.5)));
        for row in shown {
            let Some(at) = place(row) else { continue };
            let text = format!(
                "{} {} %",
                self.summary.economy(&row.economy),
                typeset(&percent(row.real_income_pct))
            );
            if let Some(placed) = placer.set(at, 5.0, &text, NAME) {
                svg.markup(&format!(
                    r#"<circle class="spot" cx="{:.1}" cy="{:.1}" r="1.8"/>"#,
                    at.0, at.1
                ));
                write(svg, &placed, at, "place", &text);
            }
        }
    }
}

fn outline<'a>(shape: &'a Shape, layout: &Layout) -> &'a str {
    if layout.fine || shape.coarse.is_empty() { &shape.path } else { &shape.coarse }
}

/// Fill of a class: a pattern for losses, which are hatched.
fn fill(prefix: &str, class: i32) -> String {
    let name = name(class);
    if class < 0 {
        format!(r#"class="land" style="fill:url(#{prefix}-{name})""#)
    } else {
        format!(r#"class="land {name}""#)
    }
}

/// Hatches, in the units of the sheet, so that they are as wide as on the legend.
fn patterns(prefix: &str, scale: f64) -> String {
    let mut markup = String::from("<defs>");
    for (suffix, back) in [("", 1.0 / scale), ("-key", 1.0)] {
        for level in 1..=3 {
            let (step, line) = ([7.0, 5.5, 4.2][level - 1], [0.7, 0.9, 1.1][level - 1]);
            // Writing to a String cannot fail.
            let _ = write!(
                markup,
                r#"<pattern id="{prefix}-fall{level}{suffix}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" patternTransform="scale({back:.4}) rotate(45)"><rect class="fall{level}" width="{step}" height="{step}"/><rect class="hatch" width="{line}" height="{step}"/></pattern>"#
            );
        }
        let _ = write!(
            markup,
            r#"<pattern id="{prefix}-blank{suffix}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="scale({back:.4})"><rect class="empty" width="5" height="5"/><circle class="dot" cx="1.5" cy="1.5" r=".6"/></pattern>"#
        );
    }
    markup.push_str("</defs>");
    markup
}

/// Swatches below the map, in as many lines as they need.
struct Legend {
    /// Left and top of each swatch, its words; the last is for land without a number.
    keys: Vec<(f64, f64, String)>,
    bottom: f64,
}

const SWATCH: f64 = 18.0;
const LINE: f64 = 21.0;
const TITLE: &str = "Real income, %:";

impl Legend {
    fn of(classes: Classes, room: f64, top: f64) -> Self {
        let words = (-3..=3).map(|class| classes.words(class)).chain(["none".to_owned()]);
        let (mut x, mut y) = (width(TITLE, SIZE) + 8.0, top);
        let mut keys = Vec::new();
        for words in words {
            let own = SWATCH + 5.0 + width(&words, SIZE) + 7.0;
            if x + own > room {
                (x, y) = (0.0, y + LINE);
            }
            keys.push((x, y, words));
            x += own;
        }
        Self { keys, bottom: y + LINE }
    }

    fn draw(&self, svg: &mut Svg, prefix: &str) {
        let top = self.keys.first().map_or(0.0, |key| key.1);
        svg.text((0.0, top + 12.0), "start", "value", TITLE);
        for ((x, y, words), class) in self.keys.iter().zip((-3..=3).map(Some).chain([None])) {
            let style = match class {
                None => format!(r#"class="land" style="fill:url(#{prefix}-blank-key)""#),
                Some(class) if class < 0 => {
                    format!(r#"class="land" style="fill:url(#{prefix}-{}-key)""#, name(class))
                }
                Some(class) => format!(r#"class="land {}""#, name(class)),
            };
            svg.markup(&format!(
                r#"<rect {style} x="{x:.1}" y="{y:.1}" width="{SWATCH}" height="14"/>"#
            ));
            svg.text((x + SWATCH + 5.0, y + 12.0), "start", "value", words);
        }
    }
}
