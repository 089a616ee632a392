//! What is a table of the page: words and numbers that are text already, and where they are from?

use crate::number::typed_minus;
use minijinja::{Value, context};

/// Rows that are shown before the rest is folded, and how many more it takes for that.
const FIRST: usize = 5;
const REST: usize = 3;

/// A column of a table.
struct Head {
    name: String,
    words: bool,
    /// What a cell says, in a sentence; empty where the name says it.
    meaning: String,
}

/// A table on the page.
pub struct Sheet {
    caption: String,
    heads: Vec<Head>,
    /// Text of the cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// What a reader needs to know, below the table.
    pub note: String,
    tables: Vec<String>,
    key: String,
}

impl Sheet {
    /// A table without rows; each column with whether it holds words.
    pub fn new(caption: impl Into<String>, heads: &[(&str, bool)]) -> Self {
        let head = |(name, words): &(&str, bool)| Head {
            name: (*name).to_owned(),
            words: *words,
            meaning: String::new(),
        };
        let heads = heads.iter().map(head).collect();
        let (rows, tables) = (Vec::new(), Vec::new());
        Self {
            caption: caption.into(),
            heads,
            rows,
            note: String::new(),
            tables,
            key: String::new(),
        }
    }

    /// Adds a column of numbers.
    pub fn column(&mut self, name: impl Into<String>) {
        self.heads.push(Head { name: name.into(), words: false, meaning: String::new() });
    }

    /// Says what a reader needs to know, below the table.
    pub fn noted(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    /// Gives heads, by position, the meaning that the catalogue has for columns of a table.
    pub fn meant(mut self, table: &str, columns: &[(usize, &str)]) -> Self {
        for (at, column) in columns {
            if let Some(head) = self.heads.get_mut(*at) {
                head.meaning = detente_record::catalogue::meaning(table, column);
            }
        }
        self
    }

    /// Says which tables of the run the numbers are from, and the key of a row of the first that
    /// stands for them.
    pub fn from(mut self, tables: &[&str], key: impl Into<String>) -> Self {
        self.tables = tables.iter().map(|table| (*table).to_owned()).collect();
        self.key = key.into();
        self
    }

    /// Caption and heads, for what is no page.
    pub fn head(&self) -> (&str, Vec<&str>) {
        (&self.caption, self.heads.iter().map(|head| head.name.as_str()).collect())
    }

    /// For the template; nothing for a table without rows. A column without an entry is left out.
    pub fn value(mut self) -> Option<Value> {
        if self.rows.is_empty() {
            return None;
        }
        for column in (0..self.heads.len()).rev() {
            if self.rows.iter().all(|row| row.get(column).is_none_or(String::is_empty)) {
                self.heads.remove(column);
                self.rows
                    .iter_mut()
                    .filter(|row| row.len() > column)
                    .for_each(|row| drop(row.remove(column)));
            }
        }
        let words: Vec<bool> = self.heads.iter().map(|head| head.words).collect();
        let head = |Head { name, words, meaning }: &Head| context! { name, words, meaning };
        let heads: Vec<Value> = self.heads.iter().map(head).collect();
        let cell = |(text, words): (&String, &bool)| {
            context! { text => if *words { text.clone() } else { typed_minus(text) }, words => *words }
        };
        let mut rows: Vec<Vec<Value>> =
            self.rows.iter().map(|row| row.iter().zip(&words).map(cell).collect()).collect();
        let rest = if rows.len() >= FIRST + REST { rows.split_off(FIRST) } else { Vec::new() };
        let name = file_name(&self.caption);
        let trace = crate::trace::trace(&self.tables, &self.key);
        Some(
            context! { caption => self.caption, name, heads, rows, rest, note => self.note, trace },
        )
    }
}

/// A caption as the name of a file: letters, digits and hyphens.
fn file_name(caption: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter } else { ' ' };
    let words: String = caption.to_lowercase().chars().map(plain).collect();
    let name = words.split_whitespace().take(8).collect::<Vec<_>>().join("-");
    if name.is_empty() { "table".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_drops_columns_without_an_entry_and_is_nothing_without_rows() {
        let mut sheet = Sheet::new("a", &[("x", true), ("empty", false), ("y", false)]);
        assert!(Sheet::new("b", &[("x", true)]).value().is_none());
        sheet.rows.push(vec!["1".to_owned(), String::new(), "-2".to_owned()]);
        let shown = sheet.value().map(|value| value.to_string()).unwrap_or_default();
        assert!(!shown.contains("empty") && shown.contains("\u{2212}2"), "{shown}");
    }

    #[test]
    fn a_long_sheet_shows_its_first_rows_and_folds_the_rest() {
        let rows = |count: usize| {
            let mut sheet = Sheet::new("What runs short, % of need", &[("x", true)]);
            sheet.rows = (0..count).map(|row| vec![row.to_string()]).collect();
            let value = sheet.value().unwrap();
            assert_eq!(value.get_attr("name").unwrap().to_string(), "what-runs-short-of-need");
            ["rows", "rest"].map(|part| value.get_attr(part).unwrap().len().unwrap())
        };
        assert_eq!([rows(7), rows(8)], [[7, 0], [5, 3]]);
    }
}
