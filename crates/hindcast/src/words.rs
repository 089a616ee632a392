//! How do the scores of episodes read on a terminal and in a document?

use crate::episode::{Fact, Reason, Role};
use crate::evaluate::{Answer, Evaluated, Verdict};
use crate::summary::{SetScore, scores};
use detente_figures::number::three;
use detente_world::Band;
use detente_world::table::Table;
use std::fmt::Write;

/// Facts of a set that are listed in full; of larger sets those that are furthest off.
pub const LISTED: usize = 24;

/// A score with three digits, or that there is none.
#[must_use]
pub fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), three)
}

/// The error of a set with its spread, `sign` between them.
#[must_use]
pub fn error(score: &SetScore, sign: &str) -> String {
    match score.error_spread {
        Some(spread) => format!("{} {sign} {}", number(score.error), number(Some(spread))),
        None => number(score.error),
    }
}

/// `-12.4 (-20 to -3)`, or the figure alone.
#[must_use]
pub fn figure(answer: &Answer) -> String {
    let plain = |value: f64| {
        if value.is_finite() { three(value) } else { "never".to_owned() }
    };
    let Some(band) = answer.predicted else { return "not covered".to_owned() };
    let (low, mid, high) = (plain(band.low), plain(band.mid), plain(band.high));
    if low == high { mid } else { format!("{mid} ({low} to {high})") }
}

/// What was observed, with its range of measurement.
#[must_use]
pub fn observed(fact: &Fact) -> String {
    let plain = three;
    match fact.measured {
        None => plain(fact.observed),
        Some((low, high)) => {
            format!("{} ({} to {})", plain(fact.observed), plain(low), plain(high))
        }
    }
}

/// How a fact came out, in a word or two.
#[must_use]
pub fn verdict(fact: &Fact, answer: &Answer) -> &'static str {
    match (fact.role, answer.verdict) {
        (Role::Input, _) => "input",
        (Role::Beside, _) => "beside",
        (_, Verdict::Inside) => "inside",
        (_, Verdict::TooLow) => "outside, too low",
        (_, Verdict::TooHigh) => "outside, too high",
        (_, Verdict::NoRange) => "no range",
        (_, Verdict::NotCovered) => "not covered",
    }
}

/// How far a fact is off, in its unit, times its weight.
#[must_use]
pub fn miss(fact: &Fact, answer: &Answer) -> f64 {
    answer.predicted.map_or(f64::INFINITY, |band| (band.mid - fact.observed).abs()) * fact.weight
}

/// Facts of a set that count, furthest off first; those that are not covered last.
#[must_use]
pub fn furthest(of: &Evaluated, set: usize) -> Vec<(&Fact, &Answer)> {
    let mut facts: Vec<(&Fact, &Answer)> = of
        .episode
        .facts
        .iter()
        .zip(&of.answers)
        .filter(|(fact, _)| fact.set == set && fact.role == Role::Scored)
        .collect();
    let covered = |answer: &Answer| answer.predicted.is_some();
    facts.sort_by(|a, b| {
        covered(b.1).cmp(&covered(a.1)).then(miss(b.0, b.1).total_cmp(&miss(a.0, a.1)))
    });
    facts
}

/// Facts of a set that count in no score.
#[must_use]
pub fn aside(of: &Evaluated, set: usize) -> Vec<(&Fact, &Answer)> {
    let all = of.episode.facts.iter().zip(&of.answers);
    all.filter(|(fact, _)| fact.set == set && fact.role != Role::Scored).collect()
}

/// The text of an episode for a terminal; `full` lists every fact.
#[must_use]
pub fn text(of: &Evaluated, full: bool) -> String {
    let episode = &of.episode;
    let mut text = format!("{}: {}\n", episode.name, episode.title);
    if !episode.known.is_empty() {
        let _ = writeln!(text, "  {}", episode.known.replace('\n', "\n  "));
    }
    let scored = scores(of);
    for (at, set) in episode.sets.iter().enumerate() {
        let _ = writeln!(text, "\n  {} ({})", set.title, set.unit);
        if let Some(score) = scored.iter().find(|score| score.set == set.name) {
            lines(&mut text, score);
        }
        facts(&mut text, of, at, full);
    }
    text
}

fn lines(text: &mut String, score: &SetScore) {
    let error = error(score, "+-");
    let _ = writeln!(
        text,
        "    {} that count, {} covered, {} with a range, {} inside\n    error {error}; nothing changes {}, gravity {}, gravity with resistance {}\n    correlation {}, slope {}, CRPS {}, interval score {} (nothing changes {})",
        score.facts,
        score.covered,
        score.ranged,
        score.inside,
        number(score.error_nothing),
        number(score.error_gravity),
        number(score.error_resisted),
        number(score.correlation),
        number(score.slope),
        number(score.crps),
        number(score.interval),
        number(score.interval_usual),
    );
}

fn facts(text: &mut String, of: &Evaluated, set: usize, full: bool) {
    let mut listed = furthest(of, set);
    let all = listed.len();
    let small = all <= LISTED;
    if !full && !small {
        listed.truncate(LISTED / 2);
        let _ = writeln!(text, "    furthest off, by weight ({} of {all}):", listed.len());
    }
    if full || small {
        listed.extend(aside(of, set).into_iter().take(if full { usize::MAX } else { LISTED }));
    }
    for (fact, answer) in listed {
        let reason = reason(of, fact, answer).filter(|_| answer.verdict != Verdict::Inside);
        let why = match (reason, answer.why.as_str()) {
            (_, why) if !why.is_empty() => format!(": {why}"),
            (Some(reason), _) => format!(": {}", reason.reason),
            _ => String::new(),
        };
        let _ = writeln!(
            text,
            "    {:<34} observed {:<18} predicted {:<26} {}{why}",
            fact.what,
            observed(fact),
            figure(answer),
            verdict(fact, answer),
        );
    }
}

/// What every fact says, as a table.
#[must_use]
pub fn facts_table(all: &[Evaluated]) -> Table {
    let rows: Vec<(&Evaluated, &Fact, &Answer)> = all
        .iter()
        .flat_map(|of| of.episode.facts.iter().zip(&of.answers).map(move |(a, b)| (of, a, b)))
        .collect();
    let text = |cell: &dyn Fn(&Evaluated, &Fact, &Answer) -> String| {
        rows.iter().map(|(of, fact, answer)| cell(of, fact, answer)).collect()
    };
    let number = |cell: &dyn Fn(&Fact, &Answer) -> Option<f64>| {
        rows.iter().map(|(_, fact, answer)| cell(fact, answer)).collect()
    };
    let range = |answer: &Answer| answer.predicted.filter(|_| answer.ranged);
    Table::new("facts")
        .with_text("episode", text(&|of, _, _| of.episode.name.clone()))
        .with_text("set", text(&|of, fact, _| of.episode.sets[fact.set].name.clone()))
        .with_text("id", text(&|_, fact, _| fact.id.clone()))
        .with_text("role", text(&|_, fact, _| role(fact.role).to_owned()))
        .with_text("unit", text(&|of, fact, _| of.episode.sets[fact.set].unit.clone()))
        .with_partial("observed", number(&|fact, _| Some(fact.observed)))
        .with_partial("observed_low", number(&|fact, _| fact.measured.map(|pair| pair.0)))
        .with_partial("observed_high", number(&|fact, _| fact.measured.map(|pair| pair.1)))
        .with_partial("predicted", number(&|_, answer| answer.predicted.map(|band| band.mid)))
        .with_partial("low", number(&|_, answer| range(answer).map(|band| band.low)))
        .with_partial("high", number(&|_, answer| range(answer).map(|band| band.high)))
        .with_text("verdict", text(&|_, fact, answer| verdict(fact, answer).to_owned()))
        .with_partial("nothing", number(&|_, answer| answer.nothing))
        .with_partial("gravity", number(&|_, answer| answer.gravity))
        .with_partial("gravity_resisted", number(&|_, answer| answer.resisted))
        .with_partial("weight", number(&|fact, _| Some(fact.weight)))
}

/// Why the figure of a fact is thought to be off, if a reason is known.
#[must_use]
pub fn reason<'e>(of: &'e Evaluated, fact: &Fact, answer: &Answer) -> Option<&'e Reason> {
    of.episode.reason(fact, answer.predicted.map(|band| band.mid))
}

/// Word of a role.
#[must_use]
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Scored => "scored",
        Role::Input => "input",
        Role::Beside => "beside",
    }
}

/// Everything for other programs.
#[must_use]
pub fn json(all: &[Evaluated]) -> serde_json::Value {
    let one = |of: &Evaluated| {
        let facts: Vec<serde_json::Value> = of
            .episode
            .facts
            .iter()
            .zip(&of.answers)
            .map(|(fact, answer)| {
                let set = &of.episode.sets[fact.set];
                // JSON has no infinity: an end that is none is null.
                let finite = |value: f64| value.is_finite().then_some(value);
                serde_json::json!({
                    "id": fact.id,
                    "what": fact.what,
                    "set": set.name,
                    "unit": set.unit,
                    "cell": fact.cell,
                    "role": role(fact.role),
                    "observed": fact.observed,
                    "observed_range": fact.measured,
                    "predicted": answer.predicted.and_then(|band| finite(band.mid)),
                    "range": answer.predicted.filter(|_| answer.ranged).map(|band: Band| [finite(band.low), finite(band.high)]),
                    "verdict": verdict(fact, answer),
                    "nothing": answer.nothing,
                    "gravity": answer.gravity,
                    "gravity_resisted": answer.resisted,
                    "weight": fact.weight,
                    "source": fact.source,
                    "reason": reason(of, fact, answer).map(|reason| reason.reason.clone()),
                    "note": fact.note,
                })
            })
            .collect();
        serde_json::json!({
            "episode": of.episode.name,
            "title": of.episode.title,
            "known": of.episode.known,
            "scores": scores(of),
            "sources": of.episode.sources,
            "facts": facts,
        })
    };
    serde_json::Value::Array(all.iter().map(one).collect())
}
