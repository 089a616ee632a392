//! Money by economy and year, with its present value.

use detente_bargain::{BargainError, present_value_even};

/// Days in a year of a calendar.
const YEAR: f64 = 365.25;

/// The time that counts, from its first day, and what a year's delay takes off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Horizon {
    pub start: detente_scenario::Date,
    /// The first day after it.
    pub end: detente_scenario::Date,
    pub rate: f64,
}

impl Horizon {
    /// Years from the first day, which may be negative.
    pub fn years(&self, date: detente_scenario::Date) -> f64 {
        f64::from((date - self.start).get_days()) / YEAR
    }

    /// First and last moment of a window of days, in years from the first day; the whole horizon
    /// where an end is open.
    pub fn window(
        &self,
        from: Option<detente_scenario::Date>,
        until: Option<detente_scenario::Date>,
    ) -> (f64, f64) {
        let after = |until: detente_scenario::Date| self.years(until.tomorrow().unwrap_or(until));
        (from.map_or(0.0, |from| self.years(from)), until.map_or(self.length(), after))
    }

    /// Length in years.
    pub fn length(&self) -> f64 {
        self.years(self.end)
    }

    /// Number of years begun.
    pub fn count(&self) -> usize {
        self.length().ceil().max(1.0) as usize
    }
}

/// Money by economy: present value, and undiscounted by year from the first day.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stream {
    pub present: Vec<f64>,
    /// By economy and year.
    pub by_year: Vec<Vec<f64>>,
}

impl Stream {
    pub fn none(economies: usize, horizon: &Horizon) -> Self {
        Self { present: vec![0.0; economies], by_year: vec![vec![0.0; horizon.count()]; economies] }
    }

    /// Adds money that flows evenly, `yearly` a year, between two times in years from the first
    /// day.
    ///
    /// # Errors
    /// If a figure is not finite.
    pub fn add(
        &mut self,
        economy: usize,
        yearly: f64,
        from: f64,
        to: f64,
        horizon: &Horizon,
    ) -> Result<(), BargainError> {
        let (from, to) = (from.max(0.0), to.min(horizon.length()));
        if yearly == 0.0 || from >= to {
            return Ok(());
        }
        self.present[economy] += present_value_even(yearly, from, to, horizon.rate)?;
        for (year, amount) in self.by_year[economy].iter_mut().enumerate() {
            let within = to.min(year as f64 + 1.0) - from.max(year as f64);
            *amount += yearly * within.max(0.0);
        }
        Ok(())
    }

    /// Adds another stream, each amount times `factor`.
    pub fn add_scaled(&mut self, factor: f64, other: &Self) {
        let add = |own: &mut [f64], other: &[f64]| {
            own.iter_mut().zip(other).for_each(|(sum, value)| *sum += factor * value)
        };
        add(&mut self.present, &other.present);
        self.by_year.iter_mut().zip(&other.by_year).for_each(|(own, other)| add(own, other));
    }

    /// Adds money paid at one time; what is due before the first day is paid on it.
    pub fn add_once(&mut self, economy: usize, amount: f64, at: f64, horizon: &Horizon) {
        if at > horizon.length() {
            return;
        }
        let at = at.max(0.0);
        self.present[economy] += amount * (1.0 + horizon.rate).powf(-at);
        let last = self.by_year[economy].len() - 1;
        self.by_year[economy][(at as usize).min(last)] += amount;
    }
}
