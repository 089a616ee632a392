//! What did customs of the United States collect? Imports for consumption and calculated duties by
//! partner, month and industry (NAICS, three digits), January 2023 to November 2025.

use crate::input::BuildError;
use detente_tariffs::{Partner, Trade};
use flate2::read::GzDecoder;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;

const PANEL: &str = "observed/us_imports_naics3_partner_month_2023_2025.csv.gz";
const INDUSTRIES: &str = "tariff_lines/lists/budget_lab/metal_content_shares_bea_hs10.csv.gz";

/// An industry of three digits.
pub type Industry = u32;
/// A month of a year.
pub type Month = (i16, i8);

/// Imports and duties in USD, with the industry of each line.
pub struct Customs {
    panel: Panel,
    /// Industry by line of ten digits.
    industries: HashMap<u64, Industry>,
}

impl Customs {
    /// Reads both tables.
    pub fn read(sources: &Path) -> Result<Self, BuildError> {
        Ok(Self { panel: panel(sources)?, industries: industries(sources)? })
    }

    /// What was imported from a partner in some months, by industry; none where a month is missing.
    pub fn of(&self, name: &str, months: &[Month]) -> Option<BTreeMap<Industry, Trade>> {
        let mut sums: BTreeMap<Industry, Trade> = BTreeMap::new();
        for month in months {
            for (industry, trade) in self.panel.get(&(name.to_owned(), *month))? {
                let sum = sums.entry(*industry).or_default();
                sum.imports += trade.imports;
                sum.duty += trade.duty;
            }
        }
        Some(sums)
    }

    /// Names of partners, in order.
    pub fn names(&self) -> std::collections::BTreeSet<&str> {
        self.panel.keys().map(|(name, _)| name.as_str()).collect()
    }

    /// The industry of a line of ten digits.
    pub fn industry(&self, code: u64) -> Option<Industry> {
        match code / 100_000_000 {
            98 => Some(980),
            99 => Some(990),
            _ => self.industries.get(&code).copied(),
        }
    }
}

/// A partner's name in the statistics.
pub fn name_of(partner: &Partner) -> String {
    match partner.code.as_str() {
        "KOR" => "KOREA, SOUTH".to_owned(),
        "VNM" => "VIETNAM".to_owned(),
        _ => partner.name.to_uppercase(),
    }
}

pub(crate) fn lacking(table: &str, what: impl Into<String>) -> BuildError {
    BuildError::Source { table: table.to_owned(), what: what.into() }
}

fn unpacked(sources: &Path, name: &str) -> Result<Vec<u8>, BuildError> {
    let fail = |error: std::io::Error| lacking(name, error.to_string());
    let mut bytes = Vec::new();
    let file = std::fs::File::open(sources.join(name)).map_err(fail)?;
    GzDecoder::new(file).read_to_end(&mut bytes).map_err(fail)?;
    Ok(bytes)
}

/// The rows of a CSV, `#` beginning a comment.
pub(crate) fn records(name: &str, bytes: &[u8]) -> Result<Vec<csv::StringRecord>, BuildError> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(bytes);
    let rows: Result<Vec<_>, _> = reader.records().collect();
    rows.map_err(|error| lacking(name, error.to_string()))
}

/// Trade by partner, month and industry.
type Panel = HashMap<(String, Month), BTreeMap<Industry, Trade>>;

fn panel(sources: &Path) -> Result<Panel, BuildError> {
    let mut panel = Panel::new();
    for row in records(PANEL, &unpacked(sources, PANEL)?)? {
        let Some((year, month)) = row[3].split_once('-') else { continue };
        let (Ok(year), Ok(month), Ok(industry)) = (year.parse(), month.parse(), row[1].parse())
        else {
            continue;
        };
        // 0 is the sum of all industries.
        if let (Ok(imports), Ok(duty)) = (row[4].parse(), row[5].parse())
            && industry != 0
        {
            let months = panel.entry((row[0].to_owned(), (year, month))).or_default();
            months.insert(industry, Trade { imports, duty });
        }
    }
    Ok(panel)
}

fn industries(sources: &Path) -> Result<HashMap<u64, Industry>, BuildError> {
    let rows = records(INDUSTRIES, &unpacked(sources, INDUSTRIES)?)?;
    let row =
        |row: &csv::StringRecord| Some((row[0].parse().ok()?, row[1].get(..3)?.parse().ok()?));
    Ok(rows.iter().filter_map(row).collect())
}
