//! Who gains, who loses, and whom does a reader want to see first?

use crate::error::FiguresError;
use detente_record::{Tables, numbers, text};
use serde::Serialize;

/// One row of `welfare`, percent or USD million as the column says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Welfare {
    /// Its code.
    pub economy: String,
    /// Change of real income, percent.
    pub real_income_pct: f64,
    /// Change of real income, money of the world.
    pub real_income: f64,
    /// Change of the real wage, percent.
    pub real_wage_pct: f64,
    /// Part of real income from prices of trade, percent.
    pub terms_of_trade_pct: f64,
    /// Part of real income from volumes of trade, percent.
    pub volume_of_trade_pct: f64,
    /// The first-order sum of both parts, percent.
    pub first_order_welfare_pct: f64,
    /// Change of tariff revenue, money of the world.
    pub tariff_revenue_change: f64,
    /// Change of exports, percent.
    pub exports_pct: f64,
    /// Change of imports, percent.
    pub imports_pct: f64,
    /// Change of the price index, percent.
    pub price_index_pct: f64,
}

/// Reads the welfare table.
pub fn welfare(tables: &Tables) -> Result<Vec<Welfare>, FiguresError> {
    let table = tables.table("welfare")?;
    let column = |name: &str| numbers(table, name);
    let (income_pct, income, wage) =
        (column("real_income_pct")?, column("real_income_musd")?, column("real_wage_pct")?);
    let (terms, volume) = (column("terms_of_trade_pct")?, column("volume_of_trade_pct")?);
    let (first, revenue) =
        (column("first_order_welfare_pct")?, column("tariff_revenue_change_musd")?);
    let (exports, imports, prices) =
        (column("exports_pct")?, column("imports_pct")?, column("price_index_pct")?);
    let row = |(at, economy): (usize, &String)| Welfare {
        economy: economy.clone(),
        real_income_pct: income_pct[at],
        real_income: income[at],
        real_wage_pct: wage[at],
        terms_of_trade_pct: terms[at],
        volume_of_trade_pct: volume[at],
        first_order_welfare_pct: first[at],
        tariff_revenue_change: revenue[at],
        exports_pct: exports[at],
        imports_pct: imports[at],
        price_index_pct: prices[at],
    };
    Ok(text(table, "economy")?.iter().enumerate().map(row).collect())
}

/// The economies that matter most, at most `count`: those the scenario names (two thirds of the
/// places at most), then the largest changes of real income in money; sorted from the largest loss
/// to the largest gain.
pub fn leading<'a>(rows: &'a [Welfare], focus: &[String], count: usize) -> Vec<&'a Welfare> {
    let named = |row: &&Welfare| focus.contains(&row.economy);
    let mut chosen = largest(rows.iter().filter(named).collect(), (count * 2).div_ceil(3));
    let rest = rows
        .iter()
        .filter(|row| !chosen.iter().any(|other| other.economy == row.economy))
        .collect();
    chosen.extend(largest(rest, count - chosen.len()));
    chosen.sort_by(|a, b| a.real_income.total_cmp(&b.real_income));
    chosen
}

fn largest(mut rows: Vec<&Welfare>, count: usize) -> Vec<&Welfare> {
    rows.sort_by(|a, b| b.real_income.abs().total_cmp(&a.real_income.abs()));
    rows.truncate(count);
    rows
}

/// Change of real income of all economies together, in money.
pub fn world_total(rows: &[Welfare]) -> f64 {
    rows.iter().map(|row| row.real_income).sum()
}

/// Change of real income of all economies together, percent of what they had.
///
/// Each economy's baseline is its change in money over its change in percent; economies that do not
/// change say nothing and are left out, which is exact as long as every economy moves a little.
pub fn world_percent(rows: &[Welfare]) -> Option<f64> {
    let baseline: f64 = rows
        .iter()
        .filter(|row| row.real_income_pct.abs() > 1e-9)
        .map(|row| 100.0 * row.real_income / row.real_income_pct)
        .sum();
    (baseline > 0.0).then(|| 100.0 * world_total(rows) / baseline)
}
