//! Which actions does a text speak of? Sentence by sentence; later sentences add to earlier
//! actions.

use crate::action::{Action, Evidence, Found, Instrument, Span, Status};
use crate::amounts::Amount;
use crate::anchors::{Segment, force_majeure, segments};
use crate::dates::Raw;
use crate::ends::{ahead, days_of_lifted, end, lifted, lifted_later, settle, speaks_of};
use crate::exceptions::{exceptions, leave_out, left_out};
use crate::gazetteer::Gazetteer;
use crate::gazetteer::cues::{ANAPHORS, LEVY, LICENCE, POINTERS, STOP};
use crate::gazetteer::products::{PRODUCTS, whole};
use crate::input::{Article, Sentence};
use crate::merge::add;
use crate::reading::{Mention, Reading, What};
use crate::roles::{Parties, everybody, parties};
use crate::split::{Part, is_plant, parts};
use crate::status::{later_status, status};
use crate::when::{days, days_in};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Range;

/// The actions of a text in the order in which they are first spoken of, and the sentences that no
/// rule could read.
pub(crate) fn actions(
    article: &Article,
    gazetteer: &Gazetteer,
    published: Option<Date>,
    most: usize,
) -> (Vec<Action>, Vec<Span>) {
    let mut actions: Vec<Action> = Vec::new();
    let mut unread: Vec<Span> = Vec::new();
    // Which actions the sentence before spoke of.
    let mut last: Vec<usize> = Vec::new();
    for sentence in &article.sentences {
        let reading = Reading::new(sentence, gazetteer);
        let found = of_sentence(&reading, published, last.first().map(|at| &actions[*at]));
        if found.is_empty() {
            let adds = follow_up(&reading, published, &mut actions, &last);
            if !adds && may_act(&reading) {
                unread.push(sentence.span);
            }
            continue;
        }
        let mut spoken = Vec::new();
        for action in found {
            let at = add(action, &mut actions, &last);
            if !spoken.contains(&at) {
                spoken.push(at);
            }
        }
        last = spoken;
        if actions.len() > most {
            break;
        }
    }
    // Of what a plant makes, a later sentence may speak; if none did, it is no action.
    actions.retain(|action| action.instrument != Instrument::Outage || !action.product.is_empty());
    unread.truncate(most);
    (actions, unread)
}

/// Whether a sentence without an action has the words of one: an economy, a product, and a duty, a
/// stop or a licence.
fn may_act(reading: &Reading<'_>) -> bool {
    let all = 0..reading.tokens().len();
    let cue = |at: usize| {
        [LEVY, STOP, LICENCE].iter().any(|words| reading.stems(at, words)) && !reading.product(at)
    };
    // What the rules have read and set aside is no question.
    let fresh = segments(reading).is_empty();
    fresh
        && all.clone().any(cue)
        && all.clone().any(|at| reading.economy(at))
        && all.clone().any(|at| reading.product(at))
}

fn of_sentence(
    reading: &Reading<'_>,
    published: Option<Date>,
    before: Option<&Action>,
) -> Vec<Action> {
    let mut result: Vec<Action> = Vec::new();
    let mut subject: Option<(Vec<Found>, bool)> = None;
    for segment in segments(reading) {
        if points_back(reading, &segment)
            || only_leaves_out(reading, &segment, before)
            || unspoken(reading, &segment)
            || looks_back(reading, &segment)
            || idle_talk(reading, &segment, before)
        {
            continue;
        }
        let mut parties = parties(reading, &segment);
        if parties.actor.is_empty() {
            parties.actor = inherited(reading, &segment, subject.as_ref(), before, &parties);
        } else {
            subject = Some((parties.actor.clone(), true));
        }
        let common = common(reading, &segment, parties, published);
        for part in parts(reading, &segment, &common.target) {
            let mut action = complete(reading, &segment, &common, &part);
            reply(reading, before, &mut action);
            if counts(&action) {
                result.push(action);
            }
        }
    }
    result
}

/// "Beijing responded with a levy": towards whoever acted in the sentence before.
fn reply(reading: &Reading<'_>, before: Option<&Action>, action: &mut Action) {
    const REPLIES: [&str; 8] = [
        "responded",
        "responds",
        "retaliated",
        "answered",
        "countered",
        "replied",
        "retaliate",
        "reciprocated",
    ];
    let Some(before) = before.filter(|_| action.target.is_empty() && !action.instrument.alone())
    else {
        return;
    };
    let says = reading.any(0..reading.tokens().len(), &REPLIES).is_some();
    let own = |found: &Found| action.actor.iter().any(|actor| actor.value == found.value);
    if says && !before.actor.iter().any(own) {
        let carried = |found: &Found| Found { evidence: Evidence::Carried, ..found.clone() };
        action.target = before.actor.iter().map(carried).collect();
    }
}

/// Who acts where a clause does not say so: the subject of the clause before, or of the sentence
/// before.
fn inherited(
    reading: &Reading<'_>,
    segment: &Segment,
    subject: Option<&(Vec<Found>, bool)>,
    before: Option<&Action>,
    parties: &Parties,
) -> Vec<Found> {
    let carried = |list: &[Found]| -> Vec<Found> {
        let other =
            |found: &&Found| parties.target.iter().all(|target| target.value != found.value);
        list.iter()
            .filter(other)
            .map(|found| Found { evidence: Evidence::Carried, ..found.clone() })
            .collect()
    };
    if let Some((actor, _)) = subject {
        return carried(actor);
    }
    // An economy before the clause that nobody has claimed: "Tokyo and Washington reached a deal
    // under which ...".
    let earlier = Segment { anchor: segment.anchor.clone(), range: 0..segment.range.end };
    let wider = if segment.range.start > 0 {
        crate::roles::parties(reading, &earlier).actor
    } else {
        Vec::new()
    };
    if !wider.is_empty() {
        return carried(&wider);
    }
    const SAME: [&str; 8] =
        ["bloc", "country", "nation", "government", "kingdom", "union", "ministry", "island"];
    let noun = reading.is(0, &["the"]) && reading.is(1, &SAME);
    let pronoun = noun
        || reading.is(0, &["it", "they", "he", "she", "both"])
        || (0..4).any(|at| reading.is(at, &["its", "their"]));
    match before {
        Some(action) if pronoun || !(0..reading.tokens().len()).any(|at| reading.economy(at)) => {
            carried(&action.actor)
        }
        _ => Vec::new(),
    }
}

/// What all parts of a segment share.
fn common(
    reading: &Reading<'_>,
    segment: &Segment,
    parties: Parties,
    published: Option<Date>,
) -> Action {
    let instrument = segment.anchor.instrument;
    let lifted = lifted(reading, segment);
    let days = match lifted {
        Some(verb) => days_of_lifted(reading, segment, verb, published),
        None => days(reading, segment, published),
    };
    let (mut status, mut status_found) = status(reading, segment);
    // What will be lifted holds until then.
    let known = days.until.as_ref().is_some_and(|until| !until.value.starts_with("--"));
    if status == Status::Suspended && known && lifted.is_some_and(|verb| ahead(reading, verb)) {
        status = Status::InForce;
        status_found = Found {
            value: status.name().to_owned(),
            evidence: Evidence::Nearby,
            span: status_found.span,
        };
    }
    // What holds only from a later day is announced.
    let later = match (&days.from, published) {
        (Some(from), Some(published)) => {
            from.value.parse::<Date>().is_ok_and(|from| from > published)
        }
        _ => false,
    };
    if status == Status::InForce && later {
        status = Status::Announced;
        status_found = Found {
            value: status.name().to_owned(),
            evidence: Evidence::Nearby,
            span: status_found.span,
        };
    }
    let span = reading.span(segment.anchor.start..segment.anchor.end);
    Action {
        sentence: reading.sentence.span,
        also: Vec::new(),
        instrument,
        instrument_found: Found {
            value: instrument.name().to_owned(),
            evidence: Evidence::Stated,
            span: Some(span),
        },
        target: if instrument.alone() { Vec::new() } else { parties.target },
        actor: parties.actor,
        product: Vec::new(),
        amount: Vec::new(),
        from: days.from,
        until: days.until,
        partial: BTreeMap::new(),
        ended: lifted.is_some(),
        status,
        status_found,
        on_top: on_top(reading, segment),
        level: false,
        bound: None,
        removed: removed(reading, segment),
        questions: days.questions,
    }
}

/// "Will scrap its 19 percent duty": nothing of it remains; "scrap part of the duty" says less.
fn removed(reading: &Reading<'_>, segment: &Segment) -> bool {
    const REMOVE: [&str; 16] = [
        "scrap",
        "scraps",
        "scrapped",
        "scrapping",
        "abolish",
        "abolishes",
        "abolished",
        "eliminate",
        "eliminates",
        "eliminated",
        "repeal",
        "repealed",
        "remove",
        "removes",
        "removed",
        "removing",
    ];
    const LESS: [&str; 14] = [
        "part",
        "some",
        "most",
        "half",
        "many",
        "partly",
        "partially",
        "almost",
        "nearly",
        "gradually",
        "phase",
        "certain",
        "plan",
        "plans",
    ];
    let anchor = &segment.anchor;
    let before = segment.range.start.max(anchor.start.saturating_sub(7))..anchor.start;
    let verb = reading.any(before, &REMOVE);
    anchor.instrument == Instrument::TariffCut
        && verb.is_some_and(|verb| {
            reading
                .any(segment.range.start.max(verb.saturating_sub(2))..anchor.start, &LESS)
                .is_none()
        })
}

fn on_top(reading: &Reading<'_>, segment: &Segment) -> bool {
    let range = segment.anchor.start.saturating_sub(8).max(segment.range.start)..segment.range.end;
    reading.any(range.clone(), &["additional", "extra", "further"]).is_some()
        || range.into_iter().any(|at| reading.is(at, &["on"]) && reading.is(at + 1, &["top"]))
}

fn complete(reading: &Reading<'_>, segment: &Segment, common: &Action, part: &Part) -> Action {
    let mut action = common.clone();
    if let Some(target) = &part.target {
        action.target.clone_from(target);
    }
    action.amount = part.amount.clone().into_iter().collect();
    action.level = part.level;
    if let Some((question, bound)) = part.amount.as_ref().and_then(|amount| hedged(reading, amount))
    {
        action.questions.push(question);
        action.bound = bound;
    }
    if let Some(words) = ranged(reading, segment) {
        action.amount.clear();
        action.questions.push(format!("how much exactly? The text says \"{words}\"."));
        action.bound = Some(words);
    }
    action.product = products(reading, segment, &part.products);
    action.partial = partial(reading, &part.products);
    leave_out(reading, &exceptions(reading, segment.range.clone()), Evidence::Stated, &mut action);
    let physical =
        action.instrument == Instrument::Outage || action.instrument == Instrument::StockRelease;
    if action.product.is_empty() && (physical || action.instrument == Instrument::ExportControl) {
        (action.product, action.partial) = elsewhere(reading, segment);
    }
    if action.target.is_empty() && !action.instrument.by_exporter() && imported(reading, segment) {
        action.target.push(everybody(Evidence::Assumed));
    }
    settle(&mut action, None);
    action
}

/// "Up to 125%" is no rate yet: the question, and the words if they give only a bound; "about 25%"
/// stands in for itself.
fn hedged(reading: &Reading<'_>, amount: &Found) -> Option<(String, Option<String>)> {
    let start = amount.span?.start;
    let at = reading.tokens().iter().position(|token| token.span.start == start)?;
    let pairs = [
        ("up", "to"),
        ("as", "as"),
        ("at", "least"),
        ("at", "most"),
        ("more", "than"),
        ("less", "than"),
    ];
    let pair = at >= 2
        && pairs
            .iter()
            .any(|(one, other)| reading.is(at - 2, &[one]) && reading.is(at - 1, &[other]));
    let far = at >= 3 && reading.is(at - 3, &["as"]) && reading.is(at - 1, &["as"]);
    let near = at >= 1
        && reading.is(at - 1, &["about", "around", "roughly", "nearly", "almost", "over", "some"]);
    let back = if far {
        3
    } else if pair {
        2
    } else {
        usize::from(near)
    };
    let words: Vec<&str> =
        reading.tokens()[at - back..at].iter().map(|token| token.lower.as_str()).collect();
    let words = format!("{} {}", words.join(" "), amount.value);
    let question = format!("how much exactly? The text says \"{words}\".");
    (back > 0).then_some((question, (pair || far).then_some(words)))
}

/// The words of a range in a segment: "7.8 to 35.3%" is a question.
fn ranged(reading: &Reading<'_>, segment: &Segment) -> Option<String> {
    reading.within(segment.range.clone()).find_map(|mention| match &mention.what {
        What::Amount(Amount::Range(text)) if !segment.anchor.instrument.by_exporter() => {
            Some(text.clone())
        }
        _ => None,
    })
}

/// "Imported cars", "all imports": from everywhere.
fn imported(reading: &Reading<'_>, segment: &Segment) -> bool {
    let levied = matches!(segment.anchor.instrument, Instrument::Tariff | Instrument::TariffCut);
    let mut range = segment.range.clone();
    levied
        && range.any(|at| {
            let all = reading.is(at, &["all"]) && reading.is(at + 1, &["imports"]);
            all || reading.is(at, &["imported"]) || reading.is(at, &["entering"])
        })
}

fn products(reading: &Reading<'_>, segment: &Segment, mentions: &[Mention]) -> Vec<Found> {
    let named = mentions.iter().any(|mention| matches!(mention.what, What::Product(_)));
    let mut result: Vec<Found> = Vec::new();
    for mention in mentions {
        let codes = match mention.what {
            What::Product(row) => PRODUCTS[row].codes,
            What::AllGoods if !named => "goods",
            _ => continue,
        };
        let near = mention.start.abs_diff(segment.anchor.start) <= 8;
        let evidence = if near { Evidence::Stated } else { Evidence::Nearby };
        let span = Some(reading.span(mention.start..mention.end));
        for code in codes.split(' ') {
            if result.iter().all(|found| found.value != code) {
                result.push(Found { value: code.to_owned(), evidence, span });
            }
        }
    }
    result
}

/// The sectors of which the words name only a part, with the words.
fn partial(reading: &Reading<'_>, mentions: &[Mention]) -> BTreeMap<String, String> {
    let mut parts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut full: Vec<&str> = Vec::new();
    for mention in mentions {
        let What::Product(row) = mention.what else { continue };
        let tokens = &reading.tokens()[mention.start..mention.end];
        let stems: Vec<&str> = tokens.iter().map(|token| token.stem.as_str()).collect();
        let words: Vec<&str> = tokens.iter().map(|token| token.lower.as_str()).collect();
        for code in
            PRODUCTS[row].codes.split(' ').filter(|_| PRODUCTS[row].codes == PRODUCTS[row].sectors)
        {
            if whole(&stems) {
                full.push(code);
            } else {
                parts.entry(code.to_owned()).or_default().push(words.join(" "));
            }
        }
    }
    parts.retain(|code, _| !full.contains(&code.as_str()));
    parts.into_iter().map(|(code, words)| (code, words.join(", "))).collect()
}

/// What a plant makes may stand in another clause: "was shut, cutting off LNG".
fn elsewhere(reading: &Reading<'_>, segment: &Segment) -> (Vec<Found>, BTreeMap<String, String>) {
    let named = |mention: &&Mention| {
        matches!(mention.what, What::Product(_)) && !is_plant(reading, mention)
    };
    let all: Vec<Mention> =
        reading.within(0..reading.tokens().len()).filter(named).cloned().collect();
    let carried = |found: Found| Found { evidence: Evidence::Carried, ..found };
    (products(reading, segment, &all).into_iter().map(carried).collect(), partial(reading, &all))
}

/// Whether enough is said to speak of an action: who, or what about.
fn counts(action: &Action) -> bool {
    let anybody = !action.actor.is_empty() || !action.target.is_empty();
    let more = !action.target.is_empty()
        || !action.product.is_empty()
        || !action.amount.is_empty()
        || action.from.is_some()
        || action.until.is_some();
    match action.instrument {
        // Without anybody a denied or named instrument is talk.
        Instrument::Purchase | Instrument::Support => !action.actor.is_empty(),
        Instrument::StockRelease => !action.product.is_empty(),
        Instrument::Outage => !action.product.is_empty() || !action.actor.is_empty(),
        _ if action.status == Status::Denied => anybody,
        // "U.S. tariffs cost it money" speaks of tariffs, not of one.
        _ => (anybody && more) || (!action.product.is_empty() && !action.amount.is_empty()),
    }
}

/// "The company will stop exporting": what a firm does is no policy.
fn firm_acts(reading: &Reading<'_>, segment: &Segment) -> bool {
    const FIRMS: [&str; 12] = [
        "company",
        "firm",
        "group",
        "carmaker",
        "automaker",
        "maker",
        "retailer",
        "manufacturer",
        "airline",
        "giant",
        "chipmaker",
        "steelmaker",
    ];
    let anchor = &segment.anchor;
    if matches!(
        anchor.instrument,
        Instrument::Tariff | Instrument::TariffCut | Instrument::ExportTax | Instrument::Outage
    ) {
        return false;
    }
    let before = segment.range.start.max(anchor.start.saturating_sub(6))..anchor.start;
    let firm = before.rev().find(|at| reading.is(*at, &FIRMS));
    firm.is_some_and(|at| {
        !(at + 1..anchor.start).any(|at| reading.economy(at))
            && !reading.is(at.wrapping_sub(1), &["on", "for", "to", "by"])
    })
}

/// "Production was stopped" without a product is an outage only where force majeure or the sentence
/// before says so.
fn idle_talk(reading: &Reading<'_>, segment: &Segment, before: Option<&Action>) -> bool {
    let count = reading.tokens().len();
    let said = before.is_some_and(|action| action.instrument == Instrument::Outage);
    segment.anchor.instrument == Instrument::Outage
        && !said
        && !(0..count).any(|at| reading.product(at) || force_majeure(reading, at))
}

/// "Export controls were not mentioned": nobody does anything.
fn unspoken(reading: &Reading<'_>, segment: &Segment) -> bool {
    if firm_acts(reading, segment) {
        return true;
    }
    let spoken = ["mentioned", "discussed", "addressed", "included", "raised", "covered"];
    // "U.S. tariffs cost it a billion" is about what they do.
    let effects = [
        "cost", "costs", "hurt", "hurts", "make", "makes", "made", "weigh", "weighed", "squeeze",
        "squeezed", "push", "pushed", "drag",
    ];
    if segment.anchor.instrument == Instrument::Tariff && reading.is(segment.anchor.end, &effects) {
        return true;
    }
    // "No new levies were announced" names no action either.
    let before = segment.anchor.start.saturating_sub(3)..segment.anchor.start;
    let after = segment.anchor.end..segment.range.end.min(segment.anchor.end + 4);
    if reading.any(before, &["no"]).is_some()
        && reading.any(after, &["announced", "agreed", "made", "planned"]).is_some()
    {
        return true;
    }
    let not = (segment.anchor.end..segment.range.end.min(segment.anchor.end + 8))
        .find(|at| reading.is(*at, &["not"]));
    not.is_some_and(|at| reading.is(at + 1, &spoken) || reading.is(at + 2, &spoken))
}

/// "China bought two thirds of the soybeans last year": a figure of the past is no promise to buy.
fn looks_back(reading: &Reading<'_>, segment: &Segment) -> bool {
    let past = reading.is(segment.anchor.start, &["bought", "purchased", "sold"]);
    let figure = |mention: &Mention| match &mention.what {
        What::Amount(Amount::Rate(_)) => true,
        What::Date(raw) => matches!(raw, Raw::Years(step) | Raw::Months(step) if *step < 0),
        _ => false,
    };
    segment.anchor.instrument == Instrument::Purchase
        && past
        && reading.within(segment.range.clone()).any(figure)
}

/// "The tariff takes effect on Friday": words for what was said, with nothing that would make it
/// another action.
fn points_back(reading: &Reading<'_>, segment: &Segment) -> bool {
    let anchor = &segment.anchor;
    let before = anchor.start.saturating_sub(2)..anchor.start;
    let pointer = reading.any(before, POINTERS).is_some();
    let exceptions = exceptions(reading, segment.range.clone());
    let own = |at: usize| {
        !left_out(&exceptions, at)
            && (reading.economy(at) || reading.product(at) || reading.rate(at))
    };
    pointer && !segment.range.clone().any(own)
}

/// "India's duty does not apply to goods from Nepal": nothing but an exception from what was said.
fn only_leaves_out(reading: &Reading<'_>, segment: &Segment, before: Option<&Action>) -> bool {
    let known = before.is_some_and(|action| action.instrument == segment.anchor.instrument);
    let exceptions = exceptions(reading, segment.range.clone());
    let denies = exceptions
        .iter()
        .any(|exception| exception.denies && exception.opens >= segment.anchor.end);
    let own = |at: usize| reading.product(at) && !left_out(&exceptions, at);
    known && denies && !segment.range.clone().any(own)
}

/// Adds what a sentence without an action of its own says about those of the sentence before;
/// whether it speaks of them.
fn follow_up(
    reading: &Reading<'_>,
    published: Option<Date>,
    actions: &mut [Action],
    last: &[usize],
) -> bool {
    let pronoun = reading.is(0, &["it", "they", "both", "this", "that"]);
    let noun = (0..reading.tokens().len()).any(|at| {
        reading.is(at, POINTERS) && (at + 1..at + 4).any(|at| reading.stems(at, ANAPHORS))
    });
    let count = reading.tokens().len();
    let exceptions = exceptions(reading, 0..count);
    let denies = exceptions.iter().any(|exception| exception.denies);
    let ends = lifted_later(reading);
    if !(pronoun || noun || denies || ends.is_some()) {
        return false;
    }
    // What is left out has days of its own: "goods shipped before 1 May".
    let whole = 0..exceptions.first().map_or(count, |exception| exception.opens);
    for at in last {
        let action = &mut actions[*at];
        let days = days_in(reading, whole.clone(), action.instrument, published);
        let mut said = !exceptions.is_empty();
        leave_out(reading, &exceptions, Evidence::Carried, action);
        if ends.is_some_and(|verb| !speaks_of(reading, verb, action)) {
            continue;
        }
        if let Some(verb) = ends.filter(|_| action.status.holds()) {
            end(reading, verb, published, action);
            note(&mut action.also, reading.sentence);
            continue;
        }
        let carried = |found: Found| Found { evidence: Evidence::Carried, ..found };
        if action.from.is_none() && days.from.is_some() {
            action.from = days.from.map(carried);
            said = true;
        }
        if action.until.is_none() && days.until.is_some() {
            action.until = days.until.map(carried);
            said = true;
        }
        let status =
            own_clause(reading, whole.clone()).and_then(|range| later_status(reading, range));
        if let Some((status, found)) = status.filter(|(status, _)| revises(action, *status)) {
            action.status = status;
            action.status_found = found;
            said = true;
        }
        if said || !days.questions.is_empty() {
            action.questions.extend(days.questions);
            note(&mut action.also, reading.sentence);
        }
    }
    !last.is_empty()
}

/// The clause of a later sentence that speaks of what was said before: words of its other clauses
/// change no status.
fn own_clause(reading: &Reading<'_>, whole: Range<usize>) -> Option<Range<usize>> {
    let beside =
        ["above", "below", "over", "within", "beyond", "outside", "under", "before", "until"];
    let noun = |at: &usize| {
        let points =
            reading.is(*at, POINTERS) && (at + 1..at + 4).any(|at| reading.stems(at, ANAPHORS));
        points && !reading.is(at.wrapping_sub(1), &beside)
    };
    let pronoun =
        reading.is(whole.start, &["it", "they", "both", "this", "that"]).then_some(whole.start);
    let subject = pronoun.or_else(|| whole.clone().find(noun))?;
    let clause = reading.clause(subject);
    let ends = |at: &usize| {
        let joined = reading.is(*at, &[","]) && reading.is(at + 1, &["and", "but", "or", "while"]);
        let relative = reading.is(*at, &["that", "which", "who"])
            && reading.is(at + 1, &["was", "were", "is", "are", "has"]);
        joined || relative || reading.is(*at, &[";"])
    };
    let end =
        (subject + 1..clause.end.min(whole.end)).find(ends).unwrap_or(clause.end.min(whole.end));
    Some(clause.start.max(whole.start)..end)
}

/// A later sentence changes the status where the first one left it open, or where it takes it back.
fn revises(action: &Action, status: Status) -> bool {
    let open = action.status_found.evidence != Evidence::Stated;
    match status {
        Status::Suspended | Status::Denied => action.status.holds(),
        Status::InForce => action.status == Status::Announced,
        Status::Announced => open && action.status == Status::Announced,
        Status::Threatened | Status::Hypothetical => false,
    }
}

fn note(also: &mut Vec<Span>, sentence: &Sentence) {
    if !also.contains(&sentence.span) {
        also.push(sentence.span);
    }
}

/// Whether an amount is of the kind that an instrument has.
pub(crate) fn suits(instrument: Instrument, amount: &Amount) -> bool {
    use Instrument::{
        ExportTax, Outage, Purchase, Quota, Retaliation, StockRelease, Support, Tariff, TariffCut,
    };
    match amount {
        Amount::Rate(_) => matches!(instrument, Tariff | TariffCut | ExportTax | Outage | Quota),
        Amount::Money(_) => matches!(instrument, Purchase | Support | Retaliation),
        Amount::Mass(_) => matches!(instrument, Purchase | Quota | StockRelease),
        // Two figures are a question.
        Amount::Range(_) => false,
    }
}
