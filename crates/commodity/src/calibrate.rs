//! Which costs make the base year the solution?
//!
//! Given quantities, prices and how strongly each quantity answers to its price, every marginal
//! condition of (1) is met at the base year by the choice of its intercept:
//!
//! ```text
//! (1)  use      b = p / (|elasticity| d),  a = p + b d
//! (2)  link     g = p / (elasticity x),    k = p_market - p_pool - g x        x > 0
//!               k = p_market - p_pool + barrier                              x = 0
//! (3)  process  h = revenue / (elasticity z),  c = margin - h z - rent,       margin = sum of recipe x price
//! ```
//! Source: Howitt (1995), positive mathematical programming. What is not observed is then no cost
//! but a residual, and is named so: the intercepts are not to be read as costs.

use crate::error::CommodityError;
use crate::market::{Link, Market, Process, Store, Use};

/// A process in the base year.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseProcess {
    /// Name.
    pub name: String,
    /// Position of its region.
    pub region: usize,
    /// Positions of goods and units per unit of activity: negative is used up, positive is made.
    pub recipe: Vec<(usize, f64)>,
    /// Activity per year.
    pub activity: f64,
    /// Largest activity per year; infinite if nothing limits it.
    pub capacity: f64,
    /// Percent more activity per percent higher price of what is made; positive.
    pub supply_elasticity: f64,
    /// What one more unit of capacity was worth in the base year, currency; zero where capacity was
    /// not used up.
    pub capacity_rent: f64,
}

/// A link in the base year.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseLink {
    /// Position of the good.
    pub good: usize,
    /// Position of the region it leaves.
    pub from: usize,
    /// Position of the region it reaches.
    pub to: usize,
    /// Units per year.
    pub flow: f64,
    /// Percent more of this flow per percent higher price in its market relative to its source;
    /// positive.
    pub elasticity: f64,
    /// What keeps an unused link from being used, beyond the difference of prices, currency per
    /// unit; not negative.
    pub barrier: f64,
    /// Flow that the slope of an unused link is taken from, units per year; positive.
    pub scale: f64,
}

/// A final use in the base year.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseUse {
    /// Name.
    pub name: String,
    /// Position of the good.
    pub good: usize,
    /// Position of the region.
    pub region: usize,
    /// Units per year; positive.
    pub quantity: f64,
    /// Own-price elasticity; negative.
    pub elasticity: f64,
}

/// A store at its norm.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseStore {
    /// Name.
    pub name: String,
    /// Position of the good.
    pub good: usize,
    /// Position of the region.
    pub region: usize,
    /// Its usual stock, units, which is also the first.
    pub norm: f64,
    /// Least stock, units.
    pub minimum: f64,
    /// Largest release per year; infinite if nothing limits it.
    pub release: f64,
    /// By how much its value rises, relative to the base price, as it falls from its norm to
    /// nothing.
    pub scarcity: f64,
}

/// A base year: what was made, moved and used, at which prices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BaseYear {
    /// Names of the regions.
    pub regions: Vec<String>,
    /// Names of the goods.
    pub goods: Vec<String>,
    /// Processes.
    pub processes: Vec<BaseProcess>,
    /// Links, home links included.
    pub links: Vec<BaseLink>,
    /// Final uses.
    pub uses: Vec<BaseUse>,
    /// Stores.
    pub stores: Vec<BaseStore>,
    /// Price at the exporter, by region and then good, currency per unit.
    pub pool_price: Vec<f64>,
    /// Price in the market, by region and then good.
    pub market_price: Vec<f64>,
}

/// Largest imbalance that is taken for rounding, relative.
const BALANCED: f64 = 1e-9;

impl BaseYear {
    /// The market whose solution, without policy, is this base year.
    ///
    /// # Errors
    /// If the base year does not balance or a figure is out of range.
    pub fn calibrate(&self) -> Result<Market, CommodityError> {
        self.check_balance()?;
        let market = Market {
            regions: self.regions.clone(),
            goods: self.goods.clone(),
            processes: self
                .processes
                .iter()
                .map(|process| self.process(process))
                .collect::<Result<_, _>>()?,
            links: self.links.iter().map(|link| self.link(link)).collect::<Result<_, _>>()?,
            uses: self.uses.iter().map(|usage| self.usage(usage)).collect::<Result<_, _>>()?,
            stores: self.stores.iter().map(|store| self.store(store)).collect(),
            conduct: Vec::new(),
        };
        market.check()?;
        Ok(market)
    }

    fn node(&self, region: usize, good: usize) -> usize {
        region * self.goods.len() + good
    }

    fn process(&self, base: &BaseProcess) -> Result<Process, CommodityError> {
        let entry = || format!("process `{}` in {}", base.name, self.regions[base.region]);
        positive(entry, "supply elasticity", base.supply_elasticity)?;
        let (mut revenue, mut margin) = (0.0, 0.0);
        for (good, coefficient) in &base.recipe {
            let node = self.node(base.region, *good);
            let price =
                if *coefficient > 0.0 { self.pool_price[node] } else { self.market_price[node] };
            margin += coefficient * price;
            revenue += coefficient.max(0.0) * price;
        }
        let slope = if base.activity > 0.0 {
            revenue / (base.supply_elasticity * base.activity)
        } else {
            0.0
        };
        Ok(Process {
            name: base.name.clone(),
            region: base.region,
            recipe: base.recipe.clone(),
            cost: margin - slope * base.activity - base.capacity_rent,
            cost_slope: slope,
            capacity: base.capacity,
            investment: None,
        })
    }

    fn link(&self, base: &BaseLink) -> Result<Link, CommodityError> {
        let name = || {
            format!(
                "link {} {} -> {}",
                self.goods[base.good], self.regions[base.from], self.regions[base.to]
            )
        };
        positive(name, "elasticity", base.elasticity)?;
        let price = self.market_price[self.node(base.to, base.good)];
        let difference = price - self.pool_price[self.node(base.from, base.good)];
        let scale = if base.flow > 0.0 { base.flow } else { base.scale };
        positive(name, "scale", scale)?;
        let cost_slope = price / (base.elasticity * scale);
        let cost = if base.flow > 0.0 {
            difference - cost_slope * base.flow
        } else {
            difference + base.barrier
        };
        Ok(Link { good: base.good, from: base.from, to: base.to, cost, cost_slope })
    }

    fn usage(&self, base: &BaseUse) -> Result<Use, CommodityError> {
        let entry = || {
            format!(
                "use `{}` of {} in {}",
                base.name, self.goods[base.good], self.regions[base.region]
            )
        };
        positive(entry, "quantity", base.quantity)?;
        positive(entry, "elasticity, without its sign,", -base.elasticity)?;
        let price = self.market_price[self.node(base.region, base.good)];
        positive(entry, "price", price)?;
        let price_slope = price / (-base.elasticity * base.quantity);
        Ok(Use {
            name: base.name.clone(),
            good: base.good,
            region: base.region,
            choke_price: price + price_slope * base.quantity,
            price_slope,
        })
    }

    fn store(&self, base: &BaseStore) -> Store {
        Store {
            name: base.name.clone(),
            good: base.good,
            region: base.region,
            initial: base.norm,
            minimum: base.minimum,
            maximum: f64::INFINITY,
            release: base.release,
            cost: 0.0,
            end_value: self.market_price[self.node(base.region, base.good)],
            norm: base.norm,
            scarcity: base.scarcity,
        }
    }

    fn check_balance(&self) -> Result<(), CommodityError> {
        let nodes = self.regions.len() * self.goods.len();
        let (mut made, mut sent) = (vec![0.0; nodes], vec![0.0; nodes]);
        let (mut arrived, mut used) = (vec![0.0; nodes], vec![0.0; nodes]);
        for process in &self.processes {
            for (good, coefficient) in &process.recipe {
                let amount = coefficient * process.activity;
                let list = if *coefficient > 0.0 { &mut made } else { &mut used };
                list[self.node(process.region, *good)] += amount.abs();
            }
        }
        for link in &self.links {
            sent[self.node(link.from, link.good)] += link.flow;
            arrived[self.node(link.to, link.good)] += link.flow;
        }
        for usage in &self.uses {
            used[self.node(usage.region, usage.good)] += usage.quantity;
        }
        for (supply, used) in [(made, sent), (arrived, used)] {
            let off = |at: &usize| {
                (supply[*at] - used[*at]).abs() > BALANCED * supply[*at].max(used[*at])
            };
            if let Some(at) = (0..nodes).find(off) {
                return Err(CommodityError::Balance {
                    good: self.goods[at % self.goods.len()].clone(),
                    region: self.regions[at / self.goods.len()].clone(),
                    supply: supply[at],
                    used: used[at],
                });
            }
        }
        Ok(())
    }
}

fn positive(
    entry: impl Fn() -> String,
    what: &'static str,
    value: f64,
) -> Result<(), CommodityError> {
    let fine = value.is_finite() && value > 0.0;
    if fine { Ok(()) } else { Err(CommodityError::Figure { entry: entry(), what, value }) }
}
