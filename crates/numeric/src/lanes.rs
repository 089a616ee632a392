//! Sums and updates over long vectors, in an order of additions that does not depend on the
//! processor.
//!
//! Each sum runs in [`LANES`] interleaved accumulators that are added in one fixed order at the
//! end. The compiler turns the inner loops into whatever vector instructions the caller has
//! switched on (see [`dispatch`]); since no multiplication is fused with an addition, the result is
//! the same to the last bit on every machine.

/// Number of interleaved accumulators; table rows are padded to a multiple of it.
pub const LANES: usize = 8;

/// The smallest multiple of [`LANES`] that holds `length` entries.
#[must_use]
pub fn padded(length: usize) -> usize {
    length.div_ceil(LANES) * LANES
}

/// Runs `operation` compiled for the best vector instructions of this machine.
///
/// Functions marked `#[inline(always)]` and called inside are compiled for them too.
pub fn dispatch<R>(operation: impl FnOnce() -> R) -> R {
    pulp::Arch::new().dispatch(operation)
}

#[inline(always)]
fn fold(lanes: [f64; LANES]) -> f64 {
    ((lanes[0] + lanes[4]) + (lanes[1] + lanes[5]))
        + ((lanes[2] + lanes[6]) + (lanes[3] + lanes[7]))
}

/// Inner product; lengths must agree and be a multiple of [`LANES`], what is beyond is ignored.
#[inline(always)]
#[must_use]
pub fn dot(left: &[f64], right: &[f64]) -> f64 {
    let mut lanes = [0.0; LANES];
    for (l, r) in left.chunks_exact(LANES).zip(right.chunks_exact(LANES)) {
        for lane in 0..LANES {
            lanes[lane] += l[lane] * r[lane];
        }
    }
    fold(lanes)
}

/// Two inner products with the same right side, reading it once.
#[inline(always)]
#[must_use]
pub fn dot_pair(first: &[f64], second: &[f64], right: &[f64]) -> (f64, f64) {
    let (mut one, mut two) = ([0.0; LANES], [0.0; LANES]);
    let rows =
        first.chunks_exact(LANES).zip(second.chunks_exact(LANES)).zip(right.chunks_exact(LANES));
    for ((f, s), r) in rows {
        for lane in 0..LANES {
            one[lane] += f[lane] * r[lane];
            two[lane] += s[lane] * r[lane];
        }
    }
    (fold(one), fold(two))
}

/// `target += factor * row`.
#[inline(always)]
pub fn add_scaled(target: &mut [f64], factor: f64, row: &[f64]) {
    for (t, r) in target.iter_mut().zip(row) {
        *t += factor * r;
    }
}

/// `target += first_factor * first + second_factor * second`.
#[inline(always)]
pub fn add_scaled_pair(
    target: &mut [f64],
    first_factor: f64,
    first: &[f64],
    second_factor: f64,
    second: &[f64],
) {
    for ((t, f), s) in target.iter_mut().zip(first).zip(second) {
        *t += first_factor * f + second_factor * s;
    }
}

/// The largest entry in absolute value; not a number if any entry is.
#[inline(always)]
#[must_use]
pub fn largest(values: &[f64]) -> f64 {
    let (mut most, mut poison) = ([0.0f64; LANES], [0.0; LANES]);
    let (chunks, rest) = values.as_chunks::<LANES>();
    for chunk in chunks {
        for lane in 0..LANES {
            let size = chunk[lane].abs();
            most[lane] = if size > most[lane] { size } else { most[lane] };
            // Zero for finite numbers, not a number for infinities and what is none.
            poison[lane] += chunk[lane] * 0.0;
        }
    }
    let infinite = fold(poison).is_nan() || rest.iter().any(|value| value.is_nan());
    let most = most.iter().fold(0.0, |largest: f64, value| largest.max(*value));
    let most = rest.iter().fold(most, |largest, value| largest.max(value.abs()));
    if infinite && values.iter().any(|value| value.is_nan()) { f64::NAN } else { most }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_largest_of_nothing_is_zero_and_no_number_is_never_hidden() {
        assert_eq!(largest(&[]), 0.0);
        for length in [3, 8, 19] {
            for at in 0..length {
                let mut values = vec![0.5; length];
                values[at] = -2.0;
                assert_eq!(largest(&values), 2.0);
                values[at] = f64::NEG_INFINITY;
                assert_eq!(largest(&values), f64::INFINITY);
                values[at] = f64::NAN;
                assert!(largest(&values).is_nan());
            }
        }
    }

    proptest! {
        #[test]
        fn sums_agree_with_the_plain_loop(values in prop::collection::vec((-1.0..1.0f64, -1.0..1.0f64, -1.0..1.0f64), 1..60)) {
            let length = padded(values.len());
            let mut columns = [vec![0.0; length], vec![0.0; length], vec![0.0; length]];
            for (at, (a, b, c)) in values.iter().enumerate() {
                (columns[0][at], columns[1][at], columns[2][at]) = (*a, *b, *c);
            }
            let [a, b, c] = columns;
            let naive: f64 = values.iter().map(|(x, y, _)| x * y).sum();
            prop_assert!((dot(&a, &b) - naive).abs() < 1e-12);
            prop_assert_eq!(dispatch(|| dot(&a, &b)), dot(&a, &b));
            prop_assert_eq!(dot_pair(&a, &b, &c), (dot(&a, &c), dot(&b, &c)));
            let (mut once, mut twice) = (c.clone(), c.clone());
            add_scaled_pair(&mut once, 0.5, &a, 2.0, &b);
            add_scaled(&mut twice, 0.5, &a);
            add_scaled(&mut twice, 2.0, &b);
            prop_assert!(once.iter().zip(&twice).all(|(x, y)| (x - y).abs() < 1e-14));
        }
    }
}
