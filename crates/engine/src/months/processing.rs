//! What do processes make and take of each good?
//!
//! A process with activity z makes (coefficient above zero) or takes (below) of each good of its
//! recipe, per year:
//!
//! ```text
//! quantity = |coefficient| x f x z               f = 1 for what is made
//! ```

use super::solve::{Case, Months};
use detente_commodity::Process;
use detente_record::row::{CommodityProcessing, Row};
use detente_world::table::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One good of the recipe of one process, in one period.
pub struct Part<'a> {
    /// The process.
    pub process: &'a Process,
    /// The good, by its position in the market.
    pub good: usize,
    /// Units made (above zero) or taken (below) per unit of activity.
    pub each: f64,
    /// Share of an input that material efficiency leaves.
    pub thrift: f64,
    /// Activity per year.
    pub activity: f64,
}

impl Part<'_> {
    /// Whether the process makes the good; else it takes it.
    #[must_use]
    pub fn made(&self) -> bool {
        self.each > 0.0
    }

    /// Units per year, made or taken.
    pub fn quantity(&self) -> f64 {
        self.each.abs() * self.thrift * self.activity
    }
}

/// All parts of all processes in a period, what is thrown away included.
pub fn parts(case: &Case, period: usize) -> impl Iterator<Item = Part<'_>> {
    let inputs = &case.posed.periods[period].input;
    let activity = &case.outcome[period].activity;
    case.posed.market.market.processes.iter().enumerate().flat_map(move |(at, process)| {
        process.recipe.iter().map(move |(good, each)| {
            let thrift = inputs
                .iter()
                .filter(|input| (input.process, input.good) == (at, *good) && *each < 0.0);
            let thrift = thrift.map(|input| input.factor).product();
            Part { process, good: *good, each: *each, thrift, activity: activity[at].max(0.0) }
        })
    })
}

/// Name of the column that tells what is made from what is taken.
pub fn side(made: bool) -> &'static str {
    if made { "made" } else { "taken" }
}

/// Name of the process, region, good, whether it is made.
type Key<'a> = (&'a str, usize, usize, bool);

/// Of the base year, what processes of that name and region made or took, by coefficient and
/// activity.
pub fn base_parts<'a>(
    months: &'a Months,
    (name, region, good, made): Key<'a>,
) -> impl Iterator<Item = (f64, f64)> + 'a {
    let own = months.cases[1].posed.market.base.processes.iter();
    let own = own.filter(move |process| (process.name.as_str(), process.region) == (name, region));
    own.flat_map(move |process| {
        let goods =
            process.recipe.iter().filter(move |(own, each)| *own == good && (*each > 0.0) == made);
        goods.map(|(_, each)| (each.abs(), process.activity))
    })
}

/// Share of the largest quantity of a chain below which a quantity is the rounding of a solution.
const ROUNDING: f64 = 1e-12;

/// The table: one row per process, economy, good and period, but for what stands idle throughout.
pub(super) fn processing(all: &[Arc<Months>]) -> Table {
    let mut rows = Vec::new();
    for months in all {
        // By key, the three cases of each period.
        let mut found: BTreeMap<Key<'_>, Vec<[f64; 3]>> = BTreeMap::new();
        for (case, own) in months.cases.iter().enumerate() {
            for period in 0..months.spans.len() {
                for part in parts(own, period) {
                    let key =
                        (part.process.name.as_str(), part.process.region, part.good, part.made());
                    let path =
                        found.entry(key).or_insert_with(|| vec![[0.0; 3]; months.spans.len()]);
                    path[period][case] += part.quantity();
                }
            }
        }
        let largest =
            found.values().flatten().flatten().fold(0.0_f64, |most, quantity| most.max(*quantity));
        for (key, path) in found {
            let base: f64 = base_parts(months, key).map(|(each, activity)| each * activity).sum();
            if base == 0.0 && path.iter().flatten().all(|quantity| *quantity <= ROUNDING * largest)
            {
                continue;
            }
            let (process, region, good, made) = key;
            for ((_, span, day), values) in months.dated().into_iter().zip(path) {
                rows.push(CommodityProcessing {
                    chain: months.name(),
                    process: process.into(),
                    economy: months.code(region).into(),
                    good: months.good(good).into(),
                    side: side(made).into(),
                    period: day.into(),
                    days: span.days(),
                    base,
                    cases: super::solve::band(values).into(),
                });
            }
        }
    }
    CommodityProcessing::table(rows)
}
