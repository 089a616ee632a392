//! The scenario in each state of the world of its negotiation.

use crate::choose::futures::WrittenFuture;
use crate::choose::negotiation::NegotiationTable;
use crate::text::overrides;
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::text::tree::Table;
use crate::value::reading::Reading;
use crate::written::document::read_tree;
use crate::written::scenario::Scenario;
use std::sync::Arc;

/// The scenario in each state of the world, in their order; `none` where nothing is changed.
pub(crate) fn read_variants(
    scenario: &Scenario,
    negotiation: &NegotiationTable,
    place: Place,
    reading: &mut Reading,
) -> Vec<Option<Scenario>> {
    let mut plain = Table::clone(&scenario.tree);
    plain.items.retain(|item| item.key != "negotiation");
    let changed = |future: &WrittenFuture| !future.overrides.is_empty();
    let mut variant =
        |future: &WrittenFuture| read_variant(scenario, plain.clone(), future, place, reading);
    negotiation.futures.iter().map(|future| changed(future).then(|| variant(future))).collect()
}

fn read_variant(
    base: &Scenario,
    mut tree: Table,
    future: &WrittenFuture,
    place: Place,
    reading: &mut Reading,
) -> Scenario {
    let mut alone = reading.fork();
    for argument in &future.overrides {
        let file =
            alone.files.push(format!("`set` of {}", future.settled.name), argument.value.clone());
        if let Err(problem) = overrides::apply(&argument.value, file, &mut tree) {
            alone.problem(problem.related(argument.place, "the change that this state makes"));
        }
    }
    let variant = read_tree(tree, place, &mut alone);
    if alone.errors() == 0 && variant.levers() != base.levers() {
        let message =
            format!("the levers of `{}` are not those of the scenario", future.settled.name);
        let hint = "a state of the world may not pin, free or move what is negotiated: change the shocks, or fixed values";
        alone.problem(Diagnostic::error(future.name, message, "another negotiation").hint(hint));
    }
    reading.files = alone.files;
    for problem in alone.problems {
        if !reading.problems.contains(&problem) {
            reading.problem(problem);
        }
    }
    variant
}

impl Scenario {
    /// The scenario in one state of the world of its negotiation, by position: the changes made, the
    /// levers the same, without `[negotiation]`. None if there is no such state.
    #[must_use]
    pub fn in_future(&self, future: usize) -> Option<Self> {
        let variant = self.variants.get(future)?;
        let mut scenario = variant.as_ref().unwrap_or(self).clone();
        scenario.files = self.files.clone();
        (scenario.negotiation, scenario.variants) = (None, Arc::default());
        Arc::make_mut(&mut scenario.tree).items.retain(|item| item.key != "negotiation");
        scenario.rewritten();
        Some(scenario)
    }
}
