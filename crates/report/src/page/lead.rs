//! What is the answer to the scenario's own question, before everything else?
//!
//! A negotiation asks for a deal, a scenario of border measures what they do to the economy that it
//! names first, any other what it breaks most: output in the weeks, a market in the months, or real
//! income in the years. The page begins with one sentence and one figure of it.

use super::answer::{NOTABLE, answers, shortest};
use super::facts::Facts;
use super::glance::{Horizon, written};
use super::words::size;
use crate::error::ReportError;
use crate::weeks::Loss;
use detente_figures::headline::{article, capital, inside, list};
use detente_figures::money::Money;
use detente_record::row::Welfare;

/// What a run is asked, and its answer.
pub(crate) struct Lead {
    /// One sentence or two.
    pub text: String,
    /// The finding that the figure shows, with its number.
    pub title: String,
    /// Which panel shows it.
    pub horizon: Horizon,
    /// The economy that is asked about, if one is.
    pub economy: Option<String>,
}

/// The answer that a reader came for.
///
/// # Errors
/// If a table lacks a column.
pub(crate) fn lead(facts: &Facts<'_>) -> Result<Lead, ReportError> {
    if let Some(found) = &facts.package {
        return Ok(deal(facts, found));
    }
    if let Some(row) = subject(facts) {
        return Ok(economy(facts, row));
    }
    let moved: f64 = facts.welfare.iter().map(|row| row.real_income_musd.abs()).sum();
    let lost = facts.output_lost();
    let told = answers(facts)?;
    let [_, weeks, months, years, _] = told;
    if lost.mid >= NOTABLE && lost.mid >= moved {
        let title = falls(facts).unwrap_or_default();
        return Ok(Lead { text: weeks.text, title, horizon: Horizon::Weeks, economy: None });
    }
    if let Some((found, short)) = shortest(facts) {
        let title = super::months::meets(found, short);
        return Ok(Lead { text: months.text, title, horizon: Horizon::Months, economy: None });
    }
    let most =
        facts.welfare.iter().min_by(|a, b| a.real_income_musd.total_cmp(&b.real_income_musd));
    let title = most
        .filter(|row| row.real_income_musd <= -NOTABLE)
        .map_or_else(|| "No economy loses real income".to_owned(), |row| income(facts, row));
    Ok(Lead { text: years.text, title, horizon: Horizon::Years, economy: None })
}

/// Where output falls most, in the unit of the figure: in the central case, or else at worst.
fn falls(facts: &Facts<'_>) -> Option<String> {
    let most = |size: fn(&Loss) -> f64| {
        let loss = facts.losses.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
        (size(loss) >= NOTABLE).then(|| {
            let sector = inside(facts.summary.sector(&loss.sector));
            let place = article(facts.summary.short(&loss.economy));
            let sum = written(facts, Horizon::Weeks, size(loss));
            format!("Output of {sector} in {place} falls by {sum}")
        })
    };
    let worst = || most(|loss| loss.lost.high).map(|text| format!("{text} in the worst case"));
    most(|loss| loss.lost.mid).or_else(worst)
}

/// What a panel finds, in a sentence; nothing where nothing moves.
pub(crate) fn finding(facts: &Facts<'_>, horizon: Horizon) -> Option<String> {
    match horizon {
        Horizon::Weeks => falls(facts),
        Horizon::Months => shortest(facts).map(|(found, short)| super::months::meets(found, short)),
        Horizon::Years => facts
            .welfare
            .iter()
            .max_by(|a, b| a.real_income_musd.abs().total_cmp(&b.real_income_musd.abs()))
            .map(|row| income(facts, row)),
        Horizon::Shares => {
            let size = |row: &&Welfare<'_>| row.real_income_pct.abs();
            let row = facts.welfare.iter().max_by(|a, b| size(a).total_cmp(&size(b)))?;
            let verb = if row.real_income_pct < 0.0 { "loses" } else { "gains" };
            let name = capital(&article(facts.summary.short(&row.economy)));
            let share = self::size(row.real_income_pct);
            Some(format!("{name} {verb} {share} % of its real income"))
        }
        Horizon::Deal => None,
    }
}

fn deal(facts: &Facts<'_>, found: &crate::package::Findings<'_>) -> Lead {
    let text = crate::package::sentence(found).unwrap_or_else(super::answer::no_deal);
    let gain = |name: &str, party: &String| {
        let row = found.payoff(name, party)?;
        let verb = if row.gain.mid < 0.0 { "loses" } else { "gains" };
        let sum = written(facts, Horizon::Deal, row.gain.mid);
        Some(format!("{} {verb} {sum}", article(found.name(party))))
    };
    let title = found.deal.as_deref().map_or_else(
        || "No party gains by a deal".to_owned(),
        |name| {
            let all: Vec<String> =
                found.parties.iter().filter_map(|party| gain(name, party)).collect();
            format!("{} by the deal", capital(&list(&all)))
        },
    );
    let horizon = if found.deal.is_some() { Horizon::Deal } else { later(facts) };
    Lead { text, title, horizon, economy: None }
}

fn later(facts: &Facts<'_>) -> Horizon {
    if facts.losses.is_empty() { Horizon::Years } else { Horizon::Weeks }
}

/// The economy that a scenario of border measures names first, of those that do not act.
fn subject<'f>(facts: &'f Facts<'_>) -> Option<&'f Welfare<'f>> {
    let summary = facts.summary;
    if summary.importers.is_empty() {
        return None;
    }
    let meant = |code: &&String| !summary.importers.contains(code);
    let code = summary.focus.iter().find(meant).or(summary.focus.first())?;
    facts.welfare.iter().find(|row| &row.economy == code && row.real_income_musd.abs() >= NOTABLE)
}

/// `Japan loses USD 5.09 billion of real income a year`, in the unit of the figure.
pub(crate) fn income(facts: &Facts<'_>, row: &Welfare<'_>) -> String {
    let name = capital(&article(facts.summary.short(&row.economy)));
    let verb = if row.real_income_musd < 0.0 { "loses" } else { "gains" };
    format!(
        "{name} {verb} {} of real income a year",
        written(facts, Horizon::Years, row.real_income_musd)
    )
}

fn economy(facts: &Facts<'_>, row: &Welfare<'_>) -> Lead {
    let title = income(facts, row);
    let of_all = facts.welfare.len();
    let deeper = |other: &&Welfare<'_>| other.real_income_pct < row.real_income_pct;
    let rank = facts.welfare.iter().filter(deeper).count() + 1;
    let placed = if row.real_income_musd < 0.0 {
        let place = if rank == 1 { String::new() } else { format!("{} ", ordinal(rank)) };
        format!(", the {place}largest share that any of {of_all} economies loses")
    } else {
        String::new()
    };
    let name = capital(&article(facts.summary.short(&row.economy)));
    let mut text = format!(
        "{name} {} of real income a year ({} %){placed}.",
        Money::of(facts.summary).gains(row.real_income_musd),
        size(row.real_income_pct)
    );
    if let Some(flow) = exports(facts, &row.economy) {
        text.push_str(&flow);
    }
    Lead { text, title, horizon: Horizon::Years, economy: Some(row.economy.to_string()) }
}

/// What the economy sells to whoever acts, before and after.
fn exports(facts: &Facts<'_>, code: &str) -> Option<String> {
    let summary = facts.summary;
    let place = |code: &str| summary.world.economies.iter().position(|own| own.code == code);
    let exporter = place(code)?;
    let importer = place(summary.importers.iter().find(|own| *own != code)?)?;
    let flow = facts.flows.pair(importer, exporter);
    let change = flow.percent().filter(|change| change.abs() >= 0.1)?;
    let verb = if change < 0.0 { "fall" } else { "rise" };
    Some(format!(
        " Its exports to {} {verb} by {} %, {} a year.",
        article(summary.short(&summary.world.economies[importer].code)),
        size(change),
        Money::of(summary).sum(flow.change())
    ))
}

/// `2nd`, `11th`.
fn ordinal(rank: usize) -> String {
    let ending = match (rank % 10, rank % 100) {
        (1, last) if last != 11 => "st",
        (2, last) if last != 12 => "nd",
        (3, last) if last != 13 => "rd",
        _ => "th",
    };
    format!("{rank}{ending}")
}

#[cfg(test)]
mod tests {
    use super::ordinal;

    #[test]
    fn ranks_read_as_words() {
        assert_eq!(
            [1, 2, 3, 4, 11, 12, 22].map(ordinal),
            ["1st", "2nd", "3rd", "4th", "11th", "12th", "22nd"]
        );
    }
}
