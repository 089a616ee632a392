//! The base year of a chain as the commodity engine takes it: quantities as balanced, prices as
//! `prices` finds them, and how strongly each quantity answers to its price.
//!
//! What is not known is left out and said so; what remains has to balance.

use super::assumptions::{Assumptions, demand_elasticity};
use super::stocks;
use crate::error::EngineError;
use detente_commodity::{
    BaseLink, BaseProcess, BaseUse, BaseYear, CommodityError, Market, Process as MarketProcess,
};
use detente_world::chain::{Chain, Identity, Interval, Process, verdicts};

/// A chain as a market, with where its entries are.
#[derive(Clone, Debug)]
pub struct ChainMarket {
    /// The base year.
    pub base: BaseYear,
    /// The market whose solution without policy is that base year.
    pub market: Market,
    /// What was left out or assumed, for the reader.
    pub notes: Vec<String>,
    /// What is not known and therefore not computed.
    pub refused: Vec<String>,
    /// By process of the chain, its position in the market.
    pub process_at: Vec<Option<usize>>,
    /// By flow of the chain, the position of its link.
    pub link_at: Vec<Option<usize>>,
    /// By final use of the chain, its position in the market.
    pub use_at: Vec<Option<usize>>,
}

/// Makes a market of a chain.
///
/// # Errors
/// If a quantity that the base year needs is not known or does not balance, with its row.
pub fn chain_market(chain: &Chain, assumptions: &Assumptions) -> Result<ChainMarket, EngineError> {
    chain_market_with(chain, assumptions, &[])
}

/// A process that stood nowhere in the base year: idle then, breaking even at its prices, and
/// without capacity until it is added.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    pub name: String,
    pub economy: usize,
    pub recipe: Vec<(usize, f64)>,
    /// Activity that its links are sized for.
    pub activity: f64,
}

/// The same with processes that are added later; they come last, in their order.
pub fn chain_market_with(
    chain: &Chain,
    assumptions: &Assumptions,
    additions: &[Addition],
) -> Result<ChainMarket, EngineError> {
    let (processes, flows, uses) = (chain.processes.len(), chain.flows.len(), chain.demand.len());
    let mut builder = Builder {
        chain,
        assumptions,
        notes: Vec::new(),
        refused: Vec::new(),
        base: BaseYear::default(),
        process_at: vec![None; processes],
        link_at: vec![None; flows],
        use_at: vec![None; uses],
    };
    builder.base.regions = chain.economies.iter().map(|economy| economy.code.clone()).collect();
    builder.base.goods = chain.goods.iter().map(|good| good.code.clone()).collect();
    builder.processes();
    builder.links();
    builder.uses();
    additions.iter().for_each(|addition| builder.add(addition));
    builder.prices();
    builder.base.stores = stocks::stores(chain, &builder.base, assumptions);
    let mut market = builder.base.calibrate().map_err(|error| builder.unsolvable(&error))?;
    market.processes.extend(builder.disposal());
    let Builder { notes, refused, base, process_at, link_at, use_at, .. } = builder;
    Ok(ChainMarket { market, base, notes, refused, process_at, link_at, use_at })
}

/// Name of the processes that throw away.
const DISPOSAL: &str = "disposal";

/// Code of what no importer has recorded; it is no place that more could be sent to, or where a
/// line could stop.
pub const NOT_SPECIFIED: &str = "XNS";
/// Percent more of a flow to there per percent higher price: next to nothing.
const NOT_SPECIFIED_ELASTICITY: f64 = 0.01;

pub(super) struct Builder<'a> {
    pub(super) chain: &'a Chain,
    assumptions: &'a Assumptions,
    pub(super) notes: Vec<String>,
    refused: Vec<String>,
    pub(super) base: BaseYear,
    process_at: Vec<Option<usize>>,
    link_at: Vec<Option<usize>>,
    use_at: Vec<Option<usize>>,
}

impl Builder<'_> {
    pub(super) fn node(&self, region: usize, good: usize) -> usize {
        region * self.chain.goods.len() + good
    }

    fn processes(&mut self) {
        let mut idle = Vec::new();
        for (at, process) in self.chain.processes.iter().enumerate() {
            let region = &self.chain.economies[process.economy].code;
            let entry = format!("{} in {region}", process.kind);
            let Some(activity) = amount(process.balanced, process.activity) else {
                self.refused.push(format!("{entry}: activity not known"));
                continue;
            };
            if activity <= 0.0 {
                idle.push(entry);
                continue;
            }
            let Some(recipe) = recipe(self.chain, process) else {
                self.refused.push(format!("{entry}: recipe not known"));
                continue;
            };
            let starts = recipe.iter().all(|(_, coefficient)| *coefficient > 0.0);
            let (supply, conversion) =
                (self.assumptions.supply_elasticity, self.assumptions.conversion_elasticity);
            let capacity = process
                .capacity
                .map_or(f64::INFINITY, |capacity| capacity.central().unwrap_or(f64::INFINITY));
            self.process_at[at] = Some(self.base.processes.len());
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
    }

    /// Flows across borders, and what stays at home: what is made and not sent.
    fn links(&mut self) {
        let goods = self.chain.goods.len();
        let mut left = vec![0.0; self.chain.economies.len() * goods];
        let mut made = left.clone();
        for process in &self.base.processes {
            for (good, coefficient) in
                process.recipe.iter().filter(|(_, coefficient)| *coefficient > 0.0)
            {
                made[process.region * goods + good] += coefficient * process.activity;
            }
        }
        left.clone_from(&made);
        for (at, flow) in self.chain.flows.iter().enumerate() {
            let (from, to) = (
                &self.chain.economies[flow.exporter].code,
                &self.chain.economies[flow.importer].code,
            );
            let Some(quantity) = amount(flow.balanced, flow.quantity) else {
                let good = &self.chain.goods[flow.good].code;
                self.refused.push(format!("{good} from {from} to {to}: quantity not known"));
                continue;
            };
            if quantity > 0.0 {
                left[flow.exporter * goods + flow.good] -= quantity;
                self.link_at[at] = Some(self.base.links.len());
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
    }

    /// What is sent beyond what is made has arrived before.
    fn reexport(&mut self, region: usize, good: usize, quantity: f64) {
        let (name, place) = (&self.chain.goods[good].code, &self.chain.economies[region].code);
        let unit = &self.chain.unit;
        self.notes
            .push(format!("{place} ships on {quantity:.4} {unit} of `{name}` that it has bought"));
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
        let elasticity =
            if specified { self.assumptions.link_elasticity } else { NOT_SPECIFIED_ELASTICITY };
        BaseLink { good, from, to, flow, elasticity, barrier: 0.0, scale: flow }
    }

    fn uses(&mut self) {
        for (at, demand) in self.chain.demand.iter().enumerate() {
            let (region, good) =
                (&self.chain.economies[demand.economy].code, &self.chain.goods[demand.good].code);
            let entry = format!("{good} for {} in {region}", demand.usage);
            // A quantity without a balance has no known supply.
            let Some(quantity) = demand.balanced.filter(|_| demand.elasticity.is_some()) else {
                self.refused.push(format!("{entry}: supply, quantity or elasticity not known"));
                continue;
            };
            let Some(interval) = demand.elasticity.filter(|_| quantity > 0.0) else { continue };
            let elasticity = -demand_elasticity(&interval, self.assumptions.demand);
            self.use_at[at] = Some(self.base.uses.len());
            let usage = BaseUse {
                name: demand.usage.clone(),
                good: demand.good,
                region: demand.economy,
                quantity,
                elasticity,
            };
            self.base.uses.push(usage);
        }
    }

    /// Why there is no base year; what was left out may be why it does not balance.
    fn unsolvable(&self, error: &CommodityError) -> EngineError {
        // The rows of the chain say more than the market that is made of them.
        let missed = verdicts(self.chain)
            .into_iter()
            .filter(|verdict| verdict.identity == Identity::Balances);
        let faults = missed.flat_map(|verdict| verdict.faults);
        let mut what = faults
            .map(|fault| format!("{}: {}", fault.place, fault.what))
            .collect::<Vec<_>>()
            .join(". ");
        if what.is_empty() {
            what = error.to_string();
        }
        if !self.refused.is_empty() {
            what.push_str(&format!(
                ". Left out, since it is not known: {}",
                self.refused.join("; ")
            ));
        }
        EngineError::Chain(self.chain.id.clone(), what)
    }

    /// What is made along with something else can be thrown away: its price does not fall below
    /// nothing.
    fn disposal(&self) -> Vec<MarketProcess> {
        let joint = |process: &&BaseProcess| {
            process.recipe.iter().filter(|(_, made)| *made > 0.0).count() > 1
        };
        let made = |process: &BaseProcess| {
            process
                .recipe
                .iter()
                .filter(|(_, made)| *made > 0.0)
                .map(|(good, _)| *good)
                .collect::<Vec<_>>()
        };
        let mut goods: Vec<usize> =
            self.base.processes.iter().filter(joint).flat_map(made).collect();
        goods.sort_unstable();
        goods.dedup();
        // Once in a market, at no cost; the first unit of what does not come is not thrown away
        // either.
        let arrives = |good: usize, region: usize| {
            self.base.links.iter().any(|link| (link.good, link.to) == (good, region))
        };
        let markets = goods
            .iter()
            .flat_map(|good| (0..self.chain.economies.len()).map(move |region| (*good, region)));
        markets
            .filter(|(good, region)| arrives(*good, *region))
            .map(|(good, region)| MarketProcess {
                name: DISPOSAL.to_owned(),
                region,
                recipe: vec![(good, -1.0)],
                cost: 0.0,
                cost_slope: 0.0,
                capacity: f64::INFINITY,
                investment: None,
            })
            .collect()
    }

    /// A new process with ways for what it takes and makes: from whoever makes its inputs, to
    /// whoever receives its products.
    fn add(&mut self, addition: &Addition) {
        for (good, coefficient) in &addition.recipe {
            let scale = (coefficient * addition.activity).abs();
            let others: Vec<usize> = if *coefficient < 0.0 {
                let makes = |process: &&BaseProcess| {
                    process.recipe.iter().any(|(own, made)| own == good && *made > 0.0)
                };
                self.base.processes.iter().filter(makes).map(|process| process.region).collect()
            } else {
                self.base
                    .links
                    .iter()
                    .filter(|link| link.good == *good)
                    .map(|link| link.to)
                    .collect()
            };
            for other in others.into_iter().chain([addition.economy]) {
                let ends = if *coefficient < 0.0 {
                    (other, addition.economy)
                } else {
                    (addition.economy, other)
                };
                self.way(*good, ends, scale);
            }
        }
        self.base.processes.push(BaseProcess {
            name: addition.name.clone(),
            region: addition.economy,
            recipe: addition.recipe.clone(),
            activity: 0.0,
            capacity: 0.0,
            supply_elasticity: self.assumptions.conversion_elasticity,
            capacity_rent: 0.0,
        });
    }

    /// A link that nothing took in the base year, unless there is one.
    fn way(&mut self, good: usize, (from, to): (usize, usize), scale: f64) {
        let known =
            self.base.links.iter().any(|link| (link.good, link.from, link.to) == (good, from, to));
        if !known && scale > 0.0 {
            let elasticity = self.assumptions.link_elasticity;
            self.base.links.push(BaseLink {
                good,
                from,
                to,
                flow: 0.0,
                elasticity,
                barrier: 0.0,
                scale,
            });
        }
    }
}

/// The recipe of a process in numbers; `None` if one is not known.
fn recipe(chain: &Chain, process: &Process) -> Option<Vec<(usize, f64)>> {
    let rows = chain.recipe(process);
    let coefficient =
        |row: &&detente_world::chain::Recipe| Some((row.good, row.coefficient?.central()?));
    if rows.is_empty() { None } else { rows.iter().map(coefficient).collect() }
}

fn amount(balanced: Option<f64>, published: Option<Interval>) -> Option<f64> {
    balanced.or_else(|| published.and_then(|published| published.central()))
}
