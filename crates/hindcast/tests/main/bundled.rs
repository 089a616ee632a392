//! What always holds of the episodes of the program.

use detente_hindcast::{Role, names, open};

#[test]
fn every_bundled_episode_is_read_and_its_facts_have_sources_with_licences() {
    assert!(names().len() >= 7);
    for name in names() {
        let episode = open(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!episode.facts.is_empty() && !episode.known.is_empty(), "{name}");
        for fact in &episode.facts {
            let source = &episode.sources[&fact.source];
            assert!(!source.licence.is_empty() && !source.vintage.is_empty(), "{}", fact.id);
        }
    }
}

#[test]
fn the_panel_has_its_cells_and_what_was_put_in_counts_in_no_score() {
    let episode = open("us-tariffs-2025").unwrap();
    let imports = episode.sets.iter().position(|set| set.name == "imports").unwrap();
    let scored =
        episode.facts.iter().filter(|fact| fact.set == imports && fact.role == Role::Scored);
    assert_eq!(scored.count(), 308);
    let duties = episode.sets.iter().position(|set| set.name == "duties").unwrap();
    assert!(
        episode.facts.iter().all(|fact| fact.set != duties || fact.role == Role::Input),
        "duties as collected made the scenario"
    );
    let others = open("other-models-april-2025").unwrap();
    assert!(others.facts.iter().all(|fact| fact.role == Role::Beside), "no model is truth");
}
