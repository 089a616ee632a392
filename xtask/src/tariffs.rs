//! Baseline tariffs: what the United States collected, and what others apply by partner and sector.
//!
//! The rates of others are of 2021, before duties of later years; where they cannot be trusted the
//! importer's applied mean stands in, see [`Suspect`].

use crate::input::{BuildError, economies, numbers, read, read_packed, sectors, text};
use detente_world::{EconomyId, SectorId, World};
use std::collections::{BTreeMap, BTreeSet};
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
            // No mean of it may be used here; its rates by partner follow. No other may lack one.
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
    fill_others(world, sources)?;
    fill_united_states(world, sources)
}

/// Sectors whose rates free trade sets to zero: farm goods and food keep their exceptions.
fn is_manufactured(code: &str) -> bool {
    is_goods(code) && !code.starts_with('A') && code != FOOD
}

/// Food, with drink and tobacco.
const FOOD: &str = "C10T12";
/// A mean on food above this comes of duties on drink and tobacco that food does not pay, percent.
const MOST_ON_FOOD: f64 = 30.0;
/// Whose rates stand for those on everybody without a preference, where a row codes them wrongly.
const LIKE: &str = "USA";

/// What of the rates by partner is not to be trusted.
struct Suspect {
    /// Importers whose mean on food holds excise-like duties.
    food: BTreeSet<String>,
    /// Importer and exporter whose preference never was, or had lapsed.
    pairs: BTreeSet<(String, String)>,
    /// Importer and exporter that trade freely.
    free: BTreeSet<(String, String)>,
}

impl Suspect {
    fn read(folder: &Path) -> Result<Self, BuildError> {
        let table = read_packed(folder, "applied_tariff_summary.csv.gz")?;
        let rows = text(&table, "importer")?.iter().zip(text(&table, "sector")?);
        let rows = rows.zip(numbers(&table, "trade_weighted_pct")?);
        let food = rows.filter(|((_, sector), mean)| *sector == FOOD && **mean > MOST_ON_FOOD);
        let food = food.map(|((importer, _), _)| importer.clone()).collect();
        let table = read_packed(folder, "preference_pairs_2021_derived.csv.gz")?;
        let pair = |(from, to): (&String, &String)| (from.clone(), to.clone());
        let pairs =
            || Ok::<_, BuildError>(text(&table, "importer")?.iter().zip(text(&table, "exporter")?));
        let (mut suspect, mut free) = (BTreeSet::new(), BTreeSet::new());
        for ((own, class), doubt) in
            pairs()?.zip(text(&table, "class")?).zip(text(&table, "suspect")?)
        {
            if !doubt.is_empty() {
                suspect.insert(pair(own));
            } else if class == "free" {
                free.insert(pair(own));
            }
        }
        Ok(Self { food, pairs: suspect, free })
    }
}

/// Rates by partner and sector of all importers but the United States and the rest of the world.
fn fill_others(world: &mut World, sources: &Path) -> Result<(), BuildError> {
    let folder = sources.join("tariffs_of_others");
    let suspect = Suspect::read(&folder)?;
    let table = read_packed(&folder, "applied_tariff_2021_icio81x27.csv.gz")?;
    let keys = text(&table, "importer")?.iter().zip(text(&table, "exporter")?);
    let cells: BTreeMap<(&str, &str, &str), f64> = keys
        .zip(text(&table, "sector")?)
        .zip(numbers(&table, "tariff_pct")?)
        .map(|(((to, from), sector), rate)| ((to.as_str(), from.as_str(), sector.as_str()), *rate))
        .collect();
    let codes: Vec<String> = world.economies.iter().map(|own| own.code.clone()).collect();
    let union = |at: usize| world.economies[at].groups.iter().any(|group| group == "EU27");
    let union: Vec<bool> = (0..codes.len()).map(union).collect();
    for sector in world.sector_ids() {
        let code = world.sectors[sector.0].code.clone();
        for (to, importer) in codes.iter().enumerate() {
            let kept = ["USA", "ROW"].contains(&importer.as_str())
                || !is_goods(&code)
                || (code == FOOD && suspect.food.contains(importer));
            for (from, exporter) in codes.iter().enumerate() {
                // Nothing is known of the rest of the world by sector.
                if kept || to == from || exporter == "ROW" || (union[to] && union[from]) {
                    continue;
                }
                let pair = (importer.clone(), exporter.clone());
                let like = if suspect.pairs.contains(&pair) { LIKE } else { exporter };
                let Some(rate) = cells.get(&(importer.as_str(), like, code.as_str())) else {
                    continue;
                };
                let free = is_manufactured(&code) && suspect.free.contains(&pair);
                let rate = if free { 0.0 } else { percent((rate * 100.0).round() / 100.0) };
                world.tariff.set(sector, EconomyId(to), EconomyId(from), rate);
            }
        }
    }
    note(world, &suspect);
    Ok(())
}

fn note(world: &mut World, suspect: &Suspect) {
    let food: Vec<&str> =
        suspect.food.iter().map(String::as_str).filter(|own| *own != "USA").collect();
    let doubted: Vec<&str> = suspect
        .pairs
        .iter()
        .filter(|(importer, _)| importer == "JPN")
        .map(|(_, exporter)| exporter.as_str())
        .collect();
    world.notes.push(format!(
        "Tariffs on food ({FOOD}) stay at the importer's applied mean in {}: there the published mean on food holds duties on drink and tobacco.",
        food.join(", ")
    ));
    world.notes.push(format!(
        "Japan's published rates give a preference that had lapsed or never was to {}: they pay what Japan charges the United States.",
        doubted.join(", ")
    ));
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
