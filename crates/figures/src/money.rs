//! How is money of a world written in a sentence?
//!
//! Every sum is in the world's own currency; nothing of the page or the terminal knows another.

use crate::Band;
use crate::number::{given, three};
use detente_record::Summary;

/// Money of a world, whose unit is such as `USD million`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money<'a>(&'a str);

impl<'a> Money<'a> {
    /// Money of the world that a run was computed on.
    pub fn of(summary: &'a Summary) -> Self {
        Self(&summary.world.currency)
    }

    /// Money in `unit`, such as `USD million`.
    pub fn in_unit(unit: &'a str) -> Self {
        Self(unit)
    }

    /// What the tables are in: `USD million`.
    pub fn unit(self) -> &'a str {
        self.0
    }

    /// The currency of it: `USD`.
    pub fn currency(self) -> &'a str {
        self.0.split(' ').next().unwrap_or("")
    }

    /// By what to divide figures of which the largest is `most`, and the unit they then have:
    /// billions from `from` million on.
    pub fn scaled(self, most: f64, from: f64) -> (f64, String) {
        if most >= from && self.in_millions() {
            (1e3, format!("{} billion", self.currency()))
        } else {
            (1.0, self.0.to_owned())
        }
    }

    /// Without sign, as a sentence wants it: `USD 1.23 billion`, `nothing`.
    pub fn sum(self, value: f64) -> String {
        if three(value) == "0" { "nothing".to_owned() } else { self.written(value.abs(), three) }
    }

    /// With its sign: `+USD 1.23 billion`, `nothing`.
    pub fn signed(self, value: f64) -> String {
        let sign = match three(value).as_str() {
            "0" => "",
            _ if value < 0.0 => "-",
            _ => "+",
        };
        format!("{sign}{}", self.sum(value))
    }

    /// As [`Self::sum`], in the unit that [`Self::scaled`] has chosen by `factor`: what a title says
    /// is then what its figure shows.
    pub fn sum_by(self, value: f64, factor: f64) -> String {
        match factor {
            1.0 if self.in_millions() => {
                format!("{} {} million", self.currency(), three(value.abs()))
            }
            1.0 => self.sum(value),
            _ => format!("{} {} billion", self.currency(), three(value.abs() / factor)),
        }
    }

    /// Money that was given rather than found, without zeros at its end: `USD 6.9 billion`.
    pub fn given(self, value: f64) -> String {
        self.written(value.abs(), given)
    }

    /// `gains USD 1.2 billion`, `loses USD 3 million`, `gains nothing`.
    pub fn gains(self, value: f64) -> String {
        match three(value) {
            zero if zero == "0" => "gains nothing".to_owned(),
            _ if value > 0.0 => format!("gains {}", self.sum(value)),
            _ => format!("loses {}", self.sum(value)),
        }
    }

    /// The bounds of a gain: `USD 1 million to USD 3 million`,
    /// `a loss of USD 1 million to a gain of USD 3 million`.
    pub fn bounds(self, band: Band) -> String {
        match (band.low < 0.0, band.high < 0.0) {
            (false, false) => format!("{} to {}", self.sum(band.low), self.sum(band.high)),
            (true, true) => format!("a loss of {} to {}", self.sum(band.high), self.sum(band.low)),
            _ => format!("a loss of {} to a gain of {}", self.sum(band.low), self.sum(band.high)),
        }
    }

    fn in_millions(self) -> bool {
        self.0.ends_with(" million")
    }

    fn written(self, size: f64, digits: fn(f64) -> String) -> String {
        let currency = self.currency();
        match size {
            _ if !self.in_millions() => format!("{} {}", digits(size), self.0),
            size if size >= 999_500.0 => format!("{currency} {} trillion", digits(size / 1e6)),
            size if size >= 999.5 => format!("{currency} {} billion", digits(size / 1e3)),
            _ => format!("{currency} {} million", digits(size)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_in_the_currency_of_the_world() {
        let money = Money("EUR million");
        assert_eq!(
            (money.sum(-98_332.0), money.sum(0.5)),
            ("EUR 98.3 billion".to_owned(), "EUR 0.50 million".to_owned())
        );
        assert_eq!(
            (money.given(6_900.0), money.gains(-2.0)),
            ("EUR 6.9 billion".to_owned(), "loses EUR 2.00 million".to_owned())
        );
        let band = Band { low: -3.0, mid: -2.0, high: -1.0 };
        assert_eq!(money.bounds(band), "a loss of EUR 1.00 million to EUR 3.00 million");
        assert_eq!(money.scaled(12_000.0, 9_995.0), (1e3, "EUR billion".to_owned()));
        assert_eq!(money.sum(-0.001), "nothing");
        let coins = Money("ducats");
        assert_eq!(
            (coins.sum(12_345.0), coins.scaled(1e9, 1.0)),
            ("12,300 ducats".to_owned(), (1.0, "ducats".to_owned()))
        );
    }
}
