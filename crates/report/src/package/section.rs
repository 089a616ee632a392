//! What does the page show of a negotiation?

use crate::error::ReportError;
use crate::figures;
use crate::number::thousands;
use crate::package::answers::{answers, by};
use crate::package::bars::{Bar, Line, panels};
use crate::package::findings::Findings;
use crate::package::scatter::{Spot, scatter, tooltip};
use crate::package::sheets;
use crate::package::words::{deal, given, level, likely, list, signed_span, signed_three, solution, span, three};
use crate::summary::{RunTables, Summary};
use minijinja::{Value, context};

/// Third parties in the figure.
const THIRD: usize = 12;
/// Items beyond which the ledger is drawn in two panels.
const PANEL: usize = 5;
/// Names of the parts of a gain.
const PARTS: [&str; 5] = ["weeks", "months", "years", "cost", "risk"];
/// Characters of a label before a bar.
const LABEL: usize = 17;

/// Whether all would sign, in a sentence; nothing where nothing was negotiated.
pub(crate) fn sentence(summary: &Summary, tables: &RunTables<'_>) -> Result<String, ReportError> {
    let Some(package) = &tables.package else { return Ok(String::new()) };
    Ok(crate::package::answers::sentence(&Findings::of(summary, package)?).unwrap_or_default())
}

/// What the template needs; nothing where nothing was negotiated.
pub(crate) fn section(summary: &Summary, tables: &RunTables<'_>) -> Result<Option<Value>, ReportError> {
    let Some(package) = &tables.package else { return Ok(None) };
    let found = &Findings::of(summary, package)?;
    if found.payoffs.is_empty() {
        return Ok(None);
    }
    let told: Vec<Value> = answers(found)
        .into_iter()
        .map(|answer| context! { question => answer.question, text => answer.text })
        .collect();
    Ok(Some(context! {
        answers => told,
        about => about(found),
        deal => found.deal.as_deref().map(deal),
        items => sheets::items(found),
        frontier => frontier(found),
        projected => (found.parties.len() > 2).then(|| list(&found.parties.iter().take(2).map(|party| found.name(party).to_owned()).collect::<Vec<_>>())),
        frontier_sheet => sheets::frontier(found),
        gains => gains(found),
        gains_sheet => sheets::gains(found),
        deals_sheet => sheets::deals(found),
        ledger => ledger(found),
        ledger_sheet => sheets::ledger(found),
        prices_sheet => sheets::prices(found),
        third => third(found),
        third_sheet => sheets::third(found),
        futures_sheet => sheets::futures(found),
        sensitivity_sheet => sheets::sensitivity(found, false),
        sensitivity_all => sheets::sensitivity(found, true),
        enforcement_sheet => sheets::enforcement(found),
        sweetener_sheet => sheets::sweetener(found),
        evaluations => (found.note.evaluations > 0).then(|| thousands(found.note.evaluations as f64)),
        notes => found.note.notes.clone(),
    }))
}

/// Who negotiates about which days against what.
fn about(found: &Findings<'_>) -> String {
    let parties: Vec<String> = found.parties.iter().map(|party| crate::headline::article(found.name(party))).collect();
    let note = &found.note;
    let mut text = format!("Between {}.", list(&parties));
    if !note.first_day.is_empty() {
        let rate = given(100.0 * note.discount);
        text.push_str(&format!(
            " What counts runs from {} to {}, discounted to its first day at {rate} % a year.",
            note.first_day, note.last_day
        ));
    }
    if !note.disagreement.is_empty() {
        text.push_str(&format!(" Without a deal: {}.", note.disagreement.trim_end_matches('.')));
    }
    text
}

/// Packages by what the first two parties gain.
fn frontier(found: &Findings<'_>) -> Option<Value> {
    if found.points.is_empty() || found.parties.len() < 2 {
        return None;
    }
    let names = (found.name(&found.parties[0]), found.name(&found.parties[1]));
    let spot = |point: &crate::package::findings::Point| {
        let gains: Vec<(&str, f64)> =
            found.parties.iter().zip(&point.gains).map(|(party, gain)| (found.name(party), *gain)).collect();
        let label = if point.solution.is_empty() { String::new() } else { solution(&point.solution) };
        let name = if label.is_empty() { &point.name } else { &label };
        Spot {
            at: (point.gains[0], point.gains[1]),
            undominated: point.undominated,
            tooltip: tooltip(name, &point.package, &gains),
            label,
        }
    };
    let spots: Vec<Spot> = found.points.iter().map(spot).collect();
    Some(Value::from_safe_string(scatter("Packages and the frontier", names, &spots, found.parties.len() == 2)))
}

/// The parts of each party's gain, and the whole with its band.
fn gains(found: &Findings<'_>) -> Option<Vec<Value>> {
    let name = found.deal.as_deref()?;
    let rows: Vec<_> = found.parties.iter().filter_map(|party| found.payoff(name, party)).collect();
    // A part that moves nobody is no row.
    let moves = |part: &usize| rows.iter().any(|row| row.parts[*part].abs() > 0.0);
    let shown: Vec<usize> = (0..PARTS.len()).filter(moves).collect();
    let panel = |row: &&crate::package::findings::Payoff| {
        let party = found.name(&row.economy);
        let part = |part: &usize| {
            let (value, label) = (row.parts[*part], PARTS[*part]);
            let text = signed_three(value);
            let tooltip = format!("{party}, {label}: {text} USD million");
            let outlined = *part >= 3;
            Line::Bar(Bar { label: label.to_owned(), value, band: None, outlined, text, tooltip })
        };
        let mut lines: Vec<Line> = shown.iter().map(part).collect();
        let text = signed_three(row.gain.mid);
        let tooltip = format!("{party} gains {text} USD million, {} over the futures", signed_span(row.gain));
        let range = signed_span(row.gain);
        lines.push(Line::Heading(format!("{range} over the futures, better off {}", likely(row.probability))));
        let (value, band) = (row.gain.mid, Some((row.gain.low, row.gain.high)));
        lines.push(Line::Bar(Bar { label: "gain".to_owned(), value, band, outlined: false, text, tooltip }));
        (format!("{party}, USD million"), lines)
    };
    let drawn = panels(&rows.iter().map(panel).collect::<Vec<_>>());
    (!drawn.is_empty()).then(|| drawn.into_iter().map(Value::from_safe_string).collect())
}

/// What each item is worth to each party, and what it costs; the items worth most first.
fn ledger(found: &Findings<'_>) -> Option<Vec<Value>> {
    let mut items = found.item_names();
    let worth = |item: &String| found.parties.iter().filter_map(|party| found.worth(item, party)).map(f64::abs).sum();
    items.retain(|item| found.parties.iter().any(|party| found.worth(item, party).is_some()));
    items.sort_by(|a, b| {
        let (a, b): (f64, f64) = (worth(a), worth(b));
        b.total_cmp(&a)
    });
    if items.is_empty() {
        return None;
    }
    let each = if items.len() > PANEL { items.len().div_ceil(2) } else { items.len() };
    let chunk = |(at, items): (usize, &[String])| {
        let title = if at == 0 { "Worth of each item, USD million" } else { "Worth of each item, continued" };
        (title.to_owned(), items.iter().flat_map(|item| entry(found, item)).collect())
    };
    let drawn = panels(&items.chunks(each).enumerate().map(chunk).collect::<Vec<_>>());
    Some(drawn.into_iter().map(Value::from_safe_string).collect())
}

fn entry(found: &Findings<'_>, item: &str) -> Vec<Line> {
    let own = found.deal.as_deref().and_then(|name| found.items_of(name).into_iter().find(|own| own.name == item));
    let giver = by(found, item).map_or(String::new(), |code| format!(" ({})", found.name(code)));
    let state = own.map_or(String::new(), |own| match level(own).as_str() {
        "taken" => String::new(),
        "not taken" => ", not in the deal".to_owned(),
        level => format!(", {}", level.replace(' ', "\u{a0}")),
    });
    let mut lines = vec![Line::Heading(format!("{item}{giver}{state}"))];
    for party in &found.parties {
        let Some(value) = found.worth(item, party) else { continue };
        let (name, text) = (found.name(party), signed_three(value));
        let tooltip = format!("{item}, worth to {name}: {text} USD million");
        lines.push(Line::Bar(Bar { label: short(name), value, band: None, outlined: false, text, tooltip }));
    }
    if let Some(own) = own.filter(|own| own.cost.high > 0.0 && own.taken()) {
        let text = format!("-{}", three(own.cost.mid));
        let tooltip = format!("{item} costs USD {} million", span(own.cost));
        let band = Some((-own.cost.high, -own.cost.low));
        lines.push(Line::Bar(Bar {
            label: "cost".to_owned(),
            value: -own.cost.mid,
            band,
            outlined: true,
            text,
            tooltip,
        }));
    }
    lines
}

/// A name that fits before a bar.
fn short(name: &str) -> String {
    if name.chars().count() <= LABEL {
        return name.to_owned();
    }
    let kept: String = name.chars().take(LABEL - 1).collect();
    format!("{}\u{2026}", kept.trim_end())
}

/// The third parties with the largest gains and losses, from the largest loss to the largest gain.
fn third(found: &Findings<'_>) -> Option<Value> {
    let mut rows = found.third(found.deal.as_deref()?);
    rows.retain(|row| three(row.gain.mid) != "0");
    rows.sort_by(|a, b| b.gain.mid.abs().total_cmp(&a.gain.mid.abs()));
    rows.truncate(THIRD);
    rows.sort_by(|a, b| a.gain.mid.total_cmp(&b.gain.mid));
    if rows.is_empty() {
        return None;
    }
    let bar = |row: &&crate::package::findings::Payoff| {
        let text = signed_three(row.gain.mid);
        let name = found.name(&row.economy);
        let tooltip = format!("{name}: {text} USD million, {} over the futures", signed_span(row.gain));
        figures::Bar { label: name.to_owned(), value: row.gain.mid, text, tooltip }
    };
    let bars: Vec<figures::Bar> = rows.iter().map(bar).collect();
    Some(Value::from_safe_string(figures::bars("Third parties, USD million", &bars)))
}
