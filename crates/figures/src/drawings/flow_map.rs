//! Along which ways does a good travel, and which ways gain and lose by the shock?
//!
//! Two maps: the largest flows of the base year, and the largest changes against it. The width of
//! an arc is its quantity; what is lost is dashed, so that the map reads without colour.

use crate::drawings::atlas::{Atlas, atlas};
use crate::drawings::labels::{Area, Placer, write};
use crate::drawings::links::{Link, Links};
use crate::error::FiguresError;
use crate::figure::{DataTable, Figure};
use crate::headline::inside;
use crate::number::digits;
use crate::svg::{Svg, escape};
use detente_record::{ChainNote, Tables, short_of};

const WIDTH: f64 = 460.0;
const TOP: f64 = 24.0;
/// Arcs on each map.
const ARCS: usize = 14;
/// Names on each map.
const NAMES: usize = 9;
/// Width of the largest arc; every arc is at least as wide as a hair.
const WIDEST: f64 = 9.0;
const HAIR: f64 = 0.7;
/// Size of names, a little larger than they are set since they are bold.
const NAME: f64 = 14.2;
/// Height of the key below a map.
const KEY: f64 = 20.0;
/// Least share of the sheet's width that is shown, and least height of a map.
const NARROWEST: f64 = 0.4;
const FLATTEST: f64 = 170.0;
/// How far an arc bends, over its length.
const BEND: f64 = 0.2;

/// The maps of the flows of the good that moves most; none where nothing moves or no way has two
/// places on the map.
///
/// # Errors
/// If a table lacks a column.
pub(crate) fn flow_map(chain: &ChainNote, tables: &Tables) -> Result<Option<Figure>, FiguresError> {
    let Some(found) = Links::of(chain, tables)?.into_iter().next() else { return Ok(None) };
    let atlas = atlas()?;
    let mapped: Vec<&Link> =
        found.links.iter().filter(|link| ends(&atlas, link).is_some()).collect();
    if mapped.is_empty() {
        return Ok(None);
    }
    let before = Panel::of(&mapped, |link| link.base);
    let change = Panel::of(&mapped, Link::change);
    let view = View::of(
        mapped.iter().filter_map(|link| ends(&atlas, link)).flat_map(|(from, to)| [from, to]),
        &atlas,
    );
    let draw = Draw { chain, found: &found, atlas: &atlas, view };
    let titles = [
        format!("Before, {}, {} a year", chain.base_year, chain.unit),
        format!("Change {}, {} a year", found.when(), chain.unit),
    ];
    let first = found.links.iter().max_by(|a, b| a.change().abs().total_cmp(&b.change().abs()));
    let key = first.map_or(String::new(), |link| found.key(chain, link));
    let subject = format!("Flows of {}, before and {}", inside(found.name(chain)), found.when());
    let title = found.finding(chain).unwrap_or(subject);
    let figure = Figure::new(
        &format!("flow-map-{}", chain.id),
        title,
        caption(&found, &before, &change),
        data(chain, &found, key),
    );
    Ok(Some(
        figure
            .panel(draw.panel(&titles[0], &before, false))
            .panel(draw.panel(&titles[1], &change, true)),
    ))
}

/// Both places of a flow, if both are on the map.
fn ends(atlas: &Atlas, link: &Link) -> Option<((f64, f64), (f64, f64))> {
    Some((atlas.place(&link.exporter)?, atlas.place(&link.importer)?))
}

/// The flows of one map, largest first.
struct Panel<'a> {
    arcs: Vec<(&'a Link, f64)>,
    /// Share of the whole that is drawn.
    share: f64,
}

impl<'a> Panel<'a> {
    fn of(links: &[&'a Link], value: fn(&Link) -> f64) -> Self {
        let mut arcs: Vec<(&Link, f64)> = links.iter().map(|link| (*link, value(link))).collect();
        arcs.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        let sum = |arcs: &[(&Link, f64)]| arcs.iter().map(|(_, value)| value.abs()).sum::<f64>();
        let all = sum(&arcs);
        arcs.truncate(ARCS);
        arcs.retain(|(_, value)| value.abs() > 1e-4 * all);
        let share = if all > 0.0 { sum(&arcs) / all } else { 0.0 };
        Self { arcs, share }
    }

    fn most(&self) -> f64 {
        self.arcs.first().map_or(0.0, |(_, value)| value.abs())
    }
}

fn caption(found: &Links, before: &Panel<'_>, change: &Panel<'_>) -> String {
    format!(
        "The width of an arc is its quantity, on each map by its own scale; arrows point to the buyer. On the second: solid and blue is gained, dashed and red is lost. Drawn are the {} largest flows ({:.0} % of the quantity between places on the map) and the {} largest changes ({:.0} %) of {}; the middle case. What comes from or goes to the rest of the world has no place; it is in the data.",
        before.arcs.len(),
        100.0 * before.share,
        change.arcs.len(),
        100.0 * change.share,
        found.links.len()
    )
}

fn data(chain: &ChainNote, found: &Links, key: String) -> DataTable {
    let unit = format!("{} a year", chain.unit);
    let mut data = DataTable::new(&format!("flows-{}", chain.id))
        .words("From")
        .words("To")
        .numbers("Before", &unit)
        .numbers("Then, least", &unit)
        .numbers("Then", &unit)
        .numbers("Then, most", &unit);
    let mut links: Vec<&Link> = found.links.iter().collect();
    links.sort_by(|a, b| b.change().abs().total_cmp(&a.change().abs()));
    for link in links {
        data.push(vec![
            short_of(&chain.economies, &link.exporter).into(),
            short_of(&chain.economies, &link.importer).into(),
            link.base.into(),
            link.now.low.into(),
            link.now.mid.into(),
            link.now.high.into(),
        ]);
    }
    data.from(&["commodity_flows"], key)
}

/// The part of the sheet that is drawn.
#[derive(Clone, Copy, Debug)]
struct View {
    left: f64,
    top: f64,
    scale: f64,
    height: f64,
}

impl View {
    /// A view that holds all places with room around them for names and arcs.
    fn of(places: impl Iterator<Item = (f64, f64)> + Clone, atlas: &Atlas) -> Self {
        let ends = |part: fn((f64, f64)) -> f64, most: f64, before: f64, behind: f64| {
            let values = places.clone().map(part);
            let (low, high) =
                (values.clone().fold(f64::INFINITY, f64::min), values.fold(0.0, f64::max));
            ((low - before * atlas.width).max(0.0), (high + behind * atlas.width).min(most))
        };
        let (mut left, mut right) = ends(|place| place.0, atlas.width, 0.1, 0.12);
        let (mut top, mut bottom) = ends(|place| place.1, atlas.height, 0.1, 0.06);
        // Near neighbours are not blown up without end.
        let short = (NARROWEST * atlas.width - (right - left)).max(0.0) / 2.0;
        (left, right) = ((left - short).max(0.0), (right + short).min(atlas.width));
        let scale = WIDTH / (right - left);
        let flat = (FLATTEST / scale - (bottom - top)).max(0.0) / 2.0;
        (top, bottom) = ((top - flat).max(0.0), (bottom + flat).min(atlas.height));
        Self { left, top, scale, height: (bottom - top) * scale }
    }

    fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        ((x - self.left) * self.scale, (y - self.top).mul_add(self.scale, TOP))
    }
}

struct Draw<'a> {
    chain: &'a ChainNote,
    found: &'a Links,
    atlas: &'a Atlas,
    view: View,
}

impl Draw<'_> {
    fn panel(&self, title: &str, panel: &Panel<'_>, signed: bool) -> String {
        let View { left, top, scale, height } = self.view;
        let mut svg = Svg::new(WIDTH, TOP + height + KEY, &self.sentence(title, panel));
        svg.text((0.0, 15.0), "start", "panel", title);
        let clip = format!("clip-{}-{signed}", self.chain.id);
        let (right, down) = (-left * scale, TOP - top * scale);
        svg.markup(&format!(
            r#"<clipPath id="{clip}"><rect x="0" y="{TOP}" width="{WIDTH}" height="{height:.1}"/></clipPath><g clip-path="url(#{clip})"><g transform="translate({right:.2} {down:.2}) scale({scale:.5})"><path class="ground" d="{}"/></g></g>"#,
            self.atlas.land()
        ));
        let most = panel.most();
        // The largest last, on top.
        for (link, value) in panel.arcs.iter().rev() {
            if let Some((from, to)) = ends(self.atlas, link) {
                let class = if !signed {
                    "flow"
                } else if *value < 0.0 {
                    "flow less"
                } else {
                    "flow more"
                };
                let (from, to) = (self.view.place(from), self.view.place(to));
                svg.markup(&arc(from, to, thickness(*value, most), class, &self.tooltip(link)));
            }
        }
        self.names(&mut svg, panel);
        self.key(&mut svg, most, TOP + height + KEY);
        svg.finish()
    }

    /// How wide a round quantity is.
    fn key(&self, svg: &mut Svg, most: f64, bottom: f64) {
        let step = crate::axis::ticks(0.0, most, 2.0).get(1).copied().unwrap_or(most).min(most);
        let y = bottom - 7.0;
        svg.markup(&format!(
            r#"<g class="flow"><path class="arc" style="stroke-width:{:.2}" d="M1 {y:.1}h34"/></g>"#,
            thickness(step, most)
        ));
        svg.text(
            (42.0, y + 4.5),
            "start",
            "value",
            &format!("{} {} a year", digits(step), self.chain.unit),
        );
    }

    fn tooltip(&self, link: &Link) -> String {
        let name = |code: &str| short_of(&self.chain.economies, code).to_owned();
        let now = link.now.span(digits);
        format!(
            "{} to {}: {} {unit} a year before, {now} {unit} a year {}",
            name(&link.exporter),
            name(&link.importer),
            digits(link.base),
            self.found.when(),
            unit = self.chain.unit
        )
    }

    /// Names of the ends of the largest arcs, where there is room.
    fn names(&self, svg: &mut Svg, panel: &Panel<'_>) {
        let mut codes: Vec<&str> = Vec::new();
        for code in
            panel.arcs.iter().flat_map(|(link, _)| [link.exporter.as_str(), link.importer.as_str()])
        {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        let mut placer =
            Placer::new(Area { left: 1.0, top: TOP, width: WIDTH - 2.0, height: self.view.height });
        let marks: Vec<(&str, (f64, f64))> = codes
            .into_iter()
            .filter_map(|code| Some((code, self.view.place(self.atlas.place(code)?))))
            .collect();
        marks.iter().for_each(|(_, at)| placer.keep_clear(Area::around(*at, 3.0)));
        for (code, at) in &marks {
            svg.markup(&format!(
                r#"<circle class="spot" cx="{:.1}" cy="{:.1}" r="2"/>"#,
                at.0, at.1
            ));
            if marks.iter().take(NAMES).any(|(shown, _)| shown == code) {
                let name = short_of(&self.chain.economies, code);
                if let Some(placed) = placer.set(*at, 4.0, name, NAME) {
                    write(svg, &placed, *at, "place", name);
                }
            }
        }
    }

    fn sentence(&self, title: &str, panel: &Panel<'_>) -> String {
        let name = |code: &str| short_of(&self.chain.economies, code).to_owned();
        panel.arcs.first().map_or(title.to_owned(), |(link, value)| {
            format!(
                "{}. {title}. The largest: {} to {}, {}.",
                self.found.name(self.chain),
                name(&link.exporter),
                name(&link.importer),
                digits(*value)
            )
        })
    }
}

/// Width of an arc: in proportion, but never less than a hair.
fn thickness(value: f64, most: f64) -> f64 {
    if most > 0.0 { (WIDEST * value.abs() / most).max(HAIR) } else { HAIR }
}

/// An arc that bends to the north, with its arrowhead at the end.
fn arc(from: (f64, f64), to: (f64, f64), width: f64, class: &str, tooltip: &str) -> String {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = dx.hypot(dy).max(1.0);
    // Upwards is the side on which the normal has a negative y; between east and west neighbours
    // the bend parts the two directions.
    let side = if dx >= 0.0 { 1.0 } else { -1.0 };
    let control = (
        f64::midpoint(from.0, to.0) + side * BEND * dy,
        (f64::midpoint(from.1, to.1) - side * BEND * dx).max(TOP + 2.0),
    );
    let head = width.mul_add(0.9, 4.0).min(length * 0.5);
    let along = ((to.0 - control.0), (to.1 - control.1));
    let size = along.0.hypot(along.1).max(1e-6);
    let unit = (along.0 / size, along.1 / size);
    let base = (unit.0.mul_add(-head, to.0), unit.1.mul_add(-head, to.1));
    let half = width.mul_add(0.45, 2.4);
    let (left, right) = (
        (unit.1.mul_add(-half, base.0), unit.0.mul_add(half, base.1)),
        (unit.1.mul_add(half, base.0), unit.0.mul_add(-half, base.1)),
    );
    format!(
        r#"<g class="{class}"><title>{}</title><path class="arc" style="stroke-width:{width:.2}" d="M{:.1} {:.1}Q{:.1} {:.1} {:.1} {:.1}"/><path class="head" d="M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}z"/></g>"#,
        escape(tooltip),
        from.0,
        from.1,
        control.0,
        control.1,
        base.0,
        base.1,
        to.0,
        to.1,
        left.0,
        left.1,
        right.0,
        right.1
    )
}
