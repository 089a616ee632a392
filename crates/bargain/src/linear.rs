//! Which weights on outcomes make a linear aim largest, where every party keeps at least its floor?
//!
//! ```text
//! (1) max c'x   with   A x = b,  x >= 0
//! ```
//!
//! The simplex method on a dense tableau, in two phases, for few rows (parties) and some thousand
//! columns (outcomes). The column of largest gain enters, and after many steps without progress the
//! first one that gains (Bland), which cannot cycle.
//!
//! Sources: Dantzig (1963), "Linear Programming and Extensions"; Bland (1977), "New finite pivoting
//! rules for the simplex method", Mathematics of Operations Research 2.

use crate::BargainError;

/// Entries below this are zero: the data are scaled to about one.
const TOLERANCE: f64 = 1e-12;

/// A programme (1), row by row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Programme {
    /// c, by column.
    pub(crate) objective: Vec<f64>,
    /// A, by row and column.
    pub(crate) rows: Vec<Vec<f64>>,
    /// b, by row.
    pub(crate) right: Vec<f64>,
}

struct Tableau {
    /// A row per constraint: the columns, then the right side.
    rows: Vec<Vec<f64>>,
    /// What one unit of each column adds to the aim.
    reduced: Vec<f64>,
    basis: Vec<usize>,
    /// Columns from here on are artificial and may not come back.
    artificial: usize,
}

impl Programme {
    /// The best x, or `None` where no x meets all constraints.
    pub(crate) fn maximise(&self) -> Result<Option<Vec<f64>>, BargainError> {
        let scaled = self.scaled();
        let mut tableau = Tableau::new(&scaled);
        let artificial = tableau.artificial;
        tableau.price(|column| if column >= artificial { -1.0 } else { 0.0 });
        tableau.run()?;
        let missed: f64 = tableau
            .basic()
            .filter(|(column, _)| *column >= tableau.artificial)
            .map(|(_, x)| x)
            .sum();
        if missed > 1e-11 {
            return Ok(None);
        }
        tableau.drive_out();
        tableau.price(|column| scaled.objective.get(column).copied().unwrap_or(0.0));
        tableau.run()?;
        let mut found = vec![0.0; self.objective.len()];
        for (column, value) in tableau.basic().filter(|(column, _)| *column < tableau.artificial) {
            found[column] = value.max(0.0);
        }
        if let Some(exact) = scaled.at(&tableau.basis) {
            for (column, value) in
                tableau.basis.iter().zip(exact).filter(|(column, _)| **column < tableau.artificial)
            {
                found[*column] = value.max(0.0);
            }
        }
        Ok(Some(found))
    }

    /// The same with the largest entry of each row, and of the aim, at one.
    fn scaled(&self) -> Programme {
        let largest = |row: &[f64]| row.iter().fold(0.0, |most: f64, entry| most.max(entry.abs()));
        let divided =
            |row: &[f64], by: f64| row.iter().map(|entry| entry / by).collect::<Vec<f64>>();
        let by: Vec<f64> = self
            .rows
            .iter()
            .map(|row| largest(row))
            .map(|by| if by > 0.0 { by } else { 1.0 })
            .collect();
        Programme {
            objective: divided(&self.objective, largest(&self.objective).max(f64::MIN_POSITIVE)),
            rows: self.rows.iter().zip(&by).map(|(row, by)| divided(row, *by)).collect(),
            right: self.right.iter().zip(&by).map(|(value, by)| value / by).collect(),
        }
    }

    /// The values of the basic columns from the rows as they were given, free of what rounding did
    /// to the tableau.
    fn at(&self, basis: &[usize]) -> Option<Vec<f64>> {
        let entry = |row: usize, column: usize| match self.rows[row].get(column) {
            Some(value) => *value,
            None if column - self.objective.len() == row => 1.0,
            None => 0.0,
        };
        let row = |at: usize| {
            basis.iter().map(|&column| entry(at, column)).chain([self.right[at]]).collect()
        };
        eliminate((0..self.rows.len()).map(row).collect())
    }
}

impl Tableau {
    /// Starts from one artificial column per row.
    fn new(programme: &Programme) -> Self {
        let (height, width) = (programme.rows.len(), programme.objective.len());
        let row = |at: usize| {
            let sign = if programme.right[at] < 0.0 { -1.0 } else { 1.0 };
            let mut row: Vec<f64> = programme.rows[at].iter().map(|value| sign * value).collect();
            row.extend((0..height).map(|other| if other == at { 1.0 } else { 0.0 }));
            row.push(sign * programme.right[at]);
            row
        };
        let (rows, basis) = ((0..height).map(row).collect(), (width..width + height).collect());
        Tableau { rows, reduced: Vec::new(), basis, artificial: width }
    }

    fn basic(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.basis.iter().zip(&self.rows).map(|(column, row)| (*column, row[row.len() - 1]))
    }

    /// The aim as seen from the present basis.
    fn price(&mut self, objective: impl Fn(usize) -> f64) {
        let width = self.artificial + self.rows.len();
        let mut reduced: Vec<f64> = (0..width).map(&objective).collect();
        for (row, &column) in self.rows.iter().zip(&self.basis) {
            let worth = objective(column);
            if worth != 0.0 {
                reduced.iter_mut().zip(row).for_each(|(value, entry)| *value -= worth * entry);
            }
        }
        self.reduced = reduced;
    }

    fn run(&mut self) -> Result<(), BargainError> {
        let mut idle = 0;
        for _ in 0..100 * (self.rows.len() + 10) * (self.rows.len() + 10) {
            let Some(column) = self.entering(idle > 20) else { return Ok(()) };
            let Some(row) = self.leaving(column) else {
                return Err(BargainError::Programme("has no bound"));
            };
            let last = self.rows[row].len() - 1;
            idle = if self.rows[row][last] > TOLERANCE { 0 } else { idle + 1 };
            self.pivot(row, column);
        }
        Err(BargainError::Programme("did not come to an end"))
    }

    fn entering(&self, first: bool) -> Option<usize> {
        let mut best = None;
        let mut most = TOLERANCE * 10.0;
        for (column, &gain) in self.reduced[..self.artificial].iter().enumerate() {
            if gain > most {
                if first {
                    return Some(column);
                }
                (best, most) = (Some(column), gain);
            }
        }
        best
    }

    /// The row that binds first; of several the one whose basic column comes first.
    fn leaving(&self, column: usize) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for (place, row) in self.rows.iter().enumerate() {
            if row[column] <= 1e-11 {
                continue;
            }
            let ratio = row[row.len() - 1].max(0.0) / row[column];
            let better = best.is_none_or(|(other, least)| {
                ratio < least - TOLERANCE
                    || (ratio <= least + TOLERANCE && self.basis[place] < self.basis[other])
            });
            if better {
                best = Some((place, ratio));
            }
        }
        best.map(|(row, _)| row)
    }

    fn pivot(&mut self, at: usize, column: usize) {
        let by = self.rows[at][column];
        self.rows[at].iter_mut().for_each(|value| *value /= by);
        let pivot = self.rows[at].clone();
        for (place, row) in self.rows.iter_mut().enumerate() {
            let factor = row[column];
            if place != at && factor != 0.0 {
                row.iter_mut().zip(&pivot).for_each(|(value, entry)| *value -= factor * entry);
            }
        }
        let factor = self.reduced[column];
        self.reduced.iter_mut().zip(&pivot).for_each(|(value, entry)| *value -= factor * entry);
        self.basis[at] = column;
    }

    /// Takes artificial columns that stayed at zero out of the basis; a row without any other
    /// column says nothing new.
    fn drive_out(&mut self) {
        for row in 0..self.rows.len() {
            if self.basis[row] >= self.artificial {
                let entries = &self.rows[row][..self.artificial];
                if let Some(column) = entries.iter().position(|entry| entry.abs() > 1e-9) {
                    self.pivot(row, column);
                }
            }
        }
    }
}

/// The values of a list of rows under a lottery over them, by column.
pub(crate) fn expected(rows: &[Vec<f64>], lottery: &[(usize, f64)]) -> Vec<f64> {
    let mut mean = vec![0.0; rows.first().map_or(0, Vec::len)];
    for &(row, share) in lottery.iter().filter(|_| !rows.is_empty()) {
        mean.iter_mut().zip(&rows[row]).for_each(|(sum, value)| *sum += share * value);
    }
    mean
}

/// The lottery over rows that makes a weighted sum of its expected values largest, while value i
/// stays at or above floor i; `common` values rise together and their least excess is the aim
/// instead, where any is given. `None`: floors cannot be met.
pub(crate) fn best_lottery(
    rows: &[Vec<f64>],
    aim: &[f64],
    floors: &[f64],
    common: &[bool],
) -> Result<Option<Vec<(usize, f64)>>, BargainError> {
    let (count, width) = (rows.len(), floors.len());
    let together = common.iter().any(|raised| *raised);
    let weigh = |row: &Vec<f64>| {
        if together { 0.0 } else { row.iter().zip(aim).map(|(value, by)| value * by).sum() }
    };
    let mut programme =
        Programme { objective: rows.iter().map(weigh).collect(), ..Programme::default() };
    programme.objective.extend(vec![0.0; width]);
    programme.objective.extend(together.then_some(1.0));
    // The common excess is counted from the lowest that any lottery can give, so that it has a
    // sign.
    let raised: Vec<usize> = (0..width).filter(|&value| common[value]).collect();
    let excess = |row: &Vec<f64>| {
        raised.iter().map(|&at| row[at] - floors[at]).fold(f64::INFINITY, f64::min)
    };
    let lowest = rows.iter().map(excess).fold(f64::INFINITY, f64::min);
    for value in 0..width {
        let mut row: Vec<f64> = rows.iter().map(|row| row[value]).collect();
        row.extend((0..width).map(|other| if other == value { -1.0 } else { 0.0 }));
        if together {
            row.push(if common[value] { -1.0 } else { 0.0 });
        }
        programme.rows.push(row);
        programme.right.push(if common[value] { floors[value] + lowest } else { floors[value] });
    }
    let mut shares = vec![1.0; count];
    shares.resize(programme.objective.len(), 0.0);
    programme.rows.push(shares);
    programme.right.push(1.0);
    Ok(programme.maximise()?.map(|found| normalised(&found[..count])))
}

/// Positive shares, sum 1, of the rows that have one.
fn normalised(shares: &[f64]) -> Vec<(usize, f64)> {
    let kept = |share: &f64| *share > TOLERANCE;
    let total: f64 = shares.iter().filter(|share| kept(share)).sum();
    shares
        .iter()
        .enumerate()
        .filter(|(_, share)| kept(share))
        .map(|(row, share)| (row, share / total))
        .collect()
}

/// Solves a small system, its right side in the last column, by elimination with row exchanges.
pub(crate) fn eliminate(mut system: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = system.len();
    for column in 0..size {
        let pivot = (column..size).max_by(|&one, &other| {
            system[one][column].abs().total_cmp(&system[other][column].abs())
        })?;
        system.swap(column, pivot);
        let by = system[column][column];
        if by == 0.0 {
            return None;
        }
        let row = system[column].clone();
        for below in &mut system[column + 1..] {
            let factor = below[column] / by;
            below.iter_mut().zip(&row).for_each(|(value, entry)| *value -= factor * entry);
        }
    }
    let mut solved = vec![0.0; size];
    for row in (0..size).rev() {
        let known: f64 = (row + 1..size).map(|column| system[row][column] * solved[column]).sum();
        solved[row] = (system[row][size] - known) / system[row][row];
    }
    solved.iter().all(|value| value.is_finite()).then_some(solved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// max 3x + 5y with x <= 4, 2y <= 12, 3x + 2y <= 18: the example of Dantzig's textbooks, with x =
    /// 2, y = 6.
    #[test]
    fn a_textbook_programme() {
        let rows = vec![
            vec![1.0, 0.0, 1.0, 0.0, 0.0],
            vec![0.0, 2.0, 0.0, 1.0, 0.0],
            vec![3.0, 2.0, 0.0, 0.0, 1.0],
        ];
        let programme = Programme {
            objective: vec![3.0, 5.0, 0.0, 0.0, 0.0],
            rows,
            right: vec![4.0, 12.0, 18.0],
        };
        let found = programme.maximise().unwrap().unwrap();
        assert!((found[0] - 2.0).abs() < 1e-12 && (found[1] - 6.0).abs() < 1e-12, "{found:?}");
    }

    #[test]
    fn what_cannot_be_met_or_has_no_bound_is_said() {
        let programme = Programme {
            objective: vec![1.0],
            rows: vec![vec![1.0], vec![2.0]],
            right: vec![1.0, 3.0],
        };
        assert_eq!(programme.maximise(), Ok(None));
        let programme =
            Programme { objective: vec![1.0, 0.0], rows: vec![vec![1.0, -1.0]], right: vec![0.0] };
        assert!(programme.maximise().unwrap_err().to_string().contains("has no bound"));
    }

    proptest! {
        /// The value of a game against nature: what the lottery secures is what the best reply of
        /// nature leaves, by the theorem of von Neumann; the reply is found from the transposed
        /// game.
        #[test]
        fn the_best_least_value_meets_its_dual(
            rows in proptest::collection::vec(proptest::collection::vec(-1.0..1.0f64, 3), 1..12)
        ) {
            let least = |rows: &[Vec<f64>]| {
                let width = rows[0].len();
                let low = vec![0.0; width];
                let lottery = best_lottery(rows, &[], &low, &vec![true; width]).unwrap().unwrap();
                expected(rows, &lottery).into_iter().fold(f64::INFINITY, f64::min)
            };
            let transposed: Vec<Vec<f64>> =
                (0..3).map(|column| rows.iter().map(|row| -row[column]).collect()).collect();
            prop_assert!((least(&rows) + least(&transposed)).abs() < 1e-11);
        }
    }
}
