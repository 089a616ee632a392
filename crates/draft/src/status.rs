//! How far is it: announced, in force, threatened, suspended, denied, or only computed?
//!
//! Cues are looked for in this order, and the first decides: a denial, a pause, a hypothesis, a
//! threat, a promise, being in force.

use crate::action::{Evidence, Found, Instrument, Status};
use crate::anchors::Segment;
use crate::ends::lifted;
use crate::exceptions::{exceptions, left_out};
use crate::gazetteer::cues::{DEMAND, DENIAL, HYPOTHESIS, PAUSE, THREAT};
use crate::reading::Reading;
use std::ops::Range;

/// Verbs of the past that put something in force.
const DONE: &[&str] = &[
    "imposed",
    "added",
    "raised",
    "doubled",
    "tripled",
    "introduced",
    "reinstated",
    "reimposed",
    "levied",
    "cut",
    "lifted",
    "scrapped",
    "removed",
    "lowered",
    "banned",
    "barred",
    "blocked",
    "halted",
    "stopped",
    "tightened",
    "restricted",
    "curbed",
    "prohibited",
    "ceased",
    "slapped",
    "increased",
    "reduced",
    "placed",
    "widened",
    "put",
    "extended",
    "expanded",
    "forbade",
    "outlawed",
    "shut",
    "closed",
    "knocked",
    "broadened",
    "bought",
    "took",
];
/// Verbs of the present that say what holds.
const HOLDS: &[&str] = &[
    "charges", "carries", "carry", "requires", "require", "pay", "pays", "applies", "apply",
    "remains", "remain", "stay", "stays", "need", "needs",
];
const PROMISE: &[&str] = &[
    "will",
    "agreed",
    "agrees",
    "plans",
    "plan",
    "planned",
    "offered",
    "offers",
    "pledged",
    "pledges",
    "promised",
    "announced",
    "announces",
    "ordered",
    "signed",
    "decided",
    "intends",
    "shall",
    "committed",
    "set",
    "due",
];

/// The status of a segment's action.
pub(crate) fn status(reading: &Reading<'_>, segment: &Segment) -> (Status, Found) {
    let (status, found) = by_cue(reading, segment);
    // What is promised on a condition is a threat: "if talks fail, Canada will".
    let condition = (0..reading.tokens().len()).find(|at| {
        reading.is(*at, &["if", "unless"])
            && !reading.is(at.wrapping_sub(1), &["even", "as"])
            && !apart(reading, segment, *at)
    });
    match condition {
        Some(at) if status == Status::Announced => {
            let span = Some(reading.span(at..at + 1));
            let value = Status::Threatened.name().to_owned();
            (Status::Threatened, Found { value, evidence: Evidence::Nearby, span })
        }
        _ => (status, found),
    }
}

/// Whether a condition behind an action belongs to another clause: "..., and permits will be
/// granted if".
fn apart(reading: &Reading<'_>, segment: &Segment, condition: usize) -> bool {
    let joins = |at: usize| {
        let other =
            reading.is(at, &["and", "but", "while"]) && (at > 0 && reading.is(at - 1, &[","]));
        other || reading.is(at, &[";"])
    };
    let verb = |from: usize| {
        reading.any(from..condition, &["will", "would", "can", "could", "may", "is", "are", "has"])
    };
    (segment.anchor.end..condition).any(|at| joins(at) && verb(at).is_some())
}

fn by_cue(reading: &Reading<'_>, segment: &Segment) -> (Status, Found) {
    let (anchor, range) = (&segment.anchor, segment.range.clone());
    let found = |status: Status, evidence: Evidence, at: Option<usize>| {
        let span = at.map(|at| reading.span(at..at + 1));
        (status, Found { value: status.name().to_owned(), evidence, span })
    };
    if let Some(at) = denied(reading, segment) {
        return found(Status::Denied, Evidence::Stated, Some(at));
    }
    if let Some(at) = paused(reading, segment) {
        return found(Status::Suspended, Evidence::Stated, Some(at));
    }
    let conditional = reading.any(range.start..range.start + 1, &["if", "unless"]);
    let asked = (range.start..range.end).find(|at| reading.stems(*at, HYPOTHESIS));
    let whole = 0..reading.tokens().len();
    let were = conditional.and_then(|_| reading.any(range.clone(), &["were"]));
    let would = reading.any(whole, &["would", "might", "could"]);
    if let Some(at) = were.or(asked.filter(|_| would.is_some())) {
        return found(Status::Hypothetical, Evidence::Stated, Some(at));
    }
    let before = range.start..anchor.end.min(range.end);
    let threat = threats(reading, before.clone())
        .or_else(|| threats(reading, anchor.end..range.end.min(anchor.end + 3)));
    if let Some(at) = threat.or(conditional) {
        return found(Status::Threatened, Evidence::Stated, Some(at));
    }
    // "Said it would" promises; "would" alone does not.
    let near = range.start.max(anchor.start.saturating_sub(5))..anchor.start;
    let told = reading.any(
        range.start..anchor.start,
        &["said", "says", "announced", "confirmed", "that", "pledged", "promised"],
    );
    // "A bill that would" proposes.
    let bill =
        reading.any(range.start..anchor.start, &["bill", "bills", "draft", "motion", "amendment"]);
    if let Some(at) = reading.any(near, &["would"]).filter(|_| told.is_none() || bill.is_some()) {
        return found(Status::Threatened, Evidence::Nearby, Some(at));
    }
    if let Some(at) = reading.any(range.start..anchor.start, &["would"]) {
        return found(Status::Announced, Evidence::Stated, Some(at));
    }
    // "Tariffs on steel will rise": up to the next comma.
    let main_end = reading.any(anchor.end..range.end, &[","]).unwrap_or(range.end).max(anchor.end);
    if let Some(at) = reading
        .any(before.clone(), PROMISE)
        .or_else(|| reading.any(anchor.end..main_end, &["will"]))
    {
        return found(Status::Announced, Evidence::Stated, Some(at));
    }
    if let Some((at, evidence)) = in_force(reading, segment) {
        return found(Status::InForce, evidence, Some(at));
    }
    if let Some(at) = reading.any(before, DEMAND) {
        return found(Status::Threatened, Evidence::Nearby, Some(at));
    }
    // "A ban would hurt": somebody thinks of what it would do.
    if let Some(at) = reading.any(anchor.end..range.end, &["would", "could", "might"]) {
        return found(Status::Hypothetical, Evidence::Nearby, Some(at));
    }
    found(Status::Announced, Evidence::Assumed, None)
}

/// What a sentence about an earlier action says of its status; none where it says nothing.
pub(crate) fn later_status(reading: &Reading<'_>, range: Range<usize>) -> Option<(Status, Found)> {
    let anchor =
        crate::anchors::Anchor { instrument: Instrument::Tariff, start: range.end, end: range.end };
    let (status, found) = status(reading, &Segment { anchor, range });
    (found.evidence == Evidence::Stated)
        .then_some((status, Found { evidence: Evidence::Carried, ..found }))
}

fn threats(reading: &Reading<'_>, range: Range<usize>) -> Option<usize> {
    // The month is no threat.
    range.into_iter().find(|at| reading.is(*at, THREAT) && reading.mention(*at).is_none())
}

fn denied(reading: &Reading<'_>, segment: &Segment) -> Option<usize> {
    let (anchor, range) = (&segment.anchor, segment.range.clone());
    let before = range.start.max(anchor.start.saturating_sub(12))..anchor.start;
    let ruled = |at: &usize| {
        reading.is(*at, &["rule", "ruled", "rules", "ruling"]) && reading.is(at + 1, &["out"])
    };
    let ruled_out = range.clone().find(ruled);
    if let Some(at) = ruled_out
        .filter(|at| *at < anchor.start || reading.any(anchor.end..*at, &["and", "but"]).is_none())
    {
        return Some(at);
    }
    // "No export tax", "no plans to impose"; "no longer" and "no later than" say something else.
    let no = |at: &usize| {
        let own = reading.is(*at, &["no", "neither", "nor"])
            && !reading.is(at + 1, &["longer", "later", "less", "more", "one"]);
        own && (anchor.start - at <= 5
            || reading.is(at + 1, &["plan", "plans", "intention", "reason", "need", "desire"]))
    };
    // "Not only" denies nothing, "not yet" neither.
    // What it "does not apply to" is an exception, where it is on something else.
    let exceptions = exceptions(reading, range.clone());
    let reaches = |at: usize| {
        (range.clone())
            .any(|other| reading.product(other) && !left_out(&exceptions, other) && other < at)
    };
    let excepts =
        |at: usize| exceptions.iter().any(|exception| exception.opens == at) && reaches(at);
    let not = |at: &usize| {
        reading.is(*at, &["not"]) && !reading.is(at + 1, &["only", "yet", "just"]) && !excepts(*at)
    };
    let pair = |at: &usize| {
        let against = reading.is(*at, &["decided", "voted", "opted", "advised", "argued"])
            && reading.is(at + 1, &["against"]);
        let short = reading.is(*at, &["short", "instead"]) && reading.is(at + 1, &["of"]);
        against || short || reading.is(*at, &["rather"]) && reading.is(at + 1, &["than"])
    };
    let own = |at: &usize| not(at) || no(at) || pair(at) || reading.is(*at, DENIAL);
    if let Some(at) = before.clone().find(own) {
        return Some(at);
    }
    // "Tariffs on Japanese cars will not be raised."
    let end = reading.any(anchor.end..range.end, &[","]).unwrap_or(range.end).max(anchor.end);
    let helped =
        ["will", "would", "is", "are", "was", "were", "has", "have", "could", "should", "did"];
    (anchor.end..end).find(|at| not(at) && reading.is(at - 1, &helped))
}

fn paused(reading: &Reading<'_>, segment: &Segment) -> Option<usize> {
    let anchor = &segment.anchor;
    let flows = matches!(anchor.instrument, Instrument::ExportBan | Instrument::ImportStop);
    let own = |at: &usize| flows && (anchor.start..anchor.end).contains(at);
    if let Some(at) = lifted(reading, segment).or_else(|| given_up(reading, segment)) {
        return Some(at);
    }
    let hold = |at: &usize| reading.is(*at, &["on"]) && reading.is(at + 1, &["hold"]);
    let end = segment.range.end.min(anchor.end + 8);
    (segment.range.start..end).find(|at| (reading.is(*at, PAUSE) || hold(at)) && !own(at))
}

/// "Scrapped its plan for a tariff".
fn given_up(reading: &Reading<'_>, segment: &Segment) -> Option<usize> {
    let plan =
        reading.any(segment.range.clone(), &["plan", "plans", "proposal", "threat", "bid"])?;
    let dropped = [
        "dropped",
        "drops",
        "scrapped",
        "abandoned",
        "abandons",
        "shelved",
        "drop",
        "scrap",
        "abandon",
    ];
    let near = plan.saturating_sub(4)..segment.range.end;
    reading.any(near, &dropped).filter(|_| plan < segment.anchor.start)
}

fn in_force(reading: &Reading<'_>, segment: &Segment) -> Option<(usize, Evidence)> {
    let range = segment.range.clone();
    let pair = |at: &usize| {
        let effect = reading.is(*at, &["took", "came", "entered", "come", "entered"])
            && (at + 1..at + 4).any(|at| reading.is(at, &["effect", "force"]));
        let place = reading.is(*at, &["in"]) && reading.is(at + 1, &["force", "place", "effect"]);
        effect
            || place
            || reading.is(*at, &["with", "effective"])
                && reading.is(at + 1, &["immediate", "immediately"])
    };
    if let Some(at) = range
        .clone()
        .find(pair)
        .or_else(|| reading.any(range.clone(), &["since", "now", "currently", "already", "longer"]))
    {
        return Some((at, Evidence::Stated));
    }
    let perfect = |at: &usize| {
        let helps = reading.is(*at, &["has", "have", "had"]) && !reading.is(at + 1, &["to"]);
        helps
            && (at + 1..at + 4).any(|at| {
                reading
                    .tokens()
                    .get(at)
                    .is_some_and(|token| token.lower.ends_with("ed") || token.is(DONE))
            })
    };
    if let Some(at) = (range.start..segment.anchor.end).find(perfect) {
        return Some((at, Evidence::Stated));
    }
    // "Suspended exports": the words for a stop are the verb as well.
    let stopped = |at: &usize| reading.is(*at, &["suspended", "froze", "frozen", "embargoed"]);
    let flows = matches!(segment.anchor.instrument, Instrument::ExportBan | Instrument::ImportStop);
    if let Some(at) = (segment.anchor.start..segment.anchor.end).find(stopped).filter(|_| flows) {
        return Some((at, Evidence::Nearby));
    }
    let infinitive = |at: usize| at > 0 && reading.is(at - 1, &["to", "will", "would"]);
    let told = |words: &'static [&'static str]| {
        (range.start..range.end).find(move |at| reading.is(*at, words) && !infinitive(*at))
    };
    let promises = matches!(
        segment.anchor.instrument,
        Instrument::Support | Instrument::Purchase | Instrument::StockRelease
    );
    // A plant that is "out" or under force majeure stands still now.
    let (anchor, outage) = (segment.anchor.start, segment.anchor.instrument == Instrument::Outage);
    if outage && reading.is(anchor, &["out", "force", "idle", "offline"]) {
        return Some((anchor, Evidence::Nearby));
    }
    told(DONE).or_else(|| told(HOLDS).filter(|_| !promises)).map(|at| (at, Evidence::Nearby))
}
