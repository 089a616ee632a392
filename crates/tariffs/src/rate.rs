//! How high is a duty, and how sure is that?

use std::ops::{Add, AddAssign};

/// A rate as a share of the value, from `low` to `high`; both are the same where the rate is known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rate {
    /// The least it may be.
    pub low: f64,
    /// The most it may be.
    pub high: f64,
}

impl Rate {
    /// A rate that is known.
    #[must_use]
    pub fn known(value: f64) -> Self {
        Self { low: value, high: value }
    }

    /// Halfway between both ends.
    #[must_use]
    pub fn middle(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    /// Whether the ends differ by more than a hundredth of a point.
    #[must_use]
    pub fn is_range(self) -> bool {
        self.high - self.low > 1e-4
    }

    /// Both ends changed in the same way.
    #[must_use]
    pub fn map(self, change: impl Fn(f64) -> f64) -> Self {
        Self { low: change(self.low), high: change(self.high) }
    }

    /// `share` of this rate, and the rest of another.
    pub(crate) fn blend(self, share: f64, other: Self) -> Self {
        let mix = |one: f64, rest: f64| share * one + (1.0 - share) * rest;
        Self { low: mix(self.low, other.low), high: mix(self.high, other.high) }
    }
}

impl Add for Rate {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { low: self.low + other.low, high: self.high + other.high }
    }
}

impl AddAssign for Rate {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}
