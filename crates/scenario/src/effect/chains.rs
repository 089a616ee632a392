//! What entries say about commodity chains: dated changes of flows, processes, uses and stocks.
//!
//! Positions are those of the chain; quantities are in its unit. `Scenario::commodity_events` gives
//! them all, in the order of the entries, so that whoever computes the months needs to know nothing
//! of the language.

use crate::effect::timeline::Window;
use detente_world::chain::Chain;
use jiff::civil::Date;

/// One change of one chain, in force in a window of days.
#[derive(Clone, Debug, PartialEq)]
pub struct CommodityEvent {
    /// Name of the entry.
    pub entry: String,
    /// Kind of the entry.
    pub kind: &'static str,
    /// Name of the chain.
    pub chain: String,
    /// First day in force; none means from the beginning.
    pub from: Option<Date>,
    /// Last day in force; none means to the end.
    pub until: Option<Date>,
    /// What changes.
    pub effect: Effect,
}

/// What an entry does to a chain.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Flows are at most a share of the base year: a licence, a quota, a stop.
    Limit {
        /// Positions of the flows of the base year.
        flows: Vec<usize>,
        /// Positions of the goods, the exporters and the importers: a way that is opened later is
        /// bound as well.
        between: [Vec<usize>; 3],
        /// Share of the base year; 0 is a stop.
        share: f64,
        /// Whether the flows share one limit for each good and exporter.
        pooled: bool,
    },
    /// Processes can do less.
    Outage {
        /// Positions of the processes.
        processes: Vec<usize>,
        /// Share of their capacity that is left.
        left: f64,
    },
    /// A process can do more, or is built where there was none.
    Capacity {
        /// Kind of process.
        process: String,
        /// Position of the economy.
        economy: usize,
        /// Activity per year.
        activity: f64,
    },
    /// A good is won back from scrap.
    Recycling {
        /// Position of the good.
        good: usize,
        /// Position of the economy.
        economy: usize,
        /// Units per year.
        quantity: f64,
    },
    /// The same is done with less.
    MaterialEfficiency {
        /// Positions of the final uses.
        uses: Vec<usize>,
        /// Positions of the processes that take a good, and the good.
        inputs: Vec<(usize, usize)>,
        /// Share of demand that is saved.
        saved: f64,
    },
    /// A reserve is released, evenly over the window.
    Release {
        /// Position of the good.
        good: usize,
        /// Position of the economy.
        economy: usize,
        /// Units in all.
        quantity: f64,
    },
    /// A reserve is built, evenly over the window.
    Stockpile {
        /// Position of the good.
        good: usize,
        /// Position of the economy.
        economy: usize,
        /// Units in all.
        quantity: f64,
    },
    /// At least so much is bought.
    Purchase {
        /// Position of the good.
        good: usize,
        /// Positions of the exporters.
        exporters: Vec<usize>,
        /// Positions of the importers where it may be landed.
        importers: Vec<usize>,
        /// Units per year.
        quantity: f64,
        /// Whether this is on top of the base year.
        beyond_base: bool,
    },
}

/// What an action has to say about one chain, and when.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) chain: String,
    pub(crate) window: Window,
    pub(crate) effect: Effect,
}

/// An amount in tonnes in the unit of a chain; a chain that counts in no mass has none.
pub(crate) fn in_unit_of(chain: &Chain, tonnes: f64) -> Option<f64> {
    detente_world::units::tonnes_of(&chain.unit).map(|unit| tonnes / unit)
}
