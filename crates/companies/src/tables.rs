//! What are the tables of companies, column by column?
//!
//! A figure that is not known is an empty cell among numbers: a table of a run holds no NaN.

use crate::facts::{Fact, LEFT_OUT, Universe};
use crate::line::{Line, UNKNOWN};
use crate::value::{Standing, Valuation};
use detente_world::Band;
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
    let lines = &valuation.lines;
    let text = |cell: &dyn Fn(&Line) -> String| lines.iter().map(cell).collect();
    let number = |cell: fn(Band) -> f64| {
        lines.iter().map(|line| (line.channel != UNKNOWN).then(|| clean(cell(line.band)))).collect()
    };
    let share = |line: &Line| {
        let revenue = universe
            .companies
            .iter()
            .find(|company| company.ticker == line.ticker)
            .and_then(|own| own.revenue());
        let money = line.unit.starts_with("USD");
        revenue.filter(|_| money).map(|revenue| clean(100.0 * line.band.mid / revenue))
    };
    let rows =
        |line: &Line| once(line.rows.iter().map(|row| universe.facts[*row].id.as_str())).join("; ");
    Table::new("company_exposure")
        .with_text("ticker", text(&|line| line.ticker.clone()))
        .with_text("horizon", text(&|line| line.horizon.to_owned()))
        .with_text("channel", text(&|line| line.channel.to_owned()))
        .with_text("item", text(&|line| line.item.clone()))
        .with_text(
            "equation",
            text(&|line| {
                if line.equation.is_empty() {
                    String::new()
                } else {
                    format!("C{}", line.equation.replace(", ", ", C"))
                }
            }),
        )
        .with_partial("low", number(|band| band.low))
        .with_partial("mid", number(|band| band.mid))
        .with_partial("high", number(|band| band.high))
        .with_text("unit", text(&|line| line.unit.to_owned()))
        .with_partial("revenue_share_pct", lines.iter().map(share).collect())
        .with_numbers("enters_net", lines.iter().map(|line| f64::from(line.sign)).collect())
        .with_text("explanation", text(&|line| line.explanation.clone()))
        .with_text("source_rows", text(&rows))
}

fn summary(universe: &Universe, valuation: &Valuation) -> Table {
    let rows = &valuation.standings;
    let text = |cell: &dyn Fn(&Standing) -> String| rows.iter().map(cell).collect();
    let company =
        |row: &Standing| universe.companies.iter().find(|company| company.ticker == row.ticker);
    let known = |value: &dyn Fn(&Standing) -> Option<f64>| {
        rows.iter().map(|row| value(row).map(clean)).collect()
    };
    let mut table = Table::new("company_summary")
        .with_text("ticker", text(&|row| row.ticker.clone()))
        .with_text(
            "name",
            text(&|row| company(row).map_or(String::new(), |company| company.name.clone())),
        )
        .with_text(
            "listed",
            text(&|row| {
                if company(row).is_some_and(|company| company.listed) { "yes" } else { "no" }
                    .to_owned()
            }),
        )
        .with_text("horizon", text(&|row| row.horizon.to_owned()))
        .with_partial(
            "revenue_musd",
            known(&|row| company(row).and_then(|company| company.revenue())),
        );
    for (name, band) in [
        ("revenue_change_musd", (|row| row.revenue_change) as fn(&Standing) -> Option<Band>),
        ("cost_change_musd", |row| row.cost_change),
        ("net_musd", |row| row.net),
    ] {
        for (ending, end) in [
            ("_low", (|band| band.low) as fn(Band) -> f64),
            ("", |band| band.mid),
            ("_high", |band| band.high),
        ] {
            table =
                table.with_partial(&format!("{name}{ending}"), known(&|row| band(row).map(end)));
        }
    }
    for (name, band) in [
        ("coverage_weeks", (|row| row.coverage_weeks) as fn(&Standing) -> Option<Band>),
        ("net_share_pct", |row| row.share_pct),
    ] {
        for (ending, end) in [
            ("_low", (|band| band.low) as fn(Band) -> f64),
            ("", |band| band.mid),
            ("_high", |band| band.high),
        ] {
            table =
                table.with_partial(&format!("{name}{ending}"), known(&|row| band(row).map(end)));
        }
    }
    table
        .with_partial("rank", known(&|row| row.rank.map(|rank| rank as f64)))
        .with_text("why_not_known", text(&|row| row.why.clone()))
}

fn facts(universe: &Universe) -> Table {
    // Of a company that the user's stands for, only that it is left out.
    let gone = |fact: &&Fact| {
        universe.replaced.contains(&fact.ticker) && fact.grade != "U" && fact.value != LEFT_OUT
    };
    let rows: Vec<&Fact> = universe.facts.iter().filter(|fact| !gone(fact)).collect();
    let text = |cell: fn(&Fact) -> &String| rows.iter().map(|fact| cell(fact).clone()).collect();
    Table::new("company_facts")
        .with_text("row", text(|fact| &fact.id))
        .with_text("ticker", text(|fact| &fact.ticker))
        .with_text("fact", text(|fact| &fact.what))
        .with_text("value", text(|fact| &fact.value))
        .with_text("source", text(|fact| &fact.source))
        .with_text("vintage", text(|fact| &fact.vintage))
        .with_text("licence", text(|fact| &fact.licence))
        .with_text("grade", text(|fact| &fact.grade))
}

/// Each name once, where it comes first.
fn once<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}

/// Zero without a sign.
pub(crate) fn clean(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

#[cfg(test)]
mod tests {
    use super::once;

    #[test]
    fn a_row_behind_a_figure_is_named_once() {
        assert_eq!(once(["own:3", "own:4", "own:3"].into_iter()), ["own:3", "own:4"]);
    }
}
