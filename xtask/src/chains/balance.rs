//! Which numbers within their intervals, as close to the published ones as can be, make the base
//! year add up?
//!
//! ```text
//! (1)  min  sum_i (x_i - t_i)^2 / (2 w_i)      t target, w variance: distance to one bound times that to the other
//!      s.t. A x = 0                            one row per good and economy, and per published total
//!           low_i <= x_i <= high_i
//! (2)  x_i(y) = clip(t_i + w_i (A'y)_i)        the minimum for given multipliers y
//! (3)  A x(y) = 0                              solved by Newton's method on the concave dual, with a line search
//! ```
//! Where the intervals admit no solution, the bounds give way: beyond a bound (2) goes on with a
//! small slope. Every number that leaves its interval is reported.

use super::chain::Chain;
use std::collections::BTreeMap;

/// A least-squares problem (1).
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// Values to stay close to.
    pub target: Vec<f64>,
    /// Lower bounds.
    pub low: Vec<f64>,
    /// Upper bounds.
    pub high: Vec<f64>,
    /// Variances, positive.
    pub variance: Vec<f64>,
    /// Constraints: terms (variable, coefficient) that add up to zero.
    pub rows: Vec<Vec<(usize, f64)>>,
}

/// Relative imbalance that counts as none.
const TOLERANCE: f64 = 1e-11;
/// Slope of (2) beyond the bounds when they must give way, and a ridge that keeps the Newton step
/// defined.
const BEYOND: f64 = 1e-4;
const RIDGE: f64 = 1e-12;

impl Problem {
    /// Adds a variable and gives its position.
    pub fn variable(&mut self, target: f64, low: f64, high: f64) -> usize {
        // A target near one bound is surer than the width says: the geometric mean of its distances
        // to the bounds.
        let near = ((target - low).max(0.0) * (high - target).max(0.0)).sqrt();
        let half = near.max(0.02 * (high - low)).max(1e-6 * target.abs()).max(1e-9);
        self.target.push(target);
        self.low.push(low);
        self.high.push(high);
        self.variance.push(half * half);
        self.target.len() - 1
    }

    /// The solution, and whether it stays within the bounds.
    pub fn solve(&self) -> (Vec<f64>, bool) {
        match self.newton(0.0) {
            Some(values) => (values, true),
            None => (
                self.newton(BEYOND)
                    .unwrap_or_else(|| self.values(&vec![0.0; self.rows.len()], BEYOND)),
                false,
            ),
        }
    }

    /// Eq. (3); none if it does not converge, which with `beyond` 0 means that the bounds admit no
    /// solution.
    fn newton(&self, beyond: f64) -> Option<Vec<f64>> {
        let mut multipliers = vec![0.0; self.rows.len()];
        let mut residual = self.residual(&self.values(&multipliers, beyond));
        for _ in 0..400 {
            let step = self.step(&multipliers, &residual, beyond);
            let mut length = 1.0;
            let before = self.dual(&multipliers, beyond);
            let slope: f64 = residual.iter().zip(&step).map(|(r, s)| r * s).sum();
            loop {
                let trial: Vec<f64> =
                    multipliers.iter().zip(&step).map(|(y, s)| y + length * s).collect();
                if self.dual(&trial, beyond) <= before + 1e-4 * length * slope || length < 1e-10 {
                    multipliers = trial;
                    break;
                }
                length *= 0.5;
            }
            let values = self.values(&multipliers, beyond);
            residual = self.residual(&values);
            if self.imbalance(&values) < TOLERANCE {
                return Some(values);
            }
        }
        None
    }

    fn slack(&self, multipliers: &[f64]) -> Vec<f64> {
        let mut slack = vec![0.0; self.target.len()];
        for (row, multiplier) in self.rows.iter().zip(multipliers) {
            for &(variable, coefficient) in row {
                slack[variable] += coefficient * multiplier;
            }
        }
        slack
    }

    /// Eq. (2).
    fn values(&self, multipliers: &[f64], beyond: f64) -> Vec<f64> {
        let free = self.slack(multipliers).into_iter().enumerate();
        free.map(|(i, slack)| {
            let wish = self.target[i] + self.variance[i] * slack;
            let inside = wish.clamp(self.low[i], self.high[i]);
            inside + beyond * (wish - inside)
        })
        .collect()
    }

    /// The dual function, whose gradient is the residual: convex in the multipliers.
    fn dual(&self, multipliers: &[f64], beyond: f64) -> f64 {
        let slack = self.slack(multipliers);
        let mut sum = 0.0;
        for (i, slack) in slack.into_iter().enumerate() {
            let variance = self.variance[i];
            let wish = self.target[i] + variance * slack;
            let inside = wish.clamp(self.low[i], self.high[i]);
            // The integral of (2) over the slack, up to a constant.
            let over = wish - inside;
            sum += (0.5 * inside * inside + inside * over + 0.5 * beyond * over * over) / variance;
        }
        sum
    }

    fn residual(&self, values: &[f64]) -> Vec<f64> {
        let sum =
            |row: &Vec<(usize, f64)>| row.iter().map(|&(variable, c)| c * values[variable]).sum();
        self.rows.iter().map(sum).collect()
    }

    /// The worst imbalance, relative to what passes through the row.
    pub fn imbalance(&self, values: &[f64]) -> f64 {
        let through = |row: &Vec<(usize, f64)>| {
            row.iter().map(|&(variable, c)| (c * values[variable]).abs()).sum::<f64>()
        };
        let rows = self.rows.iter().zip(self.residual(values));
        rows.map(|(row, residual)| residual.abs() / through(row).max(1e-6)).fold(0.0, f64::max)
    }

    /// A Newton step: minus the inverse of A W A' over the variables that are free, times the
    /// residual.
    fn step(&self, multipliers: &[f64], residual: &[f64], beyond: f64) -> Vec<f64> {
        let slack = self.slack(multipliers);
        let weight = |i: usize| {
            let wish = self.target[i] + self.variance[i] * slack[i];
            let free = wish >= self.low[i] && wish <= self.high[i];
            self.variance[i] * if free { 1.0 } else { beyond }
        };
        let count = self.rows.len();
        let mut columns: BTreeMap<usize, Vec<(usize, f64)>> = BTreeMap::new();
        for (place, row) in self.rows.iter().enumerate() {
            for &(variable, coefficient) in row {
                columns.entry(variable).or_default().push((place, coefficient));
            }
        }
        let mut matrix = vec![0.0; count * count];
        for (variable, terms) in &columns {
            let weight = weight(*variable);
            for &(i, a) in terms {
                for &(j, b) in terms {
                    matrix[i * count + j] += weight * a * b;
                }
            }
        }
        // Where every variable of a row rests on a bound, the row still needs a curvature: a sliver
        // of its own variance.
        for (i, row) in self.rows.iter().enumerate() {
            let own: f64 = row.iter().map(|&(variable, c)| c * c * self.variance[variable]).sum();
            matrix[i * count + i] += RIDGE.max(1e-9 * own);
        }
        cholesky_solve(&mut matrix, residual.iter().map(|r| -r).collect())
    }
}

/// Solves a symmetric positive definite system in place.
fn cholesky_solve(matrix: &mut [f64], mut right: Vec<f64>) -> Vec<f64> {
    let count = right.len();
    for j in 0..count {
        for k in 0..j {
            let factor = matrix[j * count + k];
            if factor != 0.0 {
                for i in j..count {
                    matrix[i * count + j] -= factor * matrix[i * count + k];
                }
            }
        }
        let pivot = matrix[j * count + j].max(f64::MIN_POSITIVE).sqrt();
        for i in j..count {
            matrix[i * count + j] /= pivot;
        }
    }
    for i in 0..count {
        let known: f64 = (0..i).map(|k| matrix[i * count + k] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i * count + i];
    }
    for i in (0..count).rev() {
        let known: f64 = (i + 1..count).map(|k| matrix[k * count + i] * right[k]).sum();
        right[i] = (right[i] - known) / matrix[i * count + i];
    }
    right
}

/// What the balance did to a chain.
pub struct Report {
    /// Worst relative imbalance that is left.
    pub imbalance: f64,
    /// Whether all numbers stay within their intervals.
    pub within: bool,
    /// One sentence for each number that moved by more than 1 % or left its interval.
    pub changes: Vec<String>,
    /// One sentence for each good and economy that cannot be balanced.
    pub left_out: Vec<String>,
}

/// Balances a chain: fills `balanced` of processes, flows and demand whose quantity is known at
/// least as a range.
///
/// A good that is only supplied or only used in an economy, by the rows that are known, is left out
/// and reported.
pub fn balance(chain: &mut Chain) -> Report {
    let mut problem = Problem::default();
    let mut variables: Vec<(String, super::figure::Figure)> = Vec::new();
    let mut rows: BTreeMap<(String, String), Vec<(usize, f64)>> = BTreeMap::new();
    let aims = chain.aims.clone();
    let mut add =
        |name: String, interval: super::figure::Figure, terms: Vec<((String, String), f64)>| {
            let aim = aims.get(&name).copied().or_else(|| interval.target());
            let (Some(low), Some(high), Some(target)) = (interval.low, interval.high, aim) else {
                return None;
            };
            let variable = problem.variable(target, low, high);
            variables.push((name, interval));
            for (place, coefficient) in terms {
                rows.entry(place).or_default().push((variable, coefficient));
            }
            Some(variable)
        };
    let processes: Vec<Option<usize>> = chain
        .processes
        .iter()
        .map(|process| {
            let uses = chain.recipes.iter().filter(|recipe| {
                recipe.process == process.kind
                    && (recipe.economy == "*" || recipe.economy == process.economy)
            });
            let terms = uses
                .filter_map(|recipe| {
                    Some((
                        (recipe.good.clone(), process.economy.clone()),
                        recipe.coefficient.target()?,
                    ))
                })
                .collect();
            add(
                format!("activity of {} in {}", process.kind, process.economy),
                process.activity,
                terms,
            )
        })
        .collect();
    let flows: Vec<Option<usize>> = chain
        .flows
        .iter()
        .map(|flow| {
            let terms = vec![
                ((flow.good.clone(), flow.exporter.clone()), -1.0),
                ((flow.good.clone(), flow.importer.clone()), 1.0),
            ];
            add(
                format!("flow of {} from {} to {}", flow.good, flow.exporter, flow.importer),
                flow.quantity,
                terms,
            )
        })
        .collect();
    let demand: Vec<Option<usize>> = chain
        .demand
        .iter()
        .map(|demand| {
            let terms = vec![((demand.good.clone(), demand.economy.clone()), -1.0)];
            add(
                format!("use of {} for {} in {}", demand.good, demand.usage, demand.economy),
                demand.quantity,
                terms,
            )
        })
        .collect();
    // A good that an economy only gets, or only gives, cannot balance: something about it is not
    // known.
    let one_sided = |terms: &Vec<(usize, f64)>| {
        let most = |sign: f64| {
            terms
                .iter()
                .filter(|(_, c)| c * sign > 0.0)
                .map(|(i, _)| problem.high[*i])
                .fold(0.0, f64::max)
        };
        (most(1.0) == 0.0) != (most(-1.0) == 0.0)
    };
    let (unknown, known): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(_, terms)| one_sided(terms));
    problem.rows = known.into_iter().map(|(_, terms)| terms).collect();
    for (names, total) in &chain.controls {
        let (Some(low), Some(high), Some(target)) = (total.low, total.high, total.target()) else {
            continue;
        };
        let sum = problem.variable(target, low, high);
        variables.push((format!("total of {}", names.join(" and ")), *total));
        let members = variables.iter().enumerate().filter(|(_, (name, _))| names.contains(name));
        let terms: Vec<(usize, f64)> =
            members.map(|(place, _)| (place, 1.0)).chain([(sum, -1.0)]).collect();
        problem.rows.push(terms);
    }
    let mut balanced = vec![false; variables.len()];
    problem.rows.iter().flatten().for_each(|(variable, _)| balanced[*variable] = true);
    let (values, within) = problem.solve();
    let in_balance = |place: usize| balanced[place].then(|| values[place]);
    let fill =
        |places: Vec<Option<usize>>| places.into_iter().map(|place| place.and_then(in_balance));
    fill(processes).zip(&mut chain.processes).for_each(|(value, row)| row.balanced = value);
    fill(flows).zip(&mut chain.flows).for_each(|(value, row)| row.balanced = value);
    fill(demand).zip(&mut chain.demand).for_each(|(value, row)| row.balanced = value);
    let moved = variables
        .iter()
        .zip(&values)
        .zip(&balanced)
        .filter(|(_, balanced)| **balanced)
        .map(|(row, _)| row);
    let changes = moved.filter_map(|((name, interval), value)| change(name, interval, *value));
    let left_out = unknown.into_iter().map(|((good, economy), _)| {
        format!("{good} in {economy} is not balanced: only its supply or only its use is known")
    });
    Report {
        imbalance: problem.imbalance(&values),
        within,
        changes: changes.collect(),
        left_out: left_out.collect(),
    }
}

/// A sentence if a number moved by more than 1 % of its published value or left its interval.
fn change(name: &str, interval: &super::figure::Figure, value: f64) -> Option<String> {
    let (low, high) = (interval.low?, interval.high?);
    let slack = 1e-9 * (high.abs() + low.abs() + 1.0);
    let outside = value < low - slack || value > high + slack;
    let moved = interval.mid.is_some_and(|mid| (value - mid).abs() > 0.01 * mid.abs());
    let published =
        interval.mid.map_or_else(|| format!("{low:.4} to {high:.4}"), |mid| format!("{mid:.4}"));
    let remark = if outside { ", outside its interval" } else { "" };
    (outside || moved)
        .then(|| format!("{name}: {published} published, {value:.4} balanced{remark}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_intervals_move_most() {
        let mut problem = Problem::default();
        let output = problem.variable(100.0, 99.0, 101.0);
        let (first, second) =
            (problem.variable(50.0, 40.0, 60.0), problem.variable(60.0, 40.0, 80.0));
        problem.rows.push(vec![(output, 1.0), (first, -1.0), (second, -1.0)]);
        let (values, within) = problem.solve();
        assert!(within && problem.imbalance(&values) < 1e-10);
        // Variances 1, 100, 400 share a gap of 10.
        assert!((values[output] - (100.0 + 10.0 / 501.0)).abs() < 1e-9, "{values:?}");
        assert!((values[first] - (50.0 - 1000.0 / 501.0)).abs() < 1e-9, "{values:?}");
        assert!((values[second] - (60.0 - 4000.0 / 501.0)).abs() < 1e-9, "{values:?}");
    }

    #[test]
    fn bounds_hold_while_they_can() {
        let mut problem = Problem::default();
        let supply = problem.variable(10.0, 9.5, 10.5);
        let (tight, loose) = (problem.variable(3.0, 2.9, 3.1), problem.variable(9.0, 0.0, 9.2));
        problem.rows.push(vec![(supply, 1.0), (tight, -1.0), (loose, -1.0)]);
        let (values, within) = problem.solve();
        assert!(within && problem.imbalance(&values) < 1e-10, "{values:?}");
        assert!(values[tight] >= 2.9 && values[supply] <= 10.5);
    }

    #[test]
    fn bounds_give_way_only_where_they_contradict() {
        let mut problem = Problem::default();
        let (supply, use_) =
            (problem.variable(10.0, 10.0, 10.0), problem.variable(12.0, 11.0, 13.0));
        problem.rows.push(vec![(supply, 1.0), (use_, -1.0)]);
        let (values, within) = problem.solve();
        assert!(!within && problem.imbalance(&values) < 1e-9, "{values:?}");
        // The point is far more certain than the range, so the range gives way.
        assert!((values[supply] - 10.0).abs() < 1e-3, "{values:?}");
    }

    #[test]
    fn joint_products_balance_along_a_chain() {
        // One ore gives two oxides, 20 % and 2 %; each is used.
        let mut problem = Problem::default();
        let mine = problem.variable(100.0, 80.0, 120.0);
        let (light, heavy) = (problem.variable(22.0, 15.0, 30.0), problem.variable(1.8, 1.5, 3.0));
        problem.rows.push(vec![(mine, 0.2), (light, -1.0)]);
        problem.rows.push(vec![(mine, 0.02), (heavy, -1.0)]);
        let (values, within) = problem.solve();
        assert!(within && problem.imbalance(&values) < 1e-10, "{values:?}");
        assert!((values[light] / values[heavy] - 10.0).abs() < 1e-8);
    }
}
