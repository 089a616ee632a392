//! What do exporters absorb of a duty, and at what price do their goods reach the border?
//!
//! Of a change of duty from t to t' a share rho reaches the price with duty, and the owners of the
//! exporter bear the rest: they sell below cost, at `a` times it.
//!
//! ```text
//! (1)  a = ((1 + t') / (1 + t))^(rho - 1),    c a (1 + t') = c (1 + t) ((1 + t') / (1 + t))^rho
//! (2)  absorbed = (1 - a) E,                  E sales at the producer's price, duty on a E
//! ```
//! which is an export subsidy of a that no government pays: the customs value falls, duty is
//! assessed on the lower value, and the income of the exporter's economy is lower by (2).
//! Pass-through as Amiti, Redding and Weinstein (2019), "The impact of the 2018 tariffs on prices
//! and welfare", J. Econ. Perspect. 33, estimate it: the elasticity of the price with duty to one
//! plus the duty.

use crate::counterfactual::Counterfactual;
use crate::model::Model;
use crate::outcome::Point;
use detente_world::{EconomyId, SectorId};

/// What happens on a link whose exporter absorbs part of a change of duty.
#[derive(Clone, Debug, PartialEq)]
pub struct Absorption {
    /// Sector, importer, exporter.
    pub link: (SectorId, EconomyId, EconomyId),
    /// rho.
    pub pass_through: f64,
    /// Change of the price at the border in percent, with export tax and before duty, in the
    /// numeraire.
    pub import_price_pct: f64,
    /// (2), in the world's currency; negative where a duty fell and exporters raise their price.
    pub absorbed: f64,
}

pub(crate) fn of_links(
    model: &Model,
    counterfactual: &Counterfactual,
    point: &Point,
) -> Vec<Absorption> {
    let Some(table) = &counterfactual.pass_through else { return Vec::new() };
    let one = |(sector, importer, exporter, value): (SectorId, EconomyId, EconomyId, f64)| {
        let factor = counterfactual.absorbed(model, sector, importer, exporter);
        let node = model.layout.node(exporter.0, sector.0);
        let tax = 1.0 + counterfactual.export_tax.get(sector, importer, exporter);
        let price = point.sweep.costs.log_cost[node].exp() * factor * tax;
        (value > 0.0 && factor != 1.0).then(|| Absorption {
            link: (sector, importer, exporter),
            pass_through: table.get(sector, importer, exporter),
            import_price_pct: 100.0 * (price - 1.0),
            absorbed: value * (1.0 / factor - 1.0),
        })
    };
    point.value.links().filter_map(one).collect()
}
