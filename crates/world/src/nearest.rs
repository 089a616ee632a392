//! Which known name was probably meant? One measure for every command.

use strsim::{jaro_winkler, normalized_damerau_levenshtein};

/// How alike two words have to be, from 0 to 1, before one is offered for the other.
const ALIKE: f64 = 0.6;
/// A guess this much less alike than the best one is not told.
const DISTRACTION: f64 = 0.15;

/// A name has to be so much alike before it is offered alone.
const NEAR: f64 = 0.65;

/// The name among `known` that `unknown` was probably meant to be, as the end of a message.
#[must_use]
pub fn nearest<'known>(unknown: &str, known: impl Iterator<Item = &'known str>) -> String {
    let best = known
        .map(|code| (alike(unknown, code), code))
        .max_by(|one, other| one.0.total_cmp(&other.0));
    match best {
        Some((likeness, code)) if likeness > NEAR => format!("; did you mean `{code}`?"),
        _ => String::new(),
    }
}

/// The names that `unknown` was probably meant to be, at most three, best first; the first `count`
/// of all where none is alike.
#[must_use]
pub fn near<'known>(
    unknown: &str,
    known: impl Iterator<Item = &'known str>,
    count: usize,
) -> Vec<String> {
    let all: Vec<&str> = known.collect();
    let mut near: Vec<(f64, &str)> = all.iter().map(|own| (alike(unknown, own), *own)).collect();
    near.retain(|(likeness, _)| *likeness > ALIKE);
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    if near.is_empty() {
        return all.into_iter().take(count).map(str::to_owned).collect();
    }
    near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

/// How alike two words are, from 0 to 1: one measure forgives a wrong ending, one swapped letters,
/// and a word within a longer one is nearly it.
fn alike(unknown: &str, known: &str) -> f64 {
    let (unknown, known) = (unknown.to_lowercase(), known.to_lowercase());
    let within = if !unknown.is_empty() && known.contains(&unknown) { 0.9 } else { 0.0 };
    jaro_winkler(&known, &unknown).max(normalized_damerau_levenshtein(&known, &unknown)).max(within)
}

/// The known names closest to `word`, best first, at most `limit`; each known name may carry a
/// longer description.
pub fn closest<'a>(
    word: &str,
    known: impl IntoIterator<Item = (&'a str, &'a str)>,
    limit: usize,
) -> Vec<(&'a str, &'a str)> {
    let mut scored: Vec<(f64, (&str, &str))> = known
        .into_iter()
        .map(|(code, name)| (likeness(word, code, name), (code, name)))
        .filter(|(score, _)| *score >= ALIKE)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    // A clear winner stands alone: further guesses would only distract.
    scored.retain(|(score, _)| *score > best - DISTRACTION);
    scored.into_iter().take(limit).map(|(_, pair)| pair).collect()
}

fn likeness(word: &str, code: &str, name: &str) -> f64 {
    let (word, code, name) = (word.to_lowercase(), code.to_lowercase(), name.to_lowercase());
    if word.is_empty() {
        return 0.0;
    }
    let by_code =
        if word == code { 1.0 } else { normalized_damerau_levenshtein(&word, &code) * 0.99 };
    let by_name = match () {
        () if name.is_empty() => 0.0,
        () if word == name => 1.0,
        () if word.len() >= 3 && name.starts_with(&word) => 0.95,
        () if word.len() >= 4 => jaro_winkler(&word, &name) - 0.2,
        () => 0.0,
    };
    by_code.max(by_name)
}

/// "did you mean `JPN` (Japan)?", or nothing if no name is close.
#[must_use]
pub fn did_you_mean<'a>(
    word: &str,
    known: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Option<String> {
    let close = closest(word, known, 3);
    let names: Vec<String> = close.iter().map(|(code, name)| described(code, name)).collect();
    if names.is_empty() { None } else { Some(format!("did you mean {}?", either(&names))) }
}

/// "`JPN` (Japan)".
pub(crate) fn described(code: &str, name: &str) -> String {
    if name.is_empty() { format!("`{code}`") } else { format!("`{code}` ({name})") }
}

/// "a", "a or b", "a, b or c".
#[must_use]
pub fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

/// A list of names in backticks.
pub fn quoted<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    either(&names)
}
