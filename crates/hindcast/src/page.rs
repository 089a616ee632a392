//! How does an episode look as a page?
//!
//! One file without scripts: scores, a figure of each large set with what was observed over what
//! was predicted, every fact.

use crate::episode::Fact;
use crate::evaluate::{Answer, Evaluated, Verdict};
use crate::summary::{SetScore, scores};
use crate::words::{aside, figure, furthest, number, observed, reason, verdict};
use detente_figures::scatter_plot::{Dot, plot};
use detente_record::escape::html;
use std::fmt::Write;

/// Facts that make a figure.
const DRAWN: usize = 8;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2733;background:#fff}
table{border-collapse:collapse;width:100%;font-size:.875rem;margin:1rem 0}th,td{padding:.25rem .5rem;border-bottom:1px solid #d8dee6;text-align:left;vertical-align:top}
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}figure{margin:1.5rem 0;max-width:36rem}
svg{width:100%;height:auto;font:12px system-ui,sans-serif}svg text{fill:currentColor}.rule{stroke:#d8dee6}.zero{stroke:#8a96a3}.even{stroke:#8a96a3;stroke-dasharray:5 4}
.point{fill:#2a6f97;fill-opacity:.55}.reach{stroke:#2a6f97;stroke-opacity:.35}.outside{fill:#b5452c;fill-opacity:.75}
@media (prefers-color-scheme:dark){body{background:#12181f;color:#dce3ea}th,td{border-color:#303b47}.rule{stroke:#303b47}.point{fill:#7fc4ea}.outside{fill:#f08a6c}}";

/// The page of an episode.
#[must_use]
pub fn page(of: &Evaluated) -> String {
    let episode = &of.episode;
    let title = html(&episode.title);
    let mut body = format!("<h1>{title}</h1>");
    for text in [&episode.description, &episode.known] {
        if !text.is_empty() {
            let _ = write!(body, "<p>{}</p>", html(text));
        }
    }
    let scored = scores(of);
    for (at, set) in episode.sets.iter().enumerate() {
        let _ = write!(body, "<h2>{} ({})</h2>", html(&set.title), html(&set.unit));
        if let Some(score) = scored.iter().find(|score| score.set == set.name) {
            score_table(&mut body, score);
        }
        drawn(&mut body, of, at);
        fact_table(&mut body, of, at);
    }
    sources(&mut body, of);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title><style>{STYLE}</style></head><body>{body}</body></html>\n"
    )
}

fn score_table(body: &mut String, score: &SetScore) {
    body.push_str("<table><tr><th>who answers</th><th>mean absolute error</th></tr>");
    let rows = [
        ("the program", score.error),
        ("nothing changes", score.error_nothing),
        ("gravity, each flow alone", score.error_gravity),
        ("gravity with the importer's resistance", score.error_resisted),
    ];
    for (name, value) in rows {
        let value = number(value);
        let _ = write!(body, "<tr><td>{name}</td><td class=\"number\">{value}</td></tr>");
    }
    let _ = write!(
        body,
        "</table><p>{} facts count; {} have a figure, {} a range, and {} lie inside. Correlation {}, slope {}, CRPS {}, interval score {} (nothing changes {}).</p>",
        score.facts,
        score.covered,
        score.ranged,
        score.inside,
        number(score.correlation),
        number(score.slope),
        number(score.crps),
        number(score.interval),
        number(score.interval_usual)
    );
}

fn drawn(body: &mut String, of: &Evaluated, set: usize) {
    let facts: Vec<_> =
        of.scored(set).filter(|(_, _, predicted)| predicted.mid.is_finite()).collect();
    if facts.len() < DRAWN {
        return;
    }
    let most = facts.iter().map(|(fact, _, _)| fact.weight).fold(0.0, f64::max);
    let dots: Vec<Dot> = facts
        .iter()
        .map(|(fact, answer, predicted)| Dot {
            across: *predicted,
            up: fact.observed,
            size: (fact.weight / most).sqrt(),
            marked: matches!(answer.verdict, Verdict::TooLow | Verdict::TooHigh),
            tooltip: format!(
                "{}: observed {}, predicted {}",
                fact.what,
                observed(fact),
                figure(answer)
            ),
        })
        .collect();
    let unit = &of.episode.sets[set].unit;
    let svg = plot(&of.episode.sets[set].title, ("predicted", "observed"), unit, &dots);
    let _ = write!(
        body,
        "<figure>{svg}<figcaption>On the dashed line the program is right. Size is weight; red lies outside the stated range. Points beyond the frame stand at its edge.</figcaption></figure>"
    );
}

fn fact_table(body: &mut String, of: &Evaluated, set: usize) {
    body.push_str("<table><tr><th>fact</th><th>observed</th><th>predicted</th><th>verdict</th><th>why, as is thought</th></tr>");
    let rows: Vec<(&Fact, &Answer)> = furthest(of, set).into_iter().chain(aside(of, set)).collect();
    for (fact, answer) in rows {
        let reason = reason(of, fact, answer).filter(|_| answer.verdict != Verdict::Inside);
        let why = [
            answer.why.as_str(),
            reason.map_or("", |reason| reason.reason.as_str()),
            fact.note.as_str(),
        ];
        let why: Vec<&str> = why.into_iter().filter(|text| !text.is_empty()).collect();
        let _ = write!(
            body,
            "<tr><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td><td>{}</td></tr>",
            html(&fact.what),
            observed(fact),
            figure(answer),
            verdict(fact, answer),
            html(&why.join("; "))
        );
    }
    body.push_str("</table>");
}

fn sources(body: &mut String, of: &Evaluated) {
    body.push_str("<h2>Sources</h2><table><tr><th>source</th><th>vintage</th><th>licence</th><th>grade</th></tr>");
    for source in of.episode.sources.values() {
        let _ = write!(
            body,
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            html(&source.title),
            html(&source.vintage),
            html(&source.licence),
            html(&source.grade)
        );
    }
    body.push_str("</table>");
}
