//! Is that an episode? Every mistake of its files at once, each with its place.
//!
//! `episode.toml` says what the episode is, the CSV files that it names hold its facts. A fact
//! names a set, a source and a cell ([`crate::expression`]); what cannot be meant is answered with
//! what can.

use crate::embedded;
use crate::episode::{Case, Episode, Fact, Files, Reason, Role, Set, Source};
use crate::error::HindcastError;
use crate::expression::parse;
use detente_scenario::{Cell, Diagnostic, Place, Report, csv_rows};
use detente_world::nearest::near;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use toml::Spanned;

/// The file that makes a folder an episode.
pub const EPISODE: &str = "episode.toml";
const FACTS: &str = "facts.csv";

/// Columns that every file of facts has, and those that it may have.
const NEEDED: [&str; 6] = ["id", "set", "cell", "observed", "source", "role"];
const OPTIONAL: [&str; 11] = [
    "what",
    "low",
    "high",
    "weight",
    "group",
    "vintage",
    "grade",
    "nothing",
    "usual_low",
    "usual_high",
    "note",
];
const GRADES: [&str; 4] = ["A", "B", "C", "D"];
const ROLES: [(&str, Role); 3] =
    [("scored", Role::Scored), ("input", Role::Input), ("beside", Role::Beside)];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    known: String,
    scenario: Option<Spanned<String>>,
    #[serde(default)]
    options: Vec<String>,
    #[serde(default = "usual_files")]
    facts: Vec<Spanned<String>>,
    set: Vec<WrittenSet>,
    #[serde(default)]
    case: Vec<WrittenCase>,
    #[serde(default)]
    source: BTreeMap<String, WrittenSource>,
    #[serde(default)]
    reason: Vec<WrittenReason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSet {
    name: Spanned<String>,
    title: String,
    unit: Spanned<String>,
    #[serde(default)]
    logs: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCase {
    name: String,
    set: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    title: String,
    vintage: String,
    licence: String,
    grade: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReason {
    facts: Spanned<String>,
    when: Option<Spanned<String>>,
    reason: String,
    source: Spanned<String>,
}

fn usual_files() -> Vec<Spanned<String>> {
    vec![Spanned::new(0..0, FACTS.to_owned())]
}

/// The episode of a name: a bundled one, or a folder.
///
/// # Errors
/// If there is none, or its files have mistakes.
pub fn open(name: &str) -> Result<Episode, HindcastError> {
    if let Some(files) = embedded::files(name) {
        return read(name, files);
    }
    let folder = Path::new(name);
    if !folder.join(EPISODE).is_file() {
        return Err(HindcastError::UnknownEpisode {
            name: name.to_owned(),
            known: embedded::names().join(", "),
            nearest: detente_world::nearest(name, embedded::names().into_iter()),
        });
    }
    let own = folder.file_name().map_or_else(|| name.into(), |name| name.to_string_lossy());
    let mut files: Files = Vec::new();
    for file in listed(folder)? {
        let bytes = detente_world::budget::read(&folder.join(&file))?;
        // Files that are no text are no part of an episode.
        if let Ok(text) = String::from_utf8(bytes) {
            files.push((file, text));
        }
    }
    files.sort_by_key(|(file, _)| (file != EPISODE, file.clone()));
    Ok(Episode { folder: Some(folder.to_owned()), ..read(&own, files)? })
}

fn listed(folder: &Path) -> Result<Vec<String>, HindcastError> {
    let refused =
        |source| detente_world::WorldError::Read { path: folder.display().to_string(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(refused)? {
        let path = entry.map_err(refused)?.path();
        let text = path.extension().is_some_and(|end| end == "toml" || end == "csv");
        if let Some(name) = path.file_name().filter(|_| text && path.is_file()) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

/// Reads the files of an episode, `episode.toml` first.
///
/// # Errors
/// Every mistake in them.
pub fn read(name: &str, files: Files) -> Result<Episode, HindcastError> {
    let mut reader = Reader { files: &files, problems: Vec::new() };
    let found = reader.episode(name);
    let problems = reader.problems;
    match found {
        Some(mut episode) if problems.is_empty() => {
            episode.files = files;
            Ok(episode)
        }
        _ => {
            let shown = files.iter().map(|(file, text)| (format!("{name}/{file}"), text.clone()));
            Err(HindcastError::Episode(Box::new(Report::over(shown.collect(), problems))))
        }
    }
}

struct Reader<'f> {
    files: &'f Files,
    problems: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn wrong(&mut self, place: Place, message: String, label: &str, hint: Option<String>) {
        self.problems.push(Diagnostic::error(place, message, label).maybe_hint(hint));
    }

    fn episode(&mut self, name: &str) -> Option<Episode> {
        let (_, text) = self.files.first()?;
        let written: Written = match toml::from_str(text) {
            Ok(written) => written,
            Err(error) => {
                let span = error.span().unwrap_or(0..0);
                let place = Place { file: 0, start: span.start, end: span.end };
                let message = error.message().lines().collect::<Vec<_>>().join("; ");
                self.wrong(place, message, "here", None);
                return None;
            }
        };
        let sources = self.sources(&written);
        let sets = self.sets(&written);
        let scenario = self.scenario(&written);
        let mut facts = Vec::new();
        for file in &written.facts {
            facts.extend(self.facts(file, &sets, &sources));
        }
        self.once(&facts);
        self.patterns(&facts);
        let reasons = self.reasons(&written, &facts, &sources);
        Some(Episode {
            name: name.to_owned(),
            title: written.title,
            description: written.description.trim().to_owned(),
            known: written.known.trim().to_owned(),
            scenario: scenario?,
            options: written.options,
            cases: written
                .case
                .into_iter()
                .map(|case| Case { name: case.name, set: case.set })
                .collect(),
            sets,
            facts,
            sources,
            reasons,
            files: Vec::new(),
            folder: None,
        })
    }

    fn sources(&mut self, written: &Written) -> BTreeMap<String, Source> {
        for source in written.source.values() {
            self.grade(source.grade.as_ref(), at(&source.grade));
        }
        let one = |(key, own): (&String, &WrittenSource)| {
            let (title, vintage, licence) =
                (own.title.clone(), own.vintage.clone(), own.licence.clone());
            (key.clone(), Source { title, vintage, licence, grade: own.grade.as_ref().clone() })
        };
        written.source.iter().map(one).collect()
    }

    fn grade(&mut self, grade: &str, place: Place) {
        if !GRADES.contains(&grade) {
            let hint = "A official table, B quoted, C weak or in conflict, D derived here";
            self.wrong(place, format!("there is no grade `{grade}`"), "", Some(hint.to_owned()));
        }
    }

    fn sets(&mut self, written: &Written) -> Vec<Set> {
        let mut sets: Vec<Set> = Vec::new();
        for own in &written.set {
            let (name, unit) = (own.name.as_ref(), own.unit.as_ref());
            if sets.iter().any(|set| set.name == *name) {
                self.wrong(at(&own.name), format!("the set `{name}` is there twice"), "", None);
            }
            if own.logs && unit != "%" {
                let message = "logs are those of changes in percent".to_owned();
                self.wrong(at(&own.unit), message, "write %, or leave out `logs`", None);
            }
            sets.push(Set {
                name: name.clone(),
                title: own.title.clone(),
                logs: own.logs,
                unit: unit.clone(),
            });
        }
        sets
    }

    fn scenario(&mut self, written: &Written) -> Option<String> {
        let Some(scenario) = &written.scenario else {
            let place = Place { file: 0, start: 0, end: 0 };
            let hint = "write scenario = \"scenario.toml\" for a file beside episode.toml, or the name of a bundled scenario";
            self.wrong(place, "the episode has no scenario".to_owned(), "", Some(hint.to_owned()));
            return None;
        };
        let name = scenario.as_ref();
        let bundled = detente_scenario::bundled::names();
        if bundled.contains(&name.as_str()) || self.files.iter().any(|(file, _)| file == name) {
            return Some(name.clone());
        }
        let files = self
            .files
            .iter()
            .map(|(file, _)| file.as_str())
            .filter(|file| file.ends_with(".toml") && *file != EPISODE);
        let near = near(name, bundled.iter().copied().chain(files), 9);
        let message = format!("`{name}` is neither a file of the episode nor a bundled scenario");
        let hint = format!("did you mean {}?", detente_world::nearest::either(&near));
        self.wrong(at(scenario), message, "", Some(hint));
        None
    }

    fn facts(
        &mut self,
        file: &Spanned<String>,
        sets: &[Set],
        sources: &BTreeMap<String, Source>,
    ) -> Vec<Fact> {
        let Some(number) = self.files.iter().position(|(name, _)| name == file.as_ref()) else {
            let message = format!("there is no file `{}` beside episode.toml", file.as_ref());
            self.wrong(at(file), message, "", None);
            return Vec::new();
        };
        let rows = csv_rows(&self.files[number].1, number);
        let Some((head, rows)) = rows.split_first() else {
            let place = Place { file: number, start: 0, end: 0 };
            self.wrong(place, "the file is empty".to_owned(), "", None);
            return Vec::new();
        };
        if !self.heads(head) {
            return Vec::new();
        }
        rows.iter().filter_map(|row| self.fact(head, row, sets, sources)).collect()
    }

    fn heads(&mut self, head: &[Cell]) -> bool {
        let before = self.problems.len();
        let known: Vec<&str> = NEEDED.iter().chain(&OPTIONAL).copied().collect();
        for cell in head {
            if !known.contains(&cell.text.as_str()) {
                let near = near(&cell.text, known.iter().copied(), known.len());
                let hint = format!("did you mean {}?", detente_world::nearest::either(&near));
                let message = format!("facts have no column `{}`", cell.text);
                self.wrong(cell.place, message, "", Some(hint));
            }
        }
        for needed in NEEDED {
            if !head.iter().any(|cell| cell.text == needed) {
                let place = head[0].place;
                self.wrong(place, format!("the column `{needed}` is missing"), "", None);
            }
        }
        self.problems.len() == before
    }

    fn fact(
        &mut self,
        head: &[Cell],
        row: &[Cell],
        sets: &[Set],
        sources: &BTreeMap<String, Source>,
    ) -> Option<Fact> {
        let before = self.problems.len();
        if row.len() != head.len() {
            let message = format!("the row has {} cells, the header {}", row.len(), head.len());
            self.wrong(row[0].place, message, "", None);
            return None;
        }
        let cell = |name: &str| head.iter().position(|own| own.text == name).map(|at| &row[at]);
        let text = |name: &str| cell(name).map(|cell| cell.text.clone()).unwrap_or_default();
        let place = |name: &str| cell(name).map_or(row[0].place, |cell| cell.place);
        let number = |reader: &mut Self, name: &str| reader.number(cell(name), name);
        let id = text("id");
        if id.is_empty() {
            self.wrong(place("id"), "the fact has no name".to_owned(), "", None);
        }
        let set = self.named("set", cell("set"), sets.iter().map(|set| set.name.as_str()));
        self.named("source", cell("source"), sources.keys().map(String::as_str));
        let role = self.named("role", cell("role"), ROLES.iter().map(|(name, _)| *name));
        if !text("grade").is_empty() {
            self.grade(&text("grade"), place("grade"));
        }
        let observed = number(self, "observed");
        if observed.is_none() && self.problems.len() == before {
            self.wrong(place("observed"), "nothing was observed".to_owned(), "a number", None);
        }
        let measured = self.pair(observed, (cell("low"), "low"), (cell("high"), "high"));
        let usual =
            self.pair(None, (cell("usual_low"), "usual_low"), (cell("usual_high"), "usual_high"));
        let (nothing, weight) = (number(self, "nothing"), number(self, "weight"));
        if weight.is_some_and(|weight| weight <= 0.0) {
            self.wrong(place("weight"), "a weight is above zero".to_owned(), "", None);
        }
        let written = text("cell");
        let expression = match parse(&written) {
            _ if written.is_empty() => None,
            Ok(expression) => Some(expression),
            Err((message, span)) => {
                self.wrong(within(place("cell"), &span, written.len()), message, "", None);
                None
            }
        };
        if self.problems.len() > before {
            return None;
        }
        let group = if text("group").is_empty() { id.clone() } else { text("group") };
        let what = if text("what").is_empty() { id.clone() } else { text("what") };
        Some(Fact {
            set: set?,
            what,
            expression,
            observed: observed?,
            measured,
            nothing,
            usual,
            weight: weight.unwrap_or(1.0),
            group,
            source: text("source"),
            vintage: text("vintage"),
            grade: text("grade"),
            role: ROLES[role?].1,
            note: text("note"),
            place: place("cell"),
            cell: written,
            id,
        })
    }

    fn number(&mut self, cell: Option<&Cell>, name: &str) -> Option<f64> {
        let cell = cell.filter(|cell| !cell.text.is_empty())?;
        match cell.text.parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number),
            _ => {
                self.wrong(cell.place, format!("`{name}` is no finite number"), "a number", None);
                None
            }
        }
    }

    /// Both ends of a range; one of them is as good as a mistake.
    fn pair(
        &mut self,
        middle: Option<f64>,
        low: (Option<&Cell>, &str),
        high: (Option<&Cell>, &str),
    ) -> Option<(f64, f64)> {
        let ends = (self.number(low.0, low.1), self.number(high.0, high.1));
        let place = low.0.or(high.0)?.place;
        match ends {
            (Some(low), Some(high)) if low > high => {
                let message = format!("the low end {low} is above the high end {high}");
                self.wrong(place, message, "exchange them", None);
                None
            }
            (Some(low), Some(high)) => match middle {
                Some(middle) if middle < low || middle > high => {
                    let message =
                        format!("what was observed, {middle}, is not between {low} and {high}");
                    self.wrong(place, message, "", None);
                    None
                }
                _ => Some((low, high)),
            },
            (None, None) => None,
            _ => {
                let message = format!("`{}` and `{}` stand together", low.1, high.1);
                self.wrong(place, message, "one of them is missing", None);
                None
            }
        }
    }

    /// The position of a name among those that there are.
    fn named<'n>(
        &mut self,
        what: &str,
        cell: Option<&Cell>,
        known: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<usize> {
        let cell = cell?;
        let found = known.clone().position(|known| known == cell.text);
        if found.is_none() {
            let near = near(&cell.text, known, 8);
            let hint = format!("did you mean {}?", detente_world::nearest::either(&near));
            self.wrong(cell.place, format!("there is no {what} `{}`", cell.text), "", Some(hint));
        }
        found
    }

    fn once(&mut self, facts: &[Fact]) {
        let mut seen: HashMap<&str, Place> = HashMap::new();
        for fact in facts {
            if let Some(first) = seen.insert(&fact.id, fact.place) {
                let message = format!("the fact `{}` is there twice", fact.id);
                let problem = Diagnostic::error(fact.place, message, "here again");
                self.problems.push(problem.related(first, "first here"));
            }
        }
    }

    fn no_fact(&mut self, place: Place, name: &str, facts: &[Fact]) {
        let near = near(name, facts.iter().map(|fact| fact.id.as_str()), 8);
        let hint = format!("did you mean {}?", detente_world::nearest::either(&near));
        self.wrong(place, format!("no fact is called `{name}`"), "", Some(hint));
    }

    /// `facts[...]` means facts with cells of their own.
    fn patterns(&mut self, facts: &[Fact]) {
        for fact in facts {
            let Some(expression) = &fact.expression else { continue };
            for pattern in expression.patterns() {
                let of: Vec<&Fact> =
                    facts.iter().filter(|own| crate::expression::fits(pattern, &own.id)).collect();
                let nested = of.iter().any(|own| {
                    own.expression.as_ref().is_none_or(|own| !own.patterns().is_empty())
                });
                if of.is_empty() {
                    self.no_fact(fact.place, pattern, facts);
                } else if nested {
                    let message = format!("a fact of `{pattern}` has no cell of its own");
                    self.wrong(fact.place, message, "", None);
                }
            }
        }
    }

    fn reasons(
        &mut self,
        written: &Written,
        facts: &[Fact],
        sources: &BTreeMap<String, Source>,
    ) -> Vec<Reason> {
        for own in &written.reason {
            let fits = |fact: &Fact| crate::expression::fits(own.facts.as_ref(), &fact.id);
            if !facts.iter().any(fits) && self.problems.is_empty() {
                self.no_fact(at(&own.facts), own.facts.as_ref(), facts);
            }
            if let Some(when) = own.when.as_ref().filter(|when| side(when.as_ref()).is_none()) {
                let message = format!("`when` is `too-low` or `too-high`, not `{}`", when.as_ref());
                self.wrong(at(when), message, "", None);
            }
            if !sources.contains_key(own.source.as_ref()) {
                let near = near(own.source.as_ref(), sources.keys().map(String::as_str), 8);
                let hint = format!("did you mean {}?", detente_world::nearest::either(&near));
                let message = format!("there is no source `{}`", own.source.as_ref());
                self.wrong(at(&own.source), message, "", Some(hint));
            }
        }
        let one = |own: &WrittenReason| Reason {
            facts: own.facts.as_ref().clone(),
            too_high: own.when.as_ref().and_then(|when| side(when.as_ref())),
            reason: own.reason.trim().to_owned(),
            source: own.source.as_ref().clone(),
        };
        written.reason.iter().map(one).collect()
    }
}

/// Which side of what was observed a reason is for; whether it is the high one.
fn side(word: &str) -> Option<bool> {
    match word {
        "too-high" => Some(true),
        "too-low" => Some(false),
        _ => None,
    }
}

/// Place of a value of `episode.toml`.
fn at<T>(spanned: &Spanned<T>) -> Place {
    let span = spanned.span();
    Place { file: 0, start: span.start, end: span.end }
}

/// A part of a cell, where the cell is written as it reads.
fn within(place: Place, span: &std::ops::Range<usize>, length: usize) -> Place {
    if place.end - place.start != length {
        return place;
    }
    Place { start: place.start + span.start, end: place.start + span.end, ..place }
}
