//! What are the tables of companies, column by column?
//!
//! A figure that is not known is an empty cell among numbers: a table of a run holds no NaN.

use crate::facts::{Company, Fact, LEFT_OUT, Universe};
use crate::line::{Line, UNKNOWN};
use crate::value::Valuation;
use detente_record::row::{CompanyExposure, CompanyFact, CompanySummary, Row};
use detente_world::table::Table;
use std::collections::HashSet;

/// The tables of companies in a run: `company_exposure` (one row per company, horizon and channel),
/// `company_summary` (per company and horizon), `company_facts` (the rows the others rest on), and
/// `company_momentum` (per ticker of a price file) where it is given.
#[must_use]
pub fn company_tables(
    universe: &Universe,
    valuation: &Valuation,
    momentum: Option<Table>,
) -> Vec<Table> {
    [exposure(universe, valuation), summary(universe, valuation), facts(universe)]
        .into_iter()
        .chain(momentum)
        .collect()
}

/// Companies of the program that those of a user's file stand for, by the table of facts: ticker,
/// and name with what it does.
#[must_use]
pub fn left_out(facts: &Table) -> Vec<(String, String)> {
    let [tickers, names, values] = ["ticker", "fact", "value"].map(|column| facts.words(column));
    let rows =
        (0..tickers.len()).filter(|row| values.get(*row).is_some_and(|value| value == LEFT_OUT));
    rows.map(|row| (tickers[row].clone(), names[row].clone())).collect()
}

fn exposure(universe: &Universe, valuation: &Valuation) -> Table {
    let share = |line: &Line| {
        let revenue = company(universe, &line.ticker).and_then(Company::revenue);
        let money = line.unit.starts_with("USD");
        revenue.filter(|_| money).map(|revenue| 100.0 * line.band.mid / revenue)
    };
    let equation = |line: &Line| match line.equation {
        "" => String::new(),
        numbers => format!("C{}", numbers.replace(", ", ", C")),
    };
    let rows =
        |line: &Line| once(line.rows.iter().map(|row| universe.facts[*row].id.as_str())).join("; ");
    CompanyExposure::table(valuation.lines.iter().map(|line| {
        let known = |value: f64| (line.channel != UNKNOWN).then_some(value);
        CompanyExposure {
            ticker: line.ticker.as_str().into(),
            horizon: line.horizon.into(),
            channel: line.channel.into(),
            item: line.item.as_str().into(),
            equation: equation(line).into(),
            low: known(line.band.low),
            mid: known(line.band.mid),
            high: known(line.band.high),
            unit: line.unit.into(),
            revenue_share_pct: share(line),
            enters_net: f64::from(line.sign),
            explanation: line.explanation.as_str().into(),
            source_rows: rows(line).into(),
        }
    }))
}

fn summary(universe: &Universe, valuation: &Valuation) -> Table {
    CompanySummary::table(valuation.standings.iter().map(|row| {
        let company = company(universe, &row.ticker);
        let listed = company.is_some_and(|company| company.listed);
        CompanySummary {
            ticker: row.ticker.as_str().into(),
            name: company.map_or("", |company| company.name.as_str()).into(),
            listed: if listed { "yes" } else { "no" }.into(),
            horizon: row.horizon.into(),
            revenue_musd: company.and_then(Company::revenue),
            revenue_change_musd: row.revenue_change,
            cost_change_musd: row.cost_change,
            net_musd: row.net,
            coverage_weeks: row.coverage_weeks,
            net_share_pct: row.share_pct,
            rank: row.rank.map(|rank| rank as f64),
            why_not_known: row.why.as_str().into(),
        }
    }))
}

fn company<'u>(universe: &'u Universe, ticker: &str) -> Option<&'u Company> {
    universe.companies.iter().find(|company| company.ticker == ticker)
}

fn facts(universe: &Universe) -> Table {
    // Of a company that the user's stands for, only that it is left out.
    let gone = |fact: &&Fact| {
        universe.replaced.contains(&fact.ticker) && fact.grade != "U" && fact.value != LEFT_OUT
    };
    let rows = universe.facts.iter().filter(|fact| !gone(fact));
    CompanyFact::table(rows.map(|fact| CompanyFact {
        row: fact.id.as_str().into(),
        ticker: fact.ticker.as_str().into(),
        fact: fact.what.as_str().into(),
        value: fact.value.as_str().into(),
        source: fact.source.as_str().into(),
        vintage: fact.vintage.as_str().into(),
        licence: fact.licence.as_str().into(),
        grade: fact.grade.as_str().into(),
    }))
}

/// Each name once, where it comes first.
fn once<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}

#[cfg(test)]
mod tests {
    use super::once;

    #[test]
    fn a_row_behind_a_figure_is_named_once() {
        assert_eq!(once(["own:3", "own:4", "own:3"].into_iter()), ["own:3", "own:4"]);
    }
}
