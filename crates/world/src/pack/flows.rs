//! The long tables of a pack, one row for each cell, straight into dense tables.

use super::lists::refuse_unknown_columns;
use crate::error::WorldError;
use crate::nearest::nearest;
use crate::table::raw::Raw;
use crate::units::{RateColumn, rate_column};

/// How one long table is laid out.
pub(super) struct Layout<'codes> {
    /// Names of the columns that say which cell, with the codes they may hold.
    pub(super) keys: [(&'static str, &'codes [&'codes str]); 3],
    /// Name of the column with the value.
    pub(super) value: &'static str,
    /// What is wrong with a value, or `None`.
    pub(super) refuse: fn(f64) -> Option<String>,
    /// Whether the values are rates, which may be written in percent.
    pub(super) rates: bool,
}

/// Puts each row into `place(keys)` of `values`; rows that cannot be placed are added to
/// `problems`.
pub(super) fn fill(
    raw: &Raw,
    layout: &Layout,
    values: &mut [f64],
    place: impl Fn([usize; 3]) -> usize,
    problems: &mut Vec<WorldError>,
) -> Result<(), WorldError> {
    let [first, second, third] = layout.keys;
    refuse_unknown_columns(raw, &[first.0, second.0, third.0, layout.value], problems);
    let (first, second, third) =
        (key(raw, first, problems)?, key(raw, second, problems)?, key(raw, third, problems)?);
    let numbers = numbers(raw, layout, problems)?;
    let mut seen = vec![false; values.len()];
    for (row, &number) in numbers.iter().enumerate() {
        let (Some(one), Some(two), Some(three)) = (first.get(row), second.get(row), third.get(row))
        else {
            continue;
        };
        let at = place([one, two, three]);
        if std::mem::replace(&mut seen[at], true) {
            let what = "an earlier row holds the same cell; add the two up or remove one";
            problems.push(raw.cell_error(row, layout.value, what));
        }
        values[at] = number;
    }
    Ok(())
}

/// Numbers of the value column, each checked.
pub(super) fn numbers(
    raw: &Raw,
    layout: &Layout,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<f64>, WorldError> {
    if layout.rates {
        let numbers = rates(raw, layout.value, problems)?;
        // Cells that are no rates are reported already and stand as NaN.
        let wrong = |(row, number): (usize, &f64)| Some((row, (layout.refuse)(*number)?));
        let found =
            numbers.iter().enumerate().filter(|(_, number)| number.is_finite()).filter_map(wrong);
        problems.extend(found.map(|(row, what)| raw.cell_error(row, layout.value, what)));
        return Ok(numbers);
    }
    raw.checked(layout.value, problems, |number| {
        if number.is_finite() {
            (layout.refuse)(number)
        } else {
            Some(format!("the {} is missing or {number}; give a finite number", layout.value))
        }
    })
}

/// A rate above this without a percent sign is refused, whatever the others are.
const MOST_BARE: f64 = 10.0;
/// How many cells of a column in percent are named one by one.
const NAMED: usize = 3;

/// A column of rates as fractions; a column that is in percent without saying so is refused as a
/// whole.
fn rates(raw: &Raw, column: &str, problems: &mut Vec<WorldError>) -> Result<Vec<f64>, WorldError> {
    let rates = raw.rates(column, problems)?;
    let bare = || rates.iter().enumerate().filter(|(_, rate)| !rate.in_percent);
    if rate_column(bare().map(|(_, rate)| rate.value)) == RateColumn::Percent {
        let above: Vec<(usize, f64)> =
            bare().map(|(row, rate)| (row, rate.value)).filter(|(_, rate)| *rate > 1.0).collect();
        for (row, rate) in above.iter().take(NAMED) {
            let percent = 100.0 * rate;
            let what = format!(
                "the rate is {rate}, that is {percent} %; rates are fractions: write {} or {rate}% for {rate} %",
                rate / 100.0
            );
            problems.push(raw.cell_error(*row, column, what));
        }
        let what = format!(
            "{} of {} rates are above 1 (100 %): the column is in percent",
            above.len(),
            bare().count()
        );
        problems.push(WorldError::file(
            &raw.file,
            what,
            "divide it by 100, or write a percent sign behind each rate",
        ));
    } else {
        for (row, rate) in bare().filter(|(_, rate)| rate.value > MOST_BARE) {
            let what = format!(
                "the rate is {0}, that is {1} %; write {0}% for {0} %, or {1}% if it is that much",
                rate.value,
                100.0 * rate.value
            );
            problems.push(raw.cell_error(row, column, what));
        }
    }
    Ok(rates.into_iter().map(|rate| rate.value).collect())
}

/// The positions of one key column's codes: by word, then by row.
pub(super) struct Key {
    positions: Vec<Option<usize>>,
    rows: Vec<u32>,
}

impl Key {
    pub(super) fn get(&self, row: usize) -> Option<usize> {
        self.positions[self.rows[row] as usize]
    }
}

/// Looks up each distinct code once; an unknown one is reported where it first stands.
pub(super) fn key(
    raw: &Raw,
    (column, known): (&str, &[&str]),
    problems: &mut Vec<WorldError>,
) -> Result<Key, WorldError> {
    let words = raw.words(column)?;
    let find = |word: &String| known.iter().position(|code| code == word);
    let positions: Vec<Option<usize>> = words.words.iter().map(find).collect();
    let unknown = positions.iter().enumerate().filter(|(_, position)| position.is_none());
    for (word, _) in unknown {
        let Some(row) = words.rows.iter().position(|&at| at as usize == word) else { continue };
        let code = &words.words[word];
        let what = match code.as_str() {
            "" => "the code is missing; fill it in".to_owned(),
            code if column_is_sector(column) => {
                format!("`{code}` is not in sectors.csv{}", nearest(code, known.iter().copied()))
            }
            code => {
                let known = known
                    .iter()
                    .map(|code| (*code, crate::names::find(code).map_or("", |row| row.name())));
                format!("`{code}` is not in economies.csv{}", crate::names::ending(code, known))
            }
        };
        problems.push(raw.cell_error(row, column, what));
    }
    Ok(Key { positions, rows: words.rows })
}

fn column_is_sector(column: &str) -> bool {
    ["sector", "input", "user"].contains(&column)
}
