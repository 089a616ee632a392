//! What does a deal take from those who pay, and what of that is not known?
//!
//! Three things are kept apart: nothing, what is not known, and sums of which a part is not known,
//! which are "at least" what they say.

use crate::package::findings::{Findings, Item, Total};
use detente_figures::Band;
use detente_figures::headline::list;
use detente_figures::number::{span, three};

/// What is written where nobody has said what something costs.
pub(crate) const NOT_KNOWN: &str = "not known";
/// Sums below this, USD million, are none.
pub(crate) const NOTHING: f64 = 0.005;

impl Total {
    /// Whether there is nothing to tell.
    pub fn is_nothing(&self) -> bool {
        self.open.is_empty() && self.known.high <= NOTHING
    }

    /// `the cost of leaner magnets is not known`; empty where all is known.
    pub fn why(&self) -> String {
        if self.open.is_empty() {
            String::new()
        } else {
            format!("the cost of {} is {NOT_KNOWN}", list(&self.open))
        }
    }

    /// In a cell: `12.3`, `at least 12.3`, `not known`.
    pub fn cell(&self) -> String {
        let known = self.known.mid;
        match self.open.is_empty() {
            true => three(known),
            false if known <= NOTHING => NOT_KNOWN.to_owned(),
            false => format!("at least {}", three(known)),
        }
    }
}

/// The cost of an item in a cell, with its bounds.
pub(crate) fn cost(item: &Item) -> String {
    item.cost.map_or_else(|| NOT_KNOWN.to_owned(), span)
}

/// Whether something is paid for an item.
pub(crate) fn is_paid(item: &Item) -> bool {
    item.taken() && item.cost.is_none_or(|cost: Band| cost.high > 0.0)
}

/// What a deal takes, after a verb: `USD 3 million`, `at least USD 3 million (the cost of leaner
/// magnets is not known)`; with what it gives in transfers and what parties lay out in all, where
/// that is more.
pub(crate) fn bill(found: &Findings<'_>, deal: &str) -> String {
    let (money, total) = (found.money(), found.cost(deal));
    let known = total.known.mid;
    let mut text = match total.open.is_empty() {
        true => money.sum(known),
        false if known <= NOTHING => format!("a sum that is {NOT_KNOWN} ({})", total.why()),
        false => format!("at least {} ({})", money.sum(known), total.why()),
    };
    let Some((outlay, given)) = found.outlay(deal) else { return text };
    if given > NOTHING {
        text.push_str(&format!(", and {} in transfers", money.sum(given)));
    }
    if outlay - given - known > NOTHING.max(1e-9 * outlay) {
        text.push_str(&format!("; laid out in all: {}", money.sum(outlay)));
    }
    text
}
