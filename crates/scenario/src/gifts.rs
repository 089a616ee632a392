//! Who gives whom how much money, and when? [`Scenario::gifts`] gives it dated, so that whoever
//! adds up budgets needs to know nothing of the language.

use crate::resolve::ResolveOptions;
use crate::scenario::{Scenario, Side};
use detente_world::{EconomyId, World};
use jiff::civil::Date;

/// Money that one economy gives another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gift {
    /// Who gives.
    pub giver: EconomyId,
    /// Who receives.
    pub receiver: EconomyId,
    /// How much a year, in the unit of the world's tables; zero or more.
    pub yearly: f64,
}

/// A gift in a window of days.
#[derive(Clone, Debug, PartialEq)]
pub struct DatedGift {
    /// Name of the entry.
    pub entry: String,
    /// First day; none means from the beginning.
    pub from: Option<Date>,
    /// Last day; none means to the end.
    pub until: Option<Date>,
    /// Who gives whom how much.
    pub gift: Gift,
}

impl Scenario {
    /// Every gift, dated, in the order of the entries. The scenario must have been checked in
    /// `world`.
    #[must_use]
    pub fn gifts(&self, world: &World, options: &ResolveOptions) -> Vec<DatedGift> {
        let mut gifts = Vec::new();
        for entry in self
            .entries
            .iter()
            .filter(|entry| entry.side == Side::Shock || options.include_measures)
        {
            for (window, gift) in entry.action.iter().flat_map(|action| action.gives(world)) {
                let window = entry.window().and(window);
                if !window.is_empty() {
                    let (from, until) = (window.from, window.until);
                    gifts.push(DatedGift { entry: entry.name.value.clone(), from, until, gift });
                }
            }
        }
        gifts
    }
}
