//! What is a kind of entry, and what can an entry of it do?

use crate::effect::chains::Change;
use crate::effect::gifts::Gift;
use crate::effect::state::Assembly;
use crate::effect::timeline::Window;
use crate::effect::weeks::Weekly;
use crate::select::links::Link;
use crate::select::schedule::Schedule;
use crate::select::selector::Sectors;
use crate::text::place::Place;
use crate::text::report::Diagnostic;
use crate::value::fields::Fields;
use crate::value::key::AnyKey;
use crate::value::reading::Reading;
use detente_tariffs::Line;
use detente_world::World;
use detente_world::chain::Chain;
use jiff::civil::Date;
use std::sync::Arc;

/// A kind of entry: what `kind = "..."` may say.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// One sentence for editors and messages.
    pub(crate) about: &'static str,
    /// Which engines an entry of the kind moves, and so which parts of a package's worth.
    pub(crate) engines: &'static [Engine],
    /// Where what a measure of the kind costs is counted.
    pub(crate) bill: Bill,
    /// The key of its value: what a range may stand for, and what a cost per unit counts.
    pub(crate) value: &'static str,
    /// Its keys besides those that all entries have, its value among them.
    pub(crate) keys: &'static [&'static dyn AnyKey],
    /// Reads the kind's own keys.
    pub(crate) read: fn(&Fields<'_>, &mut Reading) -> Option<Box<dyn Action>>,
}

/// An engine that an entry can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The state of policy, of which the trade engine finds the equilibrium.
    Policy,
    /// Commodity chains, month by month; goods that do not come stop the production network too.
    Chains,
    /// The production network, week by week.
    Network,
}

/// Where what a measure costs is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bill {
    /// By the engines, or by the entry itself: income forgone, dearer goods, stocks that are drawn,
    /// money that is given.
    Counted,
    /// By nobody but its `cost`: somebody has to build, buy or change something. Without `cost` it
    /// is not known.
    Open,
}

/// Values at which nothing is the strongest measure there is and not the weakest: nothing may pass,
/// or no duty is left.
const STRONGEST_AT_ZERO: [&str; 3] = ["limit", "licensed", "rate.set"];

impl Kind {
    /// Whether a measure of the kind does nothing where what stands at `path` is zero.
    pub(crate) fn is_idle_at_zero(&self, path: &str) -> bool {
        let key = path.split('.').next();
        key == Some(self.value) && !STRONGEST_AT_ZERO.contains(&path)
    }
}

/// What an entry claims to decide alone: on these links, in these windows.
pub(crate) struct Claim {
    pub(crate) windows: Vec<Window>,
    pub(crate) links: Vec<Link>,
    /// The goods on the links; none for all.
    pub(crate) lines: Vec<Line>,
}

impl Claim {
    /// Whether both are about some good.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        let common = |one: &Line| {
            let own = one.range();
            let meets =
                |other: &Line| own.start < other.range().end && other.range().start < own.end;
            other.lines.iter().any(meets)
        };
        self.lines.is_empty() || other.lines.is_empty() || self.lines.iter().any(common)
    }
}

/// The duties of an entry.
pub(crate) struct Levied {
    /// Links on which a duty above zero is charged.
    pub(crate) links: Vec<Link>,
    /// Whether points are added to what is there, and from which day on at first; none where only
    /// the entry itself says so.
    pub(crate) adds: Option<Option<Date>>,
    /// Where the links are named.
    pub(crate) place: Place,
    /// The words for the exporters, if one selector names them all.
    pub(crate) exporter: Option<String>,
}

/// What an entry did to the state on a day.
pub(crate) struct Applied {
    /// Links, nodes or economies it touched.
    pub(crate) touched: usize,
    /// The day the phase in force began, if the value changes over time.
    pub(crate) phase: Option<Date>,
    /// The value in force, as one would write it.
    pub(crate) value: String,
}

/// What an entry does.
pub(crate) trait Action: std::fmt::Debug + Send + Sync {
    /// Reports what is wrong with it in this world; unknown names have been reported already.
    fn check(&self, world: &World, problems: &mut Vec<Diagnostic>);

    /// Dates besides `from` and `until`.
    fn phase_starts(&self) -> Vec<Date>;

    /// What no other entry of the kind may decide as well, unless it overrides.
    fn claim(&self, _world: &World) -> Option<Claim> {
        None
    }

    /// Whether it disregards earlier entries of its kind.
    fn overrides(&self) -> bool {
        false
    }

    /// What changes in commodity chains, phase by phase; `window` is that of the entry. Names have
    /// been checked.
    fn changes(&self, _world: &World, _chains: &[Arc<Chain>], _window: Window) -> Vec<Change> {
        Vec::new()
    }

    /// What it makes one economy give another, phase by phase; `window` is within that of the
    /// entry. Names have been checked.
    fn gives(&self, _world: &World) -> Vec<(Window, Gift)> {
        Vec::new()
    }

    /// What changes in the production network, phase by phase. Names have been checked.
    fn weekly(&self, _world: &World) -> Vec<Weekly> {
        Vec::new()
    }

    /// The table of rates it reads, if it has one.
    fn schedule(&self) -> Option<&Schedule> {
        None
    }

    /// The sectors it acts on as a whole, where it could name a product.
    fn whole_sectors(&self) -> Option<&Sectors> {
        None
    }

    /// The goods it names and their share of the trade of their links, in words.
    fn goods(&self, _world: &World) -> Option<String> {
        None
    }

    /// The duties it raises, if it is a duty. Names have been checked.
    fn levied(&self, _world: &World) -> Option<Levied> {
        None
    }

    /// Changes the state; `None` if no phase is in force yet.
    fn apply(&self, name: &str, date: Date, state: &mut Assembly<'_>) -> Option<Applied>;
}
