//! How far away is the day whose answer is asked for? Lengths of time in years.

use crate::text::report::Diagnostic;
use crate::text::tree::{Node, Value};
use crate::value::fields::wrong_type;
use crate::value::key::Shape;
use crate::value::reading::Reading;
use jiff::civil::Date;
use serde_json::json;

/// The shortest horizon: within a quarter trade has hardly answered.
pub(crate) const QUARTER: f64 = 0.25;

/// Units and how many years each is.
const UNITS: [(&str, f64); 5] = [
    ("day", 1.0 / 365.25),
    ("week", 7.0 / 365.25),
    ("month", 1.0 / 12.0),
    ("quarter", QUARTER),
    ("year", 1.0),
];

/// What a horizon looks like, for messages.
pub(crate) const FORM: &str = "write a number and a unit: \"1 quarter\", \"6 months\", \"2 years\"";

/// A horizon such as `2 years`, in years.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Horizon(pub(crate) f64);

impl Horizon {
    /// `2 years`, `1 quarter`; none if it is neither.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (number, unit) = text.trim().split_once(char::is_whitespace)?;
        let number: f64 = number.parse().ok()?;
        let unit = unit.trim().to_ascii_lowercase();
        let unit = unit.strip_suffix('s').unwrap_or(&unit);
        let years = UNITS.iter().find(|(name, _)| *name == unit)?.1 * number;
        (years.is_finite() && years > 0.0).then_some(Self(years))
    }

    /// From the first to the last day, at least a quarter.
    pub(crate) fn between(first: Date, last: Date) -> Self {
        let days = f64::from(first.until(last).map_or(0, |span| span.get_days()));
        Self((days / 365.25).max(QUARTER))
    }
}

/// Years in words: `6 months`, `2 years`.
#[must_use]
pub fn in_words(years: f64) -> String {
    let counted = |number: f64, unit: &str| {
        let rounded = (number * 10.0).round() / 10.0;
        format!("{rounded} {unit}{}", if rounded == 1.0 { "" } else { "s" })
    };
    if years < 0.99 { counted(12.0 * years, "month") } else { counted(years, "year") }
}

impl Shape for Horizon {
    fn read(node: &Node, reading: &mut Reading) -> Option<Self> {
        let Value::Text(text) = &node.value else {
            wrong_type(node, "a horizon", FORM, reading);
            return None;
        };
        let found = Self::parse(text);
        if found.is_none() {
            let message = format!("`{text}` is no horizon");
            reading
                .problem(Diagnostic::error(node.place, message, "not a length of time").hint(FORM));
        }
        found
    }

    fn schema() -> serde_json::Value {
        json!({
            "type": "string",
            "pattern": "^\\s*[0-9.]+\\s+([Dd]ay|[Ww]eek|[Mm]onth|[Qq]uarter|[Yy]ear)s?\\s*$"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_horizon_is_a_number_and_a_unit() {
        assert_eq!(Horizon::parse("2 years"), Some(Horizon(2.0)));
        assert_eq!(Horizon::parse("1 Quarter"), Some(Horizon(0.25)));
        assert_eq!(Horizon::parse("6 months"), Some(Horizon(0.5)));
        for wrong in ["2", "two years", "0 years", "-1 year", "3 decades", ""] {
            assert_eq!(Horizon::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_run_is_nearer_than_a_quarter() {
        let day = |month, day| Date::new(2025, month, day).unwrap();
        assert_eq!(Horizon::between(day(4, 3), day(4, 10)), Horizon(QUARTER));
        let year = Horizon::between(day(4, 3), Date::new(2026, 4, 3).unwrap());
        assert!((year.0 - 1.0).abs() < 1e-2, "{year:?}");
        assert_eq!((in_words(0.25), in_words(1.0)), ("3 months".into(), "1 year".into()));
    }
}
