//! Does a run folder still say what its inputs give?
//!
//! The run is computed again from the folder alone and every cell of every table compared, in both
//! formats; then what the run says of itself, the page and the hashes.

use crate::companies::CompanyFiles;
use crate::error::EngineError;
use crate::remade::{extra, remade};
use crate::run::{Run, RunRequest, Session};
use crate::source::{ChainSource, ScenarioSource};
use detente_record::Manifest;
use detente_record::StoredRun;
use detente_record::folder::{bring_back, read_manifest};
use detente_record::{Draw, Summary};
use detente_record::{changed_files, manifest_digest, other_manifest};
use detente_world::WorldError;
use detente_world::WorldSource;
use detente_world::renamed::{Renamed, brought_up, former_table};
use detente_world::table::{Column, Table};
use std::path::Path;

/// Largest relative difference of a cell that counts as the same.
const TOLERANCE: f64 = 1e-9;
/// Changes in percent and money below this are noise of the solver, whatever their ratio.
const NEGLIGIBLE: f64 = 1e-7;

/// One cell that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Column, or empty if the tables differ in shape.
    pub column: String,
    /// Row from 1, not counting the header; 0 if the tables differ in shape.
    pub row: usize,
    /// What the file says.
    pub stored: String,
    /// What the run gives now.
    pub computed: String,
}

/// The comparison of one file with the run computed again.
#[derive(Clone, Debug, PartialEq)]
pub struct TableCheck {
    /// Path in the folder.
    pub file: String,
    /// Rows compared.
    pub rows: usize,
    /// Largest absolute difference of a number.
    pub largest: f64,
    /// Number of cells that differ.
    pub differing: usize,
    /// The first cell that differs.
    pub first: Option<Difference>,
}

/// What a replay found.
#[derive(Clone, Debug, PartialEq)]
pub struct Verification {
    /// Every table in both formats.
    pub tables: Vec<TableCheck>,
    /// Files that are not those that were hashed, or not what the inputs give, with what is wrong.
    pub files: Vec<String>,
    /// Files and folders that are not of the run; a folder ends in a slash.
    pub extra: Vec<String>,
    /// What was not checked, because another version makes it in its own way.
    pub unchecked: Vec<String>,
    /// Version that wrote the run, if another one checks it.
    pub other_version: Option<String>,
    /// Names that were others in the version that wrote the run; cells were compared under the new
    /// ones.
    pub renamed: Vec<&'static Renamed>,
}

impl Verification {
    /// Whether every table is what its inputs give and no file was changed.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.files.is_empty() && self.tables.iter().all(|table| table.differing == 0)
    }
}

/// Replays the run in `folder`; `draw` made its page; `world` names the pack where it is no longer
/// at the place recorded.
///
/// # Errors
/// If the folder is no run, its world is not at hand, or it cannot be computed again.
pub fn verify(
    folder: &Path,
    world: Option<WorldSource>,
    draw: Draw,
) -> Result<Verification, EngineError> {
    verify_in(Session::new(), folder, world, draw)
}

/// The same with a session that tells how far it has come.
///
/// # Errors
/// As [`verify`].
pub fn verify_in(
    session: Session,
    folder: &Path,
    world: Option<WorldSource>,
    draw: Draw,
) -> Result<Verification, EngineError> {
    bring_back(folder);
    let manifest = read_manifest(folder)?;
    let mut run = replay(session, folder, &manifest, world)?;
    let (mut tables, mut renamed) = (Vec::new(), Vec::new());
    for table in run.tables.all() {
        for ending in ["csv", "parquet"] {
            let file = format!("tables/{}.{ending}", table.name);
            tables.push(match stored_table(folder, &file, &table.name, ending) {
                Ok((stored, changes)) => {
                    renamed.extend(changes);
                    compare(file, &stored, table)
                }
                Err(error) => unreadable(file, table, &error.to_string()),
            });
        }
    }
    let version = env!("CARGO_PKG_VERSION");
    let other_version = (manifest.detente != version).then(|| manifest.detente.clone());
    let mut files = changed_files(folder, &manifest);
    let mut unchecked = Vec::new();
    if other_version.is_none() {
        files.extend(remade(folder, &manifest, &mut run)?);
        files.extend(changed_page(folder, draw));
    } else {
        unchecked.extend(["resolved.json", "manifest.json", "report.html"].map(str::to_owned));
    }
    renamed.dedup();
    Ok(Verification { tables, files, extra: extra(folder), unchecked, other_version, renamed })
}

/// A table of the folder under the names of this version; the one before may have called it
/// otherwise.
fn stored_table(
    folder: &Path,
    file: &str,
    name: &str,
    ending: &str,
) -> Result<(Table, Vec<&'static Renamed>), WorldError> {
    let former = former_table(name).map(|old| folder.join(format!("tables/{old}.{ending}")));
    let now = folder.join(file);
    let path = former.filter(|former| !now.exists() && former.exists()).unwrap_or(now);
    Table::read(&path).map(brought_up)
}

/// The report carries the hash of the manifest, which cannot carry that of the report: one page
/// vouches for both.
///
/// It is drawn from the tables of the folder, which were compared by then: another machine's last
/// digit must not count twice.
fn changed_page(folder: &Path, draw: Draw) -> Option<String> {
    let manifest = manifest_digest(folder);
    let Ok(page) = std::fs::read_to_string(folder.join("report.html")) else {
        return Some("report.html: missing or not readable".to_owned());
    };
    let other = other_manifest(&page, &manifest);
    if other.is_some() {
        return other;
    }
    // What cannot be read is reported already, table by table and hash by hash.
    let stored = StoredRun::read(folder).ok()?;
    match draw(&Summary { manifest, ..stored.summary }, &stored.tables) {
        Ok(drawn) if drawn == page => None,
        Ok(_) => Some("report.html: not the page that the tables give".to_owned()),
        Err(error) => Some(format!("report.html: the tables give no page ({error})")),
    }
}

fn replay(
    mut session: Session,
    folder: &Path,
    manifest: &Manifest,
    world: Option<WorldSource>,
) -> Result<Run, EngineError> {
    let source = world.unwrap_or_else(|| manifest.world_source.clone());
    let chains = ChainSource::of_run(folder)?;
    let loaded = session.world_with(&source, &chains)?;
    loaded.require_of(&manifest)?;
    let mut request = RunRequest::new(ScenarioSource::File(folder.join("scenario.toml")));
    let date = manifest.day(folder)?;
    (request.world, request.date, request.measures) = (Some(source), Some(date), manifest.measures);
    (request.negotiate, request.solver.tolerance) = (manifest.negotiated, manifest.tolerance);
    request.companies = CompanyFiles::of_run(folder, manifest)?;
    (request.chains, request.again) = (chains, true);
    session.run(&request)
}

fn unreadable(file: String, computed: &Table, what: &str) -> TableCheck {
    let mut check =
        TableCheck { file, rows: computed.rows(), largest: 0.0, differing: 0, first: None };
    let computed = format!("{} rows", computed.rows());
    check.differ(Difference {
        column: String::new(),
        row: 0,
        stored: format!("nothing readable ({what})"),
        computed,
    });
    check
}

fn compare(file: String, stored: &Table, computed: &Table) -> TableCheck {
    let mut check =
        TableCheck { file, rows: computed.rows(), largest: 0.0, differing: 0, first: None };
    let names =
        |table: &Table| table.columns.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    if names(stored) != names(computed) || stored.rows() != computed.rows() {
        let shape = |table: &Table| format!("{} rows of {}", table.rows(), names(table).join(", "));
        let (stored, computed) = (shape(stored), shape(computed));
        check.differ(Difference { column: String::new(), row: 0, stored, computed });
        return check;
    }
    for ((name, stored), (_, computed)) in stored.columns.iter().zip(&computed.columns) {
        match (stored, computed) {
            (Column::Number(stored), Column::Number(computed)) => {
                compare_numbers(&mut check, name, stored, computed)
            }
            (stored, Column::Partial(_)) if stored.len() == computed.len() => {
                compare_partial(&mut check, name, stored, computed);
            }
            _ => compare_text(&mut check, name, &words(stored), &words(computed)),
        }
    }
    check
}

/// A column as text: a column without rows, or one with a word among its numbers, is read as text.
fn words(column: &Column) -> Vec<String> {
    (0..column.len()).map(|row| column.cell(row)).collect()
}

/// Numbers of which some are not known; with gaps among them those of a text file are read as text.
fn compare_partial(check: &mut TableCheck, name: &str, stored: &Column, computed: &Column) {
    for row in 0..computed.len() {
        let (text, computed) = (stored.cell(row), computed.number(row));
        match (text.parse::<f64>(), computed) {
            (Ok(stored), Some(computed)) => compare_number(check, name, row, stored, computed),
            (Err(_), None) if text.is_empty() => {}
            (_, computed) => {
                let computed = computed.map_or(String::new(), |value| value.to_string());
                check.differ(Difference {
                    column: name.to_owned(),
                    row: row + 1,
                    stored: text,
                    computed,
                });
            }
        }
    }
}

fn compare_numbers(check: &mut TableCheck, column: &str, stored: &[f64], computed: &[f64]) {
    for (row, (stored, computed)) in stored.iter().zip(computed).enumerate() {
        compare_number(check, column, row, *stored, *computed);
    }
}

fn compare_number(check: &mut TableCheck, column: &str, row: usize, stored: f64, computed: f64) {
    check.largest = check.largest.max(gap(stored, computed));
    if !same_number(stored, computed) {
        let (stored, computed) = (stored.to_string(), computed.to_string());
        check.differ(Difference { column: column.to_owned(), row: row + 1, stored, computed });
    }
}

fn gap(one: f64, other: f64) -> f64 {
    if one == other { 0.0 } else { (one - other).abs() }
}

/// Whether two numbers are the same but for rounding. What is not a number is not within anything.
pub(crate) fn same_number(one: f64, other: f64) -> bool {
    gap(one, other) <= (TOLERANCE * one.abs().max(other.abs())).max(NEGLIGIBLE)
}

fn compare_text(check: &mut TableCheck, column: &str, stored: &[String], computed: &[String]) {
    for (row, (stored, computed)) in stored.iter().zip(computed).enumerate() {
        let same = stored == computed
            || matches!((stored.parse::<f64>(), computed.parse::<f64>()), (Ok(a), Ok(b)) if a == b);
        if !same {
            let (stored, computed) = (stored.clone(), computed.clone());
            check.differ(Difference { column: column.to_owned(), row: row + 1, stored, computed });
        }
    }
}

impl TableCheck {
    fn differ(&mut self, difference: Difference) {
        self.differing += 1;
        self.first.get_or_insert(difference);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(values: Vec<f64>) -> Table {
        let codes = (0..values.len()).map(|at| format!("E{at}")).collect();
        Table::new("welfare").with_text("economy", codes).with_numbers("real_income_pct", values)
    }

    #[test]
    fn a_changed_cell_is_found_with_its_place() {
        let check = compare(
            "tables/welfare.csv".to_owned(),
            &table(vec![1.0, 2.5]),
            &table(vec![1.0, 2.0]),
        );
        let first = check.first.unwrap();
        assert_eq!((check.differing, first.row, first.column.as_str()), (1, 2, "real_income_pct"));
        assert_eq!((first.stored.as_str(), first.computed.as_str()), ("2.5", "2"));
    }

    #[test]
    fn rounding_is_no_difference_and_a_lost_row_is_one() {
        assert_eq!(
            compare(String::new(), &table(vec![1.0 + 1e-12]), &table(vec![1.0])).differing,
            0
        );
        assert_eq!(compare(String::new(), &table(vec![1.0]), &table(vec![1.0, 2.0])).differing, 1);
        assert_eq!(compare(String::new(), &table(vec![f64::NAN]), &table(vec![1.0])).differing, 1);
    }
}
