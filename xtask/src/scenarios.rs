//! Which additional United States tariff does each partner's sector face on a date? Writes the
//! schedules of the bundled scenarios.
//!
//! Eleven partners have rates of their own by sector, import-weighted from tariff lines (method
//! `refined`, grade D). For all others there is either the average of the country over all goods,
//! or a rule: the baseline rate, the motor vehicle tariff, the metals tariff and the exemption of
//! energy. Every row says which of the three it is.
//!
//! Left out: rows that are no sector of the world (`ALL_GOODS`, `UNASSIGNED_HS98_99`).

use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const BY_SECTOR: &str = "policy/us_added_tariff_by_partner_sector_date.csv.gz";
const BY_COUNTRY: &str = "policy/us_added_tariff_by_country_date.csv";
const COUNTRY_SOURCE: &str =
    "tradewartracker/trade-war-redux-2025, added tariff by country and date";
const NOT_SECTORS: [&str; 2] = ["ALL_GOODS", "UNASSIGNED_HS98_99"];

/// Census names of the economies that have a country average and no rates by sector.
const CENSUS_NAMES: [(&str, &str); 28] = [
    ("ANGOLA", "AGO"),
    ("ARGENTINA", "ARG"),
    ("AUSTRALIA", "AUS"),
    ("BANGLADESH", "BGD"),
    ("BRAZIL", "BRA"),
    ("CAMBODIA", "KHM"),
    ("CHILE", "CHL"),
    ("COLOMBIA", "COL"),
    ("COSTA RICA", "CRI"),
    ("EGYPT", "EGY"),
    ("HONG KONG", "HKG"),
    ("INDONESIA", "IDN"),
    ("ISRAEL", "ISR"),
    ("MALAYSIA", "MYS"),
    ("NEW ZEALAND", "NZL"),
    ("NIGERIA", "NGA"),
    ("NORWAY", "NOR"),
    ("PAKISTAN", "PAK"),
    ("PERU", "PER"),
    ("PHILIPPINES", "PHL"),
    ("RUSSIA", "RUS"),
    ("SAUDI ARABIA", "SAU"),
    ("SINGAPORE", "SGP"),
    ("SOUTH AFRICA", "ZAF"),
    ("SWITZERLAND", "CHE"),
    ("THAILAND", "THA"),
    ("TURKEY", "TUR"),
    ("UNITED ARAB EMIRATES", "ARE"),
];
/// Covered by the rates by sector: the ten partners, and the European Union with its members.
const COVERED: [&str; 12] = [
    "CANADA",
    "CHINA",
    "EUROPEAN UNION",
    "INDIA",
    "JAPAN",
    "KOREA, SOUTH",
    "MEXICO",
    "SLOVAKIA",
    "TAIWAN",
    "UNITED KINGDOM",
    "VIETNAM",
    "GERMANY",
];

/// Why the schedules could not be written.
#[derive(Debug, thiserror::Error)]
pub enum ScenariosError {
    /// A schedule cannot be written.
    #[error(transparent)]
    Write(#[from] detente_world::WorldError),
    /// A file cannot be read or written.
    #[error("cannot open `{path}`: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A source table is not what it should be.
    #[error("`{path}`: {what}")]
    Table {
        /// The table.
        path: &'static str,
        /// What is wrong.
        what: String,
    },
}

/// One row of a schedule; the importer is always the United States.
struct Row {
    exporter: String,
    sector: String,
    /// Percentage points, as text so that the source's digits stay.
    points: String,
    source: String,
    vintage: String,
    note: String,
}

/// What is known about partners without rates of their own on a date.
struct Rule {
    baseline: &'static str,
    metals: &'static str,
    energy_exempt: bool,
    /// The date of the country averages to use, and for which codes; none for all.
    averages: &'static str,
    only: &'static [&'static str],
}

/// Writes the schedules of all bundled scenarios into `out/<scenario>/`, or with `only_check`
/// compares them with what is there; `sources` is the folder of source data.
///
/// Returns whether the files there are (now) the built ones.
pub fn run(sources: &Path, out: &Path, only_check: bool) -> Result<bool, ScenariosError> {
    let mut same = true;
    for (name, page) in build(sources)? {
        let path = out.join(&name);
        if only_check {
            let equal = std::fs::read(&path).is_ok_and(|committed| committed == page.as_bytes());
            let verdict = if equal {
                "is what the sources give"
            } else {
                "differs from what the sources give: build it again"
            };
            println!("scenarios/{name} {verdict}");
            same &= equal;
        } else {
            write(&path, page.as_bytes())?;
            println!("scenarios/{name}: {} bytes", page.len());
        }
    }
    Ok(same)
}

/// The schedules of all bundled scenarios: `<scenario>/<file>` and its text.
fn build(sources: &Path) -> Result<Vec<(String, String)>, ScenariosError> {
    let exempt = Rule {
        baseline: "10",
        metals: "50",
        energy_exempt: true,
        averages: "2025-06-03",
        only: &["HKG"],
    };
    let june = page(&schedule(sources, "2025-06-04", &exempt)?);
    let deal: Vec<Row> =
        partners(sources, "2025-08-07")?.into_iter().filter(|row| row.exporter == "JPN").collect();
    let announced = Rule {
        baseline: "10",
        metals: "25",
        energy_exempt: false,
        averages: "2025-04-05",
        only: &[],
    };
    let august = Rule { averages: "2025-08-07", only: &[], ..exempt };
    let files = [
        ("japan-us-2025/tariff.csv", june.clone()),
        ("japan-us-2025-deal/tariff.csv", june),
        ("japan-us-2025-deal/japan-deal.csv", page(&deal)),
        ("liberation-day/tariff.csv", page(&schedule(sources, "2025-04-05", &announced)?)),
        ("tariffs-2025-08-07/tariff.csv", page(&schedule(sources, "2025-08-07", &august)?)),
    ];
    Ok(files.map(|(name, text)| (name.to_owned(), text)).into())
}

fn schedule(sources: &Path, date: &str, rule: &Rule) -> Result<Vec<Row>, ScenariosError> {
    let mut rows = partners(sources, date)?;
    let averages = averages(sources, rule)?;
    let rest = averages.iter().fold("*".to_owned(), |rest, row| rest + " -" + &row.exporter);
    rows.extend(averages);
    rows.extend(rest_of_world(&rest, rule));
    Ok(rows)
}

/// The rates by partner and sector on a date.
fn partners(sources: &Path, date: &str) -> Result<Vec<Row>, ScenariosError> {
    let path = sources.join(BY_SECTOR);
    let file = std::fs::File::open(&path).map_err(|error| ScenariosError::File { path, error })?;
    let mut rows = Vec::new();
    for record in records(BY_SECTOR, GzDecoder::new(file))? {
        let get = |column: &str| field(BY_SECTOR, &record, column);
        let chosen =
            get("date")? == date && get("method")? == "refined" && get("importer")? == "USA";
        if !chosen || NOT_SECTORS.contains(&get("icio_sector")?.as_str()) {
            continue;
        }
        if get("grade")? != "D" {
            return Err(ScenariosError::Table {
                path: BY_SECTOR,
                what: "a grade is not D".to_owned(),
            });
        }
        rows.push(Row {
            exporter: get("exporter")?,
            sector: get("icio_sector")?,
            points: get("added_rate")?,
            source: get("source")?,
            vintage: get("vintage")?,
            note: get("note")?,
        });
    }
    rows.sort_by(|a, b| (&a.exporter, &a.sector).cmp(&(&b.exporter, &b.sector)));
    if rows.is_empty() {
        return Err(ScenariosError::Table {
            path: BY_SECTOR,
            what: format!("there are no rows for {date}"),
        });
    }
    Ok(rows)
}

/// One row over all goods for each other economy with a country average, and for the rest of the
/// world those of the countries in it.
fn averages(sources: &Path, rule: &Rule) -> Result<Vec<Row>, ScenariosError> {
    let path = sources.join(BY_COUNTRY);
    let file = std::fs::File::open(&path).map_err(|error| ScenariosError::File { path, error })?;
    // Points times imports, and imports, by code.
    let mut sums: BTreeMap<&str, (f64, f64, usize)> = BTreeMap::new();
    for record in records(BY_COUNTRY, file)? {
        let get = |column: &str| field(BY_COUNTRY, &record, column);
        let country = get("country")?;
        if get("date")? != rule.averages || COVERED.contains(&country.as_str()) {
            continue;
        }
        let code =
            CENSUS_NAMES.iter().find(|(name, _)| *name == country).map_or("ROW", |(_, code)| code);
        let (points, imports) =
            (number(&get("added_tariff_pct")?)?, number(&get("imports_2024_usd")?)?);
        let sum = sums.entry(code).or_default();
        *sum = (sum.0 + points * imports, sum.1 + imports, sum.2 + 1);
    }
    let chosen =
        sums.into_iter().filter(|(code, _)| rule.only.is_empty() || rule.only.contains(code));
    Ok(chosen
        .map(|(code, (weighted, imports, countries))| average(code, weighted / imports, countries))
        .collect())
}

fn average(code: &str, points: f64, countries: usize) -> Row {
    let note = match code {
        "ROW" => format!("average over goods of {countries} countries of the rest of the world, weighted by 2024 imports"),
        _ => "average over all goods of the country, not by sector: cars and metals are understated, exempt goods overstated".to_owned(),
    };
    Row {
        exporter: code.to_owned(),
        sector: "goods".to_owned(),
        points: format!("{points:.3}"),
        source: COUNTRY_SOURCE.to_owned(),
        vintage: "2024 imports; rules as stored 2026-07-23".to_owned(),
        note,
    }
}

/// The rule for everyone else, `exporter` being a selector that leaves out whom other rows cover as
/// a whole.
fn rest_of_world(exporter: &str, rule: &Rule) -> Vec<Row> {
    let row = |sector: &str, points: &str, source: &str, note: &str| Row {
        exporter: exporter.to_owned(),
        sector: sector.to_owned(),
        points: points.to_owned(),
        source: source.to_owned(),
        vintage: "2025".to_owned(),
        note: note.to_owned(),
    };
    let (reciprocal, vehicles, annex) =
        ("Executive Order 14257", "Proclamation 10908", "Executive Order 14257, Annex II");
    let metals =
        if rule.metals == "50" { "Proclamation 10947" } else { "Proclamations 10895 and 10896" };
    let unknown = "rule, not data: the baseline rate; shares of derivative metals (C24B, C25) and exempt goods are unknown for these partners";
    let mut rows = vec![
        row("goods", rule.baseline, reciprocal, unknown),
        row("C24A", rule.metals, metals, "rule, not data: the whole sector at the rate on steel"),
        row(
            "C29",
            "25",
            vehicles,
            "rule, not data: the whole sector at the rate on motor vehicles and parts",
        ),
    ];
    if rule.energy_exempt {
        let note = "rule, not data: energy is exempt; averages by country suggest that the exemption is not complete";
        rows.extend(["B05", "B06", "C19"].map(|sector| row(sector, "0", annex, note)));
    }
    rows
}

type Record = BTreeMap<String, String>;

fn records(path: &'static str, reader: impl std::io::Read) -> Result<Vec<Record>, ScenariosError> {
    let table = |error: csv::Error| ScenariosError::Table { path, what: error.to_string() };
    csv::Reader::from_reader(reader).deserialize().map(|record| record.map_err(table)).collect()
}

fn field(path: &'static str, record: &Record, column: &str) -> Result<String, ScenariosError> {
    record.get(column).cloned().ok_or_else(|| ScenariosError::Table {
        path,
        what: format!("there is no column `{column}`"),
    })
}

fn number(text: &str) -> Result<f64, ScenariosError> {
    let number = text.parse().ok().filter(|number: &f64| number.is_finite());
    number.ok_or_else(|| ScenariosError::Table {
        path: BY_COUNTRY,
        what: format!("`{text}` is not a number"),
    })
}

/// A schedule as a file: one row a line, below the header.
fn page(rows: &[Row]) -> String {
    let mut page = "importer,exporter,sector,rate,source,vintage,grade,note\n".to_owned();
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    for row in rows {
        let tail = [&row.source, &row.vintage].map(|text| quoted(text)).join(",");
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "USA,{},{},{}%,{tail},D,{}",
            row.exporter,
            row.sector,
            row.points,
            quoted(&row.note)
        );
    }
    page
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), ScenariosError> {
    let failed = |error| ScenariosError::File { path: path.to_owned(), error };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    detente_world::write_atomically(path, bytes)?;
    Ok(())
}
