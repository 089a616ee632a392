//! How is a table of a person read, whether it is CSV or a workbook?
//!
//! Cells stay text until someone asks for numbers; each knows its file, sheet and row.

use crate::error::CompaniesError;
use crate::percent;
use detente_world::nearest;
use jiff::civil::Date;

/// A table as read, with a header and rows of text.
pub(crate) struct Sheet {
    file: String,
    /// Name of the sheet in a workbook.
    sheet: Option<String>,
    header: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    /// Line of a text file, row of a sheet, from 1.
    line: u64,
    cells: Vec<String>,
}

impl Sheet {
    /// Reads CSV, or the first sheet of a workbook, by the ending of the name; refuses columns that
    /// mean nothing.
    pub fn read(
        file: &str,
        bytes: &[u8],
        required: &[&str],
        optional: &[&str],
    ) -> Result<Self, CompaniesError> {
        let sheet = if file.to_ascii_lowercase().ends_with(".xlsx") {
            workbook(file, bytes)?
        } else {
            text(file, bytes)?
        };
        if sheet.header.iter().all(String::is_empty) {
            let hint =
                format!("its first line names the columns, at least {}", required.join(", "));
            return Err(CompaniesError::file(file, "it is empty", hint));
        }
        let known: Vec<&str> = required.iter().chain(optional).copied().collect();
        let mut problems = Vec::new();
        for (at, name) in sheet.header.iter().enumerate() {
            if !known.contains(&name.as_str()) {
                let hint = nearest(name, known.iter().copied());
                problems.push(CompaniesError::file(
                    file,
                    format!("column `{name}` is not known"),
                    format!("the columns are {}{hint}", known.join(", ")),
                ));
            }
            if sheet.header[..at].contains(name) {
                problems.push(CompaniesError::file(
                    file,
                    format!("there are two columns `{name}`"),
                    "rename or remove one",
                ));
            }
        }
        for name in required {
            if !sheet.header.iter().any(|own| own == name) {
                let present = sheet.header.join("`, `");
                problems.push(CompaniesError::file(
                    file,
                    format!("there is no column `{name}`"),
                    format!("it has `{present}`; add the column or rename one"),
                ));
            }
        }
        CompaniesError::several(problems)?;
        Ok(sheet)
    }

    pub fn count(&self) -> usize {
        self.rows.len()
    }

    /// The line of a row, from 1.
    pub fn line(&self, row: usize) -> u64 {
        self.rows[row].line
    }

    /// A cell, trimmed; empty where the column is missing.
    pub fn text(&self, row: usize, column: &str) -> &str {
        let at = self.header.iter().position(|name| name == column);
        at.and_then(|at| self.rows[row].cells.get(at)).map_or("", |cell| cell.trim())
    }

    /// A day, as YYYY-MM-DD, or as the day number of a workbook whose column has another format.
    pub fn date(&self, row: usize, column: &str) -> Result<Date, String> {
        let text = self.text(row, column);
        if let Ok(date) = text.parse::<Date>() {
            return Ok(date);
        }
        // Days since 1900, from 1927 to 2173: what stands in a price file as a number is one of
        // them.
        let serial = text.parse::<f64>().ok().filter(|serial| (1e4..1e5).contains(serial));
        match serial {
            Some(serial) if self.sheet.is_some() => {
                day(serial).ok_or_else(|| format!("`{text}` is no date"))
            }
            Some(_) => Err(format!(
                "`{text}` is no date but may be the day number of a spreadsheet; give the column the format YYYY-MM-DD and save it again"
            )),
            None => Err(format!("`{text}` is not a date; write it as YYYY-MM-DD")),
        }
    }

    /// Where a row stands, in the words of its format.
    fn place(&self, row: usize) -> String {
        match &self.sheet {
            Some(sheet) => format!("sheet `{sheet}`, row {}", self.rows[row].line),
            None => format!("line {}", self.rows[row].line),
        }
    }

    /// An error in one cell.
    pub fn error(&self, row: usize, column: &str, what: impl Into<String>) -> CompaniesError {
        let (file, place) = (self.file.clone(), self.place(row));
        CompaniesError::Cell { file, place, column: column.to_owned(), what: what.into() }
    }

    /// A number, or nothing where the cell is empty; the rest are problems.
    pub fn number(
        &self,
        row: usize,
        column: &str,
        problems: &mut Vec<CompaniesError>,
    ) -> Option<f64> {
        let text = self.text(row, column);
        if text.is_empty() {
            return None;
        }
        let percent = text.strip_suffix('%').map(str::trim_end);
        match percent.unwrap_or(text).parse::<f64>() {
            Ok(value)
                if value.is_finite() && (percent.is_none() || self.text(row, "unit") == "%") =>
            {
                Some(value)
            }
            Ok(_) if percent.is_some() => {
                let unit = self.text(row, "unit");
                let what = format!(
                    "`{text}` is a percentage, but the unit of the row is `{unit}`; give both the same unit"
                );
                problems.push(self.error(row, column, what));
                None
            }
            _ => {
                let what = format!(
                    "`{text}` is not a number; write it with a point, without a unit and without separators between thousands"
                );
                problems.push(self.error(row, column, what));
                None
            }
        }
    }
}

fn text(file: &str, bytes: &[u8]) -> Result<Sheet, CompaniesError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        CompaniesError::file(file, format!("line {line} is not UTF-8"), "save the file as UTF-8")
    })?;
    let mut reader = csv::ReaderBuilder::new()
        .from_reader(text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes());
    let broken = |error: csv::Error| {
        CompaniesError::file(
            file,
            error.to_string(),
            "save it as CSV with commas, and put text with commas in quotes",
        )
    };
    let header: Vec<String> =
        reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_owned()).collect();
    if let [only] = header.as_slice()
        && (only.contains(';') || only.contains('\t'))
    {
        return Err(CompaniesError::file(
            file,
            "the columns are not separated by commas",
            "save it as CSV with commas",
        ));
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(broken)?;
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(Row { line, cells: record.iter().map(str::to_owned).collect() });
    }
    Ok(Sheet { file: file.to_owned(), sheet: None, header, rows })
}

fn workbook(file: &str, bytes: &[u8]) -> Result<Sheet, CompaniesError> {
    let sheet = detente_world::sheet::first(file, bytes)?;
    let name = sheet.name;
    let percent = percent::cells(bytes, &name);
    // The table may begin in any column.
    let filled = |row: &detente_world::sheet::SheetRow| {
        row.cells.iter().position(|cell| !cell.trim().is_empty())
    };
    let first = sheet.rows.iter().filter_map(filled).min().unwrap_or(0);
    let mut lines = sheet.rows.into_iter();
    let Some(head) = lines.next() else {
        return Err(CompaniesError::file(
            file,
            format!("sheet `{name}` is empty"),
            "its first row names the columns",
        ));
    };
    let mut header: Vec<String> =
        head.cells.iter().skip(first).map(|cell| cell.trim().to_owned()).collect();
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    let mut rows = Vec::new();
    for row in lines {
        if let Some(at) =
            (first + header.len()..row.cells.len()).find(|at| !row.cells[*at].trim().is_empty())
        {
            let what = format!(
                "sheet `{name}`, row {}, holds something in column {}, which has no name",
                row.number,
                at + 1
            );
            return Err(CompaniesError::file(
                file,
                what,
                "delete it, or name its column in the first row",
            ));
        }
        let place = u32::try_from(row.number.saturating_sub(1)).unwrap_or(u32::MAX);
        let in_percent =
            |column: usize| percent.contains(&(place, u32::try_from(column).unwrap_or(u32::MAX)));
        let cell = |(column, cell): (usize, String)| match cell.parse::<f64>() {
            Ok(share) if in_percent(column) => format!("{}%", percent_of(share)),
            _ => cell,
        };
        let cells: Vec<String> = row.cells.into_iter().enumerate().map(cell).skip(first).collect();
        // A row below the last that looks filled.
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push(Row { line: row.number, cells });
        }
    }
    Ok(Sheet { file: file.to_owned(), sheet: Some(name), header, rows })
}

/// Through the decimal text, so that 0.07 reads 7 and not 7.000000000000001.
fn percent_of(share: f64) -> f64 {
    format!("{share}e2").parse().unwrap_or(100.0 * share)
}

/// A day of a workbook: whole days since 30 December 1899.
fn day(serial: f64) -> Option<Date> {
    let days = jiff::Span::new().try_days(serial.floor() as i64).ok()?;
    Date::constant(1899, 12, 30).checked_add(days).ok()
}
