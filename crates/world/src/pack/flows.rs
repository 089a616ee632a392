//! The long tables of a pack, one row for each cell, straight into dense tables.

use super::lists::refuse_unknown_columns;
use crate::error::WorldError;
use crate::nearest::nearest;
use crate::table::raw::Raw;

/// How one long table is laid out.
pub(super) struct Layout<'codes> {
    /// Names of the columns that say which cell, with the codes they may hold.
    pub(super) keys: [(&'static str, &'codes [&'codes str]); 3],
    /// Name of the column with the value.
    pub(super) value: &'static str,
    /// What is wrong with a value, or `None`.
    pub(super) refuse: fn(f64) -> Option<String>,
}

/// Puts each row into `place(keys)` of `values`; rows that cannot be placed are added to `problems`.
pub(super) fn fill(
    raw: &Raw,
    layout: &Layout,
    values: &mut [f64],
    place: impl Fn([usize; 3]) -> usize,
    problems: &mut Vec<WorldError>,
) -> Result<(), WorldError> {
    let [first, second, third] = layout.keys;
    refuse_unknown_columns(raw, &[first.0, second.0, third.0, layout.value], problems);
    let (first, second, third) = (key(raw, first, problems)?, key(raw, second, problems)?, key(raw, third, problems)?);
    let numbers = numbers(raw, layout, problems)?;
    let mut seen = vec![false; values.len()];
    for (row, &number) in numbers.iter().enumerate() {
        let (Some(one), Some(two), Some(three)) = (first.get(row), second.get(row), third.get(row)) else { continue };
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
fn numbers(raw: &Raw, layout: &Layout, problems: &mut Vec<WorldError>) -> Result<Vec<f64>, WorldError> {
    raw.checked(layout.value, problems, |number| {
        if number.is_finite() {
            (layout.refuse)(number)
        } else {
            Some(format!("the {} is missing or {number}; give a finite number", layout.value))
        }
    })
}

/// The positions of one key column's codes: by word, then by row.
struct Key {
    positions: Vec<Option<usize>>,
    rows: Vec<u32>,
}

impl Key {
    fn get(&self, row: usize) -> Option<usize> {
        self.positions[self.rows[row] as usize]
    }
}

/// Looks up each distinct code once; an unknown one is reported where it first stands.
fn key(raw: &Raw, (column, known): (&str, &[&str]), problems: &mut Vec<WorldError>) -> Result<Key, WorldError> {
    let words = raw.words(column)?;
    let find = |word: &String| known.iter().position(|code| code == word);
    let positions: Vec<Option<usize>> = words.words.iter().map(find).collect();
    let unknown = positions.iter().enumerate().filter(|(_, position)| position.is_none());
    for (word, _) in unknown {
        let Some(row) = words.rows.iter().position(|&at| at as usize == word) else { continue };
        let code = &words.words[word];
        let (list, hint) =
            (if column_is_sector(column) { "sectors.csv" } else { "economies.csv" }, known.iter().copied());
        let what = match code.as_str() {
            "" => "the code is missing; fill it in".to_owned(),
            code => format!("`{code}` is not in {list}{}", nearest(code, hint)),
        };
        problems.push(raw.cell_error(row, column, what));
    }
    Ok(Key { positions, rows: words.rows })
}

fn column_is_sector(column: &str) -> bool {
    ["sector", "input", "user"].contains(&column)
}
