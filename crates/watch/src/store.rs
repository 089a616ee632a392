//! Who may change what is known, and in which order does an event become public?
//!
//! An event is a fact once its evaluation is in the journal. Then it is appended to `events.jsonl`,
//! then its line is printed between two records, `announcing` and `announced`; beside that, the
//! thread of the webhook posts it and records what came of it. After a crash: an event in the
//! journal that `events.jsonl` lacks is appended; a line that was not begun is printed; a line that
//! was begun is not printed again but named, for nobody can know whether it was seen.

use crate::durable::{append, cut_torn_line, make_folder, sync_folder};
use crate::error::WatchError;
use crate::event::Event;
use crate::faults::{Fate, Faults, Step, full, pass};
use crate::journal::{Evaluated, Journal, Record};
use crate::lock::Lock;
use crate::state::{Known, Line, State, Way};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The state folder, shared by the watch and the thread of its webhook.
pub(crate) struct Store {
    folder: PathBuf,
    inner: Mutex<Inner>,
    changed: Condvar,
    pub faults: Arc<dyn Faults>,
    _lock: Lock,
}

struct Inner {
    journal: Journal,
    state: State,
    /// Events whose line was printed, and of which that could not be recorded yet.
    printed: Vec<String>,
    stopping: bool,
    /// Why the thread of the webhook could not go on.
    failed: Option<WatchError>,
}

/// What a start found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Bytes of half-written lines that were cut.
    pub torn: usize,
    /// Id and text of each event whose line may or may not have been printed before.
    pub uncertain: Vec<(String, String)>,
}

impl Store {
    /// Takes a state folder, which is made where there is none.
    pub fn open(folder: &Path, faults: Arc<dyn Faults>) -> Result<(Self, Found), WatchError> {
        make_folder(folder)?;
        let lock = Lock::take(folder)?;
        let (mut journal, mut state, torn) = Journal::open(folder, Arc::clone(&faults))?;
        let torn = torn + cut_torn_line(&folder.join("events.jsonl"))?;
        let mut found = Found { torn, uncertain: Vec::new() };
        let begun = state.pending.iter().filter(|pending| pending.line == Line::Begun);
        found
            .uncertain
            .extend(begun.map(|pending| (pending.event.id.clone(), pending.event.text.clone())));
        for (id, _) in &found.uncertain {
            journal.add(&mut state, &Record::Announced(id.clone()))?;
        }
        let inner = Inner { journal, state, printed: Vec::new(), stopping: false, failed: None };
        let folder = folder.to_owned();
        Ok((
            Self { folder, inner: Mutex::new(inner), changed: Condvar::new(), faults, _lock: lock },
            found,
        ))
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, record: &Record) -> Result<(), WatchError> {
        let mut inner = self.inner();
        let Inner { journal, state, .. } = &mut *inner;
        journal.add(state, record)?;
        drop(inner);
        self.changed.notify_all();
        Ok(())
    }

    /// What is known of a scenario.
    pub fn known(&self, scenario: &str) -> Option<Known> {
        self.inner().state.scenarios.get(scenario).cloned()
    }

    /// Makes an evaluation and its events facts.
    pub fn evaluated(&self, evaluated: Evaluated) -> Result<(), WatchError> {
        self.add(&Record::Evaluated(evaluated))
    }

    /// Makes known that a run folder is about to be written, so that none is ever forgotten.
    pub fn keeping(&self, run: &str) -> Result<(), WatchError> {
        self.add(&Record::Keeping(run.to_owned()))
    }

    /// Runs beyond the newest `kept` whose events everybody has.
    pub fn prunable(&self, kept: usize) -> Vec<String> {
        self.inner().state.prunable(kept)
    }

    /// Removes a run folder: out of sight at once, then from the disk, then from the journal. A
    /// death in between is made up for by doing the same again, which finds nothing where it was
    /// done. `Ok(Err(_))` if the folder cannot be removed, and stays.
    pub fn prune(&self, run: &str) -> Result<Result<(), std::io::Error>, WatchError> {
        let folder = self.folder.join(run);
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let aside = folder.with_file_name(format!(".{name}.pruned"));
        // What a death has left there would be in the way of the next.
        if let Err(error) = self.remove(&aside)? {
            return Ok(Err(error));
        }
        pass(self.faults.as_ref(), Step::PruneRename)?;
        match std::fs::rename(&folder, &aside) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Ok(Err(error)),
            _ => {}
        }
        if let Some(runs) = folder.parent().filter(|runs| runs.is_dir()) {
            sync_folder(runs)?;
        }
        if let Err(error) = self.remove(&aside)? {
            return Ok(Err(error));
        }
        self.add(&Record::Pruned(run.to_owned())).map(Ok)
    }

    fn remove(&self, folder: &Path) -> Result<Result<(), std::io::Error>, WatchError> {
        if !folder.exists() {
            return Ok(Ok(()));
        }
        match self.faults.at(Step::PruneRemove) {
            Fate::Go => {}
            Fate::Die => return Err(WatchError::Died(Step::PruneRemove)),
            Fate::Full => return Err(full(Step::PruneRemove)),
            Fate::Tear => {
                // Some of it is gone; what cannot be read is not.
                let first =
                    std::fs::read_dir(folder).ok().and_then(|mut inside| inside.next()?.ok());
                first.map(|first| std::fs::remove_file(first.path()));
                return Err(WatchError::Died(Step::PruneRemove));
            }
        }
        Ok(std::fs::remove_dir_all(folder))
    }

    /// Makes every event public whose line is due. A line is printed once, even where the disk
    /// refuses to record that it was.
    pub fn announce(
        &self,
        print: &mut dyn FnMut(&Event) -> Result<(), WatchError>,
    ) -> Result<(), WatchError> {
        self.record_printed()?;
        let due = |inner: &Inner| {
            let pending = inner.state.pending.iter().filter(|pending| pending.line == Line::Due);
            pending.map(|pending| pending.event.clone()).collect::<Vec<Event>>()
        };
        let due = due(&self.inner());
        self.log(&due)?;
        for event in &due {
            self.add(&Record::Announcing(event.id.clone()))?;
            pass(self.faults.as_ref(), Step::Print)?;
            let printed = print(event);
            self.inner().printed.push(event.id.clone());
            printed.and_then(|()| self.record_printed())?;
        }
        Ok(())
    }

    fn record_printed(&self) -> Result<(), WatchError> {
        loop {
            let Some(id) = self.inner().printed.first().cloned() else { return Ok(()) };
            self.add(&Record::Announced(id))?;
            self.inner().printed.remove(0);
        }
    }

    /// Appends to `events.jsonl` what it does not have.
    fn log(&self, events: &[Event]) -> Result<(), WatchError> {
        if events.is_empty() {
            return Ok(());
        }
        let path = self.folder.join("events.jsonl");
        let there = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(source) => {
                return Err(WatchError::Read { path: path.display().to_string(), source });
            }
        };
        for event in events {
            let mark = format!("{{\"id\":\"{}\"", event.id);
            if there.lines().any(|line| line.starts_with(&mark)) {
                continue;
            }
            let line = format!("{}\n", event.json());
            append(
                &path,
                line.as_bytes(),
                self.faults.as_ref(),
                [Step::EventsWrite, Step::EventsSync],
            )?;
        }
        Ok(())
    }

    /// The oldest event that a webhook has still to get; waits for one until the watch stops, or
    /// `patience` is over.
    pub fn next_to_post(&self, patience: Duration) -> Option<Event> {
        let mut inner = self.inner();
        loop {
            if inner.stopping {
                return None;
            }
            if let Some(pending) =
                inner.state.pending.iter().find(|pending| pending.way == Way::Due)
            {
                return Some(pending.event.clone());
            }
            let (again, timeout) =
                self.changed.wait_timeout(inner, patience).unwrap_or_else(PoisonError::into_inner);
            inner = again;
            if timeout.timed_out() {
                return None;
            }
        }
    }

    /// Waits, unless the watch stops; says whether it goes on.
    pub fn sleep(&self, time: Duration) -> bool {
        let inner = self.inner();
        let waited = self.changed.wait_timeout_while(inner, time, |inner| !inner.stopping);
        !waited.unwrap_or_else(PoisonError::into_inner).0.stopping
    }

    /// The webhook has an event.
    pub fn delivered(&self, id: &str, status: u16, attempts: u32) -> Result<(), WatchError> {
        self.add(&Record::Delivered { id: id.to_owned(), status, attempts })
    }

    /// The webhook does not get an event.
    pub fn undelivered(
        &self,
        id: &str,
        refused: bool,
        why: &str,
        attempts: u32,
    ) -> Result<(), WatchError> {
        self.add(&Record::Undelivered { id: id.to_owned(), refused, why: why.to_owned(), attempts })
    }

    /// Puts events that were given up back on their way: those that nobody answered, and with
    /// `refused` those refused too.
    pub fn try_again(&self, refused: bool) -> Result<usize, WatchError> {
        let ids: Vec<String> = self
            .given_up()
            .into_iter()
            .filter(|(_, no, _)| refused || !no)
            .map(|(id, ..)| id)
            .collect();
        for id in &ids {
            self.add(&Record::Again(id.clone()))?;
        }
        Ok(ids.len())
    }

    /// Id, whether it was refused, and why, of every event that was given up.
    pub fn given_up(&self) -> Vec<(String, bool, String)> {
        let inner = self.inner();
        let given_up = inner.state.pending.iter().filter_map(|pending| match &pending.way {
            Way::GivenUp { refused, why } => {
                Some((pending.event.id.clone(), *refused, why.clone()))
            }
            _ => None,
        });
        given_up.collect()
    }

    /// Number of events on their way to the webhook.
    pub fn to_post(&self) -> usize {
        self.inner().state.pending.iter().filter(|pending| pending.way == Way::Due).count()
    }

    /// Ends every wait.
    pub fn stop(&self) {
        self.inner().stopping = true;
        self.changed.notify_all();
    }

    /// Whether every wait has ended.
    pub fn stopped(&self) -> bool {
        self.inner().stopping
    }

    /// The thread of the webhook cannot go on.
    pub fn fail(&self, error: WatchError) {
        let mut inner = self.inner();
        inner.failed.get_or_insert(error);
        inner.stopping = true;
        drop(inner);
        self.changed.notify_all();
    }

    /// Why the thread of the webhook could not go on.
    pub fn failed(&self) -> Option<WatchError> {
        self.inner().failed.take()
    }
}
