//! What reaches a real server, in which order, how often, signed how.

use crate::desk::{Desk, SECRET};
use crate::server::{Received, Server, Way};
use detente_watch::faults::NoFaults;
use detente_watch::{Event, SIGNATURE, Stop, WatchError, verify};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn desk(server: &Server, more: &str) -> Desk {
    Desk::new(&format!(
        "[webhook]\nurl = \"{}\"\nsecret_env = \"SECRET\"\nbackoff = \"2ms\"\n{more}",
        server.url
    ))
}

fn ids(received: &[Received]) -> Vec<String> {
    received.iter().map(Received::id).collect()
}

#[test]
fn events_arrive_in_order_signed_and_once() {
    let server = Server::start(&[Way::Status(200)]);
    let mut desk = desk(&server, "");
    for income in [-0.3, 0.0, -0.4] {
        desk.set("cars", income, 0.0);
        desk.set("ships", income, 0.0);
        assert_eq!(desk.once().unwrap().given_up, 0);
    }
    desk.once().unwrap();
    let received = server.received();
    assert_eq!((received.len(), ids(&received)), (6, desk.ids()));
    for request in &received {
        let event: Event = serde_json::from_str(&request.body).unwrap();
        assert_eq!((event.id.as_str(), request.path.as_str()), (request.id().as_str(), "/hook"));
        assert_eq!(request.header("Content-Type"), Some("application/json"));
        assert!(request.header("User-Agent").unwrap().starts_with("detente/"));
        let header = request.header(SIGNATURE).unwrap();
        assert!(verify(SECRET.as_bytes(), header, &request.body).is_some(), "{header}");
        assert_eq!(verify(b"another", header, &request.body), None);
    }
}

#[test]
fn a_failing_server_gets_the_same_event_again_until_it_takes_it() {
    for way in [Way::Status(500), Way::Status(503), Way::Status(408), Way::Close] {
        let server = Server::start(&[way, way, Way::Status(204)]);
        let mut desk = desk(&server, "");
        desk.set("cars", -0.3, 0.0);
        desk.set("ships", -0.3, 0.0);
        assert_eq!(desk.once().unwrap().given_up, 0, "{way:?}");
        let (received, told) = (ids(&server.received()), desk.ids());
        assert_eq!(
            received,
            [&told[0], &told[0], &told[0], &told[1]].map(String::clone),
            "{way:?}"
        );
    }
}

#[test]
fn a_receiver_that_asks_for_time_gets_it() {
    let server = Server::start(&[Way::With(429, "Retry-After: 1"), Way::Status(200)]);
    let mut desk = desk(&server, "");
    desk.set("cars", -0.3, 0.0);
    desk.once().unwrap();
    let received = server.received();
    assert_eq!(received.len(), 2);
    let waited = received[1].at - received[0].at;
    assert!(waited >= Duration::from_millis(990) && waited < Duration::from_secs(5), "{waited:?}");
}

#[test]
fn one_look_does_not_sleep_as_long_as_a_receiver_asks() {
    let server = Server::start(&[Way::With(429, "Retry-After: 3600"), Way::Status(200)]);
    let mut desk = desk(&server, "");
    desk.set("cars", -0.3, 0.0);
    desk.set("ships", -0.3, 0.0);
    let begun = Instant::now();
    let ended = desk.once().unwrap();
    assert!(begun.elapsed() < Duration::from_secs(10));
    assert_eq!((ended.on_their_way, ended.given_up, server.received().len()), (2, 0, 1));
    assert_eq!(desk.noted("the next would be in 3600.0 s"), 1);
    assert_eq!(desk.once().unwrap().on_their_way, 0);
    let received = ids(&server.received());
    assert_eq!(received, [&desk.ids()[0], &desk.ids()[0], &desk.ids()[1]].map(String::clone));
}

#[test]
fn a_refusal_is_kept_and_named_and_not_repeated() {
    for (way, why) in [
        (Way::Status(400), "status 400"),
        (Way::With(302, "Location: http://elsewhere/"), "redirect to `http://elsewhere/`"),
    ] {
        let server = Server::start(&[way, Way::Status(200)]);
        let mut desk = desk(&server, "");
        desk.set("cars", -0.3, 0.0);
        desk.set("ships", -0.3, 0.0);
        assert_eq!(desk.once().unwrap().given_up, 1);
        assert_eq!(ids(&server.received()), desk.ids(), "the next one goes on its way");
        assert_eq!(desk.noted(why), 1);
        assert_eq!(desk.once().unwrap().given_up, 1);
        assert_eq!((server.received().len(), desk.noted("is kept as failed (")), (2, 1));
        let mut plan = desk.plan(true, Arc::new(NoFaults)).unwrap();
        plan.retry_refused = true;
        assert_eq!(desk.go(&plan, &Stop::new()).unwrap().given_up, 0);
        let received = server.received();
        assert_eq!((received.len(), received[2].id()), (3, desk.ids()[0].clone()));
    }
}

#[test]
fn what_is_given_up_is_tried_again_by_the_next_start() {
    let server = Server::start(&[Way::Status(500), Way::Status(500), Way::Status(200)]);
    let mut desk = desk(&server, "attempts = 2\n");
    desk.set("cars", -0.3, 0.0);
    assert_eq!(desk.once().unwrap().given_up, 1);
    assert_eq!(desk.noted("given up until the next start after 2 attempts: status 500"), 1);
    assert_eq!(desk.once().unwrap().given_up, 0);
    assert_eq!(
        (server.received().len(), desk.printed.len()),
        (3, 1),
        "posted again, not printed again"
    );
}

#[test]
fn a_server_that_hangs_holds_nobody_up() {
    let hang = Way::Hang(Duration::from_secs(30));
    let server = Server::start(&[hang, Way::Status(200)]);
    let mut desk = desk(&server, "timeout = \"300ms\"\n");
    desk.set("cars", -0.3, 0.0);
    let begun = Instant::now();
    assert_eq!(desk.once().unwrap().given_up, 0);
    let spent = begun.elapsed();
    assert!(spent >= Duration::from_millis(300) && spent < Duration::from_secs(10), "{spent:?}");
    assert_eq!(desk.noted("no answer in time"), 1);
    assert_eq!(ids(&server.received()), [desk.ids()[0].clone(), desk.ids()[0].clone()]);
}

#[test]
fn evaluation_goes_on_while_the_webhook_hangs_and_a_stop_is_heard() {
    let server = Server::start(&[Way::Hang(Duration::from_secs(60))]);
    let mut desk = desk(&server, "timeout = \"50s\"\n");
    for name in ["a", "b", "c", "d"] {
        desk.set(name, -0.3, 0.0);
    }
    let plan = desk.plan(false, Arc::new(NoFaults)).unwrap();
    let (stop, log) = (Arc::new(Stop::new()), desk.path("state/events.jsonl"));
    let asker = Arc::clone(&stop);
    let begun = Instant::now();
    let waiter = std::thread::spawn(move || {
        while std::fs::read_to_string(&log).unwrap_or_default().lines().count() < 4 {
            std::thread::sleep(Duration::from_millis(5));
        }
        asker.ask();
    });
    let ended = desk.go(&plan, &stop).unwrap();
    waiter.join().unwrap();
    assert_eq!((desk.printed.len(), ended.on_their_way), (4, 4));
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn a_missing_secret_is_a_mistake_before_anything_is_done() {
    let mut desk =
        Desk::new("[webhook]\nurl = \"http://127.0.0.1:9/\"\nsecret_env = \"NOT_SET\"\n");
    desk.set("cars", -0.3, 0.0);
    let error = desk.once().unwrap_err();
    assert!(matches!(error, WatchError::Secret { .. }), "{error}");
    assert!(desk.printed.is_empty() && !desk.path("state").exists());
}

#[test]
fn the_run_of_an_event_that_the_webhook_does_not_have_is_kept() {
    let server = Server::start(&[Way::Status(400), Way::Status(200)]);
    let mut desk = desk(&server, "");
    desk.first("keep_runs = 1\n");
    for income in [-0.3, 0.0, -0.4] {
        desk.set("cars", income, 0.0);
        desk.once().unwrap();
    }
    let runs: Vec<String> = desk.events().into_iter().filter_map(|event| event.run).collect();
    let there = |run: &String| desk.path("state").join(run).is_dir();
    assert_eq!(
        runs.iter().map(there).collect::<Vec<_>>(),
        [true, false, true],
        "the first was refused"
    );
    let mut plan = desk.plan(true, Arc::new(NoFaults)).unwrap();
    plan.retry_refused = true;
    assert_eq!(desk.go(&plan, &Stop::new()).unwrap().given_up, 0);
    assert_eq!(desk.runs().len(), 1);
}

#[test]
fn nobody_at_the_address_is_a_failure_that_is_kept() {
    let mut desk =
        Desk::new("[webhook]\nurl = \"http://127.0.0.1:9/\"\nattempts = 2\nbackoff = \"1ms\"\n");
    desk.set("cars", -0.3, 0.0);
    let ended = desk.once().unwrap();
    assert_eq!((ended.given_up, desk.printed.len()), (1, 1));
}
