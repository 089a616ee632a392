//! Which words of a sentence leave something out of an action? "Excluding vans", "does not apply to
//! cars made in Turkey".

use crate::action::{Action, Evidence, Found};
use crate::gazetteer::cues::{ANAPHORS, LEVY, POINTERS};
use crate::gazetteer::products::PRODUCTS;
use crate::reading::{Mention, Reading, What};
use crate::roles::everybody;
use std::ops::Range;

/// Verbs after "not" that say what a measure reaches; those of the first list need a "to".
const REACHES_TO: &[&str] = &["apply", "applied", "extend", "extended", "applicable"];
const REACHES: &[&str] = &["cover", "include", "affect", "concern", "touch"];
/// Words that end what is left out.
const ENDS: &[&str] = &[
    ";", ".", "will", "would", "is", "are", "was", "were", "has", "have", "had", "took", "takes",
    "take", "but", "which", "while", "though", "until", "from",
];

/// A phrase that leaves something out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Exception {
    /// The first of the words that open it.
    pub opens: usize,
    /// Whether they are a denial by their form alone: "does not apply to".
    pub denies: bool,
    /// What is left out.
    pub words: Range<usize>,
}

/// The exceptions among some tokens, in order.
pub(crate) fn exceptions(reading: &Reading<'_>, range: Range<usize>) -> Vec<Exception> {
    let mut result: Vec<Exception> = Vec::new();
    for at in range.clone() {
        if let Some(words) = reversed(reading, at, range.start) {
            result.push(Exception { opens: at, denies: true, words });
        }
        if let Some((start, denies)) = opening(reading, at) {
            result.push(Exception {
                opens: at,
                denies,
                words: start..end(reading, start, range.end).max(start),
            });
        }
    }
    result
}

/// Whether a token belongs to what is left out.
pub(crate) fn left_out(exceptions: &[Exception], at: usize) -> bool {
    exceptions.iter().any(|exception| exception.words.contains(&at))
}

/// "Vans are not covered by the duty": what stands before is left out, where the duty is one that
/// was spoken of.
fn reversed(reading: &Reading<'_>, at: usize, start: usize) -> Option<Range<usize>> {
    let count = reading.tokens().len();
    let form = reading.is(at, &["not"])
        && at > start
        && reading.is(at - 1, &["is", "are", "was", "were", "be"])
        && reading.is(at + 1, &["covered", "affected", "included", "subject", "hit", "touched"]);
    let known = |at: usize| {
        reading.is(at, POINTERS) && (at + 1..at + 4).any(|at| reading.stems(at, ANAPHORS))
    };
    let points = reading.is(at + 2, &[".", ",", ";"]) || (at + 2..at + 6).any(known);
    let own = (0..count).any(|at| reading.rate(at));
    (form && points && !own).then(|| reading.clause(at).start.max(start)..at - 1)
}

/// Where what is left out begins, and whether the words before it deny.
fn opening(reading: &Reading<'_>, at: usize) -> Option<(usize, bool)> {
    let next = |step: usize, words: &[&str]| reading.is(at + step, words);
    if reading.is(at, &["excluding", "except", "excepting"]) {
        return Some((at + 1 + usize::from(next(1, &["for"])), false));
    }
    let pair = reading.is(at, &["exception"]) && next(1, &["of"])
        || reading.is(at, &["apart", "aside"]) && next(1, &["from"])
        || reading.is(at, &["other"]) && next(1, &["than"]);
    if pair {
        return Some((at + 2, false));
    }
    if !reading.is(at, &["not"]) {
        return None;
    }
    let to = next(1, REACHES_TO) && next(2, &["to"]);
    (to || next(1, REACHES)).then_some((at + 2 + usize::from(to), true))
}

fn end(reading: &Reading<'_>, start: usize, last: usize) -> usize {
    let named = |at: usize| reading.economy(at) || reading.product(at);
    let list = |at: usize| reading.is(at, &[",", "and", "or"]);
    // "Excluding vans, Canada": a comma goes on only where the list does.
    let goes_on = |at: usize| {
        let after =
            at + 1 + usize::from(reading.is(at, &[","]) && reading.is(at + 1, &["and", "or"]));
        let joined = !reading.is(at, &[","]) || after > at + 1;
        named(after) && (joined || reading.mention(after).is_some_and(|mention| list(mention.end)))
    };
    let from_economy = |at: usize| reading.is(at, &["from"]) && (named(at + 1) || named(at + 2));
    let ends = |at: &usize| {
        (reading.is(*at, ENDS) && !from_economy(*at))
            || reading.rate(*at)
            || reading.stems(*at, LEVY)
            || reading.is(*at, &[",", "and", "or"])
                && !goes_on(*at)
                && !(*at > start && goes_on(at - 1))
    };
    (start..last).find(ends).unwrap_or(last)
}

/// Writes down what an action leaves out.
pub(crate) fn leave_out(
    reading: &Reading<'_>,
    exceptions: &[Exception],
    evidence: Evidence,
    action: &mut Action,
) {
    for exception in exceptions {
        let mentions: Vec<&Mention> = reading.within(exception.words.clone()).collect();
        let economies = mentions.iter().any(|mention| matches!(mention.what, What::Economy(..)));
        for mention in mentions {
            match &mention.what {
                What::Economy(code, _) => without_economy(reading, mention, code, evidence, action),
                // "Cars made in Turkey": the economy is what is left out.
                What::Product(row) if !economies => {
                    without_product(reading, mention, *row, evidence, action)
                }
                _ => {}
            }
        }
    }
}

/// An exception matters where all are meant; of a named economy another one is no part.
fn without_economy(
    reading: &Reading<'_>,
    mention: &Mention,
    code: &str,
    evidence: Evidence,
    action: &mut Action,
) {
    if action.target.is_empty() && action.instrument.by_exporter() {
        action.target.push(everybody(Evidence::Assumed));
    }
    let value = format!("-{code}");
    let all = action.target.iter().any(|found| found.value == "*");
    if all && action.target.iter().all(|found| found.value != value) {
        let span = Some(reading.span(mention.start..mention.end));
        action.target.push(Found { value, evidence, span });
    }
}

/// Of all goods a sector can be left out; of a sector its part cannot.
fn without_product(
    reading: &Reading<'_>,
    mention: &Mention,
    row: usize,
    evidence: Evidence,
    action: &mut Action,
) {
    let (codes, sectors) = (PRODUCTS[row].codes, PRODUCTS[row].sectors);
    let words: Vec<&str> =
        reading.tokens()[mention.start..mention.end].iter().map(|token| &*token.lower).collect();
    let words = words.join(" ");
    let goods = action.product.iter().any(|found| found.value == "goods");
    if !goods || codes != sectors {
        let question =
            format!("the text leaves out \"{words}\": which part of what the entry is on remains?");
        if !action.questions.contains(&question) {
            action.questions.push(question);
        }
        return;
    }
    let span = Some(reading.span(mention.start..mention.end));
    for code in codes.split(' ') {
        let value = format!("-{code}");
        if action.product.iter().all(|found| found.value != value) {
            action.product.push(Found { value, evidence, span });
        }
    }
    action.questions.push(format!(
        "the text leaves out \"{words}\", the entry the whole of {codes}: is that too much?"
    ));
}
