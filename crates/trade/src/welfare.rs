//! Who gains and who loses, and through what?
//!
//! Exact real income is the change of income over the price index of final demand; in money it is
//! the equivalent variation at baseline prices. Beside it stands the first-order decomposition of
//! Caliendo and Parro (2015), eqs. (15)-(17), taken in one step at baseline flows, which is what
//! their tables print; it is no approximation of a large change.
//!
//! ```text
//! (1)  terms of trade_n  = sum_ij ( E_nij (c_nj - 1) - M_nij (c_ij - 1) ) / I_n
//! (2)  volume of trade_n = sum_ij t_nij M_nij ( (M'_nij / M_nij - 1) - (c_ij - 1) ) / I_n
//! ```
//! with E exports and M imports before tariffs, t the baseline tariff, c the change of the
//! exporter's cost.

use crate::model::Model;
use crate::outcome::Point;

/// Welfare and its parts, for one economy.
#[derive(Clone, Debug, PartialEq)]
pub struct Welfare {
    /// Exact change of real income in percent.
    pub real_income_pct: f64,
    /// The same as equivalent variation, in the world's currency.
    pub real_income: f64,
    /// Change of the real wage in percent.
    pub real_wage_pct: f64,
    /// First-order terms-of-trade effect in percent of income, eq. (1).
    pub terms_of_trade_pct: f64,
    /// First-order volume-of-trade effect in percent of income, eq. (2).
    pub volume_of_trade_pct: f64,
    /// Sum of the two: the published measure.
    pub first_order_welfare_pct: f64,
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
    terms: f64,
    volume: f64,
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
        let (terms, volume) = (100.0 * flow.terms / income, 100.0 * flow.volume / income);
        Welfare {
            real_income_pct: percent(real_income),
            real_income: income * (real_income - 1.0),
            real_wage_pct: percent(point.wage[economy] / price_index),
            terms_of_trade_pct: terms,
            volume_of_trade_pct: volume,
            first_order_welfare_pct: terms + volume,
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
    for (((sector, importer, exporter, old), new), tariff) in
        model.trade.links().zip(point.value.values()).zip(model.tariff.values())
    {
        if importer == exporter || (old <= 0.0 && *new <= 0.0) {
            continue;
        }
        let price = point.sweep.costs.log_cost[model.layout.node(exporter.0, sector.0)].exp_m1();
        let (buyer, seller) = (importer.0, exporter.0);
        flows[seller].terms += old * price;
        flows[buyer].terms -= old * price;
        flows[buyer].volume += tariff * (new - old - old * price);
        flows[seller].exports += old;
        flows[seller].new_exports += new;
        flows[buyer].imports += old;
        flows[buyer].new_imports += new;
    }
    flows
}
