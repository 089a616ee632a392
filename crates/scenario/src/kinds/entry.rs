//! One shock or measure as read.

use crate::effect::timeline::Window;
use crate::kinds::KINDS;
use crate::kinds::cost::{Cost, Size};
use crate::kinds::kind::{Action, Bill, Engine, Kind};
use crate::text::place::Spanned;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;

/// What happened, or what a party offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Something that happened.
    Shock,
    /// Something a party offers.
    Measure,
}

/// One shock or measure.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its name, unique in the scenario.
    pub name: Spanned<String>,
    /// Shock or measure.
    pub side: Side,
    /// Its kind, such as `tariff`.
    pub kind: &'static str,
    /// Where the fact is from.
    pub source: String,
    /// What a reader should know.
    pub note: Option<String>,
    /// First day in force; none means from the beginning.
    pub from: Option<Date>,
    /// Last day in force; none means to the end.
    pub until: Option<Date>,
    /// Who takes the measure, as written.
    pub by: Option<String>,
    /// For whom the measure is meant, as written.
    pub beneficiary: Option<String>,
    /// Whether the measure may be left out as a whole.
    pub optional: bool,
    /// What the measure costs.
    pub cost: Option<Cost>,
    /// The number of the measure's value as written; none for shocks, schedules and bans.
    pub size: Option<Size>,
    pub(crate) action: Option<Arc<dyn Action>>,
}

impl Entry {
    /// Which engines it moves.
    #[must_use]
    pub fn engines(&self) -> &'static [Engine] {
        self.kind().map_or(&[], |kind| kind.engines)
    }

    /// Whether all that it costs is counted: by its `cost`, by the engines or by the entry itself.
    /// Where not, the cost is not known, which is not zero; `cost = { capital = "USD 0" }` says
    /// that it is zero.
    #[must_use]
    pub fn cost_is_known(&self) -> bool {
        self.cost.is_some() || self.kind().is_none_or(|kind| kind.bill == Bill::Counted)
    }

    /// Its row in the table of kinds.
    pub(crate) fn kind(&self) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == self.kind).copied()
    }

    pub(crate) fn window(&self) -> Window {
        Window { from: self.from, until: self.until }
    }
}
