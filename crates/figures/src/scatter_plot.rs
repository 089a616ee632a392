//! What was observed over what was predicted: where do points lie against the line of equals?
//!
//! Both axes have one scale, a frame that holds 98 points of a hundred and zero; points beyond it
//! stand at its edge. A line through a point is its range.

use crate::axis::{ticks, written};
use crate::number::typed_minus;
use crate::svg::Svg;
use detente_world::Band;

/// One point.
pub struct Dot {
    /// Across: what was predicted, with its range.
    pub across: Band,
    /// Up: what was observed.
    pub up: f64,
    /// From 0 to 1.
    pub size: f64,
    /// Whether it is drawn in the other colour.
    pub marked: bool,
    /// What a pointer shows.
    pub tooltip: String,
}

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 480.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 42.0;
const BOTTOM: f64 = 46.0;
const TICKS: f64 = 6.0;
/// Share of the points beyond each end of the frame, at most.
const BEYOND: f64 = 0.01;

/// The figure; `names` are those of the axes, across first.
pub fn plot(title: &str, names: (&str, &str), unit: &str, dots: &[Dot]) -> String {
    let ticks = frame(dots);
    let (low, high) = (ticks[0], ticks[ticks.len() - 1]);
    let share = |value: f64| (value.clamp(low, high) - low) / (high - low);
    let across = |value: f64| (WIDTH - LEFT - RIGHT).mul_add(share(value), LEFT);
    let up = |value: f64| (HEIGHT - TOP - BOTTOM).mul_add(1.0 - share(value), TOP);
    let mut svg = Svg::new(WIDTH, HEIGHT, title);
    svg.text((0.0, 16.0), "start", "value", &format!("\u{2191} {}, {unit}", names.1));
    svg.text(
        (WIDTH - RIGHT, HEIGHT - 6.0),
        "end",
        "value",
        &format!("{}, {unit} \u{2192}", names.0),
    );
    for (tick, words) in ticks.iter().zip(written(&ticks)) {
        let class = if *tick == 0.0 { "zero" } else { "rule" };
        svg.line((across(*tick), TOP), (across(*tick), HEIGHT - BOTTOM), class);
        svg.line((LEFT, up(*tick)), (WIDTH - RIGHT, up(*tick)), class);
        svg.text((across(*tick), HEIGHT - BOTTOM + 16.0), "middle", "value", &words);
        svg.text((LEFT - 6.0, up(*tick) + 4.0), "end", "value", &words);
    }
    svg.line((across(low), up(low)), (across(high), up(high)), "even");
    for dot in dots {
        svg.line(
            (across(dot.across.low), up(dot.up)),
            (across(dot.across.high), up(dot.up)),
            "reach",
        );
    }
    // Small points last, so that large ones do not hide them.
    let mut order: Vec<&Dot> = dots.iter().collect();
    order.sort_by(|a, b| b.size.total_cmp(&a.size));
    for dot in order {
        let class = if dot.marked { "outside" } else { "point" };
        let at = (across(dot.across.mid), up(dot.up));
        svg.circle(at, 7.0f64.mul_add(dot.size, 2.0), class, &typed_minus(&dot.tooltip));
    }
    svg.finish()
}

/// Ticks of both axes.
fn frame(dots: &[Dot]) -> Vec<f64> {
    let mut values: Vec<f64> = dots.iter().flat_map(|dot| [dot.across.mid, dot.up]).collect();
    values.retain(|value| value.is_finite());
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        values.get((share * values.len().saturating_sub(1) as f64).round() as usize).copied()
    };
    let low = at(BEYOND).unwrap_or(0.0).min(0.0);
    let high = at(1.0 - BEYOND).unwrap_or(1.0).max(0.0);
    ticks(low, if high > low { high } else { low + 1.0 }, TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_leaves_out_what_is_far_off_and_shows_it_at_its_edge() {
        let dot = |value: f64| Dot {
            across: Band::point(value),
            up: value,
            size: 1.0,
            marked: false,
            tooltip: "<far>".to_owned(),
        };
        let mut dots: Vec<Dot> = (0..200).map(|at| dot(f64::from(at))).collect();
        dots.push(dot(4000.0));
        let ticks = frame(&dots);
        assert!(ticks[0] == 0.0 && ticks[ticks.len() - 1] <= 240.0, "{ticks:?}");
        let svg = plot("title", ("predicted", "observed"), "%", &dots);
        assert_eq!(svg.matches("<circle").count(), 201);
        assert!(svg.contains("&lt;far&gt;") && !svg.contains("NaN"), "{svg}");
    }
}
