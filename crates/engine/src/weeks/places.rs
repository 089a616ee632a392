//! Where in the world are the users of a good of a chain, and how much of a sector's output is
//! theirs?
//!
//! ```text
//! market of the chain   the economy that is or has it, by its own code or that of the world's economy it is given to
//! rest of the world     every economy that the chain does not list, and what remains of one that it lists in part
//! sector                the sectors that are, have or overlap with the one that the use feeds
//! part                  one sector of one market, with its share of the output of the node it lies in
//! ```
//! What lies nowhere is refused by name: a need that nobody feels would be no need.

use crate::error::EngineError;
use crate::months::NOT_SPECIFIED;
use detente_world::chain::{Chain, Demand};
use detente_world::{EconomyId, Join, REST, SectorId, World};

/// The number of parts that are whole nodes.
const WHOLE: usize = usize::MAX;

/// A node of the world with users of a good.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub economy: EconomyId,
    pub sector: SectorId,
    /// Parts of the node that use it, by number, with their shares of its output.
    pub parts: Vec<(usize, f64)>,
    /// Share of what the market uses.
    pub used: f64,
}

/// What the users of one chain are looked for in.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub world: &'a World,
    pub join: &'a Join<'a>,
    pub chain: &'a Chain,
    /// Place of the chain among those that are followed.
    pub at: usize,
}

/// Part of an economy of the world that a market stands for.
struct Stake {
    economy: EconomyId,
    of: Of,
    /// Share of what the market uses.
    used: f64,
}

enum Of {
    /// All of it.
    Whole,
    /// The member of this code; the share where no output says it.
    Member(String, f64),
    /// What these members leave of it.
    Without(Vec<String>),
}

impl Places<'_> {
    /// The nodes that a row of demand feeds. Gas counts by what it is worth in each market: there
    /// the economies need no shares.
    pub fn of(self, demand: &Demand, by_worth: bool) -> Result<Vec<Place>, EngineError> {
        let market = &self.chain.economies[demand.economy];
        if market.code == NOT_SPECIFIED || demand.sectors.is_empty() {
            return Ok(Vec::new());
        }
        let stakes = self.stakes(demand)?;
        let mut places: Vec<Place> = Vec::new();
        for code in &demand.sectors {
            let sectors = self.join.sectors(code);
            if sectors.is_empty() {
                return Err(self.no_sector(demand, code));
            }
            let each = 1.0 / (demand.sectors.len() * sectors.len()) as f64;
            for stake in &stakes {
                for &sector in &sectors {
                    let share = self.share((stake, sector), code, by_worth)?;
                    let number = self.number(demand.economy, code, share, by_worth);
                    if share > 0.0 {
                        add(
                            &mut places,
                            (stake.economy, sector),
                            (number, share),
                            stake.used * each,
                        );
                    }
                }
            }
        }
        Ok(places)
    }

    /// The number of a part: one for each market and sector of the chain, and one for all that are
    /// whole nodes, where what is scarcest of all chains limits. Each market's gas is a part of the
    /// need for energy, however large the part of the node.
    fn number(self, market: usize, kind: &str, share: f64, by_worth: bool) -> usize {
        if share == 1.0 && !by_worth {
            return WHOLE;
        }
        let mut codes: Vec<&str> =
            self.chain.demand.iter().flat_map(|row| &row.sectors).map(String::as_str).collect();
        codes.sort_unstable();
        codes.dedup();
        let kind = codes.binary_search(&kind).unwrap_or(codes.len());
        (self.at * self.chain.economies.len() + market) * (codes.len() + 1) + kind
    }

    fn stakes(self, demand: &Demand) -> Result<Vec<Stake>, EngineError> {
        let market = &self.chain.economies[demand.economy];
        if market.code == REST {
            return Ok(self.rest(demand));
        }
        let own = self.join.economy(&market.code);
        if !own.is_empty() {
            let used = 1.0 / own.len() as f64;
            let of = |economy| Stake {
                economy,
                of: Of::Member(market.code.clone(), self.by_need(demand)),
                used,
            };
            return Ok(own.into_iter().map(of).collect());
        }
        match self.join.economy(&market.world_economy).as_slice() {
            [economy] => {
                let of = Of::Member(market.code.clone(), self.by_need(demand));
                Ok(vec![Stake { economy: *economy, of, used: 1.0 }])
            }
            _ => Err(self.no_economy(demand)),
        }
    }

    /// The part of a market in what all markets of the chain use that are given to the same
    /// economy.
    fn by_need(self, demand: &Demand) -> f64 {
        let world = |row: &Demand| &self.chain.economies[row.economy].world_economy;
        let same = |row: &&Demand| {
            row.good == demand.good && row.usage == demand.usage && world(row) == world(demand)
        };
        let quantity = |row: &Demand| {
            row.balanced
                .or_else(|| row.quantity.and_then(|quantity| quantity.central()))
                .unwrap_or(0.0)
        };
        let all: f64 = self.chain.demand.iter().filter(same).map(quantity).sum();
        if all > 0.0 { quantity(demand) / all } else { 1.0 }
    }

    /// What the chain does not list.
    fn rest(self, demand: &Demand) -> Vec<Stake> {
        let rows = self
            .chain
            .demand
            .iter()
            .filter(|row| row.good == demand.good && row.usage == demand.usage);
        let listed: Vec<&str> = rows
            .map(|row| self.chain.economies[row.economy].code.as_str())
            .filter(|code| *code != REST && *code != NOT_SPECIFIED)
            .collect();
        let of = |economy: EconomyId| {
            let members = self.join.members(economy);
            let code = self.world.economies[economy.0].code.as_str();
            let is = |code: &str| listed.iter().any(|own| own.eq_ignore_ascii_case(code));
            let taken: Vec<String> =
                members.iter().filter(|own| is(own)).map(|own| (*own).to_owned()).collect();
            if is(code) || taken.len() == members.len() {
                return None;
            }
            let of = if taken.is_empty() { Of::Whole } else { Of::Without(taken) };
            Some(Stake { economy, of, used: 1.0 })
        };
        let mut found: Vec<Stake> = self.world.economy_ids().filter_map(of).collect();
        let count = found.len() as f64;
        found.iter_mut().for_each(|stake| stake.used = 1.0 / count);
        found
    }

    fn share(
        self,
        (stake, sector): (&Stake, SectorId),
        code: &str,
        by_worth: bool,
    ) -> Result<f64, EngineError> {
        let node = (stake.economy, sector);
        let all =
            || self.join.share(node, None, code).ok_or_else(|| self.no_share(node, None, code));
        match &stake.of {
            Of::Whole => all(),
            Of::Member(..) if by_worth => all(),
            Of::Member(member, by_need) => match self.join.share(node, Some(member), code) {
                Some(share) => Ok(share),
                None if *by_need < 1.0 || self.world.economies[stake.economy.0].code == REST => {
                    Ok(by_need * all()?)
                }
                None => Err(self.no_share(node, Some(member), code)),
            },
            Of::Without(members) => {
                let taken: f64 = members
                    .iter()
                    .filter_map(|member| self.join.share(node, Some(member), code))
                    .sum();
                Ok((all()? - taken).max(0.0))
            }
        }
    }

    fn refuse(self, what: &str, hint: &str) -> EngineError {
        EngineError::Join {
            chain: self.chain.id.clone(),
            world: self.world.id.clone(),
            what: what.to_owned(),
            hint: hint.to_owned(),
        }
    }

    fn no_economy(self, demand: &Demand) -> EngineError {
        nowhere(self.world, self.chain, demand.economy)
    }

    fn no_sector(self, demand: &Demand, code: &str) -> EngineError {
        let good = &self.chain.goods[demand.good].name;
        self.refuse(
            &format!("sector {code}, which uses {good}"),
            &format!(
                "name where it belongs: in the pack's sectors.csv, the sector that {code} is part of has `{code}` in the column `members`"
            ),
        )
    }

    fn no_share(
        self,
        (economy, sector): (EconomyId, SectorId),
        member: Option<&str>,
        code: &str,
    ) -> EngineError {
        let (economy, sector) =
            (&self.world.economies[economy.0].code, &self.world.sectors[sector.0].code);
        let member = member.unwrap_or(economy);
        self.refuse(
            &format!("a share of {member} {code} in {economy} {sector}"),
            "say in the pack's members.csv how much of the output of each sector is whose: economy, sector, member_economy, \
             member_sector, output",
        )
    }
}

/// An economy of a chain that lies nowhere in a world, by name.
pub fn nowhere(world: &World, chain: &Chain, economy: usize) -> EngineError {
    let own = &chain.economies[economy];
    let code = &own.code;
    EngineError::Join {
        chain: chain.id.clone(),
        world: world.id.clone(),
        what: format!("{code} ({})", own.name),
        hint: format!(
            "name where it belongs: in the pack's economies.csv, the economy that {code} is part of has `{code}` in the column \
             `members`"
        ),
    }
}

/// Adds a part to the place of its node.
fn add(
    places: &mut Vec<Place>,
    (economy, sector): (EconomyId, SectorId),
    part: (usize, f64),
    used: f64,
) {
    match places.iter_mut().find(|place| (place.economy, place.sector) == (economy, sector)) {
        Some(place) => {
            place.parts.push(part);
            place.used += used;
        }
        None => places.push(Place { economy, sector, parts: vec![part], used }),
    }
}
