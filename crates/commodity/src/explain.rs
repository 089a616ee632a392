//! Nothing meets all limits at once: which ones conflict?
//!
//! Every limit, capacity and stock bound may be missed at the same price per unit, while balances
//! and signs hold; what is still missed at the least total is what has to give. Source: elastic
//! programming, Chinneck (2008), "Feasibility and Infeasibility in Optimization", chapter 6.

use crate::assemble::{Programme, Row};
use crate::error::CommodityError;
use crate::market::Market;
use crate::options::Options;
use crate::policy::{Period, Sense};
use crate::scaled::run;

/// A limit or balance that cannot be met together with the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The period, from 0.
    pub period: usize,
    /// What it is, for people.
    pub entry: String,
    /// By how much it is missed, units per year (units for stocks).
    pub missing: f64,
}

/// Violations below this share of the largest are rounding.
const NEGLIGIBLE: f64 = 1e-6;

pub(crate) fn conflicts(
    market: &Market,
    periods: &[Period],
    programme: &Programme,
    options: &Options,
) -> Result<Vec<Conflict>, CommodityError> {
    let mut elastic = programme.clone();
    elastic.linear.fill(0.0);
    elastic.quadratic.fill(0.0);
    let mut slack = Vec::new();
    for (row, kind) in programme.rows.iter().enumerate().filter(|(_, kind)| is_elastic(**kind)) {
        let column = elastic.linear.len();
        elastic.linear.push(1.0);
        elastic.quadratic.push(0.0);
        elastic.entries.push((row, column, -1.0));
        slack.push((column, *kind));
    }
    // Slacks are not negative.
    for (column, kind) in &slack {
        let row = elastic.rows.len();
        elastic.rows.push(*kind);
        elastic.right.push(0.0);
        elastic.entries.push((row, *column, -1.0));
    }
    let (raw, _) = run(&elastic, &Options { tolerance: 1e-8, ..*options }, None)?;
    let largest = slack.iter().map(|(column, _)| raw.x[*column]).fold(0.0, f64::max);
    let missed = slack
        .iter()
        .filter(|(column, _)| raw.x[*column] > NEGLIGIBLE * largest.max(f64::MIN_POSITIVE));
    Ok(missed.map(|(column, kind)| describe(market, periods, *kind, raw.x[*column])).collect())
}

fn is_elastic(kind: Row) -> bool {
    !matches!(kind, Row::Pool(..) | Row::Market(..) | Row::Sign(_))
}

fn describe(market: &Market, periods: &[Period], kind: Row, missing: f64) -> Conflict {
    let store = |at: usize| {
        format!(
            "store `{}` in {}",
            market.stores[at].name, market.regions[market.stores[at].region]
        )
    };
    let (period, entry) = match kind {
        Row::Limit(at, position) | Row::Closed(at, position) => {
            let limit = &periods[at].limits[position];
            let sense = if limit.sense == Sense::AtMost { "at most" } else { "at least" };
            (at, format!("`{}`: {sense} {} a year", limit.name, limit.quantity))
        }
        Row::Capacity(at, process) => {
            let process = &market.processes[process];
            (at, format!("capacity of `{}` in {}", process.name, market.regions[process.region]))
        }
        Row::LeastStock(at, which) => (at, format!("least stock of {}", store(which))),
        Row::LargestStock(at, which) => (at, format!("room of {}", store(which))),
        Row::Release(at, which) => (at, format!("release from {}", store(which))),
        Row::Pool(at, region, good) | Row::Market(at, region, good) => {
            (at, format!("balance of {} in {}", market.goods[good], market.regions[region]))
        }
        Row::Sign(_) => (0, "a quantity that is not negative".to_owned()),
    };
    Conflict { period, entry, missing }
}
