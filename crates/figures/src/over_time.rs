//! How does a change against the baseline move over the years?
//!
//! A panel for each economy, all on one scale, so that they compare. The first line is drawn
//! through, the second is dashed, so that the figure reads without colour; each point has a
//! tooltip.

use crate::axis::{day, ticks, words, written};
use crate::drawings::labels::width;
use crate::number::{percent, typeset};
use crate::svg::Svg;

/// One panel.
pub struct Panel {
    /// Its heading, such as the name of an economy.
    pub heading: String,
    /// What is drawn, with the value of each point in percent.
    pub lines: [(String, Vec<f64>); 2],
}

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 226.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 26.0;
const RIGHT: f64 = 10.0;
const SMALL: f64 = 12.8;
/// Years between two labels of the axis.
const STEP: f64 = 2.0;

/// The panels; `times` are the years since the first shock and the day of each point.
pub fn panels(times: &[(f64, String)], panels: &[Panel]) -> Vec<String> {
    let all = || panels.iter().flat_map(|panel| &panel.lines).flat_map(|(_, values)| values);
    let (low, high) = all()
        .fold((0.0, 0.0), |(low, high): (f64, f64), value| (low.min(*value), high.max(*value)));
    let ticks = ticks(low, high, 4.0);
    panels.iter().map(|panel| draw(times, panel, &ticks)).collect()
}

fn draw(times: &[(f64, String)], panel: &Panel, ticks: &[f64]) -> String {
    let [first, second] = &panel.lines;
    let label = format!("{}: {}, {}", panel.heading, spoken(first), spoken(second));
    let mut svg = Svg::new(WIDTH, HEIGHT, &label);
    svg.text((0.0, 15.0), "start", "panel", &panel.heading);
    legend(&mut svg, [&first.0, &second.0]);
    let labels = written(ticks);
    let widest = labels.iter().map(|tick| width(tick, SMALL)).fold(0.0, f64::max);
    let left = widest + 10.0;
    let (low, high) = (ticks[0], ticks[ticks.len() - 1]);
    let years = times.last().map_or(1.0, |(years, _)| *years);
    let x = |at: f64| (WIDTH - left - RIGHT).mul_add(at / years, left);
    let y = |value: f64| {
        (HEIGHT - TOP - BOTTOM).mul_add((high - value) / (high - low).max(f64::MIN_POSITIVE), TOP)
    };
    for (tick, words) in ticks.iter().zip(&labels) {
        let class = if *tick == 0.0 { "zero" } else { "rule" };
        svg.line((left, y(*tick)), (WIDTH - RIGHT, y(*tick)), class);
        svg.text((left - 6.0, y(*tick) + 4.0), "end", "value", words);
    }
    let count = (years / STEP).floor() as usize;
    for at in (0..=count).map(|at| at as f64 * STEP) {
        svg.line((x(at), HEIGHT - BOTTOM), (x(at), HEIGHT - BOTTOM + 4.0), "zero");
        let anchor = if x(at) + 20.0 > WIDTH { "end" } else { "middle" };
        let words = if at == 0.0 { "first shock".to_owned() } else { format!("{at:.0} years") };
        let anchor = if at == 0.0 { "start" } else { anchor };
        svg.text((x(at), HEIGHT - 8.0), anchor, "value", &words);
    }
    for ((name, values), class) in panel.lines.iter().zip(["curve", "curve second"]) {
        let points: Vec<(f64, f64)> =
            times.iter().zip(values).map(|((at, _), value)| (x(*at), y(*value))).collect();
        points.windows(2).for_each(|pair| svg.line(pair[0], pair[1], class));
        for ((place, (_, date)), value) in points.iter().zip(times).zip(values) {
            let date = day(date).map_or_else(|| date.clone(), words);
            let tooltip = typeset(&format!("{date}: {name} {} %", percent(*value)));
            svg.circle(*place, 3.0, "point", &tooltip);
        }
    }
    svg.finish()
}

/// `Real income -0.14 % at the end`, for who cannot see the figure.
fn spoken((name, values): &(String, Vec<f64>)) -> String {
    let end = values.last().copied().unwrap_or_default();
    format!("{name} {} % at the end", percent(end))
}

fn legend(svg: &mut Svg, names: [&str; 2]) {
    let mut from = 0.0;
    for (name, class) in names.iter().zip(["curve", "curve second"]) {
        svg.line((from, 29.0), (from + 20.0, 29.0), class);
        svg.text((from + 26.0, 33.0), "start", "value", name);
        from += 52.0 + width(name, SMALL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_share_a_scale_and_every_point_has_its_day() {
        let times = [(0.25, "2025-07-03".to_owned()), (10.0, "2035-04-03".to_owned())];
        let panel = |heading: &str, end: f64| Panel {
            heading: heading.to_owned(),
            lines: [
                ("Real income".to_owned(), vec![0.0, end]),
                ("Real GDP".to_owned(), vec![0.0, end / 2.0]),
            ],
        };
        let drawn = panels(&times, &[panel("Japan", -0.8), panel("Canada", -0.1)]);
        assert_eq!(drawn.len(), 2);
        assert!(drawn[0].contains("3 Apr 2035: Real income \u{2212}0.80 %"), "{}", drawn[0]);
        // The axis of the second is that of the first.
        assert!(drawn[1].contains("\u{2212}0.8"), "{}", drawn[1]);
        assert_eq!(drawn[0].matches("class=\"curve\"").count(), 2);
    }
}
