//! Is a clause one action or several? "25% on steel and 10% on aluminium" is two.

use crate::action::{Evidence, Found, Instrument};
use crate::amounts::Amount;
use crate::anchors::Segment;
use crate::exceptions::{exceptions, left_out};
use crate::extract::suits;
use crate::gazetteer::cues::{LEVY, PLANT};
use crate::gazetteer::economies::Naming;
use crate::reading::{Mention, Reading, What};
use std::ops::Range;

/// One action's share of a clause.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub amount: Option<Found>,
    /// Whether the amount is the new level.
    pub level: bool,
    /// Targets of its own; none where the clause's are shared.
    pub target: Option<Vec<Found>>,
    pub products: Vec<Mention>,
}

/// Verbs of other changes: "output fell 11 percent".
const MOVES: &[&str] = &[
    "fell", "rose", "grew", "shrink", "shrank", "climbed", "gained", "lost", "slid", "jumped",
    "dropped", "declined", "surged", "slumped", "lift", "worth", "cost", "shrinks", "grow", "fall",
];

/// Firms that stand for what they make.
const FIRMS: &[&str] = &["carmaker", "automaker", "chipmaker", "steelmaker", "shipbuilder"];

/// The parts of a segment; at least one.
pub(crate) fn parts(reading: &Reading<'_>, segment: &Segment, targets: &[Found]) -> Vec<Part> {
    let amounts = amounts(reading, segment);
    let mut products: Vec<Mention> = named(reading, segment.range.clone());
    if segment.anchor.instrument == Instrument::Outage {
        products.retain(|product| !is_plant(reading, product));
    }
    let found = |mention: &Mention, evidence: Evidence| match &mention.what {
        What::Amount(amount) => Some(Found {
            value: amount.text().to_owned(),
            evidence,
            span: Some(reading.span(mention.start..mention.end)),
        }),
        _ => None,
    };
    let parts = respectively(reading, segment, &amounts, targets, &products)
        .or_else(|| several(reading, segment, &amounts, &products))
        .or_else(|| shopping(reading, segment, &amounts, &products))
        .or_else(|| origins(reading, segment, &amounts, &products));
    if let Some(parts) = parts {
        return parts;
    }
    let best = amounts
        .iter()
        .find(|mention| mention.start > 0 && reading.is(mention.start - 1, &["to", "at"]));
    let best = best.or(amounts.first());
    let evidence = |mention: &Mention| {
        if mention.start.abs_diff(segment.anchor.start) <= 6 {
            Evidence::Stated
        } else {
            Evidence::Nearby
        }
    };
    let level = best.is_some_and(|mention| is_level(reading, mention));
    vec![Part {
        amount: best.and_then(|mention| found(mention, evidence(mention))),
        level,
        target: None,
        products,
    }]
}

/// "Brazil, India and Vietnam ... 50%, 25% and 20% respectively".
fn respectively(
    reading: &Reading<'_>,
    segment: &Segment,
    amounts: &[&Mention],
    targets: &[Found],
    products: &[Mention],
) -> Option<Vec<Part>> {
    let says =
        reading.any(segment.range.start..reading.tokens().len(), &["respectively"]).is_some();
    if !says || amounts.len() < 2 || amounts.len() != targets.len() {
        return None;
    }
    let part = |(amount, target): (&&Mention, &Found)| {
        Some(Part {
            amount: Some(stated(reading, amount)?),
            level: is_level(reading, amount),
            target: Some(vec![target.clone()]),
            products: products.to_vec(),
        })
    };
    amounts.iter().zip(targets).map(part).collect()
}

/// "LNG and up to 1 trillion yen of semiconductors": the amount is that of what follows it.
fn shopping(
    reading: &Reading<'_>,
    segment: &Segment,
    amounts: &[&Mention],
    products: &[Mention],
) -> Option<Vec<Part>> {
    let [amount] = amounts else { return None };
    let buys = segment.anchor.instrument == Instrument::Purchase;
    let (before, after): (Vec<Mention>, Vec<Mention>) =
        products.iter().cloned().partition(|product| product.end <= amount.start);
    let listed =
        (segment.range.start..amount.start).rev().take(5).any(|at| reading.is(at, &["and"]));
    let bought = before.iter().all(|product| product.start > segment.anchor.start);
    if !(buys && listed && bought) || before.is_empty() || after.is_empty() {
        return None;
    }
    let part = |amount: Option<Found>, products: Vec<Mention>| Part {
        amount,
        level: false,
        target: None,
        products,
    };
    Some(vec![part(None, before), part(Some(stated(reading, amount)?), after)])
}

/// "Norwegian salmon and Moldovan fruit": each product has its own origin.
fn origins(
    reading: &Reading<'_>,
    segment: &Segment,
    amounts: &[&Mention],
    products: &[Mention],
) -> Option<Vec<Part>> {
    let instrument = segment.anchor.instrument;
    if instrument.by_exporter() || instrument.alone() || amounts.len() > 1 {
        return None;
    }
    let mut parts: Vec<Part> = Vec::new();
    for product in products {
        let origin = (1..=3)
            .filter_map(|back| reading.mention(product.start.checked_sub(back)?))
            .find_map(|mention| match &mention.what {
                What::Economy(code, Naming::Adjective) => Some((mention, code.clone())),
                _ => None,
            });
        match (origin, parts.last_mut()) {
            (Some((mention, value)), _) => {
                let span = Some(reading.span(mention.start..mention.end));
                let target = vec![Found { value, evidence: Evidence::Stated, span }];
                let amount = amounts.first().and_then(|amount| stated(reading, amount));
                let level = amounts.first().is_some_and(|amount| is_level(reading, amount));
                parts.push(Part {
                    amount,
                    level,
                    target: Some(target),
                    products: vec![product.clone()],
                });
            }
            (None, Some(last)) => last.products.push(product.clone()),
            (None, None) => return None,
        }
    }
    let first = parts.first()?.target.as_ref()?.first()?.value.clone();
    let several = parts
        .iter()
        .flat_map(|part| part.target.iter().flatten())
        .any(|found| found.value != first);
    several.then_some(parts)
}

fn stated(reading: &Reading<'_>, mention: &Mention) -> Option<Found> {
    let What::Amount(amount) = &mention.what else { return None };
    let span = Some(reading.span(mention.start..mention.end));
    Some(Found { value: amount.text().to_owned(), evidence: Evidence::Stated, span })
}

/// Amounts with what follows each, where each has a product or an economy of its own.
fn several(
    reading: &Reading<'_>,
    segment: &Segment,
    amounts: &[&Mention],
    products: &[Mention],
) -> Option<Vec<Part>> {
    if amounts.len() < 2 {
        return None;
    }
    let chunk = |at: usize| {
        let end = amounts.get(at + 1).map_or(segment.range.end, |next| next.start);
        amounts[at].end..end
    };
    let inside = |mention: &Mention, range: &Range<usize>| {
        mention.start >= range.start && mention.end <= range.end
    };
    let economies = |range: Range<usize>| -> Vec<Found> {
        let target = |mention: &&Mention| match &mention.what {
            What::Economy(_, naming) => *naming != Naming::Agency,
            _ => false,
        };
        let code = |mention: &Mention| match &mention.what {
            What::Economy(code, _) => Some(Found {
                value: code.clone(),
                evidence: Evidence::Stated,
                span: Some(reading.span(mention.start..mention.end)),
            }),
            _ => None,
        };
        reading.within(range).filter(target).filter_map(code).collect()
    };
    let chunks: Vec<Range<usize>> = (0..amounts.len()).map(chunk).collect();
    let by_product =
        chunks.iter().all(|range| products.iter().any(|product| inside(product, range)));
    let by_economy = chunks.iter().all(|range| !economies(range.clone()).is_empty());
    if !(by_product || by_economy) {
        return None;
    }
    let part = |at: usize| {
        // What stands in an earlier chunk is of that chunk alone.
        let elsewhere = |product: &Mention| {
            chunks.iter().any(|range| inside(product, range)) && !inside(product, &chunks[at])
        };
        let spread = products
            .iter()
            .any(|product| chunks.iter().rev().skip(1).any(|range| inside(product, range)));
        let own = |product: &&Mention| !((by_product || spread) && elsewhere(product));
        Some(Part {
            amount: Some(stated(reading, amounts[at])?),
            level: is_level(reading, amounts[at]),
            target: by_economy.then(|| economies(chunks[at].clone())),
            products: products.iter().filter(own).cloned().collect(),
        })
    };
    (0..amounts.len()).map(part).collect()
}

/// "To 50%": the level, not the step.
fn is_level(reading: &Reading<'_>, mention: &Mention) -> bool {
    mention.start > 0 && reading.is(mention.start - 1, &["to"])
}

/// A train of a terminal is no rolling stock.
pub(crate) fn is_plant(reading: &Reading<'_>, product: &Mention) -> bool {
    product.end == product.start + 1 && reading.stems(product.start, PLANT)
}

/// The products of a clause.
fn named(reading: &Reading<'_>, range: Range<usize>) -> Vec<Mention> {
    // "Agriculture minister" is no product.
    let office = |mention: &Mention| {
        reading
            .is(mention.end, &["minister", "ministry", "secretary", "commissioner", "department"])
    };
    let verb = |mention: &Mention| {
        reading.is(mention.start, &["ship"])
            && reading.is(
                mention.start.wrapping_sub(1),
                &["to", "can", "will", "would", "could", "may", "not", "they"],
            )
    };
    let exceptions = exceptions(reading, range.clone());
    let product = |mention: &&Mention| {
        let named = !verb(mention) && !left_out(&exceptions, mention.start);
        named && matches!(mention.what, What::Product(_) | What::AllGoods) && !office(mention)
    };
    let all: Vec<Mention> = reading.within(range).filter(product).cloned().collect();
    // "Chips for a carmaker": whom a halt of chips hits is no product where one is named.
    let firm = |mention: &Mention| reading.stems(mention.start, FIRMS);
    if all.iter().all(firm) {
        all
    } else {
        all.into_iter().filter(|mention| !firm(mention)).collect()
    }
}

/// The amounts that are the instrument's: of its kind, not the old rate, not how much something
/// else moved.
fn amounts<'a>(reading: &'a Reading<'_>, segment: &Segment) -> Vec<&'a Mention> {
    let range = segment.range.clone();
    let own = |mention: &&Mention| {
        let What::Amount(amount) = &mention.what else { return false };
        if !suits(segment.anchor.instrument, amount) {
            return false;
        }
        let (at, near) =
            (mention.start, mention.start.saturating_sub(3).max(range.start)..mention.start);
        // "Exempts chips from its 125% tariffs" names the duty, not an old rate.
        let of_duty = (mention.end..mention.end + 3).any(|at| reading.stems(at, LEVY));
        let old = !of_duty
            && (at > 0 && reading.is(at - 1, &["from", "than"])
                || at > 1
                    && reading.is(at - 2, &["from", "than"])
                    && reading.is(at - 1, &["the", "a", "its"]));
        let rate = matches!(amount, Amount::Rate(_));
        let moved = rate
            && near.clone().any(|at| reading.is(at, MOVES))
            && !reading.is(at.saturating_sub(1), &["to"]);
        let by = near.clone().any(|at| reading.is(at, &["by"]));
        !(old || moved || by)
    };
    reading.within(segment.range.clone()).filter(own).collect()
}
