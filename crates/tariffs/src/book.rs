//! What does a customs territory levy? Programs, partners and lines, joined and checked.

use crate::embedded;
use crate::error::TariffsError;
use crate::levy::{Active, Basis};
use crate::line::Line;
use crate::load::{census, content, imports, lists};
use crate::order::in_order;
use crate::partner::{self, Partner, PartnerId};
use crate::program::{Metal, Program};
use crate::read;
use crate::rule::{self, Rule};
use detente_world::table::Table;
use jiff::civil::{Date, date};
use std::collections::HashMap;
use std::ops::Range;

/// The first day that is known.
pub const FIRST_DAY: Date = date(2025, 1, 1);
/// The day on which the last act that is known begins.
pub const LAST_DAY: Date = date(2026, 8, 19);
/// The last day before the programs of 2025: duties of 2024 are read by it.
const BEFORE: Date = date(2024, 12, 31);
/// Columns of the shares of the USMCA: the year, and July to December.
const SHARES: [&str; 7] = ["year", "m07", "m08", "m09", "m10", "m11", "m12"];

/// What was imported of one line from one partner in 2024.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Who sold it.
    pub partner: PartnerId,
    /// Position of its line.
    pub line: usize,
    /// Imports for consumption, USD.
    pub imports: f64,
    /// Calculated duties, USD.
    pub duty: f64,
    /// The ordinary duty, as a share: what was collected in 2024 without the programs of then.
    pub ordinary: f64,
    /// Which part of a program of 2024 with exclusions was collected.
    pub used_2024: f64,
    /// What was collected in 2024 by programs that pay as they did then.
    pub kept_2024: f64,
    /// Position among the shares of the USMCA; none outside it.
    pub(crate) usmca: Option<u32>,
}

impl Row {
    /// All duties collected in 2024, as a share.
    #[must_use]
    pub fn collected_2024(&self) -> f64 {
        if self.imports > 0.0 { self.duty / self.imports } else { 0.0 }
    }
}

/// The duties of the United States on goods from its partners.
#[derive(Clone, Debug)]
pub struct Book {
    programs: Vec<Program>,
    rules: Vec<Vec<Rule>>,
    /// Positions of the programs that go before one.
    yields: Vec<Vec<usize>>,
    partners: Vec<Partner>,
    /// All codes of ten digits, in order.
    lines: Vec<u64>,
    content: Vec<[f64; Metal::ALL.len()]>,
    usmca: Vec<[f64; SHARES.len()]>,
    /// By partner, then line.
    rows: Vec<Row>,
    ranges: Vec<Range<usize>>,
}

impl Book {
    /// The duties inside the program.
    ///
    /// # Errors
    /// If a table inside the program is broken.
    pub fn embedded() -> Result<Self, TariffsError> {
        let program = |(name, text): &(&str, &str)| read::program(&format!("{name}.toml"), text);
        let programs = embedded::PROGRAMS.iter().map(program).collect::<Result<_, _>>()?;
        Self::build(programs)
    }

    /// The duties by other programs than those inside: each with the name of its file and its TOML.
    /// Lists, lines and partners are those inside.
    ///
    /// # Errors
    /// If a program cannot be read, or excludes another that holds the same good.
    pub fn of_programs(programs: &[(String, String)]) -> Result<Self, TariffsError> {
        let program = |(file, text): &(String, String)| read::program(file, text);
        Self::build(programs.iter().map(program).collect::<Result<_, _>>()?)
    }

    /// The duties inside the program with one more program, given as TOML.
    ///
    /// # Errors
    /// If the program cannot be read, or excludes another that holds the same good.
    pub fn with_program(&self, file: &str, text: &str) -> Result<Self, TariffsError> {
        let mut programs = self.programs.clone();
        programs.push(read::program(file, text)?);
        Self::build(programs)
    }

    fn build(programs: Vec<Program>) -> Result<Self, TariffsError> {
        let partners = partner::read(embedded::PARTNERS);
        let (lines, rows) = imports(&partners)?;
        let lists = lists(&lines)?;
        let programs = in_order(programs)?;
        let compile = |program| rule::compile(program, &partners, &lists, &lines);
        let rules = programs.iter().map(compile).collect::<Result<Vec<_>, _>>()?;
        let at = |id: &String| programs.iter().position(|program| program.id == *id);
        let yields =
            programs.iter().map(|one| one.yields_to.iter().filter_map(at).collect()).collect();
        let ranges = (0..partners.len())
            .map(|own| {
                let first = rows.partition_point(|row| row.partner.0 < own);
                first..rows.partition_point(|row| row.partner.0 <= own)
            })
            .collect();
        let content = content(&lines)?;
        let (programs, usmca) = (programs, Vec::new());
        let mut book =
            Self { programs, rules, yields, partners, lines, content, usmca, rows, ranges };
        book.check_exclusions()?;
        book.fill_usmca()?;
        book.split_2024();
        Ok(book)
    }

    /// The programs; those that others yield to come first.
    #[must_use]
    pub fn programs(&self) -> &[Program] {
        &self.programs
    }

    /// The partners, members of the European Union among them.
    #[must_use]
    pub fn partners(&self) -> &[Partner] {
        &self.partners
    }

    /// The partner that a code or name means.
    ///
    /// # Errors
    /// If there is none; the message names the nearest.
    pub fn partner(&self, word: &str) -> Result<PartnerId, TariffsError> {
        partner::find(&self.partners, word)
    }

    /// Partners that do not overlap.
    ///
    /// # Errors
    /// If one is not known, named twice, or part of another.
    pub fn partners_named(&self, words: &[String]) -> Result<Vec<PartnerId>, TariffsError> {
        let chosen = words.iter().map(|word| self.partner(word)).collect::<Result<Vec<_>, _>>()?;
        partner::apart(&self.partners, &chosen)?;
        Ok(chosen)
    }

    /// The partners whose goods make up all imports: none is part of another.
    #[must_use]
    pub fn apart(&self) -> Vec<PartnerId> {
        let whole = |id: &PartnerId| {
            let partner = &self.partners[id.0];
            partner.counted && partner.part_of.is_none()
        };
        (0..self.partners.len()).map(PartnerId).filter(whole).collect()
    }

    /// A code that the edition has.
    ///
    /// # Errors
    /// If it is no code, or no line begins with it; the message names the nearest.
    pub fn line(&self, word: &str) -> Result<Line, TariffsError> {
        let line = Line::parse(word)?;
        let range = line.range();
        let at = self.lines.partition_point(|code| *code < range.start);
        if self.lines.get(at).is_some_and(|code| range.contains(code)) {
            return Ok(line);
        }
        let near = [at.checked_sub(1), Some(at)].into_iter().flatten();
        let near = near.filter_map(|at| self.lines.get(at));
        let nearest = near.min_by_key(|code| code.abs_diff(range.start));
        let nearest = nearest.map_or(String::new(), |code| {
            let plain = format!("{code:010}");
            let same = Line::parse(&plain[..line.plain().len()]);
            same.map_or(String::new(), |same| format!("; the nearest is {same}"))
        });
        Err(TariffsError::Line(format!(
            "nothing was imported under HS code `{line}` in 2024 (Harmonized System of 2022, U.S. lines of 2024){nearest}"
        )))
    }

    /// A day that is known.
    ///
    /// # Errors
    /// If it is before the first or after the last.
    pub fn day(&self, day: Date) -> Result<Date, TariffsError> {
        if day < FIRST_DAY {
            let what = format!(
                "{day} is before the data, which begin on {FIRST_DAY}; duties of 2024 are in the world: `detente world show`"
            );
            return Err(TariffsError::Day(what));
        }
        if day > LAST_DAY {
            let what = format!(
                "{day} is after the last act that is known here, which begins on {LAST_DAY}; ask for a day until then"
            );
            return Err(TariffsError::Day(what));
        }
        Ok(day)
    }

    /// Code of ten digits at a position.
    #[must_use]
    pub fn code(&self, line: usize) -> u64 {
        self.lines[line]
    }

    /// What was imported from a partner in 2024; a member of a union that is not counted by itself
    /// has the lines of its union.
    #[must_use]
    pub fn rows(&self, partner: PartnerId) -> &[Row] {
        let own = &self.partners[partner.0];
        let counted = if own.counted { partner } else { own.part_of.unwrap_or(partner) };
        &self.rows[self.ranges[counted.0].clone()]
    }

    pub(crate) fn rules(&self) -> &[Vec<Rule>] {
        &self.rules
    }

    pub(crate) fn yields(&self, program: usize) -> &[usize] {
        &self.yields[program]
    }

    pub(crate) fn lines(&self) -> &[u64] {
        &self.lines
    }

    pub(crate) fn usmca(&self, row: &Row, month: usize) -> f64 {
        row.usmca.map_or(0.0, |at| self.usmca[at as usize][month])
    }

    /// Value of a metal in a line, as a share.
    pub(crate) fn content(&self, line: usize, metal: Metal) -> f64 {
        self.content[line][metal as usize]
    }

    /// Takes the programs of 2024 out of the duties collected then.
    fn split_2024(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        for partner in (0..self.partners.len()).map(PartnerId) {
            let mut active = Active::new(self, partner, BEFORE, Basis::Law);
            for row in &mut rows[self.ranges[partner.0].clone()] {
                let mut left = row.collected_2024();
                let (mut with_use, mut collected, mut kept) = (0.0, 0.0, 0.0);
                row.kept_2024 = left;
                active.levy(row, |program, rate| {
                    let part = rate.low.min(left);
                    left -= part;
                    let program = &self.programs[program];
                    if program.entries.iter().any(|entry| entry.collected_2024) {
                        kept += part;
                    }
                    if program.use_2024 {
                        with_use += rate.low;
                        collected += part;
                    }
                });
                (row.ordinary, row.kept_2024) = (left, kept);
                row.used_2024 = if with_use > 0.0 { collected / with_use } else { 1.0 };
            }
        }
        self.rows = rows;
    }

    /// Shares of the USMCA by row; a month without the line has the mean of the others.
    fn fill_usmca(&mut self) -> Result<(), TariffsError> {
        let table = Table::from_parquet("usmca-2025.parquet", embedded::USMCA)?;
        let column = |name: &str| table.column(name);
        let mut places = HashMap::new();
        for at in 0..table.rows() {
            let number = |name| column(name).and_then(|column| column.number(at));
            let months: Vec<f64> = SHARES[1..].iter().filter_map(|name| number(name)).collect();
            let mean = months.iter().sum::<f64>() / (months.len().max(1) as f64);
            let shares = SHARES.map(|name| number(name).unwrap_or(mean));
            let (Some(partner), Some(line)) = (number("partner"), number("line")) else { continue };
            places.insert((partner as u64, line as u64), self.usmca.len());
            self.usmca.push(shares);
        }
        let census = census();
        for row in &mut self.rows {
            let partner = census.get(self.partners[row.partner.0].code.as_str()).copied();
            let place = partner.and_then(|code| places.get(&(code, self.lines[row.line])));
            row.usmca = place.and_then(|at| u32::try_from(*at).ok());
        }
        Ok(())
    }
}
