//! Which points of an outline can go without anybody seeing it?
//!
//! Visvalingam and Whyatt (1993), "Line generalisation by repeated elimination of points", The
//! Cartographic Journal 30(1): the point whose triangle with its neighbours is smallest goes first,
//! until every triangle left is large enough.

use super::projection::Frame;

/// A point of the sheet in whole units.
pub type Point = (i32, i32);
/// Longitude and latitude in degrees.
pub type Place = (f64, f64);
/// Points of a ring that stay, whatever their triangles.
const FEWEST: usize = 4;

/// Positions in `arc` of the points that stay. The ends stay, since other arcs meet there.
pub fn kept(arc: &[Place], frame: &Frame, least: f64) -> Vec<usize> {
    let points: Vec<(f64, f64)> = arc.iter().map(|place| frame.place(*place, 0.0)).collect();
    let mut left: Vec<usize> = (0..arc.len()).collect();
    let fewest = if arc.first() == arc.last() { FEWEST } else { 2 };
    while left.len() > fewest {
        let triangle = |at: usize| {
            let (a, b, c) = (points[left[at - 1]], points[left[at]], points[left[at + 1]]);
            ((b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)).abs() / 2.0
        };
        let inner = 1..left.len() - 1;
        let Some(smallest) = inner.min_by(|a, b| triangle(*a).total_cmp(&triangle(*b))) else {
            break;
        };
        if triangle(smallest) >= least {
            break;
        }
        left.remove(smallest);
    }
    left
}

/// The places of an arc that stay.
pub fn thinned(arc: &[Place], frame: &Frame, least: f64) -> Vec<Place> {
    kept(arc, frame, least).into_iter().map(|at| arc[at]).collect()
}

/// Area of a ring in square units.
pub fn area(ring: &[Point]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    let twice: i64 = ring
        .iter()
        .zip(next)
        .map(|(a, b)| i64::from(a.0) * i64::from(b.1) - i64::from(b.0) * i64::from(a.1))
        .sum();
    twice.abs() as f64 / 2.0
}

/// The point inside a ring that is farthest from its outline, by a grid that is refined three
/// times.
pub fn innermost(ring: &[Point]) -> Point {
    const CELLS: i32 = 24;
    let ends = |part: fn(&Point) -> i32| {
        let values = ring.iter().map(part);
        (f64::from(values.clone().min().unwrap_or(0)), f64::from(values.max().unwrap_or(0)))
    };
    let ((left, right), (top, bottom)) = (ends(|point| point.0), ends(|point| point.1));
    let mut best = (f64::NEG_INFINITY, (f64::midpoint(left, right), f64::midpoint(top, bottom)));
    let (mut half_width, mut half_height) = ((right - left) / 2.0, (bottom - top) / 2.0);
    let mut centre = best.1;
    for _ in 0..3 {
        for row in 0..=CELLS {
            for column in 0..=CELLS {
                let share = |at: i32| f64::from(2 * at) / f64::from(CELLS) - 1.0;
                let point = (
                    half_width.mul_add(share(column), centre.0),
                    half_height.mul_add(share(row), centre.1),
                );
                let depth = depth(ring, point);
                if depth > best.0 {
                    best = (depth, point);
                }
            }
        }
        (centre, half_width, half_height) = (best.1, half_width / 6.0, half_height / 6.0);
    }
    (best.1.0.round() as i32, best.1.1.round() as i32)
}

/// Distance of a point from the outline, negative outside.
fn depth(ring: &[Point], (x, y): (f64, f64)) -> f64 {
    let (mut inside, mut nearest) = (false, f64::INFINITY);
    for (at, from) in ring.iter().enumerate() {
        let to = ring[(at + 1) % ring.len()];
        let ((ax, ay), (bx, by)) =
            ((f64::from(from.0), f64::from(from.1)), (f64::from(to.0), f64::from(to.1)));
        if (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax {
            inside = !inside;
        }
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx.mul_add(dx, dy * dy);
        let share = if length > 0.0 {
            (((x - ax) * dx + (y - ay) * dy) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        nearest = nearest.min((share.mul_add(dx, ax) - x).hypot(share.mul_add(dy, ay) - y));
    }
    if inside { nearest } else { -nearest }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_on_a_straight_line_goes_and_a_corner_stays() {
        let frame = Frame::of(3000.0);
        let arc = [(0.0, 0.0), (5.0, 0.0), (10.0, 0.0), (10.0, 10.0)];
        assert_eq!(kept(&arc, &frame, 16.0), [0, 2, 3]);
    }

    #[test]
    fn the_innermost_point_of_a_hook_is_in_its_thick_part() {
        let hook = [(0, 0), (100, 0), (100, 100), (60, 100), (60, 10), (0, 10)];
        let (x, y) = innermost(&hook);
        assert!((70..=90).contains(&x) && y > 15, "{x} {y}");
    }
}
