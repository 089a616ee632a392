//! How does a share of the base year move over time, and between which bounds?
//!
//! Steps, since a period has one value; the band behind is what the low and the high case span. The first curve is drawn through, the
//! second is dashed, so that the figure reads without colour.

use crate::commodity::Band;
use crate::svg::Svg;

/// One curve.
pub(crate) struct Curve {
    pub name: String,
    pub dashed: bool,
    /// Days from the beginning, length in days, first day, value.
    pub points: Vec<(f64, f64, String, Band)>,
}

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 244.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 24.0;
const RIGHT: f64 = 8.0;

/// A figure of curves as percent of the base year.
pub(crate) fn curves(title: &str, curves: &[Curve]) -> String {
    let mut svg = Svg::new(WIDTH, HEIGHT, title);
    svg.text((0.0, 15.0), "start", "panel", &short(title));
    let all = || curves.iter().flat_map(|curve| &curve.points);
    let days = all().map(|(day, length, ..)| day + length).fold(1.0, f64::max);
    let most = all().map(|(.., band)| band.high).fold(1.0, f64::max).min(2.0);
    let x = |day: f64| (WIDTH - LEFT - RIGHT).mul_add(day / days, LEFT);
    let y = |value: f64| (HEIGHT - TOP - BOTTOM).mul_add(1.0 - value.min(most) / most, TOP);
    for tick in [0.0, 0.5, 1.0, 1.5, 2.0].into_iter().filter(|tick| *tick <= most + 1e-9) {
        svg.line((LEFT, y(tick)), (WIDTH - RIGHT, y(tick)), if tick == 0.0 { "zero" } else { "rule" });
        svg.text((LEFT - 6.0, y(tick) + 4.0), "end", "value", &format!("{:.0} %", 100.0 * tick));
    }
    for curve in curves {
        draw(&mut svg, curve, &x, &y);
    }
    legend(&mut svg, curves);
    if let (Some(first), Some(last)) = (all().next(), curves.first().and_then(|curve| curve.points.last())) {
        svg.text((LEFT, HEIGHT - 6.0), "start", "value", &first.2);
        svg.text((WIDTH - RIGHT, HEIGHT - 6.0), "end", "value", &last.2);
    }
    svg.finish()
}

fn draw(svg: &mut Svg, curve: &Curve, x: &impl Fn(f64) -> f64, y: &impl Fn(f64) -> f64) {
    let (band, line) = if curve.dashed { ("band second", "curve second") } else { ("band", "curve") };
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

/// A title that leaves no room for more would run into the next figure.
fn short(title: &str) -> String {
    const MOST: usize = 58;
    if title.chars().count() <= MOST {
        return title.to_owned();
    }
    let kept: String = title.chars().take(MOST - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_has_a_step_a_band_and_a_tooltip_for_each_period() {
        let band = |mid| Band { low: mid - 0.1, mid, high: mid + 0.1 };
        let points =
            vec![(0.0, 7.0, "2025-04-01".to_owned(), band(1.0)), (7.0, 7.0, "2025-04-08".to_owned(), band(0.5))];
        let svg = curves("magnets", &[Curve { name: "arrives".to_owned(), dashed: false, points }]);
        assert_eq!(svg.matches("<rect class=\"band\"").count(), 2);
        assert!(svg.contains("2025-04-08, arrives: 50 % (40 to 60)"), "{svg}");
    }
}
