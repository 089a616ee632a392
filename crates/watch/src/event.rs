//! What does an event say, and under which id?
//!
//! The id is a hash of what happened: threshold, scenario and its digest, side, and how often that
//! threshold has crossed for that scenario. Whoever computes the same event again after a crash
//! gives it the same id; a scenario that goes back and forth between two texts does not.

use crate::number::Number;
use crate::threshold::{Side, Threshold, hex};
use serde::{Deserialize, Serialize};

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A scenario went beyond a threshold, or changed by as much as one says.
    Crossed,
    /// A scenario came back within a threshold.
    Back,
    /// A scenario does not check, has no equilibrium, or cannot be read.
    Problem,
    /// A news text waits for `detente draft`.
    DraftWaiting,
}

/// The cell behind a crossing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Table of the run.
    pub table: String,
    /// Rows of it.
    pub key: String,
    /// Column.
    pub column: String,
    /// Unit of the values.
    pub unit: String,
    /// The condition as written, such as `below -0.2%`.
    pub condition: String,
    /// Side after it.
    pub side: Side,
    /// Value at the evaluation before; for `changes_by` at the last crossing.
    pub before: Number,
    /// Value now.
    pub value: Number,
    /// Whether it is the first value of this scenario.
    pub first: bool,
}

/// One thing that happened. A line of `events.jsonl`, and the body of a webhook.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// 32 hexadecimal digits; the same event has the same id wherever it appears.
    pub id: String,
    /// What happened.
    pub kind: Kind,
    /// When it was found, UTC, ISO 8601.
    pub time: String,
    /// Name of the threshold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<String>,
    /// The scenario or text, as the watch file leads to it.
    pub scenario: String,
    /// SHA-256 of its bytes and of the files it names.
    pub scenario_digest: String,
    /// The cell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<Cell>,
    /// The run, beside `events.jsonl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The same for people, one line.
    pub text: String,
}

/// A scenario or a text at the time of an evaluation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub name: &'a str,
    pub digest: &'a str,
    pub time: &'a str,
}

impl Event {
    /// The event of a crossing; `before` is the value it is measured against.
    pub(crate) fn crossing(of: Subject<'_>, threshold: &Threshold, told: &Told, run: &str) -> Self {
        let Told { side, crossings, before, value, first } = *told;
        let mark = format!(
            "{}\n{}\n{}\n{side:?}\n{crossings}",
            threshold.fingerprint(),
            of.name,
            of.digest
        );
        let changes = threshold.written.starts_with("changes");
        let kind = if side == Side::Within && !changes { Kind::Back } else { Kind::Crossed };
        let cell = Cell {
            table: threshold.table.clone(),
            key: threshold.key.clone(),
            column: threshold.column.clone(),
            unit: threshold.unit.clone(),
            condition: threshold.written.clone(),
            side,
            before,
            value,
            first,
        };
        let text = sentence(threshold, &cell, kind, of.name);
        Self {
            id: hex(&mark, 16),
            kind,
            time: of.time.to_owned(),
            threshold: Some(threshold.name.clone()),
            scenario: of.name.to_owned(),
            scenario_digest: of.digest.to_owned(),
            cell: Some(cell),
            run: Some(run.to_owned()),
            text,
        }
    }

    /// The event of something that is no crossing, found in an evaluation with that number.
    pub(crate) fn plain(of: Subject<'_>, kind: Kind, evaluation: u64, text: String) -> Self {
        Self {
            id: hex(&format!("{kind:?}\n{}\n{}\n{evaluation}", of.name, of.digest), 16),
            kind,
            time: of.time.to_owned(),
            threshold: None,
            scenario: of.name.to_owned(),
            scenario_digest: of.digest.to_owned(),
            cell: None,
            run: None,
            text,
        }
    }

    /// As one line of JSON, without a line feed.
    pub(crate) fn json(&self) -> String {
        // Strings, numbers and options: there is nothing that serde_json refuses.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The numbers of a crossing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told {
    pub side: Side,
    pub crossings: u64,
    pub before: Number,
    pub value: Number,
    pub first: bool,
}

/// "Japan's income: -0.25 % in cars.toml, below -0.2% (before: -0.1 %); welfare JPN
/// real_income_pct".
fn sentence(threshold: &Threshold, cell: &Cell, kind: Kind, scenario: &str) -> String {
    let value = |value: Number| match value.0 {
        Some(number) if number.is_finite() => format!("{value} {}", threshold.unit),
        _ => value.to_string(),
    };
    let what = match kind {
        Kind::Back => format!("no longer {}", threshold.written),
        _ => threshold.written.clone(),
    };
    let before = if cell.first {
        "first value".to_owned()
    } else {
        format!("before: {}", value(cell.before))
    };
    let place = [&cell.table, &cell.key, &cell.column].map(String::as_str).join(" ");
    format!("{}: {} in {scenario}, {what} ({before}); {place}", threshold.name, value(cell.value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threshold::Condition;

    fn event(digest: &str, crossings: u64) -> Event {
        let threshold = Threshold {
            name: "Japan's income".to_owned(),
            table: "welfare".to_owned(),
            key: "JPN".to_owned(),
            column: "real_income_pct".to_owned(),
            unit: "%".to_owned(),
            over: None,
            condition: Condition::Below { limit: -0.2, rearm: -0.2 },
            written: "below -0.2%".to_owned(),
        };
        let of = Subject { name: "cars.toml", digest, time: "2026-01-01T00:00:00Z" };
        let told = Told {
            side: Side::Beyond,
            crossings,
            before: Number(Some(-0.1)),
            value: Number(Some(-0.25)),
            first: false,
        };
        Event::crossing(of, &threshold, &told, "runs/cars-1")
    }

    #[test]
    fn an_event_reads_as_a_sentence_and_survives_json() {
        let event = event("abc", 1);
        let text = "Japan's income: -0.25 % in cars.toml, below -0.2% (before: -0.1 %); welfare JPN real_income_pct";
        assert_eq!(event.text, text);
        assert_eq!(serde_json::from_str::<Event>(&event.json()).unwrap(), event);
    }

    #[test]
    fn ids_follow_from_what_happened() {
        assert_eq!(event("abc", 1).id, event("abc", 1).id);
        assert_ne!(event("abc", 1).id, event("abd", 1).id);
        assert_ne!(event("abc", 1).id, event("abc", 3).id, "back and forth is another event");
    }
}
