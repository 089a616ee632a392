//! How is a run kept as a workbook? A sheet about it, one about its columns, and one per table.
//!
//! A sheet of a table has the names of its columns in row 1, their units in row 2, both frozen, and
//! cells from row 3 on: numbers as numbers with all their digits, days as days. The filter stands
//! on row 2, so that sorting leaves the units where they are. The same run gives the same bytes:
//! the workbook is dated by the day of the run.

use crate::error::ReportError;
use crate::top::{largest, leading};
use detente_record::Summary;
use detente_record::catalogue::{Currencies, TableNote, Unit};
use detente_record::{currencies, described, described_column, endless};
use detente_world::Source;
use detente_world::table::{Column, Table};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};
use std::collections::HashMap;

/// Rows of a sheet above the cells.
const HEAD: u32 = 2;
/// Rows that a sheet can have.
const MOST: usize = 1_048_576;
/// Rows looked at to find the width of a column.
const SAMPLED: usize = 2000;
/// Width of a column of names.
const NAMED: f64 = 24.0;
/// Narrowest and widest column, in characters.
const WIDTHS: (f64, f64) = (9.0, 60.0);

/// Rows of a long table that its sheet has, the largest changes first.
pub(crate) const TOP: usize = 1_000;

/// The run as an XLSX file: `tables` in their order. A table of more than 1,000 rows has the rows
/// that change most; `whole` keeps all of them.
///
/// # Errors
/// If a table is not in the catalogue or has more rows than a sheet can have.
pub fn workbook(summary: &Summary, tables: &[&Table], whole: bool) -> Result<Vec<u8>, ReportError> {
    let mut book = Workbook::new();
    let units = currencies(summary);
    book.set_properties(&properties(summary)?);
    about(book.add_worksheet(), summary, tables, whole)?;
    columns(book.add_worksheet(), summary, tables, &units)?;
    let formats = Formats::new();
    for table in tables {
        if whole && table.rows() + HEAD as usize > MOST {
            return Err(ReportError::TooLong {
                table: table.name.clone(),
                rows: table.rows(),
                most: MOST,
            });
        }
        let note = described(table)?;
        let rows = largest(table, note, if whole { usize::MAX } else { TOP });
        let names = Names::of(summary);
        sheet(
            book.add_worksheet_with_constant_memory()?,
            (table, &rows),
            (&units, &names),
            &formats,
        )?;
    }
    Ok(book.save_to_buffer()?)
}

fn properties(summary: &Summary) -> Result<DocProperties, ReportError> {
    let day = ExcelDateTime::parse_from_str(&summary.date)?;
    let made = format!("detente {}", summary.version);
    Ok(DocProperties::new()
        .set_title(&summary.title)
        .set_subject(format!("{} on {}", summary.scenario, summary.date))
        .set_author(&made)
        .set_comment(format!("manifest {}", summary.manifest))
        .set_creation_datetime(&day))
}

/// How cells look.
struct Formats {
    name: Format,
    unit: Format,
    date: Format,
}

impl Formats {
    fn new() -> Self {
        Self {
            name: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top),
            unit: Format::new().set_italic().set_text_wrap().set_align(FormatAlign::Top),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

/// How a number of a unit is shown; the cell keeps every digit.
fn number_format(unit: Unit) -> Format {
    let picture = match unit {
        Unit::Percent => "0.00",
        Unit::Money | Unit::MoneyPerYear | Unit::PresentValue | Unit::MoneyPerDay => "#,##0.0",
        Unit::Price | Unit::MoneyPerUnit => "#,##0.00",
        Unit::Ratio | Unit::Share => "0.0000",
        Unit::Weeks | Unit::Days | Unit::Quantity | Unit::QuantityPerYear => "#,##0.00",
        Unit::Count | Unit::Years | Unit::YesNo => "0",
        Unit::AsTheRowSays | Unit::Words | Unit::Date => "General",
    };
    Format::new().set_num_format(picture)
}

/// A column of a sheet, ready to be written.
struct Shown<'t> {
    place: u16,
    column: &'t Column,
    unit: Unit,
    format: Format,
    /// What a cell without an end says.
    endless: &'static str,
    /// The numbers of a column of words that are all numbers.
    numbers: Option<Vec<Option<f64>>>,
    /// Whether the names of its codes stand beside it.
    named: bool,
}

impl Shown<'_> {
    fn write(
        &self,
        sheet: &mut Worksheet,
        line: u32,
        row: usize,
        names: &Names<'_>,
    ) -> Result<(), ReportError> {
        let at = self.place;
        if let (true, Column::Text(words)) = (self.named, self.column)
            && let Some(name) = names.0.get(words[row].as_str())
        {
            sheet.write_string(line, at + 1, *name)?;
        }
        match self.column {
            // The format of the column is that of its cells.
            Column::Number(_) | Column::Partial(_) => match self.column.number(row) {
                None => return Ok(()),
                Some(value) if value.is_finite() => sheet.write_number(line, at, value)?,
                Some(_) => sheet.write_string(line, at, self.endless)?,
            },
            Column::Text(words) if words[row].is_empty() => return Ok(()),
            Column::Text(words) if self.unit == Unit::Date => {
                let day = ExcelDateTime::parse_from_str(&words[row])?;
                sheet.write_datetime_with_format(line, at, day, &self.format)?
            }
            Column::Text(words) => match self.numbers.as_ref().and_then(|numbers| numbers[row]) {
                Some(number) => sheet.write_number(line, at, number)?,
                None => sheet.write_string(line, at, &words[row])?,
            },
        };
        Ok(())
    }
}

/// English names of the codes of a run.
struct Names<'s>(HashMap<&'s str, &'s str>);

impl<'s> Names<'s> {
    fn of(summary: &'s Summary) -> Self {
        let chains =
            summary.commodity.iter().flat_map(|chain| chain.goods.iter().chain(&chain.economies));
        let all = summary.world.sectors.iter().chain(&summary.world.economies).chain(chains);
        Self(all.map(|named| (named.code.as_str(), named.name.as_str())).collect())
    }

    /// Whether a column holds codes whose names say more.
    fn told(&self, column: &Column) -> bool {
        let Column::Text(words) = column else { return false };
        let known =
            |word: &String| self.0.get(word.as_str()).is_some_and(|name| *name != word.as_str());
        words.iter().any(known)
            && words.iter().all(|word| word.is_empty() || word == "*" || known(word))
    }
}

fn sheet(
    sheet: &mut Worksheet,
    (table, rows): (&Table, &[usize]),
    (units, names): (&Currencies, &Names<'_>),
    formats: &Formats,
) -> Result<(), ReportError> {
    let note = described(table)?;
    sheet.set_name(&table.name)?;
    sheet.set_freeze_panes(HEAD, frozen(note))?;
    let shown = heads(sheet, table, (units, names), formats)?;
    for (line, row) in rows.iter().enumerate() {
        for column in &shown {
            column.write(sheet, HEAD + line as u32, *row, names)?;
        }
    }
    let last = shown.last().map_or(0, |last| last.place + u16::from(last.named));
    sheet.autofilter(1, 0, (rows.len() as u32 + HEAD - 1).max(HEAD), last)?;
    Ok(())
}

/// Writes names and units, and gives the columns below them.
fn heads<'t>(
    sheet: &mut Worksheet,
    table: &'t Table,
    (units, names): (&Currencies, &Names<'_>),
    formats: &Formats,
) -> Result<Vec<Shown<'t>>, ReportError> {
    let note = described(table)?;
    let mut shown = Vec::with_capacity(table.columns.len());
    let mut place = 0;
    for (name, column) in &table.columns {
        let (unit, named) = (described_column(note, name)?.unit, names.told(column));
        sheet.write_with_format(0, place, name, &formats.name)?;
        if named {
            sheet.write_with_format(0, place + 1, format!("{name} (name)"), &formats.name)?;
            sheet.set_column_width(place + 1, NAMED)?;
        }
        sheet.set_column_width(place, width(name, column, unit))?;
        let format = if unit == Unit::Date { formats.date.clone() } else { number_format(unit) };
        if !unit.is_words() {
            sheet.set_column_format(place, &format)?;
        }
        let numbers =
            if note.keys.contains(&name.as_str()) { None } else { written_numbers(column, unit) };
        shown.push(Shown {
            place,
            column,
            unit,
            format,
            endless: endless(name).unwrap_or_default(),
            numbers,
            named,
        });
        place += 1 + u16::from(named);
    }
    for column in &shown {
        let text =
            if column.unit == Unit::Date { "date".to_owned() } else { column.unit.text(units) };
        sheet.write_with_format(1, column.place, text, &formats.unit)?;
    }
    Ok(shown)
}

/// The numbers of a column of words whose cells are all numbers or empty, as where a figure is not
/// known; none of any other column.
fn written_numbers(column: &Column, unit: Unit) -> Option<Vec<Option<f64>>> {
    let Column::Text(words) = column else { return None };
    // A code may begin with a zero, and `inf` and `nan` are words.
    let code = |word: &str| {
        word.starts_with('0') && word.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
    };
    let read =
        |word: &String| word.parse::<f64>().ok().filter(|value| value.is_finite() && !code(word));
    let numbers: Vec<Option<f64>> = words.iter().map(read).collect();
    let every =
        words.iter().zip(&numbers).all(|(word, number)| word.is_empty() || number.is_some());
    (unit == Unit::Words && every && numbers.iter().any(Option::is_some)).then_some(numbers)
}

/// A table has a dozen columns.
fn place(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

/// Key columns at the left edge stay in sight.
fn frozen(note: &TableNote) -> u16 {
    place(
        note.columns
            .iter()
            .take_while(|column| note.keys.contains(&column.name.as_str()))
            .count()
            .min(3),
    )
}

fn width(name: &str, column: &Column, unit: Unit) -> f64 {
    let longest = match column {
        Column::Text(words) => {
            words.iter().take(SAMPLED).map(|word| word.chars().count()).max().unwrap_or(0)
        }
        Column::Number(_) | Column::Partial(_) => 12,
    };
    let unit = if unit == Unit::Date { 10 } else { 0 };
    // Names and units wrap at their spaces; a name has none.
    (longest.max(unit).max(name.chars().count()) as f64 + 2.0).clamp(WIDTHS.0, WIDTHS.1)
}

/// Lines of the first sheet: bold heads, pairs, and lists.
struct Lines<'s> {
    sheet: &'s mut Worksheet,
    row: u32,
    bold: Format,
    wrap: Format,
}

impl Lines<'_> {
    fn head(&mut self, text: &str) -> Result<(), ReportError> {
        self.row += u32::from(self.row > 0);
        self.sheet.write_with_format(self.row, 0, text, &self.bold)?;
        self.row += 1;
        Ok(())
    }

    fn cells(&mut self, cells: &[&str]) -> Result<(), ReportError> {
        for (at, cell) in cells.iter().enumerate() {
            self.sheet.write_with_format(self.row, place(at), *cell, &self.wrap)?;
        }
        self.row += 1;
        Ok(())
    }

    fn list(&mut self, head: &str, lines: &[String]) -> Result<(), ReportError> {
        if lines.is_empty() {
            return Ok(());
        }
        self.head(head)?;
        lines.iter().try_for_each(|line| self.cells(&[line]))
    }
}

fn about(
    sheet: &mut Worksheet,
    summary: &Summary,
    tables: &[&Table],
    whole: bool,
) -> Result<(), ReportError> {
    sheet.set_name("About")?;
    for (at, width) in [60.0, 36.0, 36.0, 18.0, 60.0].into_iter().enumerate() {
        sheet.set_column_width(place(at), width)?;
    }
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut lines = Lines { sheet, row: 0, bold: Format::new().set_bold(), wrap };
    lines.head(&summary.title)?;
    let (certificate, world) = (&summary.certificate, &summary.world);
    let solved = format!(
        "{}, residual {:.1e} ({})",
        certificate.status, certificate.residual, certificate.norm
    );
    let made = format!("detente {}", summary.version);
    let of = format!("{} ({})", world.title, world.id);
    let pairs: [[&str; 2]; 7] = [
        ["scenario", &summary.scenario],
        ["state of policy on", &summary.date],
        ["made by", &made],
        ["world", &of],
        ["money", &world.currency],
        ["years solved", &solved],
        ["SHA-256 of manifest.json", &summary.manifest],
    ];
    pairs.iter().try_for_each(|pair| lines.cells(pair))?;
    for chain in &summary.commodity {
        let text = format!(
            "{}; {} a year, prices in {}; base year {}; residual {:.1e}",
            chain.title, chain.unit, chain.price_unit, chain.base_year, chain.residual
        );
        lines.cells(&[&format!("chain {}", chain.id), &text])?;
    }
    lines.list("Changed on the command line", &summary.overrides)?;
    entries(&mut lines, summary)?;
    lines.head("Sheets")?;
    for table in tables {
        let note = described(table)?;
        lines.cells(&[
            &table.name,
            note.title,
            &format!("one row per {}", note.row),
            &rows(table, note, whole),
        ])?;
    }
    sources(&mut lines, summary)?;
    lines.list("Options of the model", &summary.options)?;
    lines.list("The years under other assumptions", &summary.otherwise)?;
    lines.list("What the model leaves out", &summary.limits)?;
    lines.list("Notes on the world", &world.notes)?;
    for chain in &summary.commodity {
        lines.list(&format!("Assumed in {}", chain.id), &chain.assumed)?;
        lines.list(&format!("Not known in {} and not computed", chain.id), &chain.refused)?;
    }
    if let Some(package) = &summary.package {
        lines.list("Notes on the negotiation", &package.notes)?;
    }
    Ok(())
}

/// How many rows a sheet has, and which of all.
fn rows(table: &Table, note: &TableNote, whole: bool) -> String {
    if whole || table.rows() <= TOP {
        return table.rows().to_string();
    }
    let by =
        leading(table, note).map_or(String::new(), |by| format!(", the largest by {by} first"));
    format!("{TOP} of {}{by}; detente report --full writes all", table.rows())
}

fn entries(lines: &mut Lines<'_>, summary: &Summary) -> Result<(), ReportError> {
    lines.head("Entries of the scenario: name, kind, period, in force on the day, source")?;
    for entry in &summary.entries {
        let force = if entry.in_force { "yes" } else { "no" };
        lines.cells(&[&entry.name, &entry.kind, &entry.period, force, &entry.source])?;
    }
    Ok(())
}

fn sources(lines: &mut Lines<'_>, summary: &Summary) -> Result<(), ReportError> {
    lines.head("Sources: name, licence, vintage, grade, used for")?;
    let chains = summary.commodity.iter().flat_map(|chain| &chain.sources);
    let mut told: Vec<&Source> = Vec::new();
    for source in summary.world.sources.iter().chain(chains) {
        if told.contains(&source) {
            continue;
        }
        told.push(source);
        let grade = source.grade.map_or(String::new(), |grade| format!("{grade:?}"));
        let used = source.used_for.as_deref().unwrap_or("");
        let name = source
            .url
            .as_ref()
            .map_or_else(|| source.name.clone(), |url| format!("{} ({url})", source.name));
        lines.cells(&[&name, &source.licence, &source.vintage, &grade, used])?;
    }
    Ok(())
}

/// One row per column of every table: unit, meaning, equation.
fn columns(
    sheet: &mut Worksheet,
    summary: &Summary,
    tables: &[&Table],
    units: &Currencies,
) -> Result<(), ReportError> {
    sheet.set_name("Columns")?;
    let bold = Format::new().set_bold();
    let heads = [
        "table",
        "column",
        "key",
        "unit",
        "meaning",
        "endless cells say",
        "equation",
        "source of the equation",
    ];
    for (at, (head, width)) in
        heads.into_iter().zip([24.0, 28.0, 6.0, 28.0, 60.0, 24.0, 60.0, 40.0]).enumerate()
    {
        sheet.write_with_format(0, place(at), head, &bold)?;
        sheet.set_column_width(place(at), width)?;
    }
    let mut row = 0;
    for table in tables {
        let note = described(table)?;
        for (name, _) in &table.columns {
            let column = described_column(note, name)?;
            let by = column.equation.and_then(|id| summary.equation(id));
            row += 1;
            let text = by
                .as_ref()
                .map_or(String::new(), |by| format!("{} {}", by.number, by.text).trim().to_owned());
            let key = if note.keys.contains(&name.as_str()) { "yes" } else { "" };
            let says =
                if has_endless(table, name) { endless(name).unwrap_or_default() } else { "" };
            let unit =
                if column.unit == Unit::Date { "date".to_owned() } else { column.unit.text(units) };
            let source = by.as_ref().map_or("", |by| by.source);
            let cells = [&table.name, name, key, &unit, &column.meaning, says, &text, source];
            for (at, cell) in cells.into_iter().enumerate() {
                sheet.write_string(row, place(at), cell)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, row.max(1), place(heads.len() - 1))?;
    Ok(())
}

fn has_endless(table: &Table, name: &str) -> bool {
    let endless = |column: &Column| {
        (0..column.len()).any(|row| column.number(row).is_some_and(f64::is_infinite))
    };
    table.column(name).is_some_and(endless)
}
