//! Where in a world do the codes of another table lie, and how much of what lies there is theirs?
//!
//! ```text
//! economy   its own code; else the economy that has it as a member; else the members of a group of that name
//! sector    its own code; else the sectors that have it as a member; else those whose ISIC divisions overlap with its own
//! share     output of the code / output of the node it lies in:  from members.csv; else by the outputs of the embedded world
//! ```
//! Case matters to none of them. What is found nowhere is nowhere: the caller refuses it by name.

use crate::accounts::Accounts;
use crate::classification::{Known, classify, overlap, within};
use crate::ids::{EconomyId, SectorId};
use crate::model::World;
use std::sync::OnceLock;

/// The code of what no economy of a table names.
pub const REST: &str = "ROW";

/// The joins of one world.
#[derive(Debug)]
pub struct Join<'w> {
    world: &'w World,
    /// Codes that each economy and each sector is made of.
    economies: Vec<Vec<&'w str>>,
    sectors: Vec<Vec<&'w str>>,
    /// What ISIC divisions each sector covers; empty where that is not known.
    covers: Vec<Vec<String>>,
}

impl<'w> Join<'w> {
    /// Prepares the joins of `world`.
    #[must_use]
    pub fn of(world: &'w World) -> Self {
        let economies = with_the_rest(world);
        let sectors: Vec<Vec<&str>> =
            world.sectors.iter().map(|own| world.meaning.sector_members(&own.code)).collect();
        let all: Vec<&str> = sectors.iter().flatten().copied().collect();
        let mut known = classify(&all).into_iter();
        let covers = sectors.iter().map(|own| {
            let divisions = known.by_ref().take(own.len()).flatten();
            divisions.flat_map(|known| known.divisions.iter().cloned()).collect()
        });
        let covers = covers.collect();
        Self { world, economies, sectors, covers }
    }

    /// Codes that an economy is made of.
    #[must_use]
    pub fn members(&self, economy: EconomyId) -> &[&'w str] {
        &self.economies[economy.0]
    }

    /// The economies in which a code lies: one, or the members of a group; none if nothing says
    /// where it belongs.
    #[must_use]
    pub fn economy(&self, code: &str) -> Vec<EconomyId> {
        let own = self.world.economies.iter().position(|own| own.code.eq_ignore_ascii_case(code));
        let member = || {
            self.economies
                .iter()
                .position(|own| own.iter().any(|own| own.eq_ignore_ascii_case(code)))
        };
        match own.or_else(member) {
            Some(economy) => vec![EconomyId(economy)],
            None => self.world.group(code),
        }
    }

    /// The sectors in which a code lies; none if nothing says where it belongs.
    #[must_use]
    pub fn sectors(&self, code: &str) -> Vec<SectorId> {
        let own = self.world.sectors.iter().position(|own| own.code.eq_ignore_ascii_case(code));
        if let Some(own) = own {
            return vec![SectorId(own)];
        }
        let having = |has: &dyn Fn(usize) -> bool| -> Vec<SectorId> {
            (0..self.sectors.len()).filter(|at| has(*at)).map(SectorId).collect()
        };
        let members =
            having(&|at| self.sectors[at].iter().any(|own| own.eq_ignore_ascii_case(code)));
        let divisions = divisions(code);
        if members.is_empty() {
            having(&|at| overlap(&self.covers[at], divisions))
        } else {
            members
        }
    }

    /// The sectors that cover a division of ISIC Rev. 4 between `first` and `last`, whatever their
    /// codes are; not those of which nothing says what they cover.
    #[must_use]
    pub fn covering(&self, first: u8, last: u8) -> Vec<SectorId> {
        let within = |own: &String| {
            let division = own.get(..2).and_then(|digits| digits.parse::<u8>().ok());
            division.is_some_and(|division| (first..=last).contains(&division))
        };
        (0..self.covers.len())
            .filter(|at| self.covers[*at].iter().any(within))
            .map(SectorId)
            .collect()
    }

    /// The share of the output of a node of the world that is that of `economy` and `sector`, codes
    /// that lie in it; a missing economy is all of them. `None` if nothing says it.
    #[must_use]
    pub fn share(
        &self,
        node: (EconomyId, SectorId),
        economy: Option<&str>,
        sector: &str,
    ) -> Option<f64> {
        let [own, kind] = [&self.economies[node.0.0], &self.sectors[node.1.0]];
        let whole = economy.is_none_or(|code| {
            self.world.economies[node.0.0].code.eq_ignore_ascii_case(code) || own.iter().all(|own| own.eq_ignore_ascii_case(code))
                // A member of a group has all of its part of it.
                || !own.iter().any(|own| own.eq_ignore_ascii_case(code))
        });
        let divisions = divisions(sector);
        let all = self.world.sectors[node.1.0].code.eq_ignore_ascii_case(sector)
            || kind.iter().all(|own| own.eq_ignore_ascii_case(sector))
            || within(&self.covers[node.1.0], divisions);
        if whole && all {
            return Some(1.0);
        }
        let is_economy =
            |code: &str| whole || economy.is_some_and(|own| own.eq_ignore_ascii_case(code));
        let is_sector = |code: &str| {
            all || code.eq_ignore_ascii_case(sector) || overlap(divisions, self::divisions(code))
        };
        self.recorded(node, &is_economy, &is_sector)
            .or_else(|| self.embedded(node, (whole, &is_economy), &is_sector))
    }

    /// The share by `members.csv`.
    fn recorded(
        &self,
        (economy, sector): (EconomyId, SectorId),
        is_economy: &dyn Fn(&str) -> bool,
        is_sector: &dyn Fn(&str) -> bool,
    ) -> Option<f64> {
        let (economy, sector) =
            (&self.world.economies[economy.0].code, &self.world.sectors[sector.0].code);
        let parts = self
            .world
            .meaning
            .parts
            .iter()
            .filter(|part| part.economy == *economy && part.sector == *sector);
        let (mut all, mut own, mut found) = (0.0, 0.0, false);
        for part in parts {
            all += part.output;
            if is_economy(&part.member_economy) && is_sector(&part.member_sector) {
                own += part.output;
                found = true;
            }
        }
        (found && all > 0.0).then(|| own / all)
    }

    /// The share by the outputs of the embedded world, of the members that it has.
    fn embedded(
        &self,
        (economy, sector): (EconomyId, SectorId),
        (whole, is_economy): (bool, &dyn Fn(&str) -> bool),
        is_sector: &dyn Fn(&str) -> bool,
    ) -> Option<f64> {
        let reference = reference()?;
        let has =
            |code: &str| self.economies[economy.0].iter().any(|own| own.eq_ignore_ascii_case(code));
        // An economy that the embedded world does not have is taken to be made up as the world is.
        let listed = reference.iter().any(|(own, ..)| has(own));
        let lies = |code: &str| {
            let member = self.sectors[sector.0].iter().any(|own| own.eq_ignore_ascii_case(code));
            member || overlap(&self.covers[sector.0], divisions(code))
        };
        let (mut all, mut own, mut found) = (0.0, 0.0, false);
        for (member, kind, output) in reference {
            if (listed && !has(member)) || !lies(kind) {
                continue;
            }
            all += output;
            if (whole || is_economy(member)) && is_sector(kind) {
                own += output;
                found = true;
            }
        }
        (all > 0.0 && found && (listed || whole)).then(|| own / all)
    }
}

/// The codes that each economy is made of. The rest of the world has every ISO code that no other
/// economy has, unless its members are listed, or one of the others may have some that nobody
/// listed.
fn with_the_rest(world: &World) -> Vec<Vec<&str>> {
    let mut members: Vec<Vec<&str>> =
        world.economies.iter().map(|own| world.meaning.economy_members(&own.code)).collect();
    let rest = world.economies.iter().position(|own| own.code.eq_ignore_ascii_case(REST));
    let Some(rest) = rest.filter(|rest| members[*rest].len() == 1) else { return members };
    let known = |code: &&str| iso_codes().any(|iso| iso.eq_ignore_ascii_case(code));
    let others =
        || members.iter().enumerate().filter(|(at, _)| *at != rest).flat_map(|(_, own)| own.iter());
    if others().all(known) {
        let free: Vec<&str> = iso_codes()
            .filter(|iso| !others().any(|code| code.eq_ignore_ascii_case(iso)))
            .collect();
        members[rest].extend(free);
    }
    members
}

/// ISO 3166 alpha-3 codes.
fn iso_codes() -> impl Iterator<Item = &'static str> {
    const CODES: &str = include_str!("../../../data/map/codes.csv");
    CODES.lines().skip(1).filter_map(|line| line.split(',').nth(1)).map(str::trim)
}

/// ISIC divisions of a sector's code by itself.
fn divisions(code: &str) -> &'static [String] {
    classify(&[code]).first().copied().flatten().map_or(&[], |known: Known| known.divisions)
}

/// Outputs of the embedded world: economy, sector, output.
fn reference() -> Option<&'static [(String, String, f64)]> {
    static OUTPUTS: OnceLock<Vec<(String, String, f64)>> = OnceLock::new();
    let outputs = OUTPUTS.get_or_init(|| {
        let world =
            crate::embedded::names().first().and_then(|name| crate::embedded::load(name).ok());
        world.map_or(Vec::new(), |world| outputs(&world))
    });
    (!outputs.is_empty()).then_some(outputs.as_slice())
}

fn outputs(world: &World) -> Vec<(String, String, f64)> {
    let made = Accounts::of(world).output;
    let nodes = world
        .economy_ids()
        .flat_map(|economy| world.sector_ids().map(move |sector| (economy, sector)));
    let code = |(economy, sector): (EconomyId, SectorId)| {
        (
            world.economies[economy.0].code.clone(),
            world.sectors[sector.0].code.clone(),
            made.get(economy, sector),
        )
    };
    nodes.map(code).collect()
}
