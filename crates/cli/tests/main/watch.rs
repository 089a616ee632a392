//! `detente watch`, as a user and a crash see it.

use crate::sandbox::{CARS, Sandbox};
use detente_world::table::Table;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const WATCH: &str = r#"scenarios = "scenarios"
feed = "inbox"
world = "toy"
every = "20ms"
settle = "5ms"

[[threshold]]
name = "cars of Japan"
table = "trade"
key = "JPN/USA/C29"
column = "change_pct"
below = "-20%"
"#;

fn watched() -> Sandbox {
    let sandbox = Sandbox::toy();
    sandbox.write("watch.toml", WATCH);
    sandbox.write("inbox/keep.csv", "");
    sandbox.write("scenarios/cars.toml", CARS.replace("25%", "1%"));
    sandbox
}

fn start(sandbox: &Sandbox, more: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_detente"))
        .args(["watch", "watch.toml"])
        .args(more)
        .current_dir(sandbox.path(""))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

/// Time and the digest of the run do not belong into a snapshot.
fn redacted(text: &str) -> String {
    let word = |word: &str| match word {
        time if time.ends_with('Z') && time.contains('T') => "[time]".to_owned(),
        run if run.starts_with("runs/") => format!("{}[digest]", &run[..run.len() - 8]),
        other => other.to_owned(),
    };
    text.lines()
        .map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" "))
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_look_tells_what_has_crossed_since_the_last_one() {
    let sandbox = watched();
    let look = |more: &[&str]| sandbox.run(&[&["watch", "watch.toml", "--once"], more].concat());
    let quiet = look(&[]);
    assert_eq!((quiet.code, quiet.out.as_str()), (0, ""), "{quiet:?}");
    sandbox.write("scenarios/cars.toml", CARS);
    sandbox.write("scenarios/broken.toml", CARS.replace("\"JPN\"", "\"JAP\""));
    sandbox.write("inbox/article.txt", "The United States raises tariffs on Friday.");
    let told = look(&[]);
    assert_eq!(told.code, 1, "a scenario has no answer: {told:?}");
    insta::assert_snapshot!("told", redacted(&told.out));
    insta::assert_snapshot!("told_beside", told.err);
    let events = sandbox.read("watch.state/events.jsonl");
    assert_eq!(events.lines().count(), 3);
    let again = look(&[]);
    assert_eq!((again.code, again.out.as_str()), (1, ""), "told once: {again:?}");
    std::fs::remove_file(sandbox.path("scenarios/broken.toml")).unwrap();
    sandbox.write("scenarios/cars.toml", CARS.replace("25%", "2%"));
    let back = look(&["--json"]);
    assert_eq!(back.code, 0);
    let event: serde_json::Value = serde_json::from_str(&back.out).unwrap();
    assert_eq!((event["kind"].as_str(), event["cell"]["unit"].as_str()), (Some("back"), Some("%")));
    let run = format!("watch.state/{}", event["run"].as_str().unwrap());
    sandbox.prints(&["verify", &run]);
}

#[test]
fn mistakes_are_shown_before_anything_is_done() {
    let sandbox = watched();
    let wrong = WATCH
        .replace("JPN/USA", "JPM/USA")
        .replace("-20%", "USD 5 billion")
        .replace("\"trade\"", "\"trad\"");
    sandbox.write("watch.toml", &wrong);
    insta::assert_snapshot!("wrong_table", sandbox.refuses(2, &["watch", "watch.toml"]));
    sandbox.write("watch.toml", wrong.replace("\"trad\"", "\"trade\""));
    insta::assert_snapshot!("wrong_key", sandbox.refuses(2, &["watch", "watch.toml"]));
    sandbox.write("watch.toml", WATCH.replace("-20%", "USD 5 billion"));
    insta::assert_snapshot!("wrong_dimension", sandbox.refuses(2, &["watch", "watch.toml"]));
    insta::assert_snapshot!("no_file", sandbox.refuses(2, &["watch", "nothing.toml"]));
    let said = sandbox.refuses(2, &["watch", "watch.toml", "--every", "soon"]);
    assert!(said.contains("`soon` is no length of time"), "{said}");
}

#[test]
#[cfg(unix)]
fn a_changed_tariff_is_told_within_a_second_and_control_c_ends_it() {
    let sandbox = watched();
    let mut child = start(&sandbox, &[]);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    wait_for(|| sandbox.path("watch.state/journal.jsonl").exists());
    let second = sandbox.refused_beside(&["watch", "watch.toml"]);
    assert!(
        second.contains(&format!("in use by another watch (process {})", child.id())),
        "{second}"
    );
    let begun = Instant::now();
    sandbox.write("scenarios/cars.toml", CARS);
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    assert!(line.contains("cars of Japan"), "{line}");
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    signal(&child, "-INT");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("the next start goes on from here"), "{said}");
}

fn wait_for(done: impl Fn() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_secs(20), "waited in vain");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Ids that a server which always says yes was sent.
fn server() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let ids = Arc::clone(&seen);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let (mut id, mut length, mut line) = (String::new(), 0, String::new());
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while reader.read_line(&mut line).unwrap_or(0) > 2 {
                let lower = line.to_ascii_lowercase();
                if let Some(value) = lower.strip_prefix("detente-event:") {
                    id = value.trim().to_owned();
                }
                if let Some(value) = lower.strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            if id.is_empty() || reader.read_exact(&mut body).is_err() {
                continue;
            }
            ids.lock().unwrap().push(id);
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }
    });
    (url, seen)
}

#[test]
#[cfg(unix)]
fn a_watch_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let sandbox = watched();
    let (url, seen) = server();
    sandbox
        .write("watch.toml", format!("{WATCH}\n[webhook]\nurl = \"{url}\"\nbackoff = \"5ms\"\n"));
    let (mut printed, mut beside) = (String::new(), String::new());
    let seen_enough = || {
        sandbox.path("watch.state/events.jsonl").is_file()
            && sandbox.read("watch.state/events.jsonl").lines().count() > 3
    };
    for round in 0..240 {
        // On a busy machine it takes longer to see anything.
        if round >= 24 && seen_enough() {
            break;
        }
        let mut child = start(&sandbox, &["--json"]);
        // Another rate each time: each is another text, on the other side of the threshold.
        let rate = if round % 2 == 0 { format!("{}%", 25 + round) } else { format!("0.{round}%") };
        sandbox.write("scenarios/cars.toml", CARS.replace("25%", &rate));
        std::thread::sleep(Duration::from_millis(12 * (round % 12) + 15 + 4 * (round / 12)));
        signal(&child, "-KILL");
        child.wait().unwrap();
        child.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
        child.stderr.take().unwrap().read_to_string(&mut beside).unwrap();
    }
    let last = sandbox.run(&["watch", "watch.toml", "--once", "--json"]);
    assert_eq!(last.code, 0, "{last:?}");
    (printed, beside) = (printed + &last.out, beside + &last.err);
    let id = |line: &str| {
        let event: serde_json::Value =
            serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        event["id"].as_str().unwrap().to_owned()
    };
    let logged: Vec<String> = sandbox.read("watch.state/events.jsonl").lines().map(id).collect();
    let told: Vec<String> = printed.lines().map(id).collect();
    let once = |ids: &[String]| ids.iter().collect::<BTreeSet<_>>().len() == ids.len();
    assert!(logged.len() > 3, "the watch was killed before it could see anything: {logged:?}");
    assert!(once(&logged) && once(&told), "{logged:?}\n{told:?}");
    for id in logged.iter().filter(|id| !told.contains(id)) {
        assert!(
            beside.contains(&format!("event {id}, which is not printed again")),
            "{id} was neither printed nor named"
        );
    }
    let mut posted = seen.lock().unwrap().clone();
    posted.dedup();
    assert_eq!(posted, logged, "posted at least once, in order");
}

/// Thresholds on a company's coverage and net effect, and on the weeks that an economy's dysprosium
/// lasts.
const COMPANIES: &str = r#"scenarios = "licences.toml"

[[threshold]]
name = "Tesla's magnets"
table = "company_summary"
key = "TSLA/weeks"
column = "coverage_weeks"
below = "15 weeks"

[[threshold]]
name = "Tesla's loss"
table = "company_summary"
key = "TSLA/weeks"
column = "net_musd_low"
below = "USD -100 million"

[[threshold]]
name = "Tesla's share"
table = "company_summary"
key = "TSLA/weeks"
column = "net_share_pct_low"
below = "-1%"

[[threshold]]
name = "nobody knows"
table = "company_summary"
key = "TSLA/years"
column = "coverage_weeks"
below = "15 weeks"

[[threshold]]
name = "magnets with dysprosium in the United States"
table = "commodity_stockouts"
key = "rare-earths/magnet-ndfeb-heat/USA/vehicles"
column = "weeks_to_stock_out_low"
below = "30 weeks"
"#;

#[test]
fn weeks_of_a_company_and_of_a_good_and_net_effects_can_be_thresholds() {
    let sandbox = Sandbox::new();
    sandbox.write("licences.toml", sandbox.prints(&["scenarios", "show", "ree-licensing-2025"]));
    sandbox.write("watch.toml", COMPANIES);
    let told = sandbox.run(&["watch", "watch.toml", "--once", "--json"]);
    assert_eq!(told.code, 0, "{told:?}");
    let events: Vec<serde_json::Value> =
        told.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let run = format!("watch.state/{}", events[0]["run"].as_str().unwrap());
    // Each is told with the value of the cell, as the table has it, and the unit of its column.
    let (companies, stocks) = (
        sandbox.table(&format!("{run}/tables/company_summary.parquet")),
        sandbox.table(&format!("{run}/tables/commodity_stockouts.parquet")),
    );
    let cell = |table: &Table, key: &[(&str, &str)], column: &str| {
        let is = |row: &usize| key.iter().all(|(name, word)| table.words(name)[*row] == *word);
        table.column(column).unwrap().number((0..table.rows()).find(is).unwrap())
    };
    let tesla =
        |column: &str| cell(&companies, &[("ticker", "TSLA"), ("horizon", "weeks")], column);
    let magnets = [("economy", "USA"), ("good", "magnet-ndfeb-heat")];
    let expected = [
        ("Tesla's magnets", "weeks", tesla("coverage_weeks")),
        ("Tesla's loss", "USD million", tesla("net_musd_low")),
        ("Tesla's share", "%", tesla("net_share_pct_low")),
        (
            "magnets with dysprosium in the United States",
            "weeks",
            cell(&stocks, &magnets, "weeks_to_stock_out_low"),
        ),
    ];
    assert_eq!(events.len(), expected.len(), "{}", told.out);
    for (event, (name, unit, value)) in events.iter().zip(expected) {
        assert_eq!(
            (event["threshold"].as_str(), event["cell"]["unit"].as_str()),
            (Some(name), Some(unit))
        );
        assert!(
            value.is_some() && event["cell"]["value"].as_f64() == value,
            "{name}: {value:?}, {event}"
        );
    }
    assert_eq!(
        cell(&companies, &[("ticker", "TSLA"), ("horizon", "years")], "coverage_weeks"),
        None
    );
    assert!(
        told.err.contains(
            "`nobody knows`: `coverage_weeks` of `TSLA/years` in `company_summary` is not known"
        ),
        "{}",
        told.err
    );
    // Another dimension is a mistake, with the unit of the column.
    sandbox.edit("watch.toml", "\"15 weeks\"", "\"15%\"");
    let said = sandbox.run(&["watch", "watch.toml", "--once"]);
    assert_eq!(said.code, 2, "{said:?}");
    assert!(said.err.contains("`15%` is a percentage, but the column is in weeks"), "{}", said.err);
    // What is known is explained, and what is not says so.
    let known = sandbox.prints(&[
        "explain",
        &run,
        "company_summary",
        "TSLA/weeks",
        "--column",
        "coverage_weeks",
    ]);
    assert!(known.contains(" weeks (tables/company_summary.csv, row "), "{known}");
    let unknown = sandbox.refuses(
        2,
        &["explain", &run, "company_summary", "TSLA/years", "--column", "coverage_weeks"],
    );
    assert!(
        unknown.contains("`coverage_weeks` of `TSLA/years` is not known (Weeks that"),
        "{unknown}"
    );
    sandbox.prints(&["verify", &run]);
}

#[test]
fn companies_of_the_users_are_watched() {
    let sandbox = watched();
    let threshold = "[[threshold]]\nname = \"our supplier\"\ntable = \"company_summary\"\nkey = \"SUP/years\"\n\
                     column = \"net_musd\"\nchanges_by = \"USD 0.1 million\"\n";
    let file = format!(
        "companies = \"given/own.csv\"\n{}\n{threshold}",
        WATCH.split("[[threshold]]").next().unwrap()
    );
    sandbox.write("watch.toml", &file);
    let said = sandbox.refuses(2, &["watch", "watch.toml", "--once"]);
    assert!(said.contains("own.csv` does not exist"), "{said}");
    sandbox.write("given/own.csv", crate::companies::OWN);
    // The first value is the one that changes are counted from.
    assert_eq!(sandbox.prints(&["watch", "watch.toml", "--once"]), "");
    sandbox.write("scenarios/cars.toml", CARS);
    let told = sandbox.prints(&["watch", "watch.toml", "--once", "--json"]);
    let event: serde_json::Value = serde_json::from_str(&told).unwrap();
    let run = format!("watch.state/{}", event["run"].as_str().unwrap());
    let table = sandbox.table(&format!("{run}/tables/company_summary.parquet"));
    let row = (0..table.rows()).find(|row| {
        (table.words("ticker")[*row].as_str(), table.words("horizon")[*row].as_str())
            == ("SUP", "years")
    });
    let value = table.column("net_musd").unwrap().number(row.unwrap());
    assert!(
        value.is_some_and(|value| value < -0.1) && event["cell"]["value"].as_f64() == value,
        "{event} {value:?}"
    );
    sandbox.prints(&["verify", &run]);
    assert!(sandbox.read(&format!("{run}/companies.csv")).contains("A supplier"));
    // Other figures of the company are another question: every scenario is run anew. The option
    // goes before the file.
    sandbox.write("more.csv", crate::companies::OWN.replace(",60,", ",600,"));
    let told = sandbox.prints(&["watch", "watch.toml", "--once", "--companies", "more.csv"]);
    assert!(told.contains("our supplier") && told.lines().count() == 1, "{told}");
    // A ticker that nobody has is a mistake, and so is a mistake in the file.
    sandbox.write("watch.toml", file.replace("SUP/years", "SUPP/years"));
    let said = sandbox.refuses(2, &["watch", "watch.toml", "--once"]);
    assert!(said.contains("there is no company `SUPP`; did you mean `SUP`?"), "{said}");
    sandbox.write("watch.toml", &file);
    sandbox.edit("given/own.csv", "8542.31", "8542.3x");
    let said = sandbox.refuses(2, &["watch", "watch.toml", "--once"]);
    assert!(said.contains("line 6, column `hs`"), "{said}");
}

/// A block of a language in docs/watch.md; the first is 1.
fn documented(language: &str, which: usize) -> String {
    let docs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/watch.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    docs.split(&format!("```{language}\n"))
        .nth(which)
        .unwrap()
        .split("```")
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn the_file_in_the_docs_can_be_used() {
    let file = documented("toml", 1);
    let sandbox = Sandbox::new();
    sandbox.write("scenarios/keep.csv", "");
    sandbox.write("inbox/keep.csv", "");
    sandbox.write("own.csv", crate::companies::OWN);
    sandbox.write("watch.toml", &file);
    let said = sandbox.refuses(2, &["watch", "watch.toml", "--once"]);
    assert!(said.contains("`DETENTE_SECRET`, which is not set"), "{said}");
    sandbox.write("watch.toml", file.split("[webhook]").next().unwrap());
    assert_eq!(sandbox.prints(&["watch", "watch.toml", "--once"]), "");
}
