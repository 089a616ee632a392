//! How do a total and its parts move from day to day? A strip for each, on one scale.
//!
//! Steps, since a day has one value. The strips share the scale, so that heights can be compared
//! across them; each is named by its part and what it is on the last day.

use crate::drawings::{day, months};
use crate::number::digits;
use crate::svg::Svg;
use std::fmt::Write;

/// One part.
pub struct Part {
    /// What it is called.
    pub name: String,
    /// Its value on each day.
    pub values: Vec<f64>,
}

const WIDTH: f64 = 760.0;
const LEFT: f64 = 236.0;
const RIGHT: f64 = 64.0;
/// Of a strip, with its room above.
const STRIP: f64 = 46.0;
const ROOM: f64 = 8.0;
const BOTTOM: f64 = 26.0;
/// Room that a date on the axis needs.
const DATE: f64 = 76.0;

/// The strips, the first on top; `unit` follows the numbers.
pub fn strips_of_days(subject: &str, first: &str, parts: &[Part], unit: &str) -> String {
    let height = STRIP.mul_add(parts.len() as f64, BOTTOM);
    let mut svg = Svg::new(WIDTH, height, subject);
    let days = parts.iter().map(|part| part.values.len()).max().unwrap_or(1) as f64;
    let most = parts.iter().flat_map(|part| &part.values).copied().fold(f64::EPSILON, f64::max);
    let x = |at: f64| (WIDTH - LEFT - RIGHT).mul_add(at / days, LEFT);
    for (at, part) in parts.iter().enumerate() {
        let bottom = STRIP * (at + 1) as f64;
        let y = |value: f64| (STRIP - ROOM).mul_add(-value.max(0.0) / most, bottom);
        let (peak, last) = (part.values.iter().copied().fold(0.0, f64::max), part.values.last());
        let last = last.copied().unwrap_or_default();
        let tooltip =
            format!("{}: at most {} {unit}, last {} {unit}", part.name, digits(peak), digits(last));
        svg.path(&outline(&part.values, &x, &y, bottom), "band", &tooltip);
        svg.line((LEFT, bottom), (WIDTH - RIGHT, bottom), if at == 0 { "zero" } else { "rule" });
        svg.text((LEFT - 8.0, bottom - 6.0), "end", "value", &part.name);
        svg.text(
            (WIDTH - RIGHT + 6.0, bottom - 6.0),
            "start",
            "value",
            &format!("{} {unit}", digits(last)),
        );
    }
    let ticks = day(first).map_or(Vec::new(), |day| months(day, days, WIDTH - LEFT - RIGHT, DATE));
    for tick in ticks {
        let at = x(tick.day);
        svg.line((at, height - BOTTOM), (at, height - BOTTOM + 5.0), "zero");
        let anchor = if at > WIDTH - RIGHT - DATE / 2.0 { "end" } else { "start" };
        svg.text((at, height - 6.0), anchor, "value", &tick.label);
    }
    svg.finish()
}

/// The area below steps.
fn outline(
    values: &[f64],
    x: &impl Fn(f64) -> f64,
    y: &impl Fn(f64) -> f64,
    bottom: f64,
) -> String {
    let mut path = format!("M{:.1} {bottom:.1}", x(0.0));
    let mut before = f64::NAN;
    for (at, value) in values.iter().enumerate() {
        if value.total_cmp(&before).is_ne() {
            // Writing to a string cannot fail.
            let _ = write!(path, "H{:.1}V{:.1}", x(at as f64), y(*value));
            before = *value;
        }
    }
    let _ = write!(path, "H{:.1}V{bottom:.1}Z", x(values.len() as f64));
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_steps_where_its_value_changes_and_names_the_last() {
        let part =
            |name: &str, values: &[f64]| Part { name: name.to_owned(), values: values.to_vec() };
        let parts = [part("all", &[1.0, 1.0, 3.0]), part("cars", &[0.0, 0.0, 2.0])];
        let svg = strips_of_days("duties", "2025-01-01", &parts, "%");
        assert_eq!(svg.matches("<path class=\"band\"").count(), 2);
        let all = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
        assert_eq!(all.matches('V').count(), 3, "{all}");
        assert!(svg.contains("cars: at most 2 %, last 2 %"), "{svg}");
    }
}
