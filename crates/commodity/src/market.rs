//! What is given: regions, goods, and what can be done with them.

use crate::error::CommodityError;

/// A process in one region: recipe, capacity and rising cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Name for tables and messages.
    pub name: String,
    /// Position of its region.
    pub region: usize,
    /// Positions of goods and units per unit of activity: negative is used up, positive is made.
    pub recipe: Vec<(usize, f64)>,
    /// Cost of the first unit of activity beyond its inputs, currency.
    pub cost: f64,
    /// By how much the cost rises, currency per unit of activity, per unit per year; not negative.
    pub cost_slope: f64,
    /// Largest activity per year; infinite if nothing limits it.
    pub capacity: f64,
    /// How capacity can be added; `None` if it cannot.
    pub investment: Option<Investment>,
}

/// How capacity is added.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Investment {
    /// Currency per unit of yearly capacity.
    pub cost: f64,
    /// Years from decision to use.
    pub lead_time: f64,
}

/// A way for one good from the pool of one region to the market of another, or of the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Position of the good.
    pub good: usize,
    /// Position of the region it leaves.
    pub from: usize,
    /// Position of the region it reaches.
    pub to: usize,
    /// Cost of the first unit, currency.
    pub cost: f64,
    /// By how much the cost rises, currency per unit, per unit per year; not negative.
    pub cost_slope: f64,
}

/// Final use of a good in a region: a straight inverse demand.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// Name for tables and messages.
    pub name: String,
    /// Position of the good.
    pub good: usize,
    /// Position of the region.
    pub region: usize,
    /// Price at which nothing is bought, currency per unit.
    pub choke_price: f64,
    /// By how much the price falls, currency per unit, per unit per year; positive.
    pub price_slope: f64,
}

/// A stock of one good in one region.
#[derive(Clone, Debug, PartialEq)]
pub struct Store {
    /// Name for tables and messages.
    pub name: String,
    /// Position of the good.
    pub good: usize,
    /// Position of the region.
    pub region: usize,
    /// Stock at the beginning, units.
    pub initial: f64,
    /// Least stock, units.
    pub minimum: f64,
    /// Largest stock, units; infinite if nothing limits it.
    pub maximum: f64,
    /// Largest release per year, units; infinite if nothing limits it.
    pub release: f64,
    /// Cost of keeping a unit for a year, currency.
    pub cost: f64,
    /// Value of a unit that is left at the end when the stock is at its norm, currency.
    pub end_value: f64,
    /// The usual stock, units; zero for a stock whose end value does not depend on its size.
    pub norm: f64,
    /// By how much the end value rises, relative to itself, as the stock falls from its norm to
    /// nothing; not negative.
    pub scarcity: f64,
}

/// A commodity market: positions in these lists are what everything else refers to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Market {
    /// Names of the regions.
    pub regions: Vec<String>,
    /// Names of the goods.
    pub goods: Vec<String>,
    /// Processes.
    pub processes: Vec<Process>,
    /// Links, home links included.
    pub links: Vec<Link>,
    /// Final uses.
    pub uses: Vec<Use>,
    /// Stores.
    pub stores: Vec<Store>,
    /// Conduct of sellers, by good; from 0 (competition) to 1 (Cournot). Empty means competition
    /// throughout.
    pub conduct: Vec<f64>,
}

impl Market {
    /// Name of a link for messages: `NdFeB CHN -> USA`.
    #[must_use]
    pub fn link_name(&self, link: usize) -> String {
        let Link { good, from, to, .. } = self.links[link];
        format!("{} {} -> {}", self.goods[good], self.regions[from], self.regions[to])
    }

    /// Whether every figure has a meaning.
    ///
    /// # Errors
    /// The first that has none, with its entry; or a loop of processes that makes more of a good
    /// than it takes.
    pub fn check(&self) -> Result<(), CommodityError> {
        for process in &self.processes {
            let entry =
                || format!("process `{}` in {}", process.name, self.regions[process.region]);
            let figure = |what, value, fine| check(entry(), what, value, fine);
            figure("cost", process.cost, process.cost.is_finite())?;
            figure(
                "cost slope",
                process.cost_slope,
                process.cost_slope.is_finite() && process.cost_slope >= 0.0,
            )?;
            figure("capacity", process.capacity, process.capacity >= 0.0)?;
            for (_, coefficient) in &process.recipe {
                figure("coefficient", *coefficient, coefficient.is_finite())?;
            }
            if let Some(investment) = process.investment {
                figure(
                    "cost of capacity",
                    investment.cost,
                    investment.cost.is_finite() && investment.cost >= 0.0,
                )?;
                figure(
                    "lead time",
                    investment.lead_time,
                    investment.lead_time.is_finite() && investment.lead_time >= 0.0,
                )?;
            }
        }
        for (at, link) in self.links.iter().enumerate() {
            let figure = |what, value, fine| {
                check(format!("link {}", self.link_name(at)), what, value, fine)
            };
            figure("cost", link.cost, link.cost.is_finite())?;
            figure(
                "cost slope",
                link.cost_slope,
                link.cost_slope.is_finite() && link.cost_slope >= 0.0,
            )?;
        }
        for usage in &self.uses {
            let entry = format!("use `{}` in {}", usage.name, self.regions[usage.region]);
            check(entry.clone(), "choke price", usage.choke_price, usage.choke_price.is_finite())?;
            let fine = usage.price_slope.is_finite() && usage.price_slope > 0.0;
            check(entry, "price slope", usage.price_slope, fine)?;
        }
        for store in &self.stores {
            let figure = |what, value: f64, fine| {
                check(
                    format!("store `{}` in {}", store.name, self.regions[store.region]),
                    what,
                    value,
                    fine,
                )
            };
            figure(
                "initial stock",
                store.initial,
                store.initial.is_finite() && store.initial >= 0.0,
            )?;
            figure(
                "least stock",
                store.minimum,
                store.minimum.is_finite() && store.minimum >= 0.0,
            )?;
            figure("largest stock", store.maximum, store.maximum >= store.minimum)?;
            figure("release", store.release, store.release >= 0.0)?;
            figure("cost", store.cost, store.cost.is_finite() && store.cost >= 0.0)?;
            figure("end value", store.end_value, store.end_value.is_finite())?;
            figure("norm", store.norm, store.norm.is_finite() && store.norm >= 0.0)?;
            figure(
                "scarcity",
                store.scarcity,
                store.scarcity.is_finite() && store.scarcity >= 0.0,
            )?;
        }
        for (good, conduct) in self.goods.iter().zip(&self.conduct) {
            check(format!("good `{good}`"), "conduct", *conduct, (0.0..=1.0).contains(conduct))?;
        }
        self.refuse_gainful_loops()
    }

    /// A loop of processes whose yields multiply to one or more would make something from nothing,
    /// or turn for ever. Seen as a graph from each input to each output with the logarithm of the
    /// yield as length, it is a cycle that does not lose.
    fn refuse_gainful_loops(&self) -> Result<(), CommodityError> {
        // Added to each length, so that a loop which neither gains nor loses counts as gaining.
        const LOSSLESS: f64 = 1e-9;
        let mut edges = Vec::new();
        for (at, process) in self.processes.iter().enumerate() {
            for (input, taken) in
                process.recipe.iter().filter(|(_, coefficient)| *coefficient < 0.0)
            {
                for (output, made) in
                    process.recipe.iter().filter(|(_, coefficient)| *coefficient > 0.0)
                {
                    // Shipping on what has arrived gives back what it takes, at a rising cost:
                    // nobody does it for ever.
                    if input == output && *made <= -taken && process.cost_slope > 0.0 {
                        continue;
                    }
                    edges.push((*input, *output, (made / -taken).ln() + LOSSLESS, at));
                }
            }
        }
        // Bellman and Ford: what still improves after as many rounds as there are goods lies behind
        // a cycle that gains.
        let mut gain = vec![0.0; self.goods.len()];
        for round in 0..=self.goods.len() {
            for (input, output, length, at) in &edges {
                if gain[*input] + length > gain[*output] + 1e-12 {
                    gain[*output] = gain[*input] + length;
                    if round == self.goods.len() {
                        let process = self.processes[*at].name.clone();
                        return Err(CommodityError::Loop {
                            process,
                            good: self.goods[*output].clone(),
                        });
                    }
                }
            }
        }
        Ok(())
    }
}

fn check(entry: String, what: &'static str, value: f64, fine: bool) -> Result<(), CommodityError> {
    if fine { Ok(()) } else { Err(CommodityError::Figure { entry, what, value }) }
}
