//! What does a run say of a link, a node and a good, as far as companies ask?
//!
//! Everything is read from the tables of the run and the world; no engine is asked.

use crate::arrivals::Restrictions;
use crate::error::CompaniesError;
use crate::facts::Segment;
use crate::final_demand::FinalDemand;
use detente_world::Band;
use detente_world::chain::{Chain, ChainEconomy};
use detente_world::table::{Column, Table};
use detente_world::{Accounts, EconomyId, Join, LinkTable, NodeTable, REST, SectorId, World};
use std::collections::HashMap;
use std::sync::Arc;

/// Links and nodes below this share of their set are too small to bound what a company may meet.
const MATERIAL: f64 = 0.05;

/// The tables of a run, as far as companies need them.
#[derive(Clone, Copy, Debug)]
pub struct RunView<'a> {
    /// The world of the run.
    pub world: &'a World,
    /// `trade`: flows before and after.
    pub trade: &'a Table,
    /// `sectors`: prices.
    pub sectors: &'a Table,
    /// `welfare`: real income and the price index of final demand.
    pub welfare: &'a Table,
    /// Shadow taxes of caps and of lost capacity; 0.25 is 25 percent, a ban's is infinite.
    pub shadow_tax: &'a LinkTable,
    /// Tariffs in force on the date of the run; 0.25 is 25 percent.
    pub tariff: &'a LinkTable,
    /// Export taxes in force, likewise.
    pub export_tax: &'a LinkTable,
    /// Weights of sectors in final demand, ratio to baseline.
    pub demand: &'a NodeTable,
    /// Elasticity among sectors in final demand; 1 keeps shares.
    pub final_substitution: f64,
    /// Exponent of home against foreign goods by sector; empty where each sector has one nest.
    pub home_elasticity: &'a [f64],
    /// `commodity_prices`, where a chain was solved.
    pub prices: Option<&'a Table>,
    /// `commodity_stockouts`.
    pub stockouts: Option<&'a Table>,
    /// `cascade_losses`.
    pub losses: Option<&'a Table>,
    /// What takes flows away day by day: caps, outages and longer routes.
    pub restrictions: &'a Restrictions,
    /// `package_items`, where there was a negotiation.
    pub items: Option<&'a Table>,
    /// `package_ledger`.
    pub ledger: Option<&'a Table>,
}

/// How the price of a good goes over the months of a run.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Path {
    /// Price before, currency per unit.
    pub base: f64,
    /// Sum over periods of price less base, times the length of the period in years.
    pub excess: Band,
    /// Years followed.
    pub years: f64,
}

/// What is sold: the product of a sector, to whoever buys it or to final buyers alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Goods {
    pub sector: usize,
    pub finished: bool,
}

impl Goods {
    /// What a segment sells; `None` where no sector stands for it.
    pub fn of(segment: &Segment) -> Option<Self> {
        segment.sector.map(|sector| Self { sector, finished: segment.finished })
    }
}

/// Stock of a market.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stock {
    pub weeks: Band,
}

/// A run by position.
pub(crate) struct Shock<'a> {
    pub world: &'a World,
    pub accounts: Accounts,
    pub tariff: &'a LinkTable,
    shadow_tax: &'a LinkTable,
    home_elasticity: &'a [f64],
    chains: &'a [Arc<Chain>],
    codes: HashMap<&'a str, usize>,
    /// Baseline and value after by what is sold: exporter x importer.
    flows: HashMap<Goods, Vec<(f64, f64)>>,
    /// Producer's price, ratio to baseline, by economy and sector.
    costs: HashMap<(usize, usize), f64>,
    /// Output lost over the days followed, world's currency, by economy and sector.
    lost: HashMap<(usize, usize), Band>,
    paths: HashMap<(String, String, String), Path>,
    stocks: HashMap<(String, String, String), Stock>,
    /// Whether months and weeks were followed.
    pub followed: bool,
    /// What takes flows away day by day.
    pub restrictions: &'a Restrictions,
}

fn text<'a>(table: &'a Table, column: &str) -> Result<&'a [String], CompaniesError> {
    match table.column(column) {
        Some(Column::Text(values)) => Ok(values),
        Some(Column::Number(values)) if values.is_empty() => Ok(&[]),
        _ => Err(missing(table, column)),
    }
}

pub(crate) fn numbers<'a>(table: &'a Table, column: &str) -> Result<&'a [f64], CompaniesError> {
    match table.column(column) {
        Some(Column::Number(values)) => Ok(values),
        Some(Column::Text(values)) if values.is_empty() => Ok(&[]),
        _ => Err(missing(table, column)),
    }
}

pub(crate) fn words<'a>(table: &'a Table, column: &str) -> Result<&'a [String], CompaniesError> {
    text(table, column)
}

fn missing(table: &Table, column: &str) -> CompaniesError {
    CompaniesError::Column { table: table.name.clone(), column: column.to_owned() }
}

impl<'a> Shock<'a> {
    /// Reads what `asked` needs.
    pub fn of(view: &RunView<'a>, asked: &[Goods]) -> Result<Self, CompaniesError> {
        let world = view.world;
        let codes: HashMap<&str, usize> = world
            .economies
            .iter()
            .enumerate()
            .map(|(at, economy)| (economy.code.as_str(), at))
            .collect();
        let mut shock = Self {
            world,
            accounts: Accounts::of(world),
            tariff: view.tariff,
            shadow_tax: view.shadow_tax,
            home_elasticity: view.home_elasticity,
            chains: &world.chains,
            codes,
            flows: HashMap::new(),
            costs: HashMap::new(),
            lost: HashMap::new(),
            paths: HashMap::new(),
            stocks: HashMap::new(),
            followed: view.losses.is_some(),
            restrictions: view.restrictions,
        };
        shock.read_flows(view.trade, asked)?;
        shock.read_costs(view.sectors)?;
        shock.derive_finished(view, asked)?;
        view.losses.map_or(Ok(()), |losses| shock.read_losses(losses))?;
        view.prices.map_or(Ok(()), |prices| shock.read_prices(prices))?;
        view.stockouts.map_or(Ok(()), |stockouts| shock.read_stocks(stockouts))?;
        Ok(shock)
    }

    fn read_flows(&mut self, table: &Table, asked: &[Goods]) -> Result<(), CompaniesError> {
        let size = self.world.economies.len();
        let mut sectors: Vec<(&str, Goods)> = Vec::new();
        for goods in asked.iter().map(|goods| Goods { sector: goods.sector, finished: false }) {
            if self.flows.insert(goods, vec![(0.0, 0.0); size * size]).is_none() {
                sectors.push((self.world.sectors[goods.sector].code.as_str(), goods));
            }
        }
        let (exporters, importers) = (text(table, "exporter")?, text(table, "importer")?);
        let (names, base, value) = (
            text(table, "sector")?,
            numbers(table, "baseline_musd")?,
            numbers(table, "value_musd")?,
        );
        for row in 0..names.len() {
            let Some((_, goods)) = sectors.iter().find(|(code, _)| *code == names[row]) else {
                continue;
            };
            let ends =
                (self.codes.get(exporters[row].as_str()), self.codes.get(importers[row].as_str()));
            let ((Some(exporter), Some(importer)), Some(flows)) = (ends, self.flows.get_mut(goods))
            else {
                continue;
            };
            flows[exporter * size + importer] = (base[row], value[row]);
        }
        Ok(())
    }

    /// What of the flows of a sector goes to final buyers, equation (13).
    fn derive_finished(
        &mut self,
        view: &RunView<'a>,
        asked: &[Goods],
    ) -> Result<(), CompaniesError> {
        let demand = FinalDemand::of(view, &self.accounts, &self.codes)?;
        let size = self.world.economies.len();
        let mut derived = Vec::new();
        for goods in asked.iter().filter(|goods| goods.finished) {
            let Some(whole) = self.flows.get(&Goods { finished: false, ..*goods }) else {
                continue;
            };
            let markets =
                demand.markets(goods.sector, whole, |economy| self.cost(economy, goods.sector));
            let part = |(at, (before, after)): (usize, &(f64, f64))| {
                let market = markets[at % size];
                (before * market.share, after * market.share * market.change)
            };
            derived.push((*goods, whole.iter().enumerate().map(part).collect()));
        }
        self.flows.extend(derived);
        Ok(())
    }

    fn node(&self, economy: &str, sector: &str) -> Option<(usize, usize)> {
        Some((*self.codes.get(economy)?, self.world.sector(sector)?.0))
    }

    fn read_costs(&mut self, table: &Table) -> Result<(), CompaniesError> {
        let (economies, sectors, prices) =
            (text(table, "economy")?, text(table, "sector")?, numbers(table, "price_pct")?);
        for row in 0..economies.len() {
            if let Some(node) = self.node(&economies[row], &sectors[row]) {
                self.costs.insert(node, 1.0 + prices[row] / 100.0);
            }
        }
        Ok(())
    }

    fn read_losses(&mut self, table: &Table) -> Result<(), CompaniesError> {
        let (economies, sectors) = (text(table, "economy")?, text(table, "sector")?);
        let (low, mid, high) = (
            numbers(table, "lost_musd_low")?,
            numbers(table, "lost_musd")?,
            numbers(table, "lost_musd_high")?,
        );
        for row in 0..economies.len() {
            if let Some(node) = self.node(&economies[row], &sectors[row]) {
                self.lost.insert(node, Band::around(low[row], mid[row], high[row]));
            }
        }
        Ok(())
    }

    fn read_prices(&mut self, table: &Table) -> Result<(), CompaniesError> {
        let (chains, goods, economies) =
            (text(table, "chain")?, text(table, "good")?, text(table, "economy")?);
        let (days, base) = (numbers(table, "days")?, numbers(table, "base")?);
        let (low, mid, high) =
            (numbers(table, "low")?, numbers(table, "mid")?, numbers(table, "high")?);
        for row in 0..chains.len() {
            let key = (chains[row].clone(), goods[row].clone(), economies[row].clone());
            let (path, years) = (self.paths.entry(key).or_default(), days[row] / 365.0);
            let over = |price: f64| (price - base[row]) * years;
            path.base = base[row];
            path.excess =
                path.excess.plus(Band::around(over(low[row]), over(mid[row]), over(high[row])));
            path.years += years;
        }
        Ok(())
    }

    fn read_stocks(&mut self, table: &Table) -> Result<(), CompaniesError> {
        let (goods, economies, uses) =
            (text(table, "good")?, text(table, "economy")?, text(table, "use")?);
        let weeks = (
            numbers(table, "stock_weeks_low")?,
            numbers(table, "stock_weeks")?,
            numbers(table, "stock_weeks_high")?,
        );
        for row in 0..goods.len() {
            let key = (goods[row].clone(), economies[row].clone(), uses[row].clone());
            let weeks = Band::around(weeks.0[row], weeks.1[row], weeks.2[row]);
            self.stocks.insert(key, Stock { weeks });
        }
        Ok(())
    }

    fn output(&self, economy: usize, sector: usize) -> f64 {
        self.accounts.output.get(EconomyId(economy), SectorId(sector))
    }

    /// The change of the flows of goods from one set of economies to another, a fraction: all of
    /// them together in the middle. Where nobody says which economies of a set it is (`open`, of
    /// the first and the second), bounded by those that hold at least 5 % of it.
    pub fn flow_change(
        &self,
        goods: Goods,
        from: &[usize],
        to: &[usize],
        open: (bool, bool),
    ) -> Band {
        let sum = |from: &[usize], to: &[usize]| self.sums(goods, from, to);
        let (base, value) = sum(from, to);
        if base <= 0.0 {
            return Band::default();
        }
        let parts = parts(from, to, open)
            .map(|(from, to)| sum(from, to))
            .filter(|part| part.0 >= MATERIAL * base);
        spread(parts.map(|part| part.1 / part.0 - 1.0), value / base - 1.0)
    }

    /// Flows between two sets, before and after.
    fn sums(&self, goods: Goods, from: &[usize], to: &[usize]) -> (f64, f64) {
        let Some(flows) = self.flows.get(&goods) else { return (0.0, 0.0) };
        let size = self.world.economies.len();
        let links = from.iter().flat_map(|from| to.iter().map(move |to| flows[from * size + to]));
        links.fold((0.0, 0.0), |sum, link| (sum.0 + link.0, sum.1 + link.1))
    }

    /// Value of the flows from one set to another in the baseline.
    pub fn flow(&self, goods: Goods, from: &[usize], to: &[usize]) -> f64 {
        self.sums(goods, from, to).0
    }

    /// What a tariff adds on what still flows between two sets, as a share of what flowed before.
    pub fn tariff_bill(
        &self,
        goods: Goods,
        from: &[usize],
        to: &[usize],
        open: (bool, bool),
    ) -> Band {
        let added = |from: usize, to: usize| {
            let of = |table: &LinkTable| {
                table.get(SectorId(goods.sector), EconomyId(to), EconomyId(from))
            };
            of(self.tariff) - of(&self.world.tariff)
        };
        let Some(flows) = self.flows.get(&goods) else { return Band::default() };
        let size = self.world.economies.len();
        let due = |from: &[usize], to: &[usize]| -> f64 {
            let links = from.iter().flat_map(|from| to.iter().map(move |to| (*from, *to)));
            links.map(|(from, to)| flows[from * size + to].1 * added(from, to)).sum()
        };
        let base = self.flow(goods, from, to);
        if base <= 0.0 {
            return Band::default();
        }
        let share = |(from, to): (&[usize], &[usize])| (self.flow(goods, from, to), due(from, to));
        let parts = parts(from, to, open).map(share).filter(|part| part.0 >= MATERIAL * base);
        spread(parts.map(|part| part.1 / part.0), due(from, to) / base)
    }

    /// A figure of the nodes of a sector over a set of economies: weighted by output in the middle,
    /// bounded by nodes of at least 5 %.
    pub fn over(&self, sector: usize, economies: &[usize], figure: impl Fn(usize) -> Band) -> Band {
        let whole: f64 = economies.iter().map(|economy| self.output(*economy, sector)).sum();
        if whole <= 0.0 {
            return Band::default();
        }
        let mut mid = 0.0;
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for economy in economies {
            let (weight, own) = (self.output(*economy, sector) / whole, figure(*economy));
            mid += weight * own.mid;
            if weight >= MATERIAL {
                (low, high) = (low.min(own.low), high.max(own.high));
            }
        }
        Band::around(low.min(mid), mid, high.max(mid))
    }

    /// Output lost over the days followed, as a share of a year's output.
    pub fn lost(&self, economy: usize, sector: usize) -> Band {
        let output = self.output(economy, sector);
        let lost = self.lost.get(&(economy, sector)).copied().unwrap_or_default();
        if output > 0.0 { lost.scaled(1.0 / output) } else { Band::default() }
    }

    pub fn chain(&self, id: &str) -> Option<&'a Chain> {
        self.chains.iter().map(AsRef::as_ref).find(|chain| chain.id == id)
    }

    /// The market of a chain that an economy is or has; of several, the one that uses most: an
    /// economy that was added up buys as its largest market does.
    fn market<'c>(&self, chain: &'c Chain, economy: usize) -> Option<&'c ChainEconomy> {
        let code = &self.world.economies[economy].code;
        let members = self.world.meaning.economy_members(code);
        let is = |own: &ChainEconomy| {
            own.world_economy == *code || members.contains(&own.world_economy.as_str())
        };
        let uses = |at: usize| -> f64 {
            let rows = chain.demand.iter().filter(|row| row.economy == at);
            rows.filter_map(|row| {
                row.balanced.or_else(|| row.quantity.and_then(|own| own.central()))
            })
            .sum()
        };
        let mut found = (0..chain.economies.len()).filter(|at| is(&chain.economies[*at]));
        if members.len() < 2 {
            return found.next().map(|at| &chain.economies[at]);
        }
        found
            .max_by(|a, b| uses(*a).total_cmp(&uses(*b)).then(b.cmp(a)))
            .map(|at| &chain.economies[at])
    }

    /// The economy of a chain that an economy of the world belongs to, with the members it has in
    /// the world.
    pub fn region(&self, chain: &Chain, economy: usize) -> Option<(String, Vec<usize>)> {
        let named = |economy: usize| self.market(chain, economy).filter(|own| own.code != REST);
        if let Some(own) = named(economy) {
            return Some((own.code.clone(), vec![economy]));
        }
        let rest = chain.economies.iter().find(|own| own.code == REST)?;
        let members = (0..self.world.economies.len()).filter(|at| named(*at).is_none()).collect();
        Some((rest.code.clone(), members))
    }

    /// How the price of a good goes where an economy buys it.
    pub fn path(&self, chain: &str, good: &str, region: &str) -> Option<Path> {
        self.paths.get(&(chain.to_owned(), good.to_owned(), region.to_owned())).copied()
    }

    /// The stock of a market.
    pub fn stock(&self, good: &str, region: &str, usage: &str) -> Option<Stock> {
        self.stocks.get(&(good.to_owned(), region.to_owned(), usage.to_owned())).copied()
    }

    /// Quantity of a good that a use takes per unit of output of its sector in an economy; equation
    /// (4).
    pub fn intensity(
        &self,
        chain: &Chain,
        (good, usage): (&str, &str),
        economy: usize,
        sector: usize,
    ) -> Option<Band> {
        let (region, members) = self.region(chain, economy)?;
        let (code, join) = (&self.world.sectors[sector].code, Join::of(self.world));
        let demand = chain.demand.iter().find(|demand| {
            chain.goods[demand.good].code == good
                && chain.economies[demand.economy].code == region
                && (usage.is_empty() || demand.usage == usage)
                && demand
                    .sectors
                    .iter()
                    .any(|own| own == code || join.sectors(own).contains(&SectorId(sector)))
        })?;
        let quantity = demand.quantity?;
        let mid = demand.balanced.or(quantity.central()).unwrap_or(quantity.low());
        let share = |member: usize| {
            let own = (region != REST).then_some(region.as_str());
            let of = |kind: &String| join.share((EconomyId(member), SectorId(sector)), own, kind);
            demand
                .sectors
                .iter()
                .filter(|kind| join.sectors(kind).contains(&SectorId(sector)))
                .filter_map(of)
                .sum::<f64>()
                .min(1.0)
        };
        let output: f64 =
            members.iter().map(|member| self.output(*member, sector) * share(*member)).sum();
        (output > 0.0)
            .then(|| Band::around(quantity.low(), mid, quantity.high()).scaled(1.0 / output))
    }

    /// The ratio of a producer's price to the baseline.
    pub fn cost(&self, economy: usize, sector: usize) -> f64 {
        self.costs.get(&(economy, sector)).copied().unwrap_or(1.0)
    }

    fn wedge(&self, sector: usize, importer: usize, exporter: usize) -> f64 {
        let of = |table: &LinkTable| {
            1.0 + table.get(SectorId(sector), EconomyId(importer), EconomyId(exporter))
        };
        of(self.tariff) / of(&self.world.tariff) * of(self.shadow_tax)
    }

    /// The price of a sector's product from one origin after over before, its tariff and what
    /// scarcity adds included; infinite where a ban stops it.
    pub fn landed(&self, sector: usize, importer: usize, exporter: usize) -> f64 {
        self.cost(exporter, sector) * self.wedge(sector, importer, exporter)
    }

    /// The price index of a sector's product in an economy, from all origins, after over before:
    /// the one of the trade engine where nothing but tariffs, costs and scarcity changes.
    pub fn price_index(&self, sector: usize, importer: usize) -> f64 {
        let elasticity = self.world.sectors[sector].trade_elasticity;
        let row = self.world.trade.row(SectorId(sector), EconomyId(importer));
        let origin = |(exporter, value): (usize, &f64)| {
            let at = (SectorId(sector), EconomyId(importer), EconomyId(exporter));
            let paid = value * (1.0 + self.world.tariff.get(at.0, at.1, at.2));
            (exporter, (paid, self.landed(sector, importer, exporter)))
        };
        let origins = row.iter().enumerate().filter(|(_, value)| **value > 0.0).map(origin);
        let own = self.home_elasticity.get(sector).filter(|own| **own != elasticity);
        let Some(own) = own else {
            return mean_price(origins.map(|(_, pair)| pair), elasticity).1;
        };
        let (home, foreign): (Vec<_>, Vec<_>) =
            origins.partition(|(exporter, _)| *exporter == importer);
        let imports = mean_price(foreign.into_iter().map(|(_, pair)| pair), elasticity);
        let home = home.into_iter().map(|(_, pair)| pair);
        mean_price(home.chain(std::iter::once(imports)), *own).1
    }

    /// What a unit of output of a sector costs more for its inputs, as a share of output; equation
    /// (9).
    pub fn input_cost(
        &self,
        economy: usize,
        sector: usize,
        index: &mut impl FnMut(usize, usize) -> f64,
    ) -> f64 {
        let output = self.output(economy, sector);
        if output <= 0.0 {
            return 0.0;
        }
        let recipe = self.world.use_table.recipe(EconomyId(economy), SectorId(sector));
        recipe
            .iter()
            .enumerate()
            .map(|(input, value)| value / output * (index(input, economy) - 1.0))
            .sum()
    }
}

/// Two sets of economies, taken apart where `open` says so.
/// What several origins were paid together, and their price index after over before, for an exponent
/// of shares; at zero the index is the geometric mean.
fn mean_price(origins: impl Iterator<Item = (f64, f64)>, exponent: f64) -> (f64, f64) {
    let near_zero = exponent.abs() < 1e-6;
    let (paid, sum) = origins.fold((0.0, 0.0), |(paid, sum), (value, price)| {
        let term = if near_zero { price.ln() } else { price.powf(-exponent) };
        (paid + value, sum + value * term)
    });
    let index = match paid > 0.0 {
        true if near_zero => (sum / paid).exp(),
        true => (sum / paid).powf(-1.0 / exponent),
        false => 1.0,
    };
    (paid, index)
}

fn parts<'sets>(
    from: &'sets [usize],
    to: &'sets [usize],
    open: (bool, bool),
) -> impl Iterator<Item = (&'sets [usize], &'sets [usize])> {
    let apart =
        |set: &'sets [usize], open: bool| set.chunks(if open { 1 } else { set.len().max(1) });
    apart(from, open.0).flat_map(move |from| apart(to, open.1).map(move |to| (from, to)))
}

/// Bounds of parts around what they come to together.
fn spread(changes: impl Iterator<Item = f64>, mid: f64) -> Band {
    let (low, high) =
        changes.fold((mid, mid), |(low, high), change| (low.min(change), high.max(change)));
    Band { low, mid, high }
}
