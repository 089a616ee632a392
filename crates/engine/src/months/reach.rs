//! How much of a good reaches one use, and how much of it does the use need?
//!
//! What arrives in a market, with what reserves release there, is shared over its users in
//! proportion to what they need: material efficiency of one use leaves more to the others.

use super::solve::{Case, Months};
use detente_commodity::{BaseYear, Period};

/// What one use gets and needs in a period, relative to the base year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reach {
    /// What reaches it.
    pub supply: f64,
    /// What it needs: 1 less the saved share.
    pub need: f64,
}

impl Months {
    /// What a use, by its position, gets and needs in a period of a case.
    pub(crate) fn reach(&self, case: &Case, period: usize, at: usize) -> Reach {
        let base = &case.posed.market.base;
        let usage = &base.uses[at];
        let place = (usage.good, usage.region);
        let before = self.base_arriving(usage.good, usage.region);
        let posed = &case.posed.periods[period];
        let need = posed.demand.get(at).copied().unwrap_or(1.0);
        let arrived = Self::arriving(case, period, usage.good, usage.region)
            + self.released(case, period, place);
        let all = needed(base, posed, place);
        let supply =
            if before > 0.0 && all > 0.0 { (arrived / before * need / all).max(0.0) } else { need };
        Reach { supply, need }
    }

    /// What reserves give to a market in a period, per year, as their entries say; below zero where
    /// they are filled.
    ///
    /// Not as the programme moves them: to it a reserve and the stocks of firms are one, while
    /// firms' stocks lie in the cascade.
    fn released(&self, case: &Case, period: usize, place: (usize, usize)) -> f64 {
        let reserves = case
            .posed
            .market
            .market
            .stores
            .iter()
            .enumerate()
            .skip(case.posed.market.base.stores.len());
        let here = reserves.filter(|(_, store)| (store.good, store.region) == place);
        let held = |period: usize, at: usize| case.posed.periods[period].least_stock[at];
        let moved = here.map(|(at, store)| {
            let before = period.checked_sub(1).map_or(store.initial, |before| held(before, at));
            before - held(period, at)
        });
        moved.sum::<f64>() / self.spans[period].years()
    }
}

/// What uses and processes of a market need in a period at the activity of the base year, relative
/// to the base year.
fn needed(base: &BaseYear, period: &Period, (good, region): (usize, usize)) -> f64 {
    let uses = base
        .uses
        .iter()
        .enumerate()
        .filter(|(_, usage)| (usage.good, usage.region) == (good, region));
    let uses =
        uses.map(|(at, usage)| (usage.quantity, period.demand.get(at).copied().unwrap_or(1.0)));
    let taken =
        base.processes.iter().enumerate().filter(|(_, process)| process.region == region).map(
            |(at, process)| {
                let coefficient: f64 = process
                    .recipe
                    .iter()
                    .filter(|row| row.0 == good)
                    .map(|row| (-row.1).max(0.0))
                    .sum();
                let factors =
                    period.input.iter().filter(|input| (input.process, input.good) == (at, good));
                (process.activity * coefficient, factors.map(|input| input.factor).product())
            },
        );
    let (mut before, mut after) = (0.0, 0.0);
    uses.chain(taken).for_each(|(quantity, factor): (f64, f64)| {
        before += quantity;
        after += quantity * factor;
    });
    if before > 0.0 { after / before } else { 1.0 }
}
