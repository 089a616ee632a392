//! What does a negotiation say on one screen?

use crate::error::ReportError;
use crate::package::answers::{best_by_budget, by_future};
use crate::package::bill;
use crate::package::findings::{Findings, Item, Payoff, Point};
use crate::package::words::{deal, level, named, solution, year};
use crate::text::{Screen, Text, fit};
use detente_figures::headline::list;
use detente_figures::headline::wrap;
use detente_figures::number::thousands;
use detente_figures::number::{given, share, signed_span, signed_three, three};
use detente_record::{Summary, Tables};

/// Room of names on a screen of the usual width: of economies that gain, items and states.
const GAINS: usize = 15;
const LEDGER: usize = 27;
const STATES: usize = 48;
/// Columns of a label before running text.
const LABEL: usize = 15;
/// Parties with a column of their own.
const PARTIES: usize = 2;
/// Economies with a column of gains by future: parties, then third parties.
const COLUMNS: usize = 4;
/// Items of the deal listed; the tables have all.
const ITEMS: usize = 12;
/// Futures listed.
const FUTURES: usize = 8;
/// Third parties named.
const THIRD: usize = 5;

/// What `detente negotiate` prints: at most about 45 lines, none wider than the screen, from 100
/// characters on. Money in that of the world, present value, against the
/// disagreement point.
///
/// # Errors
/// If a table lacks a column.
pub fn package_text(
    summary: &Summary,
    tables: &Tables,
    screen: Screen,
) -> Result<String, ReportError> {
    let found = Findings::of(summary, tables)?;
    let mut out = Text::new(screen);
    heading(&mut out, &found);
    if let Some(name) = &found.deal {
        gains(&mut out, &found, name);
        ledger(&mut out, &found, name);
    } else {
        out.bold("No package that was tried leaves every party better off than no deal.");
    }
    frontier(&mut out, &found);
    budgets(&mut out, &found);
    futures(&mut out, &found);
    third(&mut out, &found);
    enforcement(&mut out, &found);
    sweetener(&mut out, &found);
    footing(&mut out, &found);
    Ok(out.into_string())
}

/// A label, then text broken behind it.
fn labelled(out: &mut Text, label: &str, text: &str) {
    for (at, line) in wrap(text, out.width() - LABEL, "").iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        out.line(&format!("{label:<LABEL$}{line}"));
    }
}

fn heading(out: &mut Text, found: &Findings<'_>) {
    for line in wrap(&found.summary.title, out.width(), "") {
        out.bold(&line);
    }
    let note = &found.note;
    let parties: Vec<String> =
        found.parties.iter().map(|party| found.name(party).to_owned()).collect();
    let mut line = format!("{}: {}", found.summary.scenario, list(&parties));
    if !note.first_day.is_empty() {
        let rate = given(100.0 * note.discount);
        line.push_str(&format!(
            ", {} to {}, discounted at {rate} % a year",
            note.first_day, note.last_day
        ));
    }
    if !note.disagreement.is_empty() {
        line.push_str(&format!("; without a deal: {}", note.disagreement));
    }
    for line in wrap(&line, out.width(), "  ") {
        out.faint(&line);
    }
    out.blank();
}

fn gains(out: &mut Text, found: &Findings<'_>, name: &str) {
    let refusing = found.refusing(name);
    let all = if found.parties.len() == 2 { "both" } else { "all" };
    let verdict = if refusing.is_empty() {
        format!("{all} would sign")
    } else {
        format!("would not sign: {}", list(&refusing))
    };
    let (taken, items) = (found.taken(name).len(), found.items_of(name).len());
    out.bold(&format!("{}, {taken} of {items} items: {verdict}", deal(found.money(), name)));
    out.faint(&format!(
        "{:<room$}{:>9}{:>20}{:>11}{:>9}{:>9}{:>9}{:>9}{:>9}",
        found.money().unit(),
        "gain",
        "lowest to highest",
        "gains in",
        "weeks",
        "months",
        "years",
        "cost",
        "risk",
        room = out.room(GAINS, GAINS)
    ));
    let rows = || found.parties.iter().filter_map(|party| found.payoff(name, party));
    rows().for_each(|row| out.line(&gain_line(found, row, out.room(GAINS, GAINS))));
    let open: Vec<String> =
        rows().filter(|row| row.open).map(|row| found.name(&row.economy).to_owned()).collect();
    if !open.is_empty() {
        // What no lever of the deal is may cost something too.
        let why = found.cost(name).why();
        let why = if why.is_empty() { "a cost is not known".to_owned() } else { why };
        for line in
            wrap(&format!("{}: cost at least, gain at most; {why}", list(&open)), out.width(), "  ")
        {
            out.faint(&line);
        }
    }
}

fn gain_line(found: &Findings<'_>, row: &Payoff, room: usize) -> String {
    let mut line = format!(
        "{}{:>9}{:>20}{:>11}",
        fit(found.name(&row.economy), room),
        signed_three(row.gain.mid),
        signed_span(row.gain),
        share(row.probability)
    );
    for part in row.parts {
        line.push_str(&format!("{:>9}", signed_three(part)));
    }
    line
}

fn ledger(out: &mut Text, found: &Findings<'_>, name: &str) {
    let taken = found.taken(name);
    if taken.is_empty() {
        return;
    }
    out.blank();
    let parties: Vec<&String> = found.parties.iter().take(PARTIES).collect();
    let mut head = format!(
        "{:<room$}{:<6}{:<6}{:<15}{:<8}{:>16}",
        "ledger",
        "gives",
        "gets",
        "level",
        "from",
        "cost",
        room = out.room(LEDGER, LEDGER)
    );
    for party in &parties {
        head.push_str(&format!("{:>11}", format!("to {}", short(party, 8))));
    }
    out.bold(&head);
    for item in taken.iter().take(ITEMS) {
        out.line(&item_line(found, item, &parties, out.room(LEDGER, LEDGER)));
    }
    if taken.len() > ITEMS {
        out.faint(&format!("and {} more in package_ledger", taken.len() - ITEMS));
    }
    let left: Vec<String> = found
        .items_of(name)
        .iter()
        .filter(|item| !item.taken())
        .map(|item| item.name.clone())
        .collect();
    if !left.is_empty() {
        for line in wrap(&format!("not taken: {}", left.join("; ")), out.width(), "  ") {
            out.faint(&line);
        }
    }
}

fn item_line(found: &Findings<'_>, item: &Item, parties: &[&String], room: usize) -> String {
    let gets = if item.benefits.is_empty() { "-" } else { &item.benefits };
    let mut line = format!(
        "{} {:<6}{:<6}{:<15}{:<8}{:>16}",
        fit(&item.name, room - 1),
        short(&item.by, 5),
        short(gets, 5),
        fit(&level(item).replace(" billion", " bn").replace(" million", " m"), 14).trim_end(),
        item.from.get(..7).unwrap_or(&item.from),
        bill::cost(item)
    );
    for party in parties {
        line.push_str(&format!(
            "{:>11}",
            found.worth(&item.name, party).map_or(String::new(), signed_three)
        ));
    }
    line
}

/// A code, or the beginning of a group's name.
fn short(name: &str, width: usize) -> String {
    name.chars().take(width).collect()
}

fn frontier(out: &mut Text, found: &Findings<'_>) {
    if found.points.is_empty() || found.parties.len() < 2 {
        return;
    }
    let best: Vec<&Point> = found.points.iter().filter(|point| point.undominated).collect();
    let pair = |point: &Point| {
        format!("({}, {})", signed_three(point.gains[0]), signed_three(point.gains[1]))
    };
    let first = best.iter().max_by(|a, b| a.gains[0].total_cmp(&b.gains[0]));
    let second = best.iter().max_by(|a, b| a.gains[1].total_cmp(&b.gains[1]));
    let mut text = format!("{} of {} packages undominated", best.len(), found.points.len());
    if let (Some(first), Some(second)) = (first, second) {
        let ends = if first.name == second.name {
            pair(first)
        } else {
            format!("{} to {}", pair(second), pair(first))
        };
        let (a, b) = (short(&found.parties[0], 12), short(&found.parties[1], 12));
        text.push_str(&format!(", gains ({a}, {b}) {ends}"));
    }
    let solved = found.points.iter().filter(|point| !point.solution.is_empty());
    let solved: Vec<String> = solved
        .map(|point| format!("{} {}", solution(found.money(), &point.solution), pair(point)))
        .collect();
    if !solved.is_empty() {
        text.push_str(&format!("; {}", solved.join("; ")));
    }
    out.blank();
    labelled(out, "frontier", &text);
}

/// The best package for each sum of money, sums with the same answer in one line; it is shown whole.
fn budgets(out: &mut Text, found: &Findings<'_>) {
    for (at, best) in best_by_budget(found).iter().enumerate() {
        let taken = found.taken(&best.name);
        let gain = |party: &String| {
            Some(format!("{party} {}", signed_three(found.payoff(&best.name, party)?.gain.mid)))
        };
        let gains: Vec<String> = found.parties.iter().filter_map(gain).collect();
        let what = match &best.same {
            _ if taken.is_empty() => "nothing that every party gains from".to_owned(),
            Some(same) if found.deal.as_ref() == Some(same) => {
                let items = if taken.len() == 1 { "item" } else { "items" };
                format!("{} {items}, the {} itself", taken.len(), deal(found.money(), same))
            }
            same => {
                let same = same.as_ref().map_or(String::new(), |same| {
                    format!(", the {} deal", deal(found.money(), same))
                });
                let names = taken.iter().map(|item| named(item)).collect::<Vec<_>>().join("; ");
                let cost = bill::bill(found, &best.name);
                format!("{} items for {cost}{same}; {}: {names}", taken.len(), list(&gains))
            }
        };
        labelled(
            out,
            if at == 0 { "best package" } else { "" },
            &format!("for {}: {what}", best.budgets),
        );
    }
}

fn futures(out: &mut Text, found: &Findings<'_>) {
    let rows = by_future(found);
    if rows.is_empty() {
        return;
    }
    let mut economies: Vec<String> = found.parties.iter().take(PARTIES + 1).cloned().collect();
    // Third parties stand in the order of how much the deal moves them.
    rows.iter()
        .flat_map(|(_, own)| own)
        .for_each(|row| crate::package::findings::push_new(&mut economies, &row.economy));
    economies.truncate(COLUMNS);
    out.blank();
    let room = out.room(STATES, STATES);
    let head: String =
        economies.iter().map(|economy| format!("{:>11}", short(economy, 10))).collect();
    out.bold(&format!("{:<room$}{:>8}{head}", "gains in each state of the world", ""));
    for (first, own) in rows.iter().take(FUTURES) {
        let cell = |economy: &String| {
            let row = own.iter().find(|row| row.economy == *economy);
            format!("{:>11}", row.map_or(String::new(), |row| signed_three(row.gain_musd)))
        };
        let cells: String = economies.iter().map(cell).collect();
        out.line(&format!("{}{:>8}{cells}", fit(&first.state, room), share(first.probability)));
    }
    if rows.len() > FUTURES {
        out.faint(&format!("and {} more in package_states", rows.len() - FUTURES));
    }
}

fn third(out: &mut Text, found: &Findings<'_>) {
    let Some(name) = &found.deal else { return };
    let mut rows = found.third(name);
    rows.sort_by(|a, b| b.gain.mid.abs().total_cmp(&a.gain.mid.abs()));
    if rows.is_empty() {
        return;
    }
    let total: f64 = rows.iter().map(|row| row.gain.mid).sum();
    let named: Vec<String> = rows
        .iter()
        .take(THIRD)
        .map(|row| format!("{} {}", found.name(&row.economy), signed_three(row.gain.mid)))
        .collect();
    out.blank();
    labelled(
        out,
        "third parties",
        &format!("{}; all {} {}", named.join(", "), rows.len(), signed_three(total)),
    );
}

fn enforcement(out: &mut Text, found: &Findings<'_>) {
    let mut kinds = Vec::new();
    found
        .promises
        .iter()
        .for_each(|row| crate::package::findings::push_new(&mut kinds, &row.punishment));
    let mut told = Vec::new();
    for kind in &kinds {
        let of = found.promises.iter().filter(|row| row.punishment == *kind);
        let word = |row: &detente_record::row::PackageEnforcement<'_>| {
            let verb = if row.holds { "keeps" } else { "breaks" };
            format!("{} {verb} ({})", row.party, signed_three(row.margin_musd))
        };
        told.push(format!("{kind}: {}", of.map(word).collect::<Vec<_>>().join(", ")));
    }
    let tempted = found.promises.iter().filter(|row| row.hold_up_musd > 0.0);
    if let Some(row) = tempted.max_by(|a, b| a.hold_up_musd.total_cmp(&b.hold_up_musd)) {
        told.push(format!(
            "hold-up at most {} by {} in {}",
            three(row.hold_up_musd),
            row.party,
            year(row.hold_up_year)
        ));
    }
    if !told.is_empty() {
        labelled(out, "enforcement", &told.join("; "));
    }
}

fn sweetener(out: &mut Text, found: &Findings<'_>) {
    let Some(name) = &found.deal else { return };
    let rows: Vec<_> = found.sweeteners.iter().filter(|row| row.deal == *name).collect();
    if rows.is_empty() {
        return;
    }
    let paid: Vec<String> = rows
        .iter()
        .filter(|row| row.payment_musd > 0.0)
        .map(|row| {
            let left = signed_three(row.payer_gain_musd);
            format!(
                "{} needs {} from {}, who is left with {left}",
                row.party,
                three(row.payment_musd),
                row.paid_by
            )
        })
        .collect();
    let text = if paid.is_empty() { "none needed".to_owned() } else { paid.join("; ") };
    labelled(out, "sweetener", &text);
}

fn footing(out: &mut Text, found: &Findings<'_>) {
    out.blank();
    let time =
        found.note.seconds.map_or(String::new(), |seconds| format!(" in {} s", three(seconds)));
    let evaluations = if found.note.evaluations > 0 {
        format!("{} evaluations{time}; ", thousands(found.note.evaluations as f64))
    } else {
        String::new()
    };
    let notes = match found.note.notes.len() {
        0 => String::new(),
        count => format!("; {count} notes in the report"),
    };
    let worth = if found.prices.is_empty() {
        "what the deal loses without it"
    } else {
        "its Shapley value at the level agreed; those of a party add up to its gain"
    };
    let text = format!(
        "{evaluations}{}, present value, against no deal; lowest to highest over the states of the world; worth of an item: {worth}{notes}",
        found.money().unit()
    );
    for line in wrap(&text, out.width(), "  ") {
        out.faint(&line);
    }
}
