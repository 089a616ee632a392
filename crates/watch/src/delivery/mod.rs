//! How does an event reach a webhook at least once, without anybody waiting for it?
//!
//! One thread, one request at a time, the oldest event first; an event is followed by the next one
//! when it has arrived or is given up. A request that fails is repeated under the same id after a
//! wait that doubles ([`wait`]), or as long as the receiver asks for. Given up is an event that the
//! receiver refused (a status that repeating does not change), or that met nothing but failures as
//! often as the file allows; the second kind is tried anew at the next start.

mod answer;
mod failure;
mod post;
mod signature;

pub use signature::{SIGNATURE, verify};

pub(crate) use post::{Client, secret};

use crate::error::WatchError;
use crate::event::Event;
use crate::faults::{Step, pass};
use crate::store::Store;
use crate::threshold::hex;
use answer::Answer;
use std::time::Duration;

/// Longest wait between two attempts that is our own choice.
const LONGEST: Duration = Duration::from_secs(300);
/// Longest wait in all of a watch that looks once.
pub(crate) const ONCE: Duration = Duration::from_secs(60);
/// Until what the disk refused to record is tried again.
const DISK: Duration = Duration::from_secs(5);
/// Between two looks for something to post.
const LOOK: Duration = Duration::from_secs(1);

/// Attempts and waits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Patience {
    pub attempts: u32,
    pub backoff: Duration,
    /// Longest wait in all, of a watch that looks once; what would take longer is left to the next
    /// start.
    pub in_all: Option<Duration>,
}

/// Wait after `attempt` (from one) has failed: doubled with each, at most five minutes, of which
/// half to all by a hash of id and attempt, so that many events do not return at once, and a test
/// knows when one does.
pub(crate) fn wait(patience: Patience, id: &str, attempt: u32) -> Duration {
    let doubled =
        patience.backoff.saturating_mul(1 << attempt.saturating_sub(1).min(20)).min(LONGEST);
    let draw = u16::from_str_radix(&hex(&format!("{id} {attempt}"), 2), 16).unwrap_or(0);
    doubled.mul_f64(0.5 + 0.5 * f64::from(draw) / f64::from(u16::MAX))
}

/// Posts events until the watch stops; what is worth knowing goes to `note`.
pub(crate) fn deliver(
    store: &Store,
    client: &mut Client,
    patience: Patience,
    note: &(dyn Fn(&str) + Send + Sync),
) {
    if let Err(error) = run(store, client, patience, note) {
        store.fail(error);
    }
}

fn run(
    store: &Store,
    client: &mut Client,
    patience: Patience,
    note: &(dyn Fn(&str) + Send + Sync),
) -> Result<(), WatchError> {
    let mut left = patience.in_all;
    // A wait that ends without anything to do begins again; the store says when it is over.
    loop {
        match store.next_to_post(LOOK) {
            Some(event) => one(store, client, (patience, &mut left), note, &event)?,
            None if store.sleep(Duration::ZERO) => {}
            None => return Ok(()),
        }
    }
}

/// One event until it has arrived or is given up, or the watch stops.
fn one(
    store: &Store,
    client: &mut Client,
    (patience, left): (Patience, &mut Option<Duration>),
    note: &(dyn Fn(&str) + Send + Sync),
    event: &Event,
) -> Result<(), WatchError> {
    let record = |add: &dyn Fn() -> Result<(), WatchError>| recorded(store, patience, note, add);
    let id = event.id.as_str();
    for attempt in 1..=patience.attempts {
        pass(store.faults.as_ref(), Step::Post)?;
        let answer = client.post(event);
        pass(store.faults.as_ref(), Step::Posted)?;
        let (why, asked) = match answer {
            Answer::Arrived(status) => return record(&|| store.delivered(id, status, attempt)),
            Answer::Refused(why) => {
                note(&format!("webhook: event {id} was refused and is kept as failed: {why}"));
                return record(&|| store.undelivered(id, true, &why, attempt));
            }
            Answer::Again(why, asked) => (why, asked),
        };
        if attempt == patience.attempts {
            note(&format!(
                "webhook: event {id} was given up until the next start after {attempt} attempts: {why}"
            ));
            return record(&|| store.undelivered(id, false, &why, attempt));
        }
        let wait = asked.unwrap_or_else(|| wait(patience, id, attempt));
        let seconds = wait.as_secs_f64();
        match left.map(|left| left.checked_sub(wait)) {
            Some(None) => {
                note(&format!(
                    "webhook: attempt {attempt} for event {id} failed: {why}; the next would be in {seconds:.1} s, and --once waits no \
                     longer than {} s in all: it stays queued, and the next start posts it",
                    ONCE.as_secs()
                ));
                store.stop();
                return Ok(());
            }
            Some(less) => *left = less,
            None => {}
        }
        note(&format!(
            "webhook: attempt {attempt} for event {id} failed: {why}; again in {seconds:.1} s"
        ));
        if !store.sleep(wait) {
            return Ok(());
        }
    }
    Ok(())
}

/// Records what came of an event. Where the disk refuses, that is reported and tried again until the
/// watch stops; the next start then posts the event once more under the same id.
fn recorded(
    store: &Store,
    patience: Patience,
    note: &(dyn Fn(&str) + Send + Sync),
    add: &dyn Fn() -> Result<(), WatchError>,
) -> Result<(), WatchError> {
    let mut told = false;
    loop {
        match add() {
            Err(error) if error.is_passing() && patience.in_all.is_none() => {
                if !std::mem::replace(&mut told, true) {
                    note(&format!("webhook: {error}; tried again until it can be"));
                }
                if !store.sleep(DISK) {
                    return Ok(());
                }
            }
            added => return added,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_within_bounds_and_are_the_same_each_time() {
        let patience = Patience { attempts: 20, backoff: Duration::from_secs(1), in_all: None };
        for attempt in 1..20 {
            let full = Duration::from_secs(1 << (attempt - 1)).min(LONGEST);
            let found = wait(patience, "abc", attempt);
            assert!(found >= full / 2 && found <= full, "{attempt}: {found:?}");
            assert_eq!(found, wait(patience, "abc", attempt));
        }
        assert_ne!(wait(patience, "abc", 5), wait(patience, "abd", 5));
    }
}
