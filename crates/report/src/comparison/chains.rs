//! Do the runs speak of the same chains? Flows and prices of a chain that is another one in each
//! run say nothing of the scenarios.

use super::{Compared, NotCompared, label};
use detente_world::table::Table;
use std::collections::BTreeSet;

/// Characters of a digest that are shown.
const DIGITS: usize = 12;

/// The names of chains that are not the same in all runs.
pub(super) fn other(runs: &[Compared<'_>]) -> BTreeSet<String> {
    let named: BTreeSet<&String> =
        runs.iter().flat_map(|run| run.chains.iter().map(|(id, _)| id)).collect();
    let differs =
        |id: &&String| super::differ(&runs.iter().map(|run| digest(run, id)).collect::<Vec<_>>());
    named.into_iter().filter(differs).cloned().collect()
}

/// What a run has of a chain: the digest of its files, or nothing of its own.
pub(super) fn told(run: &Compared<'_>, id: &str) -> Option<String> {
    digest(run, id)
        .map(|digest| format!("from files, SHA-256 {}", digest.get(..DIGITS).unwrap_or(digest)))
}

fn digest<'r>(run: &'r Compared<'_>, id: &str) -> Option<&'r str> {
    run.chains.iter().find(|(own, _)| own == id).map(|(_, digest)| digest.as_str())
}

/// Why rows of a chain are not compared; none where no run has a row of it.
pub(super) fn not_compared(runs: &[Compared<'_>], id: &str, horizon: &str) -> Option<NotCompared> {
    let used = |run: &Compared<'_>| run.tables.iter().any(|table| has(table, id));
    if !runs.iter().any(used) {
        return None;
    }
    let said = |(at, run): (usize, &Compared<'_>)| match digest(run, id) {
        Some(digest) => {
            format!("{} read it from files ({})", label(at), digest.get(..DIGITS).unwrap_or(digest))
        }
        None if used(run) => format!("{} has the program's own", label(at)),
        None => format!("{} has none from files", label(at)),
    };
    let each: Vec<String> = runs.iter().enumerate().map(said).collect();
    let why = format!("chain `{id}` is not the same in all runs: {}", each.join("; "));
    Some(NotCompared { horizon: horizon.to_owned(), why })
}

fn has(table: &Table, id: &str) -> bool {
    table.name.starts_with("commodity_") && table.words("chain").iter().any(|own| own == id)
}
