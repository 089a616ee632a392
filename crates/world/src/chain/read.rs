//! A chain's folder into memory, with every problem told at once.

use super::data::{Chain, ChainEconomy, Demand, Flow, Good, Holder, Process, Recipe, Stock};
use super::files::{Files, refuse_strangers};
use super::interval::Interval;
use super::rows::Rows;
use crate::error::WorldError;
use crate::source::Source;
use crate::table::{Format, raw_from_bytes};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::Path;

const ANY: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
const NOT_NEGATIVE: (f64, f64) = (0.0, f64::INFINITY);
const NOT_POSITIVE: (f64, f64) = (f64::NEG_INFINITY, 0.0);

/// `chain.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    id: String,
    title: String,
    unit: String,
    #[serde(default)]
    unit_note: String,
    currency: String,
    #[serde(default)]
    price_unit: Option<String>,
    /// For readers; the columns of a chain have one unit for all costs.
    #[serde(default, rename = "cost_unit")]
    _cost_unit: Option<String>,
    base_year: i32,
    #[serde(default)]
    sources: Vec<Source>,
    #[serde(default)]
    notes: Vec<String>,
}

/// The positions of a chain's codes.
struct Codes {
    economies: HashMap<String, usize>,
    goods: HashMap<String, usize>,
}

/// Reads the folder of a chain.
///
/// # Errors
/// A table that no chain has; else every problem at once: a missing file or column, a code that is
/// not listed, a figure out of range, a row without source.
pub fn read_chain(folder: &Path) -> Result<Chain, WorldError> {
    if folder.is_dir() {
        refuse_strangers(folder)?;
    }
    read(&folder)
}

pub(super) fn read(folder: &dyn Files) -> Result<Chain, WorldError> {
    let header = header(folder)?;
    let mut problems = Vec::new();
    let list = &mut problems;
    let economies = economies(folder, list)?;
    let goods = goods(folder, list)?;
    let codes = Codes {
        economies: economies
            .iter()
            .enumerate()
            .map(|(at, economy)| (economy.code.clone(), at))
            .collect(),
        goods: goods.iter().enumerate().map(|(at, good)| (good.code.clone(), at)).collect(),
    };
    let mut chain = Chain {
        id: header.id,
        title: header.title,
        price_unit: header
            .price_unit
            .unwrap_or_else(|| format!("{} per {}", header.currency, header.unit)),
        unit: header.unit,
        unit_note: header.unit_note,
        currency: header.currency,
        base_year: header.base_year,
        sources: header.sources,
        notes: header.notes,
        processes: processes(folder, &codes, list)?,
        recipes: recipes(folder, &codes, list)?,
        flows: flows(folder, &codes, list)?,
        demand: demand(folder, &codes, list)?,
        stocks: stocks(folder, &codes, list)?,
        economies,
        goods,
    };
    as_published(&mut chain);
    if problems.is_empty() { Ok(chain) } else { Err(WorldError::several(problems)) }
}

/// A table in which nobody has balanced anything is the base year as published.
fn as_published(chain: &mut Chain) {
    fn fill<T>(
        rows: &mut [T],
        balanced: fn(&mut T) -> &mut Option<f64>,
        published: fn(&T) -> Option<Interval>,
    ) {
        if rows.iter_mut().all(|row| balanced(row).is_none()) {
            for row in rows {
                *balanced(row) = published(row).and_then(|found| found.central());
            }
        }
    }
    fill(&mut chain.processes, |row| &mut row.balanced, |row| row.activity);
    fill(&mut chain.flows, |row| &mut row.balanced, |row| row.quantity);
    fill(&mut chain.demand, |row| &mut row.balanced, |row| row.quantity);
}

/// A file that has to be there.
fn require(folder: &dyn Files, name: &str) -> Result<Vec<u8>, WorldError> {
    let hint = "a chain needs chain.toml, economies.csv and goods.csv";
    folder
        .bytes(name)?
        .ok_or_else(|| WorldError::Missing { path: folder.label(name), hint: hint.to_owned() })
}

fn header(folder: &dyn Files) -> Result<Header, WorldError> {
    let (label, bytes) = (folder.label("chain.toml"), require(folder, "chain.toml")?);
    let text = crate::table::utf8(&label, &bytes)?;
    let header: Header = toml::from_str(text).map_err(|error| {
        let hint =
            "the keys are id, title, unit, unit_note, currency, price_unit, cost_unit, base_year, sources, notes";
        WorldError::file(&label, error.to_string().trim_end(), hint)
    })?;
    // Runs and packs keep a chain in a folder of its name.
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    if header.id.is_empty() || !header.id.chars().all(plain) {
        let what = format!("`id` is `{}`", header.id);
        return Err(WorldError::file(
            &label,
            what,
            "give the chain a short name of letters, digits, - and _, such as `tin`",
        ));
    }
    Ok(header)
}

/// A table of the folder; `None` if it may be missing and is.
fn table(
    folder: &dyn Files,
    stem: &str,
    may_be_missing: bool,
    (required, optional): (&[&str], &[&str]),
    problems: &mut Vec<WorldError>,
) -> Result<Option<Rows>, WorldError> {
    let name = format!("{stem}.csv");
    let bytes = if may_be_missing { folder.bytes(&name)? } else { Some(require(folder, &name)?) };
    let Some(bytes) = bytes else { return Ok(None) };
    let raw = raw_from_bytes(&folder.label(&name), Format::Csv, bytes)?;
    Rows::new(raw, required, optional, problems).map(Some)
}

fn economies(
    folder: &dyn Files,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<ChainEconomy>, WorldError> {
    let columns: (&[&str], &[&str]) = (&["economy", "name", "world_economy"], &[]);
    let Some(rows) = table(folder, "economies", false, columns, problems)? else {
        return Ok(Vec::new());
    };
    let codes = unique(&rows, "economy", problems);
    let economy = |(row, code): (usize, String)| ChainEconomy {
        code,
        name: rows.word(row, "name", problems),
        world_economy: rows.word(row, "world_economy", problems),
    };
    Ok(codes.into_iter().enumerate().map(economy).collect())
}

fn goods(folder: &dyn Files, problems: &mut Vec<WorldError>) -> Result<Vec<Good>, WorldError> {
    let columns: (&[&str], &[&str]) =
        (&["good", "name", "stage", "storable", "tradable"], &["element", "price"]);
    let Some(rows) = table(folder, "goods", false, columns, problems)? else {
        return Ok(Vec::new());
    };
    let codes = unique(&rows, "good", problems);
    let good = |(row, code): (usize, String)| Good {
        code,
        name: rows.word(row, "name", problems),
        stage: rows.word(row, "stage", problems),
        element: Some(rows.text(row, "element").to_owned()).filter(|element| !element.is_empty()),
        price: rows.interval(row, "price", NOT_NEGATIVE, problems),
        storable: rows.truth(row, "storable", problems),
        tradable: rows.truth(row, "tradable", problems),
        fact: rows.fact(row, problems),
    };
    Ok(codes.into_iter().enumerate().map(good).collect())
}

/// The codes of a column, each of which may occur once.
fn unique(rows: &Rows, column: &str, problems: &mut Vec<WorldError>) -> Vec<String> {
    let mut seen = HashMap::new();
    let mut codes = Vec::new();
    for row in 0..rows.count() {
        let code = rows.word(row, column, problems);
        if seen.insert(code.clone(), row).is_some() {
            problems.push(rows.error(row, column, format!("`{code}` is listed twice")));
        }
        codes.push(code);
    }
    codes
}

fn processes(
    folder: &dyn Files,
    codes: &Codes,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<Process>, WorldError> {
    let optional =
        ["capacity", "activity", "cost", "investment_cost", "lead_time_months", "balanced"];
    let columns: (&[&str], &[&str]) = (&["process", "economy"], &optional);
    let Some(rows) = table(folder, "processes", true, columns, problems)? else {
        return Ok(Vec::new());
    };
    let process = |row: usize| Process {
        kind: rows.word(row, "process", problems),
        economy: rows.position(row, "economy", &codes.economies, problems),
        capacity: rows.interval(row, "capacity", NOT_NEGATIVE, problems),
        activity: rows.interval(row, "activity", NOT_NEGATIVE, problems),
        cost: rows.interval(row, "cost", ANY, problems),
        investment_cost: rows.interval(row, "investment_cost", NOT_NEGATIVE, problems),
        lead_time_months: rows.interval(row, "lead_time_months", NOT_NEGATIVE, problems),
        balanced: rows.number(row, "balanced", problems),
        fact: rows.fact(row, problems),
    };
    Ok((0..rows.count()).map(process).collect())
}

fn recipes(
    folder: &dyn Files,
    codes: &Codes,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<Recipe>, WorldError> {
    let columns: (&[&str], &[&str]) = (&["process", "economy", "good", "coefficient"], &[]);
    let Some(rows) = table(folder, "recipes", true, columns, problems)? else {
        return Ok(Vec::new());
    };
    let recipe = |row: usize| Recipe {
        process: rows.word(row, "process", problems),
        economy: one_or_every(&rows, row, codes, problems),
        good: rows.position(row, "good", &codes.goods, problems),
        coefficient: rows.interval(row, "coefficient", ANY, problems),
        fact: rows.fact(row, problems),
    };
    Ok((0..rows.count()).map(recipe).collect())
}

/// The economy of a row; `None` for `*`.
fn one_or_every(
    rows: &Rows,
    row: usize,
    codes: &Codes,
    problems: &mut Vec<WorldError>,
) -> Option<usize> {
    (rows.text(row, "economy") != "*")
        .then(|| rows.position(row, "economy", &codes.economies, problems))
}

fn flows(
    folder: &dyn Files,
    codes: &Codes,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<Flow>, WorldError> {
    let columns: (&[&str], &[&str]) =
        (&["good", "exporter", "importer", "quantity"], &["balanced", "cost", "days"]);
    let Some(rows) = table(folder, "flows", true, columns, problems)? else {
        return Ok(Vec::new());
    };
    let flow = |row: usize| Flow {
        good: rows.position(row, "good", &codes.goods, problems),
        exporter: rows.position(row, "exporter", &codes.economies, problems),
        importer: rows.position(row, "importer", &codes.economies, problems),
        quantity: rows.interval(row, "quantity", NOT_NEGATIVE, problems),
        balanced: rows.number(row, "balanced", problems),
        cost: rows.interval(row, "cost", NOT_NEGATIVE, problems),
        days: rows.number(row, "days", problems),
        fact: rows.fact(row, problems),
    };
    Ok((0..rows.count()).map(flow).collect())
}

fn demand(
    folder: &dyn Files,
    codes: &Codes,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<Demand>, WorldError> {
    let columns: (&[&str], &[&str]) =
        (&["good", "economy", "use", "quantity"], &["sector", "balanced", "elasticity"]);
    let Some(rows) = table(folder, "demand", true, columns, problems)? else {
        return Ok(Vec::new());
    };
    let demand = |row: usize| Demand {
        good: rows.position(row, "good", &codes.goods, problems),
        economy: rows.position(row, "economy", &codes.economies, problems),
        usage: rows.word(row, "use", problems),
        sectors: rows
            .text(row, "sector")
            .split('+')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
        quantity: rows.interval(row, "quantity", NOT_NEGATIVE, problems),
        balanced: rows.number(row, "balanced", problems),
        elasticity: rows.interval(row, "elasticity", NOT_POSITIVE, problems),
        fact: rows.fact(row, problems),
    };
    Ok((0..rows.count()).map(demand).collect())
}

fn stocks(
    folder: &dyn Files,
    codes: &Codes,
    problems: &mut Vec<WorldError>,
) -> Result<Vec<Stock>, WorldError> {
    let columns: (&[&str], &[&str]) =
        (&["good", "economy", "holder"], &["use", "weeks", "quantity"]);
    let Some(rows) = table(folder, "stocks", true, columns, problems)? else {
        return Ok(Vec::new());
    };
    let stock = |row: usize| Stock {
        good: rows.position(row, "good", &codes.goods, problems),
        economy: one_or_every(&rows, row, codes, problems),
        usage: Some(rows.text(row, "use").to_owned()).filter(|usage| !usage.is_empty()),
        holder: match rows.text(row, "holder") {
            "commercial" => Holder::Commercial,
            "strategic" => Holder::Strategic,
            other => {
                let what = format!("holder `{other}`; it is `commercial` or `strategic`");
                problems.push(rows.error(row, "holder", what));
                Holder::Commercial
            }
        },
        weeks: rows.interval(row, "weeks", NOT_NEGATIVE, problems),
        quantity: rows.interval(row, "quantity", NOT_NEGATIVE, problems),
        fact: rows.fact(row, problems),
    };
    Ok((0..rows.count()).map(stock).collect())
}
