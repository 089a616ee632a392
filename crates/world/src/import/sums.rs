//! Cells added up into flows, and beside them the sums that the published totals are held against.
//!
//! ```text
//! (1)  sales_r  = sum over users and final demand of row r
//! (2)  costs_c  = sum over sellers of column c + value added, taxes and margins of column c
//! ```

use super::header::{Buyer, Header, Seller, TAKE_AGAIN};
use super::rows::{Line, Rows};
use crate::budget;
use crate::dense::{LinkTable, UseTable};
use crate::error::WorldError;
use crate::flows::{Flow, FlowTable};
use crate::ids::{EconomyId, SectorId};
use crate::mapping::Mapping;

/// The most problems that are kept; a message shows fewer.
const KEPT: usize = 1000;

/// Digits after the point beyond which nothing is rounded.
const EXACT: usize = 12;

/// The tables of a world while cells are added up.
pub(super) struct Sums<'a> {
    pub(super) header: &'a Header,
    map: &'a Mapping,
    /// What a cell of the file is worth in the world's currency.
    pub(super) scale: f64,
    pub(super) between: LinkTable,
    pub(super) finals: LinkTable,
    pub(super) uses: UseTable,
    /// Flows by user, exporter x input x importer x user; empty where they are not kept.
    pub(super) by_user: Vec<f64>,
    /// Economies and sectors of the world.
    uses_of: (usize, usize),
    /// By node: eq. (1), eq. (2), both as published, and what belongs to nobody.
    pub(super) sales: Vec<f64>,
    pub(super) costs: Vec<f64>,
    pub(super) stated_sales: Vec<Option<f64>>,
    pub(super) stated_costs: Vec<Option<f64>>,
    pub(super) discrepancy: Vec<f64>,
    pub(super) has_costs: bool,
    /// Digits after the point in the most exact cell of a sale.
    decimals: usize,
    rows: Vec<bool>,
    /// Labels of rows and columns that hold no sales.
    pub(super) left_out: Vec<String>,
    problems: Vec<WorldError>,
}

/// Whether the cells above zero are at most `rows`.
fn fits(cells: &[f64], rows: usize) -> bool {
    cells.iter().filter(|value| **value > 0.0).count() <= rows
}

impl<'a> Sums<'a> {
    pub(super) fn new(header: &'a Header, map: &'a Mapping, scale: f64) -> Self {
        let (n, kinds) = (map.economies.targets.len(), map.sectors.targets.len());
        let nodes = header.nodes.len();
        Self {
            header,
            map,
            scale,
            between: LinkTable::filled(n, kinds, 0.0),
            finals: LinkTable::filled(n, kinds, 0.0),
            uses: UseTable::zero(n, kinds),
            by_user: Vec::new(),
            uses_of: (n, kinds),
            sales: vec![0.0; nodes],
            costs: vec![0.0; nodes],
            stated_sales: vec![None; nodes],
            stated_costs: vec![None; nodes],
            discrepancy: vec![0.0; nodes],
            has_costs: false,
            decimals: 0,
            rows: vec![false; nodes],
            left_out: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Keeps the flows by user too, unless there are more than fit.
    pub(super) fn keep_flows(&mut self) {
        let (n, kinds) = self.uses_of;
        let cells = (n * kinds).saturating_mul(n * kinds);
        if cells <= budget::FLOW_CELLS {
            self.by_user = vec![0.0; cells];
        }
    }

    /// The flows by user, if they are kept and a pack of them can be read again; cells below zero are
    /// set to zero.
    pub(super) fn flows(&self) -> Option<FlowTable> {
        let (n, kinds) = self.uses_of;
        let flow = |(at, &value): (usize, &f64)| Flow {
            exporter: EconomyId(at / (kinds * n * kinds)),
            input: SectorId(at / (n * kinds) % kinds),
            importer: EconomyId(at / kinds % n),
            user: SectorId(at % kinds),
            value: value.max(0.0),
        };
        let flows = || self.by_user.iter().enumerate().filter(|(_, value)| **value > 0.0).map(flow);
        let kept = !self.by_user.is_empty() && fits(&self.by_user, budget::FLOW_ROWS);
        kept.then(|| FlowTable::of(n, kinds, flows()))
    }

    pub(super) fn problem(&mut self, problem: WorldError) {
        if self.problems.len() < KEPT {
            self.problems.push(problem);
        }
    }

    /// The row of a node is there; twice is a problem.
    pub(super) fn begin(&mut self, file: &str, node: usize, line: u64) {
        if std::mem::replace(&mut self.rows[node], true) {
            let what = format!("line {line} repeats the row `{}`", self.header.nodes[node].label);
            self.problem(WorldError::file(file, what, "remove one"));
        }
    }

    /// Remembers how exactly a cell is written.
    pub(super) fn note_digits(&mut self, cell: &str) {
        let digits = if cell.contains(['e', 'E']) {
            EXACT
        } else {
            cell.split_once('.').map_or(0, |(_, after)| after.len())
        };
        self.decimals = self.decimals.max(digits.min(EXACT));
    }

    /// How far rounding of every cell may move the sum of a row or column.
    pub(super) fn rounding(&self) -> f64 {
        let cells = self.header.columns.len().max(self.header.nodes.len());
        0.5 * cells as f64 * 0.1_f64.powi(i32::try_from(self.decimals).unwrap_or(0)) * self.scale
    }

    /// Adds one cell of the file.
    pub(super) fn add(&mut self, seller: Seller, buyer: Buyer, value: f64) {
        let value = value * self.scale;
        match (seller, buyer) {
            (Seller::Node(row), Buyer::Node(column)) => {
                self.sales[row] += value;
                self.costs[column] += value;
                let (from, to) = (&self.header.nodes[row], &self.header.nodes[column]);
                let (exporter, input) = self.mapped(from.economy, from.sector);
                let (importer, user) = self.mapped(to.economy, to.sector);
                let sum = self.between.get(input, importer, exporter) + value;
                self.between.set(input, importer, exporter, sum);
                self.uses.add(importer, user, input, value);
                if !self.by_user.is_empty() {
                    let (n, kinds) = (self.uses_of.0, self.uses_of.1);
                    let line = (exporter.0 * kinds + input.0) * n + importer.0;
                    self.by_user[line * kinds + user.0] += value;
                }
            }
            (Seller::Node(row), Buyer::Final { economy }) => {
                self.sales[row] += value;
                let from = &self.header.nodes[row];
                let (exporter, input) = self.mapped(from.economy, from.sector);
                let importer = EconomyId(self.map.economies.of[economy]);
                let sum = self.finals.get(input, importer, exporter) + value;
                self.finals.set(input, importer, exporter, sum);
            }
            (Seller::Node(row), Buyer::Total) => self.stated_sales[row] = Some(value),
            (Seller::Node(row), Buyer::Discrepancy) => {
                self.sales[row] += value;
                self.discrepancy[row] += value;
            }
            (Seller::Cost, Buyer::Node(column)) => {
                self.has_costs = true;
                self.costs[column] += value;
            }
            (Seller::Discrepancy, Buyer::Node(column)) => self.costs[column] += value,
            (Seller::Total, Buyer::Node(column)) => self.stated_costs[column] = Some(value),
            _ => {}
        }
    }

    fn mapped(&self, economy: usize, sector: usize) -> (EconomyId, SectorId) {
        (EconomyId(self.map.economies.of[economy]), SectorId(self.map.sectors.of[sector]))
    }

    /// Adds one row of a matrix with the columns of `header`, cells worth `factor` of their column.
    pub(super) fn row(
        &mut self,
        file: &str,
        line: &Line,
        seller: Seller,
        header: &Header,
        factor: impl Fn(Buyer) -> f64,
    ) {
        if let Seller::Node(node) = seller {
            self.begin(file, node, line.number);
            let (has, needs) = (line.cells.len(), header.columns.len());
            let last = header
                .columns
                .iter()
                .rposition(|buyer| *buyer != Buyer::Ignored)
                .map_or(0, |at| at + 1);
            if has < last || line.cells.iter().skip(needs).any(|cell| !cell.trim().is_empty()) {
                let what =
                    format!("line {} has {has} cells where the header has {needs}", line.number);
                self.problem(WorldError::file(file, what, TAKE_AGAIN));
                return;
            }
        }
        for (at, &buyer) in header.columns.iter().enumerate() {
            let counts = match seller {
                Seller::Node(_) => buyer != Buyer::Ignored,
                Seller::Ignored => false,
                _ => matches!(buyer, Buyer::Node(_)),
            };
            if !counts {
                continue;
            }
            let cell = line.cell(at);
            // Only sales must be told in every cell: totals and taxes have blanks where they mean
            // nothing.
            if cell.is_empty() && !matches!(seller, Seller::Node(_)) {
                continue;
            }
            match cell.parse::<f64>().ok().filter(|value| value.is_finite()) {
                Some(value) => {
                    self.note_digits(cell);
                    self.add(seller, buyer, value * factor(buyer));
                }
                None => {
                    let place = format!("line {}", line.number);
                    let what = crate::table::raw::no_number(cell);
                    let column = header.names[at].clone();
                    self.problem(WorldError::Cell { file: file.to_owned(), place, column, what });
                }
            }
        }
    }

    /// Begins a matrix: each node has one row in it.
    pub(super) fn restart(&mut self) {
        self.rows.fill(false);
    }

    /// Adds the rows of a matrix up to its end, each by what `seller` says it holds.
    pub(super) fn matrix(
        &mut self,
        rows: &mut Rows,
        header: &Header,
        seller: impl Fn(&Line) -> Result<Seller, String>,
        factor: impl Fn(Buyer) -> f64 + Copy,
    ) -> Result<(), WorldError> {
        self.restart();
        while let Some(line) = rows.next()? {
            if line.cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            match seller(&line) {
                Ok(seller) => {
                    self.leave_out(seller, &line);
                    self.row(&rows.file, &line, seller, header, factor);
                }
                Err(what) => {
                    let what = format!("line {}: {what}", line.number);
                    self.problem(WorldError::file(&rows.file, what, TAKE_AGAIN));
                }
            }
            if self.problems.len() >= KEPT {
                break;
            }
        }
        self.complete(&rows.file);
        Ok(())
    }

    /// Remembers the name of a row that is no sale.
    fn leave_out(&mut self, seller: Seller, line: &Line) {
        if !matches!(seller, Seller::Node(_)) {
            let name =
                line.cells.iter().map(str::trim).find(|cell| !cell.is_empty()).unwrap_or_default();
            self.left_out.push(name.to_owned());
        }
    }

    /// Notes a problem if a column has no row.
    pub(super) fn complete(&mut self, file: &str) {
        let nodes = self.header.nodes.iter().zip(&self.rows);
        let missing: Vec<&str> =
            nodes.filter(|(_, seen)| !**seen).map(|(node, _)| node.label.as_str()).collect();
        if let Some(first) = missing.first() {
            let more = if missing.len() > 1 {
                format!(" (and {} more)", missing.len() - 1)
            } else {
                String::new()
            };
            let what = format!("column `{first}`{more} has no row of that name");
            self.problem(WorldError::file(file, what, TAKE_AGAIN));
        }
    }

    /// All problems, if there are any.
    pub(super) fn finish(&mut self) -> Result<(), WorldError> {
        let problems = std::mem::take(&mut self.problems);
        if problems.is_empty() { Ok(()) } else { Err(WorldError::several(problems)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an import writes can be read: each cell above zero becomes a row of five cells.
    #[test]
    fn flows_are_kept_if_their_table_can_be_read() {
        let mut cells = vec![0.0; budget::FLOW_CELLS];
        let full = |cells: &mut [f64], rows: usize| cells[..rows].fill(1.0);
        full(&mut cells, budget::CELLS / 5);
        assert!(fits(&cells, budget::FLOW_ROWS));
        full(&mut cells, budget::CELLS / 5 + 1);
        assert!(!fits(&cells, budget::FLOW_ROWS), "five columns are beyond {}", budget::CELLS);
    }
}
