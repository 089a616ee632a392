//! Runs the members and keeps what they did, by week and node.

use super::events::Hits;
use super::inputs::{Dependence, dependences};
use super::members::{Member, members};
use super::network::network;
use super::runaway::runaways;
use crate::error::EngineError;
use crate::months::Months;
use detente_cascade::{Binding, Network, Shocks, Simulation};
use detente_scenario::{CascadeEvent, Date};
use detente_world::{EconomyId, SectorId, World};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Days followed at most: beyond two years the yearly engine answers.
pub const DAYS: usize = 728;
/// Days in a week.
pub const WEEK: usize = 7;
/// A loss of output below this share of the output wanted is rounding.
const NOTICEABLE: f64 = 1e-6;

/// What held a node back over a run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hold {
    /// First day, from zero.
    pub first: usize,
    /// Number of days.
    pub days: usize,
    /// Output lost, in days of baseline output.
    pub lost: f64,
}

/// One member's run.
#[derive(Debug)]
pub struct MemberRun {
    /// Its rules and case.
    pub member: Member,
    /// Output relative to the baseline by week and node.
    pub output: Vec<Vec<f64>>,
    /// What held a node back most in a week, and how much of the output wanted was lost.
    pub binding: Vec<BTreeMap<usize, (Binding, f64)>>,
    /// What held which node back.
    pub holds: BTreeMap<(usize, BindingKey), Hold>,
    /// Share of the output wanted that was lost to missing goods by node and day, only where any
    /// was.
    pub missing: BTreeMap<usize, Vec<(usize, f64)>>,
}

/// A binding that can be sorted.
pub type BindingKey = (u8, u32);

/// What the weeks are asked to follow.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// Chains as solved month by month.
    pub months: &'a [Arc<Months>],
    /// What entries change in production.
    pub events: &'a [CascadeEvent],
    /// First and last day of the scenario.
    pub span: (Date, Date),
}

/// The weeks of a scenario.
#[derive(Debug)]
pub struct Weeks {
    /// The first day.
    pub start: Date,
    /// Days that are followed.
    pub days: usize,
    /// The production network.
    pub network: Network,
    /// Economies of the world.
    pub economies: usize,
    /// Sectors that use a good of a chain.
    pub dependences: Vec<Dependence>,
    /// What entries change in the network itself.
    pub hits: Hits,
    /// The runs of the ensemble.
    pub members: Vec<MemberRun>,
    /// Members whose figures are those of a spiral and in no band, and the least output of the
    /// world in a week of theirs.
    pub left_out: Vec<(&'static str, f64)>,
}

/// Days that are followed of those from the first to the last: whole weeks, two years at most.
pub fn followed_days((start, end): (Date, Date)) -> usize {
    let days = end.tomorrow().map_or(0, |after| (after - start).get_days()).max(0) as usize;
    days.min(DAYS) / WEEK * WEEK
}

/// What the months and the entries do to production, if anything falls short; `progress` hears the
/// days done of all.
///
/// # Errors
/// If the world's tables make no network, or an input is out of bounds.
pub fn weeks(
    world: &World,
    asked: &Asked<'_>,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Option<Weeks>, EngineError> {
    weeks_of(world, asked, (members(world), true), progress)
}

/// The same for some members of the ensemble; where nobody asks what held a node back, that is not
/// recorded.
///
/// # Errors
/// As [`weeks`].
pub fn weeks_of(
    world: &World,
    asked: &Asked<'_>,
    (members, causes): (Vec<Member>, bool),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Option<Weeks>, EngineError> {
    let (start, days) = (asked.span.0, followed_days(asked.span));
    let dependences = dependences(world, asked.months, start, days)?;
    let hits = Hits::of(world, asked.events, start, days)?;
    if (dependences.is_empty() && hits.is_empty()) || days == 0 {
        return Ok(None);
    }
    let network = network(world)?;
    let mut weeks = Weeks {
        start,
        days,
        network,
        economies: world.economies.len(),
        dependences,
        hits,
        members: Vec::new(),
        left_out: Vec::new(),
    };
    let done = AtomicUsize::new(0);
    let all = members.len() * days;
    let tell = || progress(done.fetch_add(WEEK, Ordering::Relaxed) + WEEK, all);
    let runs: Result<Vec<MemberRun>, EngineError> =
        members.into_par_iter().map(|member| run(&weeks, member, causes, &tell)).collect();
    weeks.members = runs?;
    weeks.left_out = runaways(&weeks.members, &weeks.network.output());
    Ok(Some(weeks))
}

/// Follows one member; `tell` is called after every week.
fn run(
    weeks: &Weeks,
    member: Member,
    causes: bool,
    tell: &(dyn Fn() + Sync),
) -> Result<MemberRun, EngineError> {
    let (network, days) = (&weeks.network, weeks.days);
    let inputs =
        weeks.dependences.iter().map(|dependence| dependence.input(weeks.economies, member.case));
    let shocks = Shocks { critical_inputs: inputs.collect(), ..weeks.hits.shocks.clone() };
    let mut simulation = Simulation::new(network, &member.rules, &shocks)
        .map_err(|error| EngineError::Cascade(error.to_string()))?;
    simulation.record_binding(causes);
    let (nodes, baseline) = (network.nodes(), network.output());
    let mut run = MemberRun {
        member,
        output: Vec::with_capacity(days / WEEK),
        binding: Vec::with_capacity(days / WEEK),
        holds: BTreeMap::new(),
        missing: BTreeMap::new(),
    };
    for step in 0..days {
        if step % WEEK == 0 {
            run.output.push(vec![0.0; nodes]);
            run.binding.push(BTreeMap::new());
        }
        let day = simulation.advance();
        let (made, capacity, demand) = (day.production(), day.capacity(), day.demand());
        let week = step / WEEK;
        for node in 0..nodes {
            let ratio = if baseline[node] > 0.0 { made[node] / baseline[node] } else { 1.0 };
            run.output[week][node] += ratio / WEEK as f64;
            let wanted = demand[node].min(capacity[node]);
            let lost = if wanted > 0.0 { 1.0 - made[node] / wanted } else { 0.0 };
            if causes && lost > NOTICEABLE {
                run.note(step, node, day.binding(node), lost, wanted / baseline[node]);
            }
        }
        if step % WEEK + 1 == WEEK {
            tell();
        }
    }
    Ok(run)
}

/// One node's day in one member, units a day.
#[derive(Clone, Copy, Debug)]
pub struct NodeDay {
    pub made: f64,
    pub capacity: f64,
    pub demand: f64,
    pub binding: Binding,
}

/// One node of one member once more, day by day, for `days`.
///
/// # Errors
/// If an input is out of bounds.
pub fn followed(
    weeks: &Weeks,
    member: &Member,
    node: usize,
    days: usize,
) -> Result<Vec<NodeDay>, EngineError> {
    let inputs =
        weeks.dependences.iter().map(|dependence| dependence.input(weeks.economies, member.case));
    let shocks = Shocks { critical_inputs: inputs.collect(), ..weeks.hits.shocks.clone() };
    let mut simulation = Simulation::new(&weeks.network, &member.rules, &shocks)
        .map_err(|error| EngineError::Cascade(error.to_string()))?;
    simulation.record_binding(true);
    let one = |_| {
        let day = simulation.advance();
        NodeDay {
            made: day.production()[node],
            capacity: day.capacity()[node],
            demand: day.demand()[node],
            binding: day.binding(node),
        }
    };
    Ok((0..days.min(weeks.days)).map(one).collect())
}

impl MemberRun {
    fn note(&mut self, step: usize, node: usize, binding: Binding, lost: f64, wanted: f64) {
        let hold = self
            .holds
            .entry((node, key(binding)))
            .or_insert(Hold { first: step, ..Hold::default() });
        hold.days += 1;
        hold.lost += lost * wanted;
        if matches!(binding, Binding::CriticalInput(_)) {
            self.missing.entry(node).or_default().push((step, lost));
        }
        let worst = self.binding[step / WEEK].entry(node).or_insert((binding, lost));
        if lost > worst.1 {
            *worst = (binding, lost);
        }
    }
}

/// A binding as a key: 0 nothing, 1 an input, 2 a critical input, with its number.
pub fn key(binding: Binding) -> BindingKey {
    match binding {
        Binding::Nothing => (0, 0),
        Binding::Input(group) => (1, group),
        Binding::CriticalInput(input) => (2, input),
    }
}

impl Weeks {
    /// Average share of its capacity that each node loses over the 365 days from `from`, to entries
    /// that say so and to the goods it waits for, under the rules of `run`; days outside the weeks
    /// lose nothing. What its own users lose for it is left to the yearly engine, which passes a
    /// loss on by itself.
    pub fn lost_capacity(
        &self,
        run: &MemberRun,
        from: Date,
    ) -> impl Iterator<Item = (EconomyId, SectorId, f64)> {
        let offset = i64::from((from - self.start).get_days());
        let within = move |day: usize| {
            (offset..offset + 365).contains(&i64::try_from(day).unwrap_or(i64::MAX))
        };
        let missing = &run.missing;
        let nodes: BTreeSet<usize> = missing.keys().chain(self.hits.lost.keys()).copied().collect();
        nodes.into_iter().map(move |node| {
            let hit = |day: usize| self.hits.lost.get(&node).map_or(0.0, |days| days[day]);
            let direct: f64 = (0..self.days).filter(|day| within(*day)).map(hit).sum();
            let waiting = missing.get(&node).into_iter().flatten().filter(|(day, _)| within(*day));
            let waiting: f64 = waiting.map(|(day, lost)| lost * (1.0 - hit(*day))).sum();
            (
                EconomyId(node % self.economies),
                SectorId(node / self.economies),
                (direct + waiting) / 365.0,
            )
        })
    }

    /// The member in the middle of the band.
    pub fn middle(&self) -> &MemberRun {
        &self.members[super::members::MIDDLE]
    }

    /// Output that a member loses by economy, USD million; weeks above the baseline do not make up
    /// for those below.
    pub fn lost(&self, run: &MemberRun) -> Vec<f64> {
        let baseline = self.network.output();
        let mut lost = vec![0.0; self.economies];
        for week in &run.output {
            for (node, ratio) in week.iter().enumerate() {
                lost[node % self.economies] +=
                    (1.0 - ratio).max(0.0) * baseline[node] * WEEK as f64;
            }
        }
        lost
    }

    /// The members that count, in the order of the ensemble.
    pub fn counted(&self) -> impl Iterator<Item = &MemberRun> {
        self.members
            .iter()
            .filter(|run| self.left_out.iter().all(|(name, _)| *name != run.member.name))
    }

    /// The least, the middle and the most of a value over the members that count.
    pub fn band(&self, value: impl Fn(&MemberRun) -> f64) -> [f64; 3] {
        let values = || self.counted().map(&value);
        let least = values().fold(f64::INFINITY, f64::min);
        let most = values().fold(f64::NEG_INFINITY, f64::max);
        [least, value(self.middle()), most]
    }

    /// What a reader should know of members that are in no band.
    pub fn about_left_out(&self) -> Option<String> {
        let one = |(name, least): &(&str, f64)| {
            format!("`{name}` (the world's output falls to {:.1} % of the baseline)", 100.0 * least)
        };
        let named: Vec<String> = self.left_out.iter().map(one).collect();
        let what = "the bands of the weeks leave out the rules under which, alone, the whole world collapses";
        (!named.is_empty()).then(|| format!("{what}: {}", named.join(", ")))
    }
}
