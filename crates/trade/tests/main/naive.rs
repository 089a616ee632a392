//! The model written as the equations stand, one loop per sum, sharing no code with the engine: it
//! checks a finished outcome.

use detente_trade::{Counterfactual, DeficitClosure, ModelOptions, Outcome, SectorOptions};
use detente_world::{Accounts, World};

fn ces(weights: &[f64], prices: &[f64], substitution: f64) -> f64 {
    let pairs = weights.iter().zip(prices).filter(|(weight, _)| **weight > 0.0);
    if substitution == 1.0 {
        return pairs.map(|(weight, price)| price.powf(*weight)).product();
    }
    let exponent = 1.0 - substitution;
    pairs.map(|(weight, price)| weight * price.powf(exponent)).sum::<f64>().powf(1.0 / exponent)
}

/// Largest relative violation of market clearing, spending, factor markets and the reported
/// welfare, given only the outcome's prices of goods, wages (from real wages and price indices) and
/// values of trade.
pub fn largest_violation(
    world: &World,
    options: &ModelOptions,
    shock: &Counterfactual,
    outcome: &Outcome,
) -> f64 {
    let accounts = Accounts::of(world);
    let (economies, sectors): (Vec<_>, Vec<_>) =
        (world.economy_ids().collect(), world.sector_ids().collect());
    let technology = |sector: usize| options.sectors.get(sector).copied().unwrap_or_default();
    let mut worst: f64 = 0.0;
    let mut note = |one: f64, two: f64| worst = worst.max((one - two).abs() / two.abs().max(1e-9));
    let cost = |i: usize, j: usize| 1.0 + outcome.price_pct.get(economies[i], sectors[j]) / 100.0;
    let wage = |n: usize| {
        (1.0 + outcome.welfare[n].real_wage_pct / 100.0)
            * (1.0 + outcome.welfare[n].price_index_pct / 100.0)
    };
    // Prices (2) from costs, as powers.
    let price = |n: usize, j: usize| {
        let theta = world.sectors[j].trade_elasticity;
        let eta = options.home_elasticity.get(j).copied().unwrap_or(theta);
        let spending = accounts.expenditure.get(economies[n], sectors[j]);
        // Share before and price ratio of every origin.
        let origin = |i: usize| {
            let at = (sectors[j], economies[n], economies[i]);
            let (old, new) = (
                1.0 + world.tariff.get(at.0, at.1, at.2),
                1.0 + shock.tariff.get(at.0, at.1, at.2),
            );
            let ratio = cost(i, j) * new / old
                * shock.trade_cost.get(at.0, at.1, at.2)
                * (1.0 + shock.export_tax.get(at.0, at.1, at.2));
            (world.trade.get(at.0, at.1, at.2) * old / spending, ratio)
        };
        let (home, own) = origin(n);
        let foreign: Vec<(f64, f64)> =
            (0..economies.len()).filter(|i| *i != n).map(origin).collect();
        let abroad: f64 = foreign.iter().map(|(share, _)| share).sum();
        let shares: Vec<f64> = foreign.iter().map(|(share, _)| share / abroad).collect();
        let ratios: Vec<f64> = foreign.iter().map(|(_, ratio)| *ratio).collect();
        let imports = ces(&shares, &ratios, 1.0 + theta);
        let index = ces(&[home, abroad], &[own, imports], 1.0 + eta);
        let share = |i: usize| {
            let (share, ratio) = origin(i);
            match i == n {
                true => share * (ratio / index).powf(-eta),
                false => share * (ratio / imports).powf(-theta) * (imports / index).powf(-eta),
            }
        };
        (index, (0..economies.len()).map(share).collect::<Vec<f64>>())
    };
    let bought: Vec<Vec<(f64, Vec<f64>)>> =
        (0..economies.len()).map(|n| (0..sectors.len()).map(|j| price(n, j)).collect()).collect();
    let prices: Vec<Vec<f64>> =
        bought.iter().map(|row| row.iter().map(|one| one.0).collect()).collect();
    let world_old: f64 =
        economies.iter().map(|economy| accounts.national_value_added(*economy)).sum();
    let receipts_old: f64 = accounts.output.values().iter().sum();
    let receipts_new: f64 = outcome.trade_value.values().iter().sum();
    let mut value_added = vec![0.0; economies.len()];
    let mut spending = vec![vec![0.0; sectors.len()]; economies.len()];
    for (n, economy) in economies.iter().enumerate() {
        let (mut labour_old, mut labour_new) = (0.0, 0.0);
        for (j, sector) in sectors.iter().enumerate() {
            let SectorOptions {
                value_added_substitution,
                input_substitution,
                profit_share,
                specific_share,
            } = technology(j);
            let old = accounts.output.get(*economy, *sector);
            let share = accounts.value_added.get(*economy, *sector) / old;
            let profit = profit_share.min(0.999 * share);
            let factors = (share - profit) / (1.0 - profit);
            let recipe = world.use_table.recipe(*economy, *sector);
            let total: f64 = recipe.iter().sum();
            let shares: Vec<f64> = recipe.iter().map(|value| value / total).collect();
            let inputs = ces(&shares, &prices[n], input_substitution);
            // The outcome tells the unit cost; (1) then tells the price of factors, and (7) must
            // agree with it.
            let sold: f64 = economies
                .iter()
                .map(|buyer| outcome.trade_value.get(*sector, *buyer, *economy))
                .sum();
            note(sold, outcome.output.get(*economy, *sector));
            let unit = cost(n, j) * shock.productivity.get(*economy, *sector);
            let exponent = 1.0 - value_added_substitution;
            let factor_price = if exponent == 0.0 {
                (unit / inputs.powf(1.0 - factors)).powf(1.0 / factors)
            } else {
                ((unit.powf(exponent) - (1.0 - factors) * inputs.powf(exponent)) / factors)
                    .powf(1.0 / exponent)
            };
            let factor_share = factors * (factor_price / unit).powf(exponent);
            let payment = factor_share * (1.0 - profit) * sold;
            let payment_old = factors * (1.0 - profit) * old;
            if specific_share > 0.0 {
                let returned =
                    (factor_price / wage(n).powf(1.0 - specific_share)).powf(1.0 / specific_share);
                note(specific_share * payment, returned * specific_share * payment_old);
            } else {
                note(factor_price, wage(n));
            }
            labour_old += (1.0 - specific_share) * payment_old;
            labour_new += (1.0 - specific_share) * payment;
            value_added[n] += payment + profit * sold;
            let bought = (1.0 - factor_share) * (1.0 - profit) * sold;
            for k in 0..sectors.len() {
                spending[n][k] +=
                    bought * shares[k] * (prices[n][k] / inputs).powf(1.0 - input_substitution);
            }
        }
        note(labour_new, wage(n) * labour_old);
    }
    note(value_added.iter().sum(), world_old);
    let old_added = |n: usize| accounts.national_value_added(economies[n]);
    let left: f64 =
        (0..economies.len()).map(|n| accounts.deficit[n] / old_added(n) * value_added[n]).sum();
    for (n, economy) in economies.iter().enumerate() {
        let (mut revenue, mut border_revenue) = (0.0, 0.0);
        for sector in &sectors {
            for other in &economies {
                let value = outcome.trade_value.get(*sector, *economy, *other);
                revenue += value
                    * (1.0 + shock.export_tax.get(*sector, *economy, *other))
                    * shock.tariff.get(*sector, *economy, *other);
                border_revenue += outcome.trade_value.get(*sector, *other, *economy)
                    * shock.export_tax.get(*sector, *other, *economy);
            }
        }
        let deficit = shock.transfer[n]
            + match options.deficits {
                DeficitClosure::Fixed => accounts.deficit[n],
                DeficitClosure::Zero => 0.0,
                DeficitClosure::WorldShare => accounts.deficit[n] * receipts_new / receipts_old,
                DeficitClosure::Proportional => {
                    accounts.deficit[n] / old_added(n) * value_added[n]
                        - left * value_added[n] / world_old
                }
            };
        let income = value_added[n] + revenue + border_revenue + deficit;
        let final_old: Vec<f64> =
            sectors.iter().map(|sector| accounts.final_demand.get(*economy, *sector)).collect();
        let income_old: f64 = final_old.iter().sum();
        let weights: Vec<f64> = final_old.iter().map(|value| value / income_old).collect();
        let index = ces(&weights, &prices[n], options.final_demand_substitution);
        note(1.0 + outcome.welfare[n].price_index_pct / 100.0, index);
        note(1.0 + outcome.welfare[n].real_income_pct / 100.0, income / income_old / index);
        for (j, sector) in sectors.iter().enumerate() {
            spending[n][j] += weights[j]
                * (prices[n][j] / index).powf(1.0 - options.final_demand_substitution)
                * income;
            let paid: f64 = economies
                .iter()
                .map(|other| {
                    let value = outcome.trade_value.get(*sector, *economy, *other);
                    value
                        * (1.0 + shock.export_tax.get(*sector, *economy, *other))
                        * (1.0 + shock.tariff.get(*sector, *economy, *other))
                })
                .sum();
            note(paid, spending[n][j]);
            // (3), (4): each flow is its share.
            for (i, other) in
                economies.iter().enumerate().filter(|(i, _)| bought[n][j].1[*i] > 1e-8)
            {
                let value = outcome.trade_value.get(*sector, *economy, *other)
                    * (1.0 + shock.export_tax.get(*sector, *economy, *other))
                    * (1.0 + shock.tariff.get(*sector, *economy, *other));
                note(value / paid, bought[n][j].1[i]);
            }
        }
    }
    worst
}
