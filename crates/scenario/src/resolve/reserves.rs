//! Do the entries of a scenario release more from a reserve than is known to lie there?

use crate::effect::chains::Effect;
use crate::kinds::chain::stock::{MORE_IS_HELD, too_much};
use crate::kinds::entry::Entry;
use crate::text::report::Diagnostic;
use crate::written::scenario::Scenario;
use detente_world::World;

/// Releases of one reserve that take more than is known to lie there, alone or together; what is
/// filled in may be released.
pub(crate) fn find_overdrawn(scenario: &Scenario, world: &World, problems: &mut Vec<Diagnostic>) {
    let mut reserves: Vec<(Reserve, f64, Vec<&Entry>)> = Vec::new();
    for (at, entry) in scenario.entries.iter().enumerate() {
        for (reserve, released) in moved(scenario, at, world) {
            match reserves.iter_mut().find(|(known, ..)| *known == reserve) {
                Some((_, sum, entries)) => {
                    *sum += released;
                    entries.push(entry);
                }
                None => reserves.push((reserve, released, vec![entry])),
            }
        }
    }
    for ((chain, good, economy), released, entries) in reserves {
        let Some(chain) = world.chains.find(&chain) else { continue };
        let Some(held) = chain.held(good, economy).filter(|held| released > *held) else {
            continue;
        };
        let Some((last, others)) = entries.split_last() else { continue };
        let (message, label) = too_much(chain, (good, economy), released, held);
        let problem = Diagnostic::error(last.name.place, message, label).hint(MORE_IS_HELD);
        let with = |problem: Diagnostic, other: &&Entry| {
            problem.related(other.name.place, "this entry moves it as well")
        };
        problems.push(others.iter().fold(problem, with));
    }
}

/// A chain, a good and an economy.
type Reserve = (String, usize, usize);

/// What an entry takes from reserves, below zero where it fills them; at the end of its range that
/// moves most.
fn moved(scenario: &Scenario, at: usize, world: &World) -> Vec<(Reserve, f64)> {
    let entry = &scenario.entries[at];
    let ends = scenario.levers.ends_of(at).filter(|_| scenario.taken.is_none());
    let mut most: Vec<(Reserve, f64)> = Vec::new();
    for action in entry.action.iter().map(AsRef::as_ref).chain(ends) {
        for change in action.changes(world, &world.chains, entry.window()) {
            let (good, economy, released) = match change.effect {
                Effect::Release { good, economy, quantity } => (good, economy, quantity),
                Effect::Stockpile { good, economy, quantity } => (good, economy, -quantity),
                _ => continue,
            };
            let reserve = (change.chain, good, economy);
            match most.iter_mut().find(|(known, _)| *known == reserve) {
                Some((_, before)) if before.abs() < released.abs() => *before = released,
                Some(_) => {}
                None => most.push((reserve, released)),
            }
        }
    }
    most
}
