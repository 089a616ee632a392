//! How is a list of gains and losses shown?
//!
//! Bars from a common zero, losses to the left, each with its name and its number, so that the figure can be read without its axis.

use crate::number::typeset;
use crate::svg::Svg;

/// One bar.
pub(crate) struct Bar {
    pub label: String,
    pub value: f64,
    /// The value as written at its end.
    pub text: String,
    /// What a pointer shows.
    pub tooltip: String,
}

const WIDTH: f64 = 460.0;
const ROW: f64 = 24.0;
const LABELS: f64 = 152.0;
/// Width of a character of a number at the end of a bar.
const DIGIT: f64 = 7.0;
/// Longest label that fits before the bars.
const LABEL_CHARACTERS: usize = 23;

/// Diverging bars, in the order given; `title` heads the panel.
pub(crate) fn bars(title: &str, bars: &[Bar]) -> String {
    let top = 34.0;
    let height = ROW.mul_add(bars.len() as f64, top + 6.0);
    let mut svg = Svg::new(WIDTH, height, title);
    svg.text((0.0, 15.0), "start", "panel", title);
    let scale = Scale::of(bars);
    for (at, bar) in bars.iter().enumerate() {
        let y = ROW.mul_add(at as f64, top);
        let middle = y + ROW / 2.0 + 4.5;
        svg.line((0.0, y), (WIDTH, y), "rule");
        svg.text((0.0, middle), "start", "label", &short(&bar.label));
        draw(&mut svg, &scale, bar, y, middle);
    }
    svg.line((scale.zero, top), (scale.zero, height - 6.0), "zero");
    svg.finish()
}

fn draw(svg: &mut Svg, scale: &Scale, bar: &Bar, y: f64, middle: f64) {
    let length = bar.value.abs() * scale.factor;
    let (class, from) = if bar.value < 0.0 { ("loss", scale.zero - length) } else { ("gain", scale.zero) };
    svg.bar((from, y + 4.0), (length, ROW - 8.0), class, &bar.tooltip);
    let text = typeset(&bar.text);
    if bar.value < 0.0 {
        svg.text((scale.zero - length - 5.0, middle), "end", "value", &text);
    } else {
        svg.text((scale.zero + length + 5.0, middle), "start", "value", &text);
    }
}

/// Where zero lies and how long one unit is, such that every bar and its number fit.
struct Scale {
    zero: f64,
    factor: f64,
}

impl Scale {
    fn of(bars: &[Bar]) -> Self {
        let loss = bars.iter().fold(0.0_f64, |most, bar| most.max(-bar.value));
        let gain = bars.iter().fold(0.0_f64, |most, bar| most.max(bar.value));
        let numbers = |side: fn(&Bar) -> bool| {
            let widest = bars.iter().filter(|bar| side(bar)).map(|bar| bar.text.chars().count()).max();
            widest.map_or(0.0, |characters| DIGIT.mul_add(characters as f64, 6.0))
        };
        let (left, right) = (numbers(|bar| bar.value < 0.0), numbers(|bar| bar.value >= 0.0));
        let room = WIDTH - LABELS - left - right;
        let span = loss + gain;
        let factor = if span > 0.0 { room / span } else { 0.0 };
        Self { zero: loss.mul_add(factor, LABELS + left), factor }
    }
}

fn short(label: &str) -> String {
    if label.chars().count() <= LABEL_CHARACTERS {
        return label.to_owned();
    }
    let kept: String = label.chars().take(LABEL_CHARACTERS - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(value: f64) -> Bar {
        Bar { label: "Japan".to_owned(), value, text: format!("{value:.0}"), tooltip: String::new() }
    }

    #[test]
    fn every_bar_fits_whatever_the_signs() {
        for values in [&[-5.0, 3.0][..], &[-5.0], &[7.0, 1.0], &[0.0], &[]] {
            let bars: Vec<Bar> = values.iter().map(|value| bar(*value)).collect();
            let scale = Scale::of(&bars);
            for bar in &bars {
                let end = bar.value.mul_add(scale.factor, scale.zero);
                assert!((LABELS..=WIDTH).contains(&end), "{end}");
            }
        }
    }
}
