//! What do entries change in chains, in production and in budgets, and when?

use crate::effect::chains::{Change, CommodityEvent};
use crate::effect::gifts::DatedGift;
use crate::effect::timeline::Window;
use crate::effect::weeks::CascadeEvent;
use crate::kinds::entry::{Entry, Side};
use crate::kinds::kind::Action;
use crate::resolve::day::ResolveOptions;
use crate::written::options::Foresight;
use crate::written::scenario::Scenario;
use detente_world::World;
use jiff::civil::Date;

impl Scenario {
    /// Every change of the production network, dated. The scenario must have been checked in
    /// `world`.
    #[must_use]
    pub fn cascade_events(&self, world: &World, options: &ResolveOptions) -> Vec<CascadeEvent> {
        let said = self.said(options, |action, _| {
            action.weekly(world).into_iter().map(|weekly| (weekly.window, weekly.effect)).collect()
        });
        let event = |(entry, Window { from, until }, effect): (&Entry, _, _)| CascadeEvent {
            entry: entry.name.value.clone(),
            kind: entry.kind,
            from,
            until,
            effect,
        };
        said.into_iter().map(event).collect()
    }

    /// Every gift, dated, in the order of the entries. The scenario must have been checked in
    /// `world`.
    #[must_use]
    pub fn gifts(&self, world: &World, options: &ResolveOptions) -> Vec<DatedGift> {
        let said = self.said(options, |action, _| action.gives(world));
        let dated = |(entry, Window { from, until }, gift): (&Entry, _, _)| DatedGift {
            entry: entry.name.value.clone(),
            from,
            until,
            gift,
        };
        said.into_iter().map(dated).collect()
    }

    /// Every change of a commodity chain, dated. The scenario must have been checked in `world`.
    #[must_use]
    pub fn commodity_events(&self, world: &World, options: &ResolveOptions) -> Vec<CommodityEvent> {
        let said = self.said(options, |action, own| {
            let changes = action.changes(world, &world.chains, own);
            changes.into_iter().map(|change| (change.window, change)).collect()
        });
        let event = |(entry, Window { from, until }, change): (&Entry, _, Change)| CommodityEvent {
            entry: entry.name.value.clone(),
            kind: entry.kind,
            chain: change.chain,
            from,
            until,
            effect: change.effect,
        };
        said.into_iter().map(event).collect()
    }

    /// What the entries that apply say, in their order, each in the days that are within those of
    /// its entry; what is left without a day is dropped.
    fn said<T>(
        &self,
        options: &ResolveOptions,
        say: impl Fn(&dyn Action, Window) -> Vec<(Window, T)>,
    ) -> Vec<(&Entry, Window, T)> {
        let mut said = Vec::new();
        let applies = |entry: &&Entry| entry.side == Side::Shock || options.include_measures;
        for entry in self.entries.iter().filter(applies) {
            let own = entry.window();
            for (window, what) in entry.action.iter().flat_map(|action| say(action.as_ref(), own)) {
                let window = own.and(window);
                if !window.is_empty() {
                    said.push((entry, window, what));
                }
            }
        }
        said
    }

    /// What traders and users of commodities know.
    #[must_use]
    pub fn foresight(&self) -> Foresight {
        self.commodity.foresight
    }

    /// Names of the entries that change commodity chains. The scenario must have been checked in
    /// `world`.
    #[must_use]
    pub fn chain_entries(&self, world: &World) -> Vec<String> {
        let chains = &world.chains;
        let touches = |entry: &&Entry| {
            entry
                .action
                .as_ref()
                .is_some_and(|action| !action.changes(world, chains, entry.window()).is_empty())
        };
        self.entries.iter().filter(touches).map(|entry| entry.name.value.clone()).collect()
    }

    /// Days on which an entry that moves the state of policy begins, ends or changes, in order.
    /// Checked as above.
    #[must_use]
    pub fn policy_days(&self, world: &World) -> Vec<Date> {
        let physical = self.chain_entries(world);
        let mut days = Vec::new();
        for entry in self.entries.iter().filter(|entry| !physical.contains(&entry.name.value)) {
            days.extend(entry.from);
            days.extend(entry.until.and_then(|until| until.tomorrow().ok()));
            days.extend(entry.action.iter().flat_map(|action| action.phase_starts()));
        }
        days.sort_unstable();
        days.dedup();
        days
    }
}
