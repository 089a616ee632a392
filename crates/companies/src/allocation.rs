//! Which plant serves which market, where only totals of both are published?
//!
//! Any table x of plants by markets with the published totals is possible, equation (7). The middle
//! is the one nearest to the trade of the world (iterative proportional fitting, Deming and Stephan
//! 1940); the bounds of a sum of c x are the least and the most over all tables: a transport
//! problem (Hitchcock 1941), solved exactly by successive shortest paths.

use detente_world::Band;

/// Rounds of fitting; the change per round falls geometrically.
const ROUNDS: usize = 200;
/// Shares below this are rounding.
const NOTHING: f64 = 1e-12;

/// The least sum of `cost` over tables with these totals of rows and columns; both add up to the
/// same.
pub(crate) fn least(rows: &[f64], columns: &[f64], cost: impl Fn(usize, usize) -> f64) -> f64 {
    let (mut left, mut open) = (rows.to_vec(), columns.to_vec());
    let mut table = vec![vec![0.0; columns.len()]; rows.len()];
    // Each round closes a row or a column or empties a cell of the path; far more rounds than that
    // would be a cycle of rounding.
    for _ in 0..10 * (rows.len() + 1) * (columns.len() + 1) {
        let Some(path) = shortest(&left, &open, &table, &cost) else { break };
        push(&path, &mut left, &mut open, &mut table);
    }
    let cells = table.iter().enumerate();
    cells
        .map(|(row, cells)| {
            cells.iter().enumerate().map(|(column, share)| share * cost(row, column)).sum::<f64>()
        })
        .sum()
}

/// The cheapest way from a row with something left to a column with room: cells to fill and, in
/// between, to empty.
fn shortest(
    left: &[f64],
    open: &[f64],
    table: &[Vec<f64>],
    cost: &impl Fn(usize, usize) -> f64,
) -> Option<Vec<(usize, usize)>> {
    let (rows, columns) = (left.len(), open.len());
    let mut row_cost: Vec<f64> =
        left.iter().map(|left| if *left > NOTHING { 0.0 } else { f64::INFINITY }).collect();
    let mut column_cost = vec![f64::INFINITY; columns];
    let (mut column_from, mut row_from) = (vec![0; columns], vec![usize::MAX; rows]);
    for _ in 0..rows + columns {
        let mut moved = false;
        for row in 0..rows {
            for column in 0..columns {
                if row_cost[row] + cost(row, column) < column_cost[column] - NOTHING {
                    (column_cost[column], column_from[column], moved) =
                        (row_cost[row] + cost(row, column), row, true);
                }
                if table[row][column] > NOTHING
                    && column_cost[column] - cost(row, column) < row_cost[row] - NOTHING
                {
                    (row_cost[row], row_from[row], moved) =
                        (column_cost[column] - cost(row, column), column, true);
                }
            }
        }
        if !moved {
            break;
        }
    }
    let ends =
        (0..columns).filter(|column| open[*column] > NOTHING && column_cost[*column].is_finite());
    let mut column = ends.min_by(|a, b| column_cost[*a].total_cmp(&column_cost[*b]))?;
    let mut path = Vec::new();
    loop {
        let row = column_from[column];
        path.push((row, column));
        if row_from[row] == usize::MAX || path.len() > rows + columns {
            return Some(path);
        }
        column = row_from[row];
        path.push((row, column));
    }
}

/// Moves as much as fits along a path: its cells are filled and emptied in turn, from its end.
fn push(path: &[(usize, usize)], left: &mut [f64], open: &mut [f64], table: &mut [Vec<f64>]) {
    let (end, start) = (path[0].1, path[path.len() - 1].0);
    let emptied = path.iter().skip(1).step_by(2).map(|(row, column)| table[*row][*column]);
    let amount = emptied.fold(left[start].min(open[end]), f64::min);
    for (at, (row, column)) in path.iter().enumerate() {
        table[*row][*column] += if at % 2 == 0 { amount } else { -amount };
    }
    left[start] -= amount;
    open[end] -= amount;
}

/// The table with these totals that is nearest to `seed`, by fitting rows and columns in turn.
pub(crate) fn fitted(rows: &[f64], columns: &[f64], seed: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let whole: f64 = seed.iter().flatten().sum();
    // Every plant may serve every market, however little the world trades there.
    let floor = if whole > 0.0 { 1e-9 * whole } else { 1.0 };
    let mut table: Vec<Vec<f64>> =
        seed.iter().map(|row| row.iter().map(|cell| cell + floor).collect()).collect();
    for _ in 0..ROUNDS {
        for (row, total) in table.iter_mut().zip(rows) {
            let sum: f64 = row.iter().sum();
            row.iter_mut().for_each(|cell| *cell *= total / sum.max(f64::MIN_POSITIVE));
        }
        for (column, total) in columns.iter().enumerate() {
            let sum: f64 = table.iter().map(|row| row[column]).sum();
            table.iter_mut().for_each(|row| row[column] *= total / sum.max(f64::MIN_POSITIVE));
        }
    }
    table
}

/// What the cells of `figure` come to over all tables with these totals.
pub(crate) fn bounds(
    rows: &[f64],
    columns: &[f64],
    seed: &[Vec<f64>],
    figure: impl Fn(usize, usize) -> Band,
) -> Band {
    if rows.is_empty() || columns.is_empty() {
        return Band::default();
    }
    let middle = fitted(rows, columns, seed);
    let cells = middle.iter().enumerate();
    let mid: f64 = cells
        .map(|(row, cells)| {
            cells
                .iter()
                .enumerate()
                .map(|(column, share)| share * figure(row, column).mid)
                .sum::<f64>()
        })
        .sum();
    let low = least(rows, columns, |row, column| figure(row, column).low);
    let high = -least(rows, columns, |row, column| -figure(row, column).high);
    Band::around(low, mid, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_those_of_the_corners() {
        // Two plants, two markets: x = (t, 0.6 - t; 0.5 - t, t - 0.1), t from 0.1 to 0.5.
        let cost = [[10.0, 0.0], [0.0, 0.0]];
        let found =
            bounds(&[0.6, 0.4], &[0.5, 0.5], &[vec![1.0, 1.0], vec![1.0, 1.0]], |row, column| {
                Band::point(cost[row][column])
            });
        assert!((found.low - 1.0).abs() < 1e-9 && (found.high - 5.0).abs() < 1e-9, "{found:?}");
        assert!((found.mid - 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_way_round_is_taken_where_it_is_cheaper() {
        // The greedy filling of the cheapest cell first costs 1 x 0 + 1 x 9; the best table costs 1 + 1.
        let cost = [[0.0, 1.0], [1.0, 9.0]];
        assert!(
            (least(&[1.0, 1.0], &[1.0, 1.0], |row, column| cost[row][column]) - 2.0).abs() < 1e-12
        );
        let cost = [[4.0, 1.0, 3.0], [2.0, 0.0, 5.0], [3.0, 2.0, 2.0]];
        assert!((least(&[1.0; 3], &[1.0; 3], |row, column| cost[row][column]) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn fitting_keeps_the_totals() {
        let table = fitted(&[0.3, 0.7], &[0.5, 0.5], &[vec![5.0, 0.0], vec![1.0, 9.0]]);
        assert!((table[0].iter().sum::<f64>() - 0.3).abs() < 1e-9);
        assert!((table[0][0] + table[1][0] - 0.5).abs() < 1e-9);
    }
}
