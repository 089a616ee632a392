//! What does a run, and what do simpler answers, say of a cell?
//!
//! A run's `trade` has three columns more here. `duty_musd` and `baseline_duty_musd` are duties
//! after and before, `volume_musd` is the value at the prices of the baseline. Beside the run's own
//! answer ([`View::Model`]) stand three others to the same question: nothing changes, and the two
//! of [`crate::gravity`]. These exist for `trade` alone.
//!
//! **Where ranges come from** is [`ends`] and nothing else: a column with a low and a high one
//! beside it is a range. Figures that get such columns later are ranges from then on.

use crate::expression::{Expression, Meant, Over, Reference};
use crate::gravity;
use detente_engine::Run;
use detente_engine::years::model_options;
use detente_record::lookup::{economy_meant, nearest};
use detente_scenario::{GOODS, SERVICES, goods, services};
use detente_world::nearest::either;
use detente_world::table::{Column, Table};
use detente_world::{Band, World};
use std::collections::{BTreeSet, HashMap};

/// Who answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// The run.
    Model,
    /// Nothing changes.
    Nothing,
    /// Gravity, each flow alone.
    Gravity,
    /// Gravity with the importer's resistance.
    Resisted,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Absent {
    /// The run has no such table, or the view knows nothing of it: not covered.
    NotCovered(String),
    /// It cannot be meant: a word that no row has. What may be meant is named.
    Unknown(String),
    /// The answer is no finite number.
    Endless,
}

/// The tables of a run, ready to be asked.
pub struct Ledger<'a> {
    sheets: Vec<Sheet>,
    world: &'a World,
}

struct Sheet {
    table: Table,
    /// Rows by the word of each key column that holds words.
    index: HashMap<&'static str, HashMap<String, Vec<usize>>>,
}

impl<'a> Ledger<'a> {
    /// The tables of a run, with the columns that are added.
    #[must_use]
    pub fn of(run: &'a Run) -> Self {
        let world = &run.loaded.world;
        let sheets = run.tables.all().into_iter().map(|table| {
            let table = if table.name == "trade" { extended(table, run) } else { table.clone() };
            Sheet::new(table)
        });
        Self { sheets: sheets.collect(), world }
    }

    /// The value of an expression; `facts` answers for patterns of other facts.
    ///
    /// # Errors
    /// If there is none, and why.
    pub fn value(
        &self,
        expression: &Expression,
        view: View,
        facts: &dyn Fn(&str) -> Result<Band, Absent>,
    ) -> Result<Band, Absent> {
        let band = match expression {
            Expression::Number(number) => Band::point(*number),
            Expression::Facts(patterns) => facts(patterns)?,
            Expression::Cell(cell) => self.cell(cell, view)?,
            Expression::Joined(sign, both) => {
                let [left, right] = both.as_ref();
                let (left, right) =
                    (self.value(left, view, facts)?, self.value(right, view, facts)?);
                match sign {
                    '+' => left.plus(right),
                    '-' => left.plus(right.minus()),
                    '*' => left.times(right),
                    _ => left.times(reciprocal(right)),
                }
            }
        };
        // Ranges may have no end, their middle has to be a number.
        if band.mid.is_nan() { Err(Absent::Endless) } else { Ok(band) }
    }

    fn cell(&self, cell: &Reference, view: View) -> Result<Band, Absent> {
        let name = cell.note.name;
        let Some(sheet) = self.sheets.iter().find(|sheet| sheet.table.name == name) else {
            return Err(Absent::NotCovered(format!("the run has no table `{name}`")));
        };
        let rows = self.rows(sheet, cell)?;
        let take = |column: &str, view: View| -> Result<f64, Absent> {
            let values = column_of(&sheet.table, column, view)?;
            let known: Vec<f64> = rows.iter().filter_map(|row| values.get(*row)).collect();
            together(&known, cell)
                .ok_or_else(|| Absent::NotCovered(format!("`{}` is not known", cell.written)))
        };
        let mid = take(&cell.column, view)?;
        match ends(&sheet.table, &cell.column) {
            Some((low, high)) if view == View::Model => {
                Ok(Band::around(take(&low, view)?, mid, take(&high, view)?))
            }
            _ => Ok(Band::point(mid)),
        }
    }

    fn rows(&self, sheet: &Sheet, cell: &Reference) -> Result<Vec<usize>, Absent> {
        let meant: Vec<(&str, Meant)> =
            cell.key.iter().map(|(column, meant)| (*column, self.spelled(column, meant))).collect();
        let mut left = sheet.candidates(&meant);
        for (column, meant) in &meant {
            let Some(cells) = sheet.table.column(column) else { continue };
            self.known(&sheet.table, column, cells, meant)?;
            left.retain(|row| holds(cells, *row, meant));
        }
        match (left.len(), cell.over) {
            (0, Over::Sum) | (1, _) => Ok(left),
            (0, _) => Err(Absent::NotCovered(format!("the run has no row `{}`", cell.written))),
            (more, Over::One) => Err(Absent::Unknown(format!(
                "`{}` names {more} rows; say how they are taken together, as in sum[{0}]",
                cell.written
            ))),
            _ => Ok(left),
        }
    }

    /// `goods` and `services` as the codes of the world.
    fn spelled(&self, column: &str, meant: &Meant) -> Meant {
        let Meant::These(words) = meant else { return meant.clone() };
        let spell = |word: &String| -> Vec<String> {
            let found = match word.as_str() {
                GOODS if column.ends_with("sector") => goods(self.world),
                SERVICES if column.ends_with("sector") => services(self.world),
                _ => return vec![word.clone()],
            };
            found.into_iter().map(|at| self.world.sectors[at].code.clone()).collect()
        };
        Meant::These(words.iter().flat_map(spell).collect())
    }

    /// Refuses a word that is in no row and is no code of the world.
    fn known(
        &self,
        table: &Table,
        column: &str,
        cells: &Column,
        meant: &Meant,
    ) -> Result<(), Absent> {
        let words: &[String] = match meant {
            Meant::These(words) | Meant::AllBut(words) => words,
            Meant::Begins(_) => &[],
        };
        for word in words {
            let codes: Vec<&str> = match column {
                "economy" | "exporter" | "importer" => {
                    self.world.economies.iter().map(|own| own.code.as_str()).collect()
                }
                "sector" => self.world.sectors.iter().map(|own| own.code.as_str()).collect(),
                _ => Vec::new(),
            };
            if codes.contains(&word.as_str())
                || (0..table.rows()).any(|row| holds_word(cells, row, word))
            {
                continue;
            }
            let there: BTreeSet<String> = (0..table.rows()).map(|row| cells.cell(row)).collect();
            // A code that both have is one name.
            let known: BTreeSet<&str> =
                there.iter().map(String::as_str).chain(codes.iter().copied()).collect();
            let near: Vec<String> =
                nearest(word, known.into_iter()).iter().map(|near| format!("`{near}`")).collect();
            let hint = economy_meant(word, &there)
                .unwrap_or_else(|| format!("did you mean {}?", either(&near)));
            return Err(Absent::Unknown(format!(
                "no row of `{}` has {column} `{word}`; {hint}",
                table.name
            )));
        }
        Ok(())
    }
}

impl Sheet {
    fn new(table: Table) -> Self {
        let mut index: HashMap<&'static str, HashMap<String, Vec<usize>>> = HashMap::new();
        let note = detente_record::catalogue::table(&table.name);
        for key in note.iter().flat_map(|note| note.keys.iter().copied()) {
            if let Some(Column::Text(words)) = table.column(key) {
                let rows = index.entry(key).or_default();
                for (row, word) in words.iter().enumerate() {
                    match rows.get_mut(word) {
                        Some(rows) => rows.push(row),
                        None => drop(rows.insert(word.clone(), vec![row])),
                    }
                }
            }
        }
        Self { table, index }
    }

    /// The rows of the part of a key that leaves the fewest, in order.
    fn candidates(&self, meant: &[(&str, Meant)]) -> Vec<usize> {
        let of = |(column, meant): &(&str, Meant)| {
            let (Meant::These(words), Some(rows)) = (meant, self.index.get(*column)) else {
                return None;
            };
            Some(words.iter().filter_map(|word| rows.get(word)).collect::<Vec<_>>())
        };
        let size = |lists: &Vec<&Vec<usize>>| lists.iter().map(|list| list.len()).sum::<usize>();
        let Some(lists) = meant.iter().filter_map(of).min_by_key(size) else {
            return (0..self.table.rows()).collect();
        };
        let mut rows: Vec<usize> = lists.into_iter().flatten().copied().collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }
}

/// The columns of the low and the high end beside a column, if it is a range.
#[must_use]
pub fn ends(table: &Table, column: &str) -> Option<(String, String)> {
    let pairs = [("_low", "_high"), ("_p05", "_p95")]
        .map(|(low, high)| (format!("{column}{low}"), format!("{column}{high}")));
    let cases = (column == "mid").then(|| ("low".to_owned(), "high".to_owned()));
    let there = |pair: &(String, String)| {
        table.column(&pair.0).is_some() && table.column(&pair.1).is_some()
    };
    pairs.into_iter().chain(cases).find(there)
}

/// One over a range; without ends where it holds zero.
fn reciprocal(band: Band) -> Band {
    if band.low < 0.0 && band.high > 0.0 {
        return Band { low: f64::NEG_INFINITY, mid: 1.0 / band.mid, high: f64::INFINITY };
    }
    Band::around(1.0 / band.high, 1.0 / band.mid, 1.0 / band.low)
}

fn holds(cells: &Column, row: usize, meant: &Meant) -> bool {
    match meant {
        Meant::These(words) => words.iter().any(|word| holds_word(cells, row, word)),
        Meant::AllBut(words) => !words.iter().any(|word| holds_word(cells, row, word)),
        Meant::Begins(start) => match cells {
            Column::Text(texts) => texts[row].starts_with(start),
            _ => cells.cell(row).starts_with(start),
        },
    }
}

fn holds_word(cells: &Column, row: usize, word: &str) -> bool {
    match cells {
        Column::Text(texts) => texts[row] == word,
        _ => word.parse::<f64>().is_ok_and(|number| cells.number(row) == Some(number)),
    }
}

/// What rows say together; none where none is known.
fn together(values: &[f64], cell: &Reference) -> Option<f64> {
    let all = || values.iter().copied();
    match cell.over {
        Over::Sum => Some(all().sum()),
        Over::Mean if values.is_empty() => None,
        Over::Mean => Some(all().sum::<f64>() / values.len() as f64),
        Over::Least => all().min_by(f64::total_cmp),
        Over::Most => all().max_by(f64::total_cmp),
        Over::One | Over::First => all().next(),
        Over::Last => all().next_back(),
    }
}

/// A column as a view has it.
enum Seen<'t> {
    Own(&'t Column),
    Zero,
    /// The change of one column over another, in percent.
    Change(&'t [f64], &'t [f64]),
}

impl Seen<'_> {
    fn get(&self, row: usize) -> Option<f64> {
        match self {
            Self::Own(column) => column.number(row),
            Self::Zero => Some(0.0),
            Self::Change(new, old) => Some(100.0 * (new[row] / old[row] - 1.0)),
        }
    }
}

const BASE: &str = "baseline_musd";

fn column_of<'t>(table: &'t Table, column: &str, view: View) -> Result<Seen<'t>, Absent> {
    let missing = || Absent::NotCovered(format!("`{}` has no answer to `{column}`", table.name));
    let own = |name: &str| table.column(name).map(Seen::Own).ok_or_else(missing);
    let answer = match view {
        View::Model => return own(column),
        _ if table.name != "trade" => return Err(missing()),
        View::Nothing => "",
        View::Gravity => "gravity",
        View::Resisted => "resisted",
    };
    match (column, answer) {
        (BASE | "baseline_duty_musd", _) => own(column),
        ("value_musd" | "volume_musd", "") => own(BASE),
        ("duty_musd", "") => own("baseline_duty_musd"),
        ("change_pct" | "quantity_change_pct", "") => Ok(Seen::Zero),
        ("value_musd" | "volume_musd", _) => own(&format!("{answer}_musd")),
        ("duty_musd", _) => own(&format!("{answer}_duty_musd")),
        ("change_pct" | "quantity_change_pct", _) => {
            Ok(Seen::Change(table.numbers(&format!("{answer}_musd")), table.numbers(BASE)))
        }
        _ => Err(missing()),
    }
}

/// `trade` with duties, volumes, and what gravity says.
fn extended(table: &Table, run: &Run) -> Table {
    let world = &run.loaded.world;
    let after = &run.resolved.state.tariff;
    let home = model_options(&run.resolved.trade).home_elasticity;
    let [alone, resisted] = gravity::links(world, after, &home);
    let economies: HashMap<&str, usize> =
        world.economies.iter().enumerate().map(|(at, own)| (own.code.as_str(), at)).collect();
    let sectors: HashMap<&str, usize> =
        world.sectors.iter().enumerate().map(|(at, own)| (own.code.as_str(), at)).collect();
    let (exporter, importer, sector) =
        (table.words("exporter"), table.words("importer"), table.words("sector"));
    let (base, value) = (table.numbers(BASE), table.numbers("value_musd"));
    let quantity = table.numbers("quantity_change_pct");
    let mut columns: [Vec<f64>; 7] = Default::default();
    for row in 0..table.rows() {
        let link = (
            detente_world::SectorId(sectors[sector[row].as_str()]),
            detente_world::EconomyId(economies[importer[row].as_str()]),
            detente_world::EconomyId(economies[exporter[row].as_str()]),
        );
        let at = |table: &detente_world::LinkTable| table.get(link.0, link.1, link.2);
        let (old, new) = (at(&world.tariff), at(after));
        let (gravity, resisted) = (at(&alone), at(&resisted));
        let volume = base[row] * (1.0 + quantity[row] / 100.0);
        let cells = [
            value[row] * new,
            base[row] * old,
            volume,
            gravity,
            gravity * new,
            resisted,
            resisted * new,
        ];
        columns.iter_mut().zip(cells).for_each(|(column, cell)| column.push(cell));
    }
    let names = [
        "duty_musd",
        "baseline_duty_musd",
        "volume_musd",
        "gravity_musd",
        "gravity_duty_musd",
        "resisted_musd",
        "resisted_duty_musd",
    ];
    names
        .iter()
        .zip(columns)
        .fold(table.clone(), |table, (name, column)| table.with_numbers(name, column))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_found_by_the_names_of_their_columns() {
        let table = Table::new("x")
            .with_numbers("low", vec![1.0])
            .with_numbers("mid", vec![2.0])
            .with_numbers("high", vec![3.0])
            .with_numbers("met_low", vec![1.0])
            .with_numbers("met", vec![1.0])
            .with_numbers("met_high", vec![1.0])
            .with_numbers("pct", vec![1.0])
            .with_numbers("pct_p05", vec![1.0])
            .with_numbers("pct_p95", vec![1.0]);
        let names = |column: &str| ends(&table, column).map(|(low, _)| low);
        assert_eq!(names("mid").as_deref(), Some("low"));
        assert_eq!(names("met").as_deref(), Some("met_low"));
        assert_eq!(names("pct").as_deref(), Some("pct_p05"));
        assert_eq!(names("low"), None);
    }

    #[test]
    fn one_over_a_range_turns_its_ends_around() {
        assert_eq!(
            reciprocal(Band { low: 1.0, mid: 2.0, high: 4.0 }),
            Band { low: 0.25, mid: 0.5, high: 1.0 }
        );
        let around_zero = reciprocal(Band { low: -1.0, mid: 2.0, high: 4.0 });
        assert!(around_zero.low.is_infinite() && around_zero.high.is_infinite());
    }
}
