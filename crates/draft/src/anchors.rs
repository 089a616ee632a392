//! Where does a sentence name an instrument, and which of its words belong to it?

use crate::action::Instrument;
use crate::gazetteer::cues::{
    BUY, CONTROL, CUT, EXPORT, IMPORT, LEVY, LICENCE, PLANT, PUT, RESERVE, RETALIATE, SELL, SHUT,
    STOP, SUPPORT,
};
use crate::reading::{Reading, What};
use std::ops::Range;

/// Words that name an instrument.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Anchor {
    pub instrument: Instrument,
    /// The first token of the words.
    pub start: usize,
    /// After the last token.
    pub end: usize,
}

/// An anchor and the tokens that speak of it.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub anchor: Anchor,
    pub range: Range<usize>,
}

/// Every anchor with its segment, in the order of the words.
pub(crate) fn segments(reading: &Reading<'_>) -> Vec<Segment> {
    let anchors = found(reading);
    let range = |at: usize| {
        let own: &Anchor = &anchors[at];
        let clause = reading.clause(own.start);
        let before =
            at.checked_sub(1).map(|at| &anchors[at]).filter(|other| other.start >= clause.start);
        let after = anchors.get(at + 1).filter(|other| other.start < clause.end);
        let start = before.map_or(clause.start, |other| between(reading, other.end, own.start));
        let end = after.map_or(clause.end, |other| between(reading, own.end, other.start));
        start..end
    };
    (0..anchors.len()).map(|at| Segment { anchor: anchors[at].clone(), range: range(at) }).collect()
}

/// Where the words of one anchor end and those of the next begin.
fn between(reading: &Reading<'_>, end: usize, start: usize) -> usize {
    let last = |words: &[&str]| (end..start).rev().find(|at| reading.is(*at, words));
    if let Some(at) = last(&["and", "or"]).or_else(|| last(&[","])) {
        return at + 1;
    }
    // What stands right before the next anchor is its own: "hit by American duties".
    let own = (end..start).rev().take_while(|at| reading.mention(*at).is_some()).count();
    start - own
}

fn found(reading: &Reading<'_>) -> Vec<Anchor> {
    let mut result: Vec<Anchor> = Vec::new();
    for at in 0..reading.tokens().len() {
        let covered = result.last().is_some_and(|last| at < last.end);
        let inside = reading
            .mention(at)
            .is_some_and(|mention| matches!(mention.what, What::Date(_) | What::Economy(..)));
        if covered || inside {
            continue;
        }
        if let Some(anchor) = anchor_at(reading, at) {
            join(anchor, reading, &mut result);
        }
    }
    result
}

/// Adds an anchor, unless it only says again what one before it in the clause says.
fn join(anchor: Anchor, reading: &Reading<'_>, result: &mut Vec<Anchor>) {
    let same_clause = |other: &Anchor| {
        reading.clause(other.start) == reading.clause(anchor.start) && other.start < anchor.start
    };
    let Some(last) = result.last_mut().filter(|last| same_clause(last)) else {
        result.push(anchor);
        return;
    };
    let own = |at: usize| reading.rate(at) || reading.economy(at) || reading.product(at);
    let named = (last.end..anchor.start).any(own)
        || reading.any(last.end..anchor.start, &["and"]).is_some();
    if last.instrument == anchor.instrument && (!named || anchor.instrument != Instrument::Tariff) {
        let joined = reading.any(last.end..anchor.start, &["and"]).is_none();
        if joined {
            return;
        }
    }
    // "Retaliate with tariffs" names its means.
    if last.instrument == Instrument::Retaliation
        && reading.any(last.end..anchor.start, &["and", ","]).is_none()
    {
        *last = anchor;
        return;
    }
    result.push(anchor);
}

fn anchor_at(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    levy(reading, at)
        .or_else(|| given_up(reading, at))
        .or_else(|| flow(reading, at))
        .or_else(|| quota(reading, at))
        .or_else(|| purchase(reading, at))
        .or_else(|| bought_more(reading, at))
        .or_else(|| support(reading, at))
        .or_else(|| retaliation(reading, at))
        .or_else(|| reserve(reading, at))
        .or_else(|| outage(reading, at))
}

fn one(instrument: Instrument, at: usize) -> Option<Anchor> {
    Some(Anchor { instrument, start: at, end: at + 1 })
}

fn near(at: usize, before: usize) -> Range<usize> {
    at.saturating_sub(before)..at
}

fn levy(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    let exports = near(at, 2).any(|at| reading.stems(at, &["export"]));
    let rate_soon = |words: usize| (at + 1..at + 1 + words).any(|at| reading.rate(at));
    let levy_soon = |words: usize| (at + 1..at + 1 + words).any(|at| reading.stems(at, LEVY));
    let token = &reading.tokens()[at];
    let names = if reading.stems(at, LEVY) {
        let quota = reading.stems(at + 1, &["quota"])
            || reading.is(at + 1, &["rate"]) && reading.stems(at + 2, &["quota"]);
        // The verb "levy" has its noun after it.
        !(quota || token.is(&["levy", "levies"]) && levy_soon(6))
    } else if token.is(&["tax", "taxes"]) {
        exports || (at > 0 && reading.stems(at - 1, &["import", "border"])) || rate_soon(3)
    } else if token.is(&["taxed", "charged", "charge", "charges", "charging", "levied"]) {
        let before = at > 0 && reading.rate(at - 1);
        (rate_soon(4) || before) && !levy_soon(4)
    } else {
        let pays = token.is(&["pay", "pays", "attract", "attracts"])
            && rate_soon(2)
            && near(at, 6).any(|at| reading.product(at));
        !levy_soon(8) && (pays || token.is(PUT) && puts_rate(reading, at))
    };
    if !names {
        return None;
    }
    if exports {
        return one(Instrument::ExportTax, at);
    }
    one(if is_cut(reading, at) { Instrument::TariffCut } else { Instrument::Tariff }, at)
}

/// "Put 25% on cars": a rate and then what it is on.
fn puts_rate(reading: &Reading<'_>, at: usize) -> bool {
    let rate = (at + 1..at + 4).rev().find(|at| reading.rate(*at));
    rate.is_some_and(|rate| {
        let on = |step: usize| reading.is(rate + step, &["on"]);
        on(1) || on(2)
    })
}

/// Whether a duty is lowered or lifted, by a verb before it or after it.
fn is_cut(reading: &Reading<'_>, at: usize) -> bool {
    let clause = reading.clause(at);
    let exempt = ["exempt", "exempts", "exempted", "exemption", "exemptions", "waive", "waived"];
    let before = clause.start.max(at.saturating_sub(8))..at;
    let after = at + 1..clause.end.min(at + 9);
    let other = |range: Range<usize>| range.into_iter().any(|at| reading.stems(at, LEVY));
    let cut = |range: Range<usize>| {
        range.into_iter().find(|at| {
            let down = reading.is(at + 1, &["down"])
                && reading.is(*at, &["come", "comes", "came", "go", "goes", "brought", "bring"]);
            let own = (reading.stems(*at, CUT) || down) && !reading.product(*at);
            own && !reading.is(at + 1, &["output", "production", "exports", "imports", "purchases"])
        })
    };
    reading.any(clause.start..at, &exempt).is_some()
        || cut(before).is_some_and(|verb| {
            !other(verb + 1..at)
                && reading.any(verb..at, &["plan", "plans", "threat", "proposal"]).is_none()
        })
        || cut(after).is_some_and(|verb| falls(reading, verb) && !other(at + 1..verb))
        || reading.is(at + 1, &["free"])
}

/// Whether a verb behind a duty says that the duty is what becomes less: "fell", "was cut".
fn falls(reading: &Reading<'_>, verb: usize) -> bool {
    let passive = near(verb, 2)
        .any(|at| reading.is(at, &["be", "is", "are", "was", "were", "been", "being"]));
    passive
        || reading.is(verb + 1, &["down"])
        || reading.is(verb, &["fall", "falls", "drop", "drops", "dropped", "lowered", "reduced"])
}

/// "Has not bought LNG", "no longer imports coal".
fn given_up(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    let perfect = reading.is(at, &["not"]) && at > 0 && reading.is(at - 1, &["has", "have", "had"]);
    let ended = reading.is(at, &["no"]) && reading.is(at + 1, &["longer"]);
    let end = at + 3 + usize::from(ended);
    let done = ["bought", "taken", "imported", "purchased", "ordered", "received"];
    let does = ["buy", "buys", "buying", "imports", "import", "importing", "purchases", "takes"];
    let buys: &[&str] = if ended { &does } else { &done };
    let verb = (at + 1..end).find(|at| reading.is(*at, buys))?;
    let product = (verb + 1..verb + 8).any(|at| reading.product(at));
    let anchor = Anchor { instrument: Instrument::ImportStop, start: at, end: verb + 1 };
    ((perfect || ended) && product).then_some(anchor)
}

/// Exports or imports that are stopped or limited.
fn flow(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    let away = reading.is(at, &["cut", "cuts", "cutting"]) && reading.is(at + 1, &["off"])
        || reading.is(at, &["phase", "phasing", "phased"]) && reading.is(at + 1, &["out"]);
    let (stop, control) = (reading.stems(at, STOP) || away, reading.stems(at, CONTROL));
    if !(stop || control) || reading.product(at) || granted(reading, at) {
        return None;
    }
    let clause = reading.clause(at);
    let word = |at: usize| trade_word(reading, at);
    let forward = at + 1..clause.end.min(at + 7);
    let forward = forward
        .into_iter()
        .take_while(|at| !reading.is(*at, &[",", ".", "but"]))
        .find_map(|found| {
            let limits = reading.stems(found, LEVY)
                || reading.stems(found, CONTROL)
                || reading.stems(found, STOP);
            if limits { Some(None) } else { word(found).map(|side| Some((side, found))) }
        });
    // "Suspended its export controls" is about the controls: they are the next anchor.
    let forward = forward.flatten().filter(|(_, found)| {
        let next = |step: usize| {
            reading.stems(found + step, CONTROL)
                || reading.stems(found + step, STOP)
                || reading.stems(found + step, LEVY)
        };
        !(next(1) || next(2) && !reading.is(found + 1, &["of", "from", "to"]))
    });
    let participle = ["ed", "banned", "barred", "frozen", "forbidden"]
        .iter()
        .any(|end| reading.tokens()[at].lower.ends_with(end));
    let window = if participle { 12 } else { 3 };
    let backward = (clause.start.max(at.saturating_sub(window))..at).rev();
    let backward = backward.into_iter().find_map(|found| word(found).map(|side| (side, found)));
    let licence = reading
        .stems(at, LICENCE)
        .then(|| exports_near(reading, at))
        .flatten()
        .map(|found| (true, found));
    let near_before = backward.filter(|(_, found)| at - found <= 3);
    if let Some((exports, found)) = near_before.or(forward).or(backward).or(licence) {
        let instrument = match (stop, exports) {
            (true, true) => Instrument::ExportBan,
            (true, false) => Instrument::ImportStop,
            (false, true) => Instrument::ExportControl,
            (false, false) => Instrument::Quota,
        };
        let joined =
            if found > at && found - at <= 3 || found < at && at - found <= 1 { found } else { at };
        return Some(Anchor { instrument, start: at.min(joined), end: at.max(joined) + 1 });
    }
    if !stop {
        return controls(reading, at);
    }
    // "Barred from China", "a ban on Russian oil".
    let barred = reading.is(at + 1, &["from"]) && reading.economy(at + 2);
    let foreign = (at + 1..at + 4).any(|at| reading.economy(at) && reading.product(at + 1));
    (barred || foreign).then(|| one(Instrument::ImportStop, at)).flatten()
}

/// "Permits will be granted": a licence that is given limits nothing.
fn granted(reading: &Reading<'_>, at: usize) -> bool {
    const GIVEN: [&str; 6] = ["granted", "issued", "given", "approved", "renewed", "extended"];
    let end = reading.clause(at).end.min(at + 6);
    reading.stems(at, LICENCE) && reading.any(at + 1..end, &GIVEN).is_some()
}

/// "Controls on chipmaking equipment for China": sales, where no word says so.
fn controls(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    let on = reading.is(at + 1, &["on", "over"]) && (at + 2..at + 6).any(|at| reading.product(at));
    let end = reading.clause(at).end;
    let abroad = (at + 2..end).any(|at| {
        reading.is(at, &["to", "for"]) && (reading.economy(at + 1) || reading.economy(at + 2))
    });
    (on && abroad).then(|| one(Instrument::ExportControl, at)).flatten()
}

/// Whether a token speaks of sales abroad (true) or of purchases abroad (false).
fn trade_word(reading: &Reading<'_>, at: usize) -> Option<bool> {
    if reading.mention(at).is_some_and(|mention| mention.what != What::AllGoods) {
        return None;
    }
    if reading.stems(at, EXPORT) {
        let chain = reading.stems(at, &["supply"]) && reading.stems(at + 1, &["chain"]);
        return (!chain).then_some(true);
    }
    reading.stems(at, IMPORT).then_some(false)
}

fn exports_near(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let range = at.saturating_sub(30)..reading.tokens().len().min(at + 12);
    range.into_iter().find(|at| {
        reading
            .stems(*at, &["export", "sale", "sell", "shipment", "exporter", "abroad", "overseas"])
    })
}

fn quota(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    let measured = near(at, 3)
        .any(|at| reading.is(at, &["above", "over", "within", "beyond", "outside", "under"]));
    (reading.stems(at, &["quota"]) && !measured).then(|| one(Instrument::Quota, at)).flatten()
}

/// "Raise its imports of LNG", promised.
fn bought_more(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    let more = ["raise", "increase", "boost", "expand", "double", "triple", "step"];
    let buys = (at + 1..at + 5).find(|at| reading.stems(*at, &["import", "purchase"]))?;
    let product = (buys + 1..buys + 6).any(|at| reading.product(at));
    let levy = (at + 1..buys + 3).any(|at| reading.stems(at, LEVY) || reading.stems(at, STOP));
    let anchor = Anchor { instrument: Instrument::Purchase, start: at, end: buys + 1 };
    (reading.is(at, &more) && product && !levy).then_some(anchor)
}

fn purchase(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    if !reading.stems(at, BUY) || reading.is(at + 1, &["power"]) {
        return None;
    }
    let end = reading.clause(at).end.min(at + 16);
    let product = (at + 1..end).any(|at| reading.product(at));
    // A sale is a purchase only where somebody buys.
    let buyer = (at + 1..end)
        .any(|at| reading.is(at, &["to"]) && (reading.economy(at + 1) || reading.economy(at + 2)));
    let exported = !reading.is(at, SELL) || buyer && measured(reading, at + 1..end);
    (product && exported).then(|| one(Instrument::Purchase, at)).flatten()
}

fn measured(reading: &Reading<'_>, range: Range<usize>) -> bool {
    reading.within(range).any(|mention| matches!(mention.what, What::Amount(_)))
}

fn support(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    if !reading.stems(at, SUPPORT) || of_others(reading, at) {
        return None;
    }
    let clause = reading.clause(at);
    let money = reading
        .within(clause.start..reading.tokens().len())
        .any(|mention| matches!(&mention.what, What::Amount(crate::amounts::Amount::Money(_))));
    let plain = reading.stems(at, &["subsidy", "subsidise", "subsidize"]);
    (money || plain).then(|| one(Instrument::Support, at)).flatten()
}

/// "An anti-subsidy inquiry", "to offset subsidies": what a duty answers is no support of who
/// levies it.
fn of_others(reading: &Reading<'_>, at: usize) -> bool {
    const AFTER: [&str; 8] =
        ["inquiry", "enquiry", "investigation", "probe", "case", "complaint", "finding", "review"];
    const BEFORE: [&str; 9] = [
        "offset",
        "offsets",
        "offsetting",
        "counter",
        "against",
        "unfair",
        "illegal",
        "alleged",
        "countervail",
    ];
    let joined = at > 0 && reading.is(at - 1, &["anti", "countervailing", "antisubsidy"]);
    joined || reading.stems(at + 1, &AFTER) || reading.any(near(at, 4), &BEFORE).is_some()
}

fn retaliation(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    let reason = at > 0 && reading.is(at - 1, &["in"]);
    let measures =
        reading.is(at, &["retaliatory"]) && reading.stems(at + 1, &["measure", "step", "action"]);
    let named = reading.stems(at, RETALIATE) || measures;
    (named && !reason).then(|| one(Instrument::Retaliation, at)).flatten()
}

fn reserve(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    let opens = reading.is(at, &["release", "releases", "released", "releasing"]);
    let around = at.saturating_sub(15)..reading.tokens().len().min(at + 15);
    let from = around.clone().any(|at| reading.stems(at, RESERVE));
    (opens && from && around.into_iter().any(|at| reading.product(at)))
        .then(|| one(Instrument::StockRelease, at))
        .flatten()
}

/// A plant that stands still, or force majeure where nothing in the sentence says what stands
/// still.
fn outage(reading: &Reading<'_>, at: usize) -> Option<Anchor> {
    if force_majeure(reading, at) {
        let told = (0..reading.tokens().len()).any(|other| stands_still(reading, other));
        return (!told).then_some(Anchor {
            instrument: Instrument::Outage,
            start: at,
            end: at + 2,
        });
    }
    stands_still(reading, at).then(|| one(Instrument::Outage, at)).flatten()
}

/// Whether "force majeure" begins at a token.
pub(crate) fn force_majeure(reading: &Reading<'_>, at: usize) -> bool {
    reading.is(at, &["force"]) && reading.is(at + 1, &["majeure"])
}

fn stands_still(reading: &Reading<'_>, at: usize) -> bool {
    const HELPS: [&str; 13] = [
        "is", "are", "was", "were", "been", "be", "remains", "remain", "stays", "stands", "stand",
        "taken", "put",
    ];
    let helped = reading.any(near(at, 3), &HELPS).is_some();
    // "Is out until June", "was taken out of service"; "knocked out" has its verb. An "idle ship"
    // is no idle plant.
    let out = reading.is(at, &["out"])
        && reading.any(near(at, 1), SHUT).is_none()
        && (reading.is(at + 1, &["until", "till", "for", "since", ",", "."])
            || reading.is(at + 1, &["of"])
                && reading.is(at + 2, &["action", "service", "operation", "use", "order"]));
    let idle = reading.is(at, &["idle", "idled"]);
    // That a terminal for grain is out of action is weather, unless the text says how much of a
    // capacity is.
    let counted = || {
        let share = reading.clause(at).any(|at| reading.rate(at));
        share || (0..reading.tokens().len()).any(|at| reading.chain_good(at))
    };
    let stands = reading.stems(at, SHUT) || helped && (out || idle) && counted();
    stands && reading.clause(at).any(|at| reading.stems(at, PLANT))
}
