//! Is every table and column that runs write in the catalogue and in the documentation, and nothing else?

use detente_engine::{Run, RunRequest, ScenarioSource, run};
use detente_report::catalogue;

const OUTPUTS: &str = include_str!("../../../../docs/outputs.md");

fn bundled(name: &str) -> Run {
    run(&RunRequest::new(ScenarioSource::parse(name))).unwrap()
}

fn agree(run: &Run) {
    for table in run.tables.all() {
        let note = catalogue::table(&table.name).unwrap_or_else(|| panic!("{} is not in the catalogue", table.name));
        let written: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        let known: Vec<&str> = note.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(written, known, "{}", table.name);
        for (name, column) in table.columns.iter().filter(|_| table.rows() > 0) {
            let words = note.find(name).unwrap().unit.is_words();
            assert_eq!(!column.is_numeric(), words, "{} {name}", table.name);
        }
        let keys: Vec<String> = (0..table.rows()).map(|row| detente_report::lookup::key_of(table, note, row)).collect();
        let mut distinct = keys.clone();
        distinct.sort_unstable();
        distinct.dedup();
        assert_eq!(distinct.len(), keys.len(), "{}: two rows have the same key", table.name);
    }
}

#[test]
fn tables_of_a_shock_are_those_of_the_catalogue() {
    agree(&bundled("ree-licensing-2025"));
}

#[test]
fn tables_of_a_negotiation_are_those_of_the_catalogue() {
    agree(&crate::negotiate::sample());
}

/// A name in backticks, or one of a band written as `name*`.
#[test]
fn the_documentation_has_every_table_and_column() {
    for table in catalogue::tables() {
        assert!(
            OUTPUTS.contains(&format!("`{}`", table.name)) || OUTPUTS.contains(&format!("/{}`", table.name)),
            "{}",
            table.name
        );
        for column in &table.columns {
            let stem = column.name.trim_end_matches("_low").trim_end_matches("_high");
            let common =
                ["economy", "sector", "chain", "good", "use", "item", "deal", "party", "by", "for", "entry", "from"];
            let there = OUTPUTS.contains(&format!("`{}`", column.name)) || OUTPUTS.contains(&format!("`{stem}*`"));
            assert!(
                there || common.contains(&column.name.as_str()),
                "{}: {} is not in docs/outputs.md",
                table.name,
                column.name
            );
        }
    }
}
