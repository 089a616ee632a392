//! How little more would make a party sign, and who can pay it?
//!
//! ```text
//! (1) need     n_i = max(0, m_i - g_i)                         what party i lacks to sign
//! (2) spare    s_j = max(0, g_j - m_j)                         what payer j can give and still sign
//! (3) paid     sum_i n_i, by payers in proportion to s_j       possible while sum_i n_i <= sum_j s_j
//! (4) level    min z  with  g_i(z) >= m_i                      for one lever, along which g_i rises
//! ```
//!
//! m is the gain for which a party signs, 0 or what it asks as a margin. (3) leaves every payer the
//! same part of its spare.

use crate::BargainError;
use crate::outcomes::{check_finite, check_row};

/// Payments that make all parties sign one outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Sweetener {
    /// (1) by party. Currency.
    pub needs: Vec<f64>,
    /// What each party receives, negative for those who pay, sum 0; zeros where there is not
    /// enough. Currency.
    pub payments: Vec<f64>,
    /// What each party gains, payments included. Currency.
    pub gains: Vec<f64>,
    /// What the payers lack together, and no payment can make up for; 0 where all sign. Currency.
    pub missing: f64,
}

impl Sweetener {
    /// What is paid in all, currency.
    #[must_use]
    pub fn paid(&self) -> f64 {
        self.payments.iter().filter(|payment| **payment > 0.0).sum()
    }

    /// Whether all parties sign with these payments.
    #[must_use]
    pub fn all_sign(&self) -> bool {
        self.missing == 0.0
    }
}

/// The least payments (3) that make all sign, from what each gains without, the gain for which each
/// signs, and the parties that may pay.
///
/// # Errors
/// No party; lists of unequal length; a figure that is not finite; a payer that is not there or
/// named twice.
pub fn least_payment(
    gains: &[f64],
    required: &[f64],
    payers: &[usize],
) -> Result<Sweetener, BargainError> {
    if gains.is_empty() {
        return Err(BargainError::Missing { what: "party" });
    }
    check_row(gains, gains.len(), "gain", &|| "the gains".into())?;
    check_row(required, gains.len(), "required gain", &|| "the required gains".into())?;
    check_payers(payers, gains.len())?;
    let needs: Vec<f64> =
        gains.iter().zip(required).map(|(gain, required)| (required - gain).max(0.0)).collect();
    let spare = |party: usize| {
        if payers.contains(&party) { (gains[party] - required[party]).max(0.0) } else { 0.0 }
    };
    let spares: Vec<f64> = (0..gains.len()).map(spare).collect();
    let (need, able): (f64, f64) = (needs.iter().sum(), spares.iter().sum());
    if need > able {
        let payments = vec![0.0; gains.len()];
        return Ok(Sweetener { needs, payments, gains: gains.to_vec(), missing: need - able });
    }
    let part = if need > 0.0 { need / able } else { 0.0 };
    let payments: Vec<f64> =
        needs.iter().zip(&spares).map(|(need, spare)| need - part * spare).collect();
    let gains = gains.iter().zip(&payments).map(|(gain, payment)| gain + payment).collect();
    Ok(Sweetener { needs, payments, gains, missing: 0.0 })
}

fn check_payers(payers: &[usize], parties: usize) -> Result<(), BargainError> {
    for (place, &payer) in payers.iter().enumerate() {
        if payer >= parties || payers[..place].contains(&payer) {
            let (entry, value) = (format!("payer {place}"), payer as f64);
            return Err(BargainError::Figure {
                entry,
                what: "party",
                value,
                range: "a party, named once",
            });
        }
    }
    Ok(())
}

/// What was found about one lever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LeastLevel {
    /// The party signs without more of it.
    NotNeeded {
        /// Its gain at the start. Currency.
        gain: f64,
        /// What the payer gains there. Currency.
        payer_gain: f64,
    },
    /// It signs at this level, and does not a tolerance before it.
    Found {
        /// The level, in units of the lever.
        level: f64,
        /// Its gain there, at least what it requires. Currency.
        gain: f64,
        /// What the payer gains there; the payer still signs where it is not negative. Currency.
        payer_gain: f64,
    },
    /// It does not sign at the far end either.
    NotEnough {
        /// Its gain there. Currency.
        gain: f64,
        /// What it lacks there. Currency.
        missing: f64,
    },
}

/// The least level (4) of a lever between what is offered now and the most that can be, upwards or
/// downwards (a tariff that is lowered). `gains` gives what the party and the payer gain at a
/// level; the first must not fall on the way, which is checked at every level looked at. The level
/// is found to `tolerance`, a fraction of the way, and on the side where the party signs.
///
/// # Errors
/// Bounds that are equal or not finite; a tolerance below 1e-12 or not below 1; a gain that falls
/// on the way or is not finite; whatever `gains` fails with.
pub fn least_level<E: From<BargainError>>(
    from: f64,
    to: f64,
    required: f64,
    tolerance: f64,
    gains: impl FnMut(f64) -> Result<[f64; 2], E>,
) -> Result<LeastLevel, E> {
    check_lever(from, to, required, tolerance)?;
    let mut lever = Lever { from, to, required, gains };
    let start = lever.at(0.0)?;
    if start.excess >= 0.0 {
        return Ok(LeastLevel::NotNeeded { gain: start.gain, payer_gain: start.payer });
    }
    let end = lever.at(1.0)?;
    if end.excess < 0.0 {
        lever.rises(&start, &end)?;
        return Ok(LeastLevel::NotEnough { gain: end.gain, missing: -end.excess });
    }
    let end = lever.close_in(start, end, tolerance)?;
    Ok(LeastLevel::Found { level: lever.level(end.way), gain: end.gain, payer_gain: end.payer })
}

fn check_lever(from: f64, to: f64, required: f64, tolerance: f64) -> Result<(), BargainError> {
    for (value, what) in [(from, "start"), (to, "end"), (required, "required gain")] {
        check_finite(value, what, &|| "the bounds of a lever".into())?;
    }
    if from == to {
        let entry = "the bounds of a lever".into();
        return Err(BargainError::Figure {
            entry,
            what: "end",
            value: to,
            range: "another level than the start",
        });
    }
    if !(1e-12..1.0).contains(&tolerance) {
        let (entry, value) = ("the least level of a lever".into(), tolerance);
        return Err(BargainError::Figure {
            entry,
            what: "tolerance",
            value,
            range: "from 1e-12 to below 1",
        });
    }
    Ok(())
}

struct Lever<F> {
    from: f64,
    to: f64,
    required: f64,
    gains: F,
}

/// A point on the way from 0 to 1.
#[derive(Clone, Copy)]
struct Point {
    way: f64,
    gain: f64,
    payer: f64,
    excess: f64,
}

impl<E: From<BargainError>, F: FnMut(f64) -> Result<[f64; 2], E>> Lever<F> {
    fn level(&self, way: f64) -> f64 {
        if way == 1.0 { self.to } else { self.from + way * (self.to - self.from) }
    }

    fn at(&mut self, way: f64) -> Result<Point, E> {
        let level = self.level(way);
        let [gain, payer] = (self.gains)(level)?;
        check_finite(gain, "gain", &|| format!("level {level}"))?;
        check_finite(payer, "gain of the payer", &|| format!("level {level}"))?;
        Ok(Point { way, gain, payer, excess: gain - self.required })
    }

    /// Whether the gain has not fallen from one point to a later one.
    fn rises(&self, before: &Point, after: &Point) -> Result<(), E> {
        if after.gain >= before.gain - 1e-9 * before.gain.abs().max(after.gain.abs()) {
            return Ok(());
        }
        let (lower, upper) = (self.level(before.way), self.level(after.way));
        Err(BargainError::NotMonotone { lower, upper, before: before.gain, after: after.gain }
            .into())
    }

    /// Narrows the way from a point that does not sign to one that does, and gives the last that
    /// does. Evaluations are dear: the line between both ends first, then a look a tolerance before
    /// it, and the middle where that did not help.
    fn close_in(&mut self, mut low: Point, mut high: Point, tolerance: f64) -> Result<Point, E> {
        while high.way - low.way > tolerance {
            let width = high.way - low.way;
            let line = low.way + width * -low.excess / (high.excess - low.excess);
            let guess = (line + 0.5 * tolerance).min(high.way - 0.5 * tolerance);
            if self.look(&mut low, &mut high, guess)? && high.way - 0.99 * tolerance > low.way {
                let before = high.way - 0.99 * tolerance;
                self.look(&mut low, &mut high, before)?;
            }
            if high.way - low.way > 0.5 * width.max(2.0 * tolerance) {
                let middle = 0.5 * (low.way + high.way);
                self.look(&mut low, &mut high, middle)?;
            }
        }
        Ok(high)
    }

    /// Replaces one end by a point between both, and says whether the party signs there.
    fn look(&mut self, low: &mut Point, high: &mut Point, way: f64) -> Result<bool, E> {
        let point = self.at(way)?;
        self.rises(low, &point)?;
        self.rises(&point, high)?;
        let signs = point.excess >= 0.0;
        *(if signs { high } else { low }) = point;
        Ok(signs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn payers_give_the_same_part_of_what_they_have() {
        let deal = least_payment(&[-6.0, 4.0, 8.0], &[0.0; 3], &[1, 2]).unwrap();
        assert_eq!(
            (deal.payments.clone(), deal.gains.clone()),
            (vec![6.0, -2.0, -4.0], vec![0.0, 2.0, 4.0])
        );
        assert!(deal.all_sign() && deal.paid() == 6.0);
        // The first also asks for 1 on top; only the last may pay.
        let deal = least_payment(&[-6.0, 4.0, 8.0], &[1.0, 0.0, 0.0], &[2]).unwrap();
        assert_eq!(deal.payments, [7.0, 0.0, -7.0]);
        let deal = least_payment(&[-6.0, 4.0, 8.0], &[0.0; 3], &[1]).unwrap();
        assert_eq!(
            (deal.payments.clone(), deal.missing, deal.all_sign()),
            (vec![0.0; 3], 2.0, false)
        );
        assert_eq!(least_payment(&[1.0, 2.0], &[0.0; 2], &[0, 1]).unwrap().payments, [0.0; 2]);
    }

    #[test]
    fn a_tariff_is_lowered_as_little_as_will_do() {
        // From 25% down: the party gains 40 a point of relief less 100, the payer loses 10 a point
        // from 70.
        let gains = |tariff: f64| {
            Ok::<_, BargainError>([40.0 * (25.0 - tariff) - 100.0, 70.0 - 10.0 * (25.0 - tariff)])
        };
        let LeastLevel::Found { level, gain, payer_gain } =
            least_level(25.0, 0.0, 0.0, 1e-6, gains).unwrap()
        else {
            panic!("not found");
        };
        assert!(
            (level - 22.5).abs() < 25.0 * 1e-6 && gain >= 0.0 && (payer_gain - 45.0).abs() < 1e-3
        );
        let wants = |required: f64| least_level(25.0, 0.0, required, 1e-6, gains).unwrap();
        assert_eq!(wants(-200.0), LeastLevel::NotNeeded { gain: -100.0, payer_gain: 70.0 });
        assert_eq!(wants(950.0), LeastLevel::NotEnough { gain: 900.0, missing: 50.0 });
    }

    #[test]
    fn mistakes_are_named() {
        let says = |error: BargainError| error.to_string();
        let hump = |level: f64| Ok::<_, BargainError>([1.0 - (level - 1.0).powi(2) * 4.0, 0.0]);
        let error = says(least_level(0.0, 3.0, 0.0, 1e-6, hump).unwrap_err());
        assert!(error.contains("from level 0 to 3 the gain falls from -3 to -15"), "{error}");
        let wave = |level: f64| {
            Ok::<_, BargainError>([level - 0.9 + 3.0 * (6.0 * level).sin().abs(), 0.0])
        };
        assert!(
            says(least_level(0.0, 1.0, 0.0, 1e-6, wave).unwrap_err())
                .contains("needs a rising gain")
        );
        let still = |_: f64| Ok::<_, BargainError>([0.0, 0.0]);
        assert!(
            says(least_level(1.0, 1.0, 0.0, 1e-6, still).unwrap_err()).contains("another level")
        );
        assert!(
            says(least_level(0.0, 1.0, 0.0, 0.0, still).unwrap_err()).contains("tolerance is 0")
        );
        assert!(
            least_payment(&[1.0], &[0.0], &[1]).is_err()
                && least_payment(&[1.0], &[0.0], &[0, 0]).is_err()
        );
        assert!(least_payment(&[1.0], &[], &[]).is_err() && least_payment(&[], &[], &[]).is_err());
    }

    proptest! {
        /// The party signs, it would not have a tolerance before, and few evaluations are made.
        #[test]
        fn the_level_is_the_least(root in 0.001..0.999f64, power in 0.2..5.0f64, step in proptest::bool::ANY) {
            let mut count = 0;
            let curve = |level: f64| if step { f64::from(level >= root) - 0.5 } else { level.powf(power) - root.powf(power) };
            let found = least_level(0.0, 1.0, 0.0, 1e-6, |level| {
                count += 1;
                Ok::<_, BargainError>([curve(level), 1.0])
            });
            let Ok(LeastLevel::Found { level, gain, .. }) = found else { panic!("{found:?}") };
            prop_assert!(gain >= 0.0 && level >= root * (1.0 - 1e-12) && level <= root + 1.1e-6);
            prop_assert!(count < 70, "{count}");
        }

        #[test]
        fn payments_leave_everybody_at_or_above_what_it_requires(
            gains in proptest::collection::vec(-10.0..10.0f64, 1..6), required in proptest::collection::vec(0.0..2.0f64, 6)
        ) {
            let parties = gains.len();
            let payers: Vec<usize> = (0..parties).collect();
            let deal = least_payment(&gains, &required[..parties], &payers).unwrap();
            prop_assert!(deal.payments.iter().sum::<f64>().abs() < 1e-9);
            let spare: f64 = gains.iter().zip(&required).map(|(gain, required)| gain - required).sum();
            prop_assert!(deal.all_sign() == (spare >= 0.0) || spare.abs() < 1e-9);
            if deal.all_sign() {
                prop_assert!(deal.gains.iter().zip(&required).all(|(gain, required)| *gain >= required - 1e-9));
            } else {
                prop_assert!((deal.missing + spare).abs() < 1e-9);
            }
        }
    }
}
