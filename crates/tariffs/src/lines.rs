//! Which of all lines are in a list? A bit for each, in the order of the codes.

use crate::line::Line;

/// A set of positions among all lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Lines {
    bits: Vec<u64>,
}

impl Lines {
    /// No line, of `count`.
    pub fn none(count: usize) -> Self {
        Self { bits: vec![0; count.div_ceil(64)] }
    }

    /// Adds the lines that a code covers; `all` is in order. Whether there are any.
    pub fn add(&mut self, line: Line, all: &[u64]) -> bool {
        let range = line.range();
        let first = all.partition_point(|code| *code < range.start);
        let end = all.partition_point(|code| *code < range.end);
        for at in first..end {
            self.bits[at / 64] |= 1 << (at % 64);
        }
        end > first
    }

    /// Adds those of another set.
    pub fn join(&mut self, other: &Self) {
        self.bits.iter_mut().zip(&other.bits).for_each(|(own, other)| *own |= other);
    }

    /// Whether a position is in it.
    pub fn has(&self, at: usize) -> bool {
        self.bits[at / 64] >> (at % 64) & 1 == 1
    }

    /// The first position that is in both.
    pub fn first_common(&self, other: &Self) -> Option<usize> {
        let mut both = self.bits.iter().zip(&other.bits).map(|(one, other)| one & other);
        let at = both.by_ref().position(|bits| bits != 0)?;
        let bits = self.bits[at] & other.bits[at];
        Some(at * 64 + bits.trailing_zeros() as usize)
    }
}
