//! A figure that is known to lie between two bounds, or above one.

/// A closed interval, with the most likely value where one is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    low: f64,
    mid: Option<f64>,
    high: f64,
}

impl Interval {
    /// From its bounds and, where known, its most likely value; `None` unless `low <= mid <= high`
    /// with a finite lower bound. An infinite upper bound says that only the lower one is known.
    #[must_use]
    pub fn new(low: f64, mid: Option<f64>, high: f64) -> Option<Self> {
        let ordered = low.is_finite() && low <= high;
        let inside = mid.is_none_or(|mid| low <= mid && mid <= high);
        (ordered && inside).then_some(Self { low, mid, high })
    }

    /// A figure without spread.
    #[must_use]
    pub fn point(value: f64) -> Option<Self> {
        Self::new(value, Some(value), value)
    }

    /// The lower bound.
    #[must_use]
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The most likely value; `None` if only the bounds are known.
    #[must_use]
    pub fn mid(&self) -> Option<f64> {
        self.mid
    }

    /// The upper bound.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.high
    }

    /// The most likely value, else the middle of the bounds; `None` if only a lower bound is known.
    #[must_use]
    pub fn central(&self) -> Option<f64> {
        self.mid.or_else(|| self.high.is_finite().then_some(0.5 * (self.low + self.high)))
    }

    /// Whether the bounds coincide.
    #[must_use]
    pub fn is_point(&self) -> bool {
        self.low >= self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ordered_finite_bounds_make_an_interval() {
        assert!(
            Interval::new(1.0, Some(2.0), 3.0)
                .is_some_and(|interval| interval.central() == Some(2.0))
        );
        assert!(
            Interval::new(1.0, None, 4.0)
                .is_some_and(|interval| interval.central() == Some(2.5) && !interval.is_point())
        );
        assert!(Interval::point(0.0).is_some_and(|interval| interval.is_point()));
        assert_eq!(Interval::new(2.0, None, 1.0), None);
        assert_eq!(Interval::new(1.0, Some(5.0), 3.0), None);
        assert_eq!(Interval::new(f64::NAN, None, 3.0), None);
        assert_eq!(Interval::new(0.0, None, f64::NAN), None);
        assert!(
            Interval::new(1.0, None, f64::INFINITY).is_some_and(|least| least.central().is_none())
        );
    }
}
