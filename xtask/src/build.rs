//! How does the embedded world come out of the source tables?
//!
//! ```text
//! (1)  trade, flows, elasticities   see `flows` and `services`
//! (2)  tariff                       see `tariffs`
//! (3)  use_n,jk = sum_i flow_ijnk (1 + tariff_nij)      from basic prices to the purchaser's: a user pays the duties on what it imports
//! (4)  recipes that (3) would leave without value added keep that of the source: the flows are scaled down
//! ```

use crate::input::{BuildError, economies, numbers, read, sectors, text};
use crate::{flows, services, tariffs};
use detente_world::table::Format;
use detente_world::{
    Accounts, Economy, Flows, Grade, LinkTable, Repair, Sector, SectorId, Source, UseTable, World,
    balance, check, pack,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The part of the header that is written by hand.
#[derive(Deserialize)]
struct Header {
    id: String,
    title: String,
    year: i32,
    currency: String,
    notes: Vec<String>,
    sources: Vec<Source>,
}

/// The least share of value added in output that step (4) leaves.
const LEAST_SHARE: f64 = 1e-9;

/// Builds the world and writes it, or with `only_check` compares it with the committed file.
///
/// Returns whether the committed file is (now) the built one.
pub fn run(sources: &Path, only_check: bool) -> Result<bool, BuildError> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let world = build(sources, &data.join("icio-2022"))?;
    report(&world)?;
    let flows = pack::packed_flows(&world)?.unwrap_or_default();
    let without = World { flows: Flows::Unknown, ..world };
    let mut same = true;
    for (name, bytes) in [
        ("icio-2022.tar.zst", pack::packed(&without, Format::Parquet)?),
        ("icio-2022-flows.parquet", flows),
    ] {
        same &= keep(&data, name, &bytes, only_check)?;
    }
    Ok(same)
}

/// Writes a file or compares it with the committed one; whether it is (now) the built one.
fn keep(data: &Path, name: &str, bytes: &[u8], only_check: bool) -> Result<bool, BuildError> {
    let target = data.join(name);
    if only_check {
        let same = std::fs::read(&target).is_ok_and(|committed| committed == bytes);
        let verdict = if same {
            "is what the sources give"
        } else {
            "differs from what the sources give: build it again"
        };
        println!("data/{name} {verdict}");
        return Ok(same);
    }
    detente_world::write_atomically(&target, bytes)?;
    println!("data/{name}: {} bytes", bytes.len());
    Ok(true)
}

fn build(sources: &Path, lists: &Path) -> Result<World, BuildError> {
    let mut world = frame(sources, lists)?;
    fill_trade(&mut world, sources)?;
    let known = flows::known(&world, sources)?;
    let (goods, services): (Vec<SectorId>, Vec<SectorId>) = world
        .sector_ids()
        .partition(|sector| world.sectors[sector.0].code.starts_with(['A', 'B', 'C']));
    let rest = world.economy("ROW").ok_or_else(|| BuildError::Source {
        table: "economies".into(),
        what: "there is no rest of the world".into(),
    })?;
    flows::settle_goods(&mut world, &known, &goods);
    let share = services::settle(&mut world, &known, &services, rest)?;
    println!("final services sold both ways: {:.4} of them taken away", share);
    let flows = flows::with_the_rest(&world, &known, rest);
    tariffs::fill(&mut world, sources)?;
    world.use_table =
        flows.uses(&LinkTable::filled(world.economies.len(), world.sectors.len(), 0.0));
    let without_tariffs = Accounts::of(&world);
    world.use_table = flows.uses(&world.tariff);
    keep_value_added(&mut world, &without_tariffs);
    balance(&mut world)?;
    // Flows follow what was repaired of recipes.
    let flows = flows.adding_up_to(&world.use_table, &world.tariff);
    world.flows = Flows::Held(Arc::new(flows));
    Ok(world)
}

/// A world without flows: header, economies, sectors.
fn frame(sources: &Path, lists: &Path) -> Result<World, BuildError> {
    let path: PathBuf = lists.join("world.toml");
    let text = std::fs::read_to_string(&path)
        .map_err(|error| BuildError::Header(format!("{}: {error}", path.display())))?;
    let header: Header = toml::from_str(&text)
        .map_err(|error| BuildError::Header(format!("{}: {error}", path.display())))?;
    let (economies, sectors) = (list_economies(lists)?, list_sectors(sources, lists)?);
    let (count, kinds) = (economies.len(), sectors.len());
    let mut world = World {
        id: header.id,
        title: header.title,
        year: header.year,
        currency: header.currency,
        sources: header.sources,
        notes: header.notes,
        economies,
        sectors,
        trade: LinkTable::filled(count, kinds, 0.0),
        use_table: UseTable::zero(count, kinds),
        tariff: LinkTable::filled(count, kinds, 0.0),
        repairs: Vec::new(),
        meaning: detente_world::Meaning::default(),
        flows: detente_world::Flows::Unknown,
        customs_unions: None,
        chains: detente_world::chain::Chains::default(),
    };
    world.sources.extend(elasticity_sources(sources)?);
    Ok(world)
}

fn list_economies(lists: &Path) -> Result<Vec<Economy>, BuildError> {
    let table = read(lists, "economies.csv")?;
    let named = text(&table, "economy")?.iter().zip(text(&table, "name")?);
    let named = named.map(|(code, name)| Economy {
        code: code.clone(),
        name: name.clone(),
        groups: Vec::new(),
    });
    let mut economies: Vec<Economy> = named.collect();
    for (group, _) in
        table.columns.iter().filter(|(name, _)| !["economy", "name"].contains(&name.as_str()))
    {
        for (economy, member) in economies.iter_mut().zip(numbers(&table, group)?) {
            if *member == 1.0 {
                economy.groups.push(group.clone());
            }
        }
    }
    Ok(economies)
}

fn list_sectors(sources: &Path, lists: &Path) -> Result<Vec<Sector>, BuildError> {
    let table = read(lists, "sectors.csv")?;
    let elasticities = read(sources, "world/theta.csv")?;
    let by_code: BTreeMap<&String, f64> = text(&elasticities, "sector")?
        .iter()
        .zip(numbers(&elasticities, "theta")?.iter().copied())
        .collect();
    let sector = |(code, name): (&String, &String)| {
        let lacking = || BuildError::Source {
            table: "theta".into(),
            what: format!("there is no elasticity of `{code}`"),
        };
        let trade_elasticity = *by_code.get(code).ok_or_else(lacking)?;
        Ok(Sector { code: code.clone(), name: name.clone(), trade_elasticity, tradable: true })
    };
    text(&table, "sector")?.iter().zip(text(&table, "name")?).map(sector).collect()
}

/// One source for each study, naming the sectors whose elasticity it gives and how well they match.
fn elasticity_sources(sources: &Path) -> Result<Vec<Source>, BuildError> {
    let table = read(sources, "concordance/icio_trade_elasticities_48sectors.csv")?;
    let mut studies: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    let rows = text(&table, "icio_sector")?.iter().zip(text(&table, "source")?);
    for ((sector, study), quality) in rows.zip(text(&table, "mapping_quality")?) {
        studies.entry((study, quality)).or_default().push(sector);
    }
    let source = |((study, quality), sectors): ((&str, &str), Vec<&str>)| {
        let (name, url) = match study {
            "fontagne_guimbard_orefice_2022" => (
                "Fontagne, Guimbard and Orefice (2022), Tariff-based product-level trade elasticities, Journal of International Economics 137",
                "https://doi.org/10.1016/j.jinteco.2022.103593",
            ),
            "bachmann_baqaee_2024_wiod" => (
                "Bachmann, Baqaee et al. (2024), trade elasticities for the sectors of the World Input-Output Database",
                "",
            ),
            "ahmad_schreiber_2024" => (
                "Ahmad and Schreiber (2024), elasticities of services (cited as `ahmad_schreiber_2024`)",
                "",
            ),
            other => (other, ""),
        };
        let grade = match quality {
            "direct" => Grade::B,
            _ => Grade::C,
        };
        Source {
            name: name.to_owned(),
            licence: "published figures".to_owned(),
            vintage: study.chars().filter(char::is_ascii_digit).take(4).collect(),
            grade: Some(grade),
            used_for: Some(format!(
                "trade elasticities ({quality} match) of {}",
                sectors.join(", ")
            )),
            trade_of: Vec::new(),
            use_of: Vec::new(),
            tariffs_of: Vec::new(),
            tariffs_on: Vec::new(),
            year: None,
            url: (!url.is_empty()).then(|| url.to_owned()),
        }
    };
    Ok(studies.into_iter().map(source).collect())
}

fn fill_trade(world: &mut World, sources: &Path) -> Result<(), BuildError> {
    let table = read(sources, "world/trade.parquet")?;
    let (exporters, importers) =
        (economies(world, &table, "exporter")?, economies(world, &table, "importer")?);
    let cells = exporters.into_iter().zip(importers).zip(sectors(world, &table, "sector")?);
    for (((exporter, importer), sector), value) in cells.zip(numbers(&table, "value_musd")?) {
        world.trade.set(sector, importer, exporter, *value);
    }
    let table = read(sources, "world/use.parquet")?;
    let (inputs, users) = (sectors(world, &table, "input")?, sectors(world, &table, "user")?);
    let cells = economies(world, &table, "country")?.into_iter().zip(inputs).zip(users);
    for (((economy, input), user), value) in cells.zip(numbers(&table, "value_musd")?) {
        world.use_table.set(economy, user, input, *value);
    }
    Ok(())
}

/// Step (4): the recipe gives way where tariffs on inputs would eat up all value added.
fn keep_value_added(world: &mut World, without_tariffs: &Accounts) {
    let accounts = Accounts::of(world);
    let (mut largest, mut places) = (0.0_f64, Vec::new());
    for economy in world.economy_ids() {
        for user in world.sector_ids() {
            let (output, now) =
                (accounts.output.get(economy, user), accounts.value_added.get(economy, user));
            if now > 0.0 || output <= 0.0 {
                continue;
            }
            // One recipe of the source (ITA C19) exceeds its output by rounding: the least value
            // added is a sliver of output.
            let before = without_tariffs.value_added.get(economy, user).max(LEAST_SHARE * output);
            let factor = (output - before) / (output - now);
            for input in world.sector_ids() {
                let value = world.use_table.get(economy, user, input) * factor;
                world.use_table.set(economy, user, input, value);
            }
            largest = largest.max(before - now);
            places.push(format!(
                "{} {}",
                world.economies[economy.0].code, world.sectors[user.0].code
            ));
        }
    }
    if !places.is_empty() {
        let what = format!(
            "recipes scaled down so that value added stays as in the source where tariffs on inputs would exceed it: {}",
            places.join(", ")
        );
        world.repairs.push(Repair { what, largest, cells: places.len() });
    }
}

fn report(world: &World) -> Result<(), BuildError> {
    for identity in check::check(world)? {
        let verdict = if identity.holds { "holds" } else { "FAILS" };
        println!(
            "{verdict}  {:<62} worst {:.1e} {}",
            identity.name, identity.worst, identity.place
        );
    }
    for repair in &world.repairs {
        println!(
            "repair: {} (largest {:.6} {}, {} cells)",
            repair.what, repair.largest, world.currency, repair.cells
        );
    }
    Ok(())
}
