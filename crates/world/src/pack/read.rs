//! A pack's files into a world.

use super::files::Files;
use super::flows::{Layout, fill};
use super::header::Header;
use super::{by_user, lists, meaning};
use crate::budget;
use crate::dense::{LinkTable, UseTable};
use crate::error::WorldError;
use crate::flows::Flows;
use crate::meaning::Meaning;
use crate::model::{Economy, Sector, World};
use crate::table::raw::Raw;
use crate::table::{Format, raw_from_bytes};

pub(super) fn read(files: &Files) -> Result<World, WorldError> {
    let mut problems = Vec::new();
    let header = keep(header(files), &mut problems);
    let economies = list(files, "economies.csv", lists::economies, &mut problems);
    let sectors = list(files, "sectors.csv", lists::sectors, &mut problems);
    let [trade, use_table, tariff, flows] = tables(files).map(|table| keep(table, &mut problems));
    if let Some(None) = trade {
        keep(files.require("trade.csv"), &mut problems);
    }
    let (Some(header), Some(economies), Some(sectors)) = (header, economies, sectors) else {
        return Err(WorldError::several(problems));
    };
    let (n, kinds) = (economies.len(), sectors.len());
    if n.saturating_mul(kinds).saturating_mul(n.max(kinds)) > budget::WORLD_CELLS {
        let most = budget::WORLD_CELLS;
        let what = format!("{n} economies x {kinds} sectors are a world of more than {most} cells");
        problems.push(WorldError::file(&files.label("economies.csv"), what, "aggregate it first"));
        return Err(WorldError::several(problems));
    }
    let mut world = assemble(header, economies, sectors);
    keep(meaning::read(files, &mut world, &mut problems), &mut problems);
    for union in world.customs_unions.iter().flatten().filter(|union| world.group(union).is_empty())
    {
        let what =
            format!("`customs_unions` names `{union}`, which no column of economies.csv has");
        problems.push(WorldError::file(
            &files.label("world.toml"),
            what,
            "add the group, or leave it out here",
        ));
    }
    for own in files.chains() {
        let with = own.and_then(|own| world.chains.clone().with(own));
        world.chains = keep(with, &mut problems).unwrap_or(world.chains);
    }
    let has_use = use_table.as_ref().is_some_and(Option::is_some);
    fill_trade(&mut world, trade.flatten().as_ref(), &mut problems);
    fill_use(&mut world, use_table.flatten().as_ref(), &mut problems);
    fill_tariff(&mut world, tariff.flatten().as_ref(), &mut problems);
    if let Some(flows) = flows.flatten() {
        let joined = by_user::join(&mut world, &flows, has_use, &mut problems);
        keep(joined, &mut problems);
    }
    if !problems.is_empty() {
        return Err(WorldError::several(problems));
    }
    crate::balance::balance(&mut world)?;
    if let Some(note) =
        crate::check::high_tariffs(&world).filter(|note| !world.notes.contains(note))
    {
        world.notes.push(note);
    }
    Ok(world)
}

/// The long tables; the largest, trade, is decoded beside the others.
fn tables(files: &Files) -> [Result<Option<Raw>, WorldError>; 4] {
    std::thread::scope(|scope| {
        let others =
            scope.spawn(|| (files.table("use"), files.table("tariff"), files.table(by_user::NAME)));
        let trade = files.table("trade");
        let (use_table, tariff, flows) =
            others.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        [trade, use_table, tariff, flows]
    })
}

/// Keeps the value, or notes the problem and goes on: one error must not hide the others.
fn keep<T>(result: Result<T, WorldError>, problems: &mut Vec<WorldError>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

fn header(files: &Files) -> Result<Header, WorldError> {
    let label = files.label("world.toml");
    let text = crate::table::utf8(&label, files.require("world.toml")?)?;
    let header: Header = toml::from_str(text).map_err(|error| {
        let what = error.to_string();
        WorldError::file(
            &label,
            what.trim_end(),
            "the keys are id, title, year, currency, notes, sources, repairs, customs_unions",
        )
    })?;
    if header.id.trim().is_empty() {
        return Err(WorldError::file(
            &label,
            "`id` is empty",
            "give the world a short name such as `my-world`",
        ));
    }
    Ok(header)
}

type Reader<T> = fn(&Raw, &mut Vec<WorldError>) -> Result<Vec<T>, WorldError>;

fn list<T>(
    files: &Files,
    name: &str,
    reader: Reader<T>,
    problems: &mut Vec<WorldError>,
) -> Option<Vec<T>> {
    let raw = files
        .require(name)
        .and_then(|bytes| raw_from_bytes(&files.label(name), Format::Csv, bytes.to_vec()));
    let raw = keep(raw, problems)?;
    let read = reader(&raw, problems);
    keep(read, problems)
}

fn assemble(header: Header, economies: Vec<Economy>, sectors: Vec<Sector>) -> World {
    let (economy_count, sector_count) = (economies.len(), sectors.len());
    let Header { id, title, year, currency, notes, sources, repairs, customs_unions } = header;
    World {
        id,
        title,
        year,
        currency,
        sources,
        notes,
        economies,
        sectors,
        trade: LinkTable::filled(economy_count, sector_count, 0.0),
        use_table: UseTable::zero(economy_count, sector_count),
        tariff: LinkTable::filled(economy_count, sector_count, 0.0),
        repairs,
        meaning: Meaning::default(),
        flows: Flows::Unknown,
        customs_unions,
        chains: crate::chain::Chains::default(),
    }
}

pub(super) fn codes(world: &World) -> (Vec<&str>, Vec<&str>) {
    let economies = world.economies.iter().map(|economy| economy.code.as_str()).collect();
    (economies, world.sectors.iter().map(|sector| sector.code.as_str()).collect())
}

pub(super) fn negative(value: f64) -> Option<String> {
    (value < 0.0)
        .then(|| format!("the value is {value}; a flow is not negative: net out returns, or move it to the other side"))
}

fn implausible(rate: f64) -> Option<String> {
    if rate < -1.0 {
        return Some(format!(
            "the rate is {rate}; below -1 (-100 %) the buyer would be paid more than the price"
        ));
    }
    (rate > 100.0)
        .then(|| format!("the rate is {rate}, that is {} %; no duty is that high", rate * 100.0))
}

fn fill_trade(world: &mut World, raw: Option<&Raw>, problems: &mut Vec<WorldError>) {
    let Some(raw) = raw else { return };
    let mut table = std::mem::replace(&mut world.trade, LinkTable::filled(0, 0, 0.0));
    let (economies, sectors) = codes(world);
    let n = economies.len();
    let keys = [("exporter", &economies[..]), ("importer", &economies), ("sector", &sectors)];
    let layout = Layout { keys, value: "value", refuse: negative, rates: false };
    let place = |[exporter, importer, sector]: [usize; 3]| (sector * n + importer) * n + exporter;
    keep(fill(raw, &layout, table.values_mut(), place, problems), problems);
    world.trade = table;
}

fn fill_use(world: &mut World, raw: Option<&Raw>, problems: &mut Vec<WorldError>) {
    let Some(raw) = raw else { return };
    let mut table = std::mem::replace(&mut world.use_table, UseTable::zero(0, 0));
    let (economies, sectors) = codes(world);
    let count = sectors.len();
    let keys = [("economy", &economies[..]), ("input", &sectors), ("user", &sectors)];
    let layout = Layout { keys, value: "value", refuse: negative, rates: false };
    let place = |[economy, input, user]: [usize; 3]| (economy * count + user) * count + input;
    keep(fill(raw, &layout, table.values_mut(), place, problems), problems);
    world.use_table = table;
}

fn fill_tariff(world: &mut World, raw: Option<&Raw>, problems: &mut Vec<WorldError>) {
    let Some(raw) = raw else { return };
    let mut table = std::mem::replace(&mut world.tariff, LinkTable::filled(0, 0, 0.0));
    let (economies, sectors) = codes(world);
    let n = economies.len();
    let keys = [("importer", &economies[..]), ("exporter", &economies), ("sector", &sectors)];
    let layout = Layout { keys, value: "rate", refuse: implausible, rates: true };
    let place = |[importer, exporter, sector]: [usize; 3]| (sector * n + importer) * n + exporter;
    keep(fill(raw, &layout, table.values_mut(), place, problems), problems);
    for (sector, importer, exporter, rate) in table.links() {
        if importer == exporter && rate != 0.0 {
            let what = format!(
                "the tariff of `{0}` on `{0}` is {rate}; home sales pay no tariff",
                economies[importer.0]
            );
            let what = format!("sector `{}`: {what}", sectors[sector.0]);
            problems.push(WorldError::file(&raw.file, what, "remove the row"));
        }
    }
    world.tariff = table;
}
