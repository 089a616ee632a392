//! A run folder is whole or absent, and can be read back and replayed.

use crate::sample::{bundled, shock, written};
use detente_engine::{EngineError, Run, Session, run, verify};
use detente_record::{RecordError, StoredRun};
use detente_report::draw;
use std::fs;

#[test]
fn a_run_reads_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("deep/er/run");
    let mut run = shock();
    run.write(&place, draw).unwrap();
    let stored = StoredRun::read(&place).unwrap();
    for (stored, own) in stored.tables.all().into_iter().zip(run.tables.all()) {
        assert!(stored == own || own.rows() == 0, "{}", own.name);
    }
    assert_eq!(stored.manifest.world_digest, run.loaded.digest);
    assert_eq!(stored.summary.focus, run.summary.focus);
    assert!(verify(&place, None, draw).unwrap().holds());
    let names: Vec<_> = fs::read_dir(place.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["run"]);
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "dear").unwrap();
    let mut run = written("");
    assert!(matches!(
        run.write(folder.path(), draw),
        Err(EngineError::Record(RecordError::Occupied { .. }))
    ));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn what_a_user_puts_into_a_run_folder_outlives_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("run");
    let mut run = written("");
    run.write(&place, draw).unwrap();
    fs::write(place.join("notes.txt"), "mine").unwrap();
    fs::create_dir(place.join("slides")).unwrap();
    fs::write(place.join("slides/one.txt"), "also mine").unwrap();
    fs::write(place.join("report.md"), "of the run before").unwrap();
    run.write(&place, draw).unwrap();
    assert_eq!(fs::read_to_string(place.join("notes.txt")).unwrap(), "mine");
    assert_eq!(fs::read_to_string(place.join("slides/one.txt")).unwrap(), "also mine");
    // What `report` made of the earlier run goes with it.
    assert!(!place.join("report.md").exists());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(verify(&place, None, draw).unwrap().holds());
}

#[test]
fn a_folder_that_only_looks_like_a_run_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("manifest.json"), "{\"name\": \"an app\"}").unwrap();
    fs::create_dir(folder.path().join("tables")).unwrap();
    fs::write(folder.path().join("tables/mine.csv"), "mine").unwrap();
    assert!(matches!(
        written("").write(folder.path(), draw),
        Err(EngineError::Record(RecordError::Occupied { .. }))
    ));
    assert_eq!(fs::read_to_string(folder.path().join("tables/mine.csv")).unwrap(), "mine");
}

#[test]
fn a_users_file_among_the_tables_outlives_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("run");
    let mut run = written("");
    run.write(&place, draw).unwrap();
    fs::write(place.join("tables/mine.csv"), "mine").unwrap();
    run.write(&place, draw).unwrap();
    assert_eq!(fs::read_to_string(place.join("tables/mine.csv")).unwrap(), "mine");
    assert!(verify(&place, None, draw).unwrap().holds());
}

#[test]
fn a_run_left_under_its_temporary_name_is_read_where_it_belongs() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("run");
    written("").write(&place, draw).unwrap();
    fs::rename(&place, folder.path().join(".run.0123456789abcdef.old")).unwrap();
    assert!(verify(&place, None, draw).unwrap().holds());
}

#[test]
fn company_does_not_change_a_run() {
    let requests = [bundled("japan-us-2025"), bundled("liberation-day")];
    let pair = Session::new().run_pair(&requests).unwrap();
    for (request, run_in_company) in requests.iter().zip(&pair) {
        assert_eq!(run(request).unwrap().tables, run_in_company.tables);
    }
}

#[test]
fn of_a_pair_both_are_written_or_none() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    fs::create_dir(&second).unwrap();
    fs::write(second.join("letter.txt"), "dear").unwrap();
    let mut pair =
        Session::new().run_pair(&[bundled("japan-us-2025"), bundled("liberation-day")]).unwrap();
    assert!(Run::write_pair(&mut pair, [&first, &second], draw).is_err());
    assert!(!first.exists());
}

#[test]
fn errors_sort_into_findings_and_mistakes() {
    let ban = "title = \"t\"\n[[shock]]\nname = \"x\"\nkind = \"tariff\"\nimporter = \"XXX\"\nexporter = \"*\"\nsector = \"*\"\nrate = { add = \"1%\" }\nsource = \"s\"\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.toml");
    fs::write(&file, ban).unwrap();
    let error = run(&detente_engine::RunRequest::new(detente_engine::ScenarioSource::File(file)))
        .unwrap_err();
    assert!(
        matches!(error, EngineError::Scenario(_)) && !error.is_finding() && !error.is_internal()
    );
    let error = run(&bundled("nowhere.toml")).unwrap_err();
    assert!(error.to_string().contains("japan-us-2025"), "{error}");
}
