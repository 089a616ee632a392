//! Where can the process die, and how is that tested?
//!
//! Every effect on the world outside (bytes written, a line printed, a request sent) is announced
//! to a [`Faults`] before it happens. The program uses [`NoFaults`]; tests let the process "die" at
//! each step in turn, also with half of the bytes written, and look at what a restart makes of it.

use crate::error::WatchError;

/// An effect that is about to happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Bytes are appended to the journal.
    JournalWrite,
    /// They are made durable.
    JournalSync,
    /// A shorter journal is written beside the old one.
    CompactWrite,
    /// It takes its place.
    CompactRename,
    /// The run folder of an event is written.
    RunWrite,
    /// A run folder that is no longer kept is moved out of sight.
    PruneRename,
    /// It is removed.
    PruneRemove,
    /// A line is appended to `events.jsonl`.
    EventsWrite,
    /// It is made durable.
    EventsSync,
    /// The line of an event is printed.
    Print,
    /// A request is sent.
    Post,
    /// A request was answered.
    Posted,
}

/// What happens at a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The step.
    Go,
    /// The process dies before it.
    Die,
    /// The process dies in the middle of it: half of the bytes are there.
    Tear,
    /// The disk is full in the middle of it: half of the bytes are there, and the process lives.
    Full,
}

/// Decides what happens at each step.
pub trait Faults: Send + Sync {
    /// What happens now.
    fn at(&self, step: Step) -> Fate;
}

/// Nothing dies.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoFaults;

impl Faults for NoFaults {
    fn at(&self, _: Step) -> Fate {
        Fate::Go
    }
}

/// `Err` if the process dies at a step that has no middle.
pub(crate) fn pass(faults: &dyn Faults, step: Step) -> Result<(), WatchError> {
    match faults.at(step) {
        Fate::Go => Ok(()),
        Fate::Die | Fate::Tear => Err(WatchError::Died(step)),
        Fate::Full => Err(full(step)),
    }
}

/// What the operating system says of a full disk.
pub(crate) fn full(step: Step) -> WatchError {
    WatchError::Write { path: format!("{step:?}"), source: std::io::ErrorKind::StorageFull.into() }
}
