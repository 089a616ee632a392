//! Where is a smooth function of many variables largest, if each variable has its bounds?
//!
//! Projected quasi-Newton: at a point the variables that sit at a bound and want to go on are held;
//! the others move along a limited-memory BFGS direction, and each trial point is brought back into
//! the box before it is judged.
//!
//! ```text
//! (1)  held     H = { i : x_i at its lower bound and g_i <= 0, or at its upper bound and g_i >= 0 }
//! (2)  step     x(a) = P( x + a B g ),  B the L-BFGS inverse of minus the Hessian on the variables not in H, a = 1, 1/2, 1/4 ...
//! (3)  accept   f(x(a)) >= f(x) + 1e-4 g^T (x(a) - x),  or, where the function's own noise hides that,
//!               f(x(a)) >= f(x) - noise  and  -0.8 g^T s <= g(x(a))^T s <= 0.9 g^T s,  s = x(a) - x
//! (4)  stop     max_i s_i | P(x + s g / s)_i - x_i | <= tolerance, with s_i the scale of the variable
//! ```
//!
//! Sources: Bertsekas (1982), "Projected Newton methods for optimization problems with simple
//! constraints", SIAM J. Control Optim. 20, for (1)-(3); Nocedal (1980), Math. Comp. 35, for the
//! recursion behind B; Hager and Zhang (2005), SIAM J. Optim. 16, section 4, for the second part of
//! (3).

use std::collections::VecDeque;

/// Sufficient increase in (3).
const ARMIJO: f64 = 1e-4;
/// Halvings before a direction is given up.
const HALVINGS: usize = 30;

/// A box and how to search it.
#[derive(Clone, Debug)]
pub struct Bounded<'a> {
    /// Least value of each variable; may be minus infinity.
    pub lower: &'a [f64],
    /// Largest value of each variable; may be infinity.
    pub upper: &'a [f64],
    /// Positive guess of minus the second derivative of each variable: the first step is
    /// `gradient / curvature`.
    pub curvature: &'a [f64],
    /// Largest change of any variable in one step.
    pub longest_step: f64,
    /// Stop when the plain step of every variable, `gradient / curvature` within the bounds, is at
    /// most this.
    pub tolerance: f64,
    /// The function is exact to this much.
    pub noise: f64,
    /// Evaluations before the search is given up.
    pub maximum_evaluations: usize,
    /// Steps that the quasi-Newton matrix remembers.
    pub memory: usize,
}

/// A value with its gradient, and whatever else the function found there.
#[derive(Clone, Debug)]
pub struct Evaluated<T> {
    /// The function.
    pub value: f64,
    /// Its derivatives.
    pub gradient: Vec<f64>,
    /// Anything the next evaluation can start from, or the caller wants back.
    pub kept: T,
}

/// Where a search ended.
#[derive(Clone, Debug)]
pub struct Largest<T> {
    /// The best point.
    pub point: Vec<f64>,
    /// What was found there.
    pub at: Evaluated<T>,
    /// Whether (4) holds.
    pub converged: bool,
    /// The largest plain step left, (4).
    pub step_left: f64,
    /// Evaluations used.
    pub evaluations: usize,
}

impl Bounded<'_> {
    /// Climbs from `start`, brought into the box. `function` gets a point and what was kept at the
    /// last accepted one, and returns `None` where the function has no value: such a point is not
    /// taken. `None` in all if it has none at the start.
    pub fn largest<T>(
        &self,
        start: &[f64],
        mut function: impl FnMut(&[f64], Option<&T>) -> Option<Evaluated<T>>,
    ) -> Option<Largest<T>> {
        let mut point = self.project(start);
        let mut at = function(&point, None)?;
        let (mut evaluations, mut pairs) = (1, VecDeque::new());
        loop {
            let step_left = self.step_left(&point, &at.gradient);
            let converged = step_left <= self.tolerance;
            if converged || evaluations >= self.maximum_evaluations {
                return Some(Largest { point, at, converged, step_left, evaluations });
            }
            let found = self.line(&point, &at, &mut pairs, &mut evaluations, &mut function);
            let Some((next, next_at)) = found else {
                return Some(Largest { point, at, converged, step_left, evaluations });
            };
            self.remember(&mut pairs, &point, &at.gradient, &next, &next_at.gradient);
            (point, at) = (next, next_at);
        }
    }

    /// Tries the quasi-Newton direction, then, if that leads nowhere, the plain one.
    fn line<T>(
        &self,
        point: &[f64],
        at: &Evaluated<T>,
        pairs: &mut VecDeque<Pair>,
        evaluations: &mut usize,
        function: &mut impl FnMut(&[f64], Option<&T>) -> Option<Evaluated<T>>,
    ) -> Option<(Vec<f64>, Evaluated<T>)> {
        loop {
            let direction = self.direction(point, &at.gradient, pairs);
            let mut length = 1.0;
            for _ in 0..HALVINGS {
                if *evaluations >= self.maximum_evaluations {
                    return None;
                }
                let moved: Vec<f64> =
                    point.iter().zip(&direction).map(|(x, d)| x + length * d).collect();
                let trial = self.project(&moved);
                let gain: f64 = at
                    .gradient
                    .iter()
                    .zip(trial.iter().zip(point))
                    .map(|(g, (new, old))| g * (new - old))
                    .sum();
                if gain <= 0.0 {
                    break;
                }
                *evaluations += 1;
                if let Some(found) =
                    function(&trial, Some(&at.kept)).filter(|found| found.value.is_finite())
                    && self.accepts(at, &found, gain, &trial, point)
                {
                    return Some((trial, found));
                }
                length *= 0.5;
            }
            if pairs.is_empty() {
                return None;
            }
            pairs.clear();
        }
    }

    /// (3).
    fn accepts<T>(
        &self,
        at: &Evaluated<T>,
        found: &Evaluated<T>,
        gain: f64,
        trial: &[f64],
        point: &[f64],
    ) -> bool {
        let left: f64 = found
            .gradient
            .iter()
            .zip(trial.iter().zip(point))
            .map(|(g, (new, old))| g * (new - old))
            .sum();
        let hidden =
            found.value >= at.value - self.noise && left >= -0.8 * gain && left <= 0.9 * gain;
        found.value >= at.value + ARMIJO * gain || hidden
    }

    /// B g on the variables that are free, (2), no longer than the longest step.
    fn direction(&self, point: &[f64], gradient: &[f64], pairs: &VecDeque<Pair>) -> Vec<f64> {
        let free: Vec<bool> = (0..point.len()).map(|at| !self.held(point, gradient, at)).collect();
        let masked = |vector: &[f64]| -> Vec<f64> {
            vector.iter().zip(&free).map(|(value, free)| if *free { *value } else { 0.0 }).collect()
        };
        let mut direction = masked(gradient);
        let mut weights = Vec::with_capacity(pairs.len());
        for pair in pairs.iter().rev() {
            let inner = dot_free(&pair.step, &pair.change, &free);
            let weight =
                if inner > 0.0 { dot_free(&pair.step, &direction, &free) / inner } else { 0.0 };
            weights.push((weight, inner));
            direction.iter_mut().zip(&pair.change).for_each(|(d, y)| *d -= weight * y);
        }
        // The scale of the newest pair, relative to the guess of the curvature.
        let scale = pairs.back().map_or(1.0, |pair| {
            let weighted: f64 = (0..point.len())
                .filter(|at| free[*at])
                .map(|at| pair.change[at] * pair.change[at] / self.curvature[at])
                .sum();
            let inner = dot_free(&pair.step, &pair.change, &free);
            if inner > 0.0 && weighted > 0.0 { inner / weighted } else { 1.0 }
        });
        direction.iter_mut().zip(self.curvature).for_each(|(d, c)| *d *= scale / c);
        for (pair, (weight, inner)) in pairs.iter().zip(weights.iter().rev()) {
            if *inner > 0.0 {
                let back = dot_free(&pair.change, &direction, &free) / inner;
                direction.iter_mut().zip(&pair.step).for_each(|(d, s)| *d += (weight - back) * s);
            }
        }
        direction = masked(&direction);
        let longest = direction.iter().fold(0.0, |longest: f64, d| longest.max(d.abs()));
        if longest > self.longest_step {
            direction.iter_mut().for_each(|d| *d *= self.longest_step / longest);
        }
        direction
    }

    fn remember(
        &self,
        pairs: &mut VecDeque<Pair>,
        old: &[f64],
        old_gradient: &[f64],
        new: &[f64],
        gradient: &[f64],
    ) {
        let step: Vec<f64> = new.iter().zip(old).map(|(new, old)| new - old).collect();
        // Of minus the function: positive curvature where it is concave.
        let change: Vec<f64> =
            old_gradient.iter().zip(gradient).map(|(old, new)| old - new).collect();
        let inner: f64 = step.iter().zip(&change).map(|(s, y)| s * y).sum();
        let size: f64 = step.iter().zip(self.curvature).map(|(s, c)| s * s * c).sum();
        if inner > 1e-8 * size {
            if pairs.len() == self.memory {
                pairs.pop_front();
            }
            pairs.push_back(Pair { step, change });
        }
    }

    fn held(&self, point: &[f64], gradient: &[f64], at: usize) -> bool {
        (point[at] <= self.lower[at] && gradient[at] <= 0.0)
            || (point[at] >= self.upper[at] && gradient[at] >= 0.0)
    }

    fn project(&self, point: &[f64]) -> Vec<f64> {
        point
            .iter()
            .zip(self.lower.iter().zip(self.upper))
            .map(|(x, (low, high))| x.max(*low).min(*high))
            .collect()
    }

    /// (4): the largest plain step left.
    #[must_use]
    pub fn step_left(&self, point: &[f64], gradient: &[f64]) -> f64 {
        let plain: Vec<f64> = point
            .iter()
            .zip(gradient.iter().zip(self.curvature))
            .map(|(x, (g, c))| x + g / c)
            .collect();
        self.project(&plain)
            .iter()
            .zip(point)
            .fold(0.0, |worst: f64, (new, old)| worst.max((new - old).abs()))
    }
}

struct Pair {
    step: Vec<f64>,
    change: Vec<f64>,
}

fn dot_free(left: &[f64], right: &[f64], free: &[bool]) -> f64 {
    left.iter().zip(right).zip(free).filter(|(_, free)| **free).map(|((l, r), _)| l * r).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn search<'a>(lower: &'a [f64], upper: &'a [f64], curvature: &'a [f64]) -> Bounded<'a> {
        Bounded {
            lower,
            upper,
            curvature,
            longest_step: 2.0,
            tolerance: 1e-9,
            noise: 0.0,
            maximum_evaluations: 2_000,
            memory: 8,
        }
    }

    fn valley(x: &[f64], _: Option<&()>) -> Option<Evaluated<()>> {
        let (a, b) = (x[0], x[1]);
        let value = -((1.0 - a).powi(2) + 100.0 * (b - a * a).powi(2));
        let gradient = vec![2.0 * (1.0 - a) + 400.0 * a * (b - a * a), -200.0 * (b - a * a)];
        Some(Evaluated { value, gradient, kept: () })
    }

    #[test]
    fn climbs_out_of_a_curved_valley() {
        let search = search(&[-5.0, -5.0], &[5.0, 5.0], &[100.0, 100.0]);
        let found = search.largest(&[-1.2, 1.0], valley).unwrap();
        assert!(found.converged, "step left {}", found.step_left);
        assert!(found.point.iter().all(|x| (x - 1.0).abs() < 1e-6), "{:?}", found.point);
        assert!(found.evaluations < 100, "{} evaluations", found.evaluations);
    }

    /// In the same valley with a <= 0.5 the best point is b = a^2 at the bound.
    #[test]
    fn stops_at_a_bound_where_the_way_up_leads_through_it() {
        let search = search(&[-5.0, -5.0], &[0.5, 5.0], &[100.0, 100.0]);
        let found = search.largest(&[-1.2, 1.0], valley).unwrap();
        assert!(found.converged);
        assert!(
            (found.point[0] - 0.5).abs() < 1e-12 && (found.point[1] - 0.25).abs() < 1e-7,
            "{:?}",
            found.point
        );
    }

    #[test]
    fn keeps_out_of_where_the_function_has_no_value() {
        // ln(x) - x for x > 0: largest at 1; the first plain step from 0.01 would be long and may
        // land anywhere.
        let search = search(&[f64::NEG_INFINITY], &[f64::INFINITY], &[0.05]);
        let function = |x: &[f64], _: Option<&()>| {
            (x[0] > 0.0).then(|| Evaluated {
                value: x[0].ln() - x[0],
                gradient: vec![1.0 / x[0] - 1.0],
                kept: (),
            })
        };
        let found = search.largest(&[3.0], function).unwrap();
        assert!((found.point[0] - 1.0).abs() < 1e-8);
        assert!(search.largest(&[-1.0], function).is_none());
    }

    /// A value with an error of 1e-9 says nothing about steps below 1e-5; derivatives still lead to
    /// the top.
    #[test]
    fn goes_on_where_the_value_is_too_coarse() {
        let coarse = Bounded { noise: 2e-9, ..search(&[-5.0], &[5.0], &[3.0]) };
        let function = |x: &[f64], _: Option<&()>| {
            let value = ((-(x[0] - 1.0).powi(2)) / 1e-9).round() * 1e-9;
            Some(Evaluated { value, gradient: vec![-2.0 * (x[0] - 1.0)], kept: () })
        };
        let found = coarse.largest(&[0.0], function).unwrap();
        assert!(found.converged && (found.point[0] - 1.0).abs() < 1e-8, "{:?}", found.point);
    }

    proptest! {
        /// Of a separable concave quadratic the best point in a box is the clipped centre.
        #[test]
        fn finds_the_clipped_centre_of_a_paraboloid(
            centre in prop::collection::vec(-3.0..3.0f64, 6),
            weight in prop::collection::vec(0.1..20.0f64, 6),
        ) {
            let (lower, upper, guess) = ([-1.0; 6], [1.5; 6], [1.0; 6]);
            let search = search(&lower, &upper, &guess);
            let found = search.largest(&[0.0; 6], |x, _: Option<&()>| {
                let value = -x.iter().zip(&centre).zip(&weight).map(|((x, c), w)| 0.5 * w * (x - c).powi(2)).sum::<f64>();
                let gradient = x.iter().zip(&centre).zip(&weight).map(|((x, c), w)| w * (c - x)).collect();
                Some(Evaluated { value, gradient, kept: () })
            }).unwrap();
            for (x, c) in found.point.iter().zip(&centre) {
                prop_assert!((x - c.clamp(-1.0, 1.5)).abs() < 1e-6, "{} for {}", x, c);
            }
        }
    }
}
