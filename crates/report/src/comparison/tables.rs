//! Which tables differ, and where most?
//!
//! Each table is compared by one column. Rows that differ by a period or a week alone are
//! shown once, where they differ most. Sizes are absolute, or relative to the largest value of the same
//! good where goods have units of their own.

use super::chains;
use super::{Compared, NotCompared, RowDifference, TableDifference, label};
use detente_record::catalogue::{self, Currencies, Engine, TableNote, Unit};
use detente_record::{Summary, name_of};
use detente_world::table::{Table, change};
use serde::ser::{Serialize, SerializeSeq, Serializer};
use std::collections::{BTreeSet, HashMap};

/// Rows kept of each table.
const KEPT: usize = 40;
/// Key columns that are shown once.
const TIMES: [&str; 2] = ["period", "week"];
/// The horizons, in their order.
pub(super) const HORIZONS: [&str; 5] = ["weeks", "months", "years", "package", "companies"];

/// The column by which a table is compared, and by which in different worlds; tables without a line
/// take their first number.
const COLUMNS: [(&str, &str, &str); 23] = [
    ("cascade_losses", "lost_musd", "deepest_pct"),
    ("cascade_bottlenecks", "lost_musd", "weeks_to_stop"),
    ("cascade_measures", "saved_musd", ""),
    ("cascade_output", "output", "output"),
    ("commodity_availability", "met", "met"),
    ("commodity_flows", "mid", "mid"),
    ("commodity_prices", "mid", "mid"),
    ("commodity_balance", "unmet", "unmet"),
    ("commodity_processing", "mid", "mid"),
    ("commodity_rents", "total_musd", ""),
    ("commodity_stockouts", "weeks_to_stock_out", "weeks_to_stock_out"),
    ("welfare", "real_income_musd", "real_income_pct"),
    ("trade", "value_musd", ""),
    ("sectors", "output_pct", "output_pct"),
    ("caps", "rent_musd", "quantity_ratio"),
    ("package_items", "level", "level"),
    ("package_payoffs", "gain_musd", ""),
    ("package_ledger", "worth_first_musd", ""),
    ("package_enforcement", "margin_musd", ""),
    ("package_states", "gain_musd", ""),
    ("package_shapley", "shapley_musd", ""),
    ("package_sweetener", "payment_musd", ""),
    ("company_summary", "net_musd", ""),
];
/// Tables whose rows are numbered by the run itself, have units of their own each, or say again
/// what others do.
const LEFT_OUT: [&str; 7] = [
    "income_ranges",
    "cascade_causes",
    "package_frontier",
    "package_sensitivity",
    "company_exposure",
    "company_facts",
    "company_momentum",
];

/// The tables that differ, by horizon and the largest share of differing rows first; the horizons
/// in which none does; and those that cannot be compared. That nothing differs is said only of what
/// was compared.
pub(super) fn differing(
    runs: &[Compared<'_>],
    different_worlds: bool,
) -> (Vec<TableDifference>, Vec<String>, Vec<NotCompared>) {
    let there = |note: &&TableNote| runs.iter().any(|run| find(run, note.name).is_some());
    let notes: Vec<&TableNote> = catalogue::tables()
        .iter()
        .filter(there)
        .filter(|note| !LEFT_OUT.contains(&note.name))
        .collect();
    let other = chains::other(runs);
    let mut all: Vec<(f64, TableDifference)> = Vec::new();
    let mut compared: Vec<&str> = Vec::new();
    for note in &notes {
        let Some(column) = column(note, different_worlds) else { continue };
        compared.push(horizon(note));
        all.extend(compare(runs, note, column, &other).filter(|(_, found)| {
            found.differing > 0 || found.not_known > 0 || !found.missing_in.is_empty()
        }));
    }
    let place =
        |found: &TableDifference| HORIZONS.iter().position(|horizon| *horizon == found.horizon);
    all.sort_by(|a, b| place(&a.1).cmp(&place(&b.1)).then(b.0.total_cmp(&a.0)));
    let tables: Vec<TableDifference> = all.into_iter().map(|(_, found)| found).collect();
    let has = |horizon: &str| notes.iter().any(|note| self::horizon(note) == horizon);
    let mut not_compared = Vec::new();
    for horizon in
        HORIZONS.into_iter().filter(|horizon| has(horizon) && !compared.contains(horizon))
    {
        let why = "its tables hold money alone, and the worlds differ".to_owned();
        not_compared.push(NotCompared { horizon: horizon.to_owned(), why });
    }
    not_compared.extend(
        other.iter().filter_map(|id| chains::not_compared(runs, id, horizon_of(Engine::Commodity))),
    );
    not_compared.extend(other_companies(runs));
    let apart = |horizon: &str| not_compared.iter().any(|own| own.horizon == horizon);
    let quiet = |horizon: &&&str| {
        has(horizon) && !apart(horizon) && tables.iter().all(|found| found.horizon != **horizon)
    };
    let alike = HORIZONS.iter().filter(quiet).map(|horizon| (*horizon).to_owned()).collect();
    (tables, alike, not_compared)
}

/// Whether the runs speak of the same companies by the same facts: otherwise a difference, or none,
/// says nothing of the scenarios.
fn other_companies(runs: &[Compared<'_>]) -> Option<NotCompared> {
    let facts: Vec<Option<&Table>> = runs.iter().map(|run| find(run, "company_facts")).collect();
    if facts.iter().all(Option::is_none)
        || !super::differ(&facts.iter().map(|own| own.map(given)).collect::<Vec<_>>())
    {
        return None;
    }
    let said = |at: usize| {
        let name = label(at);
        let Some(facts) = facts[at] else { return format!("{name} has no companies") };
        match facts.words("grade").iter().filter(|grade| *grade == USER).count() {
            0 => format!("{name} has the program's own"),
            rows => format!("{name} has {rows} facts of a file of the user"),
        }
    };
    let each: Vec<String> = (0..runs.len()).map(said).collect();
    let why = format!("the companies that went in are not the same: {}", each.join("; "));
    Some(NotCompared { horizon: "companies".to_owned(), why })
}

/// Grade of a fact of the user's file.
const USER: &str = "U";

/// What the facts say, line numbers of files aside.
fn given(facts: &Table) -> Vec<&[String]> {
    ["ticker", "fact", "value", "grade"].map(|column| facts.words(column)).to_vec()
}

fn horizon(note: &TableNote) -> &'static str {
    horizon_of(note.engine)
}

fn horizon_of(engine: Engine) -> &'static str {
    match engine {
        Engine::Cascade => "weeks",
        Engine::Commodity => "months",
        Engine::Trade => "years",
        Engine::Package => "package",
        Engine::Companies => "companies",
    }
}

fn column(note: &'static TableNote, different_worlds: bool) -> Option<&'static str> {
    let known = COLUMNS.iter().find(|(table, ..)| *table == note.name);
    let chosen =
        known.map(|(_, column, elsewhere)| if different_worlds { *elsewhere } else { *column });
    let number = |unit: Unit| !unit.is_words() && (!different_worlds || !in_money(unit));
    let first = || {
        note.columns.iter().find(|own| number(own.unit) && !note.keys.contains(&own.name.as_str()))
    };
    match chosen {
        Some("") => None,
        Some(column) => Some(column),
        None => first().map(|own| own.name.as_str()),
    }
}

fn in_money(unit: Unit) -> bool {
    matches!(
        unit,
        Unit::Money
            | Unit::MoneyPerYear
            | Unit::MoneyPerDay
            | Unit::MoneyPerUnit
            | Unit::PresentValue
    )
}

fn find<'t>(run: &Compared<'t>, name: &str) -> Option<&'t Table> {
    run.tables.iter().copied().find(|table| table.name == name)
}

/// The comparison of one table, and the share of its rows that differ; rows of the chains `other`
/// are left out.
fn compare(
    runs: &[Compared<'_>],
    note: &'static TableNote,
    column: &str,
    other: &BTreeSet<String>,
) -> Option<(f64, TableDifference)> {
    let tables: Vec<Option<&Table>> = runs.iter().map(|run| find(run, note.name)).collect();
    let missing = tables.iter().any(Option::is_none);
    let mut rows = joined(note, column, &tables);
    if note.engine == Engine::Commodity {
        rows.retain(|row| row.cell(note, "chain").is_none_or(|chain| !other.contains(chain)));
    }
    // A period that a run does not have is no difference; nor is a table. Sales at home would hide
    // those to others.
    if note.keys.iter().any(|key| TIMES.contains(key)) {
        rows.retain(|row| row.values.iter().all(Option::is_some));
    }
    // What is not known in a run is no zero, and a company that a run does not have is not one that
    // stays as it was.
    let alone =
        |row: &Joined| note.engine == Engine::Companies && row.values.iter().any(Option::is_none);
    let not_known = rows
        .iter()
        .filter(|row| !missing && row.open && row.values.iter().any(Option::is_some))
        .count();
    rows.retain(|row| !missing && !row.at_home(note) && !row.open && !alone(row));
    let scales = scales(note, &rows);
    let mut told: HashMap<String, (f64, &Joined)> = HashMap::new();
    let mut differing = 0;
    for row in &rows {
        let difference = row.spread();
        if difference == 0.0 {
            continue;
        }
        differing += 1;
        let size = difference / scales.get(row.good(note)).copied().unwrap_or(1.0);
        let best = told.entry(row.without_time(note)).or_insert((size, row));
        if size > best.0 {
            *best = (size, row);
        }
    }
    let mut largest: Vec<(f64, &Joined)> = told.into_values().collect();
    largest.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cells.cmp(&b.1.cells)));
    let unit = note.find(column)?.unit;
    let difference = TableDifference {
        table: note.name.to_owned(),
        title: note.title.to_owned(),
        horizon: horizon(note).to_owned(),
        column: column.to_owned(),
        // Goods have units of their own: their rows name them.
        unit: if of_chain(unit) {
            String::new()
        } else {
            unit.text(&currencies(runs.first(), None))
        },
        missing_in: (0..runs.len()).filter(|at| tables[*at].is_none()).map(label).collect(),
        differing,
        not_known,
        rows: rows.len(),
        largest: largest
            .into_iter()
            .take(KEPT)
            .map(|(_, row)| row.told(runs, note, unit))
            .collect(),
        shown_as: unit,
    };
    Some((differing as f64 / rows.len().max(1) as f64, difference))
}

/// What money is counted in, and goods of a chain where one is meant.
fn currencies(run: Option<&Compared<'_>>, chain: Option<&str>) -> Currencies {
    let world = run.map_or_else(String::new, |run| run.summary.world.currency.clone());
    let note = run
        .and_then(|run| run.summary.commodity.iter().find(|note| Some(note.id.as_str()) == chain));
    let (chain_unit, chain_price) =
        (note.map(|note| note.unit.clone()), note.map(|note| note.price_unit.clone()));
    Currencies { world, chain_unit, chain_price }
}

fn of_chain(unit: Unit) -> bool {
    matches!(unit, Unit::Quantity | Unit::QuantityPerYear | Unit::Price)
}

/// One row of all runs.
struct Joined {
    cells: Vec<String>,
    values: Vec<Option<f64>>,
    /// Whether a run has the row and does not know its value.
    open: bool,
}

/// The rows of all runs by their keys, in the order in which they are first seen.
fn joined(note: &TableNote, column: &str, tables: &[Option<&Table>]) -> Vec<Joined> {
    let mut rows: Vec<Joined> = Vec::new();
    let mut places: HashMap<Vec<String>, usize> = HashMap::new();
    let mut first: Option<&Table> = None;
    for (at, table) in tables.iter().enumerate().filter_map(|(at, table)| Some((at, (*table)?))) {
        let Some(values) = table.column(column).filter(|column| column.is_numeric()) else {
            continue;
        };
        // Most runs of one world have the same rows in the same order: no need to look each one up.
        let same = first.is_some_and(|first| same_keys(note, first, table));
        for row in 0..values.len() {
            let place = if same {
                row
            } else {
                let cells = cells(note, table, row);
                *places.entry(cells.clone()).or_insert_with(|| {
                    rows.push(Joined { cells, values: vec![None; tables.len()], open: false });
                    rows.len() - 1
                })
            };
            rows[place].values[at] = values.number(row);
            rows[place].open |= values.number(row).is_none();
        }
        first = first.or(Some(table));
    }
    rows
}

fn same_keys(note: &TableNote, one: &Table, other: &Table) -> bool {
    one.rows() == other.rows() && note.keys.iter().all(|key| one.column(key) == other.column(key))
}

fn cells(note: &TableNote, table: &Table, row: usize) -> Vec<String> {
    let cell = |key: &&str| table.column(key).map_or(String::new(), |column| column.cell(row));
    note.keys.iter().map(cell).collect()
}

/// The largest value of each good, where goods have units of their own.
fn scales<'r>(note: &TableNote, rows: &'r [Joined]) -> HashMap<&'r str, f64> {
    let mut scales: HashMap<&str, f64> = HashMap::new();
    if note.engine != Engine::Commodity {
        return scales;
    }
    for row in rows {
        let most = row
            .values
            .iter()
            .flatten()
            .filter(|value| value.is_finite())
            .fold(1e-12, |most: f64, value| most.max(value.abs()));
        let scale = scales.entry(row.good(note)).or_insert(most);
        *scale = scale.max(most);
    }
    scales
}

impl Joined {
    /// How far the values lie apart; 0 where that is noise. A row that is missing counts as
    /// nothing, never as far away.
    fn spread(&self) -> f64 {
        let values = || self.values.iter().map(|value| value.unwrap_or(0.0));
        let finite = || values().filter(|value| value.is_finite());
        let (least, most) = (finite().fold(f64::MAX, f64::min), finite().fold(f64::MIN, f64::max));
        let endless = values().filter(|value| value.is_infinite()).count();
        if endless > 0 && endless < self.values.len() {
            return f64::MAX.sqrt();
        }
        if least > most { 0.0 } else { change(most, least) }
    }

    fn cell(&self, note: &TableNote, key: &str) -> Option<&str> {
        note.keys.iter().position(|own| *own == key).map(|at| self.cells[at].as_str())
    }

    fn good(&self, note: &TableNote) -> &str {
        self.cell(note, "good").unwrap_or_default()
    }

    fn without_time(&self, note: &TableNote) -> String {
        let kept = note.keys.iter().zip(&self.cells).filter(|(key, _)| !TIMES.contains(key));
        kept.map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join("\u{1f}")
    }

    /// Whether this is what an economy sells to itself.
    fn at_home(&self, note: &TableNote) -> bool {
        let exporter = self.cell(note, "exporter");
        exporter.is_some() && self.cell(note, "importer") == exporter
    }

    fn told(&self, runs: &[Compared<'_>], note: &TableNote, unit: Unit) -> RowDifference {
        let escaped = |cell: &String| cell.replace('\\', "\\\\").replace('/', "\\/");
        let key = self.cells.iter().map(escaped).collect::<Vec<_>>().join("/");
        let summary = runs[0].summary;
        let mut names: Vec<String> = note
            .keys
            .iter()
            .zip(&self.cells)
            .filter_map(|(key, cell)| name(summary, key, cell))
            .collect();
        if of_chain(unit) {
            let chain = self.cell(note, "chain");
            let having = runs.iter().find(|run| {
                run.summary.commodity.iter().any(|note| Some(note.id.as_str()) == chain)
            });
            names.push(unit.text(&currencies(having, chain)));
        }
        RowDifference {
            key,
            name: names.join(", ").replace(", to ", " to "),
            values: self.values.clone(),
        }
    }
}

/// A cell of a key for people; nothing for what the rest says already.
fn name(summary: &Summary, key: &str, cell: &str) -> Option<String> {
    let economy = |code: &str| name_of(&summary.world.economies, code).to_owned();
    match key {
        "chain" => None,
        _ if cell.is_empty() => None,
        "importer" => Some(format!("to {}", economy(cell))),
        "week" => Some(format!("week {cell}")),
        "sector" | "good" => Some(name_of(&summary.world.sectors, cell).to_owned()),
        _ => Some(economy(cell)),
    }
}

/// Numbers as JSON has them: `"inf"` for never.
pub(super) fn numbers<S: Serializer>(
    values: &[Option<f64>],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    struct Cell(f64);
    impl Serialize for Cell {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if self.0.is_finite() {
                serializer.serialize_f64(self.0)
            } else {
                serializer.serialize_str(if self.0 > 0.0 { "inf" } else { "-inf" })
            }
        }
    }
    let mut list = serializer.serialize_seq(Some(values.len()))?;
    for value in values {
        list.serialize_element(&value.map(Cell))?;
    }
    list.end()
}
