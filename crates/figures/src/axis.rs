//! Which round numbers and which dates stand on an axis?

use crate::number::{thousands, typeset};
use jiff::civil::Date;

/// Round numbers from at or below `low` to at or above `high`, about `count` of them.
pub(crate) fn ticks(low: f64, high: f64, count: f64) -> Vec<f64> {
    let span = if high > low { high - low } else { low.abs().max(1.0) };
    let raw = span / count;
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|one| one * power)
        .find(|step| *step >= raw * (1.0 - 1e-9));
    let step = step.unwrap_or(raw);
    let (first, last) =
        ((low / step + 1e-9).floor() as i64, ((low + span) / step - 1e-9).ceil() as i64);
    (first..=last).map(|at| at as f64 * step).collect()
}

/// Ticks as words, with as many decimals as keep them apart.
pub(crate) fn written(ticks: &[f64]) -> Vec<String> {
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    let exact = |decimals: &i32| {
        let shifted = step * 10f64.powi(*decimals);
        (shifted - shifted.round()).abs() < 1e-6 * shifted && shifted >= 0.5
    };
    let decimals = (0..12).find(exact).unwrap_or(0) as usize;
    let one = |tick: &f64| match decimals {
        0 => typeset(&thousands(*tick)),
        _ => typeset(&format!("{:.decimals$}", if tick.abs() < step / 2.0 { 0.0 } else { *tick })),
    };
    ticks.iter().map(one).collect()
}

/// A day written as in the tables; none where it is no date.
pub fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// Days from one date to another.
pub(crate) fn days(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |span| f64::from(span.get_days()))
}

/// The date some days later.
pub(crate) fn after(from: Date, days: f64) -> Date {
    from.saturating_add(jiff::Span::new().try_days(days.round() as i64).unwrap_or_default())
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `4 Apr 2025`.
pub(crate) fn words(date: Date) -> String {
    format!("{} {} {}", date.day(), MONTHS[month_at(date)], date.year())
}

fn month_at(date: Date) -> usize {
    usize::try_from(date.month() - 1).unwrap_or(0)
}

/// A first of a month on an axis of days.
pub struct MonthTick {
    /// Days from the beginning of the axis.
    pub day: f64,
    /// `Apr`, and with the year where it is the first or a January: `Apr 2025`.
    pub label: String,
}

/// Firsts of months on an axis that begins on `start` and is `length` days long, as many as have
/// room: a label needs `least` of the `width` of the axis.
pub fn months(start: Date, length: f64, width: f64, least: f64) -> Vec<MonthTick> {
    let fits = |months: f64| width * months * 30.4 / length.max(1.0) >= least;
    let step =
        [1, 2, 3, 6, 12, 24, 60].into_iter().find(|step| fits(f64::from(*step))).unwrap_or(120);
    let end = after(start, length);
    let mut found: Vec<MonthTick> = Vec::new();
    for year in start.year()..=end.year() {
        for month in 1..=12i8 {
            let counted = (i32::from(year) * 12 + i32::from(month) - 1) % step == 0;
            let Ok(first) = Date::new(year, month, 1) else { continue };
            if counted && first >= start && first <= end {
                let named = MONTHS[month_at(first)];
                let label = if step % 12 == 0 {
                    year.to_string()
                } else if found.is_empty() || month == 1 {
                    format!("{named} {year}")
                } else {
                    named.to_owned()
                };
                found.push(MonthTick { day: days(start, first), label });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_hold_the_values_and_never_end() {
        assert_eq!(ticks(0.0, 4.2, 5.0), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(ticks(0.0, 0.0, 4.0)[0], 0.0);
        for (low, high) in [(-3.7, 12.0), (98.0, 101.3), (0.0, 1e-7), (5.0, 5.0), (-2e6, 3e5)] {
            let set = ticks(low, high, 5.0);
            assert!(set.len() >= 2 && set.len() <= 12, "{low} {high}: {set:?}");
            assert!(
                set[0] <= low + 1e-9 && set[set.len() - 1] >= high - 1e-9,
                "{low} {high}: {set:?}"
            );
        }
    }

    #[test]
    fn ticks_are_told_apart_by_their_words() {
        assert_eq!(written(&[4.145, 4.15, 4.155]), ["4.145", "4.150", "4.155"]);
        assert_eq!(written(&[-2.5, 0.0, 2.5]), ["\u{2212}2.5", "0.0", "2.5"]);
        assert_eq!(written(&[0.0, 25_000.0]), ["0", "25,000"]);
        for high in [3e-6, 0.7, 9.0, 1234.0, 5e7] {
            let words = written(&ticks(0.0, high, 4.0));
            assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{words:?}");
        }
    }

    #[test]
    fn months_have_room_and_name_their_year_once() {
        let start = day("2025-02-01").unwrap();
        let set = months(start, 693.0, 900.0, 62.0);
        let labels: Vec<&str> = set.iter().map(|tick| tick.label.as_str()).collect();
        assert_eq!(&labels[..3], ["Mar 2025", "May", "Jul"]);
        assert!(labels.contains(&"Jan 2026"), "{labels:?}");
        assert!(
            set.windows(2).all(|pair| (pair[1].day - pair[0].day) * 900.0 / 693.0 >= 62.0 * 0.95)
        );
        assert_eq!(words(after(start, 30.0)), "3 Mar 2025");
    }
}
