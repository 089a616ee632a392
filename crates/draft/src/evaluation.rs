//! How much of what a text says does the draft find, and how much of what it finds is there?
//!
//! Labelled texts stand in `evaluation/`: `NAME.txt` and beside it `NAME.toml` with the actions
//! that a reader finds. Found and labelled actions are paired one to one, the best pairs first; a
//! field counts value by value, also those of actions without partner.

use crate::action::{Action, Instrument, Status};
use crate::{DraftError, Options, draft};
use detente_world::World;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::Path;

/// The fields that are counted, in the order of every table.
pub const FIELDS: [&str; 7] =
    ["actor", "target", "instrument", "product", "amount", "dates", "status"];

/// An action as a reader labels it.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Label {
    #[serde(default)]
    actor: Vec<String>,
    #[serde(default)]
    target: Vec<String>,
    instrument: Instrument,
    #[serde(default)]
    product: Vec<String>,
    #[serde(default)]
    amount: Vec<String>,
    from: Option<String>,
    until: Option<String>,
    status: Status,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Labels {
    published: Option<String>,
    action: Vec<Label>,
}

/// A text with its labels.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// File name without ending.
    pub name: String,
    /// The text.
    pub text: String,
    /// The day it is to be read as of.
    pub published: Option<Date>,
    /// The actions in it.
    pub actions: Vec<Label>,
}

/// Reads every labelled text of a folder, by name.
///
/// # Errors
/// [`DraftError::Label`] if a file cannot be read, has no partner or no such keys.
pub fn read_folder(folder: &Path) -> Result<Vec<Labelled>, DraftError> {
    let refused =
        |file: &Path, what: String| DraftError::Label { file: file.display().to_string(), what };
    let list = std::fs::read_dir(folder).map_err(|error| refused(folder, error.to_string()))?;
    let mut files: Vec<_> = list.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let one = |file: &std::path::PathBuf| {
        let text =
            std::fs::read_to_string(file).map_err(|error| refused(file, error.to_string()))?;
        let beside = file.with_extension("toml");
        let labels = std::fs::read_to_string(&beside)
            .map_err(|error| refused(&beside, error.to_string()))?;
        let labels: Labels =
            toml::from_str(&labels).map_err(|error| refused(&beside, error.to_string()))?;
        let date = |text: String| {
            text.parse::<Date>().map_err(|error| refused(&beside, error.to_string()))
        };
        let name =
            file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Labelled {
            name,
            text,
            published: labels.published.map(date).transpose()?,
            actions: labels.action,
        })
    };
    files.iter().map(one).collect()
}

/// Counts of one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Values found and labelled.
    pub right: usize,
    /// Values found.
    pub found: usize,
    /// Values labelled.
    pub labelled: usize,
}

impl Count {
    /// The share of what was found that is right; 1 if nothing was found.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    /// The share of what is labelled that was found; 1 if nothing is.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.right, self.labelled)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of values in a few dozen texts")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// What came out for one set of texts.
#[derive(Clone, Debug, Default)]
pub struct Score {
    /// How many texts.
    pub texts: usize,
    /// Texts of which every field of every action is right and nothing else was found.
    pub perfect: usize,
    /// By field, in the order of [`FIELDS`].
    pub fields: [Count; FIELDS.len()],
    /// By evidence, in the order stated, nearby, carried, assumed: right and found values.
    pub evidence: [Count; 4],
    /// What is wrong, one line each.
    pub misses: Vec<String>,
}

impl Score {
    /// All fields together.
    #[must_use]
    pub fn total(&self) -> Count {
        let add = |sum: Count, one: &Count| Count {
            right: sum.right + one.right,
            found: sum.found + one.found,
            labelled: sum.labelled + one.labelled,
        };
        self.fields.iter().fold(Count::default(), add)
    }
}

/// The counts as a table in Markdown.
#[must_use]
pub fn table(part: &str, score: &Score) -> String {
    let mut text = format!(
        "| {part}: {} texts | right | found | labelled | precision | recall |\n|---|---|---|---|---|---|\n",
        score.texts
    );
    let row = |name: &str, count: Count| {
        let Count { right, found, labelled } = count;
        format!(
            "| {name} | {right} | {found} | {labelled} | {:.3} | {:.3} |\n",
            count.precision(),
            count.recall()
        )
    };
    for (name, count) in FIELDS.iter().zip(score.fields) {
        text.push_str(&row(name, count));
    }
    text.push_str(&row("all", score.total()));
    let shares: Vec<String> = ["stated", "nearby", "carried", "assumed"]
        .iter()
        .zip(score.evidence)
        .map(|(name, count)| format!("{name} {} of {}", count.right, count.found))
        .collect();
    text.push_str(&format!(
        "\nTexts without a mistake: {} of {}. Values right, by evidence: {}.\n",
        score.perfect,
        score.texts,
        shares.join(", ")
    ));
    text
}

/// Drafts every text and compares with its labels.
///
/// # Errors
/// Whatever a text is refused for.
pub fn evaluate(texts: &[Labelled], world: &World) -> Result<Score, DraftError> {
    let mut score = Score { texts: texts.len(), ..Score::default() };
    for labelled in texts {
        let options = Options {
            name: labelled.name.clone(),
            published: labelled.published,
            world: world.id.clone(),
        };
        let drafted = draft(labelled.text.as_bytes(), &options, world)?;
        let before = score.misses.len();
        for (found, label) in pair(&drafted.actions, &labelled.actions) {
            compare(&labelled.name, found, label, &mut score);
        }
        score.perfect += usize::from(score.misses.len() == before);
    }
    Ok(score)
}

/// Pairs actions with labels, the pairs that share most values first; what is left stands alone.
fn pair<'a>(
    found: &'a [Action],
    labels: &'a [Label],
) -> Vec<(Option<&'a Action>, Option<&'a Label>)> {
    let alike = |action: &Action, label: &Label| {
        let (values, wanted) = (values_of(action), values_of_label(label));
        let shared = |field: usize| {
            let values: BTreeSet<&str> =
                values[field].iter().map(|value| value.0.as_str()).collect();
            wanted[field].iter().filter(|value| values.contains(value.as_str())).count()
        };
        // The same instrument weighs more than a shared value of anything else.
        (0..FIELDS.len()).map(shared).sum::<usize>() + 2 * shared(2)
    };
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, action) in found.iter().enumerate() {
        pairs.extend(
            labels.iter().enumerate().map(|(other, label)| (alike(action, label), at, other)),
        );
    }
    pairs.retain(|pair| pair.0 > 0);
    pairs.sort_by_key(|(weight, at, other)| (std::cmp::Reverse(*weight), *at, *other));
    let (mut taken, mut used) = (BTreeSet::new(), BTreeSet::new());
    let mut result = Vec::new();
    for (_, at, other) in pairs {
        if !taken.contains(&at) && !used.contains(&other) {
            taken.insert(at);
            used.insert(other);
            result.push((Some(&found[at]), Some(&labels[other])));
        }
    }
    result.extend(
        (0..found.len()).filter(|at| !taken.contains(at)).map(|at| (Some(&found[at]), None)),
    );
    result.extend(
        (0..labels.len())
            .filter(|other| !used.contains(other))
            .map(|other| (None, Some(&labels[other]))),
    );
    result
}

fn compare(name: &str, found: Option<&Action>, label: Option<&Label>, score: &mut Score) {
    let values = found.map(values_of).unwrap_or_default();
    let wanted = label.map(values_of_label).unwrap_or_default();
    for field in 0..FIELDS.len() {
        let count = &mut score.fields[field];
        count.found += values[field].len();
        count.labelled += wanted[field].len();
        for (value, evidence) in &values[field] {
            let right = wanted[field].contains(value);
            count.right += usize::from(right);
            score.evidence[*evidence].found += 1;
            score.evidence[*evidence].right += usize::from(right);
            if !right {
                score.misses.push(format!("{name}: {} `{value}` is not there", FIELDS[field]));
            }
        }
        for value in wanted[field]
            .iter()
            .filter(|value| values[field].iter().all(|found| found.0 != **value))
        {
            score.misses.push(format!("{name}: {} `{value}` not found", FIELDS[field]));
        }
    }
}

/// By field: values with the position of their evidence.
fn values_of(action: &Action) -> [Vec<(String, usize)>; FIELDS.len()] {
    let one = |found: &crate::Found| (found.value.clone(), found.evidence as usize);
    let all = |found: &[crate::Found]| found.iter().map(one).collect::<Vec<_>>();
    let dated = |word: &str, found: &Option<crate::Found>| {
        found.as_ref().map(|found| (format!("{word} {}", found.value), found.evidence as usize))
    };
    [
        all(&action.actor),
        all(&action.target),
        vec![(action.instrument.name().to_owned(), action.instrument_found.evidence as usize)],
        all(&action.product),
        all(&action.amount),
        dated("from", &action.from).into_iter().chain(dated("until", &action.until)).collect(),
        vec![(action.status.name().to_owned(), action.status_found.evidence as usize)],
    ]
}

fn values_of_label(label: &Label) -> [Vec<String>; FIELDS.len()] {
    let dated =
        |word: &str, date: &Option<String>| date.as_ref().map(|date| format!("{word} {date}"));
    [
        label.actor.clone(),
        label.target.clone(),
        vec![label.instrument.name().to_owned()],
        label.product.clone(),
        label.amount.clone(),
        dated("from", &label.from).into_iter().chain(dated("until", &label.until)).collect(),
        vec![label.status.name().to_owned()],
    ]
}
