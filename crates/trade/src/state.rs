//! What is solved for? Log wages, log prices, spending ratios and, where present, log returns of
//! specific factors and log shadow taxes of caps, one after the other in one vector.

use crate::layout::Layout;
use crate::model::Model;
use detente_numeric::lanes::padded;
use std::ops::Range;

/// Values of the unknowns, to start another solve from.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub(crate) values: Vec<f64>,
    pub(crate) segments: Segments,
}

impl State {
    /// The point `ratio` steps further on the line from `before` to this one; this one itself where
    /// the two have other unknowns, or the line leaves what spending and taxes can be.
    pub(crate) fn drawn_on(&self, before: &Self, ratio: f64) -> Self {
        let mut drawn = self.clone();
        if self.segments != before.segments {
            return drawn;
        }
        for (value, then) in drawn.values.iter_mut().zip(&before.values) {
            *value += ratio * (*value - then);
        }
        let segments = self.segments;
        drawn.values[segments.caps()].iter_mut().for_each(|log_tax| *log_tax = log_tax.max(0.0));
        let spending = segments.spending();
        let fine = drawn.values[spending.clone()].iter().zip(&self.values[spending]);
        if fine.clone().all(|(drawn, own)| (*drawn > 0.0) == (*own > 0.0)) {
            drawn
        } else {
            self.clone()
        }
    }
}

/// Where each kind of unknown lies in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segments {
    layout: Layout,
    specific: bool,
    caps: usize,
}

impl Segments {
    pub fn new(model: &Model, caps: usize) -> Self {
        let specific = model.technology.iter().any(|technology| technology.specific_share > 0.0);
        Self { layout: model.layout, specific, caps }
    }

    pub fn wages(&self) -> Range<usize> {
        0..self.layout.stride
    }

    pub fn prices(&self) -> Range<usize> {
        let start = self.wages().end;
        start..start + self.layout.nodes()
    }

    pub fn spending(&self) -> Range<usize> {
        let start = self.prices().end;
        start..start + self.layout.nodes()
    }

    pub fn returns(&self) -> Range<usize> {
        let start = self.spending().end;
        start..start + if self.specific { self.layout.nodes() } else { 0 }
    }

    pub fn caps(&self) -> Range<usize> {
        let start = self.returns().end;
        start..start + self.caps
    }

    pub fn length(&self) -> usize {
        self.returns().end + padded(self.caps)
    }

    /// The baseline: nothing has moved.
    pub fn start(&self) -> Vec<f64> {
        let mut values = vec![0.0; self.length()];
        values[self.spending()].fill(1.0);
        values
    }
}
