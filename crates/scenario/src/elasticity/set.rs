//! How is a set of trade elasticities written? A CSV of sectors and horizons.
//!
//! A sector is a code, `goods`, `services` or `*`; the most precise row holds.
//! Columns `sector, source_elasticity, object` and, optional, `horizon, home_elasticity,
//! standard_error, grade, source, note`, in any order. `object` says what the numbers are: `theta`,
//! the exponent of shares, or `sigma`, the substitution, one more. A horizon is a length of time; a
//! sector whose rows have none has the same elasticity at all.

use crate::elasticity::horizon::{FORM, Horizon};
use crate::text::csv::{self, Cell};
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::value::reading::Reading;
use detente_world::Grade;
use detente_world::nearest::did_you_mean;

const NEEDED: [&str; 3] = ["sector", "source_elasticity", "object"];
const OPTIONAL: [&str; 6] =
    ["horizon", "home_elasticity", "standard_error", "grade", "source", "note"];

/// A set as read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ElasticitySet {
    pub(crate) rows: Vec<Row>,
}

/// One sector at one horizon.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// A code, `goods`, `services`, or `*` for all sectors.
    pub(crate) sector: String,
    /// In years; none for all horizons.
    pub(crate) horizon: Option<f64>,
    /// Exponent among origins.
    pub(crate) source: f64,
    /// Exponent of home against foreign.
    pub(crate) home: Option<f64>,
    pub(crate) grade: Option<Grade>,
    /// The study.
    pub(crate) study: String,
    pub(crate) place: Place,
}

/// Reads a set; every bad row is reported, and the set withheld if there is one.
pub(crate) fn read(text: &str, file: usize, reading: &mut Reading) -> Option<ElasticitySet> {
    let before = reading.errors();
    let mut rows = csv::rows(text, file).into_iter();
    let Some(header) = rows.next() else {
        let place = Place { file, start: 0, end: 0 };
        let hint = format!("the first row names the columns: {}", NEEDED.join(", "));
        let message = "this set of elasticities is empty";
        reading.problem(Diagnostic::error(place, message, "expected a header").hint(hint));
        return None;
    };
    let header = Header::read(&header, reading)?;
    let rows: Vec<Row> = rows.filter_map(|row| header.row(&row, reading)).collect();
    refuse_twice(&rows, reading);
    (reading.errors() == before).then_some(ElasticitySet { rows })
}

impl ElasticitySet {
    /// The shortest and the longest horizon, in years; none if it holds at all.
    pub(crate) fn horizons(&self) -> Option<(f64, f64)> {
        let known = self.rows.iter().filter_map(|row| row.horizon);
        known.fold(None, |range, years| {
            let (least, most) = range.unwrap_or((years, years));
            Some((least.min(years), most.max(years)))
        })
    }
}

/// Two rows for one sector at one horizon leave open which holds.
fn refuse_twice(rows: &[Row], reading: &mut Reading) {
    for (at, row) in rows.iter().enumerate() {
        let same = |other: &&Row| {
            other.sector.eq_ignore_ascii_case(&row.sector)
                && (other.horizon == row.horizon
                    || other.horizon.is_none()
                    || row.horizon.is_none())
        };
        if let Some(first) = rows[..at].iter().find(same) {
            let message = format!("two rows give an elasticity to `{}`", row.sector);
            let hint = "keep one, or give each a horizon of its own";
            reading.problem(
                Diagnostic::error(row.place, message, "again")
                    .related(first.place, "the first one")
                    .hint(hint),
            );
        }
    }
}

/// Where each column stands.
struct Header {
    width: usize,
    at: Vec<(&'static str, usize)>,
}

impl Header {
    fn read(cells: &[Cell], reading: &mut Reading) -> Option<Self> {
        let before = reading.errors();
        let known = || NEEDED.into_iter().chain(OPTIONAL);
        let mut at: Vec<(&'static str, usize)> = Vec::new();
        for (position, cell) in cells.iter().enumerate() {
            match known().find(|name| *name == cell.text) {
                Some(name) if at.iter().any(|(other, _)| *other == name) => {
                    let message = format!("the column `{name}` is there twice");
                    reading.problem(Diagnostic::error(cell.place, message, "again"));
                }
                Some(name) => at.push((name, position)),
                None => {
                    let hint = did_you_mean(&cell.text, known().map(|name| (name, "")));
                    let all = format!(
                        "the columns are {}; also allowed: {}",
                        NEEDED.join(", "),
                        OPTIONAL.join(", ")
                    );
                    let message = format!("unknown column `{}`", cell.text);
                    let label = "not a column of a set of elasticities";
                    reading.problem(
                        Diagnostic::error(cell.place, message, label).hint(hint.unwrap_or(all)),
                    );
                }
            }
        }
        for name in NEEDED.iter().filter(|name| !at.iter().any(|(known, _)| known == *name)) {
            let place = Place {
                end: cells.last().map_or(0, |cell| cell.place.end),
                ..cells.first()?.place
            };
            let message = format!("the set has no column `{name}`");
            let hint = match *name {
                "object" => "it says what the numbers are: theta (exponent of shares) or sigma (substitution, one more)".to_owned(),
                _ => format!("the first row names the columns: {}", NEEDED.join(", ")),
            };
            reading.problem(Diagnostic::error(place, message, "the columns found").hint(hint));
        }
        (reading.errors() == before).then_some(Self { width: cells.len(), at })
    }

    /// A cell that is there and not empty.
    fn cell<'a>(&self, name: &str, row: &'a [Cell]) -> Option<&'a Cell> {
        let position = self.at.iter().find(|(known, _)| *known == name)?.1;
        row.get(position).filter(|cell| !cell.text.trim().is_empty())
    }

    fn row(&self, row: &[Cell], reading: &mut Reading) -> Option<Row> {
        let place = Place { end: row.last()?.place.end, ..row.first()?.place };
        if row.len() != self.width {
            let message =
                format!("this row has {} cells, the header has {}", row.len(), self.width);
            let hint = "a cell with a comma inside needs quotation marks around it";
            let label = "a cell too few or too many";
            reading.problem(Diagnostic::error(place, message, label).hint(hint));
            return None;
        }
        let before = reading.errors();
        let beyond = self.beyond(row, place, reading);
        let source = self.exponent("source_elasticity", row, beyond, reading);
        let home = self.exponent("home_elasticity", row, beyond, reading);
        self.standard_error(row, reading);
        let horizon = self.horizon(row, reading);
        let grade = self.grade(row, reading);
        let sector = self.cell("sector", row).map(|cell| cell.text.trim().to_owned());
        for (name, found) in [("sector", sector.is_some()), ("source_elasticity", source.is_some())]
        {
            if !found && reading.errors() == before {
                let message = format!("the row has no `{name}`");
                reading.problem(Diagnostic::error(place, message, "empty cell"));
            }
        }
        let study = self.cell("source", row).map(|cell| cell.text.clone()).unwrap_or_default();
        (reading.errors() == before).then_some(())?;
        Some(Row { sector: sector?, horizon, source: source?, home, grade, study, place })
    }

    /// What an exponent is less than the numbers of the row.
    fn beyond(&self, row: &[Cell], place: Place, reading: &mut Reading) -> f64 {
        let cell = self.cell("object", row);
        match cell.map(|cell| cell.text.trim()) {
            Some("theta") => 0.0,
            Some("sigma") => 1.0,
            other => {
                let message = match other {
                    Some(word) => format!("`{word}` is neither theta nor sigma"),
                    None => "the row does not say what its numbers are".to_owned(),
                };
                let hint = "theta is the exponent of shares, sigma the substitution, one more; a coefficient on values before duty is minus sigma";
                let place = cell.map_or(place, |cell| cell.place);
                reading.problem(Diagnostic::error(place, message, "unknown object").hint(hint));
                0.0
            }
        }
    }

    fn number(&self, name: &str, row: &[Cell], reading: &mut Reading) -> Option<f64> {
        let cell = self.cell(name, row)?;
        let found = cell.text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        if found.is_none() {
            let message = format!("`{}` is not a number", cell.text);
            reading.problem(Diagnostic::error(cell.place, message, format!("`{name}`")));
        }
        found
    }

    /// A standard error, which is checked here: nothing is computed from it.
    fn standard_error(&self, row: &[Cell], reading: &mut Reading) {
        let name = "standard_error";
        let Some(cell) = self.cell(name, row) else { return };
        if let Some(value) = self.number(name, row, reading).filter(|value| *value < 0.0) {
            let message = format!("a standard error of {value} is below zero");
            let hint = "write it without the minus, or leave the cell empty";
            let label = format!("`{name}`");
            reading.problem(Diagnostic::error(cell.place, message, label).hint(hint));
        }
    }

    fn exponent(
        &self,
        name: &str,
        row: &[Cell],
        beyond: f64,
        reading: &mut Reading,
    ) -> Option<f64> {
        // Without the noise of the subtraction: 2.53 less 1 is 1.53.
        let value = ((self.number(name, row, reading)? - beyond) * 1e12).round() / 1e12;
        if value > -1.0 {
            return Some(value);
        }
        let place = self.cell(name, row)?.place;
        let message = format!("an exponent of {value} leaves no substitution");
        let hint = "theta is above -1 and sigma above 0; a coefficient on values before duty is minus sigma: write it without the minus";
        reading.problem(Diagnostic::error(place, message, "below its limit").hint(hint));
        None
    }

    fn horizon(&self, row: &[Cell], reading: &mut Reading) -> Option<f64> {
        let cell = self.cell("horizon", row)?;
        let found = Horizon::parse(&cell.text);
        if found.is_none() {
            let message = format!("`{}` is no horizon", cell.text);
            reading
                .problem(Diagnostic::error(cell.place, message, "not a length of time").hint(FORM));
        }
        found.map(|horizon| horizon.0)
    }

    fn grade(&self, row: &[Cell], reading: &mut Reading) -> Option<Grade> {
        let cell = self.cell("grade", row)?;
        let found = match cell.text.trim() {
            "A" => Some(Grade::A),
            "B" => Some(Grade::B),
            "C" => Some(Grade::C),
            "D" => Some(Grade::D),
            _ => None,
        };
        if found.is_none() {
            let message = format!("`{}` is no grade", cell.text);
            let hint = "A table opened, B quoted, C second hand, D derived";
            reading.problem(Diagnostic::error(cell.place, message, "not a grade").hint(hint));
        }
        found
    }
}
