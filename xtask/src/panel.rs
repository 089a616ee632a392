//! Which facts and which duties make the episode `us-tariffs-2025`? `cargo xtask build-hindcasts
//! SOURCES` writes them; `cargo xtask check-panel` compares sets of elasticities on them.
//!
//! ```text
//! observed/panel_2025.csv                              hindcasts/us-tariffs-2025/panel.csv   imports by partner and group
//!                                                                               duties.csv  duties as collected
//! observed/us_imports_naics3_partner_month_2023_2025   usual_low, usual_high: how imports changed from 2023 to 2024
//! ```
//!
//! Partners that the panel does not list are one, with the duties of what is left of the totals.

use crate::customs::{Customs, lacking};
use crate::input::{BuildError, numbers, read, text};
use detente_engine::Session;
use detente_hindcast::{Evaluated, SetScore, evaluate, open, scores};
use detente_world::names;
use detente_world::table::Table;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// The lowest import of a year before, in USD, that makes a cell.
const LEAST: f64 = 3e8;
/// The row that adds up all groups of a partner.
const ALL: &str = "ALL";
/// Partners that the panel does not list.
const REST: &str = "rest";
/// The episode.
const EPISODE: &str = "us-tariffs-2025";
/// Months that are compared.
const MONTHS: std::ops::RangeInclusive<i8> = 6..=11;

/// Groups of NAICS industries, the sectors of the world that each adds up, and its name.
const GROUPS: [(&str, &[u32], &str, &str); 20] = [
    ("A01", &[111, 112, 115], "A01", "farm products"),
    ("A02", &[113], "A02", "timber"),
    ("A03", &[114], "A03", "fish"),
    ("B06", &[211], "B06", "oil and gas"),
    ("B05+B07+B08", &[212], "B05+B07+B08", "coal, ores and stones"),
    ("C10T12", &[311, 312], "C10T12", "food and drinks"),
    ("C13T15", &[313, 314, 315, 316], "C13T15", "textiles and clothes"),
    ("C16", &[321], "C16", "wood products"),
    ("C17_18", &[322, 323], "C17_18", "paper and print"),
    ("C19", &[324], "C19", "refined oil"),
    ("C20+C21", &[325], "C20+C21", "chemicals and drugs"),
    ("C22", &[326], "C22", "rubber and plastics"),
    ("C23", &[327], "C23", "glass, cement and ceramics"),
    ("C24A+C24B", &[331], "C24A+C24B", "primary metals"),
    ("C25", &[332], "C25", "metal products"),
    ("C26", &[334], "C26", "computers and electronics"),
    ("C27", &[335], "C27", "electrical equipment"),
    ("C28", &[333], "C28", "machinery"),
    ("C29+C30", &[336], "C29+C301+C302T309", "cars, aircraft and other vehicles"),
    ("C31T33", &[337, 339], "C31T33", "furniture and other manufactures"),
];

/// Sets compared by `check-panel`; those that hold at every horizon have none.
const COMPARED: [(&str, &str); 7] = [
    ("world", ""),
    ("long-run-median", ""),
    ("caliendo-parro-2015", ""),
    ("flat-4", ""),
    ("boehm-2023", "1 year"),
    ("by-horizon", "2 years"),
    ("by-horizon", "1 year"),
];

/// One partner and group of sectors; money in USD.
struct Cell {
    partner: String,
    group: &'static str,
    sectors: &'static str,
    title: &'static str,
    before: f64,
    after: f64,
    /// Change of the collected duty, as a fraction.
    duty: f64,
}

/// Writes the facts and the duties of the episode, or compares them.
///
/// # Errors
/// If the sources are not as expected, or a file cannot be written.
pub fn build(sources: &Path, hindcasts: &Path, check: bool) -> Result<bool, BuildError> {
    let cells = cells(&read(&sources.join("observed"), "panel_2025.csv")?)?;
    let usual = usual(&Customs::read(sources)?)?;
    let mut same = true;
    for (name, content) in [("panel.csv", facts(&cells, usual)), ("duties.csv", duties(&cells))] {
        let path = hindcasts.join(EPISODE).join(name);
        if check {
            let kept = std::fs::read_to_string(&path).unwrap_or_default();
            let own = kept == content;
            println!("{EPISODE}/{name}: {}", if own { "the same" } else { "differs" });
            same &= own;
        } else {
            detente_world::write_atomically(&path, content.as_bytes())?;
            println!("wrote {}", path.display());
        }
    }
    Ok(same)
}

/// Prints how each set of elasticities does on the episode's imports.
///
/// # Errors
/// If the episode cannot be run.
pub fn compare() -> Result<bool, String> {
    println!(
        "{:<24}{:<10}{:>7}{:>13}{:>7}{:>9}{:>9}",
        "set", "horizon", "error", "correlation", "slope", "CRPS", "nothing"
    );
    let mut session = Session::new();
    for (set, horizon) in COMPARED {
        let mut extra = vec![format!("trade.elasticities={set}")];
        if !horizon.is_empty() {
            extra.push(format!("trade.horizon={horizon}"));
        }
        let mut episode = open(EPISODE).map_err(|error| error.to_string())?;
        episode.cases.clear();
        let found = evaluate(&mut session, episode, &extra).map_err(|error| error.to_string())?;
        let score = imports(&found).ok_or("the episode has no imports")?;
        let number =
            |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.2}"));
        println!(
            "{set:<24}{horizon:<10}{:>7}{:>13}{:>7}{:>9}{:>9}",
            number(score.error),
            number(score.correlation),
            number(score.slope),
            number(score.crps),
            number(score.error_nothing)
        );
    }
    Ok(true)
}

fn imports(found: &Evaluated) -> Option<SetScore> {
    scores(found).into_iter().find(|score| score.set == "imports")
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

/// Partners and groups with trade in both years, what the totals leave last.
fn cells(table: &Table) -> Result<Vec<Cell>, BuildError> {
    let (partner, group) = (text(table, "iso")?, text(table, "g")?);
    let columns = ["i24", "i25", "d24", "d25"].map(|name| column(table, name));
    let [i24, i25, d24, d25] = columns;
    let (i24, i25, d24, d25) = (i24?, i25?, d24?, d25?);
    let (mut cells, mut rest) = (Vec::new(), BTreeMap::<usize, [f64; 4]>::new());
    for at in 0..partner.len() {
        if group[at] == ALL || partner[at] == "EU27" {
            continue;
        }
        let own = GROUPS.iter().position(|(name, ..)| *name == group[at]).ok_or_else(|| {
            lacking("panel_2025", format!("the group `{}` is not one of the panel", group[at]))
        })?;
        let values = [i24[at], i25[at], d24[at], d25[at]];
        let sign = if partner[at] == "WLD" { 1.0 } else { -1.0 };
        let sums = rest.entry(own).or_default();
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += sign * value);
        if sign < 0.0 {
            cells.extend(cell(&partner[at], own, values));
        }
    }
    cells.extend(rest.into_iter().filter_map(|(group, values)| cell(REST, group, values)));
    Ok(cells)
}

fn cell(partner: &str, group: usize, [before, after, d24, d25]: [f64; 4]) -> Option<Cell> {
    let (group, _, sectors, title) = GROUPS[group];
    (before > 0.0 && after > 0.0).then(|| Cell {
        partner: partner.to_owned(),
        group,
        sectors,
        title,
        before,
        after,
        duty: d25 / after - d24 / before,
    })
}

/// How imports of a cell changed from June to November 2023 to the same months of 2024, in percent:
/// the 5th and the 95th of a hundred, by imports.
fn usual(customs: &Customs) -> Result<(f64, f64), BuildError> {
    let mut changes: Vec<(f64, f64)> = Vec::new();
    for name in customs.names() {
        if names::find(name).is_none_or(|found| found.code.len() != 3) {
            continue;
        }
        let year =
            |year: i16| customs.of(name, &MONTHS.map(|month| (year, month)).collect::<Vec<_>>());
        let (Some(before), Some(after)) = (year(2023), year(2024)) else { continue };
        for (_, industries, ..) in GROUPS {
            let sum = |of: &BTreeMap<u32, detente_tariffs::Trade>| -> f64 {
                industries
                    .iter()
                    .filter_map(|industry| of.get(industry))
                    .map(|own| own.imports)
                    .sum()
            };
            let (before, after) = (sum(&before), sum(&after));
            if before >= LEAST {
                changes.push((100.0 * (after / before - 1.0), before));
            }
        }
    }
    changes.sort_by(|a, b| a.0.total_cmp(&b.0));
    let all: f64 = changes.iter().map(|change| change.1).sum();
    let at = |share: f64| {
        let mut below = 0.0;
        let found = changes.iter().find(|change| {
            below += change.1;
            below >= share * all
        });
        found.map(|change| change.0).ok_or_else(|| lacking("us_imports", "no cell of 2023"))
    };
    Ok((at(0.05)?, at(0.95)?))
}

fn facts(cells: &[Cell], usual: (f64, f64)) -> String {
    let mut listed: Vec<&str> = cells.iter().map(|cell| cell.partner.as_str()).collect();
    listed.dedup();
    let others: String =
        listed.iter().filter(|name| **name != REST).map(|name| format!("-{name}")).collect();
    let mut text =
        "id,set,what,cell,observed,usual_low,usual_high,weight,group,source,role\n".to_owned();
    for cell in cells {
        let Cell { partner, group, sectors, title, before, after, .. } = cell;
        let from_whom = match partner.as_str() {
            REST => "all others",
            code => names::find(code).map_or(code, names::Name::name),
        };
        let (from, role) = match partner.as_str() {
            REST => (format!("*-USA{others}"), "beside"),
            code => (code.to_owned(), if *before >= LEAST { "scored" } else { "beside" }),
        };
        let of = |column: &str| format!("sum[trade/{from}/USA/{sectors}/{column}]");
        let (value, base) = (of("value_musd"), of("baseline_musd"));
        let change = 100.0 * (after / before - 1.0);
        let (low, high) = usual;
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{partner}-{group},imports,\"U.S. imports of {title} from {from_whom}\",100 * ({value} / {base} - 1),{change:.3},{low:.1},{high:.1},{:.3},{partner},census,{role}",
            before / 1e6
        );
    }
    text
}

fn duties(cells: &[Cell]) -> String {
    let mut text = "importer,exporter,sector,rate\n".to_owned();
    for cell in cells {
        let partner = if cell.partner == REST { "* -USA" } else { &cell.partner };
        for sector in cell.sectors.split('+') {
            let _ = writeln!(text, "USA,{partner},{sector},{}", cell.duty);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cells of one row of a partner beside the totals.
    fn panel(row: &str) -> Result<Vec<Cell>, BuildError> {
        let folder = tempfile::tempdir().unwrap();
        let text = format!(
            "iso,g,i24,i25,d24,d25\nWLD,ALL,9,8,1,1\nCHN,ALL,4,3,1,1\nWLD,C26,9,8,,1\n{row}\n"
        );
        std::fs::write(folder.path().join("panel_2025.csv"), text).unwrap();
        cells(&read(folder.path(), "panel_2025.csv")?)
    }

    #[test]
    fn a_malformed_cell_or_an_unknown_group_of_the_panel_is_refused() {
        let read = panel("CHN,C26,4,3,,1").unwrap();
        assert_eq!(read.iter().map(|row| row.partner.as_str()).collect::<Vec<_>>(), ["CHN", REST]);
        let said = |row: &str| panel(row).err().map(|error| error.to_string()).unwrap();
        let cell = said("CHN,C26,4,n/a,,1");
        assert!(cell.contains("line 5, `i25`: `n/a` is not a number"), "{cell}");
        let group = said("CHN,C99,4,3,,1");
        assert!(group.contains("the group `C99` is not one of the panel"), "{group}");
    }

    #[test]
    fn facts_hold_the_cells_that_count_and_those_beside() {
        let read = panel("CHN,C29+C30,4e9,3e9,,1").unwrap();
        let text = facts(&read, (-10.0, 20.0));
        assert!(text.contains("CHN-C29+C30,imports"), "{text}");
        assert!(text.contains("sum[trade/CHN/USA/C29+C301+C302T309/value_musd]"), "{text}");
        assert!(text.contains(",-25.000,-10.0,20.0,4000.000,CHN,census,scored"), "{text}");
        assert!(duties(&read).contains("USA,CHN,C301,"), "{}", duties(&read));
    }
}
