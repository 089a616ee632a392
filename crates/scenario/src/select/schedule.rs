//! A whole table of rates from a CSV file: which rate does each link get, and which row decides?
//!
//! Columns `importer, exporter, sector, rate`, in any order, or `statutory` and `collected` in place
//! of `rate`: duties by law, and as customs collect them. The file of the scenario says which count.
//! `preference` and `exemption` are points by which the two differ for these causes, `low` and
//! `high` the ends of a rate by law that is known as a range. Each of the first three may be a code,
//! a group, `*` or several words such as `EU27 -DEU`. A more precise row overrides a less precise
//! one (code before group before `*`, in each of the three cells at least as precise and in one
//! more); rows that overlap otherwise are an error.

use crate::select::links::Link;
use crate::select::selector::{Economies, Precision, Sectors, Selector, goods, services};
use crate::text::csv::{self, Cell};
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::value::mention::Sort;
use crate::value::pick::{Basis, End, Pick};
use crate::value::quantity;
use crate::value::reading::Reading;
use detente_world::World;
use detente_world::nearest::did_you_mean;
use detente_world::units::{RateColumn, rate, rate_column};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex};

const NEEDED: [&str; 4] = ["importer", "exporter", "sector", "rate"];
/// In place of `rate`.
const BOTH: [&str; 2] = ["statutory", "collected"];
/// Columns of points that may be left out, or empty in a row.
const OPTIONAL: [&str; 4] = ["preference", "exemption", "low", "high"];
/// Columns that inform a reader and are not used.
const INFORMATIVE: [&str; 7] = ["source", "vintage", "grade", "licence", "note", "unit", "method"];

/// A bare rate above this is no fraction whatever the others are.
const MOST_BARE: f64 = 10.0;

/// A table of rates as read.
#[derive(Debug)]
pub(crate) struct Schedule {
    rows: Vec<Row>,
    /// Whether it has rates by law and as collected.
    pub(crate) both: bool,
    /// The links of the last world that was asked for, with its mark: a negotiation asks thousands
    /// of times.
    last: Mutex<Option<(u64, Covered)>>,
}

/// Links that rows cover, with their rates, in memory order.
pub(crate) type Covered = Arc<[(Link, Rates)]>;

#[derive(Clone, Debug, PartialEq)]
struct Row {
    importer: Economies,
    exporter: Economies,
    sector: Sectors,
    rates: Rates,
    place: Place,
}

/// The rates that a row gives, as shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rates {
    pub(crate) statutory: f64,
    pub(crate) collected: f64,
    /// What preferences and exclusions take off the rate by law.
    pub(crate) preference: f64,
    pub(crate) exemption: f64,
    /// The ends of the rate by law.
    range: Option<(f64, f64)>,
}

impl Rates {
    /// The rate that counts. A range by law is as wide as collected.
    pub(crate) fn at(self, pick: Pick) -> f64 {
        let rate = match pick.basis {
            Basis::Collected => self.collected,
            Basis::Statutory => self.statutory,
        };
        match (pick.end, self.range) {
            (End::Low, Some((low, _))) => rate + low - self.statutory,
            (End::High, Some((_, high))) => rate + high - self.statutory,
            _ => rate,
        }
    }

    /// Whether it is known as a range.
    pub(crate) fn is_range(self) -> bool {
        self.range.is_some_and(|(low, high)| low < high)
    }
}

/// Positions of the columns.
#[derive(Clone, Copy)]
struct Columns {
    links: [usize; 3],
    /// By law and collected; twice the same for `rate`.
    rates: [usize; 2],
    optional: [Option<usize>; OPTIONAL.len()],
}

/// Reads a schedule; every bad row is reported, and the schedule withheld if there is one.
pub(crate) fn read(text: &str, file: usize, reading: &mut Reading) -> Option<Schedule> {
    let before = reading.errors();
    let mut rows = csv::rows(text, file).into_iter();
    let Some(header) = rows.next() else {
        let place = Place { file, start: 0, end: 0 };
        let hint = format!("the first row names the columns: {}", NEEDED.join(", "));
        reading.problem(
            Diagnostic::error(place, "this schedule is empty", "expected a header").hint(hint),
        );
        return None;
    };
    let columns = read_header(&header, reading)?;
    let rows: Vec<Vec<Cell>> = rows.collect();
    let [law, collected] = columns.rates;
    let few_by_law = few_above_one(&rows, law, reading);
    let few = [
        few_by_law,
        if law == collected { few_by_law } else { few_above_one(&rows, collected, reading) },
    ];
    let rows: Vec<Row> =
        rows.iter().filter_map(|row| read_row(row, &header, columns, few, reading)).collect();
    let both = columns.rates[0] != columns.rates[1];
    (reading.errors() == before).then(|| Schedule { rows, both, last: Mutex::default() })
}

/// The positions of the columns.
fn read_header(header: &[Cell], reading: &mut Reading) -> Option<Columns> {
    let known = || NEEDED.iter().chain(&BOTH).chain(&OPTIONAL).chain(&INFORMATIVE).copied();
    for (at, cell) in header.iter().enumerate() {
        let hint = did_you_mean(&cell.text, known().map(|name| (name, ""))).unwrap_or_else(|| {
            format!(
                "the columns are {}, or statutory and collected in place of rate; also allowed: {}, {}",
                NEEDED.join(", "),
                OPTIONAL.join(", "),
                INFORMATIVE.join(", ")
            )
        });
        if !known().any(|name| name == cell.text) {
            let message = format!("unknown column `{}`", cell.text);
            reading.problem(
                Diagnostic::error(cell.place, message, "not a column of a schedule").hint(hint),
            );
        } else if header[..at].iter().any(|other| other.text == cell.text) {
            let message = format!("the column `{}` is there twice", cell.text);
            reading.problem(Diagnostic::error(cell.place, message, "again"));
        }
    }
    let at = |name: &str| header.iter().position(|cell| cell.text == name);
    let both = BOTH.iter().any(|name| at(name).is_some());
    if let (true, Some(rate)) = (both, at(NEEDED[3])) {
        let message = "`rate` stands beside `statutory` or `collected`";
        let hint = "a schedule has one column `rate`, or both `statutory` and `collected`";
        reading.problem(
            Diagnostic::error(header[rate].place, message, "one rate too many").hint(hint),
        );
        return None;
    }
    let [importer, exporter, sector] = [0, 1, 2].map(|one| need(NEEDED[one], header, reading));
    let rates = if both {
        BOTH.map(|name| need(name, header, reading))
    } else {
        [need(NEEDED[3], header, reading); 2]
    };
    Some(Columns {
        links: [importer?, exporter?, sector?],
        rates: [rates[0]?, rates[1]?],
        optional: OPTIONAL.map(at),
    })
}

/// The position of a column; a missing one is reported.
fn need(name: &str, header: &[Cell], reading: &mut Reading) -> Option<usize> {
    let found = header.iter().position(|cell| cell.text == name);
    if found.is_none() {
        let end = header.last().map_or(0, |cell| cell.place.end);
        let place = Place { end, ..header[0].place };
        let message = format!("the schedule has no column `{name}`");
        let hint = format!("the first row names the columns: {}", NEEDED.join(", "));
        reading.problem(Diagnostic::error(place, message, "the columns found").hint(hint));
    }
    found
}

/// Whether a few bare rates above one stand among many below: those are meant as they stand, which
/// a warning says.
fn few_above_one(rows: &[Vec<Cell>], column: usize, reading: &mut Reading) -> bool {
    let cells = rows.iter().filter_map(|row| row.get(column));
    let bare: Vec<(&Cell, f64)> = cells
        .filter_map(|cell| {
            rate(&cell.text).filter(|rate| !rate.in_percent).map(|rate| (cell, rate.value))
        })
        .collect();
    if rate_column(bare.iter().map(|(_, rate)| *rate)) != RateColumn::FewAboveOne {
        return false;
    }
    let above: Vec<&(&Cell, f64)> =
        bare.iter().filter(|(_, rate)| rate.abs() > 1.0 && rate.abs() <= MOST_BARE).collect();
    if let Some((cell, rate)) = above.first() {
        let percent = crate::value::quantity::percent(*rate);
        let count = if above.len() == 1 {
            "a rate is".to_owned()
        } else {
            format!("{} rates are", above.len())
        };
        let message = format!("{count} above 100% without a percent sign, such as {percent}");
        let hint = format!(
            "most rates of the schedule are fractions, so that this one is read as {percent}; write \"{percent}\" if it is meant"
        );
        reading.problem(
            Diagnostic::warning(cell.place, message, "is this meant in percent?").hint(hint),
        );
    }
    true
}

fn read_row(
    row: &[Cell],
    header: &[Cell],
    columns: Columns,
    few: [bool; 2],
    reading: &mut Reading,
) -> Option<Row> {
    let place = Place { end: row.last()?.place.end, ..row.first()?.place };
    if row.len() != header.len() {
        let message = format!("this row has {} cells, the header has {}", row.len(), header.len());
        let hint = "a cell with a comma inside needs quotation marks around it";
        reading.problem(Diagnostic::error(place, message, "a cell too few or too many").hint(hint));
        return None;
    }
    let [importer, exporter, sector] = columns.links.map(|at| &row[at]);
    let mut select =
        |cell: &Cell, sort| Selector::parse(&cell.text, cell.place, sort, reading).pop();
    let importer = select(importer, Sort::Economies).map(Economies);
    let exporter = select(exporter, Sort::Economies).map(Economies);
    let sector = select(sector, Sort::Sectors).map(Sectors);
    let rates = read_rates(row, columns, few, reading);
    Some(Row { importer: importer?, exporter: exporter?, sector: sector?, rates: rates?, place })
}

fn read_rates(
    row: &[Cell],
    columns: Columns,
    few: [bool; 2],
    reading: &mut Reading,
) -> Option<Rates> {
    let statutory = read_rate(&row[columns.rates[0]], few[0], reading)?;
    let collected = if columns.rates[0] == columns.rates[1] {
        statutory
    } else {
        read_rate(&row[columns.rates[1]], few[1], reading)?
    };
    let mut optional = [None; OPTIONAL.len()];
    for (slot, column) in optional.iter_mut().zip(columns.optional) {
        let cell = column.map(|at| &row[at]).filter(|cell| !cell.text.is_empty());
        if let Some(cell) = cell {
            *slot = Some(read_rate(cell, few[0], reading)?);
        }
    }
    let [preference, exemption, low, high] = optional;
    let range = low.zip(high);
    let only = [(low, high, 2, "high"), (high, low, 3, "low")].into_iter().find_map(
        |(one, other, at, lacking)| {
            let cell = columns.optional[at].and_then(|at| row.get(at))?;
            (one.is_some() && other.is_none()).then_some((cell, lacking))
        },
    );
    if let Some((cell, lacking)) = only {
        let message = format!("a range has both ends, and this row has no `{lacking}`");
        let hint = "give `low` and `high`, or leave both empty";
        reading.problem(Diagnostic::error(cell.place, message, "one end alone").hint(hint));
        return None;
    }
    let cell = columns.optional[2].and_then(|at| row.get(at));
    let outside = range.filter(|(low, high)| *low > statutory || statutory > *high);
    if let (Some(cell), Some((low, high))) = (cell, outside) {
        let [low, rate, high] = [low, statutory, high].map(quantity::percent);
        let message = format!("{rate} is not between {low} and {high}");
        let hint = "`low` and `high` are the ends of the rate by law, in its own unit";
        reading.problem(Diagnostic::error(cell.place, message, "not a range of it").hint(hint));
        return None;
    }
    let (preference, exemption) = (preference.unwrap_or(0.0), exemption.unwrap_or(0.0));
    Some(Rates { statutory, collected, preference, exemption, range })
}

fn read_rate(cell: &Cell, few: bool, reading: &mut Reading) -> Option<f64> {
    let number = match cell.text.as_str() {
        // Written by a spreadsheet or by a script that divided by zero.
        "NaN" | "nan" | "NA" | "inf" | "-inf" => quantity::share_of_number(f64::NAN, "rate"),
        text => match rate(text).filter(|rate| few && rate.value.abs() <= MOST_BARE) {
            Some(rate) => Ok(rate.value),
            None => quantity::share_of_text(text, "rate"),
        },
    };
    match number {
        Ok(rate) if rate > -1.0 => Some(rate),
        Ok(rate) => {
            let message = format!("rate {}% would make the price zero or negative", rate * 100.0);
            reading.problem(Diagnostic::error(cell.place, message, "a rate is above -100%"));
            None
        }
        Err(problem) => {
            let label = if cell.text.is_empty() { "empty cell" } else { &problem.label };
            reading.problem(
                Diagnostic::error(cell.place, problem.message, label).maybe_hint(problem.hint),
            );
            None
        }
    }
}

impl Schedule {
    /// The rates of each covered link, in memory order; rows that overlap without an order are
    /// reported.
    pub(crate) fn links(&self, world: &World, problems: &mut Vec<Diagnostic>) -> Covered {
        let mark = mark(world);
        // A lock is poisoned by a panic alone, and then nothing is kept.
        let known = self.last.lock().ok().and_then(|last| last.clone());
        if let Some((_, links)) = known.filter(|(own, _)| *own == mark) {
            return links;
        }
        let before = problems.len();
        let links: Covered = self.find_links(world, problems).into();
        if problems.len() == before
            && let Ok(mut last) = self.last.lock()
        {
            *last = Some((mark, Arc::clone(&links)));
        }
        links
    }

    fn find_links(&self, world: &World, problems: &mut Vec<Diagnostic>) -> Vec<(Link, Rates)> {
        const NONE: u32 = u32::MAX;
        let (economies, sectors) = (world.economies.len(), world.sectors.len());
        let precisions: Vec<[Precision; 3]> =
            self.rows.iter().map(|row| row.precisions(world)).collect();
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        // The most precise rows first: who comes later may only fill what they leave.
        order.sort_by_key(|&row| {
            (std::cmp::Reverse(precisions[row].map(|p| p as usize).iter().sum::<usize>()), row)
        });
        let mut owner = vec![NONE; economies * economies * sectors];
        let mut quarrels: Vec<(usize, usize)> = Vec::new();
        for row in order {
            for link in self.rows[row].links(world) {
                let slot = &mut owner[link.at(economies)];
                match *slot {
                    // A file of four billion rows does not get here.
                    NONE => *slot = u32::try_from(row).unwrap_or(NONE),
                    other if dominates(precisions[other as usize], precisions[row]) => {}
                    other if quarrels.last() == Some(&(other as usize, row)) => {}
                    other => quarrels.push((other as usize, row)),
                }
            }
        }
        quarrels.sort_unstable();
        quarrels.dedup();
        problems.extend(quarrels.into_iter().map(|(one, other)| self.quarrel(one, other)));
        let owned = owner.into_iter().enumerate().filter(|(_, row)| *row != NONE);
        owned
            .map(|(at, row)| (Link::from_position(at, economies), self.rows[row as usize].rates))
            .collect()
    }

    /// Where the row stands that decides about a link, if one does.
    pub(crate) fn row_of(&self, link: Link, world: &World) -> Option<Place> {
        let covers = |row: &&Row| {
            row.importer.select(world).contains(&link.importer)
                && row.exporter.select(world).contains(&link.exporter)
                && row.sector.select(world).contains(&link.sector)
        };
        let precision =
            |row: &&Row| row.precisions(world).map(|one| one as usize).iter().sum::<usize>();
        // Of rows equally precise the first: the check has seen to it that there is none but one.
        let mut best: Option<&Row> = None;
        for row in self.rows.iter().filter(covers) {
            if best.is_none_or(|best| precision(&row) > precision(&best)) {
                best = Some(row);
            }
        }
        best.map(|row| row.place)
    }

    fn quarrel(&self, one: usize, other: usize) -> Diagnostic {
        let (first, second) = (&self.rows[one.min(other)], &self.rows[one.max(other)]);
        Diagnostic::error(second.place, "two rows give a rate to the same link", "neither row is the more precise one")
            .related(first.place, "the other row")
            .hint("name the link itself in a third row, or exclude it from one of the two, as in `* -JPN`")
    }

    pub(crate) fn is_known(&self, world: &World) -> bool {
        self.rows.iter().all(|row| {
            row.importer.is_known(world)
                && row.exporter.is_known(world)
                && row.sector.is_known(world)
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

impl Row {
    fn precisions(&self, world: &World) -> [Precision; 3] {
        [
            self.importer.precision(world),
            self.exporter.precision(world),
            self.sector.precision(world),
        ]
    }

    fn links(&self, world: &World) -> Vec<Link> {
        let importers = self.importer.select(world);
        let exporters = self.exporter.select(world);
        crate::select::links::product(&self.sector.select(world), &importers, &exporters)
    }
}

/// A number for all that selections of a world depend on: its codes, groups, and which sectors are
/// goods and services.
fn mark(world: &World) -> u64 {
    let mut hasher = DefaultHasher::new();
    world.economies.iter().for_each(|economy| (&economy.code, &economy.groups).hash(&mut hasher));
    world.sectors.iter().for_each(|sector| sector.code.hash(&mut hasher));
    (goods(world), services(world)).hash(&mut hasher);
    hasher.finish()
}

/// At least as precise in every cell, and more so in one.
fn dominates(one: [Precision; 3], other: [Precision; 3]) -> bool {
    one != other && one.iter().zip(&other).all(|(one, other)| one >= other)
}
