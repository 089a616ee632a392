//! Which good of a chain goes other ways, when most of all, and along which ways?
//!
//! The period is the one in which the flows of the whole chain differ most from the base year.

use crate::Band;
use crate::NOT_SPECIFIED;
use crate::error::FiguresError;
use crate::headline::{article, capital, inside};
use crate::number::digits;
use detente_record::{ChainNote, Tables, name_of, numbers, short_of, text};
use std::collections::BTreeMap;

/// Percent of a good that must change for it to be shown beside the one that changes most.
const NOTABLE: u64 = 20;

/// A flow between two economies, a year's quantity in the unit of the chain.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Link {
    pub exporter: String,
    pub importer: String,
    pub base: f64,
    pub now: Band,
}

impl Link {
    /// Change in the middle case.
    pub fn change(&self) -> f64 {
        detente_world::table::change(self.now.mid, self.base)
    }
}

/// The flows of one good in one period.
#[derive(Clone, Debug)]
pub(crate) struct Links {
    pub good: String,
    /// First day of the period, ISO 8601, and its length in days.
    pub period: String,
    pub days: f64,
    pub links: Vec<Link>,
}

/// `China delivers 1,230 t a year of X to Japan instead of 1,500`.
pub fn delivers(
    chain: &ChainNote,
    good: &str,
    exporter: &str,
    to: &str,
    [before, then]: [f64; 2],
) -> String {
    let who = capital(&article(short_of(&chain.economies, exporter)));
    let (good, unit) = (inside(name_of(&chain.goods, good)), &chain.unit);
    match digits(then).as_str() {
        "0" => format!("{who} delivers no {good}{to} instead of {} {unit} a year", digits(before)),
        then => {
            format!(
                "{who} delivers {then} {unit} a year of {good}{to} instead of {}",
                digits(before)
            )
        }
    }
}

impl Links {
    /// Flows of the good that moves most in all, then of others, of which at least a fifth changes,
    /// the largest share first. None where nothing moves.
    ///
    /// # Errors
    /// If the table lacks a column.
    pub fn of(chain: &ChainNote, tables: &Tables) -> Result<Vec<Self>, FiguresError> {
        let table = tables.table("commodity_flows")?;
        let (chains, goods, periods) =
            (text(table, "chain")?, text(table, "good")?, text(table, "period")?);
        let (exporters, importers) = (text(table, "exporter")?, text(table, "importer")?);
        let (days, base) = (numbers(table, "days")?, numbers(table, "base")?);
        let (low, mid, high) =
            (numbers(table, "low")?, numbers(table, "mid")?, numbers(table, "high")?);
        let own: Vec<usize> = (0..table.rows()).filter(|row| chains[*row] == chain.id).collect();
        let change = |row: usize| (mid[row] - base[row]).abs();
        let Some(period) = largest(own.iter().map(|row| (periods[*row].as_str(), change(*row))))
        else {
            return Ok(Vec::new());
        };
        let one = |row: usize| Link {
            exporter: exporters[row].clone(),
            importer: importers[row].clone(),
            base: base[row].max(0.0),
            now: Band { low: low[row].max(0.0), mid: mid[row].max(0.0), high: high[row].max(0.0) },
        };
        let mut found: BTreeMap<&str, Self> = BTreeMap::new();
        for row in own.into_iter().filter(|row| periods[*row] == period) {
            let good = goods[row].as_str();
            let empty = || Self {
                good: good.to_owned(),
                period: period.to_owned(),
                days: days[row],
                links: Vec::new(),
            };
            found.entry(good).or_insert_with(empty).links.push(one(row));
        }
        Ok(ranked(found.into_values().filter(Self::moves).collect()))
    }

    /// Whether a flow changes by more than a thousandth.
    fn moves(&self) -> bool {
        self.links.iter().any(|link| link.change().abs() > 1e-3 * link.base.max(link.now.mid))
    }

    /// What changes in all.
    fn changed(&self) -> f64 {
        self.links.iter().map(|link| link.change().abs()).sum()
    }

    /// What changes over what there was, whole percent.
    fn share(&self) -> u64 {
        let base: f64 = self.links.iter().map(|link| link.base).sum();
        if base > 0.0 { (100.0 * self.changed() / base).round() as u64 } else { 0 }
    }

    /// English name of the good.
    pub fn name<'a>(&'a self, chain: &'a ChainNote) -> &'a str {
        name_of(&chain.goods, &self.good)
    }

    /// The key of a flow in the period.
    pub fn key(&self, chain: &ChainNote, link: &Link) -> String {
        detente_record::lookup::key(&[
            &chain.id,
            &self.good,
            &link.exporter,
            &link.importer,
            &self.period,
        ])
    }

    /// The flow that changes most, as a sentence: `China delivers 1,230 t a year of X to Japan
    /// instead of 1,500`.
    pub fn finding(&self, chain: &ChainNote) -> Option<String> {
        let most =
            self.links.iter().max_by(|a, b| a.change().abs().total_cmp(&b.change().abs()))?;
        let to = article(short_of(&chain.economies, &most.importer));
        Some(delivers(
            chain,
            &self.good,
            &most.exporter,
            &format!(" to {to}"),
            [most.base, most.now.mid],
        ))
    }

    /// The supplier whose deliveries change most, as a sentence.
    pub fn supplier(&self, chain: &ChainNote) -> Option<String> {
        let mut sums: BTreeMap<&str, [f64; 2]> = BTreeMap::new();
        for link in self.links.iter().filter(|link| link.exporter != NOT_SPECIFIED) {
            let sum = sums.entry(&link.exporter).or_default();
            *sum = [sum[0] + link.base, sum[1] + link.now.mid];
        }
        let size = |[before, then]: [f64; 2]| (then - before).abs();
        let (code, sums) = sums.into_iter().max_by(|a, b| size(a.1).total_cmp(&size(b.1)))?;
        Some(delivers(chain, &self.good, code, " in all", sums))
    }

    /// `in the week from 24 May 2025`.
    pub fn when(&self) -> String {
        let day =
            crate::axis::day(&self.period).map_or_else(|| self.period.clone(), crate::axis::words);
        let length = match self.days {
            days if days <= 7.0 => "week".to_owned(),
            days if days <= 31.0 => "month".to_owned(),
            days if days <= 366.0 => format!("{days:.0} days"),
            _ => "year".to_owned(),
        };
        format!("in the {length} from {day}")
    }
}

/// The good that changes most in all, then those of which the largest share does; of equal ones the
/// first by name.
fn ranked(mut found: Vec<Links>) -> Vec<Links> {
    let most = found.iter().map(Links::changed).fold(0.0, f64::max);
    let Some(first) = found.iter().position(|links| links.changed() >= most) else { return found };
    let first = found.remove(first);
    found.retain(|links| links.share() >= NOTABLE);
    found.sort_by_key(|links| std::cmp::Reverse(links.share()));
    std::iter::once(first).chain(found).collect()
}

/// The key with the largest sum above zero; of equal ones the first by name.
fn largest<'a>(values: impl Iterator<Item = (&'a str, f64)>) -> Option<&'a str> {
    let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
    values.for_each(|(key, value)| *sums.entry(key).or_default() += value);
    let best = sums.into_iter().fold(None, |best: Option<(&str, f64)>, (key, sum)| match best {
        Some((_, most)) if most >= sum => best,
        _ => Some((key, sum)),
    });
    best.filter(|(_, sum)| *sum > 0.0).map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_sum_wins_and_nothing_is_none() {
        assert_eq!(largest([("a", 1.0), ("b", 0.7), ("b", 0.7)].into_iter()), Some("b"));
        assert_eq!(largest([("b", 1.0), ("a", 1.0)].into_iter()), Some("a"));
        assert_eq!(largest([("a", 0.0)].into_iter()), None);
    }
}
