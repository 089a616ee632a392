//! What is an episode: a scenario as it was known, and what was observed then?

use crate::expression::Expression;
use detente_scenario::Place;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether a fact counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// It counts in the scores.
    Scored,
    /// It was used to make the scenario: it counts in no score.
    Input,
    /// It stands beside, such as what another model says: it counts in no score.
    Beside,
}

/// Where facts are from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    /// Publisher and title.
    pub title: String,
    /// Edition or date.
    pub vintage: String,
    /// Licence.
    pub licence: String,
    /// A official table, B quoted, C weak, D derived here.
    pub grade: String,
}

/// Facts of one kind, scored together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Set {
    /// Short name.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Whether correlation and slope are those of logs of ratios; facts are changes in percent.
    pub logs: bool,
    /// Unit of its facts.
    pub unit: String,
}

/// One thing that was observed.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Name, once in an episode.
    pub id: String,
    /// Set it belongs to.
    pub set: usize,
    /// What it is, for people.
    pub what: String,
    /// The cell that it tests, as written; empty where no cell covers it.
    pub cell: String,
    /// The same, read.
    pub expression: Option<Expression>,
    /// What was observed.
    pub observed: f64,
    /// Lowest and highest it may have been.
    pub measured: Option<(f64, f64)>,
    /// What it would be if nothing changed, where it says so.
    pub nothing: Option<f64>,
    /// Range of "nothing changes" from the variation of earlier years.
    pub usual: Option<(f64, f64)>,
    /// Weight in its set.
    pub weight: f64,
    /// Facts of one group are left out together for standard errors.
    pub group: String,
    /// Key of its source.
    pub source: String,
    /// Edition, where it differs from the source's.
    pub vintage: String,
    /// Grade, where it differs from the source's.
    pub grade: String,
    /// Whether it counts.
    pub role: Role,
    /// What a reader should know.
    pub note: String,
    /// Where its cell stands in the files of the episode.
    pub place: Place,
}

/// Why facts are thought to lie outside.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reason {
    /// Patterns of names of facts.
    pub facts: String,
    /// Whether it is one for figures that are too high (`true`) or too low, if not for both.
    pub too_high: Option<bool>,
    /// The reason, a sentence.
    pub reason: String,
    /// Key of its source.
    pub source: String,
}

/// Another answer of the model: a run with some settings changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Case {
    /// Name for people.
    pub name: String,
    /// Settings, `key=value`.
    pub set: Vec<String>,
}

/// The files of an episode: names and texts, `episode.toml` first.
pub type Files = Vec<(String, String)>;

/// An episode.
#[derive(Clone, Debug)]
pub struct Episode {
    /// Name of its folder.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// What happened, in sentences.
    pub description: String,
    /// What was known when, and is put in.
    pub known: String,
    /// Scenario: a file of the episode or the name of a bundled one.
    pub scenario: String,
    /// Settings of the scenario, `key=value`.
    pub options: Vec<String>,
    /// Runs beside, whose spread is the range of figures that have none of their own.
    pub cases: Vec<Case>,
    /// Sets of facts.
    pub sets: Vec<Set>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// Sources by key.
    pub sources: BTreeMap<String, Source>,
    /// Reasons, the first that fits counts.
    pub reasons: Vec<Reason>,
    /// What it was read from.
    pub files: Files,
    /// Its folder, unless it is bundled.
    pub folder: Option<std::path::PathBuf>,
}

impl Episode {
    /// The reason why a fact misses what was observed on one side, if one is known.
    #[must_use]
    pub fn reason(&self, fact: &Fact, predicted: Option<f64>) -> Option<&Reason> {
        let too_high = predicted? > fact.observed;
        self.reasons.iter().find(|reason| {
            reason.too_high.is_none_or(|own| own == too_high)
                && crate::expression::fits(&reason.facts, &fact.id)
        })
    }
}
