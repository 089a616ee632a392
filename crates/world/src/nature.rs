//! What does a sector make: goods or services, can they be stored, and how much do its users miss
//! them?
//!
//! A pack says so in its list of sectors. Where it does not, the codes of known classifications are
//! looked up ([`classification`](crate::classification)). What neither knows is taken as a good
//! that is stored and critical, and a message names it by [`Basis::Assumed`].

use crate::classification::{Known, classify};
use crate::ids::SectorId;
use crate::model::{Sector, World};

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

    fn of(declared: Declared, looked_up: Option<Self>) -> Self {
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

/// What most of the members of a sector are; of as many, the first.
fn most(natures: &[Nature]) -> Option<Nature> {
    let alike = |own: &Nature| natures.iter().filter(|other| *other == own).count();
    let largest = natures.iter().map(alike).max()?;
    natures.iter().find(|own| alike(own) == largest).copied()
}

/// The natures that `codes` have by known classifications alone, for tables that are no world.
#[must_use]
pub fn natures_of(codes: &[&str]) -> Vec<Nature> {
    classify(codes)
        .iter()
        .map(|known| Nature::of(Declared::default(), known.as_ref().and_then(Known::nature)))
        .collect()
}

impl World {
    /// What every sector is, in order.
    #[must_use]
    pub fn natures(&self) -> Vec<Nature> {
        let members: Vec<Vec<&str>> =
            self.sectors.iter().map(|sector| self.meaning.sector_members(&sector.code)).collect();
        let all: Vec<&str> = members.iter().flatten().copied().collect();
        let mut known = classify(&all).into_iter();
        let of = |(sector, members): (&Sector, &Vec<&str>)| {
            let natures = known.by_ref().take(members.len());
            let natures: Vec<Nature> =
                natures.filter_map(|known| known.as_ref().and_then(Known::nature)).collect();
            Nature::of(
                self.meaning.natures.get(&sector.code).copied().unwrap_or_default(),
                most(&natures),
            )
        };
        self.sectors.iter().zip(&members).map(of).collect()
    }

    /// The sectors of which nothing says what they are, in order.
    #[must_use]
    pub fn sectors_of_unknown_nature(&self) -> Vec<SectorId> {
        let natures = self.natures().into_iter().enumerate();
        natures
            .filter(|(_, nature)| nature.basis == Basis::Assumed)
            .map(|(at, _)| SectorId(at))
            .collect()
    }

    /// What is assumed of sectors that no classification knows, and how to state it; `None` if
    /// nothing is.
    #[must_use]
    pub fn assumed_natures(&self) -> Option<String> {
        let unknown = self.sectors_of_unknown_nature();
        let codes: Vec<&str> =
            unknown.iter().take(10).map(|at| self.sectors[at.0].code.as_str()).collect();
        let more = match unknown.len().saturating_sub(codes.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!codes.is_empty()).then(|| {
            format!(
                "no classification knows the sectors {}{more} of world `{}`: they are taken as goods that can be stored and that \
                 stop their users. State it in the pack's sectors.csv, columns nature (good or service), storable (1 or 0) and \
                 criticality (critical, important or dispensable)",
                codes.join(", "),
                self.id
            )
        })
    }
}
