//! What has been decided, in the order in which it was, so that no crash can make it be decided
//! twice or not at all?
//!
//! One line per record: eight hexadecimal digits of its SHA-256, a blank, JSON. A record is a fact
//! once its line is durable. An evaluation and the events that follow from it are one record, and
//! therefore happen together or not at all. A last line that is not whole was never a fact and is
//! cut; a damaged line before it is an error. A long journal is replaced by one line with its sum.

use crate::durable::{append, refused, sync_folder, truncate};
use crate::error::WatchError;
use crate::event::Event;
use crate::faults::{Fate, Faults, Step, full, pass};
use crate::state::State;
use crate::threshold::{Standing, hex};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Records after which a journal is replaced by its sum.
const LONG: usize = 4000;
/// Hexadecimal digits of the check.
const CHECK: usize = 8;

/// One fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Record {
    /// Everything before it.
    Sum(Box<State>),
    /// A scenario was evaluated.
    Evaluated(Evaluated),
    /// A run folder is about to be written.
    Keeping(String),
    /// A run folder is gone.
    Pruned(String),
    /// The line of an event is about to be printed.
    Announcing(String),
    /// It was.
    Announced(String),
    /// A webhook has the event.
    Delivered { id: String, status: u16, attempts: u32 },
    /// A webhook does not get the event: refused, or not reached as often as was allowed.
    Undelivered { id: String, refused: bool, why: String, attempts: u32 },
    /// An undelivered event is tried anew.
    Again(String),
}

/// What an evaluation found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Evaluated {
    pub scenario: String,
    pub digest: String,
    /// World, options and version it was evaluated with.
    pub basis: String,
    /// Whether it could not be.
    pub problem: bool,
    /// By fingerprint of the threshold.
    pub standings: BTreeMap<String, Standing>,
    pub events: Vec<Event>,
    /// Whether the events are for a webhook too.
    pub post: bool,
}

/// The file.
pub(crate) struct Journal {
    path: PathBuf,
    records: usize,
    faults: Arc<dyn Faults>,
}

impl Journal {
    /// Opens the journal of a folder, and gives what it adds up to and how many bytes of a torn
    /// line were cut.
    pub fn open(
        folder: &Path,
        faults: Arc<dyn Faults>,
    ) -> Result<(Self, State, usize), WatchError> {
        let path = folder.join("journal.jsonl");
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(source) => {
                return Err(WatchError::Read { path: path.display().to_string(), source });
            }
        };
        let (mut state, mut records, mut whole) = (State::default(), 0, 0);
        for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let Some(record) = read(line) else {
                if whole + line.len() == bytes.len() {
                    break;
                }
                return Err(WatchError::Damaged { path: path.display().to_string(), line: at + 1 });
            };
            state.apply(&record);
            (records, whole) = (records + 1, whole + line.len());
        }
        let torn = bytes.len() - whole;
        if torn > 0 {
            truncate(&path, whole as u64)?;
        }
        Ok((Self { path, records, faults }, state, torn))
    }

    /// Makes `record` a fact, then part of `state`.
    pub fn add(&mut self, state: &mut State, record: &Record) -> Result<(), WatchError> {
        append(
            &self.path,
            line(record).as_bytes(),
            self.faults.as_ref(),
            [Step::JournalWrite, Step::JournalSync],
        )?;
        state.apply(record);
        self.records += 1;
        if self.records <= LONG {
            return Ok(());
        }
        match self.shorten(state) {
            // The long one is as good; the next record tries again.
            Err(error) if error.is_passing() => Ok(()),
            shortened => shortened,
        }
    }

    /// Replaces the journal by its sum.
    pub fn shorten(&mut self, state: &State) -> Result<(), WatchError> {
        let beside = self.path.with_extension("new");
        let text = line(&Record::Sum(Box::new(state.clone())));
        let half = &text.as_bytes()[..text.len() / 2];
        match self.faults.at(Step::CompactWrite) {
            Fate::Go => {
                let written = std::fs::write(&beside, &text)
                    .and_then(|()| std::fs::File::open(&beside)?.sync_all());
                written.map_err(refused(&beside))?;
            }
            Fate::Die => return Err(WatchError::Died(Step::CompactWrite)),
            Fate::Full => return Err(full(Step::CompactWrite)),
            Fate::Tear => {
                std::fs::write(&beside, half).map_err(refused(&beside))?;
                return Err(WatchError::Died(Step::CompactWrite));
            }
        }
        pass(self.faults.as_ref(), Step::CompactRename)?;
        std::fs::rename(&beside, &self.path).map_err(refused(&self.path))?;
        self.records = 1;
        self.path.parent().map_or(Ok(()), sync_folder)
    }
}

fn line(record: &Record) -> String {
    // Strings, numbers and maps with words as keys: there is nothing that serde_json refuses.
    let json = serde_json::to_string(record).unwrap_or_default();
    format!("{} {json}\n", hex(&json, CHECK / 2))
}

/// The record of a whole line.
fn read(line: &[u8]) -> Option<Record> {
    let text = std::str::from_utf8(line).ok()?.strip_suffix('\n')?;
    let (check, json) = text.split_once(' ')?;
    (check == hex(json, CHECK / 2)).then(|| serde_json::from_str(json).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::NoFaults;

    fn delivered(id: &str) -> Record {
        Record::Delivered { id: id.to_owned(), status: 200, attempts: 1 }
    }

    #[test]
    fn a_torn_last_line_is_cut_and_a_damaged_one_before_it_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Journal::open(folder.path(), Arc::new(NoFaults));
        let (mut journal, mut state, _) = open().unwrap();
        journal.add(&mut state, &delivered("a")).unwrap();
        journal.add(&mut state, &delivered("b")).unwrap();
        let path = folder.path().join("journal.jsonl");
        let whole = std::fs::read(&path).unwrap();
        for cut in [1, 5, 20] {
            std::fs::write(&path, &whole[..whole.len() - cut]).unwrap();
            let (journal, _, torn) = open().unwrap();
            assert_eq!((journal.records, torn > 0), (1, true), "{cut}");
        }
        let mut damaged = whole.clone();
        damaged[15] ^= 1;
        std::fs::write(&path, damaged).unwrap();
        let Err(error) = open() else { panic!("a damaged line passed") };
        assert!(matches!(error, WatchError::Damaged { line: 1, .. }), "{error}");
    }

    #[test]
    fn the_sum_of_a_journal_is_what_it_says() {
        let folder = tempfile::tempdir().unwrap();
        let (mut journal, mut state, _) = Journal::open(folder.path(), Arc::new(NoFaults)).unwrap();
        let evaluated = Evaluated {
            scenario: "cars.toml".to_owned(),
            digest: "d".to_owned(),
            basis: "b".to_owned(),
            problem: false,
            standings: BTreeMap::new(),
            events: Vec::new(),
            post: true,
        };
        journal.add(&mut state, &Record::Evaluated(evaluated)).unwrap();
        journal.shorten(&state).unwrap();
        let (journal, again, torn) = Journal::open(folder.path(), Arc::new(NoFaults)).unwrap();
        assert_eq!((journal.records, torn), (1, 0));
        assert_eq!(again, state);
    }
}
