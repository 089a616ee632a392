//! Is an action one that the text has already spoken of?

use crate::action::{Action, Evidence, Found, Instrument, Status};
use crate::dates::plain;
use crate::ends::settle;
use crate::gazetteer::products::PRODUCTS;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// So many actions back a text may speak of the same one again.
const WINDOW: usize = 12;

/// Adds an action, or what it says to one that agrees with it; gives its position.
pub(crate) fn add(action: Action, actions: &mut Vec<Action>, last: &[usize]) -> usize {
    let from = actions.len().saturating_sub(WINDOW);
    let same =
        (from..actions.len()).rev().find(|at| agree(&actions[*at], &action, last.contains(at)));
    match same {
        Some(at) => {
            join(&mut actions[at], action);
            at
        }
        None => {
            actions.push(action);
            actions.len() - 1
        }
    }
}

/// Whether two actions can be one: the same instrument, nothing that contradicts, and something in
/// common.
fn agree(one: &Action, other: &Action, neighbours: bool) -> bool {
    if one.sentence == other.sentence || one.instrument != other.instrument {
        return false;
    }
    let sets =
        [(&one.actor, &other.actor), (&one.target, &other.target), (&one.amount, &other.amount)];
    let family = Family::of(&one.product, &other.product);
    let fits = |(left, right): &(&Vec<Found>, &Vec<Found>)| {
        let (left, right) = (values(left), values(right));
        left.is_empty() || right.is_empty() || left.is_subset(&right) || right.is_subset(&left)
    };
    let shared =
        |(left, right): &(&Vec<Found>, &Vec<Found>)| !values(left).is_disjoint(&values(right));
    // Of a flow that is stopped texts tell several days: of the order, of the last cargo.
    let stops = matches!(
        one.instrument,
        Instrument::ExportBan | Instrument::ImportStop | Instrument::Outage
    );
    let near = stops && shared(&(&one.actor, &other.actor)) && family.shared;
    let ends = one.ended || other.ended;
    let days = |left: &Option<Found>, right: &Option<Found>| match (left, right) {
        (Some(left), Some(right)) => {
            ends || one_day(&left.value, &right.value) || near && close(&left.value, &right.value)
        }
        _ => true,
    };
    let common = sets.iter().filter(|sets| shared(sets)).count() + usize::from(family.shared);
    let enough =
        common >= 2 || (neighbours && common >= 1 && other.instrument != Instrument::Purchase);
    sets.iter().all(fits)
        && family.fits
        && enough
        && days(&one.from, &other.from)
        && days(&one.until, &other.until)
}

/// How the products of two actions go together.
struct Family {
    /// Whether those of one are all within those of the other, or not named.
    fits: bool,
    /// Whether any is within one of the other.
    shared: bool,
}

impl Family {
    fn of(one: &[Found], other: &[Found]) -> Self {
        let within = |left: &[Found], right: &[Found]| {
            left.iter().all(|found| right.iter().any(|known| covers(&known.value, &found.value)))
        };
        let related = |found: &Found| {
            other.iter().any(|known| {
                covers(&known.value, &found.value) || covers(&found.value, &known.value)
            })
        };
        let fits = one.is_empty() || other.is_empty() || within(one, other) || within(other, one);
        Self { fits, shared: one.iter().any(related) }
    }
}

/// Whether a product is another one or a form of it: dysprosium covers its oxide and its metal,
/// rare earths cover all elements.
pub(crate) fn covers(broad: &str, narrow: &str) -> bool {
    let form = |code: &str| {
        ["oxide-", "metal-"].iter().find_map(|form| code.strip_prefix(form).map(str::to_owned))
    };
    let element = |code: &str| {
        PRODUCTS.iter().any(|row| {
            row.sectors == "C20"
                && row.codes != row.sectors
                && row.codes.split(' ').any(|own| own == code)
        })
    };
    broad == narrow
        || form(narrow).is_some_and(|own| own == broad)
        || broad == "rare-earths" && element(narrow)
}

/// Whether two days as far as they are known can be one: `2025-10` and `2025-10-04`, `--10-04` and
/// `2025-10-04`.
fn one_day(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let yearless = long.len() == short.len() + 3
        && short.strip_prefix('-').is_some_and(|rest| long.ends_with(rest));
    long.starts_with(short) || yearless
}

/// Whether two days are a month apart at most; one without a year is taken to be of the other's.
fn close(one: &str, other: &str) -> bool {
    let year = |text: &str| text.get(..4).filter(|_| !text.starts_with('-')).map(str::to_owned);
    let dated = |text: &str, other: &str| match (text.strip_prefix('-'), year(other)) {
        (Some(rest), Some(year)) => format!("{year}{rest}").parse::<Date>().ok(),
        _ => text.parse().ok(),
    };
    match (dated(one, other), dated(other, one)) {
        (Some(one), Some(other)) => one.until(other).is_ok_and(|span| span.get_days().abs() <= 31),
        _ => false,
    }
}

fn values(found: &[Found]) -> BTreeSet<&str> {
    found.iter().map(|found| found.value.as_str()).collect()
}

/// Adds what the later mention says.
fn join(one: &mut Action, other: Action) {
    let fill = |own: &mut Vec<Found>, others: Vec<Found>| {
        for found in others {
            if own.iter().all(|known| known.value != found.value) {
                own.push(found);
            }
        }
    };
    // "Everybody", assumed, gives way to names.
    if one.target.iter().all(|found| found.evidence == Evidence::Assumed)
        && !other.target.is_empty()
    {
        one.target.clear();
    }
    fill(&mut one.actor, other.actor);
    fill(&mut one.target, other.target);
    // "All goods" gives way to what is named.
    if one.product.iter().any(|found| found.value == "goods")
        && other.product.iter().any(|found| found.value != "goods" && !found.value.starts_with('-'))
    {
        one.product.clear();
    }
    join_products(one, other.product, other.partial);
    fill(&mut one.amount, other.amount);
    join_days(one, other.from, other.until, other.ended);
    let weaker = one.status_found.evidence > other.status_found.evidence;
    let came = one.status == Status::Threatened && other.status == Status::InForce;
    if weaker
        || came
        || matches!(other.status, Status::Suspended | Status::Denied) && one.status.holds()
    {
        one.status = other.status;
        one.status_found = other.status_found;
    }
    settle(one, None);
    one.on_top |= other.on_top;
    one.level |= other.level;
    one.questions.extend(other.questions);
    one.also.push(other.sentence);
}

/// What is said first stays; of another breadth of it the reader is asked.
fn join_products(one: &mut Action, products: Vec<Found>, mut partial: BTreeMap<String, String>) {
    for found in products {
        if one.product.iter().any(|known| known.value == found.value) {
            // Who once speaks of the whole sector means it.
            if !partial.contains_key(&found.value) {
                one.partial.remove(&found.value);
            }
            continue;
        }
        let related = |known: &&Found| {
            covers(&known.value, &found.value) || covers(&found.value, &known.value)
        };
        if let Some(known) = one.product.iter().find(related) {
            one.questions.push(format!(
                "the text also says {}: is {} meant as a whole, or that alone?",
                found.value, known.value
            ));
            continue;
        }
        if let Some(words) = partial.remove(&found.value) {
            one.partial.insert(found.value.clone(), words);
        }
        one.product.push(found);
    }
}

/// The day that is said first stays, unless it is less exact; the day of a lift is the end.
fn join_days(one: &mut Action, from: Option<Found>, until: Option<Found>, ended: bool) {
    if let (Some(own), Some(other)) = (&mut one.from, &from) {
        if !one_day(&own.value, &other.value) {
            one.questions
                .push(format!("from which day? The text also says {}.", plain(&other.value)));
        } else if other.value.len() > own.value.len() && !other.value.starts_with('-') {
            own.clone_from(other);
        }
    }
    one.from = one.from.take().or(from);
    one.until = if ended { until.or(one.until.take()) } else { one.until.take().or(until) };
    one.ended |= ended;
}
