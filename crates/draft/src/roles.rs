//! Who acts, towards whom? Each economy of a segment by the words around it.
//!
//! | words | role |
//! |---|---|
//! | "Chinese tariffs", "Japan's duty on" | who acts |
//! | "by Japan" | who acts |
//! | "from Japan", "on Japan", "against Japan", "Japanese cars" | towards whom; of exports: who acts |
//! | "to Japan", "for Japan" | of exports: towards whom |
//! | "entering the United States" | who acts |
//! | "except Mexico" | an exception |
//! | the nearest one before the instrument, without any of these | who acts; before "face" or "are charged": towards whom |
//! | ", Korea and Vietnam" | as the one before |

use crate::action::{Evidence, Found, Instrument};
use crate::anchors::Segment;
use crate::gazetteer::cues::{DEMAND, SELL};
use crate::gazetteer::economies::Naming;
use crate::heads::{Head, head};
use crate::reading::{Mention, Reading, What};
use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Actor,
    /// Before the instrument: the nearest one acts.
    Subject,
    /// "..., Beijing said": only if nobody else acts.
    Speaker,
    Target,
    Except,
}

/// Who acts and towards whom.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parties {
    pub actor: Vec<Found>,
    pub target: Vec<Found>,
}

/// The parties of a segment.
pub(crate) fn parties(reading: &Reading<'_>, segment: &Segment) -> Parties {
    // Who sells speaks of the same flow from the other end.
    if reading.is(segment.anchor.start, SELL) {
        let mut sale = segment.clone();
        sale.anchor.instrument = Instrument::ExportControl;
        let found = by_role(reading, &sale);
        return Parties { actor: found.target, target: found.actor };
    }
    by_role(reading, segment)
}

fn by_role(reading: &Reading<'_>, segment: &Segment) -> Parties {
    let mut roles: Vec<(Role, Evidence, &Mention)> = Vec::new();
    for mention in reading.within(segment.range.clone()) {
        if !matches!(mention.what, What::Economy(..) | What::Everybody) {
            continue;
        }
        let role = match listed_with(reading, mention, &roles) {
            Some(role) => Some(role),
            None => role(reading, segment, mention),
        };
        if let Some((role, evidence)) = role {
            roles.push((role, evidence, mention));
        }
    }
    assemble(reading, segment, &roles)
}

/// An economy that continues a list has the role of the one before it.
fn listed_with(
    reading: &Reading<'_>,
    mention: &Mention,
    roles: &[(Role, Evidence, &Mention)],
) -> Option<(Role, Evidence)> {
    let (role, evidence, before) = roles.last()?;
    let joined = before.end < mention.start
        && (before.end..mention.start)
            .all(|at| reading.is(at, &[",", "and", "or", "&", "the", "from"]));
    let own = head(reading, mention);
    let same = own == Head::None || own == head(reading, before);
    // "Exempting Japan, the United States doubled": a comma alone continues a list of exceptions
    // only where the list goes on.
    let and = (before.end..mention.start).any(|at| reading.is(at, &["and", "or", "&"]));
    let goes_on = and || reading.is(mention.end, &[",", "and", "or"]);
    (joined && same && (goes_on || *role != Role::Except)).then_some((*role, *evidence))
}

fn assemble(
    reading: &Reading<'_>,
    segment: &Segment,
    roles: &[(Role, Evidence, &Mention)],
) -> Parties {
    let of = |wanted: Role| roles.iter().filter(move |(role, ..)| *role == wanted);
    let found = |evidence: Evidence, mention: &Mention, prefix: &str| Found {
        value: format!("{prefix}{}", code(mention)),
        evidence,
        span: Some(reading.span(mention.start..mention.end)),
    };
    let mut parties = Parties::default();
    for (_, evidence, mention) in of(Role::Target) {
        push(&mut parties.target, found(*evidence, mention, ""));
    }
    let exceptions: Vec<Found> =
        of(Role::Except).map(|(_, evidence, mention)| found(*evidence, mention, "-")).collect();
    if !exceptions.is_empty() {
        if parties.target.is_empty() {
            push(&mut parties.target, everybody(Evidence::Assumed));
        }
        exceptions.into_iter().for_each(|exception| push(&mut parties.target, exception));
    }
    for (_, evidence, mention) in of(Role::Actor) {
        push(&mut parties.actor, found(*evidence, mention, ""));
    }
    if parties.actor.is_empty() {
        for (_, evidence, mention) in
            subjects(reading, segment, &of(Role::Subject).collect::<Vec<_>>())
        {
            push(&mut parties.actor, found(evidence, mention, ""));
        }
    }
    let taken: Vec<String> = parties.target.iter().map(|found| found.value.clone()).collect();
    if parties.actor.is_empty()
        && let Some((_, evidence, mention)) =
            of(Role::Speaker).find(|(.., mention)| !taken.contains(&code(mention)))
    {
        push(&mut parties.actor, found(*evidence, mention, ""));
    }
    separate(&mut parties);
    parties
}

/// Nobody acts towards itself: of two that act one may be meant, of one the target is a slip.
fn separate(parties: &mut Parties) {
    let targets: Vec<String> = parties.target.iter().map(|found| found.value.clone()).collect();
    if parties.actor.len() > 1 && parties.actor.iter().any(|found| !targets.contains(&found.value))
    {
        parties.actor.retain(|found| !targets.contains(&found.value));
    }
    let actors: Vec<String> = parties.actor.iter().map(|found| found.value.clone()).collect();
    parties.target.retain(|found| !actors.contains(&found.value));
}

/// The nearest subject before the instrument, with those it is listed with.
fn subjects<'a>(
    reading: &Reading<'_>,
    segment: &Segment,
    all: &[&(Role, Evidence, &'a Mention)],
) -> Vec<(Role, Evidence, &'a Mention)> {
    let before = all.iter().rposition(|(.., mention)| mention.start < segment.anchor.end);
    let Some(mut at) = before.or(if all.is_empty() { None } else { Some(0) }) else {
        return Vec::new();
    };
    let mut chosen = vec![*all[at]];
    while at > 0 {
        let (one, next) = (all[at - 1].2, all[at].2);
        if !(one.end..next.start).all(|at| reading.is(at, &[",", "and", "or", "the"])) {
            break;
        }
        chosen.insert(0, *all[at - 1]);
        at -= 1;
    }
    chosen
}

fn push(list: &mut Vec<Found>, found: Found) {
    if !list.iter().any(|other| other.value == found.value) {
        list.push(found);
    }
}

fn code(mention: &Mention) -> String {
    match &mention.what {
        What::Economy(code, _) => code.clone(),
        _ => "*".to_owned(),
    }
}

/// `*` where no words say so.
pub(crate) fn everybody(evidence: Evidence) -> Found {
    Found { value: "*".to_owned(), evidence, span: None }
}

fn role(reading: &Reading<'_>, segment: &Segment, mention: &Mention) -> Option<(Role, Evidence)> {
    let instrument = segment.anchor.instrument;
    if mention.what == What::Everybody {
        return Some((Role::Target, Evidence::Stated));
    }
    let preposition = preposition(reading, mention, segment.range.start);
    // "Called on Beijing to drop": Beijing is to act.
    let asked = mention.start.saturating_sub(2)..mention.start;
    if mention.start < segment.anchor.start
        && reading.any(asked, DEMAND).is_some()
        && reading.is(mention.end, &["to"])
    {
        return Some((Role::Actor, Evidence::Stated));
    }
    if excepted(reading, mention) {
        return Some((Role::Except, Evidence::Stated));
    }
    match head(reading, mention) {
        Head::Instrument => return Some((Role::Actor, Evidence::Stated)),
        Head::Official if preposition.is_none() => {
            return Some((subject(reading, segment, mention), Evidence::Nearby));
        }
        Head::Official => return by_preposition(reading, segment, mention, preposition),
        Head::None => {}
        // "Exports to European carmakers": where they go.
        Head::Seller | Head::Buyer | Head::Goods
            if instrument.by_exporter()
                && matches!(preposition, Some("to" | "into" | "for" | "against")) =>
        {
            return Some((Role::Target, Evidence::Stated));
        }
        head => return Some(by_head(instrument, head)),
    }
    if preposition.is_some() {
        return by_preposition(reading, segment, mention, preposition);
    }
    // "American demands": an adjective without a noun that acts.
    let adjective = matches!(&mention.what, What::Economy(_, Naming::Adjective));
    if adjective && !reading.tokens()[mention.start].upper {
        return None;
    }
    let role = subject(reading, segment, mention);
    Some((role, if role == Role::Target { Evidence::Stated } else { Evidence::Nearby }))
}

fn by_head(instrument: Instrument, head: Head) -> (Role, Evidence) {
    let stated = |role| (role, Evidence::Stated);
    if instrument.alone() {
        return stated(Role::Actor);
    }
    let seller = match head {
        Head::Imports { of } => !of,
        Head::Buyer => false,
        _ => true,
    };
    // Who sells is the target of a tariff, and acts where exports are meant.
    let buys = !instrument.by_exporter();
    let acts = if head == (Head::Imports { of: false }) {
        instrument.by_exporter() && !seller
    } else {
        seller != buys
    };
    stated(if acts { Role::Actor } else { Role::Target })
}

/// The preposition before an economy's phrase.
fn preposition<'a>(reading: &'a Reading<'_>, mention: &Mention, start: usize) -> Option<&'a str> {
    const SKIPPED: [&str; 22] = [
        "the",
        "all",
        "some",
        "most",
        "certain",
        "other",
        "its",
        "imported",
        "new",
        "advanced",
        "many",
        "every",
        "each",
        "any",
        "both",
        "a",
        "neighbouring",
        "neighboring",
        "goods",
        "products",
        "mainland",
        "companies",
    ];
    let mut at = mention.start;
    while at > start {
        at -= 1;
        let token = &reading.tokens()[at];
        if token.is(&[
            "by", "from", "on", "against", "to", "into", "in", "at", "of", "for", "with",
            "between", "toward", "towards", "entering", "reaching", "near", "outside", "inside",
            "within", "via", "through", "under", "about", "over", "than",
        ]) {
            return Some(token.lower.as_str());
        }
        if !token.is(&SKIPPED) {
            return None;
        }
    }
    None
}

fn excepted(reading: &Reading<'_>, mention: &Mention) -> bool {
    const WORDS: [&str; 6] = ["except", "excluding", "besides", "exempting", "bar", "barring"];
    let window = mention.start.saturating_sub(5)..mention.start;
    let word = reading.any(window, &WORDS);
    let apart = mention.start >= 2
        && reading.is(mention.start - 2, &["other", "apart"])
        && reading.is(mention.start - 1, &["than", "from"]);
    // "With the exception of the EU".
    let exception = mention.start >= 2
        && (2..=3).any(|back| {
            let at = mention.start.wrapping_sub(back);
            reading.is(at, &["exception"]) && reading.is(at + 1, &["of"])
        });
    apart
        || exception
        || word.is_some_and(|word| !(word + 1..mention.start).any(|at| reading.is(at, &[","])))
}

fn by_preposition(
    reading: &Reading<'_>,
    segment: &Segment,
    mention: &Mention,
    preposition: Option<&str>,
) -> Option<(Role, Evidence)> {
    let instrument = segment.anchor.instrument;
    let place = matches!(&mention.what, What::Economy(_, Naming::Capital));
    let stated = |role| Some((role, Evidence::Stated));
    match preposition? {
        "by" => stated(Role::Actor),
        "in" if made(reading, mention) => Some(by_head(instrument, Head::Goods)),
        "in" | "at" | "near" | "inside" | "within" if place => None,
        "in" | "inside" | "within" => Some((Role::Actor, Evidence::Nearby)),
        "into" | "entering" | "reaching" if !instrument.by_exporter() && !instrument.alone() => {
            stated(Role::Actor)
        }
        "from" | "of" if instrument.by_exporter() || instrument.alone() => stated(Role::Actor),
        "from" if faced_from(reading, segment, mention) => stated(Role::Actor),
        "from" if instrument == Instrument::ImportStop && barred(reading, mention) => {
            stated(Role::Actor)
        }
        "to" if matches!(instrument, Instrument::Tariff | Instrument::TariffCut) => {
            stated(Role::Actor)
        }
        "from" | "of" | "on" | "against" | "to" | "into" | "for" | "toward" | "towards"
            if !instrument.alone() =>
        {
            stated(Role::Target)
        }
        "with" if instrument == Instrument::Retaliation => stated(Role::Target),
        _ => None,
    }
}

/// "Made in Vietnam": where goods come from.
fn made(reading: &Reading<'_>, mention: &Mention) -> bool {
    let window = mention.start.saturating_sub(3)..mention.start;
    let words = [
        "made",
        "built",
        "produced",
        "assembled",
        "grown",
        "mined",
        "refined",
        "manufactured",
        "processed",
    ];
    reading.any(window, &words).is_some()
}

/// Verbs of those whom a duty hits.
const FACED: [&str; 7] = ["face", "faces", "faced", "facing", "pay", "pays", "subject"];

fn faced(reading: &Reading<'_>, range: Range<usize>) -> bool {
    let hit =
        |at: usize| reading.is(at, &["hit", "slapped"]) && reading.is(at + 1, &["with", "by"]);
    range.into_iter().any(|at| reading.is(at, &FACED) || hit(at))
}

/// "Faces a tariff of 36% from the United States": they levy it.
fn faced_from(reading: &Reading<'_>, segment: &Segment, mention: &Mention) -> bool {
    let anchor = &segment.anchor;
    let duty = matches!(anchor.instrument, Instrument::Tariff | Instrument::Retaliation);
    let goods = (anchor.end..mention.start).any(|at| reading.product(at));
    duty && mention.start > anchor.end
        && !goods
        && faced(reading, segment.range.start..anchor.start)
}

/// "Barred from China": China does it.
fn barred(reading: &Reading<'_>, mention: &Mention) -> bool {
    let window = mention.start.saturating_sub(3)..mention.start;
    reading.any(window, &["barred", "banned", "blocked", "excluded", "shut"]).is_some()
}

/// An economy without any preposition: before or after the instrument.
fn subject(reading: &Reading<'_>, segment: &Segment, mention: &Mention) -> Role {
    let anchor = &segment.anchor;
    if mention.start > anchor.start {
        return Role::Speaker;
    }
    let between = mention.end..anchor.end;
    // "Australia is exempt from the tariffs."
    let exempt = reading.any(between.clone(), &["exempt", "exempted", "spared", "excluded"]);
    if exempt.is_some_and(|at| {
        reading.is(at - 1, &["is", "are", "be", "was", "were", "remain", "remains", "been"])
    }) {
        return Role::Target;
    }
    // "Tokyo and Washington agreed that Japanese goods will be charged": others are hit.
    let others = between
        .clone()
        .any(|at| reading.product(at) || reading.economy(at) && !listed(reading, mention.end, at));
    let passive = !others
        && between.clone().any(|at| {
            reading.is(at, &["charged", "taxed"])
                && reading.is(at - 1, &["be", "is", "are", "been", "being"])
        });
    if (!others && faced(reading, between.clone()) || passive)
        && !anchor.instrument.by_exporter()
        && !anchor.instrument.alone()
    {
        return Role::Target;
    }
    Role::Subject
}

/// Whether only commas and "and" stand between a place and the economy at a token.
fn listed(reading: &Reading<'_>, from: usize, at: usize) -> bool {
    (from..at).all(|at| reading.is(at, &[",", "and", "or", "the"]) || reading.economy(at))
}
