//! Random scenarios over every kind of entry and every option: is each answer whole, and does the
//! exit code say what happened?
//!
//! `DETENTE_RANDOM=300 cargo test --release -p detente-cli --test main random` draws more of them;
//! the seed of each is its number. Beside other tests a run takes as long as the machine lets it:
//! `.ci/run` asks for the time limit where nothing else runs.

mod answer;
mod draw;

use crate::sandbox::{Ended, Sandbox};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Scenarios in the normal suite: each kind of entry once; `.ci/run` draws more.
const SCENARIOS: u64 = 20;
/// From so many on every kind of entry must have been answered once.
const ENOUGH: u64 = 60;
/// No scenario takes longer than this, in seconds, unless `DETENTE_RANDOM_SECONDS` says otherwise.
const LONGEST: u64 = 300;
/// Scenarios that run at once.
const AT_ONCE: u64 = 2;

/// How many scenarios ended in each way.
#[derive(Debug, Default)]
struct Tally {
    answered: usize,
    refused: usize,
    without_answer: usize,
    slowest: Duration,
    kinds: BTreeSet<&'static str>,
    faults: Vec<String>,
}

#[test]
fn random_scenarios_give_whole_answers_or_say_why_not() {
    let given = |name: &str, default: u64| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let (scenarios, first) = (given("DETENTE_RANDOM", SCENARIOS), given("DETENTE_RANDOM_FIRST", 0));
    let longest = Duration::from_secs(given("DETENTE_RANDOM_SECONDS", LONGEST));
    let share = |part: u64| (first..first + scenarios).filter(move |seed| seed % AT_ONCE == part);
    let tallies: Vec<Tally> = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..AT_ONCE)
            .map(|part| {
                scope.spawn(move || {
                    share(part).fold(Tally::default(), |tally, seed| one(tally, seed, longest))
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).collect()
    });
    let all = tallies.into_iter().fold(Tally::default(), |mut all, tally| {
        all.answered += tally.answered;
        all.refused += tally.refused;
        all.without_answer += tally.without_answer;
        all.slowest = all.slowest.max(tally.slowest);
        all.kinds.extend(tally.kinds);
        all.faults.extend(tally.faults);
        all
    });
    println!("{all:?}");
    assert!(all.faults.is_empty(), "{} faults:\n{}", all.faults.len(), all.faults.join("\n\n"));
    // A harness whose scenarios are refused tests nothing.
    assert!(all.answered * 2 > scenarios as usize, "{all:?}");
    if scenarios >= ENOUGH {
        let known: BTreeSet<&str> =
            detente_scenario::kinds().into_iter().map(|(name, _)| name).collect();
        assert_eq!(all.kinds, known, "every kind of entry is drawn");
    }
}

fn one(mut tally: Tally, seed: u64, longest: Duration) -> Tally {
    let scenario = draw::scenario(seed);
    let sandbox = Sandbox::new();
    sandbox.write("random.toml", &scenario.text);
    let checked = sandbox.run(&["check", "random.toml"]);
    let began = Instant::now();
    let run = sandbox.run(&["run", "random.toml", "--out", "result"]);
    let took = began.elapsed();
    tally.slowest = tally.slowest.max(took);
    let fault = match (checked.code, run.code) {
        _ if took > longest => Err(format!("{took:?}")),
        (2, 2) => {
            tally.refused += 1;
            Ok(())
        }
        (0, 0) => {
            tally.answered += 1;
            tally.kinds.extend(scenario.kinds);
            answer::whole(&sandbox, "result")
        }
        (0, 1) => {
            tally.without_answer += 1;
            no_answer(&sandbox, &run)
        }
        _ => Err("check and run disagree".to_owned()),
    };
    if let Err(fault) = fault {
        let codes = format!("check ends with {}, run with {}", checked.code, run.code);
        tally.faults.push(format!("seed {seed}: {fault}; {codes}\n{}\n{}", run.err, scenario.text));
    }
    tally
}

/// A run without an answer says so, and writes nothing.
fn no_answer(sandbox: &Sandbox, run: &Ended) -> Result<(), String> {
    let said =
        run.out.is_empty() && run.err.contains("Nothing was written") && !run.err.contains("NaN");
    if said && !sandbox.path("result").exists() {
        Ok(())
    } else {
        Err("no answer, and no word of it".to_owned())
    }
}
