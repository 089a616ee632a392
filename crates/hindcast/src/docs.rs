//! What do the documents `docs/hindcasts.md` and `docs/surprises.md` say?
//!
//! Both are written from the numbers, failures first. Sentences that do not change with them stand
//! here; what the program thinks of a miss is data of the episode.

use crate::episode::{Fact, Role};
use crate::evaluate::{Answer, Evaluated, Verdict};
use crate::summary::{SetScore, scores};
use crate::words::{
    LISTED, aside, error, figure, furthest, miss, number, observed, reason, verdict,
};
use detente_figures::headline::wrap;
use detente_record::catalogue::Engine;
use std::fmt::Write;

/// Columns of a line.
const WIDTH: usize = 100;
/// Facts of a large set that are listed.
const WORST: usize = 10;
/// Facts of a small set that are named as surprises.
const FEW: usize = 6;

const FORMAT: &str = include_str!("docs/format.md");
const METHOD: &str = include_str!("docs/method.md");

/// `docs/hindcasts.md`.
#[must_use]
pub fn document(all: &[Evaluated]) -> String {
    let mut page = String::from("# Hindcasts\n\n");
    paragraph(
        &mut page,
        "Does the program say what happened? `detente hindcast --docs docs` makes this page from the numbers, failures first. The largest misses and what is thought to be their reason are in [surprises.md](surprises.md).",
    );
    page.push_str("\n## Where it fails\n");
    failures(&mut page, all);
    page.push_str("\n## Ranges\n\n");
    coverage(&mut page, all);
    page.push_str("\n## Scores\n\n");
    score_table(&mut page, all);
    for of in all {
        episode(&mut page, of);
    }
    page.push_str("\n## How scores are made\n");
    page.push_str(METHOD);
    page.push_str("\n## An episode of your own\n");
    page.push_str(FORMAT);
    page
}

/// `docs/surprises.md`.
#[must_use]
pub fn surprises(all: &[Evaluated]) -> String {
    let mut page = String::from("# Surprises\n\n");
    paragraph(
        &mut page,
        "Where do the program and the world differ most today? `detente hindcast --docs docs` makes this page from the numbers. Each reason is data of an episode, with its source. Grade D is this project's own reading, and it may be wrong.",
    );
    page.push_str("\n## In short\n");
    all.iter().for_each(|of| shares(&mut page, of));
    for of in all {
        let sets: Vec<(usize, Vec<(&Fact, &Answer)>)> = (0..of.episode.sets.len())
            .map(|set| (set, missed(of, set)))
            .filter(|(_, facts)| !facts.is_empty())
            .collect();
        if sets.is_empty() {
            continue;
        }
        let _ = write!(page, "\n## {}\n", of.episode.title);
        for (set, facts) in sets {
            let title = &of.episode.sets[set];
            let _ = write!(page, "\n### {}\n\n", title.title);
            for (fact, answer) in facts {
                paragraph(&mut page, &surprise(of, fact, answer, &title.unit));
            }
        }
    }
    page
}

/// How much of the weighted error of a large set each reason concerns.
fn shares(page: &mut String, of: &Evaluated) {
    for (at, set) in of.episode.sets.iter().enumerate() {
        let facts: Vec<(&Fact, &Answer)> = furthest(of, at)
            .into_iter()
            .filter(|(fact, answer)| miss(fact, answer).is_finite())
            .collect();
        let all: f64 = facts.iter().map(|(fact, answer)| miss(fact, answer)).sum();
        if facts.len() <= LISTED || all <= 0.0 {
            continue;
        }
        let mut rows: Vec<(&str, &str, usize, f64)> = Vec::new();
        for (fact, answer) in facts {
            let reason = reason(of, fact, answer);
            let text = reason.map_or("no reason is known", |reason| reason.reason.as_str());
            let grade = reason.and_then(|reason| of.episode.sources.get(&reason.source));
            let share = 100.0 * miss(fact, answer) / all;
            match rows.iter_mut().find(|row| row.0 == text) {
                Some(row) => (row.2, row.3) = (row.2 + 1, row.3 + share),
                None => rows.push((text, grade.map_or("", |own| own.grade.as_str()), 1, share)),
            }
        }
        rows.sort_by(|a, b| b.3.total_cmp(&a.3));
        page.push('\n');
        paragraph(
            page,
            &format!("**{}**. Which reason concerns how much of the weighted error?", set.title),
        );
        page.push_str("\n| thought to be the reason | grade | facts | share of the error |\n|---|---|---|---|\n");
        for (text, grade, facts, share) in rows {
            let _ = writeln!(page, "| {text} | {grade} | {facts} | {share:.0} % |");
        }
    }
}

/// Facts of a set that are missed, by weight: the worst of a large set, those outside of a small
/// one.
fn missed(of: &Evaluated, set: usize) -> Vec<(&Fact, &Answer)> {
    let facts = furthest(of, set);
    let most = if facts.len() > LISTED { WORST } else { FEW };
    let missed = |answer: &Answer| {
        matches!(answer.verdict, Verdict::TooLow | Verdict::TooHigh | Verdict::NoRange)
    };
    facts.into_iter().filter(|(_, answer)| missed(answer)).take(most).collect()
}

fn surprise(of: &Evaluated, fact: &Fact, answer: &Answer, unit: &str) -> String {
    let space = if unit == "%" { " %" } else { "" };
    let figures = format!(
        "- **{}**: observed {}{space}. The program says {}{space}.",
        fact.what,
        observed(fact),
        figure(answer)
    );
    match reason(of, fact, answer) {
        None => format!("{figures} No reason is known."),
        Some(reason) => {
            let grade =
                of.episode.sources.get(&reason.source).map_or("D", |own| own.grade.as_str());
            format!("{figures} {} (Grade {grade}, source `{}`.)", reason.reason, reason.source)
        }
    }
}

/// Sets whose error a simpler answer beats.
fn failures(page: &mut String, all: &[Evaluated]) {
    let mut rows: Vec<(f64, String)> = Vec::new();
    let mut uncovered = Vec::new();
    for of in all {
        for score in scores(of) {
            let Some(error) = score.error else { continue };
            let simpler = [
                ("nothing changes", score.error_nothing),
                ("gravity alone", score.error_gravity),
                ("gravity with resistance", score.error_resisted),
            ];
            let best = simpler
                .iter()
                .filter_map(|(name, value)| Some((*name, (*value)?)))
                .min_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((name, value)) = best.filter(|(_, value)| *value < error) {
                let row = format!(
                    "| {} | {} | {} | {} | {name} |\n",
                    of.episode.name,
                    score.set,
                    number(Some(error)),
                    number(Some(value))
                );
                rows.push((error / value.max(1e-9), row));
            }
        }
        let absent = |(fact, answer): &(&Fact, &Answer)| {
            fact.role == Role::Scored && answer.verdict == Verdict::NotCovered
        };
        let facts = of.episode.facts.iter().zip(&of.answers).filter(absent);
        uncovered.extend(facts.map(|(fact, _)| format!("- {}\n", fact.what)));
    }
    rows.sort_by(|a, b| b.0.total_cmp(&a.0));
    let sets: usize = all.iter().map(|of| scores(of).len()).sum();
    page.push('\n');
    paragraph(
        page,
        &format!(
            "In {} of {sets} sets of facts a simpler answer comes nearer than the program:",
            rows.len()
        ),
    );
    page.push_str("\n| episode | set | error | error of the simpler answer | which |\n|---|---|---|---|---|\n");
    rows.iter().for_each(|(_, row)| page.push_str(row));
    if !uncovered.is_empty() {
        page.push_str("\nNo figure of a run answers to these facts, which are not covered:\n\n");
        uncovered.iter().for_each(|line| page.push_str(line));
    }
}

/// Facts inside their ranges, by horizon.
fn coverage(page: &mut String, all: &[Evaluated]) {
    let (mut counts, mut none) = ([(0, 0); 3], 0);
    for of in all {
        for (fact, answer) in of.episode.facts.iter().zip(&of.answers) {
            if fact.role != Role::Scored || answer.verdict == Verdict::NotCovered {
                continue;
            }
            if !answer.ranged {
                none += 1;
                continue;
            }
            let count = &mut counts[horizon(fact)];
            count.0 += usize::from(answer.verdict == Verdict::Inside);
            count.1 += 1;
        }
    }
    page.push_str("| horizon | facts with a range | inside | share |\n|---|---|---|---|\n");
    for (name, (inside, facts)) in ["years", "months", "weeks"].iter().zip(counts) {
        if facts > 0 {
            let share = 100.0 * inside as f64 / facts as f64;
            let _ = writeln!(page, "| {name} | {facts} | {inside} | {share:.0} % |");
        }
    }
    let (inside, facts) = counts.iter().fold((0, 0), |sum, own| (sum.0 + own.0, sum.1 + own.1));
    let narrow = if (inside as f64) < 0.75 * facts as f64 { " Ranges are too narrow." } else { "" };
    page.push('\n');
    paragraph(
        page,
        &format!(
            "{none} facts meet a figure without a range. Ranges of the years span other sets and horizons of elasticities, and nothing else varies in them.{narrow}"
        ),
    );
}

/// 0 years, 1 months, 2 weeks: that of the tables a fact tests.
fn horizon(fact: &Fact) -> usize {
    let cells =
        fact.expression.as_ref().map(crate::expression::Expression::cells).unwrap_or_default();
    let of = |engine: Engine| cells.iter().any(|cell| cell.note.engine == engine);
    if of(Engine::Cascade) { 2 } else { usize::from(of(Engine::Commodity)) }
}

fn score_table(page: &mut String, all: &[Evaluated]) {
    page.push_str("| episode | set | facts | inside | error | nothing | gravity | gravity with resistance | correlation | slope | CRPS | interval | interval, nothing |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for of in all {
        for score in scores(of) {
            let SetScore { set, facts, inside, ranged, .. } = &score;
            let error = error(&score, "±");
            let _ = writeln!(
                page,
                "| {} | {set} | {facts} | {inside} of {ranged} | {error} | {} | {} | {} | {} | {} | {} | {} | {} |",
                of.episode.name,
                number(score.error_nothing),
                number(score.error_gravity),
                number(score.error_resisted),
                number(score.correlation),
                number(score.slope),
                number(score.crps),
                number(score.interval),
                number(score.interval_usual)
            );
        }
    }
}

fn episode(page: &mut String, of: &Evaluated) {
    let _ = write!(page, "\n## {}\n\n", of.episode.title);
    paragraph(page, &format!("Episode `{}`. {}", of.episode.name, of.episode.known));
    for (at, set) in of.episode.sets.iter().enumerate() {
        let mut facts = furthest(of, at);
        let all = facts.len();
        if all > LISTED {
            facts.truncate(WORST);
        } else {
            facts.extend(aside(of, at));
        }
        let which = if all > LISTED {
            format!(": the {WORST} of {all} furthest off, by weight")
        } else {
            String::new()
        };
        let _ = write!(
            page,
            "\n**{}** ({}){which}\n\n| fact | observed | predicted | |\n|---|---|---|---|\n",
            set.title, set.unit
        );
        for (fact, answer) in facts {
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} |",
                fact.what.replace('|', "/"),
                observed(fact),
                figure(answer),
                verdict(fact, answer)
            );
        }
    }
}

/// Adds a paragraph or an item, wrapped.
fn paragraph(page: &mut String, text: &str) {
    let indent = if text.starts_with("- ") { "  " } else { "" };
    page.push_str(&wrap(text, WIDTH, indent).join("\n"));
    page.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_wrap_and_items_are_indented() {
        let mut page = String::new();
        paragraph(&mut page, &format!("- {}", "word ".repeat(40)));
        let lines: Vec<&str> = page.lines().collect();
        assert!(lines.iter().all(|line| line.len() <= WIDTH), "{page}");
        assert!(lines[0].starts_with("- word") && lines[1].starts_with("  word"), "{page}");
    }
}
