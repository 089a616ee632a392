//! Which day does a text mean? Absolute, partial, and relative to the day of publication.

use crate::tokens::{Kind, Token};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A date as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Raw {
    /// "4 April 2025".
    Day(Date),
    /// "4 April".
    MonthDay(i8, i8),
    /// "April 2025".
    Month(i16, i8),
    /// "April".
    MonthAlone(i8),
    /// "2025".
    Year(i16),
    /// "Friday".
    Weekday(Weekday),
    /// "this month" is 0, "next month" 1, "last month" -1.
    Months(i32),
    /// The same for years.
    Years(i32),
    /// "tomorrow" is 1, "immediately" 0.
    Days(i32),
    /// "for 90 days", "in two weeks", "within three months": from the day of publication or of the
    /// beginning.
    Lasting(i32, Unit),
    /// "04/05/2025": which is the month?
    Ambiguous,
}

/// What a duration is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Days,
    Weeks,
    Months,
    Years,
}

const MONTHS: [&[&str]; 12] = [
    &["january", "jan"],
    &["february", "feb"],
    &["march", "mar"],
    &["april", "apr"],
    &["may"],
    &["june", "jun"],
    &["july", "jul"],
    &["august", "aug"],
    &["september", "sep", "sept"],
    &["october", "oct"],
    &["november", "nov"],
    &["december", "dec"],
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// The date that begins at a token, and how many tokens it has.
pub(crate) fn date_at(tokens: &[Token], at: usize) -> Option<(usize, Raw)> {
    let token = tokens.get(at)?;
    match token.kind {
        Kind::IsoDate => token.lower.parse().ok().map(|date| (1, Raw::Day(date))),
        Kind::Number(_) => numeric(tokens, at),
        Kind::Word => spelled(tokens, at).or_else(|| relative(tokens, at)),
        _ => None,
    }
}

fn whole(token: Option<&Token>, low: i16, high: i16) -> Option<i16> {
    let Kind::Number(_) = token?.kind else { return None };
    token?.lower.parse().ok().filter(|value| (low..=high).contains(value))
}

fn year_of(token: Option<&Token>) -> Option<i16> {
    whole(token, 1990, 2100).filter(|_| token.is_some_and(|token| token.lower.len() == 4))
}

fn month_of(token: Option<&Token>) -> Option<i8> {
    let token = token.filter(|token| token.capital)?;
    let month = MONTHS.iter().position(|names| token.is(names))?;
    i8::try_from(month + 1).ok()
}

fn day_of(tokens: &[Token], at: usize) -> Option<(usize, i8)> {
    let day = i8::try_from(whole(tokens.get(at), 1, 31)?).ok()?;
    let ordinal = tokens.get(at + 1).is_some_and(|token| token.is(&["st", "nd", "rd", "th"]));
    Some((1 + usize::from(ordinal), day))
}

/// "4 April 2025", "4 April", "4th of April", "04/05/2025", "2025".
fn numeric(tokens: &[Token], at: usize) -> Option<(usize, Raw)> {
    let is = |at: usize, sign: &str| tokens.get(at).is_some_and(|token| token.is(&[sign]));
    if is(at + 1, "/") && is(at + 3, "/") && year_of(tokens.get(at + 4)).is_some() {
        return Some((5, Raw::Ambiguous));
    }
    if let Some((length, day)) = day_of(tokens, at) {
        let of = usize::from(is(at + length, "of"));
        if let Some(month) = month_of(tokens.get(at + length + of)) {
            let next = at + length + of + 1;
            return Some(dated(month, day, tokens, at, next));
        }
    }
    year_of(tokens.get(at)).map(|year| (1, Raw::Year(year)))
}

/// A month and a day, and the year if it follows.
fn dated(month: i8, day: i8, tokens: &[Token], at: usize, next: usize) -> (usize, Raw) {
    let comma = usize::from(tokens.get(next).is_some_and(|token| token.is(&[","])));
    let year = year_of(tokens.get(next + comma));
    match year.and_then(|year| Date::new(year, month, day).ok()) {
        Some(date) => (next + comma + 1 - at, Raw::Day(date)),
        None => match later_year(tokens, next).and_then(|year| Date::new(year, month, day).ok()) {
            Some(date) => (next - at, Raw::Day(date)),
            None => (next - at, Raw::MonthDay(month, day)),
        },
    }
}

/// The year that the end of a range gives its beginning: "1 May to 31 August 2025".
fn later_year(tokens: &[Token], at: usize) -> Option<i16> {
    if !tokens.get(at)?.is(&["to", "and", "until", "through", "-", "\u{2013}"]) {
        return None;
    }
    let month = (at + 1..at + 4).find(|at| month_of(tokens.get(*at)).is_some())?;
    (month + 1..month + 4).find_map(|at| year_of(tokens.get(at)))
}

/// "April 4, 2025", "April 2025", "April". Alone, May and March are months only after a
/// preposition.
fn spelled(tokens: &[Token], at: usize) -> Option<(usize, Raw)> {
    let month = month_of(tokens.get(at))?;
    let dot = usize::from(tokens.get(at + 1).is_some_and(|token| token.is(&["."])));
    if let Some((length, day)) = day_of(tokens, at + 1 + dot) {
        return Some(dated(month, day, tokens, at, at + 1 + dot + length));
    }
    if let Some(year) = year_of(tokens.get(at + 1)) {
        return Some((2, Raw::Month(year, month)));
    }
    let before = at.checked_sub(1).and_then(|at| tokens.get(at));
    let dated = [
        "in", "since", "from", "until", "till", "by", "early", "late", "mid", "end", "of", "last",
        "next",
    ];
    let named = before.is_some_and(|token| token.is(&dated) || token.is(&["between", "to", "and"]));
    if let Some(year) = later_year(tokens, at + 1).filter(|_| named) {
        return Some((1, Raw::Month(year, month)));
    }
    before.is_some_and(|token| token.is(&dated)).then_some((1, Raw::MonthAlone(month)))
}

/// "Friday", "next month", "tomorrow", "with immediate effect", "for 90 days".
fn relative(tokens: &[Token], at: usize) -> Option<(usize, Raw)> {
    let token = &tokens[at];
    let next = |words: &[&str]| tokens.get(at + 1).is_some_and(|token| token.is(words));
    if let Some((_, day)) = WEEKDAYS.iter().find(|(name, _)| token.is(&[name]) && token.capital) {
        return Some((1, Raw::Weekday(*day)));
    }
    let step =
        [("this", 0), ("next", 1), ("last", -1)].into_iter().find(|(word, _)| token.is(&[word]));
    if let Some((_, step)) = step {
        let raw = if next(&["month"]) {
            Raw::Months(step)
        } else if next(&["year"]) {
            Raw::Years(step)
        } else {
            return None;
        };
        return Some((2, raw));
    }
    match token.lower.as_str() {
        "today" => Some((1, Raw::Days(0))),
        "tomorrow" => Some((1, Raw::Days(1))),
        "yesterday" => Some((1, Raw::Days(-1))),
        "immediately" => Some((1, Raw::Days(0))),
        "immediate" if next(&["effect"]) => Some((2, Raw::Days(0))),
        "for" | "in" | "within" => lasting(tokens, at),
        _ => None,
    }
}

fn lasting(tokens: &[Token], at: usize) -> Option<(usize, Raw)> {
    const SMALL: [&str; 12] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let number = tokens.get(at + 1)?;
    let count = match number.kind {
        Kind::Number(value) if value.fract() == 0.0 && value < 5000.0 => {
            number.lower.parse::<i32>().ok()?
        }
        _ => i32::try_from(SMALL.iter().position(|word| number.is(&[word]))? + 1).ok()?,
    };
    let unit = match tokens.get(at + 2)?.stem.as_str() {
        "day" => Unit::Days,
        "week" => Unit::Weeks,
        "month" => Unit::Months,
        "year" => Unit::Years,
        _ => return None,
    };
    Some((3, Raw::Lasting(count, unit)))
}

/// A date as known as it is: `2025-04-04`, `2025-04`, `2025`, `--04-04`; or what is missing to know
/// it.
pub(crate) type Resolved = Result<String, &'static str>;

const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A date for readers: "10 November, year not known" where the year is missing, otherwise as it is.
pub(crate) fn plain(value: &str) -> String {
    let Some((month, day)) =
        value.strip_prefix("--").map(|rest| rest.split_once('-').unwrap_or((rest, "")))
    else {
        return value.to_owned();
    };
    let name = month
        .parse::<usize>()
        .ok()
        .and_then(|month| MONTH_NAMES.get(month.wrapping_sub(1)))
        .copied();
    let name = name.unwrap_or(month);
    let day = day.trim_start_matches('0');
    if day.is_empty() {
        format!("{name}, year not known")
    } else {
        format!("{day} {name}, year not known")
    }
}

const UNDATED: &str = "the text counts from a day that it does not name; give it with --published";

/// Resolves a date; `forward` where it lies ahead of the publication.
pub(crate) fn resolve(raw: &Raw, published: Option<Date>, forward: bool) -> Resolved {
    let from_day = || published.ok_or(UNDATED);
    match raw {
        Raw::Day(date) => Ok(date.to_string()),
        Raw::Month(year, month) => Ok(format!("{year:04}-{month:02}")),
        Raw::Year(year) => Ok(format!("{year:04}")),
        Raw::MonthDay(month, day) => {
            Ok(match published.and_then(|published| nearest(*month, *day, published)) {
                Some(date) => date.to_string(),
                None => format!("--{month:02}-{day:02}"),
            })
        }
        Raw::MonthAlone(month) => {
            Ok(match published.and_then(|published| nearest(*month, 1, published)) {
                Some(date) => format!("{:04}-{:02}", date.year(), date.month()),
                None => format!("--{month:02}"),
            })
        }
        Raw::Weekday(day) => {
            let published = from_day()?;
            let step =
                |date: Date, back: bool| if back { date.yesterday() } else { date.tomorrow() };
            let mut date =
                if forward { published.tomorrow().map_err(|_| UNDATED)? } else { published };
            while date.weekday() != *day {
                date = step(date, !forward).map_err(|_| UNDATED)?;
            }
            Ok(date.to_string())
        }
        Raw::Months(step) => {
            let date = from_day()?.checked_add(i64::from(*step).months()).map_err(|_| UNDATED)?;
            Ok(format!("{:04}-{:02}", date.year(), date.month()))
        }
        Raw::Years(step) => Ok(format!("{:04}", i32::from(from_day()?.year()) + step)),
        Raw::Days(step) => after(&from_day()?.to_string(), *step, Unit::Days).ok_or(UNDATED),
        Raw::Lasting(count, unit) => after(&from_day()?.to_string(), *count, *unit).ok_or(UNDATED),
        Raw::Ambiguous => Err("which of the two numbers is the month?"),
    }
}

/// So many days, weeks, months or years after a day; `None` where the day is not complete.
pub(crate) fn after(day: &str, count: i32, unit: Unit) -> Option<String> {
    let count = i64::from(count);
    let span = match unit {
        Unit::Days => count.days(),
        Unit::Weeks => count.weeks(),
        Unit::Months => count.months(),
        Unit::Years => count.years(),
    };
    day.parse::<Date>().ok()?.checked_add(span).ok().map(|date| date.to_string())
}

/// The first day after `from` on a month and day such as `--11-08`; `None` unless `from` is
/// complete and the other has no year.
pub(crate) fn after_day(from: &str, yearless: &str) -> Option<String> {
    let from: Date = from.parse().ok()?;
    let (month, day) = yearless.strip_prefix("--")?.split_once('-')?;
    let (month, day) = (month.parse().ok()?, day.parse().ok()?);
    let years = [from.year(), from.year() + 1];
    years
        .into_iter()
        .filter_map(|year| Date::new(year, month, day).ok())
        .find(|date| *date > from)
        .map(|date| date.to_string())
}

/// The day of a month in the year that brings it nearest to the publication.
fn nearest(month: i8, day: i8, published: Date) -> Option<Date> {
    let years = [published.year() - 1, published.year(), published.year() + 1];
    let distance =
        |date: &Date| published.until(*date).map_or(i32::MAX, |span| span.get_days().abs());
    years.into_iter().filter_map(|year| Date::new(year, month, day).ok()).min_by_key(distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens::tokens;

    fn read(text: &str, published: Option<&str>, forward: bool) -> Resolved {
        let all = tokens(text, 0);
        let found = (0..all.len()).find_map(|at| date_at(&all, at)).expect(text);
        resolve(&found.1, published.map(|date| date.parse().unwrap()), forward)
    }

    #[test]
    fn absolute_and_partial_dates() {
        for text in [
            "on 4 April 2025",
            "on April 4, 2025",
            "on April 4 2025",
            "on 2025-04-04",
            "the 4th of April 2025",
        ] {
            assert_eq!(read(text, None, false).unwrap(), "2025-04-04", "{text}");
        }
        assert_eq!(read("since October 2020", None, false).unwrap(), "2020-10");
        assert_eq!(read("from 2029", None, false).unwrap(), "2029");
        assert_eq!(read("on April 4", None, false).unwrap(), "--04-04");
        assert_eq!(read("from January 1", Some("2025-12-20"), true).unwrap(), "2026-01-01");
        assert!(read("on 04/05/2025", None, false).is_err());
    }

    #[test]
    fn relative_dates_need_a_day_to_count_from() {
        assert!(read("from Monday", None, true).is_err());
        assert_eq!(read("from Monday", Some("2025-06-27"), true).unwrap(), "2025-06-30");
        assert_eq!(read("on Friday", Some("2025-04-04"), false).unwrap(), "2025-04-04");
        assert_eq!(read("on Wednesday", Some("2026-03-05"), false).unwrap(), "2026-03-04");
        assert_eq!(read("next month", Some("2025-12-14"), true).unwrap(), "2026-01");
        assert_eq!(read("with immediate effect", Some("2025-04-04"), false).unwrap(), "2025-04-04");
        assert_eq!(read("for 90 days", Some("2025-04-09"), false).unwrap(), "2025-07-08");
    }

    #[test]
    fn a_day_without_a_year_follows_a_day_with_one() {
        assert_eq!(after_day("2025-10-04", "--11-08").as_deref(), Some("2025-11-08"));
        assert_eq!(after_day("2025-11-09", "--11-08").as_deref(), Some("2026-11-08"));
        assert_eq!(after_day("2025-11", "--11-08"), None);
        assert_eq!(after_day("2025-10-04", "--11"), None);
    }

    #[test]
    fn may_is_a_month_only_where_a_date_can_stand() {
        let found = |text: &str| {
            let all = tokens(text, 0);
            (0..all.len()).any(|at| date_at(&all, at).is_some())
        };
        assert!(found("in May") && found("May 3"));
        assert!(!found("Japan may act") && !found("May they act"));
    }
}
