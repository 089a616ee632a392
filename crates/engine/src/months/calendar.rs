//! Which periods does a scenario have? Weeks first, then months, then years, cut where an entry
//! begins or ends.

use detente_scenario::{CommodityEvent, Date};

/// Weeks at the beginning.
const WEEKS: usize = 26;
/// Months from the beginning until which periods are months.
const MONTHS: i64 = 24;
/// Days in a year.
const YEAR: f64 = 365.25;

/// One period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first day.
    pub from: Date,
    /// The first day after it.
    pub to: Date,
}

impl Span {
    /// Its days.
    #[must_use]
    pub fn days(self) -> f64 {
        f64::from((self.to - self.from).get_days())
    }

    /// Its length in years.
    #[must_use]
    pub fn years(self) -> f64 {
        self.days() / YEAR
    }

    /// The share of its days on which an event is in force.
    #[must_use]
    pub fn share(self, event: &CommodityEvent) -> f64 {
        let from = event.from.map_or(self.from, |from| from.max(self.from));
        let to = event
            .until
            .and_then(|until| until.tomorrow().ok())
            .map_or(self.to, |to| to.min(self.to));
        if from < to { f64::from((to - from).get_days()) / self.days() } else { 0.0 }
    }
}

/// The periods from `start` to `end`, both included.
pub(crate) fn periods(start: Date, end: Date, events: &[&CommodityEvent]) -> Vec<Span> {
    let after = end.tomorrow().unwrap_or(end);
    let months = |count: i64| start.checked_add(jiff::Span::new().months(count)).unwrap_or(after);
    let mut cuts: Vec<Date> = (0..=WEEKS)
        .filter_map(|week| {
            start.checked_add(jiff::Span::new().weeks(i64::try_from(week).ok()?)).ok()
        })
        .collect();
    let settled = cuts.last().copied().unwrap_or(start);
    cuts.extend((1..=MONTHS).map(months).filter(|date| *date > settled));
    cuts.extend((MONTHS / 12..200).map(|year| months(12 * year)).take_while(|date| *date < after));
    let edges = events
        .iter()
        .flat_map(|event| [event.from, event.until.and_then(|until| until.tomorrow().ok())]);
    cuts.extend(edges.flatten().filter(|date| *date > settled));
    cuts.push(after);
    cuts.retain(|date| (start..=after).contains(date));
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2).map(|pair| Span { from: pair[0], to: pair[1] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_scenario::Effect;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_then_months_then_years_without_a_gap() {
        let spans = periods(day("2025-04-01"), day("2031-03-31"), &[]);
        assert!(spans.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert!(spans[..26].iter().all(|span| span.days() == 7.0));
        assert_eq!(spans.last().unwrap().to, day("2031-04-01"));
        assert!(spans.last().unwrap().days() > 364.0);
        let years: f64 = spans.iter().map(|span| span.years()).sum();
        assert!((years - 6.0).abs() < 0.01);
    }

    #[test]
    fn a_late_entry_begins_a_period_of_its_own() {
        let effect = Effect::Outage { processes: Vec::new(), left: 0.0 };
        let from = Some(day("2029-01-01"));
        let event = CommodityEvent {
            entry: String::new(),
            kind: "outage",
            chain: String::new(),
            from,
            until: None,
            effect,
        };
        let spans = periods(day("2025-04-01"), day("2031-03-31"), &[&event]);
        assert!(spans.iter().all(|span| [0.0, 1.0].contains(&span.share(&event))));
    }
}
