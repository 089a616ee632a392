//! How bad is each week, shown as a row of cells?
//!
//! A loss of output falls into one of four classes. Cells stand next to one another along the
//! weeks; equal neighbours are one mark, whose tooltip has the weeks and the span of its values.

use crate::axis::{MonthTick, after, day, months};
use crate::drawings::labels::width;
use crate::error::FiguresError;
use crate::svg::Svg;
use detente_record::{Tables, numbers, text};
use jiff::civil::Date;

/// Lower limits of the classes, percent of a week's output.
pub(crate) const LIMITS: [f64; 4] = [0.01, 0.5, 5.0, 20.0];
/// Days of a week.
const WEEK: f64 = 7.0;

/// The class of a loss in percent: 0 is none to speak of.
pub(crate) fn class(loss: f64) -> usize {
    LIMITS.iter().filter(|limit| loss >= **limit).count()
}

/// What a class holds, in words.
pub(crate) fn class_words(class: usize) -> String {
    match class {
        0 => format!("below {} %", LIMITS[0]),
        class if class == LIMITS.len() => format!("{} % or more", LIMITS[class - 1]),
        class => format!("{} to {} %", LIMITS[class - 1], LIMITS[class]),
    }
}

/// Weeks in a row whose losses are of one class.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spell {
    /// First and last week, from one.
    pub weeks: (usize, usize),
    pub class: usize,
    /// Lowest and highest loss among them, percent.
    pub least: f64,
    pub most: f64,
}

/// The spells of a row of losses in percent; weeks in which nothing is lost have none.
pub(crate) fn spells(losses: &[f64]) -> Vec<Spell> {
    let mut found: Vec<Spell> = Vec::new();
    for (at, loss) in losses.iter().enumerate() {
        let (week, class) = (at + 1, class(*loss));
        match found.last_mut().filter(|last| last.class == class && last.weeks.1 + 1 == week) {
            Some(last) => {
                (last.weeks.1, last.least, last.most) =
                    (week, last.least.min(*loss), last.most.max(*loss));
            }
            None if class > 0 => {
                found.push(Spell { weeks: (week, week), class, least: *loss, most: *loss })
            }
            None => {}
        }
    }
    found
}

/// The weeks of a run on a drawing.
pub(crate) struct Weeks {
    /// First day of the first week, where the tables tell.
    pub start: Option<Date>,
    pub count: usize,
    pub left: f64,
    pub width: f64,
}

impl Weeks {
    /// The weeks that the table of output spans, between `left` and `left + width`.
    pub fn of(tables: &Tables, left: f64, width: f64) -> Result<Self, FiguresError> {
        let table = tables.table("cascade_output")?;
        let (from, weeks) = (text(table, "from")?, numbers(table, "week")?);
        let count = weeks.iter().copied().fold(0.0, f64::max) as usize;
        let first = from.first().and_then(|from| day(from)).zip(weeks.first());
        let start = first.map(|(date, week)| after(date, -WEEK * (week - 1.0)));
        Ok(Self { start, count, left, width })
    }

    /// Where a week begins; weeks count from one, and halves are allowed.
    pub fn at(&self, week: f64) -> f64 {
        let share = ((week - 1.0) / self.count.max(1) as f64).clamp(0.0, 1.0);
        self.width.mul_add(share, self.left)
    }

    /// `week 31 (from 30 Aug 2025)`.
    pub fn words(&self, week: usize) -> String {
        match self.start {
            Some(start) => {
                format!(
                    "week {week} (from {})",
                    crate::axis::words(after(start, WEEK * (week as f64 - 1.0)))
                )
            }
            None => format!("week {week}"),
        }
    }

    /// Months above and weeks below the line at `y`, grid lines down to `bottom`.
    pub fn axis(&self, svg: &mut Svg, y: f64, bottom: f64) {
        let Some(start) = self.start else { return };
        let length = WEEK * self.count as f64;
        for MonthTick { day, label } in months(start, length, self.width, 66.0) {
            let x = self.width.mul_add(day / length.max(1.0), self.left);
            svg.line((x, y), (x, bottom), "rule");
            if x + width(&label, 12.8) <= self.left + self.width + 1.0 {
                svg.text((x, y - 5.0), "start", "value", &label);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weeks_are_one_spell_and_quiet_weeks_are_none() {
        let found = spells(&[0.0, 0.02, 0.03, 7.0, 0.0, 0.02]);
        assert_eq!(found.len(), 3);
        assert_eq!(found[0], Spell { weeks: (2, 3), class: 1, least: 0.02, most: 0.03 });
        assert_eq!((found[1].weeks, found[1].class), ((4, 4), 3));
        assert_eq!(found[2].weeks, (6, 6));
    }

    #[test]
    fn every_loss_has_one_class_and_classes_rise_with_it() {
        let classes: Vec<usize> =
            [0.0, 0.009, 0.01, 0.6, 5.0, 19.9, 20.0, 100.0].into_iter().map(class).collect();
        assert_eq!(classes, [0, 0, 1, 2, 3, 3, 4, 4]);
        assert_eq!(class_words(4), "20 % or more");
    }
}
