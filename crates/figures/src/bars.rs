//! How is a list of gains and losses shown?
//!
//! Bars from a common zero, losses to the left, each with its name, its number and, where there is
//! one, its band as a whisker, so that the figure can be read without its axis and without colour.
//! Names that do not fit before the bars stand above them, whole.

use crate::number::{typed_minus, typeset};
use crate::svg::Svg;

/// One bar.
#[derive(Default)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Where it ends, in the unit of the figure.
    pub value: f64,
    /// Bounds of the value.
    pub band: Option<(f64, f64)>,
    /// The value as written at its end.
    pub text: String,
    /// What a pointer shows.
    pub tooltip: String,
}

impl Bar {
    fn least(&self) -> f64 {
        self.band.map_or(self.value, |(low, high)| low.min(high).min(self.value))
    }

    fn most(&self) -> f64 {
        self.band.map_or(self.value, |(low, high)| high.max(low).max(self.value))
    }

    /// Whether its number stands on the left: the side on which most of it lies.
    fn left(&self) -> bool {
        self.value < 0.0 || (self.value == 0.0 && self.least() < 0.0)
    }
}

const WIDTH: f64 = 460.0;
const TOP: f64 = 34.0;
/// Height of a bar with the room around it.
const ROW: f64 = 24.0;
/// Height of a name above a bar.
const ABOVE: f64 = 17.0;
/// Least room for names before the bars, and width of a character there.
const LABELS: f64 = 152.0;
const LETTER: f64 = 6.7;
/// Width of a character of a number at the end of a bar.
const DIGIT: f64 = 7.0;
/// Longest name that fits before the bars, and above one.
const LABEL_CHARACTERS: usize = 33;
const ABOVE_CHARACTERS: usize = 70;

/// Where names stand, where zero lies and how long one unit is, such that every bar and its number
/// fit.
struct Scale {
    above: bool,
    zero: f64,
    factor: f64,
}

impl Scale {
    fn of(bars: &[Bar]) -> Self {
        let longest = bars.iter().map(|bar| bar.label.chars().count()).max().unwrap_or(0);
        let above = longest > LABEL_CHARACTERS;
        let labels = LABELS.max(LETTER.mul_add(longest as f64, 8.0));
        let loss = bars.iter().fold(0.0_f64, |most, bar| most.max(-bar.least()));
        let gain = bars.iter().fold(0.0_f64, |most, bar| most.max(bar.most()));
        let numbers = |left: bool| {
            let widest = bars
                .iter()
                .filter(|bar| bar.left() == left)
                .map(|bar| bar.text.chars().count())
                .max();
            widest.map_or(0.0, |characters| DIGIT.mul_add(characters as f64, 6.0))
        };
        let (start, left, right) =
            (if above { 0.0 } else { labels }, numbers(true), numbers(false));
        let span = loss + gain;
        let factor = if span > 0.0 { (WIDTH - start - left - right) / span } else { 0.0 };
        Self { above, zero: loss.mul_add(factor, start + left), factor }
    }

    fn at(&self, value: f64) -> f64 {
        value.mul_add(self.factor, self.zero)
    }

    fn row(&self) -> f64 {
        if self.above { ROW + ABOVE } else { ROW }
    }
}

/// Diverging bars, in the order given; `title` heads the panel.
pub fn bars(title: &str, bars: &[Bar]) -> String {
    let scale = Scale::of(bars);
    let height = scale.row().mul_add(bars.len() as f64, TOP + 6.0);
    let mut svg = Svg::new(WIDTH, height, title);
    svg.text((0.0, 15.0), "start", "panel", title);
    for (at, bar) in bars.iter().enumerate() {
        let y = scale.row().mul_add(at as f64, TOP);
        svg.line((0.0, y), (WIDTH, y), "rule");
        draw(&mut svg, &scale, bar, y);
    }
    svg.finish()
}

fn draw(svg: &mut Svg, scale: &Scale, bar: &Bar, row: f64) {
    let (y, label, most) = if scale.above {
        (row + ABOVE, row + 15.0, ABOVE_CHARACTERS)
    } else {
        (row, row + 16.5, LABEL_CHARACTERS)
    };
    svg.text((0.0, label), "start", "label", &short(&bar.label, most));
    let middle = y + ROW / 2.0;
    let (from, to) = (scale.at(bar.value.min(0.0)), scale.at(bar.value.max(0.0)));
    svg.bar(
        (from, y + 4.0),
        (to - from, ROW - 8.0),
        if bar.value < 0.0 { "loss" } else { "gain" },
        "",
    );
    if bar.band.is_some() {
        let (low, high) = (scale.at(bar.least()), scale.at(bar.most()));
        svg.line((low, middle), (high, middle), "whisker");
        [low, high]
            .into_iter()
            .for_each(|end| svg.line((end, middle - 4.0), (end, middle + 4.0), "whisker"));
    }
    svg.line((scale.zero, y), (scale.zero, y + ROW), "zero");
    let (end, anchor) = if bar.left() {
        (scale.at(bar.least().min(0.0)) - 5.0, "end")
    } else {
        (scale.at(bar.most().max(0.0)) + 5.0, "start")
    };
    svg.text((end, middle + 4.5), anchor, "value", &typeset(&bar.text));
    // A bar of next to nothing is too thin to point at: the whole row has the tooltip.
    svg.bar((0.0, row), (WIDTH, scale.row()), "hit", &typed_minus(&bar.tooltip));
}

fn short(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.to_owned();
    }
    let kept: String = label.chars().take(most - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: f64) -> Bar {
        Bar { label: "Japan".to_owned(), value, text: format!("{value:.0}"), ..Bar::default() }
    }

    #[test]
    fn every_bar_its_band_and_its_number_fit_whatever_the_signs() {
        for values in [&[-5.0, 3.0][..], &[-5.0], &[7.0, 1.0], &[0.0], &[]] {
            for spread in [0.0, 4.0] {
                let wide = |value: &f64| Bar {
                    band: Some((value - spread, value + spread)),
                    ..bar(*value)
                };
                let bars: Vec<Bar> = values.iter().map(wide).collect();
                let scale = Scale::of(&bars);
                for bar in &bars {
                    let text = DIGIT * bar.text.chars().count() as f64;
                    let left =
                        scale.at(bar.least().min(0.0)) - if bar.left() { text + 5.0 } else { 0.0 };
                    let right =
                        scale.at(bar.most().max(0.0)) + if bar.left() { 0.0 } else { text + 5.0 };
                    assert!(left >= LABELS - 1e-9 && right <= WIDTH + 1e-9, "{left} {right}");
                }
            }
        }
    }

    #[test]
    fn a_long_name_stands_above_its_bar_and_is_whole() {
        let name = "NdFeB magnets with dysprosium and terbium for heat, United States";
        let svg = bars("need met", &[bar(-3.0), Bar { label: name.to_owned(), ..bar(-40.0) }]);
        assert!(svg.contains(&format!(">{name}<")), "{svg}");
    }
}
