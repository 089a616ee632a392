//! How is a number written down that is only known within bounds?

/// A number with its bounds. All three given and equal: a point. No `mid`: only the range is known.
/// Nothing: not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figure {
    /// Least plausible value.
    pub low: Option<f64>,
    /// The value to use where one is needed.
    pub mid: Option<f64>,
    /// Largest plausible value.
    pub high: Option<f64>,
}

impl Figure {
    /// Not known.
    pub const UNKNOWN: Self = Self { low: None, mid: None, high: None };

    /// Known exactly.
    pub fn point(value: f64) -> Self {
        Self { low: Some(value), mid: Some(value), high: Some(value) }
    }

    /// Known within bounds, with a best value.
    pub fn new(low: f64, mid: f64, high: f64) -> Self {
        Self { low: Some(low.min(mid)), mid: Some(mid), high: Some(high.max(mid)) }
    }

    /// Known within bounds only.
    pub fn range(low: f64, high: f64) -> Self {
        Self { low: Some(low), mid: None, high: Some(high) }
    }

    /// The value give or take a share of it.
    pub fn around(value: f64, share: f64) -> Self {
        Self::new(value * (1.0 - share), value, value * (1.0 + share))
    }

    /// Whether both bounds are known.
    pub fn is_known(&self) -> bool {
        self.low.is_some() && self.high.is_some()
    }

    /// All three numbers times a factor that is not negative.
    pub fn times(self, factor: f64) -> Self {
        let scale = |value: Option<f64>| value.map(|value| value * factor);
        Self { low: scale(self.low), mid: scale(self.mid), high: scale(self.high) }
    }

    /// The value to aim at: `mid`, or the middle of the range.
    pub fn target(&self) -> Option<f64> {
        self.mid.or_else(|| Some(f64::midpoint(self.low?, self.high?)))
    }

    /// The interval as its cells read back, so that what is computed from it agrees with the file.
    pub fn as_written(&self) -> Self {
        let [low, mid, high] = self.cells().map(|cell| cell.parse().ok());
        Self { low, mid, high }
    }

    /// The three cells of a table.
    pub fn cells(&self) -> [String; 3] {
        [self.low, self.mid, self.high].map(|value| value.map_or_else(String::new, number))
    }
}

/// A number as a cell: at most seven significant digits, since no source has more.
pub fn number(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    // Six digits after the point of the scientific form are seven significant ones; reading it back
    // drops trailing zeros.
    let rounded: f64 = format!("{value:.6e}").parse().unwrap_or(value);
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_what_is_not_known_empty() {
        assert_eq!(Figure::UNKNOWN.cells(), ["", "", ""].map(str::to_owned));
        assert_eq!(Figure::range(1.0, 2.5).cells(), ["1", "", "2.5"].map(str::to_owned));
        assert_eq!(Figure::point(0.1 + 0.2).cells(), ["0.3", "0.3", "0.3"].map(str::to_owned));
    }

    #[test]
    fn a_range_aims_at_its_middle() {
        assert_eq!(Figure::range(1.0, 2.0).target(), Some(1.5));
        assert_eq!(Figure::new(1.0, 1.2, 2.0).target(), Some(1.2));
        assert_eq!(Figure::UNKNOWN.target(), None);
    }
}
