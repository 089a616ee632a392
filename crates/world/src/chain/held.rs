//! How much of a good is known to lie in store in an economy, at most?

use super::data::{Chain, Holder, Stock};
use super::interval::Interval;

/// Weeks in a year.
const WEEKS: f64 = 365.25 / 7.0;

impl Chain {
    /// Units of a good that lie in store in an economy at most, as far as anything is known: what
    /// the state holds where that is known, else what firms hold. `None` where neither is.
    #[must_use]
    pub fn held(&self, good: usize, economy: usize) -> Option<f64> {
        self.held_by(Holder::Strategic, good, economy)
            .or_else(|| self.held_by(Holder::Commercial, good, economy))
    }

    fn held_by(&self, holder: Holder, good: usize, economy: usize) -> Option<f64> {
        let of_good = |row: &&Stock| row.good == good && row.holder == holder;
        let rows = || self.stocks.iter().filter(of_good);
        // An economy's own rows take the place of those for every economy, use by use.
        let own = |usage: &Option<String>| {
            rows().any(|row| row.economy == Some(economy) && row.usage == *usage)
        };
        let here = rows().filter(|row| {
            row.economy == Some(economy) || (row.economy.is_none() && !own(&row.usage))
        });
        let known: Vec<f64> = here.filter_map(|row| self.units(row, good, economy)).collect();
        (!known.is_empty()).then(|| known.iter().sum())
    }

    /// The upper end of one row, in units; weeks are of the base year's final use.
    fn units(&self, row: &Stock, good: usize, economy: usize) -> Option<f64> {
        let most = |interval: Interval| Some(interval.high()).filter(|most| most.is_finite());
        if let Some(quantity) = row.quantity {
            return most(quantity);
        }
        let of_use = |usage: &str| row.usage.as_deref().is_none_or(|own| own == usage);
        let uses = self.demand.iter().filter(|use_| (use_.good, use_.economy) == (good, economy));
        let used: f64 =
            uses.filter(|use_| of_use(&use_.usage)).filter_map(|use_| use_.balanced).sum();
        (used > 0.0).then(|| most(row.weeks?).map(|weeks| weeks / WEEKS * used)).flatten()
    }
}
