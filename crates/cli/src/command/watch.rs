//! `detente watch`: when does a scenario cross a threshold?

use crate::arguments::WatchArguments;
use crate::failure::{Failure, styled};
use crate::output::{Output, note};
use detente_engine::{
    ChainSource, CompanyFiles, EngineError, LoadedWorld, Run, RunRequest, ScenarioSource, Session,
    tickers,
};
use detente_scenario::{DEFAULT_WORLD, Date, Overrides, read};
use detente_watch::{
    Answer, Codes, Ended, Engine, Event, Plan, Stop, Surroundings, Unanswered, WatchError, Written,
    faults::NoFaults,
};
use detente_world::WorldSource;
use detente_world::renamed::in_cell;
use detente_world::table::Table;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Months and weeks kept for scenarios that share them.
const KEPT: usize = 16;

pub(crate) fn run(arguments: &WatchArguments, output: &Output) -> Result<(), Failure> {
    let written = detente_watch::read(&arguments.file)?;
    let chains = ChainSource::folders(&arguments.chains);
    let companies = given(&written, arguments)?;
    let mut runs = Runs::new(&written, &arguments.file, chains, companies)?;
    let worlds = runs.worlds(&written, &arguments.file)?;
    let units = |id: &str| {
        let chain = worlds.iter().find_map(|loaded| loaded.world.chains.find(id))?;
        Some((chain.unit.clone(), chain.price_unit.clone()))
    };
    let mut file = written.check(&surroundings(&worlds, &runs.companies, &units)?)?;
    file.every = arguments.every.unwrap_or(file.every);
    for own in &file.thresholds {
        for change in in_cell(&own.table, &own.key, &own.column) {
            note(&format!("note: threshold `{}`: {}", own.name, change.note()));
        }
    }
    let plan = Plan {
        file,
        path: arguments.file.clone(),
        state: arguments.state.clone().unwrap_or_else(|| arguments.file.with_extension("state")),
        basis: basis(&written, &worlds, &runs.companies),
        once: arguments.once,
        retry_refused: arguments.retry_failed,
        variable: |name| std::env::var(name).ok(),
        note: Arc::new(note),
        faults: Arc::new(NoFaults),
    };
    let stop = stop_on_signals()?;
    let mut print = |event: &Event| print(event, arguments.json, output);
    let ended = match detente_watch::watch(&plan, &mut runs, &mut print, &stop) {
        // Whoever read has left, and is not there to be told.
        Err(WatchError::Unread) => return Ok(()),
        ended => ended?,
    };
    if !arguments.once {
        note("stopped; the next start goes on from here");
    }
    verdict(&ended, &plan)
}

fn print(event: &Event, json: bool, output: &Output) -> Result<(), WatchError> {
    let line = if json { serde_json::to_string(event).unwrap_or_default() } else { line(event) };
    match output.line(&line) {
        Ok(true) => Ok(()),
        Ok(false) => Err(WatchError::Unread),
        Err(source) => Err(WatchError::Write { path: "standard output".to_owned(), source }),
    }
}

/// "2026-11-26T07:00:00Z Japan's income: -0.25 % in cars.toml ...; run
/// watch.state/runs/cars-0a1b2c3d".
fn line(event: &Event) -> String {
    let run = event.run.as_ref().map_or(String::new(), |run| format!("; {run}"));
    format!("{}  {}{run}", event.time, event.text)
}

/// Exit code 1 where something is left that somebody should look at.
fn verdict(ended: &Ended, plan: &Plan) -> Result<(), Failure> {
    let mut left = Vec::new();
    if ended.given_up > 0 {
        left.push(format!("the webhook does not have {} of the events", ended.given_up));
    }
    if plan.once && ended.on_their_way > 0 {
        let events = if ended.on_their_way == 1 {
            "1 event is"
        } else {
            &format!("{} events are", ended.on_their_way)
        };
        left.push(format!("{events} still to be delivered to the webhook, by the next start"));
    }
    if plan.once && ended.problems > 0 {
        left.push(format!("{} of the scenarios have no answer", ended.problems));
    }
    if left.is_empty() { Ok(()) } else { Err(Failure::finding(left.join("; "))) }
}

/// The first Ctrl-C (or SIGTERM) ends the watch after the run under way, the second at once:
/// nothing that was recorded can be lost.
fn stop_on_signals() -> Result<Arc<Stop>, Failure> {
    let stop = Arc::new(Stop::new());
    let asked = Arc::clone(&stop);
    let handler = move || {
        if asked.asked() {
            std::process::exit(130);
        }
        asked.ask();
    };
    ctrlc::set_handler(handler)
        .map_err(|error| Failure::user(format!("cannot listen for Ctrl-C: {error}")))?;
    Ok(stop)
}

/// Everything but the scenarios that decides what comes out.
fn basis(written: &Written, worlds: &[Arc<LoadedWorld>], companies: &CompanyFiles) -> String {
    let mut all = Sha256::new();
    let options = format!("{:?} {:?} {}", written.date(), written.overrides(), written.measures());
    let digests = worlds.iter().map(|loaded| loaded.digest.as_str());
    for part in [env!("CARGO_PKG_VERSION"), &options].into_iter().chain(digests) {
        all.update(part.as_bytes());
        all.update(b"\n");
    }
    for own in worlds.iter().flat_map(|loaded| loaded.world.chains.own()) {
        for (name, bytes) in &own.files {
            all.update(name.as_bytes());
            all.update(bytes);
        }
    }
    for (what, file) in [("companies", &companies.companies), ("prices", &companies.prices)] {
        if let Some(file) = file {
            all.update(what.as_bytes());
            all.update(&file.bytes);
        }
    }
    all.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Companies and prices of the user: those of the command line, else those that the file names.
fn given(written: &Written, arguments: &WatchArguments) -> Result<CompanyFiles, Failure> {
    let companies = arguments.companies.clone().or_else(|| written.companies());
    let prices = arguments.prices.clone().or_else(|| written.prices());
    super::companies::files(companies.as_deref(), prices.as_deref())
}

fn surroundings<'a>(
    worlds: &[Arc<LoadedWorld>],
    companies: &CompanyFiles,
    chain: &'a dyn Fn(&str) -> Option<(String, String)>,
) -> Result<Surroundings<'a>, Failure> {
    let mut codes = Codes::default();
    for loaded in worlds {
        codes.economies.extend(loaded.world.economies.iter().map(|economy| economy.code.clone()));
        codes.sectors.extend(loaded.world.sectors.iter().map(|sector| sector.code.clone()));
        let (valued, priced) = tickers(&loaded.world, companies)?;
        codes.tickers.extend(valued);
        codes.priced.extend(priced);
    }
    let currency = worlds
        .first()
        .map_or_else(|| "USD million".to_owned(), |loaded| loaded.world.currency.clone());
    Ok(Surroundings { currency, codes, chain })
}

/// Runs scenarios as the watch file says, in one session, so that a changed tariff is a fraction of
/// a second.
struct Runs {
    session: Session,
    world: Option<WorldSource>,
    date: Option<Date>,
    overrides: Vec<String>,
    measures: bool,
    chains: ChainSource,
    companies: CompanyFiles,
}

impl Runs {
    fn new(
        written: &Written,
        file: &Path,
        chains: ChainSource,
        companies: CompanyFiles,
    ) -> Result<Self, Failure> {
        let date = written.date().map(|date| {
            date.parse()
                .map_err(|_| Failure::user(format!("{}: `{date}` is no date", file.display())))
        });
        let world = written.world().map(|name| match WorldSource::parse(name) {
            WorldSource::Pack(path) => WorldSource::Pack(beside(file, &path)),
            embedded => embedded,
        });
        let (overrides, measures) = (written.overrides().to_vec(), written.measures());
        Ok(Self {
            session: Session::new(),
            world,
            date: date.transpose()?,
            overrides,
            measures,
            chains,
            companies,
        })
    }

    /// The world that the file names, or those that its scenarios name today; the default one where
    /// there are none.
    fn worlds(&mut self, written: &Written, file: &Path) -> Result<Vec<Arc<LoadedWorld>>, Failure> {
        if let Some(world) = &self.world {
            return Ok(vec![self.session.world_with(world, &self.chains)?]);
        }
        let mut names: Vec<String> =
            written.scenario_paths().iter().filter_map(|path| named(path)).collect();
        names.sort();
        names.dedup();
        // A world that cannot be read is a problem of its scenario, told when that is run.
        let found: Vec<Arc<LoadedWorld>> = names
            .iter()
            .filter_map(|name| {
                self.session.world_with(&WorldSource::parse(name), &self.chains).ok()
            })
            .collect();
        if found.is_empty() {
            let default = self.session.world_with(&WorldSource::parse(DEFAULT_WORLD), &self.chains);
            return default
                .map(|loaded| vec![loaded])
                .map_err(|error| Failure::user(format!("{}: {error}", file.display())));
        }
        Ok(found)
    }
}

/// The world that a scenario names.
fn named(path: &Path) -> Option<String> {
    let source = ScenarioSource::File(path.to_owned()).open().ok()?;
    Some(read(&source, &Overrides::default()).world().to_owned())
}

fn beside(file: &Path, path: &Path) -> PathBuf {
    file.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path))
}

impl Engine for Runs {
    fn run(&mut self, scenario: &Path) -> Result<Box<dyn Answer>, Unanswered> {
        let mut request = RunRequest::new(ScenarioSource::File(scenario.to_owned()));
        (request.world, request.date, request.measures) =
            (self.world.clone(), self.date, self.measures);
        request.overrides.clone_from(&self.overrides);
        request.chains.clone_from(&self.chains);
        request.companies.clone_from(&self.companies);
        let run = self.session.run(&request);
        self.session.forget(KEPT);
        match run {
            Ok(run) => Ok(Box::new(Finished(run))),
            Err(error) => Err(unanswered(&error)),
        }
    }
}

fn unanswered(error: &EngineError) -> Unanswered {
    let EngineError::Scenario(report) = error else {
        let line = error.to_string();
        return Unanswered { all: line.clone(), line };
    };
    let first = report
        .diagnostics()
        .iter()
        .find(|diagnostic| diagnostic.severity == detente_scenario::Severity::Error);
    let line = first.map_or_else(String::new, |first| {
        let place = first.place.and_then(|place| report.locate(place));
        let place = place
            .map_or(String::new(), |(file, line, column)| format!(" ({file}:{line}:{column})"));
        format!("{}{place}", first.message)
    });
    let more = if report.errors() > 1 {
        format!("; {} errors in all", report.errors())
    } else {
        String::new()
    };
    Unanswered { line: format!("{line}{more}"), all: report.render(styled()) }
}

struct Finished(Run);

impl Answer for Finished {
    fn tables(&self) -> Vec<&Table> {
        self.0.tables.all()
    }

    fn write(&mut self, folder: &Path) -> Result<(), String> {
        self.0.write(folder, detente_report::draw).map_err(|error| error.to_string())
    }
}
