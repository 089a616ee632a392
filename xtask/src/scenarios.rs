//! Which additional duty of the United States does each partner's sector face in a bundled
//! scenario, by law and as collected? `cargo xtask build-scenarios SOURCES [--check]`.
//!
//! By law: the programs of `data/tariffs` on a day (crate `tariffs`), weighted by the imports of
//! 2024. As collected, for exporter i, sector s and industries g (NAICS, three digits):
//!
//! ```text
//! (1) a_ig = duty collected in the months / imports of the months - the same in 2024
//! (2) e_ig = what was expected to be added in those months, goods at sea included
//! (3) c_ig = expected_ig(day) · a_ig / e_ig       where e_ig is half a point or more, and a_ig / e_ig from 0 to 2
//!     c_ig = expected_ig(day) + a_ig - e_ig       elsewhere
//! (4) collected_is = Σ_g imports_isg · c_ig(lines of s in g) / Σ_g imports_isg, at least zero
//! ```
//!
//! Primary metals (331) are as expected: their group holds bullion, which no order taxes and of which
//! imports went from a third to three times those of 2024 from one month to the next, so that the
//! group does not show what steel pays.
//!
//! So a scenario of a day on which other rates hold than in the months has the rates of its day,
//! used as the months show. Where customs show nothing, what is expected stands for what is
//! collected. Members of the European Union have the lines of the Union, and, where customs show
//! them, their own duties.

use crate::customs::{Customs, Industry, Month, lacking, name_of};
use crate::input::BuildError;
use crate::tariff_daily::edited;
use detente_tariffs::{Added, Basis, Book, PartnerId, Row, Trade, edition};
use detente_world::World;
use jiff::civil::{Date, date};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

/// Days of a month on which expected duties are looked at.
const DAYS: [i8; 6] = [3, 8, 13, 18, 23, 28];
/// Added duties below this are no ground for a ratio.
const LEAST: f64 = 0.005;
/// The largest ratio of collected to expected.
const MOST: f64 = 2.0;
/// Primary metals, bullion among them.
const METALS: Industry = 331;
/// The rest of the world.
const REST: &str = "ROW";
/// The union whose members are not counted by line.
const UNION: &str = "EU27";
/// The months of 2024.
const BEFORE: [Month; 12] = [
    (2024, 1),
    (2024, 2),
    (2024, 3),
    (2024, 4),
    (2024, 5),
    (2024, 6),
    (2024, 7),
    (2024, 8),
    (2024, 9),
    (2024, 10),
    (2024, 11),
    (2024, 12),
];
const JUNE_JULY: [Month; 2] = [(2025, 6), (2025, 7)];
const AUTUMN: [Month; 3] = [(2025, 9), (2025, 10), (2025, 11)];

/// Japan's agreement on another day than that of its orders.
const JAPAN_IN_JUNE: [(&str, &str, &str); 3] = [
    ("reciprocal", "from = 2025-09-16", "from = 2025-06-05"),
    ("vehicles", "from = 2025-09-16", "from = 2025-06-05"),
    ("vehicle-parts", "from = 2025-09-16", "from = 2025-06-05"),
];
const JAPAN_IN_AUGUST: [(&str, &str, &str); 3] = [
    ("reciprocal", "from = 2025-09-16", "from = 2025-08-07"),
    ("vehicles", "from = 2025-09-16", "from = 2025-08-07"),
    ("vehicle-parts", "from = 2025-09-16", "from = 2025-08-07"),
];
/// What was announced on 2 April: China at 34 % before its answer, parts of cars with the cars, no
/// electronics exempt.
const ANNOUNCED: [(&str, &str, &str); 3] = [
    ("reciprocal", "rate = \"84%\"", "rate = \"34%\""),
    (
        "reciprocal",
        "act = \"Memorandum of 11 April 2025 (electronics), from 5 April\"\nfrom = 2025-04-05",
        "act = \"Memorandum of 11 April 2025 (electronics)\"\nfrom = 2025-04-11",
    ),
    ("vehicle-parts", "from = 2025-05-03", "from = 2025-04-03"),
];

/// A schedule to be made.
struct Asked {
    /// Where it lies below the scenarios.
    files: &'static [&'static str],
    day: Date,
    /// What the programs are to say otherwise.
    changes: &'static [(&'static str, &'static str, &'static str)],
    /// The months of which customs show the use of duties.
    months: &'static [Month],
    /// The exporter it is about; none for all.
    only: Option<&'static str>,
}

const ALL: [Asked; 5] = [
    Asked {
        files: &["japan-us-2025/tariff.csv", "japan-us-2025-deal/tariff.csv"],
        day: date(2025, 6, 5),
        changes: &[],
        months: &JUNE_JULY,
        only: None,
    },
    Asked {
        files: &["japan-us-2025-deal/japan-deal.csv"],
        day: date(2025, 6, 5),
        changes: &JAPAN_IN_JUNE,
        months: &JUNE_JULY,
        only: Some("JPN"),
    },
    Asked {
        files: &["liberation-day/tariff.csv"],
        day: date(2025, 4, 9),
        changes: &ANNOUNCED,
        months: &[],
        only: None,
    },
    Asked {
        files: &["tariffs-2025-08-07/tariff.csv"],
        day: date(2025, 8, 7),
        changes: &JAPAN_IN_AUGUST,
        months: &AUTUMN,
        only: None,
    },
    Asked {
        files: &["tariffs-2026-08-19/tariff.csv"],
        day: detente_tariffs::LAST_DAY,
        changes: &[],
        months: &[],
        only: None,
    },
];

/// Writes the schedules of all bundled scenarios into `out/<scenario>/`, or with `only_check`
/// compares them with what is there; `sources` is the folder of source data.
///
/// Returns whether the files there are (now) the built ones.
pub fn run(sources: &Path, out: &Path, only_check: bool) -> Result<bool, BuildError> {
    let customs = Customs::read(sources)?;
    let world = detente_world::embedded::load(detente_world::embedded::names()[0])?;
    let mut same = true;
    for asked in &ALL {
        let page = page(&Built::new(asked, &customs, &world)?.rows());
        for name in asked.files {
            let path = out.join(name);
            if only_check {
                let equal =
                    std::fs::read(&path).is_ok_and(|committed| committed == page.as_bytes());
                let verdict = if equal {
                    "is what the sources give"
                } else {
                    "differs from what the sources give: build it again"
                };
                println!("scenarios/{name} {verdict}");
                same &= equal;
            } else {
                detente_world::write_atomically(&path, page.as_bytes())?;
                println!("scenarios/{name}: {} bytes", page.len());
            }
        }
    }
    Ok(same)
}

/// One row of a schedule; the importer is always the United States.
struct Line {
    exporter: String,
    sector: &'static str,
    added: Added,
    collected: f64,
    /// The largest programs by law.
    programs: String,
    /// Where collected duties are from.
    seen: String,
}

/// What was collected in the months beside what was expected, by industry.
struct Use {
    /// Collected and expected additions, as shares.
    by: BTreeMap<Industry, (f64, f64)>,
    name: String,
}

struct Built<'a> {
    asked: &'a Asked,
    customs: &'a Customs,
    world: &'a World,
    book: Book,
}

impl<'a> Built<'a> {
    fn new(asked: &'a Asked, customs: &'a Customs, world: &'a World) -> Result<Self, BuildError> {
        let wrong =
            |error: detente_tariffs::TariffsError| lacking("data/tariffs", error.to_string());
        let book = if asked.changes.is_empty() {
            Book::embedded()
        } else {
            Book::of_programs(&edited(asked.changes)?)
        };
        Ok(Self { asked, customs, world, book: book.map_err(wrong)? })
    }

    /// The rows by exporter and sector: partners, members of the Union of which customs show duties,
    /// and the rest of the world with the economies whose lines are not known.
    fn rows(&self) -> Vec<Line> {
        let mut rows = Vec::new();
        let mut rest: Vec<PartnerId> = Vec::new();
        for (at, partner) in self.book.partners().iter().enumerate() {
            let id = PartnerId(at);
            let in_world = self.world.economy(&partner.code).is_some();
            if self.asked.only.is_some_and(|only| only != partner.code) {
                continue;
            }
            if partner.part_of.is_some() {
                // A member without duties of its own has the row of the Union.
                if in_world && (partner.counted || self.seen(id).is_some()) {
                    rows.extend(self.exporter(&partner.code, &[id]));
                }
            } else if in_world || partner.code == UNION {
                rows.extend(self.exporter(&partner.code, &[id]));
            } else {
                rest.push(id);
            }
        }
        if self.asked.only.is_none() {
            rows.extend(self.exporter(&self.rest(), &rest));
        }
        rows
    }

    /// `ROW` and the economies whose lines are not known, as a selector.
    fn rest(&self) -> String {
        let known = |code: &str| self.book.partners().iter().any(|partner| partner.code == code);
        let strangers = self.world.economies.iter().map(|economy| economy.code.as_str());
        let strangers = strangers.filter(|code| *code != "USA" && *code != REST && !known(code));
        strangers.fold(REST.to_owned(), |rest, code| rest + " " + code)
    }

    fn exporter(&self, code: &str, partners: &[PartnerId]) -> Vec<Line> {
        let book = &self.book;
        let mut cells: BTreeMap<(&'static str, Option<Industry>), Added> = BTreeMap::new();
        let mut programs = BTreeMap::new();
        let sectors: BTreeSet<&str> = book
            .partners()
            .iter()
            .enumerate()
            .flat_map(|(at, _)| self.sectors(PartnerId(at)))
            .collect();
        let sectors: Vec<&str> = sectors.into_iter().collect();
        for partner in partners {
            let key = |row: &Row| {
                let line = book.code(row.line);
                Some((edition::sector(line)?, self.customs.industry(line)))
            };
            for (key, added) in book.added(self.asked.day, *partner, key) {
                *cells.entry(key).or_default() += added;
            }
            let place = |row: &Row| {
                let sector = edition::sector(book.code(row.line))?;
                u32::try_from(sectors.binary_search(&sector).ok()?).ok()
            };
            let means = book.means_by(self.asked.day, Basis::Law, *partner, place);
            for (at, mean) in means {
                programs.entry(sectors[at as usize]).or_insert_with(|| book.largest(&mean, 3));
            }
        }
        let used = match partners {
            [one] => self.used(*one),
            _ => None,
        };
        self.lines(code, &cells, &programs, used.as_ref())
    }

    fn lines(
        &self,
        code: &str,
        cells: &BTreeMap<(&'static str, Option<Industry>), Added>,
        programs: &BTreeMap<&str, String>,
        used: Option<&Use>,
    ) -> Vec<Line> {
        // What is added, what is collected of it, and whether customs show it.
        let mut sums: BTreeMap<&'static str, (Added, f64, bool)> = BTreeMap::new();
        for ((sector, industry), added) in cells {
            let seen = used.and_then(|used| used.by.get(industry.as_ref()?));
            let collected = match seen {
                Some((seen, expected)) if is_ratio(*seen, *expected) => {
                    added.settled * seen / expected
                }
                Some((seen, expected)) => added.settled + (seen - expected) * added.imports,
                None => added.settled,
            };
            let sum = sums.entry(sector).or_default();
            sum.0 += *added;
            sum.1 += collected;
            sum.2 |= seen.is_some();
        }
        let source = |shown: bool| match used.filter(|_| shown) {
            Some(used) => {
                format!("as collected from {} in {}", used.name, months(self.asked.months))
            }
            None => "as expected to be collected".to_owned(),
        };
        sums.into_iter()
            .filter(|(_, (added, ..))| added.imports > 0.0)
            .map(|(sector, (added, collected, shown))| {
                Line {
                    exporter: code.to_owned(),
                    sector,
                    // More use of preferences than in 2024 takes off a little: no addition.
                    collected: collected.max(0.0) / added.imports,
                    added: added.shares(),
                    programs: programs.get(sector).cloned().unwrap_or_default(),
                    seen: source(shown),
                }
            })
            .collect()
    }

    fn sectors(&self, partner: PartnerId) -> Vec<&'static str> {
        let rows = self.book.rows(partner).iter();
        rows.filter_map(|row| edition::sector(self.book.code(row.line))).collect()
    }

    /// What customs show of a partner itself in the months.
    fn seen(&self, id: PartnerId) -> Option<BTreeMap<Industry, Trade>> {
        if self.asked.months.is_empty() {
            return None;
        }
        self.customs.of(&name_of(&self.book.partners()[id.0]), self.asked.months)
    }

    /// What customs show of a partner, or of its union, beside what was expected.
    fn used(&self, id: PartnerId) -> Option<Use> {
        let partner = &self.book.partners()[id.0];
        let shown = self.seen(id).map(|seen| (id, seen));
        let (shown, seen) = match (shown, partner.part_of) {
            (Some(shown), _) => shown,
            (None, Some(union)) => (union, self.seen(union)?),
            (None, None) => return None,
        };
        let name = &self.book.partners()[shown.0].name;
        let before = self.customs.of(&name_of(&self.book.partners()[shown.0]), &BEFORE)?;
        let expected = self.expected(id);
        let by = seen
            .into_iter()
            .filter(|(industry, trade)| *industry != METALS && trade.imports > 0.0)
            .filter_map(|(industry, trade)| {
                let before = before.get(&industry).copied().unwrap_or_default();
                let expected = expected.get(&industry)?;
                Some((industry, (trade.rate() - before.rate(), *expected)))
            })
            .collect();
        Some(Use { by, name: name.clone() })
    }

    /// What was expected to be added to the duties of 2024 in the months, goods at sea included.
    fn expected(&self, id: PartnerId) -> BTreeMap<Industry, f64> {
        let key = |row: &Row| self.customs.industry(self.book.code(row.line));
        let mut before: BTreeMap<Industry, Trade> = BTreeMap::new();
        for row in self.book.rows(id) {
            let Some(industry) = key(row) else { continue };
            let sum = before.entry(industry).or_default();
            (sum.imports, sum.duty) = (sum.imports + row.imports, sum.duty + row.duty);
        }
        // The months had the acts of their own days.
        let book = if self.asked.changes.is_empty() { None } else { Book::embedded().ok() };
        let book = book.as_ref().unwrap_or(&self.book);
        let days: Vec<Date> = self
            .asked
            .months
            .iter()
            .flat_map(|(year, month)| DAYS.map(|day| date(*year, *month, day)))
            .collect();
        let mut sums: BTreeMap<Industry, f64> = BTreeMap::new();
        for day in &days {
            for (industry, mean) in book.means_by(*day, Basis::Collected, id, key) {
                *sums.entry(industry).or_default() += mean.total().middle() / days.len() as f64;
            }
        }
        let added = |(industry, rate): (Industry, f64)| {
            (industry, rate - before.get(&industry).map_or(0.0, |trade| trade.rate()))
        };
        sums.into_iter().map(added).collect()
    }
}

/// Whether collected over expected is a ratio to go by.
fn is_ratio(seen: f64, expected: f64) -> bool {
    expected >= LEAST && (0.0..=MOST).contains(&(seen / expected))
}

fn months(months: &[Month]) -> String {
    let word = |month: &Month| format!("{}-{:02}", month.0, month.1);
    match months {
        [first, .., last] => format!("{} to {}", word(first), word(last)),
        _ => months.iter().map(word).collect(),
    }
}

/// A schedule as a file: one row a line, below the header.
fn page(rows: &[Line]) -> String {
    let mut page = "importer,exporter,sector,statutory,collected,preference,exemption,low,high,source,vintage,grade,note\n".to_owned();
    let percent = |share: f64| {
        let rounded = (share * 1e6).round() / 1e4;
        // No minus before nothing.
        format!("{}%", rounded + 0.0)
    };
    for row in rows {
        let law = row.added.law;
        let ends = if law.is_range() {
            format!("{},{}", percent(law.low), percent(law.high))
        } else {
            ",".to_owned()
        };
        let note = if row.programs.is_empty() {
            String::new()
        } else {
            format!("in force: {}", row.programs)
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "USA,{},{},{},{},{},{},{ends},\"programs of data/tariffs; {}\",2024 imports,D,\"{note}\"",
            row.exporter,
            row.sector,
            percent(law.middle()),
            percent(row.collected),
            percent(law.middle() - row.added.preferences),
            percent(row.added.preferences - row.added.settled),
            row.seen,
        );
    }
    page
}
