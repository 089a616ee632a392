//! What do companies make of a run: those of the program, and those and the prices that a user
//! brings?

use crate::error::EngineError;
use crate::run::{Session, calendar};
use crate::weeks::followed_days;
use detente_companies::{
    Restricted, Restriction, Restrictions, RunView, Universe, company_tables, embedded, momentum,
    momentum_table, read_companies, read_prices, value,
};
use detente_record::LostCapacity;
use detente_record::Manifest;
use detente_record::StoredRun;
use detente_record::Tables;
use detente_scenario::{
    CascadeEffect, CascadeEvent, Date, Overrides, ResolveOptions, Resolved, Source, read, resolve,
};
use detente_world::table::Table;
use detente_world::{LinkTable, World};
use std::path::Path;

/// A file that a user gives beside the scenario; a copy is kept in the run folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenFile {
    /// As the user names it, for messages.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl GivenFile {
    /// Reads a file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(path: &Path) -> Result<Self, EngineError> {
        let shown = path.display().to_string();
        let bytes = detente_world::budget::read(path)?;
        Ok(Self { path: shown, bytes })
    }

    /// The name of its copy: `stem` with the ending of the original.
    #[must_use]
    pub(crate) fn kept_as(&self, stem: &str) -> String {
        let ending = if self.path.to_ascii_lowercase().ends_with(".xlsx") { "xlsx" } else { "csv" };
        format!("{stem}.{ending}")
    }
}

/// What a user gives about companies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompanyFiles {
    /// Companies of the user's own, beside those of the program.
    pub companies: Option<GivenFile>,
    /// Closing prices.
    pub prices: Option<GivenFile>,
}

impl CompanyFiles {
    /// The files with the names of their copies in a run folder.
    pub(crate) fn kept(&self) -> Vec<(String, Vec<u8>)> {
        let one = |stem: &str, file: &Option<GivenFile>| {
            file.as_ref().map(|file| (file.kept_as(stem), file.bytes.clone()))
        };
        [one("companies", &self.companies), one("prices", &self.prices)]
            .into_iter()
            .flatten()
            .collect()
    }

    /// The copies in a run folder, as its manifest names them.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn of_run(folder: &Path, manifest: &Manifest) -> Result<Self, EngineError> {
        let open = |name: &Option<String>| {
            name.as_ref().map(|name| GivenFile::read(&folder.join(name))).transpose()
        };
        Ok(Self { companies: open(&manifest.companies)?, prices: open(&manifest.prices)? })
    }
}

/// The companies of the program and of the user, where the world has the economies; `None` where
/// there is nobody.
fn universe(world: &World, files: &CompanyFiles) -> Result<Option<Universe>, EngineError> {
    let own = files
        .companies
        .as_ref()
        .map(|file| read_companies(&file.path, &file.bytes, world))
        .transpose()?;
    let known = embedded(world)?;
    Ok(match (known, own) {
        (Some(known), Some(own)) => Some(known.joined(own)),
        (known, own) => own.or(known),
    })
}

/// Tickers of the companies that a run in `world` values, and of the prices it reads; an error if a
/// file is wrong.
///
/// # Errors
/// As a run with these files has it.
pub fn tickers(
    world: &World,
    files: &CompanyFiles,
) -> Result<(Vec<String>, Vec<String>), EngineError> {
    let prices =
        files.prices.as_ref().map(|file| read_prices(&file.path, &file.bytes)).transpose()?;
    let universe = universe(world, files)?;
    let valued = universe
        .iter()
        .flat_map(|known| &known.companies)
        .map(|company| company.ticker.clone())
        .collect();
    let table = prices.map(|prices| momentum_table(&momentum(&prices)));
    Ok((valued, table.map_or_else(Vec::new, |table| table.words("ticker").to_vec())))
}

/// What the entries take away of flows, on the days of the weeks, for companies that wait for an
/// input of one origin.
pub(crate) fn restrictions(events: &[CascadeEvent], span: (Date, Date)) -> Restrictions {
    let (start, days) = (span.0, followed_days(span));
    let place = |date: Date| usize::try_from((date - start).get_days()).unwrap_or(0).min(days);
    let one = |event: &CascadeEvent| {
        let what = match &event.effect {
            CascadeEffect::Passing { links, share, overrides } => Restricted::Passing {
                flows: links.clone(),
                share: share.min(1.0),
                overrides: *overrides,
            },
            CascadeEffect::Capacity { nodes, lost } => {
                Restricted::Capacity { nodes: nodes.clone(), lost: *lost }
            }
            CascadeEffect::Delay { links, days } => {
                Restricted::Late { flows: links.clone(), days: *days }
            }
            CascadeEffect::Demand { .. } => return None,
        };
        let from = event.from.map_or(0, place);
        let until = event.until.and_then(|until| until.tomorrow().ok()).map_or(days, place);
        (from < until).then(|| Restriction { entry: event.entry.clone(), from, until, what })
    };
    Restrictions { all: events.iter().filter_map(one).collect(), days }
}

/// The tables of companies of a run that is being made; none where the world has none of their
/// economies.
pub(crate) fn companies(
    world: &World,
    tables: &Tables,
    resolved: &Resolved,
    lost: &[LostCapacity],
    restrictions: &Restrictions,
    files: &CompanyFiles,
) -> Result<Vec<Table>, EngineError> {
    let shadow_tax = shadow_taxes(world, tables.table("caps")?, lost);
    tables_of(&view(world, tables, resolved, &shadow_tax, restrictions)?, files)
}

/// What scarcity adds to the price of each link: the shadow taxes of the scenario's caps, and on
/// what is under none of them those of lost capacity.
fn shadow_taxes(world: &World, caps: &Table, lost: &[LostCapacity]) -> LinkTable {
    let mut rates = LinkTable::filled(world.economies.len(), world.sectors.len(), 0.0);
    for own in lost {
        let Some((exporter, sector)) = world.economy(&own.economy).zip(world.sector(&own.sector))
        else {
            continue;
        };
        for importer in world.economy_ids() {
            rates.set(sector, importer, exporter, own.shadow_tax);
        }
    }
    let ends = caps.words("exporter").iter().zip(caps.words("importer"));
    let rows = ends.zip(caps.words("sector")).zip(caps.numbers("shadow_tax"));
    let mut seen = std::collections::HashSet::new();
    for (((exporter, importer), sector), rate) in rows {
        if let (Some(exporter), Some(importer), Some(sector)) =
            (world.economy(exporter), world.economy(importer), world.sector(sector))
        {
            let first = seen.insert((sector, importer, exporter));
            let known = if first { 0.0 } else { rates.get(sector, importer, exporter) };
            rates.set(sector, importer, exporter, (1.0 + known) * (1.0 + rate) - 1.0);
        }
    }
    rates
}

/// What companies need to know of a run.
fn view<'a>(
    world: &'a World,
    tables: &'a Tables,
    resolved: &'a Resolved,
    shadow_tax: &'a LinkTable,
    restrictions: &'a Restrictions,
) -> Result<RunView<'a>, EngineError> {
    Ok(RunView {
        world,
        trade: tables.table("trade")?,
        sectors: tables.table("sectors")?,
        welfare: tables.table("welfare")?,
        shadow_tax,
        tariff: &resolved.state.tariff,
        export_tax: &resolved.state.export_tax,
        demand: &resolved.state.demand,
        final_substitution: resolved.trade.final_demand_substitution,
        home_elasticity: resolved.trade.nests.as_ref().map_or(&[], |nests| &nests.home),
        prices: tables.get("commodity_prices"),
        stockouts: tables.get("commodity_stockouts"),
        losses: tables.get("cascade_losses"),
        restrictions,
        items: tables.get("package_items"),
        ledger: tables.get("package_ledger"),
    })
}

fn tables_of(view: &RunView<'_>, files: &CompanyFiles) -> Result<Vec<Table>, EngineError> {
    // Prices are read even where there is nobody to set them beside: a mistake in them is the
    // user's to know.
    let prices =
        files.prices.as_ref().map(|file| read_prices(&file.path, &file.bytes)).transpose()?;
    let Some(universe) = universe(view.world, files)? else { return Ok(Vec::new()) };
    let valuation = value(&universe, view)?;
    let momentum = prices.map(|prices| momentum_table(&momentum(&prices)));
    let mut tables = company_tables(&universe, &valuation, momentum);
    tables.iter_mut().for_each(Table::settle);
    Ok(tables)
}

/// The tables of companies of a stored run with other files, none where the world has none of their
/// economies; nothing is solved again.
///
/// # Errors
/// If a file is wrong, the world is not at hand, or the run was negotiated: what tariffs its deal
/// came to is not in its folder.
pub fn companies_of(stored: &StoredRun, files: &CompanyFiles) -> Result<Tables, EngineError> {
    let manifest = &stored.manifest;
    if manifest.negotiated {
        let what = "it was negotiated, and the tariffs of its deal are not in the folder; take a run without `negotiate` (`detente run SCENARIO --companies FILE`), or leave --file and --prices out to see the companies of the program";
        return Err(EngineError::NoCompanies {
            folder: stored.folder.display().to_string(),
            what: what.to_owned(),
        });
    }
    let loaded = Session::new().world(&manifest.world_source)?;
    loaded.require_of(manifest)?;
    let scenario =
        read(&Source::open(&stored.folder.join("scenario.toml"))?, &Overrides::default())
            .finish()?;
    let options =
        ResolveOptions { date: manifest.date.parse().ok(), include_measures: manifest.measures };
    let resolved = resolve(&scenario, &loaded.world, &options)?;
    let events = scenario.cascade_events(&loaded.world, &options);
    let goods = scenario.commodity_events(&loaded.world, &options);
    let begins = goods
        .iter()
        .map(|event| event.from)
        .chain(events.iter().map(|event| event.from))
        .flatten()
        .min();
    let restrictions = restrictions(&events, calendar(&scenario, begins, resolved.date));
    let lost = stored.lost_capacity.as_deref().unwrap_or_default();
    let shadow_tax = shadow_taxes(&loaded.world, stored.tables.table("caps")?, lost);
    let view = view(&loaded.world, &stored.tables, &resolved, &shadow_tax, &restrictions)?;
    Ok(tables_of(&view, files)?.into_iter().collect())
}
