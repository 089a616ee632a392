//! A scenario as written: what a file says, before it meets a world.

use crate::choose::levers::{Lever, Levers};
use crate::choose::negotiation::{Negotiation, NegotiationTable};
use crate::kinds::entry::Entry;
use crate::text::place::Files;
use crate::text::report::{Diagnostic, Report};
use crate::text::tree::Table;
use crate::value::mention::Mention;
use crate::value::pick::Pick;
use crate::written::options::{CommodityTable, TradeTable};
use jiff::civil::Date;
use std::sync::Arc;

impl Scenario {
    /// The published set of trade elasticities that it asks for; `world` for the world's own.
    #[must_use]
    pub fn elasticities(&self) -> &str {
        self.trade.elasticities()
    }

    /// Whether it says what happens to trade deficits.
    #[must_use]
    pub fn says_deficits(&self) -> bool {
        self.trade.says_deficits()
    }
}

/// The world of a scenario that names none.
pub const DEFAULT_WORLD: &str = "icio-2022";

/// A scenario without errors of its own; whether its names exist is for [`check`](crate::check) to
/// say, given a world.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Title for people.
    pub title: String,
    /// Name of the world it is about.
    pub world: String,
    /// First day it is about.
    pub start: Option<Date>,
    /// Last day it is about.
    pub end: Option<Date>,
    /// The day on which the trade engine takes the state.
    pub date: Option<Date>,
    /// What it is about.
    pub description: Option<String>,
    /// Shocks in file order, then measures in file order.
    pub entries: Vec<Entry>,
    pub(crate) trade: TradeTable,
    pub(crate) commodity: CommodityTable,
    pub(crate) pick: Pick,
    pub(crate) files: Files,
    pub(crate) mentions: Arc<Vec<Mention>>,
    pub(crate) problems: Vec<Diagnostic>,
    /// The file with its ranges.
    pub(crate) tree: Arc<Table>,
    pub(crate) levers: Arc<Levers>,
    /// The levels chosen, if they are.
    pub(crate) taken: Option<Arc<[Option<f64>]>>,
    pub(crate) negotiation: Option<Arc<NegotiationTable>>,
    /// The scenario in each state of the world of the negotiation; none where nothing is changed.
    pub(crate) variants: Arc<Vec<Option<Scenario>>>,
    pub(crate) overridden: bool,
    pub(crate) schedules: Vec<usize>,
}

impl Scenario {
    /// The schedule files it uses, with their texts, in the order of first use; the names are
    /// relative to the scenario file.
    #[must_use]
    pub fn schedules(&self) -> Vec<(&str, &str)> {
        let files = self.schedules.iter().filter_map(|file| self.files.get(*file));
        files.map(|file| (file.name.as_str(), file.text.as_str())).collect()
    }

    /// The name of its file, for messages.
    pub(crate) fn file_name(&self) -> &str {
        self.files.get(0).map_or("", |file| file.name.as_str())
    }

    /// How it is negotiated, if it says so.
    #[must_use]
    pub fn negotiation(&self) -> Option<&Negotiation> {
        self.negotiation.as_ref().map(|table| &table.settled)
    }

    /// Notes that the text is not what was written.
    pub(crate) fn rewritten(&mut self) {
        self.overridden = true;
    }

    /// The day on which the state is taken: `date`, else `end`, else the latest day on which
    /// anything begins.
    #[must_use]
    pub fn evaluation_date(&self) -> Option<Date> {
        let phases = self
            .entries
            .iter()
            .filter_map(|entry| entry.action.as_ref())
            .flat_map(|a| a.phase_starts());
        let starts = self.entries.iter().filter_map(|entry| entry.from).chain(phases);
        self.date.or(self.end).or_else(|| starts.max()).or(self.start)
    }
}

/// A scenario as far as it could be read, with every problem found on the way.
#[derive(Clone, Debug)]
pub struct Draft(pub(crate) Scenario);

impl Draft {
    /// The world it names, or the default.
    #[must_use]
    pub fn world(&self) -> &str {
        &self.0.world
    }

    /// What parties can choose the level of, as far as it could be read.
    #[must_use]
    pub fn levers(&self) -> &[Lever] {
        self.0.levers()
    }

    /// The problems found without looking at a world.
    #[must_use]
    pub fn report(&self) -> Report {
        Report::new(self.0.problems.clone(), self.0.files.clone())
    }

    /// The scenario, if it has no errors of its own.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn finish(self) -> Result<Scenario, Report> {
        let report = self.report();
        if report.errors() > 0 { Err(report) } else { Ok(self.0) }
    }
}
