//! From which day until which does an action hold?

use crate::action::{Evidence, Found, Instrument};
use crate::anchors::Segment;
use crate::dates::{Raw, after, resolve};
use crate::reading::{Mention, Reading, What};
use jiff::civil::Date;
use std::ops::Range;

/// The days of an action, and what is left open about them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Days {
    pub from: Option<Found>,
    pub until: Option<Found>,
    pub questions: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Side {
    From,
    Until,
}

const FROM: &[&str] = &[
    "from",
    "since",
    "starting",
    "beginning",
    "effective",
    "begin",
    "begins",
    "began",
    "start",
    "starts",
    "started",
];
const UNTIL: &[&str] = &["until", "till", "through", "expires", "expire", "ends", "end"];
const SPEECH: &[&str] = &[
    "said",
    "says",
    "announced",
    "told",
    "published",
    "confirmed",
    "signed",
    "reported",
    "met",
    "letter",
    "statement",
    "report",
    "briefing",
    "posted",
    "wrote",
    "added",
    "talks",
    "meeting",
    "summit",
    "unloaded",
    "left",
];
const EFFECT: &[&str] =
    &["effect", "force", "begin", "begins", "began", "start", "starts", "apply", "applies", "due"];

/// The days that a segment names.
pub(crate) fn days(reading: &Reading<'_>, segment: &Segment, published: Option<Date>) -> Days {
    days_in(reading, segment.range.clone(), segment.anchor.instrument, published)
}

/// The days that some tokens name.
pub(crate) fn days_in(
    reading: &Reading<'_>,
    range: Range<usize>,
    instrument: Instrument,
    published: Option<Date>,
) -> Days {
    let mut days = Days::default();
    let mut settled = false;
    let dates = reading.within(range.clone()).filter_map(|mention| match &mention.what {
        What::Date(raw) => Some((mention, raw)),
        _ => None,
    });
    // "For three years from April 21": a duration counts from a day that may stand behind it.
    let (lasting, fixed): (Vec<_>, Vec<_>) =
        dates.partition(|(_, raw)| matches!(raw, Raw::Lasting(..)));
    for (mention, raw) in fixed.into_iter().chain(lasting) {
        let Some((side, evidence, forward)) =
            side(reading, range.clone(), mention, raw, instrument, &days)
        else {
            continue;
        };
        let span = Some(reading.span(mention.start..mention.end));
        let begins = days.from.as_ref().map(|found| found.value.clone());
        let value = match (raw, side, begins) {
            (Raw::Lasting(count, unit), Side::Until, Some(begins)) => {
                after(&begins, *count, *unit).ok_or("from which day does this count?")
            }
            _ => resolve(raw, published, forward),
        };
        match value {
            Ok(value) => {
                // The first date after "effective" wins over the day of the order.
                let wins = side == Side::From && !settled && effective(reading, mention);
                settled |= wins;
                let slot = if side == Side::From { &mut days.from } else { &mut days.until };
                if slot.is_none() || wins {
                    if (mention.start.saturating_sub(4)..=mention.start)
                        .any(|at| bound(reading, at))
                    {
                        let which = if side == Side::From { "from" } else { "until" };
                        days.questions
                            .push(format!("{which} when exactly? The text says \"at least\"."));
                    }
                    *slot = Some(Found { value, evidence, span });
                }
            }
            Err(question) => {
                let words = reading.tokens()[mention.start..mention.end]
                    .iter()
                    .map(|token| token.lower.as_str());
                let words = words.collect::<Vec<_>>().join(" ");
                let which = if side == Side::From { "from" } else { "until" };
                days.questions
                    .push(format!("{which} which day? The text says \"{words}\": {question}"));
            }
        }
    }
    days
}

/// Whether "effective", "in force from" or "takes effect" stands right before a date.
fn effective(reading: &Reading<'_>, mention: &Mention) -> bool {
    let near = mention.start.saturating_sub(4)..mention.start;
    reading.any(near, &["effective", "effect", "force"]).is_some()
}

/// Whether "at least" stands right before a token.
fn bound(reading: &Reading<'_>, at: usize) -> bool {
    at >= 2 && reading.is(at - 2, &["at"]) && reading.is(at - 1, &["least"])
}

fn side(
    reading: &Reading<'_>,
    range: Range<usize>,
    mention: &Mention,
    raw: &Raw,
    instrument: Instrument,
    so_far: &Days,
) -> Option<(Side, Evidence, bool)> {
    let mut at = mention.start;
    while at > range.start
        && reading.is(
            at - 1,
            &["on", "the", "early", "late", "mid", "about", "in", "and", "after", "of", "midnight"],
        )
    {
        at -= 1;
    }
    let before = at.checked_sub(1).filter(|before| *before >= range.start);
    // "The end of 2027" is a day; "ends on 1 May" is a verb.
    if before.is_some_and(|at| {
        at > range.start && reading.is(at, &["end"]) && reading.is(at - 1, &["the"])
    }) {
        at = at.saturating_sub(2).max(range.start);
    }
    // "Until at least June": the reader is asked.
    if at >= range.start + 2 && bound(reading, at) {
        at -= 2;
    }
    let before = at.checked_sub(1).filter(|before| *before >= range.start);
    let word = |words: &[&str]| before.is_some_and(|at| reading.is(at, words));
    let bare = before.map_or(mention.start, |at| at + 1)..mention.start;
    let connected = reading.any(bare.clone(), &["and"]).is_some();
    if word(FROM) || reading.any(bare.clone(), &["of"]).is_some() && word(&["as"]) {
        return Some((Side::From, Evidence::Stated, !word(&["since"])));
    }
    if word(UNTIL)
        || word(&["to"])
            && (so_far.from.is_some() || (at >= 2 && reading.is(at - 2, &["extended"])))
    {
        return Some((Side::Until, Evidence::Stated, true));
    }
    let moved = ["back", "pushed", "delayed", "postponed", "deferred", "moved"];
    if word(&["to"]) && reading.any(range.start..at, &moved).is_some() {
        return Some((Side::From, Evidence::Stated, true));
    }
    if word(&["between"]) {
        return Some((Side::From, Evidence::Stated, true));
    }
    if connected
        && so_far.from.is_some()
        && (range.start..at).rev().take(8).any(|at| reading.is(at, &["between"]))
    {
        return Some((Side::Until, Evidence::Stated, true));
    }
    if word(&["than"]) && at >= 3 && reading.is(at - 2, &["later"]) {
        return Some((Side::From, Evidence::Nearby, true));
    }
    if word(&["by"]) {
        return None;
    }
    alone(reading, range, mention, raw, instrument)
}

/// A date without a word that says what it is for.
fn alone(
    reading: &Reading<'_>,
    range: Range<usize>,
    mention: &Mention,
    raw: &Raw,
    instrument: Instrument,
) -> Option<(Side, Evidence, bool)> {
    match raw {
        Raw::Lasting(..) if reading.is(mention.start, &["for"]) => {
            return Some((Side::Until, Evidence::Stated, true));
        }
        Raw::Lasting(..) => {
            return effect(reading, mention).then_some((Side::From, Evidence::Stated, true));
        }
        Raw::Days(0) if !reading.is(mention.start, &["today"]) => {
            return Some((Side::From, Evidence::Stated, false));
        }
        _ => {}
    }
    let spoken = mention.start.saturating_sub(3)..mention.start;
    let spoken_after = reading.is(mention.end, SPEECH);
    if reading.any(spoken, SPEECH).is_some() || spoken_after {
        return None;
    }
    let will = reading.any(range.start..mention.start, &["will"]).is_some();
    if effect(reading, mention) {
        return Some((Side::From, Evidence::Stated, will));
    }
    match raw {
        Raw::Day(_) | Raw::MonthDay(..) | Raw::Months(0 | 1) | Raw::Month(..) => {
            Some((Side::From, Evidence::Nearby, will))
        }
        Raw::Weekday(_) | Raw::Days(_) if will || instrument == Instrument::Outage => {
            Some((Side::From, Evidence::Nearby, will))
        }
        _ => None,
    }
}

fn effect(reading: &Reading<'_>, mention: &Mention) -> bool {
    reading.any(mention.start.saturating_sub(4)..mention.start, EFFECT).is_some()
}
