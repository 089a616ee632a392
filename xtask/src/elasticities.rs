//! Which sets of trade elasticities follow from the collected estimates? Those of `data/elasticities`
//! that are taken from a table of sectors.
//!
//! ```text
//! sources                                    set
//! icio_theta_by_source.csv, FGO2022_ICIO     fontagne-2022
//!                           CP2015           caliendo-parro-2015-estimates
//!                           LL2023           lashkaripour-lugovskyy-2023
//! icio_theta_spread.csv                      long-run-median: median of the long-run sets, s.e. their spread
//! both, with Fajgelbaum et al. (2020)        by-horizon
//! ```

use crate::input::{BuildError, read, text};
use detente_world::table::Table;
use std::fmt::Write as _;
use std::path::Path;

const HEADER: &str =
    "sector,horizon,home_elasticity,source_elasticity,standard_error,object,grade,source,note\n";

/// One row of a set.
#[derive(Default)]
struct Row {
    sector: String,
    horizon: &'static str,
    home: String,
    source: String,
    error: String,
    object: &'static str,
    grade: String,
    study: &'static str,
    note: String,
}

/// A set taken from one source, as written.
struct Taken {
    name: &'static str,
    source: &'static str,
    study: &'static str,
}

const TAKEN: [Taken; 3] = [
    Taken {
        name: "fontagne-2022",
        source: "FGO2022_ICIO",
        study: "Fontagne, Guimbard and Orefice (2022), J. Int. Econ. 137",
    },
    Taken {
        name: "caliendo-parro-2015-estimates",
        source: "CP2015",
        study: "Caliendo and Parro (2015), Rev. Econ. Stud. 82, Table 1",
    },
    Taken {
        name: "lashkaripour-lugovskyy-2023",
        source: "LL2023",
        study: "Lashkaripour and Lugovskyy (2023), Am. Econ. Rev. 113",
    },
];

/// Sectors that Fontagne et al. lack, with the estimates of Caliendo and Parro's full sample that
/// stood in their place.
const FULL_SAMPLE: [(&str, &str); 3] = [("A02", "8.11"), ("B05", "15.72"), ("B09", "15.72")];

/// Substitution within a year, among origins and of imports against domestic goods.
const WITHIN_A_YEAR: (&str, &str, &str) = ("1.19", "2.53", "0.26");

/// Builds the sets, or says whether they are what is committed.
///
/// # Errors
/// If a source is not as expected, or a file cannot be read or written.
pub fn run(sources: &Path, folder: &Path, check: bool) -> Result<bool, BuildError> {
    let mut same = true;
    for (name, text) in sets(&sources.join("elasticities"))? {
        let file = folder.join(format!("{name}.csv"));
        if check {
            same &= detente_world::budget::read(&file)? == text.as_bytes();
        } else {
            detente_world::write_atomically(&file, text.as_bytes())?;
        }
    }
    Ok(same)
}

fn sets(folder: &Path) -> Result<Vec<(&'static str, String)>, BuildError> {
    let estimates = read(folder, "icio_theta_by_source.csv")?;
    let spread = read(folder, "icio_theta_spread.csv")?;
    let mut sets = Vec::new();
    for taken in &TAKEN {
        let mut rows = taken_rows(&estimates, taken)?;
        if taken.source == "FGO2022_ICIO" {
            rows.extend(FULL_SAMPLE.iter().map(|(sector, value)| Row {
                sector: (*sector).into(),
                home: (*value).into(),
                source: (*value).into(),
                object: "theta",
                grade: "A".into(),
                study: "Caliendo and Parro (2015), Rev. Econ. Stud. 82, Table 1, full sample",
                note: "the set lacks the sector".into(),
                ..Row::default()
            }));
            rows.sort_by(|one, other| one.sector.cmp(&other.sector));
        }
        sets.push((taken.name, written(&rows)));
    }
    let medians = median_rows(&spread)?;
    sets.push(("long-run-median", written(&medians)));
    sets.push(("by-horizon", written(&by_horizon(medians))));
    Ok(sets)
}

/// Rows of one source; one nest, as all three studies estimate.
fn taken_rows(table: &Table, taken: &Taken) -> Result<Vec<Row>, BuildError> {
    let column = |name: &str| cells(table, name);
    let (source, icio, theta, error) =
        (column("source")?, column("icio")?, column("theta")?, column("se")?);
    let (native, grade) = (column("native")?, column("grade")?);
    let one = |at: usize| Row {
        sector: icio[at].clone(),
        home: rounded(&theta[at]),
        source: rounded(&theta[at]),
        error: rounded(&error[at]),
        object: "theta",
        grade: grade[at].clone(),
        study: taken.study,
        note: format!("one nest; {}", native[at]),
        ..Row::default()
    };
    Ok((0..source.len()).filter(|at| source[*at] == taken.source).map(one).collect())
}

/// Goods with a median of at least two sets; the spread of the sets, times the median, as the
/// standard error.
fn median_rows(table: &Table) -> Result<Vec<Row>, BuildError> {
    let column = |name: &str| cells(table, name);
    let (icio, count, median) = (column("icio")?, column("n_long_run_sets")?, column("median")?);
    let spread = column("sd_ln_between_sets")?;
    let number = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
    let one = |at: usize| Row {
        sector: icio[at].clone(),
        source: rounded(&median[at]),
        error: rounded(&format!("{}", number(&median[at]) * number(&spread[at]))),
        object: "theta",
        grade: "D".into(),
        study: "median of published long-run sets",
        note: format!("{} sets; standard error: their spread", number(&count[at])),
        ..Row::default()
    };
    Ok((0..icio.len()).filter(|at| number(&count[*at]) >= 2.0).map(one).collect())
}

/// Fajgelbaum et al. up to a year, the median of the long-run sets at ten.
fn by_horizon(medians: Vec<Row>) -> Vec<Row> {
    let (home, source, error) = WITHIN_A_YEAR;
    let mut rows = Vec::new();
    for late in medians {
        for horizon in ["1 quarter", "1 year"] {
            rows.push(Row {
                sector: late.sector.clone(),
                horizon,
                home: home.into(),
                source: source.into(),
                error: error.into(),
                object: "sigma",
                grade: "C".into(),
                study: "Fajgelbaum, Goldberg, Kennedy and Khandelwal (2020), Q. J. Econ. 135",
                note: "as widely quoted, tables not opened".into(),
            });
        }
        rows.push(Row { horizon: "10 years", ..late });
    }
    rows
}

fn written(rows: &[Row]) -> String {
    let mut text = HEADER.to_owned();
    for row in rows {
        let cells = [
            &row.sector,
            row.horizon,
            &row.home,
            &row.source,
            &row.error,
            row.object,
            &row.grade,
            row.study,
            &row.note,
        ];
        let quoted = cells.map(|cell| match cell.contains([',', '"']) {
            true => format!("\"{}\"", cell.replace('"', "\"\"")),
            false => cell.to_owned(),
        });
        let _ = writeln!(text, "{}", quoted.join(","));
    }
    text
}

/// A number with at most four decimals; empty stays empty.
fn rounded(text: &str) -> String {
    text.parse::<f64>()
        .map(|number| format!("{}", (number * 1e4).round() / 1e4))
        .unwrap_or_default()
}

/// The cells of a column as text.
fn cells(table: &Table, column: &str) -> Result<Vec<String>, BuildError> {
    if let Ok(numbers) = crate::input::numbers(table, column) {
        return Ok(numbers.iter().map(f64::to_string).collect());
    }
    text(table, column).map(<[String]>::to_vec)
}
