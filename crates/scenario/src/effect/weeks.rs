//! What entries say about production week by week: dated changes of capacity, flows, delays and
//! demand.
//!
//! `Scenario::cascade_events` gives them all, in the order of the entries, so that whoever follows
//! the weeks needs to know nothing of the language.

use crate::effect::timeline::Window;
use crate::select::links::Link;
use detente_world::{EconomyId, SectorId};
use jiff::civil::Date;

/// One change in the production network, in force in a window of days.
#[derive(Clone, Debug, PartialEq)]
pub struct CascadeEvent {
    /// Name of the entry.
    pub entry: String,
    /// Kind of the entry.
    pub kind: &'static str,
    /// First day in force; none means from the beginning.
    pub from: Option<Date>,
    /// Last day in force; none means to the end.
    pub until: Option<Date>,
    /// What changes.
    pub effect: CascadeEffect,
}

/// What an entry does to a production network.
#[derive(Clone, Debug, PartialEq)]
pub enum CascadeEffect {
    /// Sectors lose capacity.
    Capacity {
        /// The sectors.
        nodes: Vec<(EconomyId, SectorId)>,
        /// Share of capacity that is lost, 0 to 1.
        lost: f64,
    },
    /// Flows carry less.
    Passing {
        /// Sector, importer, exporter.
        links: Vec<(SectorId, EconomyId, EconomyId)>,
        /// Share of the baseline flow that passes, 0 to 1.
        share: f64,
        /// Whether earlier entries on these flows are disregarded.
        overrides: bool,
    },
    /// Flows take longer.
    Delay {
        /// Sector, importer, exporter.
        links: Vec<(SectorId, EconomyId, EconomyId)>,
        /// Days more under way.
        days: usize,
    },
    /// Final users of an economy want more or less of a sector's product.
    Demand {
        /// Economy of the users, and sector.
        nodes: Vec<(EconomyId, SectorId)>,
        /// Ratio to the baseline.
        ratio: f64,
    },
}

/// What an action has to say about the weeks, and when.
#[derive(Clone, Debug)]
pub(crate) struct Weekly {
    pub(crate) window: Window,
    pub(crate) effect: CascadeEffect,
}

/// Links as sector, importer, exporter.
pub(crate) fn ids(links: &[Link]) -> Vec<(SectorId, EconomyId, EconomyId)> {
    links.iter().map(|link| (link.sector, link.importer, link.exporter)).collect()
}
