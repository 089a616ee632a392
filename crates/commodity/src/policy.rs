//! What is in force in a period: its length, limits on flows, and changes of capacity, demand and
//! recipes.

use crate::error::CommodityError;
use crate::market::Market;

/// Half a day in years: so much earlier a period may begin than what it waits for, so that rounding
/// does not cost a period.
pub(crate) const HALF_A_DAY: f64 = 0.5 / 365.25;

/// Which side of a limit is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// The sum may not exceed the quantity: a licence, a quota, a stop.
    AtMost,
    /// The sum may not fall below it: a purchase commitment.
    AtLeast,
}

/// A limit on the sum of some flows.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Name of the entry it comes from.
    pub name: String,
    /// Positions of the links.
    pub links: Vec<usize>,
    /// At most or at least.
    pub sense: Sense,
    /// Units per year.
    pub quantity: f64,
}

/// A tax on one link as a share of the price at the exporter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tariff {
    /// Position of the link.
    pub link: usize,
    /// Rate; 0.25 is 25 percent.
    pub rate: f64,
}

/// A factor on what a process takes of one good per unit of activity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputFactor {
    /// Position of the process.
    pub process: usize,
    /// Position of the good.
    pub good: usize,
    /// 0.8 where a fifth is saved.
    pub factor: f64,
}

/// One period and what is in force in it. Empty lists of factors mean 1 throughout.
#[derive(Clone, Debug, PartialEq)]
pub struct Period {
    /// Length in years.
    pub years: f64,
    /// Value today of one unit of currency in this period.
    pub discount: f64,
    /// Limits on flows.
    pub limits: Vec<Limit>,
    /// Taxes on flows.
    pub tariffs: Vec<Tariff>,
    /// Factors on the capacity of each process: outages.
    pub capacity: Vec<f64>,
    /// Capacity added to each process, units of activity per year; empty means none.
    pub added_capacity: Vec<f64>,
    /// Factors on the quantity demanded by each use at any price: material efficiency, or growth.
    pub demand: Vec<f64>,
    /// Factors on single inputs of processes: material efficiency.
    pub input: Vec<InputFactor>,
    /// Least stock of each store in place of its own; empty means its own.
    pub least_stock: Vec<f64>,
}

impl Period {
    /// A period of `years` without policy, undiscounted.
    #[must_use]
    pub fn plain(years: f64) -> Self {
        Self {
            years,
            discount: 1.0,
            limits: Vec::new(),
            tariffs: Vec::new(),
            capacity: Vec::new(),
            added_capacity: Vec::new(),
            demand: Vec::new(),
            input: Vec::new(),
            least_stock: Vec::new(),
        }
    }

    /// What a process can do at most in this period, investment aside.
    pub(crate) fn available(&self, process: usize, capacity: f64) -> f64 {
        capacity * Self::factor(&self.capacity, process)
            + self.added_capacity.get(process).copied().unwrap_or(0.0)
    }

    /// What is taken of a good per unit, relative to the recipe.
    pub(crate) fn taken(&self, process: usize, good: usize) -> f64 {
        let own = self.input.iter().filter(|input| (input.process, input.good) == (process, good));
        own.map(|input| input.factor).product()
    }

    pub(crate) fn factor(list: &[f64], at: usize) -> f64 {
        list.get(at).copied().unwrap_or(1.0)
    }
}

/// Whether every period has a meaning for `market`.
///
/// # Errors
/// The first figure that has none, with its entry.
pub(crate) fn check(market: &Market, periods: &[Period]) -> Result<(), CommodityError> {
    for (at, period) in periods.iter().enumerate() {
        let entry = |what: &str| format!("period {}, {what}", at + 1);
        let figure = |entry: String, what, value: f64, fine: bool| {
            if fine { Ok(()) } else { Err(CommodityError::Figure { entry, what, value }) }
        };
        figure(
            entry("time"),
            "length",
            period.years,
            period.years.is_finite() && period.years > 0.0,
        )?;
        figure(
            entry("time"),
            "discount factor",
            period.discount,
            period.discount.is_finite() && period.discount > 0.0,
        )?;
        for limit in &period.limits {
            let fine = limit.quantity.is_finite() && limit.quantity >= 0.0;
            figure(entry(&format!("limit `{}`", limit.name)), "quantity", limit.quantity, fine)?;
            let stranger = limit.links.iter().find(|link| **link >= market.links.len());
            figure(
                entry(&format!("limit `{}`", limit.name)),
                "link",
                0.0,
                stranger.is_none() && !limit.links.is_empty(),
            )?;
        }
        for tariff in &period.tariffs {
            let fine =
                tariff.rate.is_finite() && tariff.rate > -1.0 && tariff.link < market.links.len();
            figure(entry("tariff"), "rate", tariff.rate, fine)?;
        }
        let lists = [
            ("capacity", &period.capacity),
            ("added capacity", &period.added_capacity),
            ("demand", &period.demand),
        ];
        for (what, list) in lists {
            for value in list {
                figure(entry("factors"), what, *value, value.is_finite() && *value >= 0.0)?;
            }
        }
        for input in &period.input {
            let fine = input.factor.is_finite()
                && input.factor >= 0.0
                && input.process < market.processes.len();
            figure(entry("inputs"), "factor", input.factor, fine)?;
        }
        for value in &period.least_stock {
            figure(entry("stores"), "least stock", *value, value.is_finite() && *value >= 0.0)?;
        }
    }
    Ok(())
}
