//! From labelled cells to a world, with every repair reported.

use super::labels::{Buyer, Layout, Row};
use super::{DEFAULT_ELASTICITY, ImportFormat, ImportOptions};
use crate::accounts::Accounts;
use crate::dense::{LinkTable, UseTable};
use crate::error::WorldError;
use crate::ids::{EconomyId, SectorId};
use crate::mapping::Mapping;
use crate::model::{Economy, Grade, Repair, Sector, Source, World};
use crate::table::raw::Raw;
use crate::table::{Format, raw_from_bytes, raw_from_file};
use std::path::Path;

/// The tables of a world while cells are added up.
struct Flows {
    between: LinkTable,
    finals: LinkTable,
    uses: UseTable,
    /// Output as published, by sales row, and as the row sums to.
    published: Option<Vec<f64>>,
    summed: Vec<f64>,
}

pub(super) fn world(
    format: ImportFormat,
    path: &Path,
    options: &ImportOptions,
    raw: &Raw,
    layout: &Layout,
    map: &Mapping,
) -> Result<World, WorldError> {
    let flows = add_up(raw, layout, map)?;
    let mut repairs = Vec::new();
    repairs.extend(output_gap(&flows));
    let Flows { mut between, mut finals, mut uses, .. } = flows;
    let what = "final demand below zero (inventories run down) set to zero, link by link; output rises with it";
    repairs.extend(clip(finals.values_mut(), what));
    repairs.extend(clip(between.values_mut(), "intermediate sales below zero set to zero, link by link"));
    repairs.extend(clip(uses.values_mut(), "input use below zero set to zero"));
    between.values_mut().iter_mut().zip(finals.values()).for_each(|(cell, last)| *cell += last);
    let year = options.year.or_else(|| year_in(path)).ok_or_else(|| {
        WorldError::file(&raw.file, "the file's name holds no year", "give the baseline year as an option")
    })?;
    let (sectors, note) = sectors(map, options.elasticities.as_deref())?;
    let source = source(format, year);
    let mut world = World {
        id: options.id.clone().unwrap_or_else(|| format!("{}-{year}", format.name())),
        title: options.title.clone().unwrap_or_else(|| format!("{} {year}", source.name)),
        year,
        currency: options.currency.clone().unwrap_or_else(|| "USD million".to_owned()),
        sources: vec![source],
        notes: vec![
            "Imported from an inter-country table at basic prices: there are no tariffs in it.".to_owned(),
            note,
        ],
        tariff: LinkTable::filled(map.economies.targets.len(), sectors.len(), 0.0),
        economies: economies(map)?,
        sectors,
        trade: between,
        use_table: uses,
        repairs,
        chains: crate::chain::Chains::default(),
    };
    let lifted = lift_value_added(&mut world);
    world.repairs.extend(lifted);
    crate::balance::balance(&mut world)?;
    Ok(world)
}

/// Sums over rows and columns, eq. (2) and (3), in the order of the file's columns.
fn add_up(raw: &Raw, layout: &Layout, map: &Mapping) -> Result<Flows, WorldError> {
    let (n, kinds) = (map.economies.targets.len(), map.sectors.targets.len());
    let mut flows = Flows {
        between: LinkTable::filled(n, kinds, 0.0),
        finals: LinkTable::filled(n, kinds, 0.0),
        uses: UseTable::zero(n, kinds),
        published: None,
        summed: vec![0.0; layout.rows.len()],
    };
    let mut problems = Vec::new();
    for ((name, _), &buyer) in raw.columns.iter().zip(&layout.columns) {
        if buyer == Buyer::Label {
            continue;
        }
        let mut values = column(raw, layout, name, &mut problems)?;
        match buyer {
            Buyer::Output => flows.published = Some(std::mem::take(&mut values)),
            buyer => flows.add_column(layout, map, buyer, &values),
        }
    }
    if problems.is_empty() { Ok(flows) } else { Err(WorldError::several(problems)) }
}

/// A column's numbers; cells of rows that are derived may hold anything.
fn column(raw: &Raw, layout: &Layout, name: &str, problems: &mut Vec<WorldError>) -> Result<Vec<f64>, WorldError> {
    let mut unread = Vec::new();
    let values = raw.numbers(name, &mut unread)?;
    for (row, value) in values.iter().enumerate() {
        if matches!(layout.rows[row], Row::Sales { .. }) && !value.is_finite() {
            problems.push(raw.cell_error(row, name, "the cell holds no finite number; the table must be whole"));
        }
    }
    Ok(values)
}

impl Flows {
    fn add_column(&mut self, layout: &Layout, map: &Mapping, buyer: Buyer, values: &[f64]) {
        for (row, (&kind, &value)) in layout.rows.iter().zip(values).enumerate() {
            let Row::Sales { economy, sector } = kind else { continue };
            let (exporter, input) = (EconomyId(map.economies.of[economy]), SectorId(map.sectors.of[sector]));
            self.summed[row] += value;
            match buyer {
                Buyer::Sector { economy, sector } => {
                    let (importer, user) = (EconomyId(map.economies.of[economy]), SectorId(map.sectors.of[sector]));
                    let sum = self.between.get(input, importer, exporter) + value;
                    self.between.set(input, importer, exporter, sum);
                    self.uses.add(importer, user, input, value);
                }
                Buyer::Final { economy } => {
                    let importer = EconomyId(map.economies.of[economy]);
                    let sum = self.finals.get(input, importer, exporter) + value;
                    self.finals.set(input, importer, exporter, sum);
                }
                Buyer::Output | Buyer::Label => {}
            }
        }
    }
}

/// How far rows are from the output that the publisher states.
fn output_gap(flows: &Flows) -> Option<Repair> {
    let gaps = flows.published.as_ref()?.iter().zip(&flows.summed);
    let gaps: Vec<f64> = gaps.map(|(stated, summed)| (stated - summed).abs()).filter(|gap| *gap > 1e-6).collect();
    let what = "output taken as the sum of sales where the published total differs (rounding)".to_owned();
    let largest = gaps.iter().copied().fold(0.0, f64::max);
    (!gaps.is_empty()).then_some(Repair { what, largest, cells: gaps.len() })
}

fn clip(values: &mut [f64], what: &str) -> Option<Repair> {
    let (mut largest, mut cells) = (0.0_f64, 0);
    for value in values.iter_mut().filter(|value| **value < 0.0) {
        largest = largest.max(-*value);
        cells += 1;
        *value = 0.0;
    }
    (cells > 0).then(|| Repair { what: what.to_owned(), largest, cells })
}

/// Published tables hold a few sectors that cost more than they make (subsidies, rounding): their recipes are scaled down.
fn lift_value_added(world: &mut World) -> Option<Repair> {
    let accounts = Accounts::of(world);
    let (mut largest, mut places) = (0.0_f64, Vec::new());
    for economy in world.economy_ids() {
        for user in world.sector_ids() {
            let (made, added) = (accounts.output.get(economy, user), accounts.value_added.get(economy, user));
            if added >= 0.0 {
                continue;
            }
            // A hair below output, so that rounding cannot make value added negative again.
            let factor = made / (made - added) * (1.0 - 1e-12);
            for input in world.sector_ids() {
                let value = world.use_table.get(economy, user, input);
                world.use_table.set(economy, user, input, value * factor);
            }
            largest = largest.max(-added);
            places.push(format!("{} {}", world.economies[economy.0].code, world.sectors[user.0].code));
        }
    }
    let what = || format!("recipes that cost more than their output scaled down to it: {}", places.join(", "));
    (!places.is_empty()).then(|| Repair { what: what(), largest, cells: places.len() })
}

/// The last year that stands in the file's name.
fn year_in(path: &Path) -> Option<i32> {
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    let numbers = stem.split(|letter: char| !letter.is_ascii_digit()).filter(|part| part.len() == 4);
    numbers.filter_map(|part| part.parse().ok()).rfind(|year| (1950..2100).contains(year))
}

/// Names and groups by the codes of the embedded world, and two codes that other tables spell differently.
fn economies(map: &Mapping) -> Result<Vec<Economy>, WorldError> {
    let bytes = include_bytes!("../../../../data/icio-2022/economies.csv").to_vec();
    let raw = raw_from_bytes("economies.csv", Format::Csv, bytes)?;
    let known = crate::pack::economies(&raw, &mut Vec::new())?;
    let named = |code: &String| {
        let usual = match code.as_str() {
            "ROM" => "ROU",
            "RoW" => "ROW",
            other => other,
        };
        let same = known.iter().find(|economy| economy.code == usual).cloned();
        let unknown = Economy { code: code.clone(), name: code.clone(), groups: Vec::new() };
        same.map_or(unknown, |same| Economy { code: code.clone(), ..same })
    };
    Ok(map.economies.targets.iter().map(named).collect())
}

/// Sectors with elasticities, and a note on those that had none.
fn sectors(map: &Mapping, elasticities: Option<&Path>) -> Result<(Vec<Sector>, String), WorldError> {
    let given = match elasticities {
        Some(path) => read_elasticities(path, map)?,
        None => Vec::new(),
    };
    let find = |list: &[(String, f64)], code: &str| list.iter().find(|(own, _)| own == code).map(|(_, value)| *value);
    let names = names()?;
    let mut without = Vec::new();
    let mut sectors = Vec::new();
    for code in &map.sectors.targets {
        let elasticity = find(&given, code);
        if elasticity.is_none() {
            without.push(code.as_str());
        }
        let name = names.iter().find(|(own, _)| own == code).map_or(code, |(_, name)| name);
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
        names.extend(codes.cells().zip(texts.cells()).map(|(code, text)| (code.to_owned(), text.to_owned())));
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
            problems.push(raw.cell_error(row, "sector", format!("the world has no sector `{code}` after mapping")));
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
    let (name, url) = match format {
        ImportFormat::OecdIcio => (
            "OECD Inter-Country Input-Output tables",
            "https://www.oecd.org/en/data/datasets/inter-country-input-output-tables.html",
        ),
        ImportFormat::Wiod2013 => {
            ("World Input-Output Database, release 2013", "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2013-release")
        }
        ImportFormat::Wiod2016 => {
            ("World Input-Output Database, release 2016", "https://www.rug.nl/ggdc/valuechain/wiod/wiod-2016-release")
        }
    };
    Source {
        name: name.to_owned(),
        licence: "CC BY 4.0".to_owned(),
        vintage: format!("year {year}"),
        grade: Some(Grade::A),
        used_for: Some("trade, use".to_owned()),
        url: Some(url.to_owned()),
    }
}
