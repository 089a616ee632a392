//! What does a sector make: goods or services, can they be stored, and how much do its users miss
//! them?
//!
//! A pack says so in its list of sectors. Where it does not, the codes of known classifications are
//! looked up ([`classification`](crate::classification)). What neither knows is taken as a good
//! that is stored and critical, and a message names it by [`Basis::Assumed`].

/// How much users miss the product of a sector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criticality {
    /// Its user stops without it.
    Critical,
    /// It is needed in the long run.
    Important,
    /// It can wait.
    Dispensable,
}

impl Criticality {
    /// The word in a pack.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Important => "important",
            Self::Dispensable => "dispensable",
        }
    }

    /// The criticality that a word of a pack means.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Critical, Self::Important, Self::Dispensable]
            .into_iter()
            .find(|own| own.word().eq_ignore_ascii_case(word))
    }
}

/// What a pack says about one sector; the rest is looked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// Whether it makes goods.
    pub good: Option<bool>,
    /// Whether its product can be kept in stock.
    pub storable: Option<bool>,
    /// How much its users miss it.
    pub criticality: Option<Criticality>,
}

/// How a sector's nature is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The pack says so.
    Declared,
    /// The code is one of this classification.
    Known(&'static str),
    /// Nothing says so.
    Assumed,
}

/// What a sector is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nature {
    /// Whether it makes goods; services otherwise.
    pub good: bool,
    /// Whether its product can be kept in stock.
    pub storable: bool,
    /// How much its users miss it.
    pub criticality: Criticality,
    /// How this is known.
    pub basis: Basis,
}

impl Nature {
    /// What is taken where nothing is known: the side of more loss.
    pub const UNKNOWN: Self = Self {
        good: true,
        storable: true,
        criticality: Criticality::Critical,
        basis: Basis::Assumed,
    };

    pub(crate) fn of(declared: Declared, looked_up: Option<Self>) -> Self {
        let base = match (declared.good, looked_up) {
            (None, None) => Self::UNKNOWN,
            (None, Some(nature)) => nature,
            (Some(good), Some(nature)) if nature.good == good => nature,
            (Some(true), _) => Self { basis: Basis::Declared, ..Self::UNKNOWN },
            (Some(false), _) => Self {
                good: false,
                storable: false,
                criticality: Criticality::Important,
                basis: Basis::Declared,
            },
        };
        let whole = declared.storable.is_some() && declared.criticality.is_some();
        Self {
            good: declared.good.unwrap_or(base.good),
            storable: declared.storable.unwrap_or(base.storable),
            criticality: declared.criticality.unwrap_or(base.criticality),
            basis: if declared.good.is_some() || whole { Basis::Declared } else { base.basis },
        }
    }
}
