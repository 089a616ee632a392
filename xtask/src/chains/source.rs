//! The source tables and the facts written by hand, read as records.

use super::ChainsError;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// One row of a table, by column.
#[derive(Clone, Debug)]
pub struct Record {
    table: String,
    line: usize,
    cells: BTreeMap<String, String>,
}

impl Record {
    /// A cell as text.
    pub fn text(&self, column: &str) -> Result<&str, ChainsError> {
        self.cells
            .get(column)
            .map(String::as_str)
            .ok_or_else(|| self.wrong(&format!("there is no column `{column}`")))
    }

    /// A cell as a number; an empty one is none.
    pub fn number(&self, column: &str) -> Result<Option<f64>, ChainsError> {
        let text = self.text(column)?.replace(',', "");
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse().ok().filter(|number: &f64| number.is_finite());
        number
            .map(Some)
            .ok_or_else(|| self.wrong(&format!("`{text}` in column `{column}` is not a number")))
    }

    /// A cell that must hold a number.
    pub fn required(&self, column: &str) -> Result<f64, ChainsError> {
        self.number(column)?.ok_or_else(|| self.wrong(&format!("column `{column}` is empty")))
    }

    /// The error that something is wrong with this row.
    pub fn wrong(&self, what: &str) -> ChainsError {
        ChainsError::Table { table: self.table.clone(), line: self.line, what: what.to_owned() }
    }
}

/// All rows of a CSV file, compressed or not by the ending of its name. Rows of grade M are from
/// memory and are left out.
pub fn records(folder: &Path, name: &str) -> Result<Vec<Record>, ChainsError> {
    let path = folder.join(name);
    let file = std::fs::File::open(&path)
        .map_err(|error| ChainsError::File { path: path.clone(), error })?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|ending| ending == "gz") {
        Box::new(GzDecoder::new(file))
    } else {
        Box::new(file)
    };
    parse(name, reader)
}

/// Reads the rows of a CSV table.
pub fn parse(name: &str, reader: impl Read) -> Result<Vec<Record>, ChainsError> {
    let mut rows = Vec::new();
    for (place, cells) in csv::Reader::from_reader(reader).deserialize().enumerate() {
        let wrong = |error: csv::Error| ChainsError::Table {
            table: name.to_owned(),
            line: place + 2,
            what: error.to_string(),
        };
        let cells: BTreeMap<String, String> = cells.map_err(wrong)?;
        if cells.get("grade").is_none_or(|grade| grade != "M") {
            rows.push(Record { table: name.to_owned(), line: place + 2, cells });
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_from_memory_are_left_out() {
        let rows =
            parse("test", "item,value,grade\na,\"1,300\",A\nb,2,M\nc,,B\n".as_bytes()).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].required("value").unwrap(), 1300.0);
        assert_eq!(rows[1].number("value").unwrap(), None);
    }

    #[test]
    fn errors_name_table_and_line() {
        let rows = parse("prices.csv", "item,value\na,cheap\n".as_bytes()).unwrap();
        let message = rows[0].required("value").unwrap_err().to_string();
        assert!(
            message.contains("prices.csv")
                && message.contains("line 2")
                && message.contains("cheap"),
            "{message}"
        );
    }
}
