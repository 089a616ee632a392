//! Who negotiates over what, until when, and what may come?

use super::stream::Horizon;
use crate::error::DealError;
use crate::war::Player;
use detente_bargain::MOST_ITEMS;
use detente_scenario::{Date, Engine, Negotiation, Scenario};
use detente_world::{EconomyId, World};

/// A question as it is negotiated: fixed for all states of the world.
pub(super) struct Setting {
    pub negotiation: Negotiation,
    /// The parties, with their economies.
    pub parties: Vec<Player>,
    /// By economy, the position of its party.
    pub party_of: Vec<Option<usize>>,
    pub horizon: Horizon,
    /// By lever, whether it moves commodity chains or the production network.
    pub physical: Vec<bool>,
    /// By lever, whether it moves the state of policy; some move both.
    pub policy: Vec<bool>,
    /// By lever, the party that takes it, if a party does.
    pub taken_by: Vec<Option<usize>>,
    /// By lever, the level of a package that has it.
    pub at: Vec<f64>,
    /// Budget by party in USD million, infinite where none is given.
    pub budget: Vec<f64>,
    /// Third parties with a floor in USD million.
    pub floors: Vec<(EconomyId, f64)>,
    /// What a reader should know.
    pub notes: Vec<String>,
}

/// Money in scenario files is in units of currency, tables are in millions.
pub(super) const MILLION: f64 = 1e6;

impl Setting {
    /// Reads the negotiation of a scenario.
    ///
    /// # Errors
    /// If there is none, it has no lever, too many, a party without one, or no end.
    pub fn new(name: &str, scenario: &Scenario, world: &World) -> Result<Self, DealError> {
        let refuse = |what: String| DealError::Negotiation { scenario: name.to_owned(), what };
        let negotiation = scenario
            .negotiation()
            .ok_or_else(|| {
                refuse(
                    "it has no [negotiation]; add one with parties = [\"JPN\", \"USA\"], and levers (docs/scenario.md)"
                        .into(),
                )
            })?
            .clone();
        let parties = Player::list(world, &negotiation.parties)?;
        let mut party_of = vec![None; world.economies.len()];
        for (at, party) in parties.iter().enumerate() {
            party.members.iter().for_each(|member| party_of[member.0] = Some(at));
        }
        let levers = scenario.levers();
        if levers.is_empty() {
            return Err(refuse(
                "no measure is a lever; give one a range { min, max } or optional = true".into(),
            ));
        }
        if levers.len() > MOST_ITEMS {
            return Err(refuse(format!(
                "{} levers are more than the {MOST_ITEMS} whose packages are enumerated; pin some with --set 'measure.\"its name\".optional=false' or a plain value",
                levers.len()
            )));
        }
        let taken_by: Vec<Option<usize>> = levers
            .iter()
            .map(|lever| members(world, &lever.by).first().and_then(|first| party_of[first.0]))
            .collect();
        if let Some(idle) = (0..parties.len()).find(|party| !taken_by.contains(&Some(*party))) {
            let controlled: Vec<String> =
                levers.iter().map(|lever| format!("{} ({})", lever.entry, lever.by)).collect();
            return Err(refuse(format!(
                "party `{}` has no lever: it can offer nothing; give it a measure with by = \"{}\" and a range or optional = true. Levers are: {}",
                parties[idle].name,
                parties[idle].name,
                controlled.join(", ")
            )));
        }
        let horizon = horizon(name, scenario, &negotiation)?;
        let moves = |name: &str, engines: &[Engine]| {
            let entry = scenario.entries.iter().find(|entry| entry.name.value == name);
            entry.is_some_and(|entry| entry.engines().iter().any(|engine| engines.contains(engine)))
        };
        let physical = levers
            .iter()
            .map(|lever| moves(&lever.entry, &[Engine::Chains, Engine::Network]))
            .collect();
        let policy = levers.iter().map(|lever| moves(&lever.entry, &[Engine::Policy])).collect();
        let budget = |party: &Player| {
            let given = negotiation.budgets.iter().find(|(code, _)| *code == party.name);
            given.map_or(f64::INFINITY, |(_, money)| money / MILLION)
        };
        let budget = parties.iter().map(budget).collect();
        let floors = negotiation.floors.iter().flat_map(|(code, money)| {
            members(world, code)
                .into_iter()
                .map(|economy| (economy, money / MILLION))
                .collect::<Vec<_>>()
        });
        let floors = floors.collect();
        let (mut at, mut notes) = (Vec::new(), Vec::new());
        for lever in levers {
            at.push(match &lever.range {
                // What a run takes may be nothing: the item is then looked at from its other end.
                Some(range) if range.value(lever.at) == 0.0 && range.min != range.max => {
                    let other = if range.min.abs() > range.max.abs() { 0.0 } else { 1.0 };
                    notes.push(format!(
                        "`{}` is nothing at the level of a run; packages that hold it begin at {} {}",
                        lever.entry,
                        range.value(other),
                        range.unit
                    ));
                    other
                }
                _ => lever.at,
            });
        }
        Ok(Self {
            negotiation,
            parties,
            party_of,
            horizon,
            physical,
            policy,
            taken_by,
            at,
            budget,
            floors,
            notes,
        })
    }

    /// Sums over the members of each party.
    pub fn by_party(&self, by_economy: &[f64]) -> Vec<f64> {
        self.parties
            .iter()
            .map(|party| party.members.iter().map(|member| by_economy[member.0]).sum())
            .collect()
    }
}

/// A code or a group as economies.
pub(super) fn members(world: &World, name: &str) -> Vec<EconomyId> {
    world.economy(name).map_or_else(|| world.group(name), |economy| vec![economy])
}

fn horizon(
    name: &str,
    scenario: &Scenario,
    negotiation: &Negotiation,
) -> Result<Horizon, DealError> {
    let refuse =
        |what: &str| DealError::Negotiation { scenario: name.to_owned(), what: what.to_owned() };
    let begins = scenario.entries.iter().filter_map(|entry| entry.from).min();
    let start = scenario
        .start
        .or(begins)
        .ok_or_else(|| refuse("it has no first day; give start = 2025-04-01"))?;
    let last: Date = negotiation.until.or(scenario.end).ok_or_else(|| {
        refuse("it has no last day that counts; give end, or until in [negotiation]")
    })?;
    let end = last.tomorrow().unwrap_or(last);
    if end <= start {
        return Err(refuse("its last day that counts comes before its first; exchange them"));
    }
    Ok(Horizon { start, end, rate: negotiation.discount })
}
