//! How near do the years come to what happened to U.S. imports in 2025? `cargo xtask check-panel
//! SOURCES`.
//!
//! The duties are those that customs collected, June to November 2025 over a year before, by partner
//! and group of sectors; partners that the panel does not list get those of the rest of the world.
//! Trade is the model's answer at a horizon of a year. No parameter is chosen by its outcome.

use crate::customs::lacking;
use crate::input::{BuildError, numbers, read, text};
use detente_engine::{RunRequest, ScenarioSource, run as run_scenario};
use detente_world::table::{Column, Table};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The least import of a year before, in USD, that makes a cell.
const LEAST: f64 = 3e8;
/// Ratios below it are set to it where logs are taken.
const FLOOR: f64 = 0.01;
/// The set that has to meet the targets, and its horizon.
const HELD: (&str, &str) = ("by-horizon", "1 year");
/// Sets beside it, for comparison; those that hold at every horizon have none.
const OTHERS: [(&str, &str); 6] = [
    ("world", ""),
    ("long-run-median", ""),
    ("caliendo-parro-2015", ""),
    ("flat-4", ""),
    ("boehm-2023", "1 year"),
    ("by-horizon", "2 years"),
];

/// One partner and group of sectors.
struct Cell {
    partner: String,
    sectors: Vec<&'static str>,
    before: f64,
    after: f64,
    /// Change of the collected duty, as a fraction.
    duty: f64,
}

/// How a set does.
struct Score {
    error: f64,
    correlation: f64,
    slope: f64,
    all: f64,
    china: f64,
    others: f64,
}

/// Prints the score of every set; whether the held one meets the targets.
///
/// # Errors
/// If the panel is not as expected, or a run fails.
pub fn run(sources: &Path) -> Result<bool, BuildError> {
    let panel = Panel::read(sources)?;
    let observed = panel.observed;
    let nothing = panel.error(|_| 1.0);
    println!("{} cells; error of \"nothing changes\": {nothing:.1} points", panel.cells().count());
    println!(
        "{:<24}{:<10}{:>7}{:>13}{:>7}{:>9}{:>9}{:>9}",
        "set", "horizon", "error", "correlation", "slope", "all", "China", "others"
    );
    println!(
        "{:<24}{:<10}{:>7}{:>13}{:>7}{:>9.1}{:>9.1}{:>9.1}",
        "observed", "", "", "", "", observed[0], observed[1], observed[2]
    );
    for (set, horizon) in OTHERS {
        print(set, horizon, &panel.score(set, horizon)?);
    }
    let held = panel.score(HELD.0, HELD.1)?;
    print(HELD.0, HELD.1, &held);
    let met = held.error <= 0.8 * nothing
        && held.correlation >= 0.68
        && (0.7..=1.6).contains(&held.slope)
        && (held.all - observed[0]).abs() <= 6.0
        && (held.china - observed[1]).abs() <= 12.0
        && held.others.signum() == observed[2].signum();
    println!("targets of `{}` at {}: {}", HELD.0, HELD.1, if met { "met" } else { "missed" });
    Ok(met)
}

fn print(set: &str, horizon: &str, score: &Score) {
    println!(
        "{set:<24}{horizon:<10}{:>7.1}{:>13.2}{:>7.2}{:>9.1}{:>9.1}{:>9.1}",
        score.error, score.correlation, score.slope, score.all, score.china, score.others
    );
}

/// The panel, with the rest of the world made of its totals.
struct Panel {
    rows: Vec<Cell>,
    /// Change in percent of all imports, of those from China and from the others.
    observed: [f64; 3],
}

/// The row that adds up all groups of a partner.
const ALL: &str = "ALL";

/// Codes of the sectors that a group adds up.
fn sectors_of(group: &str) -> Result<Vec<&'static str>, BuildError> {
    Ok(match group {
        "A01" => vec!["A01"],
        "A02" => vec!["A02"],
        "A03" => vec!["A03"],
        "B06" => vec!["B06"],
        "B05+B07+B08" => vec!["B05", "B07", "B08"],
        "C10T12" => vec!["C10T12"],
        "C13T15" => vec!["C13T15"],
        "C16" => vec!["C16"],
        "C17_18" => vec!["C17_18"],
        "C19" => vec!["C19"],
        "C20+C21" => vec!["C20", "C21"],
        "C22" => vec!["C22"],
        "C23" => vec!["C23"],
        "C24A+C24B" => vec!["C24A", "C24B"],
        "C25" => vec!["C25"],
        "C26" => vec!["C26"],
        "C27" => vec!["C27"],
        "C28" => vec!["C28"],
        "C29+C30" => vec!["C29", "C301", "C302T309"],
        "C31T33" => vec!["C31T33"],
        _ => {
            return Err(lacking(
                "panel_2025",
                format!("the group `{group}` is not one of the panel"),
            ));
        }
    })
}

/// A column of numbers; an empty cell is a flow that was not there.
fn column(table: &Table, name: &str) -> Result<Vec<f64>, BuildError> {
    if let Ok(numbers) = numbers(table, name) {
        return Ok(numbers.to_vec());
    }
    let number = |(at, cell): (usize, &String)| match cell.trim() {
        "" => Ok(0.0),
        cell => cell.parse().ok().filter(|number: &f64| number.is_finite()).ok_or_else(|| {
            lacking("panel_2025", format!("line {}, `{name}`: `{cell}` is not a number", at + 2))
        }),
    };
    text(table, name)?.iter().enumerate().map(number).collect()
}

impl Panel {
    fn read(sources: &Path) -> Result<Self, BuildError> {
        let table = read(&sources.join("observed"), "panel_2025.csv")?;
        let (partner, group) = (text(&table, "iso")?, text(&table, "g")?);
        let column = |name: &str| column(&table, name);
        let (i24, i25, d24, d25) = (column("i24")?, column("i25")?, column("d24")?, column("d25")?);
        let (mut rows, mut rest) = (Vec::new(), BTreeMap::<&str, [f64; 4]>::new());
        for at in 0..partner.len() {
            if group[at] == ALL || partner[at] == "EU27" {
                continue;
            }
            let sectors = sectors_of(&group[at])?;
            let sign = if partner[at] == "WLD" { 1.0 } else { -1.0 };
            let sums = rest.entry(&group[at]).or_default();
            for (sum, value) in sums.iter_mut().zip([i24[at], i25[at], d24[at], d25[at]]) {
                *sum += sign * value;
            }
            if sign < 0.0 && i24[at] > 0.0 && i25[at] > 0.0 {
                let duty = d25[at] / i25[at] - d24[at] / i24[at];
                let (before, after) = (i24[at], i25[at]);
                rows.push(Cell { partner: partner[at].clone(), sectors, before, after, duty });
            }
        }
        for (group, [i24, i25, d24, d25]) in rest {
            if i24 > 0.0 && i25 > 0.0 {
                let (partner, sectors) = ("*".to_owned(), sectors_of(group)?);
                let duty = d25 / i25 - d24 / i24;
                rows.push(Cell { partner, sectors, before: i24, after: i25, duty });
            }
        }
        let total = |code: &str| {
            let row = (0..partner.len()).find(|at| partner[*at] == code && group[*at] == ALL);
            row.map(|at| (i24[at], i25[at])).ok_or_else(|| lacking("panel_2025", code))
        };
        let (world, china) = (total("WLD")?, total("CHN")?);
        let change = |(before, after): (f64, f64)| 100.0 * (after / before - 1.0);
        let others = (world.0 - china.0, world.1 - china.1);
        Ok(Self { rows, observed: [change(world), change(china), change(others)] })
    }

    /// Cells that are compared.
    fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.rows.iter().filter(|cell| cell.partner != "*" && cell.before >= LEAST)
    }

    /// Import-weighted mean of what a ratio misses, in points.
    fn error(&self, ratio: impl Fn(&Cell) -> f64) -> f64 {
        let (miss, weight) = self.cells().fold((0.0, 0.0), |(miss, weight), cell| {
            let off = (ratio(cell) - cell.after / cell.before).abs();
            (miss + cell.before * off, weight + cell.before)
        });
        100.0 * miss / weight
    }

    /// Change in percent of imports from all, from China, from the others.
    fn totals(&self, after: impl Fn(&Cell) -> f64) -> [f64; 3] {
        let change = |holds: &dyn Fn(&Cell) -> bool| {
            let (old, new) = self
                .rows
                .iter()
                .filter(|cell| holds(cell))
                .fold((0.0, 0.0), |(old, new), cell| (old + cell.before, new + after(cell)));
            100.0 * (new / old - 1.0)
        };
        let china = |cell: &Cell| cell.partner == "CHN";
        [change(&|_| true), change(&china), change(&|cell| !china(cell))]
    }

    /// What the model says of every cell, as a ratio.
    fn score(&self, set: &str, horizon: &str) -> Result<Score, BuildError> {
        let flows = self.flows(set, horizon)?;
        let add = |cell: &Cell, column: usize| {
            let mine = |((partner, sector), value): (&(String, String), &[f64; 2])| {
                let listed = || self.rows.iter().any(|own| own.partner == *partner);
                let here = partner == &cell.partner || cell.partner == "*" && !listed();
                (here && cell.sectors.contains(&sector.as_str())).then(|| value[column])
            };
            flows.iter().filter_map(mine).sum::<f64>()
        };
        let ratio = |cell: &Cell| add(cell, 1) / add(cell, 0);
        // At the imports of 2024: the world's are of 2022.
        let [all, china, others] = self.totals(|cell| {
            let ratio = ratio(cell);
            cell.before * if ratio.is_finite() { ratio } else { 1.0 }
        });
        let pairs: Vec<(f64, f64, f64)> = self
            .cells()
            .map(|cell| {
                let log = |ratio: f64| ratio.max(FLOOR).ln();
                (cell.before, log(ratio(cell)), log(cell.after / cell.before))
            })
            .collect();
        let (correlation, slope) = fit(&pairs);
        Ok(Score { error: self.error(ratio), correlation, slope, all, china, others })
    }

    /// Imports of the United States before and after, by partner and sector, as the program runs
    /// the duties.
    fn flows(
        &self,
        set: &str,
        horizon: &str,
    ) -> Result<BTreeMap<(String, String), [f64; 2]>, BuildError> {
        let failed = |error: String| lacking("the run of the panel", error);
        let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
        let mut duties = "importer,exporter,sector,rate\n".to_owned();
        for cell in &self.rows {
            for sector in &cell.sectors {
                let words = match cell.partner.as_str() {
                    "*" => "* -USA",
                    code => code,
                };
                let _ = writeln!(duties, "USA,{words},{sector},{}", cell.duty);
            }
        }
        let horizon = match horizon {
            "" => String::new(),
            years => format!("horizon = \"{years}\"\n"),
        };
        let scenario = format!(
            "title = \"Duties as collected\"\nend = 2025-11-30\n[trade]\nelasticities = \"{set}\"\n{horizon}\
             [[shock]]\nname = \"duties\"\nkind = \"tariff\"\nschedule = \"duties.csv\"\nmode = \"add\"\n\
             from = 2025-06-01\nsource = \"U.S. Census Bureau, calculated duties\"\n"
        );
        for (name, content) in [("scenario.toml", &scenario), ("duties.csv", &duties)] {
            std::fs::write(folder.path().join(name), content)
                .map_err(|error| failed(error.to_string()))?;
        }
        let source = ScenarioSource::File(folder.path().join("scenario.toml"));
        let done =
            run_scenario(&RunRequest::new(source)).map_err(|error| failed(error.to_string()))?;
        let table = done
            .tables
            .get("trade")
            .ok_or_else(|| lacking("the run of the panel", "there is no table of trade"))?;
        let words = |name: &str| table.column(name).and_then(Column::text);
        let values = |name: &str| table.column(name).and_then(Column::numbers);
        let (Some(exporter), Some(importer), Some(sector), Some(old), Some(new)) = (
            words("exporter"),
            words("importer"),
            words("sector"),
            values("baseline_musd"),
            values("value_musd"),
        ) else {
            return Err(lacking("the table of trade", "a column is missing"));
        };
        let rows =
            (0..importer.len()).filter(|at| importer[*at] == "USA" && exporter[*at] != "USA");
        Ok(rows
            .map(|at| ((exporter[at].clone(), sector[at].clone()), [old[at], new[at]]))
            .collect())
    }
}

/// Weighted correlation, and slope of the observed on the predicted.
fn fit(pairs: &[(f64, f64, f64)]) -> (f64, f64) {
    let weight: f64 = pairs.iter().map(|(weight, _, _)| weight).sum();
    let mean = |of: &dyn Fn(&(f64, f64, f64)) -> f64| {
        pairs.iter().map(|pair| pair.0 * of(pair)).sum::<f64>() / weight
    };
    let (x, y) = (mean(&|pair| pair.1), mean(&|pair| pair.2));
    let (xx, yy, xy) = (
        mean(&|pair| (pair.1 - x).powi(2)),
        mean(&|pair| (pair.2 - y).powi(2)),
        mean(&|pair| (pair.1 - x) * (pair.2 - y)),
    );
    (xy / (xx * yy).sqrt(), xy / xx)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The panel with one row of a partner beside the totals.
    fn panel(row: &str) -> Result<Panel, BuildError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("observed")).unwrap();
        let text = format!(
            "iso,g,i24,i25,d24,d25\nWLD,ALL,9,8,1,1\nCHN,ALL,4,3,1,1\nWLD,C26,9,8,,1\n{row}\n"
        );
        std::fs::write(folder.path().join("observed/panel_2025.csv"), text).unwrap();
        Panel::read(folder.path())
    }

    #[test]
    fn a_malformed_cell_or_an_unknown_group_of_the_panel_is_refused() {
        let read = panel("CHN,C26,4,3,,1").unwrap();
        assert_eq!(
            read.rows.iter().map(|row| row.partner.as_str()).collect::<Vec<_>>(),
            ["CHN", "*"]
        );
        let said = |row: &str| panel(row).err().map(|error| error.to_string()).unwrap();
        let cell = said("CHN,C26,4,n/a,,1");
        assert!(cell.contains("line 5, `i25`: `n/a` is not a number"), "{cell}");
        let group = said("CHN,C99,4,3,,1");
        assert!(group.contains("the group `C99` is not one of the panel"), "{group}");
    }
}
