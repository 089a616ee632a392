//! What is the optimum where the rows that bind are known?
//!
//! A linear system with a border, of which the last part may be short of rank (rows that say the
//! same, prices that nothing fixes):
//!
//! ```text
//! (P  A') (x)   (-q)
//! (A  0 ) (z) = ( b)
//! ```
//! It is made definite by a small multiple of the identity, factored once and refined until its
//! residual is rounding. That takes the least of all multipliers where many would do (proximal
//! steps from zero).

use clarabel::algebra::CscMatrix;
use clarabel::qdldl::{QDLDLFactorisation, QDLDLSettings};

/// Multiple of the identity, in the system's own scale.
const SHIFT: f64 = 1e-10;
/// Most steps of refinement.
const REFINEMENTS: usize = 30;
/// A residual that shrinks by less than this is as small as it gets.
const SLOW: f64 = 0.9;

/// Rows of A one after the other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    begins: Vec<usize>,
    columns: Vec<usize>,
    values: Vec<f64>,
}

impl Rows {
    /// From entries in any order, each column times its `unit`; entries of the same place are added
    /// up.
    pub fn new(count: usize, entries: &[(usize, usize, f64)], unit: &[f64]) -> Self {
        let mut begins = vec![0; count + 1];
        entries.iter().for_each(|(row, ..)| begins[row + 1] += 1);
        (0..count).for_each(|row| begins[row + 1] += begins[row]);
        let mut next = begins.clone();
        let mut sorted = vec![(0, 0.0); entries.len()];
        for (row, column, value) in entries {
            sorted[next[*row]] = (*column, value * unit[*column]);
            next[*row] += 1;
        }
        let mut rows = Self { begins: vec![0], ..Self::default() };
        for row in 0..count {
            let own = &mut sorted[begins[row]..begins[row + 1]];
            own.sort_by_key(|(column, _)| *column);
            let first = rows.columns.len();
            for (column, value) in own.iter() {
                if rows.columns.len() > first && rows.columns.last() == Some(column) {
                    if let Some(last) = rows.values.last_mut() {
                        *last += value;
                    }
                } else {
                    rows.columns.push(*column);
                    rows.values.push(*value);
                }
            }
            rows.begins.push(rows.columns.len());
        }
        rows
    }

    /// Columns and values of a row.
    pub fn of(&self, row: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let own = self.begins[row]..self.begins[row + 1];
        self.columns[own.clone()].iter().copied().zip(self.values[own].iter().copied())
    }

    fn largest(&self, row: usize) -> f64 {
        self.of(row).fold(0.0, |largest: f64, (_, value)| largest.max(value.abs()))
    }
}

/// The variables and the multipliers of the `chosen` rows; `None` where the system could not be
/// factored. `curved` is the diagonal of P.
pub(crate) fn solve(
    curved: &[f64],
    linear: &[f64],
    rows: &Rows,
    right: &[f64],
    chosen: &[usize],
) -> Option<(Vec<f64>, Vec<f64>)> {
    let (variables, count) = (linear.len(), chosen.len());
    // Every row in its own scale, so that one shift suits all.
    let scale: Vec<f64> = chosen
        .iter()
        .map(|row| rows.largest(*row))
        .map(|most| if most > 0.0 { most.recip() } else { 1.0 })
        .collect();
    let matrix = shifted(curved, rows, chosen, &scale);
    let signs = (0..variables + count).map(|at| if at < variables { 1 } else { -1 }).collect();
    let settings = QDLDLSettings { Dsigns: Some(signs), ..QDLDLSettings::default() };
    let mut factors = QDLDLFactorisation::new(&matrix, Some(settings)).ok()?;
    let wanted: Vec<f64> = linear
        .iter()
        .map(|cost| -cost)
        .chain(chosen.iter().zip(&scale).map(|(row, scale)| right[*row] * scale))
        .collect();
    let mut solution = vec![0.0; variables + count];
    let mut error = wanted.clone();
    let mut before = f64::INFINITY;
    for _ in 0..REFINEMENTS {
        let step = &mut error;
        factors.solve(step);
        let better: Vec<f64> =
            solution.iter().zip(step.iter()).map(|(value, step)| value + step).collect();
        let left = residual(curved, rows, chosen, &scale, &wanted, &better);
        let size = left.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
        if !size.is_finite() || size >= before {
            break;
        }
        let slow = size > SLOW * before;
        (solution, error, before) = (better, left, size);
        if slow || size == 0.0 {
            break;
        }
    }
    if !before.is_finite() {
        return None;
    }
    let multipliers = solution.split_off(variables);
    Some((solution, multipliers.iter().zip(&scale).map(|(value, scale)| value * scale).collect()))
}

/// The upper triangle of the system, its diagonal shifted.
fn shifted(curved: &[f64], rows: &Rows, chosen: &[usize], scale: &[f64]) -> CscMatrix<f64> {
    let (variables, count) = (curved.len(), chosen.len());
    let mut begins: Vec<usize> = (0..=variables).collect();
    let mut places: Vec<usize> = (0..variables).collect();
    let mut values: Vec<f64> = curved.iter().map(|curvature| curvature + SHIFT).collect();
    for (at, row) in chosen.iter().enumerate() {
        for (column, value) in rows.of(*row) {
            places.push(column);
            values.push(value * scale[at]);
        }
        places.push(variables + at);
        values.push(-SHIFT);
        begins.push(places.len());
    }
    CscMatrix::new(variables + count, variables + count, begins, places, values)
}

/// What is wanted less what the unshifted system gives.
fn residual(
    curved: &[f64],
    rows: &Rows,
    chosen: &[usize],
    scale: &[f64],
    wanted: &[f64],
    solution: &[f64],
) -> Vec<f64> {
    let mut left = wanted.to_vec();
    let (x, z) = solution.split_at(curved.len());
    left.iter_mut().zip(curved).zip(x).for_each(|((left, curvature), x)| *left -= curvature * x);
    for (at, row) in chosen.iter().enumerate() {
        let mut sum = 0.0;
        for (column, value) in rows.of(*row) {
            let value = value * scale[at];
            sum += value * x[column];
            left[column] -= value * z[at];
        }
        left[curved.len() + at] -= sum;
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_is_said_twice_shares_its_multiplier() {
        // minimise x^2/2 + y^2/2 - 3x subject to x + y = 1, twice.
        let entries = [(0, 0, 1.0), (0, 1, 1.0), (1, 0, 2.0), (1, 1, 2.0)];
        let rows = Rows::new(2, &entries, &[1.0, 1.0]);
        let (x, z) = solve(&[1.0, 1.0], &[-3.0, 0.0], &rows, &[1.0, 2.0], &[0, 1]).unwrap();
        assert!((x[0] - 2.0).abs() < 1e-12 && (x[1] + 1.0).abs() < 1e-12, "{x:?}");
        assert!((z[0] + 2.0 * z[1] - 1.0).abs() < 1e-12, "{z:?}");
    }

    #[test]
    fn entries_of_one_place_add_up_in_their_units() {
        let rows = Rows::new(1, &[(0, 1, 1.0), (0, 0, 4.0), (0, 1, 2.0)], &[0.5, 10.0]);
        assert_eq!(rows.of(0).collect::<Vec<_>>(), vec![(0, 2.0), (1, 30.0)]);
    }
}
