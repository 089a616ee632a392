//! Is every table and column that runs write in the catalogue and in the documentation, and nothing
//! else?

use detente_engine::{Run, RunRequest, ScenarioSource, run};
use detente_record::catalogue::{self, Engine, equations};
use detente_report::draw;

const OUTPUTS: &str = include_str!("../../../../docs/outputs.md");

fn bundled(name: &str) -> Run {
    run(&RunRequest::new(ScenarioSource::parse(name))).unwrap()
}

fn agree(run: &Run) {
    for table in run.tables.all() {
        let note = catalogue::table(&table.name)
            .unwrap_or_else(|| panic!("{} is not in the catalogue", table.name));
        let written: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        let known: Vec<&str> = note.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(written, known, "{}", table.name);
        for (name, column) in table.columns.iter().filter(|_| table.rows() > 0) {
            let words = note.find(name).unwrap().unit.is_words();
            assert_eq!(!column.is_numeric(), words, "{} {name}", table.name);
        }
        let keys: Vec<String> =
            (0..table.rows()).map(|row| detente_record::lookup::key_of(table, note, row)).collect();
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
    agree(&crate::talks::sample());
}

/// A name in backticks, or one of a band written as `name*`.
#[test]
fn the_documentation_has_every_table_and_column() {
    for table in catalogue::tables() {
        assert!(
            OUTPUTS.contains(&format!("`{}`", table.name))
                || OUTPUTS.contains(&format!("/{}`", table.name)),
            "{}",
            table.name
        );
        for column in &table.columns {
            let stem = column.name.trim_end_matches("_low").trim_end_matches("_high");
            let common = [
                "economy", "sector", "chain", "good", "use", "item", "deal", "party", "by", "for",
                "entry", "from",
            ];
            let there = OUTPUTS.contains(&format!("`{}`", column.name))
                || OUTPUTS.contains(&format!("`{stem}*`"));
            assert!(
                there || common.contains(&column.name.as_str()),
                "{}: {} is not in docs/outputs.md",
                table.name,
                column.name
            );
        }
    }
}

/// What a browser makes of the entities that the templates write.
fn unescaped(text: &str) -> String {
    [
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2f;", "/"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, letter)| text.replace(entity, letter))
}

/// Every command on the page that explains a number names one row.
fn commands_name_one_row(run: &mut detente_engine::Run) {
    let folder = tempfile::tempdir().unwrap();
    run.write(&folder.path().join("run"), draw).unwrap();
    let stored = detente_record::StoredRun::read(&folder.path().join("run")).unwrap();
    let page = std::fs::read_to_string(folder.path().join("run/report.html")).unwrap();
    let mut commands: Vec<String> = page
        .split("detente explain RUN ")
        .skip(1)
        .map(|rest| unescaped(rest.split('<').next().unwrap_or_default()))
        // In the text, the words stand for what a reader puts there.
        .filter(|command| !command.starts_with("TABLE"))
        .collect();
    commands.sort_unstable();
    commands.dedup();
    assert!(commands.len() > 5, "{commands:?}");
    for command in commands {
        let (name, key) = command.split_once(' ').unwrap_or((&command, ""));
        let key = key.trim().trim_matches('\'').replace("'\\''", "'");
        let table = stored
            .tables
            .all()
            .into_iter()
            .find(|table| table.name == name)
            .unwrap_or_else(|| panic!("{command}"));
        let rows = detente_record::lookup::rows(table, catalogue::table(name).unwrap(), &key);
        assert!(
            rows.as_ref().is_ok_and(|rows| rows.len() == 1),
            "`{command}`: {:?}",
            rows.map(|rows| rows.len())
        );
    }
}

#[test]
fn the_commands_on_the_page_of_a_shock_name_one_row_each() {
    commands_name_one_row(
        &mut detente_engine::run(&crate::sample::bundled("japan-us-2025")).unwrap(),
    );
}

#[test]
fn the_commands_on_the_page_of_a_negotiation_name_one_row_each() {
    commands_name_one_row(&mut crate::talks::sample());
}

/// Numbers are those of the heads of the engines, where a reader of the page looks an equation up.
#[test]
fn every_numbered_equation_stands_in_the_head_of_its_engine() {
    let heads = [
        (Engine::Trade, include_str!("../../../trade/src/lib.rs")),
        (Engine::Commodity, include_str!("../../../commodity/src/lib.rs")),
        (Engine::Cascade, include_str!("../../../cascade/src/lib.rs")),
        (Engine::Package, include_str!("../../../bargain/src/lib.rs")),
        (Engine::Companies, include_str!("../../../companies/src/lib.rs")),
    ];
    let mut counted = 0;
    for equation in equations() {
        let (_, head) = heads.iter().find(|(engine, _)| *engine == equation.engine).unwrap();
        for number in equation.number.split(", ").filter(|number| !number.is_empty()) {
            let start = format!("//! {number} ");
            assert!(
                head.lines().any(|line| line.starts_with(&start)),
                "{}: no {number} in the head of {:?}",
                equation.id,
                equation.engine
            );
            counted += 1;
        }
    }
    assert!(counted > 25, "{counted}");
}
