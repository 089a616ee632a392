//! How are gains and costs shown that belong together: bars under headings, some with a band?
//!
//! All panels of a figure share one scale, so that bars compare across them. Losses lie to the left
//! and carry a minus, costs are outlined rather than filled, bands are whiskers: nothing is said by
//! colour alone.

use crate::headline::wrap;
use crate::number::typed_minus;
use crate::svg::Svg;

/// A line of a panel.
pub enum Line {
    /// Words above bars; broken where they are long.
    Heading(String),
    /// A bar.
    Bar(Bar),
}

/// One bar.
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Where it ends, in the unit of the figure.
    pub value: f64,
    /// Bounds of the value.
    pub band: Option<(f64, f64)>,
    /// Drawn as an outline.
    pub outlined: bool,
    /// The value as written at its end.
    pub text: String,
    /// What a pointer shows.
    pub tooltip: String,
}

impl Bar {
    fn least(&self) -> f64 {
        self.band.map_or(self.value, |(low, _)| low.min(self.value))
    }

    fn most(&self) -> f64 {
        self.band.map_or(self.value, |(_, high)| high.max(self.value))
    }
}

const WIDTH: f64 = 460.0;
const ROW: f64 = 21.0;
const HEADING: f64 = 18.0;
const TOP: f64 = 26.0;
/// Room above a heading.
const GAP: f64 = 6.0;
const LABELS: f64 = 128.0;
const DIGIT: f64 = 7.2;
/// Characters of a heading on one line.
const HEADING_CHARACTERS: usize = 64;

/// Where zero lies and how long one unit is.
struct Scale {
    zero: f64,
    factor: f64,
}

impl Scale {
    fn of(panels: &[(String, Vec<Line>)]) -> Self {
        let bars = || panels.iter().flat_map(|(_, lines)| lines).filter_map(bar);
        let loss = bars().map(|bar| -bar.least()).fold(0.0, f64::max);
        let gain = bars().map(Bar::most).fold(0.0, f64::max);
        // The number stands outside the bar on the side of its sign.
        let widest = |side: fn(&Bar) -> bool| {
            let characters =
                bars().filter(|bar| side(bar)).map(|bar| bar.text.chars().count()).max();
            characters.map_or(4.0, |count| DIGIT.mul_add(count as f64, 8.0))
        };
        let (left, right) = (widest(|bar| bar.value < 0.0), widest(|bar| bar.value >= 0.0));
        let room = WIDTH - LABELS - left - right;
        let factor = if loss + gain > 0.0 { room / (loss + gain) } else { 0.0 };
        Self { zero: loss.mul_add(factor, LABELS + left), factor }
    }

    fn at(&self, value: f64) -> f64 {
        value.mul_add(self.factor, self.zero)
    }
}

fn bar(line: &Line) -> Option<&Bar> {
    match line {
        Line::Bar(bar) => Some(bar),
        Line::Heading(_) => None,
    }
}

/// One figure of several panels, each with a title.
pub fn panels(panels: &[(String, Vec<Line>)]) -> Vec<String> {
    let scale = Scale::of(panels);
    panels.iter().map(|(title, lines)| panel(title, lines, &scale)).collect()
}

fn height(line: &Line) -> f64 {
    match line {
        Line::Bar(_) => ROW,
        Line::Heading(words) => {
            HEADING.mul_add(wrap(words, HEADING_CHARACTERS, "").len() as f64, GAP + 6.0)
        }
    }
}

fn panel(title: &str, lines: &[Line], scale: &Scale) -> String {
    let height = lines.iter().map(height).sum::<f64>() + TOP + 6.0;
    let mut svg = Svg::new(WIDTH, height, title);
    svg.text((0.0, 15.0), "start", "panel", title);
    let mut y = TOP;
    for line in lines {
        match line {
            Line::Heading(words) => heading(&mut svg, words, &mut y),
            Line::Bar(bar) => {
                draw(&mut svg, bar, scale, y);
                svg.line((scale.zero, y), (scale.zero, y + ROW), "zero");
                y += ROW;
            }
        }
    }
    svg.finish()
}

fn heading(svg: &mut Svg, words: &str, y: &mut f64) {
    *y += GAP;
    svg.line((0.0, *y), (WIDTH, *y), "rule");
    for line in wrap(words, HEADING_CHARACTERS, "") {
        *y += HEADING;
        svg.text((0.0, *y - 2.0), "start", "item", &typed_minus(&line));
    }
    *y += 6.0;
}

fn draw(svg: &mut Svg, bar: &Bar, scale: &Scale, y: f64) {
    let middle = y + ROW / 2.0;
    svg.text((0.0, middle + 4.5), "start", "label", &bar.label);
    let (from, to) = (scale.at(bar.value.min(0.0)), scale.at(bar.value.max(0.0)));
    let class = match (bar.outlined, bar.value < 0.0) {
        (true, _) => "cost",
        (false, true) => "loss",
        (false, false) => "gain",
    };
    svg.bar((from, y + 4.0), (to - from, ROW - 8.0), class, &typed_minus(&bar.tooltip));
    if let Some((low, high)) = bar.band {
        svg.line((scale.at(low), middle), (scale.at(high), middle), "whisker");
        for end in [low, high] {
            svg.line((scale.at(end), middle - 4.0), (scale.at(end), middle + 4.0), "whisker");
        }
    }
    let (at, anchor) = if bar.value < 0.0 {
        (scale.at(bar.least().min(0.0)) - 5.0, "end")
    } else {
        (scale.at(bar.most().max(0.0)) + 5.0, "start")
    };
    svg.text((at, middle + 4.5), anchor, "value", &typed_minus(&bar.text));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(value: f64, band: Option<(f64, f64)>) -> Line {
        let text = format!("{value:+.0}");
        Line::Bar(Bar {
            label: "years".to_owned(),
            value,
            band,
            outlined: false,
            text,
            tooltip: String::new(),
        })
    }

    #[test]
    fn bars_bands_and_numbers_stay_inside_and_share_a_scale() {
        let lines = vec![one(300.0, Some((-200.0, 900.0))), one(-1_500.0, None)];
        let panels = [("a".to_owned(), lines), ("b".to_owned(), vec![one(20.0, None)])];
        let scale = Scale::of(&panels);
        for (_, lines) in &panels {
            for bar in lines.iter().filter_map(bar) {
                let wide = DIGIT * bar.text.chars().count() as f64;
                let left = scale.at(bar.least()) - if bar.value < 0.0 { wide } else { 0.0 };
                let right = scale.at(bar.most()) + if bar.value < 0.0 { 0.0 } else { wide };
                assert!(left >= LABELS && right <= WIDTH, "{left} {right}");
            }
        }
    }

    #[test]
    fn a_long_heading_is_broken_and_not_cut() {
        let words = "separation of heavy rare earths in Malaysia, with finance from Japan, taken at 1,500 t/yr";
        let svg = panels(&[("t".to_owned(), vec![Line::Heading(words.to_owned())])]).concat();
        assert_eq!(svg.matches("class=\"item\"").count(), 2);
        assert!(svg.contains("1,500 t/yr"));
    }
}
