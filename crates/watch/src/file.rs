//! What does a watch file ask for?
//!
//! TOML; `docs/watch.md` is its reference. [`read`] tells what is wrong with its shape,
//! [`Written::check`] what a world and the catalogue of tables show: unknown tables, columns and
//! codes, limits of another dimension.

use crate::cell::{Codes, Mistake, chain, check};
use crate::error::WatchError;
use crate::inbox::inside;
use crate::problems::{Problem, Problems};
use crate::quantity::{Limit, Scales, limit};
use crate::threshold::{Condition, Over, Threshold};
use crate::time::duration;
use detente_record::catalogue::{Currencies, Unit};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::Spanned;

/// Runs kept for events: about a gigabyte with the embedded world.
const KEPT: usize = 50;
/// Attempts on a webhook in one go.
const ATTEMPTS: u32 = 8;

/// Whether a first value beyond a threshold is reported or only remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnFirst {
    /// Told.
    Announce,
    /// Remembered.
    Note,
}

/// Where events are posted.
#[derive(Clone, Debug, PartialEq)]
pub struct Webhook {
    /// `http://` or `https://`.
    pub url: String,
    /// Environment variable with the secret that signs.
    pub secret: Option<String>,
    /// Of one attempt, from the first byte to the last.
    pub timeout: Duration,
    /// Attempts before it is given up until the next start.
    pub attempts: u32,
    /// Wait after the first failure; it doubles with each.
    pub backoff: Duration,
}

/// A watch file, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct WatchFile {
    /// The folder it lies in, from which its paths count.
    pub folder: PathBuf,
    /// Files and folders of scenarios.
    pub scenarios: Vec<PathBuf>,
    /// Folders in which texts may appear too.
    pub feeds: Vec<PathBuf>,
    /// Between two looks.
    pub every: Duration,
    /// For how long a file has to stay the same before it is read.
    pub settle: Duration,
    /// What a first value beyond means.
    pub on_first: OnFirst,
    /// How many run folders are kept beside those that an event names which somebody has still to
    /// get; all if none.
    pub keep_runs: Option<usize>,
    /// The thresholds.
    pub thresholds: Vec<Threshold>,
    /// The webhook.
    pub webhook: Option<Webhook>,
}

/// What surrounds the thresholds: units and codes.
pub struct Surroundings<'a> {
    /// Currency of the world, such as `USD million`.
    pub currency: String,
    /// Codes of the world.
    pub codes: Codes,
    /// Unit of goods and of prices of a chain.
    pub chain: &'a dyn Fn(&str) -> Option<(String, String)>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Many(names) => names,
        }
    }
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    /// For people.
    #[serde(rename = "title")]
    _title: Option<String>,
    scenarios: Option<Spanned<OneOrMany>>,
    feed: Option<Spanned<OneOrMany>>,
    world: Option<String>,
    date: Option<Spanned<toml::value::Datetime>>,
    #[serde(default)]
    set: Vec<String>,
    measures: Option<bool>,
    companies: Option<String>,
    prices: Option<String>,
    on_first: Option<Spanned<String>>,
    every: Option<Spanned<String>>,
    settle: Option<Spanned<String>>,
    keep_runs: Option<Spanned<toml::Value>>,
    #[serde(default)]
    threshold: Vec<Spanned<WrittenThreshold>>,
    webhook: Option<Spanned<WrittenWebhook>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenThreshold {
    name: Spanned<String>,
    table: Spanned<String>,
    key: Spanned<String>,
    column: Spanned<String>,
    below: Option<Spanned<toml::Value>>,
    above: Option<Spanned<toml::Value>>,
    changes_by: Option<Spanned<toml::Value>>,
    rearm: Option<Spanned<toml::Value>>,
    over: Option<Over>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenWebhook {
    url: Spanned<String>,
    secret_env: Option<String>,
    timeout: Option<Spanned<String>>,
    attempts: Option<Spanned<u32>>,
    backoff: Option<Spanned<String>>,
}

/// A watch file whose shape is right.
#[derive(Clone, Debug)]
pub struct Written {
    name: String,
    text: String,
    folder: PathBuf,
    shape: Shape,
}

/// Reads a watch file.
///
/// # Errors
/// If it cannot be read, or its shape is wrong.
pub fn read(path: &Path) -> Result<Written, WatchError> {
    let name = path.display().to_string();
    let unread = |source| WatchError::Read { path: name.clone(), source };
    let text = std::fs::read_to_string(path).map_err(unread)?;
    let folder = path.parent().unwrap_or_else(|| Path::new("")).to_owned();
    match toml::from_str::<Shape>(&text) {
        Ok(shape) => Ok(Written { name, text, folder, shape }),
        Err(error) => {
            let message = error.message().lines().next().unwrap_or("this is not TOML").to_owned();
            let problem = Problem::new(error.span().unwrap_or(0..0), message, "");
            Err(WatchError::File(Box::new(Problems { name, text, list: vec![problem] })))
        }
    }
}

impl Written {
    /// The world it names.
    #[must_use]
    pub fn world(&self) -> Option<&str> {
        self.shape.world.as_deref()
    }

    /// The day of the runs, ISO 8601.
    #[must_use]
    pub fn date(&self) -> Option<String> {
        self.shape.date.as_ref().map(|date| date.get_ref().to_string())
    }

    /// The file of the user's companies, from the folder of the watch file.
    #[must_use]
    pub fn companies(&self) -> Option<PathBuf> {
        self.shape.companies.as_ref().map(|name| self.folder.join(name))
    }

    /// The file of the user's prices, from the folder of the watch file.
    #[must_use]
    pub fn prices(&self) -> Option<PathBuf> {
        self.shape.prices.as_ref().map(|name| self.folder.join(name))
    }

    /// Changes to every scenario, `key=value`.
    #[must_use]
    pub fn overrides(&self) -> &[String] {
        &self.shape.set
    }

    /// Every scenario that is there now, as far as the places can be read.
    #[must_use]
    pub fn scenario_paths(&self) -> Vec<PathBuf> {
        let places = [(&self.shape.scenarios, false), (&self.shape.feed, true)];
        let places = places
            .iter()
            .filter_map(|(written, feed)| Some((written.as_ref()?.get_ref().names(), *feed)));
        let found = places.flat_map(|(names, feed)| {
            names.iter().map(move |name| inside(&self.folder.join(name), feed))
        });
        found.flatten().flatten().filter(|(_, news)| !news).map(|(path, _)| path).collect()
    }

    /// Whether measures apply.
    #[must_use]
    pub fn measures(&self) -> bool {
        self.shape.measures.unwrap_or(true)
    }

    /// The file with everything checked.
    ///
    /// # Errors
    /// With all its problems.
    pub fn check(&self, around: &Surroundings<'_>) -> Result<WatchFile, WatchError> {
        let mut list: Vec<Problem> = Vec::new();
        let file = WatchFile {
            folder: self.folder.clone(),
            scenarios: self.paths(self.shape.scenarios.as_ref(), false, &mut list),
            feeds: self.paths(self.shape.feed.as_ref(), true, &mut list),
            every: time(self.shape.every.as_ref(), Duration::from_millis(200), &mut list),
            settle: time(self.shape.settle.as_ref(), Duration::from_millis(50), &mut list),
            on_first: on_first(self.shape.on_first.as_ref(), &mut list),
            keep_runs: keep_runs(self.shape.keep_runs.as_ref(), &mut list),
            thresholds: self.thresholds(around, &mut list),
            webhook: self.shape.webhook.as_ref().and_then(|written| webhook(written, &mut list)),
        };
        if file.scenarios.is_empty() && file.feeds.is_empty() && list.is_empty() {
            let problem = Problem::new(0..0, "nothing to watch", "");
            list.push(problem.hint(
                "name files or folders: scenarios = [\"scenarios\"], or a folder: feed = \"inbox\"",
            ));
        }
        if list.is_empty() {
            return Ok(file);
        }
        list.sort_by_key(|problem| problem.span.start);
        Err(WatchError::File(Box::new(Problems {
            name: self.name.clone(),
            text: self.text.clone(),
            list,
        })))
    }

    /// The places that a key names, from the folder of the file.
    fn paths(
        &self,
        written: Option<&Spanned<OneOrMany>>,
        folders_only: bool,
        list: &mut Vec<Problem>,
    ) -> Vec<PathBuf> {
        let Some(written) = written else { return Vec::new() };
        let names = written.get_ref().names();
        let paths: Vec<PathBuf> = names.iter().map(|name| self.folder.join(name)).collect();
        for (name, path) in names.iter().zip(&paths) {
            let (there, what) = if folders_only {
                (path.is_dir(), "folder")
            } else {
                (path.exists(), "file or folder")
            };
            if !there {
                let problem =
                    Problem::new(written.span(), format!("there is no {what} `{name}`"), "");
                list.push(problem.hint("paths count from the folder of this file"));
            }
        }
        paths
    }

    fn thresholds(&self, around: &Surroundings<'_>, list: &mut Vec<Problem>) -> Vec<Threshold> {
        let mut thresholds: Vec<Threshold> = Vec::new();
        if self.shape.threshold.is_empty() {
            let problem = Problem::new(0..0, "no threshold", "");
            list.push(problem.hint(
                "add a [[threshold]] with name, table, key, column and below, above or changes_by",
            ));
        }
        for written in &self.shape.threshold {
            let name = &written.get_ref().name;
            if thresholds.iter().any(|known| known.name == *name.get_ref()) {
                list.push(Problem::new(
                    name.span(),
                    format!("two thresholds are called `{}`", name.get_ref()),
                    "",
                ));
            }
            thresholds.extend(threshold(written, around, list));
        }
        thresholds
    }
}

fn threshold(
    written: &Spanned<WrittenThreshold>,
    around: &Surroundings<'_>,
    list: &mut Vec<Problem>,
) -> Option<Threshold> {
    let WrittenThreshold { name, table, key, column, over, .. } = written.get_ref();
    let cell = (table.get_ref().as_str(), key.get_ref().as_str(), column.get_ref().as_str());
    let note = match check(cell, over.is_some(), &around.codes) {
        Ok((_, note)) => note,
        Err(mistakes) => {
            list.extend(mistakes.into_iter().map(|mistake| match mistake {
                Mistake::Table(message) => Problem::new(table.span(), message, ""),
                Mistake::Key(message) => Problem::new(key.span(), message, ""),
                Mistake::Column(message) => Problem::new(column.span(), message, ""),
            }));
            return None;
        }
    };
    let chained = matches!(note.unit, Unit::Quantity | Unit::QuantityPerYear | Unit::Price);
    let chain = chain(cell.0, cell.1).and_then(|name| (around.chain)(&name));
    if chained && chain.is_none() {
        let problem =
            Problem::new(key.span(), "this key names no chain, so that the unit is not known", "");
        list.push(
            problem.hint("begin the key with a chain of `detente commodity list`, such as lng/"),
        );
        return None;
    }
    let scales = Scales { world: around.currency.clone(), chain };
    let (condition, text) = condition(written, note.unit, &scales, list)?;
    let (chain_unit, chain_price) = scales.chain.clone().unzip();
    let unit = note.unit.text(&Currencies { world: scales.world, chain_unit, chain_price });
    Some(Threshold {
        name: name.get_ref().clone(),
        table: table.get_ref().clone(),
        key: key.get_ref().clone(),
        column: column.get_ref().clone(),
        unit,
        over: *over,
        condition,
        written: text,
    })
}

/// The condition, and as it was written.
fn condition(
    written: &Spanned<WrittenThreshold>,
    unit: Unit,
    scales: &Scales,
    list: &mut Vec<Problem>,
) -> Option<(Condition, String)> {
    let WrittenThreshold { below, above, changes_by, rearm, .. } = written.get_ref();
    let ways = [("below", below), ("above", above), ("changes_by", changes_by)];
    let given: Vec<(&str, &Spanned<toml::Value>)> =
        ways.iter().filter_map(|(way, value)| Some((*way, value.as_ref()?))).collect();
    let &[(way, value)] = given.as_slice() else {
        let message = "a threshold has one of below, above and changes_by";
        list.push(Problem::new(
            written.get_ref().name.span(),
            message,
            format!("{} are given", given.len()),
        ));
        return None;
    };
    let limit = quantity(value, unit, scales, way == "changes_by", list)?;
    let text = format!("{} {}", way.replace("changes_by", "changes by"), plain(value.get_ref()));
    let Limit::Value(limit) = limit else {
        let Limit::Share(share) = limit else { return None };
        return step(share, value, list).map(|share| (Condition::ChangesByShare(share), text));
    };
    if way == "changes_by" {
        if let Some(rearm) = rearm {
            let message = "changes_by counts from the value told last and needs no rearm";
            list.push(Problem::new(rearm.span(), message, "take this out"));
            return None;
        }
        return step(limit, value, list).map(|by| (Condition::ChangesBy(by), text));
    }
    let back = match rearm {
        None => limit,
        Some(rearm) => match quantity(rearm, unit, scales, false, list)? {
            Limit::Value(back) | Limit::Share(back) => back,
        },
    };
    let wrong = if way == "below" { back < limit } else { back > limit };
    if let (true, Some(rearm)) = (wrong, rearm) {
        let side = if way == "below" { "at or above" } else { "at or below" };
        let message = format!("rearm is where the value counts as back: {side} the limit");
        list.push(Problem::new(rearm.span(), message, "on the wrong side of the limit"));
        return None;
    }
    let condition = if way == "below" {
        Condition::Below { limit, rearm: back }
    } else {
        Condition::Above { limit, rearm: back }
    };
    Some((condition, text))
}

fn step(by: f64, value: &Spanned<toml::Value>, list: &mut Vec<Problem>) -> Option<f64> {
    if by > 0.0 {
        return Some(by);
    }
    list.push(Problem::new(
        value.span(),
        "a change is reported in either direction, so that its size is above zero",
        "",
    ));
    None
}

fn quantity(
    value: &Spanned<toml::Value>,
    unit: Unit,
    scales: &Scales,
    relative: bool,
    list: &mut Vec<Problem>,
) -> Option<Limit> {
    match limit(&plain(value.get_ref()), unit, scales, relative) {
        Ok(limit) => Some(limit),
        Err(wrong) => {
            list.push(
                Problem::new(value.span(), wrong.message, "")
                    .hint(format!("write it like {}", wrong.example)),
            );
            None
        }
    }
}

/// A value as its text without quotes.
fn plain(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn time(written: Option<&Spanned<String>>, default: Duration, list: &mut Vec<Problem>) -> Duration {
    let Some(written) = written else { return default };
    duration(written.get_ref()).unwrap_or_else(|message| {
        list.push(Problem::new(written.span(), message, ""));
        default
    })
}

fn on_first(written: Option<&Spanned<String>>, list: &mut Vec<Problem>) -> OnFirst {
    match written.map(|written| (written.get_ref().as_str(), written)) {
        None | Some(("announce", _)) => OnFirst::Announce,
        Some(("note", _)) => OnFirst::Note,
        Some((other, written)) => {
            let message = format!("on_first is \"announce\" or \"note\", not `{other}`");
            list.push(Problem::new(written.span(), message, ""));
            OnFirst::Announce
        }
    }
}

fn keep_runs(written: Option<&Spanned<toml::Value>>, list: &mut Vec<Problem>) -> Option<usize> {
    let Some(written) = written else { return Some(KEPT) };
    match written.get_ref() {
        toml::Value::String(all) if all == "all" => None,
        toml::Value::Integer(count) if *count >= 1 => usize::try_from(*count).ok(),
        other => {
            let problem = Problem::new(written.span(), format!("keep_runs cannot be {other}"), "");
            list.push(
                problem.hint("write how many of the newest runs are kept, such as 50, or \"all\""),
            );
            None
        }
    }
}

fn webhook(written: &Spanned<WrittenWebhook>, list: &mut Vec<Problem>) -> Option<Webhook> {
    let WrittenWebhook { url, secret_env, timeout, attempts, backoff } = written.get_ref();
    let before = list.len();
    let rest = ["http://", "https://"].iter().find_map(|scheme| url.get_ref().strip_prefix(scheme));
    if rest.is_none_or(|rest| {
        rest.is_empty() || rest.starts_with('/') || rest.contains(char::is_whitespace)
    }) {
        let message = format!("`{}` is no address for a webhook", url.get_ref());
        list.push(
            Problem::new(url.span(), message, "")
                .hint("write it like \"https://example.org/hooks/detente\""),
        );
    }
    if attempts.as_ref().is_some_and(|attempts| *attempts.get_ref() == 0) {
        let span = attempts.as_ref().map_or(0..0, Spanned::span);
        list.push(Problem::new(span, "at least one attempt is made", ""));
    }
    let webhook = Webhook {
        url: url.get_ref().clone(),
        secret: secret_env.clone(),
        timeout: time(timeout.as_ref(), Duration::from_secs(10), list),
        attempts: attempts.as_ref().map_or(ATTEMPTS, |attempts| *attempts.get_ref()),
        backoff: time(backoff.as_ref(), Duration::from_secs(1), list),
    };
    (list.len() == before).then_some(webhook)
}
