//! What is in each table of a run: which columns identify a row, in what unit is each column, what
//! does it mean, and by which equation?
//!
//! One list for everything that reads tables: data behind figures, workbooks, traces, thresholds.
//! `docs/outputs.md` says the same at length; tests hold the tables that runs write, this list and
//! that page together.

pub(crate) mod cascade;
pub(crate) mod commodity;
pub(crate) mod companies;
mod equations;
mod forms;
pub(crate) mod package;
mod schema;
pub(crate) mod trade;
mod unit;

use serde::Serialize;
use std::sync::LazyLock;

pub use equations::{Equation, equation, equations};
pub use forms::{Closure, TradeForm};
pub use schema::{SCHEMA, json_schema};
pub use unit::{Currencies, Unit};

/// Part of the model that a table comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Years: prices, wages, trade, welfare.
    Trade,
    /// Months: goods of chains in their own units.
    Commodity,
    /// Weeks: stocks, orders, stopped lines.
    Cascade,
    /// Deals.
    Package,
    /// What a run means for companies.
    Companies,
}

/// What the cells of a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cells {
    /// Words.
    Text,
    /// Numbers.
    Number,
    /// Numbers, or nothing where they are not known.
    NumberOrNothing,
    /// 1 or 0.
    YesNo,
}

/// What is known of one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnNote {
    /// As in the file.
    pub name: String,
    /// What its cells can hold.
    pub cells: Cells,
    /// Unit of its cells.
    pub unit: Unit,
    /// What a cell says, in a sentence.
    pub meaning: String,
    /// The equation that gives it ([`equation`]), if one does.
    pub equation: Option<&'static str>,
}

impl ColumnNote {
    pub(crate) fn new(name: &str, cells: Cells, unit: Unit, meaning: &str) -> Self {
        Self { name: name.to_owned(), cells, unit, meaning: meaning.to_owned(), equation: None }
    }

    /// With the equation that gives it.
    #[must_use]
    pub fn by(self, equation: Option<&'static str>) -> Self {
        Self { equation, ..self }
    }
}

/// What is known of one table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TableNote {
    /// Stem of its file, such as `welfare`.
    pub name: &'static str,
    /// Title for people.
    pub title: &'static str,
    /// What one row is, without an article: "economy".
    pub row: &'static str,
    /// Engine that made it.
    pub engine: Engine,
    /// Columns whose cells together name one row, in the order in which a key gives them.
    pub keys: Vec<&'static str>,
    /// Its columns, in the order of the file.
    pub columns: Vec<ColumnNote>,
}

impl TableNote {
    /// A column by its name.
    #[must_use]
    pub fn find(&self, column: &str) -> Option<&ColumnNote> {
        self.columns.iter().find(|own| own.name == column)
    }
}

static TABLES: LazyLock<Vec<TableNote>> = LazyLock::new(|| {
    [
        trade::tables(),
        commodity::tables(),
        cascade::tables(),
        package::tables(),
        companies::tables(),
    ]
    .concat()
});

/// Every table that a run can have, in the order in which runs write them.
#[must_use]
pub fn tables() -> &'static [TableNote] {
    &TABLES
}

/// A table by its name.
#[must_use]
pub fn table(name: &str) -> Option<&'static TableNote> {
    TABLES.iter().find(|table| table.name == name)
}

/// What the catalogue says of a column, with a full stop; empty where it has none.
#[must_use]
pub fn meaning(table: &str, column: &str) -> String {
    let found = self::table(table).and_then(|table| table.find(column));
    found.map_or(String::new(), |found| format!("{}.", found.meaning.trim_end_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_there_once_keys_are_columns_and_equations_exist() {
        let mut names = HashSet::new();
        for table in tables() {
            assert!(names.insert(table.name), "{} twice", table.name);
            let columns: HashSet<&str> =
                table.columns.iter().map(|column| column.name.as_str()).collect();
            assert_eq!(columns.len(), table.columns.len(), "{}", table.name);
            assert!(
                !table.keys.is_empty() && table.keys.iter().all(|key| columns.contains(key)),
                "{}",
                table.name
            );
            for column in &table.columns {
                assert!(
                    column.equation.is_none_or(|id| equation(id).is_some()),
                    "{}: {:?}",
                    table.name,
                    column
                );
            }
        }
    }
}
