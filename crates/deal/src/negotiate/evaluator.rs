//! What is a package worth to everybody, in one state of the world?
//!
//! Levels of levers make a scenario; the scenario's chain entries make weeks and months, its states
//! of policy make years, its measures cost. Each part is solved once for every set of levels that
//! moves it.

use super::cost::{cost_of, place, support_of};
use super::physical::{Chains, Events, Physical, PhysicalValue, lock};
use super::setting::Setting;
use super::stream::Stream;
use super::years::Years;
use crate::error::DealError;
use detente_engine::years::model_options;
use detente_engine::years::{elasticities_of, with_elasticities};
use detente_scenario::{Date, Future, ResolveOptions, Scenario, Support, resolve};
use detente_trade::{Model, ModelOptions};
use detente_world::World;
use std::sync::{Arc, Mutex};

/// One level per lever; none leaves the measure out.
pub(super) type Levels = Vec<Option<f64>>;

/// A package, or nothing at all.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Package {
    /// No measure, not even fixed ones: the disagreement point.
    None,
    /// Levers at their levels, and all measures that are no levers.
    Levels(Levels),
}

/// What a package is worth by economy, USD million.
#[derive(Clone, Debug)]
pub(super) struct Payoff {
    pub weeks: Arc<Stream>,
    pub months: Arc<Stream>,
    pub years: Arc<Stream>,
    /// Negative: what is paid.
    pub cost: Stream,
}

impl Payoff {
    /// Present value of all parts by economy.
    pub fn total(&self) -> Vec<f64> {
        let parts = [&*self.weeks, &*self.months, &*self.years, &self.cost];
        (0..self.cost.present.len())
            .map(|economy| parts.iter().map(|part| part.present[economy]).sum())
            .collect()
    }

    /// Undiscounted, by economy and year.
    pub fn by_year(&self) -> Vec<Vec<f64>> {
        let parts = [&*self.weeks, &*self.months, &*self.years, &self.cost];
        let year = |economy: usize, year: usize| {
            parts.iter().map(|part| part.by_year[economy][year]).sum()
        };
        let years = self.cost.by_year[0].len();
        (0..self.cost.by_year.len())
            .map(|economy| (0..years).map(|at| year(economy, at)).collect())
            .collect()
    }
}

/// A world and its model under one set of elasticities.
pub(super) struct Calibrated {
    pub world: World,
    pub model: Model,
}

impl Calibrated {
    /// Under the set `set`, or under the scenario's own.
    ///
    /// # Errors
    /// If there is no such set, or it makes no model.
    pub fn new(
        world: &World,
        scenario: &Scenario,
        set: Option<&str>,
        options: ModelOptions,
    ) -> Result<Self, DealError> {
        let found = elasticities_of(scenario, world, set)?;
        let home_elasticity = found.as_ref().map(|found| found.home.clone()).unwrap_or_default();
        let world = found.map_or_else(|| world.clone(), |found| with_elasticities(world, &found));
        let model = Model::calibrate(&world, &ModelOptions { home_elasticity, ..options })?;
        Ok(Self { world, model })
    }
}

/// Pay-offs in one state of the world.
pub(super) struct Evaluator<'a> {
    pub setting: &'a Setting,
    pub world: &'a World,
    pub scenario: Scenario,
    pub physical: Physical<'a>,
    pub years: Years<'a>,
    supports: Vec<Support>,
    place: usize,
    /// Entries that move chains and the network, by the levels of the levers that do so.
    events: Mutex<Vec<(Part, Arc<Events>)>>,
    /// Weeks and months by the same levels: comparing what entries do takes longer than comparing
    /// levels.
    values: Mutex<Vec<(Part, Arc<PhysicalValue>)>>,
    /// Years by the levels of the levers that move policy.
    policies: Mutex<Vec<(Part, Arc<Stream>)>>,
}

/// The levels of some levers; none where nothing is taken at all.
type Part = Option<Levels>;

impl<'a> Evaluator<'a> {
    /// Of `scenario` as it is in this future.
    ///
    /// # Errors
    /// If the rules are unknown, or there is no equilibrium without measures.
    pub fn new(
        name: &str,
        setting: &'a Setting,
        calibrated: &'a Calibrated,
        scenario: Scenario,
        future: &Future,
        chains: Arc<Chains>,
    ) -> Result<Self, DealError> {
        let world = &calibrated.world;
        let last = setting.horizon.end.yesterday().unwrap_or(setting.horizon.end);
        let span: (Date, Date) = (setting.horizon.start, last);
        detente_engine::weeks::chosen_member(world, &future.rules, place(future.case))?;
        let physical = Physical::new(
            world,
            name,
            span,
            scenario.foresight(),
            (future.case, &future.rules),
            chains,
        );
        let years = Years::new(world, &calibrated.model, name, setting, &scenario)?;
        let names = scenario
            .entries
            .iter()
            .filter(|entry| entry.kind == "support")
            .map(|entry| &entry.name.value);
        let supports = names.filter_map(|name| support_of(&scenario, world, name)).collect();
        let place = place(future.case);
        let (events, values, policies) =
            (Mutex::new(Vec::new()), Mutex::new(Vec::new()), Mutex::new(Vec::new()));
        Ok(Self {
            setting,
            world,
            scenario,
            physical,
            years,
            supports,
            place,
            events,
            values,
            policies,
        })
    }

    /// The scenario of a package, and whether measures count.
    ///
    /// # Errors
    /// If the levels do not fit.
    pub fn taken(&self, package: &Package) -> Result<(Scenario, bool), DealError> {
        match package {
            Package::None => {
                let nothing = vec![None; self.scenario.levers().len()];
                Ok((self.scenario.with_levels(&nothing)?, false))
            }
            Package::Levels(levels) => Ok((self.scenario.with_levels(&self.moved(levels))?, true)),
        }
    }

    /// Levels without those at which a measure does nothing: it is then left out, so that nothing
    /// of it is listed, paid or solved.
    pub fn moved(&self, levels: &Levels) -> Levels {
        self.scenario
            .levers()
            .iter()
            .zip(levels)
            .map(|(lever, level)| lever.moved(*level))
            .collect()
    }

    /// What everybody has if the parties charge each other the tariffs from which none of them
    /// gains by deviating alone, one rate per partner on goods, from the first day on which a
    /// measure could begin.
    ///
    /// # Errors
    /// If the game has no equilibrium.
    pub fn nash_tariffs(&self) -> Result<Vec<f64>, DealError> {
        let bare = self.payoff(&Package::None)?;
        let begins = self
            .scenario
            .entries
            .iter()
            .filter(|entry| entry.side == detente_scenario::Side::Measure);
        let first =
            begins.filter_map(|entry| entry.from).min().unwrap_or(self.setting.horizon.start);
        let war = self.years.war(self.setting, &self.taken(&Package::None)?.0, first)?;
        let mut total = bare.total();
        total
            .iter_mut()
            .zip(&war.present)
            .zip(&bare.years.present)
            .for_each(|((sum, war), years)| *sum += war - years);
        Ok(total)
    }

    /// Entries that move chains and the network under a package.
    ///
    /// # Errors
    /// As [`Self::taken`].
    pub fn events(&self, package: &Package) -> Result<Arc<Events>, DealError> {
        let part = self.part(package, &self.setting.physical);
        if let Some(known) = find(&self.events, &part) {
            return Ok(known);
        }
        let (scenario, measures) = self.taken(package)?;
        let options = ResolveOptions { date: None, include_measures: measures };
        let events = (
            scenario.commodity_events(self.world, &options),
            scenario.cascade_events(self.world, &options),
        );
        Ok(keep(&self.events, part, Arc::new(events)))
    }

    /// Weeks and months of a package.
    ///
    /// # Errors
    /// If a chain cannot be solved, or entries cannot all be met.
    pub fn physical(&self, package: &Package) -> Result<Arc<PhysicalValue>, DealError> {
        let part = self.part(package, &self.setting.physical);
        if let Some(known) = find(&self.values, &part) {
            return Ok(known);
        }
        let value = self.physical.value(self.setting, &*self.events(package)?)?;
        Ok(keep(&self.values, part, Arc::new(value)))
    }

    fn policy(&self, package: &Package) -> Result<Arc<Stream>, DealError> {
        let part = self.part(package, &self.setting.policy);
        if let Some(known) = find(&self.policies, &part) {
            return Ok(known);
        }
        let (scenario, measures) = self.taken(package)?;
        let years = self.years.value(self.setting, &scenario, measures)?;
        Ok(keep(&self.policies, part, years))
    }

    /// What a package is worth.
    ///
    /// # Errors
    /// If a chain or an equilibrium cannot be solved.
    pub fn payoff(&self, package: &Package) -> Result<Payoff, DealError> {
        let physical = self.physical(package)?;
        let (weeks, months) = (Arc::clone(&physical.weeks), Arc::clone(&physical.months));
        let years = self.policy(package)?;
        let mut cost = Stream::none(self.world.economies.len(), &self.setting.horizon);
        if let (scenario, true) = self.taken(package)? {
            self.costs(&scenario, package, &mut cost)?;
        }
        Ok(Payoff { weeks, months, years, cost })
    }

    fn costs(
        &self,
        scenario: &Scenario,
        package: &Package,
        into: &mut Stream,
    ) -> Result<(), DealError> {
        for entry in &scenario.entries {
            let level = self.level(package, &entry.name.value);
            let support = self.support(&entry.name.value);
            if let Some(cost) = cost_of(self.world, self.setting, entry, level, support)? {
                into.add_scaled(-1.0, &cost.streams[self.place]);
            }
        }
        Ok(())
    }

    /// The level of an entry in a package: 1 for what is no lever.
    fn level(&self, package: &Package, entry: &str) -> f64 {
        let Package::Levels(levels) = package else { return 0.0 };
        let lever = self.scenario.levers().iter().position(|lever| lever.entry == entry);
        lever.map_or(1.0, |at| {
            levels[at].map_or(0.0, |level| self.scenario.levers()[at].share(level))
        })
    }

    /// The levels of those levers of a package that move something.
    fn part(&self, package: &Package, moves: &[bool]) -> Part {
        let Package::Levels(levels) = package else { return None };
        Some(
            self.moved(levels)
                .iter()
                .zip(moves)
                .map(|(level, moves)| level.filter(|_| *moves))
                .collect(),
        )
    }

    /// The support that an entry pays, if it is one. With a range the amount in force is that at
    /// its own level.
    pub fn support(&self, entry: &str) -> Option<&Support> {
        self.supports.iter().find(|support| support.name == entry)
    }
}

fn find<T>(known: &Mutex<Vec<(Part, Arc<T>)>>, part: &Part) -> Option<Arc<T>> {
    lock(known).iter().find(|(own, _)| own == part).map(|(_, value)| Arc::clone(value))
}

/// Keeps a value, or gives the one that somebody else has kept meanwhile; both are the same.
fn keep<T>(known: &Mutex<Vec<(Part, Arc<T>)>>, part: Part, value: Arc<T>) -> Arc<T> {
    let mut known = lock(known);
    if let Some((_, earlier)) = known.iter().find(|(own, _)| *own == part) {
        return Arc::clone(earlier);
    }
    known.push((part, Arc::clone(&value)));
    value
}

/// The model options of a scenario.
///
/// # Errors
/// If the scenario is wrong in the world.
pub(super) fn options_of(scenario: &Scenario, world: &World) -> Result<ModelOptions, DealError> {
    Ok(model_options(&resolve(scenario, world, &ResolveOptions::default())?.trade))
}
