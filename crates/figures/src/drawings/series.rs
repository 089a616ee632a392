//! How do the prices and the stocks of a chain move, and between which bounds?
//!
//! Steps, since a period has one value; the band behind is what the low and the high case span; the
//! dashed line is the base year. A panel for each good, in the market where it moves most.

use crate::axis::{after, day, months, ticks, words, written};
use crate::drawings::labels::{fitted, width};
use crate::error::FiguresError;
use crate::figure::{DataTable, Figure};
use crate::headline::{article, inside};
use crate::number::{digits, typeset};
use crate::svg::Svg;
use crate::{Band, NOT_SPECIFIED};
use detente_record::{ChainNote, Tables, name_of, numbers, short_of, text};
use std::collections::BTreeMap;

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 220.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 26.0;
const RIGHT: f64 = 10.0;
/// Panels of a figure.
const PANELS: usize = 4;
const SMALL: f64 = 12.8;
/// A change of a price below this share of its base, or of a stock below this share of its most, is
/// none to speak of.
const LEAST: f64 = 0.01;
/// Movements below this share of the highest value of a series are none to draw out.
const STILL: f64 = 0.01;

/// One value in one period.
#[derive(Clone, Debug)]
struct Point {
    period: String,
    days: f64,
    value: Band,
}

/// What moves in one market.
#[derive(Clone, Debug)]
struct Series {
    good: String,
    economy: String,
    base: Option<f64>,
    points: Vec<Point>,
}

impl Series {
    /// Largest distance from the base, or the largest value where there is no base.
    fn moved(&self) -> f64 {
        let far = |point: &Point| {
            self.base.map_or(point.value.mid, |base| (point.value.mid / base - 1.0).abs())
        };
        self.points.iter().map(far).fold(0.0, f64::max)
    }

    /// First day of the period in which it is farthest from its base, or from where it begins.
    fn farthest(&self) -> &str {
        let from = self.base.or_else(|| Some(self.points.first()?.value.mid)).unwrap_or_default();
        let far = |point: &Point| (point.value.mid - from).abs();
        let found = self.points.iter().max_by(|a, b| far(a).total_cmp(&far(b)));
        found.map_or("", |point| point.period.as_str())
    }

    /// Distance between the least and the most over the most.
    fn stirs(&self) -> f64 {
        let values = || self.points.iter().map(|point| point.value.mid);
        let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(0.0, f64::max));
        if most > 0.0 { (most - least) / most } else { 0.0 }
    }

    /// `The price of yttrium oxide in the United States moves from 6 to 60 USD per tonne`.
    fn finding(&self, chain: &ChainNote, what: &str, unit: &str) -> String {
        let good = inside(name_of(&chain.goods, &self.good));
        let place = article(short_of(&chain.economies, &self.economy));
        let from = self.base.or(self.points.first().map(|point| point.value.mid)).unwrap_or(0.0);
        let far = |point: &&Point| (point.value.mid - from).abs();
        let most = self.points.iter().max_by(|a, b| far(a).total_cmp(&far(b)));
        let to = most.map_or(from, |point| point.value.mid);
        let verb = if to < from { "falls" } else { "rises" };
        format!("{what} of {good} in {place} {verb} from {} to {} {unit}", digits(from), digits(to))
    }

    fn title(&self, chain: &ChainNote) -> String {
        format!(
            "{}: {}",
            short_of(&chain.economies, &self.economy),
            name_of(&chain.goods, &self.good)
        )
    }
}

/// Prices of the goods that move most; none where no price moves by one percent.
///
/// # Errors
/// If a table lacks a column.
pub(crate) fn prices(chain: &ChainNote, tables: &Tables) -> Result<Option<Figure>, FiguresError> {
    let table = tables.table("commodity_prices")?;
    let (low, mid, high) =
        (numbers(table, "low")?, numbers(table, "mid")?, numbers(table, "high")?);
    let base = numbers(table, "base")?;
    let band = |row: usize| Band { low: low[row], mid: mid[row], high: high[row] };
    let mut found =
        series(chain, table, |row| (base[row] > 0.0).then_some((Some(base[row]), band(row))))?;
    found.retain(|one| one.moved() >= LEAST);
    // One panel for each good: the market where it moves most.
    found.sort_by(|a, b| b.moved().total_cmp(&a.moved()));
    let mut goods: Vec<String> = Vec::new();
    found.retain(|one| {
        let new = !goods.contains(&one.good);
        if new {
            goods.push(one.good.clone());
        }
        new
    });
    found.truncate(PANELS);
    let unit = &chain.price_unit;
    let caption = format!(
        "Price in {unit}, in the market where it moves most: the middle case, and between which bounds; dashed: the base year {}. The goods that move most first. Axes begin at zero unless a label says otherwise; drawn until nothing moves by more than one percent.",
        chain.base_year
    );
    Ok(figure(
        chain,
        &found,
        &format!("prices-{}", chain.id),
        "The price",
        &caption,
        unit,
        "commodity_prices",
    ))
}

/// The largest stocks of a chain that move; none where none is known or none moves by one percent.
///
/// # Errors
/// If a table lacks a column.
pub(crate) fn stocks(chain: &ChainNote, tables: &Tables) -> Result<Option<Figure>, FiguresError> {
    let table = tables.table("commodity_balance")?;
    let stock = numbers(table, "stock")?;
    let band = |row: usize| Band { low: stock[row], mid: stock[row], high: stock[row] };
    let mut found = series(chain, table, |row| Some((None, band(row))))?;
    found.retain(|one| one.stirs() >= LEAST);
    found.sort_by(|a, b| b.moved().total_cmp(&a.moved()));
    found.truncate(PANELS);
    let caption = "What firms hold in store at the end of each period, where stocks are known; the middle case, drawn until nothing moves by more than one percent. The largest first.";
    Ok(figure(
        chain,
        &found,
        &format!("stocks-{}", chain.id),
        "The stock",
        caption,
        &chain.unit,
        "commodity_balance",
    ))
}

/// The series of a table, by good and economy, in the order of the table.
fn series(
    chain: &ChainNote,
    table: &detente_world::table::Table,
    value: impl Fn(usize) -> Option<(Option<f64>, Band)>,
) -> Result<Vec<Series>, FiguresError> {
    let (chains, goods, economies) =
        (text(table, "chain")?, text(table, "good")?, text(table, "economy")?);
    let (periods, days) = (text(table, "period")?, numbers(table, "days")?);
    let mut known: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut found: Vec<Series> = Vec::new();
    for row in
        (0..table.rows()).filter(|row| chains[*row] == chain.id && economies[*row] != NOT_SPECIFIED)
    {
        let Some((base, value)) = value(row) else { continue };
        let at = *known.entry((&goods[row], &economies[row])).or_insert_with(|| {
            found.push(Series {
                good: goods[row].clone(),
                economy: economies[row].clone(),
                base,
                points: Vec::new(),
            });
            found.len() - 1
        });
        found[at].points.push(Point { period: periods[row].clone(), days: days[row], value });
    }
    Ok(found)
}

fn figure(
    chain: &ChainNote,
    found: &[Series],
    id: &str,
    title: &str,
    caption: &str,
    unit: &str,
    table: &str,
) -> Option<Figure> {
    let first = found.first()?;
    let told = moving(found);
    let mut data =
        DataTable::new(id).words("Good").words("Economy").words("From").numbers("Days", "");
    data = data
        .numbers("Base year", unit)
        .numbers("Least", unit)
        .numbers("Middle", unit)
        .numbers("Most", unit);
    for one in found {
        for point in &one.points {
            data.push(vec![
                name_of(&chain.goods, &one.good).into(),
                short_of(&chain.economies, &one.economy).into(),
                point.period.as_str().into(),
                point.days.into(),
                one.base.into(),
                point.value.low.into(),
                point.value.mid.into(),
                point.value.high.into(),
            ]);
        }
    }
    let key =
        detente_record::lookup::key(&[&chain.id, &first.good, &first.economy, first.farthest()]);
    let title = first.finding(chain, title, unit);
    let figure = Figure::new(id, title, caption, data.from(&[table], key));
    let shown = found.iter().map(|one| Series {
        points: one.points.iter().take(told).cloned().collect(),
        ..one.clone()
    });
    Some(figure.panels(shown.map(|one| panel(chain, &one, unit))))
}

/// Number of periods until which anything moves: after them every series stays where it ends, but
/// for a hundredth of its highest value.
fn moving(found: &[Series]) -> usize {
    let until = |one: &Series| {
        let last = one.points.last()?.value;
        let slack =
            STILL * one.points.iter().map(|point| point.value.high.abs()).fold(0.0, f64::max);
        let far = |value: f64, end: f64| (value - end).abs() > slack;
        one.points.iter().rposition(|point| {
            far(point.value.low, last.low)
                || far(point.value.mid, last.mid)
                || far(point.value.high, last.high)
        })
    };
    // Two more periods show that it stays.
    let most = found.iter().map(|one| one.points.len()).max().unwrap_or(0);
    found.iter().filter_map(until).max().map_or(most, |at| (at + 3).min(most))
}

/// The scale of a panel: where values lie, and how they are written.
struct Scale {
    ticks: Vec<f64>,
    words: Vec<String>,
    left: f64,
}

impl Scale {
    fn of(one: &Series) -> Self {
        let all = || {
            one.points.iter().flat_map(|point| [point.value.low, point.value.high]).chain(one.base)
        };
        let (low, high) =
            (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
        // Small movements of large values would be a flat line above zero.
        let from = if low > 0.0 && high - low < 0.3 * high { low } else { low.min(0.0) };
        let ticks = ticks(from, high, 4.0);
        let words = written(&ticks);
        let widest = words.iter().map(|tick| width(tick, SMALL)).fold(0.0, f64::max);
        Self { ticks, words, left: widest + 8.0 }
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        (HEIGHT - TOP - BOTTOM).mul_add(1.0 - (value - low) / (high - low), TOP)
    }
}

fn panel(chain: &ChainNote, one: &Series, unit: &str) -> String {
    let scale = Scale::of(one);
    let length = one.points.iter().map(|point| point.days).sum::<f64>().max(1.0);
    let room = WIDTH - scale.left - RIGHT;
    let x = |day: f64| room.mul_add(day / length, scale.left);
    let mut svg = Svg::new(WIDTH, HEIGHT, &sentence(chain, one, unit));
    svg.text((0.0, 15.0), "start", "panel", &fitted(name_of(&chain.goods, &one.good), 15.2, WIDTH));
    let short = if scale.ticks[0] > 0.0 {
        format!("{unit}, the axis begins at {}", scale.words[0])
    } else {
        unit.to_owned()
    };
    let place = short_of(&chain.economies, &one.economy);
    svg.text((0.0, 33.0), "start", "value", &fitted(&format!("{place}, {short}"), SMALL, WIDTH));
    for (tick, words) in scale.ticks.iter().zip(&scale.words) {
        let y = scale.y(*tick);
        svg.line((scale.left, y), (WIDTH - RIGHT, y), if *tick == 0.0 { "zero" } else { "rule" });
        svg.text((scale.left - 6.0, y + 4.0), "end", "value", words);
    }
    if let Some(start) = one.points.first().and_then(|point| day(&point.period)) {
        for tick in months(start, length, room, 62.0) {
            let at = x(tick.day);
            svg.line((at, HEIGHT - BOTTOM), (at, HEIGHT - BOTTOM + 4.0), "zero");
            if at + width(&tick.label, SMALL) <= WIDTH {
                svg.text((at, HEIGHT - 8.0), "start", "value", &tick.label);
            }
        }
    }
    curve(&mut svg, one, &scale, &x, unit);
    svg.finish()
}

fn curve(svg: &mut Svg, one: &Series, scale: &Scale, x: &impl Fn(f64) -> f64, unit: &str) {
    let (mut day_at, mut before) = (0.0, None);
    for point in &one.points {
        let (left, right) = (x(day_at), x(day_at + point.days));
        let (low, mid, high) =
            (scale.y(point.value.low), scale.y(point.value.mid), scale.y(point.value.high));
        let from = day(&point.period).map_or_else(
            || point.period.clone(),
            |start| format!("{} to {}", words(start), words(after(start, point.days - 1.0))),
        );
        let bounds = if point.value.low == point.value.high {
            String::new()
        } else {
            format!(" ({} to {})", digits(point.value.low), digits(point.value.high))
        };
        let tooltip = format!("{from}: {}{bounds} {unit}", digits(point.value.mid));
        svg.bar((left, high), (right - left, (low - high).max(0.8)), "band", &typeset(&tooltip));
        if let Some(before) = before {
            svg.line((left, before), (left, mid), "curve");
        }
        svg.line((left, mid), (right, mid), "curve");
        (day_at, before) = (day_at + point.days, Some(mid));
    }
    if let Some(base) = one.base {
        let y = scale.y(base);
        svg.line((x(0.0), y), (x(day_at), y), "base");
    }
}

fn sentence(chain: &ChainNote, one: &Series, unit: &str) -> String {
    let most = one.points.iter().max_by(|a, b| a.value.mid.total_cmp(&b.value.mid));
    let least = one.points.iter().min_by(|a, b| a.value.mid.total_cmp(&b.value.mid));
    let when = |point: &Point| day(&point.period).map_or_else(|| point.period.clone(), words);
    match (least, most) {
        (Some(least), Some(most)) => format!(
            "{}: between {} {unit} ({}) and {} {unit} ({}).",
            one.title(chain),
            digits(least.value.mid),
            when(least),
            digits(most.value.mid),
            when(most)
        ),
        _ => one.title(chain),
    }
}
