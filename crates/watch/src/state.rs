//! What is known of each scenario, and what has still to be told to whom?

use crate::event::Event;
use crate::journal::{Evaluated, Record};
use crate::threshold::Standing;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// A scenario at its last evaluation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Known {
    pub digest: String,
    pub basis: String,
    /// Whether it could not be evaluated.
    pub problem: bool,
    /// How often it was evaluated: part of the ids of events that are no crossing.
    pub evaluations: u64,
    /// By fingerprint of the threshold.
    pub standings: BTreeMap<String, Standing>,
}

/// How far the line of an event has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Line {
    /// Certainly not printed.
    Due,
    /// Perhaps printed.
    Begun,
    /// Printed.
    Printed,
}

/// How far an event has come on its way to the webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Way {
    /// There is none, or it has arrived.
    Done,
    /// It is tried until it arrives.
    Due,
    /// It was given up.
    GivenUp {
        /// The receiver refused it: trying again by itself is of no use.
        refused: bool,
        /// What the last attempt met.
        why: String,
    },
}

/// An event that is not yet told to everybody.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Pending {
    pub event: Event,
    pub line: Line,
    pub way: Way,
}

/// The sum of a journal.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct State {
    pub scenarios: BTreeMap<String, Known>,
    /// In the order in which they happened.
    pub pending: VecDeque<Pending>,
    /// Run folders, the one written last at the end.
    #[serde(default)]
    pub runs: VecDeque<String>,
}

impl State {
    /// Adds a fact.
    pub fn apply(&mut self, record: &Record) {
        match record {
            Record::Sum(state) => *self = state.as_ref().clone(),
            Record::Evaluated(evaluated) => self.evaluated(evaluated),
            Record::Keeping(run) => self.keep(run),
            Record::Pruned(run) => self.runs.retain(|kept| kept != run),
            Record::Announcing(id) => self.change(id, |pending| pending.line = Line::Begun),
            Record::Announced(id) => self.change(id, |pending| pending.line = Line::Printed),
            Record::Delivered { id, .. } => self.change(id, |pending| pending.way = Way::Done),
            Record::Undelivered { id, refused, why, .. } => {
                let way = Way::GivenUp { refused: *refused, why: why.clone() };
                self.change(id, |pending| pending.way = way);
            }
            Record::Again(id) => self.change(id, |pending| pending.way = Way::Due),
        }
    }

    fn evaluated(&mut self, evaluated: &Evaluated) {
        let Evaluated { scenario, digest, basis, problem, standings, events, post } = evaluated;
        let known = self.scenarios.entry(scenario.clone()).or_default();
        (known.digest, known.basis, known.problem) = (digest.clone(), basis.clone(), *problem);
        known.evaluations += 1;
        known.standings.extend(standings.iter().map(|(mark, standing)| (mark.clone(), *standing)));
        for event in events {
            event.run.iter().for_each(|run| self.keep(run));
            let way = if *post { Way::Due } else { Way::Done };
            self.pending.push_back(Pending { event: event.clone(), line: Line::Due, way });
        }
    }

    /// A run is the newest from now on.
    fn keep(&mut self, run: &str) {
        self.runs.retain(|kept| kept != run);
        self.runs.push_back(run.to_owned());
    }

    /// Runs beyond the newest `kept` that no event names which somebody has still to get; the
    /// oldest first.
    pub fn prunable(&self, kept: usize) -> Vec<String> {
        let waits = |run: &String| {
            self.pending.iter().any(|pending| pending.event.run.as_ref() == Some(run))
        };
        let old = self.runs.iter().take(self.runs.len().saturating_sub(kept));
        old.filter(|run| !waits(run)).cloned().collect()
    }

    fn change(&mut self, id: &str, change: impl FnOnce(&mut Pending)) {
        if let Some(pending) = self.pending.iter_mut().find(|pending| pending.event.id == id) {
            change(pending);
        }
        self.pending.retain(|pending| pending.line != Line::Printed || pending.way != Way::Done);
    }
}
