//! What do people call an economy? One table of codes and names for every command, and what a word
//! means among the codes of a world.
//!
//! `data/economies/names.csv` holds a row per economy, group, and word for everybody: ISO 3166
//! codes (alpha-3, alpha-2, numeric), English names, the spellings of statistical offices, and
//! whether a group is a customs union. A world's own codes always come first: the table only says
//! what was meant by a word that the world does not have.

use crate::nearest::{described, did_you_mean};
use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../../data/economies/names.csv");

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The code to write: ISO 3166 alpha-3, a group such as `EU27`, `ROW`, or `*`.
    pub code: String,
    /// Other codes and names of the same, the usual name first.
    pub names: Vec<String>,
    /// Whether its members charge each other no duty and others a common one.
    pub customs_union: bool,
    /// Words of which more is to be said than the code, with what.
    notes: Option<(Vec<String>, String)>,
}

impl Name {
    /// Its usual English name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.names.first().map_or("", String::as_str)
    }

    fn note(&self, word: &str) -> String {
        let of = self
            .notes
            .as_ref()
            .filter(|(words, _)| words.iter().any(|own| plain(own) == plain(word)));
        of.map_or(String::new(), |(_, note)| format!("; {note}"))
    }
}

struct Names {
    rows: Vec<Name>,
    by_word: HashMap<String, usize>,
}

static NAMES: LazyLock<Names> = LazyLock::new(read);

fn read() -> Names {
    let mut names = Names { rows: Vec::new(), by_word: HashMap::new() };
    let mut reader = csv::Reader::from_reader(TABLE.as_bytes());
    for record in reader.records().flatten() {
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        let mut words: Vec<String> = cell(3)
            .split(';')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        words.extend(
            [cell(1), cell(2)].into_iter().filter(|word| !word.is_empty()).map(str::to_owned),
        );
        let notes = cell(5).split_once(": ").map(|(of, note)| {
            (of.split_whitespace().map(str::to_owned).collect(), note.to_owned())
        });
        let at = names.rows.len();
        for word in words.iter().map(String::as_str).chain([cell(0)]) {
            names.by_word.entry(plain(word)).or_insert(at);
        }
        let (code, customs_union) = (cell(0).to_owned(), cell(4) == "yes");
        names.rows.push(Name { code, names: words, customs_union, notes });
    }
    names
}

/// A word without case, accents, blanks, points, and zeros in front of a number: `Côte d'Ivoire`
/// and `cote divoire` are the same.
fn plain(word: &str) -> String {
    let lower = word.trim().to_lowercase();
    let lower = lower.strip_prefix("the ").unwrap_or(&lower);
    let letters: String = lower
        .chars()
        .map(without_accent)
        .filter(|letter| letter.is_alphanumeric() || *letter == '*')
        .collect();
    let digits = letters.trim_start_matches('0');
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        digits.to_owned()
    } else {
        letters
    }
}

fn without_accent(letter: char) -> char {
    match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' | 'ı' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// Every row of the table.
#[must_use]
pub fn all() -> &'static [Name] {
    &NAMES.rows
}

/// The row that a code or name means, whatever its case, accents and points.
#[must_use]
pub fn find(word: &str) -> Option<&'static Name> {
    let word = plain(word);
    if word.is_empty() { None } else { NAMES.by_word.get(&word).map(|at| &NAMES.rows[*at]) }
}

/// What a word that is none of the `known` codes was meant to be, as a sentence without a full
/// stop: the code to write, that the economy is inside the rest of the world, or a guess. `known`
/// pairs each code with its name; `*` is offered where it is among them.
#[must_use]
pub fn hint<'a>(word: &str, known: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<String> {
    let known: Vec<(&str, &str)> = known.into_iter().collect();
    let Some(row) = find(word) else {
        return did_you_mean(word, known.iter().copied()).or_else(|| guess(word, &known));
    };
    if let Some((code, name)) = among(row, &known) {
        return Some(format!("write {}{}", described(code, name), row.note(word)));
    }
    if row.code == "*" {
        return None;
    }
    let rest = find("ROW").filter(|rest| *rest != row).and_then(|rest| among(rest, &known));
    let own = described(&row.code, row.name());
    if rest.is_none() && word == row.code {
        // The code itself is right: there is nothing to say about it.
        return None;
    }
    Some(match rest {
        Some((code, name)) if row.code.len() == 3 => {
            format!("{own} is not there by itself, it is inside {}", described(code, name))
        }
        _ => format!("{own} is not there"),
    })
}

/// The known code that means the row: by the code itself, or by another code or a name of the same.
fn among<'a>(row: &Name, known: &[(&'a str, &'a str)]) -> Option<(&'a str, &'a str)> {
    let by = |test: &dyn Fn(&str, &str) -> bool| {
        known.iter().find(|(code, name)| test(code, name)).copied()
    };
    let means = |word: &str| find(word).is_some_and(|other| other == row);
    by(&|code, _| code == row.code)
        .or_else(|| by(&|code, _| means(code)))
        .or_else(|| by(&|_, name| means(name)))
}

/// A misspelt name of the table whose code is known.
fn guess(word: &str, known: &[(&str, &str)]) -> Option<String> {
    let names =
        NAMES.rows.iter().flat_map(|row| row.names.iter().map(move |name| (name.as_str(), row)));
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&plain(name), &plain(word));
    let best = names.filter(|(name, _)| name.len() > 3).map(|(name, row)| (likeness(name), row));
    let (likeness, row) = best.max_by(|one, other| one.0.total_cmp(&other.0))?;
    let (code, name) = among(row, known).filter(|_| likeness >= 0.75)?;
    Some(format!("did you mean {}?", described(code, name)))
}

/// The same as [`hint()`] as the end of a message: `; write ...`, or nothing.
#[must_use]
pub fn ending<'a>(word: &str, known: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    hint(word, known).map_or(String::new(), |hint| format!("; {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::World;

    fn world() -> World {
        crate::embedded::load("icio-2022").unwrap()
    }

    #[test]
    fn everyday_names_and_foreign_codes_are_answered_with_the_code_to_write() {
        let world = world();
        let cases = [
            ("US", "USA"),
            ("jp", "JPN"),
            ("UK", "GBR"),
            ("CN", "CHN"),
            ("CHINA", "CHN"),
            ("BR", "BRA"),
            ("IN", "IND"),
            ("AU", "AUS"),
            ("South Korea", "KOR"),
            ("Korea, Rep.", "KOR"),
            ("Britain", "GBR"),
            ("America", "USA"),
            ("U.S.", "USA"),
            ("842", "USA"),
            ("Taiwan, China", "TWN"),
            ("490", "TWN"),
            ("Côte d'Ivoire", "CIV"),
            ("Türkiye", "TUR"),
            ("ROM", "ROU"),
            ("Viet Nam", "VNM"),
            ("EU", "EU27"),
            ("EU28", "EU27"),
            ("EU27_2020", "EU27"),
            ("NAFTA", "USMCA"),
            ("WLD", "*"),
            ("Rest of World", "ROW"),
            ("36", "AUS"),
        ];
        for (word, code) in cases {
            let hint = hint(word, world.economy_names(true)).unwrap_or_default();
            assert!(hint.starts_with(&format!("write `{code}`")), "{word}: {hint}");
        }
        assert!(hint("EU28", world.economy_names(true)).is_some_and(|hint| hint.contains("`GBR`")));
        assert_eq!(
            hint("Germny", world.economy_names(true)).as_deref(),
            Some("did you mean `DEU` (Germany)?")
        );
    }

    #[test]
    fn an_economy_of_the_rest_of_the_world_is_told_to_be_there() {
        let world = world();
        for word in ["KEN", "Kenya", "XKX", "Kosovo", "QA"] {
            let hint = hint(word, world.economy_names(true)).unwrap_or_default();
            assert!(hint.ends_with("inside `ROW` (Rest of the world)"), "{word}: {hint}");
        }
        let toy = [("AAA", "A"), ("EU", "Union")];
        assert_eq!(hint("Kenya", toy).as_deref(), Some("`KEN` (Kenya) is not there"));
        assert_eq!(hint("EU27_2020", toy).as_deref(), Some("write `EU` (Union)"));
    }

    #[test]
    fn no_two_rows_share_a_code_and_every_row_has_a_name() {
        let mut codes: Vec<&str> = all().iter().map(|row| row.code.as_str()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all().len());
        assert!(all().len() > 250 && all().iter().all(|row| !row.name().is_empty()));
        // Each word leads back to its own row: no name stands for two economies.
        for row in all() {
            assert_eq!(find(&row.code).unwrap().code, row.code);
            for name in &row.names {
                assert_eq!(find(name).unwrap().code, row.code, "{name}");
            }
        }
    }
}
