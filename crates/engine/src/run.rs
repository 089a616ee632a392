//! How does a question become a set of tables?

use crate::chosen::Chosen;
use crate::companies::{CompanyFiles, companies, restrictions};
use crate::ends::{Middle, sentences, table as income_ranges};
use crate::error::EngineError;
use crate::months::{Months, commodity_tables, months, touched};
use crate::source::{ChainSource, LoadedWorld, ScenarioSource};
use crate::summary::{chain_note, summary};
use crate::weeks::{Asked, Saving, Weeks, cascade_tables, saving, takes_part, weeks};
use crate::years::{Asked as Along, check, path, path_table, trade_tables};
use crate::years::{
    absorption, by_entry, contributions, contributions_in_words, counterfactual, deficits_in_words,
    lose_capacity, lost_capacity, lost_in_words, model_options, note_scarcity, parts_in_words,
    parts_of, pass_through_in_words,
};
use detente_companies::Restrictions;
use detente_record::folder::apart;
use detente_record::{LostCapacity, Summary, Tables};
use detente_scenario::{
    CascadeEvent, CommodityEvent, Date, Engine, Foresight, Overrides, ResolveOptions, Resolved,
    Scenario, read, resolve,
};
use detente_trade::{Model, ModelOptions, Solution, SolveOptions, Status};
use detente_world::WorldSource;
use detente_world::chain::Chain;
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
    /// What was chosen of the levers, if anybody chose: the run is then that of the levels, or of
    /// the shocks alone where nothing was agreed.
    pub chosen: Option<Arc<Chosen>>,
    /// Whether to follow the weeks once more without each measure, to tell what it saves.
    pub savings: bool,
    /// Companies and prices that the user gives.
    pub companies: CompanyFiles,
    /// Chains beside those of the program.
    pub chains: ChainSource,
    /// Limits of the solver.
    pub solver: SolveOptions,
    /// Whether the scenario is that of a run folder that is computed again: its schedules keep
    /// their names.
    pub again: bool,
}

impl RunRequest {
    /// A run of `scenario` as it stands.
    #[must_use]
    pub fn new(scenario: ScenarioSource) -> Self {
        let (overrides, solver) = (Vec::new(), SolveOptions::default());
        let companies = CompanyFiles::default();
        Self {
            scenario,
            world: None,
            date: None,
            overrides,
            measures: true,
            chosen: None,
            savings: true,
            companies,
            chains: ChainSource::default(),
            solver,
            again: false,
        }
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
    /// The scenario at the levels that were agreed, if a deal was: a run of it is this run again.
    pub agreed: Option<String>,
    /// Its schedule files: names and texts.
    pub schedules: Vec<(String, String)>,
    /// The state of policy on the day.
    pub resolved: Resolved,
    /// What missing goods cost the year.
    pub lost: Vec<LostCapacity>,
    /// The results.
    pub tables: Tables,
    /// Everything a report says beside the tables; the hash of the manifest is empty until the run
    /// is written.
    pub summary: Summary,
    /// Why there is no deal, if one was negotiated for in vain.
    pub blocked: Option<String>,
    /// What the scenario assumes about goods, duties collected and ranges, in sentences.
    pub notes: Vec<String>,
    /// Warnings about the scenario, rendered; empty if there are none.
    pub warnings: String,
    /// What was done and how long it took, for the log and for nothing else.
    pub steps: Vec<String>,
}

/// Keeps what several runs share: the world, read once, and the models calibrated on it.
#[derive(Default)]
pub struct Session {
    worlds: Vec<Arc<LoadedWorld>>,
    models: Vec<Calibrated>,
    /// Solved chains by what was asked of them: scenarios that differ in tariffs alone share their
    /// months.
    months: Vec<(MonthsAsked, Arc<Months>)>,
    /// Weeks by what was asked of them.
    weeks: Vec<(WeeksAsked, Arc<Option<Weeks>>)>,
    progress: Option<Arc<Progress>>,
}

/// A model and what it was calibrated on.
struct Calibrated {
    digest: String,
    elasticities: Vec<f64>,
    options: ModelOptions,
    model: Arc<Model>,
}

/// The state of policy of a scenario, and the model that it asks for.
#[derive(Clone, Debug)]
pub struct PolicyState {
    /// The world, under the elasticities that the scenario asks for.
    pub world: Arc<LoadedWorld>,
    /// The state of policy.
    pub state: detente_trade::Counterfactual,
    /// `[trade]` and `[[trade.sector]]`.
    pub options: ModelOptions,
    /// What the elasticities are where they are not the world's own, as sentences.
    pub elasticities: Vec<String>,
    /// What else of `[trade]` decides the answer, or does not, as sentences.
    pub told: Vec<String>,
    /// Whether the scenario says what happens to deficits.
    pub says_deficits: bool,
    /// Names of the entries that move chains or weeks alone, which a state of policy does not have.
    pub left_out: Vec<String>,
}

/// The scenario of a request and its world.
pub struct Opened {
    /// The scenario, as the run keeps it.
    pub scenario: Scenario,
    /// The world, under the elasticities that the scenario asks for.
    pub loaded: Arc<LoadedWorld>,
    /// Warnings about the scenario.
    pub report: detente_scenario::Report,
}

/// Told what is being done, and how much of how much is done; of 0 where that is not known.
type Progress = dyn Fn(&str, usize, usize) + Send + Sync;

/// A chain, the entries that touch it, the first and last day, and what is known in advance.
type MonthsAsked = (Arc<Chain>, Vec<CommodityEvent>, (Date, Date), Foresight);

/// The digest of a world, the months followed in it, what entries change in the network, and the
/// first and last day.
#[derive(Clone)]
struct WeeksAsked {
    world: String,
    months: Vec<Arc<Months>>,
    events: Vec<CascadeEvent>,
    span: (Date, Date),
}

impl WeeksAsked {
    /// Whether the answer is the same: months are known by where they are kept.
    fn is(&self, other: &Self) -> bool {
        let same = |pair: (&Arc<Months>, &Arc<Months>)| Arc::ptr_eq(pair.0, pair.1);
        (&self.world, &self.events, self.span) == (&other.world, &other.events, other.span)
            && self.months.len() == other.months.len()
            && self.months.iter().zip(&other.months).all(same)
    }
}

impl Session {
    /// A session that has read nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The world of a source, read on first use.
    ///
    /// # Errors
    /// If there is none, or it is wrong.
    pub fn world(&mut self, source: &WorldSource) -> Result<Arc<LoadedWorld>, EngineError> {
        self.world_with(source, &ChainSource::default())
    }

    /// The same with other chains, read on first use as well.
    ///
    /// # Errors
    /// As [`Session::world`], and if a chain is wrong.
    pub fn world_with(
        &mut self,
        source: &WorldSource,
        chains: &ChainSource,
    ) -> Result<Arc<LoadedWorld>, EngineError> {
        let known = |chains: &ChainSource| {
            let same =
                |loaded: &&Arc<LoadedWorld>| loaded.source == *source && loaded.chains == *chains;
            self.worlds.iter().find(same).cloned()
        };
        if let Some(known) = known(chains) {
            return Ok(known);
        }
        // Only the chains differ from a world that was read already.
        let loaded = Arc::new(match known(&ChainSource::default()) {
            Some(bare) => bare.as_ref().clone().with_chains(chains)?,
            None => LoadedWorld::load_with(source.clone(), chains)?,
        });
        self.worlds.push(Arc::clone(&loaded));
        Ok(loaded)
    }

    fn model(
        &mut self,
        loaded: &LoadedWorld,
        options: &ModelOptions,
    ) -> Result<Arc<Model>, EngineError> {
        let elasticities: Vec<f64> =
            loaded.world.sectors.iter().map(|sector| sector.trade_elasticity).collect();
        let same = |own: &&Calibrated| {
            own.digest == loaded.digest
                && own.elasticities == elasticities
                && own.options == *options
        };
        if let Some(known) = self.models.iter().find(same) {
            return Ok(Arc::clone(&known.model));
        }
        let model = Arc::new(Model::calibrate(&loaded.world, options)?);
        let (digest, options, kept) = (loaded.digest.clone(), options.clone(), Arc::clone(&model));
        self.models.push(Calibrated { digest, elasticities, options, model: kept });
        Ok(model)
    }

    /// Tells `progress` what is being done, and how much of how much is done; of 0 where that is
    /// not known.
    #[must_use]
    pub fn telling(
        mut self,
        progress: impl Fn(&str, usize, usize) + Send + Sync + 'static,
    ) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Forgets all but the `keep` months and weeks followed last: a session that runs for days
    /// would keep every one.
    pub fn forget(&mut self, keep: usize) {
        self.months.drain(..self.months.len().saturating_sub(keep));
        self.weeks.drain(..self.weeks.len().saturating_sub(keep));
    }

    /// Says what is being done, to whom the session tells it ([`Session::telling`]).
    pub fn tell(&self, what: &str) {
        if let Some(progress) = &self.progress {
            progress(what, 0, 0);
        }
    }

    fn months(
        &mut self,
        loaded: &LoadedWorld,
        of: &Question<'_>,
        events: &[CommodityEvent],
    ) -> Result<Vec<Arc<Months>>, EngineError> {
        let mut all = Vec::new();
        for chain in touched(&loaded.world.chains, events) {
            let own: Vec<CommodityEvent> =
                events.iter().filter(|event| event.chain == chain.id).cloned().collect();
            let asked = (Arc::clone(&chain), own, of.span, of.foresight);
            if let Some((_, known)) = self.months.iter().find(|(known, _)| *known == asked) {
                all.push(Arc::clone(known));
                continue;
            }
            self.tell(&format!("solving {} month by month{}", chain.id, of.without));
            let solved = Arc::new(months(of.name, &chain, &asked.1, of.span, of.foresight)?);
            self.months.push((asked, Arc::clone(&solved)));
            all.push(solved);
        }
        Ok(all)
    }

    fn weeks(
        &mut self,
        loaded: &LoadedWorld,
        of: &Question<'_>,
        months: &[Arc<Months>],
        events: Vec<CascadeEvent>,
    ) -> Result<Arc<Option<Weeks>>, EngineError> {
        let asked = WeeksAsked {
            world: loaded.digest.clone(),
            months: months.to_vec(),
            events,
            span: of.span,
        };
        if let Some((_, known)) = self.weeks.iter().find(|(known, _)| known.is(&asked)) {
            return Ok(Arc::clone(known));
        }
        let what = format!("following the weeks{}, days", of.without);
        let progress = |done: usize, all: usize| {
            if let Some(progress) = &self.progress {
                progress(&what, done, all);
            }
        };
        let question = Asked { months, events: &asked.events, span: of.span };
        let followed = Arc::new(weeks(&loaded.world, &question, &progress)?);
        self.weeks.push((asked, Arc::clone(&followed)));
        Ok(followed)
    }

    /// The weeks once more without each measure that takes part in them.
    fn savings(
        &mut self,
        loaded: &LoadedWorld,
        of: &Question<'_>,
        (scenario, commodity, cascade): (&Scenario, &[CommodityEvent], &[CascadeEvent]),
        with: &Option<Weeks>,
    ) -> Result<Vec<Saving>, EngineError> {
        let mut savings = Vec::new();
        for entry in takes_part(scenario, commodity, cascade) {
            let name = &entry.name.value;
            let without = format!(" without `{name}`");
            let of = Question { without: &without, ..*of };
            let goods: Vec<CommodityEvent> =
                commodity.iter().filter(|event| event.entry != *name).cloned().collect();
            let events = cascade.iter().filter(|event| event.entry != *name).cloned().collect();
            let months = self.months(loaded, &of, &goods)?;
            let weeks = self.weeks(loaded, &of, &months, events)?;
            savings.push(saving(entry, with.as_ref(), weeks.as_ref().as_ref()));
        }
        Ok(savings)
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
    pub fn state_of(&mut self, request: &RunRequest) -> Result<PolicyState, EngineError> {
        let request = RunRequest { again: true, ..request.clone() };
        let Opened { scenario, loaded, .. } = self.open(&request)?;
        let resolved = resolve(
            &scenario,
            &loaded.world,
            &ResolveOptions { date: None, include_measures: true },
        )?;
        let mut told = resolved.trade.pass_through.clone();
        if resolved.trade.wage_floor.is_some() {
            told.push(
                "The wage floor holds along the path of a run alone, and not here.".to_owned(),
            );
        }
        Ok(PolicyState {
            told,
            world: loaded,
            state: counterfactual(&resolved.state),
            options: model_options(&resolved.trade),
            elasticities: resolved
                .trade
                .nests
                .as_ref()
                .map(|nests| nests.notes.clone())
                .unwrap_or_default(),
            says_deficits: scenario.says_deficits(),
            left_out: scenario
                .entries
                .iter()
                .filter(|entry| !entry.engines().contains(&Engine::Policy))
                .map(|entry| entry.name.value.clone())
                .collect(),
        })
    }

    /// Runs two requests side by side.
    ///
    /// # Errors
    /// As [`Session::run`], of the first if both fail.
    pub fn run_pair(&mut self, requests: &[RunRequest; 2]) -> Result<[Run; 2], EngineError> {
        let (first, second) = (self.prepare(&requests[0])?, self.prepare(&requests[1])?);
        let (first, second) = rayon::join(|| first.finish(), || second.finish());
        Ok([first?, second?])
    }

    /// Reads the world and the scenario of a request, changes included, and checks the one in the
    /// other.
    ///
    /// # Errors
    /// If the world or the scenario is wrong.
    pub fn open(&mut self, request: &RunRequest) -> Result<Opened, EngineError> {
        let draft =
            read(&request.scenario.open()?, &Overrides::new(request.overrides.iter().cloned()));
        let source = request.world.clone().unwrap_or_else(|| WorldSource::parse(draft.world()));
        let loaded = self.world_with(&source, &request.chains)?;
        let report = draft.check(&loaded.world);
        if report.errors() > 0 {
            return Err(report.into());
        }
        let written = draft.finish()?;
        let scenario = if request.again { written } else { beside_the_run(written)? };
        let loaded = loaded.under(&scenario)?;
        Ok(Opened { scenario, loaded, report })
    }

    /// Everything that runs share or that can be wrong before anything is computed.
    fn prepare(&mut self, request: &RunRequest) -> Result<Prepared, EngineError> {
        let mut clock = Clock::start();
        let Opened { scenario: written, loaded, report } = self.open(request)?;
        clock.note("read the world and the scenario");
        let chosen = request.chosen.as_deref();
        let agreed = chosen.and_then(|chosen| chosen.levels.as_ref());
        let scenario =
            agreed.map_or_else(|| Ok(written.clone()), |levels| written.with_levels(levels))?;
        let agreed_toml = agreed.map(|_| scenario.to_toml());
        let measures = request.measures && (chosen.is_none() || agreed.is_some());
        let resolving = ResolveOptions { date: request.date, include_measures: measures };
        let resolved = resolve(&scenario, &loaded.world, &resolving)?;
        let (goods, events) = (
            scenario.commodity_events(&loaded.world, &resolving),
            scenario.cascade_events(&loaded.world, &resolving),
        );
        clock.note("resolved the scenario");
        let model = self.model(&loaded, &model_options(&resolved.trade))?;
        clock.note("calibrated the model");
        let begins =
            goods.iter().map(|event| event.from).chain(events.iter().map(|event| event.from));
        let span = calendar(&scenario, begins.flatten().min(), resolved.date);
        let name = request.scenario.name();
        let question = Question { name: &name, span, foresight: scenario.foresight(), without: "" };
        let commodity = self.months(&loaded, &question, &goods)?;
        clock.note("solved the commodity chains");
        let cascade = self.weeks(&loaded, &question, &commodity, events.clone())?;
        clock.note("followed the cascade");
        // What each item of a negotiated package is worth is known already.
        let savings = if request.savings && chosen.is_none() {
            self.savings(&loaded, &question, (&scenario, &goods, &events), &cascade)?
        } else {
            Vec::new()
        };
        clock.note("followed the cascade without each measure");
        self.tell("solving the year");
        let mut warnings = report.render(false);
        // Whether an input is kept in stock and stops its users decides what the weeks say.
        if let Some(assumed) = loaded.world.assumed_natures().filter(|_| cascade.is_some()) {
            warnings = format!("{warnings}warning: {assumed}\n");
        }
        if let Some(left_out) = cascade.as_ref().as_ref().and_then(Weeks::about_left_out) {
            warnings = format!("{warnings}warning: {left_out}\n");
        }
        let restrictions = restrictions(&events, span);
        let request = request.clone();
        Ok(Prepared {
            request,
            loaded,
            written,
            scenario,
            measures,
            resolved,
            agreed: agreed_toml,
            commodity,
            cascade,
            savings,
            model,
            warnings,
            restrictions,
            clock,
        })
    }
}

/// The scenario with schedules that are named like files of a run in a folder of their own.
fn beside_the_run(scenario: Scenario) -> Result<Scenario, EngineError> {
    let names: Vec<String> = schedules(&scenario).into_iter().map(|(name, _)| name).collect();
    match scenario.renamed(&|name| apart(name, &names)) {
        None => Ok(scenario),
        // Its warnings were told where it was read first.
        Some(source) => Ok(read(&source, &Overrides::default()).finish()?),
    }
}

/// What months and weeks are asked for.
#[derive(Clone, Copy)]
struct Question<'a> {
    /// Name of the scenario.
    name: &'a str,
    span: (Date, Date),
    foresight: Foresight,
    /// What is left out, for people.
    without: &'a str,
}

/// A question with everything needed to answer it.
struct Prepared {
    request: RunRequest,
    loaded: Arc<LoadedWorld>,
    /// As read; what is run may be a deal over its levers.
    written: Scenario,
    /// At the levels that are run.
    scenario: Scenario,
    /// Whether measures apply.
    measures: bool,
    resolved: Resolved,
    agreed: Option<String>,
    commodity: Vec<Arc<Months>>,
    cascade: Arc<Option<Weeks>>,
    savings: Vec<Saving>,
    model: Arc<Model>,
    warnings: String,
    /// What takes flows away day by day, for companies.
    restrictions: Restrictions,
    clock: Clock,
}

impl Prepared {
    fn finish(self) -> Result<Run, EngineError> {
        let Self {
            request,
            loaded,
            written,
            scenario,
            measures,
            resolved,
            agreed,
            commodity,
            cascade,
            savings,
            model,
            ..
        } = self;
        let (warnings, restrictions, mut clock) = (self.warnings, self.restrictions, self.clock);
        clock.restart();
        let name = request.scenario.name();
        let mut question = counterfactual(&resolved.state);
        let mut lost = lost_capacity(&loaded.world, cascade.as_ref().as_ref(), resolved.date);
        // Those of entries; the ones of lost capacity follow.
        let own_caps = question.caps.len();
        let caps_told = lose_capacity(&mut question, &loaded.world, &lost);
        let along = Along {
            scenario: &scenario,
            name: &name,
            world: &loaded.world,
            resolved: &resolved,
            measures,
            weeks: cascade.as_ref().as_ref(),
            model: &model,
            solver: &request.solver,
        };
        let (solution, over_time) =
            rayon::join(|| model.solve(&question, &request.solver, None), || path(&along));
        let solution = solution?;
        refuse_unsolved(&name, &resolved, &solution)?;
        let over_time = over_time?;
        clock.note(&format!("solved the year and the path: {}", over_time.effort()));
        note_scarcity(&mut lost, &question.caps[own_caps..], &solution.caps[own_caps..]);
        let outcome = model.outcome(&question, &solution)?;
        let on = ResolveOptions { date: Some(resolved.date), include_measures: measures };
        let (parts, entries) = rayon::join(
            || parts_of(&model, &question, &solution, &request.solver),
            || {
                let asked = (&scenario, &loaded.world, &on);
                by_entry(asked, &model, (&question, &solution), &request.solver)
            },
        );
        clock.note("took real income apart, and shared it out among entries");
        let mut tables = Tables::new();
        tables.extend(trade_tables(
            &loaded.world,
            &model,
            (&outcome, parts.as_ref().ok()),
            &question.caps[..own_caps],
            &solution.caps[..own_caps],
        ));
        let ends = if request.chosen.is_none() {
            let middle = Middle {
                written: &written,
                world: &loaded.world,
                resolving: &on,
                state: &resolved.state,
                weeks: cascade.as_ref().as_ref(),
                lost: &lost,
                model: &model,
                solver: &request.solver,
                solution: &solution,
            };
            middle.ends()?
        } else {
            Vec::new()
        };
        if !ends.is_empty() {
            tables.extend([income_ranges(&ends, &loaded.world, &outcome)]);
        }
        tables.put(path_table(&loaded.world, &over_time));
        if let Ok(Some(entries)) = &entries {
            tables.put(contributions(&loaded.world, entries));
        }
        tables.extend(absorption(&loaded.world, &outcome));
        if !commodity.is_empty() {
            tables.extend(commodity_tables(&commodity));
        }
        let weeks = cascade.as_ref().as_ref();
        if weeks.is_some() || !savings.is_empty() {
            tables.extend(cascade_tables(&loaded.world, weeks, &savings));
        }
        let (mut blocked, mut note, mut choosing) = (None, None, Vec::new());
        if let Some(chosen) = request.chosen.as_deref() {
            tables.extend(chosen.tables.iter().cloned());
            note = Some(chosen.note.clone());
            (blocked, choosing) = (chosen.blocked.clone(), chosen.steps.clone());
        }
        clock.note("made the tables");
        tables.settle();
        tables.extend(companies(
            &loaded.world,
            &tables,
            &resolved,
            &lost,
            &restrictions,
            &request.companies,
        )?);
        check(&tables)?;
        clock.note("valued the companies");
        let toml = written.to_toml();
        let schedules = schedules(&written);
        let mut summary = summary(
            &name,
            (&toml, &schedules),
            &request.overrides,
            &resolved,
            &loaded,
            (&question, &solution),
        );
        summary.commodity = commodity.iter().map(|months| chain_note(months)).collect();
        summary.limits.extend(
            weeks.and_then(Weeks::about_left_out).map(|text| format!("In the weeks, {text}.")),
        );
        summary.options.extend(lost_in_words(
            &loaded.world,
            &resolved.trade,
            &lost,
            &solution.caps[own_caps..],
        ));
        summary.options.extend(caps_told);
        summary.options.extend(over_time.notes);
        summary.options.extend(parts_in_words(&parts));
        summary.options.extend(contributions_in_words(&entries));
        if lost.iter().any(|lost| lost.share >= crate::years::MATERIAL) {
            summary.unsettled = true;
        }
        summary.package = note;
        let mut notes = written.notes(&loaded.world, Some(resolved.date));
        summary.options.extend(notes.iter().cloned());
        summary.otherwise.extend(deficits_in_words(
            &loaded.world,
            &summary.focus,
            (&model, &request.solver),
            (&question, &solution),
        )?);
        summary.otherwise.extend(pass_through_in_words(
            &loaded.world,
            &summary.focus,
            (&model, &request.solver),
            (&question, &solution),
        )?);
        summary.otherwise.extend(sentences(&ends, &loaded.world, &summary.focus));
        notes.extend(summary.otherwise.iter().cloned());
        let mut steps = clock.finish(&model);
        steps.extend(choosing);
        Ok(Run {
            request,
            loaded,
            toml,
            agreed,
            schedules,
            resolved,
            lost,
            tables,
            summary,
            blocked,
            notes,
            warnings,
            steps,
        })
    }
}

/// From the first to the last day of the months: those of the scenario, else from the first entry
/// on for two years.
#[must_use]
pub fn calendar(scenario: &Scenario, begins: Option<Date>, date: Date) -> (Date, Date) {
    let start = scenario.start.or(begins).unwrap_or(date);
    let two_years = start.checked_add(jiff::Span::new().years(2)).unwrap_or(date);
    let end = scenario.end.unwrap_or_else(|| date.max(two_years));
    (start, end.max(start))
}

/// Runs one request on its own.
///
/// # Errors
/// As [`Session::run`].
pub fn run(request: &RunRequest) -> Result<Run, EngineError> {
    Session::new().run(request)
}

fn schedules(scenario: &Scenario) -> Vec<(String, String)> {
    scenario
        .schedules()
        .into_iter()
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .collect()
}

fn refuse_unsolved(
    name: &str,
    resolved: &Resolved,
    solution: &Solution,
) -> Result<(), EngineError> {
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
    Err(EngineError::NotConverged {
        scenario: name.to_owned(),
        date: resolved.date.to_string(),
        what,
    })
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
