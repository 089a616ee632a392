//! How sure is a part of an action?
//!
//! The share of parts with the same kind of evidence that were right in the held-out texts of
//! `evaluation/`, as (right + 1) / (found + 2), which keeps a share of few away from 0 and 1
//! (Laplace's rule of succession). A field of several values is as sure as its weakest; an action
//! has the product over its fields, the chance that all are right if they err independently.
//! `cargo run --release -p xtask -- evaluate-draft` prints the counts; a test compares them with
//! these.

use crate::action::{Action, Evidence, Found};

/// Right and found values in the held-out texts, in the order stated, nearby, carried, assumed.
pub const COUNTS: [(u32, u32); 4] = [(121, 144), (36, 43), (5, 8), (4, 5)];

impl Evidence {
    /// The share of values with this evidence that were right.
    #[must_use]
    pub fn confidence(self) -> f64 {
        let (right, found) = COUNTS[self as usize];
        (f64::from(right) + 1.0) / (f64::from(found) + 2.0)
    }
}

impl Action {
    /// The chance that every field of it is right, if they err independently.
    #[must_use]
    pub fn confidence(&self) -> f64 {
        let mut weakest: Vec<(&str, f64)> = Vec::new();
        for (field, found) in self.parts() {
            let confidence = found.evidence.confidence();
            match weakest.last_mut().filter(|(last, _)| *last == field) {
                Some((_, least)) => *least = least.min(confidence),
                None => weakest.push((field, confidence)),
            }
        }
        weakest.iter().map(|(_, confidence)| confidence).product()
    }

    /// Every part with the name of its field.
    pub(crate) fn parts(&self) -> impl Iterator<Item = (&'static str, &Found)> {
        let of = |name: &'static str| move |found| (name, found);
        std::iter::once(("instrument", &self.instrument_found))
            .chain(self.actor.iter().map(of("actor")))
            .chain(self.target.iter().map(of("target")))
            .chain(self.product.iter().map(of("product")))
            .chain(self.amount.iter().map(of("amount")))
            .chain(self.from.iter().map(of("from")))
            .chain(self.until.iter().map(of("until")))
            .chain(std::iter::once(("status", &self.status_found)))
    }
}
