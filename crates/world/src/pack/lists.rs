//! The lists of a pack: its economies with their groups, its sectors with their elasticities.

use super::header::EXPLANATIONS;
use crate::error::WorldError;
use crate::model::{Economy, Sector};
use crate::nearest::nearest;
use crate::table::raw::{Coded, Raw};

/// The columns of a list of sectors.
const SECTOR_COLUMNS: [&str; 8] = [
    "sector",
    "name",
    "trade_elasticity",
    "tradable",
    "nature",
    "storable",
    "criticality",
    "members",
];

/// Refuses columns that mean nothing here: a misspelt one would otherwise be ignored.
pub(super) fn refuse_unknown_columns(raw: &Raw, known: &[&str], problems: &mut Vec<WorldError>) {
    for (name, _) in &raw.columns {
        if !known.contains(&name.as_str()) && !EXPLANATIONS.contains(&name.as_str()) {
            let hint = nearest(name, known.iter().copied());
            let expected = known.join(", ");
            let hint = format!("the columns are {expected}{hint}");
            problems.push(WorldError::file(
                &raw.file,
                format!("column `{name}` is not known"),
                hint,
            ));
        }
    }
}

/// Checks that codes can be told apart and written in a scenario.
fn check_codes(raw: &Raw, column: &str, codes: &Coded, problems: &mut Vec<WorldError>) {
    let mut first = vec![None; codes.words.len()];
    for (row, (&at, code)) in codes.rows.iter().zip(codes.cells()).enumerate() {
        if code.is_empty() {
            problems.push(raw.cell_error(row, column, "the code is empty; give it one"));
        } else if code.contains(|letter: char| letter.is_whitespace() || "*,\"'".contains(letter))
            || code.starts_with('-')
        {
            let what = format!(
                "code `{code}` holds a blank, comma, quote or `*`, or begins with `-`; use letters, digits and `_`"
            );
            problems.push(raw.cell_error(row, column, what));
        }
        match first[at as usize] {
            Some(earlier) if !code.is_empty() => {
                let what = format!(
                    "`{code}` is already in {}; each code may occur once",
                    raw.place(earlier)
                );
                problems.push(raw.cell_error(row, column, what));
            }
            _ => first[at as usize] = Some(row),
        }
    }
    if codes.rows.is_empty() {
        problems.push(WorldError::file(&raw.file, "there are no rows", "list at least one"));
    }
}

/// Yes or no as people and programs write it.
pub(super) fn truth(cell: &str) -> Option<bool> {
    match cell.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "1.0" => Some(true),
        "0" | "false" | "no" | "0.0" | "" => Some(false),
        _ => None,
    }
}

fn truths(
    raw: &Raw,
    column: &str,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<bool>, WorldError> {
    let words = raw.words(column)?;
    let mut values = Vec::with_capacity(words.rows.len());
    for (row, cell) in words.cells().enumerate() {
        if truth(cell).is_none() {
            problems.push(raw.cell_error(
                row,
                column,
                format!("`{cell}` is neither true nor false; write 1 or 0"),
            ));
        }
        values.push(truth(cell).unwrap_or(false));
    }
    Ok(values)
}

pub(crate) fn economies(
    raw: &Raw,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<Economy>, WorldError> {
    let codes = raw.words("economy")?;
    let names = raw.words("name")?;
    check_codes(raw, "economy", &codes, problems);
    let named = |(code, name): (&str, &str)| Economy {
        code: code.into(),
        name: name.into(),
        groups: Vec::new(),
    };
    let mut economies: Vec<Economy> = codes.cells().zip(names.cells()).map(named).collect();
    for (group, _) in &raw.columns {
        if ["economy", "name", "members"].contains(&group.as_str())
            || EXPLANATIONS.contains(&group.as_str())
        {
            continue;
        }
        if codes.words.contains(group) {
            let hint = "rename the group: a scenario could not tell them apart";
            problems.push(WorldError::file(
                &raw.file,
                format!("group `{group}` is also an economy"),
                hint,
            ));
        }
        for (economy, member) in economies.iter_mut().zip(truths(raw, group, problems)?) {
            if member {
                economy.groups.push(group.clone());
            }
        }
    }
    Ok(economies)
}

pub(super) fn sectors(
    raw: &Raw,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<Sector>, WorldError> {
    refuse_unknown_columns(raw, &SECTOR_COLUMNS, problems);
    let codes = raw.words("sector")?;
    let names = raw.words("name")?;
    check_codes(raw, "sector", &codes, problems);
    let elasticities = raw.numbers("trade_elasticity", problems)?;
    let tradable = match raw.find("tradable") {
        Some(_) => truths(raw, "tradable", problems)?,
        None => vec![true; raw.rows],
    };
    let cells = raw.words("trade_elasticity")?;
    for (row, cell) in cells.cells().enumerate() {
        // A cell that is no number has been reported already.
        let Ok(value) = cell.parse::<f64>() else { continue };
        if !value.is_finite() || value <= 0.0 {
            let what =
                format!("the trade elasticity is {value}; it is positive (4 is usual) and finite");
            problems.push(raw.cell_error(row, "trade_elasticity", what));
        }
    }
    let sector = |((code, name), (trade_elasticity, tradable)): ((&str, &str), (f64, bool))| {
        Sector { code: code.into(), name: name.into(), trade_elasticity, tradable }
    };
    let numbers = elasticities.into_iter().zip(tradable);
    Ok(codes.cells().zip(names.cells()).zip(numbers).map(sector).collect())
}
