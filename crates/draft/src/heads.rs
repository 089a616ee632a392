//! What does an economy modify? "Chinese" in "Chinese tariffs", "Chinese cars", "Chinese
//! officials".

use crate::gazetteer::cues::{
    BUYERS, CONTROL, EXPORT, IMPORT, LEVY, OFFICIALS, PLANT, PUT, SELLERS, STOP,
};
use crate::gazetteer::economies::Naming;
use crate::reading::{Mention, Reading, What};
use crate::tokens::Kind;

/// What stands behind an economy in its phrase.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Head {
    Instrument,
    Official,
    Goods,
    Exports,
    Imports { of: bool },
    Seller,
    Buyer,
    Plant,
    None,
}

/// What an economy modifies: the first word with a meaning behind it in its phrase.
pub(crate) fn head(reading: &Reading<'_>, mention: &Mention) -> Head {
    let possessive =
        reading.tokens().get(mention.end).is_some_and(|token| token.kind == Kind::Possessive);
    let adjective = matches!(&mention.what, What::Economy(_, Naming::Adjective));
    let start = mention.end + usize::from(possessive);
    // "U.S. raises": a name that is an adjective too, before a verb.
    let verb = reading.tokens().get(start).is_some_and(|token| {
        let form = token.lower.ends_with('s') || token.lower.ends_with("ed") || token.is(PUT);
        form && !token.capital
            && head_word(reading, start) == Head::None
            && token.kind == Kind::Word
    });
    if verb && !possessive && reading.tokens()[mention.start].upper {
        return Head::None;
    }
    let mut seen = Head::None;
    for at in start..reading.tokens().len().min(start + 8) {
        if reading.economy(at) || ends_phrase(reading, at) {
            break;
        }
        let here = head_word(reading, at);
        if here != Head::None {
            // A product before an instrument belongs to the instrument: "US steel tariffs".
            let ends = here != Head::Goods;
            if seen == Head::None
                || matches!(here, Head::Instrument | Head::Seller | Head::Buyer | Head::Exports)
                || here == Head::Plant
            {
                seen = here;
            }
            if ends {
                break;
            }
        } else if !(adjective || possessive || reading.rate(at) || reading.is(at, &MODIFIERS)) {
            // A bare name modifies only what stands right behind it: "China halted imports" has a
            // verb there.
            break;
        }
    }
    seen
}

/// Adjectives between a name and its duty: "Canada retaliatory tariffs".
const MODIFIERS: [&str; 10] = [
    "new",
    "additional",
    "reciprocal",
    "retaliatory",
    "extra",
    "steep",
    "proposed",
    "import",
    "anti",
    "planned",
];

fn ends_phrase(reading: &Reading<'_>, at: usize) -> bool {
    let token = &reading.tokens()[at];
    let sign = token.kind == Kind::Symbol && !token.is(&["%", "$", "\"", "\u{201c}"]);
    sign || token.kind == Kind::Possessive
        || token.is(&[
            "on",
            "from",
            "to",
            "of",
            "in",
            "by",
            "for",
            "with",
            "at",
            "and",
            "or",
            "is",
            "are",
            "was",
            "were",
            "will",
            "would",
            "has",
            "have",
            "had",
            "said",
            "says",
            "may",
            "could",
            "might",
            "must",
            "should",
            "can",
            "that",
            "which",
            "not",
            "now",
            "did",
            "does",
            "do",
            "as",
            "than",
            "if",
            "until",
            "since",
            "threatened",
            "announced",
            "plans",
            "agreed",
            "imposed",
            "added",
            "raised",
            "ordered",
        ])
}

fn head_word(reading: &Reading<'_>, at: usize) -> Head {
    let token = &reading.tokens()[at];
    let verb = |next: usize| {
        reading.economy(next)
            || reading.product(next)
            || reading.is(next, &["the", "all", "a", "an", "its"])
    };
    if token.stems(OFFICIALS)
        && !reading.product(at)
        && !(token.is(&["trade"]) && reading.is(at + 1, &["with"]))
    {
        return Head::Official;
    }
    if token.stems(SELLERS) {
        return Head::Seller;
    }
    if token.stems(BUYERS) {
        return Head::Buyer;
    }
    if reading.product(at) {
        return Head::Goods;
    }
    let controls = |at: usize| {
        reading.stems(at, CONTROL)
            || reading.stems(at, STOP)
            || reading.stems(at, LEVY)
            || reading.stems(at, &["quota", "tax"])
    };
    if token.stems(EXPORT) {
        return if controls(at + 1) { Head::Instrument } else { Head::Exports };
    }
    if token.stems(IMPORT) && !token.is(&["buying", "taking"]) {
        return if controls(at + 1) {
            Head::Instrument
        } else {
            Head::Imports { of: reading.is(at + 1, &["of"]) }
        };
    }
    if token.is(&["duty", "tariff"]) && reading.is(at + 1, &["free"]) {
        return Head::None;
    }
    if token.stems(LEVY)
        || token.stems(&["tax", "charge", "quota", "countermeasure", "subsidy", "embargo"])
    {
        return if verb(at + 1) && !reading.is(at + 1, &["on"]) {
            Head::None
        } else {
            Head::Instrument
        };
    }
    let noun = |words: &[&str]| {
        token.is(words)
            && (reading.is(at + 1, &["on", "over", "of", "for", "was", "is", "has", ",", "."])
                || token.lower.ends_with('s'))
    };
    if noun(&[
        "ban",
        "curb",
        "curbs",
        "controls",
        "restrictions",
        "embargo",
        "licensing",
        "retaliation",
    ]) {
        return Head::Instrument;
    }
    if token.stems(PLANT) {
        return Head::Plant;
    }
    Head::None
}
