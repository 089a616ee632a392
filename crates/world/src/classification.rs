//! What does a sector's code name? Codes of published tables are looked up, whatever the case of
//! their letters, never guessed.
//!
//! A world's codes are read in the classification that knows most of them, if it knows at least
//! half; codes that it does not know are looked up in the others. `data/classifications/README.md`
//! says where the lists are from.

use crate::error::WorldError;
use crate::nature::{Basis, Criticality, Nature};
use crate::table::raw::Raw;
use crate::table::{Format, raw_from_bytes};
use std::collections::HashMap;
use std::sync::OnceLock;

const DIVISIONS: &str = include_str!("../../../data/classifications/isic4.csv");
const CODES: &str = include_str!("../../../data/classifications/sectors.csv");

/// Divisions of ISIC Rev. 4 with what they make, and codes with the divisions they cover.
#[derive(Default)]
struct Tables {
    divisions: HashMap<String, Nature>,
    /// In the order of the file: where two know as many codes, the first is taken.
    classifications: Vec<String>,
    /// Meanings by code in small letters: classification and divisions.
    codes: HashMap<String, Vec<(usize, Vec<String>)>>,
    /// Codes that stand for any ending.
    beginnings: Vec<(String, usize, Vec<String>)>,
}

/// A code that a classification knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// Its classification.
    pub classification: &'static str,
    /// Divisions (two digits) or groups (more) of ISIC Rev. 4 that it covers, the main one first.
    pub divisions: &'static [String],
}

impl Known {
    /// What the main division makes.
    pub fn nature(&self) -> Option<Nature> {
        let division = self.divisions.first()?.get(..2)?;
        let nature = tables().divisions.get(division)?;
        Some(Nature { basis: Basis::Known(self.classification), ..*nature })
    }
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    // A test reads them; a file inside the program that cannot be read leaves every code unknown,
    // which the user reads.
    TABLES.get_or_init(|| read().unwrap_or_default())
}

fn table(name: &str, text: &str) -> Result<Raw, WorldError> {
    raw_from_bytes(name, Format::Csv, text.as_bytes().to_vec())
}

fn read() -> Result<Tables, WorldError> {
    let mut tables = Tables::default();
    let raw = table("isic4.csv", DIVISIONS)?;
    let column = |name: &str| raw.words(name);
    let (divisions, natures, storable) =
        (column("division")?, column("nature")?, column("storable")?);
    let criticality = column("criticality")?;
    let rows =
        divisions.cells().zip(natures.cells()).zip(storable.cells()).zip(criticality.cells());
    for (((division, nature), storable), criticality) in rows {
        let what = || format!("division {division}: `{criticality}` is no criticality");
        let criticality = Criticality::parse(criticality).ok_or_else(|| {
            WorldError::file("isic4.csv", what(), "write critical, important or dispensable")
        })?;
        let (good, storable) = (nature == "good", storable == "1");
        tables.divisions.insert(
            division.to_owned(),
            Nature { good, storable, criticality, basis: Basis::Assumed },
        );
    }
    let raw = table("sectors.csv", CODES)?;
    let (names, codes, covers) =
        (raw.words("classification")?, raw.words("code")?, raw.words("isic4")?);
    for ((name, code), covers) in names.cells().zip(codes.cells()).zip(covers.cells()) {
        let at = tables.classifications.iter().position(|own| own == name).unwrap_or_else(|| {
            tables.classifications.push(name.to_owned());
            tables.classifications.len() - 1
        });
        let covers: Vec<String> = covers.split(' ').map(str::to_owned).collect();
        match code.strip_suffix('*') {
            Some(beginning) => tables.beginnings.push((plain(beginning), at, covers)),
            None => tables.codes.entry(plain(code)).or_default().push((at, covers)),
        }
    }
    Ok(tables)
}

/// A code as it is compared: small letters, whatever stands between words as one `_`.
fn plain(code: &str) -> String {
    let mut plain = String::with_capacity(code.len());
    for letter in code.chars() {
        if letter.is_alphanumeric() || letter == '.' {
            plain.extend(letter.to_lowercase());
        } else if !plain.ends_with('_') {
            plain.push('_');
        }
    }
    plain.trim_matches('_').to_owned()
}

/// Every meaning of a code, in the order of the classifications.
fn meanings(code: &str) -> Vec<(usize, &'static [String])> {
    let (tables, code) = (tables(), plain(code));
    let whole =
        tables.codes.get(&code).into_iter().flatten().map(|(at, covers)| (*at, covers.as_slice()));
    let begun =
        tables.beginnings.iter().filter(|(beginning, ..)| code.starts_with(beginning.as_str()));
    whole.chain(begun.map(|(_, at, covers)| (*at, covers.as_slice()))).collect()
}

/// What each of `codes`, the sectors of one table, names.
pub(crate) fn classify(codes: &[&str]) -> Vec<Option<Known>> {
    let names = &tables().classifications;
    let all: Vec<Vec<(usize, &[String])>> = codes.iter().map(|code| meanings(code)).collect();
    let count = |at: usize| all.iter().filter(|own| own.iter().any(|(own, _)| *own == at)).count();
    let counts: Vec<usize> = (0..names.len()).map(count).collect();
    let most = counts.iter().copied().max().unwrap_or(0);
    let best = counts.iter().position(|count| *count == most);
    if most == 0 || 2 * most < codes.len() {
        return vec![None; codes.len()];
    }
    let known = |own: &Vec<(usize, &'static [String])>| {
        let found = own.iter().find(|(at, _)| Some(*at) == best).or_else(|| own.first());
        found.map(|(at, divisions)| Known { classification: names[*at].as_str(), divisions })
    };
    all.iter().map(known).collect()
}

/// Whether two lists of divisions and groups have something in common: `30` has `301`.
pub(crate) fn overlap(one: &[String], other: &[String]) -> bool {
    one.iter().any(|own| {
        other.iter().any(|other| own.starts_with(other.as_str()) || other.starts_with(own.as_str()))
    })
}

/// Whether everything that `one` covers is covered by `other`.
pub(crate) fn within(one: &[String], other: &[String]) -> bool {
    !one.is_empty()
        && one.iter().all(|own| other.iter().any(|other| own.starts_with(other.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_inside_the_program_can_be_read_and_name_only_divisions_that_exist() {
        let tables = read().unwrap();
        assert_eq!(tables.divisions.len(), 88);
        assert_eq!(tables.classifications.first().map(String::as_str), Some("icio-2022"));
        let all = tables.codes.values().flatten().map(|(_, covers)| covers);
        for covers in all.chain(tables.beginnings.iter().map(|(_, _, covers)| covers)) {
            assert!(
                covers.iter().all(|own| tables.divisions.contains_key(&own[..2])),
                "{covers:?}"
            );
        }
    }

    #[test]
    fn a_code_is_read_in_the_classification_that_knows_most_of_its_table() {
        let read = |codes: &[&str]| -> Vec<Option<(&str, &str)>> {
            let known = classify(codes).into_iter();
            known
                .map(|own| own.map(|own| (own.classification, own.divisions[0].as_str())))
                .collect()
        };
        // `c29` is real estate in WIOD 2013 and vehicles in ISIC.
        assert_eq!(
            read(&["c1", "c15", "c29"]),
            [("01"), ("29"), ("68")].map(|own| Some(("wiod-2013", own)))
        );
        assert_eq!(
            read(&["a01", "c29", "j62"]),
            [("01"), ("29"), ("62")].map(|own| Some(("isic-rev-4", own)))
        );
        assert_eq!(read(&["C10_C12", "R-S"]), [("10"), ("90")].map(|own| Some(("wiod-2016", own))));
        assert_eq!(
            read(&["Transport_Equipment", "Food_&_Beverages"]),
            [("29"), ("10")].map(|own| Some(("eora26", own)))
        );
        assert_eq!(
            read(&["i34", "i01.a", "i65"]),
            [("29"), ("01"), ("64")].map(|own| Some(("exiobase-3", own)))
        );
        // The OECD's edition of 2016, whose services have names behind the divisions of Revision 3.
        assert_eq!(
            read(&["C01T05AGR", "C34MTR", "C50T52WRT", "C75"]),
            [("01"), ("29"), ("45"), ("84")].map(|own| Some(("oecd-icio-2016", own)))
        );
        // One that happens to be known does not make the others known.
        assert_eq!(read(&["Farming", "Machines", "L"]), [None, None, None]);
    }
}
