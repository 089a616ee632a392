//! Which numbers of a table say nothing, because they are smaller than what a solver leaves open?
//!
//! A solver stops at a tolerance (the trade engine at 1e-10 of each unknown, which is 1e-8 of a
//! percent), and sums of numbers that cancel leave their rounding. What is left is not a finding:
//! `Angola -6.7e-14 %` is a zero. The rule stands here alone and is the same for every table of a
//! run, so that a low, a middle and a high end stay in order, and settling twice changes nothing.

use super::{Column, Table};

/// A number closer to zero than this is zero, in the unit of its column: a cent where money is in
/// USD million, ten grams where goods are in Mt, 1e-8 of a percent.
pub const NOISE: f64 = 1e-8;

/// The number, or exactly zero (without a sign) where it is noise. What is infinite or not a number
/// stays.
#[must_use]
pub fn settled(value: f64) -> f64 {
    if value.abs() < NOISE { 0.0 } else { value }
}

/// Differences below this share of what is compared are rounding and tolerance, never a finding.
pub const SAME: f64 = 1e-9;

/// `new - old`; exactly zero where they are the same but for noise, so that no report mentions it.
#[must_use]
pub fn change(new: f64, old: f64) -> f64 {
    let difference = new - old;
    if difference.abs() < SAME * new.abs().max(old.abs()) { 0.0 } else { settled(difference) }
}

impl Table {
    /// Makes every number that is noise exactly zero; words and unknown cells stay as they are.
    pub fn settle(&mut self) {
        for (_, column) in &mut self.columns {
            match column {
                Column::Text(_) => {}
                Column::Number(values) => {
                    values.iter_mut().for_each(|value| *value = settled(*value))
                }
                Column::Partial(values) => {
                    values.iter_mut().flatten().for_each(|value| *value = settled(*value))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_zero_and_what_is_unknown_stays_so() {
        let mut table = Table::new("t")
            .with_text("economy", vec!["AGO".into(), "JPN".into(), "USA".into()])
            .with_numbers("low", vec![-6.7e-14, -0.0, 2e-8])
            .with_partial("high", vec![None, Some(-1.6e-13), Some(f64::INFINITY)]);
        table.settle();
        assert_eq!(table.numbers("low"), [0.0, 0.0, 2e-8]);
        assert!(table.numbers("low").iter().all(|value| value.is_sign_positive()));
        assert_eq!(
            table.column("high"),
            Some(&Column::Partial(vec![None, Some(0.0), Some(f64::INFINITY)]))
        );
        let once = table.clone();
        table.settle();
        assert_eq!(table, once);
    }

    #[test]
    fn what_is_the_same_but_for_noise_does_not_change() {
        assert_eq!(change(8.88, 8.88 + 1.8e-13), 0.0);
        assert_eq!(change(1e7 + 1e-3, 1e7), 0.0);
        assert_eq!(change(3e-9, -4e-9), 0.0);
        assert_eq!(change(2.0, 1.5), 0.5);
        assert_eq!(change(f64::INFINITY, 1.0), f64::INFINITY);
    }

    #[test]
    fn ends_of_a_range_stay_in_order() {
        let ends = [-2e-8, -1e-9, -0.0, 3e-13, 9e-9, 1e-8, 1.0];
        assert!(ends.map(settled).is_sorted());
    }
}
