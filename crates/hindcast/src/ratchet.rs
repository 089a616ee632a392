//! Is a score worse than the committed one?
//!
//! The facts of an episode do not change and a run gives the same bytes each time, so that two
//! scores of it differ by what the program does and by nothing else. The sampling error of the
//! facts is common to both and drops out. What is left as noise is rounding, on this machine or
//! another: a score is worse where it moves the wrong way by more than a thousandth of itself, and
//! by more than a thousandth of a unit. Whoever makes a score worse for a good reason commits it
//! with `--update` and says so in the changelog.

use crate::error::HindcastError;
use crate::summary::SetScore;
use detente_scenario::csv_rows;
use std::fmt::Write;

/// Moves below this share of a score, and below this much, are rounding.
const NOISE: f64 = 1e-3;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Better {
    Higher,
    Lower,
    /// Nearer to one.
    One,
}

/// The committed figures of a set: name, which way is better, value.
type Kept = (&'static str, Better, fn(&SetScore) -> Option<f64>);

const KEPT: [Kept; 7] = [
    ("covered", Better::Higher, |score| Some(score.covered as f64)),
    ("inside", Better::Higher, |score| (score.ranged > 0).then(|| share(score))),
    ("correlation", Better::Higher, |score| score.correlation),
    ("slope", Better::One, |score| score.slope),
    ("error", Better::Lower, |score| score.error),
    ("crps", Better::Lower, |score| score.crps),
    ("interval", Better::Lower, |score| score.interval),
];

/// Facts inside over facts with a range.
fn share(score: &SetScore) -> f64 {
    score.inside as f64 / score.ranged as f64
}

/// One figure of one set of one episode.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// The episode.
    pub episode: String,
    /// The set.
    pub set: String,
    /// Which figure.
    pub score: String,
    /// Its value.
    pub value: f64,
}

/// What became of a committed score.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It is worse by more than rounding; before and after.
    Worse(Score, f64),
    /// It is better by more than rounding.
    Better(Score, f64),
    /// It is no more.
    Gone(Score),
    /// It was not committed.
    New(Score),
}

/// The figures of an episode that are committed.
#[must_use]
pub fn kept(episode: &str, scores: &[SetScore]) -> Vec<Score> {
    let of = |set: &SetScore| {
        let one = |(name, _, value): &Kept| {
            let value = value(set).filter(|value| value.is_finite())?;
            let (episode, set, score) = (episode.to_owned(), set.set.clone(), (*name).to_owned());
            Some(Score { episode, set, score, value })
        };
        KEPT.iter().filter_map(one).collect::<Vec<_>>()
    };
    scores.iter().flat_map(of).collect()
}

/// A file of scores.
#[must_use]
pub fn written(scores: &[Score]) -> String {
    let mut text = "episode,set,score,value\n".to_owned();
    for Score { episode, set, score, value } in scores {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{episode},{set},{score},{value:.4}");
    }
    text
}

/// Reads a file of scores.
///
/// # Errors
/// If it is none.
pub fn committed(file: &str, text: &str) -> Result<Vec<Score>, HindcastError> {
    let wrong = |line: usize, what: &str| HindcastError::Scores {
        file: format!("{file}, line {line}"),
        what: what.to_owned(),
    };
    let mut scores = Vec::new();
    for (at, row) in csv_rows(text, 0).iter().enumerate().skip(1) {
        let [episode, set, score, value] = row.as_slice() else {
            return Err(wrong(at + 1, "a row has four cells: episode, set, score, value"));
        };
        if !KEPT.iter().any(|(name, _, _)| *name == score.text) {
            return Err(wrong(at + 1, &format!("there is no score `{}`", score.text)));
        }
        let value = value.text.parse::<f64>().ok().filter(|value| value.is_finite());
        scores.push(Score {
            episode: episode.text.clone(),
            set: set.text.clone(),
            score: score.text.clone(),
            value: value.ok_or_else(|| wrong(at + 1, "the value is no number"))?,
        });
    }
    Ok(scores)
}

/// What became of the committed scores of the episodes that were run.
#[must_use]
pub fn changes(committed: &[Score], now: &[Score], episodes: &[String]) -> Vec<Change> {
    let same = |one: &Score, other: &Score| {
        (&one.episode, &one.set, &one.score) == (&other.episode, &other.set, &other.score)
    };
    let mut found = Vec::new();
    for old in committed.iter().filter(|old| episodes.contains(&old.episode)) {
        match now.iter().find(|new| same(old, new)) {
            None => found.push(Change::Gone(old.clone())),
            Some(new) => {
                let worse = worse_by(old, new.value);
                let noise = NOISE * old.value.abs().max(1.0);
                if worse > noise {
                    found.push(Change::Worse(old.clone(), new.value));
                } else if worse < -noise {
                    found.push(Change::Better(old.clone(), new.value));
                }
            }
        }
    }
    let new = now.iter().filter(|new| !committed.iter().any(|old| same(old, new)));
    found.extend(new.cloned().map(Change::New));
    found
}

/// How much worse a value is than a committed score.
fn worse_by(old: &Score, new: f64) -> f64 {
    let better = KEPT.iter().find(|(name, _, _)| *name == old.score).map(|(_, better, _)| *better);
    match better.unwrap_or(Better::Lower) {
        Better::Higher => old.value - new,
        Better::Lower => new - old.value,
        Better::One => (new - 1.0).abs() - (old.value - 1.0).abs(),
    }
}

impl Change {
    /// Whether it is a finding.
    #[must_use]
    pub fn is_finding(&self) -> bool {
        matches!(self, Self::Worse(..) | Self::Gone(_))
    }

    /// A line for people.
    #[must_use]
    pub fn line(&self) -> String {
        let name = |score: &Score| format!("{}, {}, {}", score.episode, score.set, score.score);
        match self {
            Self::Worse(old, new) => {
                format!("worse   {}: {:.4} was committed, now {new:.4}", name(old), old.value)
            }
            Self::Better(old, new) => {
                format!("better  {}: {:.4} was committed, now {new:.4}", name(old), old.value)
            }
            Self::Gone(old) => format!("gone    {}: {:.4} was committed", name(old), old.value),
            Self::New(new) => format!("new     {}: {:.4}", name(new), new.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(name: &str, value: f64) -> Score {
        Score { episode: "e".to_owned(), set: "s".to_owned(), score: name.to_owned(), value }
    }

    fn found(old: Score, new: f64) -> Vec<Change> {
        let now = Score { value: new, ..old.clone() };
        changes(&[old], &[now], &["e".to_owned()])
    }

    #[test]
    fn a_score_is_worse_where_it_moves_the_wrong_way_beyond_rounding() {
        assert!(matches!(found(score("error", 20.0), 20.5)[..], [Change::Worse(..)]));
        assert!(matches!(found(score("error", 20.0), 19.0)[..], [Change::Better(..)]));
        assert!(matches!(found(score("correlation", 0.7), 0.6)[..], [Change::Worse(..)]));
        assert!(matches!(found(score("slope", 0.8), 1.1)[..], [Change::Better(..)]));
        assert!(matches!(found(score("slope", 0.8), 1.3)[..], [Change::Worse(..)]));
        assert!(found(score("error", 20.0), 20.01).is_empty());
        assert!(found(score("correlation", 0.7), 0.6995).is_empty());
    }

    #[test]
    fn a_score_that_is_gone_is_a_finding_and_a_new_one_is_none() {
        let episodes = ["e".to_owned()];
        let gone = changes(&[score("error", 1.0)], &[], &episodes);
        assert!(gone[0].is_finding());
        let new = changes(&[], &[score("error", 1.0)], &episodes);
        assert!(matches!(new[..], [Change::New(_)]) && !new[0].is_finding());
        assert!(changes(&[score("error", 1.0)], &[], &[]).is_empty(), "it was not run");
    }

    #[test]
    fn scores_are_read_as_written_and_what_is_none_is_refused() {
        let all = vec![score("error", 18.25), score("slope", 0.9)];
        assert_eq!(committed("scores.csv", &written(&all)).unwrap(), all);
        let said = |text: &str| committed("scores.csv", text).unwrap_err().to_string();
        assert!(
            said("episode,set,score,value\ne,s,erro,1\n").contains("line 2: there is no score")
        );
        assert!(said("episode,set,score,value\ne,s,error,x\n").contains("no number"));
        assert!(said("a,b\ne,s\n").contains("four cells"));
    }
}
