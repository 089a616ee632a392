//! Where do words stand beside their marks so that nothing is cut and nothing overlaps?
//!
//! Greedy: labels come in the order of their weight, each takes the nearest free place around its
//! mark; one that finds none is left to the tooltip and the data table.

use crate::svg::Svg;

/// Widths of letters over the font size, at the upper end of common sans-serif faces: a label is
/// rather taken for too wide than for too narrow.
const NARROW: f64 = 0.33;
const WIDE: f64 = 0.88;
const CAPITAL: f64 = 0.69;
const LETTER: f64 = 0.555;

/// Width of a text at a font size, estimated for the sans-serif faces a page may be set in.
pub(crate) fn width(text: &str, size: f64) -> f64 {
    let one = |letter: char| match letter {
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '('
        | ')' | ' ' | '-' => NARROW,
        'm' | 'w' | 'M' | 'W' | '%' | '\u{2026}' => WIDE,
        letter if letter.is_uppercase() => CAPITAL,
        _ => LETTER,
    };
    size * text.chars().map(one).sum::<f64>()
}

/// `text` shortened to a width, an ellipsis where something is missing.
pub(crate) fn fitted(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept: String = text.to_owned();
    while kept.pop().is_some() {
        let cut = format!("{}\u{2026}", kept.trim_end_matches([' ', ',']));
        if width(&cut, size) <= room {
            return cut;
        }
    }
    String::new()
}

/// A box on a figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    /// The box around a point.
    pub fn around((x, y): (f64, f64), reach: f64) -> Self {
        Self { left: x - reach, top: y - reach, width: 2.0 * reach, height: 2.0 * reach }
    }

    /// Whether two boxes share a place.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }

    fn within(&self, frame: &Self) -> bool {
        self.left >= frame.left
            && self.top >= frame.top
            && self.left + self.width <= frame.left + frame.width
            && self.top + self.height <= frame.top + frame.height
    }
}

/// A label in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Placed {
    pub area: Area,
    /// `start`, `middle` or `end`, and where the text is anchored.
    pub anchor: &'static str,
    pub at: (f64, f64),
    /// Whether it stands so far from its mark that a line must join them.
    pub far: bool,
}

/// The places that are taken on a figure.
pub(crate) struct Placer {
    frame: Area,
    taken: Vec<Area>,
}

impl Placer {
    /// A figure on which nothing is taken.
    pub fn new(frame: Area) -> Self {
        Self { frame, taken: Vec::new() }
    }

    /// Keeps labels away from a box.
    pub fn keep_clear(&mut self, area: Area) {
        self.taken.push(area);
    }

    /// Finds and takes a place for `text` at font size `size` near `mark`, at least `gap` away.
    pub fn set(&mut self, mark: (f64, f64), gap: f64, text: &str, size: f64) -> Option<Placed> {
        let (wide, high) = (width(text, size), size * 1.25);
        // Right, left, above, below, then between them; nearer before farther.
        const SIDES: [(f64, f64); 8] = [
            (1.0, 0.0),
            (-1.0, 0.0),
            (0.0, -1.0),
            (0.0, 1.0),
            (1.0, -0.8),
            (-1.0, -0.8),
            (1.0, 0.8),
            (-1.0, 0.8),
        ];
        for reach in [0.0, 7.0, 15.0, 24.0, 36.0, 50.0] {
            for (along, down) in SIDES {
                let distance = gap + reach;
                let x = distance.mul_add(along, mark.0);
                let middle = if down == 0.0 {
                    mark.1
                } else {
                    (distance + high / 2.0).mul_add(down, mark.1)
                };
                let (left, anchor) = match along {
                    along if along > 0.0 => (x, "start"),
                    along if along < 0.0 => (x - wide, "end"),
                    _ => (x - wide / 2.0, "middle"),
                };
                let area = Area { left, top: middle - high / 2.0, width: wide, height: high };
                if area.within(&self.frame) && !self.taken.iter().any(|other| area.overlaps(other))
                {
                    self.taken.push(area);
                    return Some(Placed {
                        area,
                        anchor,
                        at: (x, size.mul_add(0.36, middle)),
                        far: reach > 10.0,
                    });
                }
            }
        }
        None
    }
}

/// Writes a label that was placed, with a line to its mark where it stands far away.
pub(crate) fn write(svg: &mut Svg, placed: &Placed, mark: (f64, f64), class: &str, text: &str) {
    if placed.far {
        let area = &placed.area;
        let near = (
            mark.0.clamp(area.left, area.left + area.width),
            mark.1.clamp(area.top, area.top + area.height),
        );
        svg.line(mark, near, "leader");
    }
    svg.text(placed.at, placed.anchor, class, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Area = Area { left: 0.0, top: 0.0, width: 300.0, height: 200.0 };

    #[test]
    fn labels_of_marks_close_together_neither_overlap_nor_leave_the_figure() {
        let mut placer = Placer::new(FRAME);
        let marks: Vec<(f64, f64)> =
            (0..12).map(|at| (280.0 - 4.0 * f64::from(at), 20.0 + 3.0 * f64::from(at))).collect();
        marks.iter().for_each(|mark| placer.keep_clear(Area::around(*mark, 3.0)));
        let set: Vec<Placed> = marks
            .iter()
            .filter_map(|mark| placer.set(*mark, 4.0, "United Kingdom", 12.8))
            .collect();
        assert!(set.len() >= 4, "{}", set.len());
        for (at, one) in set.iter().enumerate() {
            assert!(one.area.within(&FRAME));
            assert!(set[at + 1..].iter().all(|other| !one.area.overlaps(&other.area)));
            assert!(marks.iter().all(|mark| !one.area.overlaps(&Area::around(*mark, 3.0))));
        }
    }

    #[test]
    fn a_label_without_room_is_left_out_and_a_long_one_is_cut_to_its_room() {
        let mut placer = Placer::new(Area { left: 0.0, top: 0.0, width: 40.0, height: 20.0 });
        assert!(placer.set((20.0, 10.0), 3.0, "a label far too long", 12.8).is_none());
        let cut = fitted("Motor vehicles, trailers and semi-trailers", 13.5, 120.0);
        assert!(cut.ends_with('\u{2026}') && width(&cut, 13.5) <= 120.0, "{cut}");
        assert_eq!(fitted("Japan", 13.5, 120.0), "Japan");
    }
}
