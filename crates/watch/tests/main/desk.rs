//! A folder with a watch file, an engine that reads its answer from the scenario, and what was
//! printed.

use detente_watch::faults::{Faults, NoFaults};
use detente_watch::{
    Answer, Codes, Ended, Engine, Event, Plan, Stop, Surroundings, Unanswered, WatchError, read,
    watch,
};
use detente_world::table::Table;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

pub(crate) const SECRET: &str = "a secret of the test";

/// Real income of Japan below -0.2 %, with hysteresis, and a change of its exports.
pub(crate) const FILE: &str = r#"
scenarios = "scenarios"
feed = "inbox"
settle = "1ms"
every = "5ms"

[[threshold]]
name = "income"
table = "welfare"
key = "JPN"
column = "real_income_pct"
below = "-0.2%"
rearm = "-0.1%"

[[threshold]]
name = "exports"
table = "welfare"
key = "JPN"
column = "exports_pct"
changes_by = "2%"
"#;

pub(crate) struct Desk {
    folder: tempfile::TempDir,
    pub printed: Vec<Event>,
    pub notes: Arc<Mutex<Vec<String>>>,
    pub runs: usize,
}

/// A scenario says `real_income_pct = -0.3` and so on, or `broken`.
struct Toy<'a>(&'a mut usize);

struct Numbers(Table, String);

impl Engine for Toy<'_> {
    fn run(&mut self, scenario: &Path) -> Result<Box<dyn Answer>, Unanswered> {
        *self.0 += 1;
        let text = std::fs::read_to_string(scenario).unwrap();
        let wrong =
            || Unanswered { line: "broken".to_owned(), all: "all that is broken".to_owned() };
        let values: BTreeMap<String, f64> = toml_numbers(&text).ok_or_else(wrong)?;
        let mut table = Table::new("welfare").with_text("economy", vec!["JPN".to_owned()]);
        for (name, value) in values {
            table = table.with_numbers(&name, vec![value]);
        }
        Ok(Box::new(Numbers(table, text)))
    }
}

fn toml_numbers(text: &str) -> Option<BTreeMap<String, f64>> {
    text.lines()
        .map(|line| {
            line.split_once(" = ")
                .and_then(|(name, value)| Some((name.to_owned(), value.parse().ok()?)))
        })
        .collect()
}

impl Answer for Numbers {
    fn tables(&self) -> Vec<&Table> {
        vec![&self.0]
    }

    fn write(&mut self, folder: &Path) -> Result<(), String> {
        std::fs::create_dir_all(folder)
            .and_then(|()| std::fs::write(folder.join("scenario.toml"), &self.1))
            .map_err(|error| error.to_string())
    }
}

impl Desk {
    pub fn new(more: &str) -> Self {
        // Thousands of writes are made durable here: in memory where the system has a place for
        // that.
        let memory = Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }
                .unwrap();
        for name in ["scenarios", "inbox"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        std::fs::write(folder.path().join("watch.toml"), format!("{FILE}{more}")).unwrap();
        Self { folder, printed: Vec::new(), notes: Arc::default(), runs: 0 }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    /// A scenario with these numbers.
    pub fn set(&self, name: &str, income: f64, exports: f64) {
        self.write(
            &format!("scenarios/{name}.toml"),
            &format!("real_income_pct = {income:?}\nexports_pct = {exports:?}\n"),
        );
    }

    pub fn plan(&self, once: bool, faults: Arc<dyn Faults>) -> Result<Plan, WatchError> {
        let (economies, sectors) = (vec!["JPN".to_owned()], vec!["C29".to_owned()]);
        let codes = Codes { economies, sectors, ..Codes::default() };
        let around = Surroundings { currency: "USD million".to_owned(), codes, chain: &|_| None };
        let notes = Arc::clone(&self.notes);
        Ok(Plan {
            file: read(&self.path("watch.toml"))?.check(&around)?,
            path: self.path("watch.toml"),
            state: self.path("state"),
            basis: "basis".to_owned(),
            once,
            retry_refused: false,
            variable: |name| (name == "SECRET").then(|| SECRET.to_owned()),
            note: Arc::new(move |text: &str| notes.lock().unwrap().push(text.to_owned())),
            faults,
        })
    }

    /// One look, with everything delivered.
    pub fn once(&mut self) -> Result<Ended, WatchError> {
        self.once_with(Arc::new(NoFaults))
    }

    pub fn once_with(&mut self, faults: Arc<dyn Faults>) -> Result<Ended, WatchError> {
        let plan = self.plan(true, faults)?;
        self.go(&plan, &Stop::new())
    }

    pub fn go(&mut self, plan: &Plan, stop: &Stop) -> Result<Ended, WatchError> {
        let (printed, runs) = (&mut self.printed, &mut self.runs);
        let mut print = |event: &Event| {
            printed.push(event.clone());
            Ok(())
        };
        watch(plan, &mut Toy(runs), &mut print, stop)
    }

    /// Puts lines at the head of the watch file.
    pub fn first(&self, lines: &str) {
        let file = std::fs::read_to_string(self.path("watch.toml")).unwrap();
        self.write("watch.toml", &format!("{lines}{file}"));
    }

    /// The whole lines of `events.jsonl`.
    pub fn events(&self) -> Vec<Event> {
        let text = std::fs::read_to_string(self.path("state/events.jsonl")).unwrap_or_default();
        text.split_inclusive('\n')
            .filter_map(|line| serde_json::from_str(line.strip_suffix('\n')?).ok())
            .collect()
    }

    /// Ids in `events.jsonl`.
    pub fn logged(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.path("state/events.jsonl")).unwrap_or_default();
        text.lines().map(|line| serde_json::from_str::<Event>(line).unwrap().id).collect()
    }

    /// Everything in the folder of runs, hidden names too.
    pub fn runs(&self) -> Vec<String> {
        let Ok(inside) = std::fs::read_dir(self.path("state/runs")) else { return Vec::new() };
        let mut names: Vec<String> =
            inside.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    pub fn ids(&self) -> Vec<String> {
        self.printed.iter().map(|event| event.id.clone()).collect()
    }

    pub fn noted(&self, what: &str) -> usize {
        self.notes.lock().unwrap().iter().filter(|note| note.contains(what)).count()
    }
}
