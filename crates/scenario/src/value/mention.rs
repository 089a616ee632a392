//! Which words have to be known to a world? They are noted while a file is read.

use crate::text::place::Place;

/// What a mentioned word has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Economies,
    OneEconomy,
    /// Economies of the world or of any commodity chain.
    Partners,
    Sectors,
    OneSector,
    /// The currency of the world.
    Currency,
}

/// A word that has to be known to the world.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mention {
    pub(crate) sort: Sort,
    pub(crate) word: String,
    pub(crate) place: Place,
}
