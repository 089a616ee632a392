//! Which sets of trade elasticities has the literature published?
//!
//! `world` is that of the world itself. The others replace it by one number for all sectors, or by
//! the published number of the sector that comes nearest; sectors that a study does not have keep
//! the world's.

use crate::error::EngineError;
use detente_world::{Join, SectorId, World};

/// A published set: its name, its study, and its values by sections and divisions of ISIC (`*` for
/// all).
pub struct PublishedSet {
    /// The name that a scenario gives.
    pub name: &'static str,
    /// The study.
    pub study: &'static str,
    values: &'static [(&'static str, f64)],
}

/// Sets besides the world's own.
pub const SETS: [PublishedSet; 4] = [
    PublishedSet {
        name: "caliendo-parro-2015",
        study: "Caliendo and Parro (2015), Rev. Econ. Stud. 82, as in their published files: by sector of ISIC revision 3, the mean 8.22 for vehicles and other transport, C26 the mean of its three; kept between 1.5 and 10",
        values: &[
            ("A", 9.11),
            ("B", 13.53),
            ("C10T12", 2.62),
            ("C13T15", 8.10),
            ("C16", 11.50),
            ("C17_18", 16.52),
            ("C19", 64.85),
            ("C20", 3.13),
            ("C21", 3.13),
            ("C22", 1.67),
            ("C23", 2.41),
            ("C24", 3.28),
            ("C25", 6.99),
            ("C26", 8.537),
            ("C27", 12.91),
            ("C28", 1.45),
            ("C29", 8.22),
            ("C30", 8.22),
            ("C31", 3.98),
        ],
    },
    PublishedSet {
        name: "eaton-kortum-2002",
        study: "Eaton and Kortum (2002), Econometrica 70: 8.28 for all of manufacturing",
        values: &[("*", 8.28)],
    },
    PublishedSet {
        name: "simonovska-waugh-2014",
        study: "Simonovska and Waugh (2014), J. Int. Econ. 92: 4.14 for all sectors",
        values: &[("*", 4.14)],
    },
    PublishedSet {
        name: "costinot-rodriguez-clare-2014",
        study: "Costinot and Rodriguez-Clare (2014), Handbook of International Economics 4: 5 for all sectors",
        values: &[("*", 5.0)],
    },
];

/// Elasticities are kept within these bounds, as the world's own are: beyond them shares move by
/// orders of magnitude a percent.
const BOUNDS: (f64, f64) = (1.5, 10.0);

/// The name of the world's own.
pub const OWN: &str = "world";

/// The study behind a set, if it is a published one.
pub fn study(set: &str) -> Option<&'static str> {
    SETS.iter().find(|known| known.name == set).map(|known| known.study)
}

/// `world` with the elasticities of a set; those of sectors that the set does not have stay.
///
/// # Errors
/// If there is no such set.
pub fn with_elasticities(world: &World, set: &str) -> Result<World, EngineError> {
    let mut changed = world.clone();
    if set == OWN {
        return Ok(changed);
    }
    let known = || SETS.iter().map(|set| set.name).collect::<Vec<&str>>().join(", ");
    let found = SETS.iter().find(|known| known.name == set).ok_or_else(|| {
        EngineError::UnknownElasticities {
            set: set.to_owned(),
            known: format!("{OWN}, {}", known()),
        }
    })?;
    let join = Join::of(world);
    let fits =
        |code: &str, sector: usize| code == "*" || join.sectors(code).contains(&SectorId(sector));
    for (at, sector) in changed.sectors.iter_mut().enumerate() {
        let mut fitting = found.values.iter().filter(|(code, _)| fits(code, at));
        // A sector that was added up of several of a study's has no published number.
        if let (Some((_, value)), None) = (fitting.next(), fitting.next()) {
            sector.trade_elasticity = value.clamp(BOUNDS.0, BOUNDS.1);
        }
    }
    Ok(changed)
}
