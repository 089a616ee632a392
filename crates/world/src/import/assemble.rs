//! From labelled cells to a world, with every repair reported.

use super::header::Header;
use super::options::{DEFAULT_ELASTICITY, ImportFormat, ImportOptions};
use super::sums::Sums;
use super::totals::money;
use crate::accounts::Accounts;
use crate::dense::{LinkTable, NodeTable, UseTable};
use crate::error::WorldError;
use crate::flows::Flows;
use crate::ids::{EconomyId, SectorId};
use crate::mapping::Mapping;
use crate::model::{Economy, Repair, Sector, World};
use crate::source::{Grade, Source};
use crate::table::{Format, raw_from_bytes, raw_from_file};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

pub(super) fn world(
    format: ImportFormat,
    path: &Path,
    options: &ImportOptions,
    file: &str,
    sums: Sums<'_>,
    map: &Mapping,
) -> Result<World, WorldError> {
    let year = options.year.or_else(|| year_in(path)).ok_or_else(|| {
        WorldError::file(
            file,
            "the file's name holds no year",
            "give the baseline year as an option (--year)",
        )
    })?;
    let mut repairs = super::totals::check(file, &edition(format, sums.header), &sums)?;
    let mut notes = vec![
        "Imported from an inter-country table at basic prices: there are no tariffs in it."
            .to_owned(),
    ];
    notes.extend(left_out(&sums.left_out));
    notes.extend(added_up(&sums.header.parts));
    notes.push(super::totals::compared(&sums));
    let flows = sums.flows();
    if flows.is_none() {
        notes.push(NOT_KEPT.to_owned());
    }
    let Sums { mut between, mut finals, mut uses, header, .. } = sums;
    repairs.extend(clip_finals(&mut finals, &between, map));
    repairs.extend(clip_links(&mut between, map));
    repairs.extend(clip_uses(&mut uses, map));
    between.values_mut().iter_mut().zip(finals.values()).for_each(|(cell, last)| *cell += last);
    let (sectors, note) = sectors(map, &header.named, options.elasticities.as_deref())?;
    notes.push(note);
    let source = source(format, year);
    let mut world = World {
        id: options.id.clone().unwrap_or_else(|| format!("{}-{year}", format.name())),
        title: options.title.clone().unwrap_or_else(|| format!("{} {year}", source.name)),
        year,
        currency: options.currency.clone().unwrap_or_else(|| format.money().0.to_owned()),
        sources: vec![source],
        notes,
        tariff: LinkTable::filled(map.economies.targets.len(), sectors.len(), 0.0),
        economies: economies(map, &header.named)?,
        sectors,
        trade: between,
        use_table: uses,
        flows: Flows::Unknown,
        repairs,
        meaning: super::meaning::meaning(&header.economies.list, &header.sectors.list, map),
        customs_unions: None,
        chains: crate::chain::Chains::default(),
    };
    let lifted = lift_value_added(&mut world);
    world.repairs.extend(lifted);
    crate::balance::balance(&mut world)?;
    // Whatever was repaired of a recipe was bought by somebody less.
    let flows = flows.map(|own| own.adding_up_to(&world.use_table, &world.tariff));
    world.flows = flows.map_or(Flows::Unknown, |own| Flows::Held(Arc::new(own)));
    Ok(world)
}

/// Said where flows by user are more than fit.
const NOT_KEPT: &str = "Who sells to which user is not kept, there are too many cells: each user buys an input from the origins of its economy. Add economies or sectors up on import (--map) to keep it.";

/// What the table is, for messages: the editions of the OECD differ in their labels.
fn edition(format: ImportFormat, header: &Header) -> String {
    let old = header.names.iter().any(|name| name.starts_with("HFCE_"));
    let edition = match format {
        ImportFormat::OecdIcio if old => ", edition 2016 (final demand as `HFCE_AUS`)",
        ImportFormat::OecdIcio => ", edition 2018 or later (final demand as `AUS_HFCE`)",
        _ => "",
    };
    format!("{}{edition}", format.title())
}

/// Rows that hold no sales, by name.
fn left_out(rows: &[String]) -> Option<String> {
    let listed = rows.iter().take(PLACES * 2).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = rows.len().saturating_sub(PLACES * 2);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!rows.is_empty()).then(|| {
        format!("Rows that are no sales (taxes, value added, totals) are left out, value added follows from the flows: {listed}{more}.")
    })
}

/// Parts of economies, by the economy into which they are added.
fn added_up(parts: &BTreeMap<String, String>) -> Option<String> {
    let mut wholes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    parts.iter().for_each(|(part, whole)| wholes.entry(whole).or_default().push(part));
    let told = wholes.iter().map(|(whole, parts)| format!("{} into {whole}", parts.join(", ")));
    let told = told.collect::<Vec<_>>().join("; ");
    (!told.is_empty()).then(|| {
        format!("Parts of an economy that the table lists by themselves are added up: {told}.")
    })
}

/// How many places of a repair are named.
const PLACES: usize = 5;

/// Places with the size of what was done there, for a repair.
#[derive(Default)]
struct Places(Vec<(f64, String)>);

impl Places {
    fn add(&mut self, size: f64, place: String) {
        self.0.push((size, place));
    }

    fn repair(mut self, what: &str) -> Option<Repair> {
        self.0.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        let cells = self.0.len();
        let largest = self.0.first()?.0;
        let named = self
            .0
            .iter()
            .take(PLACES)
            .map(|(_, place)| place.as_str())
            .collect::<Vec<_>>()
            .join("; ");
        let more = if cells > PLACES {
            format!("; and {} smaller ones", cells - PLACES)
        } else {
            String::new()
        };
        Some(Repair { what: format!("{what}: {named}{more}"), largest, cells })
    }
}

/// What inventories that run down take from final demand below zero, and what lifting them does to
/// output.
fn clip_finals(finals: &mut LinkTable, between: &LinkTable, map: &Mapping) -> Option<Repair> {
    let (economies, sectors) = (&map.economies.targets, &map.sectors.targets);
    let mut output = NodeTable::filled(economies.len(), sectors.len(), 0.0);
    for ((sector, _, exporter, last), between) in finals.links().zip(between.values()) {
        output.add(exporter, sector, last + between);
    }
    let below: Vec<(SectorId, EconomyId, EconomyId, f64)> =
        finals.links().filter(|(.., value)| *value < 0.0).collect();
    let mut lifted = output.clone();
    below.iter().for_each(|(sector, _, exporter, value)| lifted.add(*exporter, *sector, -value));
    let mut places = Places::default();
    for (sector, importer, exporter, value) in below {
        finals.set(sector, importer, exporter, 0.0);
        let (from, to) = (output.get(exporter, sector), lifted.get(exporter, sector));
        places.add(
            -value,
            format!(
                "{} {} -> {} {} (output of {} {} from {} to {}, {:+.3} %)",
                economies[exporter.0],
                sectors[sector.0],
                economies[importer.0],
                money(value),
                economies[exporter.0],
                sectors[sector.0],
                money(from),
                money(to),
                100.0 * (to / from - 1.0)
            ),
        );
    }
    places.repair("final demand below zero (inventories run down) set to zero, link by link")
}

fn clip_links(between: &mut LinkTable, map: &Mapping) -> Option<Repair> {
    let below: Vec<(SectorId, EconomyId, EconomyId, f64)> =
        between.links().filter(|(.., value)| *value < 0.0).collect();
    let mut places = Places::default();
    for (sector, importer, exporter, value) in below {
        between.set(sector, importer, exporter, 0.0);
        let [from, to] = [exporter, importer].map(|economy| &map.economies.targets[economy.0]);
        places.add(
            -value,
            format!("{from} {} -> {to} {}", map.sectors.targets[sector.0], money(value)),
        );
    }
    places.repair("intermediate sales below zero set to zero, link by link")
}

fn clip_uses(uses: &mut UseTable, map: &Mapping) -> Option<Repair> {
    let (economies, sectors) = (&map.economies.targets, &map.sectors.targets);
    let mut places = Places::default();
    for economy in (0..economies.len()).map(EconomyId) {
        for (user, input) in (0..sectors.len())
            .flat_map(|user| (0..sectors.len()).map(move |input| (SectorId(user), SectorId(input))))
        {
            let value = uses.get(economy, user, input);
            if value < 0.0 {
                uses.set(economy, user, input, 0.0);
                places.add(
                    -value,
                    format!(
                        "{} {} in {} {}",
                        economies[economy.0],
                        sectors[input.0],
                        sectors[user.0],
                        money(value)
                    ),
                );
            }
        }
    }
    places.repair("input use below zero set to zero")
}

/// Published tables hold a few sectors that cost more than they make (subsidies, rounding): their
/// recipes are scaled down.
fn lift_value_added(world: &mut World) -> Option<Repair> {
    let accounts = Accounts::of(world);
    let mut places = Places::default();
    for economy in world.economy_ids() {
        for user in world.sector_ids() {
            let (made, added) =
                (accounts.output.get(economy, user), accounts.value_added.get(economy, user));
            if added >= 0.0 {
                continue;
            }
            // A hair below output, so that rounding cannot make value added negative again.
            let factor = made / (made - added) * (1.0 - 1e-12);
            for input in world.sector_ids() {
                let value = world.use_table.get(economy, user, input);
                world.use_table.set(economy, user, input, value * factor);
            }
            let (code, sector) = (&world.economies[economy.0].code, &world.sectors[user.0].code);
            places.add(
                -added,
                format!("{code} {sector} (output {}, inputs {})", money(made), money(made - added)),
            );
        }
    }
    places.repair("recipes that cost more than their output scaled down to it")
}

/// The last year that stands in the name of the file, or of the folders it is in.
fn year_in(path: &Path) -> Option<i32> {
    let whole = std::path::absolute(path).ok()?;
    let year = |name: &std::ffi::OsStr| {
        let name = name.to_string_lossy().into_owned();
        let numbers =
            name.split(|letter: char| !letter.is_ascii_digit()).filter(|part| part.len() == 4);
        let years =
            numbers.filter_map(|part| part.parse().ok()).rfind(|year| (1950..2100).contains(year));
        // WIOD's workbooks of 2013 have two digits: wiot09_row_sep12.
        years.or_else(|| {
            name.strip_prefix("wiot").and_then(|rest| rest.get(..2)?.parse().ok()).map(short_year)
        })
    };
    // A folder further up may be anybody's: only the file and the folder it is in speak of the
    // table.
    whole.ancestors().take(2).find_map(|part| part.file_name().and_then(year))
}

fn short_year(year: i32) -> i32 {
    if year < 50 { 2000 + year } else { 1900 + year }
}

/// Names and groups by the codes of the embedded world, and two codes that other tables spell
/// differently.
fn economies(map: &Mapping, named: &HashMap<String, String>) -> Result<Vec<Economy>, WorldError> {
    let bytes = include_bytes!("../../../../data/icio-2022/economies.csv").to_vec();
    let raw = raw_from_bytes("economies.csv", Format::Csv, bytes)?;
    let known = crate::pack::economies(&raw, &mut Vec::new())?;
    let find = |code: &String| {
        let usual = match code.as_str() {
            "ROM" => "ROU",
            "RoW" => "ROW",
            other => other,
        };
        let same = known.iter().find(|economy| economy.code == usual).cloned();
        let name = named.get(code).map(String::as_str).or_else(|| continent(code)).unwrap_or(code);
        let unknown = Economy { code: code.clone(), name: name.to_owned(), groups: Vec::new() };
        same.map_or(unknown, |same| Economy { code: code.clone(), ..same })
    };
    Ok(map.economies.targets.iter().map(find).collect())
}

/// Regions of EXIOBASE that are the rest of a continent.
fn continent(code: &str) -> Option<&'static str> {
    match code {
        "WA" => Some("Rest of Asia and the Pacific"),
        "WE" => Some("Rest of Europe"),
        "WF" => Some("Rest of Africa"),
        "WL" => Some("Rest of America"),
        "WM" => Some("Rest of the Middle East"),
        _ => None,
    }
}

/// Sectors with elasticities, and a note on those that had none.
fn sectors(
    map: &Mapping,
    told: &HashMap<String, String>,
    elasticities: Option<&Path>,
) -> Result<(Vec<Sector>, String), WorldError> {
    let given = match elasticities {
        Some(path) => read_elasticities(path, map)?,
        None => Vec::new(),
    };
    let find = |list: &[(String, f64)], code: &str| {
        list.iter().find(|(own, _)| own == code).map(|(_, value)| *value)
    };
    let names = names()?;
    let mut without = Vec::new();
    let mut sectors = Vec::new();
    for code in &map.sectors.targets {
        let elasticity = find(&given, code);
        if elasticity.is_none() {
            without.push(code.as_str());
        }
        let known = names.iter().find(|(own, _)| own == code).map(|(_, name)| name);
        let name = told.get(code).filter(|name| !name.is_empty()).or(known).unwrap_or(code);
        sectors.push(Sector {
            code: code.clone(),
            name: name.clone(),
            trade_elasticity: elasticity.unwrap_or(DEFAULT_ELASTICITY),
            tradable: true,
        });
    }
    let note = match without.as_slice() {
        [] => "Trade elasticities are from the file given on import.".to_owned(),
        codes => format!(
            "No trade elasticity was given for {}: it is {DEFAULT_ELASTICITY}, an assumption.",
            codes.join(", ")
        ),
    };
    Ok((sectors, note))
}

fn names() -> Result<Vec<(String, String)>, WorldError> {
    let own = include_bytes!("names.csv").to_vec();
    let embedded = include_bytes!("../../../../data/icio-2022/sectors.csv").to_vec();
    let mut names = Vec::new();
    for bytes in [own, embedded] {
        let raw = raw_from_bytes("names.csv", Format::Csv, bytes)?;
        let (codes, texts) = (raw.words("sector")?, raw.words("name")?);
        names.extend(
            codes.cells().zip(texts.cells()).map(|(code, text)| (code.to_owned(), text.to_owned())),
        );
    }
    Ok(names)
}

fn read_elasticities(path: &Path, map: &Mapping) -> Result<Vec<(String, f64)>, WorldError> {
    let raw = raw_from_file(path)?;
    let mut problems = Vec::new();
    let codes = raw.words("sector")?;
    let values = raw.numbers("trade_elasticity", &mut problems)?;
    for (row, (code, &value)) in codes.cells().zip(&values).enumerate() {
        if !map.sectors.targets.iter().any(|target| target == code) {
            problems.push(raw.cell_error(
                row,
                "sector",
                format!("the world has no sector `{code}` after mapping"),
            ));
        }
        if !(value > 0.0 && value.is_finite()) {
            let what = format!("the trade elasticity is {value}; it is positive and finite");
            problems.push(raw.cell_error(row, "trade_elasticity", what));
        }
    }
    if !problems.is_empty() {
        return Err(WorldError::several(problems));
    }
    Ok(codes.cells().map(str::to_owned).zip(values).collect())
}

fn source(format: ImportFormat, year: i32) -> Source {
    let (name, url, licence) = match format {
        ImportFormat::OecdIcio | ImportFormat::Auto => (
            "OECD Inter-Country Input-Output tables",
            "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
            "CC BY 4.0",
        ),
        ImportFormat::Wiod2013 => (
            "World Input-Output Database, release 2013",
            "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2013-release",
            "CC BY 4.0",
        ),
        ImportFormat::Wiod2016 => (
            "World Input-Output Database, release 2016",
            "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2016-release",
            "CC BY 4.0",
        ),
        ImportFormat::Figaro => (
            "Eurostat FIGARO, industry by industry",
            "https://ec.europa.eu/eurostat/web/esa-supply-use-input-tables/database",
            "CC BY 4.0",
        ),
        ImportFormat::Exiobase3 => (
            "EXIOBASE 3",
            "https://doi.org/10.5281/zenodo.3583070",
            "CC BY-SA 4.0 (see the record)",
        ),
        ImportFormat::Eora26 => {
            ("Eora26", "https://worldmrio.com/eora26/", "free for academic use; see the publisher")
        }
    };
    Source {
        name: name.to_owned(),
        licence: licence.to_owned(),
        vintage: format!("year {year}"),
        grade: Some(Grade::A),
        used_for: Some("trade in all sectors, input use".to_owned()),
        trade_of: Vec::new(),
        use_of: Vec::new(),
        tariffs_of: Vec::new(),
        tariffs_on: Vec::new(),
        year: None,
        url: Some(url.to_owned()),
    }
}
