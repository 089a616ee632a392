//! What does each row and column of a published table mean?

use super::ImportFormat;
use crate::error::WorldError;
use crate::table::raw::{Cells, Raw};
use std::collections::HashMap;

/// What a row holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Row {
    /// Sales of an economy's sector.
    Sales { economy: usize, sector: usize },
    /// A total, tax or value-added row: it follows from the others.
    Derived,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Buyer {
    /// A sector that uses inputs.
    Sector { economy: usize, sector: usize },
    /// A category of final demand.
    Final { economy: usize },
    /// Gross output as the publisher states it.
    Output,
    /// Labels of the rows.
    Label,
}

/// The meaning of every row and column, by positions in the lists of codes.
pub(super) struct Layout {
    pub(super) economies: Vec<String>,
    pub(super) sectors: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) columns: Vec<Buyer>,
}

/// Final-demand categories of the OECD's editions.
const OECD_FINAL: [&str; 9] = ["HFCE", "NPISH", "GGFC", "GFCF", "INVNT", "DPABR", "NONRES", "P33", "FD"];
/// Rows and columns that follow from the others, with or without an economy in front.
const DERIVED: [&str; 9] = ["TLS", "VA", "VALU", "OUT", "OUTPUT", "TAXSUB", "TOTAL", "TOT", "GO"];
/// Columns that describe a row in the release of 2016.
const DESCRIPTIONS: [&str; 5] = ["IndustryCode", "IndustryDescription", "Country", "RNr", "Year"];
/// Rows of the release of 2016 that are no sales.
const DERIVED_2016: [&str; 8] = ["II_fob", "TXSP", "EXP_adj", "PURR", "PURNR", "VA", "IntTTM", "GO"];

/// Codes in the order of their first occurrence.
#[derive(Default)]
struct Codes {
    list: Vec<String>,
    positions: HashMap<String, usize>,
}

impl Codes {
    fn position(&mut self, code: &str) -> usize {
        if let Some(&at) = self.positions.get(code) {
            return at;
        }
        self.list.push(code.to_owned());
        self.positions.insert(code.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }
}

pub(super) fn layout(format: ImportFormat, raw: &Raw) -> Result<Layout, WorldError> {
    match format {
        ImportFormat::Wiod2016 => layout_2016(raw),
        _ => layout_by_label(format, raw),
    }
}

/// Parts of China and Mexico that the extended editions of the OECD list by themselves.
fn whole(economy: &str) -> &str {
    match economy {
        "CN1" | "CN2" | "CN3" | "CN4" => "CHN",
        "MX1" | "MX2" | "MX3" => "MEX",
        other => other,
    }
}

fn layout_by_label(format: ImportFormat, raw: &Raw) -> Result<Layout, WorldError> {
    let label = label_column(raw)?;
    let labels = raw.words(label)?;
    let (mut economies, mut sectors) = (Codes::default(), Codes::default());
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (row, text) in labels.cells().enumerate() {
        rows.push(match text.split_once('_') {
            _ if DERIVED.contains(&text) => Row::Derived,
            Some((_, part)) if DERIVED.contains(&part) => Row::Derived,
            Some((economy, sector)) if !economy.is_empty() && !sector.is_empty() => {
                Row::Sales { economy: economies.position(whole(economy)), sector: sectors.position(sector) }
            }
            _ => {
                problems.push(raw.cell_error(
                    row,
                    label,
                    format!("`{text}` is no label such as `{}`", example(format)),
                ));
                Row::Derived
            }
        });
    }
    let columns = raw.columns.iter().map(|(name, _)| {
        if name == label {
            return Ok(Buyer::Label);
        }
        buyer(format, name, &economies, &sectors).ok_or_else(|| unknown_column(raw, name, format))
    });
    let columns: Vec<Buyer> =
        columns.filter_map(|column| column.map_err(|problem| problems.push(problem)).ok()).collect();
    if !problems.is_empty() {
        return Err(WorldError::several(problems));
    }
    Ok(Layout { economies: economies.list, sectors: sectors.list, rows, columns })
}

fn example(format: ImportFormat) -> &'static str {
    match format {
        ImportFormat::OecdIcio => "AUS_A01",
        ImportFormat::Wiod2013 => "AUS_c1",
        ImportFormat::Wiod2016 => "AUS1",
    }
}

fn unknown_column(raw: &Raw, name: &str, format: ImportFormat) -> WorldError {
    let what = format!("column `{name}` is neither a sector of a row, final demand nor a total of `{}`", format.name());
    WorldError::file(&raw.file, what, "check the format and that the table is whole")
}

/// The column of row labels: the first, or the index that pandas stores last.
fn label_column(raw: &Raw) -> Result<&str, WorldError> {
    let index = raw.columns.iter().find(|(name, _)| name == "__index_level_0__");
    let first = raw.columns.first().filter(|(_, cells)| !matches!(cells, Cells::Number(_)));
    let found = index.or(first).map(|(name, _)| name.as_str());
    found.ok_or_else(|| WorldError::file(&raw.file, "no column of row labels", "put them first, as the publisher does"))
}

fn buyer(format: ImportFormat, name: &str, economies: &Codes, sectors: &Codes) -> Option<Buyer> {
    if DERIVED.contains(&name) {
        return Some(Buyer::Output);
    }
    let (economy, part) = name.split_once('_')?;
    let economy = *economies.positions.get(whole(economy))?;
    if let Some(&sector) = sectors.positions.get(part) {
        return Some(Buyer::Sector { economy, sector });
    }
    let is_final = match format {
        ImportFormat::OecdIcio => OECD_FINAL.contains(&part),
        // The spreadsheet numbers them after the sectors, c37 to c42; exports call them FD1 to FD5.
        _ => part.strip_prefix("FD").is_some_and(is_number) || ["c37", "c38", "c39", "c41", "c42"].contains(&part),
    };
    is_final.then_some(Buyer::Final { economy })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn layout_2016(raw: &Raw) -> Result<Layout, WorldError> {
    let (codes, countries, numbers) = (raw.words("IndustryCode")?, raw.words("Country")?, raw.words("RNr")?);
    let (mut economies, mut sectors, mut rows) = (Codes::default(), Codes::default(), Vec::new());
    let mut by_number: HashMap<&str, usize> = HashMap::new();
    for ((code, country), number) in codes.cells().zip(countries.cells()).zip(numbers.cells()) {
        rows.push(if country == "TOT" || DERIVED_2016.contains(&code) {
            Row::Derived
        } else {
            let sector = sectors.position(code);
            by_number.insert(number, sector);
            Row::Sales { economy: economies.position(country), sector }
        });
    }
    let column = |name: &str| {
        if DESCRIPTIONS.contains(&name) {
            return Some(Buyer::Label);
        }
        if name == "TOT" || name == "GO" {
            return Some(Buyer::Output);
        }
        let country = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let (economy, number) = (*economies.positions.get(country)?, &name[country.len()..]);
        match by_number.get(number) {
            Some(&sector) => Some(Buyer::Sector { economy, sector }),
            // Five categories of final demand follow the sectors.
            None => is_number(number).then_some(Buyer::Final { economy }),
        }
    };
    let mut columns = Vec::new();
    for (name, _) in raw.columns.iter() {
        columns.push(column(name).ok_or_else(|| unknown_column(raw, name, ImportFormat::Wiod2016))?);
    }
    Ok(Layout { economies: economies.list, sectors: sectors.list, rows, columns })
}
