//! What of the companies comes from the collected sources:
//! `cargo xtask build-companies SOURCES [--check]`.
//!
//! `revenue.csv`: 10-K segments by region. The vendor's labels overlap (two names for one place);
//! of each place the one label is kept with which the regions come nearest to the reported total.
//! `hs6.csv`: HS codes of six digits to sectors of the world.

use crate::input::{BuildError, read};
use detente_world::table::{Column, Table};
use std::collections::BTreeMap;
use std::path::Path;

/// A place: alternative labels, the name that is kept, its economies.
type Place = (&'static [&'static str], &'static str, &'static str);

/// What is taken of one company: its year, the reported total in USD billion, its places.
struct Taken {
    ticker: &'static str,
    year: &'static str,
    total: f64,
    places: &'static [Place],
}

const AMERICAS: &str = "USA+CAN+MEX+BRA+ARG+CHL+COL+PER+CRI";
const EUROPE: &str = "EU27+GBR+CHE+NOR+ISL";
/// Apple's segment holds India, the Middle East and Africa as well (10-K for fiscal 2023, segment
/// information).
const EUROPE_OF_APPLE: &str =
    "EU27+GBR+CHE+NOR+ISL+UKR+TUR+IND+ARE+ISR+JOR+SAU+AGO+CIV+CMR+COD+EGY+MAR+NGA+SEN+STP+TUN+ZAF";
const PACIFIC: &str = "KOR+AUS+NZL+SGP+IDN+THA+MYS+PHL+VNM";

const TAKEN: [Taken; 3] = [
    Taken {
        ticker: "NVDA",
        year: "FY2025",
        total: 130.497,
        places: &[
            (&["UNITED STATES"], "United States", "USA"),
            (&["Singapore"], "Singapore", "SGP"),
            (&["TAIWAN, PROVINCE OF CHINA", "Taiwan"], "Taiwan", "TWN"),
            (&["CHINA", "China (including Hong Kong)"], "China including Hong Kong", "CHN+HKG"),
            // With it the rows add up to the total, and no other label is left for the rest of the
            // world.
            (&["Other Americas"], "other countries (the vendor says Other Americas)", "rest"),
        ],
    },
    Taken {
        ticker: "AMD",
        year: "FY2024",
        total: 25.785,
        places: &[
            (&["CHINA"], "China including Hong Kong", "CHN+HKG"),
            (&["SINGAPORE"], "Singapore", "SGP"),
            (&["TAIWAN, PROVINCE OF CHINA"], "Taiwan", "TWN"),
            (&["JAPAN"], "Japan", "JPN"),
            (&["Europe"], "Europe", EUROPE),
            (&["Other Countries"], "other countries", "rest-USA"),
        ],
    },
    Taken {
        ticker: "AAPL",
        year: "FY2024",
        total: 391.1,
        places: &[
            (&["Americas Segment"], "Americas", AMERICAS),
            (&["Europe Segment"], "Europe, India, Middle East and Africa", EUROPE_OF_APPLE),
            (&["Greater China Segment"], "Greater China", "CHN+HKG+TWN"),
            (&["Japan Segment"], "Japan", "JPN"),
            (&["Rest of Asia Pacific Segment"], "Rest of Asia Pacific", PACIFIC),
        ],
    },
];

const SOURCE: &str = "10-K segments via FMP, wenchiehlee-investment/ConceptStocks@e14b3ef (MIT), rounded to USD 0.1 billion; overlapping labels cleaned";

/// Builds both files in `out`, or with `only_check` compares them with what is there; returns
/// whether they are (now) the built ones.
pub fn run(sources: &Path, out: &Path, only_check: bool) -> Result<bool, BuildError> {
    let files = [("revenue.csv", revenue(sources)?), ("hs6.csv", codes(sources)?)];
    let mut same = true;
    for (name, table) in files {
        let (path, bytes) = (out.join(name), table.to_csv()?);
        if only_check {
            let there = std::fs::read(&path).unwrap_or_default() == bytes;
            println!("{}: {}", path.display(), if there { "as built" } else { "differs" });
            same &= there;
        } else {
            detente_world::write_atomically(&path, &bytes)?;
            println!("{}: {} rows", path.display(), table.rows());
        }
    }
    Ok(same)
}

fn lacking(table: &str, what: String) -> BuildError {
    BuildError::Source { table: table.to_owned(), what }
}

fn column<'table>(table: &'table Table, name: &str) -> Result<&'table Column, BuildError> {
    table.column(name).ok_or_else(|| lacking(&table.name, format!("there is no column `{name}`")))
}

fn revenue(sources: &Path) -> Result<Table, BuildError> {
    let table = read(sources, "companies/company_revenue_by_geography.csv")?;
    let words = |name: &str| Ok::<_, BuildError>(column(&table, name)?.text().unwrap_or_default());
    let (tickers, labels, years) =
        (words("ticker")?, words("region_label_as_reported")?, words("fiscal_year")?);
    let values = column(&table, "revenue_usd_bn")?.numbers().unwrap_or_default();
    let find = |taken: &Taken, label: &str| {
        let row = (0..tickers.len()).find(|row| {
            tickers[*row] == taken.ticker && years[*row] == taken.year && labels[*row] == label
        });
        row.map(|row| values[row]).ok_or_else(|| {
            lacking(&table.name, format!("{} {} has no `{label}`", taken.ticker, taken.year))
        })
    };
    let mut columns: [Vec<String>; 14] = std::array::from_fn(|_| Vec::new());
    for taken in &TAKEN {
        for (label, economies, value) in cleaned(taken, |label| find(taken, label))? {
            let amount = (value * 1e3).round().to_string();
            let row = [
                taken.ticker,
                "all",
                "C26",
                label,
                economies,
                "revenue",
                taken.year,
                "12",
                "USD",
                &amount,
                SOURCE,
                taken.year,
                "facts",
                "B",
            ];
            columns.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell.to_owned()));
        }
    }
    let names = [
        "ticker",
        "segment",
        "sector",
        "region",
        "economies",
        "measure",
        "period",
        "months",
        "unit",
        "value",
        "source",
        "vintage",
        "licence",
        "grade",
    ];
    Ok(names
        .into_iter()
        .zip(columns)
        .fold(Table::new("revenue"), |table, (name, column)| table.with_text(name, column)))
}

/// Of each place the label with which all come nearest to the total.
fn cleaned(
    taken: &Taken,
    find: impl Fn(&str) -> Result<f64, BuildError>,
) -> Result<Vec<(&'static str, &'static str, f64)>, BuildError> {
    let mut choices: Vec<Vec<f64>> = vec![Vec::new()];
    for (labels, ..) in taken.places {
        let values = labels.iter().map(|label| find(label)).collect::<Result<Vec<f64>, _>>()?;
        choices = choices
            .iter()
            .flat_map(|known| values.iter().map(|value| [known.as_slice(), &[*value]].concat()))
            .collect();
    }
    let gap = |choice: &[f64]| (choice.iter().sum::<f64>() - taken.total).abs();
    let best = choices.into_iter().min_by(|a, b| gap(a).total_cmp(&gap(b))).unwrap_or_default();
    Ok(taken
        .places
        .iter()
        .zip(best)
        .map(|((_, name, economies), value)| (*name, *economies, value))
        .collect())
}

fn codes(sources: &Path) -> Result<Table, BuildError> {
    let table = read(sources, "concordance/hs6_to_gtap_icio27.csv")?;
    let sectors = column(&table, "icio")?.text().unwrap_or_default();
    // Read as numbers, codes lose the zero they begin with.
    let hs: Vec<String> = match column(&table, "hs6")? {
        Column::Number(values) => values.iter().map(|value| format!("{value:06}")).collect(),
        other => (0..other.len()).map(|row| other.cell(row)).collect(),
    };
    let known: BTreeMap<&str, &str> = hs
        .iter()
        .zip(sectors)
        .filter(|(_, sector)| !sector.is_empty())
        .map(|(hs, sector)| (hs.as_str(), sector.as_str()))
        .collect();
    let text = |cells: Vec<&str>| cells.into_iter().map(str::to_owned).collect();
    Ok(Table::new("hs6")
        .with_text("hs6", text(known.keys().copied().collect()))
        .with_text("sector", text(known.values().copied().collect())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_labels_the_one_that_adds_up_is_kept() {
        let value = |label: &str| {
            Ok(match label {
                "UNITED STATES" => 61.4,
                "Singapore" => 23.7,
                "TAIWAN, PROVINCE OF CHINA" => 20.6,
                "Taiwan" => 23.6,
                "CHINA" => 17.1,
                "China (including Hong Kong)" => 25.0,
                _ => 7.9,
            })
        };
        let places = cleaned(&TAKEN[0], value).unwrap();
        assert_eq!(
            places.iter().map(|place| place.2).collect::<Vec<_>>(),
            [61.4, 23.7, 20.6, 17.1, 7.9]
        );
    }
}
