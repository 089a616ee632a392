//! What is each sector of a world: declared by its pack, known by a classification, or assumed?

use crate::classification::{Known, classify};
use crate::ids::SectorId;
use crate::model::{Sector, World};
use crate::nature::{Basis, Declared, Nature};

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
