//! What do the exports of a run (workbook, Markdown, JSON) share? Units for people, words for what
//! is endless, the text beside the tables.

use crate::catalogue::{ColumnNote, Currencies, TableNote, table as note_of};
use crate::error::RecordError;
use crate::summary::Summary;
use detente_world::renamed;
use detente_world::table::Table;

/// What money and goods of a run are counted in; the units of several chains are all named, with
/// their chains.
pub fn currencies(summary: &Summary) -> Currencies {
    let of = |word: fn(&crate::summary::ChainNote) -> &str| -> Option<String> {
        let mut words: Vec<&str> = summary.commodity.iter().map(word).collect();
        words.dedup();
        match words.as_slice() {
            [] => None,
            [only] => Some((*only).to_owned()),
            _ => {
                let named =
                    summary.commodity.iter().map(|chain| format!("{} ({})", word(chain), chain.id));
                Some(named.collect::<Vec<_>>().join(" or "))
            }
        }
    };
    Currencies {
        world: summary.world.currency.clone(),
        chain_unit: of(|chain| &chain.unit),
        chain_price: of(|chain| &chain.price_unit),
    }
}

/// What a number without end means in a column; nothing where a column may not have one. A number
/// that is not one never reaches a table.
#[must_use]
pub fn endless(column: &str) -> Option<&'static str> {
    match column {
        "shadow_tax" => Some("ban"),
        "budget_musd" => Some("no limit"),
        weeks if ["weeks_to", "coverage_weeks"].iter().any(|start| weeks.starts_with(start)) => {
            Some("not within the scenario")
        }
        _ => None,
    }
}

/// What is known of a table.
///
/// # Errors
/// If nothing is: a mistake of this program.
pub fn described(table: &Table) -> Result<&'static TableNote, RecordError> {
    note_of(&table.name)
        .ok_or_else(|| RecordError::Unknown { table: table.name.clone(), column: String::new() })
}

/// What is known of a column.
///
/// # Errors
/// If nothing is: a mistake of this program, or a table of another version.
pub fn described_column<'n>(
    note: &'n TableNote,
    column: &str,
) -> Result<&'n ColumnNote, RecordError> {
    note.find(column).ok_or_else(|| RecordError::Unknown {
        table: note.name.to_owned(),
        column: column.to_owned(),
    })
}

/// The tables called `names`, in the order of the run; all of them for no names.
///
/// # Errors
/// If the run has no table of that name; the nearest are named.
pub fn chosen<'t>(
    tables: &[&'t Table],
    names: &[String],
) -> Result<Vec<&'t Table>, crate::lookup::LookupError> {
    names.iter().try_for_each(|name| crate::lookup::find_table(tables, name).map(|_| ()))?;
    let named = |table: &Table| names.iter().any(|name| renamed::table(name) == table.name);
    let asked = |table: &&&Table| names.is_empty() || named(table);
    Ok(tables.iter().filter(asked).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::endless;

    #[test]
    fn only_some_columns_have_numbers_without_end() {
        assert_eq!(
            ["shadow_tax", "weeks_to_stop_low", "real_income_musd"].map(endless),
            [Some("ban"), Some("not within the scenario"), None]
        );
    }
}
