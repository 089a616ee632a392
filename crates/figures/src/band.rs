//! What is a number that is known within bounds?

/// A figure with its bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// The least that it may be.
    pub low: f64,
    /// The middle case.
    pub mid: f64,
    /// The most that it may be.
    pub high: f64,
}

impl Band {
    /// `26 to 31`, or one number where both bounds round to the same.
    pub fn span(self, write: impl Fn(f64) -> String) -> String {
        let (low, high) = (write(self.low), write(self.high));
        if low == high { low } else { format!("{low} to {high}") }
    }
}
