//! What does the page show of a negotiation?

use crate::package::answers::{answers, by};
use crate::package::data;
use crate::package::findings::Findings;
use crate::package::sheets;
use crate::package::words::{deal, level, likely, solution};
use detente_figures::bars;
use detente_figures::figure::Figure;
use detente_figures::headline::{article, capital, list};
use detente_figures::number::typed_minus;
use detente_figures::number::{given, signed_span, signed_three, span, three};
use detente_figures::panels::{Bar, Line, panels};
use detente_figures::scatter::{Spot, scatter, tooltip};
use detente_figures::sheet::Sheet;
use minijinja::{Value, context};

/// Third parties in the figure.
const THIRD: usize = 12;
/// Items beyond which the ledger is drawn in two panels.
const PANEL: usize = 5;
/// Names of the parts of a gain.
const PARTS: [&str; 5] = ["weeks", "months", "years", "cost", "risk"];
/// Characters of a label before a bar.
const LABEL: usize = 17;

/// What the template needs; nothing where nothing was negotiated.
pub(crate) fn section(found: Option<&Findings<'_>>) -> Option<Value> {
    let found = found?;
    let told: Vec<Value> = answers(found)
        .into_iter()
        .map(|answer| context! { question => answer.question, text => typed_minus(&answer.text) })
        .collect();
    Some(context! {
        answers => told,
        about => about(found),
        unit => found.money().unit(),
        lead => sheets::lead(found).and_then(Sheet::value),
        items => sheets::items(found),
        frontier => frontier(found).and_then(|figure| figure.value()),
        gains => gains(found).and_then(|figure| figure.value()),
        deals => sheets::deals(found),
        ledger => ledger(found).and_then(|figure| figure.value()),
        third => third(found).and_then(|figure| figure.value()),
        sensitivity => sheets::sensitivity(found, false),
        sensitivity_all => sheets::sensitivity(found, true),
        enforcement => sheets::enforcement(found),
        sweetener => sheets::sweetener(found),
    })
}

/// Who negotiates about which days against what.
fn about(found: &Findings<'_>) -> String {
    let parties: Vec<String> =
        found.parties.iter().map(|party| article(found.name(party))).collect();
    let note = &found.note;
    let mut text = format!("Between {}.", list(&parties));
    if !note.first_day.is_empty() {
        let rate = given(100.0 * note.discount);
        text.push_str(&format!(
            " The horizon runs from {} to {}, discounted to its first day at {rate} % a year.",
            note.first_day, note.last_day
        ));
    }
    if !note.disagreement.is_empty() {
        text.push_str(&format!(" Without a deal: {}.", note.disagreement.trim_end_matches('.')));
    }
    text
}

/// Packages by what the first two parties gain.
fn frontier(found: &Findings<'_>) -> Option<Figure> {
    if found.points.is_empty() || found.parties.len() < 2 {
        return None;
    }
    let names = (found.name(&found.parties[0]), found.name(&found.parties[1]));
    let spot = |point: &crate::package::findings::Point| {
        let gains: Vec<(&str, f64)> = found
            .parties
            .iter()
            .zip(&point.gains)
            .map(|(party, gain)| (found.name(party), *gain))
            .collect();
        let label = if point.solution.is_empty() {
            String::new()
        } else {
            solution(found.money(), &point.solution)
        };
        let name = if label.is_empty() { &point.name } else { &label };
        Spot {
            at: (point.gains[0], point.gains[1]),
            undominated: point.undominated,
            tooltip: tooltip(name, &point.package, &gains, found.money().unit()),
            label,
        }
    };
    let spots: Vec<Spot> = found.points.iter().map(spot).collect();
    let two = found.parties.len() == 2;
    let joined = if two { "filled and joined" } else { "filled" };
    let first: Vec<String> =
        found.parties.iter().take(2).map(|party| found.name(party).to_owned()).collect();
    let only = if two {
        String::new()
    } else {
        format!(
            " Only {} are drawn: a package that looks beaten here can be the best for another party.",
            list(&first)
        )
    };
    let caption = format!(
        "Each point is a package that was valued in every state of the world, by what it brings the parties in expectation. Hollow: another that is \
         shown is as good for all and better for one; {joined}: undominated. Diamonds: what the solutions choose; square: no deal.{only}"
    );
    let undominated = found.points.iter().filter(|point| point.undominated).count();
    let title = format!("{undominated} of {} packages are undominated", found.points.len());
    let figure = Figure::new("packages", title, caption, data::frontier(found));
    Some(figure.panel(scatter("By what each package brings", names, &spots, two, found.money())))
}

/// The parts of each party's gain, and the whole with its band.
fn gains(found: &Findings<'_>) -> Option<Figure> {
    let name = found.deal.as_deref()?;
    let rows: Vec<_> = found.parties.iter().filter_map(|party| found.payoff(name, party)).collect();
    let unit = found.money().unit();
    // A part that moves nobody is no row.
    let moves = |part: &usize| rows.iter().any(|row| row.parts[*part].abs() > 0.0);
    let shown: Vec<usize> = (0..PARTS.len()).filter(moves).collect();
    let panel = |row: &&crate::package::findings::Payoff| {
        let party = found.name(&row.economy);
        let part = |part: &usize| {
            let (value, label) = (row.parts[*part], PARTS[*part]);
            let label = if row.open && label == "cost" { "cost, at least" } else { label };
            let text = signed_three(value);
            let tooltip = format!("{party}, {label}: {text} {unit}");
            let outlined = *part >= 3;
            Line::Bar(Bar { label: label.to_owned(), value, band: None, outlined, text, tooltip })
        };
        let mut lines: Vec<Line> = shown.iter().map(part).collect();
        let text = signed_three(row.gain.mid);
        let tooltip = format!(
            "{party} gains {text} {unit}, {} over the states of the world",
            signed_span(row.gain)
        );
        let range = signed_span(row.gain);
        lines.push(Line::Heading(format!(
            "{range} over the states of the world, better off {}",
            likely(row.probability)
        )));
        let (value, band) = (row.gain.mid, Some((row.gain.low, row.gain.high)));
        let label = if row.open { "gain, at most" } else { "gain" };
        lines.push(Line::Bar(Bar {
            label: label.to_owned(),
            value,
            band,
            outlined: false,
            text,
            tooltip,
        }));
        (format!("{party}, {unit}"), lines)
    };
    let caption = "What each party gains over the horizon against no deal. Outlined: what is paid and what risk \
                   takes off; whisker: lowest to highest over the states of the world. Both panels have one scale.";
    let each = |row: &&crate::package::findings::Payoff| {
        let verb = if row.gain.mid < 0.0 { "loses" } else { "gains" };
        format!("{} {verb} {}", article(found.name(&row.economy)), sum(found, row.gain.mid))
    };
    let title = format!(
        "By the {} {}",
        deal(found.money(), name),
        list(&rows.iter().map(each).collect::<Vec<_>>())
    );
    let figure = Figure::new("gains", title, caption, data::gains(found, name));
    Some(figure.panels(panels(&rows.iter().map(panel).collect::<Vec<_>>())))
}

/// Money in the unit of the figures of this section.
fn sum(found: &Findings<'_>, value: f64) -> String {
    found.money().sum_by(value, 1.0)
}

/// What each item is worth to each party, and what it costs; the items worth most first.
fn ledger(found: &Findings<'_>) -> Option<Figure> {
    let mut items = found.item_names();
    let worth = |item: &String| {
        found.parties.iter().filter_map(|party| found.worth(item, party)).map(f64::abs).sum()
    };
    items.retain(|item| found.parties.iter().any(|party| found.worth(item, party).is_some()));
    // What is offered and not agreed is worth nothing in the deal.
    items.retain(|item| {
        by(found, item).is_none()
            || found.deal.as_deref().is_none_or(|deal| found.takes(deal, item))
    });
    items.sort_by(|a, b| {
        let (a, b): (f64, f64) = (worth(a), worth(b));
        b.total_cmp(&a)
    });
    if items.is_empty() {
        return None;
    }
    let each = if items.len() > PANEL { items.len().div_ceil(2) } else { items.len() };
    let chunk = |(at, items): (usize, &[String])| {
        let title = if at == 0 {
            format!("Worth of each item, {}", found.money().unit())
        } else {
            "Worth of each item, continued".to_owned()
        };
        (title, items.iter().flat_map(|item| entry(found, item)).collect())
    };
    let drawn = panels(&items.chunks(each).enumerate().map(chunk).collect::<Vec<_>>());
    let what = if found.prices.is_empty() {
        "what the party loses where the item is taken out of the deal"
    } else {
        "its Shapley value, the mean over all orders in which the items could be agreed"
    };
    let caption = format!(
        "What each item of the deal is worth to each party at the level agreed, in expectation over the states of the world: {what}. The bars of a \
         party add up to its gain, after cost and risk. Outlined: what the item costs whoever pays, with its bounds; its worth has that \
         off already. In brackets who gives. The items worth most first."
    );
    let worth_most = items.iter().flat_map(|item| {
        found.parties.iter().filter_map(move |party| Some((item, party, found.worth(item, party)?)))
    });
    let title = worth_most.max_by(|a, b| a.2.total_cmp(&b.2)).map_or(String::new(), |most| {
        let (item, party, value) = most;
        let (sum, who) = (sum(found, value), article(found.name(party)));
        format!("{} is worth most: {sum} to {who}", capital(item))
    });
    let figure = Figure::new("ledger", title, caption, data::ledger(found));
    Some(figure.panels(drawn))
}

fn entry(found: &Findings<'_>, item: &str) -> Vec<Line> {
    let own = found
        .deal
        .as_deref()
        .and_then(|name| found.items_of(name).into_iter().find(|own| own.name == item));
    let giver = by(found, item).map_or(String::new(), |code| format!(" ({})", found.name(code)));
    let state = own.map_or(String::new(), |own| match level(own).as_str() {
        "taken" => String::new(),
        "not taken" => ", not in the deal".to_owned(),
        level => format!(", {}", level.replace(' ', "\u{a0}")),
    });
    let open = own
        .filter(|own| own.taken() && own.cost.is_none())
        .map_or("", |_| ", cost\u{a0}not\u{a0}known");
    let mut lines = vec![Line::Heading(format!("{item}{giver}{state}{open}"))];
    for party in &found.parties {
        let Some(value) = found.worth(item, party) else { continue };
        let (name, text) = (found.name(party), signed_three(value));
        let tooltip = format!("{item}, worth to {name}: {text} {}", found.money().unit());
        lines.push(Line::Bar(Bar {
            label: short(name),
            value,
            band: None,
            outlined: false,
            text,
            tooltip,
        }));
    }
    if let Some(cost) =
        own.filter(|own| own.taken()).and_then(|own| own.cost).filter(|cost| cost.high > 0.0)
    {
        let text = format!("-{}", three(cost.mid));
        let tooltip = format!("{item} costs {} {}", span(cost), found.money().unit());
        let band = Some((-cost.high, -cost.low));
        lines.push(Line::Bar(Bar {
            label: "cost".to_owned(),
            value: -cost.mid,
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
fn third(found: &Findings<'_>) -> Option<Figure> {
    let shown = found.deal.as_deref()?;
    let mut rows = found.third(shown);
    rows.retain(|row| three(row.gain.mid) != "0");
    rows.sort_by(|a, b| b.gain.mid.abs().total_cmp(&a.gain.mid.abs()));
    rows.truncate(THIRD);
    rows.sort_by(|a, b| a.gain.mid.total_cmp(&b.gain.mid));
    if rows.is_empty() {
        return None;
    }
    let unit = found.money().unit();
    let bar = |row: &&crate::package::findings::Payoff| {
        let text = signed_three(row.gain.mid);
        let name = found.name(&row.economy);
        let tooltip = format!(
            "{name}: {text} {unit}, {} over the states of the world",
            signed_span(row.gain)
        );
        let band = Some((row.gain.low, row.gain.high));
        bars::Bar { label: name.to_owned(), value: row.gain.mid, band, text, tooltip }
    };
    let drawn = bars::bars(&format!("Gain, {unit}"), &rows.iter().map(bar).collect::<Vec<_>>());
    let caption = format!(
        "The largest gains and losses by the {} among those who do not negotiate, present value; whisker: lowest to \
         highest over the states of the world.",
        deal(found.money(), shown)
    );
    let most = rows.iter().max_by(|a, b| a.gain.mid.abs().total_cmp(&b.gain.mid.abs()));
    let title = most.map_or(String::new(), |row| {
        let verb = if row.gain.mid < 0.0 { "loses" } else { "gains" };
        let who = capital(&article(found.name(&row.economy)));
        format!("{who} {verb} {} by the deal of others", sum(found, row.gain.mid))
    });
    Some(Figure::new("third-parties", title, caption, data::third(found, shown)).panel(drawn))
}
