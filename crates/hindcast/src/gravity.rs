//! What does structural gravity say of the same duties, without any other equation?
//!
//! Sales v before duty from i to n in a sector, duty rates t, θ among foreign origins, η between
//! home and foreign goods (θ where a world has one nest). A hat is a ratio to the baseline.
//!
//! ```text
//! G1  alone       v' = v τ̂^-(θ+1),  τ̂ = (1 + t')/(1 + t)                         prices and spending stay
//! G2  foreign     F̂ = (Σ_{i≠n} φ_i τ̂_i^-θ)^(-1/θ),  P̂ = (h + (1 - h) F̂^-η)^(-1/η)   φ, h: shares of spending
//! G3  resisted    v' = v τ̂^-(θ+1) F̂^(θ-η) P̂^η,  at home v' = v P̂^η               spending stays
//! ```
//!
//! G1 is the partial effect, G3 the effect with the importer's multilateral resistance (Anderson
//! and van Wincoop 2003; Head and Mayer 2014). Exporters hold their prices in both, and incomes
//! stay.

use detente_world::{EconomyId, LinkTable, SectorId, World};

/// An exponent nearer to zero than this is its Cobb-Douglas limit.
const NONE: f64 = 1e-9;

/// Exponents of one sector.
#[derive(Clone, Copy, Debug)]
pub struct Exponents {
    /// Among foreign origins.
    pub source: f64,
    /// Between home and foreign goods.
    pub home: f64,
}

/// Sales to one importer in one sector: G1 and G3 for each exporter.
#[must_use]
pub fn sales(
    importer: usize,
    values: &[f64],
    before: &[f64],
    after: &[f64],
    exponents: Exponents,
) -> [Vec<f64>; 2] {
    let Exponents { source, home } = exponents;
    let hat = |at: usize| if at == importer { 1.0 } else { (1.0 + after[at]) / (1.0 + before[at]) };
    let spending: Vec<f64> =
        values.iter().zip(before).map(|(value, rate)| value * (1.0 + rate)).collect();
    let all: f64 = spending.iter().sum();
    let foreign = all - spending[importer];
    let cheap = |at: usize| values[at] * hat(at).powf(-(source + 1.0));
    let alone: Vec<f64> = (0..values.len()).map(cheap).collect();
    if foreign <= 0.0 {
        return [alone.clone(), alone];
    }
    let weights =
        (0..values.len()).filter(|at| *at != importer).map(|at| (spending[at] / foreign, hat(at)));
    let price = power_mean(weights, source);
    let share = spending[importer] / all;
    let index = power_mean([(share, 1.0), (1.0 - share, price)].into_iter(), home);
    let shift = price.powf(source - home) * index.powf(home);
    let resisted = |at: usize| {
        if at == importer { values[at] * index.powf(home) } else { alone[at] * shift }
    };
    let resisted = (0..values.len()).map(resisted).collect();
    [alone, resisted]
}

/// (Σ w x^-θ)^(-1/θ); at θ = 0 the geometric mean.
fn power_mean(terms: impl Iterator<Item = (f64, f64)>, exponent: f64) -> f64 {
    if exponent.abs() < NONE {
        return terms.map(|(weight, price)| weight * price.ln()).sum::<f64>().exp();
    }
    terms.map(|(weight, price)| weight * price.powf(-exponent)).sum::<f64>().powf(-1.0 / exponent)
}

/// G1 and G3 for every link of a world under other tariffs.
#[must_use]
pub fn links(world: &World, after: &LinkTable, home: &[f64]) -> [LinkTable; 2] {
    let size = (world.economies.len(), world.sectors.len());
    let mut found = [0, 1].map(|_| LinkTable::filled(size.0, size.1, 0.0));
    for sector in (0..size.1).map(SectorId) {
        let source = world.sectors[sector.0].trade_elasticity;
        let exponents = Exponents { source, home: home.get(sector.0).copied().unwrap_or(source) };
        for importer in (0..size.0).map(EconomyId) {
            let rows =
                [&world.trade, &world.tariff, after].map(|table| table.row(sector, importer));
            let made = sales(importer.0, rows[0], rows[1], rows[2], exponents);
            for (table, values) in found.iter_mut().zip(made) {
                table.row_mut(sector, importer).copy_from_slice(&values);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: [f64; 3] = [60.0, 30.0, 10.0];

    fn spent(values: &[f64], rates: &[f64]) -> f64 {
        values.iter().zip(rates).map(|(value, rate)| value * (1.0 + rate)).sum()
    }

    #[test]
    fn one_nest_gives_the_textbook_answer() {
        // θ = 4, a duty of 25 % on the second: its relative cost^-θ is 1.25^-4.
        let (before, after) = ([0.0; 3], [0.0, 0.25, 0.0]);
        let [alone, resisted] =
            sales(0, &VALUES, &before, &after, Exponents { source: 4.0, home: 4.0 });
        assert!((alone[1] - 30.0 * 1.25f64.powi(-5)).abs() < 1e-12);
        let resistance = 0.6 + 0.3 * 1.25f64.powi(-4) + 0.1;
        assert!((resisted[1] - 30.0 * 1.25f64.powi(-5) / resistance).abs() < 1e-12);
        assert!((resisted[2] - 10.0 / resistance).abs() < 1e-12);
        assert!((resisted[0] - 60.0 / resistance).abs() < 1e-12);
    }

    #[test]
    fn with_resistance_spending_stays_whatever_the_exponents() {
        let (before, after) = ([0.0, 0.05, 0.02], [0.0, 0.3, 0.12]);
        for (source, home) in [(4.0, 4.0), (1.5, 0.2), (0.0, 0.0), (3.0, 0.0), (-0.24, -0.1)] {
            let [_, resisted] = sales(0, &VALUES, &before, &after, Exponents { source, home });
            let (old, new) = (spent(&VALUES, &before), spent(&resisted, &after));
            assert!((old - new).abs() < 1e-9, "{source} {home}: {old} {new}");
        }
    }

    #[test]
    fn unchanged_duties_change_nothing() {
        let rates = [0.0, 0.05, 0.02];
        let same = sales(0, &VALUES, &rates, &rates, Exponents { source: 5.0, home: 1.0 });
        for made in same {
            made.iter().zip(VALUES).for_each(|(new, old)| assert!((new - old).abs() < 1e-12));
        }
    }
}
