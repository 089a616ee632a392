//! How good is a forecast, once it is known what happened?
//!
//! ```text
//! S1  error        Σ w |x - y| / Σ w                                       weighted mean absolute error
//! S2  correlation  weighted, of the predicted x and the observed y
//! S3  slope        of the observed on the predicted: 1 is right, 0.5 is half as much as predicted
//! S4  CRPS         ∫ (F(z) - 1[z >= y])² dz                                Matheson and Winkler (1976)
//! S5  interval     (high - low) + 2/α (low - y)₊ + 2/α (y - high)₊         Gneiting and Raftery (2007)
//! S6  spread of a score: delete one group, (G - 1)/G Σ (s_g - s̄)²          jackknife over groups
//! ```
//!
//! The distribution F of a range is the triangular one from low to high with its peak at the
//! middle. That of a point is the point, so that S4 becomes |x - y|. Errors and scores are in the
//! unit of the fact.

use detente_world::Band;

/// Nominal level of a range that does not state one: α is one less it.
pub const LEVEL: f64 = 0.9;

/// One prediction beside what was observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Weight, positive.
    pub weight: f64,
    /// What was predicted.
    pub predicted: f64,
    /// What was observed.
    pub observed: f64,
}

/// S1, in the unit of the pairs; none without pairs.
#[must_use]
pub fn error(pairs: &[Pair]) -> Option<f64> {
    mean(pairs, |pair| (pair.predicted - pair.observed).abs())
}

/// Fewer pairs say nothing about a correlation.
const FITTED: usize = 8;

/// S2 and S3; none where there are fewer than eight pairs, or one side does not vary.
#[must_use]
pub fn fit(pairs: &[Pair]) -> Option<(f64, f64)> {
    if pairs.len() < FITTED {
        return None;
    }
    let (x, y) = (mean(pairs, |pair| pair.predicted)?, mean(pairs, |pair| pair.observed)?);
    let xx = mean(pairs, |pair| (pair.predicted - x).powi(2))?;
    let yy = mean(pairs, |pair| (pair.observed - y).powi(2))?;
    let xy = mean(pairs, |pair| (pair.predicted - x) * (pair.observed - y))?;
    (xx > 0.0 && yy > 0.0).then(|| (xy / (xx * yy).sqrt(), xy / xx))
}

/// Weighted mean of a number of each pair.
fn mean(pairs: &[Pair], of: impl Fn(&Pair) -> f64) -> Option<f64> {
    let weight: f64 = pairs.iter().map(|pair| pair.weight).sum();
    (weight > 0.0).then(|| pairs.iter().map(|pair| pair.weight * of(pair)).sum::<f64>() / weight)
}

/// S4 of the triangular distribution of a range.
///
/// With u the distance from the low end, the square of F is u⁴/k² up to the peak, k = (high - low)
/// (mid - low); the other side is its mirror image.
#[must_use]
pub fn crps(range: Band, observed: f64) -> f64 {
    let Band { low, mid, high } = range;
    let width = high - low;
    if width <= 0.0 {
        return (mid - observed).abs();
    }
    // Beyond the ends F is 0 or 1, and only the distance to the end is added.
    let (rise, fall) = (mid - low, high - mid);
    let outside = (low - observed).max(observed - high).max(0.0);
    let within = observed.clamp(low, high);
    let whole = |side: f64| side.powi(3) / (5.0 * width * width);
    let inner = if within <= mid {
        up_to(within - low, rise, width) + from(within - low, rise, width) + whole(fall)
    } else {
        up_to(high - within, fall, width) + from(high - within, fall, width) + whole(rise)
    };
    outside + inner
}

/// ∫ of (u²/k)² from 0 to `to`.
fn up_to(to: f64, side: f64, width: f64) -> f64 {
    if side <= 0.0 { 0.0 } else { to.powi(5) / (5.0 * (width * side).powi(2)) }
}

/// ∫ of (1 - u²/k)² from `start` to the peak.
fn from(start: f64, side: f64, width: f64) -> f64 {
    if side <= 0.0 {
        return 0.0;
    }
    let k = width * side;
    let at = |u: f64| u - 2.0 * u.powi(3) / (3.0 * k) + u.powi(5) / (5.0 * k * k);
    at(side) - at(start)
}

/// S5 at a nominal level.
#[must_use]
pub fn interval(range: Band, observed: f64, level: f64) -> f64 {
    let Band { low, high, .. } = range;
    let miss = (low - observed).max(0.0) + (observed - high).max(0.0);
    (high - low) + 2.0 / (1.0 - level) * miss
}

/// S6: the standard error of a statistic of some items that come in groups; none where there are
/// fewer than two groups, or the statistic of a part does not exist.
#[must_use]
pub fn jackknife<T: Clone>(
    items: &[T],
    group: impl Fn(&T) -> &str,
    statistic: impl Fn(&[T]) -> Option<f64>,
) -> Option<f64> {
    let mut groups: Vec<&str> = items.iter().map(&group).collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.len() < 2 {
        return None;
    }
    let without = |left_out: &&str| {
        let kept: Vec<T> = items.iter().filter(|item| group(item) != *left_out).cloned().collect();
        statistic(&kept)
    };
    let parts = groups.iter().map(without).collect::<Option<Vec<f64>>>()?;
    let count = parts.len() as f64;
    let mean = parts.iter().sum::<f64>() / count;
    let squares: f64 = parts.iter().map(|part| (part - mean).powi(2)).sum();
    Some(((count - 1.0) / count * squares).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(weight: f64, predicted: f64, observed: f64) -> Pair {
        Pair { weight, predicted, observed }
    }

    /// S4 by adding up small steps.
    fn slowly(range: Band, observed: f64) -> f64 {
        let (start, end) = (range.low.min(observed) - 0.5, range.high.max(observed) + 0.5);
        let steps = 400_000;
        let step = (end - start) / f64::from(steps);
        let below = |z: f64| {
            let Band { low, mid, high } = range;
            if z <= low {
                0.0
            } else if z >= high {
                1.0
            } else if z <= mid {
                (z - low).powi(2) / ((high - low) * (mid - low))
            } else {
                1.0 - (high - z).powi(2) / ((high - low) * (high - mid))
            }
        };
        let at = |step_at: i32| {
            let z = (f64::from(step_at) + 0.5).mul_add(step, start);
            (below(z) - f64::from(u8::from(z >= observed))).powi(2) * step
        };
        (0..steps).map(at).sum()
    }

    #[test]
    fn crps_is_that_of_the_triangle_in_closed_form() {
        // E|X - y| - E|X - X'|/2; the mean difference of the symmetric triangle on [0, 1] is 7/30.
        let even = Band { low: 0.0, mid: 0.5, high: 1.0 };
        assert!((crps(even, -1.0) - (1.5 - 7.0 / 60.0)).abs() < 1e-12);
        assert!((crps(even, 3.0) - (2.5 - 7.0 / 60.0)).abs() < 1e-12);
        // At the peak E|X - 1/2| is 1/6.
        assert!((crps(even, 0.5) - (1.0 / 6.0 - 7.0 / 60.0)).abs() < 1e-12);
        for (low, mid, high) in [(0.0, 0.2, 1.0), (-3.0, -3.0, 1.0), (2.0, 5.0, 5.0)] {
            let range = Band { low, mid, high };
            for observed in [low - 0.3, low, low + 0.1, mid, high - 0.2, high, high + 0.4] {
                let (fast, slow) = (crps(range, observed), slowly(range, observed));
                assert!((fast - slow).abs() < 1e-4, "{range:?} at {observed}: {fast} {slow}");
            }
        }
    }

    #[test]
    fn crps_of_a_point_is_the_absolute_error() {
        assert_eq!(crps(Band::point(2.0), 5.0), 3.0);
        let narrow = Band { low: 2.0 - 1e-9, mid: 2.0, high: 2.0 + 1e-9 };
        assert!((crps(narrow, 5.0) - 3.0).abs() < 1e-8);
    }

    #[test]
    fn interval_score_pays_for_width_and_for_each_miss() {
        let range = Band { low: 1.0, mid: 2.0, high: 4.0 };
        assert!((interval(range, 2.0, 0.9) - 3.0).abs() < 1e-12);
        assert!((interval(range, 0.5, 0.9) - (3.0 + 20.0 * 0.5)).abs() < 1e-12);
        assert!((interval(range, 5.0, 0.8) - (3.0 + 10.0)).abs() < 1e-12);
    }

    #[test]
    fn correlation_slope_and_error_are_weighted() {
        let line: Vec<Pair> =
            (0..9).map(|at| pair(1.0, f64::from(at), 3.0 - 0.5 * f64::from(at))).collect();
        let (correlation, slope) = fit(&line).unwrap();
        assert!((correlation + 1.0).abs() < 1e-12 && (slope + 0.5).abs() < 1e-12);
        // A weight of two is the pair twice.
        let at = |at: u32| pair(1.0, f64::from(at), f64::from((at * 3) % 7));
        let mut twice: Vec<Pair> = (0..8).map(at).collect();
        let mut copied = twice.clone();
        copied.push(twice[3]);
        twice[3].weight = 2.0;
        assert!((fit(&twice).unwrap().0 - fit(&copied).unwrap().0).abs() < 1e-12);
        assert_eq!(error(&[pair(1.0, 0.0, 1.0), pair(3.0, 2.0, 0.0)]), Some(1.75));
        assert_eq!((error(&[]), fit(&twice[..7])), (None, None));
        assert_eq!(fit(&[pair(1.0, 2.0, 1.0); 9]), None);
    }

    #[test]
    fn jackknife_of_a_mean_is_the_standard_error() {
        // Of a mean of single items it is s/sqrt(n).
        let items: Vec<(String, f64)> =
            [1.0, 2.0, 4.0, 7.0].iter().enumerate().map(|(at, x)| (at.to_string(), *x)).collect();
        let mean = |part: &[(String, f64)]| {
            Some(part.iter().map(|item| item.1).sum::<f64>() / part.len() as f64)
        };
        let found = jackknife(&items, |item| item.0.as_str(), mean).unwrap();
        let variance =
            [1.0, 2.0, 4.0, 7.0].map(|x: f64| (x - 3.5).powi(2)).iter().sum::<f64>() / 3.0;
        assert!((found - (variance / 4.0).sqrt()).abs() < 1e-12);
        assert_eq!(jackknife(&items[..1], |item| item.0.as_str(), mean), None);
    }
}
