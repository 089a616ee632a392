//! What do chain entries do over weeks and months, in money? Solved once for each set of entries
//! that differs.

use super::cost::place;
use super::setting::Setting;
use super::stream::Stream;
use super::surplus::surplus;
use crate::error::DealError;
use detente_engine::months::{Assumptions, Months, months_in_one_case, touched};
use detente_engine::weeks::nowhere;
use detente_engine::weeks::{Asked, Weeks, chosen_member, weeks_of};
use detente_scenario::{CascadeEvent, Case, CommodityEvent, Date, Foresight};
use detente_world::chain::Chain;
use detente_world::{Accounts, Join, REST, World};
use rayon::prelude::*;
use std::sync::{Arc, Mutex};

/// A chain as solved under its entries, with what its prices mean.
struct Solved {
    months: Vec<Arc<Months>>,
    money: Stream,
}

/// Weeks and months of one state of the world.
pub(super) struct Physical<'w> {
    world: &'w World,
    name: String,
    span: (Date, Date),
    foresight: Foresight,
    case: Case,
    rules: String,
    /// Value added over output, by node of the cascade.
    earned: Vec<f64>,
    /// Shared by all states of the world: chains know nothing of elasticities and rules.
    chains: Arc<Chains>,
    /// Events from this day on come after the weeks that are followed.
    late: Date,
    stopped: Mutex<Vec<(Stopping, Arc<Stream>)>>,
}

/// Solved chains by case and events.
#[derive(Default)]
pub(super) struct Chains(Mutex<Vec<(Asking, Arc<Solved>)>>);

/// A case of what is assumed, and the events of a chain.
type Asking = (Case, Vec<CommodityEvent>);

/// What decides the weeks: the events that begin within them, of chains and of the network.
type Stopping = (Vec<CommodityEvent>, Vec<CascadeEvent>);

/// Entries that move chains, and entries that move the network.
pub(super) type Events = (Vec<CommodityEvent>, Vec<CascadeEvent>);

/// Weeks and months in money.
pub(super) struct PhysicalValue {
    pub weeks: Arc<Stream>,
    pub months: Arc<Stream>,
}

impl<'w> Physical<'w> {
    pub fn new(
        world: &'w World,
        name: &str,
        span: (Date, Date),
        foresight: Foresight,
        (case, rules): (Case, &str),
        chains: Arc<Chains>,
    ) -> Self {
        let accounts = Accounts::of(world);
        let mut earned = Vec::with_capacity(world.sectors.len() * world.economies.len());
        for sector in world.sector_ids() {
            for economy in world.economy_ids() {
                let output = accounts.output.get(economy, sector);
                earned.push(if output > 0.0 {
                    accounts.value_added.get(economy, sector) / output
                } else {
                    0.0
                });
            }
        }
        let stopped = Mutex::new(Vec::new());
        let (name, rules) = (name.to_owned(), rules.to_owned());
        let followed =
            jiff::Span::new().days(i64::try_from(detente_engine::weeks::DAYS).unwrap_or(0));
        let late = span.0.checked_add(followed).unwrap_or(span.1);
        Self { world, name, span, foresight, case, rules, earned, chains, late, stopped }
    }

    /// Solves, side by side, what none of the sets of entries shares with one that is known.
    ///
    /// # Errors
    /// If a chain cannot be solved, or entries cannot all be met.
    pub fn prepare(
        &self,
        setting: &Setting,
        sets: &[Vec<CommodityEvent>],
    ) -> Result<(), DealError> {
        let all: Vec<Vec<CommodityEvent>> =
            sets.iter().flat_map(|events| by_chain(events)).collect();
        // What begins within the weeks first: sets that differ later share its answer until then.
        let early = all
            .iter()
            .map(|events| self.early(events))
            .filter(|events| !events.is_empty())
            .collect();
        self.solve_all(setting, early)?;
        self.solve_all(setting, all)
    }

    fn solve_all(
        &self,
        setting: &Setting,
        sets: Vec<Vec<CommodityEvent>>,
    ) -> Result<(), DealError> {
        let mut wanted: Vec<Vec<CommodityEvent>> = Vec::new();
        for events in sets {
            if !wanted.contains(&events) && self.known(&events).is_none() {
                wanted.push(events);
            }
        }
        let solved: Result<Vec<_>, DealError> = wanted
            .into_par_iter()
            .map(|events| Ok((self.solve(setting, &events)?, events)))
            .collect();
        let solved =
            solved?.into_iter().map(|(solved, events)| ((self.case, events), Arc::new(solved)));
        lock(&self.chains.0).extend(solved);
        Ok(())
    }

    fn early(&self, events: &[CommodityEvent]) -> Vec<CommodityEvent> {
        let begins = |event: &&CommodityEvent| event.from.is_none_or(|from| from < self.late);
        events.iter().filter(begins).cloned().collect()
    }

    fn known(&self, events: &[CommodityEvent]) -> Option<Arc<Solved>> {
        let chains = lock(&self.chains.0);
        chains
            .iter()
            .find(|((case, own), _)| *case == self.case && own == events)
            .map(|(_, solved)| Arc::clone(solved))
    }

    /// Weeks and months under a set of entries.
    ///
    /// # Errors
    /// As [`Self::prepare`].
    pub fn value(
        &self,
        setting: &Setting,
        (goods, network): &Events,
    ) -> Result<PhysicalValue, DealError> {
        self.prepare(setting, std::slice::from_ref(goods))?;
        let mut months = Stream::none(self.world.economies.len(), &setting.horizon);
        let solved: Vec<Arc<Solved>> =
            by_chain(goods).iter().filter_map(|own| self.known(own)).collect();
        solved.iter().for_each(|chain| months.add_scaled(1.0, &chain.money));
        let key: Stopping = (self.early(goods), network.clone());
        let known = lock(&self.stopped)
            .iter()
            .find(|(own, _)| *own == key)
            .map(|(_, weeks)| Arc::clone(weeks));
        let weeks = match known {
            Some(weeks) => weeks,
            None => {
                let weeks = Arc::new(self.weeks(setting, &solved, network)?);
                lock(&self.stopped).push((key, Arc::clone(&weeks)));
                weeks
            }
        };
        Ok(PhysicalValue { weeks, months: Arc::new(months) })
    }

    /// Months of a chain under a set of entries, for who asks how much flows.
    pub fn months(&self, events: &[CommodityEvent]) -> Vec<Arc<Months>> {
        self.known(events).map_or(Vec::new(), |solved| solved.months.clone())
    }

    fn solve(&self, setting: &Setting, events: &[CommodityEvent]) -> Result<Solved, DealError> {
        // Where quantities hardly answer to prices, much is lost.
        let assumptions = match self.case {
            Case::Low => Assumptions::high(),
            Case::Middle => Assumptions::default(),
            Case::High => Assumptions::low(),
        };
        let early = self.early(events);
        let known = (early.len() < events.len()).then(|| self.known(&early)).flatten();
        let one = |chain: Arc<Chain>| {
            let known = known.as_ref().and_then(|known| known.months.first());
            let early = known.map(|months| (months.as_ref(), self.late));
            months_in_one_case(
                &self.name,
                &chain,
                events,
                self.span,
                self.foresight,
                &assumptions,
                early,
            )
            .map(Arc::new)
        };
        let months: Vec<Arc<Months>> =
            touched(&self.world.chains, events).into_iter().map(one).collect::<Result<_, _>>()?;
        let mut money = Stream::none(self.world.economies.len(), &setting.horizon);
        for one in &months {
            self.money(setting, one, &mut money)?;
        }
        Ok(Solved { months, money })
    }

    fn money(
        &self,
        setting: &Setting,
        months: &Months,
        into: &mut Stream,
    ) -> Result<(), DealError> {
        let case = &months.cases[1];
        let stopped = months.stopping_uses();
        let scale = months.money_scale();
        // What a chain calls by a code of its own is part of an economy of the world.
        let join = Join::of(self.world);
        let of =
            months.chain.economies.iter().map(|own| match join.economy(&own.code).as_slice() {
                [one] => Some(one.0),
                _ => join
                    .economy(&own.world_economy)
                    .first()
                    .or(join.economy(REST).first())
                    .map(|id| id.0),
            });
        let of: Vec<Option<usize>> = of.collect();
        for (period, span) in months.spans.iter().enumerate() {
            let (from, to) = (setting.horizon.years(span.from), setting.horizon.years(span.to));
            for (at, (change, economy)) in
                surplus(months, case, period, &stopped).iter().zip(&of).enumerate()
            {
                match economy {
                    Some(economy) => {
                        into.add(*economy, change * scale, from, to, &setting.horizon)?
                    }
                    // Less than the solver's own error counts as zero.
                    None if (change * scale).abs() < 1e-3 => {}
                    None => return Err(nowhere(self.world, &months.chain, at).into()),
                }
            }
        }
        Ok(())
    }

    fn weeks(
        &self,
        setting: &Setting,
        solved: &[Arc<Solved>],
        events: &[CascadeEvent],
    ) -> Result<Stream, DealError> {
        let mut stream = Stream::none(self.world.economies.len(), &setting.horizon);
        let member = chosen_member(self.world, &self.rules, place(self.case))?;
        let months: Vec<Arc<Months>> =
            solved.iter().flat_map(|solved| solved.months.clone()).collect();
        let asked = Asked { months: &months, events, span: self.span };
        if let Some(weeks) = weeks_of(self.world, &asked, (vec![member], false), &|_, _| {})? {
            self.lost(setting, &weeks, &mut stream)?;
        }
        Ok(stream)
    }

    /// (2) of the module above: value added of what is not made, less of what is made up for.
    fn lost(&self, setting: &Setting, weeks: &Weeks, into: &mut Stream) -> Result<(), DealError> {
        let baseline = weeks.network.output();
        let start = setting.horizon.years(weeks.start);
        let week = 7.0 / 365.25;
        for (at, output) in weeks.members[0].output.iter().enumerate() {
            let from = start + at as f64 * week;
            let mut lost = vec![0.0; weeks.economies];
            for (node, ratio) in output.iter().enumerate() {
                lost[node % weeks.economies] +=
                    (ratio - 1.0) * baseline[node] * self.earned[node] * 365.25;
            }
            for (economy, yearly) in lost.into_iter().enumerate() {
                into.add(economy, yearly, from, from + week, &setting.horizon)?;
            }
        }
        Ok(())
    }
}

/// The entries of each chain, chain by chain in the order of their first entry.
fn by_chain(events: &[CommodityEvent]) -> Vec<Vec<CommodityEvent>> {
    let mut chains: Vec<&str> = Vec::new();
    for event in events {
        if !chains.contains(&event.chain.as_str()) {
            chains.push(&event.chain);
        }
    }
    chains.sort_unstable();
    let own =
        |chain: &&str| events.iter().filter(|event| event.chain == **chain).cloned().collect();
    chains.iter().map(own).collect()
}

/// A lock that outlives a panic elsewhere: what it guards is only ever added to.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
