//! What is told of scenarios that come, change, break and come back.

use crate::desk::Desk;
use detente_watch::faults::NoFaults;
use detente_watch::{Kind, Number, Side, Stop, WatchError};
use std::sync::Arc;

#[test]
fn a_crossing_is_told_once_and_its_return_too() {
    let mut desk = Desk::new("");
    desk.set("cars", 0.0, 0.0);
    for (income, told) in [
        (0.0, 0),
        (-0.15, 0),
        (-0.25, 1),
        (-0.25, 1),
        (-0.15, 1),
        (-0.21, 1),
        (-0.05, 2),
        (-0.3, 3),
    ] {
        desk.set("cars", income, 0.0);
        desk.once().unwrap();
        assert_eq!(desk.printed.len(), told, "{income}");
    }
    let kinds: Vec<Kind> = desk.printed.iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [Kind::Crossed, Kind::Back, Kind::Crossed]);
    assert_eq!(desk.logged(), desk.ids());
    let cell = desk.printed[0].cell.clone().unwrap();
    assert_eq!(
        (cell.side, cell.before, cell.value),
        (Side::Beyond, Number(Some(-0.15)), Number(Some(-0.25)))
    );
    assert_eq!((cell.unit.as_str(), cell.condition.as_str()), ("%", "below -0.2%"));
    let run = desk.printed[0].run.clone().unwrap();
    assert!(desk.path("state").join(run).join("scenario.toml").is_file());
}

#[test]
fn nothing_is_run_again_that_has_not_changed() {
    let mut desk = Desk::new("");
    desk.set("cars", 0.0, 0.0);
    desk.set("ships", 0.0, 0.0);
    desk.once().unwrap();
    desk.once().unwrap();
    assert_eq!(desk.runs, 2);
    desk.set("ships", -0.1, 0.0);
    desk.once().unwrap();
    assert_eq!(desk.runs, 3);
    let file = std::fs::read_to_string(desk.path("watch.toml")).unwrap();
    desk.write("watch.toml", &file.replace("-0.2%", "-0.05%").replace("-0.1%", "-0.05%"));
    desk.once().unwrap();
    assert_eq!(
        (desk.runs, desk.printed.len()),
        (5, 1),
        "a changed threshold is asked of every scenario"
    );
}

#[test]
fn a_first_value_beyond_is_told_or_noted() {
    let mut desk = Desk::new("");
    desk.set("cars", -0.3, 0.0);
    desk.once().unwrap();
    assert_eq!(desk.printed.len(), 1);
    assert!(desk.printed[0].text.contains("(first value)"), "{}", desk.printed[0].text);

    let mut desk = Desk::new("");
    let file = std::fs::read_to_string(desk.path("watch.toml")).unwrap();
    desk.write("watch.toml", &format!("on_first = \"note\"\n{file}"));
    desk.set("cars", -0.3, 0.0);
    desk.once().unwrap();
    assert_eq!((desk.printed.len(), desk.noted("from the first, below -0.2%")), (0, 1));
    desk.set("cars", 0.0, 0.0);
    desk.once().unwrap();
    assert_eq!(desk.printed[0].kind, Kind::Back);
}

#[test]
fn changes_are_told_against_the_value_told_last() {
    let mut desk = Desk::new("");
    for exports in [1.0, 2.0, 2.5, 3.5, 5.0] {
        desk.set("cars", 0.0, exports);
        desk.once().unwrap();
    }
    let told: Vec<(Number, Number)> = desk
        .printed
        .iter()
        .map(|event| event.cell.clone().unwrap())
        .map(|cell| (cell.before, cell.value))
        .collect();
    assert_eq!(told, [(Number(Some(1.0)), Number(Some(3.5)))]);
    assert_eq!(desk.printed[0].kind, Kind::Crossed);
}

#[test]
fn a_broken_scenario_is_told_once_and_does_not_stop_the_others() {
    let mut desk = Desk::new("");
    desk.write("scenarios/a.toml", "broken");
    desk.set("cars", -0.3, 0.0);
    let ended = desk.once().unwrap();
    assert_eq!((desk.printed.len(), ended.problems), (2, 1));
    assert_eq!(desk.printed[0].kind, Kind::Problem);
    assert_eq!(desk.printed[0].text, "scenarios/a.toml has no answer: broken");
    assert_eq!(desk.once().unwrap().problems, 1);
    assert_eq!((desk.printed.len(), desk.noted("all that is broken"), desk.runs), (2, 1, 2));
    // Mended, and broken in the same way again: that is told again.
    desk.set("a", 0.0, 0.0);
    assert_eq!(desk.once().unwrap().problems, 0);
    desk.write("scenarios/a.toml", "broken");
    desk.once().unwrap();
    assert_eq!(desk.printed.len(), 3);
    assert_ne!(desk.printed[2].id, desk.printed[0].id);
}

#[test]
fn a_news_text_waits_for_a_draft_and_is_never_run() {
    let mut desk = Desk::new("");
    desk.write("inbox/article.txt", "The United States raises tariffs.");
    desk.write("inbox/.article.txt.swp", "x");
    desk.once().unwrap();
    desk.once().unwrap();
    assert_eq!((desk.printed.len(), desk.runs), (1, 0));
    assert_eq!(desk.printed[0].kind, Kind::DraftWaiting);
    assert!(desk.printed[0].text.contains("detente draft"), "{}", desk.printed[0].text);
    desk.write("inbox/new.toml", "real_income_pct = -0.5\nexports_pct = 0\n");
    desk.once().unwrap();
    assert_eq!(desk.printed[1].scenario, "inbox/new.toml");
}

#[test]
fn only_the_newest_runs_are_kept_and_events_go_on_naming_the_others() {
    let mut desk = Desk::new("");
    desk.first("keep_runs = 2\n");
    for income in [-0.3, 0.0, -0.4, 0.1] {
        desk.set("cars", income, 0.0);
        desk.once().unwrap();
    }
    let named: Vec<String> = desk.events().into_iter().filter_map(|event| event.run).collect();
    assert_eq!(named.len(), 4);
    let state = desk.path("state");
    let there = |run: &String| state.join(run).is_dir();
    assert_eq!(named.iter().map(there).collect::<Vec<_>>(), [false, false, true, true]);
    assert_eq!(
        (desk.noted("is removed: the newest 2 runs are kept"), desk.noted(&named[0])),
        (2, 1)
    );
    // An earlier text comes back: its run is written again, and is the newest.
    desk.set("cars", -0.3, 0.0);
    desk.once().unwrap();
    assert!(there(&named[0]) && !there(&named[2]) && there(&named[3]));
    desk.write(
        "watch.toml",
        &std::fs::read_to_string(desk.path("watch.toml")).unwrap().replace("= 2\n", "= \"all\"\n"),
    );
    desk.set("cars", 0.2, 0.0);
    desk.once().unwrap();
    assert_eq!(desk.runs().len(), 3);
    desk.write(
        "watch.toml",
        &std::fs::read_to_string(desk.path("watch.toml")).unwrap().replace("= \"all\"\n", "= 0\n"),
    );
    let Err(WatchError::File(problems)) = desk.plan(true, Arc::new(NoFaults)) else {
        panic!("passed")
    };
    assert!(problems.render(false).contains("keep_runs cannot be 0"), "{problems}");
}

#[test]
fn a_second_watch_is_refused_and_a_stop_is_heard_at_once() {
    let mut desk = Desk::new("");
    let mut other = Desk::new("");
    let plan = desk.plan(false, Arc::new(NoFaults)).unwrap();
    let stop = Stop::new();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| desk.go(&plan, &stop));
        while !plan.state.join("lock").exists() {
            std::thread::yield_now();
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        let Err(error) = other.go(&plan, &Stop::new()) else { panic!("two watches on one state") };
        assert!(matches!(error, WatchError::Locked { .. }), "{error}");
        stop.ask();
        assert!(first.join().unwrap().is_ok());
    });
    assert!(other.go(&plan, &stop).is_ok(), "the lock is free again");
}

#[test]
fn mistakes_in_the_file_are_shown_where_they_are_and_all_at_once() {
    let desk = Desk::new("[webhook]\nurl = \"example.org\"\n");
    let file = std::fs::read_to_string(desk.path("watch.toml")).unwrap();
    let wrong = file
        .replace("key = \"JPN\"\ncolumn = \"real", "key = \"JPM\"\ncolumn = \"real")
        .replace("exports_pct", "export_pct")
        .replace("feed = \"inbox\"", "feed = \"outbox\"")
        .replace("5ms", "5");
    desk.write("watch.toml", &wrong);
    let Err(WatchError::File(problems)) = desk.plan(true, Arc::new(NoFaults)) else {
        panic!("passed")
    };
    let text = problems.render(false);
    for part in [
        "there is no folder `outbox`",
        "`5` is no length of time; write 500ms, 30s, 5m or 2h",
        "the world has no economy `JPM`; did you mean `JPN`?",
        "no column of numbers `export_pct`; did you mean `exports_pct`",
        "`example.org` is no address for a webhook",
        "watch.toml:",
        "^^^",
        "5 errors. Nothing is watched.",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    desk.write(
        "watch.toml",
        &file.replace("\"-0.2%\"", "\"6 weeks\"").replace("[webhook]", "[webhok]"),
    );
    let Err(WatchError::File(problems)) = desk.plan(true, Arc::new(NoFaults)) else {
        panic!("passed")
    };
    assert!(problems.render(false).contains("unknown field `webhok`"), "{problems}");
    desk.write(
        "watch.toml",
        &file.replace("[webhook]\nurl = \"example.org\"", "").replace("\"-0.2%\"", "\"6 weeks\""),
    );
    let Err(WatchError::File(problems)) = desk.plan(true, Arc::new(NoFaults)) else {
        panic!("passed")
    };
    assert!(
        problems.render(false).contains("is in `weeks`, but the column is in percent"),
        "{problems}"
    );
}

#[test]
fn what_cannot_be_read_is_named_once_and_does_not_stop_the_others() {
    let mut desk = Desk::new("");
    desk.set("cars", -0.3, 0.0);
    let plan = desk.plan(true, Arc::new(NoFaults)).unwrap();
    // The feed goes away after the file was checked.
    std::fs::remove_dir(desk.path("inbox")).unwrap();
    std::fs::write(desk.path("inbox"), "no folder").unwrap();
    assert!(desk.go(&plan, &Stop::new()).is_ok());
    assert_eq!((desk.printed.len(), desk.noted("cannot read")), (1, 1));
}
