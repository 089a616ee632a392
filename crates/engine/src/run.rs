//! How does a question become a set of tables?

use crate::cascade::{CascadeTables, Weeks, weeks};
use crate::commodity::{CommodityTables, Months, months};
use crate::error::EngineError;
use crate::negotiate::{Negotiated, negotiate};
use crate::source::{LoadedWorld, ScenarioSource, WorldSource};
use crate::summary::{chain_note, summary};
use crate::tables::Tables;
use crate::translate::{counterfactual, lose_capacity, model_options};
use detente_report::Summary;
use detente_scenario::{CommodityEvent, Date, Foresight, Overrides, ResolveOptions, Resolved, Scenario, read, resolve};
use detente_trade::{Model, ModelOptions, Solution, SolveOptions, Status};
use std::sync::Arc;
use std::time::Instant;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// The scenario.
    pub scenario: ScenarioSource,
    /// The world; by default the one that the scenario names.
    pub world: Option<WorldSource>,
    /// The day; by default the scenario's own.
    pub date: Option<Date>,
    /// Changes to the scenario, `key=value`.
    pub overrides: Vec<String>,
    /// Whether measures apply, or only shocks.
    pub measures: bool,
    /// Whether the levers are negotiated first; the run is then that of the deal, or of the shocks alone where there is none.
    pub negotiate: bool,
    /// Limits of the solver.
    pub solver: SolveOptions,
}

impl RunRequest {
    /// A run of `scenario` as it stands.
    #[must_use]
    pub fn new(scenario: ScenarioSource) -> Self {
        let (overrides, solver) = (Vec::new(), SolveOptions::default());
        Self { scenario, world: None, date: None, overrides, measures: true, negotiate: false, solver }
    }
}

/// A finished run, all of it in memory.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was asked.
    pub request: RunRequest,
    /// The world it was computed in.
    pub loaded: Arc<LoadedWorld>,
    /// Text of the scenario, changes included.
    pub toml: String,
    /// Its schedule files: names and texts.
    pub schedules: Vec<(String, String)>,
    /// The state of policy on the day.
    pub resolved: Resolved,
    /// The results.
    pub tables: Tables,
    /// Everything a report says beside the tables; the hash of the manifest is empty until the run is written.
    pub summary: Summary,
    /// Why there is no deal, if one was negotiated for in vain.
    pub blocked: Option<String>,
    /// Warnings about the scenario, rendered; empty if there are none.
    pub warnings: String,
    /// What was done and how long it took, for the log and for nothing else.
    pub steps: Vec<String>,
}

/// Keeps what several runs share: the world, read once, and the models calibrated on it.
#[derive(Default)]
pub struct Session {
    worlds: Vec<Arc<LoadedWorld>>,
    models: Vec<(String, ModelOptions, Arc<Model>)>,
    /// Solved chains by what was asked of them: scenarios that differ in tariffs alone share their months.
    months: Vec<(MonthsAsked, Arc<Vec<Months>>)>,
    /// Weeks by the world and the months they follow.
    weeks: Vec<WeeksKnown>,
    /// Who hears how far a long run has come.
    listener: Option<Listener>,
}

/// Hears what is being done.
type Listener = Box<dyn Fn(&str) + Send + Sync>;

/// The entries that touch chains, the first and last day, and what is known in advance.
type MonthsAsked = (Vec<CommodityEvent>, (Date, Date), Foresight);

/// The digest of a world, the months followed in it, and what they do to production.
type WeeksKnown = (String, Arc<Vec<Months>>, Arc<Option<Weeks>>);

impl Session {
    /// A session that has read nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A session that says what it is doing where that takes long.
    #[must_use]
    pub fn telling(listener: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self { listener: Some(Box::new(listener)), ..Self::default() }
    }

    /// The world of a source, read on first use.
    ///
    /// # Errors
    /// If there is none, or it is wrong.
    pub fn world(&mut self, source: &WorldSource) -> Result<Arc<LoadedWorld>, EngineError> {
        if let Some(known) = self.worlds.iter().find(|loaded| loaded.source == *source) {
            return Ok(Arc::clone(known));
        }
        let loaded = Arc::new(LoadedWorld::load(source.clone())?);
        self.worlds.push(Arc::clone(&loaded));
        Ok(loaded)
    }

    fn model(&mut self, loaded: &LoadedWorld, options: &ModelOptions) -> Result<Arc<Model>, EngineError> {
        let known = self.models.iter().find(|(digest, own, _)| *digest == loaded.digest && own == options);
        if let Some((_, _, model)) = known {
            return Ok(Arc::clone(model));
        }
        let model = Arc::new(Model::calibrate(&loaded.world, options)?);
        self.models.push((loaded.digest.clone(), options.clone(), Arc::clone(&model)));
        Ok(model)
    }

    fn months(&mut self, name: &str, asked: MonthsAsked) -> Result<Arc<Vec<Months>>, EngineError> {
        if let Some((_, known)) = self.months.iter().find(|(own, _)| *own == asked) {
            return Ok(Arc::clone(known));
        }
        let solved = Arc::new(months(name, &asked.0, asked.1, asked.2)?);
        self.months.push((asked, Arc::clone(&solved)));
        Ok(solved)
    }

    fn weeks(&mut self, loaded: &LoadedWorld, months: &Arc<Vec<Months>>) -> Result<Arc<Option<Weeks>>, EngineError> {
        let same = |known: &&WeeksKnown| known.0 == loaded.digest && Arc::ptr_eq(&known.1, months);
        if let Some((.., known)) = self.weeks.iter().find(same) {
            return Ok(Arc::clone(known));
        }
        let followed = Arc::new(weeks(&loaded.world, months)?);
        self.weeks.push((loaded.digest.clone(), Arc::clone(months), Arc::clone(&followed)));
        Ok(followed)
    }

    /// Runs one request.
    ///
    /// # Errors
    /// If the world or the scenario is wrong, or there is no equilibrium.
    pub fn run(&mut self, request: &RunRequest) -> Result<Run, EngineError> {
        self.prepare(request)?.finish()
    }

    /// The state of policy of a scenario on its day, as the trade engine takes it, with its world.
    ///
    /// # Errors
    /// If the world or the scenario is wrong.
    pub fn state_of(
        &mut self,
        scenario: &ScenarioSource,
        world: Option<WorldSource>,
    ) -> Result<(Arc<LoadedWorld>, detente_trade::Counterfactual), EngineError> {
        let draft = read(&scenario.open()?, &Overrides::default());
        let loaded = self.world(&world.unwrap_or_else(|| WorldSource::parse(draft.world())))?;
        let report = draft.check(&loaded.world);
        if report.errors() > 0 {
            return Err(report.into());
        }
        let resolved =
            resolve(&draft.finish()?, &loaded.world, &ResolveOptions { date: None, include_measures: true })?;
        let state = counterfactual(&resolved.state);
        Ok((loaded, state))
    }

    /// Runs two requests side by side.
    ///
    /// # Errors
    /// As [`Session::run`], of the first if both fail.
    pub fn run_pair(&mut self, requests: &[RunRequest; 2]) -> Result<[Run; 2], EngineError> {
        let (first, second) = (self.prepare(&requests[0])?, self.prepare(&requests[1])?);
        let (first, second) = side_by_side(|| first.finish(), || second.finish());
        Ok([first?, second?])
    }

    /// Everything that runs share or that can be wrong before anything is computed.
    fn prepare(&mut self, request: &RunRequest) -> Result<Prepared, EngineError> {
        let mut clock = Clock::start();
        let draft = read(&request.scenario.open()?, &Overrides::new(request.overrides.iter().cloned()));
        let source = request.world.clone().unwrap_or_else(|| WorldSource::parse(draft.world()));
        let loaded = self.world(&source)?;
        clock.note("read the world");
        let report = draft.check(&loaded.world);
        if report.errors() > 0 {
            return Err(report.into());
        }
        let written = draft.finish()?;
        let mut negotiated = None;
        if request.negotiate {
            let silent = |_: &str| {};
            let tell: &(dyn Fn(&str) + Sync) = self.listener.as_ref().map_or(&silent, |listener| listener);
            negotiated = Some(negotiate(&request.scenario.name(), &written, &loaded, tell)?);
            clock.note("negotiated");
        }
        let agreed = negotiated.as_ref().and_then(|negotiated| negotiated.deal.as_ref());
        let scenario = agreed.map_or_else(|| Ok(written.clone()), |levels| written.with_levels(levels))?;
        let measures = request.measures && (!request.negotiate || agreed.is_some());
        let resolving = ResolveOptions { date: request.date, include_measures: measures };
        let resolved = resolve(&scenario, &loaded.world, &resolving)?;
        let events = scenario.commodity_events(&loaded.world, &resolving);
        clock.note("read, checked and resolved the scenario");
        let model = self.model(&loaded, &model_options(&resolved.trade))?;
        clock.note("calibrated the model");
        let span = calendar(&scenario, &events, resolved.date);
        let commodity = self.months(&request.scenario.name(), (events, span, scenario.foresight()))?;
        clock.note("solved the commodity chains");
        let cascade = self.weeks(&loaded, &commodity)?;
        clock.note("followed the cascade");
        let (request, warnings) = (request.clone(), report.render(false));
        Ok(Prepared { request, loaded, written, resolved, negotiated, commodity, cascade, model, warnings, clock })
    }
}

/// A question with everything needed to answer it.
struct Prepared {
    request: RunRequest,
    loaded: Arc<LoadedWorld>,
    /// As read; what is run may be a deal over its levers.
    written: Scenario,
    resolved: Resolved,
    negotiated: Option<Negotiated>,
    commodity: Arc<Vec<Months>>,
    cascade: Arc<Option<Weeks>>,
    model: Arc<Model>,
    warnings: String,
    clock: Clock,
}

impl Prepared {
    fn finish(self) -> Result<Run, EngineError> {
        let Self { request, loaded, written, resolved, negotiated, commodity, cascade, model, warnings, mut clock } =
            self;
        clock.restart();
        let name = request.scenario.name();
        let mut question = counterfactual(&resolved.state);
        if let Some(weeks) = cascade.as_ref() {
            lose_capacity(&mut question, weeks, resolved.date);
        }
        let solution = model.solve(&question, &request.solver, None)?;
        refuse_unsolved(&name, &resolved, &solution)?;
        clock.note("solved");
        let outcome = model.outcome(&question, &solution)?;
        let physical = (!commodity.is_empty()).then(|| CommodityTables::of(&commodity));
        let stopped = cascade.as_ref().as_ref().map(|weeks| CascadeTables::of(&loaded.world, weeks));
        let mut tables =
            Tables::of(&loaded.world, &model, &outcome, &question.caps, &solution.caps, (physical, stopped));
        let (mut blocked, mut note, mut negotiating) = (None, None, Vec::new());
        if let Some(negotiated) = negotiated {
            (tables.package, note) = (Some(negotiated.tables), Some(negotiated.note));
            (blocked, negotiating) = (negotiated.blocked, negotiated.steps);
        }
        tables.check()?;
        clock.note("made the tables");
        let toml = written.to_toml();
        let mut summary = summary(&name, &toml, &request.overrides, &resolved, &loaded, &solution);
        summary.commodity = commodity.iter().map(chain_note).collect();
        summary.package = note;
        let (mut steps, schedules) = (clock.finish(&model), schedules(&written));
        steps.extend(negotiating);
        Ok(Run { request, loaded, toml, schedules, resolved, tables, summary, blocked, warnings, steps })
    }
}

/// From the first to the last day of the months: those of the scenario, else from the first entry on for two years.
fn calendar(scenario: &Scenario, events: &[CommodityEvent], date: Date) -> (Date, Date) {
    let begins = events.iter().filter_map(|event| event.from).min();
    let start = scenario.start.or(begins).unwrap_or(date);
    let two_years = start.checked_add(jiff::Span::new().years(2)).unwrap_or(date);
    let end = scenario.end.unwrap_or_else(|| date.max(two_years));
    (start, end.max(start))
}

/// Does two things at once.
pub(crate) fn side_by_side<A: Send, B: Send>(first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let other = scope.spawn(first);
        let second = second();
        (other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), second)
    })
}

/// Runs one request on its own.
///
/// # Errors
/// As [`Session::run`].
pub fn run(request: &RunRequest) -> Result<Run, EngineError> {
    Session::new().run(request)
}

fn schedules(scenario: &Scenario) -> Vec<(String, String)> {
    scenario.schedules().into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

fn refuse_unsolved(name: &str, resolved: &Resolved, solution: &Solution) -> Result<(), EngineError> {
    if solution.status == Status::Converged {
        return Ok(());
    }
    let certificate = &solution.certificate;
    // Where there can be no equilibrium, none was looked for.
    let what = match &solution.status {
        Status::NotConverged(reason) => format!(
            "not converged after {} sweeps (residual {:.1e}): {reason}",
            certificate.sweeps, certificate.residual
        ),
        status => status.to_string(),
    };
    Err(EngineError::NotConverged { scenario: name.to_owned(), date: resolved.date.to_string(), what })
}

/// Times the steps of a run for its log.
struct Clock {
    last: Instant,
    steps: Vec<String>,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), steps: Vec::new() }
    }

    /// Forgets the time since the last step: this run waited for another one.
    fn restart(&mut self) {
        self.last = Instant::now();
    }

    fn note(&mut self, what: &str) {
        let spent = self.last.elapsed().as_secs_f64() * 1e3;
        self.steps.push(format!("{spent:8.1} ms  {what}"));
        self.last = Instant::now();
    }

    fn finish(mut self, model: &Model) -> Vec<String> {
        self.steps.extend(model.notes().iter().map(|note| format!("note: {note}")));
        self.steps
    }
}
