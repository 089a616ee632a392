//! Does the draft still find what it found in the labelled texts?

use detente_draft::COUNTS;
use detente_draft::evaluation::{FIELDS, Labelled, Score, evaluate, read_folder, table};
use detente_world::embedded;
use std::collections::BTreeSet;
use std::path::Path;

pub(crate) fn texts(part: &str) -> Vec<Labelled> {
    read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("evaluation").join(part)).unwrap()
}

fn score(part: &str) -> Score {
    evaluate(&texts(part), &embedded::load("icio-2022").unwrap()).unwrap()
}

/// Least precision and recall by field, in percent: a little under what was measured, so that one
/// value more or less does not fail.
fn guard(part: &str, least: [(f64, f64); FIELDS.len()]) {
    let score = score(part);
    for ((field, count), (precision, recall)) in FIELDS.iter().zip(score.fields).zip(least) {
        assert!(
            count.precision() >= precision,
            "{part}, {field}: precision fell to {:.3}",
            count.precision()
        );
        assert!(count.recall() >= recall, "{part}, {field}: recall fell to {:.3}", count.recall());
    }
}

#[test]
fn development_texts_are_found_as_before() {
    guard("development", [(0.95, 0.90); FIELDS.len()]);
}

#[test]
fn held_out_texts_are_found_as_before() {
    guard(
        "held-out",
        [
            (0.73, 0.59),
            (0.79, 0.59),
            (0.76, 0.65),
            (0.79, 0.69),
            (0.77, 0.72),
            (0.91, 0.74),
            (0.79, 0.68),
        ],
    );
}

#[test]
fn confidences_are_the_shares_that_were_right_in_the_held_out_texts() {
    let measured = score("held-out").evidence.map(|count| (count.right, count.found));
    assert_eq!(
        measured.map(|(right, found)| (right as u32, found as u32)),
        COUNTS,
        "write these into confidence.rs"
    );
}

#[test]
fn the_docs_have_the_figures() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/draft.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    // Prose is wrapped there.
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["development", "held-out"] {
        let table = table(part, &score(part));
        assert!(
            words(&docs).contains(&words(&table)),
            "docs/draft.md has other figures; now they are\n{table}"
        );
    }
}

#[test]
fn there_are_enough_texts_and_no_text_is_in_both_parts() {
    let (development, held_out) = (texts("development"), texts("held-out"));
    assert!(development.len() + held_out.len() >= 40 && held_out.len() >= 15);
    let known: BTreeSet<&str> = development.iter().map(|text| text.text.as_str()).collect();
    assert!(held_out.iter().all(|text| !known.contains(text.text.as_str())));
}

/// A count that no draft could reach shows that the comparison can fail.
#[test]
fn a_wrong_label_is_counted() {
    let mut all = texts("development");
    let before = evaluate(&all, &embedded::load("icio-2022").unwrap()).unwrap().total();
    let other = all[0].actions.clone();
    all[1].actions = other;
    let after = evaluate(&all, &embedded::load("icio-2022").unwrap()).unwrap();
    assert!(after.total().right < before.right && !after.misses.is_empty());
}
