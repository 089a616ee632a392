//! Long-term contracts and prices, as far as anyone publishes them.

use crate::chains::ChainsError;
use crate::chains::figure::number;
use crate::chains::source::records;
use std::collections::BTreeMap;
use std::path::Path;

type Table = (&'static str, &'static str, Vec<Vec<String>>);

/// Sellers whose contract names one country of origin; all others sell from a portfolio (`*`).
const ORIGINS: [(&str, &str); 7] = [
    ("Malaysia LNG", "MYS"),
    ("Rasgas", "QAT"),
    ("Qatar Petroleum", "QAT"),
    ("Sakhalin", "RUS"),
    ("Petronas LNG", "*"),
    ("Sabine Pass", "USA"),
    ("PT Donggi", "IDN"),
];

/// Contracts of KOGAS; of other buyers none is known.
pub fn contracts(sources: &Path) -> Result<Table, ChainsError> {
    let mut rows = Vec::new();
    for row in records(sources, "lng/kogas_lng_contracts.csv")? {
        let seller = row.text("counterparty")?;
        let exporter =
            ORIGINS.iter().find(|(name, _)| seller.starts_with(name)).map_or("*", |(_, code)| code);
        let quantity = number(row.required("annual_kt")? / 1e3);
        // The formula of Sabine Pass as the trade press has it; indices of all others are not
        // published.
        let (index, slope, constant) = if exporter == "USA" {
            ("henry-hub", "1.15", ["2.25", "2.875", "3.5"])
        } else {
            ("", "", [""; 3])
        };
        let formula = if exporter == "USA" {
            "; 115 % of Henry Hub plus a fee of 2.25 to 3.50 USD a million Btu (naturalgasintel.com, about 2020), mid the middle"
        } else {
            "; index and slope not known"
        };
        let cells = [
            "lng",
            exporter,
            "KOR",
            &quantity,
            &quantity,
            &quantity,
            row.text("startYear")?,
            row.text("endYear")?,
            index,
            slope,
            constant[0],
            constant[1],
            constant[2],
            "",
            seller,
        ];
        let mut cells: Vec<String> = cells.map(str::to_owned).to_vec();
        cells.extend([
            "KOGAS annual report 2025 via OpenDART".to_owned() + formula,
            "2025".to_owned(),
            "A".to_owned(),
        ]);
        rows.push(cells);
    }
    Ok((
        "contracts.csv",
        "good,exporter,importer,quantity_low,quantity,quantity_high,from,to,price_index,slope,constant_low,constant,constant_high,flexible_destination,seller,source,vintage,grade",
        rows,
    ))
}

/// Henry Hub and Japanese import values.
pub fn prices(sources: &Path) -> Result<Table, ChainsError> {
    let mut rows = Vec::new();
    for row in records(sources, "lng/lng_prices.csv")? {
        let value = number(row.required("value")?);
        let cells = [
            row.text("series")?,
            row.text("period")?,
            &value,
            row.text("unit")?,
            row.text("source")?,
            row.text("period")?,
            "A",
        ];
        rows.push(cells.map(str::to_owned).to_vec());
    }
    Ok(("prices.csv", "series,period,value,unit,source,vintage,grade", rows))
}

/// Japan's imports of 2025 by origin, for comparison: customs tables of the base year are not at
/// hand.
pub fn japan(sources: &Path) -> Result<Table, ChainsError> {
    let mut sums: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for row in records(sources, "lng/japan_lng_imports_monthly_by_origin.csv")? {
        if row.text("month")?.starts_with("2025-") {
            let sum = sums.entry(row.text("origin")?.to_owned()).or_default();
            *sum = (
                sum.0 + row.required("tonnes")? / 1e6,
                sum.1 + row.required("value_jpy_thousand")? / 1e3,
            );
        }
    }
    let row = |(origin, (quantity, value)): (String, (f64, f64))| {
        let cells = [
            "lng",
            &origin,
            "JPN",
            &number(quantity),
            &number(value),
            "Japan Customs, HS 271111000, via e-Stat",
            "2025",
            "A",
        ];
        cells.map(str::to_owned).to_vec()
    };
    Ok((
        "observed_japan_2025.csv",
        "good,origin,importer,quantity,value_jpy_million,source,vintage,grade",
        sums.into_iter().map(row).collect(),
    ))
}
