//! What are dated and uncertain amounts worth today?
//!
//! ```text
//! (1) factor        v(t) = (1 + r)^-t                                                t in years from today
//! (2) yearly        sum_k A_k v(k + 1/2)  in the middle of each year, or  sum_k A_k v(k + 1)  at its end, k = 0, 1, ...
//! (3) by day        sum_k A_k v(days_k / 365)                                        actual days, 365 to a year
//! (4) even stream   A (v(s) - v(e)) / ln(1 + r)                                      A a year, without pause from s to e
//! (5) annuity       A = K / ((1 - v(L)) / ln(1 + r))                                 K now, repaid evenly over L years
//! (6) certainty     C = E[U] - rho / 2 Var[U]                                        what a risk-averse party would take for U
//! ```
//!
//! Capital is paid evenly over its lead time, and what it makes comes evenly over its life after
//! that, by (4).
//!
//! | symbol | identifier | unit |
//! |---|---|---|
//! | r | `rate`, yearly | fraction |
//! | A, K | `amounts`, `capital` | currency a year, currency |
//! | L | `life_years` | years |
//! | rho | `risk_aversion` | per currency |
//!
//! Sources: Fisher (1930), "The Theory of Interest"; for (6) Pratt (1964), "Risk aversion in the
//! small and in the large", Econometrica 32: exact for a normal U and constant absolute risk
//! aversion rho, second order otherwise.

use crate::BargainError;
use crate::outcomes::check_finite;

/// Where in its year a yearly amount falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timing {
    /// In the middle, as flows that are spread over the year.
    MidYear,
    /// At its end.
    EndOfYear,
}

/// Eq. (1), for any time, past too.
///
/// # Errors
/// A rate of -100% or less, a time that is not finite.
pub fn discount_factor(rate: f64, years: f64) -> Result<f64, BargainError> {
    if !rate.is_finite() || rate <= -1.0 {
        let entry = "discounting".into();
        return Err(BargainError::Figure {
            entry,
            what: "yearly rate",
            value: rate,
            range: "above -1 (-100%)",
        });
    }
    check_finite(years, "time in years", &|| "discounting".into())?;
    Ok((-years * rate.ln_1p()).exp())
}

/// The present value of one amount a year from today on, (2).
///
/// # Errors
/// As [`discount_factor`]; an amount that is not finite, named by its year.
pub fn present_value(amounts: &[f64], rate: f64, timing: Timing) -> Result<f64, BargainError> {
    let into = match timing {
        Timing::MidYear => 0.5,
        Timing::EndOfYear => 1.0,
    };
    let mut sum = 0.0;
    for (year, amount) in amounts.iter().enumerate() {
        check_finite(*amount, "amount", &|| format!("year {year}"))?;
        sum += amount * discount_factor(rate, year as f64 + into)?;
    }
    Ok(sum)
}

/// The present value of amounts by the number of days from today, (3); days before today are
/// negative.
///
/// # Errors
/// As [`discount_factor`]; an amount that is not finite, named by its day.
pub fn present_value_by_day(amounts: &[(i64, f64)], rate: f64) -> Result<f64, BargainError> {
    let mut sum = 0.0;
    for (day, amount) in amounts {
        check_finite(*amount, "amount", &|| format!("day {day}"))?;
        sum += amount * discount_factor(rate, *day as f64 / 365.0)?;
    }
    Ok(sum)
}

/// The present value of an amount a year, without pause from one time to another in years from
/// today, (4).
///
/// # Errors
/// As [`discount_factor`]; an amount that is not finite; an end before the start.
pub fn present_value_even(yearly: f64, from: f64, to: f64, rate: f64) -> Result<f64, BargainError> {
    check_finite(yearly, "yearly amount", &|| "an even stream".into())?;
    let start = discount_factor(rate, from)?;
    check_finite(to, "end in years", &|| "an even stream".into())?;
    if to < from {
        let entry = format!("an even stream from year {from}");
        return Err(BargainError::Figure {
            entry,
            what: "end",
            value: to,
            range: "no earlier than its start",
        });
    }
    // v(s) (1 - v(e - s)) / ln(1 + r): the difference without cancellation.
    let force = rate.ln_1p();
    if force == 0.0 {
        return Ok(yearly * (to - from));
    }
    Ok(yearly * start * -(-force * (to - from)).exp_m1() / force)
}

/// What repays a capital evenly over its life, interest included, currency a year, (5).
///
/// # Errors
/// As [`discount_factor`]; a capital that is not finite; a life that is not above zero.
pub fn annuity(capital: f64, rate: f64, life_years: f64) -> Result<f64, BargainError> {
    check_finite(capital, "capital", &|| "an annuity".into())?;
    check_life(life_years)?;
    Ok(capital / present_value_even(1.0, 0.0, life_years, rate)?)
}

fn check_life(life_years: f64) -> Result<(), BargainError> {
    if life_years.is_finite() && life_years > 0.0 {
        return Ok(());
    }
    let entry = "an investment".into();
    Err(BargainError::Figure {
        entry,
        what: "life in years",
        value: life_years,
        range: "above zero",
    })
}

/// Something that costs capital before it works, and then costs and yields by the year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Investment {
    /// Paid evenly over the lead time, or at once where there is none. Currency.
    pub capital: f64,
    /// From the decision until it works, years.
    pub lead_years: f64,
    /// How long it works, years.
    pub life_years: f64,
    /// What it yields less what it costs to run, once it works. Currency a year.
    pub yearly: f64,
}

impl Investment {
    /// The present value of the capital alone, positive. Currency.
    ///
    /// # Errors
    /// As [`discount_factor`]; a figure that is not finite, a negative lead time.
    pub fn present_capital(&self, rate: f64) -> Result<f64, BargainError> {
        check_finite(self.capital, "capital", &|| "an investment".into())?;
        if !self.lead_years.is_finite() || self.lead_years < 0.0 {
            let (entry, value) = ("an investment".into(), self.lead_years);
            return Err(BargainError::Figure {
                entry,
                what: "lead time in years",
                value,
                range: "zero or more",
            });
        }
        if self.lead_years == 0.0 {
            return discount_factor(rate, 0.0).map(|_| self.capital);
        }
        present_value_even(self.capital / self.lead_years, 0.0, self.lead_years, rate)
    }

    /// What it is worth today: what it yields over its life, less the capital. Currency.
    ///
    /// # Errors
    /// As [`Investment::present_capital`]; a life that is not above zero.
    pub fn present_value(&self, rate: f64) -> Result<f64, BargainError> {
        check_life(self.life_years)?;
        let capital = self.present_capital(rate)?;
        let end = self.lead_years + self.life_years;
        Ok(present_value_even(self.yearly, self.lead_years, end, rate)? - capital)
    }
}

/// Futures that exclude each other, with their probabilities.
#[derive(Clone, Debug, PartialEq)]
pub struct Futures {
    probabilities: Vec<f64>,
}

/// An uncertain amount in figures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prospect {
    /// The lowest of all states of the world that can happen. Currency.
    pub least: f64,
    /// The expectation. Currency.
    pub mean: f64,
    /// The highest of all states of the world that can happen. Currency.
    pub most: f64,
    /// Currency squared.
    pub variance: f64,
    /// Eq. (6). Currency.
    pub certainty_equivalent: f64,
    /// That the amount is above zero.
    pub probability_of_gain: f64,
}

impl Futures {
    /// Takes the probability of each state of the world; one of 0 is allowed and never counts.
    ///
    /// # Errors
    /// No future, a probability outside 0 to 1, a sum that is not 1 within 1e-9.
    pub fn new(probabilities: Vec<f64>) -> Result<Self, BargainError> {
        if probabilities.is_empty() {
            return Err(BargainError::Missing { what: "future" });
        }
        if let Some(place) = probabilities.iter().position(|share| !(0.0..=1.0).contains(share)) {
            let (entry, value) = (format!("future {place}"), probabilities[place]);
            return Err(BargainError::Figure {
                entry,
                what: "probability",
                value,
                range: "from 0 to 1",
            });
        }
        let sum: f64 = probabilities.iter().sum();
        if (sum - 1.0).abs() > 1e-9 {
            return Err(BargainError::Probabilities { count: probabilities.len(), sum });
        }
        Ok(Futures { probabilities: probabilities.iter().map(|share| share / sum).collect() })
    }

    /// The probabilities, sum 1.
    #[must_use]
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// The figures of an amount by future, at a risk aversion per unit of currency (0: only the
    /// expectation counts).
    ///
    /// # Errors
    /// Another number of amounts than futures; one that is not finite; a negative risk aversion.
    pub fn prospect(&self, amounts: &[f64], risk_aversion: f64) -> Result<Prospect, BargainError> {
        if amounts.len() != self.probabilities.len() {
            let (expected, found) = (self.probabilities.len(), amounts.len());
            let entry = "the amounts of an uncertain payoff".into();
            return Err(BargainError::Shape { entry, expected, found, per: "per future" });
        }
        amounts.iter().enumerate().try_for_each(|(place, amount)| {
            check_finite(*amount, "amount", &|| format!("future {place}"))
        })?;
        if !risk_aversion.is_finite() || risk_aversion < 0.0 {
            let (entry, value) = ("an uncertain payoff".into(), risk_aversion);
            return Err(BargainError::Figure {
                entry,
                what: "risk aversion",
                value,
                range: "zero or more",
            });
        }
        let possible = || self.probabilities.iter().zip(amounts).filter(|(share, _)| **share > 0.0);
        let mean: f64 = possible().map(|(share, amount)| share * amount).sum();
        let variance: f64 = possible().map(|(share, amount)| share * (amount - mean).powi(2)).sum();
        Ok(Prospect {
            least: possible().map(|(_, amount)| *amount).fold(f64::INFINITY, f64::min),
            mean,
            most: possible().map(|(_, amount)| *amount).fold(f64::NEG_INFINITY, f64::max),
            variance,
            certainty_equivalent: mean - risk_aversion / 2.0 * variance,
            probability_of_gain: possible()
                .filter(|(_, amount)| **amount > 0.0)
                .map(|(share, _)| share)
                .sum(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn yearly_and_dated_streams() {
        // 110 / 1.1 + 121 / 1.21, and the same half a year earlier.
        assert!(
            (present_value(&[110.0, 121.0], 0.1, Timing::EndOfYear).unwrap() - 200.0).abs() < 1e-12
        );
        let middle = present_value(&[110.0, 121.0], 0.1, Timing::MidYear).unwrap();
        assert!((middle - 200.0 * 1.1f64.sqrt()).abs() < 1e-12);
        assert!(
            (present_value_by_day(&[(365, 110.0), (730, 121.0)], 0.1).unwrap() - 200.0).abs()
                < 1e-12
        );
        assert_eq!(present_value_by_day(&[(0, 5.0)], 0.1).unwrap(), 5.0);
    }

    /// The naive twin of an even stream: many small payments, each at the middle of its part.
    #[test]
    fn an_even_stream_is_many_small_payments() {
        for rate in [0.07, 0.0, -0.02, 1e-9] {
            let parts = 20_000;
            let sum: f64 = (0..parts)
                .map(|part| 1.5 + 4.0 * (f64::from(part) + 0.5) / f64::from(parts))
                .map(|time| 30.0 * 4.0 / f64::from(parts) * discount_factor(rate, time).unwrap())
                .sum();
            assert!(
                (present_value_even(30.0, 1.5, 5.5, rate).unwrap() - sum).abs() < 1e-7,
                "{rate}"
            );
        }
    }

    /// Capital 120 over two years, then 100 a year for ten, at no interest: 1,000 less 120.
    #[test]
    fn capital_comes_before_what_it_makes() {
        let plant = Investment { capital: 120.0, lead_years: 2.0, life_years: 10.0, yearly: 100.0 };
        assert_eq!(plant.present_value(0.0).unwrap(), 880.0);
        let at_once = Investment { lead_years: 0.0, ..plant };
        assert_eq!(at_once.present_capital(0.08).unwrap(), 120.0);
        // An annuity over the life, paid evenly, is worth the capital.
        let paid = Investment { yearly: annuity(120.0, 0.08, 10.0).unwrap(), ..at_once };
        assert!(paid.present_value(0.08).unwrap().abs() < 1e-12);
        assert!(plant.present_capital(0.08).unwrap() < 120.0);
    }

    #[test]
    fn an_uncertain_amount_in_figures() {
        let futures = Futures::new(vec![0.5, 0.25, 0.25, 0.0]).unwrap();
        let prospect = futures.prospect(&[4.0, 0.0, -4.0, 900.0], 0.5).unwrap();
        // Mean 1; squares 9 / 2 + 1 / 4 + 25 / 4 = 11.
        let known = Prospect {
            least: -4.0,
            mean: 1.0,
            most: 4.0,
            variance: 11.0,
            certainty_equivalent: 1.0 - 0.25 * 11.0,
            probability_of_gain: 0.5,
        };
        assert_eq!(prospect, known);
    }

    #[test]
    fn mistakes_are_named() {
        let says = |result: Result<f64, BargainError>| result.unwrap_err().to_string();
        assert!(
            says(discount_factor(-1.0, 1.0)).contains("yearly rate is -1, but must be above -1")
        );
        assert!(says(present_value(&[1.0, f64::NAN], 0.1, Timing::MidYear)).starts_with("year 1:"));
        assert!(says(present_value_even(1.0, 3.0, 2.0, 0.1)).contains("no earlier than its start"));
        assert!(says(annuity(1.0, 0.1, 0.0)).contains("life in years is 0"));
        assert_eq!(
            Futures::new(vec![0.5, 0.4]),
            Err(BargainError::Probabilities { count: 2, sum: 0.9 })
        );
        assert!(Futures::new(vec![1.5, -0.5]).unwrap_err().to_string().starts_with("future 0:"));
        assert!(Futures::new(vec![]).is_err());
        let one = Futures::new(vec![1.0]).unwrap();
        assert!(one.prospect(&[1.0, 2.0], 0.0).is_err() && one.prospect(&[1.0], -1.0).is_err());
    }

    proptest! {
        /// Discounting adds up over time and over amounts.
        #[test]
        fn streams_add_up(rate in -0.5..1.0f64, cut in 0.0..8.0f64, amount in -10.0..10.0f64) {
            let whole = present_value_even(amount, 0.0, 8.0, rate).unwrap();
            let parts = present_value_even(amount, 0.0, cut, rate).unwrap()
                + present_value_even(amount, cut, 8.0, rate).unwrap();
            prop_assert!((whole - parts).abs() < 1e-9 * (1.0 + whole.abs()));
            // From a point of time to today in two steps.
            let steps = discount_factor(rate, cut).unwrap() * discount_factor(rate, 8.0 - cut).unwrap();
            prop_assert!((steps / discount_factor(rate, 8.0).unwrap() - 1.0).abs() < 1e-12);
        }

        /// A constant moves the certainty equivalent by itself, and risk never adds to it.
        #[test]
        fn risk_takes_away(amounts in proptest::collection::vec(-10.0..10.0f64, 4), more in -5.0..5.0f64) {
            let futures = Futures::new(vec![0.1, 0.2, 0.3, 0.4]).unwrap();
            let one = futures.prospect(&amounts, 0.3).unwrap();
            let moved: Vec<f64> = amounts.iter().map(|amount| amount + more).collect();
            let other = futures.prospect(&moved, 0.3).unwrap();
            prop_assert!((other.certainty_equivalent - one.certainty_equivalent - more).abs() < 1e-9);
            prop_assert!(one.certainty_equivalent <= one.mean + 1e-12);
            prop_assert!(one.least <= one.mean + 1e-12 && one.mean <= one.most + 1e-12);
        }
    }
}
