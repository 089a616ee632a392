//! A named table in memory: columns of equal length, in order.

use crate::error::WorldError;

/// The values of one column.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Words: codes, names, dates.
    Text(Vec<String>),
    /// Numbers, in the unit that the column's name or the file's documentation states.
    Number(Vec<f64>),
    /// Numbers of which some are not known: empty cells in CSV, nulls in Parquet.
    Partial(Vec<Option<f64>>),
}

impl Column {
    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Text(values) => values.len(),
            Self::Number(values) => values.len(),
            Self::Partial(values) => values.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cells if they are text.
    #[must_use]
    pub fn text(&self) -> Option<&[String]> {
        match self {
            Self::Text(values) => Some(values),
            Self::Number(_) | Self::Partial(_) => None,
        }
    }

    /// The cells if they are numbers, and all are known.
    #[must_use]
    pub fn numbers(&self) -> Option<&[f64]> {
        match self {
            Self::Number(values) => Some(values),
            Self::Text(_) | Self::Partial(_) => None,
        }
    }

    /// Whether the cells are numbers, of which some may not be known.
    #[must_use]
    pub fn is_numeric(&self) -> bool {
        !matches!(self, Self::Text(_))
    }

    /// The number in a row; nothing where it is not known or a word, or there is no such row.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Number(values) => values.get(row).copied(),
            Self::Partial(values) => values.get(row).copied().flatten(),
            Self::Text(_) => None,
        }
    }

    /// A cell as text, numbers with the fewest digits that read back; empty where it is not known,
    /// or there is no such row.
    #[must_use]
    pub fn cell(&self, row: usize) -> String {
        match self {
            Self::Text(values) => values.get(row).cloned().unwrap_or_default(),
            Self::Number(_) | Self::Partial(_) => {
                self.number(row).map_or(String::new(), |value| value.to_string())
            }
        }
    }
}

/// A named table: columns of equal length, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// The stem of its file's name, such as `welfare`.
    pub name: String,
    /// Names and values of the columns.
    pub columns: Vec<(String, Column)>,
}

impl Table {
    /// A table without columns.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), columns: Vec::new() }
    }

    /// The table with one more column of text.
    #[must_use]
    pub fn with_text(mut self, name: &str, values: Vec<String>) -> Self {
        self.columns.push((name.to_owned(), Column::Text(values)));
        self
    }

    /// The table with one more column of numbers.
    #[must_use]
    pub fn with_numbers(mut self, name: &str, values: Vec<f64>) -> Self {
        self.columns.push((name.to_owned(), Column::Number(values)));
        self
    }

    /// The table with one more column of numbers of which some are not known.
    #[must_use]
    pub fn with_partial(mut self, name: &str, values: Vec<Option<f64>>) -> Self {
        self.columns.push((name.to_owned(), Column::Partial(values)));
        self
    }

    /// Number of rows; 0 for a table without columns.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |(_, column)| column.len())
    }

    /// A column by its name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|(own, _)| own == name).map(|(_, column)| column)
    }

    /// The words of a column; none where there is no such column of words.
    #[must_use]
    pub fn words(&self, name: &str) -> &[String] {
        self.column(name).and_then(Column::text).unwrap_or_default()
    }

    /// The numbers of a column; none where there is no such column of numbers.
    #[must_use]
    pub fn numbers(&self, name: &str) -> &[f64] {
        self.column(name).and_then(Column::numbers).unwrap_or_default()
    }

    /// Refuses columns of different lengths.
    pub(super) fn check_lengths(&self) -> Result<(), WorldError> {
        let rows = self.rows();
        let Some((name, column)) = self.columns.iter().find(|(_, column)| column.len() != rows)
        else {
            return Ok(());
        };
        let what =
            format!("column `{name}` has {} cells where the first column has {rows}", column.len());
        Err(WorldError::file(&self.name, what, "give every column one cell per row"))
    }
}
