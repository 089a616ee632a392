//! Which value holds on which day? An entry's `from` and `until`, and the phases inside.

use crate::text::report::Diagnostic;
use crate::value::fields::Fields;
use crate::value::key::Key;
use crate::value::phases::{Phased, Phases, Step};
use crate::value::reading::Reading;
use jiff::civil::Date;

/// A value that may change over time.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timeline<T> {
    steps: Vec<Step<T>>,
}

/// Days from the first to the last, both included; none is without bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: Option<Date>,
    pub(crate) until: Option<Date>,
}

impl Window {
    pub(crate) fn holds(self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    pub(crate) fn and(self, other: Self) -> Self {
        let until = match (self.until, other.until) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        Self { from: self.from.max(other.from), until }
    }

    pub(crate) fn is_empty(self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until < from)
    }
}

/// The key of the phases of a value.
pub(crate) const fn phases<T>() -> Key<Phases<T>> {
    Key::optional(
        "phases",
        "values that change over time, such as [ { from = 2025-04-05, rate = { add = \"10%\" } } ]",
    )
}

impl<T: Phased + Clone + 'static> Timeline<T> {
    /// Reads the value under its own key or under `phases`; exactly one of them has to be there.
    pub(crate) fn read(fields: &Fields<'_>, reading: &mut Reading) -> Option<Self> {
        let phases = phases::<T>();
        match (fields.has(&T::KEY), fields.has(&phases)) {
            (true, true) => {
                let key = T::KEY.name;
                let message = format!("`{key}` and `phases` are both given");
                let place = fields.table.get("phases")?.key_place;
                let hint = format!("put the first `{key}` into the phases, with its date");
                reading.problem(
                    Diagnostic::error(place, message, format!("`{key}` is given as well"))
                        .hint(hint),
                );
                None
            }
            (_, true) => Some(Self { steps: fields.get(&phases, reading)?.0 }),
            (true, false) => {
                let value = fields.spanned(&T::KEY, reading)?;
                Some(Self {
                    steps: vec![Step { from: None, value: value.value, place: value.place }],
                })
            }
            (false, false) => {
                fields.missing(T::KEY.name, T::KEY.about, reading);
                None
            }
        }
    }
}

impl<T> Timeline<T> {
    /// From steps in the order of their dates.
    pub(crate) fn of(steps: Vec<Step<T>>) -> Self {
        Self { steps }
    }

    /// The step in force on a day.
    pub(crate) fn at(&self, date: Date) -> Option<&Step<T>> {
        self.steps.iter().rev().find(|step| step.from.is_none_or(|from| from <= date))
    }

    pub(crate) fn steps(&self) -> &[Step<T>] {
        &self.steps
    }

    /// The dates at which a phase begins.
    pub(crate) fn starts(&self) -> Vec<Date> {
        self.steps.iter().filter_map(|step| step.from).collect()
    }

    /// The values with the days on which they hold.
    pub(crate) fn phases(&self) -> Vec<(Window, T)>
    where
        T: Copy,
    {
        self.windows(|_| true)
            .into_iter()
            .zip(&self.steps)
            .map(|(window, step)| (window, step.value))
            .collect()
    }

    /// When the values that `choose` accepts hold.
    pub(crate) fn windows(&self, choose: impl Fn(&T) -> bool) -> Vec<Window> {
        let until = |at: usize| self.steps.get(at + 1).and_then(|next| next.from?.yesterday().ok());
        let steps = self.steps.iter().enumerate().filter(|(_, step)| choose(&step.value));
        steps.map(|(at, step)| Window { from: step.from, until: until(at) }).collect()
    }
}
