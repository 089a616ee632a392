//! What a chain holds: economies, goods, processes, flows, uses and stocks, each with its source.

use super::interval::Interval;
use crate::source::{Grade, Source};

/// Where the figures of a row come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Publication, with what was done to it.
    pub source: String,
    /// Edition or date.
    pub vintage: String,
    /// How good the figures are.
    pub grade: Grade,
    /// The line of the row in its file, from 1.
    pub line: Option<u64>,
}

/// An economy of a chain; `world_economy` may be the rest of the world.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainEconomy {
    /// ISO 3166 alpha-3 code, or `ROW`.
    pub code: String,
    /// English short name.
    pub name: String,
    /// The economy of the trade world it belongs to.
    pub world_economy: String,
}

/// Something that is made, moved or used at one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct Good {
    /// Code, such as `Dy-oxide`.
    pub code: String,
    /// English name.
    pub name: String,
    /// Stage at which it leaves a process: `mine`, `separation`, `metal`, `magnet`, `liquefaction`
    /// ...
    pub stage: String,
    /// Chemical element, where one matters.
    pub element: Option<String>,
    /// Price at the exporter, currency per unit.
    pub price: Option<Interval>,
    /// Whether stocks can be kept.
    pub storable: bool,
    /// Whether it crosses borders.
    pub tradable: bool,
    /// Where the figures come from.
    pub fact: Fact,
}

/// One kind of process in one economy. Quantities are per year.
#[derive(Clone, Debug, PartialEq)]
pub struct Process {
    /// Its kind, as the recipes name it.
    pub kind: String,
    /// Position of its economy.
    pub economy: usize,
    /// Largest activity.
    pub capacity: Option<Interval>,
    /// Activity in the base year.
    pub activity: Option<Interval>,
    /// Activity that makes the base year balance.
    pub balanced: Option<f64>,
    /// Cost per unit of activity beyond inputs, currency.
    pub cost: Option<Interval>,
    /// Cost of one more unit of capacity, currency.
    pub investment_cost: Option<Interval>,
    /// Months from decision to use.
    pub lead_time_months: Option<Interval>,
    /// Where the figures come from.
    pub fact: Fact,
}

/// What one unit of a process's activity takes (negative) or makes (positive) of a good.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    /// Kind of process.
    pub process: String,
    /// Position of the economy it holds for; `None` for every other economy.
    pub economy: Option<usize>,
    /// Position of the good.
    pub good: usize,
    /// Units per unit of activity.
    pub coefficient: Option<Interval>,
    /// Where the figure comes from.
    pub fact: Fact,
}

/// A flow across a border in the base year. Quantities are per year.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Position of the good.
    pub good: usize,
    /// Position of the exporter.
    pub exporter: usize,
    /// Position of the importer.
    pub importer: usize,
    /// Quantity as published.
    pub quantity: Option<Interval>,
    /// Quantity that makes the base year balance.
    pub balanced: Option<f64>,
    /// Transport cost, currency per unit.
    pub cost: Option<Interval>,
    /// Days under way.
    pub days: Option<f64>,
    /// Where the figures come from.
    pub fact: Fact,
}

/// Final use of a good in one economy. Quantities are per year.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Position of the good.
    pub good: usize,
    /// Position of the economy.
    pub economy: usize,
    /// What it is used for: `vehicles`, `wind`, `power` ...
    pub usage: String,
    /// Codes of the trade world's sectors that it feeds.
    pub sectors: Vec<String>,
    /// Quantity as published.
    pub quantity: Option<Interval>,
    /// Quantity that makes the base year balance.
    pub balanced: Option<f64>,
    /// Own-price elasticity, negative.
    pub elasticity: Option<Interval>,
    /// Where the figures come from.
    pub fact: Fact,
}

/// What lies in store at the beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// Position of the good.
    pub good: usize,
    /// Position of the economy; `None` for every economy.
    pub economy: Option<usize>,
    /// The use whose holders it is known of; `None` for all.
    pub usage: Option<String>,
    /// Who holds it.
    pub holder: Holder,
    /// Weeks of base-year use.
    pub weeks: Option<Interval>,
    /// Quantity.
    pub quantity: Option<Interval>,
    /// Where the figures come from.
    pub fact: Fact,
}

/// Who holds a stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Firms, for their own use.
    Commercial,
    /// The state, released by rule.
    Strategic,
}

/// A commodity chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// Short name, such as `lng`.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Unit of every quantity, such as `t`.
    pub unit: String,
    /// What the unit counts, for people; may be empty.
    pub unit_note: String,
    /// Currency of every price and cost.
    pub currency: String,
    /// Unit of every price and transport cost, such as `USD per tonne`.
    pub price_unit: String,
    /// Base year.
    pub base_year: i32,
    /// Where the figures come from.
    pub sources: Vec<Source>,
    /// What a reader should know before relying on it.
    pub notes: Vec<String>,
    /// Economies, in the order of every position.
    pub economies: Vec<ChainEconomy>,
    /// Goods, in the order of every position.
    pub goods: Vec<Good>,
    /// Processes by economy.
    pub processes: Vec<Process>,
    /// Recipes of the kinds of processes.
    pub recipes: Vec<Recipe>,
    /// Flows across borders in the base year.
    pub flows: Vec<Flow>,
    /// Final uses in the base year.
    pub demand: Vec<Demand>,
    /// Stocks at the beginning.
    pub stocks: Vec<Stock>,
}

impl Chain {
    /// The position of an economy by its code.
    #[must_use]
    pub fn economy(&self, code: &str) -> Option<usize> {
        self.economies.iter().position(|economy| economy.code == code)
    }

    /// The position of a good by its code.
    #[must_use]
    pub fn good(&self, code: &str) -> Option<usize> {
        self.goods.iter().position(|good| good.code == code)
    }

    /// The recipe of one process: positions of goods and units per unit of activity. An economy's
    /// own rows take the place of those for every economy.
    #[must_use]
    pub fn recipe(&self, process: &Process) -> Vec<&Recipe> {
        let of_kind = |recipe: &&Recipe| recipe.process == process.kind;
        let own: Vec<&Recipe> = self
            .recipes
            .iter()
            .filter(of_kind)
            .filter(|recipe| recipe.economy == Some(process.economy))
            .collect();
        if !own.is_empty() {
            return own;
        }
        self.recipes.iter().filter(of_kind).filter(|recipe| recipe.economy.is_none()).collect()
    }
}
