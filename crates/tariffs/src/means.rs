//! How high is the duty on many lines together? Means weighted by the imports of 2024.

use crate::book::{Book, FIRST_DAY, LAST_DAY, Row};
use crate::edition;
use crate::levy::{Active, Basis};
use crate::line::Line;
use crate::partner::PartnerId;
use crate::program::{Entry, Program};
use crate::rate::Rate;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// A mean duty, by program.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mean {
    /// Imports of 2024 behind it, USD.
    pub imports: f64,
    /// The ordinary duty.
    pub ordinary: f64,
    /// What each program adds, in the order of [`Book::programs`].
    pub programs: Vec<Rate>,
}

impl Mean {
    /// All duties together.
    #[must_use]
    pub fn total(&self) -> Rate {
        self.programs.iter().fold(Rate::known(self.ordinary), |sum, rate| sum + *rate)
    }

    fn empty(programs: usize) -> Self {
        Self { imports: 0.0, ordinary: 0.0, programs: vec![Rate::default(); programs] }
    }

    /// Adds a row: sums of duties until [`Self::finish`] divides them.
    fn add(&mut self, row: &Row, active: &mut Active<'_>) {
        self.imports += row.imports;
        self.ordinary += row.imports * row.ordinary;
        active.levy(row, |at, rate| self.programs[at] += rate.map(|rate| rate * row.imports));
    }

    fn finish(mut self) -> Self {
        if self.imports > 0.0 {
            let imports = self.imports;
            self.ordinary /= imports;
            self.programs.iter_mut().for_each(|rate| *rate = rate.map(|rate| rate / imports));
        }
        self
    }
}

/// What a summary has a line for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Each partner.
    Partner,
    /// Each sector of the world (ICIO code); goods of chapters 98 and 99 belong to none.
    Sector,
    /// Each line of ten digits.
    Line,
}

/// One line of a summary.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Code of the partner, sector or line; `-` where a line belongs to no sector.
    pub key: String,
    /// By law.
    pub law: Mean,
    /// As expected to be collected.
    pub collected: Mean,
}

impl Book {
    /// The mean duty on the goods of `partners` under `line`, or on all their goods.
    #[must_use]
    pub fn mean(
        &self,
        day: Date,
        basis: Basis,
        partners: &[PartnerId],
        line: Option<Line>,
    ) -> Mean {
        let mut mean = Mean::empty(self.programs().len());
        for partner in partners {
            let mut active = Active::new(self, *partner, day, basis);
            for row in self.chosen(*partner, line) {
                mean.add(row, &mut active);
            }
        }
        mean.finish()
    }

    /// Means over the goods of a partner by a number that `key` gives each row; rows without one
    /// are left out.
    pub fn means_by(
        &self,
        day: Date,
        basis: Basis,
        partner: PartnerId,
        key: impl Fn(&Row) -> Option<u32>,
    ) -> BTreeMap<u32, Mean> {
        let mut means = BTreeMap::new();
        let mut active = Active::new(self, partner, day, basis);
        for row in self.rows(partner) {
            let Some(key) = key(row) else { continue };
            let mean = means.entry(key).or_insert_with(|| Mean::empty(self.programs().len()));
            mean.add(row, &mut active);
        }
        means.into_iter().map(|(key, mean)| (key, mean.finish())).collect()
    }

    /// A line for each group that has imports, the largest first; where two have the same, by key.
    #[must_use]
    pub fn summary(
        &self,
        day: Date,
        partners: &[PartnerId],
        line: Option<Line>,
        group: Group,
    ) -> Vec<Summary> {
        let [law, collected] = [Basis::Law, Basis::Collected]
            .map(|basis| self.grouped(day, basis, partners, line, group));
        let mut rows: Vec<Summary> = law
            .into_iter()
            .zip(collected)
            .map(|((key, law), (_, collected))| Summary { key, law, collected })
            .collect();
        rows.sort_by(|one, two| {
            two.law.imports.total_cmp(&one.law.imports).then_with(|| one.key.cmp(&two.key))
        });
        rows
    }

    fn grouped(
        &self,
        day: Date,
        basis: Basis,
        partners: &[PartnerId],
        line: Option<Line>,
        group: Group,
    ) -> Vec<(String, Mean)> {
        let sectors = if group == Group::Sector { self.sectors() } else { Vec::new() };
        // Positions of groups by what a row has of them; names come once, at the end.
        let mut means: BTreeMap<usize, Mean> = BTreeMap::new();
        for partner in partners {
            let mut active = Active::new(self, *partner, day, basis);
            for row in self.chosen(*partner, line) {
                let key = match group {
                    Group::Partner => partner.0,
                    Group::Sector => sectors[row.line].0,
                    Group::Line => row.line,
                };
                let mean = means.entry(key).or_insert_with(|| Mean::empty(self.programs().len()));
                mean.add(row, &mut active);
            }
        }
        let names: HashMap<usize, &str> = sectors.into_iter().collect();
        let name = |key: usize| match group {
            Group::Partner => self.partners()[key].code.clone(),
            Group::Sector => names.get(&key).map_or("-", |name| name).to_owned(),
            Group::Line => Line::ten(self.code(key)).to_string(),
        };
        means.into_iter().map(|(key, mean)| (name(key), mean.finish())).collect()
    }

    /// The sector of each line: its place among all sectors, and its code.
    fn sectors(&self) -> Vec<(usize, &'static str)> {
        let codes = edition::sectors();
        let place = |sector: &str| codes.binary_search(&sector).unwrap_or(codes.len());
        let none = (codes.len(), "-");
        let sector = |code: &u64| edition::sector(*code).map_or(none, |own| (place(own), own));
        self.lines().iter().map(sector).collect()
    }

    /// What was imported from a partner under a line.
    pub fn chosen(&self, partner: PartnerId, line: Option<Line>) -> &[Row] {
        let rows = self.rows(partner);
        let Some(line) = line else { return rows };
        let range = line.range();
        let first = rows.partition_point(|row| self.code(row.line) < range.start);
        let end = rows.partition_point(|row| self.code(row.line) < range.end);
        &rows[first..end]
    }

    /// The acts in force on a day for some of the goods asked for, with their programs.
    #[must_use]
    pub fn acts(
        &self,
        day: Date,
        partners: &[PartnerId],
        line: Option<Line>,
    ) -> Vec<(&Program, &Entry)> {
        let fits = |program: usize, rule: &crate::rule::Rule| {
            let entry = &self.programs()[program].entries[rule.entry];
            let chosen = |partner: &&PartnerId| rule.rates[partner.0].is_some();
            let mut partners = partners.iter().filter(chosen);
            entry.is_on(day)
                && partners.any(|one| self.chosen(*one, line).iter().any(|row| rule.has(row.line)))
        };
        let programs = self.rules().iter().enumerate();
        programs
            .flat_map(|(at, rules)| rules.iter().map(move |rule| (at, rule)))
            .filter(|(at, rule)| fits(*at, rule))
            .map(|(at, rule)| (&self.programs()[at], &self.programs()[at].entries[rule.entry]))
            .collect()
    }

    /// The days on which an act begins or has ended, in order, from the first day that is known.
    #[must_use]
    pub fn changes(&self) -> Vec<Date> {
        let entries = self.programs().iter().flat_map(|program| &program.entries);
        let ended = |day: Date| day.tomorrow().ok();
        let mut days: Vec<Date> = entries
            .flat_map(|entry| [Some(entry.from), entry.until.and_then(ended)])
            .flatten()
            .chain([FIRST_DAY])
            .filter(|day| (FIRST_DAY..=LAST_DAY).contains(day))
            .collect();
        days.sort_unstable();
        days.dedup();
        days
    }
}
