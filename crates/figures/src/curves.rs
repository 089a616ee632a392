//! How does a share of the base year move over time, and between which bounds?
//!
//! Steps, since a period has one value; the band behind is what the low and the high case span. The
//! first curve is drawn through, the second is dashed, so that the figure reads without colour.

use crate::Band;
use crate::drawings::{day, months};
use crate::svg::Svg;

/// One curve.
pub struct Curve {
    /// What it is called.
    pub name: String,
    /// Whether it is dashed, so that two can be distinguished without colour.
    pub dashed: bool,
    /// Days from the beginning, length in days, first day, value.
    pub points: Vec<(f64, f64, String, Band)>,
}

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 262.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 66.0;
const BOTTOM: f64 = 24.0;
const RIGHT: f64 = 8.0;
/// Room that a date on the axis needs.
const DATE: f64 = 76.0;
/// A change below this share of the base year is none.
const STILL: f64 = 0.02;

/// A figure of curves as percent of the base year, headed by a market and what is seen of it.
pub fn curves((heading, subject): (&str, &str), curves: &[Curve]) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT, &format!("{heading}: {subject}"));
    svg.text((0.0, 15.0), "start", "panel", heading);
    svg.text((0.0, 33.0), "start", "value", subject);
    let all = || curves.iter().flat_map(|curve| &curve.points);
    let days = all().map(|(day, length, ..)| day + length).fold(1.0, f64::max);
    let most = all().map(|(.., band)| band.high).fold(1.0, f64::max).min(2.0);
    let x = |day: f64| (WIDTH - LEFT - RIGHT).mul_add(day / days, LEFT);
    let y = |value: f64| (HEIGHT - TOP - BOTTOM).mul_add(1.0 - value.min(most) / most, TOP);
    for tick in [0.0, 0.5, 1.0, 1.5, 2.0].into_iter().filter(|tick| *tick <= most + 1e-9) {
        svg.line(
            (LEFT, y(tick)),
            (WIDTH - RIGHT, y(tick)),
            if tick == 0.0 { "zero" } else { "rule" },
        );
        svg.text((LEFT - 6.0, y(tick) + 4.0), "end", "value", &format!("{:.0} %", 100.0 * tick));
    }
    for curve in curves {
        draw(&mut svg, curve, &x, &y);
    }
    legend(&mut svg, curves);
    dates(&mut svg, all().next().map(|(.., period, _)| period.as_str()), days, &x);
    svg.finish()
}

/// First days of months or years below the axis; the first day alone where no month begins.
fn dates(svg: &mut Svg, first: Option<&str>, length: f64, x: &impl Fn(f64) -> f64) {
    let Some(first) = first else { return };
    let ticks =
        day(first).map_or(Vec::new(), |start| months(start, length, WIDTH - LEFT - RIGHT, DATE));
    if ticks.is_empty() {
        svg.text((LEFT, HEIGHT - 6.0), "start", "value", first);
    }
    for tick in ticks {
        let at = x(tick.day);
        let anchor = if at > WIDTH - RIGHT - DATE / 2.0 { "end" } else { "start" };
        svg.line((at, HEIGHT - BOTTOM), (at, HEIGHT - BOTTOM + 5.0), "zero");
        svg.text((at, HEIGHT - 5.0), anchor, "value", &tick.label);
    }
}

/// How many periods from the beginning say something: all but those at the end in which no curve
/// moves any more, and some of these.
pub fn moving<'c>(curves: impl Iterator<Item = &'c [(f64, f64, String, Band)]> + Clone) -> usize {
    let count = curves.clone().map(<[_]>::len).max().unwrap_or(0);
    let far = |a: &Band, b: &Band| {
        [a.low - b.low, a.mid - b.mid, a.high - b.high]
            .iter()
            .any(|difference| difference.abs() > STILL)
    };
    let last = |points: &[(f64, f64, String, Band)]| {
        let end = points.last().map(|point| point.3);
        end.map_or(0, |end| {
            points.iter().rposition(|point| far(&point.3, &end)).map_or(0, |at| at + 2)
        })
    };
    let moves = curves.map(last).max().unwrap_or(0);
    (moves + moves / 4 + 1).min(count)
}

fn draw(svg: &mut Svg, curve: &Curve, x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) {
    let (band, line) =
        if curve.dashed { ("band second", "curve second") } else { ("band", "curve") };
    let mut before: Option<f64> = None;
    for (day, length, period, value) in &curve.points {
        let (left, right) = (x(*day), x(day + length));
        let tooltip = format!(
            "{}, {}: {:.0} % ({:.0} to {:.0})",
            period,
            curve.name,
            100.0 * value.mid,
            100.0 * value.low,
            100.0 * value.high
        );
        let height = (y(value.low) - y(value.high)).max(0.8);
        svg.bar((left, y(value.high)), (right - left, height), band, &tooltip);
        if let Some(before) = before {
            svg.line((left, before), (left, y(value.mid)), line);
        }
        svg.line((left, y(value.mid)), (right, y(value.mid)), line);
        before = Some(y(value.mid));
    }
}

fn legend(svg: &mut Svg, curves: &[Curve]) {
    let mut from = WIDTH - RIGHT;
    for curve in curves.iter().rev() {
        let class = if curve.dashed { "curve second" } else { "curve" };
        svg.text((from, TOP - 13.0), "end", "value", &curve.name);
        from -= 7.0f64.mul_add(curve.name.chars().count() as f64, 6.0);
        svg.line((from - 20.0, TOP - 17.0), (from, TOP - 17.0), class);
        from -= 30.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_has_a_step_a_band_and_a_tooltip_for_each_period() {
        let band = |mid| Band { low: mid - 0.1, mid, high: mid + 0.1 };
        let points = vec![
            (0.0, 7.0, "2025-04-01".to_owned(), band(1.0)),
            (7.0, 7.0, "2025-04-08".to_owned(), band(0.5)),
        ];
        let svg = curves(
            ("Japan", "magnets"),
            &[Curve { name: "arrives".to_owned(), dashed: false, points }],
        );
        assert_eq!(svg.matches("<rect class=\"band\"").count(), 2);
        assert!(svg.contains("2025-04-08, arrives: 50 % (40 to 60)"), "{svg}");
    }

    #[test]
    fn what_no_longer_moves_is_left_out_but_for_a_little() {
        let band = |mid| Band { low: mid, mid, high: mid };
        let points: Vec<(f64, f64, String, Band)> = (0..100)
            .map(|at| (f64::from(at), 1.0, String::new(), band(if at == 7 { 0.4 } else { 1.0 })))
            .collect();
        assert_eq!(moving([&points[..]].into_iter()), 12);
        assert_eq!(moving([&points[..8]].into_iter()), 8);
        assert_eq!(moving(std::iter::empty()), 0);
    }
}
