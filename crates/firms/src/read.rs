//! A network of firms as a folder with two tables.
//!
//! `firms` (CSV or Parquet): firm, economy, sector, output, and optionally stock_days; `suppliers`:
//! supplier, buyer, value. Output and value are a year's, in one unit.

use super::problems::{OfTable, Problems};
use super::restocking;
use crate::error::FirmsError;
use detente_cascade::{CascadeError, Network};
use detente_engine::weeks::YEAR;
use detente_world::Nature;
use detente_world::table::{Column, Table};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Share of a firm's output by which its purchases may exceed it by rounding.
const ROUNDING: f64 = 1e-6;
/// Firms that are named in notes.
const TOLD: usize = 3;

/// One firm.
#[derive(Clone, Debug, PartialEq)]
pub struct Firm {
    /// Its name, unique.
    pub name: String,
    /// Code of its economy.
    pub economy: String,
    /// Position of its sector among [`FirmNetwork::sectors`].
    pub sector: usize,
}

/// Firms and who supplies whom.
#[derive(Clone, Debug)]
pub struct FirmNetwork {
    /// The firms, in the order of their table; inside a world, what is left of each sector after
    /// them.
    pub firms: Vec<Firm>,
    /// Codes of the sectors.
    pub sectors: Vec<String>,
    /// What each sector is: as the world says, or by its code.
    pub natures: Vec<Nature>,
    /// Days of need of each input that each firm holds, where the table says so.
    pub stock_days: Option<Vec<Option<f64>>>,
    /// Days over which a gap in the stock of each sector's product is made up, infinite for never,
    /// where a table says so.
    pub restoration_days: Option<Vec<Option<f64>>>,
    /// The network, a day's flows.
    pub network: Network,
    /// Links given as supplier, buyer and value a year.
    pub links: Vec<(u32, u32, f64)>,
    /// How many of the firms are named in the table: all of them, but for a network inside a world.
    pub named: usize,
    /// Share by which purchases miss what the sectors of a world need, because links are given.
    pub misfit: f64,
    /// What is odd in the tables but can be: firms that buy more than they make.
    pub notes: Vec<String>,
    pub(super) places: HashMap<String, usize>,
}

/// The two tables of a folder, as read.
pub(super) struct Given {
    pub firms_file: PathBuf,
    pub suppliers_file: PathBuf,
    pub names: Vec<String>,
    pub economies: Vec<String>,
    pub sectors: Vec<String>,
    /// A year's.
    pub output: Vec<f64>,
    pub stock_days: Option<Vec<f64>>,
    /// Position of each firm.
    pub places: HashMap<String, usize>,
    suppliers: Table,
    /// What each row of `suppliers` sells in a year.
    sold: Vec<f64>,
}

impl Given {
    pub fn read(folder: &Path) -> Result<Self, FirmsError> {
        let (firms_file, suppliers_file) = (file(folder, "firms")?, file(folder, "suppliers")?);
        let (table, suppliers) = (Table::read(&firms_file)?, Table::read(&suppliers_file)?);
        let names = texts(&firms_file, &table, "firm")?;
        let (economies, sectors) =
            (texts(&firms_file, &table, "economy")?, texts(&firms_file, &table, "sector")?);
        let mut problems = Problems::default();
        let mut wrong = problems.of(&firms_file);
        let output = values(&firms_file, &table, "output", &mut wrong)?;
        let days = table
            .column("stock_days")
            .map(|_| values(&firms_file, &table, "stock_days", &mut wrong));
        let stock_days = days.transpose()?;
        for (row, _) in stock_days.iter().flatten().enumerate().filter(|(_, days)| **days < 1.0) {
            let what = format!("firm `{}` holds a stock of less than one day's need", names[row]);
            wrong.add(
                row,
                &what,
                "give at least 1: what is delivered on a day is used on the next",
            );
        }
        let mut places = HashMap::with_capacity(names.len());
        for (row, name) in names.iter().enumerate() {
            let first = *places.entry(name.clone()).or_insert(row);
            if first != row {
                wrong.add(
                    row,
                    &format!("firm `{name}` is in row {} already", first + 2),
                    "keep one row per firm",
                );
            }
        }
        let sold = values(&suppliers_file, &suppliers, "value", &mut problems.of(&suppliers_file))?;
        // A firm that is wrong there may be named in suppliers: only what does not hang on it is
        // reported here.
        problems.none()?;
        Ok(Given {
            firms_file,
            suppliers_file,
            names,
            economies,
            sectors,
            output,
            stock_days,
            places,
            suppliers,
            sold,
        })
    }

    /// The links between nodes at these places.
    pub fn links(
        &self,
        places: &HashMap<String, usize>,
    ) -> Result<Vec<(u32, u32, f64)>, FirmsError> {
        pairs(&self.suppliers_file, &self.suppliers, &self.sold, places)
    }
}

impl FirmNetwork {
    /// Reads a folder with `firms.csv` and `suppliers.csv`, or the same as Parquet.
    ///
    /// # Errors
    /// With the file, the row, what is wrong and what to do: an unknown firm, a firm that supplies
    /// itself, a pair given twice, a value below zero, a firm without output that others order
    /// from, or one that delivers more than it makes.
    pub fn read(folder: &Path) -> Result<Self, FirmsError> {
        let given = Given::read(folder)?;
        let mut sectors = given.sectors.clone();
        sectors.sort();
        sectors.dedup();
        let ends = given.links(&given.places)?;
        let group_of: Vec<usize> =
            given.sectors.iter().map(|code| sectors.binary_search(code).unwrap_or(0)).collect();
        let daily: Vec<(u32, u32, f32)> =
            ends.iter().map(|&(a, b, value)| (a, b, (value / YEAR) as f32)).collect();
        let outputs: Vec<f64> = given.output.iter().map(|value| value / YEAR).collect();
        let network = Network::firms(&group_of, daily, &outputs)
            .map_err(|error| FirmsError::Network(named(&given.firms_file, &given.names, &error)))?;
        let stock_days = given.stock_days.map(|days| days.into_iter().map(Some).collect());
        let firms: Vec<Firm> = given
            .names
            .into_iter()
            .zip(given.economies)
            .zip(group_of)
            .map(|((name, economy), sector)| Firm { name, economy, sector })
            .collect();
        let named = firms.len();
        let restoration_days = restocking::read(folder, &sectors)?;
        let notes = bought_beyond(&given.firms_file, &firms, &given.output, &ends);
        let codes: Vec<&str> = sectors.iter().map(String::as_str).collect();
        let natures = detente_world::natures_of(&codes);
        Ok(FirmNetwork {
            firms,
            sectors,
            natures,
            stock_days,
            restoration_days,
            network,
            links: ends,
            named,
            misfit: 0.0,
            notes,
            places: given.places,
        })
    }

    /// Whether the firms are nodes inside the sectors of a world.
    #[must_use]
    pub fn is_in_world(&self) -> bool {
        self.named < self.firms.len()
    }

    /// The position of a firm by its name.
    ///
    /// # Errors
    /// If there is none of that name.
    pub fn firm(&self, name: &str) -> Result<usize, FirmsError> {
        self.places.get(name).copied().ok_or_else(|| {
            let first: Vec<&str> =
                self.firms.iter().take(3).map(|firm| firm.name.as_str()).collect();
            FirmsError::Network(format!(
                "there is no firm `{name}`; the firms are {}, ...",
                first.join(", ")
            ))
        })
    }
}

fn pairs(
    file: &Path,
    links: &Table,
    sold: &[f64],
    places: &HashMap<String, usize>,
) -> Result<Vec<(u32, u32, f64)>, FirmsError> {
    let (suppliers, buyers) = (texts(file, links, "supplier")?, texts(file, links, "buyer")?);
    let mut problems = Problems::default();
    let mut wrong = problems.of(file);
    let (mut ends, mut rows) =
        (Vec::with_capacity(suppliers.len()), Vec::with_capacity(suppliers.len()));
    for (row, ((supplier, buyer), value)) in suppliers.iter().zip(&buyers).zip(sold).enumerate() {
        let mut place = |name: &String, role: &str| {
            let found = places.get(name).copied();
            if found.is_none() {
                let fix = "add the firm there or correct the name; with --world, what is left of a sector is called JPN-C29";
                wrong.add(row, &format!("{role} `{name}` is not in firms"), fix);
            }
            found
        };
        let (Some(from), Some(to)) = (place(supplier, "supplier"), place(buyer, "buyer")) else {
            continue;
        };
        if from == to {
            let fix = "leave the row out: what a firm makes for itself is in its output";
            wrong.add(row, &format!("firm `{supplier}` supplies itself"), fix);
        }
        ends.push((from as u32, to as u32, *value));
        rows.push(row as u32);
    }
    for (first, row) in repeated(&ends) {
        let (first, row) = (rows[first] as usize, rows[row] as usize);
        let what = format!(
            "what `{}` sells to `{}` is in row {} already",
            suppliers[row],
            buyers[row],
            first + 2
        );
        wrong.add(row, &what, "keep one row per pair of firms, with the sum if both are meant");
    }
    problems.none()?;
    Ok(ends)
}

/// Links whose supplier and buyer stand in a link before, after that one.
fn repeated(ends: &[(u32, u32, f64)]) -> Vec<(usize, usize)> {
    let mut rows: Vec<usize> = (0..ends.len()).collect();
    rows.sort_unstable_by_key(|&row| (ends[row].0, ends[row].1, row));
    let same =
        |pair: &&[usize]| (ends[pair[0]].0, ends[pair[0]].1) == (ends[pair[1]].0, ends[pair[1]].1);
    rows.windows(2).filter(same).map(|pair| (pair[0], pair[1])).collect()
}

/// Firms that buy more from others than they make: it happens in a year, but more often one of two
/// figures is wrong.
pub(super) fn bought_beyond(
    file: &Path,
    firms: &[Firm],
    output: &[f64],
    ends: &[(u32, u32, f64)],
) -> Vec<String> {
    let mut bought = vec![0.0; firms.len()];
    ends.iter().for_each(|&(_, buyer, value)| bought[buyer as usize] += value);
    let beyond = |row: &usize| bought[*row] > output[*row] * (1.0 + ROUNDING);
    let rows: Vec<usize> = (0..output.len()).filter(beyond).collect();
    let told = |&row: &usize| {
        format!(
            "{}, row {}: firm `{}` buys {} a year from others and makes {}; check both, they are used as they stand",
            file.display(),
            row + 2,
            firms[row].name,
            bought[row],
            output[row]
        )
    };
    let more = rows.len().saturating_sub(TOLD);
    let rest = (more > 0)
        .then(|| format!("{}: {more} more firms buy more than they make", file.display()));
    rows.iter().take(TOLD).map(told).chain(rest).collect()
}

/// An error of the network with the name of the firm in place of its number.
pub(super) fn named(file: &Path, names: &[String], error: &CascadeError) -> String {
    let text = error.to_string();
    let Some(node) = error.node() else { return format!("{}: {text}", file.display()) };
    let named = text.replace(&format!("node {node}"), &format!("firm `{}`", names[node]));
    format!("{}, row {}: {named}", file.display(), node + 2)
}

/// A table of the folder, if it is there.
pub(super) fn optional(folder: &Path, stem: &str) -> Option<PathBuf> {
    let found = ["csv", "parquet"].map(|ending| folder.join(format!("{stem}.{ending}")));
    found.into_iter().find(|path| path.is_file())
}

fn file(folder: &Path, stem: &str) -> Result<PathBuf, FirmsError> {
    optional(folder, stem).ok_or_else(|| {
        let folder = folder.display();
        FirmsError::Network(format!(
            "{folder}: there is neither {stem}.csv nor {stem}.parquet; put one there"
        ))
    })
}

pub(super) fn column<'t>(
    file: &Path,
    table: &'t Table,
    name: &str,
) -> Result<&'t Column, FirmsError> {
    table.column(name).ok_or_else(|| {
        let known: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
        let known = known.join(", ");
        FirmsError::Network(format!(
            "{}: there is no column `{name}` among {known}; add it",
            file.display()
        ))
    })
}

/// A column of names; numbers are names too.
fn texts(file: &Path, table: &Table, name: &str) -> Result<Vec<String>, FirmsError> {
    let column = column(file, table, name)?;
    Ok((0..column.len()).map(|row| column.cell(row)).collect())
}

/// A column of finite numbers of zero or more; any other is reported.
fn values(
    file: &Path,
    table: &Table,
    name: &str,
    wrong: &mut OfTable<'_>,
) -> Result<Vec<f64>, FirmsError> {
    let cells = column(file, table, name)?;
    let value = |row: usize| match cells {
        Column::Number(values) => Ok(values[row]),
        // One cell that is no number makes words of all of them.
        _ => cells.cell(row).trim().parse::<f64>().map_err(|_| format!("`{}`", cells.cell(row))),
    };
    let checked = |row: usize| match value(row) {
        Ok(value) if value >= 0.0 && value.is_finite() => value,
        Ok(value) => refuse(wrong, row, &format!("{value} in column `{name}`")),
        Err(cell) => refuse(wrong, row, &format!("{cell} in column `{name}` is no number")),
    };
    Ok((0..cells.len()).map(checked).collect())
}

/// Tells of a value that cannot be used; nobody gets to see what stands in its place.
fn refuse(wrong: &mut OfTable<'_>, row: usize, what: &str) -> f64 {
    wrong.add(row, what, "give a finite number of zero or more");
    f64::NAN
}
