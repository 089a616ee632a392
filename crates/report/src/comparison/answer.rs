//! What do other runs change for people, in a sentence each? Real income against the first run.

use super::{Compared, label};
use crate::error::ReportError;
use crate::page::answer::NOTABLE;
use detente_figures::headline::{article, capital};
use detente_figures::money::Money;
use detente_record::{numbers, text};
use std::collections::HashMap;

/// Economies that a sentence names.
const NAMED: usize = 3;

/// One sentence for each run after the first; none where runs are of different worlds or say
/// nothing of the years.
pub(super) fn answers(
    runs: &[Compared<'_>],
    different_worlds: bool,
) -> Result<Vec<String>, ReportError> {
    let Some((first, others)) = runs.split_first().filter(|_| !different_worlds) else {
        return Ok(Vec::new());
    };
    let sentence = |(at, other): (usize, &Compared<'_>)| sentence(first, other, &label(at + 1));
    Ok(others
        .iter()
        .enumerate()
        .map(sentence)
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .flatten()
        .collect())
}

fn sentence(
    first: &Compared<'_>,
    other: &Compared<'_>,
    label: &str,
) -> Result<Option<String>, ReportError> {
    let (Some(before), Some(after)) = (incomes(first)?, incomes(other)?) else { return Ok(None) };
    let mut moved: Vec<(&str, f64, f64)> = after
        .iter()
        .filter_map(|(code, income)| Some((*code, *before.get(code)?, *income)))
        .collect();
    moved.retain(|(_, before, after)| (after - before).abs() >= NOTABLE);
    let size = |row: &(&str, f64, f64)| (row.2 - row.1).abs();
    moved.sort_by(|a, b| size(b).total_cmp(&size(a)).then(a.0.cmp(b.0)));
    let money = Money::of(first.summary);
    if moved.is_empty() {
        let least = money.given(NOTABLE);
        return Ok(Some(format!(
            "No economy\u{2019}s real income differs between A and {label} by as much as {least}."
        )));
    }
    let parts: Vec<String> = moved
        .iter()
        .take(NAMED)
        .enumerate()
        .map(|(at, row)| part(first, money, at, *row))
        .collect();
    let [first, others @ ..] = parts.as_slice() else { return Ok(None) };
    let others = if others.is_empty() {
        String::new()
    } else {
        format!(" {}.", capital(&others.join(", ")))
    };
    Ok(Some(format!("In {label}, {first}.{others}")))
}

/// `real income of Japan is USD 1.36 billion a year higher than in A: it loses USD 3.73 billion
/// instead of USD 5.09 billion`.
fn part(
    run: &Compared<'_>,
    money: Money<'_>,
    at: usize,
    (code, before, after): (&str, f64, f64),
) -> String {
    let whose = article(run.summary.short(code));
    let change = money.sum(after - before);
    let way = if after > before { "higher" } else { "lower" };
    if at > 0 {
        let verb = if at == 1 { " is" } else { "" };
        return format!("that of {whose}{verb} {change} {way}");
    }
    let (now, then) = (money.gains(after), instead(money, after, before));
    format!("real income of {whose} is {change} a year {way} than in A: it {now} instead of {then}")
}

/// What stood before, after "instead of": `USD 3 billion`, or `losing USD 3 billion` where it was
/// the other way.
fn instead(money: Money<'_>, after: f64, before: f64) -> String {
    let before_words = money.gains(before);
    let (verb, sum) = before_words.split_once(' ').unwrap_or(("", &before_words));
    if money.gains(after).starts_with(verb) {
        return sum.to_owned();
    }
    let verb = if verb == "loses" { "losing" } else { "gaining" };
    format!("{verb} {sum}")
}

/// Real income of each economy, if the run says it.
fn incomes<'a>(run: &Compared<'a>) -> Result<Option<HashMap<&'a str, f64>>, ReportError> {
    let Some(table) = run.tables.iter().find(|table| table.name == "welfare") else {
        return Ok(None);
    };
    let codes = text(table, "economy")?.iter().map(String::as_str);
    Ok(Some(codes.zip(numbers(table, "real_income_musd")?.iter().copied()).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_round_is_said_as_losing_or_gaining() {
        let money = Money::in_unit("USD million");
        let said = [(2.0, -3.0), (-2.0, 3.0), (-2.0, -3.0), (2.0, 0.0)].map(|(after, before)| {
            format!("{} instead of {}", money.gains(after), instead(money, after, before))
        });
        assert_eq!(
            said,
            [
                "gains USD 2.00 million instead of losing USD 3.00 million",
                "loses USD 2.00 million instead of gaining USD 3.00 million",
                "loses USD 2.00 million instead of USD 3.00 million",
                "gains USD 2.00 million instead of nothing",
            ]
        );
    }
}
