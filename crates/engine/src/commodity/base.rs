//! The base year of a chain as the commodity engine takes it: quantities as balanced, prices from the exporters' and the cost of
//! transport, and how strongly each quantity answers to its price.
//!
//! ```text
//! (1) p_pool  = the good's price at the exporter, where the chain states one;
//!               else what its inputs cost per unit made;  else the mean over regions
//! (2) p_market = mean over what arrives of (p_pool at the source + cost of transport), home deliveries at p_pool
//! ```

use crate::error::EngineError;
use detente_commodity::{BaseLink, BaseProcess, BaseUse, BaseYear, Market};
use detente_world::chain::{Chain, Interval, Process};

/// How strongly quantities answer to prices where the chain does not say. These are assumptions, not data: run their low and high
/// values to see what hangs on them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumptions {
    /// Percent more of a flow per percent higher price at its destination. Cargoes of one good are close substitutes.
    pub link_elasticity: f64,
    /// Percent more output per percent higher price, for processes that start from nothing (mines, plants at their inlet).
    pub supply_elasticity: f64,
    /// The same for processes that turn one good into another.
    pub conversion_elasticity: f64,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self { link_elasticity: 10.0, supply_elasticity: 0.5, conversion_elasticity: 5.0 }
    }
}

impl Assumptions {
    /// The least that is plausible: cargoes bound to their way, output that hardly follows price.
    #[must_use]
    pub fn low() -> Self {
        Self { link_elasticity: 3.0, supply_elasticity: 0.2, conversion_elasticity: 2.0 }
    }

    /// The most that is plausible.
    #[must_use]
    pub fn high() -> Self {
        Self { link_elasticity: 30.0, supply_elasticity: 1.0, conversion_elasticity: 10.0 }
    }
}

/// A chain as a market, with where its entries are.
#[derive(Clone, Debug)]
pub struct ChainMarket {
    /// The base year.
    pub base: BaseYear,
    /// The market whose solution without policy is that base year.
    pub market: Market,
    /// What was left out or assumed, for the reader.
    pub notes: Vec<String>,
}

/// Makes a market of a chain.
///
/// # Errors
/// If a quantity that the base year needs is not known or does not balance, with its row.
pub fn chain_market(chain: &Chain, assumptions: &Assumptions) -> Result<ChainMarket, EngineError> {
    let mut builder = Builder { chain, assumptions, notes: Vec::new(), base: BaseYear::default() };
    builder.base.regions = chain.economies.iter().map(|economy| economy.code.clone()).collect();
    builder.base.goods = chain.goods.iter().map(|good| good.code.clone()).collect();
    builder.processes()?;
    builder.links()?;
    builder.uses()?;
    builder.prices();
    let market = builder.base.calibrate().map_err(|error| EngineError::Chain(chain.id.clone(), error.to_string()))?;
    Ok(ChainMarket { market, base: builder.base, notes: builder.notes })
}

/// Code of what no importer has recorded; it is no place that more could be sent to.
const NOT_SPECIFIED: &str = "XNS";
/// Percent more of a flow to there per percent higher price: next to nothing.
const NOT_SPECIFIED_ELASTICITY: f64 = 0.01;

struct Builder<'a> {
    chain: &'a Chain,
    assumptions: &'a Assumptions,
    notes: Vec<String>,
    base: BaseYear,
}

impl Builder<'_> {
    fn unknown(&self, what: &str) -> EngineError {
        let hint = "a base year needs it: state it with its source, or leave the entry out";
        EngineError::Chain(self.chain.id.clone(), format!("{what} is not known; {hint}"))
    }

    fn node(&self, region: usize, good: usize) -> usize {
        region * self.chain.goods.len() + good
    }

    fn processes(&mut self) -> Result<(), EngineError> {
        let mut idle = Vec::new();
        for process in &self.chain.processes {
            let region = &self.chain.economies[process.economy].code;
            let activity = amount(process.balanced, process.activity)
                .ok_or_else(|| self.unknown(&format!("activity of `{}` in {region}", process.kind)))?;
            if activity <= 0.0 {
                idle.push(format!("{} in {region}", process.kind));
                continue;
            }
            let recipe = self.recipe(process)?;
            let starts = recipe.iter().all(|(_, coefficient)| *coefficient > 0.0);
            let (supply, conversion) = (self.assumptions.supply_elasticity, self.assumptions.conversion_elasticity);
            let capacity =
                process.capacity.map_or(f64::INFINITY, |capacity| capacity.central().unwrap_or(f64::INFINITY));
            self.base.processes.push(BaseProcess {
                name: process.kind.clone(),
                region: process.economy,
                recipe,
                activity,
                // What was done can be done: nameplates are exceeded.
                capacity: capacity.max(activity),
                supply_elasticity: if starts { supply } else { conversion },
                capacity_rent: 0.0,
            });
        }
        if !idle.is_empty() {
            self.notes.push(format!("idle in the base year and left out: {}", idle.join(", ")));
        }
        Ok(())
    }

    fn recipe(&self, process: &Process) -> Result<Vec<(usize, f64)>, EngineError> {
        let rows = self.chain.recipe(process);
        if rows.is_empty() {
            return Err(self.unknown(&format!("the recipe of `{}`", process.kind)));
        }
        let coefficient = |row: &&detente_world::chain::Recipe| {
            let good = &self.chain.goods[row.good].code;
            let value = row.coefficient.and_then(|coefficient| coefficient.central());
            let value = value.ok_or_else(|| self.unknown(&format!("`{good}` in the recipe of `{}`", process.kind)))?;
            Ok((row.good, value))
        };
        rows.iter().map(coefficient).collect()
    }

    /// Flows across borders, and what stays at home: what is made and not sent.
    fn links(&mut self) -> Result<(), EngineError> {
        let goods = self.chain.goods.len();
        let mut left = vec![0.0; self.chain.economies.len() * goods];
        let mut made = left.clone();
        for process in &self.base.processes {
            for (good, coefficient) in process.recipe.iter().filter(|(_, coefficient)| *coefficient > 0.0) {
                made[process.region * goods + good] += coefficient * process.activity;
            }
        }
        left.clone_from(&made);
        for flow in &self.chain.flows {
            let (from, to) = (&self.chain.economies[flow.exporter].code, &self.chain.economies[flow.importer].code);
            let name = format!("the flow of `{}` from {from} to {to}", self.chain.goods[flow.good].code);
            let quantity = amount(flow.balanced, flow.quantity).ok_or_else(|| self.unknown(&name))?;
            if quantity > 0.0 {
                left[flow.exporter * goods + flow.good] -= quantity;
                self.base.links.push(self.link(flow.good, flow.exporter, flow.importer, quantity));
            }
        }
        for region in 0..self.chain.economies.len() {
            for good in 0..goods {
                let node = self.node(region, good);
                // What is within rounding of nothing is nothing.
                let rounding = 1e-12 * made[node];
                if left[node] > rounding {
                    self.base.links.push(self.link(good, region, region, left[node]));
                } else if left[node] < -rounding {
                    self.reexport(region, good, -left[node]);
                }
            }
        }
        Ok(())
    }

    /// What is sent beyond what is made has arrived before.
    fn reexport(&mut self, region: usize, good: usize, quantity: f64) {
        let (name, place) = (&self.chain.goods[good].code, &self.chain.economies[region].code);
        self.notes.push(format!("{place} ships on {quantity:.4} of `{name}` that it has bought"));
        self.base.processes.push(BaseProcess {
            name: "re-export".to_owned(),
            region,
            recipe: vec![(good, -1.0), (good, 1.0)],
            activity: quantity,
            capacity: f64::INFINITY,
            supply_elasticity: self.assumptions.conversion_elasticity,
            capacity_rent: 0.0,
        });
    }

    fn link(&self, good: usize, from: usize, to: usize, flow: f64) -> BaseLink {
        let specified = self.chain.economies[to].code != NOT_SPECIFIED;
        let elasticity = if specified { self.assumptions.link_elasticity } else { NOT_SPECIFIED_ELASTICITY };
        BaseLink { good, from, to, flow, elasticity, barrier: 0.0, scale: flow }
    }

    fn uses(&mut self) -> Result<(), EngineError> {
        for demand in &self.chain.demand {
            let region = &self.chain.economies[demand.economy].code;
            let name = format!("`{}` in {region}: the {{}} of `{}`", self.chain.goods[demand.good].code, demand.usage);
            let unknown = |what: &str| self.unknown(&name.replace("{}", what));
            let quantity = amount(demand.balanced, demand.quantity).ok_or_else(|| unknown("quantity"))?;
            if quantity <= 0.0 {
                continue;
            }
            let elasticity = demand.elasticity.and_then(|elasticity| elasticity.central());
            let elasticity = elasticity.ok_or_else(|| unknown("elasticity"))?;
            let usage =
                BaseUse { name: demand.usage.clone(), good: demand.good, region: demand.economy, quantity, elasticity };
            self.base.uses.push(usage);
        }
        Ok(())
    }

    /// Equations (1) and (2), from goods whose price is stated to those made of them.
    fn prices(&mut self) {
        let (goods, regions) = (self.chain.goods.len(), self.chain.economies.len());
        let stated = |good: usize| self.chain.goods[good].price.and_then(|price| price.central());
        let mut pool: Vec<Option<f64>> = (0..regions * goods).map(|node| stated(node % goods)).collect();
        let mut market: Vec<Option<f64>> = vec![None; regions * goods];
        // A chain is as deep as it has goods; each round knows the prices of one stage more.
        for _ in 0..goods {
            for node in 0..regions * goods {
                market[node] = self.arriving_price(node, &pool).or(market[node]);
            }
            for process in &self.base.processes {
                let inputs = process.recipe.iter().filter(|(_, coefficient)| *coefficient < 0.0);
                let cost: Option<f64> = inputs
                    .map(|(good, taken)| market[self.node(process.region, *good)].map(|price| -taken * price))
                    .sum();
                let outputs: Vec<&(usize, f64)> = process.recipe.iter().filter(|(_, made)| *made > 0.0).collect();
                // A joint product has no cost of its own; its price must be stated.
                if let (Some(cost), [(good, made)]) = (cost.filter(|cost| *cost > 0.0), outputs.as_slice()) {
                    let node = self.node(process.region, *good);
                    pool[node] = stated(*good).or(pool[node]).or(Some(cost / made));
                }
            }
            for good in 0..goods {
                let known: Vec<f64> = (0..regions).filter_map(|region| pool[self.node(region, good)]).collect();
                let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
                for region in (0..regions).filter(|_| !known.is_empty()) {
                    let node = self.node(region, good);
                    let made_here = self.base.processes.iter().any(|process| {
                        process.region == region && process.recipe.iter().any(|(own, made)| *own == good && *made > 0.0)
                    });
                    if pool[node].is_none()
                        && (made_here || self.base.links.iter().all(|link| link.good != good || link.from != region))
                    {
                        pool[node] = Some(mean);
                    }
                }
            }
        }
        self.base.market_price = market.iter().zip(&pool).map(|(price, pool)| price.or(*pool).unwrap_or(0.0)).collect();
        self.base.pool_price = pool.into_iter().map(|price| price.unwrap_or(0.0)).collect();
    }

    fn arriving_price(&self, node: usize, pool: &[Option<f64>]) -> Option<f64> {
        let goods = self.chain.goods.len();
        let (region, good) = (node / goods, node % goods);
        let (mut value, mut quantity) = (0.0, 0.0);
        for link in self.base.links.iter().filter(|link| link.good == good && link.to == region) {
            let cost = self
                .chain
                .flows
                .iter()
                .find(|flow| (flow.good, flow.exporter, flow.importer) == (link.good, link.from, link.to));
            let cost = cost.and_then(|flow| flow.cost?.central()).unwrap_or(0.0);
            value += link.flow * (pool[self.node(link.from, good)]? + cost);
            quantity += link.flow;
        }
        (quantity > 0.0).then(|| value / quantity)
    }
}

fn amount(balanced: Option<f64>, published: Option<Interval>) -> Option<f64> {
    balanced.or_else(|| published.and_then(|published| published.central()))
}
