//! How are figures that are known as ranges added, multiplied and written?
//!
//! Interval arithmetic (Moore 1966): ends are combined as if they could come together; where they
//! cannot, the range is too wide, never too narrow.

use crate::chain::Interval;
use serde::Serialize;

/// A figure with its least, its middle and its largest value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Band {
    /// The least.
    pub low: f64,
    /// The middle; between the others.
    pub mid: f64,
    /// The largest.
    pub high: f64,
}

impl Band {
    /// A figure without spread.
    #[must_use]
    pub fn point(value: f64) -> Self {
        Self { low: value, mid: value, high: value }
    }

    /// From its three values in any order: the ends are moved outwards so that the middle lies
    /// between them.
    #[must_use]
    pub fn around(one: f64, mid: f64, other: f64) -> Self {
        Self { low: one.min(other).min(mid), mid, high: one.max(other).max(mid) }
    }

    /// The sum, end by end.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self { low: self.low + other.low, mid: self.mid + other.mid, high: self.high + other.high }
    }

    /// The negative.
    #[must_use]
    pub fn minus(self) -> Self {
        Self { low: -self.high, mid: -self.mid, high: -self.low }
    }

    /// The product; ends over all pairs of ends.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let products = [
            self.low * other.low,
            self.low * other.high,
            self.high * other.low,
            self.high * other.high,
        ];
        let least = products.iter().copied().fold(f64::INFINITY, f64::min);
        let most = products.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        Self::around(least, self.mid * other.mid, most)
    }

    /// The product with a number.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        self.times(Self::point(factor))
    }

    /// The least range that holds both; the middle is that of the first.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), mid: self.mid, high: self.high.max(other.high) }
    }

    /// `26 to 31`, or one figure where both ends read the same.
    #[must_use]
    pub fn span(self, write: impl Fn(f64) -> String) -> String {
        let (low, high) = (write(self.low), write(self.high));
        if low == high { low } else { format!("{low} to {high}") }
    }

    /// Whether it is nothing at both ends.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.low == 0.0 && self.high == 0.0
    }
}

impl From<[f64; 3]> for Band {
    /// Low, middle, high.
    fn from([low, mid, high]: [f64; 3]) -> Self {
        Self { low, mid, high }
    }
}

impl From<Interval> for Band {
    fn from(interval: Interval) -> Self {
        let mid = interval.central().unwrap_or(interval.low());
        Self::around(interval.low(), mid, interval.high())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_without_a_width_is_one_figure() {
        let span = |low, high| Band { low, mid: low, high }.span(|value| format!("{value:.0}"));
        assert_eq!(span(20.1, 20.2), "20");
        assert_eq!(span(2.0, 10.0), "2 to 10");
    }

    #[test]
    fn products_take_the_worst_pair_of_ends() {
        let change = Band { low: -2.0, mid: 1.0, high: 3.0 };
        let amount = Band { low: 1.0, mid: 2.0, high: 4.0 };
        assert_eq!(change.times(amount), Band { low: -8.0, mid: 2.0, high: 12.0 });
        assert_eq!(change.scaled(-1.0), change.minus());
        assert_eq!(Band::around(1.0, 5.0, 2.0), Band { low: 1.0, mid: 5.0, high: 5.0 });
        assert_eq!(change.plus(change.minus()), Band { low: -5.0, mid: 0.0, high: 5.0 });
    }
}
