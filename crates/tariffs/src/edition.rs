//! Which codes does the Harmonized System of 2022 have, and to which sector does each belong?

use crate::embedded;
use crate::error::TariffsError;
use crate::line::Line;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The edition that the codes are of.
pub const EDITION: &str = "Harmonized System of 2022";

/// The sector (ICIO code) of each subheading.
fn subheadings() -> &'static BTreeMap<u64, &'static str> {
    static SUBHEADINGS: OnceLock<BTreeMap<u64, &'static str>> = OnceLock::new();
    SUBHEADINGS.get_or_init(|| {
        let rows = embedded::SECTORS.lines().skip(1).filter_map(|line| line.split_once(','));
        rows.filter_map(|(six, sector)| Some((six.parse().ok()?, sector))).collect()
    })
}

/// The sector of a code of ten digits; none for what belongs to no sector (chapters 98 and 99).
#[must_use]
pub fn sector(code: u64) -> Option<&'static str> {
    subheadings().get(&(code / 10_000)).copied()
}

/// All sectors, in order.
pub(crate) fn sectors() -> Vec<&'static str> {
    let mut sectors: Vec<&str> = subheadings().values().copied().collect();
    sectors.sort_unstable();
    sectors.dedup();
    sectors
}

/// A code that the edition has; of national codes of eight and ten digits the first six count.
///
/// # Errors
/// If it is no code, or the edition has none like it; the message names the nearest.
pub fn known(word: &str) -> Result<Line, TariffsError> {
    let line = Line::parse(word)?;
    if !sectors_of(line).is_empty() {
        return Ok(line);
    }
    let chapter = line.code() / 100_000_000;
    if matches!(chapter, 98 | 99) {
        return Err(TariffsError::Line(format!(
            "HS code `{line}` is of chapter {chapter}, which countries use for special provisions: its goods belong to no sector"
        )));
    }
    let six = line.code() / 10_000;
    let before = subheadings().range(..six).next_back();
    let near = [before, subheadings().range(six..).next()].into_iter().flatten();
    // The longest common beginning, then the nearest number.
    let apart = |code: u64| {
        let digits = (0..6).filter(|digit| code / 10_u64.pow(*digit) != six / 10_u64.pow(*digit));
        (digits.count(), code.abs_diff(six))
    };
    let nearest = near.min_by_key(|(code, _)| apart(**code)).map(|(code, _)| {
        let plain = format!("{code:06}");
        let length = line.plain().len().min(plain.len());
        Line::parse(&plain[..length]).map_or(plain.clone(), |nearest| nearest.to_string())
    });
    let nearest = nearest.map_or(String::new(), |code| format!("; the nearest is {code}"));
    Err(TariffsError::Line(format!("HS code `{line}` is not in the {EDITION}{nearest}")))
}

/// The sectors that hold goods under a code, in order.
#[must_use]
pub fn sectors_of(line: Line) -> Vec<&'static str> {
    let range = line.range();
    // A code of more than six digits lies within one subheading.
    let (first, last) = (range.start / 10_000, (range.end - 1) / 10_000);
    let mut sectors: Vec<&str> =
        subheadings().range(first..=last).map(|(_, sector)| *sector).collect();
    sectors.sort_unstable();
    sectors.dedup();
    sectors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_belongs_to_the_sectors_of_its_subheadings() {
        assert_eq!(sectors_of(Line::parse("8711").unwrap()), ["C302T309"]);
        assert_eq!(sectors_of(Line::parse("2208.30.30").unwrap()), ["C10T12"]);
        assert_eq!(sector(8_703_230_190), Some("C29"));
        assert!(sectors_of(Line::parse("87").unwrap()).len() > 1);
    }

    #[test]
    fn a_code_that_the_edition_has_not_is_told_with_the_nearest() {
        for (word, what) in [
            ("8799", "`8799` is not in the Harmonized System of 2022; the nearest is 8716"),
            ("8703.99", "the nearest is 8703.90"),
            ("9801", "of chapter 98"),
            ("car", "is no HS code"),
        ] {
            let error = known(word).unwrap_err().to_string();
            assert!(error.contains(what), "{error}");
        }
        assert_eq!(known("8711.40.60").unwrap().to_string(), "8711.40.60");
    }
}
