//! Where do final services go? Nobody publishes it; what is known bounds it.
//!
//! ```text
//! (1)  final_ins          = argmin of the distance to a guess, with  sum_s final_ins = trade_in - flows_in   (pair totals of the source)
//!                                                               and  sum_n final_ins = other_is              (node outputs of the source)
//! (2)  guess, abroad      the trade that mixes of exports imply beyond flows; at home: the rest of other_is
//! (3)  both ways          m_in = min(final_in, final_ni);  final_in falls by share * m_in, final_ni too
//! (4)  share              so that the imports of the United States are IMPORTS
//! ```
//! (3) leaves the net of every pair as the source has it. Input-output tables count margins on
//! goods that are exported as exports of services, so that their gross figures are far above the
//! balance of payments; what is taken away is sold at home.

use crate::customs::lacking;
use crate::flows::Known;
use crate::input::BuildError;
use detente_world::{EconomyId, SectorId, World};

/// Imports of services by the United States in 2022, balance of payments, USD million.
const IMPORTS: f64 = 700_000.0;
/// The least part of other sales that the guess leaves at home.
const AT_HOME: f64 = 0.05;
/// What a guess adds to every pair, so that nothing is impossible beforehand.
const POSSIBLE: f64 = 1e-6;
/// The smallest value that the source prints, USD million.
const LEAST: f64 = 1e-3;
/// Rounds of scaling; the largest number that any economy needs is below a hundred.
const ROUNDS: usize = 2000;
/// A round that changes no row by more, relative to it, is the last.
const SETTLED: f64 = 1e-12;

/// Final sales of one exporter: by importer, then by service.
type Sales = Vec<Vec<f64>>;

/// Fills the trade in services; returns the share of eq. (4).
///
/// # Errors
/// If the sales of an exporter cannot be brought to the totals of the source.
pub fn settle(
    world: &mut World,
    known: &Known,
    services: &[SectorId],
    rest: EconomyId,
) -> Result<f64, BuildError> {
    let between = known.flows.between();
    let used = |from: EconomyId, to: EconomyId, service: SectorId| between.get(service, to, from);
    let importers: Vec<EconomyId> = world.economy_ids().collect();
    // Of the rest of the world only what it sells altogether is known, and that is an estimate.
    let mut all: Vec<Sales> = importers
        .iter()
        .map(|&from| {
            if from == rest {
                let cell = |to: EconomyId, s: &SectorId| world.trade.get(*s, to, from);
                let row = |to: &EconomyId| services.iter().map(|s| cell(*to, s)).collect();
                Ok(importers.iter().map(row).collect())
            } else {
                finals(world, known, services, from, &used)
            }
        })
        .collect::<Result<_, BuildError>>()?;
    let share = take_away(world, &mut all, services, &used);
    for (from, sales) in all.iter_mut().enumerate() {
        keep_at_home(from, sales);
    }
    for (from, sales) in importers.iter().zip(&all) {
        for (to, row) in importers.iter().zip(sales) {
            for (service, value) in services.iter().zip(row) {
                let value = value + used(*from, *to, *service);
                world.trade.set(*service, *to, *from, value);
            }
        }
    }
    Ok(share)
}

/// Sales too small for the source to print them are made at home.
fn keep_at_home(from: usize, sales: &mut Sales) {
    for service in 0..sales[from].len() {
        for to in (0..sales.len()).filter(|to| *to != from) {
            if sales[to][service] < LEAST {
                let moved = std::mem::take(&mut sales[to][service]);
                sales[from][service] += moved;
            }
        }
    }
}

/// Eqs. (1) and (2) of one exporter.
fn finals(
    world: &World,
    known: &Known,
    services: &[SectorId],
    from: EconomyId,
    used: &impl Fn(EconomyId, EconomyId, SectorId) -> f64,
) -> Result<Sales, BuildError> {
    let importers: Vec<EconomyId> = world.economy_ids().collect();
    let other: Vec<f64> = services
        .iter()
        .map(|s| {
            let sold: f64 = importers.iter().map(|to| used(from, *to, *s)).sum();
            (known.output.get(from, *s) - sold).max(0.0)
        })
        .collect();
    let beyond = |to: &EconomyId| -> Vec<f64> {
        services.iter().map(|s| world.trade.get(*s, *to, from) - used(from, *to, *s)).collect()
    };
    let pairs: Vec<f64> =
        importers.iter().map(|to| beyond(to).iter().sum::<f64>().max(0.0)).collect();
    let mut sales: Sales = importers
        .iter()
        .zip(&pairs)
        .map(|(to, pair)| {
            let mix: Vec<f64> = beyond(to).into_iter().map(|value| value.max(0.0)).collect();
            let all: f64 = mix.iter().sum();
            let part = |value: f64| if all > 0.0 { pair * value / all } else { 0.0 };
            mix.into_iter().map(|value| part(value) + POSSIBLE * pair).collect()
        })
        .collect();
    for (service, other) in other.iter().enumerate() {
        let abroad: f64 = sales
            .iter()
            .enumerate()
            .filter(|(to, _)| *to != from.0)
            .map(|(_, row)| row[service])
            .sum();
        sales[from.0][service] = (other - abroad).max(AT_HOME * other);
    }
    match scale(&mut sales, &pairs, &other) {
        worst if worst < SETTLED => Ok(sales),
        worst => Err(lacking(
            &format!("final services of {}", world.economies[from.0].code),
            format!(
                "after {ROUNDS} rounds of scaling a pair is still off by {worst:.1e} of its total"
            ),
        )),
    }
}

/// Rows to `pairs` and columns to `other` in turn, columns last; the two sums differ by rounding.
/// Returns the largest relative change of a row in the last round.
fn scale(sales: &mut Sales, pairs: &[f64], other: &[f64]) -> f64 {
    let mut worst = 0.0_f64;
    let fit = other.iter().sum::<f64>() / pairs.iter().sum::<f64>().max(f64::MIN_POSITIVE);
    for _ in 0..ROUNDS {
        worst = 0.0;
        for (row, pair) in sales.iter_mut().zip(pairs) {
            let (has, needs) = (row.iter().sum::<f64>(), pair * fit);
            if has > 0.0 {
                row.iter_mut().for_each(|value| *value *= needs / has);
                worst = worst.max((needs / has - 1.0).abs());
            }
        }
        for (service, needs) in other.iter().enumerate() {
            let has: f64 = sales.iter().map(|row| row[service]).sum();
            let factor = if has > 0.0 { needs / has } else { 0.0 };
            sales.iter_mut().for_each(|row| row[service] *= factor);
        }
        if worst < SETTLED {
            break;
        }
    }
    worst
}

/// Eqs. (3) and (4).
fn take_away(
    world: &World,
    all: &mut [Sales],
    services: &[SectorId],
    used: &impl Fn(EconomyId, EconomyId, SectorId) -> f64,
) -> f64 {
    let n = all.len();
    let pair: Vec<Vec<f64>> =
        all.iter().map(|sales| sales.iter().map(|row| row.iter().sum()).collect()).collect();
    let both = |one: usize, other: usize| pair[one][other].min(pair[other][one]);
    let Some(usa) = world.economy("USA") else { return 0.0 };
    let abroad = || (0..n).filter(|other| *other != usa.0);
    let inputs =
        |from: usize| services.iter().map(move |s| used(EconomyId(from), usa, *s)).sum::<f64>();
    let imports: f64 = abroad().map(|from| pair[from][usa.0] + inputs(from)).sum();
    let most: f64 = abroad().map(|other| both(other, usa.0)).sum();
    let share = ((imports - IMPORTS) / most).clamp(0.0, 1.0);
    for from in 0..n {
        for to in (0..n).filter(|to| *to != from && pair[from][*to] > 0.0) {
            let part = share * both(from, to) / pair[from][to];
            let moved: Vec<f64> = all[from][to].iter().map(|sold| sold * part).collect();
            for (service, moved) in moved.into_iter().enumerate() {
                all[from][to][service] -= moved;
                all[from][from][service] += moved;
            }
        }
    }
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_says_how_far_it_is_from_the_totals() {
        let mut sales = vec![vec![1.0, 2.0], vec![3.0, 4.0]];
        assert!(scale(&mut sales, &[4.0, 6.0], &[5.0, 5.0]) < SETTLED);
        assert!((sales[0].iter().sum::<f64>() - 4.0).abs() < 1e-9, "{sales:?}");
        // The first pair buys the first service alone, and that is sold for less.
        let mut sales = vec![vec![1.0, 0.0], vec![1.0, 1.0]];
        assert!(scale(&mut sales, &[8.0, 2.0], &[5.0, 5.0]) > 0.1, "{sales:?}");
    }
}
