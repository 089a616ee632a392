//! What differs between runs beside the entries of their scenarios?

use super::chains;
use super::entries::Document;
use super::{Compared, Differing, differ};
use crate::sensitive::is_sensitivity;
use detente_record::Summary;
use std::collections::BTreeSet;

/// Keys at the head of a scenario that are shown elsewhere or decide nothing.
const SILENT: [&str; 3] = ["title", "description", "date"];
/// Digits of a digest that are shown.
const DIGITS: usize = 12;

pub(super) fn differing(runs: &[Compared<'_>], documents: &[Document]) -> Vec<Differing> {
    let mut all = vec![
        row("world", runs, |run| Some(run.summary.world.id.clone())),
        row("bytes of the world (SHA-256)", runs, |run| {
            run.summary.world.digest.get(..DIGITS).map(str::to_owned)
        }),
        row("version of detente", runs, |run| Some(run.summary.version.clone())),
        row("day", runs, |run| Some(run.summary.date.clone())),
        row("measures", runs, |run| {
            Some(if run.measures { "apply" } else { "left out" }.to_owned())
        }),
        row("negotiated", runs, |run| {
            Some(if run.summary.package.is_some() { "yes" } else { "no" }.to_owned())
        }),
        row("changed on the command line", runs, |run| joined(&run.summary.overrides)),
        row("options", runs, |run| {
            let own = own_options(runs, run.summary);
            (!own.is_empty()).then(|| own.join(" "))
        }),
    ];
    all.extend(
        chains::other(runs)
            .iter()
            .map(|id| row(&format!("chain {id}"), runs, |run| chains::told(run, id))),
    );
    let keys: BTreeSet<&str> =
        documents.iter().flat_map(|document| document.head.keys()).map(String::as_str).collect();
    let groups: BTreeSet<&str> =
        keys.iter().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    let partly: Vec<&str> = groups
        .into_iter()
        .filter(|group| documents.iter().any(|own| settings(own, group) == 0))
        .collect();
    // A part that a scenario does not have at all is one difference, not as many as the part has
    // settings.
    for group in &partly {
        let told = |count: usize| (count > 0).then(|| format!("{count} settings"));
        let values = documents.iter().map(|document| told(settings(document, group))).collect();
        all.push(Differing { what: format!("[{group}]"), values });
    }
    let told = |key: &&str| {
        !SILENT.contains(key) && *key != "world" && !partly.iter().any(|group| within(key, group))
    };
    for key in keys.into_iter().filter(told) {
        let values = documents.iter().map(|document| document.head.get(key).cloned()).collect();
        all.push(Differing { what: key.to_owned(), values });
    }
    all.retain(|row| differ(&row.values));
    all
}

fn within(key: &str, group: &str) -> bool {
    key.split_once('.').is_some_and(|(own, _)| own == group)
}

/// Number of settings of a part such as `[trade]`.
fn settings(document: &Document, group: &str) -> usize {
    document.head.keys().filter(|key| within(key, group)).count()
}

fn row(
    what: &str,
    runs: &[Compared<'_>],
    value: impl Fn(&Compared<'_>) -> Option<String>,
) -> Differing {
    Differing { what: what.to_owned(), values: runs.iter().map(value).collect() }
}

fn joined(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join("; "))
}

/// The options of a run that not every run has; what another assumption would do is a result.
fn own_options(runs: &[Compared<'_>], summary: &Summary) -> Vec<String> {
    let everywhere = |option: &&String| runs.iter().all(|run| run.summary.options.contains(option));
    summary.options.iter().filter(|own| !everywhere(own) && !is_sensitivity(own)).cloned().collect()
}
