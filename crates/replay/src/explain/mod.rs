//! How did this number of a run come about?
//!
//! An explanation takes one cell apart: the equation, every factor with its value, the rows of data
//! and the entries of the scenario behind them, the settings of the engine, and the cells to go on
//! with. What is computed is what is printed, and it is compared with the cell.
//!
//! ```text
//! table, key, column -> Cell;  run folder -> Replay (only what the cell hangs on);  explainer of the table -> Story;  both -> Explanation
//! ```
//! A table without an explainer of its own still has its meaning, its equation and its entries, and
//! says that it cannot be taken apart.

mod cascade;
mod chains;
mod companies;
mod formula;
mod nodes;
mod package;
mod path;
mod ranges;
mod render;
mod replay;
mod sources;
mod steps;
mod story;
mod trade;
mod uses;
mod weeks;
mod welfare;

pub use render::render;
pub use steps::{Body, Named, Step, Term};
pub use story::{EntryTrace, Explanation, Next, Recomputed, SourceRow};

use crate::error::ReplayError;
use detente_record::StoredRun;
use detente_record::catalogue::{Currencies, TableNote, Unit};
use detente_record::lookup::{self, LookupError, key_of};
use detente_world::WorldSource;
use detente_world::renamed;
use detente_world::table::{Table, settled};
use replay::Replay;
use std::collections::BTreeSet;
use std::path::Path;
use story::{Cell, Story};

/// Largest relative difference that counts as the same, as in `verify`.
const TOLERANCE: f64 = 1e-9;
/// Differences below this are noise of the solver, whatever their ratio, as in `verify`.
const NEGLIGIBLE: f64 = 1e-7;
/// Keys shown where one means several rows.
const SHOWN: usize = 5;
/// Explanations at most, all levels together.
const MOST: usize = 60;

/// The columns that a reader most likely means, by first match.
const LIKELY: [&str; 19] = [
    "real_income_pct",
    "change_pct",
    "output_pct",
    "shadow_tax",
    "mid",
    "arrived",
    "met",
    "weeks_to_stock_out",
    "lost_musd",
    "output",
    "saved_musd",
    "gain_musd",
    "agreed",
    "worth_last_musd",
    "shapley_musd",
    "margin_musd",
    "payment_musd",
    "net_musd",
    "value_musd",
];

/// What is to be explained.
#[derive(Clone, Debug, Default)]
pub struct ExplainRequest {
    /// Name of the table.
    pub table: String,
    /// The row, as [`lookup`] reads it.
    pub key: String,
    /// The column; the likeliest if none.
    pub column: Option<String>,
    /// 1 is the cell alone, 2 with the cells it depends on, and so on.
    pub depth: usize,
    /// The world, where it is no longer at the recorded place.
    pub world: Option<WorldSource>,
}

/// A run whose cells can be explained, one after the other: what one has computed, the next one
/// finds.
pub struct Explainer {
    replay: Replay,
}

impl Explainer {
    /// Reads a run folder and its world.
    ///
    /// # Errors
    /// If the folder is no run, a file of it has changed, or its world is not at hand.
    pub fn open(folder: &Path, world: Option<WorldSource>) -> Result<Self, ReplayError> {
        Ok(Self { replay: Replay::open(StoredRun::read_intact(folder)?, world)? })
    }

    /// The run as stored.
    #[must_use]
    pub fn stored(&self) -> &StoredRun {
        &self.replay.stored
    }

    /// How a cell came about.
    ///
    /// # Errors
    /// If there is no such cell, the key means several, or an engine refuses what it took when the
    /// run was made.
    pub fn explain(&mut self, request: &ExplainRequest) -> Result<Explanation, ReplayError> {
        let cell =
            find(&self.replay.stored, &request.table, &request.key, request.column.as_deref())?;
        one(&mut self.replay, cell, request.depth.max(1), &mut BTreeSet::new())
    }
}

/// How a cell of the run in `folder` came about.
///
/// # Errors
/// If the folder is no run or a file of it has changed, there is no such cell, or the key means
/// several.
pub fn explain(folder: &Path, request: &ExplainRequest) -> Result<Explanation, ReplayError> {
    let stored = StoredRun::read_intact(folder)?;
    // What was asked for wrongly is reported before the world is read.
    find(&stored, &request.table, &request.key, request.column.as_deref())?;
    Explainer { replay: Replay::open(stored, request.world.clone())? }.explain(request)
}

impl From<LookupError> for ReplayError {
    fn from(error: LookupError) -> Self {
        Self::Explain(error.to_string())
    }
}

fn find(
    stored: &StoredRun,
    table: &str,
    key: &str,
    column: Option<&str>,
) -> Result<Cell, ReplayError> {
    let all = stored.tables.all();
    let (table, note) = lookup::find_table(&all, table)?;
    if table.rows() == 0 {
        return Err(ReplayError::Explain(format!(
            "table `{}` has no rows in this run",
            table.name
        )));
    }
    let column = match column {
        Some(column) => renamed::column(note.name, column).to_owned(),
        None => likely(table, note)?,
    };
    let values = lookup::find_column(table, &column)?;
    let rows = lookup::rows(table, note, key)?;
    let row = match rows.as_slice() {
        [row] => *row,
        rows => return Err(several(table, note, key, rows)),
    };
    let Some(value) = values.number(row) else {
        let meaning = note.find(&column).map_or("", |column| column.meaning.as_str());
        let what = format!(
            "`{column}` of `{}` is not known ({meaning}); name another with --column",
            key_of(table, note, row)
        );
        return Err(ReplayError::Explain(what));
    };
    let mut cell = Cell::new(table, note, row, &column, value);
    cell.unit = note.find(&column).map_or(String::new(), |column| match column.unit {
        Unit::AsTheRowSays if !cell.word("unit").is_empty() => cell.word("unit").to_owned(),
        unit => unit.text(&currencies(stored, &cell)),
    });
    Ok(cell)
}

/// Units of the world, and of the chain of the row.
fn currencies(stored: &StoredRun, cell: &Cell) -> Currencies {
    let chain = stored.summary.commodity.iter().find(|chain| chain.id == cell.word("chain"));
    Currencies {
        world: stored.summary.world.currency.clone(),
        chain_unit: chain.map(|chain| chain.unit.clone()),
        chain_price: chain.map(|chain| chain.price_unit.clone()),
    }
}

fn likely(table: &Table, note: &TableNote) -> Result<String, ReplayError> {
    let numbers = || {
        let own = table.columns.iter().filter(|(_, column)| column.is_numeric());
        own.map(|(name, _)| name.as_str()).filter(|name| !note.keys.contains(name))
    };
    let found = LIKELY.into_iter().find(|wanted| numbers().any(|name| name == *wanted));
    let nothing = || {
        ReplayError::Explain(format!(
            "table `{}` has no column of numbers besides its keys",
            table.name
        ))
    };
    found.or_else(|| numbers().next()).map(str::to_owned).ok_or_else(nothing)
}

fn several(table: &Table, note: &TableNote, key: &str, rows: &[usize]) -> ReplayError {
    let shown: Vec<String> =
        rows.iter().take(SHOWN).map(|row| format!("`{}`", key_of(table, note, *row))).collect();
    let more = if rows.len() > SHOWN { " ..." } else { "" };
    let (count, keys) = (rows.len(), note.keys.join("/"));
    let what = if key.trim().is_empty() { "no key".to_owned() } else { format!("`{key}`") };
    ReplayError::Explain(format!(
        "{what} means {count} rows of `{}`; name one by {keys}: {}{more}",
        table.name,
        shown.join(", ")
    ))
}

fn one(
    replay: &mut Replay,
    cell: Cell,
    depth: usize,
    told: &mut BTreeSet<(String, String, String)>,
) -> Result<Explanation, ReplayError> {
    told.insert((cell.table.clone(), cell.key.clone(), cell.column.clone()));
    let story = story_of(replay, &cell)?;
    let mut below = Vec::new();
    if depth > 1 {
        for next in &story.next {
            let known = told.contains(&(next.table.clone(), next.key.clone(), next.column.clone()));
            if known || told.len() >= MOST {
                continue;
            }
            let cell = find(&replay.stored, &next.table, &next.key, Some(&next.column))?;
            below.push(one(replay, cell, depth - 1, told)?);
        }
    }
    Ok(finish(replay, cell, story, below))
}

fn story_of(replay: &mut Replay, cell: &Cell) -> Result<Story, ReplayError> {
    match cell.table.as_str() {
        "welfare" => welfare::explain_welfare(replay, cell),
        "absorption" => trade::explain_absorption(replay, cell),
        "contributions" => welfare::explain_contribution(replay, cell),
        "trade" => trade::explain_flow(replay, cell),
        "sectors" => nodes::explain_sector(replay, cell),
        "caps" => trade::explain_cap(replay, cell),
        "income_ranges" => ranges::explain_range(replay, cell),
        "path" => path::explain_path(replay, cell),
        "commodity_flows" | "commodity_prices" | "commodity_rents" => {
            chains::explain_chain(replay, cell)
        }
        "commodity_balance" | "commodity_availability" | "commodity_stockouts" => {
            uses::explain_use(replay, cell)
        }
        "commodity_processing" => uses::explain_processing(replay, cell),
        "cascade_output" | "cascade_losses" | "cascade_causes" => {
            weeks::explain_weeks(replay, cell)
        }
        "cascade_bottlenecks" | "cascade_measures" => cascade::explain_cascade(replay, cell),
        table if table.starts_with("company_") => Ok(companies::explain_company(replay, cell)),
        table if table.starts_with("package_") => Ok(package::explain_package(replay, cell)),
        _ => Ok(in_general(replay, cell)),
    }
}

/// What can be said of any table: the entries in force and the settings of the run.
fn in_general(replay: &Replay, _cell: &Cell) -> Story {
    let mut story = Story::default();
    story.note("This table has no explanation of its own: the number is shown as stored and not computed again here; `detente verify` does.");
    story.entries_in_force(replay, |_| true);
    story
}

fn finish(replay: &Replay, cell: Cell, story: Story, below: Vec<Explanation>) -> Explanation {
    let note = detente_record::catalogue::table(&cell.table);
    let own = note.and_then(|note| note.find(&cell.column)).and_then(|column| column.equation);
    let recomputed =
        story.steps.result().map(|value| Recomputed { value, same: same(value, cell.stored) });
    let mut next = story.next;
    // Only cells that are there can be gone on to.
    next.retain(|next| find(&replay.stored, &next.table, &next.key, Some(&next.column)).is_ok());
    Explanation {
        equation: story.equation.or(own).and_then(|id| replay.stored.summary.equation(id)),
        table: cell.table,
        key: cell.key,
        column: cell.column,
        row: cell.row + 1,
        meaning: cell.meaning,
        unit: cell.unit,
        stored: cell.stored,
        recomputed,
        steps: story.steps.0,
        entries: story.entries,
        sources: story.sources,
        settings: story.settings,
        notes: story.notes,
        next,
        below,
    }
}

fn same(value: f64, stored: f64) -> bool {
    let allowed = (TOLERANCE * value.abs().max(stored.abs())).max(NEGLIGIBLE);
    // What is noise is zero in a table.
    value == stored || settled(value) == stored || (value - stored).abs() <= allowed
}

impl Explanation {
    /// Whether every number that was taken apart is the stored one.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.recomputed.is_none_or(|recomputed| recomputed.same)
            && self.below.iter().all(Self::holds)
    }
}
