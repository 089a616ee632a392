//! The process dies at each of its steps, before it and in the middle of it, and a restart makes up
//! for it.

use crate::desk::Desk;
use crate::server::{Received, Server, Way};
use detente_watch::WatchError;
use detente_watch::faults::{Fate, Faults, Step};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

/// Lets the process die at one of its steps, and at all after it: a dead process does nothing.
struct Dies {
    at: usize,
    how: Fate,
    seen: Mutex<Vec<Step>>,
}

impl Faults for Dies {
    fn at(&self, step: Step) -> Fate {
        let mut seen = self.seen.lock().unwrap();
        seen.push(step);
        match seen.len() - 1 {
            now if now < self.at => Fate::Go,
            now if now == self.at => self.how,
            _ => Fate::Die,
        }
    }
}

fn dies(at: usize, how: Fate) -> Arc<Dies> {
    Arc::new(Dies { at, how, seen: Mutex::default() })
}

/// What the scenarios are at each start: crossings of two scenarios, back and forth, a broken one
/// and a text.
fn chapter(desk: &Desk, at: usize) {
    match at {
        0 => {
            desk.set("cars", 0.0, 0.0);
            desk.set("ships", -0.3, 0.0);
        }
        1 => {
            desk.set("cars", -0.3, 3.0);
            desk.set("ships", 0.0, 0.0);
            desk.write("inbox/article.txt", "News.");
        }
        _ => {
            desk.set("cars", 0.0, 3.0);
            desk.write("scenarios/ships.toml", "broken");
        }
    }
}

/// Ids told by a process that never dies, in their order.
fn undisturbed() -> Vec<String> {
    let mut desk = Desk::new("");
    for at in 0..3 {
        chapter(&desk, at);
        desk.once().unwrap();
    }
    assert_eq!(desk.printed.len(), 7);
    desk.ids()
}

/// Dies in `chapter` at a step, starts again, and goes on to the end. The step at which it died.
fn story(dying: usize, at: usize, how: Fate, expected: &[String]) -> Option<Step> {
    let server = Server::start(&[Way::Status(200)]);
    let mut desk = Desk::new(&format!("[webhook]\nurl = \"{}\"\nbackoff = \"1ms\"\n", server.url));
    desk.first("keep_runs = 1\n");
    let mut died = None;
    for now in 0..3 {
        chapter(&desk, now);
        if now == dying {
            match desk.once_with(dies(at, how)) {
                Ok(_) => {}
                Err(WatchError::Died(step)) => died = Some(step),
                Err(error) => panic!("{error}"),
            }
            let arrived: BTreeSet<String> = server.received().iter().map(Received::id).collect();
            for event in desk.events().iter().filter(|event| !arrived.contains(&event.id)) {
                let there =
                    event.run.as_ref().is_none_or(|run| desk.path("state").join(run).is_dir());
                assert!(
                    there,
                    "chapter {dying}, step {at} ({how:?}): the run of an event that nobody has is gone"
                );
            }
        }
        desk.once().unwrap_or_else(|error| panic!("chapter {dying}, step {at}: {error}"));
    }
    let last = desk.events().into_iter().rev().find_map(|event| event.run);
    let kept: Vec<String> = desk.runs().iter().map(|name| format!("runs/{name}")).collect();
    assert_eq!(
        kept,
        Vec::from_iter(last),
        "chapter {dying}, step {at} ({how:?}): the newest run is kept, and nothing else"
    );
    let place = format!("chapter {dying}, step {at} ({how:?}, died at {died:?})");
    assert_eq!(desk.logged(), expected, "{place}: events.jsonl has each event once, in order");
    let printed: BTreeSet<String> = desk.ids().into_iter().collect();
    assert_eq!(printed.len(), desk.printed.len(), "{place}: nothing is printed twice");
    let uncertain = desk.noted("which is not printed again");
    let unprinted: Vec<&String> = expected.iter().filter(|id| !printed.contains(*id)).collect();
    assert!(unprinted.len() <= uncertain, "{place}: not printed and not named: {unprinted:?}");
    for id in unprinted {
        assert_eq!(desk.noted(&format!("event {id}, which is not printed again")), 1, "{place}");
    }
    let mut posted: Vec<String> = server.received().iter().map(|request| request.id()).collect();
    posted.dedup();
    assert_eq!(
        posted, expected,
        "{place}: posted at least once, in order, the same id right after where twice"
    );
    died
}

#[test]
fn whatever_step_the_process_dies_at_nothing_is_lost_and_nothing_told_twice() {
    let expected = undisturbed();
    let (mut deaths, mut pruning) = (0, 0);
    for dying in 0..3 {
        for at in 0.. {
            let Some(step) = story(dying, at, Fate::Die, &expected) else { break };
            deaths += 1;
            pruning += usize::from(matches!(step, Step::PruneRename | Step::PruneRemove));
            if matches!(step, Step::JournalWrite | Step::EventsWrite | Step::PruneRemove) {
                // Deliveries run beside: the same number can be another step, which then dies too.
                assert!(story(dying, at, Fate::Tear, &expected).is_some());
                deaths += 1;
            }
        }
    }
    assert!(deaths > 120 && pruning > 3, "{deaths} deaths, {pruning} while a run was removed");
}

#[test]
fn a_scenario_that_changed_while_nobody_watched_is_told_as_it_is_now() {
    let mut desk = Desk::new("");
    desk.set("cars", 0.0, 0.0);
    desk.once().unwrap();
    desk.set("cars", -0.3, 0.0);
    // Dead before the evaluation is a fact: as if it had not been seen.
    assert!(desk.once_with(dies(0, Fate::Die)).is_err());
    desk.set("cars", 0.0, 0.1);
    desk.once().unwrap();
    assert_eq!(desk.printed.len(), 0);
}
