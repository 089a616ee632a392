//! How did a figure of the path over time come about?
//!
//! Capital follows from the point before, which the table has; any other figure is that of the
//! point's own equilibrium, and the path is solved again for it.

use super::formula::number;
use super::replay::Replay;
use super::story::{Cell, Story, key};
use super::trade::trade_settings;
use crate::error::ReplayError;
use detente_engine::years::{PathPoint, capital_of};
use detente_record::row::{self, Row};
use detente_scenario::Capital;

/// A cell of `path`.
pub(crate) fn explain_path(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    let mut story = Story::default();
    let (economy, date) = (cell.word("economy").to_owned(), cell.word("date").to_owned());
    let years = cell.number("years");
    match cell.column.as_str() {
        "years" => {
            let meaning = "whole months from the first shock to the day, in years";
            let given = story.steps.given("t", years, "years", meaning, "scenario");
            story.steps.define(&cell.column, &cell.unit, &cell.meaning, &given);
        }
        "capital_pct" => capital(&mut story, replay, cell, (&economy, &date))?,
        column => {
            let at = replay.loaded.world.economy(&economy);
            let points = replay.path()?;
            let own = points.iter().find(|point| point.date.to_string() == date);
            let missing =
                || ReplayError::Explain(format!("the path has no point on {date} any more"));
            let (at, own) = at.zip(own).ok_or_else(missing)?;
            let value = value_of(own, at.0, column);
            let (meaning, from) = ("figure of this point", "the path, solved again");
            let given = story.steps.given("x", value, &cell.unit, meaning, from);
            story.steps.define(&cell.column, &cell.unit, &cell.meaning, &given);
            story.setting("residual of the point", format!("{:.2e}", own.residual));
            story.next("path", key(&[&economy, &date]), "capital_pct");
        }
    }
    story.note(format!(
        "The point has the policy in force on {date} and the elasticities that hold {years} years after the first shock, not \
         those of the run's own horizon. The entries are those in force on that day."
    ));
    trade_settings(&mut story, replay);
    replay.on_day(&date, |replay| story.entries_in_force(replay, |_| true))?;
    Ok(story)
}

fn value_of(point: &PathPoint, economy: usize, column: &str) -> f64 {
    let own = &point.figures[economy];
    match column {
        "real_income_pct" => own.real_income_pct,
        "real_gdp_pct" => own.real_gdp_pct,
        "price_index_pct" => own.price_index_pct,
        "exports_pct" => own.exports_pct,
        "imports_pct" => own.imports_pct,
        "tariff_revenue_change_musd" => own.tariff_revenue_change,
        _ => own.employment_pct,
    }
}

/// Capital from that of the point before and its real income.
fn capital(
    story: &mut Story,
    replay: &Replay,
    cell: &Cell,
    (economy, date): (&str, &str),
) -> Result<(), ReplayError> {
    let rows: Vec<row::PathPoint<'_>> =
        row::PathPoint::rows(replay.stored.tables.table("path")?)?.collect();
    let mut before = rows.iter().filter(|row| row.economy == economy && *row.date < *date);
    let at = replay.loaded.world.economy(economy);
    let steps = &mut story.steps;
    let accumulates = replay.resolved.trade.capital == Capital::Accumulates;
    let Some((last, at)) = before.next_back().zip(at).filter(|_| accumulates) else {
        let given =
            steps.given("K", 1.0, "", "capital, ratio to the baseline, which it keeps", "scenario");
        steps.define(&cell.column, &cell.unit, &cell.meaning, &given.percent_change());
        return Ok(());
    };
    let lost = capital_of(&replay.loaded.world).depreciation[at.0];
    let source = "data/capital, Penn World Table 10.01";
    let delta = steps.given("delta", lost, "", "depreciation of a year", source);
    let gap = cell.number("years") - last.years;
    let gap = steps.given("D", gap, "years", "from the point before", "tables/path.csv");
    let kept = steps.define("q", "", "weight of capital", &(number(1.0) - delta).pow(gap));
    let ratio = |pct: f64| 1.0 + pct / 100.0;
    let (from, meaning) = ("tables/path.csv, the point before", "capital, ratio to the baseline");
    let capital = steps.given("K0", ratio(last.capital_pct), "", meaning, from);
    let meaning = "real income, ratio to the baseline";
    let income = steps.given("R0", ratio(last.real_income_pct), "", meaning, from);
    let grown = capital.pow(kept.clone()) * income.pow(number(1.0) - kept);
    let now = steps.define("K", "", "capital, ratio to the baseline", &grown);
    steps.define(&cell.column, &cell.unit, &cell.meaning, &now.percent_change());
    story.next("path", key(&[economy, &last.date]), "real_income_pct");
    story.next("path", key(&[economy, &last.date]), "capital_pct");
    Ok(())
}
