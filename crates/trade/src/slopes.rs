//! How does an answer move with the elasticities themselves? The right-hand side of (2) of
//! [`crate::adjoint`] for both exponents of every sector.
//!
//! At given prices k an exponent moves the two price indices, and tilts the shares. With `psi`
//! shares within foreign goods and `Q` the share of all foreign goods:
//!
//! ```text
//! (1)  d ln F / d theta = ( sum_i psi_i ln k_i - ln F ) / theta,            at zero - var / 2
//! (2)  d ln P / d eta   = ( h' ln k_n + Q ln F - ln P ) / eta
//! (3)  d ln pi_i / d theta = ln F - ln k_i + what F and P do;   d ln pi / d eta: ln P - ln k_n at home, ln P - ln F abroad
//! ```

use crate::counterfactual::Counterfactual;
use crate::linear::{Linearization, Sensitivity};
use crate::model::Model;
use crate::nests::{from_one, to_log};
use detente_world::{EconomyId, SectorId};

/// Below this exponent (1) and (2) are taken from cumulants: the difference loses its digits.
const NEAR_ZERO: f64 = 1e-3;

/// Sensitivities to theta and eta by sector.
pub(crate) fn of_exponents(
    model: &Model,
    counterfactual: &Counterfactual,
    linearization: &Linearization,
    to: &Sensitivity,
) -> (Vec<f64>, Vec<f64>) {
    let layout = model.layout;
    let (mut source, mut home) = (vec![0.0; layout.sectors], vec![0.0; layout.sectors]);
    let capped = capped_flows(linearization, to);
    for sector in 0..layout.sectors {
        for importer in 0..layout.economies {
            if model.expenditure[layout.node(importer, sector)] > 0.0 {
                let buyer = Buyer { model, counterfactual, linearization, to, sector, importer };
                let (theta, eta) = buyer.slopes(&capped);
                source[sector] += theta;
                home[sector] += eta;
            }
        }
    }
    (source, home)
}

/// What the log value on a capped link weighs through rents and quantities, and its shadow tax, by
/// position in the link tables.
type Capped = std::collections::BTreeMap<usize, (f64, f64)>;

fn capped_flows(linearization: &Linearization, to: &Sensitivity) -> Capped {
    let posed = linearization.posed;
    let mut all = Capped::new();
    let taxes = linearization.log_taxes();
    for ((cap, sensitivities), tax) in posed.caps.iter().zip(&to.capped_value).zip(taxes) {
        for (link, value) in cap.links.iter().zip(sensitivities) {
            let entry = all.entry(link.at).or_default();
            entry.0 += value;
            entry.1 += tax;
        }
    }
    all
}

/// One buyer of one sector.
struct Buyer<'a, 'm> {
    model: &'a Model,
    counterfactual: &'a Counterfactual,
    linearization: &'a Linearization<'a, 'm>,
    to: &'a Sensitivity,
    sector: usize,
    importer: usize,
}

/// One origin: its log price, its shares now and in the baseline, and what its log flow weighs.
struct Origin {
    log: f64,
    share: f64,
    base: f64,
    weight: f64,
}

impl Buyer<'_, '_> {
    fn slopes(&self, capped: &Capped) -> (f64, f64) {
        let nests = self.model.nests(self.sector);
        let origins: Vec<(bool, Origin)> = (0..self.model.layout.economies)
            .filter_map(|exporter| {
                Some((exporter == self.importer, self.origin(exporter, capped)?))
            })
            .collect();
        let (home, foreign): (Vec<_>, Vec<_>) = origins.iter().partition(|(home, _)| *home);
        let foreign: Vec<&Origin> = foreign.into_iter().map(|(_, origin)| origin).collect();
        let home = home.first().map(|(_, origin)| origin);
        let abroad: f64 = foreign.iter().map(|origin| origin.share).sum();
        let nest = nest_of(&foreign, nests.source);
        let upper_home = home.map(|origin| (origin.base, origin.share, origin.log));
        let base_abroad: f64 = foreign.iter().map(|origin| origin.base).sum();
        let upper_foreign = (abroad > 0.0).then_some((base_abroad, abroad, nest.log));
        let upper: Vec<(f64, f64, f64)> = upper_home.into_iter().chain(upper_foreign).collect();
        let index = level(&upper, nests.home);

        let node = self.model.layout.node(self.importer, self.sector);
        let tilt: f64 = foreign.iter().map(|origin| origin.weight * (nest.log - origin.log)).sum();
        let through = self.to.price[node] * abroad + self.to.foreign[node];
        let theta = through * nest.slope + tilt;
        let at_home = home.map_or(0.0, |origin| origin.weight * (index.log - origin.log));
        let weight_abroad: f64 = foreign.iter().map(|origin| origin.weight).sum();
        let eta = self.to.price[node] * index.slope
            + at_home
            + weight_abroad * (index.log - if abroad > 0.0 { nest.log } else { index.log });
        (theta, eta)
    }

    fn origin(&self, exporter: usize, capped: &Capped) -> Option<Origin> {
        let (model, sweep) = (self.model, self.linearization.sweep);
        let (layout, to) = (model.layout, self.to);
        let at = layout.row(self.sector, self.importer) + exporter;
        let link = (self.sector, self.importer, exporter);
        let portion = sweep.portion(self.linearization.posed, link);
        let base = model.supplier_share[at];
        if base == 0.0 || portion.share == 0.0 {
            return None;
        }
        let seller = layout.node(exporter, self.sector);
        let spending = sweep.expenditure[layout.node(self.importer, self.sector)];
        let (through_cap, tax) = capped.get(&at).copied().unwrap_or_default();
        let flows = portion.receipts * to.receipts[seller] + portion.border * to.at_border[seller];
        let weight = spending * (flows - to.income[self.importer] * portion.border) + through_cap;
        let lever = self.counterfactual.log_lever(
            model,
            SectorId(self.sector),
            EconomyId(self.importer),
            EconomyId(exporter),
        );
        let log = sweep.costs.log_cost[seller] + lever + tax;
        Some(Origin { log, share: portion.share, base, weight })
    }
}

/// A price index and its derivative to its exponent.
struct Level {
    log: f64,
    slope: f64,
}

fn nest_of(origins: &[&Origin], exponent: f64) -> Level {
    let parts: Vec<(f64, f64, f64)> =
        origins.iter().map(|origin| (origin.base, origin.share, origin.log)).collect();
    level(&parts, exponent)
}

/// (1) or (2) over parts of weight before, weight after and log price.
fn level(parts: &[(f64, f64, f64)], exponent: f64) -> Level {
    let total = |of: &dyn Fn(&(f64, f64, f64)) -> f64| parts.iter().map(of).sum::<f64>();
    let (before, after) = (total(&|part| part.0), total(&|part| part.1));
    if before == 0.0 || after == 0.0 {
        return Level { log: 0.0, slope: 0.0 };
    }
    if exponent.abs() < NEAR_ZERO {
        let mean = |of: &dyn Fn(f64) -> f64| total(&|part| part.0 * of(part.2)) / before;
        let first = mean(&|log| log);
        let (second, third) =
            (mean(&|log| (log - first).powi(2)), mean(&|log| (log - first).powi(3)));
        let log = to_log(mean(&|log| from_one(log, exponent)), exponent);
        return Level { log, slope: -second / 2.0 + third * exponent / 3.0 };
    }
    // The price is read off what happened to the largest share.
    let largest = parts.iter().max_by(|one, other| one.1.total_cmp(&other.1));
    let log =
        largest.map_or(0.0, |part| part.2 + (part.1 / after / (part.0 / before)).ln() / exponent);
    let slope = (total(&|part| part.1 * part.2) / after - log) / exponent;
    Level { log, slope }
}
