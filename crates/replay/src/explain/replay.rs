//! What has to be computed again to take a number apart? Only what the number hangs on, from the
//! run folder alone.
//!
//! The scenario is read from the folder and, where the run was that of a deal, taken at the levels
//! that its tables say; the world is loaded and must be the one recorded. Months, weeks and years
//! are computed when they are asked for.

use crate::error::ReplayError;
use detente_engine::EngineError;
use detente_engine::calendar;
use detente_engine::months::{Months, months, touched};
use detente_engine::weeks::{Asked, Member, Weeks, members, weeks_of};
use detente_engine::years::{
    ByEntry, PathPoint, by_entry, counterfactual, lose_capacity, lost_capacity, model_options, path,
};
use detente_engine::{ChainSource, Ends, LoadedWorld, Middle, ScenarioSource};
use detente_record::{LostCapacity, StoredRun};
use detente_scenario::{
    CascadeEvent, CommodityEvent, Date, Lever, Overrides, ResolveOptions, Resolved, Scenario, read,
    resolve,
};
use detente_trade::{Counterfactual, Equilibrium, Model, Solution, SolveOptions, Status};
use detente_world::table::Column;
use detente_world::{EconomyId, WorldSource};
use std::sync::Arc;

/// A stored run with its world and scenario, and as much of its engines as was asked for.
pub(crate) struct Replay {
    pub stored: StoredRun,
    pub loaded: LoadedWorld,
    pub scenario: Scenario,
    pub resolving: ResolveOptions,
    pub resolved: Resolved,
    pub goods: Vec<CommodityEvent>,
    pub events: Vec<CascadeEvent>,
    pub span: (Date, Date),
    months: Option<Vec<Arc<Months>>>,
    /// With the number of members followed.
    weeks: Option<(usize, Arc<Option<Weeks>>)>,
    years: Option<Years>,
    path: Option<Arc<Vec<PathPoint>>>,
}

/// The yearly engine's question and answer.
struct Years {
    model: Model,
    question: Counterfactual,
    solution: Solution,
}

impl Replay {
    /// Reads everything that stands in the folder and the world.
    ///
    /// # Errors
    /// If a file of the folder has changed, the world is another one, or the scenario cannot be
    /// read any more.
    pub fn open(stored: StoredRun, world: Option<WorldSource>) -> Result<Self, ReplayError> {
        let manifest = &stored.manifest;
        let source = world.unwrap_or_else(|| manifest.world_source.clone());
        let loaded = LoadedWorld::load_with(source, &ChainSource::of_run(&stored.folder)?)?;
        loaded.require_of(manifest)?;
        let file = ScenarioSource::File(stored.folder.join("scenario.toml"));
        let draft = read(&file.open()?, &Overrides::default());
        let report = draft.check(&loaded.world);
        if report.errors() > 0 {
            return Err(report.into());
        }
        let written = draft.finish()?;
        let loaded = LoadedWorld::clone(&*Arc::new(loaded).under(&written)?);
        let taken = manifest.negotiated.then(|| levels(&stored, written.levers())).flatten();
        let scenario = taken
            .as_ref()
            .map_or_else(|| Ok(written.clone()), |levels| written.with_levels(levels))?;
        let date = manifest.day(&stored.folder)?;
        let include_measures = manifest.measures && (!manifest.negotiated || taken.is_some());
        let resolving = ResolveOptions { date: Some(date), include_measures };
        let resolved = resolve(&scenario, &loaded.world, &resolving)?;
        let goods = scenario.commodity_events(&loaded.world, &resolving);
        let events = scenario.cascade_events(&loaded.world, &resolving);
        let begins =
            goods.iter().map(|event| event.from).chain(events.iter().map(|event| event.from));
        let span = calendar(&scenario, begins.flatten().min(), resolved.date);
        let (months, weeks, years, path) = (None, None, None, None);
        Ok(Self {
            stored,
            loaded,
            scenario,
            resolving,
            resolved,
            goods,
            events,
            span,
            months,
            weeks,
            years,
            path,
        })
    }

    /// Calls `tell` with what is in force on another day.
    ///
    /// # Errors
    /// If it is no day, or the entries have no meaning on it.
    pub fn on_day(&mut self, day: &str, tell: impl FnOnce(&Self)) -> Result<(), ReplayError> {
        let date: Date =
            day.parse().map_err(|_| ReplayError::Explain(format!("`{day}` is no day")))?;
        let on = ResolveOptions { date: Some(date), ..self.resolving };
        let there = resolve(&self.scenario, &self.loaded.world, &on)?;
        let here = std::mem::replace(&mut self.resolved, there);
        tell(self);
        self.resolved = here;
        Ok(())
    }

    /// The points of the path over time, solved again, once.
    pub fn path(&mut self) -> Result<Arc<Vec<PathPoint>>, ReplayError> {
        if let Some(known) = &self.path {
            return Ok(Arc::clone(known));
        }
        let weeks = if self.goods.is_empty() && self.events.is_empty() {
            Arc::new(None)
        } else {
            self.weeks_of(detente_engine::weeks::MIDDLE + 1)?
        };
        let world = &self.loaded.world;
        let model = Model::calibrate(world, &model_options(&self.resolved.trade))?;
        let solver = self.solver();
        let asked = detente_engine::years::Asked {
            scenario: &self.scenario,
            name: &self.stored.manifest.scenario,
            world,
            resolved: &self.resolved,
            measures: self.resolving.include_measures,
            weeks: weeks.as_ref().as_ref(),
            model: &model,
            solver: &solver,
        };
        let points = Arc::new(path(&asked)?.points);
        self.path = Some(Arc::clone(&points));
        Ok(points)
    }

    /// The chains that entries act on, month by month.
    pub fn months(&mut self) -> Result<Vec<Arc<Months>>, ReplayError> {
        if let Some(known) = &self.months {
            return Ok(known.clone());
        }
        let all = self.months_with(&self.goods)?;
        self.months = Some(all.clone());
        Ok(all)
    }

    fn months_with(&self, goods: &[CommodityEvent]) -> Result<Vec<Arc<Months>>, ReplayError> {
        let name = &self.stored.manifest.scenario;
        let one =
            |chain| months(name, &chain, goods, self.span, self.scenario.foresight()).map(Arc::new);
        touched(&self.loaded.world.chains, goods).into_iter().map(|chain| Ok(one(chain)?)).collect()
    }

    /// The weeks of every member of the ensemble.
    pub fn weeks(&mut self) -> Result<Arc<Option<Weeks>>, ReplayError> {
        let all = members(&self.loaded.world).len();
        self.weeks_of(all)
    }

    /// The weeks of the first members; the middle one is among the first two.
    fn weeks_of(&mut self, count: usize) -> Result<Arc<Option<Weeks>>, ReplayError> {
        if let Some((_, known)) = self.weeks.as_ref().filter(|(known, _)| *known >= count) {
            return Ok(Arc::clone(known));
        }
        let months = self.months()?;
        let taken: Vec<Member> = members(&self.loaded.world).into_iter().take(count).collect();
        let followed = Arc::new(self.follow(&months, &self.events, taken)?);
        self.weeks = Some((count, Arc::clone(&followed)));
        Ok(followed)
    }

    fn follow(
        &self,
        months: &[Arc<Months>],
        events: &[CascadeEvent],
        members: Vec<Member>,
    ) -> Result<Option<Weeks>, ReplayError> {
        let asked = Asked { months, events, span: self.span };
        Ok(weeks_of(&self.loaded.world, &asked, (members, true), &|_, _| ())?)
    }

    /// The weeks of every member without one entry.
    pub fn weeks_without(&self, entry: &str) -> Result<Option<Weeks>, ReplayError> {
        let goods: Vec<CommodityEvent> =
            self.goods.iter().filter(|event| event.entry != entry).cloned().collect();
        let events: Vec<CascadeEvent> =
            self.events.iter().filter(|event| event.entry != entry).cloned().collect();
        self.follow(&self.months_with(&goods)?, &events, members(&self.loaded.world))
    }

    /// What missing goods and stopped lines cost the year: as the run says, or computed again where
    /// it is of an older version.
    pub fn lost_capacity(&mut self) -> Result<Vec<LostCapacity>, ReplayError> {
        if let Some(known) = &self.stored.lost_capacity {
            return Ok(known.clone());
        }
        if self.goods.is_empty() && self.events.is_empty() {
            return Ok(Vec::new());
        }
        // The middle member decides.
        let weeks = self.weeks_of(detente_engine::weeks::MIDDLE + 1)?;
        Ok(lost_capacity(&self.loaded.world, weeks.as_ref().as_ref(), self.resolved.date))
    }

    /// Solves the year again, once.
    pub fn solve(&mut self) -> Result<(), ReplayError> {
        if self.years.is_some() {
            return Ok(());
        }
        let mut question = counterfactual(&self.resolved.state);
        let lost = self.lost_capacity()?;
        lose_capacity(&mut question, &self.loaded.world, &lost);
        let model = Model::calibrate(&self.loaded.world, &model_options(&self.resolved.trade))?;
        let options = self.solver();
        let solution = model.solve(&question, &options, None)?;
        if solution.status != Status::Converged {
            let (scenario, date) =
                (self.stored.manifest.scenario.clone(), self.stored.manifest.date.clone());
            let what = solution.status.to_string();
            return Err(EngineError::NotConverged { scenario, date, what }.into());
        }
        self.years = Some(Years { model, question, solution });
        Ok(())
    }

    /// The limits of the run's own solves.
    fn solver(&self) -> SolveOptions {
        SolveOptions { tolerance: self.stored.manifest.tolerance, ..SolveOptions::default() }
    }

    fn solved(&self) -> Result<&Years, ReplayError> {
        let missing = || ReplayError::Explain("the year was not solved".to_owned());
        self.years.as_ref().ok_or_else(missing)
    }

    /// Equivalent variation of an economy, once the year is solved.
    pub fn real_income(&self, economy: EconomyId) -> Result<f64, ReplayError> {
        let years = self.solved()?;
        let outcome = years.model.outcome(&years.question, &years.solution)?;
        Ok(outcome.welfare[economy.0].real_income)
    }

    /// Real income at both ends of what is known as a range.
    pub fn ends(&mut self) -> Result<Vec<Ends>, ReplayError> {
        self.solve()?;
        let weeks = self.weeks()?;
        let lost = self.lost_capacity()?;
        let years = self.solved()?;
        let solver = self.solver();
        let middle = Middle {
            written: &self.scenario,
            world: &self.loaded.world,
            resolving: &self.resolving,
            state: &self.resolved.state,
            weeks: weeks.as_ref().as_ref(),
            lost: &lost,
            model: &years.model,
            solver: &solver,
            solution: &years.solution,
        };
        Ok(middle.ends()?)
    }

    /// What each entry contributes to real income, once the year is solved.
    pub fn by_entry(&self) -> Result<Option<ByEntry>, ReplayError> {
        let years = self.solved()?;
        let options = self.solver();
        let asked = (&self.scenario, &self.loaded.world, &self.resolving);
        Ok(by_entry(asked, &years.model, (&years.question, &years.solution), &options)?)
    }

    /// The equilibrium of the run, once it is solved.
    pub fn equilibrium(&self) -> Result<Equilibrium<'_>, ReplayError> {
        let years = self.solved()?;
        Ok(years.model.equilibrium(years.question.clone(), years.solution.clone())?)
    }
}

/// The levels of the deal that a run is of, from the table of its items; none where there was no
/// deal.
fn levels(stored: &StoredRun, levers: &[Lever]) -> Option<Vec<Option<f64>>> {
    let items = stored.tables.get("package_items")?;
    let words = |name: &str| items.column(name).and_then(Column::text);
    let numbers = |name: &str| items.column(name).and_then(Column::numbers);
    let (names, deals) = (words("item")?, words("deal")?);
    let (agreed, taken_up) = (numbers("agreed")?, numbers("level")?);
    let row = |lever: &Lever| {
        (0..names.len()).find(|row| deals[*row] == "nash" && names[*row] == lever.entry)
    };
    let level = |lever: &Lever| {
        let row = row(lever)?;
        // What was left out is not among the entries of the run.
        if !stored.summary.entries.iter().any(|entry| entry.name == lever.entry) {
            return Some(None);
        }
        Some(Some(level_of(lever, agreed[row], taken_up[row])))
    };
    levers.iter().map(level).collect()
}

/// The level whose value is `agreed`; a measure without a range is taken in full.
fn level_of(lever: &Lever, agreed: f64, taken_up: f64) -> f64 {
    let Some(range) = &lever.range else { return lever.at };
    let near = ((agreed - range.min) / (range.max - range.min)).clamp(0.0, 1.0);
    let close = [taken_up, 1.0 - taken_up, near, near.next_up(), near.next_down()];
    close.into_iter().find(|level| range.value(*level) == agreed).unwrap_or(near)
}
