//! From a text to a draft: every problem of the file at once, and the scenario in each state of
//! the world.

use crate::text::former;
use crate::text::overrides::Overrides;
use crate::text::place::{Files, Place};
use crate::text::source::Source;
use crate::text::tree;
use crate::value::reading::Reading;
use crate::written::document::read_tree;
use crate::written::scenario::Draft;
use crate::written::variants::read_variants;
use std::sync::Arc;

/// Reads a scenario as far as it goes; never fails, so that every problem can be told at once.
#[must_use]
pub fn read(source: &Source, overrides: &Overrides) -> Draft {
    let mut files = Files::default();
    let main = files.push(&source.name, &source.text);
    let mut reading = Reading::new(files, source.folder.clone());
    let mut tree = tree::read(&source.text, main, &mut reading.problems);
    let syntax_errors = reading.problems.clone();
    former::bring_up(&mut tree, &mut reading.problems);
    overrides.apply(&mut tree, &mut reading.files, &mut reading.problems);
    let place = Place { file: main, start: 0, end: source.text.lines().next().unwrap_or("").len() };
    let reading = &mut reading;
    let mut scenario = read_tree(tree, place, reading);
    scenario.overridden = !overrides.is_empty();
    if let Some(negotiation) = scenario.negotiation.clone() {
        negotiation.check_dates(scenario.start, reading);
        scenario.variants = Arc::new(read_variants(&scenario, &negotiation, place, reading));
    }
    scenario.files = std::mem::take(&mut reading.files);
    scenario.problems = std::mem::take(&mut reading.problems);
    // What follows from a broken line would only hide it.
    if !syntax_errors.is_empty() {
        (scenario.problems, scenario.mentions, scenario.entries) =
            (syntax_errors, Arc::default(), Vec::new());
        (scenario.levers, scenario.negotiation, scenario.variants) =
            (Arc::default(), None, Arc::default());
    }
    Draft(scenario)
}
