//! How is a cell kept in JSON, which knows neither infinity nor a row that is not there?

use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// The value of a cell; none where the run has no such row. In JSON a number, `"inf"`, `"-inf"` or
/// `null`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number(pub Option<f64>);

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            None => serializer.serialize_none(),
            Some(value) if value.is_finite() => serializer.serialize_f64(value),
            Some(value) => serializer.serialize_str(if value > 0.0 { "inf" } else { "-inf" }),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Value(f64),
            Word(String),
        }
        match Option::<Written>::deserialize(deserializer)? {
            None => Ok(Self(None)),
            Some(Written::Value(value)) => Ok(Self(Some(value))),
            Some(Written::Word(word)) if word == "inf" => Ok(Self(Some(f64::INFINITY))),
            Some(Written::Word(word)) if word == "-inf" => Ok(Self(Some(f64::NEG_INFINITY))),
            Some(Written::Word(word)) => {
                Err(D::Error::invalid_value(Unexpected::Str(&word), &"a number or inf"))
            }
        }
    }
}

/// About four significant digits; `never` for what does not happen within the scenario, `nothing`
/// without a row.
impl fmt::Display for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            None => out.write_str("nothing"),
            Some(value) if value == f64::INFINITY => out.write_str("never"),
            Some(value) => {
                let size = value.abs();
                let whole = if size < 1.0 { 0 } else { size.log10().floor() as usize + 1 };
                let decimals = if size == 0.0 { 0 } else { 4usize.saturating_sub(whole) };
                let text = format!("{value:.decimals$}");
                let text = if text.contains('.') {
                    text.trim_end_matches('0').trim_end_matches('.')
                } else {
                    &text
                };
                out.write_str(if matches!(text, "-0" | "") { "0" } else { text })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_survives_json() {
        for value in
            [None, Some(-0.114_091_527_1), Some(f64::INFINITY), Some(f64::NEG_INFINITY), Some(0.0)]
        {
            let text = serde_json::to_string(&Number(value)).unwrap();
            assert_eq!(serde_json::from_str::<Number>(&text).unwrap(), Number(value), "{text}");
        }
        assert!(serde_json::from_str::<Number>("\"many\"").is_err());
    }

    #[test]
    fn people_see_about_four_digits() {
        let cases = [
            (-0.114_09, "-0.1141"),
            (12.345_6, "12.35"),
            (98_332.4, "98332"),
            (0.0, "0"),
            (2.0, "2"),
            (-1e-9, "0"),
        ];
        for (value, text) in cases {
            assert_eq!(Number(Some(value)).to_string(), text);
        }
        assert_eq!(Number(Some(f64::INFINITY)).to_string(), "never");
    }
}
