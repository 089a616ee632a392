//! What does the program say of each fact of an episode?
//!
//! The scenario runs once as it stands, and once for each case beside it. A fact gets the figure of
//! the first run. Its range is that of the columns, where they have one, and spans what the cases
//! say; without either there is none.

use crate::episode::{Episode, Fact, Role};
use crate::error::HindcastError;
use crate::expression::fits;
use crate::ledger::{Absent, Ledger, View};
use detente_engine::{Run, RunRequest, ScenarioSource, Session};
use detente_scenario::{Diagnostic, Report};
use detente_world::Band;
use serde::Serialize;

/// How a fact came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Inside the stated range.
    Inside,
    /// The range lies below what was observed.
    TooLow,
    /// The range lies above it.
    TooHigh,
    /// A figure without a range.
    NoRange,
    /// No figure of the program answers to it.
    NotCovered,
}

/// What is said of one fact.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// What the program says; its ends are those of the range.
    pub predicted: Option<Band>,
    /// Whether it states a range.
    pub ranged: bool,
    /// What it would be if nothing changed.
    pub nothing: Option<f64>,
    /// What gravity says, each flow alone.
    pub gravity: Option<f64>,
    /// What gravity says with the importer's resistance.
    pub resisted: Option<f64>,
    /// How it came out.
    pub verdict: Verdict,
    /// Why there is no figure.
    pub why: String,
}

/// An episode and what is said of its facts, in their order.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The episode.
    pub episode: Episode,
    /// One answer per fact.
    pub answers: Vec<Answer>,
    /// What the runs had to say about their elasticities, as sentences.
    pub notes: Vec<String>,
}

/// What one run says of each fact in one view.
type Said = Vec<Result<Band, Absent>>;

/// Runs an episode; `extra` settings (`key=value`) come after its own.
///
/// # Errors
/// If the scenario cannot be run, or a fact names a row that no run has.
pub fn evaluate(
    session: &mut Session,
    episode: Episode,
    extra: &[String],
) -> Result<Evaluated, HindcastError> {
    let kept = tempfile::tempdir().map_err(|source| detente_world::WorldError::Write {
        path: "a temporary folder".to_owned(),
        source,
    })?;
    let source = scenario(&episode, kept.path())?;
    let request = |settings: &[String]| {
        let mut request = RunRequest::new(source.clone());
        request.overrides = [episode.options.as_slice(), settings, extra].concat();
        request.savings = false;
        request
    };
    let main = session.run(&request(&[]))?;
    let ledger = Ledger::of(&main);
    let views = [View::Model, View::Nothing, View::Gravity, View::Resisted]
        .map(|view| said(&episode, &ledger, view));
    refuse_unknown(&episode, &views[0])?;
    let requests: Vec<RunRequest> = episode.cases.iter().map(|case| request(&case.set)).collect();
    let mut cases = Vec::new();
    for pair in requests.chunks(2) {
        let runs: Vec<Run> = match pair {
            [one, other] => session.run_pair(&[one.clone(), other.clone()])?.into(),
            rest => rest.iter().map(|own| session.run(own)).collect::<Result<_, _>>()?,
        };
        cases.extend(runs.iter().map(|run| said(&episode, &Ledger::of(run), View::Model)));
    }
    let answers = (0..episode.facts.len())
        .map(|at| {
            let others = cases.iter().filter_map(|said| said[at].as_ref().ok().copied());
            answer(&episode, at, &views, others)
        })
        .collect();
    let notes = main.resolved.trade.nests.iter().flat_map(|nests| nests.notes.clone()).collect();
    Ok(Evaluated { answers, notes, episode })
}

/// The scenario of an episode: a bundled one, or the file among its own, put where its schedules
/// are.
fn scenario(episode: &Episode, folder: &std::path::Path) -> Result<ScenarioSource, HindcastError> {
    if !episode.files.iter().any(|(file, _)| *file == episode.scenario) {
        return Ok(ScenarioSource::Bundled(episode.scenario.clone()));
    }
    if let Some(own) = &episode.folder {
        return Ok(ScenarioSource::File(own.join(&episode.scenario)));
    }
    let folder = folder.join(&episode.name);
    let refused =
        |source| detente_world::WorldError::Write { path: folder.display().to_string(), source };
    std::fs::create_dir_all(&folder).map_err(refused)?;
    for (file, text) in &episode.files {
        std::fs::write(folder.join(file), text).map_err(refused)?;
    }
    Ok(ScenarioSource::File(folder.join(&episode.scenario)))
}

fn said(episode: &Episode, ledger: &Ledger<'_>, view: View) -> Said {
    let none = |_: &str| Err(Absent::Endless);
    let value = |fact: &Fact, facts: &dyn Fn(&str) -> Result<Band, Absent>| match &fact.expression {
        None => Err(Absent::NotCovered("no figure of a run answers to it".to_owned())),
        Some(expression) => ledger.value(expression, view, facts),
    };
    let alone = |fact: &Fact| {
        let own = fact.expression.as_ref().is_none_or(|own| own.patterns().is_empty());
        own.then(|| value(fact, &none))
    };
    let first: Vec<Option<Result<Band, Absent>>> = episode.facts.iter().map(alone).collect();
    let together = |patterns: &str| -> Result<Band, Absent> {
        let (mut sum, mut weight) = (Band::point(0.0), 0.0);
        for (fact, own) in episode.facts.iter().zip(&first) {
            let (true, Some(own)) = (fits(patterns, &fact.id), own) else { continue };
            match own {
                Ok(band) => {
                    sum = sum.plus(band.scaled(fact.weight));
                    weight += fact.weight;
                }
                // A flow that the base year does not have has no change, and no part in the mean.
                Err(Absent::Endless) => {}
                Err(other) => return Err(other.clone()),
            }
        }
        Ok(sum.scaled(1.0 / weight))
    };
    let rest = |(fact, own): (&Fact, &Option<Result<Band, Absent>>)| match own {
        Some(own) => own.clone(),
        None => value(fact, &together),
    };
    episode.facts.iter().zip(&first).map(rest).collect()
}

fn refuse_unknown(episode: &Episode, said: &Said) -> Result<(), HindcastError> {
    let problems: Vec<Diagnostic> = episode
        .facts
        .iter()
        .zip(said)
        .filter_map(|(fact, said)| match said {
            Err(Absent::Unknown(message)) => {
                Some(Diagnostic::error(fact.place, message.clone(), "the cell of this fact"))
            }
            _ => None,
        })
        .collect();
    if problems.is_empty() {
        return Ok(());
    }
    let shown = episode
        .files
        .iter()
        .map(|(file, text)| (format!("{}/{file}", episode.name), text.clone()))
        .collect();
    Err(HindcastError::Episode(Box::new(Report::over(shown, problems))))
}

/// What is said of one fact.
fn answer(
    episode: &Episode,
    at: usize,
    views: &[Said; 4],
    cases: impl Iterator<Item = Band>,
) -> Answer {
    let fact = &episode.facts[at];
    let unit = episode.sets[fact.set].unit.as_str();
    let point = |view: usize| {
        views[view][at].as_ref().ok().map(|band| band.mid).filter(|mid| mid.is_finite())
    };
    // What a change is in its unit where nothing changes.
    let usual = match unit {
        "%" | "points" => Some(0.0),
        "ratio" => Some(1.0),
        _ => None,
    };
    let nothing = fact.nothing.or_else(|| point(1)).or(usual);
    let (predicted, why) = match &views[0][at] {
        Ok(band) => (Some(cases.fold(*band, Band::hull)), String::new()),
        Err(Absent::NotCovered(why)) => (None, why.clone()),
        Err(_) => (None, "the figure is not a number".to_owned()),
    };
    // That it never happens is as good as a range: a date excludes it.
    let ranged = predicted.is_some_and(|band| band.low < band.high || band.mid.is_infinite());
    let observed = fact.measured.unwrap_or((fact.observed, fact.observed));
    let verdict = match predicted {
        None => Verdict::NotCovered,
        Some(_) if !ranged => Verdict::NoRange,
        Some(band) if band.high < observed.0 => Verdict::TooLow,
        Some(band) if band.low > observed.1 => Verdict::TooHigh,
        Some(_) => Verdict::Inside,
    };
    Answer { predicted, ranged, nothing, gravity: point(2), resisted: point(3), verdict, why }
}

impl Evaluated {
    /// Facts of a set that count and have an answer, with it.
    pub fn scored(&self, set: usize) -> impl Iterator<Item = (&Fact, &Answer, Band)> + Clone {
        self.episode
            .facts
            .iter()
            .zip(&self.answers)
            .filter(move |(fact, _)| fact.set == set && fact.role == Role::Scored)
            .filter_map(|(fact, answer)| Some((fact, answer, answer.predicted?)))
    }
}
