//! What happens in one look at everything, and when is the next?

use crate::cell::value;
use crate::delivery::{Client, ONCE, Patience, deliver, secret};
use crate::error::WatchError;
use crate::event::{Event, Kind, Subject, Told};
use crate::faults::{Faults, Step, pass};
use crate::file::{OnFirst, WatchFile};
use crate::inbox::{Candidate, candidates, digest, settled};
use crate::journal::Evaluated;
use crate::number::Number;
use crate::state::Known;
use crate::stop::Stop;
use crate::store::Store;
use crate::threshold::{Condition, Judgement, Standing, Threshold};
use crate::time::now;
use detente_world::table::Table;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime};

/// A file that does not check is complained about once it has been left alone for this long.
const QUIET: Duration = Duration::from_secs(1);
/// How long a request under way may hold up the end of the watch.
const GRACE: Duration = Duration::from_millis(500);
/// Between two looks at whether something has ended.
const BLINK: Duration = Duration::from_millis(5);
/// Hexadecimal digits of the digest in the name of a run folder.
const DIGITS: usize = 8;

/// Why a scenario has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// One line.
    pub line: String,
    /// All of it, for people.
    pub all: String,
}

/// The tables of a scenario, not yet written anywhere.
pub trait Answer {
    /// The tables of the run.
    fn tables(&self) -> Vec<&Table>;

    /// Writes the run as a folder, whole or not at all.
    ///
    /// # Errors
    /// With what went wrong.
    fn write(&mut self, folder: &Path) -> Result<(), String>;
}

/// From a scenario to its tables.
pub trait Engine {
    /// Runs the scenario file or folder.
    ///
    /// # Errors
    /// If it does not check or has no equilibrium.
    fn run(&mut self, scenario: &Path) -> Result<Box<dyn Answer>, Unanswered>;
}

/// Tells something beside the events.
pub type Note = Arc<dyn Fn(&str) + Send + Sync>;

/// A watch before it begins.
pub struct Plan {
    /// The watch file, checked.
    pub file: WatchFile,
    /// Where it is.
    pub path: PathBuf,
    /// The state folder.
    pub state: PathBuf,
    /// World, options and version: whatever else decides what a scenario gives.
    pub basis: String,
    /// Look once, deliver, and end.
    pub once: bool,
    /// Post events again that the webhook has refused.
    pub retry_refused: bool,
    /// The values of environment variables.
    pub variable: fn(&str) -> Option<String>,
    /// Told what is worth knowing beside events.
    pub note: Note,
    /// Where the process may die.
    pub faults: Arc<dyn Faults>,
}

/// How a watch has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Events made public.
    pub events: usize,
    /// Scenarios without an answer at the last look.
    pub problems: usize,
    /// Events that the webhook does not have.
    pub given_up: usize,
    /// Events still on their way to it.
    pub on_their_way: usize,
}

/// Watches until asked to stop; `print` shows an event to people.
///
/// # Errors
/// If the state cannot be used, or nothing can be printed or kept any more. What was recorded by
/// then is taken up at the next start.
pub fn watch(
    plan: &Plan,
    engine: &mut dyn Engine,
    print: &mut dyn FnMut(&Event) -> Result<(), WatchError>,
    stop: &Stop,
) -> Result<Ended, WatchError> {
    let secret = plan
        .file
        .webhook
        .as_ref()
        .map(|webhook| secret(webhook, &plan.variable))
        .transpose()?
        .flatten();
    let (store, found) = Store::open(&plan.state, Arc::clone(&plan.faults))?;
    if found.torn > 0 {
        (plan.note)(&format!(
            "the last watch was stopped while it wrote; {} bytes of half a line were cut",
            found.torn
        ));
    }
    for (id, text) in &found.uncertain {
        (plan.note)(&format!(
            "the last watch was stopped while it printed event {id}, which is not printed again: {text}"
        ));
    }
    if !plan.once {
        (plan.note)(&begun(plan));
    }
    store.try_again(plan.retry_refused)?;
    for (id, _, why) in store.given_up() {
        (plan.note)(&format!(
            "webhook: event {id} is kept as failed ({why}); --retry-failed posts it again"
        ));
    }
    let store = Arc::new(store);
    let poster = poster(plan, &store, secret);
    let mut watcher = Watcher {
        plan,
        store: &store,
        engine,
        print,
        ended: Ended::default(),
        noted: HashSet::new(),
        troubled: HashSet::new(),
        failing: None,
    };
    let outcome = watcher.go(stop);
    let mut ended = watcher.ended;
    ended.problems = watcher.troubled.len();
    store.stop();
    wait_for(poster);
    (ended.given_up, ended.on_their_way) = (store.given_up().len(), store.to_post());
    match (outcome, store.failed()) {
        (Err(error), _) | (Ok(()), Some(error)) => Err(error),
        (Ok(()), None) => Ok(ended),
    }
}

/// What a watch says when it begins, so that silence is known for what it is.
fn begun(plan: &Plan) -> String {
    let count = plan.file.thresholds.len();
    let thresholds =
        if count == 1 { "1 threshold".to_owned() } else { format!("{count} thresholds") };
    let (every, state) = (plan.file.every, plan.state.display());
    format!(
        "watching {thresholds}, a look every {every:?}; events go to {state}/events.jsonl too; Ctrl-C ends"
    )
}

/// The thread of the webhook.
fn poster(plan: &Plan, store: &Arc<Store>, secret: Option<Vec<u8>>) -> Option<JoinHandle<()>> {
    let webhook = plan.file.webhook.as_ref()?;
    let mut client = Client::new(webhook, secret);
    let patience = Patience {
        attempts: webhook.attempts,
        backoff: webhook.backoff,
        in_all: plan.once.then_some(ONCE),
    };
    let (store, note) = (Arc::clone(store), Arc::clone(&plan.note));
    Some(std::thread::spawn(move || deliver(&store, &mut client, patience, note.as_ref())))
}

/// A request under way is given a moment; what it was about is still recorded as not delivered.
fn wait_for(poster: Option<JoinHandle<()>>) {
    let Some(poster) = poster else { return };
    let begun = Instant::now();
    while !poster.is_finished() && begun.elapsed() < GRACE {
        std::thread::sleep(BLINK);
    }
    if poster.is_finished() {
        // A panic there was told when it happened.
        let _ = poster.join();
    }
}

struct Watcher<'a> {
    plan: &'a Plan,
    store: &'a Store,
    engine: &'a mut dyn Engine,
    print: &'a mut dyn FnMut(&Event) -> Result<(), WatchError>,
    ended: Ended,
    /// What was noted already.
    noted: HashSet<String>,
    /// Scenarios without an answer.
    troubled: HashSet<String>,
    /// What the disk refused last, until it refuses nothing.
    failing: Option<String>,
}

impl Watcher<'_> {
    fn go(&mut self, stop: &Stop) -> Result<(), WatchError> {
        loop {
            let mut refused = None;
            // What was recorded and not told comes first, of an earlier watch or before the disk
            // was full.
            let announced = self.announce();
            self.bear(announced, &mut refused)?;
            // A folder that cannot be read now may be readable at the next look.
            let (found, unread) = candidates(&self.plan.file, &self.plan.path);
            unread.iter().for_each(|error| self.complain(error));
            for candidate in found {
                if stop.asked() {
                    return Ok(());
                }
                let looked = self.look(&candidate);
                self.bear(looked, &mut refused)?;
            }
            if self.plan.once {
                self.drain(stop)?;
            }
            let pruned = self.prune();
            self.bear(pruned, &mut refused)?;
            self.recover(refused);
            if self.plan.once {
                return Ok(());
            }
            if !stop.wait(self.plan.file.every) {
                return Ok(());
            }
            if let Some(error) = self.store.failed() {
                return Err(error);
            }
        }
    }

    /// What the disk refuses is tried again at the next look, where there is one; it is reported
    /// when it begins.
    fn bear(
        &mut self,
        done: Result<(), WatchError>,
        refused: &mut Option<String>,
    ) -> Result<(), WatchError> {
        match done {
            Err(error) if error.is_passing() && !self.plan.once => {
                let text = error.to_string();
                if self.failing.as_ref() != Some(&text) && refused.is_none() {
                    (self.plan.note)(&format!("{text}; tried again at the next look"));
                }
                refused.get_or_insert(text);
                Ok(())
            }
            done => done,
        }
    }

    /// Tells the end of what was told to begin.
    fn recover(&mut self, refused: Option<String>) {
        if self.failing.is_some() && refused.is_none() {
            (self.plan.note)("everything can be written again; what waited is recorded and told");
        }
        self.failing = refused;
    }

    /// Waits until the webhook has every event, each is given up, or the next start is to go on.
    fn drain(&self, stop: &Stop) -> Result<(), WatchError> {
        while self.plan.file.webhook.is_some() && self.store.to_post() > 0 {
            if let Some(error) = self.store.failed() {
                return Err(error);
            }
            if self.store.stopped() || !stop.wait(BLINK) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Removes runs that are no longer kept, and says which.
    fn prune(&mut self) -> Result<(), WatchError> {
        let Some(kept) = self.plan.file.keep_runs else { return Ok(()) };
        for run in self.store.prunable(kept) {
            let text = match self.store.prune(&run)? {
                Ok(()) => format!("{run} is removed: the newest {kept} runs are kept (keep_runs)"),
                Err(error) => format!("{run} cannot be removed and stays: {error}"),
            };
            // A removal that fails is tried at each look.
            if self.noted.insert(text.clone()) {
                (self.plan.note)(&text);
            }
        }
        Ok(())
    }

    /// Tells what cannot be read, once.
    fn complain(&mut self, error: &WatchError) {
        let text = error.to_string();
        if self.noted.insert(text.clone()) {
            (self.plan.note)(&text);
        }
    }

    fn announce(&mut self) -> Result<(), WatchError> {
        let (print, events) = (&mut *self.print, &mut self.ended.events);
        self.store.announce(&mut |event| {
            print(event)?;
            *events += 1;
            Ok(())
        })
    }

    fn look(&mut self, candidate: &Candidate) -> Result<(), WatchError> {
        let known = self.store.known(&candidate.name);
        let current = known.as_ref().filter(|known| self.up_to_date(known, candidate.news));
        let last = current.map(|known| known.digest.as_str());
        let digest = match settled(candidate, last, self.plan.file.settle) {
            Ok(Some(digest)) => digest,
            Ok(None) => return Ok(()),
            Err(error) => {
                self.complain(&error);
                self.troubled.insert(candidate.name.clone());
                return Ok(());
            }
        };
        if last == Some(digest.as_str()) {
            if current.is_some_and(|known| known.problem) {
                self.troubled.insert(candidate.name.clone());
            }
            return Ok(());
        }
        let known = known.unwrap_or_default();
        if candidate.news {
            self.news(candidate, &digest, &known)
        } else {
            self.evaluate(candidate, &digest, &known)
        }
    }

    /// Whether everything asked today was asked when the scenario was evaluated.
    fn up_to_date(&self, known: &Known, news: bool) -> bool {
        let asked = |threshold: &Threshold| known.standings.contains_key(&threshold.fingerprint());
        news || (known.basis == self.plan.basis
            && (known.problem || self.plan.file.thresholds.iter().all(asked)))
    }

    fn news(
        &mut self,
        candidate: &Candidate,
        digest: &str,
        known: &Known,
    ) -> Result<(), WatchError> {
        let text = format!(
            "{} waits: `detente draft {}` makes a scenario of it, to be read and completed",
            candidate.name,
            candidate.path.display()
        );
        let (name, time) = (candidate.name.as_str(), now());
        let event = Event::plain(
            Subject { name, digest, time: &time },
            Kind::DraftWaiting,
            known.evaluations,
            text,
        );
        self.record(candidate, digest, (BTreeMap::new(), vec![event], false))
    }

    fn evaluate(
        &mut self,
        candidate: &Candidate,
        digest: &str,
        known: &Known,
    ) -> Result<(), WatchError> {
        let answer = self.engine.run(&candidate.path);
        if self::digest(candidate).ok().flatten().as_deref() != Some(digest) {
            // It changed while it was run: the next look sees what it is now.
            return Ok(());
        }
        let judged = answer
            .and_then(|answer| self.judge(answer.as_ref(), known).map(|judged| (answer, judged)));
        let time = now();
        let of = Subject { name: &candidate.name, digest, time: &time };
        match judged {
            Ok((mut answer, judged)) => {
                self.troubled.remove(&candidate.name);
                let told: Vec<(&Threshold, Told)> = self
                    .plan
                    .file
                    .thresholds
                    .iter()
                    .zip(&judged)
                    .filter_map(|(threshold, judged)| self.told(threshold, judged, known))
                    .collect();
                let run =
                    if told.is_empty() { String::new() } else { self.keep(answer.as_mut(), of)? };
                let events = told
                    .iter()
                    .map(|(threshold, told)| Event::crossing(of, threshold, told, &run))
                    .collect();
                let marks = self.plan.file.thresholds.iter().map(Threshold::fingerprint);
                let standings = marks.zip(judged.iter().map(|judged| judged.standing)).collect();
                self.record(candidate, digest, (standings, events, false))
            }
            Err(_) if !self.plan.once && fresh(&candidate.path) => Ok(()),
            Err(unanswered) => {
                (self.plan.note)(&unanswered.all);
                let text = format!("{} has no answer: {}", candidate.name, unanswered.line);
                let event = Event::plain(of, Kind::Problem, known.evaluations, text);
                self.troubled.insert(candidate.name.clone());
                self.record(candidate, digest, (BTreeMap::new(), vec![event], true))
            }
        }
    }

    /// What the tables mean for each threshold.
    fn judge(&mut self, answer: &dyn Answer, known: &Known) -> Result<Vec<Judgement>, Unanswered> {
        let tables = answer.tables();
        let mut judged = Vec::with_capacity(self.plan.file.thresholds.len());
        for threshold in &self.plan.file.thresholds {
            let (value, why) = value(threshold, &tables).map_err(|error| {
                let line = format!("threshold `{}`: {error}", threshold.name);
                Unanswered { line: line.clone(), all: line }
            })?;
            if let Some(why) = why {
                let text = format!("threshold `{}`: {why}; taken as no value", threshold.name);
                if self.noted.insert(text.clone()) {
                    (self.plan.note)(&text);
                }
            }
            judged.push(threshold.judge(known.standings.get(&threshold.fingerprint()), value));
        }
        Ok(judged)
    }

    /// What an event says of a crossing; nothing where nothing has crossed, or a first value is only to
    /// be noted.
    fn told<'t>(
        &self,
        threshold: &'t Threshold,
        judged: &Judgement,
        known: &Known,
    ) -> Option<(&'t Threshold, Told)> {
        if !judged.crossed {
            return None;
        }
        let Judgement { standing, first, .. } = *judged;
        let before = known.standings.get(&threshold.fingerprint());
        let told = Told {
            side: standing.side,
            crossings: standing.crossings,
            before: before.map_or(Number(None), |before| against(threshold, before)),
            value: standing.value,
            first,
        };
        if first && self.plan.file.on_first == OnFirst::Note {
            let Threshold { name, unit, written, .. } = threshold;
            (self.plan.note)(&format!(
                "threshold `{name}`: {} {unit} from the first, {written}",
                standing.value
            ));
            return None;
        }
        Some((threshold, told))
    }

    /// Writes the run of an event, and says where.
    fn keep(&self, answer: &mut dyn Answer, of: Subject<'_>) -> Result<String, WatchError> {
        let plain = |letter: char| {
            if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '-' }
        };
        let name: String = of.name.trim_end_matches(".toml").chars().map(plain).collect();
        let run = format!("runs/{name}-{}", of.digest.get(..DIGITS).unwrap_or(of.digest));
        self.store.keeping(&run)?;
        pass(self.store.faults.as_ref(), Step::RunWrite)?;
        answer.write(&self.plan.state.join(&run)).map_err(WatchError::Keep)?;
        Ok(run)
    }

    fn record(
        &mut self,
        candidate: &Candidate,
        digest: &str,
        (standings, events, problem): (BTreeMap<String, Standing>, Vec<Event>, bool),
    ) -> Result<(), WatchError> {
        self.store.evaluated(Evaluated {
            scenario: candidate.name.clone(),
            digest: digest.to_owned(),
            basis: self.plan.basis.clone(),
            problem,
            standings,
            events,
            post: self.plan.file.webhook.is_some(),
        })?;
        self.announce()
    }
}

/// The value that a crossing is measured against.
fn against(threshold: &Threshold, before: &Standing) -> Number {
    match threshold.condition {
        Condition::ChangesBy(_) | Condition::ChangesByShare(_) => before.reference,
        _ => before.value,
    }
}

/// Whether somebody may still be writing.
fn fresh(path: &Path) -> bool {
    let path = if path.is_dir() { path.join("scenario.toml") } else { path.to_owned() };
    let changed = std::fs::metadata(path).and_then(|metadata| metadata.modified());
    changed
        .is_ok_and(|changed| SystemTime::now().duration_since(changed).unwrap_or_default() < QUIET)
}
