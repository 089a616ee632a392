//! How is a draft written down? As a scenario in TOML, with its questions as comments.
//!
//! What holds and is complete stands as an entry; what is denied, threatened, suspended or
//! supposed, and what lacks a required fact, stands as a comment. Each entry is checked by the
//! language before it stands.

use crate::Drafted;
use crate::action::{Action, Found, Span};
use crate::dates::plain;
use crate::entry::{Entry, entries, quoted};
use detente_scenario::{Overrides, Source, read};
use detente_world::World;
use std::fmt::Write;

/// Columns of a comment.
const WIDTH: usize = 116;

/// An entry in its place.
pub(crate) struct Placed<'a> {
    pub action: &'a Action,
    pub entry: Entry,
}

/// The entries of all actions; those that the language refuses have its reason as obstacle.
pub(crate) fn place<'a>(drafted: &'a Drafted, world: &World) -> Vec<Placed<'a>> {
    let mut placed: Vec<Placed<'a>> = Vec::new();
    for action in &drafted.actions {
        placed.extend(entries(action, world).into_iter().map(|entry| Placed { action, entry }));
    }
    name_apart(&mut placed);
    for at in 0..placed.len() {
        if placed[at].entry.obstacle.is_none() {
            placed[at].entry.obstacle =
                refusal(&head(drafted), &[&placed[at].entry], world, drafted);
        }
    }
    rates_twice(&mut placed);
    let standing = |placed: &[Placed<'a>]| -> Vec<usize> {
        (0..placed.len()).filter(|at| placed[*at].entry.obstacle.is_none()).collect()
    };
    // Entries may contradict one another: the later one gives way.
    let all = standing(&placed);
    if refusal(
        &head(drafted),
        &all.iter().map(|at| &placed[*at].entry).collect::<Vec<_>>(),
        world,
        drafted,
    )
    .is_some()
    {
        let mut kept: Vec<usize> = Vec::new();
        for at in all {
            kept.push(at);
            let list: Vec<&Entry> = kept.iter().map(|at| &placed[*at].entry).collect();
            let refused = refusal(&head(drafted), &list, world, drafted);
            if refused.is_some() {
                kept.pop();
                placed[at].entry.obstacle = refused;
            }
        }
    }
    placed
}

/// How many actions, and how many entries of them: the two differ where an action is on goods of
/// chains and on sectors.
fn counts(actions: usize, standing: usize, entries: usize) -> String {
    let parts = if entries > actions {
        " (one each for the goods of chains and for the sectors of an action)"
    } else {
        ""
    };
    let stand = match standing {
        0 => "none stands".to_owned(),
        1 => "1 stands".to_owned(),
        more => format!("{more} stand"),
    };
    let comments = match entries - standing {
        0 => "none is a comment".to_owned(),
        1 => "1 is a comment with its reason".to_owned(),
        more => format!("{more} are comments with their reasons"),
    };
    format!(
        "Trade actions found: {actions}. Entries written: {entries}{parts}, of which {stand} and {comments}. What no rule knows is missing."
    )
}

/// Rates on the same flows would add up: of two that the text gives, the later one is a question.
fn rates_twice(placed: &mut [Placed<'_>]) {
    const FLOW: [&str; 4] = ["kind", "importer", "exporter", "sector"];
    let flow = |entry: &Entry| -> Vec<String> {
        FLOW.iter()
            .filter_map(|name| entry.keys.iter().find(|(key, _)| key == name))
            .map(|(_, value)| value.clone())
            .collect()
    };
    for at in 1..placed.len() {
        let entry = &placed[at].entry;
        let rated = entry.obstacle.is_none() && entry.keys.iter().any(|(key, _)| *key == "rate");
        let same = |other: &&Placed<'_>| {
            other.entry.obstacle.is_none() && flow(&other.entry) == flow(entry)
        };
        let Some(other) = placed[..at].iter().find(same).filter(|_| rated) else { continue };
        let name = other.entry.name.clone();
        let entry = &mut placed[at].entry;
        entry.questions.push(format!(
            "is this another duty on what `{name}` is on, its next step (then write phases), or on a part of it?"
        ));
        entry.obstacle = Some(format!("`{name}` has a rate for the same flows, and rates add up"));
    }
}

fn name_apart(placed: &mut [Placed<'_>]) {
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for one in placed {
        let count = seen.entry(one.entry.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            one.entry.name = format!("{} ({count})", one.entry.name);
        }
    }
}

/// What the language says against some entries; none if nothing.
fn refusal(head: &str, entries: &[&Entry], world: &World, drafted: &Drafted) -> Option<String> {
    let mut text = head.to_owned();
    for entry in entries {
        text.push_str(&entry_text(entry, drafted));
    }
    let report = read(&Source::new(&drafted.name, &text), &Overrides::default()).check(world);
    // A warning is for the person who reads the check; an error would forbid every run.
    if report.errors() == 0 {
        return None;
    }
    let first = report
        .diagnostics()
        .iter()
        .find(|problem| problem.severity == detente_scenario::Severity::Error)?;
    let hint = first.hint.as_ref().map_or(String::new(), |hint| format!("; {hint}"));
    Some(format!("the language refuses it: {}{hint}", first.message))
}

fn head(drafted: &Drafted) -> String {
    let title = drafted.title.clone().unwrap_or_else(|| format!("Draft from {}", drafted.name));
    format!("title = {}\nworld = {}\n", quoted(&title), quoted(&drafted.world))
}

fn entry_text(entry: &Entry, drafted: &Drafted) -> String {
    let mut keys: Vec<(&str, String)> = vec![("name", quoted(&entry.name))];
    keys.extend(entry.keys.iter().map(|(key, value)| (*key, value.clone())));
    keys.extend(entry.from.iter().map(|day| ("from", day.clone())));
    keys.extend(entry.until.iter().map(|day| ("until", day.clone())));
    let published = drafted.published.map_or(String::new(), |date| format!(", {date}"));
    keys.push(("source", quoted(&format!("{}{published}", drafted.name))));
    let width = keys.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    let mut text = format!("\n[[{}]]\n", if entry.measure { "measure" } else { "shock" });
    for (key, value) in keys {
        let _ = writeln!(text, "{key:<width$} = {value}");
    }
    text
}

impl Drafted {
    /// The draft as a scenario in TOML.
    #[must_use]
    pub fn toml(&self, world: &World) -> String {
        let placed = place(self, world);
        let standing = placed.iter().filter(|one| one.entry.obstacle.is_none()).count();
        let mut text = String::new();
        comment(
            &mut text,
            "",
            &format!(
                "DRAFT made by rules from {}: compare it with the article, answer every QUESTION, correct or delete what is wrong, then run `detente check`.",
                self.name
            ),
        );
        comment(&mut text, "", &counts(self.actions.len(), standing, placed.len()));
        comment(&mut text, "", &self.dated());
        text.push_str(&head(self));
        text.push_str(
            "# QUESTION: on which day is the state wanted (date), and from when to when do chains run (start, end)?\n",
        );
        for (at, one) in placed.iter().enumerate() {
            self.one(at + 1, one, &mut text);
        }
        self.ask_of_unread(&mut text);
        text
    }

    /// Sentences that may speak of an action, each with a question.
    fn ask_of_unread(&self, text: &mut String) {
        for sentence in &self.unread {
            text.push('\n');
            let words = self.words(*sentence);
            comment(
                text,
                "   ",
                &format!("\"{words}\" (bytes {} to {})", sentence.start, sentence.end),
            );
            comment(
                text,
                "",
                "QUESTION: does this sentence say that somebody acts? No rule could read it; write the entry by hand.",
            );
        }
    }

    fn dated(&self) -> String {
        match self.published {
            Some(date) => format!("Relative dates count from {date}."),
            None if self.open_dates() => {
                "QUESTION: when was it published? The text dates something by the day of publication; give it with --published.".to_owned()
            }
            None => "The day of publication is not known; no date in it needs one.".to_owned(),
        }
    }

    fn open_dates(&self) -> bool {
        let yearless = |found: &Option<Found>| {
            found.as_ref().is_some_and(|found| found.value.starts_with("--"))
        };
        self.actions.iter().any(|action| {
            action.questions.iter().any(|question| question.contains("which day?"))
                || yearless(&action.from)
                || yearless(&action.until)
        })
    }

    fn one(&self, number: usize, one: &Placed<'_>, text: &mut String) {
        let (action, entry) = (one.action, &one.entry);
        let title = format!(
            "{number}. {}, {}; confidence {:.2}",
            action.instrument.name(),
            action.status.name(),
            action.confidence()
        );
        text.push('\n');
        comment(text, "", &title);
        for sentence in std::iter::once(&action.sentence).chain(&action.also) {
            comment(
                text,
                "   ",
                &format!(
                    "\"{}\" (bytes {} to {})",
                    self.words(*sentence),
                    sentence.start,
                    sentence.end
                ),
            );
        }
        for (field, found) in action.parts() {
            comment(text, "   ", &self.part(field, found));
        }
        for inferred in &entry.inferred {
            comment(text, "", &format!("INFERRED: {inferred}"));
        }
        for question in &entry.questions {
            comment(text, "", &format!("QUESTION: {question}"));
        }
        let lines = entry_text(entry, self);
        match &entry.obstacle {
            None => text.push_str(lines.trim_start_matches('\n')),
            Some(obstacle) => {
                comment(text, "", &format!("NOT ACTIVE: {obstacle}."));
                for line in lines.trim_start_matches('\n').lines() {
                    let _ = writeln!(text, "# {line}");
                }
            }
        }
    }

    fn part(&self, field: &str, found: &Found) -> String {
        let words = found
            .span
            .map_or("nothing in the text".to_owned(), |span| format!("\"{}\"", self.words(span)));
        let value = if matches!(field, "from" | "until") {
            plain(&found.value)
        } else {
            found.value.clone()
        };
        format!("{field} {value} ({:.2}, from {words})", found.evidence.confidence())
    }

    /// Words of the text on one line.
    pub(crate) fn words(&self, span: Span) -> String {
        span.of(&self.text).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// A comment of as many lines as it needs.
fn comment(text: &mut String, indent: &str, words: &str) {
    let mut line = String::new();
    let mut first = true;
    for word in words.split(' ') {
        if !line.is_empty() && line.chars().count() + word.chars().count() + indent.len() >= WIDTH {
            let more = if first { "" } else { "  " };
            let _ = writeln!(text, "# {indent}{more}{line}");
            line.clear();
            first = false;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let more = if first { "" } else { "  " };
    let _ = writeln!(text, "# {indent}{more}{line}");
}
