//! What happened when, who did it, and what is in force on the day that was computed?
//!
//! A bar for each entry, grouped by who acts, from its first to its last day. Filled: in force;
//! hatched: over; hollow: not yet; dotted: left out of this run. Notches: days on which its value
//! changes. Open ends have an arrow.

use crate::axis::{after, day, days, months, words};
use crate::drawings::labels::{fitted, width};
use crate::error::FiguresError;
use crate::figure::{Cell, DataTable, Figure};
use crate::svg::{Svg, escape};
use detente_record::{Entry, Summary};
use jiff::civil::Date;

const SIZE: f64 = 13.5;
const SMALL: f64 = 12.8;
const TOP: f64 = 44.0;
const BAR: f64 = 12.0;
const HEAD: f64 = 28.0;
const LINE: f64 = 20.0;
/// Share of the span that is left free after the last date.
const BEYOND: f64 = 0.04;
const OTHERS: &str = "Not said who";

/// How a drawing differs between wide and narrow screens.
struct Layout {
    class: &'static str,
    width: f64,
    /// Room for names beside the bars; none: they stand above.
    names: Option<f64>,
}

const LAYOUTS: [Layout; 2] = [
    Layout { class: "only-wide", width: 960.0, names: Some(415.0) },
    Layout { class: "only-narrow", width: 460.0, names: None },
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    InForce,
    NotYet,
    Over,
    LeftOut,
}

impl State {
    const ALL: [Self; 4] = [Self::InForce, Self::NotYet, Self::Over, Self::LeftOut];

    fn words(self) -> &'static str {
        match self {
            Self::InForce => "in force",
            Self::NotYet => "not yet in force",
            Self::Over => "over",
            Self::LeftOut => "left out of this run",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::InForce => "span in-force",
            Self::NotYet => "span not-yet",
            Self::Over => "span over",
            Self::LeftOut => "span left-out",
        }
    }
}

/// An entry with its dates.
struct Dated<'a> {
    entry: &'a Entry,
    from: Option<Date>,
    until: Option<Date>,
    state: State,
}

impl<'a> Dated<'a> {
    /// Runs of earlier versions have no dates but in words.
    fn of(entry: &'a Entry, today: Date) -> Self {
        let told: Vec<Date> = entry.period.split([' ', ',']).filter_map(day).collect();
        let (mut from, mut until) =
            (entry.from.as_deref().and_then(day), entry.until.as_deref().and_then(day));
        if from.is_none() && until.is_none() {
            (from, until) = match (told.as_slice(), entry.period.starts_with("until")) {
                ([only], true) => (None, Some(*only)),
                ([first, second, ..], _) => (Some(*first), Some(*second)),
                (told, _) => (told.first().copied(), None),
            };
        }
        let state = match from {
            _ if entry.in_force => State::InForce,
            _ if entry.left_out => State::LeftOut,
            Some(from) if from > today => State::NotYet,
            _ => State::Over,
        };
        Self { entry, from, until, state }
    }
}

/// The timeline of the entries; none where there are none.
///
/// # Errors
/// None today; the form of all drawings.
pub fn timeline(summary: &Summary) -> Result<Option<Figure>, FiguresError> {
    let Some(today) = day(&summary.date) else { return Ok(None) };
    let mut dated: Vec<Dated<'_>> =
        summary.entries.iter().map(|entry| Dated::of(entry, today)).collect();
    if dated.is_empty() {
        return Ok(None);
    }
    // Who acts first comes first; of one actor, kind by kind in the order of their first days. What
    // nobody is known to do stands last.
    let first = |by: &str| dated_first(summary, today, |entry| entry.by == by);
    let kind_first = |entry: &Entry| {
        dated_first(summary, today, |other| other.by == entry.by && kind(other) == kind(entry))
    };
    dated.sort_by_cached_key(|one| {
        let entry = one.entry;
        (
            entry.by.is_empty(),
            first(&entry.by),
            entry.by.clone(),
            kind_first(entry),
            kind(entry).to_owned(),
            one.from,
        )
    });
    let panel: String = LAYOUTS.iter().map(|layout| draw(&dated, today, layout)).collect();
    let caption = "Each bar runs from the first to the last day of an entry of the scenario; an arrow: with no end, or since before. Notches: days on which its value changes. The line is the day whose state of policy was computed. Point at a bar for its value and its source.";
    let figure = Figure::new("timeline", title(&dated, today), caption, data(&dated));
    Ok(Some(figure.panel(panel).wide()))
}

fn dated_first(summary: &Summary, today: Date, own: impl Fn(&Entry) -> bool) -> Option<Date> {
    summary
        .entries
        .iter()
        .filter(|entry| own(entry))
        .filter_map(|entry| Dated::of(entry, today).from)
        .min()
}

/// `tariff` of `tariff: add 25%`.
fn kind(entry: &Entry) -> &str {
    entry.kind.split(':').next().unwrap_or(&entry.kind)
}

fn count(dated: &[Dated<'_>], state: State) -> usize {
    dated.iter().filter(|one| one.state == state).count()
}

fn title(dated: &[Dated<'_>], today: Date) -> String {
    let parts: Vec<String> = State::ALL
        .into_iter()
        .filter(|state| *state != State::InForce && count(dated, *state) > 0)
        .map(|state| format!(", {} {}", count(dated, state), state.words()))
        .collect();
    let (on, all) = (count(dated, State::InForce), dated.len());
    let verb = if on == 1 { "is" } else { "are" };
    let entries = if all == 1 { "entry" } else { "entries" };
    format!("{on} of {all} {entries} {verb} in force on {}{}", words(today), parts.concat())
}

fn data(dated: &[Dated<'_>]) -> DataTable {
    let mut data = DataTable::new("timeline")
        .words("By")
        .words("Entry")
        .words("Kind and value")
        .words("Towards, or for")
        .words("Product")
        .words("From")
        .words("Until")
        .words("On the day computed")
        .words("Source");
    for one in dated {
        let entry = one.entry;
        let date = |date: Option<Date>| Cell::from(date.map(|date| date.to_string()));
        data.push(vec![
            entry.by.as_str().into(),
            entry.name.as_str().into(),
            entry.kind.as_str().into(),
            entry.beneficiary.as_str().into(),
            entry.product.as_str().into(),
            date(one.from),
            date(one.until),
            one.state.words().into(),
            entry.source.as_str().into(),
        ]);
    }
    data
}

/// The days of the axis and where they lie.
struct Axis {
    start: Date,
    length: f64,
    left: f64,
    width: f64,
}

impl Axis {
    fn of(dated: &[Dated<'_>], today: Date, left: f64, width: f64) -> Self {
        let changes =
            dated.iter().flat_map(|one| &one.entry.changes).filter_map(|change| day(change));
        let known = dated
            .iter()
            .flat_map(|one| [one.from, one.until])
            .flatten()
            .chain(changes)
            .chain([today]);
        let (first, last) =
            known.fold((today, today), |(first, last), date| (first.min(date), last.max(date)));
        let span = days(first, last).max(60.0);
        // A little room on both sides: for arrows, and so that a bar that begins on the last day is
        // seen.
        let start = after(first, -(span * BEYOND).ceil());
        Self { start, length: span * 2.0f64.mul_add(BEYOND, 1.0), left, width }
    }

    fn at(&self, date: Date) -> f64 {
        self.width.mul_add((days(self.start, date) / self.length).clamp(0.0, 1.0), self.left)
    }
}

fn draw(dated: &[Dated<'_>], today: Date, layout: &Layout) -> String {
    let left = layout.names.unwrap_or(1.0);
    let axis = Axis::of(dated, today, left, layout.width - left - 2.0);
    let (row, above): (f64, f64) = if layout.names.is_some() { (22.0, 0.0) } else { (36.0, 16.0) };
    let heads = groups(dated);
    let bottom = row.mul_add(dated.len() as f64, HEAD.mul_add(heads as f64, TOP));
    let keys = keys(dated, layout.width);
    let lines = keys.last().map_or(0.0, |key| key.1 + 1.0);
    let mut svg = Svg::new(layout.width, LINE.mul_add(lines, bottom + 12.0), &title(dated, today));
    svg.markup(&pattern(layout.class));
    grid(&mut svg, &axis, today, bottom);
    let (mut y, mut group) = (TOP, None);
    for one in dated {
        if heads > 0 && group != Some(&one.entry.by) {
            let by = if one.entry.by.is_empty() { OTHERS } else { &one.entry.by };
            svg.text(
                (0.0, y + 20.0),
                "start",
                "strong halo",
                &fitted(by, SIZE * 1.06, layout.width),
            );
            y += HEAD;
            group = Some(&one.entry.by);
        }
        let room = layout.names.map_or(layout.width, |names| names - 12.0);
        name(&mut svg, one, room, y + 13.5);
        bar(&mut svg, one, &axis, layout.class, y + above + (row - above - BAR) / 2.0);
        y += row;
    }
    for (x, line, state) in keys {
        let y = LINE.mul_add(line, bottom + 10.0);
        svg.markup(&format!(
            r#"<rect {} x="{x:.1}" y="{y:.1}" width="22" height="{BAR}"/>"#,
            style(state, layout.class)
        ));
        svg.text((x + 28.0, y + 10.5), "start", "value", state.words());
    }
    svg.finish_as(layout.class)
}

/// Number of groups that have a heading: none where no entry says who acts.
fn groups(dated: &[Dated<'_>]) -> usize {
    let mut found: Vec<&str> = dated.iter().map(|one| one.entry.by.as_str()).collect();
    found.dedup();
    if found == [""] { 0 } else { found.len() }
}

/// The name of an entry and its kind.
fn name(svg: &mut Svg, one: &Dated<'_>, room: f64, y: f64) {
    let kind = kind(one.entry).replace('-', " ");
    // A name that is long stands alone: tooltip and data name its kind.
    let left = room - width(&kind, SMALL) - 10.0;
    let alone = width(&one.entry.name, SIZE) > left;
    let (name, kind) = if alone {
        (fitted(&one.entry.name, SIZE, room - 8.0), String::new())
    } else {
        (one.entry.name.clone(), kind)
    };
    svg.markup(&format!(
        r#"<text class="halo" x="0" y="{y:.1}"><tspan>{}</tspan> <tspan class="value" dx="3">{}</tspan></text>"#,
        escape(&name),
        escape(&kind)
    ));
}

fn bar(svg: &mut Svg, one: &Dated<'_>, axis: &Axis, prefix: &str, top: f64) {
    let right = axis.left + axis.width;
    let (from, to) = (
        one.from.map_or(axis.left, |date| axis.at(date)),
        one.until.map_or(right, |date| axis.at(date)),
    );
    let to = to.max(from + 3.0).min(right);
    let from = from.min(to - 3.0);
    let mut path = format!("M{from:.1} {top:.1}");
    // An arrow where the bar has no end, or no beginning.
    if one.until.is_none() {
        path.push_str(&format!(
            "L{:.1} {top:.1}l6 {:.1}l-6 {:.1}",
            (to - 6.0).max(from),
            BAR / 2.0,
            BAR / 2.0
        ));
    } else {
        path.push_str(&format!("L{to:.1} {top:.1}v{BAR}"));
    }
    path.push_str(&format!("L{from:.1} {:.1}", top + BAR));
    if one.from.is_none() {
        path.push_str(&format!("l4 -{:.1}", BAR / 2.0));
    }
    path.push('z');
    svg.markup(&format!(
        r#"<path {} d="{path}"><title>{}</title></path>"#,
        style(one.state, prefix),
        escape(&tooltip(one))
    ));
    for change in one.entry.changes.iter().filter_map(|change| day(change)) {
        let x = axis.at(change);
        if x > from + 1.0 && x < to - 1.0 {
            svg.line((x, top), (x, top + BAR), "notch");
        }
    }
}

fn tooltip(one: &Dated<'_>) -> String {
    let entry = one.entry;
    let mut text = format!("{} ({}), {}", entry.name, entry.kind, one.state.words());
    let dates = match (one.from, one.until) {
        (Some(from), Some(until)) => format!("{} to {}", words(from), words(until)),
        (Some(from), None) => format!("from {}", words(from)),
        (None, Some(until)) => format!("until {}", words(until)),
        (None, None) => "throughout".to_owned(),
    };
    text.push_str(&format!("; {dates}"));
    for (what, told) in [("towards or for", &entry.beneficiary), ("product", &entry.product)] {
        if !told.is_empty() {
            text.push_str(&format!("; {what}: {told}"));
        }
    }
    format!("{text}. Source: {}", entry.source.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn style(state: State, prefix: &str) -> String {
    if state == State::Over {
        format!(r#"class="{}" style="fill:url(#{prefix}-ended)""#, state.class())
    } else {
        format!(r#"class="{}""#, state.class())
    }
}

fn pattern(prefix: &str) -> String {
    format!(
        r#"<defs><pattern id="{prefix}-ended" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="empty" width="5" height="5"/><rect class="hatch" width="1" height="5"/></pattern></defs>"#
    )
}

/// Dates above, and the day that was computed.
fn grid(svg: &mut Svg, axis: &Axis, today: Date, bottom: f64) {
    for tick in months(axis.start, axis.length, axis.width, 66.0) {
        let x = axis.width.mul_add(tick.day / axis.length, axis.left);
        svg.line((x, TOP - 14.0), (x, bottom), "rule");
        if x + width(&tick.label, SMALL) <= axis.left + axis.width + 1.0 {
            svg.text((x, TOP - 18.0), "start", "value", &tick.label);
        }
    }
    let (x, text) = (axis.at(today), format!("{}: computed", words(today)));
    svg.line((x, 16.0), (x, bottom), "today");
    let half = width(&text, SMALL) / 2.0;
    let middle = x.clamp(half + 1.0, (axis.left + axis.width - half).max(half + 1.0));
    svg.text((middle, 11.0), "middle", "value strong", &text);
}

/// Left, line and state of each swatch; only states that occur.
fn keys(dated: &[Dated<'_>], room: f64) -> Vec<(f64, f64, State)> {
    let (mut x, mut line) = (0.0, 0.0);
    let mut keys = Vec::new();
    for state in State::ALL.into_iter().filter(|state| count(dated, *state) > 0) {
        let own = 28.0 + width(state.words(), SMALL) + 14.0;
        if x + own > room {
            (x, line) = (0.0, line + 1.0);
        }
        keys.push((x, line, state));
        x += own;
    }
    keys
}
