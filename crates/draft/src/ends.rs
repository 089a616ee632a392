//! Does a text say that a measure was lifted or has ended, and on which day?

use crate::action::{Action, Evidence, Found, Instrument, Status};
use crate::anchors::Segment;
use crate::dates::after_day;
use crate::gazetteer::cues::{ANAPHORS, DEMAND, EXPORT, IMPORT, PLANT, POINTERS};
use crate::gazetteer::economies::Naming;
use crate::gazetteer::products::PRODUCTS;
use crate::merge::covers;
use crate::reading::{Reading, What};
use crate::when::{Days, days_in};
use jiff::civil::Date;
use std::ops::Range;

/// Verbs that end a measure, active or passive.
const LIFTS: &[&str] = &[
    "lift",
    "lifts",
    "lifted",
    "lifting",
    "removed",
    "scrapped",
    "dropped",
    "ended",
    "abolished",
    "eliminated",
    "repealed",
];
/// Further participles: "was withdrawn".
const WITHDRAWN: &[&str] =
    &["withdrawn", "revoked", "rescinded", "cancelled", "canceled", "reversed"];
/// What flows, or runs, again.
const AGAIN: &[&str] = &["resumed", "restarted", "reopened"];
const OPEN: &[&str] = &[
    "would", "could", "may", "might", "should", "not", "never", "until", "unless", "if", "no",
    "hopes",
];

/// "Lifted its ban", "the ban was lifted": what is no duty has ended; unless somebody only asks for
/// it.
pub(crate) fn lifted(reading: &Reading<'_>, segment: &Segment) -> Option<usize> {
    let anchor = &segment.anchor;
    if matches!(
        anchor.instrument,
        Instrument::Tariff | Instrument::TariffCut | Instrument::Purchase | Instrument::Support
    ) {
        return None;
    }
    let asked = reading.any(segment.range.clone(), DEMAND).is_some();
    let before = segment.range.start.max(anchor.start.saturating_sub(5))..anchor.start;
    let active = reading.any(before, LIFTS);
    let passive = || {
        let open = |at: &usize| !left_open(reading, anchor.end..*at);
        (anchor.end..segment.range.end).find(|at| passive(reading, *at)).filter(open)
    };
    active.or_else(passive).filter(|_| !asked)
}

/// Whether words say that it is not so, or not yet; the month of May says nothing.
fn left_open(reading: &Reading<'_>, mut range: Range<usize>) -> bool {
    range.any(|at| reading.is(at, OPEN) && reading.mention(at).is_none())
}

/// Whether a lift lies ahead: "will be lifted".
pub(crate) fn ahead(reading: &Reading<'_>, verb: usize) -> bool {
    reading.any(verb.saturating_sub(4)..verb, &["will"]).is_some()
}

/// "Was lifted", "has been withdrawn", "will be lifted".
fn passive(reading: &Reading<'_>, at: usize) -> bool {
    let helped = |at: usize| {
        let will = reading.is(at, &["be"]) && at > 0 && reading.is(at - 1, &["will"]);
        will || reading.is(at, &["was", "were", "been", "is", "are"])
    };
    let verb = reading.is(at, LIFTS) || reading.is(at, WITHDRAWN);
    let raised = (at + 1..at + 5).any(|at| reading.is(at, &["to"]) && reading.rate(at + 1));
    verb && !raised && (1..=2).any(|back| at.checked_sub(back).is_some_and(helped))
}

/// The days of a measure that was lifted: what stands behind the verb is its end.
pub(crate) fn days_of_lifted(
    reading: &Reading<'_>,
    segment: &Segment,
    verb: usize,
    published: Option<Date>,
) -> Days {
    let (range, instrument) = (segment.range.clone(), segment.anchor.instrument);
    let mut before = days_in(reading, range.start..verb, instrument, published);
    let after = days_in(reading, verb..range.end, instrument, published);
    // "On 8 November China lifted its ban": the day before the verb is the end as well.
    let end = after.until.or(after.from);
    if end.is_none() && verb < segment.anchor.start {
        before.until = before.from.take();
    } else {
        before.until = end.or(before.until);
    }
    before.questions.extend(after.questions);
    before
}

/// What a later sentence says of the end of what was said before: the verb.
pub(crate) fn lifted_later(reading: &Reading<'_>) -> Option<usize> {
    let whole = 0..reading.tokens().len();
    let open = |at: &usize| {
        let before = 0..*at;
        !left_open(reading, before.clone()) && reading.any(before, DEMAND).is_none()
    };
    let own = |at: &usize| {
        let own = passive(reading, *at) || expires(reading, *at);
        own && about_it(reading, *at) || names_it(reading, *at) || runs_again(reading, *at)
    };
    whole.into_iter().find(own).filter(open)
}

/// Whether the subject before a verb is what was said before: "the ban", "it"; "a wider ban" and
/// "the ban on nuclear fuel" are others.
fn about_it(reading: &Reading<'_>, verb: usize) -> bool {
    const OTHERS: [&str; 11] = [
        "a",
        "an",
        "another",
        "other",
        "wider",
        "broader",
        "separate",
        "similar",
        "different",
        "second",
        "earlier",
    ];
    let breaks = [",", ";", "that"];
    let start = (reading.clause(verb).start..verb)
        .rev()
        .find(|at| reading.is(*at, &breaks))
        .map_or(0, |at| at + 1);
    let start = start.max(reading.clause(verb).start);
    if reading.is(start, &["it", "they", "both", "this", "these", "those"]) {
        return true;
    }
    let noun =
        |at: &usize| reading.stems(*at, ANAPHORS) && !reading.is(at.wrapping_sub(1), &["to"]);
    let Some(noun) = (start..verb).rev().find(noun) else { return false };
    let named = |at: usize| {
        reading.is(at, POINTERS) || reading.is(at, &["its", "their", "'s"]) || reading.economy(at)
    };
    let before = (start.max(noun.saturating_sub(5))..noun)
        .rev()
        .find(|at| named(*at) || reading.is(*at, &OTHERS));
    let other = before.is_some_and(|at| reading.is(at, &OTHERS));
    // "On nuclear fuel": something that no gazetteer knows.
    let flow = |at: usize| {
        reading.mention(at).is_some() || reading.stems(at, EXPORT) || reading.stems(at, IMPORT)
    };
    let unknown = reading.is(noun + 1, &["on", "over", "against", "for", "of"])
        && !(noun + 2..verb).any(flow);
    !(other || unknown)
}

/// "Lifted the ban".
fn names_it(reading: &Reading<'_>, at: usize) -> bool {
    let it = |at: usize| reading.is(at, POINTERS) || reading.is(at, &["its", "their"]);
    let noun = |at: usize| reading.stems(at, ANAPHORS);
    let raised =
        |from: usize| (from..from + 5).any(|at| reading.is(at, &["to"]) && reading.rate(at + 1));
    reading.is(at, LIFTS) && it(at + 1) && (at + 2..at + 4).any(|at| noun(at) && !raised(at))
}

/// "Shipments resumed", "exports have resumed".
fn runs_again(reading: &Reading<'_>, at: usize) -> bool {
    let flows = |at: usize| {
        reading.stems(at, EXPORT) || reading.stems(at, IMPORT) || reading.stems(at, PLANT)
    };
    let talks = reading
        .any(at.saturating_sub(6)..at + 3, &["talks", "negotiations", "dialogue", "meetings"])
        .is_some();
    reading.is(at, AGAIN) && !talks && (at.saturating_sub(6)..at + 3).any(flows)
}

/// Whether a sentence about an end can be about an action: it names no other product, and who lifts
/// something has a part in it.
pub(crate) fn speaks_of(reading: &Reading<'_>, verb: usize, action: &Action) -> bool {
    // "Germany said that the halt was lifted": who speaks has none.
    let anybody = passive(reading, verb) || action.target.is_empty() && !names_it(reading, verb);
    let part = |code: &str| {
        anybody
            || action
                .actor
                .iter()
                .chain(&action.target)
                .any(|found| found.value == code || found.value == "*")
    };
    let product = |code: &str| {
        action
            .product
            .iter()
            .any(|own| own.value == "goods" || covers(&own.value, code) || covers(code, &own.value))
    };
    reading.mentions.iter().all(|mention| match &mention.what {
        What::Economy(code, Naming::Name | Naming::Adjective) => part(code),
        What::Product(row) => {
            action.product.is_empty() || PRODUCTS[*row].codes.split(' ').any(product)
        }
        _ => true,
    })
}

/// "The ban expired".
fn expires(reading: &Reading<'_>, at: usize) -> bool {
    let noun = |at: usize| reading.stems(at, ANAPHORS);
    reading.is(at, &["expired", "lapsed", "ended"]) && (at.saturating_sub(3)..at).any(noun)
}

/// Ends an action that a later sentence says was lifted.
pub(crate) fn end(
    reading: &Reading<'_>,
    verb: usize,
    published: Option<Date>,
    action: &mut Action,
) {
    let all: Range<usize> = 0..reading.tokens().len();
    let days = days_in(reading, all, action.instrument, published);
    if ahead(reading, verb) && days.until.is_none() && days.from.is_none() {
        action.questions.push("until which day? The text says that it will be lifted.".to_owned());
        return;
    }
    action.ended = true;
    if let Some(until) = days.until.or(days.from) {
        action.until = Some(Found { evidence: Evidence::Carried, ..until });
    }
    action.questions.extend(days.questions);
    settle(action, Some((Evidence::Carried, reading.span(verb..verb + 1))));
}

/// What was lifted on a day that is known holds until then; on a day that is not known it holds no
/// longer.
pub(crate) fn settle(action: &mut Action, verb: Option<(Evidence, crate::Span)>) {
    if !action.ended {
        return;
    }
    date_by_start(action);
    let known = action.until.as_ref().is_some_and(|until| !until.value.starts_with("--"));
    let (from, to) = if known {
        (Status::Suspended, Status::InForce)
    } else {
        (Status::InForce, Status::Suspended)
    };
    let changes = match to {
        Status::Suspended => action.status.holds(),
        _ => action.status == from && action.from.is_some(),
    };
    if changes {
        action.status = to;
        action.status_found.value = to.name().to_owned();
        if let Some((evidence, span)) = verb {
            action.status_found.evidence = evidence;
            action.status_found.span = Some(span);
        }
    }
}

/// "From 4 October 2025 ... lifted on 8 November": the first such day after the beginning, with a
/// question.
fn date_by_start(action: &mut Action) {
    let (Some(from), Some(until)) = (&action.from, &mut action.until) else { return };
    if let Some(day) = after_day(&from.value, &until.value) {
        let question = format!(
            "until which year? The text names none for its end; {day} stands in, the first after its beginning."
        );
        until.value = day;
        action.questions.push(question);
    }
}
