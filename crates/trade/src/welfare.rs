//! Who gains and who loses?
//!
//! Exact real income is the change of income over the price index of final demand; in money it is
//! the equivalent variation at baseline prices. [`crate::parts`] says through what.

use crate::model::Model;
use crate::outcome::Point;

/// What changes for one economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Welfare {
    /// Exact change of real income in percent.
    pub real_income_pct: f64,
    /// The same as equivalent variation, in the world's currency.
    pub real_income: f64,
    /// Change of the real wage in percent.
    pub real_wage_pct: f64,
    /// Change of tariff revenue, in the world's currency.
    pub tariff_revenue_change: f64,
    /// Change of the value of exports in percent, before tariffs.
    pub exports_pct: f64,
    /// Change of the value of imports in percent, before tariffs.
    pub imports_pct: f64,
    /// Change of the price index of final demand in percent, in the numeraire.
    pub price_index_pct: f64,
}

/// Sums over the cross-border links of one economy.
#[derive(Clone, Copy, Default)]
struct Flows {
    exports: f64,
    imports: f64,
    new_exports: f64,
    new_imports: f64,
}

pub(crate) fn by_economy(model: &Model, point: &Point) -> Vec<Welfare> {
    let flows = flows(model, point);
    let percent = |ratio: f64| 100.0 * (ratio - 1.0);
    let ratio = |new: f64, old: f64| if old > 0.0 { percent(new / old) } else { 0.0 };
    let one = |economy: usize| {
        let flow = flows[economy];
        let income = model.income[economy];
        let price_index = point.log_price_index[economy].exp();
        let real_income = point.income[economy] / income / price_index;
        Welfare {
            real_income_pct: percent(real_income),
            real_income: income * (real_income - 1.0),
            real_wage_pct: percent(point.wage[economy] / price_index),
            tariff_revenue_change: point.tariff_revenue[economy] - model.tariff_revenue[economy],
            exports_pct: ratio(flow.new_exports, flow.exports),
            imports_pct: ratio(flow.new_imports, flow.imports),
            price_index_pct: percent(price_index),
        }
    };
    (0..model.layout.economies).map(one).collect()
}

fn flows(model: &Model, point: &Point) -> Vec<Flows> {
    let mut flows = vec![Flows::default(); model.layout.economies];
    for ((_, importer, exporter, old), new) in model.trade.links().zip(point.value.values()) {
        if importer == exporter || (old <= 0.0 && *new <= 0.0) {
            continue;
        }
        let (buyer, seller) = (importer.0, exporter.0);
        flows[seller].exports += old;
        flows[seller].new_exports += new;
        flows[buyer].imports += old;
        flows[buyer].new_imports += new;
    }
    flows
}
