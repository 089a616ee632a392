//! What is a figure of the page: drawings, what they say in words, and the numbers behind them?
//!
//! A [`Figure`] never stands without its [`DataTable`]: whoever cannot see the drawing, or wants
//! the numbers, opens "Show data", copies them or takes them along as CSV. The table shows about
//! three digits; what is copied and downloaded has all of them.

use crate::number::{NEVER, digits};
use minijinja::{Value, context};

/// One cell of the data behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number at full precision; infinite: not within what was followed.
    Number(f64),
    /// Not known, or not there.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        if number.is_nan() { Self::Empty } else { Self::Number(number) }
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

impl Cell {
    /// What a reader sees.
    pub fn text(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) if number.is_infinite() => NEVER.to_owned(),
            Self::Number(number) => digits(*number),
        }
    }

    /// What a reader sees, and what is copied; the second only where it differs.
    fn value(&self, numeric: bool) -> Value {
        let words = !numeric;
        match self {
            Self::Empty => context! { text => "", words },
            Self::Text(text) => context! { text => text.as_str(), words },
            Self::Number(number) if number.is_infinite() => {
                context! { text => NEVER, exact => if *number < 0.0 { "-inf" } else { "inf" }, words }
            }
            Self::Number(number) => {
                let (text, exact) = (digits(*number), number.to_string());
                context! { exact => (text != exact).then_some(exact), text, words }
            }
        }
    }
}

/// A column of the data behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct DataColumn {
    /// Head of the column.
    pub name: String,
    /// Empty for words and for what has none.
    pub unit: String,
    /// Whether it holds numbers.
    pub numeric: bool,
    /// What a cell says, in a sentence; empty where the name says it.
    pub meaning: String,
}

/// The numbers behind a figure, in the order in which the figure shows them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DataTable {
    /// Name of the file that a reader takes along, without its ending; letters, digits and hyphens.
    pub name: String,
    /// Its columns.
    pub columns: Vec<DataColumn>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
    /// Tables of the run that these numbers are from, and a key in the first of them that
    /// `detente explain` knows.
    pub tables: Vec<String>,
    /// Key of a row of the first of them.
    pub key: String,
}

impl DataTable {
    /// A table without columns, for a file `<name>.csv`.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Adds a column of words.
    pub fn words(self, name: &str) -> Self {
        self.with(name, "", false)
    }

    /// Adds a column of numbers.
    pub fn numbers(self, name: &str, unit: &str) -> Self {
        self.with(name, unit, true)
    }

    fn with(mut self, name: &str, unit: &str, numeric: bool) -> Self {
        self.columns.push(DataColumn {
            name: name.to_owned(),
            unit: unit.to_owned(),
            numeric,
            meaning: String::new(),
        });
        self
    }

    /// Gives the column added last the meaning that the catalogue has for a column of a table.
    pub fn meant(mut self, table: &str, column: &str) -> Self {
        if let Some(last) = self.columns.last_mut() {
            last.meaning = detente_record::catalogue::meaning(table, column);
        }
        self
    }

    /// Adds a row, one cell for each column.
    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len(), "{}", self.name);
        self.rows.push(row);
    }

    /// Says which tables of the run the numbers are from, and the key of a row of the first that
    /// stands for them: `JPN`, `USA/C29`.
    pub fn from(mut self, tables: &[&str], key: impl Into<String>) -> Self {
        self.tables = tables.iter().map(|table| (*table).to_owned()).collect();
        self.key = key.into();
        self
    }

    fn value(&self) -> Value {
        let head = |column: &DataColumn| context! { name => column.name.as_str(), unit => column.unit.as_str(), words => !column.numeric, meaning => column.meaning.as_str() };
        let row = |row: &Vec<Cell>| {
            row.iter()
                .zip(&self.columns)
                .map(|(cell, column)| cell.value(column.numeric))
                .collect::<Vec<_>>()
        };
        context! {
            name => self.name.as_str(),
            heads => self.columns.iter().map(head).collect::<Vec<_>>(),
            rows => self.rows.iter().map(row).collect::<Vec<_>>(),
            trace => crate::trace::trace(&self.tables, &self.key),
            tables => self.tables.clone(),
            engine => self.tables.first().and_then(|table| detente_record::catalogue::table(table))
                .map(|table| Value::from(minijinja::value::Serde(table.engine))),
        }
    }
}

/// A figure: one drawing or several panels, a caption, and the data.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Anchor on the page; letters, digits and hyphens, one of a kind.
    pub id: String,
    /// The finding or the subject in a few words; plain text.
    pub title: String,
    /// What is drawn, in which unit, and how to read it; plain text.
    pub caption: String,
    /// Finished `<svg>` elements, panel by panel, each with an `aria-label`.
    pub svg: Vec<String>,
    /// Whether each panel takes the whole width of the page; else they stand side by side.
    pub wide: bool,
    /// The numbers that are drawn.
    pub data: DataTable,
}

impl Figure {
    /// A figure without panels.
    pub fn new(
        id: &str,
        title: impl Into<String>,
        caption: impl Into<String>,
        data: DataTable,
    ) -> Self {
        Self {
            id: id.to_owned(),
            title: title.into(),
            caption: caption.into(),
            svg: Vec::new(),
            wide: false,
            data,
        }
    }

    /// Adds a finished `<svg>` element.
    pub fn panel(mut self, svg: impl Into<String>) -> Self {
        self.svg.push(svg.into());
        self
    }

    /// Adds several, in order.
    pub fn panels(mut self, panels: impl IntoIterator<Item = String>) -> Self {
        self.svg.extend(panels);
        self
    }

    /// Gives each panel the whole width of the page.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// How to read a figure is said once: another of its kind refers to the first.
    pub fn told_once(&mut self, told: &mut Vec<String>) {
        if told.contains(&self.caption) {
            self.caption = "To be read as the figure of this kind above.".to_owned();
        } else {
            told.push(self.caption.clone());
        }
    }

    /// For the template `figure.html`; nothing where nothing is drawn.
    pub fn value(&self) -> Option<Value> {
        if self.svg.is_empty() {
            return None;
        }
        let panels: Vec<Value> = self.svg.iter().cloned().map(Value::from_safe_string).collect();
        Some(context! {
            id => self.id.as_str(), title => self.title.as_str(), caption => self.caption.as_str(),
            panels, wide => self.wide, data => self.data.value(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_shows_three_digits_and_keeps_all() {
        let shown = |cell: Cell| {
            let value = cell.value(true);
            (
                value.get_attr("text").unwrap().to_string(),
                value.get_attr("exact").unwrap().to_string(),
            )
        };
        assert_eq!(
            shown(Cell::from(-20_345.678)),
            ("\u{2212}20,300".to_owned(), "-20345.678".to_owned())
        );
        assert_eq!(shown(Cell::from(f64::INFINITY)), ("never".to_owned(), "inf".to_owned()));
        assert_eq!(shown(Cell::from(f64::NAN)).0, "");
        assert_eq!(shown(Cell::from(12.0)), ("12".to_owned(), "None".to_owned()));
    }

    #[test]
    fn a_figure_without_panels_is_none() {
        let data = DataTable::new("income").words("Economy").numbers("Real income", "%");
        let empty = Figure::new("income", "Real income", "Change.", data);
        assert!(empty.value().is_none());
        assert!(empty.panel("<svg></svg>").value().is_some());
    }
}
