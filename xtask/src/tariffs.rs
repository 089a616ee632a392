//! Baseline tariffs: what the United States collected, and one applied mean for everyone else.

use crate::input::{BuildError, economies, numbers, read, sectors, text};
use detente_world::{EconomyId, SectorId, World};
use std::collections::BTreeMap;
use std::path::Path;

/// The sectors that customs see, `A01` to `C31T33` but for the services of mining.
fn is_goods(code: &str) -> bool {
    code != "B09" && code.starts_with(['A', 'B', 'C'])
}

/// Grades of rates that may be shipped: official, and derived from official.
const GRADES: [&str; 2] = ["A", "D"];

/// Fills `world.tariff` and notes what had to be assumed.
pub fn fill(world: &mut World, sources: &Path) -> Result<(), BuildError> {
    let rates = applied_means(sources)?;
    let elsewhere: Vec<f64> = rates
        .iter()
        .filter(|(code, _)| world.economy(code).is_none())
        .map(|(_, rate)| *rate)
        .collect();
    let rest = median(&elsewhere);
    for importer in world.economy_ids() {
        let rate = match world.economies[importer.0].code.as_str() {
            "USA" => continue,
            "ROW" => rest,
            // Left out on purpose, see the notes; no other economy may lack a rate.
            "TWN" => 0.0,
            code => *rates.get(code).ok_or_else(|| BuildError::Source {
                table: "applied_tariff_by_economy_2022".into(),
                what: format!("there is no rate of grade A or D for `{code}`"),
            })?,
        };
        fill_importer(world, importer, rate);
    }
    world.notes.push(format!(
        "Nobody publishes a tariff of the rest of the world: it is {:.2} %, the median of the published rates of the {} \
         economies that are not in this world by themselves (derived, grade D).",
        rest * 100.0,
        elsewhere.len()
    ));
    fill_united_states(world, sources)
}

/// Applied mean rates by economy, as fractions.
fn applied_means(sources: &Path) -> Result<BTreeMap<String, f64>, BuildError> {
    let table = read(sources, "world/applied_tariff_by_economy_2022.csv")?;
    let rows =
        text(&table, "iso3")?.iter().zip(text(&table, "grade")?).zip(numbers(&table, "rate")?);
    let usable = rows.filter(|((_, grade), _)| GRADES.contains(&grade.as_str()));
    Ok(usable.map(|((code, _), rate)| (code.clone(), percent(*rate))).collect())
}

/// A rate in percent as the fraction a person would write: 1.33 becomes 0.0133, not
/// 0.013300000000000001.
fn percent(rate: f64) -> f64 {
    (rate * 1e6).round() / 1e8
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        count if count % 2 == 1 => sorted[count / 2],
        count => f64::midpoint(sorted[count / 2 - 1], sorted[count / 2]),
    }
}

fn fill_importer(world: &mut World, importer: EconomyId, rate: f64) {
    let union =
        |economy: EconomyId| world.economies[economy.0].groups.iter().any(|group| group == "EU27");
    let inside = |exporter: EconomyId| union(importer) && union(exporter);
    let foreign: Vec<EconomyId> =
        world.economy_ids().filter(|&exporter| exporter != importer && !inside(exporter)).collect();
    let goods: Vec<SectorId> =
        world.sector_ids().filter(|sector| is_goods(&world.sectors[sector.0].code)).collect();
    for sector in goods {
        for &exporter in &foreign {
            world.tariff.set(sector, importer, exporter, rate);
        }
    }
}

fn fill_united_states(world: &mut World, sources: &Path) -> Result<(), BuildError> {
    let table = read(sources, "world/tariff_us_applied_2024.csv")?;
    let (importers, exporters) =
        (economies(world, &table, "importer")?, economies(world, &table, "exporter")?);
    let cells = importers.into_iter().zip(exporters).zip(sectors(world, &table, "sector")?);
    for (((importer, exporter), sector), rate) in cells.zip(numbers(&table, "rate")?) {
        if importer != exporter && is_goods(&world.sectors[sector.0].code) {
            world.tariff.set(sector, importer, exporter, *rate);
        }
    }
    Ok(())
}
