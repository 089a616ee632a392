//! How is a smooth function on the unit interval integrated and differentiated from a few of its
//! values?
//!
//! Gauss-Legendre nodes by Newton's method on the recurrence of the polynomials, and the derivative
//! of the polynomial through given points in barycentric form (Berrut and Trefethen 2004,
//! "Barycentric Lagrange interpolation", SIAM Review 46, section 9.3).

/// Nodes in (0, 1), rising, and weights that sum to one: exact for polynomials of degree below
/// `2 count`.
#[must_use]
pub fn gauss_legendre(count: usize) -> (Vec<f64>, Vec<f64>) {
    let size = count as f64;
    let one = |at: usize| {
        let mut node = (std::f64::consts::PI * (at as f64 + 0.75) / (size + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (value, derivative) = legendre(count, node);
            slope = derivative;
            let step = value / derivative;
            node -= step;
            if step.abs() < 1e-15 {
                break;
            }
        }
        ((1.0 - node) / 2.0, 1.0 / ((1.0 - node * node) * slope * slope))
    };
    (0..count).map(one).unzip()
}

/// A Legendre polynomial and its derivative.
fn legendre(degree: usize, at: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, at);
    for order in 2..=degree {
        let order = order as f64;
        (before, value) =
            (value, ((2.0 * order - 1.0) * at * value - (order - 1.0) * before) / order);
    }
    (value, degree as f64 * (at * value - before) / (at * at - 1.0))
}

/// Row by row the weights that turn values at `points` into the derivative, at each of them, of the
/// polynomial through all of them.
#[must_use]
pub fn differentiation(points: &[f64]) -> Vec<Vec<f64>> {
    let others = |at: usize| (0..points.len()).filter(move |other| *other != at);
    let weights: Vec<f64> = (0..points.len())
        .map(|at| 1.0 / others(at).map(|other| points[at] - points[other]).product::<f64>())
        .collect();
    let row = |at: usize| {
        let mut row = vec![0.0; points.len()];
        for other in others(at) {
            row[other] = weights[other] / weights[at] / (points[at] - points[other]);
        }
        // The derivative of a constant is zero.
        row[at] = -row.iter().sum::<f64>();
        row
    };
    (0..points.len()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_are_integrated_and_differentiated_exactly() {
        for count in 2..=16 {
            let (nodes, weights) = gauss_legendre(count);
            assert!(nodes.windows(2).all(|pair| pair[0] < pair[1]), "{nodes:?}");
            for degree in 0..2 * count {
                let sum: f64 = nodes
                    .iter()
                    .zip(&weights)
                    .map(|(node, weight)| weight * node.powf(degree as f64))
                    .sum();
                assert!(
                    (sum - 1.0 / (degree as f64 + 1.0)).abs() < 1e-14,
                    "{count} {degree} {sum}"
                );
            }
            for (row, node) in differentiation(&nodes).iter().zip(&nodes) {
                let power = count as f64 - 1.0;
                let slope: f64 = row.iter().zip(&nodes).map(|(w, x)| w * x.powf(power)).sum();
                assert!((slope - power * node.powf(power - 1.0)).abs() < 1e-8, "{count} {slope}");
            }
        }
    }
}
