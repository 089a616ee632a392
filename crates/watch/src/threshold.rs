//! On which side of a threshold is a value, and has it crossed?
//!
//! `below = L`: beyond while v < L. Once beyond, it is within again from v >= R on, the `rearm`
//! value (L without one), so that a value that trembles about L is reported once. `above` is the mirror
//! image. `changes_by = D`: crossed where |v - reference| >= D; the reference is the value at the
//! last crossing, at first the first value seen. No row of the table (nothing stops, nothing falls
//! short) is no value: within for `below` and `above`, and different from any value for
//! `changes_by`.

use crate::number::Number;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What several rows that a key means are taken together to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// The smallest.
    Least,
    /// The largest.
    Most,
    /// That of the last row, such as the last period.
    Last,
    /// All together.
    Sum,
}

/// When a threshold is crossed; in the unit of its column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Condition {
    /// Below `limit`, until `rearm` or more.
    Below {
        /// The limit.
        limit: f64,
        /// Where it counts as back.
        rearm: f64,
    },
    /// Above `limit`, until `rearm` or less.
    Above {
        /// The limit.
        limit: f64,
        /// Where it counts as back.
        rearm: f64,
    },
    /// This far from the value at the last crossing.
    ChangesBy(f64),
    /// This share of the value at the last crossing away from it.
    ChangesByShare(f64),
}

/// One threshold, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// Its name in the file.
    pub name: String,
    /// Table of the run.
    pub table: String,
    /// Rows of it, as [`detente_record::lookup::rows`] reads them.
    pub key: String,
    /// Column of numbers.
    pub column: String,
    /// Unit of the column, for people.
    pub unit: String,
    /// What to do with several rows; one row is expected without it.
    pub over: Option<Over>,
    /// When it is crossed.
    pub condition: Condition,
    /// The condition as written, such as `below -0.2%`.
    pub written: String,
}

/// Side of a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// As it should be.
    Within,
    /// Crossed.
    Beyond,
}

/// What is remembered of a threshold and a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Side at the last evaluation.
    pub side: Side,
    /// Value at the last evaluation.
    pub value: Number,
    /// Value at the last crossing, or the first one.
    pub reference: Number,
    /// How often it has crossed, either way.
    pub crossings: u64,
}

/// What an evaluation means for a threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judgement {
    /// To remember.
    pub standing: Standing,
    /// Whether it has crossed.
    pub crossed: bool,
    /// Whether it is the first evaluation.
    pub first: bool,
}

impl Threshold {
    /// Changes with everything that gives the threshold its meaning: a changed threshold is a new
    /// one.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Self { name, table, key, column, over, condition, .. } = self;
        hex(&format!("{name}\n{table}\n{key}\n{column}\n{over:?}\n{condition:?}"), 8)
    }

    /// What `value` means after `before`. The first value crosses if it is beyond already.
    #[must_use]
    pub fn judge(&self, before: Option<&Standing>, value: Number) -> Judgement {
        let reference = before.map_or(value, |standing| standing.reference);
        let was = before.map_or(Side::Within, |standing| standing.side);
        let side = self.side(was, value);
        let crossed = match self.condition {
            Condition::Below { .. } | Condition::Above { .. } => side != was,
            Condition::ChangesBy(by) => far(reference, value, |_| by),
            Condition::ChangesByShare(share) => {
                far(reference, value, |reference| share * reference.abs())
            }
        };
        let crossings = before.map_or(0, |standing| standing.crossings) + u64::from(crossed);
        let reference = if crossed { value } else { reference };
        Judgement {
            standing: Standing { side, value, reference, crossings },
            crossed,
            first: before.is_none(),
        }
    }

    fn side(&self, was: Side, value: Number) -> Side {
        let Some(value) = value.0 else { return Side::Within };
        let beyond = match (self.condition, was) {
            (Condition::Below { limit, .. }, Side::Within) => value < limit,
            (Condition::Below { rearm, .. }, Side::Beyond) => value < rearm,
            (Condition::Above { limit, .. }, Side::Within) => value > limit,
            (Condition::Above { rearm, .. }, Side::Beyond) => value > rearm,
            (Condition::ChangesBy(_) | Condition::ChangesByShare(_), _) => false,
        };
        if beyond { Side::Beyond } else { Side::Within }
    }
}

/// Whether two values lie as far apart as `by` says.
fn far(reference: Number, value: Number, by: impl Fn(f64) -> f64) -> bool {
    match (reference.0, value.0) {
        (None, None) => false,
        // What appears or goes has changed.
        (None, Some(_)) | (Some(_), None) => true,
        (Some(old), Some(new)) if old == new => false,
        (Some(old), Some(new)) => {
            (new - old).abs() >= by(old) || (old.is_infinite() != new.is_infinite())
        }
    }
}

/// The first bytes of a SHA-256 in hexadecimal.
pub(crate) fn hex(text: &str, bytes: usize) -> String {
    Sha256::digest(text.as_bytes()).iter().take(bytes).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn threshold(condition: Condition) -> Threshold {
        Threshold {
            name: "t".to_owned(),
            table: "welfare".to_owned(),
            key: "JPN".to_owned(),
            column: "real_income_pct".to_owned(),
            unit: "%".to_owned(),
            over: None,
            condition,
            written: String::new(),
        }
    }

    /// Which of the values cross.
    fn crossed(condition: Condition, values: &[Option<f64>]) -> Vec<bool> {
        let (threshold, mut standing) = (threshold(condition), None);
        let mut crossed = Vec::new();
        for value in values {
            let judgement = threshold.judge(standing.as_ref(), Number(*value));
            crossed.push(judgement.crossed);
            standing = Some(judgement.standing);
        }
        crossed
    }

    #[test]
    fn a_value_that_trembles_about_the_limit_is_told_once() {
        let condition = Condition::Below { limit: -0.2, rearm: -0.1 };
        let values = [0.0, -0.2, -0.21, -0.19, -0.22, -0.1, -0.3].map(Some);
        assert_eq!(crossed(condition, &values), [false, false, true, false, false, true, true]);
        let condition = Condition::Above { limit: 5.0, rearm: 5.0 };
        let values = [Some(6.0), Some(5.0), None, Some(5.1), None];
        assert_eq!(crossed(condition, &values), [true, true, false, true, true]);
    }

    #[test]
    fn changes_count_from_the_last_one_told() {
        let values = [10.0, 11.0, 12.0, 13.0, 14.5, 12.0].map(Some);
        assert_eq!(
            crossed(Condition::ChangesBy(2.0), &values),
            [false, false, true, false, true, true]
        );
        assert_eq!(
            crossed(Condition::ChangesByShare(0.2), &values),
            [false, false, true, false, true, false]
        );
        let never = [None, None, Some(f64::INFINITY), Some(f64::INFINITY), Some(3.0), None];
        assert_eq!(
            crossed(Condition::ChangesBy(2.0), &never),
            [false, false, true, false, true, true]
        );
    }

    #[test]
    fn a_changed_threshold_is_another_one() {
        let (one, other) = (
            Condition::Below { limit: -0.2, rearm: -0.2 },
            Condition::Below { limit: -0.3, rearm: -0.3 },
        );
        assert_ne!(threshold(one).fingerprint(), threshold(other).fingerprint());
        assert_eq!(threshold(one).fingerprint(), threshold(one).fingerprint());
    }
}
