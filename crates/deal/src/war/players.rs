//! Who plays? Economies, groups of them that set one tariff, and the rest of the world as one.

use crate::error::DealError;
use detente_world::{EconomyId, World};

/// An economy, or several that set their tariffs as one and charge each other what they did before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Player {
    /// Code of the economy, name of the group, or `rest`.
    pub name: String,
    /// Its economies.
    pub members: Vec<EconomyId>,
}

/// The word for every economy that no other player holds.
const REST: &str = "rest";
/// The word for every economy as a player of its own.
const EACH: &str = "each";

impl Player {
    /// Reads a list such as `USA, CHN, EU27, rest`, or `each`.
    ///
    /// # Errors
    /// If a name is unknown, or an economy would play twice.
    pub fn list(world: &World, names: &[String]) -> Result<Vec<Self>, DealError> {
        if let [only] = names
            && only == EACH
        {
            let one = |economy: EconomyId| Self {
                name: world.economies[economy.0].code.clone(),
                members: vec![economy],
            };
            return Ok(world.economy_ids().map(one).collect());
        }
        let mut players: Vec<Self> = Vec::new();
        let mut owner: Vec<Option<usize>> = vec![None; world.economies.len()];
        for (at, name) in names.iter().enumerate().filter(|(_, name)| *name != REST) {
            let members = members(world, name)?;
            for member in &members {
                if let Some(first) = owner[member.0] {
                    let code = &world.economies[member.0].code;
                    return Err(DealError::Players(format!(
                        "{code} would play twice, in `{}` and in `{name}`; name each economy once",
                        names[first]
                    )));
                }
                owner[member.0] = Some(at);
            }
            players.push(Self { name: name.clone(), members });
        }
        if names.iter().any(|name| name == REST) {
            let members: Vec<EconomyId> =
                world.economy_ids().filter(|economy| owner[economy.0].is_none()).collect();
            if members.is_empty() {
                return Err(DealError::Players(
                    "`rest` is empty: every economy is named; leave it out".into(),
                ));
            }
            players.push(Self { name: REST.into(), members });
        }
        if players.is_empty() {
            return Err(DealError::Players(
                "no player is named; write --players USA,CHN,rest or --players each".into(),
            ));
        }
        Ok(players)
    }
}

fn members(world: &World, name: &str) -> Result<Vec<EconomyId>, DealError> {
    if let Some(economy) = world.economy(name) {
        return Ok(vec![economy]);
    }
    let members = world.group(name);
    if !members.is_empty() {
        return Ok(members);
    }
    let known = world.economy_names(true).into_iter().filter(|(code, _)| *code != "*");
    if let Some(hint) = detente_world::names::hint(name, known) {
        let what = format!("world `{}` has no economy or group `{name}`; {hint}", world.id);
        return Err(DealError::Players(what));
    }
    let groups = world.groups();
    let codes: Vec<&str> = world.economies.iter().map(|economy| economy.code.as_str()).collect();
    Err(DealError::Players(format!(
        "world `{}` has no economy or group `{name}`; economies are {}; groups are {}; `rest` is everybody else, `each` plays all against all",
        world.id,
        codes.join(", "),
        if groups.is_empty() { "none".to_owned() } else { groups.join(", ") }
    )))
}
