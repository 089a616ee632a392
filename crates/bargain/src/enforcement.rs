//! Will the parties keep to what they signed, when nobody can make them?
//!
//! An agreement that runs on and on, period by period, with a break answered by punishment from the
//! next period on:
//!
//! ```text
//! (1) keeping         A / (1 - delta)
//! (2) breaking        D + P (delta + ... + delta^T) + A (delta^(T+1) + ...)              T without end: grim
//! (3) kept if         D - A <= (A - P) (delta + ... + delta^T)
//! (4) critical        delta* = (D - A) / (D - P) for grim; for limited T the delta at which (3) is an equality
//! ```
//!
//! And one that ends, where one party pays first and another delivers later, year by year:
//!
//! ```text
//! (5) hold-up         H_t = L_t - A_t + sum_(s > t) v^(s - t) (O_s - A_s)                gain from leaving in year t, at year t
//! (6) exposure        E_t = sum_(s >= t) v^(s - t) (A_s - O_s)                           loss where the others leave in year t
//! ```
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | A, D, P | `agreement`, `deviation`, `punishment` | currency per period |
//! | delta | `discount_factor` | per period |
//! | T | `periods` | periods |
//! | A_t, L_t, O_t | `agreement`, `leaving`, `outside` | currency in year t |
//! | v | 1 / (1 + `rate`) | per year |
//!
//! Punishment is believed where it is itself an equilibrium: the tariffs of the Nash equilibrium,
//! or no deal. In a game that ends, the last to move has no reason to keep its word beyond (5):
//! what is not positive there needs no bond.
//!
//! Sources: Friedman (1971), "A non-cooperative equilibrium for supergames", Review of Economic
//! Studies 38; for tariffs Dixit (1987), "Strategic aspects of trade policy"; for (5) Klein,
//! Crawford and Alchian (1978), "Vertical integration, appropriable rents, and the competitive
//! contracting process", Journal of Law and Economics 21.

use crate::BargainError;
use crate::money::discount_factor as yearly_factor;
use crate::outcomes::check_finite;

/// What one party has in a period, currency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stakes {
    /// While all keep to the agreement.
    pub agreement: f64,
    /// In the period in which it alone breaks it.
    pub deviation: f64,
    /// While it is punished.
    pub punishment: f64,
}

/// How long a break is punished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Punishment {
    /// For ever.
    Grim,
    /// For a number of periods; then the agreement is taken up again.
    Limited {
        /// At least one.
        periods: u32,
    },
}

/// Whether one party keeps to an agreement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Enforcement {
    /// What a break brings in its period, D - A. Currency.
    pub gain: f64,
    /// What each period of punishment takes, A - P. Currency.
    pub loss_per_period: f64,
    /// The least discount factor at which the agreement is kept; `None` where no factor below 1 is
    /// enough.
    pub critical_discount_factor: Option<f64>,
    /// What keeping is worth more than breaking, present value. Currency; negative: a bond of this
    /// size is missing.
    pub margin: f64,
    /// Whether (3) holds.
    pub holds: bool,
    /// The fewest periods of punishment that would do; `None` where no number does. 0: a break
    /// brings nothing anyway.
    pub shortest_punishment: Option<u32>,
}

/// The test (3) for one party.
///
/// # Errors
/// A figure that is not finite; a discount factor outside 0 to below 1; a punishment of no period.
pub fn self_enforcement(
    stakes: &Stakes,
    punishment: Punishment,
    discount_factor: f64,
) -> Result<Enforcement, BargainError> {
    check_stakes(stakes, punishment, discount_factor)?;
    let (gain, loss) = (stakes.deviation - stakes.agreement, stakes.agreement - stakes.punishment);
    let margin = loss * punished_weight(punishment, discount_factor) - gain;
    Ok(Enforcement {
        gain,
        loss_per_period: loss,
        critical_discount_factor: critical(gain, loss, punishment),
        margin,
        holds: margin >= 0.0,
        shortest_punishment: shortest(gain, loss, discount_factor),
    })
}

fn check_stakes(
    stakes: &Stakes,
    punishment: Punishment,
    discount_factor: f64,
) -> Result<(), BargainError> {
    let figures = [stakes.agreement, stakes.deviation, stakes.punishment];
    for (value, what) in figures.into_iter().zip(["agreement", "deviation", "punishment"]) {
        check_finite(value, what, &|| "the stakes of a party".into())?;
    }
    if !(0.0..1.0).contains(&discount_factor) {
        let (entry, value) = ("the test of self-enforcement".into(), discount_factor);
        return Err(BargainError::Figure {
            entry,
            what: "discount factor",
            value,
            range: "from 0 to below 1",
        });
    }
    if punishment == (Punishment::Limited { periods: 0 }) {
        let entry = "a limited punishment".into();
        return Err(BargainError::Figure {
            entry,
            what: "number of periods",
            value: 0.0,
            range: "at least 1",
        });
    }
    Ok(())
}

/// delta + ... + delta^T.
fn punished_weight(punishment: Punishment, factor: f64) -> f64 {
    let for_ever = factor / (1.0 - factor);
    match punishment {
        Punishment::Grim => for_ever,
        Punishment::Limited { periods } => for_ever * (1.0 - factor.powf(f64::from(periods))),
    }
}

/// Eq. (4).
fn critical(gain: f64, loss: f64, punishment: Punishment) -> Option<f64> {
    if gain <= 0.0 {
        // A punishment that is better than the agreement tempts the more the more the future
        // counts.
        return (loss >= 0.0).then_some(0.0);
    }
    match punishment {
        Punishment::Grim => (loss > 0.0).then(|| gain / (gain + loss)),
        Punishment::Limited { periods } => {
            // At a factor of 1 all T periods count in full.
            (gain < loss * f64::from(periods))
                .then(|| bisect(|factor| loss * punished_weight(punishment, factor) >= gain))
        }
    }
}

/// The least number from 0 to 1 from which on something holds.
fn bisect(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while high - low > f64::EPSILON {
        let middle = 0.5 * (low + high);
        (low, high) = if holds(middle) { (low, middle) } else { (middle, high) };
    }
    high
}

/// The fewest periods T with gain <= loss (delta + ... + delta^T), from the sum of the series.
fn shortest(gain: f64, loss: f64, factor: f64) -> Option<u32> {
    if gain <= 0.0 {
        return Some(0);
    }
    let left = 1.0 - gain / loss * (1.0 - factor) / factor;
    if loss <= 0.0 || factor == 0.0 || left <= 0.0 {
        return None;
    }
    let guess = (left.ln() / factor.ln()).ceil().max(1.0);
    if guess > f64::from(u32::MAX) {
        return None;
    }
    let enough =
        |periods: u32| loss * punished_weight(Punishment::Limited { periods }, factor) >= gain;
    // The logarithm may be off by one.
    let guess = guess as u32;
    (guess.saturating_sub(1).max(1)..=guess.saturating_add(1)).find(|&periods| enough(periods))
}

/// What one party has by year, currency.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// While all keep to the agreement.
    pub agreement: Vec<f64>,
    /// In a year in which it leaves: what it keeps of that year, and what it can sell of what it
    /// has built.
    pub leaving: Vec<f64>,
    /// In a year by which the agreement has ended.
    pub outside: Vec<f64>,
}

impl Course {
    /// The number of years.
    fn check(&self) -> Result<usize, BargainError> {
        let years = self.agreement.len();
        if years == 0 {
            return Err(BargainError::Missing { what: "year" });
        }
        let lists = [
            ("agreement", &self.agreement),
            ("leaving", &self.leaving),
            ("outside", &self.outside),
        ];
        for (what, list) in lists {
            if list.len() != years {
                let entry = format!("the course `{what}`");
                return Err(BargainError::Shape {
                    entry,
                    expected: years,
                    found: list.len(),
                    per: "per year",
                });
            }
            list.iter().enumerate().try_for_each(|(year, value)| {
                check_finite(*value, what, &|| format!("year {year}"))
            })?;
        }
        Ok(years)
    }
}

/// What a party would gain by walking away, and lose if the others did.
#[derive(Clone, Debug, PartialEq)]
pub struct HoldUp {
    /// (5), in currency of each year.
    pub gain_from_leaving: Vec<f64>,
    /// (5), present value in year 0.
    pub gain_today: Vec<f64>,
    /// (6), in currency of each year: what it has at stake.
    pub loss_if_left: Vec<f64>,
    /// The year in which walking away brings most, and how much at that year: a bond of this size
    /// would keep it. `None` where it never brings anything.
    pub worst: Option<(usize, f64)>,
}

/// Tests (5) and (6) for one party at a yearly rate.
///
/// # Errors
/// No year; lists of unequal length; a figure that is not finite; a rate of -100% or less.
pub fn hold_up(course: &Course, rate: f64) -> Result<HoldUp, BargainError> {
    let years = course.check()?;
    let factor = yearly_factor(rate, 1.0)?;
    let (mut gain, mut loss) = (vec![0.0; years], vec![0.0; years]);
    let mut later = 0.0;
    for year in (0..years).rev() {
        // `later` is what the agreement brings more than its end, from the next year on, at this
        // year.
        gain[year] = course.leaving[year] - course.agreement[year] - later;
        loss[year] = course.agreement[year] - course.outside[year] + later;
        later = factor * loss[year];
    }
    let mut worst = None;
    for (year, &gain) in gain.iter().enumerate() {
        if gain > worst.map_or(0.0, |(_, most)| most) {
            worst = Some((year, gain));
        }
    }
    let gain_today =
        gain.iter().enumerate().map(|(year, gain)| gain * factor.powi(year as i32)).collect();
    Ok(HoldUp { gain_from_leaving: gain, gain_today, loss_if_left: loss, worst })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DILEMMA: Stakes = Stakes { agreement: 3.0, deviation: 5.0, punishment: 1.0 };

    /// The prisoner's dilemma with 5, 3, 1: critical (5 - 3) / (5 - 1) = 1/2.
    #[test]
    fn the_prisoners_dilemma() {
        let test = self_enforcement(&DILEMMA, Punishment::Grim, 0.6).unwrap();
        assert_eq!(test.critical_discount_factor, Some(0.5));
        assert!(test.holds && (test.margin - (2.0 * 1.5 - 2.0)).abs() < 1e-14);
        assert!(!self_enforcement(&DILEMMA, Punishment::Grim, 0.4).unwrap().holds);
        // Two periods: delta + delta^2 = 1, the golden ratio less one.
        let limited = self_enforcement(&DILEMMA, Punishment::Limited { periods: 2 }, 0.6).unwrap();
        let golden = (5.0f64.sqrt() - 1.0) / 2.0;
        assert!((limited.critical_discount_factor.unwrap() - golden).abs() < 1e-15);
        assert!(!limited.holds && limited.shortest_punishment == Some(3));
        // One period takes 2 at most, as much as a break brings: never enough while the future
        // counts less.
        let once = self_enforcement(&DILEMMA, Punishment::Limited { periods: 1 }, 0.99).unwrap();
        assert_eq!((once.critical_discount_factor, once.holds), (None, false));
    }

    #[test]
    fn no_temptation_and_no_punishment() {
        let calm = Stakes { agreement: 3.0, deviation: 2.0, punishment: 1.0 };
        let test = self_enforcement(&calm, Punishment::Grim, 0.0).unwrap();
        assert_eq!(
            (test.critical_discount_factor, test.holds, test.shortest_punishment),
            (Some(0.0), true, Some(0))
        );
        let mild = Stakes { agreement: 3.0, deviation: 5.0, punishment: 3.0 };
        let test = self_enforcement(&mild, Punishment::Grim, 0.99).unwrap();
        assert_eq!(
            (test.critical_discount_factor, test.holds, test.shortest_punishment),
            (None, false, None)
        );
    }

    /// One pays 100 in year 0 for 40 a year in three years, and could sell the plant in year 1 for
    /// 60, then for less. The other earns 5 a year by delivering and is paid 30 a year in advance,
    /// which it keeps where it does not deliver.
    #[test]
    fn who_pays_first_can_be_held_up() {
        let payer = Course {
            agreement: vec![-100.0, 40.0, 40.0, 40.0],
            leaving: vec![0.0, 60.0, 40.0, 20.0],
            outside: vec![0.0; 4],
        };
        let test = hold_up(&payer, 0.0).unwrap();
        assert_eq!(test.gain_from_leaving, [-20.0, -60.0, -40.0, -20.0]);
        assert_eq!(test.loss_if_left, [20.0, 120.0, 80.0, 40.0]);
        assert_eq!(test.worst, None);
        let deliverer =
            Course { agreement: vec![5.0; 4], leaving: vec![30.0; 4], outside: vec![0.0; 4] };
        let test = hold_up(&deliverer, 0.0).unwrap();
        assert_eq!(test.gain_from_leaving, [10.0, 15.0, 20.0, 25.0]);
        assert_eq!(test.worst, Some((3, 25.0)));
    }

    #[test]
    fn mistakes_are_named() {
        let says = |error: BargainError| error.to_string();
        let test = |factor| says(self_enforcement(&DILEMMA, Punishment::Grim, factor).unwrap_err());
        assert!(test(1.0).contains("discount factor is 1, but must be from 0 to below 1"));
        assert!(test(f64::NAN).contains("NaN"));
        assert!(self_enforcement(&DILEMMA, Punishment::Limited { periods: 0 }, 0.5).is_err());
        let uneven = Course { agreement: vec![1.0; 2], leaving: vec![1.0], outside: vec![1.0; 2] };
        assert!(
            says(hold_up(&uneven, 0.1).unwrap_err())
                .contains("`leaving`: 2 values are needed and 1 were given")
        );
        let none = Course { agreement: vec![], leaving: vec![], outside: vec![] };
        assert!(says(hold_up(&none, 0.1).unwrap_err()).contains("no year"));
    }

    proptest! {
        /// The naive twin: both courses of (1) and (2) added up period by period.
        #[test]
        fn the_margin_is_the_difference_of_both_courses(
            agreement in 0.0..10.0f64, more in -1.0..10.0f64, less in 0.0..10.0f64, factor in 0.0..0.9f64, periods in 1u32..20
        ) {
            let stakes = Stakes { agreement, deviation: agreement + more, punishment: agreement - less };
            for punishment in [Punishment::Grim, Punishment::Limited { periods }] {
                let long = if punishment == Punishment::Grim { u32::MAX } else { periods };
                let (mut keeping, mut breaking) = (0.0, 0.0);
                for period in 0..400u32 {
                    let weight = factor.powf(f64::from(period));
                    keeping += weight * agreement;
                    breaking += weight * match period {
                        0 => stakes.deviation,
                        period if period <= long => stakes.punishment,
                        _ => agreement,
                    };
                }
                let test = self_enforcement(&stakes, punishment, factor).unwrap();
                prop_assert!((test.margin - (keeping - breaking)).abs() < 1e-9);
                if let Some(critical) = test.critical_discount_factor {
                    prop_assert!(test.holds == (factor >= critical) || (factor - critical).abs() < 1e-9);
                } else {
                    prop_assert!(!test.holds);
                }
            }
            let grim = self_enforcement(&stakes, Punishment::Grim, factor).unwrap();
            let fewest = (1..2000).find(|&periods| {
                self_enforcement(&stakes, Punishment::Limited { periods }, factor).unwrap().holds
            });
            match grim.shortest_punishment {
                Some(0) => prop_assert!(more <= 0.0),
                // Where the series has come to its end, rounding decides.
                other => prop_assert!(other == fewest || (grim.margin.abs() < 1e-9), "{other:?} {fewest:?}"),
            }
        }

        /// The naive twin of (5) and (6): sums from each year on.
        #[test]
        fn hold_up_is_a_sum_from_each_year_on(
            rows in proptest::collection::vec(proptest::collection::vec(-10.0..10.0f64, 3), 1..12), rate in -0.1..0.3f64
        ) {
            let list = |column: usize| rows.iter().map(|row| row[column]).collect::<Vec<f64>>();
            let course = Course { agreement: list(0), leaving: list(1), outside: list(2) };
            let found = hold_up(&course, rate).unwrap();
            for year in 0..rows.len() {
                let value = |from: usize| -> f64 {
                    (from..rows.len()).map(|at| (rows[at][2] - rows[at][0]) / (1.0 + rate).powi((at - year) as i32)).sum()
                };
                prop_assert!((found.gain_from_leaving[year] - (rows[year][1] - rows[year][0] + value(year + 1))).abs() < 1e-9);
                prop_assert!((found.loss_if_left[year] + value(year)).abs() < 1e-9);
            }
        }
    }
}
