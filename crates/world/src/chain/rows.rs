//! Rows of a chain's tables: words, truths, intervals and where they come from, each fault with its
//! place.

use super::data::Fact;
use super::interval::Interval;
use crate::error::WorldError;
use crate::source::Grade;
use crate::table::raw::Raw;
use std::collections::HashMap;

/// One table, every column as text.
pub(super) struct Rows {
    raw: Raw,
    columns: HashMap<String, Vec<String>>,
}

impl Rows {
    /// Takes a table that must have the columns `required` and may have those of `optional`; others
    /// are refused.
    pub fn new(
        raw: Raw,
        required: &[&str],
        optional: &[&str],
        problems: &mut Vec<WorldError>,
    ) -> Result<Self, WorldError> {
        let mut columns = HashMap::new();
        let facts = ["source", "vintage", "grade"];
        let mut names = Vec::new();
        for (name, _) in &raw.columns {
            let stem =
                name.strip_suffix("_low").or_else(|| name.strip_suffix("_high")).unwrap_or(name);
            let known = |list: &[&str]| list.contains(&stem) || list.contains(&name.as_str());
            if !(known(required) || known(optional) || known(&facts) || name == "note") {
                let all = [required, optional, &facts, &["note"]].concat().join(", ");
                let what = format!("column `{name}` is not known");
                problems.push(WorldError::file(&raw.file, what, format!("the columns are {all}")));
            }
            names.push(name.clone());
        }
        for name in names {
            let words = raw.words(&name)?;
            columns.insert(name, words.cells().map(str::to_owned).collect());
        }
        for name in required {
            if !columns.contains_key(*name) {
                raw.require(name)?;
            }
        }
        Ok(Self { raw, columns })
    }

    pub fn count(&self) -> usize {
        self.raw.rows
    }

    pub fn error(&self, row: usize, column: &str, what: impl Into<String>) -> WorldError {
        self.raw.cell_error(row, column, what)
    }

    /// A word; empty where the column is missing.
    pub fn text(&self, row: usize, column: &str) -> &str {
        self.columns.get(column).map_or("", |cells| cells[row].as_str())
    }

    /// A word that has to be there.
    pub fn word(&self, row: usize, column: &str, problems: &mut Vec<WorldError>) -> String {
        let text = self.text(row, column);
        if text.is_empty() {
            problems.push(self.error(row, column, "the cell is empty; name it"));
        }
        text.to_owned()
    }

    pub fn truth(&self, row: usize, column: &str, problems: &mut Vec<WorldError>) -> bool {
        match self.text(row, column).to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => true,
            "false" | "no" | "0" => false,
            other => {
                problems.push(self.error(
                    row,
                    column,
                    format!("`{other}` is neither true nor false"),
                ));
                false
            }
        }
    }

    /// The position of a code in a list.
    pub fn position(
        &self,
        row: usize,
        column: &str,
        codes: &HashMap<String, usize>,
        problems: &mut Vec<WorldError>,
    ) -> usize {
        let code = self.text(row, column);
        codes.get(code).copied().unwrap_or_else(|| {
            let hint = crate::nearest::nearest(code, codes.keys().map(String::as_str));
            problems.push(self.error(
                row,
                column,
                format!("`{code}` is not listed in the chain{hint}"),
            ));
            0
        })
    }

    /// A number, or nothing if the cell is empty.
    pub fn number(&self, row: usize, column: &str, problems: &mut Vec<WorldError>) -> Option<f64> {
        let text = self.text(row, column);
        if text.is_empty() || text == "NaN" {
            return None;
        }
        let value = text.parse::<f64>().ok().filter(|value| value.is_finite());
        if value.is_none() {
            problems.push(self.error(row, column, format!("`{text}` is not a finite number")));
        }
        value
    }

    /// The interval of the columns `<stem>_low`, `<stem>`, `<stem>_high`, or nothing if all are
    /// empty; within `least` and `most`. Without an upper bound it is open above.
    pub fn interval(
        &self,
        row: usize,
        stem: &str,
        (least, most): (f64, f64),
        problems: &mut Vec<WorldError>,
    ) -> Option<Interval> {
        let (low_column, high_column) = (format!("{stem}_low"), format!("{stem}_high"));
        let before = problems.len();
        let mid = self.number(row, stem, problems);
        let (low, high) =
            (self.number(row, &low_column, problems), self.number(row, &high_column, problems));
        if problems.len() > before {
            return None;
        }
        let interval = match (low, mid, high) {
            (None, None, None) => return None,
            (None, Some(mid), None) => Interval::point(mid),
            (Some(low), mid, Some(high)) => Interval::new(low, mid, high),
            (Some(low), mid, None) => Interval::new(low, mid, f64::INFINITY),
            (None, _, Some(_)) => {
                let what = "the lower bound is missing; give one, or only the middle for a figure without spread";
                problems.push(self.error(row, &low_column, what));
                return None;
            }
        };
        match interval {
            None => problems.push(self.error(
                row,
                stem,
                "the figures are not in the order low <= middle <= high",
            )),
            Some(found) if found.low() < least || found.high() > most => {
                let range = match (least.is_finite(), most.is_finite()) {
                    (true, true) => format!("between {least} and {most}"),
                    (true, false) => format!("at least {least}"),
                    _ => format!("at most {most}"),
                };
                let given = if found.is_point() {
                    found.low().to_string()
                } else {
                    format!("{} to {}", found.low(), found.high())
                };
                let what = format!("{given} is out of range; it is {range}");
                problems.push(self.error(row, stem, what));
            }
            Some(_) => {}
        }
        interval
    }

    /// Where the row comes from.
    pub fn fact(&self, row: usize, problems: &mut Vec<WorldError>) -> Fact {
        let grade = match self.text(row, "grade") {
            "A" => Grade::A,
            "B" => Grade::B,
            "C" => Grade::C,
            "D" => Grade::D,
            other => {
                let what = format!(
                    "grade `{other}`; it is A (official), B (quoted), C (weak) or D (derived)"
                );
                problems.push(self.error(row, "grade", what));
                Grade::D
            }
        };
        let (source, vintage) =
            (self.word(row, "source", problems), self.text(row, "vintage").to_owned());
        Fact { source, vintage, grade, line: self.raw.lines.get(row).copied() }
    }
}
