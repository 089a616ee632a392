//! FIGARO's flat files: one line for each cell, `refArea, rowIi, counterpartArea, colIi, obsValue`.

use super::header::{Buyer, Header, Seller, TAKE_AGAIN};
use super::labels;
use super::layout::Layout;
use super::rows::{Line, Rows};
use super::sums::Sums;
use crate::error::{WorldError, shown};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Where the columns stand: area and code of the row, area and code of the column, value.
pub(super) fn places(line: &Line) -> Option<[usize; 5]> {
    let find = |test: &dyn Fn(&str) -> bool| line.cells.iter().position(|name| test(name.trim()));
    let code = |start: &'static str| {
        move |name: &str| name.starts_with(start) && (5..=6).contains(&name.len())
    };
    Some([
        find(&|name| name == "refArea")?,
        find(&code("row"))?,
        find(&|name| name == "counterpartArea")?,
        find(&code("col"))?,
        find(&|name| name == "obsValue")?,
    ])
}

fn label(line: &Line, area: usize, code: usize) -> String {
    format!("{}_{}", line.cell(area), line.cell(code))
}

/// Learns the columns from all lines.
pub(super) fn header(path: &Path) -> Result<Header, WorldError> {
    let (mut rows, mut header) = (Rows::open(path)?, Header::default());
    let [_, _, area, code, _] = start(&mut rows)?;
    let mut seen: HashSet<String> = HashSet::new();
    while let Some(line) = rows.next()? {
        let label = label(&line, area, code);
        if seen.contains(&label) {
            continue;
        }
        let buyer = match labels::part(Layout::Figaro, &label) {
            Some(labels::Part::Node(economy, sector)) => {
                Buyer::Node(header.node(&label, &super::iso::alpha3(economy), sector))
            }
            Some(labels::Part::Final(economy)) => {
                Buyer::Final { economy: header.economies.position(&super::iso::alpha3(economy)) }
            }
            Some(labels::Part::Total) => Buyer::Total,
            _ => {
                let what = format!(
                    "line {}: `{label}` is neither a sector nor a final use of FIGARO",
                    line.number
                );
                return Err(WorldError::file(&shown(path), what, TAKE_AGAIN));
            }
        };
        header.push(&label, buyer);
        seen.insert(label);
    }
    Ok(header)
}

fn start(rows: &mut Rows) -> Result<[usize; 5], WorldError> {
    let line = rows.next()?;
    let refuse = || {
        WorldError::file(
            &rows.file,
            "its first line has no refArea, rowIi, counterpartArea, colIi, obsValue",
            TAKE_AGAIN,
        )
    };
    line.as_ref().and_then(places).ok_or_else(refuse)
}

/// Adds all cells; a cell that has no line is zero, a second line of a cell is a problem.
pub(super) fn fill(path: &Path, sums: &mut Sums<'_>) -> Result<(), WorldError> {
    let mut rows = Rows::open(path)?;
    let [from, row, to, column, value] = start(&mut rows)?;
    let columns: HashMap<&str, usize> =
        sums.header.names.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
    let width = columns.len();
    let mut told = vec![false; sums.header.nodes.len() * width];
    let mut begun = vec![false; sums.header.nodes.len()];
    while let Some(line) = rows.next()? {
        let (own, other) = (label(&line, from, row), label(&line, to, column));
        let seller = match labels::seller(Layout::Figaro, sums.header, &own) {
            Ok(seller) => seller,
            Err(what) => {
                sums.problem(WorldError::file(
                    &rows.file,
                    format!("line {}: {what}", line.number),
                    TAKE_AGAIN,
                ));
                continue;
            }
        };
        if let Seller::Node(node) = seller
            && !std::mem::replace(&mut begun[node], true)
        {
            sums.begin(&rows.file, node, line.number);
        }
        let Some(&at) = columns.get(other.as_str()) else { continue };
        let twice = matches!(seller, Seller::Node(node) if std::mem::replace(&mut told[node * width + at], true));
        match line.cell(value).parse::<f64>().ok().filter(|value| value.is_finite()) {
            Some(_) if twice => {
                let what =
                    format!("line {} repeats the cell of `{own}` and `{other}`", line.number);
                sums.problem(WorldError::file(&rows.file, what, "remove one"));
            }
            Some(number) => {
                sums.note_digits(line.cell(value));
                sums.add(seller, sums.header.columns[at], number);
            }
            None => {
                let (place, what) = (
                    format!("line {}", line.number),
                    crate::table::raw::no_number(line.cell(value)),
                );
                sums.problem(WorldError::Cell {
                    file: rows.file.clone(),
                    place,
                    column: "obsValue".to_owned(),
                    what,
                });
            }
        }
    }
    sums.complete(&rows.file);
    Ok(())
}
