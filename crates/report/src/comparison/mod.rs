//! What does one run change against another, and why?
//!
//! Any number of runs: what differs in their scenarios, entry by entry and field by field
//! (`entries`), in world, options and version (`conditions`), then the tables that differ, by
//! horizon, and in each the rows that differ most (`tables`). As text (`show`), as a page (`page`),
//! and, since everything here is plain data, as JSON.

mod answer;
mod chains;
mod conditions;
mod entries;
mod figures;
mod page;
mod show;
mod tables;

pub use show::Extent;

use crate::error::ReportError;
use detente_record::Summary;
use detente_world::table::Table;
use serde::Serialize;

/// One of the runs that are compared.
#[derive(Clone, Debug)]
pub struct Compared<'a> {
    /// Where it is kept, for people.
    pub folder: String,
    /// What it is.
    pub summary: &'a Summary,
    /// What came out.
    pub tables: Vec<&'a Table>,
    /// Text of its scenario, changes from the command line included.
    pub scenario: String,
    /// Names and texts of the schedules that the scenario names.
    pub schedules: Vec<(String, String)>,
    /// Chains that are not of the program: names, and digests of their files.
    pub chains: Vec<(String, String)>,
    /// Whether measures applied.
    pub measures: bool,
    /// Files of the folder that are not what the run wrote.
    pub changed_files: Vec<String>,
}

/// One of the runs, as a comparison names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RunNote {
    /// `A`, `B` ...
    pub label: String,
    /// Where it is kept.
    pub folder: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Day whose state of policy was computed.
    pub date: String,
    /// Files of the folder that are not what the run wrote.
    pub changed_files: Vec<String>,
}

/// Something that is not the same in all runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Differing {
    /// What: `version`, `rate.add`.
    pub what: String,
    /// By run; nothing where the run has none.
    pub values: Vec<Option<String>>,
}

/// An entry that is not the same in all runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryDifference {
    /// `shock` or `measure`.
    pub side: String,
    /// Kind of the entry, such as `tariff`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// By run, whether the run has it.
    pub present: Vec<bool>,
    /// Fields that differ among the runs that have it.
    pub fields: Vec<Differing>,
    /// Where it is from, by run.
    pub sources: Vec<Option<String>>,
}

/// A row of a table, by run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowDifference {
    /// As `detente explain` takes it.
    pub key: String,
    /// For people.
    pub name: String,
    /// By run; nothing where the run has no such row.
    #[serde(serialize_with = "tables::numbers")]
    pub values: Vec<Option<f64>>,
}

/// A table that is not the same in all runs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableDifference {
    /// Its name.
    pub table: String,
    /// For people.
    pub title: String,
    /// `weeks`, `months`, `years`, `package` or `companies`.
    pub horizon: String,
    /// Column that is compared.
    pub column: String,
    /// Its unit.
    pub unit: String,
    /// Labels of the runs without this table.
    pub missing_in: Vec<String>,
    /// Rows in which that column differs.
    pub differing: usize,
    /// Rows whose value some runs know and others do not: they are not compared.
    pub not_known: usize,
    /// Rows in any run.
    pub rows: usize,
    /// The rows that differ most, the largest difference first.
    pub largest: Vec<RowDifference>,
    #[serde(skip)]
    shown_as: detente_record::catalogue::Unit,
}

/// A horizon of which the runs say nothing that can be set side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NotCompared {
    /// `weeks`, `months`, `years`, `package` or `companies`.
    pub horizon: String,
    /// Why, in words.
    pub why: String,
}

/// Runs side by side.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The runs, `A` first.
    pub runs: Vec<RunNote>,
    /// Whether they are of different worlds: amounts of money are then not compared.
    pub different_worlds: bool,
    /// What each run after the first changes of real incomes, in a sentence; none in different
    /// worlds.
    pub answers: Vec<String>,
    /// World, version, options, dates.
    pub conditions: Vec<Differing>,
    /// Entries of the scenarios.
    pub entries: Vec<EntryDifference>,
    /// Tables, by horizon, the largest difference first.
    pub tables: Vec<TableDifference>,
    /// Horizons in which nothing differs.
    pub alike: Vec<String>,
    /// Horizons that cannot be compared, whole or in part, and why: not in every run, or of other
    /// companies or chains in each.
    pub not_compared: Vec<NotCompared>,
}

/// Sets runs side by side, the first as the one to start from.
///
/// # Errors
/// If a scenario is not TOML: it was not written by a run.
pub fn comparison(runs: &[Compared<'_>]) -> Result<Comparison, ReportError> {
    let note = |(at, run): (usize, &Compared<'_>)| RunNote {
        label: label(at),
        folder: run.folder.clone(),
        scenario: run.summary.scenario.clone(),
        title: run.summary.title.clone(),
        date: run.summary.date.clone(),
        changed_files: run.changed_files.clone(),
    };
    let different_worlds =
        runs.windows(2).any(|pair| pair[0].summary.world.digest != pair[1].summary.world.digest);
    let documents = entries::documents(runs)?;
    let (tables, alike, not_compared) = tables::differing(runs, different_worlds);
    Ok(Comparison {
        answers: answer::answers(runs, different_worlds)?,
        runs: runs.iter().enumerate().map(note).collect(),
        different_worlds,
        conditions: conditions::differing(runs, &documents),
        entries: entries::differing(runs, &documents),
        tables,
        alike,
        not_compared,
    })
}

/// `A` to `Z`, then `AA` and so on.
fn label(at: usize) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    if at < 26 { letter(at).to_string() } else { format!("{}{}", label(at / 26 - 1), letter(at)) }
}

/// The values of all runs, if they are not the same.
fn differ<T: PartialEq>(values: &[T]) -> bool {
    values.windows(2).any(|pair| pair[0] != pair[1])
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn labels_go_on_after_z() {
        assert_eq!([0, 25, 26, 52].map(label), ["A", "Z", "AA", "BA"]);
    }
}
