//! Which share of income does capital earn in an economy, and how fast does it wear out?
//!
//! From the Penn World Table 10.01 (`data/capital`), whose last year is 2019. An economy that the
//! table lacks has the median of the others, grade D; a group has the mean of its members.

use detente_world::{Grade, World};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What is known of one economy.
#[derive(Clone, Copy, Debug)]
struct Known {
    share: Option<f64>,
    depreciation: Option<f64>,
    grade: Grade,
}

/// Capital of every economy of a world.
#[derive(Clone, Debug, PartialEq)]
pub struct CapitalOf {
    /// Capital's share of factor payments, by economy.
    pub share: Vec<f64>,
    /// Depreciation of a year, by economy.
    pub depreciation: Vec<f64>,
    /// How good they are, as a sentence.
    pub grades: String,
}

const TABLE: &str = include_str!("../../../../data/capital/pwt-10.01.csv");

fn table() -> &'static BTreeMap<&'static str, Known> {
    static READ: OnceLock<BTreeMap<&'static str, Known>> = OnceLock::new();
    READ.get_or_init(|| {
        let number = |cell: &str| cell.parse::<f64>().ok();
        let one = |line: &'static str| {
            let mut cells = line.split(',');
            let economy = cells.next()?;
            let (share, depreciation) = (number(cells.next()?), number(cells.next()?));
            let grade = match cells.nth(1)? {
                "A" => Grade::A,
                "C" => Grade::C,
                _ => Grade::D,
            };
            Some((economy, Known { share, depreciation, grade }))
        };
        TABLE.lines().skip(1).filter_map(one).collect()
    })
}

/// Shares of capital and depreciation of the economies of `world`.
#[must_use]
pub fn capital_of(world: &World) -> CapitalOf {
    let usual = [median(|known| known.share), median(|known| known.depreciation)];
    let (mut share, mut depreciation) = (Vec::new(), Vec::new());
    let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for economy in &world.economies {
        let members = world.meaning.economies.get(&economy.code);
        let known: Vec<Known> = match members {
            Some(members) if !members.is_empty() => {
                members.iter().filter_map(|code| table().get(code.as_str()).copied()).collect()
            }
            _ => table().get(economy.code.as_str()).copied().into_iter().collect(),
        };
        let own = mean(known.iter().filter_map(|known| known.share));
        share.push(own.unwrap_or(usual[0]));
        depreciation
            .push(mean(known.iter().filter_map(|known| known.depreciation)).unwrap_or(usual[1]));
        let grade = match known.as_slice() {
            [one] if own.is_some() => one.grade,
            _ => Grade::D,
        };
        let words = match grade {
            Grade::A | Grade::B => "A (table of the study)",
            Grade::C => "C (carried forward since 2010, or with profits and rents in it)",
            Grade::D => "D (median of the others, or mean of a group)",
        };
        of.entry(words).or_default().push(&economy.code);
    }
    let told = |(words, codes): (&str, Vec<&str>)| {
        if words.starts_with('A') {
            format!("grade {words} for {}", counted(codes.len()))
        } else {
            let named: Vec<&str> = codes.iter().take(NAMED).copied().collect();
            let more = codes.len() - named.len();
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("grade {words} for {}{rest}", named.join(", "))
        }
    };
    let parts: Vec<String> = of.into_iter().map(told).collect();
    let grades = format!(
        "Capital's share and depreciation are those of the Penn World Table 10.01 for 2019: {}.",
        parts.join("; ")
    );
    CapitalOf { share, depreciation, grades }
}

/// Economies that a sentence names.
const NAMED: usize = 12;

fn counted(count: usize) -> String {
    if count == 1 { "1 economy".to_owned() } else { format!("{count} economies") }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

fn median(of: impl Fn(&Known) -> Option<f64>) -> f64 {
    let mut values: Vec<f64> = table().values().filter_map(of).collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole_and_lies_in_range() {
        assert_eq!(table().len(), 80);
        assert_eq!(table().values().filter(|known| known.share.is_none()).count(), 8);
        for (code, known) in table() {
            assert!(known.share.is_none_or(|share| (0.2..0.8).contains(&share)), "{code}");
            assert!(known.depreciation.is_some_and(|lost| (0.02..0.1).contains(&lost)), "{code}");
        }
        let usual = median(|known| known.share);
        assert!((0.4..0.5).contains(&usual), "{usual}");
    }

    #[test]
    fn an_economy_without_a_share_has_the_median_and_says_so() {
        let world = detente_world::embedded::load("icio-2022").unwrap();
        let found = capital_of(&world);
        let at = |code: &str| world.economy(code).unwrap().0;
        let usual = median(|known| known.share);
        assert_eq!((found.share[at("VNM")], found.share[at("ROW")]), (usual, usual));
        assert_eq!(found.depreciation[at("VNM")], 0.0544);
        assert!((found.share[at("USA")] - 0.4).abs() < 0.05, "{}", found.share[at("USA")]);
        for told in ["VNM", "IRL, ", "profits and rents"] {
            assert!(found.grades.contains(told), "{}", found.grades);
        }
    }
}
