//! Which packages are there between two parties, which are undominated, and where do the solutions
//! lie?
//!
//! Each point is a package: hollow where another is better for both, filled on the frontier, a
//! diamond where a solution lies; the square is no deal. Labels are set where they cover least,
//! never one another.

use crate::axis::ticks;
use crate::money::Money;
use crate::number::{signed_three, three, typed_minus};
use crate::svg::Svg;

/// One package.
pub struct Spot {
    /// Gains of the two parties, money of the world.
    pub at: (f64, f64),
    /// Whether no other package is better for both.
    pub undominated: bool,
    /// Empty where no solution lies here.
    pub label: String,
    /// What a pointer shows.
    pub tooltip: String,
}

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 400.0;
const LEFT: f64 = 50.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 46.0;
/// Height of a line of a label, width of a character.
const LINE: f64 = 15.0;
const CHARACTER: f64 = 7.0;
/// About how many steps an axis has.
const TICKS: f64 = 5.0;
/// Characters of a label on one line.
const LABEL_CHARACTERS: usize = 24;

/// A box on the figure.
#[derive(Clone, Copy, Debug)]
struct Area {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Area {
    fn overlap(&self, other: &Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }

    fn holds(&self, (x, y): (f64, f64), margin: f64) -> bool {
        x > self.left - margin
            && x < self.left + self.width + margin
            && y > self.top - margin
            && y < self.top + self.height + margin
    }

    fn inside(&self) -> bool {
        self.left >= LEFT + 2.0
            && self.left + self.width <= WIDTH - 2.0
            && self.top >= TOP - 18.0
            && self.top + self.height <= HEIGHT - BOTTOM - 2.0
    }
}

/// One axis: its ticks, in units of `unit`.
struct Axis {
    ticks: Vec<f64>,
}

impl Axis {
    fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let low = values.clone().fold(0.0, f64::min);
        let high = values.fold(0.0, f64::max);
        let high = if high > low { high } else { low + 1.0 };
        Self { ticks: ticks(low, high, TICKS) }
    }

    fn share(&self, value: f64) -> f64 {
        let (low, high) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        (value - low) / (high - low)
    }
}

/// The figure: `first` and `second` name the parties on the axes; `line` joins the frontier.
pub fn scatter(
    title: &str,
    (first, second): (&str, &str),
    spots: &[Spot],
    line: bool,
    money: Money<'_>,
) -> String {
    let largest =
        spots.iter().flat_map(|spot| [spot.at.0.abs(), spot.at.1.abs()]).fold(0.0, f64::max);
    let (unit, words) = money.scaled(largest, 2_000.0);
    let scaled = |spot: &Spot| (spot.at.0 / unit, spot.at.1 / unit);
    let across = Axis::of(spots.iter().map(|spot| scaled(spot).0));
    let up = Axis::of(spots.iter().map(|spot| scaled(spot).1));
    let place = |(x, y): (f64, f64)| {
        (
            (WIDTH - LEFT - RIGHT).mul_add(across.share(x), LEFT),
            (HEIGHT - TOP - BOTTOM).mul_add(1.0 - up.share(y), TOP),
        )
    };
    let mut svg = Svg::new(WIDTH, HEIGHT, title);
    svg.text((0.0, 15.0), "start", "panel", title);
    svg.text((0.0, 34.0), "start", "value", &format!("\u{2191} gain of {second}, {words}"));
    svg.text(
        (WIDTH - RIGHT, HEIGHT - 6.0),
        "end",
        "value",
        &format!("gain of {first}, {words} \u{2192}"),
    );
    grid(&mut svg, &across, &up, &place);
    let mut frontier: Vec<(f64, f64)> =
        spots.iter().filter(|spot| spot.undominated).map(|spot| place(scaled(spot))).collect();
    frontier.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    if line {
        frontier.windows(2).for_each(|pair| svg.line(pair[0], pair[1], "frontier"));
    }
    let places: Vec<(f64, f64)> = spots.iter().map(|spot| place(scaled(spot))).collect();
    for (spot, at) in spots.iter().zip(&places).filter(|(spot, _)| spot.label.is_empty()) {
        let (radius, class) = if spot.undominated { (4.0, "point on") } else { (3.2, "point") };
        svg.circle(*at, radius, class, &typed_minus(&spot.tooltip));
    }
    let nothing = place((0.0, 0.0));
    svg.bar(
        (nothing.0 - 4.5, nothing.1 - 4.5),
        (9.0, 9.0),
        "nothing",
        "no deal: what each has without one",
    );
    for (spot, at) in spots.iter().zip(&places).filter(|(spot, _)| !spot.label.is_empty()) {
        svg.diamond(*at, 6.5, "solution", &typed_minus(&spot.tooltip));
    }
    let mut wanted: Vec<((f64, f64), String)> = spots
        .iter()
        .zip(&places)
        .filter(|(spot, _)| !spot.label.is_empty())
        .map(|(spot, at)| (*at, spot.label.clone()))
        .collect();
    wanted.push((nothing, "no deal".to_owned()));
    labels(&mut svg, &wanted, &places, if line { &frontier } else { &[] });
    svg.finish()
}

fn grid(svg: &mut Svg, across: &Axis, up: &Axis, place: &impl Fn((f64, f64)) -> (f64, f64)) {
    let tick = |value: f64| {
        let text = three(value);
        typed_minus(if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.')
        } else {
            &text
        })
    };
    let (floor, side) = (up.ticks[0], across.ticks[0]);
    let class = |value: f64| if value == 0.0 { "zero" } else { "rule" };
    for value in &across.ticks {
        let (x, bottom) = place((*value, floor));
        svg.line((x, TOP), (x, bottom), class(*value));
        svg.text((x, bottom + 16.0), "middle", "value", &tick(*value));
    }
    for value in &up.ticks {
        let (left, y) = place((side, *value));
        svg.line((left, y), (WIDTH - RIGHT, y), class(*value));
        svg.text((left - 6.0, y + 4.0), "end", "value", &tick(*value));
    }
}

/// Sets each label beside its point, nearest first, where it covers the fewest points and no other
/// label.
fn labels(
    svg: &mut Svg,
    wanted: &[((f64, f64), String)],
    points: &[(f64, f64)],
    line: &[(f64, f64)],
) {
    let mut covered = points.to_vec();
    for pair in line.windows(2) {
        let along = |at: u32| {
            let share = f64::from(at) / 12.0;
            (
                share.mul_add(pair[1].0 - pair[0].0, pair[0].0),
                share.mul_add(pair[1].1 - pair[0].1, pair[0].1),
            )
        };
        covered.extend((1..12).map(along));
    }
    let mut set: Vec<Area> = Vec::new();
    let marks: Vec<(f64, f64)> = wanted.iter().map(|(at, _)| *at).collect();
    for (at, words) in wanted {
        let lines = broken(words);
        let area = best(*at, &lines, &covered, &marks, &set);
        write(svg, *at, &area, &lines);
        set.push(area);
    }
}

/// A label of several names, broken between them.
fn broken(words: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in words.split(" + ") {
        match lines
            .last_mut()
            .filter(|line| line.chars().count() + 3 + name.chars().count() <= LABEL_CHARACTERS)
        {
            Some(line) => line.push_str(&format!(" + {name}")),
            None => {
                if let Some(line) = lines.last_mut() {
                    line.push_str(" +");
                }
                lines.push(name.to_owned());
            }
        }
    }
    lines
}

/// The place of a label with the least cost: other labels and the edge first, then marks, then
/// points, then distance.
fn best(
    at: (f64, f64),
    lines: &[String],
    covered: &[(f64, f64)],
    marks: &[(f64, f64)],
    set: &[Area],
) -> Area {
    let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    let (width, height) = (CHARACTER * widest as f64, LINE * lines.len() as f64);
    let mut found: Option<(f64, Area)> = None;
    for reach in [10.0, 18.0, 30.0, 46.0, 64.0, 90.0, 120.0] {
        for turn in 0..24 {
            let (up, along) = (std::f64::consts::TAU * f64::from(turn) / 24.0).sin_cos();
            let centre =
                (along.mul_add(reach + width / 2.0, at.0), up.mul_add(reach + height / 2.0, at.1));
            let area =
                Area { left: centre.0 - width / 2.0, top: centre.1 - height / 2.0, width, height };
            let count = |list: &[(f64, f64)], margin| {
                list.iter().filter(|point| area.holds(**point, margin)).count()
            };
            let clash = set.iter().filter(|other| area.overlap(other)).count();
            let outside = usize::from(!area.inside());
            let cost = 1e6 * (clash + outside) as f64
                + 40.0 * count(marks, 6.0) as f64
                + 6.0 * count(covered, 3.0) as f64
                + 0.2 * reach;
            if found.is_none_or(|(least, _)| cost < least) {
                found = Some((cost, area));
            }
        }
    }
    found.map_or(Area { left: at.0, top: at.1, width, height }, |(_, area)| area)
}

fn write(svg: &mut Svg, at: (f64, f64), area: &Area, lines: &[String]) {
    let near = (
        at.0.clamp(area.left, area.left + area.width),
        at.1.clamp(area.top, area.top + area.height),
    );
    let distance = (near.0 - at.0).hypot(near.1 - at.1);
    if distance > 14.0 {
        let share = 8.0 / distance;
        let from = (share.mul_add(near.0 - at.0, at.0), share.mul_add(near.1 - at.1, at.1));
        svg.line(from, near, "leader");
    }
    let middle = area.left + area.width / 2.0;
    for (row, line) in lines.iter().enumerate() {
        let y = LINE.mul_add(row as f64, area.top + 11.5);
        svg.text((middle, y), "middle", "place", line);
    }
}

/// What a pointer shows of a package.
pub fn tooltip(name: &str, package: &str, gains: &[(&str, f64)], unit: &str) -> String {
    let gains: Vec<String> = gains
        .iter()
        .map(|(party, gain)| format!("{party} {} {unit}", signed_three(*gain)))
        .collect();
    let package = if package.is_empty() { "nothing" } else { package };
    format!("{name}: {}; {package}", gains.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_hold_the_values() {
        assert_eq!(ticks(0.0, 4.2, TICKS), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(ticks(-30.0, 170.0, TICKS), [-50.0, 0.0, 50.0, 100.0, 150.0, 200.0]);
    }

    #[test]
    fn labels_of_points_close_together_do_not_overlap() {
        let at = [(300.0, 120.0), (306.0, 124.0), (310.0, 131.0), (318.0, 140.0), (321.0, 143.0)];
        let words =
            ["Nash", "Kalai-Smorodinsky", "equal gains", "utilitarian", "within USD 10 billion"];
        let mut set: Vec<Area> = Vec::new();
        for (at_one, words) in at.iter().zip(words) {
            let area = best(*at_one, &[words.to_owned()], &at, &at, &set);
            assert!(area.inside() && set.iter().all(|other| !area.overlap(other)), "{words}");
            set.push(area);
        }
    }
}
