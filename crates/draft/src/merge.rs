//! Is an action one that the text has already spoken of?

use crate::action::{Action, Evidence, Found, Instrument, Status};
use std::collections::BTreeSet;

/// So many actions back a text may speak of the same one again.
const WINDOW: usize = 12;

/// Adds an action, or what it says to one that agrees with it; gives its position.
pub(crate) fn add(action: Action, actions: &mut Vec<Action>, last: &[usize]) -> usize {
    let from = actions.len().saturating_sub(WINDOW);
    let same = (from..actions.len()).rev().find(|at| agree(&actions[*at], &action, last.contains(at)));
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

/// Whether two actions can be one: the same instrument, nothing that contradicts, and something in common.
fn agree(one: &Action, other: &Action, neighbours: bool) -> bool {
    if one.sentence == other.sentence || one.instrument != other.instrument {
        return false;
    }
    let sets = [
        (&one.actor, &other.actor),
        (&one.target, &other.target),
        (&one.product, &other.product),
        (&one.amount, &other.amount),
    ];
    let fits = |(left, right): &(&Vec<Found>, &Vec<Found>)| {
        let (left, right) = (values(left), values(right));
        left.is_empty() || right.is_empty() || left.is_subset(&right) || right.is_subset(&left)
    };
    let shared = |(left, right): &(&Vec<Found>, &Vec<Found>)| !values(left).is_disjoint(&values(right));
    let days = |left: &Option<Found>, right: &Option<Found>| match (left, right) {
        (Some(left), Some(right)) => left.value == right.value,
        _ => true,
    };
    let common = sets.iter().filter(|sets| shared(sets)).count();
    let enough = common >= 2 || (neighbours && common >= 1 && other.instrument != Instrument::Purchase);
    sets.iter().all(fits) && enough && days(&one.from, &other.from) && days(&one.until, &other.until)
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
    if one.target.iter().all(|found| found.evidence == Evidence::Assumed) && !other.target.is_empty() {
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
    fill(&mut one.product, other.product.into_iter().collect());
    fill(&mut one.amount, other.amount);
    one.from = one.from.take().or(other.from);
    one.until = one.until.take().or(other.until);
    let weaker = one.status_found.evidence > other.status_found.evidence;
    let came = one.status == Status::Threatened && other.status == Status::InForce;
    if weaker || came || matches!(other.status, Status::Suspended | Status::Denied) && one.status.holds() {
        one.status = other.status;
        one.status_found = other.status_found;
    }
    one.on_top |= other.on_top;
    one.level |= other.level;
    one.questions.extend(other.questions);
    one.also.push(other.sentence);
}
